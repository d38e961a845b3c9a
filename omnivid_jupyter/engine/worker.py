"""What goes on with a person's tasks after their kernel has ended: `python -m omnivid_jupyter work`.

It is one more process with the same journal, claims and runs. What nobody is at any more it goes on with; what a living
process runs it leaves there and watches. It ends by itself when nothing is left.

Nothing is submitted that was not handed over by whoever agreed to pay it (`%omnivid detach`): what waited for its turn
in a kernel then is this process's own (`detaching`). All else is only asked for and fetched.

One is enough: a second one says that one is at work.
"""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, TextIO

import msgspec
from filelock import FileLock, Timeout

from omnivid_jupyter import clock
from omnivid_jupyter.engine.engine import Engine, engine
from omnivid_jupyter.engine.journal import Entry
from omnivid_jupyter.engine.loop import wait_for_submissions
from omnivid_jupyter.engine.plan import new_id
from omnivid_jupyter.engine.run import Run
from omnivid_jupyter.engine.states import IN_FLIGHT, State
from omnivid_jupyter.errors import (
    AuthenticationError,
    ConfigurationError,
    OmnividError,
    PaymentRequiredError,
    PermissionDeniedError,
)
from omnivid_jupyter.media.files import content
from omnivid_jupyter.net.keys import remember
from omnivid_jupyter.net.transport import SUBMIT_SECONDS
from omnivid_jupyter.redaction import Key
from omnivid_jupyter.request import RunOptions, VideoRequest
from omnivid_jupyter.saying import say
from omnivid_jupyter.settings import home

__all__ = ["AtWork", "Handed", "Message", "at_work", "read_message", "work", "written_message"]

_BEAT = 1.0  # seconds between two looks at the journal
_PATIENCE = 20.0  # seconds for what was announced to be handed over
#: Seconds until what could not be fetched is tried again.
_PAUSES = (60.0, 120.0, 240.0, 480.0, 960.0)
_LARGEST_LOG = 1_000_000  # bytes; a longer one is begun anew
#: Trying again without another key or setting would change nothing.
_LASTING = (AuthenticationError, ConfigurationError, PaymentRequiredError, PermissionDeniedError)
#: Jobs of living processes that may still become tasks.
_UNDER_WAY: frozenset[State] = IN_FLIGHT | {"prepared", "submitting"}


class Handed(msgspec.Struct):
    """A job that waits for its turn, with all that its submission needs."""

    id: str
    request: VideoRequest
    timeout: float
    poll_interval: float | None
    output_dir: str


@dataclass(frozen=True)
class Message:
    """What a kernel gives its worker through a pipe: keys that were typed into it, and jobs that it hands over."""

    keys: dict[str, Key]
    jobs: list[Handed]


class _Written(msgspec.Struct):
    """The same on its way. What many jobs refer to stands there once, and in each of them its number."""

    keys: dict[str, str]
    jobs: list[Handed]
    media: list[str]


