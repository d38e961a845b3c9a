"""Which services have a key, as an open form shows it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from omnivid_jupyter.panel.keymarks import KeyMarks
from tests.engine.panel.parts import KEY, until


def test_keys_are_searched_for_once_and_then_only_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EVOLINK_API_KEY", raising=False)
    found: list[Mapping[str, bool]] = []
    marks = KeyMarks(found.append)

    def after_a_look(count: int) -> bool:
        marks.look()
        return len(found) == count

    until(lambda: after_a_look(1))
    assert all(after_a_look(1) for _ in range(100))
    monkeypatch.setenv("EVOLINK_API_KEY", KEY)
    until(lambda: after_a_look(2))
    assert [each["evolink"] for each in found] == [False, True]
