"""Whose turn it is to submit: jobs wait here until their account has a place for one more task (`limits`).

An account is a key at a service's address. Who waits and who has a place stands in the journal, so that all processes
of this person share the places: a place is a claim of a process that lives, or a task that was accepted not long ago.
Each process gives places to its own jobs, whenever it is their turn among all that wait.

Nothing was sent for a job that waits here: it can be called off. A submission that was certainly not taken comes
back here with why, and goes before the others of its batch.

Ten thousand jobs may wait at once, and each that is taken makes room for the next: what is done then must not look
through all of them. So who of this process has a place is known here, the journal is asked for other processes' only
when those have written something, and those that wait are looked through and told by the clock.

On the engine's loop, for which each decision is one step, taken as soon as nobody else holds the journal; the loop
goes on meanwhile (`Journal.when_free`).
"""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import blake2b
from math import ceil

from omnivid_jupyter import clock
from omnivid_jupyter.engine.journal import Journal, JournalError, Standing
from omnivid_jupyter.engine.limits import Batch, Limit, in_order
from omnivid_jupyter.engine.owners import Owner
from omnivid_jupyter.engine.run import Run
from omnivid_jupyter.errors import OmnividError, RateLimitError
from omnivid_jupyter.net.endpoints import Endpoint
from omnivid_jupyter.net.pacing import SUBMIT_ATTEMPTS, submit_pause

__all__ = ["HandedOver", "Line", "Turns", "account_of"]

_BEAT = 0.25  # seconds between two looks at what other processes did
_TELLING = 1.0  # seconds between two words on how the line stands
_TOLD = 200  # lines that are told so in a second, at the most: longer ones hear it less often
_AGING = (
    5.0  # seconds after which tasks of others are looked at anew: they grow old without anybody writing it
)
_COURTESY = 3.0  # seconds for which a place is left to another process whose turn it is
#: Seconds for which a task counts that nobody asks after: the documents speak of 3 to 5 minutes; a simulated one's.
_YOUNG, _YOUNG_DEMO = 300.0, 30.0


#: What to do about an account that takes no task although none is in flight.
_ALONE = (
    "None of your tasks was in flight there: another machine on this account may take all places. "
    "Run this again later. Nothing was charged."
)


_numbers = itertools.count()


def account_of(endpoint: Endpoint, salt: bytes) -> str:
    """The name of an account in the journal. It tells nobody the key: it is a short keyed hash of it."""
    mark = blake2b(endpoint.base_url.encode(), key=salt, digest_size=8)
    if endpoint.key:
        mark.update(b"\n" + endpoint.require_key().reveal().encode("utf-8", "surrogatepass"))
    return f"{endpoint.service}-{mark.hexdigest()}"


class HandedOver(Exception):
    """The job is another process's now."""


class Line:
    """One job on its way to its submission: waiting for its turn, having it, or back because nothing was taken."""

    def __init__(self, job: Run, account: _Account, journal: Journal) -> None:
        self.job = job
        self._journal = journal
        self.number = next(_numbers)  # in the order in which they came
        self.error: OmnividError | None = None  # why it was turned away
        self.offers = 0  # that were of no use while no other task was in flight
        self.began: float | None = None
        self.said = ""
        self.given: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._account = account

    async def turn(self) -> None:
        """Wait until the job has a place. Raises what keeps it from ever having one."""
        self.given, self.said = asyncio.get_running_loop().create_future(), ""
        self._account.add(self)
        try:
            await self.given
        except BaseException:
            self._account.remove(self)
            raise
        self.began = self.began or clock.monotonic()

    def is_late(self, pause: float) -> bool:
        """Whether nobody waits as long as until it would be offered again, so many seconds from now."""
        now = clock.monotonic()
        return now + pause >= (self.began or now) + self.job.plan.timeout

    def is_given_up(self, pause: float) -> bool:
        """Whether it was offered in vain for long enough, if the next offer comes so many seconds from now.

        One of several is offered as long as anybody waits: who began them has something else to do meanwhile, and it
        may be another machine's tasks that take all places.
        """
        return self.is_late(pause) or (self.offers >= SUBMIT_ATTEMPTS and not self.job.several)

    def patience(self) -> str:
        """How long it is still offered, in words."""
        now = clock.monotonic()
        left = max((self.began or now) + self.job.plan.timeout - now, 0.0)
        return f"{ceil(left)} s" if left < 90 else f"{round(left / 60)} min"

    def taken(self) -> None:
        """The service took the task."""
        self._account.taken()

    def not_taken(self) -> None:
        """The service certainly took nothing: the place is free again."""
        self._account.leave(self.job)

    async def turned_away(self, error: OmnividError, wanted: float | None) -> None:
        """The service certainly took nothing, and wants to be asked again in so many seconds, if it says so.

        Raises `error` when it was offered often enough, or would have to wait longer than anybody does.
        """
        self.error = error
        pause = await self._journal.when_free(lambda: self._account.turned_away(self, wanted))
        if self.is_given_up(pause):
            raise error
        if pause:
            self.job.log(f"trying again in {pause:.0f} s")


