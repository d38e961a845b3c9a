"""Whether the ranking is right: synthetic voters whose truth is known. Writes the two tables of docs/judging.md.

    .venv/bin/python tools/judging.py [REPEATS]

A row says how many clips there are, how wide their true strengths are spread, how many people are asked, how the pairs
are chosen; then how well the order agrees with the true one (Kendall's τ), and how often an interval of 95 % holds the
true strength. Half of all pairs are asked.

The second table is of an axis: its clips, how many votes of one person there are, how widely its effects are spread,
and how widely clips are about them; then how often an interval holds the true effect, and how wide it is. It takes
some minutes.
"""

from __future__ import annotations

import math
import random
import sys
from itertools import product
from pathlib import Path
from statistics import fmean

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from omnivid_jupyter.experiments.ranking import rank, rank_axis
from omnivid_jupyter.saying import say
from tests.pure.experiments.voters import asked, asked_of_axis, covered, digest, read, tau

CASES = [
    (count, spread, voters, chosen)
    for count, voters in ((8, 1), (12, 1), (12, 5), (24, 1), (24, 5))
    for spread in (1.0, 2.0, 4.0)
    for chosen in (True, False)
]
GRIDS = (((2, 2), 2), ((4, 2), 3))  # how many values the axes have, and takes of each


def main(repeats: int = 20) -> None:
    """Print the table."""
    say("| clips | spread | people | pairs | τ | intervals that hold the truth |\n|---|---|---|---|---|---|")
    for count, spread, voters, chosen in CASES:
        dice = random.Random(f"{count} {spread} {voters}")
        found = [_once(count, spread, voters, chosen, dice) for _ in range(repeats)]
        order, inside = fmean(each[0] for each in found), fmean(each[1] for each in found)
        how = "those that tell most" if chosen else "random"
        say(f"| {count} | {spread:g} | {voters} | {how} | {order:.2f} | {inside:.1%} |")

    say(
        "\n| clips | votes | effects | rest | intervals that hold the truth | width |\n|---|---|---|---|---|---|"
    )
    for (sizes, takes), per_clip, spread, rest in product(GRIDS, (1, 3), (0.4, 2.0), (0.5, 2.0)):
        clips = math.prod(sizes) * takes
        dice = random.Random(f"{sizes} {takes} {per_clip} {spread} {rest}")
        rows = [
            each
            for _ in range(3 * repeats)
            for each in _of_axis(sizes, takes, per_clip * clips, spread, rest, dice)
        ]
        inside, width = fmean(each[0] for each in rows), fmean(each[1] for each in rows)
        say(f"| {clips} | {per_clip * clips} | {spread:g} | {rest:g} | {inside:.1%} | {width:.1f} |")


def _of_axis(
    sizes: tuple[int, ...], takes: int, pairs: int, spread: float, rest: float, dice: random.Random
) -> list[tuple[bool, float]]:
    """Of each value of the first axis: whether its interval holds the truth, and how wide that is."""
    values, effects, votes = asked_of_axis(sizes, takes, dice, pairs=pairs, spread=spread, rest=rest)
    rows = rank_axis(read(votes), {digest(place): own for place, own in enumerate(values)}, "axis 0")
    return [(row.low <= effects[int(row.value)] <= row.high, row.high - row.low) for row in rows]


def _once(count: int, spread: float, voters: int, chosen: bool, dice: random.Random) -> tuple[float, float]:
    truth = [dice.gauss(0, spread) for _ in range(count)]
    votes = asked(truth, dice, pairs=count * (count - 1) // 4, voters=voters, chosen=chosen)
    numbers = {digest(number): number for number in range(count)}
    rows = rank(read(votes), numbers, {name: str(number) for name, number in numbers.items()})
    by_number = sorted(rows, key=lambda row: int(row.value))
    return tau(truth, [row.strength for row in by_number]), fmean(covered(truth, rows))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
