"""A key and a signed address get out in no spelling, and by no way of writing objects down."""

from __future__ import annotations

import base64
import copy
import dataclasses
import html
import json
import logging
import pickle
import quopri
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omnivid_jupyter.errors import ConfigurationError, DownloadError, InvalidRequestError, TaskFailedError
from omnivid_jupyter.net.endpoints import live_endpoint
from omnivid_jupyter.net.keys import find_key, remember
from omnivid_jupyter.providers.registry import PROVIDERS
from omnivid_jupyter.redaction import Key, holds, hosts_only, redacted, redacted_body
from tests.engine.conftest import Start
from tests.engine.net.test_transport import GET, chain, endpoint, frames, host, transport
from tests.engine.service import Service, completed, reply, submitted, task
from tests.pure.properties import examples

ODD = "sk-Ab/c&d+e=f~g.0123456789"
PLAIN = "sk-test-0123456789abcdef"


def unescaped(key: str) -> str:
    return json.dumps(key)[1:-1].replace("/", "\\/")


SPELLINGS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "in capitals": str.upper,
    "JSON, slashes escaped": unescaped,
    "JSON within JSON": lambda key: json.dumps(json.dumps({"key": unescaped(key)})),
    "JSON, all escaped": lambda key: "".join(f"\\u{ord(c):04x}" for c in key),
    "JSON, all escaped, capitals": lambda key: "".join(f"\\u{ord(c):04X}" for c in key),
    "address": lambda key: quote(key, safe=""),
    "address, small letters": lambda key: quote(key, safe="").lower(),
    "address, twice": lambda key: quote(quote(key, safe=""), safe=""),
    "address, each character": lambda key: "".join(f"%{ord(c):02X}" for c in key),
    "form": quote_plus,
    "form that was read": lambda key: key.replace("+", " "),
    "HTML": html.escape,
    "HTML twice": lambda key: html.escape(html.escape(key)),
    "HTML by numbers": lambda key: "".join(f"&#{ord(c)};" for c in key),
    "HTML by hexadecimal numbers": lambda key: "".join(f"&#x{ord(c):X};" for c in key),
    "repr": repr,
    "repr of bytes": lambda key: repr(key.encode()),
    "Python, all escaped": lambda key: "".join(f"\\x{ord(c):02x}" for c in key),
    "octal": lambda key: "".join(f"\\{ord(c):03o}" for c in key),
    "hexadecimal": lambda key: key.encode().hex(),
    "quoted-printable": lambda key: quopri.encodestring(key.encode()).decode(),
}


@pytest.mark.parametrize("key", [ODD, PLAIN])
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_key_is_found_in_every_spelling(spelling: str, key: str) -> None:
    text = f"wrong key {SPELLINGS[spelling](key)}, sorry"
    assert holds(text, Key(key))
    left = redacted(text, Key(key))
    assert "***" in left and "0123456789" not in left and not holds(left, Key(key))
    assert left.startswith("wrong key ") and left.endswith(", sorry")


@pytest.mark.parametrize("key", [ODD, PLAIN])
@pytest.mark.parametrize("before", ["", "a", "ab", "Bearer ", "user:", "x" * 50])
@pytest.mark.parametrize("behind", ["", "z", "zz"])
@pytest.mark.parametrize(
    "inner", [str, unescaped, lambda key: quote(key, safe="")], ids=["as it is", "JSON", "address"]
)
def test_a_key_within_base64_is_found_wherever_it_begins(
    key: str, before: str, behind: str, inner: Callable[[str], str]
) -> None:
    data = (before + inner(key) + behind).encode()
    for text in (
        base64.b64encode(data).decode(),
        base64.urlsafe_b64encode(data).decode(),
        base64.encodebytes(data).decode(),
        quote(base64.b64encode(data).decode(), safe=""),
        json.dumps(base64.encodebytes(data).decode()),
    ):
        left = redacted(text, Key(key))
        assert "***" in left
        rest = sum(each.isalnum() for each in left)  # what is not the key's, and a bit of it at its edges
        assert rest <= 4 / 3 * len(before + behind) + 12


