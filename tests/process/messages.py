"""Every sentence that an error of the package can begin with, read from its source.

A sentence is what stands in the place of `message` where an `OmnividError` is made, or where a function of the same
file is called that passes it on. What is put in at run time is written "…".

Nothing is listed by hand; a new error is found here without anybody thinking of it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from omnivid_jupyter import errors

PACKAGE = Path(errors.__file__).parent
SOURCES = [path for path in sorted(PACKAGE.rglob("*.py")) if "simulator" not in path.parts]
Function = ast.FunctionDef | ast.AsyncFunctionDef


def messages() -> dict[str, str]:
    """Every sentence, and where it stands."""
    return {
        sentence: f"{path.relative_to(PACKAGE)}:{line}"
        for path in SOURCES
        for line, sentence in _of_file(ast.parse(path.read_text("utf-8")))
    }


def texts() -> set[str]:
    """Every piece of text in the package's Python and JavaScript, in the same form: for what is no error."""
    found = {
        plain(text)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant | ast.JoinedStr)
        for text in written(node)
    }
    scripts = "".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.js"))
    return found | set(re.findall(r'"([^"\n]+)"', scripts))


def plain(text: str) -> str:
    """One "…" for whatever is put in, and one blank for any space."""
    return re.sub(r"…(?:\s*…)+", "…", " ".join(text.split()))


def _of_file(tree: ast.Module) -> Iterator[tuple[int, str]]:
    functions = [node for node in ast.walk(tree) if isinstance(node, Function)]
    inside = {node: function for function in functions for node in ast.walk(function)}
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    makers = dict.fromkeys(errors.__all__, 0)  # what makes an error, and which argument the sentence is
    for _ in range(3):  # a function may pass it on to another that does
        for call in calls:
            function = inside.get(call)
            place = _passed_on(_sentence(call, makers), function)
            if function and place is not None and function.name != "__init__":
                makers[function.name] = place
    for call in calls:
        node, function = _sentence(call, makers), inside.get(call)
        if node and _passed_on(node, function) is None:
            for value in _values(node, function or tree, tree):
                yield from ((call.lineno, plain(text)) for text in written(value) if re.search(r"\w", text))


def _passed_on(node: ast.expr | None, function: Function | None) -> int | None:
    """Which parameter of its function this is, if it is one."""
    names = _parameters(function) if function else []
    return names.index(node.id) if isinstance(node, ast.Name) and node.id in names else None


def _sentence(call: ast.Call, makers: dict[str, int]) -> ast.expr | None:
    """The argument that is the sentence, if this call makes an error."""
    place = makers.get(call.func.id) if isinstance(call.func, ast.Name) else None
    return call.args[place] if place is not None and len(call.args) > place else None


def _parameters(function: Function) -> list[str]:
    return [each.arg for each in (*function.args.posonlyargs, *function.args.args)]


def _values(node: ast.expr, *scopes: ast.AST) -> list[ast.expr]:
    """The values that a name gets in the first of the scopes that knows it; anything else is its own value."""
    if not isinstance(node, ast.Name):
        return [node]
    for scope in scopes:
        assignments = [each for each in ast.walk(scope) if isinstance(each, ast.Assign)]
        if found := [each.value for each in assignments if ast.unparse(each.targets[0]) == node.id]:
            return found
    return []


def written(node: ast.expr) -> list[str]:
    """The texts that an expression can be, "…" for what is not known before it runs."""
    match node:
        case ast.Constant(str() as text):
            return [text]
        case ast.JoinedStr(parts):
            return ["".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in parts)]
        case ast.BinOp(left, ast.Add(), right):
            return ["".join(pair) for pair in product(written(left), written(right))]
        case ast.BoolOp(ast.Or(), values):
            return [text for value in values for text in written(value)]
        case ast.IfExp(_, then, otherwise):
            return written(then) + written(otherwise)
    return ["…"]
