"""The README says what the code does: its tables are those of the code, its links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

from omnivid_jupyter.notebook.commands import COMMANDS
from omnivid_jupyter.notebook.options import OPTIONS, Option
from omnivid_jupyter.providers.registry import MODELS, PROVIDERS

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()


def row(option: Option) -> str:
    value = f" {option.metavar}" if option.metavar else ""
    return f"| {', '.join(f'`{flag}{value}`' for flag in option.flags)} | {option.help} |"


def test_the_table_of_options_is_that_of_the_code() -> None:
    table = README.partition("| option | meaning |")[2].partition("\n\n")[0]
    assert table.splitlines()[2:] == [row(option) for option in OPTIONS]


def test_the_table_of_commands_is_that_of_the_code() -> None:
    table = README.partition("| command | meaning |")[2].partition("\n\n")[0]
    assert table.splitlines()[2:] == [
        f"| `%omnivid {each.usage}` | {each.help} |" for each in COMMANDS.values()
    ]


def test_every_model_and_the_variable_of_its_key_are_named() -> None:
    for model in MODELS:
        assert f"`{model.address}`" in README
    for name in PROVIDERS:
        assert f"`{name.upper()}_API_KEY`" in README


def test_every_link_leads_to_a_file() -> None:
    links = re.findall(r"\]\(([^)]+)\)", README)
    assert links and [link for link in links if not (ROOT / link).exists()] == []
