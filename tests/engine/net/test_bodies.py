"""No answer takes more than was agreed, however it is packed; and none that can be read is lost."""

from __future__ import annotations

import asyncio
import gzip
import json
import zlib
from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from omnivid_jupyter.engine import collecting
from omnivid_jupyter.errors import DownloadError, OmnividError, SubmissionUnknownError
from omnivid_jupyter.net import bodies
from omnivid_jupyter.net.download import LinkRefused, address_of
from omnivid_jupyter.settings import settings
from tests import PATIENCE
from tests.clipfiles import mp4
from tests.engine.conftest import Start
from tests.engine.service import MEDIA, Answer, Service, completed, submitted


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collecting, "_PAUSES", (0.0, 0.0))


TAKEN = submitted().content
#: 32 MB in 32 kB.
BOMB = gzip.compress(b'{"a": "' + b" " * 2**25 + b'"}')


def packed(content: bytes, encoding: str, status: int = 200) -> Callable[[httpx.Request], httpx.Response]:
    """An answer whose bytes are on their way as they are given, under this Content-Encoding."""

    async def stream() -> AsyncIterator[bytes]:
        for start in range(0, len(content), 700):
            yield content[start : start + 700]

    return lambda _: httpx.Response(status, headers={"Content-Encoding": encoding}, content=stream())


def breaking(content: bytes) -> Callable[[httpx.Request], httpx.Response]:
    """An answer whose connection is reset behind these bytes."""

    async def stream() -> AsyncIterator[bytes]:
        yield content
        raise httpx.ReadError("reset")

    return lambda _: httpx.Response(200, content=stream())


def deflated(content: bytes) -> bytes:
    """Without the head that the standard asks for, as some hosts send it."""
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(content) + packer.flush()


def in_two_parts(content: bytes) -> bytes:
    """Packed one part behind the other, as hosts do that join packed files."""
    return gzip.compress(content[:40]) + gzip.compress(content[40:])


PACKED: list[tuple[Callable[[bytes], bytes], str]] = [
    (gzip.compress, "gzip"),
    (gzip.compress, "X-GZIP"),
    (zlib.compress, "deflate"),
    (deflated, "deflate"),
    (in_two_parts, "gzip"),
    (bytes, "gzip"),  # whose head lies
    (bytes, "br"),  # as this one's
    (bytes, "identity"),
]


@pytest.mark.parametrize(("pack", "encoding"), PACKED)
def test_a_packed_answer_is_read(start: Start, pack: Callable[[bytes], bytes], encoding: str) -> None:
    service = Service(
        submit=[packed(pack(TAKEN), encoding)],
        query=[packed(pack(completed().content), encoding)],
        download=[packed(pack(mp4()), encoding)],
    )
    assert start(service).result().path.read_bytes() == mp4()
    assert {request.headers["Accept-Encoding"] for request in service.calls["submit"]} == {"gzip, deflate"}


def cut_behind_the_id(content: bytes) -> bytes:
    return content[: content.index(b"task_1") + 8]


@pytest.mark.parametrize(
    "answer",
    [
        packed(gzip.compress(TAKEN), ""),
        packed(gzip.compress(gzip.compress(TAKEN)), "gzip, gzip"),
        packed(cut_behind_the_id(TAKEN), ""),
        breaking(cut_behind_the_id(TAKEN)),
        packed(b")]}',\n" + TAKEN, ""),
        packed(b"data: " + TAKEN + b"\n\n", ""),
        packed(TAKEN[:-1] + b",}", ""),
        packed(b"[" + TAKEN + b"]", ""),
        packed(TAKEN.replace(b"{", '{"msg": "可能", '.encode("cp932"), 1), ""),
        packed(TAKEN.replace(b"{", '{"msg": "誠", '.encode("gbk"), 1), ""),
    ],
)
def test_a_task_id_in_an_answer_that_is_no_json_is_not_lost(start: Start, answer: Answer) -> None:
    service = Service(submit=[answer])
    assert start(service).result().task_id == "task_1"
    assert start(service).result().task_id == "task_1" and len(service.calls["submit"]) == 1


def test_what_packs_an_answer_in_another_way_is_named(start: Start) -> None:
    with pytest.raises(SubmissionUnknownError, match="packed with zstd, which was not asked for"):
        start(Service(submit=[packed(b"\x28\xb5\x2f\xfd", "zstd")])).result()
    with pytest.raises(DownloadError, match="packed with br, which was not asked for"):
        start(Service(download=[packed(b"\x1b\x17\x00\xf8%", "br")]), prompt="a pear").result()


@pytest.mark.parametrize(
    "answer",
    [packed(BOMB, "gzip"), packed(b" " * (bodies.MOST_JSON + 1), "identity"), breaking(TAKEN[:-4])],
    ids=["packed", "plain", "cut"],
)
def test_a_submission_whose_answer_cannot_be_read_may_have_been_charged(start: Start, answer: Answer) -> None:
    with pytest.raises(SubmissionUnknownError):
        start(Service(submit=[answer])).result()


def test_a_query_with_an_endless_answer_is_asked_again(start: Start) -> None:
    job = start(Service(query=[packed(BOMB, "gzip"), completed()]))
    assert job.result().path.exists()
    assert "its answer is larger than 8 MB; asking again" in [line.text for line in job.snapshot().log]


