"""Parameters that are not there: what somebody meant who wrote one, or why no service takes it."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import ParamSpec, TypeVar

from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.spelling import meant

__all__ = ["elsewhere", "named_only"]

P = ParamSpec("P")
R = TypeVar("R")

#: What other tools have, by the words that it begins with, and what to do here.
_ELSEWHERE: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        ("seed", "random_seed"),
        "No service takes a seed. Run again, the same cell finds its clip; another take (--take 2, take=2) is another.",
    ),
    (("negative",), "No service takes a negative prompt: say in the prompt what is not to be seen."),
    (
        ("fps", "frame", "num_frame"),
        "No service takes frames per second or a number of frames; --duration (duration=) sets the length in seconds.",
    ),
    (
        ("step", "num_inference", "cfg", "guidance", "sampler", "scheduler", "temperature", "denois", "lora"),
        "No service takes settings of how a model works; what is to be seen stands in the prompt.",
    ),
    (
        ("height", "size", "width", "quality"),
        "The size of a clip is set by --aspect-ratio and --resolution (aspect_ratio=, resolution=).",
    ),
    (("style", "camera", "motion"), "No service takes it apart from the prompt: say it there."),
    (
        ("api_key", "apikey", "key", "token"),
        "Keys are not given here, where they would be saved: %omnivid key SERVICE asks for one, hidden.",
    ),
    (
        ("n", "count", "num", "samples", "batch", "batch_size", "num_videos", "number"),
        "Several clips of one prompt are its takes: -n 3 in a cell; in Python take=1, take=2 …, or sweep(…, takes=3).",
    ),
    (("model", "m"), "The model is a word of its own: %%omnivid demo/omni-pro."),
    (("prompt", "text"), "The prompt goes below the first line of the cell."),
)
#: Words that count only as they are: too short, or the beginning of too much.
_WHOLE = ("m", "n", "key", "model", "token", "num", "number", "size", "text", "prompt")


def elsewhere(name: str) -> str | None:
    """What to do about a parameter that other tools have and no service here; None for any other."""
    word = name.lstrip("-–—−").partition("=")[0].replace("-", "_").lower()
    for beginnings, advice in _ELSEWHERE:
        if any(word == each or (each not in _WHOLE and word.startswith(each)) for each in beginnings):
            return advice
    return None


def named_only(function: Callable[P, R]) -> Callable[P, R]:
    """Have a function refuse keywords that it has not, by `InvalidRequestError`, with the one that was meant."""
    names = list(inspect.signature(function).parameters)

    @functools.wraps(function)
    def called(*args: P.args, **kwargs: P.kwargs) -> R:
        _check(function.__name__, kwargs, names)
        return function(*args, **kwargs)

    return called


def _check(function: str, given: Iterable[str], names: list[str]) -> None:
    for name in given:
        if name not in names:
            advice = elsewhere(name)
            raise InvalidRequestError(
                f"{function} has no parameter {name!r}.{'' if advice else meant(name, names)}",
                field=name,
                hint=advice or f"It takes {', '.join(names)}.",
            )
