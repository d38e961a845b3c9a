"""Every state of a job and every step between them, in one table.

A job is this package's side of one paid task:

    prepared ──> submitting ──> queued <──> running ──> downloading ──> done
        ▲            │  │          │           │            │
        └────────────┘  │          └───────────┴────────────┴──> failed, done; from a download also expired
      (nothing was      │
       taken)           └──> failed, unknown

Rules
- "submitting" is left only by the service's answer. "prepared" again means that the service certainly took
  nothing (no connection, 429, 503), so the submission may be sent once more, at once or by a later run;
  any answer that leaves a doubt is "unknown", and an unknown submission is never sent again.
- The task's own word decides between "queued" and "running"; a word that is not known means "running".
- "downloading" is entered when the service names the clip; a download that fails stays there, and a later
  run asks the task again, and believes what it says ("queued", "running").
- "done", "failed", "unknown" and "expired" are ends. After the last two the same request is paid for only when
  somebody decided so: it may have been charged already, or surely was.

It knows nothing of networks, files or clocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.errors import OmnividError

__all__ = [
    "CLOSED",
    "FINAL",
    "IN_DOUBT",
    "IN_FLIGHT",
    "STATES",
    "TRANSITIONS",
    "UNDECIDED",
    "LogLine",
    "Snapshot",
    "State",
    "check_transition",
]

State = Literal[
    "prepared", "submitting", "queued", "running", "downloading", "done", "failed", "unknown", "expired"
]
STATES: tuple[State, ...] = get_args(State)
FINAL: frozenset[State] = frozenset({"done", "failed", "unknown", "expired"})
#: The service has the task, and it is not at its end: what `resume` goes on with.
IN_FLIGHT: frozenset[State] = frozenset({"queued", "running", "downloading"})
#: It was sent, and no answer tells whether the service took it: nobody submits it again by itself.
IN_DOUBT: frozenset[State] = frozenset({"submitting", "unknown"})
#: It was or may have been paid for, and there is no clip: somebody has to decide whether another one is paid for.
UNDECIDED: frozenset[State] = IN_DOUBT | {"expired"}
#: There is nothing left to do or to decide.
CLOSED: frozenset[State] = FINAL - UNDECIDED

TRANSITIONS: dict[State, frozenset[State]] = {
    "prepared": frozenset({"submitting"}),
    "submitting": frozenset({"prepared", "queued", "failed", "unknown"}),
    "queued": frozenset({"running", "downloading", "done", "failed"}),
    "running": frozenset({"queued", "downloading", "done", "failed"}),
    "downloading": frozenset({"queued", "running", "done", "failed", "expired"}),
    "done": frozenset(),
    "failed": frozenset(),
    "unknown": frozenset(),
    "expired": frozenset(),
}


def check_transition(old: State, new: State) -> None:
    """Refuse a step that the table does not have: it would be a mistake in this package.

    Staying where it is is no step: a job that is not at its end may always learn more about itself.
    """
    if old in FINAL or (new != old and new not in TRANSITIONS[old]):
        raise RuntimeError(f"a job cannot go from {old!r} to {new!r}")


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of a job's log: `at` seconds after its start, and what happened, in plain words."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A job at one instant, for views: they take a snapshot and return text.

    `progress` is a percentage (0–100) or None where the service gives none; `note` says what is special now
    (a fault that is being waited out, a state that is not known); `elapsed` and `remaining` are seconds,
    `remaining` None where there is nothing honest to say; `error` is set when the job's run ended badly.
    `held` tells that `note` is why its account takes no job at all just now, and until when.
    All of `prompt`, `note` and `log` may hold text from outside: escape it.
    """

    job_id: str
    model: str
    prompt: str
    settings: dict[str, str]
    state: State
    progress: float | None = None
    note: str | None = None
    task_id: str | None = None
    elapsed: float = 0.0
    remaining: float | None = None
    cost: float | None = None
    credits: float | None = None
    log: tuple[LogLine, ...] = ()
    clip: Clip | None = None
    error: OmnividError | None = None
    held: bool = False
