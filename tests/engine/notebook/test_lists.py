"""notebook/lists.py: a list of clips is shown as their sheet, and every other list as ever."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import IPython
import pytest
from IPython.core.interactiveshell import InteractiveShell

from omnivid_jupyter import api
from omnivid_jupyter.notebook import lists
from omnivid_jupyter.reports.history import History
from omnivid_jupyter.request import VideoRequest
from omnivid_jupyter.views.sheet import sheet_of
from tests.engine.entries import entry
from tests.engine.views.test_sheet import clip


@pytest.fixture
def shell() -> Any:
    shell: Any = InteractiveShell()  # type: ignore[no-untyped-call]
    lists.install(shell)
    lists.install(shell)  # twice is harmless
    yield shell
    lists.uninstall(shell)


def shown(shell: InteractiveShell, thing: object) -> dict[str, Any]:
    bundle: dict[str, Any] = shell.display_formatter.format(thing)[0]  # type: ignore[union-attr]
    return bundle


@pytest.mark.parametrize("kind", [list, tuple])
def test_nothing_but_clips_is_a_contact_sheet(shell: InteractiveShell, tmp_path: Path, kind: type) -> None:
    bundle = shown(shell, kind([clip(tmp_path, "one"), clip(tmp_path, "two")]))
    assert "omnivid-sheet" in bundle["text/html"]
    assert bundle["text/plain"].startswith("2 clips · $0.50\n")


def test_anything_else_is_as_ever(shell: InteractiveShell, tmp_path: Path) -> None:
    one = clip(tmp_path)

    class Own(list):  # type: ignore[type-arg]
        pass

    for thing in ([], (), [1, 2], [one, 1], {"a": [one]}, Own([one]), [[one]]):
        bundle = shown(shell, thing)
        assert set(bundle) == {"text/plain"}
        assert "clips ·" not in bundle["text/plain"]
    assert shown(shell, [1, 2])["text/plain"] == "[1, 2]"


def test_whoever_only_uses_python_sees_lists_alike(
    shell: InteractiveShell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lists.uninstall(shell)
    monkeypatch.setattr(IPython, "get_ipython", lambda: shell)
    api._show_lists()  # as it does when one of its functions is first asked for
    assert "omnivid-sheet" in shown(shell, [clip(tmp_path)])["text/html"]


def test_unloaded_it_leaves_nothing_behind(shell: InteractiveShell, tmp_path: Path) -> None:
    lists.uninstall(shell)
    lists.uninstall(shell)
    assert set(shown(shell, [clip(tmp_path)])) == {"text/plain"}
    assert shown(shell, [1])["text/plain"] == "[1]"


def test_takes_are_named_in_a_list_of_clips_and_in_a_history(tmp_path: Path) -> None:
    request = VideoRequest("apimart/Omni-Flash-Ext", "a red boat", duration=4)
    takes = [clip(tmp_path, f"take-{take}", request=replace(request, take=take)) for take in (1, 2)]
    assert sheet_of(takes).axes == {"take": ("1", "2")}
    jobs = [entry(prompt="a red boat", request={"take": take}) for take in (1, 2)]
    assert History(jobs).sheet.axes == {"take": ("1", "2")}
