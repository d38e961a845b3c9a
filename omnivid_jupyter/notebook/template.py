"""`{{name}}` in a prompt: replaced by the variable's value.

Names, attributes and items are possible (`{{shot}}`, `{{shot.camera}}`, `{{shots[0]}}`); single braces stay
as they are.

What cannot be replaced is an error. A prompt is paid for, so a hole in it never gets through.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Mapping
from types import ModuleType
from typing import Any

from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.notebook.scope import Unseen

__all__ = ["left_alone", "render"]

_HOLE = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_SINGLE = re.compile(r"(?<!\{)\{\s*([^\W\d]\w*)((?:\.\w+|\[[^][{}]*\])*)\s*\}(?!\})")
_HINT = "Write {{name}}, {{name.attribute}} or {{name[item]}}, or use --raw to keep the braces."


def render(template: str, variables: Mapping[str, Any]) -> str:
    """The prompt with every `{{…}}` replaced. Raises `InvalidRequestError` (field "prompt")."""
    text = _HOLE.sub(lambda hole: _text(hole.group(1).strip(), variables), template)
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


def _text(expression: str, variables: Mapping[str, Any]) -> str:
    value = _value(expression, variables)
    try:
        return str(value)
    except Exception as error:  # its class is somebody else's
        raise _error(expression, f"it has no text: {error}") from None


def _value(expression: str, variables: Mapping[str, Any]) -> Any:
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
                return _evaluate(of, expression, variables)[ast.literal_eval(key)]
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


def _error(expression: str, why: str) -> InvalidRequestError:
    return InvalidRequestError(
        f"prompt: {{{{{expression}}}}} cannot be replaced: {why}.", field="prompt", hint=_HINT
    )
