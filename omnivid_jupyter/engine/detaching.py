"""Starting the worker that goes on after this process (`worker`), and handing over to it what waits for its turn.

Keys that were typed into this session, and all that a submission needs, reach the worker through a pipe: never through
its command line, a file or the environment. A job changes hands in the journal, in one step; from then on this process
watches it, and takes it back if the worker ends.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from omnivid_jupyter import clock
from omnivid_jupyter.engine.engine import Engine
from omnivid_jupyter.engine.worker import AtWork, Handed, Message, at_work, written_message
from omnivid_jupyter.errors import ConfigurationError
from omnivid_jupyter.net.keys import typed
from omnivid_jupyter.settings import home

__all__ = ["Detached", "detach"]

_PATIENCE = 60.0  # seconds for a worker to begin: a busy machine imports slowly

#: The worker that this process began, which still listens to it.
_ours: subprocess.Popen[bytes] | None = None


@dataclass(frozen=True, slots=True)
class Detached:
    """The worker, whether it was at work before, and how many jobs are its own now and how many stay here."""

    worker: AtWork
    before: bool
    handed: int
    kept: int


def detach(mine: Engine) -> Detached:
    """Have a worker go on after this process with what is in flight and with what waits for its turn here.

    Raises `ConfigurationError` where none can be started.
    """
    worker = at_work(mine)
    before = worker is not None
    if worker is None:
        worker = _started(mine)
    waiting = mine.waiting()
    if _ours is None or _ours.poll() is not None or _ours.pid != worker.pid or _ours.stdin is None:
        return Detached(
            worker, before, 0, len(waiting)
        )  # another process began it, and it listens to that one
    jobs = [
        Handed(
            id=run.id,
            request=run.plan.request,
            timeout=run.plan.timeout,
            poll_interval=run.plan.pace.pinned,
            output_dir=str(run.plan.output_dir),
        )
        for run in waiting
    ]
    try:
        _ours.stdin.write(written_message(Message(typed(), jobs)))
        _ours.stdin.flush()
    except OSError as error:
        raise _not_begun(f"it ended ({error.strerror or type(error).__name__})") from None
    handed = mine.hand_over([run.id for run in waiting], worker.owner)
    return Detached(worker, before, handed, len(waiting) - handed)


def _started(mine: Engine) -> AtWork:
    """A worker that has begun, as a process that does not end with this one."""
    global _ours
    if not sys.executable:
        raise _not_begun("this Python does not know its own program")
    home().mkdir(parents=True, exist_ok=True)
    try:
        _ours = _process()
    except OSError as error:
        raise _not_begun(error.strerror or type(error).__name__) from None
    ends = clock.monotonic() + _PATIENCE
    while clock.monotonic() < ends:
        if (worker := at_work(mine)) and (worker.pid == _ours.pid or _ours.poll() is not None):
            return worker  # or another one was quicker
        if _ours.poll() is not None:
            raise _not_begun(f"it ended at once (exit code {_ours.returncode})")
        mine.pause(0.1)
    raise _not_begun(f"it did not begin within {_PATIENCE:.0f} s")


def _process() -> subprocess.Popen[bytes]:
    """The worker's process: in a session of its own, so that what ends this one does not reach it."""
    command = [sys.executable, "-P", "-m", "omnivid_jupyter", "work", "--inherit"]
    streams: dict[str, Any] = {
        "stdin": subprocess.PIPE,
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
    }
    if sys.platform != "win32":
        return subprocess.Popen(command, start_new_session=True, **streams)
    apart = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
    try:  # a server may bind what it starts to its own end, and may allow or forbid to leave that
        return subprocess.Popen(
            command, creationflags=apart | subprocess.CREATE_BREAKAWAY_FROM_JOB, **streams
        )
    except OSError:
        return subprocess.Popen(command, creationflags=apart, **streams)


def _not_begun(why: str) -> ConfigurationError:
    return ConfigurationError(
        f"The worker cannot be started: {why}.",
        hint="Nothing is lost: %omnivid resume goes on with what was paid for. In a terminal, "
        "python -m omnivid_jupyter work does the same.",
    )
