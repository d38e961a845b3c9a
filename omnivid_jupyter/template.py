"""`{{name}}` in a prompt: replaced by the variable's value.

Names, attributes and items are possible (`{{shot}}`, `{{shot.camera}}`, `{{shots[0]}}`); single braces stay
as they are.

What cannot be replaced is an error. A prompt is paid for, so a hole in it never gets through.
"""

from __future__ import annotations

import ast
import inspect
import re
import warnings
from collections import ChainMap
from collections.abc import Mapping
from types import MappingProxyType, ModuleType
from typing import Any

from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.values import is_missing

__all__ = ["Unseen", "holes", "left_alone", "render", "value_of"]

#: Of three braces the first stands before a hole, as in {{{name}}|blue}: see `alternatives`.
_HOLE = re.compile(r"\{\{(?!\{)(.*?)\}\}", re.DOTALL)
_SINGLE = re.compile(r"(?<!\{)\{\s*([^\W\d]\w*)((?:\.\w+|\[[^][{}]*\])*)\s*\}(?!\})")
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+>")
_HINT = "Write {{name}}, {{name.attribute}} or {{name[item]}}, or use --raw to keep the braces."


class Unseen(LookupError):
    """A name of which it cannot be told what it stands for; its text says why, and what to do."""


def holes(template: str) -> list[str]:
    """What stands in each `{{…}}` of a prompt, in their order."""
    return [hole.group(1).strip() for hole in _HOLE.finditer(template)]


def render(
    template: str, variables: Mapping[str, Any], values: Mapping[str, Any] = MappingProxyType({})
) -> str:
    """The prompt with every `{{…}}` replaced. Raises `InvalidRequestError` (field "prompt").

    `values` goes before the variables: by a name, or by the whole of what stands in the braces.
    """
    seen = ChainMap(dict(values), variables)  # type: ignore[arg-type]  # nothing is written into it
    text = _HOLE.sub(lambda hole: _text(hole.group(1).strip(), seen), template)
    rest = _HOLE.sub("", template)
    if "{{" in rest or "}}" in rest:
        raise InvalidRequestError(
            "prompt has a '{{' or '}}' without its partner.", field="prompt", hint=_HINT
        )
    return text


def left_alone(template: str, variables: Mapping[str, Any]) -> list[str]:
    """A sentence on each name in single braces that is a variable's: they stay in the prompt as they are."""
    found = {hole.group(0): hole for hole in _SINGLE.finditer(template)}
    return [
        f"{text} stays in the prompt as it is: write {{{text}}} to have the value of the variable {hole.group(1)}."
        for text, hole in found.items()
        if _is_variable(hole.group(1), variables)
    ]


def _is_variable(name: str, variables: Mapping[str, Any]) -> bool:
    try:
        value = variables[name]
    except (KeyError, Unseen):
        return False
    return not callable(value) and not isinstance(value, ModuleType)


def _text(expression: str, variables: ChainMap[str, Any]) -> str:
    value = _value(expression, variables)
    if value is None or is_missing(value):
        raise _error(expression, f"it is missing ({value})")
    try:
        text = str(value)
    except Exception as error:  # its class is somebody else's
        raise _error(expression, f"it has no text: {error}") from None
    if not isinstance(value, str) and _is_no_description(value, text):
        raise _error(expression, f"it is of the type {type(value).__name__}, which has no text of its own")
    return text


def _is_no_description(value: object, text: str) -> bool:
    """Whether a text only says what a thing is to Python. One with an address is another prompt in each session."""
    is_code = inspect.isroutine(value) or isinstance(value, (type, ModuleType))
    is_ours = type(value).__module__.partition(".")[0] == __name__.partition(".")[0]
    is_result = is_ours and type(value).__str__ is object.__str__  # a clip, a job, a sweep
    return (
        is_code
        or is_result
        or isinstance(value, (bytes, bytearray, memoryview))
        or bool(_ADDRESS.search(text))
    )


def _value(expression: str, variables: ChainMap[str, Any]) -> Any:
    return variables[expression] if expression in variables.maps[0] else value_of(expression, variables)


def value_of(expression: str, variables: Mapping[str, Any]) -> Any:
    """What a name, an attribute or an item stands for. Raises `InvalidRequestError` (field "prompt")."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a language in which this is no program
            node = ast.parse(expression, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # each for another kind of text
        raise _error(expression, "it is not a name, an attribute or an item") from None
    return _evaluate(node, expression, variables)


def _evaluate(node: ast.expr, expression: str, variables: Mapping[str, Any]) -> Any:
    try:
        match node:
            case ast.Name(id=name):
                return variables[name]
            case ast.Attribute(value=of, attr=name) if not name.startswith("_"):
                return getattr(_evaluate(of, expression, variables), name)
            case ast.Subscript(value=of, slice=key):
                return _evaluate(of, expression, variables)[_item(key, expression)]
    except Unseen as error:
        raise _error(expression, str(error)) from None
    except InvalidRequestError:
        raise
    except Exception as error:  # an attribute or an item of somebody's own class may fail in any way
        missing = (
            f"there is no {error.args[0]!r}" if isinstance(error, KeyError) and error.args else str(error)
        )
        raise _error(expression, missing) from None
    raise _error(expression, "it is not a name, an attribute or an item")


def _item(key: ast.expr, expression: str) -> Any:
    try:
        return ast.literal_eval(key)
    except (ValueError, TypeError):  # the latter for a list as a key of a dict
        raise _error(
            expression, f"the item [{ast.unparse(key)}] is neither a number nor text in quotes"
        ) from None


def _error(expression: str, why: str) -> InvalidRequestError:
    return InvalidRequestError(
        f"prompt: {{{{{expression}}}}} cannot be replaced: {why}.", field="prompt", hint=_HINT
    )
