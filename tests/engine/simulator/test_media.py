"""Links and files: signed, expiring, on an origin of their own, with ranges."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.simulator.conftest import Opener
from tests.engine.simulator.support import Visitor, link


async def make_link(visitor: Visitor) -> str:
    address = link("omniflash", await visitor.make("omniflash"))
    assert address is not None
    return address


async def test_file_is_on_the_media_origin_and_needs_no_key(visitor: Visitor) -> None:
    address = await make_link(visitor)
    assert address.startswith("http://media.demo.invalid/")
    assert "paper" not in address
    reply = await visitor.fetch(address)
    assert reply.status_code == 200
    assert reply.headers["content-length"] == str(len(reply.content))
    assert reply.headers["accept-ranges"] == "bytes"
    assert not visitor.simulator.media_saw_authorization


async def test_a_key_on_the_media_origin_is_noticed(visitor: Visitor) -> None:
    address = await make_link(visitor)
    assert (await visitor.http.get(address)).status_code == 200
    assert visitor.simulator.media_saw_authorization


async def test_file_is_not_on_an_api_origin_nor_the_api_on_the_media_origin(visitor: Visitor) -> None:
    address = await make_link(visitor)
    elsewhere = address.replace("media.demo.invalid", "apimart.demo.invalid")
    assert (await visitor.http.get(elsewhere)).status_code == 404
    misplaced = await visitor.http.get("http://media.demo.invalid/v1/user/balance")
    assert misplaced.status_code == 404


async def test_each_query_gives_a_fresh_link_to_the_same_file(visitor: Visitor) -> None:
    task = await visitor.start("omniflash")
    first = link("omniflash", await visitor.finish("omniflash", task))
    second = link("omniflash", await visitor.finish("omniflash", task))
    assert first is not None
    assert second is not None
    assert first != second
    one, two = await visitor.fetch(first), await visitor.fetch(second)
    assert one.content == two.content
    assert one.headers["etag"] == two.headers["etag"]


async def test_expired_link_is_refused_as_a_cdn_would(open_simulator: Opener) -> None:
    visitor = Visitor(await open_simulator(link_lifetime=0.0))
    reply = await visitor.fetch(await make_link(visitor))
    assert reply.status_code == 403
    assert reply.headers["content-type"].startswith("application/xml")
    assert "expired" in reply.text


@pytest.mark.parametrize(
    "change", [("signature=", "signature=0"), ("expires=", "expires=9"), (".png", ".mp4")]
)
async def test_changed_link_is_refused(visitor: Visitor, change: tuple[str, str]) -> None:
    reply = await visitor.fetch((await make_link(visitor)).replace(*change))
    assert reply.status_code == 403
    assert "SignatureDoesNotMatch" in reply.text


async def test_link_without_signature_is_refused(visitor: Visitor) -> None:
    reply = await visitor.fetch((await make_link(visitor)).partition("?")[0])
    assert reply.status_code == 403


@pytest.mark.parametrize(
    ("asked", "got"),
    [("bytes=0-99", slice(0, 100)), ("bytes=100-", slice(100, None)), ("bytes=-50", slice(-50, None))],
)
async def test_range_gives_that_part(visitor: Visitor, asked: str, got: slice) -> None:
    address = await make_link(visitor)
    whole = (await visitor.fetch(address)).content
    part = await visitor.fetch(address, Range=asked)
    assert part.status_code == 206
    assert part.content == whole[got]
    start = got.indices(len(whole))[0]
    assert part.headers["content-range"] == f"bytes {start}-{start + len(part.content) - 1}/{len(whole)}"
    assert part.headers["content-length"] == str(len(part.content))


async def test_range_beyond_the_end_is_not_satisfiable(visitor: Visitor) -> None:
    address = await make_link(visitor)
    size = len((await visitor.fetch(address)).content)
    reply = await visitor.fetch(address, Range=f"bytes={size}-")
    assert reply.status_code == 416
    assert reply.headers["content-range"] == f"bytes */{size}"


async def test_if_range_gives_the_part_only_of_the_same_file(visitor: Visitor) -> None:
    address = await make_link(visitor)
    whole = await visitor.fetch(address)
    same = await visitor.fetch(address, Range="bytes=10-19", **{"If-Range": whole.headers["etag"]})
    other = await visitor.fetch(address, Range="bytes=10-19", **{"If-Range": '"another"'})
    assert (same.status_code, same.content) == (206, whole.content[10:20])
    assert (other.status_code, other.content) == (200, whole.content)
    assert whole.headers["etag"].startswith('"')  # a strong one


async def test_head_tells_the_size_only(visitor: Visitor) -> None:
    address = await make_link(visitor)
    whole = await visitor.fetch(address)
    head = await visitor.bare.head(address)
    assert head.content == b""
    assert head.headers["content-length"] == str(len(whole.content))


async def test_pruned_file_is_drawn_again_for_a_link_that_still_holds(
    open_simulator: Opener, tmp_path: Path
) -> None:
    visitor = Visitor(await open_simulator(media_dir=tmp_path / "own"))
    address = await make_link(visitor)
    before = (await visitor.fetch(address)).content
    for file in (tmp_path / "own").iterdir():
        file.unlink()
    assert (await visitor.fetch(address)).content == before
