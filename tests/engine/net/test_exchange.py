"""What a job keeps of its HTTP messages: each attempt, in order, with nothing in it that is secret."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Callable
from weakref import WeakSet

import httpx
import pytest

from omnivid_jupyter.engine.run import Run
from omnivid_jupyter.errors import SubmissionUnknownError
from omnivid_jupyter.net.endpoints import Endpoint
from omnivid_jupyter.net.exchange import Exchange
from omnivid_jupyter.net.transport import Transport
from omnivid_jupyter.providers.wire import Call, UnreadableReply
from tests.clipfiles import mp4, png
from tests.engine.conftest import KEY
from tests.engine.service import MEDIA, Service, completed, media, reply, submitted, task

Start = Callable[..., Run]


def lines(job: Run) -> list[tuple[str, str, int | None]]:
    return [(each.method, each.url, each.status) for each in job.exchanges]


def test_every_message_is_kept_in_order_each_retry_on_its_own(start: Start) -> None:
    job = start(Service(query=[task("processing", progress=10), reply({}, 503), completed()]))
    job.result()
    query = "https://api.apimart.ai/v1/tasks/task_1"
    assert lines(job) == [
        ("POST", "https://api.apimart.ai/v1/videos/generations", 200),
        ("GET", query, 200),
        ("GET", query, 503),
        ("GET", query, 200),
        ("GET", "https://media.example.com/….mp4", 200),
    ]
    times = [each.at for each in job.exchanges]
    assert times == sorted(times) and times[0] >= 0
    assert job.exchanges[-1].answer == f"({len(mp4()):,} bytes)"


def test_bodies_are_readable_json_and_headers_those_that_tell_something(start: Start) -> None:
    job = start(Service(submit=[reply({"error": {"code": 429}}, 429, retry_after="0"), submitted()]))
    job.result()
    first, second = job.exchanges[:2]
    assert json.loads(first.body) == {"model": "Omni-Flash-Ext", "prompt": "a red apple"}
    assert dict(first.headers)["Authorization"] == "Bearer ***"
    assert dict(first.answer_headers)["Retry-After"] == "0" and first.status == 429
    assert json.loads(second.answer)["data"][0]["task_id"] == "task_1"


def test_neither_the_key_nor_an_address_that_was_given_out_is_in_any_of_it(start: Start) -> None:
    mocking = reply({"key": KEY, "code": 200, "data": [{"status": "submitted", "task_id": "task_1"}]})
    escaped = completed().content.replace(b"/", b"\\/")
    job = start(Service(submit=[mocking], query=[task("processing", msg=f"Bearer {KEY}"), reply(escaped)]))
    job.result()
    everything = repr(job.exchanges)
    assert KEY not in everything and '"key": "***"' in job.exchanges[0].answer
    assert "signature" not in everything and "/clip.mp4" not in everything
    assert "https://media.example.com/….mp4" in job.exchanges[2].answer
    assert MEDIA.startswith("https://media.example.com/clip.mp4?signature")


def test_media_in_a_request_are_cut_short(start: Start) -> None:
    job = start(Service(), images=(f"data:image/png;base64,{'A' * 4000}",))
    job.result()
    (image,) = json.loads(job.exchanges[0].body)["image_urls"]
    assert image.endswith("characters)") and len(image) < 100


def test_an_upload_is_among_the_messages_and_its_bytes_are_not(start: Start) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/uploads/images"):
            return reply({"url": "https://upload.example.com/f/secret-name.png", "bytes": 1})
        return submitted()

    from omnivid_jupyter.media.references import references

    pictures = references("images", png())
    job = start(Service(submit=[answer]), model="apimart/gemini-omni-flash-preview", images=pictures)
    job.result()
    upload, submission = job.exchanges[:2]
    assert upload.url.endswith("/uploads/images") and upload.body.startswith("(a form with a file: ")
    assert "secret-name" not in repr(job.exchanges)
    assert json.loads(submission.body)["image_urls"] == ["https://upload.example.com/….png"]


def test_what_broke_is_told_with_the_status_as_far_as_there_was_one(start: Start) -> None:
    cut = httpx.Response(200, headers={"Content-Length": str(len(mp4()))}, stream=_Broken(mp4()[:1000]))
    job = start(Service(download=[cut, media()]))
    job.result()
    broken, whole = (each for each in job.exchanges if "media" in each.url)
    assert (broken.status, broken.fault, broken.answer) == (200, "ReadError", "(1,000 bytes)")
    assert (whole.status, whole.fault) == (200, None)

    job = start(Service(submit=[httpx.ReadTimeout("slow")]), prompt="another")
    with pytest.raises(SubmissionUnknownError):
        job.result()
    (only,) = job.exchanges
    assert (only.status, only.fault) == (None, "ReadTimeout")


def test_an_answer_that_breaks_off_is_told_with_its_status(start: Start) -> None:
    half = httpx.Response(200, stream=_Broken(b'{"code": 200'))
    job = start(Service(submit=[half]))
    with pytest.raises(SubmissionUnknownError):
        job.result()
    (only,) = job.exchanges
    assert (only.status, only.fault) == (200, "ReadError")


@pytest.mark.parametrize("charset", ["undefined", "klingon", "idna", "utf-16", "'"])
def test_an_answer_is_recorded_whatever_it_says_of_its_letters(start: Start, charset: str) -> None:
    odd = httpx.Response(
        200,
        content=submitted().content + b"\xff",
        headers={"Content-Type": f"application/json; charset={charset}"},
    )
    plain = httpx.Response(200, content=submitted().content, headers=odd.headers)
    job = start(Service(submit=[plain], query=[odd, completed()]))
    assert job.result().task_id == "task_1"
    assert '"task_id": "task_1"' in job.exchanges[0].answer
    assert job.exchanges[1].answer.endswith("\N{REPLACEMENT CHARACTER}")


def test_an_answer_that_is_too_deep_to_be_put_on_lines_is_kept_as_it_is(start: Start) -> None:
    deep = b"[" * 900 + b"]" * 900
    job = start(Service(query=[reply(deep), reply(b"[" * 90_000), completed()]))
    job.result()
    assert job.exchanges[1].answer == deep.decode()
    assert job.exchanges[2].answer.startswith("[[[[")


async def test_what_cannot_be_recorded_costs_no_answer(caplog: pytest.LogCaptureFixture) -> None:
    def full(_: Exchange) -> None:
        raise MemoryError(f"no room for {KEY}")

    caplog.set_level(logging.DEBUG, "omnivid_jupyter")
    transport = Transport(Service())
    endpoint = Endpoint("apimart", "APIMart", "https://api.apimart.ai/v1", KEY)
    answer = await transport.send(endpoint, Call("POST", "/videos/generations", json={}), on_exchange=full)
    async with transport.download(MEDIA, {}, full) as response:
        content = b"".join([chunk async for chunk in response.aiter_raw()])
    await transport.aclose()
    assert json.loads(answer.body)["data"][0]["task_id"] == "task_1" and content == mp4()
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("omnivid")]
    assert lines == ["an exchange could not be recorded (MemoryError)"] * 2


async def test_a_fault_that_is_not_httpxs_own_is_told_too() -> None:
    told: list[Exchange] = []
    transport = Transport(Service(submit=[RuntimeError("strange")], download=[RuntimeError("strange")]))
    endpoint = Endpoint("apimart", "APIMart", "https://api.apimart.ai/v1", KEY)
    with pytest.raises(UnreadableReply, match="RuntimeError"):
        await transport.send(endpoint, Call("POST", "/videos/generations", json={}), on_exchange=told.append)
    await transport.aclose()
    (only,) = told
    assert (only.status, only.fault, dict(only.headers)["Authorization"]) == (
        None,
        "RuntimeError",
        "Bearer ***",
    )


def test_a_long_answer_is_cut(start: Start) -> None:
    page = httpx.Response(200, content=b"<p>" + b"x" * 100_000)
    job = start(Service(query=[page, completed()]))
    job.result()
    assert job.exchanges[1].answer.endswith("(80003 more characters)")


def test_only_so_many_are_kept(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("omnivid_jupyter.engine.run._jobs", WeakSet())  # those of other tests take no room
    job = start(Service())
    job.result()
    one: Exchange = job.exchanges[0]
    for _ in range(1200):
        job.record(one)
    assert len(job.exchanges) == 1000


class _Broken(httpx.AsyncByteStream):
    """Gives some bytes, then the connection breaks."""

    def __init__(self, start: bytes) -> None:
        self._start = start

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._start
        raise httpx.ReadError("broken")
