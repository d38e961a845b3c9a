"""The arguments of calls as Python's own values, whatever a scientist has them in.

A number may be NumPy's, a whole float, a Decimal or text; text may be NumPy's; a folder any path. What is none of
that, or missing (NaN, NA, NaT), is refused by the name of its parameter. NumPy and pandas are not imported here:
who has their values did that.
"""

from __future__ import annotations

import math
import os
import re
from decimal import Decimal
from numbers import Real
from pathlib import Path
from typing import Any, NoReturn

from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.parameters import title

__all__ = [
    "counted",
    "duration",
    "flag",
    "folder",
    "is_missing",
    "kind",
    "number",
    "one",
    "path_name",
    "refuse",
    "text",
    "whole",
    "with_article",
]

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
#: Names that are spoken with a vowel in front: int, OSError, ndarray, HTTPError; but not uint8.
_VOWEL = re.compile("[AEIOaeio]|nd|[FHLMNRSX](?=[A-Z])")
#: Of which a sweep takes several.
_SWEPT = ("prompt", "model", "duration", "aspect_ratio", "resolution")
_MISSING = ("NAType", "NaTType")  # pandas' own, by name


def text(field: str, given: object) -> str | None:
    """Text, or None. Raises `InvalidRequestError` for anything else."""
    value = one(given)
    if value is None:
        return None
    if isinstance(value, str):
        return str.__str__(value)
    refuse(field, value, "text")


def number(field: str, given: object, unit: str = "a number") -> float | None:
    """A finite or infinite number, or None; `unit` says what it counts. Raises `InvalidRequestError`."""
    value = one(given)
    if value is None:
        return None
    found = _number(value)
    if found is None:
        refuse(field, value, unit)
    return found


def whole(field: str, given: object, unit: str = "a whole number") -> int | None:
    """A whole number, also as 4.0 or "4"; or None. Raises `InvalidRequestError`."""
    value = number(field, given, unit)
    if value is None:
        return None
    if not value.is_integer():  # neither are infinities
        refuse(field, value, unit)
    exact = one(given)
    return exact if type(exact) is int else int(value)


def duration(field: str, given: object) -> Any:
    """A duration: a whole number where it is one. What else it may be, the model's table judges."""
    value = one(given)
    if isinstance(value, str) and not _NUMBER.fullmatch(value.strip()):
        return str.__str__(value)  # such as "auto"
    found = number(field, value, "a number of seconds")
    return int(found) if found is not None and found.is_integer() else found


def flag(field: str, given: object) -> bool:
    """Yes or no: a bool, or 0 or 1; None is no. Raises `InvalidRequestError` for words, which all would mean yes."""
    value = one(given)
    if value is None or (isinstance(value, (bool, int, float)) and value in (0, 1)):
        return bool(value)
    refuse(field, value, "True or False")


def folder(field: str, given: object) -> Path | None:
    """A folder, `~` resolved; or None, which an empty text is as well. Raises `InvalidRequestError`."""
    value = one(given)
    if value is None or (isinstance(value, str) and not value):
        return None
    if not isinstance(value, (str, bytes, os.PathLike)):
        refuse(field, value, "a path")
    name = path_name(field, value)
    if "\0" in name:
        raise InvalidRequestError(f"{title(field)} {name!r} is not a possible path.", field=field)
    try:
        return Path(name).expanduser()
    except RuntimeError:
        raise InvalidRequestError(
            f"{title(field)} {name!r} is not possible: there is no such home folder.", field=field
        ) from None


def path_name(field: str, given: str | bytes | os.PathLike[Any]) -> str:
    """A path as text. Raises `InvalidRequestError` where an object that says to be one is none."""
    try:
        return os.fsdecode(given)
    except Exception:  # it is the object's own code that runs here
        refuse(field, given, "a path that can be read")


def parsed(written: str) -> float | None:
    """The number that a text is; None where it is none. `inf` and `1_000` are none that anybody means."""
    found = float(written) if _NUMBER.fullmatch(written.strip()) else math.inf
    return found if math.isfinite(found) else None


def is_missing(value: object) -> bool:
    """Whether this is what stands for a value that is not there: NaN, pandas' NA or NaT, NumPy's NaT."""
    if type(value).__name__ in _MISSING:
        return True
    if isinstance(value, Decimal):
        return value.is_nan()  # also one that signals, which cannot be compared
    single = isinstance(value, Real) or type(value).__name__ == "datetime64"
    return single and bool(value != value)


def kind(value: object) -> str:
    """What a value is, for a message that says what it must be instead: "None", "nan", "Series"."""
    if value is None or isinstance(value, (bool, int, float, str)):
        shown = repr(value)
        return shown if len(shown) <= 80 else f"{shown[:60]}…{shown[-10:]}"
    return type(value).__name__


def counted(number: int, name: str, names: str = "", *, grouped: bool = False) -> str:
    """So many of something: "1 clip", "12 clips"; `names` is the plural where that is not by an s.

    With `grouped`, large numbers have commas: "1,200 bytes".
    """
    shown = f"{number:,}" if grouped else str(number)
    return f"{shown} {name if number == 1 else names or f'{name}s'}"


def with_article(name: str) -> str:
    """A name with its article, as it is spoken: "a list", "an int", "an OSError", "an ndarray", "an HTTPError"."""
    return f"{'an' if _VOWEL.match(name) else 'a'} {name}"


def one(given: object) -> Any:
    """What NumPy keeps as a single value of a type of its own, as Python's; anything else as it is."""
    dtype = getattr(given, "dtype", None)
    if dtype is None or getattr(given, "ndim", None) != 0 or getattr(dtype, "kind", "") in ("m", "M"):
        return given
    return given.item()  # type: ignore[attr-defined]


def _number(value: object) -> float | None:
    if isinstance(value, bool) or is_missing(value):
        return None
    if isinstance(value, str):
        return parsed(value)
    if not isinstance(value, (Real, Decimal)) or type(value).__name__ == "timedelta64":
        return None
    try:
        return float(value)
    except (OverflowError, ValueError):  # such as 10**400: more than any parameter can be
        return None


def refuse(field: str, value: object, wanted: str) -> NoReturn:
    """Raise `InvalidRequestError`: the parameter `field` must be what `wanted` says, and is missing or of no use."""
    if is_missing(value):
        raise InvalidRequestError(
            f"{title(field)} is missing: it is {kind(value)}.",
            field=field,
            hint="Give a value, or leave it out.",
        )
    several = field in _SWEPT and not isinstance(value, (str, bytes)) and hasattr(value, "__iter__")
    raise InvalidRequestError(
        f"{title(field)} must be {wanted}, not {kind(value)}.",
        field=field,
        hint="sweep(…) takes several values, and makes a clip of each." if several else None,
    )
