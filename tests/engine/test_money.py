"""What must not cost anything a second time, and what must not be called free when it is not."""

from __future__ import annotations

import threading
from pathlib import Path

import httpx
import pytest

from omnivid_jupyter.engine import runner
from omnivid_jupyter.engine.engine import Engine
from omnivid_jupyter.engine.inputs import references
from omnivid_jupyter.errors import (
    ClipExpiredError,
    DownloadError,
    InvalidRequestError,
    OmnividError,
    SubmissionUnknownError,
    TaskFailedError,
    WaitTimeoutError,
)
from omnivid_jupyter.providers.registry import resolve
from omnivid_jupyter.request import VideoRequest
from tests.clipfiles import mp4, png
from tests.engine.conftest import Start
from tests.engine.service import Service, completed, media, reply, submitted, task
from tests.engine.test_resuming import Process, end, process, start
from tests.engine.test_submitting import wait_for

__all__ = ["process"]  # the fixture

BUSY = reply({"error": {"code": 429, "type": "rate_limit_error", "message": "busy"}}, 429, Retry_After="1")
PREVIEW = "apimart/gemini-omni-flash-preview"


def without_expiry() -> httpx.Response:
    return task("completed", result={"videos": [{"url": ["https://media.example.com/clip.mp4"]}]})


# A link that is refused


def test_a_refused_link_of_a_young_task_is_tried_again_later_and_not_paid_again(process: Process) -> None:
    blocked = Service(query=[without_expiry()], download=[httpx.Response(403)])
    first = process(blocked)
    job = start(first)
    with pytest.raises(DownloadError, match="the link answers 403") as caught:
        job.result()
    assert job.state == "downloading" and f"%omnivid resume {job.id}" in str(caught.value.hint)
    end(first)
    served = Service(query=[without_expiry()])
    clip = start(process(served)).result()
    assert clip.path.read_bytes() == mp4() and served.calls["submit"] == []


def test_a_refused_link_of_a_task_of_yesterday_is_expired(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "_KEPT", 0.0)
    job = start(process(Service(query=[without_expiry()], download=[httpx.Response(403)])))
    with pytest.raises(ClipExpiredError):
        job.result()
    assert job.state == "expired"


def test_a_task_that_goes_back_to_the_queue_while_its_clip_is_fetched_is_gone_on_with(
    process: Process,
) -> None:
    first = process(Service(query=[without_expiry()], download=[httpx.Response(403)]))
    with pytest.raises(DownloadError):
        start(first).result()
    end(first)
    later = Service(query=[task("submitted"), task("processing"), completed()])
    assert start(process(later)).result().path.is_file()


# An answer with a task id


@pytest.mark.parametrize(
    ("model", "answer"),
    [
        ("apimart/Omni-Flash-Ext", {"error": {"code": "", "message": "", "type": ""}}),
        ("apimart/Omni-Flash-Ext", {"code": 0}),
        ("apimart/Omni-Flash-Ext", {"code": 500, "message": "strange"}),
        ("omniflash/omni-flash", {"code": 0, "msg": "strange"}),
    ],
)
def test_an_answer_with_a_task_id_is_a_task_whatever_else_it_says(
    start: Start, model: str, answer: dict[str, object]
) -> None:
    data = {"task_id": "task_1"}
    service = Service(submit=[reply({**answer, "data": data if "omniflash" in model else [data]})])
    job = start(service, model=model)
    job.wait_accepted(10)
    assert job.task_id == "task_1"


@pytest.mark.parametrize("bad", ["t\x1b]0;pwned\x07", "x" * 501, "", None, True, {}])
def test_what_is_no_task_id_leaves_the_outcome_in_doubt(start: Start, bad: object) -> None:
    job = start(Service(submit=[reply({"code": 200, "data": [{"task_id": bad}]})]))
    with pytest.raises(SubmissionUnknownError) as caught:
        job.result()
    assert caught.value.service == "apimart" and "\x1b" not in str(caught.value)


