"""A session to export."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.export.parts import QUICK, SERVICES


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A session of its own in an empty folder, without any key."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OMNIVID_HOME", str(tmp_path / ".home"))
    for name, value in QUICK.items():
        monkeypatch.setenv(name, value)
    for name in (*(f"{service}_API_KEY" for service in SERVICES), "OMNIVID_OUTPUT_DIR", "JPY_SESSION_NAME"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path
