"""The pair to ask next: the one whose answer tells most.

An answer tells much where it is open (the strengths are close, as far as they are known) and where one of both clips
was seldom asked about. So pairs spread over the clips at first, and then gather where the order is not clear.

The strengths are only roughly estimated here, since it must take no time: `pairs.js` does the very same in an exported
page, and a test holds both to the same pairs. What came of the votes is `ranking`'s business.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from omnivid_jupyter.experiments.votes import Vote

__all__ = ["Progress", "next_pair", "progress"]

_PRIOR = 1 / 1.5**2  # what is known of a strength beforehand: the inverse of its variance
_ROUNDS = 10  # of Newton's method, clip by clip


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one voter is: pairs `asked`, and how many are `enough`, of `all` that there are."""

    asked: int
    enough: int
    all: int

    @property
    def is_clear(self) -> bool:
        """Whether this voter was asked enough."""
        return self.asked >= self.enough


def progress(clips: Sequence[str], votes: Iterable[Vote], voter: str) -> Progress:
    """How far this voter is with these clips: half of all pairs give the order that all of them give."""
    known = set(clips)
    count = len(known) * (len(known) - 1) // 2
    asked = {vote.pair for vote in votes if vote.voter == voter and vote.pair <= known}
    return Progress(len(asked), -(-count // 2), count)


def next_pair(
    clips: Sequence[str],
    votes: Iterable[Vote],
    voter: str | None = None,
    skipped: Iterable[frozenset[str]] = (),
) -> tuple[str, str] | None:
    """The two clips, by their SHA-256, to compare next; None where there are no two, or all were asked.

    Parameters
    ----------
    clips:
        The SHA-256 of each clip; of equal pairs the first one counts.
    votes:
        What was voted, by anybody.
    voter:
        Who is asked: no pair twice. None: pairs come again when all were asked, the least asked ones first.
    skipped:
        Pairs that are not to be asked now.

    The order of the two is that of `clips`; who shows them puts either on either side.
    """
    names = list(dict.fromkeys(clips))
    places = {name: place for place, name in enumerate(names)}
    games: dict[tuple[int, int], list[float]] = {}
    mine: set[tuple[int, int]] = set()
    for vote in votes:
        one, other = places.get(vote.winner), places.get(vote.loser)
        if one is None or other is None:
            continue
        pair = (min(one, other), max(one, other))
        score = games.setdefault(pair, [0.0, 0.0])
        score[0] += 0.5 if vote.tie else float(one < other)
        score[1] += 1.0
        if vote.voter == voter:
            mine.add(pair)
    left = {frozenset(pair) for pair in skipped}
    free = [
        pair
        for pair in combinations(range(len(names)), 2)
        if pair not in mine and frozenset((names[pair[0]], names[pair[1]])) not in left
    ]
    if voter is None and free:
        least = min(games.get(pair, (0.0, 0.0))[1] for pair in free)
        free = [pair for pair in free if games.get(pair, (0.0, 0.0))[1] == least]
    if not free:
        return None
    strengths, known = _roughly(len(names), games)

    def tells(pair: tuple[int, int]) -> int:
        one, other = pair
        chance = _chance(strengths[one] - strengths[other])
        return math.floor(chance * (1 - chance) * (1 / known[one] + 1 / known[other]) * 1e9 + 0.5)

    first, second = max(free, key=tells)  # of equals the first
    return names[first], names[second]


def _roughly(count: int, games: dict[tuple[int, int], list[float]]) -> tuple[list[float], list[float]]:
    """The likeliest strengths, and how much is known of each: the inverse of its variance, the others' given."""
    against: list[list[tuple[int, float, float]]] = [[] for _ in range(count)]
    for (one, other), (wins, total) in sorted(games.items()):
        against[one].append((other, wins, total))
        against[other].append((one, total - wins, total))
    strengths, known = [0.0] * count, [_PRIOR] * count
    for _ in range(_ROUNDS):
        for place, met in enumerate(against):
            slope, certainty = -_PRIOR * strengths[place], _PRIOR
            for other, wins, total in met:
                chance = _chance(strengths[place] - strengths[other])
                slope += wins - total * chance
                certainty += total * chance * (1 - chance)
            strengths[place] += max(-1.0, min(1.0, slope / certainty))
            known[place] = certainty
    return strengths, known


def _chance(lead: float) -> float:
    return 1 / (1 + math.exp(-lead))
