"""A thousand jobs at once over real connections: all end with their clips, within bounds, and hold up nobody."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from omnivid_jupyter.engine.engine import Engine
from omnivid_jupyter.request import RunOptions, VideoRequest

COUNT = 1000
_OPEN_FILES = 250


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


@pytest.mark.usefixtures("service")
def test_a_thousand_jobs_end_with_a_thousand_clips_within_bounds(tmp_path: Path) -> None:
    engine = Engine()
    before, most = open_files(), 0
    jobs = []
    for number in range(COUNT):
        request = VideoRequest(model="apimart/Omni-Flash-Ext", prompt=f"apple {number}")
        jobs.append(
            engine.start(engine.plan(request, RunOptions(output_dir=tmp_path / "clips", poll_interval=1)))
        )
    clips = []
    for job in jobs:
        clips.append(job.result(900))
        most = max(most, open_files())
    assert len({clip.path for clip in clips}) == len({clip.task_id for clip in clips}) == COUNT
    assert [job.state for job in jobs] == ["done"] * COUNT
    assert len(list((tmp_path / "clips").glob("*.mp4"))) == COUNT
    assert most - before < _OPEN_FILES, "connections and files are bounded"
    assert sum(len(job.exchanges) for job in jobs) < 50_000
    engine.close()