class Turns:
    """The lines of this process, by account."""

    def __init__(self, journal: Journal, owner: Callable[[], Owner]) -> None:
        self._journal = journal
        self._owner = owner
        self._accounts: dict[str, _Account] = {}

    def sign(self, job_id: str, endpoint: Endpoint, batch: str) -> None:
        """Write down which account and batch a job of ours belongs to. From any thread."""
        self._journal.line_up(job_id, account_of(endpoint, self._journal.salt), batch)

    def line(self, job: Run) -> Line:
        """The way of a job of ours to its submission."""
        return Line(job, self._account(job), self._journal)

    def pause(self, job: Run) -> float:
        """Seconds for which the service wants no query of this account, as a query was told here.

        What a submission is told (too many tasks at once) does not concern them: a task that is ready is not to wait.
        """
        return self._account(job).quiet()

    async def close(self, job: Run, seconds: float) -> None:
        """Have all requests of an account wait, whichever query was told so: the service counts them together."""
        self._account(job).be_quiet(seconds)
        with suppress(JournalError):  # then it holds for this job only
            await self._journal.when_free(lambda: self._account(job).close(seconds))

    def go_on(self, job: Run) -> None:
        """A job of ours is gone on with whose task was accepted before: it has a place."""
        with suppress(JournalError):
            self._account(job).go_on(job)

    def left(self, job: Run) -> None:
        """A job takes no place any more: its task is ready, or nobody here asks after it. Another may have it."""
        with suppress(JournalError):
            self._account(job).leave(job)

    def waiting(self) -> list[Run]:
        """The jobs of this process that wait for their turn, and for which somebody still waits."""
        lines = (line for account in self._accounts.values() for line in account.lines())
        return [line.job for line in lines if not line.job.abandoned]

    def hand_over(self, job_ids: set[str], heir: str) -> int:
        """Make those of these jobs that still wait the claims of another process; how many."""
        found = [
            line
            for account in self._accounts.values()
            for line in account.lines()
            if line.job.id in job_ids and not line.job.abandoned and not line.given.done()
        ]
        with self._journal.transaction():
            for line in found:
                self._journal.claim(line.job.id, heir)
        for account in self._accounts.values():
            account.forget_others()
        for line in found:
            line.given.set_exception(HandedOver())
        return len(found)

    def _account(self, job: Run) -> _Account:
        name = account_of(job.plan.endpoint, self._journal.salt)
        if name not in self._accounts:
            self._accounts[name] = _Account(name, job, self._journal, self._owner)
        return self._accounts[name]


