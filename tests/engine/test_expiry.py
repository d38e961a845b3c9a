"""When a clip is given up for lost: only on evidence on which all clocks agree, and never for a second payment."""

from __future__ import annotations

import time
from collections.abc import Callable
from email.utils import formatdate
from typing import Any

import httpx
import pytest

from omnivid_jupyter.engine.engine import Engine
from omnivid_jupyter.engine.expiry import is_over
from omnivid_jupyter.engine.run import Run
from omnivid_jupyter.errors import ClipExpiredError, DownloadError, InvalidRequestError, TaskFailedError
from omnivid_jupyter.providers.wire import TaskStatus
from tests import PATIENCE
from tests.clipfiles import mp4
from tests.engine.conftest import KEY, Process
from tests.engine.service import MEDIA, Service, completed, media, reply, task
from tests.engine.test_resuming import end, start

NOW = 1_800_000_000.0
DAY, HOUR, MINUTE = 86_400.0, 3600.0, 60.0
GONE = httpx.Response(403)


@pytest.mark.parametrize(
    ("age", "made", "expires_at", "answered", "over"),
    [
        (MINUTE, None, None, None, False),
        (MINUTE, None, NOW - DAY, None, False),  # it says that it ended before it was made
        (MINUTE, NOW - MINUTE, NOW - MINUTE, None, False),
        (MINUTE, NOW - 30, NOW - 10, None, False),  # nobody can fetch a clip in 20 seconds: that is not meant
        (25 * HOUR, None, None, None, True),
        (23 * HOUR, None, None, None, False),
        (25 * HOUR, NOW - 25 * HOUR, NOW - HOUR, None, True),
        (2 * HOUR, NOW - 2 * HOUR, NOW - HOUR, None, True),  # this service keeps them for an hour
        (25 * HOUR, NOW - 25 * HOUR, NOW + HOUR, None, False),
        (25 * HOUR, NOW - 25 * HOUR, 4_000_000_000.0, None, False),
        (3 * DAY, NOW - 30, NOW + DAY, None, False),  # our clock was set since it was accepted
        (3 * DAY, NOW - 30, None, None, False),
        (
            3 * DAY,
            NOW - 3 * DAY,
            NOW - 2 * DAY,
            NOW - 3 * DAY + MINUTE,
            False,
        ),  # it is our clock that is ahead
        (3 * DAY, NOW - 3 * DAY, NOW - 2 * DAY, NOW, True),
        (3 * DAY, None, NOW - 2 * DAY, NOW, True),
        (3 * DAY, NOW + DAY, NOW + 2 * DAY, None, False),  # its clock is ahead
    ],
)
def test_all_clocks_have_to_agree_that_the_time_is_over(
    age: float, made: float | None, expires_at: float | None, answered: float | None, over: bool
) -> None:
    status = TaskStatus("succeeded", "completed", made=made, expires_at=expires_at, answered=answered)
    assert is_over(status, age=age, now=NOW) is over


# Four services, none of which has its clip at once


def _apimart(url: str, expires_at: Any) -> Service:
    videos = [{"url": [url], "expires_at": expires_at}]
    return Service(query=[task("completed", result={"videos": videos})])


def _omniflash(url: str, expires_at: Any) -> Service:
    data = {"task_status": 3, "video_url": url, "created_at": expires_at, "expires_at": expires_at}
    return Service(
        submit=[reply({"code": 200, "data": {"task_id": "task_1"}})],
        query=[reply({"code": 200, "data": data})],
    )


def _evolink(url: str, expires_at: Any) -> Service:
    done = {"id": "task_1", "status": "completed", "results": [url], "expires_at": expires_at}
    return Service(submit=[reply({"id": "task_1", "status": "pending"})], query=[reply(done)])


