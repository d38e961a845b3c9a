"""Under its final name there is only ever a whole clip, byte for byte what the media host had."""

from __future__ import annotations

import asyncio
import hashlib
import os
import stat
from collections.abc import AsyncIterator
from itertools import cycle
from pathlib import Path

import httpx
import pytest

from omnivid_jupyter.errors import ConfigurationError, DownloadError
from omnivid_jupyter.media.clips import file_name
from omnivid_jupyter.net import download
from omnivid_jupyter.net.download import BadDownload, Fetched, fetch
from omnivid_jupyter.net.transport import Transport
from tests.clipfiles import mp4, png
from tests.engine.conftest import KEY, Start
from tests.engine.containers import video
from tests.engine.service import MEDIA, Service, completed, media, reply
from tests.wound import Wound


def test_the_file_is_byte_identical_and_described(start: Start, tmp_path: Path) -> None:
    clip = start(Service(), prompt="Ein roter Apfel, 4K!").result()
    assert clip.path.read_bytes() == mp4()
    assert clip.sha256 == hashlib.sha256(mp4()).hexdigest()
    assert (clip.width, clip.height, clip.size, clip.media_type) == (64, 36, len(mp4()), "video/mp4")
    assert clip.duration == pytest.approx(1.0, abs=0.1)
    assert clip.poster is not None and clip.poster.startswith(b"\xff\xd8")
    assert clip.path.parent == tmp_path / "clips"
    assert clip.path.name.startswith("ein-roter-apfel-4k-") and clip.path.suffix == ".mp4"
    sidecar = clip.path.with_suffix(".json").name
    assert sorted(p.name for p in clip.path.parent.iterdir()) == sorted([clip.path.name, sidecar])
    assert stat.S_IMODE(clip.path.stat().st_mode) == 0o666 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_the_extension_follows_the_bytes_not_the_link(start: Start) -> None:
    clip = start(
        Service(query=[completed("https://h.example.com/clip.mp4")], download=[media(png())])
    ).result()
    assert (clip.path.suffix, clip.media_type, clip.duration) == (".png", "image/png", None)
    assert (clip.width, clip.height) == (48, 32)


def test_of_several_results_the_first_is_the_clip_and_the_others_are_kept_beside_it(start: Start) -> None:
    other = mp4(color="navy")
    service = Service(query=[completed(MEDIA, MEDIA + "2")], download=[media(), media(other)])
    clip = start(service).result()
    (beside,) = clip.others
    assert clip.path.read_bytes() == mp4() and beside.path.read_bytes() == other
    assert clip.path != beside.path


def test_a_result_that_cannot_be_had_does_not_cost_the_clip(start: Start) -> None:
    def serve(request: httpx.Request) -> httpx.Response:
        return reply(b"", 404) if str(request.url).endswith("2") else media()

    job = start(Service(query=[completed(MEDIA, MEDIA + "2")], download=[serve]))
    clip = job.result()
    assert clip.path.read_bytes() == mp4() and clip.others == ()
    assert "result 2 of 2 is missing: the link answers 404" in [line.text for line in job.snapshot().log]
    assert sorted(path.suffix for path in clip.path.parent.iterdir()) == [".json", ".mp4"]


@pytest.mark.parametrize("link", ["file:///etc/passwd", "ftp://h/clip.mp4", "javascript:alert(1)"])
def test_a_link_that_is_no_web_address_is_not_followed(start: Start, link: str) -> None:
    service = Service(query=[completed(link)])
    with pytest.raises(DownloadError, match="the link is not an address"):
        start(service).result()
    assert service.calls["download"] == []


def test_a_link_that_leads_round_in_a_circle_is_left(start: Start) -> None:
    service = Service(download=[reply(b"", 302, Location=MEDIA)])
    with pytest.raises(DownloadError, match="round in a circle"):
        start(service).result()


def test_a_link_with_a_login_is_used_as_it_is(start: Start) -> None:
    service = Service(query=[completed("https://me:word@media.example.com/clip.mp4")])
    assert start(service).result().path.read_bytes() == mp4()
    (request,) = service.calls["download"]
    assert KEY not in str(request.headers)


def cut(request: httpx.Request) -> httpx.Response:
    async def half() -> AsyncIterator[bytes]:
        yield mp4()[:700]
        raise httpx.ReadError("reset")

    return httpx.Response(200, content=half(), headers={"ETag": '"v1"', "Content-Length": str(len(mp4()))})


