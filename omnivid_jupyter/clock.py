"""The one clock of whatever waits for a service: `clock.time()`, `clock.monotonic()`, `await clock.sleep(seconds)`.

They are Python's own, called by these names so that tests can wind them: whoever measures or waits out a time of
seconds or hours asks here, and never imports one of the three by itself.
"""

from asyncio import sleep
from time import monotonic, time

__all__ = ["monotonic", "sleep", "time"]
