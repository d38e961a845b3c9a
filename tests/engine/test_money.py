"""What must not cost anything a second time, and what must not be called free when it is not."""

from __future__ import annotations

import threading
from pathlib import Path

import httpx
import pytest

from omnivid_jupyter.engine import collecting
from omnivid_jupyter.engine.engine import Engine
from omnivid_jupyter.engine.states import State
from omnivid_jupyter.errors import (
    DownloadError,
    InvalidRequestError,
    OmnividError,
    SubmissionUnknownError,
    TaskFailedError,
    WaitStoppedError,
    WaitTimeoutError,
)
from omnivid_jupyter.media.references import references
from omnivid_jupyter.providers.registry import resolve
from omnivid_jupyter.request import VideoRequest
from tests import PATIENCE
from tests.clipfiles import mp4, png
from tests.engine.conftest import Process, Start
from tests.engine.service import Service, completed, media, reply, submitted, task
from tests.engine.test_resuming import end, start
from tests.engine.test_submitting import wait_for
from tests.wound import Paused

BUSY = reply({"error": {"code": 429, "type": "rate_limit_error", "message": "busy"}}, 429, Retry_After="20")
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


def test_a_wait_that_ends_while_a_link_does_not_serve_says_that_the_task_is_finished(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collecting, "_PAUSES", (60.0,))
    job = start(Service(query=[without_expiry()], download=[httpx.Response(403)]))
    wait_for(lambda: job.snapshot().note is not None)
    with pytest.raises(
        WaitTimeoutError, match=r"finished at APIMart, but its clip is not here yet: the link"
    ):
        job.result(0.01)


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
    job.wait_accepted(PATIENCE)
    assert job.task_id == "task_1"


@pytest.mark.parametrize("bad", ["t\x1b]0;pwned\x07", "x" * 501, "", 0, "0", None, True, {}])
def test_what_is_no_task_id_leaves_the_outcome_in_doubt(start: Start, bad: object) -> None:
    job = start(Service(submit=[reply({"code": 200, "data": [{"task_id": bad}]})]))
    with pytest.raises(SubmissionUnknownError) as caught:
        job.result()
    assert caught.value.service == "apimart" and "\x1b" not in str(caught.value)


@pytest.mark.parametrize(
    ("model", "answer"),
    [
        ("omniflash/omni-flash", {"code": 0, "msg": "no credits left", "data": {"task_id": 0}}),
        ("evolink/gemini-omni-flash-text-to-video", {"id": "req-1", "error": {"code": "insufficient_quota"}}),
    ],
)
def test_a_refusal_with_a_number_is_a_refusal(start: Start, model: str, answer: dict[str, object]) -> None:
    job = start(Service(submit=[reply(answer)]), model=model)
    with pytest.raises(OmnividError, match="refused the request"):
        job.result()
    assert job.state == "failed" and job.task_id is None


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
    begun, released = threading.Event(), threading.Event()

    def slow(request: httpx.Request) -> httpx.Response:
        begun.set()
        released.wait(PATIENCE)
        return reply({"url": "https://media.example.com/boat.png"})

    service = Service(submit=[slow, submitted()])
    images = references("images", [tmp_path / "boat.png"])
    job = start(service, model=PREVIEW, images=images)
    assert begun.wait(PATIENCE)
    with pytest.raises(WaitTimeoutError, match="Nothing was submitted") as caught:
        job.result(0.01)
    assert caught.value.hint is None
    released.set()
    wait_for(lambda: job.settled)
    assert job.state == "prepared" and len(service.calls["submit"]) == 1, "only the upload was sent"


def test_a_wait_that_ends_while_another_goes_on_calls_nothing_off(start: Start, paused: Paused) -> None:
    job = start(Service(submit=[BUSY, submitted()]))
    other = job.waiter()
    wait_for(lambda: job.snapshot().note is not None)
    with pytest.raises(WaitTimeoutError, match="still under way"):
        job.result(0.05)
    paused.go_on()
    assert other.result(PATIENCE).path.is_file()


def test_who_submits_counts_as_somebody_who_waits(start: Start, paused: Paused) -> None:
    """`submit()` waits for the task to be accepted; another wait that ends meanwhile does not end its own."""
    job = start(Service(submit=[BUSY, submitted()]))
    wait_for(lambda: job.snapshot().note is not None)
    submitting = threading.Thread(target=job.wait_accepted, args=(PATIENCE,))
    submitting.start()
    wait_for(lambda: bool(job._waiters))
    with pytest.raises(WaitTimeoutError, match="still under way"):
        job.result(0.05)
    paused.go_on()
    submitting.join()
    assert job.task_id == "task_1"


def test_a_new_wait_takes_up_what_was_called_off_and_did_not_end_yet(start: Start, paused: Paused) -> None:
    job = start(Service(submit=[BUSY, submitted()]))
    wait_for(lambda: job.snapshot().note is not None)
    with pytest.raises(WaitTimeoutError, match="Nothing was submitted"):
        job.result(0)
    waiter = job.waiter()
    paused.go_on()
    assert waiter.result(PATIENCE).path.is_file()


