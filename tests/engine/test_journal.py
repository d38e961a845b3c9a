"""The journal's own promises: which jobs are open, and that looking for them stays cheap however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from omnivid_jupyter.engine.journal import Journal
from omnivid_jupyter.engine.states import STATES, State
from omnivid_jupyter.providers.identity import fingerprint
from tests.engine.entries import NOON, entry


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    journal = Journal(tmp_path / "journal.sqlite3")
    yield journal
    journal.close()


def test_the_open_jobs_are_found_by_the_index_of_the_open_ones(journal: Journal) -> None:
    asked: list[str] = []
    journal._db.set_trace_callback(asked.append)
    journal.open_jobs()
    journal.open_job("0" * 64)
    journal._db.set_trace_callback(None)
    assert len(asked) == 2
    for question in asked:
        plan = journal._db.execute(f"EXPLAIN QUERY PLAN {question}").fetchall()
        assert "USING INDEX jobs_open" in plan[0]["detail"]


@pytest.mark.parametrize("forgotten", [False, True])
@pytest.mark.parametrize("state", STATES)
def test_an_entry_and_the_database_agree_on_what_is_open(
    journal: Journal, state: State, forgotten: bool
) -> None:
    job = entry(state=state, forgotten=forgotten)
    journal.add(job)
    assert bool(journal.open_jobs()) is bool(journal.open_job(job.fingerprint)) is job.is_open
    assert job.is_open is (not forgotten and state not in ("done", "failed"))


def test_jobs_that_were_written_down_before_are_found_by_what_is_the_same_request_now(tmp_path: Path) -> None:
    """A journal of version 1 took the same words with another line end for another request."""
    path = tmp_path / "journal.sqlite3"
    before = Journal(path)
    typed = entry(prompt="a cat\r\non a roof\u00a0")
    plain = entry(prompt="a dog", fingerprint=fingerprint(entry(prompt="a dog").request))
    broken = entry(fingerprint="b" * 64)
    for each in (typed, plain, broken):
        before.add(each)
    before._db.execute("UPDATE jobs SET request = '{}' WHERE id = ?", (broken.id,))
    before._db.execute("PRAGMA user_version = 1")
    before.close()
    journal = Journal(path)
    assert [each.id for each in journal.made(fingerprint(entry(prompt="a cat\non a roof").request))] == [
        typed.id
    ]
    assert [each.id for each in journal.made(plain.fingerprint)] == [plain.id]
    marks = journal._db.execute("SELECT fingerprint FROM jobs WHERE id = ?", (broken.id,)).fetchone()
    assert tuple(marks) == ("b" * 64,)
    journal.close()


def test_how_long_tasks_took_is_looked_up_once_until_another_one_is_finished(journal: Journal) -> None:
    model = "apimart/Omni-Flash-Ext"
    here, there = entry(state="downloading", changed=NOON + 5), entry(changed=NOON + 31)
    journal.add(here)
    assert journal.durations(model) == []
    another = Journal(journal._path)  # as another process has it
    another.add(there)
    another.close()
    assert journal.durations(model) == [30.0]
    looks: list[str] = []
    journal._db.set_trace_callback(looks.append)
    assert journal.durations(model) == [30.0] and not any("coalesce" in each for each in looks)
    journal._db.set_trace_callback(None)
    assert journal.durations(model, like=here.request) == [30.0]
    assert journal.durations(model, like=replace(here.request, duration=4)) == []
    journal.step(here.id, "done", took=12.0)
    assert sorted(journal.durations(model)) == [12.0, 30.0]
    journal.add(entry(changed=NOON + 8))
    assert sorted(journal.durations(model)) == [7.0, 12.0, 30.0]


def test_a_job_that_is_done_is_nobodys_and_what_went_wrong_before_is_over(journal: Journal) -> None:
    job = entry(state="downloading", owner="somebody", error="the download broke off")
    journal.add(job)
    journal.step(job.id, "done", clip="boat.mp4")
    found = journal.get(job.id)
    assert found and (found.state, found.owner, found.error, found.clip) == ("done", None, None, "boat.mp4")
