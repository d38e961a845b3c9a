"""The READMEs say what the code does: their tables are those of the code, their links lead somewhere."""

from __future__ import annotations

import re
from itertools import takewhile

import pytest

from omnivid_jupyter.notebook.commands import COMMANDS
from omnivid_jupyter.notebook.options import OPTIONS, Option
from omnivid_jupyter.providers.registry import MODELS, PROVIDERS
from tests import ROOT

ENGLISH = (ROOT / "README.md").read_text("utf-8")
JAPANESE = (ROOT / "README.ja.md").read_text("utf-8")
both = pytest.mark.parametrize("readme", [ENGLISH, JAPANESE], ids=["en", "ja"])


def table(readme: str, title: str) -> dict[str, str]:
    """The rows of the table whose first column has this title: left cell to right cell.

    A `|` ends a cell, even inside code, unless it is written `\\|`.
    """
    _, found, rest = readme.partition(f"| {title} | ")
    assert found, f"there is no table of {title}"
    rows = takewhile(lambda line: line.startswith("|"), rest.splitlines()[2:])
    cells = [[cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in rows]
    assert all(len(row) == 2 for row in cells), "a | in a cell must be written \\|"
    return {left.replace("\\|", "|"): right.replace("\\|", "|") for left, right in cells}


def links(readme: str) -> list[str]:
    """Where its links lead, and its pictures, in their order."""
    return re.findall(r'(?<=\]\()[^)]+(?=\))|(?<=src=")[^"]+|(?<=srcset=")[^"]+', readme)


def flags(option: Option) -> str:
    value = f" {option.metavar}" if option.metavar else ""
    return ", ".join(f"`{flag}{value}`" for flag in option.flags)


def test_the_table_of_options_is_that_of_the_code() -> None:
    assert table(ENGLISH, "option") == {flags(option): option.help for option in OPTIONS}


def test_the_table_of_commands_is_that_of_the_code() -> None:
    assert table(ENGLISH, "command") == {f"`%omnivid {each.usage}`": each.help for each in COMMANDS.values()}


def test_the_japanese_tables_have_every_option_and_command_in_the_same_order() -> None:
    assert list(table(JAPANESE, "オプション")) == [flags(option) for option in OPTIONS]
    assert list(table(JAPANESE, "コマンド")) == [f"`%omnivid {each.usage}`" for each in COMMANDS.values()]
    explained = [*table(JAPANESE, "オプション").values(), *table(JAPANESE, "コマンド").values()]
    assert all(re.search(r"[ぁ-ん]|[一-龠]", text) for text in explained)


@both
def test_every_model_and_the_variable_of_its_key_are_named(readme: str) -> None:
    for model in MODELS:
        assert f"`{model.address}`" in readme
    for name in PROVIDERS:
        assert f"`{name.upper()}_API_KEY`" in readme


def test_the_two_readmes_have_the_same_parts_and_lead_to_each_other() -> None:
    english, japanese = (re.findall(r"^(#+) ", readme, re.MULTILINE) for readme in (ENGLISH, JAPANESE))
    assert english == japanese
    assert "](README.ja.md)" in ENGLISH and "](README.md)" in JAPANESE
    english, japanese = (links(readme)[1:] for readme in (ENGLISH, JAPANESE))
    assert english == japanese, "pictures and links are the same"


def test_the_two_readmes_show_the_same_cells() -> None:
    english, japanese = (
        re.findall(r"%%?omnivid.*|%load_ext.*|make \w+", _code(r)) for r in (ENGLISH, JAPANESE)
    )
    assert english == japanese


def _code(readme: str) -> str:
    """The blocks of code."""
    return "\n".join(re.findall(r"^ *```.*?\n(.*?)^ *```$", readme, re.MULTILINE | re.DOTALL))


@both
def test_every_link_leads_to_a_file(readme: str) -> None:
    found = links(readme)
    assert found and [link for link in found if not (ROOT / link.partition("#")[0]).exists()] == []
