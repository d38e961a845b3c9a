"""The queue: every job of this kernel, from its start to its clip, and those of other kernels beside it.

A row is sent when it differs from what the page has, at most twice a second, and the page lets
the clocks run meanwhile. Jobs that belong together are one entry with a total (`groups`), and are sent one by one while
it is unfolded. A job's HTTP messages are sent while somebody looks at them, each once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from omnivid_jupyter.engine.engine import engine
from omnivid_jupyter.engine.intake import start
from omnivid_jupyter.engine.journal import Entry
from omnivid_jupyter.engine.plan import Plan, new_id
from omnivid_jupyter.engine.run import Run
from omnivid_jupyter.engine.states import IN_FLIGHT, UNDECIDED, Snapshot
from omnivid_jupyter.errors import ConfigurationError, InvalidRequestError, OmnividError, TaskFailedError
from omnivid_jupyter.markup import plain
from omnivid_jupyter.panel import messages as said
from omnivid_jupyter.panel.channel import Channel
from omnivid_jupyter.panel.groups import OPEN, TITLES, Seen, grouped, possible, total
from omnivid_jupyter.reports.trace import exchange_text
from omnivid_jupyter.views.live import SIGN_OF_LIFE
from omnivid_jupyter.views.standing import in_turn, to_dict

__all__ = ["Queue", "free_to_repeat", "outcome", "row"]

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


def outcome(*, started: int, going: int, found: int, in_doubt: int = 0) -> str:
    """What came of one click, in a line: how many jobs began, went on already, had their clip, or wait for somebody
    to decide."""
    one = "It" if started + going + found + in_doubt == 1 else "1"
    parts = {
        "1 job started.": (started, f"{started} jobs started."),
        f"{one} is on its way already.": (going, f"{going} are on their way already."),
        f"{one} is there already: see the gallery.": (found, f"{found} are there already: see the gallery."),
        f"{one} is left as it is: see why in the queue.": (
            in_doubt,
            f"{in_doubt} are left as they are: see why in the queue.",
        ),
    }
    return " ".join(alone if count == 1 else several for alone, (count, several) in parts.items() if count)


def _is_left(job: Run) -> bool:
    """Whether a job ended because somebody has to do something first: decide, or mend a clip that lies there."""
    refused = job.state == "prepared" and isinstance(job.snapshot().error, InvalidRequestError)
    return job.state in UNDECIDED or refused


def row(seen: Seen, group: str = "") -> dict[str, Any]:
    """A job for the page: what the live view shows, and what can be done about it; `group`: that it belongs to."""
    snapshot, settled, left = seen.snapshot, seen.settled, seen.left and not seen.settled
    shown = to_dict(snapshot)
    note = _FOUND if seen.found else shown["note"]
    if left:
        note = f"{_LEFT} {_GOES_ON}" if snapshot.task_id else _LEFT
    return (
        shown
        | {
            "id": snapshot.job_id,
            "group": group,
            "final": seen.over,
            "settled": settled,
            "left": left,
            "note": note,
            "error": plain(snapshot.error) if snapshot.error else "",
            "elsewhere": False,
            "actions": possible(
                {
                    "stop": not settled and not left,
                    "wait": not settled and left,
                    "retry": settled and free_to_repeat(snapshot),
                    "forget": snapshot.state in ("unknown", "expired"),
                    "show": snapshot.clip is not None,
                }
            ),
        }
        | (_elsewhere(seen) if seen.alive is not None else {})
    )


def _elsewhere(seen: Seen) -> dict[str, Any]:
    """What is different for a job that another kernel runs: it is only looked at, as long as that kernel is alive."""
    where = f"{_ELSEWHERE}: {plain(Path(seen.notebook).name)}." if seen.notebook else f"{_ELSEWHERE}."
    return {
        "note": where if seen.alive else _ORPHANED,
        "actions": [] if seen.alive else ["wait"],
        "elsewhere": True,
    }


def _snapshot(entry: Entry) -> Snapshot:
    """A job as the journal has it."""
    return Snapshot(
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


class Queue:
    """The rows and what their buttons do.

    `open_clip` shows a finished clip's file in the gallery; `folder` tells the clip folder of this moment;
    `moved` hears that a job came to another state, and `finished` which files were made meanwhile.
    """

    def __init__(
        self,
        channel: Channel,
        *,
        open_clip: Callable[[str], None],
        folder: Callable[[], Path],
        moved: Callable[[], None],
        finished: Callable[[Sequence[Path]], None] = lambda paths: None,
    ) -> None:
        self._channel = channel
        self._finished = finished
        self._open_clip = open_clip
        self._moved = moved
        self._folder = folder
        self._jobs: dict[str, Run] = {}
        self._sweeps: dict[str, str] = {}  # jobs, and the group that they were begun with
        self._titles = dict(TITLES)
        self._unfolded: set[str] = set()
        self._groups: dict[str, str] = {}  # jobs, and the group in which they are shown
        self._sent: dict[str, object] = {}
        self._states: dict[str, tuple[str, bool]] = {}
        self._spoke = 0.0  # when the page last heard of the jobs
        self._going_on = False  # whether it shows any that is not at its end
        self._looked_at: dict[
            str, int
        ] = {}  # jobs whose messages are open, and the number of the next to send

    def start(self, plans: Sequence[Plan], title: str = "") -> str:
        """Start planned jobs, or find their clips; says which. Raises what `intake.start` does: then none is started.

        Several are one entry, called by its `title`; one of them whose earlier submission somebody has to decide about
        keeps no other one back.
        """
        before = list(engine().jobs.values())
        under_way = [not plan.new and engine().is_under_way(plan.fingerprint) for plan in plans]
        jobs = start(plans, keep_doubts=len(plans) > 1)
        for job in jobs:
            self._wait_for(job)
        if len(jobs) > 1:
            self._put_together(f"sweep-{new_id()}", jobs, title)
        found = [job for job in jobs if job.found]
        in_doubt = [job for job in jobs if job.settled and _is_left(job)]
        going = [
            job
            for job, was in zip(jobs, under_way, strict=True)
            if not job.found and job not in in_doubt and (was or job in before)
        ]
        started = len(jobs) - len(found) - len(going) - len(in_doubt)
        return outcome(started=started, going=len(going), found=len(found), in_doubt=len(in_doubt))

    def _put_together(self, group: str, jobs: Sequence[Run], title: str) -> None:
        self._titles[group] = title or jobs[0].snapshot().prompt
        self._sweeps |= dict.fromkeys((job.id for job in jobs), group)
        if len(jobs) <= OPEN:
            self._unfolded.add(group)

    def _put_batches_together(self) -> None:
        """What was begun together elsewhere, as by a cell, is one entry as well."""
        batches: dict[str, list[Run]] = {}
        for job in self._jobs.values():
            batches.setdefault(f"sweep-{job.batch}", []).append(job)
        for group, jobs in batches.items():
            ours = [job for job in jobs if self._sweeps.get(job.id, group) == group]
            if len(ours) > 1 and any(job.id not in self._sweeps for job in ours):
                if len(ours) > OPEN:
                    self._unfolded.discard(group)  # it was smaller when it was first seen
                prompts = len({job.plan.request.prompt for job in ours})
                more = f" … {prompts} prompts" if prompts > 1 else ""
                self._put_together(group, ours, f"{ours[0].snapshot().prompt}{more}")

    def resume(self) -> None:
        """Go on with the paid tasks that a kernel left behind."""
        if not engine().journal.exists:
            return
        problems = []
        for entry in engine().unfinished():
            try:
                self._add(engine().go_on(entry))
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
            case said.Unfold(id=group):
                if group in self._groups.values():
                    self._unfolded.add(group)
                    self.update()
            case said.Fold(id=group):
                self._unfolded.discard(group)
                self.update()
            case said.Stop() | said.Wait() | said.Retry() | said.Forget() | said.Show() as action:
                members = [job_id for job_id, group in self._groups.items() if group == action.id]
                try:
                    for job_id in members or [action.id]:
                        self._act(action, job_id)
                except OmnividError as error:
                    self._say(str(error))
                self.update()

    def update(self) -> None:
        """Send the rows that changed, and tell when any came to another state."""
        for job in list(engine().jobs.values()):
            if not job.settled:
                self._add(job)
        self._put_batches_together()
        seen = self._look()
        self._groups = grouped(seen, self._sweeps)
        members: dict[str, list[Seen]] = {}
        for job_id, group in self._groups.items():
            members.setdefault(group, []).append(seen[job_id])
        groups = {
            group: total(group, self._titles[group], several, is_open=group in self._unfolded)
            for group, several in members.items()
        }
        rows = {
            job_id: row(each, self._groups.get(job_id, ""))
            for job_id, each in seen.items()
            if self._groups.get(job_id, "") in ("", *self._unfolded)
        }
        self._send(rows, groups)
        self._tell(seen)

    def _look(self) -> dict[str, Seen]:
        """Every job that there is to show, those of other kernels first."""
        jobs = [*self._jobs.values()]
        others = [
            Seen(_snapshot(entry), alive=alive, notebook=entry.notebook or "")
            for entry, alive in self._others()
        ]
        ours = [
            Seen(snapshot, settled=job.settled, found=job.found, left=job.abandoned)
            for job, snapshot in zip(jobs, in_turn([job.snapshot() for job in jobs]), strict=True)
        ]
        return {each.snapshot.job_id: each for each in (*others, *ours)}

    def _send(self, rows: dict[str, dict[str, Any]], groups: dict[str, dict[str, Any]]) -> None:
        shown = groups | rows
        contents = {each: _content(is_shown) for each, is_shown in shown.items()}
        changed = {each for each in shown if self._sent.get(each) != contents[each]}
        gone = [each for each in self._sent if each not in shown]
        self._sent = contents
        self._going_on = not all(is_shown["final"] for is_shown in shown.values())
        self._looked_at = {job_id: at for job_id, at in self._looked_at.items() if job_id in rows}
        messages = self._messages()
        if changed or gone or messages:
            self._spoke = time.monotonic()
            said.send(
                self._channel,
                said.Rows(
                    rows=said.shaped([rows[each] for each in rows if each in changed], list[said.Row]),
                    groups=said.shaped(
                        [groups[each] for each in groups if each in changed], list[said.Group]
                    ),
                    gone=gone,
                    messages=messages,
                ),
            )

    def _tell(self, seen: Mapping[str, Seen]) -> None:
        """Tell others what came to another state, and what was made."""
        # one that is called off stays "prepared", and is new again
        states: dict[str, tuple[str, bool]] = {
            job_id: (each.snapshot.state, each.settled) for job_id, each in seen.items()
        }
        before, self._states = self._states, states
        if states == before:
            return
        made = [
            each.snapshot.clip.path
            for job_id, each in seen.items()
            if each.snapshot.clip and not each.found and before.get(job_id, ("",))[0] != "done"
        ]
        if made:
            self._finished(made)
        self._moved()

    def live_on(self) -> None:
        """Let the page know, when nothing was said for a while, that somebody watches what goes on, if anything."""
        if self._going_on and time.monotonic() - self._spoke >= SIGN_OF_LIFE:
            self._spoke = time.monotonic()
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

    def _act(self, action: said.JobAction, job_id: str) -> None:
        job = self._jobs.get(job_id)
        if job is None:
            orphaned = (entry.id for entry, alive in self._others() if not alive)
            if isinstance(action, said.Wait) and job_id in orphaned:
                self._add(engine().job(job_id))
            return
        match action:
            case said.Stop() if not job.settled:
                job.stop_waiting()
            case said.Wait() if not job.settled:
                self._wait_for(job if job.join() else engine().again(job))
            case said.Retry() if job.settled and free_to_repeat(job.snapshot()):
                again = engine().again(job)
                if again.id != job.id:
                    del self._jobs[job.id]
                    if group := self._sweeps.pop(job.id, ""):
                        self._sweeps[again.id] = group
                self._wait_for(again)
            case said.Forget():
                job.forget()
                del self._jobs[job.id]
            case said.Show() if clip := job.snapshot().clip:
                self._open_clip(str(clip.path))

    def _clear(self) -> None:
        self._jobs = {job_id: job for job_id, job in self._jobs.items() if not job.settled}
        self._sweeps = {job_id: group for job_id, group in self._sweeps.items() if job_id in self._jobs}
        self.update()

    def _say(self, text: str) -> None:
        said.send(self._channel, said.Said(text=plain(text)))


def _content(shown: dict[str, Any]) -> object:
    """What would be different on the page: the end of the wait, not the time until it."""
    elapsed, remaining = shown["elapsed"], shown["remaining"]
    end = None if remaining is None else round(elapsed + remaining)
    return end, {name: value for name, value in shown.items() if name not in _MOVING}
