"""The journal: what this person has asked for and paid, written down before each step is taken.

One SQLite database for all kernels and processes. A row is a job; `steps` keeps its history. Every write is
on the disk (synchronous=FULL) before it returns, so that neither a crash nor a power cut loses a paid task.

    claimed by a live process      it is running there
    claimed by a dead one, or by none   whoever needs it next goes on with it

No key, no signed address and no media is ever written here.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec

from omnivid_jupyter import clock
from omnivid_jupyter.engine.database import (
    Database,
    JournalError,
    JournalHeld,
    held,
    open_database,
    patience,
    trouble,
)
from omnivid_jupyter.engine.limits import Limit
from omnivid_jupyter.engine.states import CLOSED, FINAL, IN_FLIGHT, STATES, State
from omnivid_jupyter.errors import InvalidRequestError, OmnividError
from omnivid_jupyter.providers.address import is_demo
from omnivid_jupyter.providers.replies import clean
from omnivid_jupyter.request import VideoRequest

__all__ = ["Entry", "Journal", "JournalError", "Spending", "SpendingGroup", "Standing"]

_CLOSED = ", ".join(f"'{state}'" for state in STATES if state in CLOSED)
#: Not every request can be read, and SQLite gives up at the first that cannot.
_PROMPT, _DURATION, _RESOLUTION = (
    f"CASE WHEN json_valid(request) THEN json_extract(request, '$.{name}') END"
    for name in ("prompt", "duration", "resolution")
)
_LOOKED_THROUGH = 200  # jobs of a model
_INSTANT = 0.25  # seconds for which the engine's loop waits for others that write, once until they are done
_BEAT = 0.02  # seconds until it looks again
_IN_FLIGHT = ", ".join(f"'{state}'" for state in STATES if state in IN_FLIGHT)
#: The condition of the index `jobs_open`, to the letter: SQLite uses it for no other.
_OPEN = f"forgotten = 0 AND state NOT IN ({_CLOSED})"


@dataclass(frozen=True, slots=True)
class Entry:
    """One job as it is written down.

    `request` is its canonical form; `created`, `changed` and `accepted` in unix seconds; `estimate` and `cost`
    in USD; `folder` its clip folder and `clip` the file's name in it; `owner` who claims it.
    """

    id: str
    fingerprint: str
    model: str
    service: str
    request: VideoRequest
    state: State
    created: float
    changed: float
    folder: Path
    owner: str | None = None
    forgotten: bool = False
    task_id: str | None = None
    accepted: float | None = None
    estimate: float | None = None
    cost: float | None = None
    credits: float | None = None
    refunded: bool | None = None
    notebook: str | None = None
    clip: str | None = None
    error: str | None = None

    @property
    def prompt(self) -> str:
        """The prompt of the request."""
        return self.request.prompt

    @property
    def is_open(self) -> bool:
        """Whether there is something left to do or to decide."""
        return not self.forgotten and self.state not in CLOSED


Result = TypeVar("Result")

SpendingGroup = Literal["day", "model", "notebook"]
_GROUPS: dict[SpendingGroup, str] = {
    "day": "date(coalesce(accepted, created), 'unixepoch', 'localtime')",
    "model": "model",
    "notebook": "coalesce(notebook, '')",
}


@dataclass(frozen=True, slots=True)
class Spending:
    """Jobs of one day, model or notebook (`key`) that are alike in all that decides what they cost.

    `accepted` is that of the latest; `cost`, `credits` and `estimate` are sums, None where the jobs have none.
    """

    key: str
    model: str
    service: str
    state: State
    accepted: float | None
    refunded: bool | None
    cost: float | None
    credits: float | None
    estimate: float | None
    jobs: int


Stand = Literal["waiting", "sending", "young", "old"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Jobs at one account that are alike: whose they are, which batch they belong to, and how they stand.

    "waiting" for a place; "sending", which have one and no task yet; tasks in flight, "young" or "old". `since` is when
    the first of them was created.
    """

    owner: str | None
    batch: str
    kind: Stand
    count: int
    since: float


