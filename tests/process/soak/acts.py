"""What one process does for a person, and the moment at which it is killed.

A child is forked from a server that has imported everything, so that it is there within milliseconds. It kills
itself with SIGKILL at its moment, out of a journal or a hook that it was given, or is killed from outside.

The engine is started in children only.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any, Literal

from omnivid_jupyter.api import generate, resume
from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine.engine import Engine, engine
from omnivid_jupyter.engine.journal import Entry, Journal
from omnivid_jupyter.engine.states import State
from omnivid_jupyter.errors import SubmissionUnknownError
from omnivid_jupyter.request import RunOptions, VideoRequest
from tests import PATIENCE
from tests.process.soak.world import Person

__all__ = [
    "Child",
    "Moment",
    "Outcome",
    "ask",
    "ask_offline",
    "forget_and_ask",
    "go_on",
    "perform",
    "processes",
]


@dataclass(frozen=True)
class Moment:
    """When a process is killed.

    "before" or "after" a write to the journal, the one of this number (from 1) or the first that makes a job
    reach this state; before a "file" operation in the person's folders, the one of this number; or at an
    "instant", so many seconds after it began.
    """

    when: Literal["before", "after", "file", "instant"]
    at: int | float | State

    def __str__(self) -> str:
        return f"{self.when} {self.at:.3f} s" if isinstance(self.at, float) else f"{self.when} {self.at}"


@dataclass(frozen=True)
class Outcome:
    """What a process reports at its end."""

    clip: Clip | None = None
    unknown: str | None = None
    resumed: int = 0


@dataclass(frozen=True)
class Failure:
    """What a process reports that failed."""

    traceback: str


class _MortalJournal(Journal):
    """A journal during whose writes the process may be killed."""

    def __init__(self, person: Person, moment: Moment | None) -> None:
        self._moment = moment
        self._writes = 0
        super().__init__(person.journal)

    @contextlib.contextmanager
    def _write(self, state: State | None = None) -> Iterator[None]:
        self._writes += 1
        due = self._moment.when if self._moment and self._moment.at in (self._writes, state) else None
        with self.transaction():  # what another thread is writing comes before this
            if due == "before":
                _die()
        yield
        if due == "after":
            _die()

    def add(self, entry: Entry) -> None:
        with self._write():
            super().add(entry)

    def step(self, job_id: str, state: State, **facts: Any) -> None:
        with self._write(state):
            super().step(job_id, state, **facts)

    def claim(self, job_id: str, owner: str) -> None:
        with self._write():
            super().claim(job_id, owner)

    def release(self, job_id: str, error: str | None) -> None:
        with self._write():
            super().release(job_id, error)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _die_at_file(person: Person, number: int) -> None:
    """Be killed right before the operation of this number on a file of the person's."""
    operations = iter(range(1, number + 1))

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event in ("open", "os.rename", "os.remove", "os.mkdir", "os.link", "sqlite3.connect"):
            touched = any(
                isinstance(arg, (str, os.PathLike)) and str(person.root) in str(arg) for arg in args
            )
            if touched and next(operations) == number:
                _die()

    sys.addaudithook(hook)


# In the child


def go_on(person: Person, moment: Moment | None = None, journal: Journal | None = None) -> Outcome:
    """What everybody does first: go on with what waits, then ask (again) for the clip; be killed at this moment."""
    person.come()
    if moment and moment.when == "file":
        assert isinstance(moment.at, int)
        _die_at_file(person, moment.at)
    mine = Engine(journal=journal or _MortalJournal(person, moment))
    resumed = mine.resume()
    for job in resumed:
        job.result(PATIENCE)
    try:
        plan = mine.plan(VideoRequest(**person.request), RunOptions(timeout=PATIENCE))
        return Outcome(mine.start(plan).result(), resumed=len(resumed))
    except SubmissionUnknownError as error:
        return Outcome(unknown=error.job_id, resumed=len(resumed))


def ask(person: Person, **how: Any) -> Outcome:
    """The same by the public functions, as a new kernel would."""
    person.come()
    return _ask(person, **how)


def ask_offline(person: Person) -> Outcome:
    """The same where no request can leave and no key is there."""
    person.come(offline=True)
    return _ask(person)


def forget_and_ask(person: Person, job_id: str) -> Outcome:
    """Decide that a job of unknown outcome does not matter, then ask again."""
    person.come()
    engine().forget(job_id)
    return _ask(person)


def _ask(person: Person, **how: Any) -> Outcome:
    resumed = resume()
    for job in resumed:
        job.result(PATIENCE)
    try:
        return Outcome(generate(**person.request, timeout=PATIENCE, **how), resumed=len(resumed))
    except SubmissionUnknownError as error:
        return Outcome(unknown=error.job_id, resumed=len(resumed))


def _child(act: Callable[..., Any], args: tuple[Any, ...], pipe: Connection) -> None:
    pipe.send(None)
    try:
        pipe.send(act(*args))
    except Exception:
        pipe.send(Failure(traceback.format_exc()))
    with contextlib.suppress(EOFError):
        pipe.recv()  # stay until told to go: who is to be killed is killed, however late


# In the parent

processes = multiprocessing.get_context("forkserver")
#: Also what is imported only when it is first needed, so that no child has to.
processes.set_forkserver_preload(
    [__name__, "anyio._backends._asyncio", "h11", "httpcore", "PIL.ImageFile", "PIL.JpegImagePlugin"]
)
#: Starting a process looks after all others as well, and must not read an exit code that somebody waits for.
_bookkeeping = threading.Lock()


class Child:
    """A process at its act."""

    def __init__(self, act: Callable[..., Any], *args: Any) -> None:
        self._pipe, theirs = processes.Pipe()
        self._process = processes.Process(target=_child, args=(act, args, theirs), daemon=True)
        with _bookkeeping:
            self._process.start()
        theirs.close()
        self._pipe.recv()  # it has begun
        self.began = time.monotonic()

    @property
    def pid(self) -> int:
        """Its number."""
        assert self._process.pid is not None
        return self._process.pid

    def kill(self) -> None:
        """Kill it now."""
        self._process.kill()
        self._join()

    def report(self) -> Any:
        """What its act came to; it stays. Raises RuntimeError if that went wrong, EOFError if it was killed."""
        if not self._pipe.poll(PATIENCE * 1.5):
            raise RuntimeError("a process does not come to an end")
        report = self._pipe.recv()
        if isinstance(report, Failure):
            raise RuntimeError(f"a process failed: {report.traceback}")
        return report

    def result(self) -> Any:
        """What its act came to, None if it was killed; it is gone then. Raises RuntimeError if that went wrong."""
        report = None
        with contextlib.suppress(EOFError, ConnectionError):  # its exit code says why
            report = self.report()
            self._pipe.send(None)
        self._join()
        if self._process.exitcode not in (0, -signal.SIGKILL):
            raise RuntimeError(f"a process ended with exit code {self._process.exitcode}")
        return report if self._process.exitcode == 0 else None

    def _join(self) -> None:
        wait([self._process.sentinel])
        with _bookkeeping:
            self._process.join()


def perform(act: Callable[..., Any], person: Person, *args: Any) -> Any:
    """Let a new process do this to its end, or to its moment; None if it was killed."""
    child = Child(act, person, *args)
    moment = args[0] if args else None
    if isinstance(moment, Moment) and moment.when == "instant":
        time.sleep(max(0.0, child.began + float(moment.at) - time.monotonic()))
        child.kill()
    return child.result()