SERVICES: dict[str, Callable[[str, Any], Service]] = {
    "omniflash/omni-flash": _omniflash,
    "apimart/Omni-Flash-Ext": _apimart,
    "apimart/gemini-omni-flash-preview": _apimart,
    "evolink/gemini-omni-flash-text-to-video": _evolink,
}
NOT_THERE_YET = [403, 404, 410, 401]
ENDS: dict[str, Callable[[], Any]] = {
    "zero": lambda: 0,
    "past": lambda: int(time.time()) - 5,
    "long past": lambda: 1_600_000_000,
    "milliseconds": lambda: int(time.time() * 1000) - 5000,
    "a duration": lambda: 86_400,
    "a number as text": lambda: "1600000000",
    "an ISO date": lambda: "2020-09-13T12:26:40Z",
    "a date": lambda: "2020-09-13",
    "not a number": lambda: "NaN",
    "negative": lambda: -1,
    "absurd": lambda: 10**300,
    "a list": lambda: [1],
    "true": lambda: True,
}


@pytest.fixture
def with_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OMNIFLASH", "APIMART", "EVOLINK"):
        monkeypatch.setenv(f"{name}_API_KEY", KEY)


@pytest.mark.usefixtures("with_keys")
@pytest.mark.parametrize("said", ENDS)
@pytest.mark.parametrize("model", SERVICES)
def test_a_host_that_has_not_got_the_clip_yet_is_waited_for_whatever_is_said_of_its_end(
    process: Process, model: str, said: str
) -> None:
    service = SERVICES[model](MEDIA, ENDS[said]())
    service._answers["download"] = [*(httpx.Response(status) for status in NOT_THERE_YET), media()]
    job = start(process(service), model=model)
    assert job.result().path.read_bytes() == mp4()
    assert len(service.calls["submit"]) == 1 and len(service.calls["query"]) == 5


@pytest.mark.usefixtures("with_keys")
@pytest.mark.parametrize("said", ENDS)
@pytest.mark.parametrize("model", SERVICES)
def test_a_link_that_stays_refused_is_no_verdict_and_the_same_cell_asks_again_for_nothing(
    process: Process, model: str, said: str
) -> None:
    service = SERVICES[model](MEDIA, ENDS[said]())
    service._answers["download"] = [*[GONE] * 6, media()]
    engine = process(service)
    job = start(engine, model=model)
    with pytest.raises(DownloadError, match="the link answers 403"):
        job.result()
    assert job.state == "downloading"
    assert start(engine, model=model).result().path.read_bytes() == mp4()
    assert len(service.calls["submit"]) == 1


# The verdict


def old(process: Process, service: Service, seconds: float = 3 * DAY) -> tuple[Engine, Run]:
    """A job that was accepted so many seconds ago, and that a later process goes on with."""
    first = process(Service(query=[task("processing")]))
    job = start(first)
    job.wait_accepted(PATIENCE)
    end(first)
    later = process(service)
    with later.journal.transaction():
        later.journal._db.execute(
            "UPDATE jobs SET accepted = accepted - ?, created = created - ?", (seconds,) * 2
        )
    return later, start(later)


def lost(**data: Any) -> Service:
    made = int(time.time() - 3 * DAY)
    videos = {"videos": [{"url": [MEDIA], "expires_at": made + DAY}]}
    return Service(
        query=[completed(created=made - 240, completed=made, result=videos, **data)], download=[GONE]
    )


def test_a_clip_that_no_link_gives_after_its_time_is_expired_after_one_more_query(process: Process) -> None:
    service = lost()
    _, job = old(process, service)
    with pytest.raises(ClipExpiredError, match="no longer gives it out") as caught:
        job.result()
    assert job.state == "expired" and "--new" in str(caught.value.hint)
    assert (caught.value.job_id, caught.value.task_id) == (job.id, "task_1")
    assert (len(service.calls["query"]), len(service.calls["download"])) == (2, 2)


def test_a_clip_whose_fresh_link_serves_is_not_expired(process: Process) -> None:
    service = lost()
    service._answers["download"] = [GONE, media()]
    assert old(process, service)[1].result().path.read_bytes() == mp4()


@pytest.mark.parametrize(
    "fault",
    [httpx.ReadError("x"), reply(b"<html>", 502), reply({"code": 404, "message": "no such task"}, 404)],
)
def test_without_a_fresh_link_there_is_no_verdict(process: Process, fault: Any) -> None:
    service = lost()
    service._answers["query"].append(fault)
    _, job = old(process, service)
    with pytest.raises(DownloadError):
        job.result()
    assert job.state == "downloading"