def rest(request: httpx.Request) -> httpx.Response:
    assert request.headers["Range"] == "bytes=700-" and request.headers["If-Range"] == '"v1"'
    span = f"bytes 700-{len(mp4()) - 1}/{len(mp4())}"
    return httpx.Response(206, content=mp4()[700:], headers={"Content-Range": span})


def test_a_download_that_was_cut_goes_on_where_it_stopped(start: Start) -> None:
    service = Service(download=[cut, rest])
    assert start(service).result().path.read_bytes() == mp4()
    assert len(service.calls["download"]) == 2


def test_a_file_that_changed_meanwhile_is_fetched_from_its_beginning(start: Start) -> None:
    other = mp4(color="navy")
    service = Service(download=[cut, media(other)])
    assert start(service).result().path.read_bytes() == other


@pytest.mark.parametrize(
    "bad",
    [
        media(b"<html>not here</html>"),
        media(mp4()[:-200]),
        media(b""),
        reply(b"<Error>expired</Error>", 403),
        reply(b"", 404),
    ],
    ids=["html", "truncated", "empty", "403", "404"],
)
def test_a_link_that_does_not_serve_is_replaced_by_a_fresh_one(start: Start, bad: httpx.Response) -> None:
    fresh = "https://media.example.com/fresh.mp4"

    def by_url(request: httpx.Request) -> httpx.Response:
        answer = media() if request.url.path == "/fresh.mp4" else bad
        return httpx.Response(answer.status_code, content=answer.content, headers=answer.headers)

    service = Service(query=[completed(), completed(fresh)], download=[by_url])
    clip = start(service).result()
    assert clip.path.read_bytes() == mp4()
    assert len(service.calls["submit"]) == 1


