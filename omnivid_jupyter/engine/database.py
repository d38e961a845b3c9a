"""The journal's file: how it is opened, what it looks like inside, and what is said when it cannot be used.

A file that is damaged, held by another program, read-only, on a full disk or written by a newer version is no reason
to fail in the middle of something: it is opened for reading where that is possible, and whatever would be written to
it is refused in one sentence, before anything is paid.

Every error of SQLite leaves here as a `JournalError` that names the file and what to do.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec
from filelock import FileLock

from omnivid_jupyter.errors import ConfigurationError
from omnivid_jupyter.media.files import require_regular
from omnivid_jupyter.providers.identity import fingerprint
from omnivid_jupyter.request import VideoRequest

__all__ = ["Database", "JournalError", "JournalHeld", "held", "open_database", "patience", "trouble"]

_WAIT = 30.0  # seconds for other processes to write

#: Each script brings the database from one version (its place in the list) to the next.
MIGRATIONS = [
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
    # How many seconds a task took until it was ready: fetching it, and the time until somebody looked, left out.
    "CREATE TABLE IF NOT EXISTS took (job TEXT PRIMARY KEY, seconds REAL NOT NULL) STRICT, WITHOUT ROWID",
    # Who waits for a place at an account, and who has one; and what is known of accounts, named by a salted hash.
    """
    CREATE TABLE IF NOT EXISTS turns (
        job TEXT PRIMARY KEY,
        account TEXT NOT NULL,
        batch TEXT NOT NULL,
        given REAL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS turns_by_account ON turns (account);
    CREATE TABLE IF NOT EXISTS accounts (
        id TEXT PRIMARY KEY,
        most INTEGER NOT NULL,
        calm INTEGER NOT NULL,
        step INTEGER NOT NULL,
        risen INTEGER NOT NULL,
        refused REAL,
        closed REAL NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS salt AS SELECT randomblob(32) AS salt;
    """,
]


class JournalError(ConfigurationError):
    """The journal cannot be read or written."""


class JournalHeld(JournalError):
    """Somebody else is writing to the journal: in a while it can be used."""


@dataclass(frozen=True, slots=True)
class Database:
    """An open database, and why it may only be read (None: it may be written)."""

    connection: sqlite3.Connection
    refusal: str | None = None


def open_database(path: Path) -> Database:
    """Open the journal at `path`, made if need be. Raises `JournalError` where it cannot even be read."""
    try:
        if path.exists():
            require_regular(path)  # SQLite would wait for what a pipe says
    except OSError as error:
        raise trouble(path, error) from error
    try:
        return _for_writing(path)
    except (OSError, sqlite3.Error) as error:
        with suppress(sqlite3.Error):
            return Database(_for_reading(path), _why(error))
        raise trouble(path, error) from error


def trouble(path: Path, error: Exception | str) -> JournalError:
    """What to say of a journal that could not be read or written, because of an error or for a known reason."""
    why = error if isinstance(error, str) else _why(error)
    remedy = next((advice for word, advice in _REMEDIES.items() if word in why), _ELSEWHERE)
    kind = JournalHeld if why.startswith(_HELD) else JournalError
    return kind(
        f"The journal {path} cannot be used: {why}.", hint=f"Nothing is submitted meanwhile. {remedy}"
    )


def patience() -> float:
    """Seconds for which a write waits for others that write."""
    return _WAIT


def held(path: Path) -> JournalError:
    """What to say of a journal that another thread is writing to."""
    return trouble(path, _HELD)


_ELSEWHERE = "Mend it, or point OMNIVID_HOME to another folder."
_HELD, _FULL, _DAMAGED, _NEWER = (
    "another program holds it",
    "the disk is full",
    "it is damaged",
    "a newer version",
)
#: What to do about it, by what is said of it.
_REMEDIES = {
    _HELD: "Close that program (a database viewer, a backup), or wait until it is done, and run this again.",
    _FULL: "Make room there, and run this again.",
    _DAMAGED: "Move it away, with the -wal and -shm files beside it: a new one is begun. Clips are found in their "
    "folders as before; a task that was under way is in your account at its service.",
    _NEWER: "pip install -U omnivid-jupyter, or point OMNIVID_HOME to another folder.",
    "it cannot be written": "Make it and its folder writable, or point OMNIVID_HOME to another folder.",
}
_WORDS = {
    sqlite3.SQLITE_BUSY: _HELD,
    sqlite3.SQLITE_LOCKED: _HELD,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_ERROR: _DAMAGED,  # a table or a column that is not there
    sqlite3.SQLITE_READONLY: "it cannot be written",
    sqlite3.SQLITE_CANTOPEN: "it cannot be written",
    sqlite3.SQLITE_PERM: "it cannot be written",
}


def _why(error: Exception) -> str:
    """An error in words; those of SQLite stay behind them, for whoever looks for them."""
    if isinstance(error, TimeoutError):  # that of the file lock
        return _HELD
    said = (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
    word = _WORDS.get(getattr(error, "sqlite_errorcode", -1) & 0xFF)
    return f"{word} ({said})" if word else said


def _for_writing(path: Path) -> Database:
    path.parent.mkdir(parents=True, exist_ok=True)
    db = _connected(str(path), _WAIT)
    try:
        with FileLock(path.with_suffix(".lock"), timeout=_WAIT):
            if (version := _version(db)) > len(MIGRATIONS):
                known = len(MIGRATIONS)
                return Database(
                    db, f"{_NEWER} of omnivid-jupyter wrote it (format {version}, this one knows {known})"
                )
            db.execute("PRAGMA journal_mode = WAL")  # SQLite does not wait to switch to it
            db.execute("PRAGMA synchronous = FULL")
            _migrate(db)
    except BaseException:
        db.close()
        raise
    return Database(db)


def _for_reading(path: Path) -> sqlite3.Connection:
    """As it is now, else as it was when it was last put together: what is beside it may not be readable."""
    for way in ("mode=ro", "immutable=1"):
        db = _connected(f"{path.absolute().as_uri()}?{way}", timeout=1.0)
        try:
            db.execute("SELECT id FROM jobs LIMIT 1").fetchall()
            return db
        except sqlite3.Error as error:
            db.close()
            failed = error
    raise failed


def _connected(address: str, timeout: float) -> sqlite3.Connection:
    db = sqlite3.connect(
        address,
        timeout=timeout,
        isolation_level=None,
        check_same_thread=False,
        uri=address.startswith("file:"),
    )
    db.row_factory = sqlite3.Row
    db.text_factory = lambda text: text.decode("utf-8", "replace")
    # SQLite's lower() knows ASCII only.
    db.create_function("folded", 1, lambda text: str(text or "").casefold(), deterministic=True)
    db.create_function("fingerprint_of", 2, _fingerprint, deterministic=True)
    return db


def _migrate(db: sqlite3.Connection) -> None:
    """Bring the database to the newest version; of several processes that start at once, one does it."""
    if _version(db) == len(MIGRATIONS):
        return
    db.execute("BEGIN IMMEDIATE")
    for version in range(_version(db), len(MIGRATIONS)):
        for statement in MIGRATIONS[version].split(";"):
            db.execute(statement)
        db.execute(f"PRAGMA user_version = {version + 1}")
    db.execute("COMMIT")


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _fingerprint(request: str, known: str) -> str:
    """The fingerprint of a request that was written down; the known one where it cannot be read any more."""
    try:
        return fingerprint(msgspec.json.decode(request, type=VideoRequest))
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return known
