"""The journal: what this person has asked for and paid, written down before each step is taken.

One SQLite database for all kernels and processes. A row is a job; `steps` keeps its history. Every write is
on the disk (synchronous=FULL) before it returns, so that neither a crash nor a power cut loses a paid task.

    claimed by a live process      it is running there
    claimed by a dead one, or by none   whoever needs it next goes on with it

The one rule: no key, no signed address and no media is ever written here.
"""

from __future__ import annotations

import sqlite3
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import msgspec
from filelock import FileLock

from omnivid_jupyter.engine.states import CLOSED, FINAL, IN_FLIGHT, STATES, State
from omnivid_jupyter.errors import ConfigurationError, InvalidRequestError, OmnividError
from omnivid_jupyter.providers.address import is_demo
from omnivid_jupyter.providers.identity import fingerprint
from omnivid_jupyter.request import VideoRequest

__all__ = ["UNWRITABLE", "Entry", "Journal", "Spending", "SpendingGroup"]

#: What a journal raises that cannot be written any more.
UNWRITABLE = (ConfigurationError, LookupError, sqlite3.Error)

_WAIT = 30.0  # seconds for other processes to write

#: Each script brings the database from one version (its place in the list) to the next.
_MIGRATIONS = [
    """
    CREATE TABLE jobs (
        id TEXT PRIMARY KEY,
        fingerprint TEXT NOT NULL,
        model TEXT NOT NULL,
        service TEXT NOT NULL,
        request TEXT NOT NULL,
        state TEXT NOT NULL,
        owner TEXT,
        forgotten INTEGER NOT NULL DEFAULT 0,
        task_id TEXT,
        created REAL NOT NULL,
        changed REAL NOT NULL,
        accepted REAL,
        estimate REAL,
        cost REAL,
        credits REAL,
        refunded INTEGER,
        notebook TEXT,
        folder TEXT NOT NULL,
        clip TEXT,
        error TEXT
    ) STRICT;
    CREATE INDEX jobs_by_time ON jobs (created DESC);
    CREATE INDEX jobs_by_task ON jobs (task_id);
    CREATE INDEX jobs_done ON jobs (model, created DESC) WHERE state = 'done';
    CREATE INDEX jobs_made ON jobs (fingerprint) WHERE state = 'done';
    CREATE INDEX jobs_open ON jobs (fingerprint)
        WHERE forgotten = 0 AND state NOT IN ('done', 'failed', 'expired');
    CREATE TABLE steps (job TEXT NOT NULL, at REAL NOT NULL, state TEXT NOT NULL) STRICT;
    CREATE INDEX steps_by_job ON steps (job);
    """,
    # What tools change in a text no longer makes another request.
    "UPDATE jobs SET fingerprint = fingerprint_of(request, fingerprint)",
    # A clip that was made and is lost is a question that is open.
    """
    DROP INDEX jobs_open;
    CREATE INDEX jobs_open ON jobs (fingerprint) WHERE forgotten = 0 AND state NOT IN ('done', 'failed');
    """,
]
_CLOSED = ", ".join(f"'{state}'" for state in STATES if state in CLOSED)
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


