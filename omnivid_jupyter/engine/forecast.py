"""How long a task will probably still take.

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

__all__ = ["Forecast", "usual_seconds"]

_ENOUGH = 3  # finished tasks, from which it can be told how long they usually take
_LONGEST = (
    86_400.0  # seconds; what is told to take longer is a mistake, or was waiting for somebody to come back
)
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