def test_a_mistake_in_reading_the_answer_is_an_unknown_outcome_with_its_reason(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = type(resolve("apimart/Omni-Flash-Ext").provider)
    monkeypatch.setattr(provider, "read_submit", lambda self, reply: [][0])
    job = start(Service())
    with pytest.raises(SubmissionUnknownError, match="IndexError"):
        job.result()
    assert job.state == "unknown"


def test_a_mistake_of_ours_is_said_in_a_sentence_without_frames(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = type(resolve("apimart/Omni-Flash-Ext").provider)
    monkeypatch.setattr(provider, "read_query", lambda self, reply: [][0])
    job = start(Service())
    with pytest.raises(
        OmnividError, match=r"omnivid-jupyter made a mistake: IndexError \(test_money.py"
    ) as caught:
        job.result()
    assert job.snapshot().error is caught.value and caught.value.task_id == "task_1"


# What is not submitted yet


def test_a_wait_that_ends_during_an_upload_calls_the_submission_off(start: Start, tmp_path: Path) -> None:
    (tmp_path / "boat.png").write_bytes(png())
    released = threading.Event()

    def slow(request: httpx.Request) -> httpx.Response:
        released.wait(10)
        return reply({"url": "https://media.example.com/boat.png"})

    service = Service(submit=[slow, submitted()])
    images = references("images", [tmp_path / "boat.png"])
    job = start(service, model=PREVIEW, images=images, timeout=0.2)
    with pytest.raises(WaitTimeoutError, match="Nothing was submitted") as caught:
        job.result()
    assert caught.value.hint is None
    released.set()
    wait_for(lambda: job.settled)
    assert job.state == "prepared" and len(service.calls["submit"]) == 1, "only the upload was sent"


def test_a_wait_that_ends_while_another_goes_on_calls_nothing_off(start: Start) -> None:
    job = start(Service(submit=[BUSY, submitted()]))
    other = job.waiter()
    wait_for(lambda: job.snapshot().note is not None)
    with pytest.raises(WaitTimeoutError, match="still under way"):
        job.result(0.05)
    assert other.result(10).path.is_file()


def test_what_was_forgotten_is_not_submitted_any_more(start: Start) -> None:
    service = Service(submit=[BUSY, submitted()])
    job = start(service)
    wait_for(lambda: job.snapshot().note is not None)
    job.forget()
    with pytest.raises(InvalidRequestError, match="forgotten before it was submitted"):
        job.result()
    assert len(service.calls["submit"]) == 1


def test_who_resumes_a_job_of_another_process_never_submits_it(process: Process) -> None:
    theirs, mine = Service(submit=[BUSY, BUSY, BUSY, BUSY, BUSY]), Service()
    owner = process(theirs)
    job = start(owner)
    wait_for(lambda: bool(theirs.calls["submit"]))
    owner.journal.step(job.id, "submitting")  # the instant at which somebody else looks
    followed = process(mine).job(job.id)
    owner.journal.step(job.id, "prepared")
    end(owner)
    with pytest.raises(InvalidRequestError, match="never submitted"):
        followed.result(20)
    assert mine.calls["submit"] == []


# Several at once, and again


def unknown_one(engine: Engine) -> None:
    with pytest.raises(SubmissionUnknownError):
        start(engine, take=2).result()


def test_of_several_requests_none_is_sent_when_one_of_them_cannot_be(process: Process) -> None:
    first = process(Service(submit=[reply(b"", 500)]))
    unknown_one(first)
    end(first)
    service = Service()
    engine = process(service)
    plans = [
        engine.plan(VideoRequest("apimart/Omni-Flash-Ext", "a red apple", take=take)) for take in (1, 2, 3)
    ]
    with pytest.raises(SubmissionUnknownError) as caught:
        engine.start_all(plans)
    assert service.calls["submit"] == [] and engine.jobs == {} and caught.value.service == "apimart"


def test_a_job_for_a_new_clip_is_gone_on_with_and_not_paid_again(process: Process) -> None:
    service = Service(query=[without_expiry()], download=[httpx.Response(403)] * 3 + [media()])
    engine = process(service)
    job = start(engine, new=True)
    with pytest.raises(DownloadError):
        job.result()
    again = engine.again(job)
    assert again.id == job.id and again.result().task_id == "task_1"
    assert len(service.calls["submit"]) == 1


def test_a_failed_job_is_done_again_with_the_key_of_now(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = Service(submit=[reply({"error": {"code": 401, "message": "wrong key"}}, 401), submitted()])
    engine = process(service)
    job = start(engine, new=True)
    with pytest.raises(OmnividError, match="wrong key"):
        job.result()
    monkeypatch.setenv("APIMART_API_KEY", "sk-mended-0123456789")
    assert engine.again(job).result().path.is_file()
    assert service.calls["submit"][-1].headers["Authorization"] == "Bearer sk-mended-0123456789"


# What is said of it


@pytest.mark.parametrize("status", [401, 402, 403])
def test_who_is_refused_a_look_at_a_task_is_not_told_that_it_was_free(start: Start, status: int) -> None:
    job = start(Service(query=[reply({"error": {"message": "no"}}, status)]))
    with pytest.raises(OmnividError) as caught:
        job.result()
    assert "Nothing was charged" not in str(caught.value)
    assert f"%omnivid resume {job.id}" in str(caught.value) and caught.value.task_id == "task_1"


def test_a_task_that_failed_is_still_a_failed_task(start: Start) -> None:
    with pytest.raises(TaskFailedError):
        start(Service(query=[task("failed", error={"message": "no"})])).result()


# The id of another service's task


def test_a_job_without_a_task_and_a_task_of_another_world_are_not_gone_on_from(
    process: Process, tmp_path: Path
) -> None:
    engine = process(Service(submit=[reply(b"", 500)]))
    unknown_one(engine)
    (job,) = engine.jobs.values()
    with pytest.raises(InvalidRequestError, match="has no task") as caught:
        engine.task_of(job.id, tmp_path, resolve(PREVIEW))
    assert caught.value.field == "extend"
    made = start(process(Service()), prompt="another")
    made.result()
    assert engine.task_of(made.id, tmp_path / "clips", resolve(PREVIEW)) == "task_1"
    for model in (f"demo/{PREVIEW.partition('/')[2]}", "evolink/some-model"):
        for name in (made.id, "task_1"):
            with pytest.raises(InvalidRequestError, match="cannot go on from a clip of apimart/"):
                engine.task_of(name, tmp_path / "clips", resolve(model))