class Journal:
    """The database. Safe to use from every thread; several processes may have it open."""

    def __init__(self, path: Path) -> None:
        """The database at `path`; it is opened, and made if need be, when it is first needed."""
        self._path = path
        self._lock = threading.RLock()

    @property
    def exists(self) -> bool:
        """Whether anything was ever written down."""
        return self._path.exists()

    @cached_property
    def _db(self) -> sqlite3.Connection:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            db = sqlite3.connect(self._path, timeout=_WAIT, isolation_level=None, check_same_thread=False)
            weakref.finalize(self, db.close).atexit = False  # at the end of the process others say when
            db.row_factory = sqlite3.Row
            # SQLite's lower() knows ASCII only.
            db.create_function("folded", 1, str.casefold, deterministic=True)
            db.create_function("fingerprint_of", 2, _fingerprint, deterministic=True)
            db.execute("PRAGMA synchronous = FULL")
            # SQLite does not wait to switch to WAL.
            with FileLock(self._path.with_suffix(".lock"), timeout=_WAIT):
                db.execute("PRAGMA journal_mode = WAL")
                _migrate(db)
        except (OSError, sqlite3.Error) as error:
            raise ConfigurationError(
                f"The journal {self._path} cannot be used: {error}.",
                hint="Point OMNIVID_HOME to a folder of your own.",
            ) from error
        return db

    def close(self) -> None:
        """Close the database."""
        with self._lock:
            if "_db" in self.__dict__:
                self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """What is read and written inside is one step: no other process comes between.

        An `OmnividError` is an outcome, not a failure to write: what was written before it stays.
        """
        with self._lock:
            if self._db.in_transaction:  # part of a larger step
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except OmnividError:
                self._db.execute("COMMIT")
                raise
            except sqlite3.OperationalError as error:
                raise ConfigurationError(
                    f"The journal {self._path} cannot be written: {error}.",
                    hint="Make room there, or point OMNIVID_HOME to another folder.",
                ) from error
            finally:
                if self._db.in_transaction:  # it failed, or could not be committed
                    self._db.execute("ROLLBACK")

    # Writing

    def add(self, entry: Entry) -> None:
        """Write a new job down."""
        with self._lock:
            row = _row(entry)
            names = ", ".join(row)
            self._db.execute(
                f"INSERT INTO jobs ({names}) VALUES ({', '.join('?' * len(row))})", tuple(row.values())
            )

    def step(self, job_id: str, state: State, **facts: Any) -> None:
        """Write down that a job is about to be in `state`, with what is known by now; at its end it is nobody's.

        Raises `InvalidRequestError` when a job is to be submitted that was forgotten meanwhile.
        """
        now = time.time()
        changes: dict[str, Any] = {"state": state, "changed": now, **facts}
        if state in FINAL:
            changes["owner"] = None
        with self.transaction():
            if state == "submitting" and self._first("id = ? AND forgotten = 1", job_id):
                raise InvalidRequestError(
                    f"Job {job_id} was forgotten before it was submitted; nothing was charged.",
                    hint="Run its cell again if you want the clip after all.",
                )
            self._set(job_id, changes)
            self._db.execute("INSERT INTO steps VALUES (?, ?, ?)", (job_id, now, state))

    def claim(self, job_id: str, owner: str) -> None:
        """Sign a job as `owner`'s."""
        with self._lock:
            self._set(job_id, {"owner": owner})

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
        changed = self._db.execute(f"UPDATE jobs SET {assignments} WHERE id = ?", (*changes.values(), job_id))
        if not changed.rowcount:  # it never got here: no step may be taken
            raise LookupError(f"there is no job {job_id} in the journal")

    # Reading

    def get(self, id_or_task: str) -> Entry | None:
        """The job with this id, or with this task id (the newest)."""
        return self._first("id = ? OR task_id = ? ORDER BY created DESC", id_or_task, id_or_task)

    def open_job(self, fingerprint: str) -> Entry | None:
        """The newest job for the same request that is open; one whose task goes on comes before what is undecided."""
        return self._first(
            f"fingerprint = ? AND {_OPEN} ORDER BY state IN ({_IN_FLIGHT}) DESC, created DESC", fingerprint
        )

    def made(self, fingerprint: str) -> list[Entry]:
        """The jobs that have a clip for the same request, in whichever folder; the newest first."""
        return self._all("fingerprint = ? AND state = 'done' ORDER BY created DESC", fingerprint)

    def places(self, fingerprint: str) -> Iterator[tuple[Path, str]]:
        """The folder and the file's name of each clip for the same request; nothing is read before it is asked for."""
        made = self.made(fingerprint) if self.exists else []
        yield from ((entry.folder, entry.clip) for entry in made if entry.clip)

    def open_jobs(self) -> list[Entry]:
        """Every job with something left to do or to decide; the oldest first."""
        return self._all(f"{_OPEN} ORDER BY +created")  # the plus: by the index of the few that are open

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
            ("instr(folded(json_extract(request, '$.prompt')), folded(?))", text),
            ("instr(lower(model), lower(?))", model),
            ("state = ?", state),
            ("created >= ?", since),
        ]
        used = [(test, value) for test, value in tests if value is not None]
        where = " AND ".join(test for test, _ in used) or "1"
        limit = -1 if count is None else count
        return self._all(f"{where} ORDER BY created DESC LIMIT ?", *(value for _, value in used), limit)

    def steps(self, job_id: str) -> list[tuple[float, State]]:
        """When a job went into which state."""
        with self._lock:
            rows = self._db.execute("SELECT at, state FROM steps WHERE job = ? ORDER BY at", (job_id,))
            return [(row["at"], row["state"]) for row in rows]

    def durations(self, model: str, count: int = 20) -> list[float]:
        """How many seconds the latest finished tasks of a model took, from being accepted to their clip."""
        with self._lock:
            rows = self._db.execute(
                "SELECT changed - accepted FROM jobs WHERE model = ? AND state = 'done' AND accepted IS NOT NULL"
                " ORDER BY created DESC LIMIT ?",
                (model, count),
            )
            return [float(row[0]) for row in rows]

    def spending(self, by: SpendingGroup) -> list[Spending]:
        """What all jobs cost, forgotten ones included, ordered by key (days: the local date)."""
        with self._lock:
            rows = self._db.execute(
                f"SELECT {_GROUPS[by]}, model, service, state, max(accepted), refunded,"
                " sum(cost), sum(credits), sum(estimate), count(*) FROM jobs GROUP BY 1, model, service, state,"
                " accepted IS NULL, refunded, cost IS NULL, credits IS NULL, estimate IS NULL ORDER BY 1"
            )
            return [Spending(*row) for row in rows]

    def _first(self, where: str, *values: Any) -> Entry | None:
        return next(iter(self._all(f"{where} LIMIT 1", *values)), None)

    def _all(self, where: str, *values: Any) -> list[Entry]:
        with self._lock:
            return [_entry(row) for row in self._db.execute(f"SELECT * FROM jobs WHERE {where}", values)]


