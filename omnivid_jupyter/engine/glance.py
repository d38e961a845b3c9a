"""A quick look into the journal while the extension is loaded: whether any task in it may still be under way.

The engine tells it exactly, but importing the engine takes longer than all the rest of loading, and mostly there is
nothing to tell.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from omnivid_jupyter.engine.states import IN_FLIGHT

__all__ = ["may_be_unfinished"]


def may_be_unfinished(journal: Path) -> bool:
    """Whether a journal that is there may hold a task under way; also where it cannot be read: the engine says why."""
    marks = ", ".join("?" * len(IN_FLIGHT))
    query = f"SELECT EXISTS (SELECT 1 FROM jobs WHERE forgotten = 0 AND state IN ({marks}))"
    try:
        with closing(
            sqlite3.connect(f"{journal.absolute().as_uri()}?mode=ro", uri=True, timeout=0.1)
        ) as database:
            return bool(database.execute(query, tuple(IN_FLIGHT)).fetchone()[0])
    except (OSError, ValueError, sqlite3.Error):
        return True
