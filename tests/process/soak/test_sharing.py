"""Several processes want the same clip at once: it is one task and one charge, and everybody gets the clip."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from multiprocessing.synchronize import Barrier, Event
from pathlib import Path

import pytest

from omnivid_jupyter.engine.engine import engine
from omnivid_jupyter.engine.journal import Journal
from omnivid_jupyter.request import RunOptions, VideoRequest
from tests import PATIENCE
from tests.clipfiles import clips_in
from tests.process.soak.acts import Child, Moment, Outcome, ask, go_on, processes
from tests.process.soak.conftest import NewPerson
from tests.process.soak.world import REQUESTS, Person, Server


def ask_together(person: Person, all_together: Barrier) -> Outcome:
    all_together.wait()
    return ask(person)


def ask_for_another_folder(person: Person, all_there: Barrier, folder: Path) -> Outcome:
    person.come()
    plan = engine().plan(VideoRequest(**person.request), RunOptions(timeout=PATIENCE, output_dir=folder))
    job = engine().start(plan)
    all_there.wait()
    return Outcome(job.result())


def go_on_together(person: Person, moment: Moment, all_together: Barrier) -> Outcome:
    all_together.wait()
    return go_on(person, moment)


@pytest.mark.parametrize("service", REQUESTS)
@pytest.mark.parametrize("count", [2, 6])
def test_processes_that_ask_at_once_share_one_task(
    server: Server, person: NewPerson, service: str, count: int
) -> None:
    me = person(service)
    all_together = processes.Barrier(count, timeout=PATIENCE)
    outcomes = [child.result() for child in [Child(ask_together, me, all_together) for _ in range(count)]]
    (paid,) = server.charged(me)
    assert {outcome.clip.task_id for outcome in outcomes} == {paid}
    assert len({outcome.clip.path for outcome in outcomes}) == 1
    assert len(list(me.folder.iterdir())) == 2


def test_each_gets_the_clip_into_the_folder_that_it_named(
    server: Server, person: NewPerson, tmp_path: Path
) -> None:
    me = person("apimart")
    all_there = processes.Barrier(7, timeout=PATIENCE)
    folders = [tmp_path / f"folder-{number}" for number in range(3)] * 2
    server.inject(
        kind="no-url", on="query", service="apimart", times=None
    )  # the task is not at its end before
    try:
        crowd = [Child(ask_for_another_folder, me, all_there, folder) for folder in folders]
        all_there.wait()
    finally:
        server.clear_faults()
    outcomes = [child.result() for child in crowd]
    assert len(server.charged(me)) == 1
    for folder, outcome in zip(folders, outcomes, strict=True):
        assert outcome.clip.path.parent == folder
        assert [clip.sha256 for clip in clips_in(folder)] == [outcome.clip.sha256]
        assert len(list(folder.iterdir())) == 2


@pytest.mark.parametrize(
    "moment", [Moment("after", "queued"), Moment("before", "downloading"), Moment("after", "done")]
)
@pytest.mark.parametrize("count", [2, 6])
def test_when_the_one_that_works_is_killed_another_goes_on_for_all(
    server: Server, person: NewPerson, count: int, moment: Moment
) -> None:
    me = person("omniflash")
    all_together = processes.Barrier(count, timeout=PATIENCE)
    crowd = [Child(go_on_together, me, moment, all_together) for _ in range(count)]
    outcomes = [child.result() for child in crowd]
    # A state is written down once for a task, so one process is killed; "downloading" is the exception: whoever goes on
    # goes through it again, until nobody is left.
    survivors = [outcome for outcome in outcomes if outcome]
    assert len(survivors) == (0 if moment.at == "downloading" else count - 1)
    last = Child(ask, me).result()
    assert {outcome.clip.task_id for outcome in (*survivors, last)} == set(server.charged(me))
    assert len(server.charged(me)) == 1
    assert len(list(me.folder.iterdir())) == 2


@pytest.mark.parametrize("count", [2, 6])
def test_when_the_one_that_submits_is_killed_nobody_submits_again(
    server: Server, person: NewPerson, count: int
) -> None:
    me = person("evolink")
    all_together = processes.Barrier(count, timeout=PATIENCE)
    crowd = [Child(go_on_together, me, Moment("before", "queued"), all_together) for _ in range(count)]
    outcomes = [child.result() for child in crowd]
    assert len([outcome for outcome in outcomes if outcome is None]) == 1
    with closing(Journal(me.journal)) as journal:
        (entry,) = journal.newest()
    assert entry.state == "unknown"
    assert {outcome.unknown for outcome in outcomes if outcome} == {entry.id}
    assert len(server.charged(me)) == 1  # the answer was on its way


class _SlowJournal(Journal):
    """A journal of a process that is held up right before its first transaction."""

    held_up: tuple[Event, Event] | None = None

    @contextmanager
    def transaction(self) -> Iterator[None]:
        if self.held_up:
            here, go = self.held_up
            self.held_up = None
            here.set()
            go.wait(PATIENCE)
        with super().transaction():
            yield


def ask_slowly(person: Person, here: Event, go: Event) -> Outcome:
    journal = _SlowJournal(person.journal)
    journal.held_up = (here, go)
    return go_on(person, journal=journal)


def test_a_clip_that_comes_between_two_looks_is_not_paid_again(server: Server, person: NewPerson) -> None:
    me = person("omniflash")
    here, go = processes.Event(), processes.Event()
    slow = Child(ask_slowly, me, here, go)
    assert here.wait(PATIENCE)
    clip = Child(ask, me).result().clip
    go.set()
    assert slow.result().clip.path == clip.path
    assert len(server.charged(me)) == 1
