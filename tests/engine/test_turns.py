"""Places at an account: who has one, who waits and says so, and what a 429 means for all."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from omnivid_jupyter import clock
from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine import turns
from omnivid_jupyter.engine.engine import Batch, Engine
from omnivid_jupyter.engine.journal import Journal, Standing
from omnivid_jupyter.engine.plan import Plan
from omnivid_jupyter.engine.run import Run
from omnivid_jupyter.engine.turns import account_of
from omnivid_jupyter.errors import PaymentRequiredError, RateLimitError, WaitStoppedError
from omnivid_jupyter.net.endpoints import Endpoint
from omnivid_jupyter.request import RunOptions, VideoRequest
from omnivid_jupyter.views.standing import held_up
from tests import PATIENCE
from tests.engine.conftest import KEY, Process
from tests.engine.service import Answer, Service, completed, reply, submitted, task
from tests.engine.test_resuming import end, start
from tests.engine.test_submitting import wait_for
from tests.wound import Wound

BUSY = reply({"error": {"code": 429, "type": "rate_limit_error", "message": "busy"}}, 429)
MODEL = "apimart/Omni-Flash-Ext"


class Strict(Service):
    """Takes so many tasks at once; one ends when it is let go."""

    def __init__(self, most: int, *, busy: httpx.Response = BUSY) -> None:
        super().__init__(submit=[self._submit], query=[self._query])
        self.most, self.busy = most, busy
        self.taken: list[str] = []
        self.refused = 0
        self.ended: set[str] = set()
        self.open = False

    def _submit(self, request: httpx.Request) -> httpx.Response:
        if len(self.taken) - len(self.ended) >= self.most and not self.open:
            self.refused += 1
            return self.busy
        self.taken.append(request.content.decode())
        return submitted(f"task_{len(self.taken)}")

    def _query(self, request: httpx.Request) -> httpx.Response:
        name = request.url.path.rpartition("/")[2]
        if self.open:
            self.ended.add(name)
        return completed(id=name) if name in self.ended else task("processing", id=name)


class Slow(Service):
    """Answers nothing before it is let."""

    def __init__(self, *, submit: Iterable[Answer]) -> None:
        super().__init__(submit=submit)
        self.answers = threading.Event()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        while not self.answers.is_set():
            await asyncio.sleep(0.01)
        return await super().handle_async_request(request)


def sweep(engine: Engine, name: str, count: int, **how: object) -> list[Run]:
    options = RunOptions(**{"poll_interval": 0.02, **how})  # type: ignore[arg-type]
    return engine.start_all([engine.plan(VideoRequest(MODEL, f"{name} {n}"), options) for n in range(count)])


def notes(jobs: list[Run]) -> list[str]:
    return [job.snapshot().note or "" for job in jobs]


def full(service: Strict, jobs: list[Run]) -> bool:
    """Whether so many tasks are in flight as there may be, and nothing of these jobs is on its way any more."""
    waiting = sum(f"{service.most} tasks are in flight" in note for note in notes(jobs))
    return len(service.taken) == service.most and waiting == len(jobs) - service.most


def test_who_waits_says_how_many_are_in_flight_and_before_it_and_a_429_fails_nobody(process: Process) -> None:
    service = Strict(3)
    jobs = sweep(process(service), "boat", 6)
    waiting = [
        f"waiting for its turn: 3 tasks are in flight at APIMart, {n} before it" for n in ("none", 1, 2)
    ]
    wait_for(lambda: [note for note in notes(jobs) if "waiting for its turn" in note] == waiting)
    assert [job.state for job in jobs].count("prepared") == 3
    service.open = True
    assert len({job.result().task_id for job in jobs}) == len(service.taken) == 6


def test_one_clip_does_not_wait_behind_a_sweep(process: Process) -> None:
    service = Strict(2)
    engine = process(service)
    boats = sweep(engine, "boat", 20)
    wait_for(lambda: full(service, boats))
    clip = start(engine, prompt="a single cat", poll_interval=0.02)
    wait_for(lambda: "none before it" in str(clip.snapshot().note))
    service.ended.add("task_1")
    wait_for(lambda: len(service.taken) == 3)
    assert "a single cat" in service.taken[2]


def test_two_processes_share_the_places_and_one_that_dies_gives_back_its_own(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "_COURTESY", PATIENCE)  # the other one may not get to it for seconds
    service = Strict(2)
    first, second = process(service), process(service)
    boats = sweep(first, "boat", 4)
    wait_for(lambda: full(service, boats))
    cats = sweep(second, "cat", 4)
    service.ended.add("task_1")
    wait_for(lambda: len(service.taken) == 3)
    assert "cat" in service.taken[2], "it has the fewest in flight"
    wait_for(lambda: re.search("2 tasks are in flight .* 4 before it", notes(cats)[3]))
    end(first)
    wait_for(lambda: "2 before it" in notes(cats)[3])
    assert all(job.task_id is None for job in boats[2:])
    service.open = True
    for job in cats:
        job.result()


def test_a_place_that_another_process_does_not_take_is_taken_after_a_while(process: Process) -> None:
    service = Strict(1)
    idle, busy = process(service), process(service)
    sweep(busy, "boat", 1)
    wait_for(lambda: len(service.taken) == 1)
    (waiting,) = sweep(idle, "cat", 1)
    wait_for(lambda: service.refused == 1)
    hanging = idle._turns._account(waiting)
    hanging._round = lambda: 1.0  # type: ignore[method-assign]  # it was stopped, say, and is still alive
    last = sweep(busy, "dog", 1)
    wait_for(lambda: "1 before it" in notes(last)[0])
    service.open = True
    assert last[0].result().path.is_file()


def test_tasks_that_an_earlier_session_left_take_places_once_the_service_says_that_it_is_too_much(
    process: Process,
) -> None:
    service = Strict(2)
    first = process(service)
    sweep(first, "boat", 2)
    wait_for(lambda: len(service.taken) == 2)
    end(first)
    (job,) = sweep(process(service), "cat", 1)
    wait_for(lambda: "2 tasks are in flight at APIMart" in notes([job])[0])
    assert service.refused == 1
    service.open = True
    (later,) = sweep(process(service), "cow", 1)
    (resumed, *_) = process(service).resume()
    resumed.result()
    assert job.result() and later.result()


@pytest.mark.usefixtures("wound")
def test_where_no_task_is_in_flight_and_none_is_taken_single_clips_are_told_after_five_tries(
    process: Process,
) -> None:
    service = Slow(submit=[BUSY])
    engine = process(service)
    jobs = [sweep(engine, f"boat {number}", 1)[0] for number in range(12)]
    wait_for(lambda: len(engine.waiting()) == 8)  # four are sent; who comes later would be tried for longer
    service.answers.set()
    for job in jobs:
        with pytest.raises(RateLimitError, match="busy") as caught:
            job.result()
        assert caught.value.job_id == job.id and job.state == "prepared"
    assert len(service.calls["submit"]) <= 8


def test_those_of_a_sweep_are_offered_as_long_as_anybody_waits_and_never_in_a_hurry(
    process: Process, wound: Wound
) -> None:
    """Another machine's tasks may take all places; `Retry-After: 0` says nothing about the hundredth time."""
    service = Slow(submit=[reply(BUSY.content, 429, Retry_After="0")])
    engine = process(service)
    jobs, began = sweep(engine, "boat", 12, timeout=600), wound.monotonic()
    wait_for(lambda: len(engine.waiting()) == 8)
    service.answers.set()
    for job in jobs:
        with pytest.raises(RateLimitError, match="busy") as caught:
            job.result()
        assert "another machine" in str(caught.value) and "Nothing was charged" in str(caught.value)
        assert caught.value.job_id == job.id and job.state == "prepared"
    assert wound.monotonic() - began >= 600 - 2 * 16
    assert len(service.calls["submit"]) <= 4 * 5 + 600 / 16


