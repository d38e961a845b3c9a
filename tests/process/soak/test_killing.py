"""A process may be killed at any moment: its task is neither lost nor paid twice. `make soak` does this for longer."""

from __future__ import annotations

import itertools
import secrets

from tests.process.soak.acts import Moment
from tests.process.soak.kill import Field, at_each, at_random, in_parallel, summary
from tests.process.soak.world import REQUESTS


def test_a_hundred_kills_lose_nothing_and_cost_nothing(field: Field) -> None:
    seed = secrets.token_hex(4)
    print("seed:", seed)
    at_writes = [at_each(field, service, when) for service in REQUESTS for when in ("before", "after")]
    at_files = [at_each(field, "evolink", "file")]
    again = [at_each(field, "omniflash", when, Moment("after", "queued")) for when in ("before", "after")]
    trials = in_parallel(at_writes + at_files + again)
    # and at moments that nobody has chosen: some of them come too late to kill anything
    for batch in itertools.count():
        trials += in_parallel(at_random(field, f"{seed}/{batch}/{number}") for number in range(12))
        if batch and sum(len(trial.steps) for trial in trials) >= 100:
            break
    print(summary(trials))
    assert [str(trial) for trial in trials if trial.wrong] == []
    steps = [step for trial in trials for step in trial.steps]
    # whether any is met that is "running" depends on the machine: on a slow one the film is there when it is asked for
    assert {"nothing", "prepared", "submitting", "queued", "downloading", "done"} <= set(steps)
    assert (
        sum(trial.unknown for trial in trials) >= 6
    )  # two for each service: with an answer on its way, and without
