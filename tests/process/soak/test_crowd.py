"""A thousand jobs at once over real connections: all end with their clips, within bounds, and hold up nobody."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from omnivid_jupyter.engine.engine import Engine
from omnivid_jupyter.request import RunOptions, VideoRequest
from tests import PATIENCE
from tests.kernels import kernel

COUNT = 1000
IN_A_KERNEL = 200
_OPEN_FILES = 250
_MEMORY = 300  # kB for each job


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.process.soak.crowd"], stdout=subprocess.PIPE, text=True
    )
    assert server.stdout
    monkeypatch.setenv("OMNIVID_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("APIMART_BASE_URL", server.stdout.readline().strip())
    monkeypatch.setenv("APIMART_API_KEY", "sk-test-0123456789abcdef")
    yield
    server.kill()
    server.wait()
    server.stdout.close()


def open_files() -> int:
    return len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0


def memory() -> int:
    """How many kB of it this process has."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // 1024
    except FileNotFoundError:
        return 0


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pause between queries: then more is on its way at once, and what bounds it has to hold against that."""
    monkeypatch.setattr("omnivid_jupyter.net.transport._QUERIES", 10_000.0)


@pytest.mark.usefixtures("service", "quick")
def test_a_thousand_jobs_end_with_a_thousand_clips_within_bounds(tmp_path: Path) -> None:
    engine = Engine()
    before, most, bytes_before = open_files(), 0, memory()
    jobs = []
    for number in range(COUNT):
        request = VideoRequest(model="apimart/Omni-Flash-Ext", prompt=f"apple {number}")
        jobs.append(
            engine.start(engine.plan(request, RunOptions(output_dir=tmp_path / "clips", poll_interval=1)))
        )
    clips = []
    for job in jobs:
        clips.append(job.result(PATIENCE))
        most = max(most, open_files())
    assert len({clip.path for clip in clips}) == len({clip.task_id for clip in clips}) == COUNT
    assert [job.state for job in jobs] == ["done"] * COUNT
    assert len(list((tmp_path / "clips").glob("*.mp4"))) == COUNT
    assert most - before < _OPEN_FILES, "connections and files are bounded"
    assert memory() - bytes_before < COUNT * _MEMORY, "and so is what a job keeps"
    assert sum(len(job.exchanges) for job in jobs) < 50_000
    engine.close()


@pytest.mark.usefixtures("service")
def test_while_a_kernel_has_many_jobs_other_cells_run_and_its_view_says_little(tmp_path: Path) -> None:
    with kernel(env={"OMNIVID_OUTPUT_DIR": str(tmp_path / "clips"), "OMNIVID_POLL_INTERVAL": "1"}) as running:
        running.run("%load_ext omnivid_jupyter\nfrom omnivid_jupyter import sweep")
        names = f"names = [f'apple {{n}}' for n in range({IN_A_KERNEL})]"
        begun = running.run(f"{names}\njobs = sweep(names, model='apimart/Omni-Flash-Ext', assume_yes=True)")
        assert begun.status == "ok", begun.error
        other = running.run("sum(job.state == 'done' for job in jobs)")
        assert int(other.results[0]) < IN_A_KERNEL, "it did not wait for them"
        began = time.monotonic()
        watching = running.run("%%omnivid apimart/Omni-Flash-Ext -y --each names\n{{names}}")
        assert watching.status == "ok", watching.error
        assert watching.updates <= 2 * (time.monotonic() - began) + 2
