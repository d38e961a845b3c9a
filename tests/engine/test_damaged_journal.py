"""A journal that cannot be used: one sentence on the file and what to do, nothing paid; what can be read is read."""

from __future__ import annotations

import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from omnivid_jupyter.engine import database
from omnivid_jupyter.engine.database import MIGRATIONS
from omnivid_jupyter.engine.engine import Engine
from omnivid_jupyter.engine.journal import Journal, JournalError
from omnivid_jupyter.errors import ConfigurationError, DownloadError, InvalidRequestError, OmnividError
from omnivid_jupyter.reports.costs import costs
from omnivid_jupyter.reports.history import History
from tests import PATIENCE
from tests.engine.conftest import Process
from tests.engine.entries import entry
from tests.engine.service import Service, completed, media, submitted, task
from tests.engine.test_resuming import end, start
from tests.engine.test_submitting import wait_for
from tests.engine.test_turns import Strict, notes

GONE = [media(b"<html>")]


def path_of(tmp_path: Path) -> Path:
    return tmp_path / "home" / "journal.sqlite3"


def change(path: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(statement, values)


def newer(path: Path) -> None:
    change(path, f"PRAGMA user_version = {len(MIGRATIONS) + 1}")


def no_database(path: Path) -> None:
    path.write_bytes(b"this was a journal once " * 400)


def half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def zeros(path: Path) -> None:
    path.write_bytes(b"\0" * path.stat().st_size)


def without_its_tables(path: Path) -> None:
    change(path, "DROP TABLE jobs")


def without_a_column(path: Path) -> None:
    change(path, "ALTER TABLE jobs DROP COLUMN credits")


DAMAGES: list[tuple[Callable[[Path], None], str]] = [
    (newer, r"a newer version of omnivid-jupyter wrote it"),
    (no_database, "it is damaged"),
    (half, "it is damaged"),
    (without_its_tables, "it is damaged"),
    (without_a_column, "it is damaged"),
]


@pytest.mark.parametrize(("damage", "said"), DAMAGES)
def test_nothing_is_paid_that_cannot_be_written_down_first(
    process: Process, tmp_path: Path, damage: Callable[[Path], None], said: str
) -> None:
    first = process(Service())
    start(first).result()
    end(first)
    damage(path_of(tmp_path))
    service = Service()
    engine = process(service)
    for new in (False, True):
        with pytest.raises(ConfigurationError, match=said) as caught:
            start(engine, prompt="another", new=new).result()
        assert str(path_of(tmp_path)) in str(caught.value) and caught.value.hint
    assert service.calls["submit"] == []
    found = start(engine)  # its clip lies in the folder: that is free, whatever became of the journal
    assert found.found and found.result().path.is_file()


def test_a_journal_of_a_newer_version_is_read_and_left_as_it_is(process: Process, tmp_path: Path) -> None:
    first = process(Service())
    start(first).result()
    end(first)
    newer(path_of(tmp_path))
    change(path_of(tmp_path), "ALTER TABLE jobs ADD COLUMN mood TEXT")
    journal = Journal(path_of(tmp_path))
    assert len(History.read(journal)) == costs(journal).total.tasks == 1
    journal.close()
    with closing(sqlite3.connect(path_of(tmp_path))) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS) + 1,)


