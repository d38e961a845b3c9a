"""One server and one field of trials for all of these tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.process.soak.kill import Field
from tests.process.soak.world import Person, Server, serve

NewPerson = Callable[[str], Person]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serve(tmp_path_factory.mktemp("server")) as started:
        yield started


@pytest.fixture(scope="session")
def field(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Field:
    return Field(server, tmp_path_factory.mktemp("trials"))


@pytest.fixture
def person(server: Server, tmp_path: Path) -> NewPerson:
    """Somebody new with a key for this service."""
    return lambda service: server.person(tmp_path / service, service)
