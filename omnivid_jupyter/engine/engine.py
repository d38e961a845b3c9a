"""The engine itself: one loop, one transport, one journal, and the jobs of this process.

Whether a request is paid for is decided here, in `start_all`: the same request finds its clip, else its
unfinished job, and only else becomes a new one.

Between looking into the journal and signing a job as ours nobody else can come.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import threading
from collections.abc import Coroutine, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import httpx

from omnivid_jupyter import clock
from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine.finding import find_clip, kept_clip, look_twice, second_look
from omnivid_jupyter.engine.forecast import earliest_seconds, usual_seconds
from omnivid_jupyter.engine.journal import Entry, Journal, JournalError
from omnivid_jupyter.engine.loop import Loop, wait_for_submissions
from omnivid_jupyter.engine.outcomes import DIED, delivered, undecided
from omnivid_jupyter.engine.owners import Owner
from omnivid_jupyter.engine.plan import (
    Plan,
    make_plan,
    new_entry,
    new_id,
    plan_again,
    refuse_lost_references,
    task_to_extend,
)
from omnivid_jupyter.engine.run import Run
from omnivid_jupyter.engine.runner import run
from omnivid_jupyter.engine.states import IN_FLIGHT, UNDECIDED
from omnivid_jupyter.engine.turns import HandedOver, Turns
from omnivid_jupyter.errors import (
    ClipExpiredError,
    ConfigurationError,
    InvalidRequestError,
    OmnividError,
    SubmissionUnknownError,
)
from omnivid_jupyter.media import clips
from omnivid_jupyter.media.looks import one_look
from omnivid_jupyter.net.endpoints import Endpoint, live_endpoint
from omnivid_jupyter.net.transport import SUBMIT_SECONDS, Transport
from omnivid_jupyter.net.uploads import Uploads
from omnivid_jupyter.providers.prices import check_limit
from omnivid_jupyter.providers.registry import Target
from omnivid_jupyter.providers.wire import Call, Reply
from omnivid_jupyter.request import USUAL, RunOptions, VideoRequest
from omnivid_jupyter.settings import JOURNAL, home

if TYPE_CHECKING:
    from omnivid_jupyter.net.simulated import Demo

__all__ = ["Batch", "Engine", "Standing", "engine"]

#: What there is of a request (`Engine.standing`).
Standing = Literal["made", "under way", "in doubt", "unusable", "new"]

_FOLLOW_INTERVAL = 0.3  # seconds between two looks at a job that another process runs
_ASK_SECONDS = 5.0
_AT_ONCE = 25  # jobs that are written down in one step; meanwhile nobody else writes


@dataclass(frozen=True, slots=True)
class Batch:
    """What jobs that are begun together have in common; whether they are several."""

    id: str
    several: bool = False


class Engine:
    """Runs jobs in the background and knows those of this process, in the order in which it met them."""

    def __init__(
        self, network: httpx.AsyncBaseTransport | None = None, journal: Journal | None = None
    ) -> None:
        """`network` stands for the whole outside world, `journal` for this person's (in tests)."""
        self._loop = Loop()
        self._transport = self._loop.start(_open_transport(network)).result()
        self._uploads = Uploads(self._transport)
        self.journal = journal or Journal(home() / JOURNAL)
        self.jobs: dict[str, Run] = {}
        self._owner: Owner | None = None
        self._signing = threading.Lock()
        self._turns = Turns(self.journal, lambda: self.owner)

    @property
    def owner(self) -> Owner:
        """This process, as the journal knows it; it comes into being when a job is first claimed."""
        with self._signing:
            self._owner = self._owner or Owner(home() / "owners")
            return self._owner

    def plan(self, request: VideoRequest, run: RunOptions = USUAL) -> Plan:
        """Check a request and decide the rest (`plan.make_plan`); sends nothing."""
        return make_plan(request, run, self.endpoint)

    def endpoint(self, target: Target) -> Endpoint:
        """Where a target's service is reached.

        A key is looked for in the caller's thread: a keyring may take its time, and jobs go on meanwhile.
        """
        if not target.demo:
            return live_endpoint(target.provider)
        return self.demo.endpoint(target.provider)

    @property
    def demo(self) -> Demo:
        """The embedded simulator, started when it is first needed."""

        async def running() -> Demo:
            return self._transport.demo

        return self._loop.start(running()).result()

    def ask(self, endpoint: Endpoint, call: Call) -> Reply:
        """Send one free call and wait a few seconds for its answer. Raises as `Transport.send`, and TimeoutError."""
        asked = self._transport.send(endpoint, call, patient=True)
        return self._loop.start(asyncio.wait_for(asked, _ASK_SECONDS)).result()

    # A request becomes a job

    def start_all(
        self,
        plans: Sequence[Plan],
        *,
        max_cost: float | None = None,
        assume_yes: bool = False,
        keep_doubts: bool = False,
    ) -> list[Run]:
        """The jobs for several planned requests, or none of them.

        Raises `InvalidRequestError` (field "max_cost") before anything is sent when what would have to be paid
        altogether exceeds `max_cost` USD, or has no known price (unless `assume_yes`); else as `start`. With
        `keep_doubts`, a request whose earlier submission somebody has to decide about, or whose clip lies there and
        cannot be used, keeps no other one back: its job is there and ends with that error.
        """
        look = self._clip_or_flaw if keep_doubts else self._clip
        with one_look():
            looked = [(plan, look(plan)) for plan in plans]
        missing = [plan for plan, found in looked if found is None]
        if max_cost is not None:
            paid = [plan for plan in missing if plan.new or not self.is_under_way(plan.fingerprint)]
            check_limit([plan.estimate for plan in paid], max_cost, assume_yes)
        for plan in missing:  # all of them before anything is begun
            plan.endpoint.require_key()
            if (entry := self._doubt(plan)) and not keep_doubts:
                raise undecided(plan.endpoint, entry)
        for folder in dict.fromkeys(plan.output_dir for plan in missing):
            clips.open_folder(folder)
        begin = self._start_anyway if keep_doubts else self._start
        batch, begun = Batch(new_id(), several=len(plans) > 1), list[Run]()
        try:
            for first in range(0, len(looked), _AT_ONCE):
                some = looked[first : first + _AT_ONCE]
                new = any(found is None for _, found in some)
                with self.journal.transaction() if new else nullcontext():  # each is a write to the disk
                    for plan, found in some:
                        begun.append(
                            self._ended(plan, new_entry(plan), found)
                            if isinstance(found, OmnividError)
                            else begin(plan, found, batch)
                        )
        except BaseException:  # also an interrupt: nobody gets to know those that were begun
            for run in begun:
                run.decline()
            raise
        return begun

    def _doubt(self, plan: Plan) -> Entry | None:
        """The earlier submission of a request about which somebody has to decide first."""
        entry = None if plan.new or not self.journal.exists else self.journal.open_job(plan.fingerprint)
        return entry if entry and entry.state in UNDECIDED and not self._is_run(entry) else None

    def _start_anyway(self, plan: Plan, clip: Clip | None, batch: Batch) -> Run:
        """`_start`, where an earlier submission in doubt is a job at its end."""
        try:
            return self._start(plan, clip, batch)
        except (SubmissionUnknownError, ClipExpiredError) as error:
            entry = self.journal.open_job(plan.fingerprint)
            if entry is None:
                raise
            return self._ended(plan, entry, error)

    def standing(self, plan: Plan) -> Standing:
        """What there is of a request: its clip is "made", its task is "under way", or it would be a "new" one.

        Two are not submitted again by themselves: "in doubt" is one whose earlier submission somebody has to decide
        about, "unusable" one whose clip lies there and cannot be used.
        """
        if plan.new:
            return "new"
        if find_clip(plan, self.journal):
            return "made"
        if self._doubt(plan):
            return "in doubt"
        if self.is_under_way(plan.fingerprint):
            return "under way"
        outcome = second_look(plan, self.journal)
        if isinstance(outcome, Clip):
            return "made"
        return "unusable" if outcome and not plan.target.demo else "new"

    def why_unusable(self, plan: Plan) -> str:
        """What is wrong with a clip that lies there and cannot be used, and what to do; of several, the first."""
        outcome = second_look(plan, self.journal)
        return (
            "" if isinstance(outcome, Clip) or not outcome else f"{outcome[0].sentence} {outcome[0].remedy}"
        )

    def is_paid(self, plan: Plan) -> bool:
        """Whether this request would be submitted now: it has neither a clip nor a task."""
        return self.standing(plan) == "new"

    def is_under_way(self, fingerprint: str) -> bool:
        """Whether the same request, by its fingerprint, is not at its end: submitted, perhaps so, or about to be.

        One that a process has only prepared is nobody's as soon as that process has ended.
        """
        entry = self.journal.open_job(fingerprint) if self.journal.exists else None
        return entry is not None and (entry.state != "prepared" or self._is_run(entry))

    def start(self, plan: Plan) -> Run:
        """The job for a planned request: its clip, its unfinished job, or a new one. Returns at once.

        Raises `ConfigurationError` without a key or a folder, `InvalidRequestError` where its clip lies there but
        cannot be used, `SubmissionUnknownError` when it was submitted before with an unknown outcome, and
        `ClipExpiredError` when its clip was made before and is lost.
        """
        return self.start_all([plan])[0]

    def _start(self, plan: Plan, clip: Clip | None, batch: Batch) -> Run:
        if clip:
            return self._found(plan, clip)
        with self.journal.transaction():
            entry = None if plan.new else self.journal.open_job(plan.fingerprint)
            if entry is not None:
                return self._attach(plan, entry, batch)
            ended = not plan.new and any(self.journal.places(plan.fingerprint))
            if ended and (clip := kept_clip(plan, self.journal)):
                return self._found(plan, clip)  # another process ended its job between our two looks
            entry = replace(new_entry(plan), owner=self.owner.id)
            self.journal.add(entry)
            self._turns.sign(entry.id, plan.endpoint, batch.id)
            return self._begin(Run(plan, self.journal, entry), batch)

    def _clip(self, plan: Plan) -> Clip | None:
        """The clip of the same request, looked for twice before anything is submitted. Raises as `look_twice`."""
        if plan.new:
            return None
        clip = kept_clip(plan, self.journal)
        return clip or (None if self.is_under_way(plan.fingerprint) else look_twice(plan, self.journal))

    def _clip_or_flaw(self, plan: Plan) -> Clip | InvalidRequestError | None:
        """`_clip`, with the error for one that cannot be used."""
        try:
            return self._clip(plan)
        except InvalidRequestError as unusable:
            return unusable

    def _found(self, plan: Plan, clip: Clip) -> Run:
        """A job that has its clip already. One of the journal that ended just before it could say so is closed."""
        entry = replace(new_entry(plan), id=self._id_of(clip))
        with suppress(JournalError):  # the clip is here, and free, whatever became of the journal
            known = self.journal.open_job(plan.fingerprint) if self.journal.exists else None
            if known and known.task_id == clip.task_id and not self._is_run(known):
                self.journal.step(known.id, "done", clip=clip.path.name, folder=str(clip.path.parent))
                entry = known
        entry = replace(entry, state="done", task_id=clip.task_id, cost=clip.cost, credits=clip.credits)
        job = self._ended(plan, entry, clip)
        job.found = True
        return job

    def _id_of(self, clip: Clip) -> str:
        """The id of the job that made a clip, by which everybody knows it; a new one where it is taken or unknown."""
        made_by = clips.job_of(clip)
        mine = self.jobs.get(made_by) if made_by else None
        return made_by if made_by and not (mine and not mine.settled) else new_id()

    def again(self, job: Run) -> Run:
        """Go on with a job of ours whose run ended, with the key of now; a failed one is submitted anew.

        Raises as `start`.
        """
        plan = replace(job.plan, endpoint=self.endpoint(job.plan.target))
        plan.endpoint.require_key()
        with self.journal.transaction():
            entry = self.journal.get(job.id)
            if entry and entry.is_open:
                return self._attach(plan, entry, Batch(new_id()))
        if not plan.only_resumes:
            return self.start(plan)
        refuse_lost_references(plan.canonical)
        return self.start(self.plan(plan.canonical, RunOptions(output_dir=plan.output_dir)))

    def _attach(self, plan: Plan, entry: Entry, batch: Batch) -> Run:
        """The job of an open entry: the one that runs here, one that runs elsewhere, or one to go on with."""
        mine = self.jobs.get(entry.id)
        if mine and mine.plan.output_dir == plan.output_dir and mine.join():
            return mine
        follow = self._is_run(entry)
        if not follow:
            self._claim(plan, entry, batch)
        return self._begin(Run(plan, self.journal, entry), batch, follow=follow)

    def _claim(self, plan: Plan, entry: Entry, batch: Batch) -> None:
        """Sign an open job that nobody runs as ours. Raises where that would not help (`undecided`)."""
        if entry.state == "submitting":  # whoever sent it can no longer say what came of it
            self.journal.step(entry.id, "unknown")
            self.journal.release(entry.id, DIED)
        if entry.state in UNDECIDED:
            raise undecided(plan.endpoint, entry)
        self.journal.claim(entry.id, self.owner.id)
        self._turns.sign(entry.id, plan.endpoint, batch.id)

    def runs(self, entry: Entry) -> bool:
        """Whether a job runs in this process. One that nobody waits for before it was sent does not, from then on."""
        mine = self.jobs.get(entry.id)
        return bool(mine and not (mine.settled or mine.follows or mine.call_off()))

    def runs_elsewhere(self, entry: Entry) -> bool:
        """Whether another process that lives is at a job."""
        return entry.owner != self.owner.id and self.owner.is_alive(entry.owner)

    @property
    def latest(self) -> Run | None:
        """The job that this process asked for last."""
        return max(self.jobs.values(), key=lambda job: job.attached, default=None)

    # Jobs of the journal

    def entry(self, id_or_task: str) -> Entry:
        """What the journal has of the job with this id or task id. Raises `InvalidRequestError` for another."""
        entry = self.journal.get(id_or_task)
        if entry is None:
            raise InvalidRequestError(
                f"There is no job {id_or_task!r}.", field="job_id", hint="%omnivid history lists the jobs."
            )
        return entry

    def job(self, id_or_task: str) -> Run:
        """The job with this id or task id, gone on with if it is unfinished. Raises `InvalidRequestError`."""
        mine = self.jobs.get(id_or_task) or next(
            (job for job in self.jobs.values() if job.task_id == id_or_task), None
        )
        return _joined(mine) or self.go_on(self.entry(id_or_task))

    def go_on(self, entry: Entry) -> Run:
        """The job of an entry of the journal, gone on with if it is unfinished."""
        mine = _joined(self.jobs.get(entry.id))
        return mine or self._gone_on(entry, plan_again(entry, endpoint_of=self.endpoint))

    def _gone_on(self, entry: Entry, plan: Plan) -> Run:
        with self.journal.transaction():
            entry = self.journal.get(entry.id) or entry  # as it is now: another process may have come between
            if entry.state in IN_FLIGHT | UNDECIDED:
                return self._attach(plan, entry, Batch(new_id()))
        try:
            return self._ended(plan, entry, delivered(entry, entry.folder))
        except OmnividError as error:
            return self._ended(plan, entry, error)

    def task_of(self, name: str, folder: Path, target: Target) -> str:
        """The task that `target` can go on from: that of the job with this id, or the one with this task id.

        A job may be known here or to the clip folder; what neither knows is passed on as the service's own id.
        Raises `InvalidRequestError` for a job without a task, and for a task of another service.
        """
        entry = self.journal.get(name) if self.journal.exists else None
        return task_to_extend(name, entry, folder, target)

    def forget(self, id_or_task: str) -> str:
        """Leave a job alone from now on; its id. Raises `InvalidRequestError` for an id that is not known."""
        job_id = self.journal.id_of(id_or_task) or self.entry(id_or_task).id
        self.journal.forget(job_id)
        return job_id

    def unfinished(self) -> list[Entry]:
        """The paid tasks that nobody is at: their process ended, or their run did."""
        return [entry for entry in self.in_flight() if not self._is_run(entry)]

    def in_flight(self) -> list[Entry]:
        """The paid tasks that are not finished."""
        return [entry for entry in self.journal.open_jobs() if entry.state in IN_FLIGHT]

    def under_way(self) -> list[Entry]:
        """The same, and the submissions whose answers living processes wait for: each may become a task."""
        return [
            entry
            for entry in self.journal.open_jobs()
            if entry.state in IN_FLIGHT or (entry.state == "submitting" and self._is_run(entry))
        ]

    def _is_run(self, entry: Entry) -> bool:
        return self.runs(entry) or self.runs_elsewhere(entry)

    def resume(self) -> list[Run]:
        """Go on with every paid task that is not finished; those that run already are among them."""
        entries, jobs = self.in_flight(), list[Run]()
        for first in range(0, len(entries), _AT_ONCE):
            # their keys are looked for before: a keyring may take its time, and nobody else writes meanwhile
            some = [
                (entry, _joined(self.jobs.get(entry.id)) or plan_again(entry, endpoint_of=self.endpoint))
                for entry in entries[first : first + _AT_ONCE]
            ]
            new = any(isinstance(each, Plan) for _, each in some)
            with self.journal.transaction() if new else nullcontext():  # each is a write to the disk
                jobs += [
                    self._gone_on(entry, each) if isinstance(each, Plan) else each for entry, each in some
                ]
        return jobs

    # What goes on after this process

    def waiting(self) -> list[Run]:
        """The jobs of this process that wait for their turn: nothing of them was sent."""

        async def waiting() -> list[Run]:
            return self._turns.waiting()

        return self._loop.start(waiting()).result()

    def hand_over(self, job_ids: Sequence[str], heir: str) -> int:
        """Make those of these jobs that still wait for their turn another process's, and watch them; how many."""

        async def handed() -> int:
            return await self.journal.when_free(lambda: self._turns.hand_over(set(job_ids), heir))

        return self._loop.start(handed()).result()

    def take_over(self, job_id: str, plan: Plan, batch: str) -> Run:
        """Run a job that another process has handed over. Raises `InvalidRequestError` for another request's."""
        plan.endpoint.require_key()
        with self.journal.transaction():
            entry = self.entry(job_id)
            if entry.fingerprint != plan.fingerprint or entry.owner != self.owner.id:
                raise InvalidRequestError(f"Job {job_id} is not the one that was handed over.", job_id=job_id)
            # nobody is there who could run it again
            return self._attach(plan, entry, Batch(batch, several=True))

    def pause(self, seconds: float) -> None:
        """Let so many seconds pass, in the caller's thread."""
        self._loop.start(clock.sleep(seconds)).result()

    # Running

    def _begin(self, job: Run, batch: Batch, *, follow: bool = False) -> Run:
        job.batch, job.several = batch.id, batch.several
        self._learned(job)
        job.follows = follow
        if not follow:
            self.jobs[job.id] = job
        self._loop.start(self._settled(job, self._follow(job) if follow else self._run(job)))
        return job

    def _learned(self, job: Run) -> None:
        """Have a job know what earlier ones tell of it. Who asks the simulator shows its progress, and asks nobody."""
        address, pace = job.plan.target.address, job.plan.pace
        job.usual = usual_seconds(self.journal.durations(address))
        if not job.plan.target.demo:
            alike = self.journal.durations(address, like=job.plan.canonical)
            job.earliest = earliest_seconds(alike, pace.advice.interval)

    def _ended(self, plan: Plan, entry: Entry, outcome: Clip | OmnividError) -> Run:
        job = Run(plan, self.journal, entry)
        job.settle(outcome)
        if earlier := self.jobs.get(job.id):
            job.continues(earlier)
        self.jobs[job.id] = job
        return job

    async def _settled(self, job: Run, work: Coroutine[Any, Any, Clip]) -> None:
        """Do the work of a job and settle it, whatever happens: nobody may wait for ever."""
        try:
            job.settle(await work)
        except BaseException as error:  # a mistake of our own included
            job.settle(error)
            if not isinstance(error, Exception):
                raise

    async def _run(self, job: Run) -> Clip:
        """Run a job that is ours, and give it back."""
        error: str | None = None
        handed = False
        try:
            return await run(job, self._transport, self._uploads, self._turns)
        except HandedOver:
            handed = True
        except SubmissionUnknownError as ended:
            error = str(ended.__cause__)  # the sentence around it is made anew whenever it is said
            raise
        except OmnividError as ended:
            error = ended.message
            raise
        finally:
            if not handed:
                await job.release(error, unless=lambda: self._is_begun_anew(job))
            self._turns.left(job)
        job.follows = True
        return await self._follow(job)

    def _is_begun_anew(self, job: Run) -> bool:
        """Whether another run of this process has the same job by now, since this one was called off."""
        latest = self.jobs.get(job.id)
        return latest is not None and latest is not job and not latest.settled

    async def _follow(self, job: Run) -> Clip:
        """Watch a job that another process runs; go on with it when that process ends before the job does."""
        while True:
            entry = await self.journal.when_free(lambda: self._looked_at(job))
            if not job.follows:
                break
            if not entry.is_open:
                return await asyncio.to_thread(delivered, entry, job.plan.output_dir)
            await clock.sleep(_FOLLOW_INTERVAL)
        return await self._run(job)

    def _looked_at(self, job: Run) -> Entry:
        """What stands of a job that another process runs; where nobody does any more, it is ours from then on."""
        with self.journal.transaction():
            entry = self.journal.get(job.id)
            if entry is None:
                raise InvalidRequestError(f"The job {job.id} is no longer in the journal.")
            job.mirror(entry)
            if entry.is_open and not self._is_run(entry):
                self._claim(job.plan, entry, Batch(job.batch))
                self.jobs[job.id] = job
                job.follows = False
        return entry

    def close(self) -> None:
        """Close connections, the journal and the loop; what still ran can be resumed."""
        self._loop.stop(self._transport.aclose())
        self.journal.close()
        if self._owner:
            self._owner.close()


async def _open_transport(network: httpx.AsyncBaseTransport | None) -> Transport:
    return Transport(network)


def _joined(mine: Run | None) -> Run | None:
    """A job of this process that runs, or has its clip."""
    return mine if mine and (mine.snapshot().clip or mine.join()) else None


_lock = threading.Lock()
_engines: dict[int, Engine] = {}


@atexit.register
def _end_of_the_process() -> None:
    if mine := _engines.get(os.getpid()):
        wait_for_submissions(list(mine.jobs.values()), SUBMIT_SECONDS)


def engine() -> Engine:
    """This process's engine (a forked child gets its own: threads do not survive a fork)."""
    with _lock:
        if os.getpid() not in _engines:
            _engines.clear()
            try:
                _engines[os.getpid()] = Engine()
            except (OSError, RuntimeError) as error:  # no more files or threads
                raise ConfigurationError(
                    f"This process cannot begin: {error}.",
                    hint="Close what holds many files, or restart the kernel.",
                ) from error
        return _engines[os.getpid()]
