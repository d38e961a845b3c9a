"""Which addresses are the same file, and that nobody who reads what was written down can fetch it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from omnivid_jupyter.net.uploads import preview
from omnivid_jupyter.providers.checks import check
from omnivid_jupyter.providers.identity import SIGNED, canonical, fingerprint, unsigned
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


def mark(image: str) -> str:
    model = resolve("demo/Omni-Flash-Ext").model
    return fingerprint(
        canonical(model, check(model, VideoRequest("demo/Omni-Flash-Ext", "x", images=(image,))))
    )


def test_a_file_that_is_signed_anew_is_the_same_and_another_file_is_not() -> None:
    assert mark(f"{AT}?w=1&X-Amz-Signature=1&X-Amz-Date=1") == mark(
        f"{AT}?w=1&X-Amz-Signature=2&X-Amz-Date=2"
    )
    assert mark(f"{AT}?w=1&X-Amz-Signature=1") != mark(f"{AT}?w=2&X-Amz-Signature=1")
    assert mark(f"{AT}?X-Amz-Signature=1") != mark(f"{AT}.png?X-Amz-Signature=1")
    assert mark(f"{AT}?token=1") != mark(f"{AT}?token=2"), "the token may be all that names the file"


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
