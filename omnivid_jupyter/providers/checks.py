"""The check of a request against its model's table (`capabilities`).

A request that passes `check` is one that the service's document allows; everything else is
refused here, before any money is spent, with a sentence that names the field, the value and what is allowed.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, NoReturn, TypeGuard
from urllib.parse import urlsplit

from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.localmedia import LocalMedia
from omnivid_jupyter.parameters import Parameter, known
from omnivid_jupyter.providers.address import DEMO, is_demo
from omnivid_jupyter.providers.capabilities import Anything, Choice, Media, Model, Seconds, listing, span
from omnivid_jupyter.providers.identity import same_text
from omnivid_jupyter.redaction import unsigned
from omnivid_jupyter.request import VideoRequest
from omnivid_jupyter.spelling import meant

__all__ = ["check", "is_web_address"]

#: Seconds by which a video may miss a limit: a last frame more or less.
_SLACK = 0.05

#: Half of a character that takes two in UTF-16, without its other half: UTF-8 has no place for it.
_SURROGATE = re.compile(r"[\ud800-\udfff]")

#: Blanks around a prompt, and the marks that a file or a page may begin with.
_EDGES = re.compile(r"^[\s\u200b\u2060\ufeff]+|[\s\u200b\u2060\ufeff]+\Z")


@dataclass(frozen=True, slots=True)
class _Asked:
    """A model's table, and the address by which the person asked for it: messages name no other."""

    model: Model
    address: str


def check(model: Model, request: VideoRequest) -> VideoRequest:
    """The request in normal form: prompt stripped, words in the table's spelling.

    Raises `InvalidRequestError` (with `.field`) for everything that the model does not take.
    """
    asked = _Asked(model, request.model.strip() or model.address)
    prompt = _prompt(asked, request)
    for name in request.extra.keys() - {row.name for row in known()}:
        _no_such_parameter(asked, name, name, request.extra[name])
    checked = {row.name: _checked(asked, row, request) for row in known()}
    return replace(request, prompt=prompt).having(checked)


def _checked(asked: _Asked, row: Parameter, request: VideoRequest) -> Any:
    """The value of one parameter, if the model takes it."""
    value = request.get(row.name)
    match row.kind:
        case "seconds":
            return _duration(asked, value)
        case "word":
            return _word(asked, row, value)
        case "media":
            return _media(asked, row.name, request)
        case "task":
            return _extend(asked, value)
        case "address":
            return _callback_url(asked, value)
        case "take":
            return _take(asked, value)


def _refuse(asked: _Asked, field: str, sentence: str, hint: str | None = None) -> NoReturn:
    raise InvalidRequestError(sentence, field=field, hint=hint, service=asked.model.service)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:60]}…{text[-10:]}"


def _shown_address(value: object) -> str:
    """An address as a refusal shows it."""
    return _shown(unsigned(value) if isinstance(value, str) else value)


def _prompt(asked: _Asked, request: VideoRequest) -> str:
    if not isinstance(request.prompt, str):
        _refuse(asked, "prompt", f"prompt must be text, not {type(request.prompt).__name__}.")
    prompt = _EDGES.sub("", request.prompt)
    if _SURROGATE.search(prompt):
        _refuse(
            asked, "prompt", "prompt holds half a character, which no message can hold: type that part again."
        )
    needed = not (asked.model.prompt_optional_with_media and (request.images or request.videos))
    if same_text(prompt) or not needed:
        return prompt
    also = " (or at least one reference image or video)" if asked.model.prompt_optional_with_media else ""
    _refuse(
        asked,
        "prompt",
        f"prompt is empty: {asked.address} needs a description of what to show{also}.",
        hint="In a cell it goes below the first line.",
    )


