"""The run of a job: one paid task, as the engine, the views and the panel know it. People hold a `Job`.

The engine's loop moves a job on by `advance` and `settle`; any thread may read it, wait for it or stop
waiting. Waiting and running are apart: a wait that ends (time-out, stop, interrupt) leaves the job as it is.

Every step of a job that runs here passes `advance`, which has it on the disk before it is taken.
Only what a service says after it took the task counts even where it cannot be written: a full disk must not
lose it.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import copy
import threading
import traceback
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar
from weakref import WeakSet

from omnivid_jupyter import clock
from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine.forecast import Forecast
from omnivid_jupyter.engine.journal import Entry, Journal, JournalError
from omnivid_jupyter.engine.plan import Plan
from omnivid_jupyter.engine.states import FINAL, LogLine, Snapshot, State, check_transition
from omnivid_jupyter.errors import OmnividError, ServiceError, WaitStoppedError, WaitTimeoutError
from omnivid_jupyter.net.exchange import Exchange
from omnivid_jupyter.values import number

__all__ = ["Run"]

Error = TypeVar("Error", bound=OmnividError)

_jobs: WeakSet[Run] = WeakSet()  # those of this process

_LOG_LINES = 200
#: HTTP messages that one job keeps, at the most; all jobs together keep about so many, and each some all the same.
_EXCHANGES, _ALL_EXCHANGES, _FEWEST_EXCHANGES = 1000, 20_000, 10
_WRITTEN = ("task_id", "cost", "credits")  # fields of the snapshot that the journal keeps, too


class Run:
    """One task at a service, from before its submission to its clip, as far as this process knows it."""

    def __init__(self, plan: Plan, journal: Journal, entry: Entry) -> None:
        self.plan = plan
        self.attached = clock.monotonic()
        self.created = entry.created
        self.batch = entry.id  # which jobs it was begun with, where there are others
        self.several = (
            False  # whether there are: then it waits as long as they do for an account that takes nothing
        )
        self.usual: float | None = None
        self.earliest = 0.0
        self.fault: str | None = None
        self.found = False
        self.follows = False  # whether another process runs it, as far as is known
        self.waits_its_turn = False  # whether it was once told that its account has no place for it
        self.abandoned = False  # whether nobody waits for it any more: what was not sent is called off
        self.accepted: concurrent.futures.Future[None] = concurrent.futures.Future()
        self._journal = journal
        self._started = self.attached - max(clock.time() - entry.created, 0.0)
        self._accepted = self.attached - max(clock.time() - (entry.accepted or entry.created), 0.0)
        self._ended: float | None = None
        taken = self.attached - max(clock.time() - (entry.accepted or entry.created), 0.0)
        self._forecast = Forecast(accepted=taken, began=taken)
        self._lock = threading.Lock()
        self._waiters: set[concurrent.futures.Future[Clip]] = set()
        self._promised = 1  # how many were given this run and do not wait for it yet
        self._called_off = False
        self._sending = False
        self._outcome: Clip | BaseException | None = None
        self._unwritten: dict[str, Any] = {}
        self._exchanges: tuple[Exchange, ...] = ()
        _jobs.add(self)
        self._snapshot = Snapshot(
            job_id=entry.id,
            model=plan.target.address,
            prompt=plan.request.prompt,
            settings=plan.request.settings,
            state=entry.state,
            task_id=entry.task_id,
            cost=entry.cost,
            credits=entry.credits,
        )
        if entry.task_id:
            self.accepted.set_result(None)

    # What everybody may ask

    @property
    def id(self) -> str:
        """This package's own id of the job."""
        return self._snapshot.job_id

    @property
    def task_id(self) -> str | None:
        """The service's id of the task; None until it is accepted."""
        return self._snapshot.task_id

    @property
    def accepted_task(self) -> str:
        """The service's id of a task that was accepted."""
        if self.task_id is None:
            raise RuntimeError("a job was asked for before it was accepted")
        return self.task_id

    @property
    def age(self) -> float:
        """Seconds since the service took the task; a clock that is set meanwhile changes nothing in this process."""
        return clock.monotonic() - self._accepted

    @property
    def state(self) -> State:
        """Where the job stands (`engine.states`)."""
        return self._snapshot.state

    @property
    def progress(self) -> float | None:
        """The service's progress, 0–100; None where it gives none."""
        return self._snapshot.progress

    def snapshot(self) -> Snapshot:
        """The job at this instant."""
        now = self._ended or clock.monotonic()
        told = self._snapshot
        over = self.settled or told.state in FINAL
        remaining = None if over else self._forecast.remaining(now, told.state)
        return replace(told, elapsed=now - self._started, remaining=remaining)

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """The HTTP messages of this job so far, redacted; `at` counts from its beginning. This session's only."""
        return self._exchanges

    def __repr__(self) -> str:
        task = f" task {self.task_id}" if self.task_id else ""
        return f"<Job {self.id} {self.state}: {self._snapshot.model}{task}>"

    # Waiting

    def result(self, timeout: float | None = None) -> Clip:
        """Wait for the clip, at most `timeout` seconds (None: as many as it was submitted with).

        Raises `WaitTimeoutError` when the time is over, `WaitStoppedError` after `stop_waiting()`, and
        whatever ended the job. The task goes on in the first two cases.
        """
        seconds = number("timeout", timeout, "a number of seconds")
        limit = self.plan.timeout if seconds is None else max(seconds, 0.0)
        with self._waiting(limit) as waiter:
            return waiter.result(min(limit, threading.TIMEOUT_MAX))

    def __await__(self) -> Generator[Any, None, Clip]:
        return self._wait_here().__await__()

    async def _wait_here(self) -> Clip:
        with self._waiting(self.plan.timeout) as waiter:
            async with asyncio.timeout(self.plan.timeout):
                return await asyncio.wrap_future(waiter)

    def wait_accepted(self, limit: float) -> None:
        """Block until the service took the task, at most `limit` seconds; raise what kept it from doing so."""
        with self._waiting(limit):
            self.accepted.result(min(limit, threading.TIMEOUT_MAX))

    @contextmanager
    def _waiting(self, limit: float) -> Iterator[concurrent.futures.Future[Clip]]:
        """One wait of `limit` seconds. It is left before its time-out is put into words, which tell what that did."""
        waiter = self.waiter()
        try:
            yield waiter
        except TimeoutError:
            self.leave(waiter)
            raise self.overdue(limit) from None
        finally:
            self.leave(waiter)

    def stop_waiting(self) -> None:
        """End every wait for this job with `WaitStoppedError`. A task that was accepted goes on."""
        with self._lock:
            self.abandoned, self._promised = True, 0
            waiters, self._waiters = self._waiters, set()
        for waiter in waiters:
            waiter.set_exception(self.stopped())

    def forget(self) -> None:
        """Leave this job alone from now on: it is neither resumed nor waited for by the same request again.

        What was not submitted yet is not submitted any more.
        """
        self._journal.forget(self.id)

    def join(self) -> bool:
        """Be promised to somebody, who begins to wait soon; False where this run is over or called off.

        Until then it is not called off because others leave. Who got a run that was begun was promised it.
        """
        with self._lock:
            if self._called_off or self.settled:
                return False
            self.abandoned = False
            self._promised += 1
            return True

    def decline(self) -> None:
        """Take back what was promised: nobody begins to wait."""
        with self._lock:
            self._promised = max(self._promised - 1, 0)
            self._abandon()

    def waiter(self) -> concurrent.futures.Future[Clip]:
        """A future of one wait, until `leave`: the clip, what ended the job, or the end of the wait."""
        waiter: concurrent.futures.Future[Clip] = concurrent.futures.Future()
        waiter.set_running_or_notify_cancel()  # from here on nobody can cancel it under our hands
        with self._lock:
            self.abandoned = self._called_off
            self._promised = max(self._promised - 1, 0)
            outcome = self._outcome
            if outcome is None:
                self._waiters.add(waiter)
        if outcome is not None:
            _resolve(waiter, outcome)
        return waiter

    def leave(self, waiter: concurrent.futures.Future[Any]) -> None:
        """End one wait. What is not submitted yet is called off with the last of them."""
        with self._lock:
            self._waiters.discard(waiter)
            self._abandon()

    def _abandon(self) -> None:
        """Let nothing be submitted any more if nobody waits, or is about to. With the lock."""
        kept = self._sending or self._waiters or self._promised or self.settled or self.follows
        if self.state == "prepared" and not kept:
            self.abandoned = True

    def call_off(self) -> bool:
        """Whether nobody waits for it and nothing was sent: then that is final from now on, and nobody can join it."""
        with self._lock:
            self._called_off = self._called_off or self._is_called_off
            return self._called_off

    def overdue(self, limit: float) -> OmnividError:
        """The error for a wait of `limit` seconds that is over and was left."""
        if self.fault:
            return self.owned(
                ServiceError(
                    f"{self._service} gave no usable answer for the last queries: {self.fault}.",
                    hint=self._way_back,
                )
            )
        return self.owned(
            WaitTimeoutError(f"No clip after {limit:g} s. {self._whereabouts}", hint=self._way_back)
        )

    def stopped(self) -> WaitStoppedError:
        """The error for a wait that the person ended."""
        return self.owned(WaitStoppedError(f"Stopped waiting. {self._whereabouts}", hint=self._way_back))

    def owned(self, error: Error) -> Error:
        """A copy of the error, with what is known about this job filled in.

        A copy, since several jobs may end with the same refusal; and without its way here: what went wrong below, and
        the frames, have signed addresses in them.
        """
        error = copy.copy(error)
        error.job_id = self.id
        error.task_id = error.task_id or self.task_id
        error.service = error.service or self.plan.target.model.service
        return error

    @property
    def _service(self) -> str:
        return self.plan.endpoint.title

    def may_submit(self) -> bool:
        """Whether somebody still waits for it. From then on no wait that ends says that nothing was submitted."""
        with self._lock:
            self._called_off = self._called_off or self.abandoned
            self._sending = not self._called_off
            return self._sending

    @property
    def is_unanswered(self) -> bool:
        """Whether its submission is on its way, so that nobody knows yet what comes of it."""
        return self._sending and not self.accepted.done()

    @property
    def _is_called_off(self) -> bool:
        """Whether nothing was submitted, and nothing will be."""
        ours = not (self._sending or self.follows)
        return self.state == "prepared" and self.abandoned and ours

    @property
    def _whereabouts(self) -> str:
        if self.task_id and self.state == "downloading":
            said = f"The task {self.task_id} is finished at {self._service}, but its clip is not here yet"
            return f"{said}: {self._snapshot.note}." if self._snapshot.note else f"{said}."
        if self.task_id:
            return f"The task {self.task_id} goes on at {self._service}."
        if self._is_called_off:
            return "Nothing was submitted."
        return f"The submission to {self._service} is still under way."

    @property
    def _way_back(self) -> str | None:
        if self._is_called_off:
            return None
        return f"%omnivid resume {self.id} goes on waiting for it (in Python: resume({self.id!r}))."

    # Moving on: the engine's loop only

    async def advance(
        self,
        state: State,
        text: str | None = None,
        *,
        clip: Clip | None = None,
        refunded: bool | None = None,
        **facts: Any,
    ) -> None:
        """Take one step: the only place where a job that runs here changes, and only after the journal has it.

        `text` goes into the log when it says something new; `facts` are fields of the snapshot. Whoever holds the
        journal meanwhile keeps no other job waiting.
        """
        old = self._snapshot
        check_transition(old.state, state)
        written = {
            name: facts[name] for name in _WRITTEN if facts.get(name) not in (None, getattr(old, name))
        }
        if "task_id" in written:
            written["accepted"] = clock.time()
            self._accepted = clock.monotonic()
        if clip:
            written |= {"clip": clip.path.name, "folder": str(clip.path.parent)}
        if refunded is not None:
            written["refunded"] = int(refunded)
        if state != old.state or written or self._unwritten:
            await self._write(state, written)
        self._snapshot = replace(self._snapshot, state=state, clip=clip or old.clip, **facts)
        self._sending = self._sending and state != "prepared"
        if "progress" in facts:
            self._forecast = self._forecast.seen(clock.monotonic(), state, facts["progress"])
        if text:
            self.log(text)
        if self.task_id and not self.accepted.done():
            self.accepted.set_result(None)

    async def _write(self, state: State, facts: dict[str, Any]) -> None:
        """Have a step on the disk, with what could not be written before."""
        facts = self._unwritten | facts
        is_paid = self.task_id is not None or "task_id" in facts
        try:
            await self._journal.when_free(
                lambda: self._journal.step(self.id, state, **facts), certainly=state != "submitting"
            )
        except JournalError as error:
            if not is_paid:
                raise  # nothing is paid yet, and nothing will be
            self._unwritten = facts
            self.log(f"the journal cannot be written, only this session knows the task: {error.message}")
        else:
            self._unwritten = {}

    async def release(self, error: str | None, *, unless: Callable[[], bool]) -> None:
        """Give the job back at the end of its run, with what ended it, `unless` another run has it by then."""
        if self.state == "done" and not self._unwritten:
            return  # it was with that step

        def released() -> None:
            if not unless():
                self._journal.release(self.id, error)

        try:
            await self._journal.when_free(released, certainly=True)
        except JournalError as unwritten:
            self.log(f"the journal cannot be written: {unwritten.message}")

    def log(self, text: str) -> None:
        """Write a line into the log of this session, if it says something new."""
        log = self._snapshot.log
        if not log or log[-1].text != text:
            line = LogLine(clock.monotonic() - self._started, text)
            self._snapshot = replace(self._snapshot, log=(*log, line)[-_LOG_LINES:])

    def mirror(self, entry: Entry) -> None:
        """Take over what another process wrote down about its run of this job."""
        self._snapshot = replace(
            self._snapshot,
            state=entry.state,
            task_id=entry.task_id,
            cost=entry.cost,
            credits=entry.credits,
            note="another process is at it",
        )
        if entry.task_id and not self.accepted.done():
            self.accepted.set_result(None)

    def continues(self, earlier: Run) -> None:
        """Keep what an earlier run of the same job said: its messages and its log."""
        self._exchanges = earlier.exchanges
        self._snapshot = replace(self._snapshot, log=earlier.snapshot().log)

    def record(self, exchange: Exchange) -> None:
        """Keep one exchange with the service."""
        number = self._exchanges[-1].number + 1 if self._exchanges else 0
        counted = replace(exchange, at=exchange.at - self._started, number=number)
        kept = (*self._exchanges, counted)
        limit = min(_EXCHANGES, max(_FEWEST_EXCHANGES, _ALL_EXCHANGES // len(_jobs)))
        # the first is the submission, which everybody asks for
        self._exchanges = kept if len(kept) <= limit else (kept[0], *kept[1 - limit :])

    def note(self, text: str | None) -> None:
        """Say (or take back) what is special now, in the log as well; nothing is written down."""
        self.say(text)
        if text:
            self.log(text)

    def say(self, text: str | None, *, held: bool = False) -> None:
        """Say what is special now, where it changes too often for the log; `held` as in a snapshot."""
        self._snapshot = replace(self._snapshot, note=text, held=held)

    def expect(self, estimate: float | None) -> None:
        """Take note of how many seconds the task takes: what was learned, else the service's own guess."""
        self._forecast = self._forecast.expecting(self.usual).expecting(estimate)

    def learn(self, took: float | None) -> None:
        """Take note of how many seconds the task took; it is written down with the next step."""
        if took is not None:
            self._unwritten["took"] = took

    def taken(self) -> None:
        """Take note that the service has just accepted the task: from now on it counts."""
        now = clock.monotonic()
        self._forecast = Forecast(accepted=now, began=now)

    @property
    def settled(self) -> bool:
        """Whether this run of the job is over."""
        return self._outcome is not None

    def settle(self, outcome: Clip | BaseException) -> None:
        """The end of this run: a clip, or what stopped it. Wakes everybody who waits."""
        self._ended = clock.monotonic()
        if isinstance(outcome, Exception):
            known = outcome if isinstance(outcome, OmnividError) else _mistake(outcome)
            outcome = self.owned(known)
            self._snapshot = replace(self._snapshot, error=outcome, note=None)
        elif isinstance(outcome, Clip):
            self._snapshot = replace(self._snapshot, clip=outcome, note=None)
        with self._lock:
            self._outcome = outcome
            waiters, self._waiters = self._waiters, set()
        if not self.accepted.done():
            _resolve(self.accepted, outcome if isinstance(outcome, BaseException) else None)
        for waiter in waiters:
            _resolve(waiter, outcome)


def _mistake(error: Exception) -> OmnividError:
    """An error of our own for the user: where it was, without the frames, which may hold what nobody is to see."""
    if isinstance(error, OSError):  # the system refused something: no more files, a disk that failed
        return OmnividError(
            f"The operating system refused what had to be done: {error.strerror or type(error).__name__}.",
            hint="Mend that, then run this again: %omnivid history shows what became of the job.",
        )
    places = traceback.extract_tb(error.__traceback__)
    where = f" ({Path(places[-1].filename).name}, line {places[-1].lineno})" if places else ""
    return OmnividError(
        f"omnivid-jupyter made a mistake: {type(error).__name__}{where}.",
        hint="Please report it. %omnivid history shows what became of the job.",
    )


def _resolve(future: concurrent.futures.Future[Any], outcome: Any) -> None:
    if isinstance(outcome, BaseException):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
