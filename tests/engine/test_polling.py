"""A query is free: it is repeated through every fault, and the task is never lost sight of."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future

import httpx
import pytest

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine.journal import Journal
from omnivid_jupyter.engine.run import Run
from omnivid_jupyter.errors import (
    AuthenticationError,
    ServiceError,
    TaskFailedError,
    WaitStoppedError,
    WaitTimeoutError,
)
from omnivid_jupyter.settings import home
from tests import PATIENCE
from tests.engine.conftest import Start
from tests.engine.service import Service, completed, reply, submitted, task
from tests.engine.test_submitting import wait_for


class Unfinished(Service):
    """Its task goes on until it `ends`."""

    def __init__(self) -> None:
        super().__init__(query=[self._asked])
        self.ends = threading.Event()

    def _asked(self, _: httpx.Request) -> httpx.Response:
        return completed() if self.ends.is_set() else task("processing")


def test_faults_of_every_kind_between_the_answers_do_not_matter(start: Start) -> None:
    service = Service(
        query=[
            task("submitted"),
            reply(b"oops", 500),
            reply(b"oops", 500),
            reply(b"oops", 500),
            httpx.ReadError("reset"),
            httpx.ReadTimeout("hang"),
            httpx.ConnectError("refused"),
            reply(b"<html>"),
            reply(b'{"code":200,"da'),
            reply(b"", 429),
            reply({"error": {"code": 404, "message": "no such task"}}, 404),
            task("processing", progress=40),
            completed(),
        ]
    )
    job = start(service)
    assert job.result().path.exists()
    assert len(service.calls["submit"]) == 1


def test_faults_are_shown_while_they_last(start: Start) -> None:
    service = Service(query=[reply(b"<html>maintenance</html>")])
    job = start(service)
    wait_for(lambda: "asking again" in str(job.snapshot().note))
    assert job.state == "queued"


def test_faults_up_to_the_limit_are_named_instead_of_a_mere_time_out(start: Start) -> None:
    job = start(Service(query=[reply(b"<html>maintenance</html>")]))
    wait_for(lambda: job.fault)
    with pytest.raises(ServiceError, match="cannot be read") as caught:
        job.result(0.01)
    assert caught.value.task_id == "task_1" and job.id in str(caught.value)


def test_an_unknown_state_means_still_running_and_is_shown(start: Start) -> None:
    service = Service(query=[task("upscaling", progress=10), task("processing", progress=20), completed()])
    job = start(service)
    job.result()
    assert any("upscaling" in line.text for line in job.snapshot().log)


def test_progress_never_runs_backwards(start: Start) -> None:
    begun: Future[Run] = Future()
    seen: list[float | None] = []

    def asked(_: httpx.Request) -> httpx.Response:
        """What was told before is known by now."""
        seen.append(begun.result(PATIENCE).progress)
        return next(answers)

    answers = iter([*(task("processing", progress=p) for p in (10, 60, 30, 400)), completed()])
    job = start(Service(query=[asked]))
    begun.set_result(job)
    job.result()
    assert seen == [None, 10, 60, 60, 100]


def test_completed_without_a_link_is_asked_again(start: Start) -> None:
    service = Service(
        query=[task("completed", progress=100), task("completed", result={"videos": []}), completed()]
    )
    job = start(service)
    assert job.result().path.exists()
    assert any("no link yet" in line.text for line in job.snapshot().log)


def test_a_failed_task_fails_with_the_services_reason(start: Start) -> None:
    service = Service(
        query=[
            task(
                "failed", progress=100, cost=0, error={"message": "blocked by review", "code": "task_failed"}
            )
        ]
    )
    job = start(service)
    with pytest.raises(TaskFailedError, match="blocked by review") as caught:
        job.result()
    assert (caught.value.code, caught.value.refunded, job.state) == ("task_failed", True, "failed")
    assert caught.value.task_id == "task_1"


def test_a_rejected_key_ends_the_polling_but_not_the_task(start: Start) -> None:
    job = start(Service(query=[reply({"error": {"code": 401, "type": "authentication_error"}}, 401)]))
    with pytest.raises(AuthenticationError):
        job.result()
    assert job.state == "queued" and job.task_id == "task_1"


def test_a_time_out_only_stops_the_wait(start: Start) -> None:
    service = Unfinished()
    job = start(service)
    job.wait_accepted(PATIENCE)
    with pytest.raises(WaitTimeoutError, match="goes on") as caught:
        job.result(timeout=0.2)
    assert caught.value.job_id == job.id and caught.value.task_id == "task_1"
    service.ends.set()
    assert job.result().path.exists()


def test_stop_waiting_wakes_every_waiter_and_leaves_the_task_alive(start: Start) -> None:
    service = Unfinished()
    job = start(service)
    waiters = [job.waiter(), job.waiter()]
    wait_for(lambda: job.task_id)
    job.stop_waiting()
    for waiter in waiters:
        with pytest.raises(WaitStoppedError, match=job.id):
            waiter.result(PATIENCE)
    service.ends.set()
    assert job.result().path.exists()


async def test_a_job_can_be_awaited_on_any_loop_and_a_cancelled_wait_leaves_it(start: Start) -> None:
    service = Unfinished()
    job = start(service)

    async def waits() -> Clip:
        return await job

    wait = asyncio.ensure_future(waits())
    await asyncio.sleep(0.05)
    wait.cancel()
    with pytest.raises(asyncio.CancelledError):
        await wait
    service.ends.set()
    clip = await job
    assert clip.path.exists() and await job == clip


def test_cost_and_credits_are_what_the_service_reports(start: Start) -> None:
    clip = start(Service(query=[completed(credits_cost=4)])).result()
    assert (clip.cost, clip.credits) == (0.4, 4)


@pytest.mark.parametrize("before", ["pending", "processing"])
def test_a_cost_that_is_named_before_the_end_is_not_the_bill(start: Start, before: str) -> None:
    clip = start(Service(query=[task(before, cost=0), completed(cost=None)])).result()
    assert clip.cost is None


def test_a_journal_that_cannot_be_written_any_more_does_not_lose_the_task(start: Start) -> None:
    begun: Future[Run] = Future()

    def submitted_on_a_full_disk(_: httpx.Request) -> httpx.Response:
        writable(begun.result(PATIENCE), False)
        return submitted()

    service = Service(submit=[submitted_on_a_full_disk])
    job = start(service)
    begun.set_result(job)
    clip = job.result()
    assert clip.path.exists() and clip.task_id == "task_1"
    assert "only this session knows the task" in "\n".join(line.text for line in job.snapshot().log)
    entry = job._journal.get(job.id)
    assert entry and (entry.state, entry.task_id) == ("submitting", None)


def test_what_could_not_be_written_is_written_with_the_next_step(start: Start) -> None:
    begun: Future[Run] = Future()

    def submitted_on_a_full_disk(_: httpx.Request) -> httpx.Response:
        writable(begun.result(PATIENCE), False)
        return submitted()

    def running_with_room_again(_: httpx.Request) -> httpx.Response:
        writable(begun.result(PATIENCE), True)
        return task("processing")

    job = start(Service(submit=[submitted_on_a_full_disk], query=[running_with_room_again]))
    begun.set_result(job)
    wait_for(lambda: job.state == "running")
    written = Journal(home() / "journal.sqlite3")  # as another process sees it
    entry = written.get("task_1")
    written.close()
    assert entry and entry.id == job.id and entry.state == "running" and entry.accepted


def writable(job: Run, yes: bool) -> None:
    """Let the journal be written, or not: SQLite refuses then, as on a full disk."""
    job._journal._db.execute(f"PRAGMA query_only = {'OFF' if yes else 'ON'}")


def test_what_is_left_agrees_with_the_progress(start: Start) -> None:
    service = Service(query=[task("processing", progress=99, estimated_time=3600)])
    job = start(service)
    wait_for(lambda: job.progress == 99)
    remaining = job.snapshot().remaining
    assert remaining is None or remaining < 1
    job.stop_waiting()