def z85(data: bytes) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"
    numbers = (int.from_bytes(data[at : at + 4].ljust(4, b"\0")) for at in range(0, len(data), 4))
    return "".join(digits[number // 85**place % 85] for number in numbers for place in (4, 3, 2, 1, 0))


#: What programs write bytes with, and how many bytes of the key at either edge may be in what is left.
ENCODINGS: dict[str, tuple[Callable[[bytes], str], int]] = {
    "base16": (lambda data: data.hex(), 0),
    "base16 with colons": (lambda data: data.hex(":"), 0),
    "base16 with blanks, capitals": (lambda data: data.hex(" ").upper(), 0),
    "base16 with dashes": (lambda data: data.hex("-", 2), 0),
    "base16, a C array": (lambda data: ", ".join(f"0x{byte:02x}" for byte in data), 0),
    "base32": (lambda data: base64.b32encode(data).decode(), 1),
    "base32, small letters": (lambda data: base64.b32encode(data).decode().lower().rstrip("="), 1),
    "base32hex": (lambda data: base64.b32hexencode(data).decode(), 1),
    "base64": (lambda data: base64.b64encode(data).decode(), 1),
    "base64 for addresses": (lambda data: base64.urlsafe_b64encode(data).decode().rstrip("="), 1),
    "base85": (lambda data: base64.b85encode(data).decode(), 0),
    "ascii85": (lambda data: base64.a85encode(data).decode(), 0),
    "ascii85, Adobe": (lambda data: base64.a85encode(data, adobe=True).decode(), 0),
    "Z85": (z85, 0),
}
BREAKS = ["\n", "\r\n", "\n    ", "\\n", "\\r\\n", "\n> "]
KEYS = (ODD, PLAIN, "sk-proj-ZzYyXx0123456789" * 3, "0" * 16, "a.b_c~d?e>f+g/h=i-j")


def wrapped(text: str, width: int, line_break: str) -> str:
    if ", " in text:
        width = -(-width // 6) * 6  # nobody breaks a line within 0x73
    return line_break.join(text[at : at + width] for at in range(0, len(text), width))


@pytest.mark.parametrize("encoding", ENCODINGS)
@examples(60)
@given(
    key=st.sampled_from(KEYS),
    before=st.binary(max_size=9),
    behind=st.binary(max_size=9),
    width=st.sampled_from([7, 16, 64, 76, 10_000]),
    line_break=st.sampled_from(BREAKS),
)
def test_a_key_within_an_encoding_is_found_wherever_it_begins_and_a_line_breaks(
    encoding: str, key: str, before: bytes, behind: bytes, width: int, line_break: str
) -> None:
    encode, edge = ENCODINGS[encoding]
    text = f'{{"msg": "no {wrapped(encode(before + key.encode() + behind), width, line_break)}"}}'
    assert holds(text, Key(key))
    left = redacted(text, Key(key))
    assert "***" in left and not holds(left, Key(key))
    assert left.startswith('{"msg": "no ') and left.endswith('"}'), "what stands around it stays"
    others = encode(
        b"\xff" * (len(before) + len(behind) + 2 * edge + 8)
    )  # as long as all that is not the key's
    assert len(left) - len('{"msg": "no ***"}') <= len(wrapped(others, width, line_break)) + 2 * len(
        line_break
    )


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\n        ", "=\n", "\\n", "\\r\\n"])
@pytest.mark.parametrize("key", [ODD, PLAIN, "sk-nnnnrrrrnrnr0123456789"])
@pytest.mark.parametrize("width", [1, 5, 20])
def test_a_key_that_a_line_breaks_is_found(line_break: str, key: str, width: int) -> None:
    text = f"wrong key {wrapped(key, width, line_break)}, sorry"
    breaks_as_letters = line_break.startswith("\\") and "nnnn" in key  # nobody can tell which is which
    assert breaks_as_letters or redacted(text, Key(key)) == "wrong key ***, sorry"


def test_what_only_resembles_a_key_stays() -> None:
    for text in ("sk-other", "sk-test-0123456789abcde", "", "task_1", json.dumps({"id": "sk-tes"})):
        assert redacted(text, Key(PLAIN)) == text and not holds(text, Key(PLAIN))
    assert redacted("data code task", Key("task")) == "data code task"  # no service's key is so short


@pytest.mark.parametrize(
    "text",
    [
        *(
            "\\" * 300_000,
            "&amp;" * 60_000,
            "%25" * 100_000,
            "sk-" * 100_000,
            "sk-A\n" * 60_000,
            "73:6b:2d:" * 30_000,
        ),
        *("c2stQWI\n" * 40_000, "ONVS2QLC" * 40_000, "F)};" * 80_000, "0x" * 150_000, "\n\\n" * 100_000),
        *("sk-" + "\n " * 100_000, "73" + " " * 300_000),
    ],
    ids=lambda t: ascii(t[:5]),
)
def test_no_text_takes_long(text: str) -> None:
    assert redacted(text, Key(ODD)) == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_a_body_is_searched_in_its_own_encoding(encoding: str) -> None:
    body = json.dumps({"msg": f"no {ODD}"}).encode(encoding)
    left = redacted_body(body, Key(ODD))
    assert json.loads(left)["msg"] == "no ***"
    other = json.dumps({"msg": "fine"}).encode(encoding) + b"\xff\xfe"
    assert redacted_body(other, Key(ODD)) == other


# Objects


def written(thing: object) -> Iterator[str]:
    """Every way in which programs write an object down."""
    yield repr(thing)
    yield str(thing)
    yield repr(pickle.dumps(thing))
    yield repr(pickle.loads(pickle.dumps(thing)))
    yield repr(copy.copy(thing)) + repr(copy.deepcopy(thing))
    yield repr(getattr(thing, "__dict__", {}))
    yield repr([getattr(thing, name, None) for name in getattr(thing, "__slots__", ())])
    if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        yield repr(dataclasses.asdict(thing)) + repr(dataclasses.astuple(thing))
        yield json.dumps(dataclasses.asdict(thing), default=str)
        yield repr([getattr(thing, field.name) for field in dataclasses.fields(thing)])
    for encode in (msgspec.to_builtins, msgspec.json.encode, msgspec.msgpack.encode):
        yield repr(encode(thing, enc_hook=repr))


def test_nothing_that_holds_a_key_shows_it(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APIMART_API_KEY", ODD)
    job = start(Service())
    job.result()
    found = find_key("apimart")
    for thing in (Key(ODD), found, job.plan.endpoint, endpoint()):
        assert not any(holds(text, Key(ODD)) or holds(text, Key(PLAIN)) for text in written(thing))
    plan = job.plan
    texts = [
        repr(plan),
        repr(vars(job)),
        repr(copy.deepcopy(plan.endpoint)),
        repr(dataclasses.asdict(plan.endpoint)),
    ]
    assert not any(holds(text, Key(ODD)) for text in texts)


def test_an_endpoint_that_was_pickled_says_that_it_needs_a_key() -> None:
    again = pickle.loads(pickle.dumps(endpoint()))
    with pytest.raises(ConfigurationError, match="needs a key"):
        again.require_key()
    assert copy.deepcopy(endpoint()).require_key().reveal() == PLAIN


@pytest.mark.parametrize(
    "url", ["https://:secret@host.example/v1", "https://user@h.example", "https://@h.example"]
)
def test_an_address_with_a_login_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APIMART_BASE_URL", url)
    with pytest.raises(ConfigurationError, match="without login") as caught:
        live_endpoint(PROVIDERS["apimart"])
    assert "secret" not in str(caught.value)


# What a service repeats


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_key_that_a_service_repeats_reaches_no_error_journal_or_trace(
    spelling: str, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("APIMART_API_KEY", ODD)
    echo = SPELLINGS[spelling](ODD)
    raw = reply(f'{{"error": {{"code": 400, "message": "no {unquoted(echo)}"}}}}'.encode(), 400)
    refused = start(Service(submit=[raw]), prompt="one")
    with pytest.raises(InvalidRequestError) as first:
        refused.result()
    failed = start(
        Service(query=[task("failed", error={"code": "x", "message": f"no {echo}"})]), prompt="two"
    )
    with pytest.raises(TaskFailedError) as second:
        failed.result()
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()).decode(
        "utf-8", "replace"
    )
    shown = [str(first.value), str(second.value), repr(refused.exchanges), repr(failed.exchanges), kept]
    shown += [repr(refused.snapshot()), repr(failed.snapshot())]
    assert not any(holds(text, Key(ODD)) for text in shown)


def unquoted(text: str) -> str:
    """As it stands within a JSON string: escapes that are JSON's own stay as they are."""
    try:
        json.loads(f'"{text}"')
    except ValueError:
        return json.dumps(text)[1:-1]
    return text


# Addresses


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("see https://cdn.example.com/a/b.mp4?X-Sig=SECRET now", "see https://cdn.example.com/….mp4 now"),
        ('"https:\\/\\/cdn.example.com\\/b.mp4?X-Sig=SECRET"', '"https:\\/\\/cdn.example.com/….mp4"'),
        (
            "to=https%3A%2F%2Fcdn.example.com%2Fb.mp4%3FX-Sig%3DSECRET",
            "to=https%3A%2F%2Fcdn.example.com/….mp4",
        ),
        ("https:\\u002F\\u002Fcdn.example.com\\u002Fb?s=SECRET", "https:\\u002F\\u002Fcdn.example.com/…"),
        ("HTTPS://cdn.example.com/SECRET", "HTTPS://cdn.example.com/…"),
        ("https://SECRET@cdn.example.com/x", "https://cdn.example.com/…"),
        ("https://cdn.example.com", "https://cdn.example.com"),
    ],
)
def test_of_an_address_the_host_is_left(text: str, left: str) -> None:
    assert hosts_only(text) in (left, left.replace("….mp4", "…"))
    assert "SECRET" not in hosts_only(text)


def test_a_signed_address_that_a_service_repeats_is_in_no_message(start: Start, tmp_path: Path) -> None:
    told = "cannot fetch https://bucket.example.com/a.png?X-Amz-Signature=SECRET"
    job = start(Service(query=[task("failed", error={"code": "x", "message": told})]))
    with pytest.raises(TaskFailedError, match=r"bucket\.example\.com") as caught:
        job.result()
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert "SECRET" not in str(caught.value) + repr(job.snapshot()) and b"SECRET" not in kept


def test_an_error_of_a_download_carries_no_signed_address(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = "https://media.example.com/clip.mp4?signature=SECRET"
    gone = httpx.Response(302, headers={"Location": "ftp://media.example.com/?signature=SECRET"})
    job = start(Service(query=[completed(link)], download=[gone]))
    with pytest.raises(DownloadError) as caught:
        job.result()
    assert [*chain(caught.value)] == [caught.value]
    found = [
        f"{frame.f_code.co_qualname}: {name}"
        for frame in frames(caught.value.__traceback__)
        if frame.f_globals["__name__"] != __name__
        for name, value in frame.f_locals.items()
        if "SECRET" in repr(value)
    ]
    assert found == []


@pytest.mark.parametrize("text", ["sk-wrong key-0123456789", "“sk-0123456789”"])
def test_no_frame_of_an_error_about_a_key_has_it(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APIMART_API_KEY", text)
    acts: list[Callable[[], object]] = [lambda: find_key("apimart"), lambda: remember("apimart", text)]
    for act in acts:
        with pytest.raises(ConfigurationError) as caught:
            act()
        shown = [
            (frame.f_code.co_name, name)
            for error in chain(caught.value)
            for frame in frames(error.__traceback__)
            if frame.f_globals["__name__"] != __name__
            for name, value in frame.f_locals.items()
            if "0123456789" in repr(value)
        ]
        assert shown == []


def test_a_dotenv_file_that_cannot_be_read_is_in_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("OMNIFLASH_API_KEY", raising=False)
    (tmp_path / ".env").write_bytes(f"OMNIFLASH_API_KEY={PLAIN}\n# caf\xe9\n".encode("latin-1"))
    with pytest.raises(ConfigurationError, match="cannot be read") as caught:
        find_key("omniflash")
    assert [*chain(caught.value)] == [caught.value]


async def test_httpcore_logs_of_our_requests_what_happened_and_nothing_else(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    moved = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/b?X-Sig=SECRET\r\nContent-Length: 0\r\n\r\n"
    async with host(moved) as (address, heard), transport() as way:
        with pytest.raises(httpx.ConnectError):
            async with way.download(f"http://{address}/a?X-Sig=SECRET", {}, lambda _: None):
                pass
        await way.send(endpoint(f"http://{address}"), GET)
    assert len(heard) == 2
    ours = [record.getMessage() for record in caplog.records if record.name.startswith(("httpcore", "httpx"))]
    assert "receive_response_headers.complete" in ours
    assert not any("SECRET" in text or PLAIN in text for text in ours)


def test_a_job_is_found_all_the_same_where_its_answer_repeats_the_key(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("APIMART_API_KEY", ODD)
    answer = json.loads(submitted().content) | {"key": ODD, "hint": base64.b64encode(ODD.encode()).decode()}
    assert start(Service(submit=[reply(answer)])).result().task_id == "task_1"
