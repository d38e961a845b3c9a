"""How long a task will probably still take, and when it is worth asking after.

Two things speak for an end: how long such tasks usually take, and how far this one has come since it began. The
further it is, the more its own progress counts, so that the estimate agrees with the progress beside it. Each
new progress gives a new end; until then time runs towards it, and once it is past there is nothing honest to say.

Pure arithmetic over what is known; no clock is read here.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace

from omnivid_jupyter.engine.states import State

__all__ = ["Forecast", "earliest_seconds", "ready_after", "usual_seconds"]

_ENOUGH = 3  # finished tasks, from which it can be told how long they usually take
_LONGEST = (
    86_400.0  # seconds; what is told to take longer is a mistake, or was waiting for somebody to come back
)
_ENOUGH_TO_WAIT = 5  # the same, from which it can be told when none of them is ready yet
_ENOUGH_FOR_EXCEPTIONS = 10  # of so many, the shortest may be one
_LATEST = 3  # tasks that tell of a change
_OWN = 50.0  # percent from which only a task's own progress counts
_TELLING = 10.0  # percent below which progress alone says nothing


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is known about the end of one task; moments are seconds of one clock.

    `accepted`: when the service took it; `began`: when it was last known not to run yet; `usual`: the seconds that
    such a task takes; `progress` in percent; `end`: when it will probably be finished.
    """

    accepted: float
    began: float
    usual: float | None = None
    progress: float | None = None
    end: float | None = None

    def expecting(self, seconds: float | None) -> Forecast:
        """The same with a first word on how long it takes; later ones, and impossible ones, are not listened to."""
        if self.usual is not None or seconds is None or not 0 < seconds <= _LONGEST:
            return self
        return replace(self, usual=seconds, end=self.end or self.accepted + seconds)

    def seen(self, now: float, state: State, progress: float | None) -> Forecast:
        """The same after the service has said how far the task is."""
        began = now if state == "queued" else self.began
        if progress is None or progress == self.progress:
            return replace(self, began=began)
        return replace(self, began=began, progress=progress, end=self._end(now, now - began, progress))

    def remaining(self, now: float, state: State) -> float | None:
        """Seconds until the end; None where there is nothing honest to say: it is being fetched, or overdue."""
        if self.end is None or state not in ("queued", "running") or (self.progress or 0.0) >= 100.0:
            return None
        return self.end - now if self.end > now else None

    def _end(self, now: float, spent: float, progress: float) -> float | None:
        usual = None if self.usual is None else self.accepted + self.usual
        if usual is not None and usual <= now:
            usual = None
        if progress <= 0.0 or (usual is None and progress < _TELLING):
            return usual
        own = now + spent * (100.0 - progress) / progress
        if usual is None:
            return own
        weight = min(progress / _OWN, 1.0)
        return weight * own + (1.0 - weight) * usual


def usual_seconds(durations: Sequence[float]) -> float | None:
    """How long tasks usually take, by how long earlier ones took; None where they are too few to tell."""
    sound = [seconds for seconds in durations if math.isfinite(seconds) and 0 < seconds <= _LONGEST]
    return statistics.median(sound) if len(sound) >= _ENOUGH else None


# When it is worth asking


def earliest_seconds(durations: Sequence[float], interval: float) -> float:
    """Seconds after its acceptance before which a task is not worth asking after; 0 where too little is known.

    Parameters
    ----------
    durations:
        How long tasks of the same kind took until they were ready, the latest first, in seconds.
    interval:
        Seconds between two queries, by the service's advice.

    The first query comes one interval after the shortest of them may have been ready. Those which it finds have then
    waited half an interval on average, as they do where every interval is asked: the wait is the same, and the queries
    before it are saved. Where all durations are alike likely, nothing asks less without waiting longer.
    """
    sound = [seconds for seconds in durations if math.isfinite(seconds) and 0 < seconds <= _LONGEST]
    if len(sound) < _ENOUGH_TO_WAIT:
        return 0.0
    ordered, middle = sorted(sound), len(sound) // 2
    lowest = int(len(sound) >= _ENOUGH_FOR_EXCEPTIONS)
    apart = (ordered[middle] - ordered[lowest]) / (middle - lowest)  # seconds from one to the next
    shortest = max(ordered[lowest] - (lowest + 1) * apart, 0.0)
    first = min(shortest + interval, ordered[-1 - lowest] + apart)  # by then, they are all ready
    # The latest were all there when they were first asked for, perhaps for long: the service has become quicker.
    return first / 2 if max(sound[:_LATEST]) < shortest + interval / 4 else first


def ready_after(looked: float | None, seen: float, told: float | None, interval: float) -> float | None:
    """How many seconds after its acceptance a task was ready; None where that cannot be told.

    `looked`: when it was last seen not to be (None: nobody looked); `seen`: when it was seen to be; `told`: what the
    service says of it, which counts where it agrees; `interval` as above.
    """
    if told is not None and (looked or 0.0) - interval / 4 <= told <= seen + interval / 4:
        return told
    if looked is None:
        return None
    # After a long pause nobody knows. It is taken to have been ready for nearly one interval: as long as that is
    # learned again and again, the first query comes a little earlier each time, until it comes too early.
    pause = seen - looked
    return seen - (pause / 2 if pause <= 1.5 * interval else 0.9 * interval)
