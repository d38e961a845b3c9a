"""A process that ends while the answer to a submission is on its way: it hears it out, and the task is known."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.kernels import PATIENCE, ROOT
from tests.process.simulator.test_server import Server, serving

ASK = """
import sys
import omnivid_jupyter as omnivid
clip = omnivid.generate(sys.argv[1], model="apimart/Omni-Flash-Ext", duration=4)
print(clip.task_id)
"""
#: The same, by somebody who waits no longer as soon as it is on its way.
ASK_IMPATIENTLY = """
import sys, time
from omnivid_jupyter.engine.intake import plan, start
(run,) = start([plan(sys.argv[1], model="apimart/Omni-Flash-Ext", duration=4)])
while run.state != "submitting":
    time.sleep(0.01)
run.result(0.1)
"""


class World:
    """A service in another process, and people who ask it from scripts."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.control = server.control
        self.environment = os.environ | {
            "PYTHONPATH": str(ROOT),
            "OMNIVID_HOME": str(folder / "home"),
            "OMNIVID_OUTPUT_DIR": str(folder / "clips"),
            "OMNIVID_POLL_INTERVAL": "0.2",
            "APIMART_BASE_URL": server.base_urls["apimart"],
            "APIMART_API_KEY": "sk-test-0123456789",
        }

    def hang(self, seconds: int) -> None:
        """Let the next submission be answered after so many seconds."""
        fault = {"kind": "hang", "on": "submit", "seconds": seconds}
        urllib.request.urlopen(
            urllib.request.Request(
                f"{self.control}/faults", json.dumps(fault).encode(), {"Content-Type": "application/json"}
            )
        ).close()

    def submissions(self) -> int:
        with urllib.request.urlopen(f"{self.control}/requests") as reply:
            calls: list[dict[str, Any]] = json.load(reply)["requests"]
        return sum(call["path"].endswith("/videos/generations") for call in calls)

    def ask(self, prompt: str, script: str = ASK) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", script, prompt],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with serving("--speed", "50", "--state-dir", str(tmp_path / "server")) as server:
        yield World(server, tmp_path)


def test_a_script_whose_wait_is_over_hears_its_submission_out(world: World) -> None:
    world.hang(6)
    shown, said = (impatient := world.ask("a boat", ASK_IMPATIENTLY)).communicate(timeout=PATIENCE)
    assert impatient.returncode == 1 and "WaitTimeoutError" in said and shown == ""
    assert said.count("waiting for the answer to a submission that may be charged") == 1
    task, said = world.ask("a boat").communicate(timeout=PATIENCE)
    assert task.startswith("task_"), said
    assert world.submissions() == 1


def test_an_interrupt_leaves_it_and_its_outcome_is_then_unknown(world: World) -> None:
    world.hang(60)
    with world.ask("a boat", ASK_IMPATIENTLY) as leaving:
        assert leaving.stderr is not None
        for line in leaving.stderr:
            if "waiting for the answer" in line:
                break
        leaving.send_signal(signal.SIGINT)
        assert "omnivid: left." in leaving.stderr.read()
    _, said = world.ask("a boat").communicate(timeout=PATIENCE)
    assert "SubmissionUnknownError" in said
    assert world.submissions() <= 1, "an answer that is on its way may not be counted yet"


def test_a_process_without_an_open_submission_ends_at_once(world: World) -> None:
    task, said = world.ask("a boat").communicate(timeout=PATIENCE)
    assert task.startswith("task_") and "waiting" not in said
