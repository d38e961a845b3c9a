"""Who is alive: claims of the dead are known for what they are, and nobody alive is taken for dead."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import closing
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from omnivid_jupyter.engine.owners import Owner
from tests import PATIENCE
from tests.process.soak.acts import Child, processes

NewOwner = Callable[[], tuple[Child, str]]
CROWD, ROUNDS = 6, 60

owners: list[Owner] = []  # of a child


def come(folder: Path) -> str:
    """Be an owner, as long as this process lives."""
    owners.append(Owner(folder))
    return owners[-1].id


def come_and_fork(folder: Path) -> tuple[str, int]:
    """The same, with a child that lives longer."""
    owner = come(folder)
    forked = os.fork()
    if not forked:
        signal.pause()
    return owner, forked


def come_and_lose_a_child(folder: Path) -> str:
    """The same, with a child that drops what it inherited and ends."""
    owner = come(folder)
    forked = os.fork()
    if not forked:
        owners.clear()
        gc.collect()
        os._exit(0)
    os.waitpid(forked, 0)
    return owner


def come_and_go(folder: Path, all_together: Barrier) -> list[str]:
    """Come when the others come, look at everybody, and go when the others go; what was seen and should not be."""
    mistakes = []
    for _ in range(ROUNDS):
        all_together.wait()
        me = Owner(folder)
        all_together.wait()
        names = {path.name for path in folder.iterdir()}
        mistakes += [f"{len(names)} are there"] if len(names) != CROWD or me.id not in names else []
        mistakes += [f"{name} is taken for dead" for name in names if not me.is_alive(name)]
        all_together.wait()
        me.close()
    return mistakes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "owners"


@pytest.fixture
def other(folder: Path) -> Iterator[NewOwner]:
    """Start an owner in a process of its own."""
    children: list[Child] = []

    def begin() -> tuple[Child, str]:
        children.append(Child(come, folder))
        return children[-1], children[-1].report()

    yield begin
    for child in children:
        child.kill()


def test_the_claim_of_a_killed_process_is_dead_at_once(folder: Path, other: NewOwner) -> None:
    process, them = other()
    with closing(Owner(folder)) as me:
        assert me.is_alive(me.id) and me.is_alive(them)
        process.kill()
        assert not me.is_alive(them)


def test_a_forked_child_does_not_keep_the_claim_of_its_dead_parent(folder: Path) -> None:
    process = Child(come_and_fork, folder)
    parent, forked = process.report()
    with closing(Owner(folder)) as me:
        assert me.is_alive(parent)
        process.kill()
        assert not me.is_alive(parent)
    os.kill(forked, signal.SIGKILL)


def test_a_forked_child_does_not_take_the_claim_of_its_living_parent_with_it(folder: Path) -> None:
    process = Child(come_and_lose_a_child, folder)
    with closing(Owner(folder)) as me:
        assert me.is_alive(process.report())
    process.kill()


def test_a_process_that_was_given_the_number_of_a_dead_one_is_not_taken_for_it(
    folder: Path, other: NewOwner
) -> None:
    process, them = other()
    earlier = f"{process.pid}-0123456789ab"
    with closing(Owner(folder)) as me:
        (folder / earlier).touch()  # what it left
        assert me.is_alive(them) and not me.is_alive(earlier)
        assert not me.is_alive(f"{os.getpid()}-0123456789ab") and not me.is_alive(None)


def test_a_newcomer_removes_what_the_dead_left_and_nothing_of_the_living(
    folder: Path, other: NewOwner
) -> None:
    living, dead = [other() for _ in range(3)], [other() for _ in range(3)]
    for process, _ in dead:
        process.kill()
    with closing(Owner(folder)) as me:
        assert {path.name for path in folder.iterdir()} == {me.id, *(them for _, them in living)}
        assert all(me.is_alive(them) for _, them in living)
    assert me.id not in {path.name for path in folder.iterdir()}


def test_when_many_come_and_look_at_once_nobody_is_taken_for_dead(folder: Path) -> None:
    all_together = processes.Barrier(CROWD, timeout=PATIENCE)
    crowd = [Child(come_and_go, folder, all_together) for _ in range(CROWD)]
    assert [child.result() for child in crowd] == [[]] * CROWD
