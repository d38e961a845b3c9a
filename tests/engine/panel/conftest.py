"""A form that starts nothing, and an empty clip folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from omnivid_jupyter.engine.plan import Plan


@pytest.fixture
def started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Plan]:
    """What a form starts; nothing runs. There are no keys."""
    for service in ("OMNIFLASH", "APIMART", "EVOLINK"):
        monkeypatch.delenv(f"{service}_API_KEY", raising=False)
    monkeypatch.setenv("OMNIVID_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return []


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "omnivid-clips"
