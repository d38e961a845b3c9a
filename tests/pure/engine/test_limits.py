"""How many tasks an account may have in flight, and whose turn is next."""

from __future__ import annotations

from itertools import islice

import pytest

from omnivid_jupyter.engine.limits import Batch, Limit, in_order

NOW = 1_787_400_000.0


def at_a_service(allowed: int, tasks: int) -> tuple[int, int]:
    """So many tasks, each of which takes the time of all others in flight: the 429s, and the limit at the end."""
    limit, in_flight, refused = Limit(), 0, 0
    for _ in range(tasks):
        if in_flight >= limit.most:
            in_flight -= 1
        while in_flight >= allowed:
            limit, refused = limit.turned_away(in_flight, NOW), refused + 1
            in_flight -= 1
        in_flight += 1
        limit = limit.taken(1, in_flight, NOW)
    return refused, limit.most


@pytest.mark.parametrize(("tasks", "most_refused"), [(16, 3), (100, 6), (500, 9), (5000, 40)])
def test_the_limit_of_a_service_is_found_and_seldom_tried_again(tasks: int, most_refused: int) -> None:
    refused, limit = at_a_service(6, tasks)
    assert 1 <= refused <= most_refused and limit in (6, 7)


def test_what_takes_everything_is_soon_given_everything() -> None:
    assert at_a_service(10_000, 1000) == (0, 1000) or at_a_service(10_000, 1000)[1] >= 900


def test_it_rises_only_while_all_places_are_in_use() -> None:
    assert Limit().taken(1, 3, NOW) == Limit()
    assert Limit().taken(4, 4, NOW).most == 8
    learned = Limit(most=6, refused=NOW)
    assert learned.taken(5, 6, NOW).most == 6
    assert learned.taken(5, 6, NOW).taken(1, 6, NOW).most == 7


@pytest.mark.parametrize(
    ("before", "others", "most"),
    [(Limit(8), 6, 6), (Limit(6), 7, 6), (Limit(4), 0, 1), (Limit(1), 0, 1)],
)
def test_a_429_sets_it_to_what_is_in_flight_beside_it(before: Limit, others: int, most: int) -> None:
    assert before.turned_away(others, NOW).most == most


def test_each_try_that_failed_makes_the_next_one_come_twice_as_late() -> None:
    limit, steps = Limit(most=6, refused=NOW), []
    for _ in range(9):
        while limit.most == 6:
            limit = limit.taken(1, 6, NOW)
        limit = limit.turned_away(6, NOW)
        steps.append(limit.step)
    assert steps == [2, 4, 8, 16, 32, 64, 64, 64, 64]


def test_what_was_learned_long_ago_is_outdated() -> None:
    limit = Limit(most=6, step=64, refused=NOW)
    assert limit.is_learned(NOW + 3000) and not limit.is_learned(NOW + 3700)
    assert not limit.is_learned(NOW - 60), "somebody set the clock back"
    assert limit.taken(1, 6, NOW + 3700).most == 7


def test_a_pause_that_a_service_asks_for_is_kept_and_none_of_years_is_believed() -> None:
    assert Limit().closing(5, NOW).pause(NOW + 2) == 3
    assert Limit().closing(5, NOW).closing(1, NOW).pause(NOW) == 5
    assert Limit().closing(1e9, NOW).pause(NOW) == 3600
    assert Limit().closing(5, NOW).pause(NOW + 5) == 0
    assert Limit().closing(3600, NOW).pause(NOW - 9000) == 0, "somebody set the clock back"


@pytest.mark.parametrize(
    ("batches", "expected"),
    [
        ([Batch("sweep", 6, 500, 1), Batch("clip", 0, 1, 9)], "clip sweep sweep"),
        ([Batch("a", 0, 3, 1), Batch("b", 0, 3, 2)], "a b a b a b"),
        ([Batch("a", 6, 9, 1), Batch("b", 3, 9, 2)], "b b b a b a"),
        ([Batch("a", 0, 0, 1)], ""),
    ],
)
def test_places_go_to_the_batch_with_the_fewest_tasks_in_flight(batches: list[Batch], expected: str) -> None:
    assert list(islice(in_order(batches), len(expected.split()))) == expected.split()
