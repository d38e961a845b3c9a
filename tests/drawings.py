"""What one simulator of these tests has drawn, no other draws again: their homes share one folder of films.

A film takes a processor some seconds, and the same order gives the same bytes; so the folder, which all workers share,
holds each film of a run of the tests once.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

__all__ = ["share"]

_PLACE = "OMNIVID_TEST_DRAWINGS"
if _PLACE not in os.environ:  # the first process makes it, for those that it starts as well
    _folder = tempfile.TemporaryDirectory(prefix="omnivid-drawings-", ignore_cleanup_errors=True)
    os.environ[_PLACE] = _folder.name


def share(home: Path) -> None:
    """Let the simulator of `home` find what the others have drawn, and leave there what it draws."""
    media = home / "simulator" / "media"
    if not media.exists():
        media.parent.mkdir(parents=True, exist_ok=True)
        media.symlink_to(os.environ[_PLACE])
