"""How a way of getting clips is measured, from inside its own process. Only the standard library: peers have no more.

    python WAY.py ADDRESS FOLDER INTERVAL SECONDS,SECONDS,…

Each of the seconds is one job, after a few that warm up; what it took is printed as one line of JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

__all__ = ["ADDRESS", "FOLDER", "INTERVAL", "measure", "prompt"]

ADDRESS, FOLDER, INTERVAL = sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])
SECONDS = [float(each) for each in sys.argv[4].split(",")]
WARM_UP = 2

#: Makes one clip by a prompt at a path, and returns the task's id.
One = Callable[[str, Path], str]


def prompt(seconds: float, number: int) -> str:
    return f"{seconds:.3f} s: take {number} of a paper boat in the rain"


def measure(one: One) -> None:
    """Make each job's clip, one after another; print its milliseconds of the processor, and how late each came."""
    os.makedirs(FOLDER, exist_ok=True)
    for number in range(WARM_UP):
        one(prompt(0, -1 - number), FOLDER / f"warm-up-{number}.mp4")
    begun, late = time.process_time(), []
    for number, seconds in enumerate(SECONDS):
        task = one(prompt(seconds, number), FOLDER / f"{number}.mp4")
        late.append((time.monotonic_ns() - int(task.rpartition("-")[2])) / 1e6)
    cpu = 1000 * (time.process_time() - begun) / len(SECONDS)
    print(json.dumps({"cpu": cpu, "late": late}))