def _duration(asked: _Asked, value: object) -> int | Literal["auto"] | None:
    if value is None:
        return None
    if asked.model.duration is None:
        _refuse(
            asked,
            "duration",
            f"duration {_shown(value)} cannot be set: {asked.address} decides the length itself.",
            hint="Leave duration out.",
        )
    if isinstance(value, str) and value.strip().lower() == "auto":
        value = "auto"
    if value == "auto" and (isinstance(asked.model.duration, Anything) or asked.model.duration.auto):
        return "auto"
    if _is_whole(value) and (
        isinstance(asked.model.duration, Anything) or value in asked.model.duration.values
    ):
        return value
    table = asked.model.duration
    allowed = "a whole number of" if isinstance(table, Anything) else _seconds(table)
    _refuse(
        asked,
        "duration",
        f"duration {_shown(value)} is not possible: {asked.address} takes {allowed} seconds.",
    )


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _seconds(table: Seconds) -> str:
    numbers = span(table.values)
    return f'"auto" or {numbers}' if table.auto else numbers


def _no_such_parameter(asked: _Asked, field: str, name: str, value: object) -> NoReturn:
    _refuse(
        asked,
        field,
        f"{name} {_shown(value)} cannot be set: {asked.address} has no such parameter.",
        hint=f"Leave {name} out.",
    )


def _word(asked: _Asked, row: Parameter, value: object) -> str | None:
    if value is None:
        return None
    field, name, table = row.name, row.label, asked.model.table(row.name)
    if not isinstance(table, (Choice, Anything)):
        _no_such_parameter(asked, field, name, value)
    if isinstance(value, str) and value.strip():
        if isinstance(table, Anything):
            return value.strip()
        for word in table.values:
            if word.lower() == value.strip().lower():
                return word
    allowed = "text" if isinstance(table, Anything) else listing(table.values)
    near = "" if isinstance(table, Anything) else _near(str(value), table.values)
    _refuse(asked, field, f"{name} {_shown(value)} is not possible: {asked.address} takes {allowed}.{near}")


def _near(written: str, words: Sequence[str]) -> str:
    """The question whether a word was meant that is written differently: 16x9, 1080."""
    return meant(re.sub(r"[\s/x×*_-]+", ":", written.strip().lower()), words, cutoff=0.8)


def _media(asked: _Asked, field: str, request: VideoRequest) -> tuple[str, ...]:
    urls: tuple[str, ...] = request.get(field)
    if not urls:
        return ()
    table = asked.model.table(field)
    if not isinstance(table, Media):
        _refuse(
            asked,
            field,
            f"{field} cannot be given: {asked.address} takes no reference {field}.",
            hint=f"Leave {field} out.",
        )
    if table.counts is not None and len(urls) not in table.counts:
        allowed = span(table.counts)
        given = f"1 {field.removesuffix('s')} is" if len(urls) == 1 else f"{len(urls)} {field} are"
        _refuse(asked, field, f"{given} not possible: {asked.address} takes {allowed}.")
    world = DEMO if is_demo(request.model) else asked.model.service
    return tuple(_reference(asked, field, table, url, world) for url in urls)


def _reference(asked: _Asked, field: str, table: Media, url: object, world: str) -> str:
    text = url.strip() if isinstance(url, str) else ""
    if _has_login(text):
        _refuse(
            asked,
            field,
            f"{field} cannot be an address with a login in it (user:password@).",
            hint="Give an address that needs no login, such as a signed one.",
        )
    if is_web_address(text):
        return text
    try:
        media = LocalMedia.parse(text)
    except ValueError:
        _not_a_reference(asked, field, table, url)
    _local(asked, field, table, media, world)
    return text


def _not_a_reference(asked: _Asked, field: str, table: Media, url: object) -> NoReturn:
    kinds = "http(s) addresses" + (f" and {table.data_prefix}…;base64,… URIs" if table.data_prefix else "")
    _refuse(
        asked, field, f"{field} value {_shown_address(url)} is not possible: {asked.address} takes {kinds}."
    )


