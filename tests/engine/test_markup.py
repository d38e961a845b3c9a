"""HTML is escaped by its type: text that is put in is text, whatever it holds, and HTML is never made as a `str`."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import markupsafe
import pytest

import omnivid_jupyter
from omnivid_jupyter.markup import Markup, escape
from omnivid_jupyter.tables import Table
from omnivid_jupyter.views.words import Word, Words

PACKAGE = Path(omnivid_jupyter.__file__).parent
HOSTILE = "</td><script>alert('1')</script>\x1b[31m\u202e\ud800"
HARMLESS = "&lt;/td&gt;&lt;script&gt;alert(&#x27;1&#x27;)&lt;/script&gt;"

# What may be called HTML by name, beside what stands in the source: our own files, and base64.
TRUSTED = {"style", "script", "b64encode"}
TAG = re.compile(r"</[a-z]|<[a-z]\w*(?:>|$|\s[^<>]*=)|\b(?:src|href|alt|style|class|id)=[\"']")


@pytest.mark.parametrize(
    "html",
    [
        Markup("<td>{}</td>").format(HOSTILE),
        Markup("<td>{text!s:s}</td>").format(text=HOSTILE),
        Markup("<td>%s</td>") % HOSTILE,
        Markup("<td>") + HOSTILE + Markup("</td>"),
        Markup("").join([Markup("<td>"), HOSTILE, Markup("</td>")]),
    ],
)
def test_text_is_escaped_however_it_is_put_in(html: Markup) -> None:
    assert html == f"<td>{HARMLESS}</td>" and isinstance(html, Markup)


def test_html_stays_as_it_is_and_is_not_escaped_twice() -> None:
    cell = Markup("<td>{}</td>").format(HOSTILE)
    assert escape(cell) is cell
    assert Markup("<tr>{}</tr>").format(cell) == f"<tr>{cell}</tr>"
    assert escape(markupsafe.Markup("<b>")) == "<b>"


@pytest.mark.parametrize(
    "shown",
    [
        Table([HOSTILE], [[HOSTILE]]),
        Words([(HOSTILE, [Word(HOSTILE, [HOSTILE], [HOSTILE], b"")])], HOSTILE, whole=True),
    ],
)
def test_what_shows_itself_escapes_all_of_its_texts(shown: Any) -> None:
    html = shown._repr_html_()
    assert "<script" not in html and "\x1b" not in html
    html.encode()
    assert type(html) is str, "what IPython and others take apart is no Markup any more"
    assert html.startswith('<div class="mathjax_ignore tex2jax_ignore">'), "$5 and $6 are no formula"


def sources() -> list[tuple[str, ast.Module]]:
    files = [path for path in sorted(PACKAGE.rglob("*.py")) if "simulator" not in path.parts]
    return [(path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text())) for path in files]


def test_in_no_output_formulas_are_looked_for() -> None:
    """Whatever is a notebook's output comes out of `output`, or has its classes (`views/compare`)."""
    found, wrong = 0, []
    for name, tree in sources():
        for node in ast.walk(tree):
            values: list[ast.expr] = []
            if isinstance(node, ast.Dict):
                pairs = zip(node.keys, node.values, strict=True)
                values = [
                    value
                    for key, value in pairs
                    if isinstance(key, ast.Constant) and key.value == "text/html"
                ]
            elif isinstance(node, ast.FunctionDef) and node.name == "_repr_html_":
                values = [
                    each.value for each in ast.walk(node) if isinstance(each, ast.Return) and each.value
                ]
            for value in values:
                found += 1
                if (
                    not re.match(r"output\(|''|.*\._repr_html_\(", ast.unparse(value))
                    and name != "views/compare.py"
                ):
                    wrong.append(f"{name}: {ast.unparse(value)}")
    assert not wrong and found > 12


def test_no_html_is_put_together_as_a_plain_string() -> None:
    found = []
    for name, tree in sources():
        for node in ast.walk(tree):
            if not isinstance(node, ast.JoinedStr):
                continue
            parts = [part.value for part in node.values if isinstance(part, ast.Constant)]
            if any(TAG.search(str(part)) for part in parts):
                found.append(f"{name}:{node.lineno}: {ast.unparse(node)}")
    assert found == []


def test_only_what_stands_in_the_source_is_called_html() -> None:
    found = []
    for name, tree in sources():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and ast.unparse(node.func) in ("Markup", "markupsafe.Markup")):
                continue
            (given,) = node.args
            called = {ast.unparse(each.func) for each in ast.walk(given) if isinstance(each, ast.Call)}
            if not isinstance(given, ast.Constant | ast.Name) and not called & TRUSTED:
                found.append(f"{name}:{node.lineno}: {ast.unparse(node)}")
            if isinstance(given, ast.Name) and not given.id.isupper():
                found.append(f"{name}:{node.lineno}: {ast.unparse(node)}")
    assert found == []