class Journal:
    """The database. Safe to use from every thread; several processes may have it open."""

    def __init__(self, path: Path) -> None:
        """The database at `path`; it is opened, and made if need be, when it is first needed."""
        self._path = path
        self._lock = threading.RLock()
        self._unreadable: dict[str, str] = {}
        self._finished = 0  # jobs that became so by this connection
        self._durations: dict[tuple[Any, ...], list[float]] = {}
        self._durations_of: tuple[int, int] | None = None  # what others and this one had written by then
        self._broken = ""
        self._is_held = False  # as far as is known by who waits for it in `when_free`
        self._orders: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = (
            weakref.WeakKeyDictionary()
        )

    @property
    def exists(self) -> bool:
        """Whether anything was ever written down."""
        return self._path.exists()

    @cached_property
    def _opened(self) -> Database:
        opened = open_database(self._path)
        weakref.finalize(
            self, opened.connection.close
        ).atexit = False  # at the end of the process others say when
        return opened

    @property
    def _db(self) -> sqlite3.Connection:
        return self._opened.connection

    def _execute(self, statement: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        """The rows of one statement. Raises `JournalError`."""
        try:
            return self._db.execute(statement, values).fetchall()
        except UnicodeEncodeError:  # half a character, which stands in no row
            return []
        except sqlite3.Error as error:
            raise trouble(self._path, error) from error

    def _change(self, statement: str, values: Sequence[Any] = ()) -> int:
        """Carry out a statement that changes something; how many rows it changed. Raises `JournalError`."""
        if self._opened.refusal:
            raise trouble(self._path, self._opened.refusal)
        try:
            return self._db.execute(statement, values).rowcount
        except sqlite3.Error as error:
            raise trouble(self._path, error) from error

    def close(self) -> None:
        """Close the database."""
        with self._lock:
            if "_opened" in self.__dict__:
                self._db.close()

    # From an event loop, which nobody who holds the journal may keep waiting

    async def when_free(self, work: Callable[[], Result], *, certainly: bool = False) -> Result:
        """Do `work`, which reads or writes here, as soon as nobody else holds the journal; raises what it raises.

        What is asked for first is done first. Meanwhile the loop goes on; where nobody holds the journal, it is done
        before the loop gets a turn. Raises `JournalHeld` after as long as any write waits. What is to be done
        `certainly` is done even if whoever asked for it is cancelled.
        """
        ends = clock.monotonic() + patience()
        try:
            async with self._orders.setdefault(asyncio.get_running_loop(), asyncio.Lock()):
                while True:
                    try:
                        outcome = self.at_once(work)
                    except JournalHeld:
                        self._is_held = True
                        if clock.monotonic() >= ends:
                            raise
                    else:
                        self._is_held = False
                        return outcome
                    await clock.sleep(_BEAT)
        except asyncio.CancelledError:
            if certainly:
                work()
            raise

    def at_once(self, work: Callable[[], Result]) -> Result:
        """Do `work` now. Raises `JournalHeld` where others hold the journal for more than an instant.

        That instant is waited for once: as long as they are known to hold it, nothing is.
        """
        instant = 0.0 if self._is_held else _INSTANT
        if not self._lock.acquire(timeout=instant):
            raise held(self._path)
        try:
            with self._waiting(instant):
                return work()
        finally:
            self._lock.release()

    @contextmanager
    def _waiting(self, seconds: float) -> Iterator[None]:
        """Wait for other programs no longer than this."""
        self._execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")
        try:
            yield
        finally:
            self._execute(f"PRAGMA busy_timeout = {round(patience() * 1000)}")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """What is read and written inside is one step: no other process comes between.

        An `OmnividError` is an outcome, not a failure to write: what was written before it stays. Raises
        `JournalError` when it cannot be written, before anything in it is done where that is known by then.
        """
        with self._lock:
            if self._db.in_transaction:  # part of a larger step
                yield
                return
            self._change("BEGIN IMMEDIATE")
            try:
                yield
                self._change("COMMIT")
            except JournalError:
                raise
            except OmnividError:
                self._change("COMMIT")
                raise
            finally:
                if self._db.in_transaction:  # it failed, or could not be committed
                    with suppress(sqlite3.Error):  # there was an error already
                        self._db.execute("ROLLBACK")

    # Writing

    def add(self, entry: Entry) -> None:
        """Write a new job down."""
        with self._lock:
            self._finished += entry.state == "done"
            row = _row(entry)
            names = ", ".join(row)
            self._change(
                f"INSERT INTO jobs ({names}) VALUES ({', '.join('?' * len(row))})", tuple(row.values())
            )

    def step(self, job_id: str, state: State, **facts: Any) -> None:
        """Write down that a job is about to be in `state`, with what is known by now; at its end it is nobody's.

        When it is done, what went wrong before is over. Among the facts, `took` is how many seconds its task took until
        it was ready. Raises `InvalidRequestError` when a job is to be submitted that was forgotten meanwhile.
        """
        now, took = clock.time(), facts.pop("took", None)
        changes: dict[str, Any] = {"state": state, "changed": now, **facts}
        if state in FINAL:
            changes["owner"] = None
        if state == "done":
            changes["error"] = None
        with self.transaction():
            self._finished += state == "done"
            if state == "submitting" and self._execute(
                "SELECT 1 FROM jobs WHERE id = ? AND forgotten = 1", (job_id,)
            ):
                raise InvalidRequestError(
                    f"Job {job_id} was forgotten before it was submitted; nothing was charged.",
                    hint="Run its cell again if you want the clip after all.",
                )
            self._set(job_id, changes)
            self._change("INSERT INTO steps VALUES (?, ?, ?)", (job_id, now, state))
            if took is not None:
                self._change("INSERT OR REPLACE INTO took VALUES (?, ?)", (job_id, took))
            if state == "prepared":
                self._change("UPDATE turns SET given = NULL WHERE job = ?", (job_id,))
            elif state == "downloading" or state in FINAL:
                self._change("DELETE FROM turns WHERE job = ?", (job_id,))

    def claim(self, job_id: str, owner: str) -> None:
        """Sign a job as `owner`'s."""
        with self._lock:
            self._set(job_id, {"owner": owner})

    def line_up(self, job_id: str, account: str, batch: str) -> None:
        """Have a job wait for a place at an account, or count as one of its tasks if it is one."""
        with self._lock:
            self._change("INSERT OR REPLACE INTO turns VALUES (?, ?, ?, NULL)", (job_id, account, batch))

    def give_places(self, job_ids: Sequence[str]) -> None:
        """Write down that these jobs have a place now."""
        with self.transaction():
            for job_id in job_ids:
                self._change("UPDATE turns SET given = ? WHERE job = ?", (clock.time(), job_id))

    def learn(self, account: str, limit: Limit) -> None:
        """Write down what is known of an account's limit."""
        with self._lock:
            values = (getattr(limit, name) for name in Limit.__slots__)
            marks = ", ".join("?" * len(Limit.__slots__))
            self._change(
                f"INSERT OR REPLACE INTO accounts (id, {', '.join(Limit.__slots__)}) VALUES (?, {marks})",
                (account, *values),
            )

    def release(self, job_id: str, error: str | None) -> None:
        """Give a job back at the end of its run, with what ended it."""
        with self._lock:
            self._set(job_id, {"owner": None, "error": error})

    def forget(self, job_id: str) -> None:
        """Leave a job alone from now on; its entry stays for the costs."""
        with self._lock:
            self._set(job_id, {"forgotten": 1, "owner": None})

    def _set(self, job_id: str, changes: dict[str, Any]) -> None:
        assignments = ", ".join(f"{name} = ?" for name in changes)
        if not self._change(f"UPDATE jobs SET {assignments} WHERE id = ?", (*changes.values(), job_id)):
            raise JournalError(  # it never got here, or it was taken away: no step may be taken
                f"The journal {self._path} cannot be used: it has no job {job_id} any more.",
                hint="Restart the kernel, then run this again.",
            )

    # Reading

    def get(self, id_or_task: str) -> Entry | None:
        """The job with this id, or with this task id (the newest)."""
        return self._first("id = ? OR task_id = ? ORDER BY created DESC", id_or_task, id_or_task)

    def id_of(self, id_or_task: str) -> str | None:
        """The id of the job with this id or task id (the newest), also where nothing else of it can be read."""
        with self._lock:
            where = "id = ? OR task_id = ? ORDER BY created DESC LIMIT 1"
            rows = self._execute(f"SELECT id FROM jobs WHERE {where}", (id_or_task, id_or_task))
        return str(rows[0]["id"]) if rows else None

    def open_job(self, fingerprint: str) -> Entry | None:
        """The newest job for the same request that is open; one whose task goes on comes before what is undecided."""
        return self._first(
            f"fingerprint = ? AND {_OPEN} ORDER BY state IN ({_IN_FLIGHT}) DESC, created DESC", fingerprint
        )

    def made(self, fingerprint: str) -> list[Entry]:
        """The jobs that have a clip for the same request, in whichever folder; the newest first."""
        return self._listed("fingerprint = ? AND state = 'done' ORDER BY created DESC", fingerprint)

    def places(self, fingerprint: str) -> Iterator[tuple[Path, str]]:
        """The folder and the file's name of each clip for the same request; nothing is read before it is asked for."""
        if self.exists:
            where = "fingerprint = ? AND state = 'done' AND clip IS NOT NULL ORDER BY created DESC"
            with self._lock:
                rows = self._execute(f"SELECT folder, clip FROM jobs WHERE {where}", (fingerprint,))
            yield from ((Path(row["folder"]), row["clip"]) for row in rows)

    def open_jobs(self) -> list[Entry]:
        """Every job with something left to do or to decide; the oldest first."""
        return self._listed(f"{_OPEN} ORDER BY +created")  # the plus: by the index of the few that are open

    @property
    def damage(self) -> str:
        """A sentence on what lists have left out because it cannot be read; empty where nothing is."""
        said = [self._broken] if self._broken else []
        if self._unreadable:
            count, ids = len(self._unreadable), ", ".join([*self._unreadable][:5])
            jobs = "1 job of the journal is" if count == 1 else f"{count} jobs of the journal are"
            said.append(f"{jobs} left out, which cannot be read: {ids}{' …' if count > 5 else ''}.")
        return " ".join(said)

    def newest(
        self,
        count: int | None = 50,
        *,
        text: str | None = None,
        model: str | None = None,
        state: str | None = None,
        since: float | None = None,
    ) -> list[Entry]:
        """The newest jobs first: those with a `text` in the prompt, and `since` a time (unix seconds)."""
        tests: list[tuple[str, str | float | None]] = [
            (f"instr(folded({_PROMPT}), folded(?))", text),
            ("instr(lower(model), lower(?))", model),
            ("state = ?", state),
            ("created >= ?", since),
        ]
        used = [(test, value) for test, value in tests if value is not None]
        where = " AND ".join(test for test, _ in used) or "1"
        limit = -1 if count is None else count
        return self._listed(f"{where} ORDER BY created DESC LIMIT ?", *(value for _, value in used), limit)

    def steps(self, job_id: str) -> list[tuple[float, State]]:
        """When a job went into which state."""
        with self._lock:
            rows = self._execute("SELECT at, state FROM steps WHERE job = ? ORDER BY at", (job_id,))
        return [(row["at"], row["state"]) for row in rows]

    def durations(self, model: str, count: int = 20, *, like: VideoRequest | None = None) -> list[float]:
        """How many seconds the latest finished tasks of a model took from being accepted; the latest first.

        `like`: only those that are as long and as large as this canonical request says, of the last two hundred.
        """
        latest = (
            "SELECT id, request, created, changed - accepted AS all_told FROM jobs"
            " WHERE model = ? AND state = 'done' AND accepted IS NOT NULL ORDER BY created DESC LIMIT ?"
        )
        alike = "1" if like is None else f"{_DURATION} IS ? AND {_RESOLUTION} IS ?"
        values = (count,) if like is None else (_LOOKED_THROUGH, like.duration, like.resolution)
        key = model, count, *values
        with self._lock:
            known = self.version, self._finished
            if known != self._durations_of:  # else they are the same: a thousand jobs are begun at once
                self._durations_of, self._durations = known, {}
            if key in self._durations:
                return self._durations[key]
            rows = self._execute(
                f"SELECT coalesce(seconds, all_told) FROM ({latest}) LEFT JOIN took ON job = id"
                f" WHERE {alike} ORDER BY created DESC LIMIT ?",
                (model, *values, count),
            )
            self._durations[key] = found = [float(row[0]) for row in rows]
        return found

    @cached_property
    def salt(self) -> bytes:
        """What names of accounts are hashed with: of this journal alone."""
        with self._lock:
            return bytes(self._execute("SELECT salt FROM salt")[0][0])

    def limit(self, account: str) -> Limit:
        """What is known of an account's limit."""
        with self._lock:
            rows = self._execute(
                f"SELECT {', '.join(Limit.__slots__)} FROM accounts WHERE id = ?", (account,)
            )
        return Limit(*rows[0]) if rows else Limit()

    @property
    def version(self) -> int:
        """Another number as soon as another process has written something (for the thread that asks)."""
        with self._lock:
            return int(self._execute("PRAGMA data_version")[0][0])

    def standing(self, account: str, young: float, *, but: str | None = None) -> list[Standing]:
        """Who waits for a place at an account and who has one, `but` what one process has claimed.

        Tasks that were accepted since `young` are that.
        """
        with self._lock:
            rows = self._execute(
                "SELECT jobs.owner, turns.batch, CASE"
                " WHEN jobs.state = 'prepared' AND turns.given IS NULL THEN 'waiting'"
                " WHEN jobs.state IN ('prepared', 'submitting') THEN 'sending'"
                " WHEN jobs.accepted > ? THEN 'young' ELSE 'old' END AS kind, count(*), min(jobs.created)"
                " FROM turns JOIN jobs ON jobs.id = turns.job"
                " WHERE turns.account = ? AND jobs.state IN ('prepared', 'submitting', 'queued', 'running')"
                " AND (? IS NULL OR jobs.owner IS NOT ?)"
                " GROUP BY 1, 2, 3",
                (young, account, but, but),
            )
        return [Standing(*row) for row in rows]

    def spending(self, by: SpendingGroup) -> list[Spending]:
        """What all jobs cost, forgotten ones included, ordered by key (days: the local date)."""
        with self._lock:
            rows = self._execute(
                f"SELECT {_GROUPS[by]}, model, service, state, max(accepted), refunded,"
                " sum(cost), sum(credits), sum(estimate), count(*) FROM jobs GROUP BY 1, model, service, state,"
                " accepted IS NULL, refunded, cost IS NULL, credits IS NULL, estimate IS NULL ORDER BY 1"
            )
        return [Spending(*row) for row in rows]

    def _first(self, where: str, *values: Any) -> Entry | None:
        """The first job of a query on which something is decided. Raises `JournalError` where it cannot be read."""
        with self._lock:
            rows = self._execute(f"SELECT {_COLUMNS} FROM jobs WHERE {where} LIMIT 1", values)
        try:
            return _entry(rows[0]) if rows else None
        except ValueError as error:
            raise JournalError(
                f"The journal {self._path} cannot be used for this: its job {rows[0]['id']} cannot be read ({error}).",
                hint="It may have been paid for: look at your tasks at its service. %omnivid forget "
                f"{rows[0]['id']} leaves it alone from then on; --new asks for another clip at once.",
            ) from None

    def _listed(self, where: str, *values: Any) -> list[Entry]:
        """The jobs of a query as far as they can be read; `damage` tells of the others."""
        entries: list[Entry] = []
        with self._lock:
            try:
                for row in self._db.execute(f"SELECT {_COLUMNS} FROM jobs WHERE {where}", values):
                    try:
                        entries.append(_entry(row))
                    except ValueError as error:
                        self._unreadable[str(row["id"])] = str(error)
            except UnicodeEncodeError:
                pass  # half a character, which stands in no row
            except sqlite3.Error as error:
                broken = trouble(self._path, error)
                if not entries:
                    raise broken from error
                self._broken = f"{broken.message} What could still be read is here."
        return entries


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("a text is missing")
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not -_LARGEST < value < _LARGEST:
        raise ValueError("a number is missing or absurd")
    return float(value)


def _moment(value: Any) -> float:
    if not (seconds := _number(value)) >= 0:
        raise ValueError("a date is absurd")
    return seconds


def _state(value: Any) -> State:
    if value not in STATES:
        raise ValueError(f"a state {clean(value, 20)!r} is not known")
    return next(state for state in STATES if state == value)


def _request(value: Any) -> VideoRequest:
    try:
        return _REQUESTS.decode(_text(value))
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise ValueError("its request is damaged") from None


def _perhaps(decoder: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else decoder(value)


_LARGEST = 1e11  # seconds or dollars: what is more is a mistake, and no date
_REQUESTS = msgspec.json.Decoder(VideoRequest)
_COLUMNS = ", ".join(Entry.__slots__)
_DECODERS: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("id", "fingerprint", "model", "service"), _text),
    **dict.fromkeys(("owner", "task_id", "notebook", "clip", "error"), _perhaps(_text)),
    **dict.fromkeys(("created", "changed"), _moment),
    "accepted": _perhaps(_moment),
    **dict.fromkeys(("estimate", "cost", "credits"), _perhaps(_number)),
    "request": _request,
    "state": _state,
    "folder": lambda value: Path(_text(value)),
    "forgotten": bool,
    "refunded": _perhaps(bool),
}


def _entry(row: sqlite3.Row) -> Entry:
    """A row as an entry. Raises ValueError, with the reason in words, for one that nobody can have written."""
    entry = Entry(**{name: _DECODERS[name](row[name]) for name in Entry.__slots__})
    if not is_demo(entry.model) or (entry.cost is None and entry.credits is None):
        return entry
    # written when the amounts of simulated services were believed
    return replace(entry, cost=0.0, credits=None)


def _row(entry: Entry) -> dict[str, Any]:
    row = {name: getattr(entry, name) for name in Entry.__slots__}
    return row | {
        "request": msgspec.json.encode(entry.request).decode(),
        "forgotten": int(entry.forgotten),
        "refunded": None if entry.refunded is None else int(entry.refunded),
        "folder": str(entry.folder),
    }
