"""A person's session on the simulator, for tests that share what was made in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from omnivid_jupyter.engine import engine as engine_module

__all__ = ["session_in"]


@contextmanager
def session_in(folder: Path) -> Iterator[None]:
    """An engine of its own, with `folder` as working directory and home, and a quick simulator."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(engine_module, "_engines", {})
        patch.setenv("OMNIVID_HOME", str(folder / ".home"))
        patch.setenv("OMNIVID_DEMO_SPEED", "20")
        patch.setenv("OMNIVID_POLL_INTERVAL", "0.1")
        yield
        engine_module.engine().close()
