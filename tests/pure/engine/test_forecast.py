"""How long a task will still take: what is said agrees with the progress beside it, and ends when it is wrong."""

from __future__ import annotations

import math

import pytest

from omnivid_jupyter.engine.forecast import Forecast, usual_seconds
from omnivid_jupyter.engine.states import STATES, State

TAKEN = Forecast(accepted=100.0, began=100.0)


@pytest.mark.parametrize(
    ("usual", "now", "progress", "expected"),
    [
        (60.0, 100.0, None, 60.0),  # nothing is known of it but what such tasks take
        (60.0, 110.0, 0.0, 50.0),
        (60.0, 136.0, 99.0, 36 / 99),  # its own progress, although it is early
        (60.0, 130.0, 50.0, 30.0),
        (60.0, 110.0, 50.0, 10.0),
        (60.0, 110.0, 25.0, (30 + 50) / 2),
        (60.0, 158.0, 1.0, 0.02 * 58 * 99 + 0.98 * 2),  # late, and still at its beginning
        (60.0, 160.0, 5.0, None),  # overdue, and too little to tell by
        (60.0, 180.0, 80.0, 20.0),  # overdue, by its own progress
        (None, 110.0, 5.0, None),
        (None, 110.0, 10.0, 90.0),
        (None, 110.0, None, None),
        (60.0, 110.0, 100.0, None),  # finished, as far as is known
        (60.0, 110.0, 140.0, None),
    ],
)
def test_what_is_left(
    usual: float | None, now: float, progress: float | None, expected: float | None
) -> None:
    forecast = TAKEN.expecting(usual).seen(now, "running", progress)
    left = forecast.remaining(now, "running")
    assert left == (None if expected is None else pytest.approx(expected))


def test_at_99_percent_there_is_little_left_whatever_such_tasks_take() -> None:
    for usual in (10.0, 60.0, 600.0, 3600.0):
        for spent in (1.0, 20.0, 500.0):
            forecast = TAKEN.expecting(usual).seen(100.0 + spent, "running", 99.0)
            assert (forecast.remaining(100.0 + spent, "running") or 0.0) <= 0.011 * spent


def test_time_runs_towards_the_end_and_nothing_is_said_beyond() -> None:
    forecast = TAKEN.expecting(60.0).seen(150.0, "running", 50.0)
    for again in (160.0, 170.0):  # the same progress once more is no news
        forecast = forecast.seen(again, "running", 50.0)
    assert [forecast.remaining(now, "running") for now in (150.0, 180.0, 200.0, 900.0)] == [
        50,
        20,
        None,
        None,
    ]


def test_time_in_the_queue_does_not_count_as_work() -> None:
    forecast = TAKEN.seen(400.0, "queued", 0.0).seen(410.0, "running", 50.0)
    assert forecast.remaining(410.0, "running") == pytest.approx(10.0)


@pytest.mark.parametrize("state", STATES)
def test_only_what_is_made_has_an_estimate(state: State) -> None:
    left = TAKEN.expecting(60.0).remaining(110.0, state)
    assert left == (50.0 if state in ("queued", "running") else None)


@pytest.mark.parametrize("nonsense", [None, 0.0, -5.0, math.nan, math.inf, 1e9])
def test_an_impossible_estimate_is_not_listened_to(nonsense: float | None) -> None:
    assert TAKEN.expecting(nonsense) == TAKEN
    assert TAKEN.expecting(nonsense).expecting(60.0).remaining(100.0, "running") == 60.0


def test_what_was_learned_counts_before_what_the_service_guesses() -> None:
    assert TAKEN.expecting(60.0).expecting(200.0).remaining(100.0, "running") == 60.0


@pytest.mark.parametrize(
    ("durations", "expected"),
    [
        ([], None),
        ([50.0, 60.0], None),
        ([50.0, 60.0, 70.0], 60.0),
        ([50.0, -3.0, 0.0], None),  # a clock was set back
        ([50.0, 60.0, 70.0, 400_000.0, 900_000.0, 900_000.0], 60.0),  # resumed days later
    ],
)
def test_what_is_usual_is_learned_from_enough_that_is_sound(
    durations: list[float], expected: float | None
) -> None:
    assert usual_seconds(durations) == expected