def _local(asked: _Asked, field: str, table: Media, media: LocalMedia, world: str) -> None:
    """Check a local medium. What its bytes are was found out when it was read in (`media.references`)."""
    name = media.title or f"the {media.media_type} data"
    delivery = table.delivery(media)
    if delivery is None and table.data_prefix:
        _not_a_reference(asked, field, table, media.bare)
    if delivery is None or (delivery == "result" and not (media.task or "").startswith(f"{world}:")):
        also = f", or give the clip of an image that {world}/… made" if table.own_results else ""
        _refuse(
            asked,
            field,
            f"{field} cannot be local files for {asked.address} ({name}): it takes http(s) addresses only.",
            hint=f"Put it on a public address and give that{also}.",
        )
    if table.types and media.media_type not in table.types:
        kinds = listing([kind.partition("/")[2].upper() for kind in table.types])
        _refuse(
            asked,
            field,
            f"{field}: {name} is {media.media_type}, and {asked.address} takes {kinds}.",
            hint="Convert it; a picture given as PIL.Image.open(…) is converted for you.",
        )
    if table.seconds and media.seconds is not None:
        low, high = table.seconds
        if not low - _SLACK <= media.seconds <= high + _SLACK:
            _refuse(
                asked,
                field,
                f"{field}: {name} lasts {media.seconds:.1f} s, and {asked.address} takes {low:g} to {high:g} s.",
                hint="Cut it first, or make it longer.",
            )


def is_web_address(text: str) -> bool:
    """Whether this is an absolute http(s) address."""
    try:
        parts = urlsplit(text)
        there = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        return there and not re.search(r"\s", text) and not _SURROGATE.search(text)
    except ValueError:  # such as an unclosed bracket of an IPv6 address, or a port beyond 65535
        return False


def _has_login(text: str) -> bool:
    """Whether this is an http(s) address that holds a user's name or password."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and "@" in parts.netloc
    except ValueError:
        return False


def _extend(asked: _Asked, value: object) -> str | None:
    if value is None:
        return None
    if not asked.model.extend:
        _refuse(
            asked,
            "extend",
            f"extend cannot be used: {asked.address} does not go on from an earlier task.",
            hint="Leave extend out.",
        )
    if isinstance(value, str) and re.fullmatch(r"[^\W_][\w.:~-]*", value.strip(), re.ASCII):
        return value.strip()  # braces would be those of a variable that is not there
    _refuse(asked, "extend", f"extend {_shown(value)} is not possible: it takes the id of an earlier task.")


def _callback_url(asked: _Asked, value: object) -> str | None:
    if value is None:
        return None
    if not asked.model.callback_url:
        _refuse(
            asked,
            "callback_url",
            f"callback URL cannot be used: {asked.address} reports to none.",
            hint="Leave the callback URL out.",
        )
    text = value.strip() if isinstance(value, str) else ""
    if not (is_web_address(text) and urlsplit(text).scheme == "https"):
        _refuse(
            asked,
            "callback_url",
            f"callback URL {_shown_address(value)} is not possible: it must be an https:// address.",
        )
    if len(text) > 2048:
        _refuse(asked, "callback_url", f"callback URL has {len(text)} characters: at most 2048 are possible.")
    host = urlsplit(text).hostname or ""
    if _is_private(host):
        _refuse(
            asked,
            "callback_url",
            f"callback URL {_shown_address(value)} is not possible: the service cannot reach the private {host}.",
        )
    return text


def _take(asked: _Asked, value: object) -> int:
    if _is_whole(value) and value >= 1:
        return value
    _refuse(asked, "take", f"take {_shown(value)} is not possible: takes are counted 1, 2, 3 …")


def _is_private(host: str) -> bool:
    name = host.rstrip(".").lower()
    if name == "localhost" or name.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        try:  # the older ways to write an IPv4 address, such as 127.1 or 2130706433
            address = ipaddress.ip_address(socket.inet_aton(name))
        except OSError:
            return "." not in name  # a single word is a machine of the local network
    mapped = getattr(address, "ipv4_mapped", None)
    return not (mapped or address).is_global