@pytest.mark.usefixtures("wound")
def test_a_sweep_goes_on_when_another_machine_gives_its_places_back(process: Process) -> None:
    service = Strict(2)
    others = iter(range(30))
    service._answers["submit"] = [
        lambda request: BUSY if next(others, None) is not None else service._submit(request)
    ]
    service.open = True
    jobs = sweep(process(service), "boat", 6, timeout=3600)
    assert len({job.result().task_id for job in jobs}) == len(service.taken) == 6


def test_who_waits_for_an_account_that_takes_nothing_says_why_and_how_long(process: Process) -> None:
    jobs = sweep(process(Strict(0)), "boat", 6, timeout=600)
    says = (
        r"APIMart refused the request: busy, although none of your tasks is in flight; "
        r"trying again in \d+ s, for another 10 min at the most"
    )
    wait_for(lambda: all(re.fullmatch(says, note) for note in notes(jobs)))
    wait_for(lambda: re.fullmatch(says, held_up([job.snapshot() for job in jobs])))  # once for all of them
    for job in jobs:
        job.stop_waiting()
    wait_for(lambda: all(job.settled for job in jobs))
    assert held_up([job.snapshot() for job in jobs]) == ""


@pytest.mark.parametrize(
    "word", ["insufficient_quota", "insufficient_credits", "insufficient_user_quota", "insufficient_balance"]
)
def test_an_account_without_funds_is_not_waited_for_whatever_the_status(process: Process, word: str) -> None:
    service = Service(submit=[reply({"error": {"code": word, "message": "top up"}}, 429)])
    for job in sweep(process(service), "boat", 3):
        with pytest.raises(PaymentRequiredError):
            job.result()
    assert len(service.calls["submit"]) == 3


