"""Tasks and accounts, kept in one SQLite file that several processes may share.

A task's state is never written while it runs: it follows from the clock (`Timeline`). Only its end is,
once, together with the money that goes back. A reader therefore sees the same in every process, and
nothing has to run between two queries.

Money moves only inside the transaction that adds or ends a task.
"""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from omnivid_jupyter.simulator.orders import Order
from omnivid_jupyter.simulator.picture import Picture

__all__ = ["InsufficientFunds", "Store", "Task", "Timeline"]

_VERSION = 1
_SCHEMA = f"""
    CREATE TABLE account (
        service TEXT, owner TEXT, balance REAL NOT NULL,
        PRIMARY KEY (service, owner));
    CREATE TABLE task (
        service TEXT, id TEXT, owner TEXT NOT NULL, created REAL NOT NULL, ordered BLOB NOT NULL,
        picture BLOB NOT NULL, picture_key TEXT NOT NULL, failure TEXT, finished REAL,
        PRIMARY KEY (service, id));
    CREATE INDEX task_by_picture ON task (picture_key);
    CREATE TABLE secret (value BLOB NOT NULL);
    PRAGMA user_version = {_VERSION};
"""


#: Added to a file of any age: what was submitted before this was there is not known again.
_SUBMISSIONS = """
    CREATE TABLE IF NOT EXISTS submission (
        service TEXT, owner TEXT, key TEXT, said TEXT NOT NULL, task TEXT NOT NULL,
        PRIMARY KEY (service, owner, key))
"""


class InsufficientFunds(Exception):
    """The account holds less than the order takes."""


@dataclass(frozen=True, slots=True)
class Task:
    """One accepted order. `failure` is how it ends, if badly; `finished` when it ended, if it did."""

    id: str
    service: str
    owner: str
    created: float
    order: Order
    picture: Picture
    failure: str | None = None
    finished: float | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """When a task queues, runs and ends, in seconds after its creation; the same for the same order."""

    queued: float
    total: float

    @classmethod
    def of(cls, task: Task, speed: float) -> Timeline:
        """About 4 to 6 s for a 720p clip, more where there is more to draw; `speed` divides it all."""
        order = task.order
        whim = int(hashlib.sha256(task.picture.key.encode()).hexdigest()[:4], 16) / 0xFFFF
        megapixels = order.width * order.height * (order.seconds or 0) / 1e6
        total = 3.8 + 1.4 * whim + 0.18 * megapixels
        if task.failure is not None:
            total *= 0.7
        return cls(queued=0.7 / speed, total=total / speed)

    def progress(self, elapsed: float) -> int:
        """Percent done after so many seconds; 99 is the most before the end is known."""
        share = (elapsed - self.queued) / max(self.total - self.queued, 1e-9)
        return max(0, min(99, int(share * 100)))


@dataclass(frozen=True, slots=True)
class Submission:
    """What a submission is known again by: the `key` that its client gave it, and a digest of what it `said`."""

    key: str
    said: str


