"""The memory of this process, as Linux knows it. Only the standard library.

`resource.getrusage` is of no use here: a process that was just started has the peak of the one that started it.
"""

from __future__ import annotations

import ctypes
import gc
from contextlib import suppress
from pathlib import Path

__all__ = ["begin", "largest", "now"]


def begin() -> None:
    """Have `largest` count from now on."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")


def largest() -> int:
    """Kilobytes of this process at its largest."""
    return _told("VmHWM")


def now() -> int:
    """Kilobytes of this process, once what was freed is given back where that is possible."""
    gc.collect()
    with suppress(AttributeError, OSError):  # of glibc alone
        ctypes.CDLL(None).malloc_trim(0)
    return _told("VmRSS")


def _told(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))
