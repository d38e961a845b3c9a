"""What somebody meant who wrote a name that is not there."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

__all__ = ["meant", "nearest"]


def nearest(written: str, names: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The name that is written most like `written`, in any case; None where none is."""
    spelled = {name.lower(): name for name in names}
    near = get_close_matches(written.strip().lower(), spelled, n=1, cutoff=cutoff)
    return spelled[near[0]] if near else None


def meant(written: str, names: Iterable[str], cutoff: float = 0.6) -> str:
    """The question behind a refusal, " Did you mean 16:9?"; "" where nothing is near."""
    near = nearest(written, names, cutoff)
    return f" Did you mean {near}?" if near else ""