class Store:
    """The SQLite file: tasks, balances, and the secret that signs links. Raises OSError where it cannot be one."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.is_file():
            raise OSError(f"{path} is no file")  # a pipe would be waited for
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, timeout=10.0, isolation_level=None, check_same_thread=False)
        try:
            self.secret: bytes = self._prepared()
        except BaseException:
            self._db.close()
            raise

    def _prepared(self) -> bytes:
        """Make the tables if need be; gives the secret."""
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        with self._transaction() as db:
            if db.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
                for table in ("account", "task", "secret"):
                    db.execute(f"DROP TABLE IF EXISTS {table}")
                for statement in filter(str.strip, _SCHEMA.split(";")):
                    db.execute(statement)
                db.execute("INSERT INTO secret VALUES (?)", (secrets.token_bytes(32),))
            db.execute(_SUBMISSIONS)
            found: bytes = db.execute("SELECT value FROM secret").fetchone()[0]
        return found

    def close(self) -> None:
        """Close the file; the store cannot be used afterwards."""
        with self._lock:
            self._db.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def submitted(self, service: str, owner: str, key: str) -> tuple[str, str] | None:
        """The task that was submitted under this key, and the digest of what was said then."""
        with self._lock:
            return self._submitted(service, owner, key)

    def _submitted(self, service: str, owner: str, key: str) -> tuple[str, str] | None:
        row = self._db.execute(
            "SELECT task, said FROM submission WHERE service = ? AND owner = ? AND key = ?",
            (service, owner, key),
        ).fetchone()
        return (row[0], row[1]) if row else None

    def add(
        self, task: Task, *, opening_balance: float, submission: Submission | None = None
    ) -> tuple[str, str] | None:
        """Take the reserve from the owner's account and keep the task, or raise InsufficientFunds.

        Where the same submission came first, nothing is done: returns the task's id and what was said then.
        """
        with self._transaction() as db:
            if submission:
                if first := self._submitted(task.service, task.owner, submission.key):
                    return first
                mark = (task.service, task.owner, submission.key, submission.said, task.id)
                db.execute("INSERT INTO submission VALUES (?, ?, ?, ?, ?)", mark)
            self._open_account(db, task.service, task.owner, opening_balance)
            taken = db.execute(
                "UPDATE account SET balance = round(balance - :reserved, 6)"
                " WHERE service = :service AND owner = :owner AND balance >= :reserved",
                {"reserved": task.order.reserved, "service": task.service, "owner": task.owner},
            )
            if not taken.rowcount:
                raise InsufficientFunds
            db.execute(
                "INSERT INTO task (service, id, owner, created, ordered, picture, picture_key, failure)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    task.service,
                    task.id,
                    task.owner,
                    task.created,
                    msgspec.json.encode(task.order),
                    msgspec.json.encode(task.picture),
                    task.picture.key,
                    task.failure,
                ),
            )
        return None

    def finish(self, task: Task, at: float) -> None:
        """Write the task's end down and give back what it does not cost; only the first call counts."""
        charge = task.order.charge if task.failure is None else 0.0
        with self._transaction() as db:
            ended = db.execute(
                "UPDATE task SET finished = ?, failure = ? WHERE service = ? AND id = ? AND finished IS NULL",
                (at, task.failure, task.service, task.id),
            )
            if ended.rowcount:
                db.execute(
                    "UPDATE account SET balance = round(balance + ?, 6) WHERE service = ? AND owner = ?",
                    (task.order.reserved - charge, task.service, task.owner),
                )

    def get(self, service: str, owner: str, task_id: str) -> Task | None:
        """The owner's task of this id; a key sees only its own."""
        rows = self._select("service = ? AND id = ? AND owner = ?", service, task_id, owner)
        return rows[0] if rows else None

    def count(self, service: str, owner: str, order: Order) -> int:
        """How often the owner has given this very order."""
        same = (service, owner, msgspec.json.encode(order))
        with self._lock:
            row = self._db.execute(
                "SELECT count(*) FROM task WHERE service = ? AND owner = ? AND ordered = ?", same
            )
            return int(row.fetchone()[0])

    def unfinished(self, service: str, owner: str) -> list[Task]:
        """The owner's tasks whose end has not been written down."""
        return self._select("service = ? AND owner = ? AND finished IS NULL", service, owner)

    def picture(self, key: str) -> Picture | None:
        """The picture of this key, if any task shows it."""
        rows = self._select("picture_key = ? LIMIT 1", key)
        return rows[0].picture if rows else None

    def balance(self, service: str, owner: str, *, opening_balance: float) -> float:
        """What the account holds."""
        with self._transaction() as db:
            self._open_account(db, service, owner, opening_balance)
            row = db.execute("SELECT balance FROM account WHERE service = ? AND owner = ?", (service, owner))
            return float(row.fetchone()[0])

    @staticmethod
    def _open_account(db: sqlite3.Connection, service: str, owner: str, balance: float) -> None:
        db.execute("INSERT OR IGNORE INTO account VALUES (?, ?, ?)", (service, owner, balance))

    def _select(self, where: str, *values: str) -> list[Task]:
        query = (
            f"SELECT id, service, owner, created, ordered, picture, failure, finished FROM task WHERE {where}"
        )
        with self._lock:
            rows = self._db.execute(query, values).fetchall()
        return [
            Task(
                id=row[0],
                service=row[1],
                owner=row[2],
                created=row[3],
                order=msgspec.json.decode(row[4], type=Order),
                picture=msgspec.json.decode(row[5], type=Picture),
                failure=row[6],
                finished=row[7],
            )
            for row in rows
        ]
