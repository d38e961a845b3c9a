"""Which addresses are the same file, and that nobody who reads what was written down can fetch it."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.net.uploads import preview
from omnivid_jupyter.providers.checks import check
from omnivid_jupyter.providers.identity import SIGNED, canonical, fingerprint, same_text, unsigned
from omnivid_jupyter.providers.registry import resolve
from omnivid_jupyter.request import VideoRequest
from tests.engine.conftest import Start
from tests.engine.service import Service

AT = "https://bucket.example.com/a%20b.png"
HASH = f"sha256-{hashlib.sha256(b'SECRET').hexdigest()[:16]}"
AMAZON = (
    "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA%2F1&X-Amz-Date=20260801T000000Z&X-Amz-Expires=60"
)


@pytest.mark.parametrize(
    ("signed", "written"),
    [
        (f"?{AMAZON}&X-Amz-SignedHeaders=host&X-Amz-Signature=SECRET", ""),
        (f"?versionId=3&{AMAZON}&X-Amz-Signature=SECRET&response-content-type=image%2Fpng#top",
         "?versionId=3&response-content-type=image%2Fpng#top"),
        ("?x%2Damz%2Dsignature=SECRET&x-amz-security-token=SECRET", ""),
        ("?AWSAccessKeyId=AKIA&Expires=1790000000&Signature=SECRET", ""),
        ("?GoogleAccessId=a%40b&Expires=1790000000&Signature=SECRET&generation=5", "?generation=5"),
        ("?X-Goog-Algorithm=GOOG4&X-Goog-Signature=SECRET", ""),
        ("?sp=r&st=2026-08-01&se=2026-08-02&spr=https&sv=2024-11-04&sr=b&sig=SECRET&w=64", "?w=64"),
        ("?Policy=SECRET&Signature=SECRET&Key-Pair-Id=K1", ""),
        ("?OSSAccessKeyId=A&Expires=1&Signature=SECRET&x-oss-process=image/resize,w_64",
         "?x-oss-process=image/resize,w_64"),
        ("?q-sign-algorithm=sha1&q-ak=SECRET&q-sign-time=1;2&q-signature=SECRET", ""),
        ("?ex=SECRET&is=SECRET&hm=SECRET", f"?ex={HASH}&is={HASH}&hm={HASH}"),
        ("?tempauth=SECRET", f"?tempauth={HASH}"),
        ("?alt=media&token=SECRET", f"?alt=media&token={HASH}"),
        ("?SIG=SECRET", f"?SIG={HASH}"),
        ("?a=1&access_token=SECRET&b=2&api_key=SECRET", f"?a=1&access_token={HASH}&b=2&api_key={HASH}"),
    ],
)  # fmt: skip
def test_a_signed_address_is_written_down_without_what_signs_it(signed: str, written: str) -> None:
    assert unsigned(AT + signed) == SIGNED + AT + written.removesuffix("?")


@pytest.mark.parametrize(
    "query",
    ["", "?", "?v=2#x", "?sv=4&sp=x&st=1", "?is=1&ex=2", "?policy=new", "?accessid=1001", "?x-oss-a=1",
     "?key-pair-id=1", "?design=token", "?x-oss-process=a", "?a=sig"],
)  # fmt: skip
def test_any_other_address_is_written_down_as_it_is(query: str) -> None:
    assert unsigned(AT + query) == AT + query


def fingerprint_of(image: str) -> str:
    model = resolve("demo/Omni-Flash-Ext").model
    return fingerprint(
        canonical(model, check(model, VideoRequest("demo/Omni-Flash-Ext", "x", images=(image,))))
    )


def test_a_file_that_is_signed_anew_is_the_same_and_another_file_is_not() -> None:
    assert fingerprint_of(f"{AT}?w=1&X-Amz-Signature=1&X-Amz-Date=1") == fingerprint_of(
        f"{AT}?w=1&X-Amz-Signature=2&X-Amz-Date=2"
    )
    assert fingerprint_of(f"{AT}?w=1&X-Amz-Signature=1") != fingerprint_of(f"{AT}?w=2&X-Amz-Signature=1")
    assert fingerprint_of(f"{AT}?X-Amz-Signature=1") != fingerprint_of(f"{AT}.png?X-Amz-Signature=1")
    assert fingerprint_of(f"{AT}?token=1") != fingerprint_of(f"{AT}?token=2"), (
        "the token may be all that names the file"
    )


def test_the_real_address_is_sent_and_nobody_else_is_told(start: Start, tmp_path: Path) -> None:
    address = f"{AT}?X-Amz-Signature=TOPSECRET&w=64"
    service = Service()
    job = start(service, images=(address,))
    clip = job.result()
    (submission,) = service.calls["submit"]
    assert json.loads(submission.content)["image_urls"] == [address]
    assert clip.request is not None and clip.request.images == (f"{SIGNED}{AT}?w=64",)
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) > 2 and not any(b"TOPSECRET" in content for content in written)
    assert "TOPSECRET" not in str(job.exchanges)
    again = Service()
    assert start(again, images=(address.replace("TOPSECRET", "ANOTHER"),)).found
    assert again.calls["submit"] == []


def test_what_is_shown_of_a_request_has_no_signature_either() -> None:
    request = VideoRequest("apimart/Omni-Flash-Ext", "x", images=(f"{AT}?sig=TOPSECRET",))
    assert preview(resolve(request.model).model, request).images == (
        f"{SIGNED}{AT}?sig=sha256-{hashlib.sha256(b'TOPSECRET').hexdigest()[:16]}",
    )


def mark_of(prompt: str, **more: str) -> str:
    model = resolve("demo/Omni-Flash-Ext").model
    return fingerprint(canonical(model, check(model, VideoRequest("demo/Omni-Flash-Ext", prompt, **more))))  # type: ignore[arg-type]


CAFE = "a café at dawn\n\n  rain, then sun"  # composed, as most keyboards type it


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(unicodedata.normalize("NFD", CAFE), id="decomposed, by macOS"),
        pytest.param(CAFE.replace("\n", "\r\n"), id="CRLF, by git or Windows"),
        pytest.param(CAFE.replace("\n", "\r"), id="bare CR"),
        pytest.param(CAFE.replace("\n", "\u2028"), id="line separators of a web page"),
        pytest.param(CAFE.replace("\n\n", "\u2029\x0b"), id="paragraph and soft line end of a word processor"),
        pytest.param("\ufeff" + CAFE, id="BOM"),
        pytest.param(CAFE.replace("\n", "\n\ufeff", 1), id="BOM of a file that was pasted in"),
        pytest.param(CAFE.replace("\n", " \t\n"), id="trailing blanks"),
        pytest.param(CAFE.replace("\n", "\u00a0\n") + "\u00a0", id="no-break spaces at line ends"),
        pytest.param(CAFE.replace("\n", "\u3000\n") + "\u3000\n", id="ideographic spaces at line ends"),
        pytest.param(CAFE.replace(" ", "\u00a0"), id="no-break spaces, by a browser"),
        pytest.param(CAFE.replace("rain", "ra\u00adin\u200b\u2060"), id="soft hyphen, zero widths"),
        pytest.param("\u202a" + CAFE + "\u202c\u200e", id="marks of direction, by Windows"),
        pytest.param("\r\n" + CAFE + "\r\n \r\n", id="empty lines around it"),
    ],
)  # fmt: skip
def test_what_tools_change_in_a_text_and_nobody_sees_makes_no_other_request(changed: str) -> None:
    assert changed != CAFE and mark_of(changed) == mark_of(CAFE)
    assert same_text(same_text(changed)) == same_text(changed)


@pytest.mark.parametrize(
    "other",
    ["A café at dawn\n\n  rain, then sun", "a cafe at dawn\n\n  rain, then sun", "a café at dawn\n  rain, then sun",
     "a café at dawn\n\nrain, then sun", "a café  at dawn\n\n  rain, then sun", "a café at dawn   rain, then sun",
     "a café at dawn\n\n  rain, then sun 👩\u200d🚀"],
)  # fmt: skip
def test_what_can_be_seen_makes_another_request(other: str) -> None:
    assert mark_of(other) != mark_of(CAFE)
    assert mark_of("👩\u200d🚀") != mark_of("👩🚀"), "what joins two emoji is seen"
    assert mark_of("می\u200cخواهم") != mark_of("میخواهم"), "so is what parts two letters"


def test_a_plain_request_has_the_fingerprint_that_it_always_had() -> None:
    plain = VideoRequest("demo/omni-flash", "a red apple", aspect_ratio="16:9")
    assert fingerprint(plain) == "d7d52d60c2eb54e85c093a12a9aa9b17a0856dddf435b06e014cb41dea176395"
    referring = replace(plain, images=("é", "b"))
    assert fingerprint(referring) == "6dcfc51a74dca234be89f81c2c3ddd33dcc3ccb8643f24c6a950bdb5c7509d21"


def test_the_prompt_is_sent_as_it_was_typed_but_for_its_edges() -> None:
    model = resolve("demo/Omni-Flash-Ext").model
    typed = "\ufeff a\u00a0café \r\n👩\u200d🚀 \ufeff\n"
    assert check(model, VideoRequest(model.address, typed)).prompt == "a\u00a0café \r\n👩\u200d🚀"


@pytest.mark.parametrize("nothing", ["", " \n", "\ufeff", "\u200b\u2060", "\u00a0\u3000", "\u200e\u00ad"])
def test_a_prompt_of_which_nothing_is_seen_is_empty(nothing: str) -> None:
    model = resolve("demo/Omni-Flash-Ext").model
    with pytest.raises(InvalidRequestError, match="prompt is empty"):
        check(model, VideoRequest(model.address, nothing))
