"""Which cells of a grid `skip` leaves out: those that a function names, or that have the values of a dict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from omnivid_jupyter import values
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.spelling import meant

__all__ = ["Skip", "skipped"]

#: What leaves cells out: a function of a cell's values, or such values as dicts.
Skip = Callable[[Mapping[str, Any]], object] | Mapping[str, Any] | Iterable[Mapping[str, Any]]

_NAMED = 8  # values of a fact that are named


def skipped(skip: object, cells: Sequence[Mapping[str, Any]]) -> list[bool]:
    """For each cell whether it is left out.

    Parameters
    ----------
    skip:
        A `Skip` as a person gave it; None leaves out none.
    cells:
        The facts of each (`axes.Cell.facts`).

    Raises `InvalidRequestError` for a function that fails, and for values that no cell has.
    """
    if skip is None:
        return [False] * len(cells)
    leaves_out = skip if callable(skip) else _like(skip, cells)
    out: list[bool] = []
    for cell in cells:
        try:
            out.append(bool(leaves_out(MappingProxyType(cell))))
        except Exception as error:  # it is somebody else's code
            why = f"there is no {error}" if isinstance(error, KeyError) else str(error)
            raise InvalidRequestError(
                f"skip failed: {why or type(error).__name__}.",
                field="skip",
                hint=f"It is called with a dict of {', '.join(cell)}.",
            ) from None
    return out


def _like(skip: object, cells: Sequence[Mapping[str, Any]]) -> Callable[[Mapping[str, Any]], bool]:
    """Whether a cell has all the values of one of these dicts; a list there is any of its members.

    Raises `InvalidRequestError` for a value that no cell has.
    """
    patterns = [skip] if isinstance(skip, Mapping) else list(skip) if isinstance(skip, Iterator) else skip
    if not isinstance(patterns, (list, tuple)) or not all(
        isinstance(each, Mapping) and each for each in patterns
    ):
        values.refuse("skip", skip, "a function, or a list of dicts such as {'duration': 4}")
    names = dict.fromkeys(name for cell in cells for name in cell)
    known = {name: list(dict.fromkeys(str(cell.get(name)) for cell in cells)) for name in names}
    wanted: list[dict[str, set[str]]] = []
    for each in patterns:
        wanted.append({name: _any_of(name, given, known) for name, given in each.items()})
    return lambda facts: any(
        all(str(facts.get(name)) in texts for name, texts in each.items()) for each in wanted
    )


def _any_of(name: object, given: object, known: Mapping[str, Sequence[str]]) -> set[str]:
    """The values of a fact, as text, that a pattern of `skip` means."""
    if name not in known:
        raise InvalidRequestError(
            f"skip: there is no {name!r} in this grid.{meant(str(name), known)}",
            field="skip",
            hint=f"There are {', '.join(known)}.",
        )
    there = known[str(name)]
    one = values.one(given)
    members: list[object] = [one]
    if isinstance(one, Iterable) and not isinstance(one, (str, bytes, Mapping)) and str(one) not in there:
        members = list(one) or [one]
    texts = {_pattern(each): values.one(each) for each in members}
    for text, each in texts.items():
        if text not in there:
            raise InvalidRequestError(
                f"skip: {name} is never {each!r} in this grid.{meant(text, there)}",
                field="skip",
                hint=f"It is {', '.join(there[:_NAMED])}{' …' if len(there) > _NAMED else ''}.",
            )
    return set(texts)


def _pattern(given: object) -> str:
    given = values.one(given)
    return str(int(given)) if isinstance(given, float) and given.is_integer() else str(given)