class Bytes(httpx.AsyncByteStream):
    """An answer of which nobody says how long it is: it is over when the connection closes."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._content


def endless(content: bytes, **headers: str) -> httpx.Response:
    return httpx.Response(200, stream=Bytes(content), headers=headers)


@pytest.mark.parametrize("name", ["mp4, index first", "mp4, index last", "webm"])
def test_a_third_of_a_clip_is_no_clip_although_the_connection_closed_as_it_should(
    start: Start, name: str
) -> None:
    whole = video(name)
    part = len(whole) // 3
    service = Service(download=[endless(whole[:part]), endless(whole)])
    clip = start(service).result()
    assert clip.path.read_bytes() == whole and clip.sha256 == hashlib.sha256(whole).hexdigest()
    assert (len(service.calls["download"]), len(service.calls["query"])) == (2, 1)  # the same link once more


def test_the_rest_of_a_clip_is_fetched_after_a_connection_that_closed_too_early(start: Start) -> None:
    def rest(request: httpx.Request) -> httpx.Response:
        assert request.headers["Range"] == "bytes=700-" and request.headers["If-Range"] == '"v1"'
        return httpx.Response(206, stream=Bytes(mp4()[700:]), headers={"Content-Range": "bytes 700-/*"})

    service = Service(download=[endless(mp4()[:700], ETag='"v1"'), rest])
    assert start(service).result().path.read_bytes() == mp4()


async def test_over_a_real_connection_a_part_is_no_clip_and_the_whole_is_one(tmp_path: Path) -> None:
    given = [video("mp4, index first")[:9000], video("mp4, index first")]

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + given.pop(0))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        found = await fetched(f"http://127.0.0.1:{port}/a.mp4", tmp_path)
    assert given == [] and found.sha256 == hashlib.sha256(video("mp4, index first")).hexdigest()


async def fetched(url: str, folder: Path, network: httpx.AsyncBaseTransport | None = None) -> Fetched:
    transport = Transport(network)
    try:
        return await fetch(transport, url, folder / "part", lambda _: None, lambda _: None)
    finally:
        await transport.aclose()


@pytest.mark.parametrize(
    "answer",
    [endless(b"<html>not here</html>"), media(b""), media(video("mp4, index first")[:9000])],
    ids=["a page", "nothing at all", "a whole answer with a part of a clip"],
)
async def test_what_the_host_surely_gave_is_not_asked_for_again(
    tmp_path: Path, answer: httpx.Response
) -> None:
    service = Service(download=[answer])
    with pytest.raises(BadDownload, match="the download is no clip"):
        await fetched(MEDIA, tmp_path, service)
    assert len(service.calls["download"]) == 1


async def test_a_host_that_cuts_each_time_elsewhere_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def at_once(*_: object) -> None: ...

    monkeypatch.setattr(download, "_pause", at_once)
    lengths = cycle([700, 900])
    service = Service(download=[lambda _: endless(mp4()[: next(lengths)])])
    with pytest.raises(BadDownload, match="broke off"):
        await fetched(MEDIA, tmp_path, service)
    assert len(service.calls["download"]) < 10


async def test_a_host_is_not_asked_before_the_time_that_it_names(tmp_path: Path, wound: Wound) -> None:
    service = Service(download=[reply(b"", 503, Retry_After="2"), media()])
    assert (await fetched(MEDIA, tmp_path, service)).size == len(mp4())
    assert wound.slept == [2]
    for status in (408, 429, 503):
        service = Service(download=[reply(b"", status, Retry_After="3600")])
        with pytest.raises(BadDownload, match="asked again in 3600 s only"):
            await fetched(MEDIA, tmp_path, service)
        assert len(service.calls["download"]) == 1


@pytest.mark.usefixtures("wound")
def test_short_trouble_of_the_media_host_is_waited_out(start: Start) -> None:
    service = Service(download=[reply(b"", 503), httpx.ConnectError("x"), httpx.ReadTimeout("x"), media()])
    assert start(service).result().path.read_bytes() == mp4()


def test_a_clip_whose_link_should_still_live_can_be_tried_again(start: Start) -> None:
    job = start(Service(download=[reply(b"", 403)]))
    with pytest.raises(DownloadError) as caught:
        job.result()
    assert job.state == "downloading" and caught.value.job_id == job.id


def test_nothing_is_left_over_after_a_failed_download(start: Start, tmp_path: Path) -> None:
    with pytest.raises(DownloadError):
        start(Service(download=[media(b"<html>")])).result()
    assert list((tmp_path / "clips").iterdir()) == []


def test_a_folder_that_goes_away_is_said_and_the_clip_is_fetched_later(start: Start, tmp_path: Path) -> None:
    def gone(request: httpx.Request) -> httpx.Response:
        (tmp_path / "clips").rename(tmp_path / "moved")
        (tmp_path / "clips").write_text("in the way")
        return media()

    service = Service(query=[completed(MEDIA, MEDIA + "2")], download=[gone, media()])
    job = start(service)
    with pytest.raises(DownloadError, match="cannot be stored") as caught:
        job.result()
    assert job.state == "downloading" and caught.value.task_id == "task_1"
    (tmp_path / "clips").unlink()
    again = start(service)
    assert again.id == job.id and again.result().path.exists()
    assert len(service.calls["submit"]) == 1


def test_a_folder_that_is_removed_while_the_task_works_is_there_again(start: Start, tmp_path: Path) -> None:
    def done(request: httpx.Request) -> httpx.Response:
        (tmp_path / "clips").rmdir()
        return completed()

    clip = start(Service(query=[done])).result()
    assert clip.path.parent == tmp_path / "clips" and clip.path.is_file()


def test_a_folder_that_cannot_be_used_is_said_before_anything_is_paid(start: Start, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    service = Service()
    with pytest.raises(ConfigurationError, match="clip folder"):
        start(service, output_dir=tmp_path / "file")
    assert not service.calls["submit"]


@pytest.mark.parametrize(
    ("prompt", "slug"),
    [
        ("A cat / on\\the: moon?", "a-cat-on-the-moon"),
        ("../../etc/passwd", "etc-passwd"),
        ("折り紙の鶴が、飛び立つ", "折り紙の鶴が-飛び立つ"),
        ("!!!", "clip"),
        ("", "clip"),
        ("word " * 50, "-".join(["word"] * 12)),
        ("x" * 300, "x" * 60),
    ],
)
def test_names_are_readable_and_safe_everywhere(prompt: str, slug: str) -> None:
    name = file_name(prompt, "0123456789abcdef", "task_1", 0, "mp4")
    assert name.rpartition("-")[0] == slug
    assert len(name.encode()) < 100


def test_names_differ_by_request_task_and_place() -> None:
    names = {
        file_name("x", fingerprint, task, i, "mp4")
        for fingerprint in ("12345678", "abcdefab")
        for task in "ab"
        for i in (0, 1)
    }
    assert len(names) == 8
