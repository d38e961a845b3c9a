"""Strengths out of comparisons in pairs, after Bradley and Terry, with what is not known about them.

The model
    The chance that one clip beats another is the logistic function of the difference of their strengths. A tie is
    half a win for each. A clip's strength is normally distributed about a mean: one for all clips, or the sum of the
    effects of its values on several axes. The effects of an axis' values are normally distributed about zero. How
    wide each of these distributions is nobody knows beforehand: it has a half-t distribution, and is learned.

The method
    Draws from the posterior distribution (Metropolis within Gibbs). With a handful of votes a clip that never lost
    may be a little or very much stronger: the distribution is skewed, and an interval of ± 1.96 standard errors is
    wrong about it; so is one that takes the width for known. Draws are right about both, and, since a
    posterior does not depend on why a pair was asked, also where each pair was chosen by the answers before it.

Each parameter changes alone, which costs what its own votes cost. Two moves keep parameters that hang together from
creeping: an effect together with the clips that have it, and a width together with what is that wide.

Plain arithmetic, so that nothing heavy is installed. The draws are seeded: the same comparisons, the same result.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Draws", "Game", "sample"]

_FREEDOM = 3.0  # degrees of freedom of the half-t distributions,
_WIDTH = 3.0  # their scale for clips without axes, in log-odds,
_EFFECT = 2.0  # for the values of an axis,
_REST = 1.5  # and for how far clips are from the sum of their values' effects (docs/judging.md has why)
_FARTHEST = 40.0  # log-odds that a strength can have
_MOST, _FEWEST = 3000, 1000  # draws that are made; after a quarter as many, which are thrown away
_WORK = 6_000_000  # looks at votes that may take
_KEPT = 2000  # draws that are kept
_LARGEST = 600.0  # the logarithm of a product that is a number for sure
_SEED = 1952  # the year of Bradley's and Terry's paper


@dataclass(frozen=True, slots=True)
class Game:
    """How often the contestant at place `first` won against the one at `second`, and lost; ties count half."""

    first: int
    second: int
    wins: float
    losses: float


@dataclass(frozen=True, slots=True)
class Draws:
    """Draws of the strengths in log-odds, each about the mean of all contestants, and of each axis' effects.

    `strengths[place]` are the draws for one contestant, `effects[axis][value]` for one value of an axis.
    """

    strengths: list[list[float]]
    effects: list[list[list[float]]]


def sample(count: int, games: Sequence[Game], axes: Sequence[Sequence[int]] = ()) -> Draws:
    """Draw the strengths of `count` contestants; `axes` has for each axis the place of each contestant's value."""
    chain = _Chain(count, games, axes)
    looks = max(1, 2 * len(games)) * (2 + len(axes)) + 4 * count
    draws = min(_MOST, max(_FEWEST, _WORK // looks))
    for _ in range(draws // 4):
        chain.step()
        chain.adapt()
    every = -(-draws // _KEPT)
    found = Draws([[] for _ in range(count)], [[[] for _ in axis.values] for axis in chain.axes])
    for number in range(draws):
        chain.step()
        if number % every == 0:
            chain.keep(found)
    return found


class _Width:
    """A standard deviation that is not known, with a half-t prior of this scale."""

    def __init__(self, scale: float) -> None:
        self.scale = scale
        self.value = scale

    def draw(self, dice: random.Random, squares: float, count: int) -> None:
        """Draw it, given the sum of squares of so many deviations (by an auxiliary variable, after Wand)."""
        aid = (_FREEDOM / self.value**2 + 1 / self.scale**2) / dice.gammavariate((_FREEDOM + 1) / 2, 1)
        rate = squares / 2 + _FREEDOM / aid
        variance = rate / dice.gammavariate((_FREEDOM + count) / 2, 1)
        self.value = math.sqrt(min(max(variance, 1e-6), 1e4))

    def log_prior(self, value: float) -> float:
        """The log density of the logarithm of a width."""
        t = value / self.scale
        return math.log(value) - (_FREEDOM + 1) / 2 * math.log1p(t * t / _FREEDOM)


class _Axis:
    """The effects of one axis' values, and which contestants have each."""

    def __init__(self, places: Sequence[int]) -> None:
        self.places = places
        self.members: list[list[int]] = [[] for _ in range(max(places) + 1)]
        for contestant, value in enumerate(places):
            self.members[value].append(contestant)
        self.values = [0.0] * len(self.members)
        self.steps = [1.0] * len(self.members)
        self.taken = [0.0] * len(self.members)
        self.width = _Width(_EFFECT)


class _Chain:
    """The state of the draws: strengths, their exponentials, means, effects and widths."""

    def __init__(self, count: int, games: Sequence[Game], axes: Sequence[Sequence[int]]) -> None:
        self.dice = random.Random(_SEED)
        self.games = games
        self.axes = [_Axis(places) for places in axes]
        self.against: list[list[tuple[int, float]]] = [[] for _ in range(count)]
        self.wins = [0.0] * count
        for game in games:
            total = game.wins + game.losses
            self.against[game.first].append((game.second, total))
            self.against[game.second].append((game.first, total))
            self.wins[game.first] += game.wins
            self.wins[game.second] += game.losses
        self.totals = [sum(total for _, total in games) for games in self.against]
        self.strengths = [0.0] * count
        self.powers = [1.0] * count
        self.mean = 0.0
        self.width = _Width(_REST if axes else _WIDTH)
        self.steps = [2.0 / math.sqrt(0.5 + total / 5) for total in self.totals]
        self.taken = [0.0] * count
        self.scale_step, self.scale_taken = 0.5, 0.0

    def step(self) -> None:
        """One round: every parameter once."""
        means = self._means()
        self._move_strengths(means)
        self._move_mean(means)
        for axis in self.axes:
            self._draw_effects(axis)
            for value in range(len(axis.values)):
                self._shift_effect(axis, value)
            axis.width.draw(self.dice, sum(each * each for each in axis.values), len(axis.values))
        means = self._means()
        self._scale(means)
        rest = zip(self.strengths, means, strict=True)
        squares = sum((strength - mean) ** 2 for strength, mean in rest)
        self.width.draw(self.dice, squares, max(1, len(means) - 1 if not self.axes else len(means)))

    def adapt(self) -> None:
        """Choose steps so that a little less than half of them are taken."""
        for place, taken in enumerate(self.taken):
            self.steps[place] *= math.exp(0.1 * (taken - 0.44))
        for axis in self.axes:
            for value, taken in enumerate(axis.taken):
                axis.steps[value] *= math.exp(0.1 * (taken - 0.44))
        self.scale_step = min(2.0, self.scale_step * math.exp(0.1 * (self.scale_taken - 0.44)))

    def keep(self, draws: Draws) -> None:
        """Note down where it is, about the means: only differences can be told."""
        mean = sum(self.strengths) / len(self.strengths)
        for kept, strength in zip(draws.strengths, self.strengths, strict=True):
            kept.append(strength - mean)
        for into, axis in zip(draws.effects, self.axes, strict=True):
            middle = sum(axis.values) / len(axis.values)
            for kept, effect in zip(into, axis.values, strict=True):
                kept.append(effect - middle)

    def _means(self) -> list[float]:
        means = [self.mean] * len(self.strengths)
        for axis in self.axes:
            values = axis.values
            means = [mean + values[place] for mean, place in zip(means, axis.places, strict=True)]
        return means

    def _move_strengths(self, means: list[float]) -> None:
        gauss, chance, exp, log = self.dice.gauss, self.dice.random, math.exp, math.log
        strengths, powers = self.strengths, self.powers
        precision = 1 / self.width.value**2
        for place, games in enumerate(self.against):
            old = strengths[place]
            new = old + self.steps[place] * gauss(0.0, 1.0)
            if abs(new) > _FARTHEST:
                self.taken[place] = 0.0
                continue
            power = exp(new)
            change = _log_ratio(games, powers, powers[place], power, self.totals[place] * abs(new - old))
            mean = means[place]
            gain = self.wins[place] * (new - old) - precision / 2 * (
                (new - mean) * (new - mean) - (old - mean) * (old - mean)
            )
            taken = log(chance() or 1e-300) < gain - change
            self.taken[place] = float(taken)
            if taken:
                strengths[place], powers[place] = new, power

    def _move_mean(self, means: list[float]) -> None:
        """Draw the mean, and have the strengths lie about zero: no comparison tells where they are as a whole."""
        count = len(means)
        rest = sum(self.strengths) / count - sum(means) / count
        self.mean += rest + self.dice.gauss(0.0, self.width.value / math.sqrt(count))
        middle = sum(self.strengths) / count
        self.mean -= middle
        self.strengths = [strength - middle for strength in self.strengths]
        self.powers = [math.exp(strength) for strength in self.strengths]

    def _draw_effects(self, axis: _Axis) -> None:
        """Draw each effect given the strengths."""
        means = self._means()
        precision, prior = 1 / self.width.value**2, 1 / axis.width.value**2
        for value, members in enumerate(axis.members):
            old = axis.values[value]
            rest = sum(self.strengths[each] - means[each] + old for each in members)
            certainty = len(members) * precision + prior
            axis.values[value] = self.dice.gauss(rest * precision / certainty, 1 / math.sqrt(certainty))

    def _shift_effect(self, axis: _Axis, value: int) -> None:
        """Move an effect together with the strengths of those that have it."""
        shift = axis.steps[value] * self.dice.gauss(0.0, 1.0)
        old, members = axis.values[value], axis.members[value]
        new = old + shift
        axis.taken[value] = 0.0
        if any(abs(self.strengths[member] + shift) > _FARTHEST for member in members):
            return
        factor = math.exp(shift)
        gain = (old * old - new * new) / (2 * axis.width.value**2)
        for member in members:
            games = [each for each in self.against[member] if axis.places[each[0]] != value]
            power, total = self.powers[member], sum(each[1] for each in games)
            within = self.totals[member] - total  # both move: of their games each is looked at twice
            gain += (self.wins[member] - within / 2) * shift
            gain -= _log_ratio(games, self.powers, power, power * factor, total * abs(shift))
        taken = math.log(self.dice.random() or 1e-300) < gain
        axis.taken[value] = float(taken)
        if taken:
            axis.values[value] = new
            for member in members:
                self.strengths[member] += shift
                self.powers[member] = math.exp(self.strengths[member])

    def _scale(self, means: list[float]) -> None:
        """Move the width of the strengths together with their distances from their means."""
        change = self.scale_step * self.dice.gauss(0.0, 1.0)
        factor, old = math.exp(change), self.width.value
        new = old * factor
        strengths = [mean + factor * (s - mean) for s, mean in zip(self.strengths, means, strict=True)]
        self.scale_taken = 0.0
        if not 1e-3 < new < 100 or max(map(abs, strengths)) > _FARTHEST:
            return
        powers = [math.exp(strength) for strength in strengths]
        gain = self.width.log_prior(new) - self.width.log_prior(old)
        gain += sum(w * (a - b) for w, a, b in zip(self.wins, strengths, self.strengths, strict=True))
        for game in self.games:
            one, other = game.first, game.second
            part = (powers[one] + powers[other]) / (self.powers[one] + self.powers[other])
            gain -= (game.wins + game.losses) * math.log(part)
        if math.log(self.dice.random() or 1e-300) < gain:
            self.scale_taken = 1.0
            self.width.value, self.strengths, self.powers = new, strengths, powers


def _log_ratio(
    games: Sequence[tuple[int, float]], powers: Sequence[float], old: float, new: float, most: float
) -> float:
    """How much likelier it is made that somebody else wins: the logarithm, which is not beyond ± `most`.

    One logarithm of a product costs a fraction of a sum of logarithms, as long as the product is a number.
    """
    if most > _LARGEST:
        return sum(total * math.log((new + powers[other]) / (old + powers[other])) for other, total in games)
    ratio = 1.0
    for other, total in games:
        theirs = powers[other]
        if total == 1.0:
            ratio *= (new + theirs) / (old + theirs)
        else:
            ratio *= ((new + theirs) / (old + theirs)) ** total
    return math.log(ratio)
