"""A job in people's hands: its documented members, and nothing else of its run."""

from __future__ import annotations

from omnivid_jupyter.engine.jobs import Job, run_of
from tests.engine.conftest import Start
from tests.engine.service import Service


def test_a_job_has_its_documented_members_and_nothing_else(start: Start) -> None:
    job = Job(start(Service()))
    assert {name for name in dir(job) if not name.startswith("_")} == {
        "exchanges",
        "forget",
        "id",
        "progress",
        "result",
        "state",
        "stop_waiting",
        "task_id",
    }
    assert not hasattr(job, "__dict__")


def test_two_handles_of_one_run_are_the_same_job(start: Start) -> None:
    run = start(Service())
    assert Job(run) == Job(run) and len({Job(run), Job(run)}) == 1 and run_of(Job(run)) is run
    assert Job(run) != Job(start(Service(), prompt="another"))


def test_a_job_says_of_its_run_what_is_so_now(start: Start) -> None:
    job = Job(start(Service()))
    clip = job.result()
    assert (job.state, job.task_id, clip.task_id) == ("done", "task_1", "task_1")
    assert job.exchanges[0].method == "POST" and job.id in repr(job)
