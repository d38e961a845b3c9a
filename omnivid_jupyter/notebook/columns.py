"""What stands behind `--each`: the notebook's values, and the name in the prompt that they fill."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.template import holes, value_of

__all__ = ["columns"]

_BARE = re.compile(r"\[(?![\"'\d-])([^\]]+)\]")
_PARTS = re.compile(r"[.\[\]\"']+")


def columns(expressions: Sequence[str], prompt: str, names: Mapping[str, Any]) -> dict[str, Any]:
    """The values of each expression, by the name that they fill in the prompt.

    `df.colour` and `df["colour"]` fill what is written just so in the prompt, else `{{colour}}`. Raises
    `InvalidRequestError` (field "each") where an expression has no value.
    """
    used = holes(prompt)
    written = [
        _BARE.sub(r'["\1"]', each) for each in expressions
    ]  # quotes on a cell's line are those of a shell
    return {_hole(each, used): _value(each, names) for each in written}


def _hole(expression: str, used: Sequence[str]) -> str:
    parts = _PARTS.split(expression)
    for hole in used:
        if _PARTS.split(hole) == parts:
            return hole
    last = next((part for part in reversed(parts) if part), expression)
    return last if any(_PARTS.split(hole)[0] == last for hole in used) else expression


def _value(expression: str, names: Mapping[str, Any]) -> Any:
    try:
        return value_of(expression, names)
    except InvalidRequestError as error:
        raise InvalidRequestError(
            f"--each {expression} has no values: {error.message.rpartition(': ')[2]}",
            field="each",
            hint="Give the name of a list, a dict or a column, such as --each colour for colour = ['red', 'blue'].",
        ) from None
