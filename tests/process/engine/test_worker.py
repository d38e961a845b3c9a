"""After the kernel: what was paid for is fetched, what was handed over is submitted, once; and then nothing is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from omnivid_jupyter.engine.journal import Journal
from tests import PATIENCE, ROOT
from tests.clipfiles import clips_in
from tests.process.soak.strict import Books
from tests.process.soak.test_turns import strict

KEY = "sk-typed-0123456789abcdef"
COUNT, MOST = 10, 4

#: A kernel with a sweep whose key was typed into it. It does what it is told, line by line.
KERNEL = """
import sys
from omnivid_jupyter.engine.engine import engine
from omnivid_jupyter.net.keys import remember
from omnivid_jupyter.notebook.commands import run_command
from omnivid_jupyter.request import RunOptions, VideoRequest

key, count = sys.argv[1], int(sys.argv[2])
remember("apimart", key)
plans = [
    engine().plan(VideoRequest("apimart/Omni-Flash-Ext", f"boat {n}"), RunOptions(timeout=600, poll_interval=0.2))
    for n in range(count)
]
jobs = engine().start_all(plans)
for line in sys.stdin:
    match line.split():
        case ["accepted", number]:
            while sum(job.task_id is not None for job in jobs) < int(number):
                engine().pause(0.05)
        case ["command", *words]:
            run_command(" ".join(words))
        case ["stop", number]:
            jobs[int(number)].stop_waiting()
        case ["all"]:
            for job in jobs:
                job.result(600)
        case ["forget-last"]:
            jobs[-1].forget()
    print("done", flush=True)
