"""Faults that can be put into the simulator, to learn and to test what a client makes of them.

    simulator.inject(Fault("status", status=503, retry_after=1))        # the next submission
    simulator.inject(Fault("drop-after", on="submit", service="apimart"))
    simulator.inject(Fault("truncated", on="media", times=2))
    simulator.inject(Fault("no-url", on="query", times=None))           # for ever

or, in a running `python -m omnivid_jupyter.simulator`, from any program:

    curl -X POST http://127.0.0.1:PORT/simulator/faults -H 'Content-Type: application/json' \\
         -d '{"kind": "status", "on": "query", "status": 429, "retry_after": 2, "times": 3}'
    curl -X DELETE http://127.0.0.1:PORT/simulator/faults
    curl http://127.0.0.1:PORT/simulator/requests

`KINDS` lists what there is, on which requests it can happen, and what the client meets.

A request meets at most one fault, the oldest that fits it. "no-url" and "expired" on a query wait for a
task that is completed, "progress-…" and "unknown-state" for one that is not.

A fault never charges for what was not done, nor hides a charge from the balance. With "status" and
"drop" nothing is done, with all others the service does its work.
"""

from __future__ import annotations

import threading
from typing import Literal

import msgspec

__all__ = ["KINDS", "ConnectionDropped", "Fault", "On", "PendingFaults"]

On = Literal["submit", "query", "media"]
Kind = Literal[
    "status",
    "drop",
    "drop-after",
    "hang",
    "html",
    "cut-json",
    "unknown-state",
    "progress-above",
    "progress-backwards",
    "no-url",
    "expired",
    "truncated",
]

KINDS: dict[Kind, tuple[tuple[On, ...], str]] = {
    "status": (("submit", "query", "media"), "an HTTP status (with retry_after, body); nothing is done"),
    "drop": (("submit", "query", "media"), "the connection is cut; nothing is done"),
    "drop-after": (("submit", "query"), "the request is done, then the connection is cut"),
    "hang": (("submit", "query", "media"), "some seconds pass, then the right answer comes"),
    "html": (("submit", "query", "media"), "done, but the answer is a web page under HTTP 200"),
    "cut-json": (("submit", "query"), "done, but the answer's JSON ends in the middle"),
    "unknown-state": (("query",), "a state that no document names"),
    "progress-above": (("query",), "140 percent"),
    "progress-backwards": (("query",), "less progress than was reported before"),
    "no-url": (("query",), "the task is completed, and no address is given"),
    "expired": (("query", "media"), "links that are already expired"),
    "truncated": (("media",), "the connection is cut in the middle of the file"),
}
_COMPLETED_ONLY = frozenset({"no-url", "expired"})
_RUNNING_ONLY = frozenset({"unknown-state", "progress-above", "progress-backwards"})


class ConnectionDropped(Exception):
    """The simulated connection was cut: a client sees no answer, or only the beginning of one."""


class Fault(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One fault, see `KINDS`. Raises ValueError for a kind that cannot happen on such a request.

    `times` is how many requests meet it, None for all; `service` limits it to "omniflash", "apimart" or
    "evolink" (media belong to none). `status`, `retry_after` (seconds) and `body` are for "status",
    `seconds` for "hang".
    """

    kind: Kind
    on: On = "submit"
    times: int | None = 1
    service: Literal["omniflash", "apimart", "evolink"] | None = None
    status: int = 503
    retry_after: int | None = None
    body: Literal["json", "html"] = "json"
    seconds: float = 30.0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no fault is called {self.kind!r}; there are {', '.join(KINDS)}")
        if self.on not in KINDS[self.kind][0]:
            raise ValueError(f"{self.kind!r} happens on {' or '.join(KINDS[self.kind][0])} only")
        if self.on == "media" and self.service is not None:
            raise ValueError("media belong to no service")
        if self.times is not None and self.times < 1:
            raise ValueError("times is at least 1, or None for ever")

    def __str__(self) -> str:
        """The fault in words, such as "status 429 on the next 3 query requests of apimart"."""
        what = f"{self.kind} {self.status}" if self.kind == "status" else self.kind
        whose = f" of {self.service}" if self.service else ""
        if self.times is None:
            return f"{what} on every {self.on} request{whose}"
        many = f"{self.times} {self.on} requests" if self.times > 1 else f"{self.on} request"
        return f"{what} on the next {many}{whose}"

    def fits(self, on: On, service: str | None, state: str | None) -> bool:
        """Whether a request of this sort meets the fault. `state` is that of the task asked for."""
        if self.on != on or (self.service is not None and self.service != service):
            return False
        if on == "query" and self.kind in _COMPLETED_ONLY:
            return state == "completed"
        if self.kind in _RUNNING_ONLY:
            return state in ("queued", "running")
        return True


class PendingFaults:
    """The faults still to come, oldest first. Safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[tuple[Fault, int | None]] = []

    def add(self, fault: Fault) -> None:
        """Put a fault behind those that wait."""
        with self._lock:
            self._waiting.append((fault, fault.times))

    def clear(self) -> None:
        """Forget all faults."""
        with self._lock:
            self._waiting.clear()

    def waiting(self) -> list[Fault]:
        """The faults still to come, with the times that are left of each."""
        with self._lock:
            return [msgspec.structs.replace(fault, times=left) for fault, left in self._waiting]

    def take(self, on: On, service: str | None = None, state: str | None = None) -> Fault | None:
        """The oldest fault that fits such a request, counted once."""
        with self._lock:
            for index, (fault, left) in enumerate(self._waiting):
                if fault.fits(on, service, state):
                    if left == 1:
                        del self._waiting[index]
                    elif left is not None:
                        self._waiting[index] = (fault, left - 1)
                    return fault
            return None
