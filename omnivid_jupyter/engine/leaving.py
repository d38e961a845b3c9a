"""The end of the process: a submission that is on its way is heard out, so that its task is known afterwards.

From here on nothing new is submitted; what was sent is waited for, or left by an interrupt.
"""

from __future__ import annotations

import concurrent.futures
import sys
import time
from collections.abc import Sequence

from omnivid_jupyter.engine.jobs import Job
from omnivid_jupyter.saying import say

__all__ = ["hear_out"]

_BEAT = 0.3  # seconds between two looks


def hear_out(jobs: Sequence[Job], limit: float) -> None:
    """Wait until no submission of these jobs is unanswered, at most `limit` seconds."""
    for job in jobs:
        job.abandoned.set()
    ends = time.monotonic() + limit
    told = False
    try:
        while (open_ones := [job for job in jobs if job.is_unanswered]) and time.monotonic() < ends:
            concurrent.futures.wait([job.accepted for job in open_ones], timeout=_BEAT)
            if not told and any(job.is_unanswered for job in open_ones):
                _say(
                    "omnivid: waiting for the answer to a submission that may be charged (Ctrl+C leaves it)."
                )
                told = True
    except KeyboardInterrupt:
        _say("omnivid: left. %omnivid history tells what is known of it.")


def _say(text: str) -> None:
    """Tell it where a process has something to tell it on; a kernel's own streams are closed by now."""
    if sys.__stderr__:
        say(text, sys.__stderr__)