def test_a_stop_while_the_submission_goes_out_does_not_say_that_nothing_was(
    start: Start, paused: Paused, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = start(Service(submit=[BUSY, submitted()]))
    waiter = job.waiter()
    wait_for(lambda: job.snapshot().note is not None)
    write, writing, go_on = job._journal.step, threading.Event(), threading.Event()

    def slowly(job_id: str, state: State, **facts: object) -> None:
        writing.set()
        go_on.wait(PATIENCE)
        write(job_id, state, **facts)

    monkeypatch.setattr(job._journal, "step", slowly)
    paused.go_on()
    assert writing.wait(PATIENCE)  # "submitting" is being written down: from here on it is sent
    job.stop_waiting()
    go_on.set()
    with pytest.raises(WaitStoppedError, match="still under way"):
        waiter.result()
    wait_for(lambda: job.task_id is not None)


def test_a_job_that_another_process_runs_is_not_said_to_be_called_off(
    process: Process, paused: Paused
) -> None:
    theirs = process(Service(submit=[BUSY, submitted()]))
    running = start(theirs)
    wait_for(lambda: running.snapshot().note is not None)
    follower = start(process(Service()))
    with pytest.raises(WaitTimeoutError, match="still under way") as caught:
        follower.result(0.3)
    assert f"%omnivid resume {running.id}" in str(caught.value)
    waiter = running.waiter()
    paused.go_on()
    assert waiter.result(PATIENCE).path.is_file()


def test_what_was_forgotten_is_not_submitted_any_more(start: Start, paused: Paused) -> None:
    service = Service(submit=[BUSY, submitted()])
    job = start(service)
    wait_for(lambda: job.snapshot().note is not None)
    job.forget()
    paused.go_on()
    with pytest.raises(InvalidRequestError, match="forgotten before it was submitted"):
        job.result()
    assert len(service.calls["submit"]) == 1


def test_who_resumes_a_job_of_another_process_never_submits_it(process: Process, paused: Paused) -> None:
    theirs, mine = Service(submit=[BUSY]), Service()
    owner = process(theirs)
    job = start(owner)
    wait_for(lambda: job.snapshot().note is not None)
    owner.journal.step(job.id, "submitting")  # the instant at which somebody else looks
    followed = process(mine).job(job.id)
    owner.journal.step(job.id, "prepared")
    end(owner)
    paused.go_on()
    with pytest.raises(InvalidRequestError, match="never submitted"):
        followed.result(PATIENCE)
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
    service = Service(query=[without_expiry()], download=[httpx.Response(403)] * 6 + [media()])
    engine = process(service)
    job = start(engine, new=True)
    with pytest.raises(DownloadError):
        job.result()
    again = engine.again(job)
    assert again.id == job.id and again.result().task_id == "task_1"
    assert len(service.calls["submit"]) == 1


def failed() -> httpx.Response:
    return task("failed", cost=0, error={"message": "no"})


def test_a_task_that_failed_after_it_was_resumed_is_submitted_anew(process: Process) -> None:
    first = process(Service(query=[task("processing")]))
    job = start(first)
    wait_for(lambda: job.state == "running")
    end(first)
    service = Service(submit=[submitted("task_2")], query=[failed(), completed()])
    engine = process(service)
    (resumed,) = engine.resume()
    with pytest.raises(TaskFailedError):
        resumed.result()
    assert engine.again(resumed).result().task_id == "task_2"
    assert len(service.calls["submit"]) == 1


def test_a_task_whose_files_were_not_kept_is_not_submitted_anew_without_them(
    process: Process, tmp_path: Path
) -> None:
    (tmp_path / "boat.png").write_bytes(png())
    first = process(Service(query=[task("processing")]))
    job = start(first, images=references("images", [tmp_path / "boat.png"]))
    wait_for(lambda: job.state == "running")
    end(first)
    service = Service(query=[failed()])
    engine = process(service)
    (resumed,) = engine.resume()
    with pytest.raises(TaskFailedError):
        resumed.result()
    with pytest.raises(InvalidRequestError, match="was not kept"):
        engine.again(resumed)
    assert service.calls["submit"] == []


def test_a_clip_that_is_found_again_keeps_the_messages_of_its_making(process: Process) -> None:
    engine = process(Service())
    made = start(engine)
    made.result()
    found = start(engine)
    assert found.found and found.id == made.id and found.exchanges == made.exchanges != ()


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


def test_what_is_under_way_is_not_paid_for_and_what_ended_badly_is(process: Process) -> None:
    go_on = threading.Event()

    def when_told(_: httpx.Request) -> httpx.Response:
        return task("failed", cost=0) if go_on.is_set() else task("processing")

    engine = process(Service(query=[when_told]))
    plan = engine.plan(VideoRequest("apimart/Omni-Flash-Ext", "a red apple"))
    assert engine.is_paid(plan) and not engine.is_under_way(plan.fingerprint)
    job = engine.start(plan)
    job.wait_accepted(PATIENCE)
    assert engine.is_under_way(plan.fingerprint) and not engine.is_paid(plan)
    go_on.set()
    with pytest.raises(TaskFailedError):
        job.result()
    assert engine.is_paid(plan) and not engine.is_under_way(plan.fingerprint)


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
