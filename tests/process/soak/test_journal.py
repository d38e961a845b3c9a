"""The journal under several processes at once: nothing is lost, nothing comes between, and nobody finds it locked."""

from __future__ import annotations

import random
import resource
import secrets
import signal
import sqlite3
import time
from collections import Counter
from contextlib import closing
from dataclasses import replace
from multiprocessing.synchronize import Barrier
from pathlib import Path

from omnivid_jupyter.engine.engine import Engine
from omnivid_jupyter.engine.journal import Entry, Journal
from omnivid_jupyter.engine.states import FINAL, STATES, State
from omnivid_jupyter.errors import ConfigurationError
from omnivid_jupyter.request import RunOptions, VideoRequest
from tests import PATIENCE
from tests.process.soak.acts import Child, ask, processes
from tests.process.soak.conftest import NewPerson
from tests.process.soak.world import Person, Server

PROCESSES, OPERATIONS, PROMPTS = 4, 400, 5


def entry(prompt: str) -> Entry:
    return Entry(
        id=secrets.token_hex(4),
        fingerprint=prompt,
        model="apimart/Omni-Flash-Ext",
        service="apimart",
        request=VideoRequest(model="apimart/Omni-Flash-Ext", prompt=prompt),
        state="prepared",
        created=time.time(),
        changed=time.time(),
        folder=Path("clips"),
        cost=0.0,
    )


def work(path: Path, name: str, seed: str, all_together: Barrier) -> Counter[str]:
    """Many operations at random, as `name`; how many of each were done, and what must not be."""
    chance = random.Random(seed)
    journal = Journal(path)
    mine: set[str] = set()
    done: Counter[str] = Counter()
    all_together.wait()
    for _ in range(OPERATIONS):
        prompt = f"prompt {chance.randrange(PROMPTS)}"
        match chance.choice(("ask", "ask", "pay", "step", "release", "forget", "look", "look")):
            case (
                "ask"
            ):  # as the engine does: the open job of this request, claimed if nobody has it, or a new one
                with journal.transaction():
                    found = journal.open_job(prompt)
                    if found is None:
                        found = entry(prompt)
                        journal.add(found)
                        done["added"] += 1
                    if found.owner is None:
                        journal.claim(found.id, name)
                        mine.add(found.id)
            case "pay" if mine:  # read, then write what was read and one more
                job = chance.choice(sorted(mine))
                with journal.transaction():
                    known = journal.get(job)
                    done["lost"] += known is None or known.owner != name
                    if known:
                        journal.step(job, "running", cost=(known.cost or 0) + 1)
                        done["paid"] += 1
                        done["steps"] += 1
            case "step" if mine:
                job = chance.choice(sorted(mine))
                state: State = chance.choice([state for state in STATES if state not in FINAL])
                journal.step(job, state)
                done["steps"] += 1
            case "release" if mine:
                job = mine.pop()
                journal.release(job, "enough")
            case "forget" if mine:
                job = mine.pop()
                journal.forget(job)
                done["forgotten"] += 1
            case "look":
                entries = journal.newest(20)
                done["out of order"] += entries != sorted(entries, key=lambda each: -each.created)
                open_now = Counter(each.fingerprint for each in journal.open_jobs())
                done["doubles"] += any(count > 1 for count in open_now.values())
    journal.close()
    return done


def test_random_work_of_several_processes_leaves_the_journal_as_it_must_be(tmp_path: Path) -> None:
    seed = secrets.token_hex(4)
    print("seed:", seed)
    path = tmp_path / "home" / "journal.sqlite3"
    all_together = processes.Barrier(PROCESSES, timeout=PATIENCE)
    names = [f"process {number}" for number in range(PROCESSES)]
    crowd = [Child(work, path, name, f"{seed}/{name}", all_together) for name in names]
    done = sum((child.result() for child in crowd), Counter[str]())
    assert (done["lost"], done["doubles"], done["out of order"]) == (0, 0, 0)
    with closing(Journal(path)) as journal:
        entries = journal.newest(None)
        steps = [step for each in entries for step in journal.steps(each.id)]
        unfinished = [each.fingerprint for each in journal.open_jobs()]
    assert done["added"] == len(entries) >= PROMPTS
    assert done["forgotten"] == sum(each.forgotten for each in entries)
    assert done["paid"] == sum(each.cost or 0 for each in entries)
    assert done["steps"] == len(steps)
    assert len(unfinished) == len(set(unfinished))
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def come(paths: list[Path], all_together: Barrier) -> int:
    """Open each of these journals in the same instant as the others do, and write."""
    for path in paths:
        journal = Journal(path)
        all_together.wait()
        journal.add(entry("a red apple"))
        journal.close()
    return len(paths)


def test_processes_may_open_a_new_journal_in_the_same_instant(tmp_path: Path) -> None:
    paths = [tmp_path / str(number) / "journal.sqlite3" for number in range(20)]
    all_together = processes.Barrier(PROCESSES, timeout=PATIENCE)
    assert [child.result() for child in [Child(come, paths, all_together) for _ in range(PROCESSES)]] == [
        20
    ] * 4
    for path in paths:
        with closing(Journal(path)) as journal:
            assert len(journal.newest()) == PROCESSES


def ask_on_a_full_disk(person: Person) -> str:
    """Ask for a clip where not one byte more can be written; what comes of it."""
    person.come()
    journal = Journal(person.journal)
    mine = Engine(journal=journal)
    plan = mine.plan(VideoRequest(**person.request), RunOptions(timeout=PATIENCE))
    mine.start(
        replace(plan, canonical=replace(plan.canonical, take=2), fingerprint="another")
    ).result()  # so that the files are there
    largest = max(
        path.stat().st_size for path in person.home.glob("journal.sqlite3*") if path.suffix != ".sqlite3-shm"
    )
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, resource.RLIM_INFINITY))
    try:
        mine.start(plan).result()
    except ConfigurationError as error:
        return str(error)
    return "a clip"


def test_where_nothing_can_be_written_down_nothing_is_submitted(server: Server, person: NewPerson) -> None:
    me = person("omniflash")
    assert Child(ask_on_a_full_disk, me).result() != "a clip"
    assert len(server.charged(me)) == 1  # the one before
    assert Child(ask, me).result().clip.task_id == server.charged(me)[-1]