"""


class World:
    """A person at a service, with kernels and workers."""

    def __init__(self, base_url: str, folder: Path) -> None:
        self.base_url, self.folder = base_url, folder
        self.processes: list[subprocess.Popen[str]] = []
        self.home, self.clips = folder / "home", folder / "clips"
        self.environment = {name: value for name, value in os.environ.items() if "API_KEY" not in name} | {
            "PYTHONPATH": str(ROOT),
            "OMNIVID_HOME": str(self.home),
            "OMNIVID_OUTPUT_DIR": str(self.clips),
            "OMNIVID_POLL_INTERVAL": "0.2",
            "APIMART_BASE_URL": base_url,
        }

    def kernel(self, count: int = COUNT) -> Kernel:
        return Kernel(self, count)

    def worker(self, key: str | None = KEY) -> subprocess.Popen[str]:
        """`python -m omnivid_jupyter work`, in a terminal."""
        worker = subprocess.Popen(
            [sys.executable, "-m", "omnivid_jupyter", "work"],
            env=self.environment | ({"APIMART_API_KEY": key} if key else {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.processes.append(worker)
        return worker

    def end(self) -> None:
        """End whatever still runs."""
        for process in self.processes:
            process.kill()
            process.communicate()

    def release(self) -> None:
        """Let the tasks end, those that begin from now on as well."""
        urllib.request.urlopen(f"{self.base_url}/release").close()

    @property
    def log(self) -> str:
        path = self.home / "worker.log"
        return path.read_text() if path.exists() else ""

    @property
    def charged(self) -> list[str]:
        return sorted(Books.of(self.base_url).charged.get(KEY, []))

    def prompts(self) -> list[str]:
        return sorted(clip.prompt for clip in clips_in(self.clips))

    def states(self) -> list[str]:
        with closing(Journal(self.home / "journal.sqlite3")) as journal:
            return sorted(entry.state for entry in journal.newest())


class Kernel:
    def __init__(self, world: World, count: int) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", KERNEL, KEY, str(count)],
            env=world.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        world.processes.append(self.process)

    def do(self, what: str) -> str:
        """Tell it what to do; what it said until it was done."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(f"{what}\n")
        self.process.stdin.flush()
        said = ""
        for line in self.process.stdout:
            if line == "done\n":
                return said
            said += line
        raise AssertionError(f"the kernel died: {said}")

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A service whose tasks run until a test releases them."""
    with strict("--most", str(MOST), "--held") as base_url:
        world = World(base_url, tmp_path)
        yield world
        world.end()


def wait_for(condition: object) -> None:
    assert callable(condition)
    ends = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < ends, "it did not happen"
        time.sleep(0.1)


def ended(pid: int) -> bool:
    """Whether a process is gone; one whose parent has not asked after it counts."""
    try:
        return "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return True


def pid_in(said: str) -> int:
    return int(said.partition("(process ")[2].partition(")")[0])


def test_a_worker_fetches_what_a_killed_kernel_has_paid_for_submits_nothing_and_ends(world: World) -> None:
    kernel = world.kernel()
    kernel.do(f"accepted {MOST}")
    kernel.kill()
    paid = world.charged
    world.release()
    said, _ = (worker := world.worker()).communicate(timeout=PATIENCE)
    assert worker.returncode == 0 and "nothing is left" in said
    assert world.charged == paid and world.prompts() == paid
    assert said.count("is done: ") == len(paid)
    assert world.log.splitlines() == said.splitlines() and KEY not in said


def test_what_was_detached_goes_on_when_the_kernel_is_killed_and_each_is_paid_once(world: World) -> None:
    kernel = world.kernel()
    kernel.do(f"accepted {MOST}")
    said = kernel.do("command detach")
    assert (
        "after this kernel it goes on with" in said and "waiting for a turn are its own from now on" in said
    )
    pid = pid_in(said)
    for name in ("cmdline", "environ"):
        assert KEY.encode() not in Path(f"/proc/{pid}/{name}").read_bytes()
    assert os.getsid(pid) != os.getsid(kernel.process.pid)
    kernel.kill()
    world.release()
    wait_for(lambda: ended(pid))
    assert "nothing is left" in world.log and KEY not in world.log
    assert world.charged == world.prompts() == sorted(f"boat {n}" for n in range(COUNT))
    assert Books.of(world.base_url).most[KEY] == MOST
    assert not (world.home / "worker.json").exists()


def test_a_kernel_that_lives_sees_what_its_worker_does_and_goes_on_when_that_is_killed(world: World) -> None:
    kernel = world.kernel()
    kernel.do(f"accepted {MOST}")
    pid = pid_in(kernel.do("command detach"))
    assert "is at work already" in kernel.do("command detach")
    os.kill(pid, signal.SIGKILL)
    world.release()
    kernel.do("all")
    assert world.charged == world.prompts() == sorted(f"boat {n}" for n in range(COUNT))
    kernel.kill()


def test_only_one_is_at_work_and_a_signal_stops_it_without_a_loss(world: World) -> None:
    kernel = world.kernel(MOST)
    kernel.do(f"accepted {MOST}")
    kernel.kill()
    worker = world.worker()
    assert worker.stdout
    for line in worker.stdout:
        if "is gone on with" in line:
            break
    second, _ = world.worker().communicate(timeout=PATIENCE)
    assert f"a worker is at work already: process {worker.pid}" in second
    worker.send_signal(signal.SIGTERM)
    said, _ = worker.communicate(timeout=PATIENCE)
    assert worker.returncode == 0 and "stopped; what is in flight goes on at its service" in said
    world.release()
    again = world.kernel(MOST)
    again.do("all")
    assert world.charged == world.prompts() == sorted(f"boat {n}" for n in range(MOST))
    again.kill()


def test_what_is_forgotten_after_it_was_handed_over_is_not_submitted(world: World) -> None:
    kernel = world.kernel(MOST + 2)
    kernel.do(f"accepted {MOST}")
    pid = pid_in(kernel.do("command detach"))
    kernel.do("forget-last")
    kernel.kill()
    world.release()
    wait_for(lambda: ended(pid))
    assert world.charged == world.prompts() == sorted(f"boat {n}" for n in range(MOST + 1))


def test_a_worker_that_another_began_leaves_with_the_kernel_what_is_not_submitted(world: World) -> None:
    kernel = world.kernel()
    kernel.do(f"accepted {MOST}")
    worker = world.worker()
    assert worker.stdout and "begins" in worker.stdout.readline()
    said = kernel.do("command detach")
    assert "is at work already" in said and "stay with this kernel" in said
    kernel.kill()
    world.release()
    worker.communicate(timeout=PATIENCE)
    assert world.charged == world.prompts() and len(world.charged) < COUNT
    assert set(world.states()) == {"done", "prepared"}


def test_without_a_key_it_says_so_and_leaves_the_task(world: World) -> None:
    kernel = world.kernel(1)
    kernel.do("accepted 1")
    kernel.kill()
    said, _ = world.worker(key=None).communicate(timeout=PATIENCE)
    assert "needs a key" in said and "%omnivid resume" in said and world.states() != ["done"]


@pytest.mark.parametrize(("words", "code"), [([], 2), (["dance"], 2), (["work", "hard"], 2), (["--help"], 0)])
def test_other_words_are_answered_with_the_usage(words: list[str], code: int) -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "omnivid_jupyter", *words], capture_output=True, text=True, check=False
    )
    assert shown.returncode == code
    assert "usage: python -m omnivid_jupyter work" in (shown.stdout if code == 0 else shown.stderr)
