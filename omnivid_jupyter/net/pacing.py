"""When to ask a service next.

Pure arithmetic over what is known; no clock is read here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from math import ceil

from httpx_retries import Retry

from omnivid_jupyter.providers.wire import Pacing

__all__ = [
    "CONNECT_ATTEMPTS",
    "DEMO_PACING",
    "SUBMIT_ATTEMPTS",
    "Pace",
    "date_seconds",
    "retry_after_seconds",
    "submit_pause",
]

#: The simulator answers within seconds and costs nobody anything; but thousands of films take it a while.
DEMO_PACING = Pacing(first=0.4, interval=0.4, give_up=3600)

#: How often a submission that the service certainly did not take is offered, all in all.
SUBMIT_ATTEMPTS = 5
#: The same for a service that cannot be reached at all.
CONNECT_ATTEMPTS = 3

_SLOWEST = 60.0
_LONGEST_PAUSE = 120.0
_SECONDS = re.compile(r"\s*\d+(\.\d+)?\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Pace:
    """The rhythm of one job's queries: the service's advice, or exactly `pinned` seconds."""

    advice: Pacing
    pinned: float | None = None

    def delay(
        self,
        *,
        queries: int,
        elapsed: float,
        faults: int = 0,
        retry_after: float | None = None,
        ahead: float = 0.0,
    ) -> float:
        """Seconds until the next query.

        `queries` were made so far, the last `faults` of them without a usable answer; `elapsed` seconds
        have passed since the task was accepted; `retry_after` is what the service asked for. For `ahead` seconds it is
        not worth asking, as was learned, but never for more than two minutes at once: it may have been learned wrong.
        A pinned rhythm changes only for a service that asks for more patience, and no service is granted more than
        two minutes of it: a task that nobody asks after outlives its link.
        """
        patience = min(retry_after or 0.0, _LONGEST_PAUSE)
        if self.pinned is not None:
            return max(self.pinned, patience)
        if queries == 0:
            usual = self.advice.first
        elif elapsed > self.advice.give_up:  # nobody waits any more; the task is only kept from being lost
            usual = min(self.advice.interval * 5, _SLOWEST)
        else:
            usual = min(self.advice.interval * 2 ** min(faults, 3), _SLOWEST)
        return max(usual, ahead / max(ceil(ahead / _LONGEST_PAUSE), 1), patience)


def submit_pause(attempt: int, retry_after: float | None) -> float:
    """Seconds before a submission that was certainly not taken is offered again (`attempt` counts from 1)."""
    return retry_after if retry_after is not None else float(min(2 ** (attempt - 1), 16))


def retry_after_seconds(value: str | None) -> float | None:
    """A Retry-After header (seconds or a date) in seconds; None where there is none or it makes no sense.

    Parts of a second are not in the standard, but some services send them, and mean them.
    """
    if not value:
        return None
    try:
        return float(value) if _SECONDS.fullmatch(value) else Retry().parse_retry_after(value)
    except ValueError:
        return None


def date_seconds(value: str | None) -> float | None:
    """A Date header in unix seconds; None where there is none or it makes no sense."""
    try:
        return parsedate_to_datetime(value).timestamp() if value else None
    except (ValueError, OverflowError):
        return None
