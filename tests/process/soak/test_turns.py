"""A service that takes six tasks at once: a sweep of sixteen simply works, and all processes share the six places."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from omnivid_jupyter.engine.journal import Journal
from tests import PATIENCE, ROOT
from tests.engine.test_submitting import wait_for
from tests.process.soak.strict import Books

KEY = "sk-test-0123456789abcdef"
MOST = 6
#: What a kernel does for a sweep: it says how far each job came, and when the first two have a task.
SWEEP = """
import sys
from omnivid_jupyter.engine.engine import engine
from omnivid_jupyter.request import RunOptions, VideoRequest

name, count = sys.argv[1], int(sys.argv[2])
plans = [
    engine().plan(VideoRequest("apimart/Omni-Flash-Ext", f"{name} {n}"), RunOptions(timeout=600, poll_interval=0.2))
    for n in range(count)
]
jobs = engine().start_all(plans)
waiters = [job.waiter() for job in jobs]
waiters[0].result(600)
print("first", flush=True)
for waiter in waiters:
    waiter.result(600)
print("all", *sorted(line.text for job in jobs for line in job.snapshot().log if "too many" in line.text), sep="|")
"""

Serve = Callable[..., str]


@contextmanager
def strict(*options: str) -> Iterator[str]:
    """Its address."""
    command = [sys.executable, "-m", "tests.process.soak.strict", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as server:
        assert server.stdout
        try:
            yield server.stdout.readline().strip()
        finally:
            server.kill()


class World:
    """Kernels of one person at one service."""

    def __init__(self, base_url: str, folder: Path) -> None:
        self.base_url = base_url
        self._journal = folder / "home" / "journal.sqlite3"
        self._environment = os.environ | {
            "PYTHONPATH": str(ROOT),
            "OMNIVID_HOME": str(folder / "home"),
            "OMNIVID_OUTPUT_DIR": str(folder / "clips"),
            "APIMART_BASE_URL": base_url,
        }

    def sweep(self, name: str, count: int = 16, key: str = KEY) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", SWEEP, name, str(count)],
            env=self._environment | {"APIMART_API_KEY": key},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    @property
    def open_jobs(self) -> int:
        """How many jobs are begun and not at their end."""
        with closing(Journal(self._journal)) as journal:
            return len(journal.open_jobs()) if journal.exists else 0

    @property
    def books(self) -> Books:
        return Books.of(self.base_url)


def ended(sweep: subprocess.Popen[str]) -> str:
    """What it said at its end, which must be a good one."""
    said, complaint = sweep.communicate(timeout=PATIENCE * 2)
    assert sweep.returncode == 0, complaint
    return said


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with strict("--most", str(MOST)) as base_url:
        yield World(base_url, tmp_path)


def test_a_sweep_of_sixteen_works_where_six_are_allowed_and_few_are_turned_away(world: World) -> None:
    ended(world.sweep("boat"))
    books = world.books
    assert sorted(books.charged[KEY]) == sorted(f"boat {n}" for n in range(16))
    assert books.most[KEY] == MOST, "the places that are there are used"
    assert books.refused.get(KEY, 0) <= 5


def test_two_kernels_share_the_places_of_a_key_evenly(tmp_path: Path) -> None:
    with strict("--most", str(MOST), "--held") as base_url:
        world = World(base_url, tmp_path)
        sweeps = [world.sweep("boat", 16), world.sweep("cat", 16)]
        wait_for(lambda: world.open_jobs == 32)  # however long the second takes to come
        wait_for(lambda: len(world.books.charged.get(KEY, [])) == MOST)
        urllib.request.urlopen(f"{base_url}/release").close()
        for sweep in sweeps:
            ended(sweep)
        books = world.books
    names = [prompt.partition(" ")[0] for prompt in books.charged[KEY]]
    assert len(set(books.charged[KEY])) == len(names) == 32
    assert books.most[KEY] == MOST and books.refused.get(KEY, 0) <= 9
    begun = max(names.index("boat"), names.index("cat"))  # from when on both were there
    both = names[begun : begun + 12]
    assert 3 <= both.count("boat") <= 9, "neither starves"


def test_another_key_has_places_of_its_own(world: World) -> None:
    other = "sk-other-0123456789abcdef"
    for sweep in [world.sweep("boat", 8), world.sweep("cat", 8, key=other)]:
        ended(sweep)
    assert len(world.books.charged[KEY]) == len(world.books.charged[other]) == 8
    assert world.books.most[KEY] == world.books.most[other] == MOST


def test_a_kernel_that_is_killed_half_way_pays_nothing_twice_when_it_runs_again(world: World) -> None:
    killed = world.sweep("boat")
    assert killed.stdout and killed.stdout.readline() == "first\n"
    killed.kill()
    killed.communicate()
    paid = set(world.books.charged[KEY])
    again = world.sweep("boat")
    _, complaint = again.communicate(timeout=PATIENCE * 2)
    if (
        "SubmissionUnknownError" not in complaint
    ):  # one may be on its way at the kill, and nobody may send it again
        assert again.returncode == 0, complaint
        assert set(world.books.charged[KEY]) == {f"boat {n}" for n in range(16)}
    assert paid <= set(world.books.charged[KEY])
    assert len(set(world.books.charged[KEY])) == len(world.books.charged[KEY])


def test_all_wait_as_long_as_the_service_asks_one_of_them_to(tmp_path: Path) -> None:
    with strict("--most", "3", "--retry-after", "6") as base_url:
        world = World(base_url, tmp_path)
        for sweep in [world.sweep("boat", 5), world.sweep("cat", 5)]:
            ended(sweep)
        books = world.books
    assert len(books.charged[KEY]) == 10
    refusals = [at for at, status in books.posts if status == 429]
    assert refusals
    for refused in refusals:  # those that were on their way already have arrived by then
        early = [at for at, _ in books.posts if refused + 3 < at < refused + 5.9]
        assert early == []
