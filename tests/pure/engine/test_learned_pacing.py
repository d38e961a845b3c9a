"""What earlier tasks tell of when to ask: fewer queries at the same wait, and nothing lost when things change."""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest

from omnivid_jupyter.engine.forecast import earliest_seconds, ready_after
from omnivid_jupyter.net.pacing import Pace
from omnivid_jupyter.providers.registry import PROVIDERS
from omnivid_jupyter.providers.wire import Pacing

OMNIFLASH, APIMART, EVOLINK = (PROVIDERS[name].pacing for name in ("omniflash", "apimart", "evolink"))

Draw = Callable[[random.Random], float]


def even(least: float, most: float) -> Draw:
    return lambda dice: dice.uniform(least, most)


def looks(pace: Pace, ready: float, earliest: float = 0.0) -> Iterator[float]:
    """When a task is asked for that is ready after so many seconds."""
    now, queries = 0.0, 0
    while now < ready:
        now += pace.delay(queries=queries, elapsed=now, ahead=earliest - now)
        queries += 1
        yield now


class Person:
    """Somebody whose journal learns from each task: by what the service tells, or by what was seen."""

    def __init__(self, advice: Pacing, tells: bool) -> None:
        self.pace, self.tells = Pace(advice), tells
        self.durations: list[float] = []
        self.queries: list[int] = []
        self.lags: list[float] = []

    def makes(self, ready: float) -> None:
        earliest = earliest_seconds(self.durations, self.pace.advice.interval)
        asked = list(looks(self.pace, ready, earliest))
        self.queries.append(len(asked))
        self.lags.append(asked[-1] - ready)
        before = asked[-2] if len(asked) > 1 else 0.0
        took = ready_after(before, asked[-1], ready if self.tells else None, self.pace.advice.interval)
        assert took is not None
        self.durations = [took, *self.durations][:20]


def compared(advice: Pacing, draw: Draw, tells: bool) -> tuple[float, float]:
    """Queries and mean wait after twenty tasks, each in proportion to those of asking at every interval."""
    dice, queries, lags, fixed_queries, fixed_lags = random.Random(7), [], [], [], []
    for _ in range(60):
        person = Person(advice, tells)
        for number in range(50):
            ready = draw(dice)
            person.makes(ready)
            if number >= 20:
                fixed = list(looks(Pace(advice), ready))
                fixed_queries.append(len(fixed))
                fixed_lags.append(fixed[-1] - ready)
        queries += person.queries[20:]
        lags += person.lags[20:]
    return sum(queries) / sum(fixed_queries), statistics.mean(lags) / statistics.mean(fixed_lags)


@pytest.mark.parametrize(
    ("advice", "tells"),
    [(OMNIFLASH, False), (OMNIFLASH, True), (APIMART, True)],
    ids=["OmniFlash", "as it would be told", "APIMart"],
)
@pytest.mark.parametrize("draw", [even(30, 50), even(180, 300)], ids=["40 s", "240 s"])
def test_a_third_of_the_queries_at_the_same_wait(advice: Pacing, tells: bool, draw: Draw) -> None:
    queries, wait = compared(advice, draw, tells)
    assert queries <= 1 / 3
    assert wait <= (1.15 if tells else 1.35)  # where ends are only seen, less is known of the earliest


def test_long_pauses_between_queries_leave_less_to_save() -> None:
    queries, wait = compared(EVOLINK, even(30, 50), tells=False)  # five queries as it is: every eight seconds
    assert queries <= 0.45 and wait <= 1.2


@pytest.mark.parametrize("spread", [1, 5, 10])
def test_whatever_the_spread_it_is_half_at_nearly_the_same_wait(spread: float) -> None:
    queries, wait = compared(APIMART, lambda dice: max(1.0, dice.gauss(40, spread)), tells=True)
    assert queries <= 0.5 and wait <= 1.2


@pytest.mark.parametrize("known", [[], [40.0], [40.0] * 4, [float("nan")] * 9, [1e9] * 9])
def test_nothing_learned_changes_nothing(known: list[float]) -> None:
    assert earliest_seconds(known, 6) == 0
    assert list(looks(Pace(APIMART), 40, earliest_seconds(known, 6))) == list(looks(Pace(APIMART), 40))


@pytest.mark.parametrize("earliest", [0, 1, 7, 41.5, 200, 900])
def test_never_faster_than_advised_and_never_silent_for_more_than_two_minutes(earliest: float) -> None:
    asked = [0.0, *looks(Pace(APIMART), 1000, earliest)]
    pauses = [later - sooner for sooner, later in pairwise(asked)]
    assert min(pauses) >= 6 - 1e-9 and max(pauses) <= 120


def test_a_pinned_interval_stays_exact() -> None:
    assert list(looks(Pace(APIMART, pinned=7), 30, earliest=25)) == [7, 14, 21, 28, 35]


@pytest.mark.parametrize("tells", [False, True])
@pytest.mark.parametrize(("before", "after"), [((30, 50), 20.0), ((180, 300), 40.0), ((180, 300), 10.0)])
def test_a_service_that_becomes_quicker_is_found_out(
    before: tuple[float, float], after: float, tells: bool
) -> None:
    dice, person = random.Random(3), Person(OMNIFLASH, tells)
    for _ in range(40):
        person.makes(even(*before)(dice))
    for _ in range(30):
        person.makes(dice.uniform(0.9, 1.1) * after)
    assert max(person.lags[40:]) <= 120  # at once, whatever was learned
    assert statistics.mean(person.lags[60:]) <= 1.3 * OMNIFLASH.interval  # and soon as ever


def test_a_service_that_becomes_slower_is_waited_for_as_long_as_ever() -> None:
    dice, person = random.Random(3), Person(OMNIFLASH, False)
    for _ in range(40):
        person.makes(even(30, 50)(dice))
    for _ in range(10):
        person.makes(240)
    assert max(person.lags[40:]) <= OMNIFLASH.interval


def test_one_exception_teaches_nothing() -> None:
    known = [even(30, 50)(random.Random(n)) for n in range(19)]
    usual = earliest_seconds(known, 5)
    assert earliest_seconds([*known, 2.0], 5) == pytest.approx(
        usual, abs=4
    )  # found in the service's own store
    assert earliest_seconds([*known, 80_000.0], 5) == pytest.approx(usual, abs=4)  # gone on with the next day


@pytest.mark.parametrize(
    ("looked", "seen", "told", "expected"),
    [
        (35, 40, None, 37.5),
        (35, 40, 38, 38),
        (35, 40, 40.9, 40.9),  # by its own clock, in whole seconds
        (35, 40, 4, 37.5),  # not what was seen: it is told without the queue, or made up
        (35, 40, 240, 37.5),
        (0, 40, None, 35.5),
        (0, 40, 12, 12),
        (None, 9000, None, None),  # gone on with: nobody knows
        (None, 9000, 42, 42),
    ],
)
def test_when_a_task_was_ready(
    looked: float | None, seen: float, told: float | None, expected: float | None
) -> None:
    assert ready_after(looked, seen, told, interval=5) == expected
