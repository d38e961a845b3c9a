"""Entries of a journal, for the tests that read one."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

from omnivid_jupyter.engine.journal import Entry
from omnivid_jupyter.request import VideoRequest

NOON = 1_787_400_000.0  # in August 2026
_numbers = itertools.count(1)


def entry(model: str = "apimart/Omni-Flash-Ext", prompt: str = "a cat", **facts: Any) -> Entry:
    """A finished job, but for what `facts` say; `request` holds further fields of the request."""
    fields: dict[str, Any] = {
        "id": f"job-{next(_numbers):04}",
        "fingerprint": "0" * 64,
        "model": model,
        "service": model.partition("/")[0],
        "request": VideoRequest(model=model, prompt=prompt, **facts.pop("request", {})),
        "state": "done",
        "created": NOON,
        "changed": NOON + 60,
        "accepted": NOON + 1,
        "folder": Path("omnivid-clips"),
    }
    return Entry(**(fields | facts))
