"""Local media on their way to a scripted service: what is uploaded, how often, and what a failure costs."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path
from typing import Any

import httpx
import pytest

from omnivid_jupyter.errors import (
    AuthenticationError,
    ConnectionFailedError,
    InvalidRequestError,
    OmnividError,
    RateLimitError,
    ServiceError,
    WaitStoppedError,
)
from omnivid_jupyter.localmedia import LocalMedia
from omnivid_jupyter.media.references import references
from omnivid_jupyter.net.endpoints import Endpoint
from omnivid_jupyter.net.exchange import Exchange
from omnivid_jupyter.net.transport import Transport
from omnivid_jupyter.net.uploads import Uploads, preview
from omnivid_jupyter.providers.checks import check
from omnivid_jupyter.providers.registry import resolve
from omnivid_jupyter.request import VideoRequest
from tests import PATIENCE
from tests.clipfiles import mp4, png
from tests.engine.conftest import KEY, Start
from tests.engine.service import Answer, Service, reply

EXT, PREVIEW = "apimart/Omni-Flash-Ext", "apimart/gemini-omni-flash-preview"
OWN = (LocalMedia(png(), "image/png", "boat.png", task="omniflash:task/1").uri,)
URL = "https://upload.example.com/1.png"


class Host(httpx.AsyncBaseTransport):
    """Answers calls one after the other; the last answer is repeated."""

    def __init__(self, answers: Iterable[Answer]) -> None:
        self._answers = list(answers)
        self.calls: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        answer = self._answers[min(len(self.calls), len(self._answers) - 1)]
        self.calls.append(request)
        await asyncio.sleep(0)  # whoever else wants to upload now may do so
        if isinstance(answer, Exception):
            raise answer
        return answer(request) if callable(answer) else answer


class Sender:
    """Delivers requests to a host, as the runner does."""

    def __init__(self, *answers: Answer) -> None:
        self.host = Host(answers or [uploaded()])
        self.transport = Transport(network=self.host)
        self.uploads = Uploads(self.transport)
        self.notes: list[str] = []
        self.told: list[Exchange] = []

    async def deliver(self, model: str = PREVIEW, **fields: Any) -> VideoRequest:
        target = resolve(model)
        provider = target.provider
        request = check(target.model, VideoRequest(model=model, prompt="x", **fields))
        endpoint = Endpoint(provider.name, provider.title, provider.base_url, KEY)
        return await self.uploads.delivered(target, endpoint, request, self.notes.append, self.told.append)


def uploaded(url: str = URL) -> Answer:
    return lambda _: reply({"url": url, "filename": "1.png", "content_type": "image/png", "bytes": 1})


def numbered() -> Callable[[httpx.Request], httpx.Response]:
    """Answers each upload with an address that holds its length."""
    return lambda request: reply({"url": f"https://upload.example.com/{len(request.content)}.png"})


@pytest.fixture
async def sender() -> AsyncIterator[Callable[..., Sender]]:
    made: list[Sender] = []

    def make(*answers: Answer) -> Sender:
        made.append(Sender(*answers))
        return made[-1]

    yield make
    for each in made:
        await each.transport.aclose()


Make = Callable[..., Sender]


async def test_what_travels_within_the_request_is_sent_bare_and_asks_for_nothing(sender: Make) -> None:
    way = sender()
    request = await way.deliver(EXT, images=references("images", png()))
    assert request.images == (LocalMedia(png(), "image/png").bare,)
    request = await way.deliver(PREVIEW, videos=references("videos", mp4(2)))
    assert request.videos == (LocalMedia(mp4(2), "video/mp4").bare,)
    assert way.host.calls == []


async def test_an_upload_is_one_form_with_the_very_bytes_to_the_services_own_origin(sender: Make) -> None:
    way = sender()
    request = await way.deliver(images=("https://example.com/a.png", *references("images", [png()])))
    assert request.images == ("https://example.com/a.png", URL)
    (call,) = way.host.calls
    assert (call.method, str(call.url)) == ("POST", "https://api.apimart.ai/v1/uploads/images")
    assert call.headers["Authorization"] == f"Bearer {KEY}"
    assert call.headers["Content-Type"].startswith("multipart/form-data; boundary=")
    assert b'; name="file"; ' in call.content and b"\r\n\r\n" + png() + b"\r\n--" in call.content
    assert way.notes == ["uploading images[0]"]


async def test_many_jobs_with_one_picture_upload_it_once(sender: Make) -> None:
    way = sender(numbered())
    one, other = references("images", [png(), png(9, 9)])
    requests = await asyncio.gather(*(way.deliver(images=(one, other, one)) for _ in range(20)))
    assert len(way.host.calls) == 2
    assert len(set(requests)) == 1 and requests[0].images[0] == requests[0].images[2] != requests[0].images[1]


@pytest.mark.parametrize(
    "fault",
    [
        httpx.ConnectError("no route"),
        httpx.ReadError("reset"),
        reply({}, 500),
        reply(b"<html>"),
        reply({}, 429, Retry_After="0"),
        reply({}, 503, Retry_After="0"),
    ],
)
@pytest.mark.usefixtures("wound")
async def test_an_upload_is_free_and_so_repeated_through_a_fault(sender: Make, fault: Answer) -> None:
    way = sender(fault, uploaded())
    assert (await way.deliver(images=references("images", png()))).images == (URL,)
    assert len(way.host.calls) == 2


@pytest.mark.parametrize(
    ("fault", "error", "calls"),
    [
        (httpx.ConnectError("no route"), ConnectionFailedError, 3),
        (httpx.ReadTimeout("slow"), ServiceError, 3),
        (reply({}, 503, Retry_After="0"), ServiceError, 3),
        (reply({}, 429, Retry_After="3600"), RateLimitError, 1),
        (reply({}, 401), AuthenticationError, 1),
        (reply({}, 413), InvalidRequestError, 1),
    ],
)
@pytest.mark.usefixtures("wound")
async def test_an_upload_that_fails_lastingly_ends_in_an_error_of_its_kind(
    sender: Make, fault: Answer, error: type[OmnividError], calls: int
) -> None:
    way = sender(fault)
    with pytest.raises(error) as caught:
        await way.deliver(images=references("images", png()))
    assert len(way.host.calls) == calls
    assert KEY not in str(caught.value)
    if isinstance(caught.value, InvalidRequestError):
        assert caught.value.field == "images"


async def test_after_a_failed_upload_the_next_job_tries_again(sender: Make) -> None:
    way = sender(reply({}, 413), uploaded())
    with pytest.raises(InvalidRequestError):
        await way.deliver(images=references("images", png()))
    assert (await way.deliver(images=references("images", png()))).images == (URL,)


async def test_a_services_own_result_goes_by_the_link_that_it_gives_out_now(sender: Make) -> None:
    way = sender(reply({"code": 200, "data": {"task_status": 3, "video_url": None, "image_url": URL}}))
    assert (await way.deliver("omniflash/omni-flash", images=OWN)).images == (URL,)
    (call,) = way.host.calls
    assert (call.method, call.url.raw_path) == ("GET", b"/api/v1/tasks/task%2F1")


@pytest.mark.parametrize(
    "answer",
    [
        {"code": 0, "msg": "no such task"},
        {"code": 200, "data": {"task_status": 3, "video_url": None, "image_url": None}},
    ],
)
async def test_a_result_that_is_no_longer_given_out_is_refused_with_what_to_do(
    sender: Make, answer: dict[str, Any]
) -> None:
    with pytest.raises(InvalidRequestError, match=r"no longer gives one out for boat\.png") as caught:
        await sender(reply(answer)).deliver("omniflash/omni-flash", images=OWN)
    assert caught.value.field == "images" and "public address" in str(caught.value)


BOTH = {"code": 200, "data": {"task_status": 3, "video_url": f"{URL}.mp4", "image_url": URL}}
ONE = {"code": 200, "data": {"task_status": 3, "video_url": None, "image_url": URL}}


def own(result: tuple[int, int] | None) -> tuple[str]:
    return (LocalMedia(png(), "image/png", "boat.png", task="omniflash:task/1", result=result).uri,)


@pytest.mark.parametrize(
    ("result", "answer", "link"),
    [((1, 2), BOTH, URL), ((0, 2), BOTH, f"{URL}.mp4"), ((0, 1), ONE, URL), (None, ONE, URL)],
)
async def test_of_several_results_the_very_ones_link_goes(
    sender: Make, result: tuple[int, int] | None, answer: dict[str, Any], link: str
) -> None:
    request = await sender(reply(answer)).deliver("omniflash/omni-flash", images=own(result))
    assert request.images == (link,)


@pytest.mark.parametrize(("result", "answer"), [(None, BOTH), ((1, 2), ONE), ((0, 1), BOTH)])
async def test_a_link_that_may_be_anothers_is_not_sent(
    sender: Make, result: tuple[int, int] | None, answer: dict[str, Any]
) -> None:
    with pytest.raises(InvalidRequestError, match=r"is that of boat\.png cannot be told") as caught:
        await sender(reply(answer)).deliver("omniflash/omni-flash", images=own(result))
    assert caught.value.field == "images" and "public address" in str(caught.value)


def test_a_preview_says_in_words_what_is_only_known_when_it_is_sent() -> None:
    model = resolve(PREVIEW).model
    (picture,), (video,) = references("images", [png()]), references("videos", [mp4(2)])
    request = VideoRequest(model=PREVIEW, images=(picture, "https://example.com/a.png"), videos=(video,))
    shown = preview(model, request)
    assert shown.images == ("<the address of images[0]>", "https://example.com/a.png")
    assert shown.videos == (LocalMedia(mp4(2), "video/mp4").bare,)


# In a job


class Uploading(Service):
    """A scripted service that takes uploads, too."""

    def __init__(self, *uploads: Answer, **answers: Any) -> None:
        super().__init__(**answers)
        self.host = Host(uploads)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/uploads/images"):
            return await self.host.handle_async_request(request)
        return await super().handle_async_request(request)


def test_a_job_uploads_first_and_submits_the_address(start: Start) -> None:
    service = Uploading(uploaded())
    job = start(service, model=PREVIEW, images=references("images", png()))
    clip = job.result()
    (submission,) = service.calls["submit"]
    assert json.loads(submission.content)["image_urls"] == [URL]
    assert "uploading images" in [line.text for line in job.snapshot().log]
    assert URL not in clip.path.with_suffix(".json").read_text()


def test_the_address_of_an_upload_is_no_part_of_what_was_asked_for(start: Start, tmp_path: Path) -> None:
    given = references("images", png())
    first = Uploading(uploaded())
    start(first, model=PREVIEW, images=given).result()
    again = Uploading(uploaded("https://upload.example.com/another.png"))
    job = start(again, model=PREVIEW, images=given)
    assert job.found and again.host.calls == again.calls["submit"] == []


def test_nothing_is_paid_for_when_an_upload_fails_and_the_next_run_goes_on(start: Start) -> None:
    given = references("images", png())
    failing = Uploading(reply({}, 413))
    with pytest.raises(InvalidRequestError):
        start(failing, model=PREVIEW, images=given).result()
    assert failing.calls["submit"] == []
    working = Uploading(uploaded())
    start(working, model=PREVIEW, images=given).result()
    assert len(working.calls["submit"]) == 1


def test_who_stops_during_an_upload_has_submitted_nothing(start: Start) -> None:
    waiting = threading.Event()

    def stopped(_: httpx.Request) -> httpx.Response:
        assert waiting.wait(PATIENCE)
        job.stop_waiting()
        return reply({"url": URL})

    service = Uploading(stopped)
    job = start(service, model=PREVIEW, images=references("images", png()))
    waiter = job.waiter()
    waiting.set()
    with pytest.raises(WaitStoppedError, match="Nothing was submitted"):
        waiter.result(PATIENCE)
    assert isinstance(job.accepted.exception(30), WaitStoppedError)
    assert service.calls["submit"] == []
