"""Simulators for the tests: each with a state of its own, all with one folder of rendered files."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from omnivid_jupyter.simulator import Simulator
from tests.engine.simulator.support import Visitor

Opener = Callable[..., Awaitable[Simulator]]


@pytest.fixture(scope="session")
def media_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where all simulators of this session keep their files: what one has drawn, the others need not."""
    return tmp_path_factory.mktemp("media")


@pytest.fixture
async def open_simulator(tmp_path: Path, media_dir: Path) -> AsyncGenerator[Opener, None]:
    """Open simulators over one state; they are closed after the test."""
    opened: list[Simulator] = []

    async def opener(**options: Any) -> Simulator:
        simulator = Simulator(
            tmp_path / "state", **{"speed": 1000.0, "films": "sketched", "media_dir": media_dir, **options}
        )
        opened.append(simulator)
        return simulator

    yield opener
    for simulator in opened:
        await simulator.aclose()


@pytest.fixture
async def simulator(open_simulator: Opener) -> Simulator:
    """A simulator whose tasks need only as long as drawing does."""
    return await open_simulator()


@pytest.fixture
async def visitor(simulator: Simulator) -> Visitor:
    """A client with a good key."""
    return Visitor(simulator)
