"""Sixteen clips of one sweep at a service that takes six tasks at once: whatever happens, each is paid once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests import PATIENCE, ROOT
from tests.process.soak.strict import Books
from tests.process.soak.test_turns import KEY, strict

#: 2 prompts × 2 durations × 2 resolutions × 2 takes. "half" has the process kill itself when half of them are there,
#: at an instant at which no answer to a submission is awaited: what came of that, nobody could know.
SWEEP = """
import asyncio, json, os, signal, sys
import omnivid_jupyter as omnivid
from omnivid_jupyter.engine.engine import engine

async def die(jobs):
    while True:
        states = [job.state for job in jobs]
        if states.count("done") >= len(jobs) / 2 and "submitting" not in states:
            os.kill(os.getpid(), signal.SIGKILL)
        await asyncio.sleep(0.01)

more = json.loads(sys.argv[1])
half = more.pop("half", False)
try:
    sweep = omnivid.sweep(
        ["a boat", "a car"], model="apimart/Omni-Flash-Ext", duration=[4, 6], resolution=["720p", "1080p"],
        takes=2, poll_interval=0.2, **more,
    )
except omnivid.OmnividError as error:
    print(json.dumps({"refused": str(error)}))
    sys.exit()
if half:
    engine()._loop.start(die(list(sweep))).result()
sweep.wait()
print(json.dumps({"clips": sorted(str(clip.path) for clip in sweep.clips), "failures": list(map(str, sweep.failures))}))
"""


@dataclass(frozen=True)
class World:
    """One person at the service."""

    base_url: str
    folder: Path

    def begin(self, **more: Any) -> subprocess.Popen[str]:
        """A process that sweeps, with more arguments."""
        environment = os.environ | {
            "PYTHONPATH": str(ROOT),
            "OMNIVID_HOME": str(self.folder / "home"),
            "OMNIVID_OUTPUT_DIR": str(self.folder / "clips"),
            "APIMART_BASE_URL": self.base_url,
            "APIMART_API_KEY": KEY,
        }
        return subprocess.Popen(
            [sys.executable, "-c", SWEEP, json.dumps(more)],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    @property
    def charges(self) -> int:
        """How many tasks were charged."""
        return len(Books.of(self.base_url).charged.get(KEY, []))


def told(process: subprocess.Popen[str]) -> dict[str, Any]:
    """What it said at its end, which must be a good one."""
    said, complaint = process.communicate(timeout=PATIENCE * 2)
    assert process.returncode == 0, complaint
    found: dict[str, Any] = json.loads(said)
    return found


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with strict("--most", "6") as base_url:
        yield World(base_url, tmp_path)


def test_a_sweep_that_is_killed_half_way_and_run_again_is_sixteen_clips_and_sixteen_charges(
    world: World,
) -> None:
    killed = world.begin(assume_yes=True, half=True)
    killed.communicate(timeout=PATIENCE * 2)
    assert killed.returncode == -signal.SIGKILL and 8 <= world.charges <= 16
    again = told(world.begin(assume_yes=True))
    assert len(again["clips"]) == 16 and again["failures"] == [] and world.charges == 16
    posts = len(Books.of(world.base_url).posts)
    assert told(world.begin(max_cost=0)) == again, "what is there is found, and costs nothing"
    assert len(Books.of(world.base_url).posts) == posts


def test_two_kernels_with_the_same_sweep_at_once_pay_sixteen_clips(world: World) -> None:
    one, other = world.begin(assume_yes=True), world.begin(assume_yes=True)
    assert told(one) == told(other) and world.charges == 16
    assert len(list((world.folder / "clips").glob("*.mp4"))) == 16


@pytest.mark.parametrize("more", [{}, {"max_cost": 1}, {"max_cost": 1, "assume_yes": True}])
def test_more_than_was_agreed_to_sends_nothing(world: World, more: dict[str, Any]) -> None:
    assert "Nothing was sent." in told(world.begin(**more))["refused"]
    assert Books.of(world.base_url).posts == []
