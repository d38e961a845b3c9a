"""Which processes are alive: each holds a lock on a file of its own, as long as it lives.

The operating system gives the lock back when a process ends, however it ends, so a claim of a dead process is
known for what it is, also after its number was given to another one.

The one rule: a process is alive exactly as long as its lock is held.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from filelock import FileLock, Timeout

__all__ = ["Owner"]


class Owner:
    """This process, as others see it. `id` is what it signs its claims with."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self.id = f"{os.getpid()}-{secrets.token_hex(6)}"
        self._lock = FileLock(folder / self.id)
        self._lock.acquire(blocking=False)
        self._sweep()

    def is_alive(self, owner: str | None) -> bool:
        """Whether the process that signed as `owner` still lives (None: nobody did)."""
        if owner is None:
            return False
        if owner == self.id:
            return True
        path = self._folder / owner
        if not path.exists():
            return False
        try:
            with FileLock(path, blocking=False):
                return False
        except Timeout:
            return True

    def close(self) -> None:
        """Let go of all claims."""
        self._lock.release()
        (self._folder / self.id).unlink(missing_ok=True)

    def _sweep(self) -> None:
        """Remove what dead processes left."""
        for path in self._folder.iterdir():
            if path.name != self.id and not self.is_alive(path.name):
                path.unlink(missing_ok=True)
