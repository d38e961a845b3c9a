"""What the same dice draw is drawn once in a process: films of one place have the same trees and the same clouds."""

from __future__ import annotations

import random
from array import array
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec

from PIL import Image

__all__ = ["drawn_once"]

Given = ParamSpec("Given")
_KEPT = 128  # pictures of a kind: those of a dozen places

_Thrown = tuple[int, bytes, float | None]


def drawn_once(
    draw: Callable[Concatenate[random.Random, Given], Image.Image],
) -> Callable[Concatenate[random.Random, Given], Image.Image]:
    """Keep what `draw` makes of its dice and of what else it is given, all of which can be hashed.

    Whoever asks leaves the picture as it is; the dice go on as if it had been drawn anew.
    """

    @lru_cache(maxsize=_KEPT)
    def drawn(thrown: _Thrown, *given: Given.args, **named: Given.kwargs) -> tuple[Image.Image, _Thrown]:
        dice = random.Random(0)
        _throw(dice, thrown)
        return draw(dice, *given, **named), _thrown(dice)

    @wraps(draw)
    def of_these_dice(rng: random.Random, /, *given: Given.args, **named: Given.kwargs) -> Image.Image:
        image, thrown = drawn(_thrown(rng), *given, **named)  # type: ignore[arg-type]  # so mypy takes ParamSpec
        _throw(rng, thrown)
        return image

    return of_these_dice


def _thrown(dice: random.Random) -> _Thrown:
    """How the dice lie, in a tenth of the room that Python's own account of it takes."""
    version, words, rest = dice.getstate()
    return version, array("I", words).tobytes(), rest


def _throw(dice: random.Random, thrown: _Thrown) -> None:
    version, words, rest = thrown
    dice.setstate((version, tuple(array("I", words)), rest))
