"""Which jobs are one entry of the queue, and what that entry says."""

from __future__ import annotations

from typing import Any

import pytest

from omnivid_jupyter.engine.states import Snapshot
from omnivid_jupyter.errors import PaymentRequiredError, TaskFailedError
from omnivid_jupyter.panel.groups import ALONE, EARLIER, ELSEWHERE, Seen, grouped, total
from tests.engine.panel.parts import HOSTILE

LIVE = "apimart/Omni-Flash-Ext"


def seen(
    job: str = "j", state: Any = "running", *, model: str = LIVE, error: Any = None, **changes: Any
) -> Seen:
    facts = {
        name: changes.pop(name) for name in ("cost", "credits", "progress", "elapsed") if name in changes
    }
    task = None if state in ("prepared", "submitting") else f"task-{job}"
    return Seen(Snapshot(job, model, f"clip {job}", {}, state, task_id=task, error=error, **facts), **changes)


def done(job: str = "j", **changes: Any) -> Seen:
    return seen(job, "done", settled=True, **changes)


def failed(job: str = "j", refunded: bool | None = True, **changes: Any) -> Seen:
    error = TaskFailedError("It was too dark.", refunded=refunded)
    return seen(job, "failed", settled=True, error=error, **changes)


UNSENT = seen(state="prepared", settled=True, error=PaymentRequiredError("no funds"))


def test_a_sweep_is_a_group_whatever_else_there_is() -> None:
    jobs = {name: seen(name) for name in "abc"}
    assert grouped(jobs, {"a": "s1", "c": "s1", "gone": "s2"}) == {"a": "s1", "c": "s1"}
    assert grouped(jobs, {}) == {}


def test_of_a_hundred_jobs_that_nothing_joins_the_latest_stand_alone() -> None:
    jobs = {f"o{n}": seen(f"o{n}", alive=True) for n in range(30)} | {
        f"j{n}": seen(f"j{n}") for n in range(100)
    }
    found = grouped(jobs, {})
    assert [found.get(f"j{n}") for n in (0, 99 - ALONE, 100 - ALONE, 99)] == [EARLIER, EARLIER, None, None]
    assert {found[f"o{n}"] for n in range(30)} == {ELSEWHERE}
    assert len({*found.values(), *(job for job in jobs if job not in found)}) == ALONE + 2


@pytest.mark.parametrize(
    ("members", "word", "state", "final", "actions"),
    [
        ([done(), seen(), seen(state="queued")], "1 of 3 done", "running", False, ["stop"]),
        ([done(), done()], "All 2 done", "done", True, []),
        ([done(), failed()], "1 of 2 done", "failed", True, []),
        ([seen(left=True), done()], "1 of 2 done", "left", True, ["wait"]),
        ([seen(left=True), seen()], "0 of 2 done", "running", False, ["stop", "wait"]),
        ([seen(alive=True), seen(alive=True)], "0 of 2 done", "running", False, []),
        ([seen(alive=False), done()], "1 of 2 done", "left", True, ["wait"]),
        ([UNSENT, UNSENT], "0 of 2 done", "failed", True, []),
    ],
)  # fmt: skip
def test_a_group_says_how_many_are_done_and_what_can_be_done_about_the_rest(
    members: list[Seen], word: str, state: str, final: bool, actions: list[str]
) -> None:
    shown = total("g", "a {red|blue} boat", members, is_open=False)
    assert (shown["word"], shown["state"], shown["final"], shown["actions"]) == (word, state, final, actions)


@pytest.mark.parametrize(
    ("members", "cost"),
    [
        ([done(cost=0.3), done(cost=0.3), seen()], "$0.60 so far"),
        ([done(cost=0.1), done(cost=0.2)], "$0.30"),
        ([done(cost=0.3), done(cost=0.5, found=True)], "$0.30"),  # that one was paid before
        ([done(found=True), done(found=True)], "free: all were there already"),
        ([done(cost=0.3), failed(cost=0.3)], "$0.30"),  # refunded
        ([done(cost=0.3), failed(cost=0.3, refunded=None)], "$0.60"),  # nobody says that it was
        ([done(cost=0.3), done()], "$0.30 + ? for 1"),
        ([done(credits=15), done(credits=15)], "30 credits"),
        (
            [done(credits=15), done(credits=3, model="evolink/x"), done(cost=1.0)],
            "$1.00 + 15 credits of apimart + 3 credits of evolink",
        ),
        ([done(model="demo/x", cost=9.0), seen(model="demo/x")], "simulated, free"),
        ([done(model="demo/x", cost=9.0), done(cost=0.3)], "$0.30"),
        ([seen(state="prepared"), seen(state="submitting")], ""),
    ],
)  # fmt: skip
def test_a_group_costs_what_was_really_paid_and_what_is_not_known_is_not_nothing(
    members: list[Seen], cost: str
) -> None:
    assert total("g", "x", members, is_open=False)["cost"] == cost


def test_what_is_over_counts_as_progress_and_why_something_failed_is_said_once() -> None:
    members = [done(), failed(), failed(), seen(progress=50.0), seen(state="queued")]
    shown = total("g", HOSTILE, members, is_open=True)
    assert shown["progress"] == 70.0
    assert shown["settings"] == "1 queued · 1 running · 1 done · 2 failed"
    assert shown["note"].count("It was too dark.") == 1 and shown["note"].startswith("2 failed.")
    assert "\x1b" not in shown["prompt"]
