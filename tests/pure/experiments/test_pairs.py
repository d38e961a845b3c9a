"""The next pair is the one that tells most."""

from __future__ import annotations

import random
from itertools import combinations
from statistics import fmean

import pytest

from omnivid_jupyter.experiments import bradley_terry
from omnivid_jupyter.experiments.pairs import Progress, next_pair, progress
from omnivid_jupyter.experiments.ranking import rank
from omnivid_jupyter.experiments.votes import Vote
from tests.pure.experiments.voters import asked, digest, read, tau, vote

NAMES = [digest(number) for number in range(6)]


def numbers(pair: tuple[str, str] | None) -> tuple[int, int] | None:
    return (NAMES.index(pair[0]), NAMES.index(pair[1])) if pair else None


def played(count: int, dice: random.Random, truth: list[float]) -> list[tuple[int, int]]:
    """The pairs that one voter is asked, in their order."""
    votes: list[Vote] = []
    pairs = []
    while pair := numbers(next_pair(NAMES[:count], votes, "ann")):
        pairs.append(pair)
        votes.append(vote(*pair) if truth[pair[0]] > truth[pair[1]] else vote(pair[1], pair[0]))
    return pairs


@pytest.mark.parametrize("count", [0, 1, 2, 3, 6])
def test_every_pair_is_asked_once(count: int) -> None:
    pairs = played(count, random.Random(1), [3, 1, 5, 2, 0, 4])
    assert sorted(pairs) == list(combinations(range(count), 2))


def test_each_clip_is_asked_about_before_any_comes_often() -> None:
    pairs = played(6, random.Random(1), [3, 1, 5, 2, 0, 4])
    assert {place for pair in pairs[:3] for place in pair} == set(range(6))


def test_what_is_close_is_asked_rather_than_what_is_clear() -> None:
    votes = [vote(0, 2, voter=str(n)) for n in range(9)] + [vote(1, 2, voter=str(n)) for n in range(9)]
    assert numbers(next_pair(NAMES[:3], votes, "ann")) == (0, 1)


def test_what_was_skipped_is_not_asked() -> None:
    first = next_pair(NAMES[:3], [], "ann")
    assert first
    skipped = [frozenset(first)]
    second = next_pair(NAMES[:3], [], "ann", skipped)
    assert second and frozenset(second) not in skipped
    assert next_pair(NAMES[:2], [], "ann", [frozenset(NAMES[:2])]) is None


def test_others_answers_help_and_do_not_count_as_ones_own() -> None:
    assert next_pair(NAMES[:2], [vote(0, 1, voter="bo")], "ann") == (NAMES[0], NAMES[1])
    assert next_pair(NAMES[:2], [vote(0, 1, voter="ann")], "ann") is None


def test_without_a_voter_pairs_come_again_the_least_asked_first() -> None:
    votes = [vote(*pair) for pair in combinations(range(3), 2)]
    votes.append(vote(0, 1, voter="bo"))
    again = numbers(next_pair(NAMES[:3], votes))
    assert again in {(0, 2), (1, 2)}


def test_clips_of_the_same_bytes_are_no_pair_and_strangers_do_not_matter() -> None:
    assert next_pair([NAMES[0], NAMES[0]], [], "ann") is None
    assert numbers(next_pair(NAMES[:2], [vote(4, 5), vote(0, 5)], "ann")) == (0, 1)


@pytest.mark.parametrize(
    ("votes", "found"),
    [
        ([], Progress(0, 3, 6)),
        ([vote(0, 1), vote(1, 0), vote(0, 5), vote(2, 3, voter="bo")], Progress(1, 3, 6)),
        ([vote(0, 1), vote(0, 2), vote(0, 3)], Progress(3, 3, 6)),
    ],
)
def test_half_of_the_pairs_are_enough(votes: list[Vote], found: Progress) -> None:
    assert progress(NAMES[:4], votes, "ann") == found
    assert found.is_clear == (found.asked >= 3)


def test_chosen_pairs_tell_more_than_random_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bradley_terry, "_MOST", 400)
    dice = random.Random(9)
    found: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(6):
        truth = [dice.gauss(0, 2) for _ in range(14)]
        for chosen in found:
            votes = asked(truth, dice, pairs=45, chosen=chosen)
            names = {digest(number): str(number) for number in range(14)}
            rows = rank(read(votes), {digest(number): number for number in range(14)}, names)
            found[chosen].append(
                tau(truth, [row.strength for row in sorted(rows, key=lambda row: int(row.value))])
            )
    assert fmean(found[True]) > fmean(found[False])
