"""APIMart's page on uploading images: what is taken, what is answered, and that the address gives the bytes."""

from __future__ import annotations

import os
import time
from pathlib import Path

import httpx
import pytest

from omnivid_jupyter.simulator import Simulator
from tests.clipfiles import mp4, png
from tests.engine.simulator.support import Visitor

GIF = b"GIF89a" + bytes(20)
JPEG = b"\xff\xd8\xff\xe0" + bytes(20)
WEBP = b"RIFF\x10\x00\x00\x00WEBP" + bytes(20)


async def upload(
    visitor: Visitor, content: bytes, *, field: str = "file", name: str = "a.png"
) -> httpx.Response:
    base = visitor.simulator.base_urls["apimart"]
    return await visitor.http.post(f"{base}/uploads/images", files={field: (name, content)})


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (png(), "image/png"),
        (JPEG, "image/jpeg"),
        (GIF, "image/gif"),
        (WEBP, "image/webp"),
        (png() + b"\r\n--", "image/png"),
    ],
)
async def test_an_upload_is_given_out_again_to_everybody_as_it_came(
    visitor: Visitor, content: bytes, kind: str
) -> None:
    before = int(time.time())
    reply = (await upload(visitor, content, name='boat "x".bin')).json()
    assert (reply["content_type"], reply["bytes"]) == (kind, len(content))
    assert before <= reply["created_at"] <= time.time()
    given = await visitor.fetch(reply["url"])
    assert (given.content, given.headers["content-type"]) == (content, kind)


async def test_the_same_picture_has_the_same_address(visitor: Visitor) -> None:
    first, again, other = [(await upload(visitor, each)).json()["url"] for each in (png(), png(), png(8, 8))]
    assert first == again != other


@pytest.mark.parametrize(
    ("content", "field", "status"),
    [
        (mp4(), "file", 400),
        (b"", "file", 400),
        (png(), "image", 400),
        (b"\xff\xd8\xff" + bytes(20 * 2**20), "file", 413),
    ],
)
async def test_what_the_page_does_not_allow_is_refused(
    visitor: Visitor, content: bytes, field: str, status: int
) -> None:
    reply = await upload(visitor, content, field=field)
    assert reply.status_code == reply.json()["error"]["code"] == status


async def test_a_body_that_is_no_form_is_refused(visitor: Visitor) -> None:
    base = visitor.simulator.base_urls["apimart"]
    reply = await visitor.http.post(
        f"{base}/uploads/images", content=png(), headers={"Content-Type": "image/png"}
    )
    assert reply.status_code == 400


@pytest.mark.parametrize(("key", "status"), [(None, 401), ("wrong", 401), ("sk-limited-1", 429)])
async def test_an_upload_needs_a_key(simulator: Simulator, key: str | None, status: int) -> None:
    assert (await upload(Visitor(simulator, key), png())).status_code == status


async def test_only_apimart_has_uploads(visitor: Visitor) -> None:
    for service in ("omniflash", "evolink"):
        url = f"{visitor.simulator.base_urls[service]}/v1/uploads/images"
        assert (await visitor.http.post(url, files={"file": png()})).status_code >= 400


async def test_an_upload_is_gone_after_three_days(visitor: Visitor, tmp_path: Path) -> None:
    url = (await upload(visitor, png())).json()["url"]
    (kept,) = (tmp_path / "state" / "uploads").iterdir()
    long_ago = time.time() - 73 * 3600
    os.utime(kept, (long_ago, long_ago))
    assert (await visitor.fetch(url)).status_code == 404
    await upload(visitor, png(8, 8))
    assert not kept.exists()


async def test_an_uploaded_picture_serves_as_a_reference(visitor: Visitor) -> None:
    url = (await upload(visitor, png())).json()["url"]
    reply = await visitor.submit(
        "apimart", model="gemini-omni-flash-preview", duration=None, image_urls=[url]
    )
    assert reply.status_code == 200
