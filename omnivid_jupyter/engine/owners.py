"""Which processes are alive: each holds a lock on a file of its own, as long as it lives.

The operating system gives the lock back when a process ends, however it ends, so a claim of a dead process is
known for what it is, also after its number was given to another one. A look at a lock takes it for an instant;
so whoever comes, goes or looks passes one door, one at a time: nobody is mistaken for dead before his lock is
taken, or for alive because two looked at once.

A process is alive exactly as long as its lock is held.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from filelock import FileLock, Timeout

from omnivid_jupyter.errors import ConfigurationError

__all__ = ["Owner"]

_WAIT = 30.0  # seconds for another process at the door; each is there for an instant


class Owner:
    """This process, as others see it. `id` is what it signs its claims with."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._door = FileLock(folder.with_name(f"{folder.name}.lock"), timeout=_WAIT, poll_interval=0.005)
        self.id = f"{os.getpid()}-{secrets.token_hex(6)}"
        self._lock = FileLock(folder / self.id, thread_local=False)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with self._door:
                self._lock.acquire(blocking=False)
                for path in folder.iterdir():
                    if not self._is_held(path.name):
                        path.unlink(missing_ok=True)
        except (OSError, NotImplementedError) as error:
            raise self._trouble(error) from error

    def is_alive(self, owner: str | None) -> bool:
        """Whether the process that signed as `owner` still lives (None: nobody did)."""
        if owner is None or owner == self.id:
            return owner is not None
        try:
            with self._door:
                return self._is_held(owner)
        except (OSError, NotImplementedError) as error:
            raise self._trouble(error) from error

    def _trouble(self, error: Exception) -> ConfigurationError:
        """Without locks nobody knows who is at a job: two could pay for the same clip."""
        why = getattr(error, "strerror", None) or str(error) or type(error).__name__
        return ConfigurationError(
            f"The folder {self._folder}, in which running sessions are marked, cannot be used: {why}.",
            hint="Make room there, or point OMNIVID_HOME to a folder of your own, on a disk of this machine.",
        )

    def _is_held(self, owner: str) -> bool:
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
        with self._door:
            self._lock.release()
            (self._folder / self.id).unlink(missing_ok=True)
