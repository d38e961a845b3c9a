"""The journal's own promises: which jobs are open, and that looking for them stays cheap however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from omnivid_jupyter.engine.journal import Journal
from omnivid_jupyter.engine.states import STATES, State
from tests.engine.entries import entry


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
    assert job.is_open is (not forgotten and state not in ("done", "failed", "expired"))