def test_who_would_have_to_wait_longer_than_anybody_does_is_told_at_once_and_sends_nothing(
    process: Process,
) -> None:
    service = Service(submit=[reply(b"", 429, Retry_After="3600")])
    engine = process(service)
    jobs = sweep(engine, "boat", 12, timeout=20)
    for job in jobs:
        with pytest.raises(RateLimitError):
            job.result()
    sent = len(service.calls["submit"])
    assert sent <= 4
    other = sweep(process(service), "cat", 1, timeout=20)[0]
    with pytest.raises(RateLimitError, match=r"wants no request of this account for another \d+ s"):
        other.result()
    assert len(service.calls["submit"]) == sent


class Timed(Strict):
    """Knows what was answered when; its first query may be answered otherwise."""

    def __init__(
        self, most: int, *, busy: httpx.Response = BUSY, first: httpx.Response | None = None
    ) -> None:
        super().__init__(most, busy=busy)
        self.answered: list[tuple[str, float]] = []
        if first:
            self._answers["query"] = [first, self._query]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await super().handle_async_request(request)
        self.answered.append((f"{request.method} {answer.status_code}", clock.monotonic()))
        return answer

    def within(self, seconds: float, told: str) -> set[str]:
        """What was answered in so many seconds after the last answer of this kind, but for what was under way then."""
        since = max(at for what, at in self.answered if what == told)
        return {what for what, at in self.answered if since + 1 < at < since + seconds}


@pytest.mark.usefixtures("wound")
def test_retry_after_of_a_submission_holds_for_all_submissions_and_for_no_query(process: Process) -> None:
    service = Timed(2, busy=reply(b"", 429, Retry_After="50"))
    jobs = sweep(process(service), "boat", 4, poll_interval=5)
    wait_for(lambda: service.refused)
    service.open = True
    for job in jobs:
        job.result()
    assert service.within(49, "POST 429") == {"GET 200"}, "what is ready waits for nothing"
    assert len(service.taken) == 4


@pytest.mark.usefixtures("wound")
def test_retry_after_of_a_query_holds_for_every_request_of_the_account(process: Process) -> None:
    service = Timed(2, first=reply(b"", 429, Retry_After="50"))
    jobs = sweep(process(service), "boat", 4, poll_interval=5)
    wait_for(lambda: len(service.calls["query"]) > 2)
    service.open = True
    for job in jobs:
        job.result()
    assert service.within(48, "GET 429") == set()
    assert len(service.taken) == 4


def test_what_waits_is_called_off_at_once(process: Process) -> None:
    service = Strict(1)
    jobs = sweep(process(service), "boat", 3)
    wait_for(lambda: "1 before it" in notes(jobs)[2])
    waiter = jobs[2].waiter()
    jobs[2].stop_waiting()
    with pytest.raises(WaitStoppedError, match="Nothing was submitted"):
        waiter.result(PATIENCE)
    wait_for(lambda: jobs[2].settled)
    service.open = True
    assert jobs[1].result() and len(service.taken) == 2


