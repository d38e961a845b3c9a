"""The engine itself: one loop, one transport, and the jobs of this process.

The one rule: whoever needs the engine asks `engine()` for it; it starts when it is first needed.
"""

from __future__ import annotations

import os
import threading
from typing import Any

import httpx

from omnivid_jupyter.engine.endpoints import Endpoint
from omnivid_jupyter.engine.jobs import Job
from omnivid_jupyter.engine.loop import Loop
from omnivid_jupyter.engine.plan import Plan, make_plan
from omnivid_jupyter.engine.runner import run
from omnivid_jupyter.engine.transport import Transport
from omnivid_jupyter.providers.registry import Target
from omnivid_jupyter.request import VideoRequest

__all__ = ["Engine", "engine"]


class Engine:
    """Runs jobs in the background and knows those of this process, newest last."""

    def __init__(self, network: httpx.AsyncBaseTransport | None = None) -> None:
        """`network` stands for the whole outside world where it is given (in tests)."""
        self._loop = Loop()
        self._transport = self._loop.start(_open_transport(network)).result()
        self.jobs: dict[str, Job] = {}

    def plan(self, request: VideoRequest, **how: Any) -> Plan:
        """Check a request and decide the rest (`plan.make_plan`); sends nothing."""
        return make_plan(request, endpoint_of=self._endpoint, **how)

    def start(self, plan: Plan) -> Job:
        """Begin a planned job; returns at once."""
        job = Job(plan)
        self.jobs[job.id] = job
        self._loop.start(run(job, self._transport))
        return job

    def close(self) -> None:
        """Close connections and stop the loop."""
        self._loop.start(self._transport.aclose()).result()
        self._loop.stop()

    def _endpoint(self, target: Target) -> Endpoint:
        async def find() -> Endpoint:
            return self._transport.endpoint(target)

        return self._loop.start(find()).result()


async def _open_transport(network: httpx.AsyncBaseTransport | None) -> Transport:
    return Transport(network)


_lock = threading.Lock()
_engines: dict[int, Engine] = {}


def engine() -> Engine:
    """This process's engine (a forked child gets its own: threads do not survive a fork)."""
    with _lock:
        if os.getpid() not in _engines:
            _engines.clear()
            _engines[os.getpid()] = Engine()
        return _engines[os.getpid()]
