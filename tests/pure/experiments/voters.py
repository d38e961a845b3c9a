"""Synthetic voters: clips whose true strengths are known, and votes as Bradley and Terry have them."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from itertools import combinations, product
from pathlib import Path
from statistics import fmean

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.experiments.pairs import next_pair
from omnivid_jupyter.experiments.ranking import Ranking
from omnivid_jupyter.experiments.votes import ReadVotes, Vote


def digest(number: int) -> str:
    return f"{number:064x}"


def clip(number: int, prompt: str = "", model: str = "demo/x", folder: Path = Path("clips")) -> Clip:
    """A clip as its ranking needs it: nothing of its film is looked at."""
    path = folder / f"clip-{number}.mp4"
    return Clip(
        path, "video/mp4", 64, 36, 1.0, 10, digest(number), prompt or f"prompt {number}", model, f"t{number}"
    )


def vote(winner: int, loser: int, *, tie: bool = False, voter: str = "ann", when: float = 0.0) -> Vote:
    return Vote(digest(winner), digest(loser), tie, voter, when, f"{winner}-{loser}-{voter}")


def read(votes: Sequence[Vote]) -> ReadVotes:
    return ReadVotes(tuple(votes), 0)


def asked(
    truth: Sequence[float], dice: random.Random, *, pairs: int, voters: int = 1, chosen: bool = False
) -> list[Vote]:
    """What these voters say of so many pairs: random ones, or those that tell most (`chosen`)."""
    everything = list(combinations(range(len(truth)), 2))
    dice.shuffle(everything)
    names = [digest(number) for number in range(len(truth))]
    votes: list[Vote] = []
    for number in range(pairs):
        one, other = everything[number]
        if chosen:
            pair = next_pair(names, votes, "voter-0")
            assert pair
            one, other = map(names.index, pair)
        for voter in range(voters):
            wins = dice.random() < 1 / (1 + math.exp(truth[other] - truth[one]))
            winner, loser = (one, other) if wins else (other, one)
            votes.append(vote(winner, loser, voter=f"voter-{voter}", when=float(len(votes))))
    return votes


def asked_of_axis(
    sizes: Sequence[int], takes: int, dice: random.Random, *, pairs: int, spread: float, rest: float
) -> tuple[list[dict[str, str]], list[float], list[Vote]]:
    """A grid of axes with so many values, so many takes of each: the clips' values, the true effects of the first
    axis about their mean, and what one voter says of so many random pairs.

    Effects are spread by `spread`; a clip's own rest by `rest`.
    """
    effects = [[dice.gauss(0, spread) for _ in range(size)] for size in sizes]
    cells = [cell for cell in product(*map(range, sizes)) for _ in range(takes)]
    truth = [sum(effects[axis][v] for axis, v in enumerate(cell)) + dice.gauss(0, rest) for cell in cells]
    values = [{f"axis {axis}": str(value) for axis, value in enumerate(cell)} for cell in cells]
    mean = fmean(effects[0])
    return values, [each - mean for each in effects[0]], asked(truth, dice, pairs=pairs)


def tau(truth: Sequence[float], found: Sequence[float]) -> float:
    """Kendall's: 1 where the order is the true one, 0 where it has nothing to do with it."""
    signs = [
        math.copysign(1, (truth[i] - truth[j]) * (found[i] - found[j]))
        for i, j in combinations(range(len(truth)), 2)
    ]
    return fmean(signs)


def covered(truth: Sequence[float], ranking: Ranking) -> list[bool]:
    """Whether each interval has the true strength about the mean; the rows' values are the numbers of the clips."""
    mean = fmean(truth)
    return [row.low <= truth[row.value] - mean <= row.high for row in ranking]