def written_message(message: Message) -> bytes:
    """A message as one line, with its keys in clear: for the pipe to the worker, and for nothing else."""
    media: dict[str, int] = {}

    def numbered(references: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(str(media.setdefault(reference, len(media))) for reference in references)

    jobs = [msgspec.structs.replace(job, request=_referring(job.request, numbered)) for job in message.jobs]
    keys = {service: key.reveal() for service, key in message.keys.items()}
    return msgspec.json.encode(_Written(keys, jobs, [*media])) + b"\n"


def read_message(line: bytes) -> Message:
    """A message as it was written. Raises msgspec's errors for another line."""
    written = msgspec.json.decode(line, type=_Written)

    def found(numbers: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(written.media[int(number)] for number in numbers)

    jobs = [msgspec.structs.replace(job, request=_referring(job.request, found)) for job in written.jobs]
    return Message({service: Key(key) for service, key in written.keys.items()}, jobs)


def _referring(request: VideoRequest, changed: Callable[[tuple[str, ...]], tuple[str, ...]]) -> VideoRequest:
    return replace(request, images=changed(request.images), videos=changed(request.videos))


class AtWork(msgspec.Struct):
    """The worker that is at work: its process, what it signs its claims with, and where its log is."""

    pid: int
    owner: str
    log: str


def _description() -> Path:
    return home() / "worker.json"


def at_work(mine: Engine) -> AtWork | None:
    """The worker of this person that is at work on this machine, if there is one."""
    try:
        described = msgspec.json.decode(content(_description(), 10_000), type=AtWork)
    except (OSError, msgspec.MsgspecError):
        return None  # there is none, or it is just beginning
    return described if mine.owner.is_alive(described.owner) else None


def work(inherited: BinaryIO | None = None) -> int:
    """Go on until nothing is left; the exit code. `inherited` gives messages of a kernel, one a line."""
    lock = FileLock(home() / "worker.lock", timeout=1.0)
    try:
        home().mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        other = at_work(engine())
        where = f": process {other.pid}, which tells what it does in {other.log}" if other else ""
        say(f"omnivid: a worker is at work already{where}.")
        return 0
    except OSError as error:
        say(
            f"omnivid: the folder {home()} cannot be used: {error.strerror or type(error).__name__}.",
            sys.stderr,
        )
        return 1
    try:
        with _log() as log, _stopped_by_signals() as stop:
            return _Worker(engine(), log, stop).run(inherited)
    finally:
        _description().unlink(missing_ok=True)
        lock.release()


@dataclass
class _Attempt:
    """How often a job could not be fetched, and when it is tried again (clock.monotonic; None: it is not)."""

    count: int = 0
    due: float | None = field(default=0.0)


class _Worker:
    def __init__(self, mine: Engine, log: TextIO | None, stop: threading.Event) -> None:
        self._engine = mine
        self._log = log
        self._stop = stop
        self._messages: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._announced: dict[str, tuple[Handed, str, float]] = {}
        self._runs: dict[str, Run] = {}
        self._told: dict[str, State] = {}
        self._attempts: dict[str, _Attempt] = {}

    def run(self, inherited: BinaryIO | None) -> int:
        """Look, go on with what nobody is at, say what became of it; until nothing is left or a signal comes."""
        self._describe()
        self._say(f"process {os.getpid()} begins: it goes on with tasks whose kernel has ended")
        if inherited:
            threading.Thread(target=self._listen, args=(inherited,), daemon=True).start()
        try:
            while not self._stop.is_set() and self._look():
                self._stop.wait(_BEAT)
            self._say(
                "stopped; what is in flight goes on at its service"
                if self._stop.is_set()
                else "nothing is left"
            )
            return 0
        except OmnividError as error:  # the journal, mostly
            self._say(f"it cannot go on: {_first_line(error)}")
            return 1
        except Exception as error:  # nobody sees its frames, and they may hold what nobody is to see
            place = traceback.extract_tb(error.__traceback__)[-1]
            self._say(
                f"it made a mistake: {type(error).__name__} ({Path(place.filename).name}, line {place.lineno})"
            )
            return 1
        finally:
            wait_for_submissions([*self._engine.jobs.values()], SUBMIT_SECONDS)
            self._engine.close()

    def _describe(self) -> None:
        """Let others know who is at work."""
        described = AtWork(os.getpid(), self._engine.owner.id, str(_log_path()))
        part = _description().with_suffix(".part")
        part.write_bytes(msgspec.json.encode(described))
        part.replace(_description())

    def _say(self, text: str) -> None:
        line = f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S} {text}"
        say(line)
        if self._log:
            with suppress(OSError):  # the disk is full: clips come first
                self._log.write(f"{line}\n")
                self._log.flush()

    def _listen(self, inherited: BinaryIO) -> None:
        for line in inherited:
            with suppress(msgspec.MsgspecError):
                self._messages.put(read_message(line))

    # One look

    def _look(self) -> bool:
        """Do what can be done now; whether anything is left."""
        self._take_messages()
        self._take_over()
        self._report()
        entries = [entry for entry in self._engine.journal.open_jobs() if entry.state in _UNDER_WAY]
        me = self._engine.owner
        others = {name for name in {entry.owner for entry in entries} if name != me.id and me.is_alive(name)}
        for entry in entries:
            if entry.owner in others:
                continue
            if entry.state in IN_FLIGHT and entry.id not in self._runs and self._is_due(entry.id):
                self._go_on(entry)
        open_ones = {entry.id for entry in entries}
        waits = any(attempt.due is not None and name in open_ones for name, attempt in self._attempts.items())
        return bool(others or waits or self._runs or self._announced)

    def _take_messages(self) -> None:
        while True:
            try:
                message = self._messages.get_nowait()
            except queue.Empty:
                return
            for service, key in message.keys.items():
                with suppress(ConfigurationError):  # the job that needs it says so
                    remember(service, key)
            batch, until = new_id(), clock.monotonic() + _PATIENCE
            self._announced |= {each.id: (each, batch, until) for each in message.jobs}

    def _take_over(self) -> None:
        """Begin with jobs that were announced, once they are ours."""
        for handed, batch, until in [*self._announced.values()]:
            entry = self._engine.journal.get(handed.id)
            ended = entry is not None and not entry.is_open
            mine = entry is not None and entry.is_open and entry.owner == self._engine.owner.id
            if not mine and not ended and clock.monotonic() < until:
                continue
            del self._announced[handed.id]
            if not mine:
                continue  # it was submitted there, or is not wanted any more
            run = RunOptions(
                timeout=handed.timeout, poll_interval=handed.poll_interval, output_dir=Path(handed.output_dir)
            )
            try:
                plan = self._engine.plan(handed.request, run)
                self._begin(self._engine.take_over(handed.id, plan, batch))
            except OmnividError as error:
                self._engine.journal.release(handed.id, error.message)
                self._say(f"job {handed.id} cannot be submitted: {_first_line(error)}")

    def _is_due(self, job_id: str) -> bool:
        due = self._attempts[job_id].due if job_id in self._attempts else 0.0
        return due is not None and clock.monotonic() >= due

    def _go_on(self, entry: Entry) -> None:
        try:
            self._begin(self._engine.job(entry.id))
        except OmnividError as error:
            self._say(f"job {entry.id}: {_first_line(error)}")
            self._failed(entry.id, error)

    def _begin(self, run: Run) -> None:
        if run.id not in self._told:
            self._say(f"job {run.id} ({run.plan.target.address}) is gone on with")
        self._runs[run.id] = run

    def _report(self) -> None:
        """Say what changed, and forget what is at its end."""
        for run in [*self._runs.values()]:
            settled, snapshot = run.settled, run.snapshot()  # in this order: its end is not missed
            if self._told.get(run.id) != snapshot.state:
                self._told[run.id] = snapshot.state
                made = f": {snapshot.clip.path}" if snapshot.clip else ""
                self._say(f"job {run.id} is {snapshot.state}{made}")
            if settled:
                del self._runs[run.id]
                if snapshot.error:
                    self._say(f"job {run.id}: {_first_line(snapshot.error)}")
                    if snapshot.state in IN_FLIGHT:
                        self._failed(run.id, snapshot.error)

    def _failed(self, job_id: str, error: OmnividError) -> None:
        """Try it again later, if that may help."""
        attempt = self._attempts.setdefault(job_id, _Attempt())
        if isinstance(error, _LASTING) or attempt.count >= len(_PAUSES):
            attempt.due = None
            self._say(f"job {job_id} is left: %omnivid resume {job_id} goes on with it")
            return
        pause = _PAUSES[attempt.count]
        attempt.count, attempt.due = attempt.count + 1, clock.monotonic() + pause
        self._say(f"job {job_id} is tried again in {pause:.0f} s")


def _first_line(error: OmnividError) -> str:
    return error.message.splitlines()[0]


def _log_path() -> Path:
    return home() / "worker.log"


@contextmanager
def _log() -> Iterator[TextIO | None]:
    """The log, for this person's eyes; None where there can be none."""
    path = _log_path()
    try:
        if path.exists() and path.stat().st_size > _LARGEST_LOG:
            path.unlink()
        file = open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8")  # noqa: SIM115
    except OSError:
        yield None
        return
    with file:
        yield file


@contextmanager
def _stopped_by_signals() -> Iterator[threading.Event]:
    """An event that Ctrl+C, SIGTERM and a terminal that closes set."""
    stop = threading.Event()
    names = [name for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before: dict[str, Any] = {}

    def as_before(*_: object) -> None:
        """The first one is heard; the next one does what it does everywhere."""
        stop.set()
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)

    before |= {name: signal.signal(getattr(signal, name), as_before) for name in names}
    try:
        yield stop
    finally:
        as_before()
