"""Which services have a key, for the marks in the form's list of models, kept true while the panel is open.

Looking often must cost nothing. The places that answer at once are looked at all the time, and all
places (a keyring may be slow, or locked) only when something there has changed, on a thread of their own.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from omnivid_jupyter.errors import OmnividError
from omnivid_jupyter.net import keys
from omnivid_jupyter.providers.registry import PROVIDERS

__all__ = ["KeyMarks"]


class KeyMarks:
    """Looks for keys; `found` is told, on whatever thread, which services have one."""

    def __init__(self, found: Callable[[Mapping[str, bool]], None]) -> None:
        self._found = found
        self._seen: object = None
        self._search: threading.Thread | None = None

    def look(self) -> None:
        """Search again if there is a reason to; returns at once."""
        now = _at_hand()
        if now == self._seen or (self._search and self._search.is_alive()):
            return
        self._seen = now
        self._search = threading.Thread(target=self._look, name="omnivid-panel-keys", daemon=True)
        self._search.start()

    def _look(self) -> None:
        self._found({service: _has_key(service) for service in PROVIDERS})


def _has_key(service: str) -> bool:
    try:
        return keys.find_key(service) is not None
    except OmnividError:  # one that cannot be used; Generate says why
        return False


def _at_hand() -> object:
    """What the session, the environment and .env have, in a form that holds no key."""
    variables = frozenset(name for name in PROVIDERS if os.environ.get(keys.key_variable(name)))
    try:
        changed = Path(".env").stat().st_mtime_ns
    except OSError:
        changed = 0
    return keys.changes(), variables, changed