def test_another_program_that_holds_the_journal_is_named_and_nothing_is_paid(
    process: Process, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = process(Service())
    start(first).result()
    end(first)
    with closing(sqlite3.connect(path_of(tmp_path), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        service = Service()
        engine = process(service)
        with monkeypatch.context() as impatient:
            impatient.setattr(database, "_WAIT", 0.2)
            with pytest.raises(ConfigurationError, match="another program holds it"):
                start(engine, prompt="another")
        assert len(History.read(engine.journal)) == 1, "it can be read meanwhile"
        other.execute("ROLLBACK")
        assert start(engine, prompt="another").result().path.is_file()
    assert len(service.calls["submit"]) == 1


def test_a_task_that_was_accepted_is_not_lost_while_the_journal_is_held(
    process: Process, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other: list[sqlite3.Connection] = []

    def held(_: object) -> object:
        other.append(sqlite3.connect(path_of(tmp_path), isolation_level=None, check_same_thread=False))
        other[0].execute("BEGIN IMMEDIATE")
        monkeypatch.setattr(database, "_WAIT", 0.2)
        return submitted()

    def let_go(_: object) -> object:
        other[0].execute("ROLLBACK")
        monkeypatch.setattr(database, "_WAIT", 30.0)
        return completed()

    service = Service(submit=[held], query=[task("processing"), let_go])  # type: ignore[list-item]
    engine = process(service)
    job = start(engine)
    assert job.result().path.is_file()
    written = engine.journal.get(job.id)
    assert written and (written.state, written.task_id) == ("done", "task_1")
    assert any("only this session knows the task" in line.text for line in job.snapshot().log)
    other[0].close()


@pytest.mark.parametrize("by", ["a program", "a thread"])
def test_whoever_holds_the_journal_keeps_only_those_jobs_waiting_that_take_a_step(
    process: Process, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    monkeypatch.setattr(database, "_WAIT", 10 * PATIENCE)
    ready = threading.Event()
    asked: Counter[str] = Counter()

    def query(request: httpx.Request) -> httpx.Response:
        name = request.url.path.rpartition("/")[2]
        asked[name] += 1
        return completed() if name == "task_1" and ready.is_set() else task("processing", id=name)

    engine = process(Service(submit=[submitted("task_1"), submitted("task_2")], query=[query]))
    first = start(engine)
    wait_for(lambda: first.state == "running")
    second = start(engine, prompt="another")
    wait_for(lambda: second.state == "running")
    with held_by(by, engine, path_of(tmp_path)):
        ready.set()
        before = asked["task_1"]
        wait_for(lambda: asked["task_1"] > before)  # its answer is to be written down
        before = asked["task_2"]
        wait_for(lambda: asked["task_2"] > before + 5)
        assert first.state == "running", "no step is taken that is not written down"
    assert first.result(PATIENCE).path.is_file() and second.state == "running"
    assert [state for _, state in engine.journal.steps(first.id)][-2:] == ["downloading", "done"]


def test_nothing_is_paid_while_the_journal_is_held_and_each_submission_is_written_down_before(
    process: Process, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_WAIT", 10 * PATIENCE)
    found: list[list[tuple[str, str]]] = []

    class Watched(Strict):
        def _submit(self, request: httpx.Request) -> httpx.Response:
            with closing(sqlite3.connect(path_of(tmp_path))) as db:
                found.append(db.execute("SELECT id, state FROM jobs").fetchall())
            return super()._submit(request)

    service = Watched(1)
    engine = process(service)
    first = start(engine)
    wait_for(lambda: first.state == "running")
    jobs = [start(engine, prompt=text) for text in ("two", "three")]
    wait_for(lambda: all("waiting for its turn" in note for note in notes(jobs)))
    assert {job.id for job in engine.waiting()} == {job.id for job in jobs}
    sent = len(service.calls["submit"])
    with held_by("a program", engine, path_of(tmp_path)):
        service.open = True
        wait_for(lambda: len(service.calls["query"]) and first.task_id in service.ended)
        for _ in range(20):  # the loop goes on, and nobody is given the place
            assert len(engine.waiting()) == 2 and len(service.calls["submit"]) == sent
    assert all(job.result(PATIENCE).path.is_file() for job in (first, *jobs))
    states = [dict(rows) for rows in found]
    for job in jobs:
        assert [each[job.id] for each in states if each.get(job.id) == "submitting"], "written, then sent"


@contextmanager
def held_by(whom: str, engine: Engine, path: Path) -> Iterator[None]:
    """The journal in the hands of another program, or of a thread of ours that cannot go on."""
    if whom == "a program":
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
    else:
        with engine.journal.transaction():
            yield


def test_a_full_disk_is_said_and_nothing_is_paid(process: Process) -> None:
    service = Service()
    engine = process(service)
    start(engine).result()
    engine.journal._db.execute("PRAGMA max_page_count = 1")
    with pytest.raises(ConfigurationError, match="the disk is full") as caught:
        start(engine, prompt="long " * 5000)
    assert "Make room" in str(caught.value.hint) and len(service.calls["submit"]) == 1


def test_a_journal_that_may_not_be_written_is_said_and_nothing_is_paid(process: Process) -> None:
    service = Service()
    engine = process(service)
    start(engine).result()
    engine.journal._db.execute("PRAGMA query_only = 1")
    with pytest.raises(ConfigurationError, match="it cannot be written"):
        start(engine, prompt="another")
    assert len(service.calls["submit"]) == len(History.read(engine.journal)) == 1


def test_a_journal_that_becomes_read_only_before_a_submission_stops_it(process: Process) -> None:
    service = Service()
    engine = process(service)
    job_may_submit = "omnivid_jupyter.engine.run.Run.may_submit"
    with pytest.MonkeyPatch.context() as patch:

        def closed(_: object) -> bool:
            engine.journal._db.execute("PRAGMA query_only = 1")
            return True

        patch.setattr(job_may_submit, closed)
        with pytest.raises(ConfigurationError, match="it cannot be written"):
            start(engine).result()
    assert service.calls["submit"] == []


def test_a_folder_for_the_marks_of_sessions_that_cannot_be_used_is_said(
    process: Process, tmp_path: Path
) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "owners").write_text("in the way")
    service = Service()
    with pytest.raises(ConfigurationError, match="in which running sessions are marked"):
        start(process(service))
    assert service.calls["submit"] == []


# One bad row


BAD = {
    "request that is no JSON": ("request", "{broken"),
    "request of another shape": ("request", '{"model": 3}'),
    "no request": ("request", ""),
    "a list": ("request", "[]"),
    "deep": ("request", "[" * 100_000),
    "unknown state": ("state", "sleeping"),
    "no state": ("state", ""),
    "absurd date": ("created", 1e308),
    "endless date": ("created", 9e999),
    "date before all dates": ("created", -1e12),
    "endless cost": ("cost", 9e999),
}


@pytest.mark.parametrize("name", BAD)
def test_one_bad_row_takes_none_of_the_others_with_it(tmp_path: Path, name: str) -> None:
    column, value = BAD[name]
    journal = Journal(tmp_path / "journal.sqlite3")
    rows = [entry(state="running", task_id=f"t{i}", prompt=f"cat {i}", cost=0.1) for i in range(3)]
    for each in rows:
        journal.add(each)
    journal._db.execute(f"UPDATE jobs SET {column} = ? WHERE id = ?", (value, rows[1].id))
    history = History.read(journal)
    assert {each.id for each in history} == {rows[0].id, rows[2].id}
    assert f"which cannot be read: {rows[1].id}." in repr(history)
    assert f"cannot be read: {rows[1].id}." in history._repr_mimebundle_()["text/html"]
    assert len(History.read(journal, "cat 2")) == 1
    assert [each.id for each in journal.open_jobs()] == [rows[0].id, rows[2].id]
    assert costs(journal).total.tasks == 3, "it was paid for all the same"
    with pytest.raises(JournalError, match=f"its job {rows[1].id} cannot be read"):
        journal.get(rows[1].id)
    journal.close()


def test_a_row_with_a_text_that_is_none_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite3")
    journal.add(entry(error="it was so"))
    journal._db.execute("UPDATE jobs SET error = CAST(x'ff41' AS TEXT)")
    assert History.read(journal)[0].error == "\ufffdA"
    journal.close()


@pytest.mark.parametrize("name", [name for name in BAD if "cost" not in name])
def test_a_request_whose_row_is_damaged_is_not_paid_again_until_somebody_says_so(
    process: Process, tmp_path: Path, name: str
) -> None:
    column, value = BAD[name]
    first = process(Service(download=GONE))
    job = start(first)
    with pytest.raises(DownloadError):
        job.result()
    end(first)
    change(path_of(tmp_path), f"UPDATE jobs SET {column} = ? WHERE id = ?", value, job.id)
    service = Service(submit=[submitted("task_2")])
    engine = process(service)
    with pytest.raises(ConfigurationError, match=f"its job {job.id} cannot be read") as caught:
        start(engine)
    assert f"%omnivid forget {job.id}" in str(caught.value.hint) and service.calls["submit"] == []
    engine.resume()
    assert job.id in engine.journal.damage
    assert engine.forget("task_1") == job.id
    assert start(engine).result().task_id == "task_2"
    with pytest.raises(InvalidRequestError, match="There is no job"):
        engine.forget("nonsense")


def test_the_good_rows_are_resumed_beside_a_bad_one(process: Process, tmp_path: Path) -> None:
    first = process(Service(download=GONE))
    jobs = [start(first, prompt=f"cat {i}") for i in range(3)]
    for job in jobs:
        with pytest.raises(DownloadError):
            job.result()
    end(first)
    change(path_of(tmp_path), "UPDATE jobs SET request = 'x' WHERE id = ?", jobs[1].id)
    engine = process(Service())
    assert [job.result().prompt for job in engine.resume()] == ["cat 0", "cat 2"]


@pytest.mark.parametrize("damage", [half, zeros, no_database])
def test_whatever_is_broken_ends_in_a_sentence_and_never_in_a_mistake(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    path = tmp_path / "journal.sqlite3"
    journal = Journal(path)
    for i in range(300):
        journal.add(entry(prompt=f"cat {i} " * 40))
    journal.close()
    damage(path)
    journal = Journal(path)
    for look in (
        lambda: History.read(journal),
        lambda: costs(journal),
        journal.open_jobs,
        lambda: journal.get("x"),
        lambda: journal.step("x", "done"),
        lambda: journal.durations("x"),
    ):
        with pytest.raises(OmnividError, match=r"The journal .* cannot be used"):
            look()
            raise OmnividError("The journal was read: cannot be used as a failure")


def test_what_can_be_read_of_a_damaged_file_is_shown_with_a_sentence_on_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    journal = Journal(path)
    for i in range(500):
        journal.add(entry(prompt=f"cat {i} " * 40, created=1_787_400_000.0 + i))
    journal._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    journal.close()
    content = bytearray(path.read_bytes())
    page = 4096
    middle = content.index(b"cat 250 cat 250") // page * page  # among the rows themselves
    content[middle : middle + 2 * page] = b"\xff" * (2 * page)
    path.write_bytes(content)
    journal = Journal(path)
    history = History.read(journal, limit=None)
    assert 0 < len(history) < 500 and "it is damaged" in repr(history)
    journal.close()
