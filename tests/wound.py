"""Clocks that tests wind: whoever waits by `omnivid_jupyter.clock` waits no real time, in the order of due times.

What is to be met in between ("it is refused, and tries again in a second") is not raced for: `Paused` lets it wait
until the test goes on.
"""

from __future__ import annotations

import asyncio
import time

import pytest

from omnivid_jupyter import clock
from omnivid_jupyter.engine import database

__all__ = ["Paused", "Wound"]


class Wound:
    """The package's clock, ahead of the real one by what was waited and wound.

    `slept` are the seconds of every wait so far, as asked for.
    """

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.slept: list[float] = []
        self._ahead = 0.0
        self._due: list[float] = []
        for name in clock.__all__:
            patch.setattr(clock, name, getattr(self, name))
        # Whoever holds the journal does so in real time, in which the seconds of this clock are none.
        patch.setattr(database, "_WAIT", 100_000.0)

    def wind(self, seconds: float) -> None:
        """Let `seconds` pass at once."""
        self._ahead += seconds

    def time(self) -> float:
        """The time of day, in unix seconds."""
        return time.time() + self._ahead

    def monotonic(self) -> float:
        """Seconds since some moment."""
        return time.monotonic() + self._ahead

    async def sleep(self, seconds: float) -> None:
        """Let `seconds` pass; who is due first wakes first."""
        self.slept.append(seconds)
        due = self.monotonic() + seconds
        self._due.append(due)
        try:
            await asyncio.sleep(0.001)  # whatever is about to wait for less may say so
            while (left := due - self.monotonic()) > 0:
                if due == min(self._due):
                    self.wind(left)
                else:
                    await asyncio.sleep(0.001)
        finally:
            self._due.remove(due)


class Paused(Wound):
    """A clock by which nobody gets on before the test lets them, by `go_on`; from then on it is one that winds itself.

    Instants pass all the same: whoever looks for a journal that is free does so.
    """

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        super().__init__(patch)
        self._goes_on = False

    def go_on(self) -> None:
        """Let everybody get on."""
        self._goes_on = True

    async def sleep(self, seconds: float) -> None:
        """Let `seconds` pass, once the test goes on."""
        while not self._goes_on and seconds > 0.05:
            await asyncio.sleep(0.001)
        await super().sleep(seconds)
