"""Whose names a prompt has: those that Python would find where the cell is run, or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.notebook import extension
from omnivid_jupyter.template import left_alone

MAKE = "get_ipython().run_cell_magic('omnivid', '--dry-run', {prompt!r})"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Any]]:
    """A notebook's code, run by IPython; it raises what the code raises."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    shell = InteractiveShell()  # type: ignore[no-untyped-call]
    extension.load(shell)
    shell.user_ns["make"] = None

    def run(code: str) -> Any:
        text = code.replace("MAKE", MAKE.format(prompt="the {{name}} sails"))
        return shell.run_cell(text).raise_error()  # type: ignore[no-untyped-call]

    yield run
    extension.unload(shell)
    if shell.history_manager:
        shell.history_manager.end_session()


CELL = "%%omnivid --dry-run\nthe {{name}} sails"


@pytest.mark.parametrize(
    ("code", "meant"),
    [
        ("name = 'global'\nMAKE", "global"),
        (f"name = 'global'\nget_ipython().run_cell({CELL!r})", "global"),
        ("name = 'global'\ndef f():\n    MAKE\nf()", "global"),
        ("name = 'global'\ndef f(name):\n    MAKE\nf('local')", "local"),
        ("def f(name):\n    MAKE\nf('local')", "local"),
        ("name = 'global'\nf = lambda name: MAKE\nf('local')", "local"),
        ("name = 'global'\n[MAKE for name in ['local']]", "local"),
        ("name = 'global'\nlist(MAKE for name in ['local'])", "local"),
        ("name = 'global'\ndef f():\n    name = 'local'\n    def g():\n        MAKE\n    g()\nf()", "local"),
        ("name = 'global'\ndef f(name):\n    return [MAKE for n in [1]]\nf('local')", "local"),
        (
            "name = 'global'\ndef f(name):\n    def g():\n        name\n        MAKE\n    return g\nf('local')()",
            "local",
        ),
        (
            "name = 'global'\ndef f():\n    def g():\n        name\n        MAKE\n    return g\nf()()",
            "global",
        ),
        ("name = 'global'\ndef g():\n    MAKE\ndef f(name):\n    g()\nf('local')", "global"),
        ("name = 'global'\nclass C:\n    name = 'local'\n    MAKE", "local"),
        (
            "name = 'global'\nclass C:\n    name = 'attribute'\n    def f(self):\n        MAKE\nC().f()",
            "global",
        ),
        ("exec(\"\"\"MAKE\"\"\", {'name': 'local', 'get_ipython': get_ipython})", "local"),
        ("name = 'global'\nimport asyncio\nasync def f(name):\n    MAKE\nawait f('local')", "local"),
    ],
)
def test_the_name_is_that_which_python_would_find(
    code: str, meant: str, run: Callable[[str], Any], capsys: pytest.CaptureFixture[str]
) -> None:
    run(code)
    assert f"the {meant} sails" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (
            "name = 'global'\ndef f(name):\n    def g():\n        MAKE\n    return g\nf('local')()",
            "pass it to g",
        ),
        ("name = 'global'\ndef f(name):\n    return lambda: MAKE\nf('local')()", "it may be a name of f"),
        ("name = 'global'\ndef f():\n    MAKE\n    name = 'later'\nf()", "in f it has no value yet"),
        ("def f(other):\n    MAKE\nf(1)", "there is no 'name'"),
    ],
)
def test_where_it_cannot_be_told_whose_name_is_meant_none_is_taken(
    code: str, says: str, run: Callable[[str], Any], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        run(code)
    assert says in str(caught.value) and caught.value.field == "prompt"
    assert "sails" not in capsys.readouterr().out


@pytest.mark.parametrize("cell", ["%%omnivid", "%%omnivid\n", "%%omnivid \n \n", "%%omnivid demo/omni-pro"])
def test_a_cell_without_a_prompt_is_told_that_the_prompt_is_missing(
    cell: str, run: Callable[[str], Any]
) -> None:
    with pytest.raises(InvalidRequestError, match="prompt is empty: demo/omni-") as caught:
        run(cell)
    assert "below the first line" in str(caught.value)


def test_a_prompt_on_the_first_line_alone_is_told_where_it_goes(run: Callable[[str], Any]) -> None:
    with pytest.raises(InvalidRequestError, match="The prompt goes below the first line"):
        run("%%omnivid a boat on the sea")


def test_the_help_of_the_magic_still_opens(
    run: Callable[[str], Any], capsys: pytest.CaptureFixture[str]
) -> None:
    run("%%omnivid?")
    assert "Make a clip from a prompt" in capsys.readouterr().out


def test_loading_and_unloading_leaves_ipython_as_it_was() -> None:
    shell = InteractiveShell()  # type: ignore[no-untyped-call]
    before = list(shell.input_transformers_cleanup)
    extension.load(shell)
    extension.load(shell)
    assert len(shell.input_transformers_cleanup) == len(before) + 1
    extension.unload(shell)
    assert shell.input_transformers_cleanup == before
    if shell.history_manager:
        shell.history_manager.end_session()


def test_a_terminal_waits_for_the_prompt_below_the_first_line() -> None:
    shell = InteractiveShell()  # type: ignore[no-untyped-call]
    extension.load(shell)
    assert shell.check_complete("%%omnivid")[0] == "incomplete"
    extension.unload(shell)
    if shell.history_manager:
        shell.history_manager.end_session()


# Single braces


@pytest.mark.parametrize(
    ("template", "noted"),
    [
        ("a {animal} sails", ["{animal}"]),
        ("{ animal } and {animal}", ["{ animal }", "{animal}"]),
        ("{shot.camera} and {shots[0]}", ["{shot.camera}", "{shots[0]}"]),
        ("a {{animal}} sails", []),
        ("a {animal|dog} sails", []),
        ("{other} {like: this} {} {1}", []),
        ("{make} {module}", []),
        ("{{animal}} and {animal}", ["{animal}"]),
    ],
)  # fmt: skip
def test_a_variable_in_single_braces_is_noted(template: str, noted: list[str]) -> None:
    names = {"animal": "cat", "shot": object(), "shots": [1], "make": print, "module": pytest}
    notes = left_alone(template, names)
    assert [note.partition(" stays")[0] for note in notes] == noted


def test_the_note_stands_below_the_cell_and_the_prompt_stays(
    run: Callable[[str], Any], capsys: pytest.CaptureFixture[str]
) -> None:
    run("animal = 'cat'\nget_ipython().run_cell_magic('omnivid', '--dry-run', 'a {animal} sails')")
    said = capsys.readouterr()
    assert "a {animal} sails" in said.out
    assert (
        said.err
        == "{animal} stays in the prompt as it is: write {{animal}} to have the value of the variable animal.\n"
    )
    run("get_ipython().run_cell_magic('omnivid', '--dry-run --raw', 'a {animal} sails')")
    assert capsys.readouterr().err == ""