class _Account:
    """The line at one account: jobs of this process that wait, by batch."""

    def __init__(self, name: str, job: Run, journal: Journal, owner: Callable[[], Owner]) -> None:
        self.id = name
        self.changed = asyncio.Event()
        self._title = job.plan.endpoint.title
        self._young = _YOUNG_DEMO if job.plan.target.demo else _YOUNG
        self._journal = journal
        self._owner = owner
        self._batches: dict[str, deque[Line]] = {}  # none of them is empty
        self._holding: set[Run] = set()  # our jobs that have a place
        self._held: Counter[str] = Counter()  # how many, by batch
        self._elsewhere: list[Standing] = []  # those of other processes, as they were written down
        self._others_seen = (-1, 0.0)  # the journal's version then, and when it was
        self._came_back = False  # whether a line that waits may have been turned away
        self._looked_through = 0.0
        self._just_taken = 0
        self._refusal: OmnividError | None = None  # the last one, while no task is in flight
        self._reopens = 0.0  # when another is offered after it
        self._quiet_until = 0.0
        self._giving: asyncio.Task[None] | None = None
        self._told = 0.0
        self._polite_since: float | None = None

    # What happens to lines

    def add(self, line: Line) -> None:
        """Have a line wait; one that was turned away goes before the others of its batch."""
        self._came_back = self._came_back or bool(line.error)
        waiting = self._batches.setdefault(line.job.batch, deque())
        if line.error:
            waiting.insert(sum(bool(each.error) and each.number < line.number for each in waiting), line)
        else:
            waiting.append(line)
        self.changed.set()
        if self._giving is None or self._giving.done():
            self._giving = asyncio.get_running_loop().create_task(self._give())

    def remove(self, line: Line) -> None:
        """Have it wait no more, however that came."""
        waiting = self._batches.get(line.job.batch, deque())
        with suppress(ValueError):  # it was given its place
            waiting.remove(line)
        if not waiting:
            self._batches.pop(line.job.batch, None)

    def go_on(self, job: Run) -> None:
        """A job has a place that another process, or an earlier run, was given."""
        self._hold(job)
        self.forget_others()

    def _hold(self, job: Run) -> None:
        if job not in self._holding:
            self._holding.add(job)
            self._held[job.batch] += 1

    def leave(self, job: Run) -> None:
        """A job of ours has no place any more; the task may go on all the same, without anybody at it."""
        if job in self._holding:
            self._holding.remove(job)
            self._held[job.batch] -= 1
            if not self._held[job.batch]:
                del self._held[job.batch]
        if job.state in ("queued", "running"):
            self.forget_others()
        self.changed.set()

    def forget_others(self) -> None:
        """What is known of other processes' jobs may be outdated by something that this one has written."""
        self._others_seen = (-1, 0.0)

    def taken(self) -> None:
        """The service took a task: it is not closed to those that wait."""
        self._just_taken += 1
        self._begin_anew()
        self.changed.set()

    def _begin_anew(self) -> None:
        """What was offered in vain so far counts no more."""
        self._refusal = None
        for line in self.lines() if self._came_back else ():
            line.offers, line.began = 0, None
        self._came_back = False

    def turned_away(self, line: Line, wanted: float | None) -> float:
        """The service did not take this one; seconds until another is offered."""
        with self._journal.transaction():
            others, in_flight, now = self._others(), self._in_flight(), clock.time()
            limit = self._journal.limit(self.id)
            if isinstance(line.error, RateLimitError):
                limit = limit.turned_away(others, now)
                pause = self._room_or_pause(line, wanted, in_flight)
            else:
                line.offers += 1
                pause = _pause(line.offers, wanted)
            self._journal.learn(self.id, limit.closing(pause, now) if pause else limit)
        self.changed.set()
        return pause

    def _room_or_pause(self, line: Line, wanted: float | None, in_flight: int) -> float:
        """Seconds until another may be offered. A task in flight that ends makes room for it."""
        if in_flight:
            if self._refusal:
                self._begin_anew()
            return wanted or 0.0
        if line.error:
            line.error.hint = _ALONE
        self._refusal, self._came_back = line.error, True
        now = clock.monotonic()
        for each in (line, *self.lines()):
            each.offers += 1
            each.began = each.began or now
        pause = _pause(line.offers, wanted)
        self._reopens = now + pause
        return pause

    def close(self, seconds: float) -> None:
        """The service asked for so many seconds without a submission."""
        with self._journal.transaction():
            self._journal.learn(self.id, self._journal.limit(self.id).closing(seconds, clock.time()))

    def be_quiet(self, seconds: float) -> None:
        """The same for queries. Each process is told so itself: for the others it need not be written down."""
        self._quiet_until = max(self._quiet_until, clock.monotonic() + seconds)

    def quiet(self) -> float:
        """Seconds for which nothing is to be asked."""
        return max(self._quiet_until - clock.monotonic(), 0.0)

    # Giving places

    async def _give(self) -> None:
        """Give places as long as anybody waits for one."""
        try:
            while self._batches:
                self.changed.clear()
                self._call_off()
                pause = await self._journal.when_free(self._round)
                await self._beat(min(pause, _BEAT) if pause else _BEAT)
        except (
            Exception
        ) as error:  # the journal cannot be used, or a mistake of ours: nobody may wait for ever
            for line in self.lines():
                _fail(line, error)

    async def _beat(self, seconds: float) -> None:
        """Wait until something changes here, at most so many seconds."""
        waits = [asyncio.ensure_future(clock.sleep(seconds)), asyncio.ensure_future(self.changed.wait())]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)

    def lines(self) -> Iterator[Line]:
        """Those that wait here."""
        return (line for waiting in [*self._batches.values()] for line in [*waiting])

    def _call_off(self) -> None:
        """Let those go that nobody waits for, and those that the service keeps turning away."""
        now = clock.monotonic()
        if not self._refusal and now - self._looked_through < _BEAT / 2:
            return
        self._looked_through = now
        for line in self.lines():
            if line.job.call_off():
                _fail(line, line.error or line.job.stopped())
            elif self._refusal and line.is_given_up(max(self._reopens - now, 0.0)):
                _fail(line, self._refusal)

    def _round(self) -> float:
        """Give the places that are free to whose turn it is; the seconds for which the service wants no request."""
        if not self._batches:
            return 0.0
        limit, places = self._journal.limit(self.id), self._places()
        pause = limit.pause(clock.time())
        if pause:
            self._await_opening(pause)
        elif self._just_taken or self._used(places, limit) < limit.most:
            with self._journal.transaction():
                given = self._given()
            for line in given:
                if not line.given.done():
                    line.given.set_result(None)
            places = self._places()
        self._tell(places, pause)
        return pause

    def _given(self) -> list[Line]:
        """Those whose turn it is. In a transaction: nobody else gives places meanwhile."""
        old, places, now = self._journal.limit(self.id), self._places(), clock.time()
        used = self._used(places, old)
        limit = old.taken(self._just_taken, used, now) if self._just_taken else old
        self._just_taken = 0
        if limit != old:
            self._journal.learn(self.id, limit)
        given: list[Line] = []
        left = 0
        for name, _ in zip(in_order(self._line_up(places)), range(limit.most - used), strict=False):
            if waiting := self._batches.get(name):
                given.append(waiting[0])
                self.remove(waiting[0])
            else:
                left += 1
        given += self._after_courtesy(left if not given else 0)
        for line in given:
            self._hold(line.job)
        self._journal.give_places([line.job.id for line in given])
        return given

    def _after_courtesy(self, left: int) -> list[Line]:
        """Those of ours that take places which were left to other processes: when those do not take them."""
        now = clock.monotonic()
        if not left:
            self._polite_since = None
            return []
        self._polite_since = self._polite_since or now
        if now - self._polite_since < _COURTESY:
            return []
        mine = [*self.lines()][:left]
        for line in mine:
            self.remove(line)
        return mine

    def _await_opening(self, pause: float) -> None:
        """Let those go that would have to wait longer than anybody does for them."""
        for line in self.lines():
            if pause >= line.job.plan.timeout:
                _fail(line, self._refusal or self._closed(pause))

    def _closed(self, pause: float) -> RateLimitError:
        return RateLimitError(
            f"{self._title} wants no request of this account for another {ceil(pause)} s.",
            hint="Nothing was sent, and nothing charged. Run this again then.",
        )

    # How the line stands

    def _places(self) -> list[Standing]:
        """Who has a place, and which others wait: of processes that live, and tasks as long as they may last."""
        owner = self._owner()
        now, version = clock.time(), self._journal.version
        seen, since = self._others_seen
        if seen != version or not 0 <= now - since < _AGING:
            self._elsewhere = self._journal.standing(self.id, now - self._young, but=owner.id)
            self._others_seen = version, now
        alive = {name: owner.is_alive(name) for name in {each.owner for each in self._elsewhere}}
        ours = [Standing(owner.id, batch, "sending", count, now) for batch, count in self._held.items()]
        return ours + [each for each in self._elsewhere if alive[each.owner] or each.kind == "young"]

    def _used(self, places: list[Standing], limit: Limit) -> int:
        """How many places are taken. While no limit is known, tasks of the dead take none: nobody is kept waiting."""
        owner = self._owner()
        learned = limit.is_learned(clock.time())
        return sum(
            each.count
            for each in places
            if each.kind != "waiting" and (learned or each.kind != "young" or owner.is_alive(each.owner))
        )

    def _others(self) -> int:
        return sum(each.count for each in self._places() if each.kind != "waiting")

    def _in_flight(self) -> int:
        ours = sum(job.task_id is not None for job in self._holding)
        return ours + sum(each.count for each in self._places() if each.kind in ("young", "old"))

    def _line_up(self, places: list[Standing]) -> list[Batch]:
        """All batches that wait: of ours what is here, of others what is written down."""
        in_flight: dict[str, int] = {}
        for each in places:
            if each.kind != "waiting":
                in_flight[each.batch] = in_flight.get(each.batch, 0) + each.count
        written = {each.batch: each for each in places if each.kind == "waiting"}
        mine = [
            Batch(name, in_flight.get(name, 0), len(waiting), waiting[0].job.created)
            for name, waiting in self._batches.items()
        ]
        others = [
            Batch(name, in_flight.get(name, 0), each.count, each.since)
            for name, each in written.items()
            if name not in self._batches
        ]
        return mine + others

    def _tell(self, places: list[Standing], pause: float) -> None:
        """Have each job say how the line stands."""
        now, count = clock.monotonic(), sum(map(len, self._batches.values()))
        if not count or now - self._told < max(_BEAT if pause else _TELLING, count / _TOLD):
            return
        self._told = now
        used = sum(each.count for each in places if each.kind != "waiting")
        tasks = "1 task is" if used == 1 else f"{used} tasks are"
        why = (
            f"{self._title} wants no request for another {ceil(pause)} s"
            if pause
            else f"{tasks} in flight at {self._title}"
        )
        # while any is being submitted, the next may have a place at once
        stands = bool(pause) or all(job.task_id for job in self._holding)
        ranks: dict[str, deque[int]] = {}
        for number, name in enumerate(in_order(self._line_up(places))):
            ranks.setdefault(name, deque()).append(number)
        for line in self.lines():
            line.job.waits_its_turn = line.job.waits_its_turn or stands
            before = ranks[line.job.batch].popleft()
            waits = f"waiting for its turn: {why}, {before or 'none'} before it"
            if pause and self._refusal and line.job.several:
                waits = (
                    f"{self._refusal.message.rstrip('.')}, although none of your tasks is in flight; "
                    f"trying again in {ceil(pause)} s, for another {line.patience()} at the most"
                )
            elif line.error and pause:
                waits = f"{line.error.message.rstrip('.')}; trying again in {ceil(pause)} s"
            if line.said != waits:
                line.said = waits
                line.job.say(waits, held=bool(pause))


def _pause(offers: int, wanted: float | None) -> float:
    """Seconds until the next offer, of which so many were in vain; `wanted` as the service asked for it.

    Who goes on beyond a few offers is not told to come back at once any more.
    """
    pause = submit_pause(offers, wanted)
    return pause if offers < SUBMIT_ATTEMPTS else max(pause, submit_pause(offers, None))


def _fail(line: Line, error: Exception) -> None:
    """End a line; the job makes the error its own (`Run.owned`), which several may end with."""
    if not line.given.done():
        line.given.set_exception(error)