def test_a_page_or_a_cut_file_is_no_verdict(process: Process) -> None:
    service = lost()
    service._answers["download"] = [media(b"<html>gone</html>")]
    _, job = old(process, service)
    with pytest.raises(DownloadError):
        job.result()
    assert job.state == "downloading"


def test_our_clock_that_is_ahead_ends_no_clip(process: Process) -> None:
    made = time.time() - 60
    answer = completed(completed=made, result={"videos": [{"url": [MEDIA], "expires_at": made + DAY}]})
    for date in (None, formatdate(made + 60)):
        headers = {"Date": date} if date else {}
        service = Service(
            query=[httpx.Response(200, content=answer.content, headers=headers)], download=[GONE]
        )
        _, job = old(process, service)
        with pytest.raises(DownloadError):
            job.result()
        assert job.state == "downloading"
        job.forget()


# After the verdict


def test_the_same_request_is_not_paid_again_after_a_clip_was_lost_until_somebody_says_so(
    process: Process,
) -> None:
    service = lost()
    engine, job = old(process, service)
    with pytest.raises(ClipExpiredError) as first:
        job.result()
    later = process(Service())
    for each in (engine, later):
        with pytest.raises(ClipExpiredError) as again:
            start(each)
        assert str(again.value) == str(first.value) and again.value.job_id == job.id
    assert service.calls["submit"] == []
    with pytest.raises(ClipExpiredError) as told:
        later.job(job.id).result()
    assert str(told.value) == str(first.value)
    assert start(later, new=True).result().path.is_file()


def test_several_requests_at_once_are_all_refused_where_the_clip_of_one_was_lost(process: Process) -> None:
    service = lost()
    engine, job = old(process, service)
    with pytest.raises(ClipExpiredError):
        job.result()
    plans = [start_plan(engine, "another"), start_plan(engine, "a red apple")]
    with pytest.raises(ClipExpiredError):
        engine.start_all(plans)
    assert service.calls["submit"] == []
    assert not engine.is_paid(plans[1])


def start_plan(engine: Engine, prompt: str) -> Any:
    from omnivid_jupyter.request import VideoRequest

    return engine.plan(VideoRequest(model="apimart/Omni-Flash-Ext", prompt=prompt))


def test_forgetting_a_lost_clip_lets_its_cell_pay_for_another(process: Process) -> None:
    engine, job = old(process, lost())
    with pytest.raises(ClipExpiredError):
        job.result()
    end(engine)
    later = process(Service())
    later.forget(job.id)
    assert start(later).result().path.is_file()
    assert [entry.id for entry in later.journal.open_jobs()] == []


def test_a_task_whose_clip_was_named_and_that_fails_afterwards_is_lost_and_not_paid_again(
    process: Process,
) -> None:
    first = process(Service(download=[GONE]))
    with pytest.raises(DownloadError):
        start(first).result()
    end(first)
    service = Service(query=[task("failed", error={"message": "expired"})])
    later = process(service)
    with pytest.raises(ClipExpiredError, match="dropped the task"):
        start(later).result()
    with pytest.raises(ClipExpiredError):
        start(later)
    assert service.calls["submit"] == []


def test_a_task_that_fails_afterwards_and_is_paid_back_has_failed(process: Process) -> None:
    first = process(Service(download=[GONE]))
    with pytest.raises(DownloadError):
        start(first).result()
    end(first)
    with pytest.raises(TaskFailedError):
        start(process(Service(query=[task("failed", cost=0)]))).result()


def test_a_task_that_goes_on_comes_before_one_that_was_lost(process: Process) -> None:
    slow = process(Service(query=[task("processing")]))
    going = start(slow)
    going.wait_accepted(PATIENCE)
    lost_engine = process(Service(query=[task("processing")]))
    other = start(lost_engine, new=True)
    other.wait_accepted(PATIENCE)
    end(lost_engine)
    later = process(Service())
    later.journal.step(other.id, "expired")
    assert start(later).id == going.id
    with pytest.raises(InvalidRequestError):
        later.entry("nonsense")