def _migrate(db: sqlite3.Connection) -> None:
    """Bring the database to the newest version; of several processes that start at once, one does it."""
    if _version(db) == len(_MIGRATIONS):
        return
    db.execute("BEGIN IMMEDIATE")
    for version in range(_version(db), len(_MIGRATIONS)):
        for statement in _MIGRATIONS[version].split(";"):
            db.execute(statement)
        db.execute(f"PRAGMA user_version = {version + 1}")
    db.execute("COMMIT")


def _fingerprint(request: str, known: str) -> str:
    """The fingerprint of a request that was written down; the known one where it cannot be read any more."""
    try:
        return fingerprint(msgspec.json.decode(request, type=VideoRequest))
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return known


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


_Decoder = Callable[[Any], Any]
_DECODERS: dict[str, _Decoder] = {
    "request": msgspec.json.Decoder(VideoRequest).decode,
    "forgotten": bool,
    "refunded": lambda value: None if value is None else bool(value),
    "folder": Path,
}


def _entry(row: sqlite3.Row) -> Entry:
    entry = Entry(**{name: _DECODERS.get(name, lambda value: value)(row[name]) for name in row.keys()})  # noqa: SIM118
    if not is_demo(entry.model) or (entry.cost is None and entry.credits is None):
        return entry
    return replace(
        entry, cost=0.0, credits=None
    )  # written when the amounts of simulated services were believed


def _row(entry: Entry) -> dict[str, Any]:
    row = {name: getattr(entry, name) for name in Entry.__slots__}
    return row | {
        "request": msgspec.json.encode(entry.request).decode(),
        "forgotten": int(entry.forgotten),
        "refunded": None if entry.refunded is None else int(entry.refunded),
        "folder": str(entry.folder),
    }
