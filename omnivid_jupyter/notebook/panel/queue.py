"""The queue: every job of this kernel, from its start to its clip.

The one rule: a row is sent when it differs from what the page has, at most twice a second, and the page lets
the clocks run meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from omnivid_jupyter.engine.engine import Engine
from omnivid_jupyter.engine.jobs import Job
from omnivid_jupyter.engine.plan import Plan
from omnivid_jupyter.engine.states import Snapshot
from omnivid_jupyter.errors import OmnividError, TaskFailedError
from omnivid_jupyter.notebook.live import to_dict
from omnivid_jupyter.notebook.panel.channel import Channel
from omnivid_jupyter.notebook.player import plain

__all__ = ["Queue", "free_to_repeat", "row"]

_FOUND = "Found in the clip folder: nothing was submitted."
_LEFT = "Nobody waits for it. The task goes on, and its clip will be in the gallery."
_NAMED = ("images", "videos", "extends", "take")  # settings whose value does not say what it is
_MOVING = ("elapsed", "remaining")


def free_to_repeat(snapshot: Snapshot) -> bool:
    """Whether going on with a job whose run ended, or doing it again, pays nothing twice.

    That is so when nothing was taken, when a paid task can be asked again, and when a failed one was refunded.
    """
    if snapshot.error is None or snapshot.state in ("unknown", "expired"):
        return False
    if snapshot.state == "failed":
        return snapshot.error.refunded is True if isinstance(snapshot.error, TaskFailedError) else True
    return True


def row(snapshot: Snapshot, *, settled: bool, found: bool, left: bool) -> dict[str, Any]:
    """A job for the page: what the live view shows, and what can be done about it.

    `settled`: its run is over; `found`: its clip was there already; `left`: nobody waits for it.
    """
    actions = {
        "stop": not settled and not left,
        "wait": not settled and left,
        "retry": settled and free_to_repeat(snapshot),
        "forget": snapshot.state == "unknown",
        "show": snapshot.clip is not None,
    }
    shown = to_dict(snapshot)
    note = _FOUND if found else _LEFT if left and not settled else shown["note"]
    return shown | {
        "id": snapshot.job_id,
        "final": settled or left,
        "settled": settled,
        "left": left and not settled,
        "settings": _settings(snapshot),
        "note": note,
        "error": plain(snapshot.error) if snapshot.error else "",
        "actions": [name for name, possible in actions.items() if possible],
    }


def _settings(snapshot: Snapshot) -> str:
    """The settings, with a name where the value does not say what it is."""
    return " · ".join(
        plain(f"{name} {value}" if name in _NAMED else value) for name, value in snapshot.settings.items()
    )


class Queue:
    """The rows and what their buttons do. `open_clip` shows a finished clip's file in the gallery."""

    def __init__(
        self, channel: Channel, engine: Callable[[], Engine], *, open_clip: Callable[[str], None]
    ) -> None:
        self._channel = channel
        self._engine = engine
        self._open_clip = open_clip
        self._jobs: dict[str, Job] = {}
        self._left: set[str] = set()
        self._sent: dict[str, object] = {}

    def start(self, plan: Plan) -> None:
        """Start a planned job, or find its clip. Raises what `Engine.start` raises."""
        self._add(self._engine().start(plan))

    def resume(self) -> None:
        """Go on with the paid tasks that a kernel left behind."""
        if not self._engine().journal.exists:
            return
        problems = []
        for entry in self._engine().unfinished():
            try:
                self._add(self._engine().job(entry.id))
            except OmnividError as error:
                problems.append(f"{entry.model}, job {entry.id}: {error}")
        if problems:
            self._say("\n".join(problems))

    def handle(self, message: Mapping[str, Any]) -> None:
        """Do what the page says."""
        if message.get("type") == "ready":
            self._sent.clear()
            self.update()
        elif message.get("type") == "clear":
            self._clear()
        elif job := self._jobs.get(str(message.get("id"))):
            try:
                self._act(str(message["type"]), job)
            except OmnividError as error:
                self._say(str(error))
            self.update()

    def update(self) -> None:
        """Send the rows that changed."""
        for job in list(self._engine().jobs.values()):
            if not job.settled:
                self._add(job)
        changed = []
        for job in self._jobs.values():
            shown = row(job.snapshot(), settled=job.settled, found=job.found, left=job.id in self._left)
            content = _content(shown)
            if self._sent.get(job.id) != content:
                self._sent[job.id] = content
                changed.append(shown)
        gone = [job_id for job_id in self._sent if job_id not in self._jobs]
        for job_id in gone:
            del self._sent[job_id]
        if changed or gone:
            self._channel.send({"type": "rows", "rows": changed, "gone": gone})

    def _add(self, job: Job) -> None:
        self._jobs[job.id] = job

    def _act(self, what: str, job: Job) -> None:
        clip = job.snapshot().clip
        if what == "stop":
            self._left.add(job.id)
            job.stop_waiting()
        elif what == "wait":
            self._left.discard(job.id)
        elif what == "retry" and job.settled and free_to_repeat(job.snapshot()):
            again = self._engine().start(job.plan)
            if again.id != job.id:
                del self._jobs[job.id]
            self._add(again)
        elif what == "forget":
            job.forget()
            del self._jobs[job.id]
        elif what == "show" and clip:
            self._open_clip(str(clip.path))

    def _clear(self) -> None:
        self._jobs = {job_id: job for job_id, job in self._jobs.items() if not job.settled}
        self.update()

    def _say(self, text: str) -> None:
        self._channel.send({"type": "said", "text": plain(text)})


def _content(shown: dict[str, Any]) -> object:
    """What would be different on the page: the end of the wait, not the time until it."""
    elapsed, remaining = shown["elapsed"], shown["remaining"]
    end = None if remaining is None else round(elapsed + remaining)
    return end, {name: value for name, value in shown.items() if name not in _MOVING}