class Held:
    """The end of a run that is called off, held between its being so and its saying so."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.goes_on = threading.Event()
        self.ending: list[Run] = []
        released = Run.release

        async def release(run: Run, error: str | None, **how: Any) -> None:
            if run.call_off():
                self.ending.append(run)
                while not self.goes_on.is_set():
                    await asyncio.sleep(0.005)
            await released(run, error, **how)

        patch.setattr(Run, "release", release)


def begun_again(engine: Engine, prompt: str) -> Run:
    return engine.start(engine.plan(VideoRequest(MODEL, prompt), RunOptions(poll_interval=0.02)))


AGAIN: dict[str, Callable[[Engine, Run], Run]] = {
    "the same request": lambda engine, run: begun_again(engine, run.plan.request.prompt),
    "as of a sweep": lambda engine, run: sweep(engine, "boat", 3)[2],
    "the panel's retry": lambda engine, run: engine.again(run),
}


@pytest.mark.parametrize("again", AGAIN.values(), ids=AGAIN)
def test_what_is_asked_for_again_while_it_is_being_called_off_begins_anew_and_is_paid_once(
    again: Callable[[Engine, Run], Run], process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, service = Held(monkeypatch), Strict(1)
    engine = process(service)
    jobs = sweep(engine, "boat", 3)
    waits = [job.waiter() for job in jobs]
    wait_for(lambda: "1 before it" in notes(jobs)[2])
    jobs[2].leave(waits[2])
    wait_for(lambda: held.ending)
    anew = again(engine, jobs[2])
    assert anew is not jobs[2] and anew.id == jobs[2].id
    waiter = anew.waiter()
    held.goes_on.set()
    wait_for(lambda: jobs[2].settled)
    entry = engine.journal.get(anew.id)
    assert entry and entry.owner == engine.owner.id, "the end of the first run gives nothing back any more"
    service.open = True
    assert waiter.result(PATIENCE).task_id and jobs[1].result()
    assert len(service.taken) == 3


def test_who_was_given_a_job_and_is_about_to_wait_for_it_keeps_it_when_another_leaves(
    process: Process,
) -> None:
    service = Strict(1)
    engine = process(service)
    jobs = sweep(engine, "boat", 2)
    first = jobs[1].waiter()
    same = begun_again(engine, "boat 1")
    jobs[1].leave(first)
    assert same is jobs[1] and not same.call_off()
    service.open = True
    assert same.result(PATIENCE).task_id and len(service.taken) == 2


def test_of_jobs_that_could_not_all_be_begun_none_is_submitted(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = Strict(1)
    engine = process(service)
    sweep(engine, "cat", 1)
    wait_for(lambda: len(service.taken) == 1)
    begin = engine._start

    def begun(plan: Plan, clip: Clip | None, batch: Batch) -> Run:
        if plan.request.prompt == "boat 2":
            raise KeyboardInterrupt
        return begin(plan, clip, batch)

    monkeypatch.setattr(engine, "_start", begun)
    with pytest.raises(KeyboardInterrupt):
        sweep(engine, "boat", 3)
    wait_for(lambda: engine.waiting() == [])
    assert len(service.taken) == 1


def test_a_simulated_account_has_places_of_its_own(process: Process) -> None:
    service = Strict(1)
    engine = process(service)
    live = sweep(engine, "boat", 2)
    wait_for(lambda: service.refused)
    mine = Endpoint("apimart", "APIMart", "https://apimart.invalid", "sk-demo")
    assert account_of(mine, engine.journal.salt) != account_of(live[0].plan.endpoint, engine.journal.salt)


def test_the_journal_names_accounts_so_that_nobody_learns_the_key(process: Process, tmp_path: Path) -> None:
    engine = process(Service())
    start(engine).result()
    name = account_of(engine.plan(VideoRequest(MODEL, "x")).endpoint, engine.journal.salt)
    end(engine)
    written = b"".join(path.read_bytes() for path in (tmp_path / "home").iterdir() if path.is_file())
    hashes = [getattr(hashlib, kind)(KEY.encode()) for kind in ("sha256", "sha1", "md5", "blake2b")]
    assert KEY.encode() not in written
    assert not any(each.digest() in written or each.hexdigest().encode() in written for each in hashes)
    other = account_of(Endpoint("apimart", "APIMart", "https://api.apimart.ai/v1", KEY), b"other salt")
    assert name.startswith("apimart-") and name != other and len(name) == len("apimart-") + 16


def test_what_is_over_leaves_no_place_behind(process: Process, tmp_path: Path) -> None:
    engine = process(Service())
    for job in sweep(engine, "boat", 3):
        job.result()
    end(engine)
    with closing(sqlite3.connect(tmp_path / "home" / "journal.sqlite3")) as db:
        assert db.execute("SELECT count(*) FROM turns").fetchone() == (0,)


def test_other_processes_are_asked_for_when_they_have_written_something(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    standing = Journal.standing

    def counted(journal: Journal, account: str, young: float, *, but: str | None = None) -> list[Standing]:
        asked.append(account)
        return standing(journal, account, young, but=but)

    monkeypatch.setattr(Journal, "standing", counted)
    monkeypatch.setattr(turns, "_AGING", 1e9)
    service = Strict(60)
    service.open = True
    engine = process(service)
    assert len({job.result().task_id for job in sweep(engine, "boat", 60)}) == 60
    assert len(asked) == 1, "it looks through all jobs of the account"
    process(service).start(engine.plan(VideoRequest(MODEL, "of another process"))).result()
    asked.clear()
    start(engine, prompt="one more", poll_interval=0.02).result()
    assert asked, "its version is another one now"


def test_a_job_that_runs_looks_through_no_folder(process: Process, monkeypatch: pytest.MonkeyPatch) -> None:
    listed: list[object] = []
    glob, listdir = Path.glob, os.listdir

    def noted(folder: object) -> None:
        if threading.current_thread() is not threading.main_thread():  # where a request is looked up
            listed.append(folder)

    def globbed(path: Path, pattern: str) -> Iterator[Path]:
        noted(path)
        return glob(path, pattern)

    def names(path: Path) -> list[str]:
        noted(path)
        return listdir(path)

    monkeypatch.setattr(Path, "glob", globbed)
    monkeypatch.setattr(os, "listdir", names)
    service = Strict(8)
    service.open = True
    assert len({job.result().path for job in sweep(process(service), "boat", 8)}) == 8
    assert listed == [], "there may be twenty thousand files in it"
