"""What one simulator of these tests has drawn, no other draws again: they all share one folder of films.

A film takes a processor some seconds, and the same order gives the same bytes; so the folder, which all processes of a
run of the tests share, holds each film once. Most tests do not care what a film shows: conftest lets the
simulator only sketch; who measures or looks at the film itself asks for `COARSE` or `DRAWN`.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from omnivid_jupyter.simulator.picture import Picture

__all__ = ["COARSE", "DRAWN", "FOLDER", "PainterHere", "share"]

_PLACE = "OMNIVID_TEST_DRAWINGS"
if _PLACE not in os.environ:  # the first process makes it, for those that it starts as well
    _folder = tempfile.TemporaryDirectory(prefix="omnivid-drawings-", ignore_cleanup_errors=True)
    os.environ[_PLACE] = _folder.name

FOLDER = Path(os.environ[_PLACE])
"""Where the films of this run of the tests are."""

COARSE, DRAWN = {"OMNIVID_DEMO_FILMS": "coarse"}, {"OMNIVID_DEMO_FILMS": "drawn"}
"""The environment of who measures what a film shows and lets hear, and of who looks at its file."""


def share(state: Path) -> Path:
    """Let the simulator whose folder is `state` find what others have drawn, and leave there what it draws."""
    media = state / "media"
    if not media.exists():
        state.mkdir(parents=True, exist_ok=True)
        media.symlink_to(FOLDER)
    return state


class PainterHere:
    """A painter for the studio that needs no process of its own: it draws in the studio's thread."""

    def draw(self, picture: Picture, path: Path) -> str | None:
        from omnivid_jupyter.simulator.render import render  # takes its time, and most processes draw nothing

        try:
            render(picture, path)
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        return None

    def stop(self) -> None:
        """There is nothing to end."""
