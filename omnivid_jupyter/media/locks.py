"""One writer at a time for the small files of a clip folder that several kernels of a machine may change.

The lock lies in the private folder, so that none is left in a folder that is shared. Where it cannot be had (a private
folder that is not writable, a file system without locks) the writer goes on without: what is guarded here is a
remark or a vote, and a file is still replaced whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from omnivid_jupyter.errors import ConfigurationError
from omnivid_jupyter.settings import home

__all__ = ["locked"]

_WAIT = 5.0  # seconds for another writer; each is there for an instant


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Be the only one on this machine that writes into `folder`, among those who ask."""
    lock: FileLock | None = None
    with suppress(OSError, NotImplementedError, ConfigurationError, Timeout):
        place = home() / "locks"
        place.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(str(folder).encode(errors="surrogateescape")).hexdigest()[:16]
        trying = FileLock(place / f"{name}.lock", timeout=_WAIT, poll_interval=0.005)
        trying.acquire()
        lock = trying
    try:
        yield
    finally:
        if lock:
            lock.release()
