"""What holds for everything that others write: a result, or an error of the tree; never a mistake of our own.

More than ten thousand examples a run, the same ones in each, so that a test that passes here passes anywhere.
"""

from __future__ import annotations

from hypothesis import settings

__all__ = ["examples"]


def examples(count: int) -> settings:
    """So many examples, chosen alike in each run, however slow the machine is."""
    return settings(max_examples=count, deadline=None, derandomize=True, database=None)
