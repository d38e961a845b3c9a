"""The queue: every job of this kernel, from its start to its clip, and those of other kernels beside it.

A row is sent when it differs from what the page has, at most twice a second, and the page lets
the clocks run meanwhile. A job's HTTP messages are sent while somebody looks at them, each once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from omnivid_jupyter.engine.engine import engine
from omnivid_jupyter.engine.intake import start
from omnivid_jupyter.engine.journal import Entry
from omnivid_jupyter.engine.plan import Plan
from omnivid_jupyter.engine.run import Run
from omnivid_jupyter.engine.states import IN_FLIGHT, Snapshot
from omnivid_jupyter.errors import ConfigurationError, OmnividError, TaskFailedError
from omnivid_jupyter.markup import plain
from omnivid_jupyter.panel import messages as said
from omnivid_jupyter.panel.channel import Channel
from omnivid_jupyter.reports.trace import exchange_text
from omnivid_jupyter.views.live import SIGN_OF_LIFE
from omnivid_jupyter.views.standing import in_turn, to_dict

__all__ = ["Queue", "elsewhere", "free_to_repeat", "outcome", "row"]

_FOUND = "Found in the clip folder: nothing was submitted."
_LEFT = "Nobody waits for it."
_GOES_ON = "The task goes on, and its clip will be in the gallery."
_ELSEWHERE = "It runs in another kernel"
_ORPHANED = "The kernel that waited for it has ended. The task goes on."
_AT_ONCE = 50  # HTTP messages of one job that are sent together
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


def outcome(*, started: int, going: int, found: int) -> str:
    """What came of one click, in a line: how many jobs began, went on already, or had their clip."""
    one = "It" if started + going + found == 1 else "1"
    parts = {
        "1 job started.": (started, f"{started} jobs started."),
        f"{one} is on its way already.": (going, f"{going} are on their way already."),
        f"{one} is there already: see the gallery.": (found, f"{found} are there already: see the gallery."),
    }
    return " ".join(alone if count == 1 else several for alone, (count, several) in parts.items() if count)


def row(snapshot: Snapshot, *, settled: bool, found: bool, left: bool) -> dict[str, Any]:
    """A job for the page: what the live view shows, and what can be done about it.

    `settled`: its run is over; `found`: its clip was there already; `left`: nobody waits for it.
    """
    actions = {
        "stop": not settled and not left,
        "wait": not settled and left,
        "retry": settled and free_to_repeat(snapshot),
        "forget": snapshot.state in ("unknown", "expired"),
        "show": snapshot.clip is not None,
    }
    shown = to_dict(snapshot)
    left = left and not settled
    note = _FOUND if found else shown["note"]
    if left:
        note = f"{_LEFT} {_GOES_ON}" if snapshot.task_id else _LEFT
    return shown | {
        "id": snapshot.job_id,
        "final": settled or left,
        "settled": settled,
        "left": left,
        "note": note,
        "error": plain(snapshot.error) if snapshot.error else "",
        "elsewhere": False,
        "actions": [name for name, possible in actions.items() if possible],
    }


def elsewhere(entry: Entry, *, alive: bool) -> dict[str, Any]:
    """A job that another kernel runs, for the page: to look at only, as long as that kernel is `alive`."""
    snapshot = Snapshot(
        job_id=entry.id,
        model=entry.model,
        prompt=entry.prompt,
        settings=entry.request.settings,
        state=entry.state,
        task_id=entry.task_id,
        elapsed=time.time() - entry.created,
        cost=entry.cost,
        credits=entry.credits,
    )
    where = f"{_ELSEWHERE}: {plain(Path(entry.notebook).name)}." if entry.notebook else f"{_ELSEWHERE}."
    return row(snapshot, settled=False, found=False, left=False) | {
        "note": where if alive else _ORPHANED,
        "final": not alive,
        "actions": [] if alive else ["wait"],
        "elsewhere": True,
    }


class Queue:
    """The rows and what their buttons do.

    `open_clip` shows a finished clip's file in the gallery; `folder` tells the clip folder of this moment;
    `moved` hears that a job came to another state.
    """

    def __init__(
        self,
        channel: Channel,
        *,
        open_clip: Callable[[str], None],
        folder: Callable[[], Path],
        moved: Callable[[], None],
    ) -> None:
        self._channel = channel
        self._open_clip = open_clip
        self._moved = moved
        self._folder = folder
        self._jobs: dict[str, Run] = {}
        self._sent: dict[str, object] = {}
        self._states: dict[str, str] = {}
        self._alive = 0.0
        self._looked_at: dict[
            str, int
        ] = {}  # jobs whose messages are open, and the number of the next to send

    def start(self, plans: Sequence[Plan]) -> str:
        """Start planned jobs, or find their clips: all or none; says which. Raises what `intake.start` does."""
        before = list(engine().jobs.values())
        under_way = [not plan.new and engine().is_under_way(plan.fingerprint) for plan in plans]
        jobs = start(plans)
        for job in jobs:
            self._wait_for(job)
        found = [job for job in jobs if job.found]
        going = [
            job for job, was in zip(jobs, under_way, strict=True) if not job.found and (was or job in before)
        ]
        return outcome(started=len(jobs) - len(found) - len(going), going=len(going), found=len(found))

    def resume(self) -> None:
        """Go on with the paid tasks that a kernel left behind."""
        if not engine().journal.exists:
            return
        problems = []
        for entry in engine().unfinished():
            try:
                self._add(engine().job(entry.id))
            except OmnividError as error:
                problems.append(f"{entry.model}, job {entry.id}: {error}")
        if problems:
            self._say("\n".join(problems))

    def handle(self, message: Mapping[str, Any]) -> None:
        """Do what the page says."""
        match said.from_queue(message):
            case said.QueueReady():
                self._sent.clear()
                self._looked_at = dict.fromkeys(self._looked_at, 0)
                self.update()
            case said.Clear():
                self._clear()
            case said.Look(id=job_id):
                self._looked_at[job_id] = 0  # the next update has them
            case said.LookAway(id=job_id):
                self._looked_at.pop(job_id, None)
            case said.Stop() | said.Wait() | said.Retry() | said.Forget() | said.Show() as action:
                try:
                    self._act(action)
                except OmnividError as error:
                    self._say(str(error))
                self.update()

    def update(self) -> None:
        """Send the rows that changed, and tell when any came to another state."""
        for job in list(engine().jobs.values()):
            if not job.settled:
                self._add(job)
        jobs = [*self._jobs.values()]
        rows = {
            job.id: row(snapshot, settled=job.settled, found=job.found, left=job.abandoned.is_set())
            for job, snapshot in zip(jobs, in_turn([job.snapshot() for job in jobs]), strict=True)
        }
        rows |= {entry.id: elsewhere(entry, alive=alive) for entry, alive in self._others()}
        contents = {job_id: _content(shown) for job_id, shown in rows.items()}
        changed = [shown for job_id, shown in rows.items() if self._sent.get(job_id) != contents[job_id]]
        gone = [job_id for job_id in self._sent if job_id not in rows]
        self._sent = contents
        self._looked_at = {job_id: at for job_id, at in self._looked_at.items() if job_id in rows}
        messages = self._messages()
        if changed or gone or messages:
            rows_changed = said.shaped(changed, list[said.Row])
            said.send(self._channel, said.Rows(rows=rows_changed, gone=gone, messages=messages))
        states = {job_id: shown["state"] for job_id, shown in rows.items()}
        before, self._states = self._states, states
        if states != before:
            self._moved()

    def live_on(self) -> None:
        """Let the page know, every few seconds, that somebody is still there."""
        if (now := time.monotonic()) >= self._alive:
            self._alive = now + SIGN_OF_LIFE
            said.send(self._channel, said.Alive())

    def _others(self) -> list[tuple[Entry, bool]]:
        """The jobs that other kernels run, or ran, for this clip folder; and whether such a kernel is alive."""
        ours, folder = engine(), self._folder().absolute()
        try:
            entries = ours.journal.open_jobs() if ours.journal.exists else []
        except ConfigurationError:  # what is asked for next says so; what runs here is shown all the same
            return []
        others = [
            entry
            for entry in entries
            if entry.folder == folder and entry.id not in ours.jobs and entry.id not in self._jobs
        ]
        known = [(entry, ours.owner.is_alive(entry.owner)) for entry in others]
        return [(entry, alive) for entry, alive in known if alive or entry.state in IN_FLIGHT]

    def _messages(self) -> list[said.JobExchanges]:
        """What is new of the HTTP messages that somebody looks at; `first` is the number of those sent before."""
        found = []
        for job_id, first in self._looked_at.items():
            exchanges = self._jobs[job_id].exchanges if job_id in self._jobs else ()
            new = [exchange for exchange in exchanges if exchange.number >= first][:_AT_ONCE]
            if new:
                texts = [exchange_text(exchange) for exchange in new]
                found.append(said.JobExchanges(job_id, first, texts))
                self._looked_at[job_id] = new[-1].number + 1
        return found

    def _wait_for(self, job: Run) -> None:
        """Add a job that goes on until somebody stops it here, whoever else stops waiting for it."""
        job.waiter()
        self._add(job)

    def _add(self, job: Run) -> None:
        self._jobs[job.id] = job

    def _act(self, action: said.JobAction) -> None:
        job_id = action.id
        job = self._jobs.get(job_id)
        if job is None:
            orphaned = (entry.id for entry, alive in self._others() if not alive)
            if isinstance(action, said.Wait) and job_id in orphaned:
                self._add(engine().job(job_id))
            return
        match action:
            case said.Stop():
                job.stop_waiting()
            case said.Wait():
                self._wait_for(job)
            case said.Retry() if job.settled and free_to_repeat(job.snapshot()):
                again = engine().again(job)
                if again.id != job.id:
                    del self._jobs[job.id]
                self._wait_for(again)
            case said.Forget():
                job.forget()
                del self._jobs[job.id]
            case said.Show() if clip := job.snapshot().clip:
                self._open_clip(str(clip.path))

    def _clear(self) -> None:
        self._jobs = {job_id: job for job_id, job in self._jobs.items() if not job.settled}
        self.update()

    def _say(self, text: str) -> None:
        said.send(self._channel, said.Said(text=plain(text)))


def _content(shown: dict[str, Any]) -> object:
    """What would be different on the page: the end of the wait, not the time until it."""
    elapsed, remaining = shown["elapsed"], shown["remaining"]
    end = None if remaining is None else round(elapsed + remaining)
    return end, {name: value for name, value in shown.items() if name not in _MOVING}
