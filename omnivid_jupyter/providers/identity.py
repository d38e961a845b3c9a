"""Which requests are the same request.

Two requests are the same when they ask the same model for the same thing: every parameter after the model's
defaults, the content of local media, the addresses of others but for what signs them, and the number of the
take. Keys, base URLs, waiting, folders and callbacks do not count; nor does what tools change in a text and nobody
sees: how lines end, blanks at their ends, the form in which an accented letter is written.

The same request always has the same fingerprint, on every machine and in every later version.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec

from omnivid_jupyter.localmedia import LocalMedia
from omnivid_jupyter.parameters import Parameter, known
from omnivid_jupyter.providers.capabilities import Choice, Model, Seconds
from omnivid_jupyter.request import VideoRequest

__all__ = ["SIGNED", "canonical", "fingerprint", "same_text", "unsigned"]

#: What a signed address begins with where it is written down: it is no address any more.
SIGNED = "signed:"

#: How stores sign an address: the parameters by which it is known, and those that then only sign. Its path, and
#: whatever else stands there, says which file it is.
_STORES = (
    (r"x-(amz|goog|oss|cos|tos|obs)-signature", r"x-(amz|goog|oss|cos|tos|obs)-(?!process).+"),
    (r"q-signature", r"q-(ak|sign.*|key-time|header-list|url-param-list)"),
    (
        r"awsaccesskeyid|googleaccessid|ossaccesskeyid|accesskeyid",
        r"awsaccesskeyid|googleaccessid|ossaccesskeyid|accesskeyid",
    ),
    (r"key-pair-id", r"policy|key-pair-id|hash-algorithm"),
    (r"se", r"s[eiprstv]|spr|srt|sip|ses|sdd|scid|s[au]oid|sk(oid|tid|[estv])"),
)
#: What may be a secret anywhere. Beside a store's it only signs; elsewhere it may be all that names the file.
_SECRETS = re.compile(
    r"(.+[-_])?(sig|sign|signature|hmac|token|jwt|auth|secret|password|(auth|api|access|secret|subscription)[-_]?key)"
    r"|expires|expiry|authorization|tempauth|sas|hdn(ts|tl|ea)"
)
_DISCORD = {"ex", "is", "hm"}

#: What tools put into a text, or take out of it, without a trace on the screen. What joins emoji or letters stays.
_INVISIBLE = re.compile(r"[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_LINE_END = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_LIKE_A_BLANK = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f]")
_TRAILING = re.compile(r"[^\S\n]+$", re.MULTILINE)


def canonical(model: Model, request: VideoRequest) -> VideoRequest:
    """A checked request in the form that is compared and written down.

    Defaults are filled in, data is there by its hash, and addresses without what signs them.
    """
    return request.having({row.name: _canonical(row, model, request.get(row.name)) for row in known()})


def fingerprint(canonical: VideoRequest) -> str:
    """64 hexadecimal digits for a request in canonical form.

    What is not asked for does not count, so that a parameter which a later version adds changes nothing.
    """
    given = msgspec.to_builtins(canonical)
    texts = {name: _as_read(value) for name, value in (given.pop("extra") | given).items()}
    # no media has counted since the first version, which is why it still does
    defaults = {row.name: row.default for row in known() if row.kind != "media"}
    asked = {
        name: value
        for name, value in texts.items()
        if value not in (None, [], "") and value != defaults.get(name)
    }
    return hashlib.sha256(msgspec.json.encode(asked, order="deterministic")).hexdigest()


def same_text(text: str) -> str:
    """What texts that look the same have in common: composed letters, `\\n` between lines, no blanks at their ends."""
    text = _LIKE_A_BLANK.sub(" ", _LINE_END.sub("\n", _INVISIBLE.sub("", text)))
    return _TRAILING.sub("", unicodedata.normalize("NFC", text)).strip()


def _as_read(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_as_read(each) for each in value)
    return same_text(value) if isinstance(value, str) else value


def _canonical(row: Parameter, model: Model, value: Any) -> Any:
    match row.canonical:
        case "default":
            table = model.table(row.name)
            return table.default if value is None and isinstance(table, (Choice, Seconds)) else value
        case "content":
            return tuple(_media(url) for url in value)
        case "dropped":
            return row.default
        case "kept":
            return value


def _media(url: str) -> str:
    """A reference as it is compared: an address but for what signs it, local media by their content."""
    return LocalMedia.parse(url).canonical if url.startswith("data:") else unsigned(url)


def unsigned(address: str) -> str:
    """A signed address as it is written down: marked, and without what signs it. Any other as it is.

    Whoever has a signed address has the file; and the same file has another one each time that it is signed. Where
    no store is known by its parameters, a secret one may be all that tells two files apart: its hash stays.
    """
    parts = urlsplit(address)
    pairs = [(unquote(pair.partition("=")[0]).lower(), pair) for pair in parts.query.split("&")]
    names = {name for name, _ in pairs}
    secret = {name for name in names if _SECRETS.fullmatch(name)} | (_DISCORD if names >= _DISCORD else set())
    signing = _of_a_store(names)
    if not signing | secret:
        return address
    dropped = signing | secret if signing else set()
    query = "&".join(_hashed(pair) if name in secret else pair for name, pair in pairs if name not in dropped)
    return SIGNED + parts._replace(query=query).geturl()


def _of_a_store(names: set[str]) -> set[str]:
    """Those of an address's parameters by which a store signs it: a signature, beside what tells whose it is."""
    if not any(re.fullmatch(r"(.+-)?sig(nature)?", name) for name in names):
        return set()
    signs = [adds for known_by, adds in _STORES if any(re.fullmatch(known_by, name) for name in names)]
    return {name for name in names if any(re.fullmatch(each, name) for each in signs)}


def _hashed(pair: str) -> str:
    name, _, value = pair.partition("=")
    return f"{name}=sha256-{hashlib.sha256(value.encode()).hexdigest()[:16]}"