def test_an_answer_that_was_there_before_its_connection_broke_counts(start: Start) -> None:
    assert start(Service(submit=[breaking(TAKEN)])).result().task_id == "task_1"


def test_an_answer_that_does_not_end_is_not_waited_for(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "_SECONDS", 0.2)

    async def dripping() -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.sleep(0.05)

    with pytest.raises(SubmissionUnknownError):
        start(Service(submit=[lambda _: httpx.Response(200, content=dripping())])).result(PATIENCE)


@pytest.mark.parametrize("announced", [True, False])
def test_a_file_above_the_limit_is_left_and_the_setting_is_named(
    start: Start, monkeypatch: pytest.MonkeyPatch, announced: bool
) -> None:
    monkeypatch.setattr(settings, "download_limit", (len(mp4()) - 1) / 1e6)
    length = {"Content-Length": str(len(mp4()))} if announced else {}
    service = Service(download=[lambda _: httpx.Response(200, content=_two_halves(), headers=length)])
    job = start(service)
    with pytest.raises(DownloadError, match="download_limit") as caught:
        job.result()
    assert f"%omnivid resume {job.id}" in str(caught.value) and len(service.calls["download"]) == 1
    monkeypatch.setattr(settings, "download_limit", len(mp4()) / 1e6)
    assert start(service).result().path.read_bytes() == mp4()
    assert len(service.calls["submit"]) == 1


async def _two_halves() -> AsyncIterator[bytes]:
    yield mp4()[:900]
    yield mp4()[900:]


def test_a_packed_file_is_counted_unpacked(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "download_limit", 1)
    with pytest.raises(DownloadError, match="download_limit"):
        start(Service(download=[packed(BOMB, "gzip")])).result()


# Links

BASE = "https://api.apimart.ai/v1/tasks/task_1"


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("https://h.example/a b.mp4", "https://h.example/a%20b.mp4"),
        (" https://h.example/a.mp4\n", "https://h.example/a.mp4"),
        ("https://h.example/a\n.mp4", "https://h.example/a.mp4"),
        ("https://h.example/a%20b.mp4?x=1 2&y=%2F+", "https://h.example/a%20b.mp4?x=1%202&y=%2F+"),
        ("https://h.example/é.mp4", "https://h.example/%C3%A9.mp4"),
        ("https://h.example/a.mp4#t=3", "https://h.example/a.mp4"),
        ("https://h.example\\a\\b.mp4", "https://h.example/a/b.mp4"),
        ("HTTPS://h.example/a.mp4", "https://h.example/a.mp4"),
        ("//cdn.example/a.mp4", "https://cdn.example/a.mp4"),
        ("/files/a.mp4", "https://api.apimart.ai/files/a.mp4"),
        ("a.mp4?x=1", "https://api.apimart.ai/v1/tasks/a.mp4?x=1"),
        ("../a.mp4", "https://api.apimart.ai/v1/a.mp4"),
    ],
)
def test_a_link_is_read_as_a_browser_reads_it(link: str, address: str) -> None:
    assert address_of(link, BASE) == address


@pytest.mark.parametrize(
    "link",
    [
        "",
        "http://[::1/a",
        "https://h.example:99999/a",
        "data:video/mp4;base64,AA",
        "file:///etc/a",
    ],
)
def test_what_is_no_web_address_is_refused(link: str) -> None:
    with pytest.raises(LinkRefused):
        address_of(link, BASE)


@pytest.mark.parametrize("link", ["/files/a b.mp4", "//cdn.example/a.mp4#t=1", " https://h.example/é.mp4 "])
def test_such_a_link_gives_the_clip(start: Start, link: str) -> None:
    assert start(Service(query=[completed(link)])).result().path.read_bytes() == mp4()


BAD_PLACES = [
    "http://h.example:99999/",
    "http://xn--a/",
    "http://[::1",
    "//h.example:99999/",
    "http:///",
    "\udcff",
]


@pytest.mark.parametrize("place", BAD_PLACES)
def test_a_redirect_to_nowhere_is_an_error_of_the_tree(start: Start, place: str) -> None:
    raw = place.encode("utf-8", "surrogateescape")
    answer = httpx.Response(302, headers=[(b"Location", raw)], content=b"")
    job = start(Service(download=[lambda request: _to(request, answer)]), timeout=60)
    with pytest.raises(OmnividError) as caught:
        job.result()
    assert "mistake" not in str(caught.value) and job.state == "downloading"


def _to(request: httpx.Request, answer: httpx.Response) -> httpx.Response:
    request.url.host.encode()  # what a real connection does first
    if request.url.port and request.url.port > 65535:
        raise OverflowError("port must be 0-65535.")
    return answer


@pytest.mark.parametrize("link", ["http://xn--a/clip.mp4", "http://h.example:70000/a.mp4", MEDIA + "\x00"])
def test_a_link_to_nowhere_is_an_error_of_the_tree(start: Start, link: str) -> None:
    service = Service(query=[completed(link)], download=[lambda request: _to(request, httpx.Response(404))])
    with pytest.raises(OmnividError) as caught:
        start(service).result()
    assert "mistake" not in str(caught.value)


def test_the_answers_here_are_what_they_are_taken_for() -> None:
    assert json.loads(TAKEN)["data"][0]["task_id"] == "task_1"
    assert len(gzip.decompress(BOMB)) > bodies.MOST_JSON > len(BOMB) * 100
