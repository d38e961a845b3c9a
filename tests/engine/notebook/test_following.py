"""notebook/cell.py: what is shown of jobs that somebody comes back to."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path

import pytest

import omnivid_jupyter as omnivid
from omnivid_jupyter.engine.jobs import run_of
from omnivid_jupyter.notebook.cell import _watched, follow
from omnivid_jupyter.notebook.waiting import drive
from tests.session import session_in


def test_many_jobs_are_one_line_while_they_run_and_one_sheet_at_the_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with session_in(tmp_path):
        jobs = [omnivid.submit(f"a boat {number}", model="demo/nano-banana-2") for number in range(6)]
        drive(follow([run_of(job) for job in jobs], 60))
    said = capsys.readouterr()
    assert all(" of 6 done · " in line or line.startswith("6 clips") for line in said.err.splitlines())
    head, columns, *rows = said.out.splitlines()
    assert head == "6 clips · simulated, free"
    assert columns.split() == ["prompt", "state", "cost", "clip"]
    assert [" ".join(row.split()[:4]) for row in rows] == [f"{n + 1} a boat {n}" for n in range(6)]


class Job:
    """What is known of a job while its cell waits; counts how often it is looked at."""

    abandoned = False
    looked = 0

    def snapshot(self) -> int:
        self.looked += 1
        return self.looked

    def leave(self, wait: Future[str]) -> None:
        self.left = wait


class View:
    """A view that is due when it is told so."""

    due = False
    shown = 0

    def update(self, snapshots: list[int]) -> None:
        self.shown += 1


def test_each_job_that_ends_is_one_step_and_nobody_looks_at_the_others_before_the_view_is_due() -> None:
    jobs, view = [Job() for _ in range(50)], View()
    waits: list[Future[str]] = [Future() for _ in jobs]
    steps = _watched(jobs, waits, view, 60, until=waits)  # type: ignore[arg-type]  # the parts that are used
    for number, wait in enumerate(waits):
        assert next(steps) is wait
        wait.set_result(f"clip {number}")
    assert view.shown == sum(job.looked for job in jobs) == 0
    with pytest.raises(StopIteration) as ended:
        next(steps)
    assert ended.value.value == [f"clip {number}" for number in range(50)]
    assert all(job.left is wait for job, wait in zip(jobs, waits, strict=True))


def test_a_view_that_is_due_is_shown_all_jobs() -> None:
    jobs, view = [Job() for _ in range(3)], View()
    view.due = True
    waits: list[Future[str]] = [Future() for _ in jobs]
    next(_watched(jobs, waits, view, 60, until=waits))  # type: ignore[arg-type]  # as above
    assert view.shown == 1 and [job.looked for job in jobs] == [1, 1, 1]
