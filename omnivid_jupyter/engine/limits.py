"""How many tasks an account may have in flight, and whose turn is next: arithmetic, without clock, journal or network.

No document names a limit; "too many at once" is all that a service says (429). So the limit is felt for, as TCP feels
for the width of a line:

- It begins with a few and rises by one with each task that is taken while all places are in use (slow start).
- A 429 sets it to what is in flight beside the task that was turned away: the service has just said that one more is
  too many. So places that are known to be there are not given up.
- From then on it rises by one only after as many tasks as it has places were taken; after a try that failed, after
  twice as many. What was learned an hour ago may be outdated: then it rises as at the beginning.

Places are given to the batch that has the fewest tasks in flight: one clip that is asked for in a cell does not wait
behind five hundred of a sweep, and two sweeps share evenly, whichever kernel they run in.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

__all__ = ["LONGEST_PAUSE", "Batch", "Limit", "in_order"]

#: Seconds that a service may ask an account to wait; what asks for more is not believed for longer.
LONGEST_PAUSE = 3600.0
_FIRST = 4  # tasks at once before anything is known
_KNOWN = 3600.0  # seconds for which it counts that tasks were turned away
_SLOWEST = 64  # how many times its places must be taken before one more is tried


@dataclass(frozen=True, slots=True)
class Limit:
    """What is known of an account's limit.

    `most` tasks may be in flight; `calm` were taken since it last changed, and `step` times `most` must be before it
    rises; `risen`: it rose since a task was turned away; `refused` is when that was, and until `closed` the service
    wants no request (unix seconds).
    """

    most: int = _FIRST
    calm: int = 0
    step: int = 1
    risen: bool = False
    refused: float | None = None
    closed: float = 0.0

    def is_learned(self, now: float) -> bool:
        """Whether the service turned a task away not long ago."""
        return self.refused is not None and 0 <= now - self.refused < _KNOWN

    def taken(self, count: int, in_flight: int, now: float) -> Limit:
        """The same after the service took so many more tasks, with so many in flight by then."""
        if in_flight < self.most:  # it says nothing about one more
            return self
        if not self.is_learned(now):
            return replace(self, most=self.most + count, risen=True, step=1, calm=0)
        if self.calm + count >= self.most * self.step:
            return replace(self, most=self.most + 1, risen=True, calm=0)
        return replace(self, calm=self.calm + count)

    def turned_away(self, others: int, now: float) -> Limit:
        """The same after the service turned a task away, with so many `others` in flight."""
        failed_try = self.risen and self.is_learned(now)
        return replace(
            self,
            most=max(1, min(self.most, others)),
            calm=0,
            step=min(self.step * 2, _SLOWEST) if failed_try else self.step,
            risen=False,
            refused=now,
        )

    def closing(self, seconds: float, now: float) -> Limit:
        """The same after the service asked for so many seconds without a request."""
        return replace(self, closed=max(self.closed, now + min(seconds, LONGEST_PAUSE)))

    def pause(self, now: float) -> float:
        """Seconds until the service wants to be asked again."""
        left = self.closed - now
        return left if 0 < left <= LONGEST_PAUSE else 0.0  # more: somebody set the clock back


@dataclass(frozen=True, slots=True)
class Batch:
    """Jobs that were begun together: so many `in_flight` and so many `waiting`, the first of them `since` then."""

    id: str
    in_flight: int
    waiting: int
    since: float


def in_order(batches: Sequence[Batch]) -> Iterator[str]:
    """The batches' ids in the order in which places are given, one for each job that waits."""
    line = [(batch.in_flight, batch.since, batch.id, batch.waiting) for batch in batches if batch.waiting]
    heapq.heapify(line)
    while line:
        in_flight, since, name, waiting = line[0]
        yield name
        if waiting > 1:
            heapq.heapreplace(line, (in_flight + 1, since, name, waiting - 1))
        else:
            heapq.heappop(line)
