"""`%omnivid costs`: what was spent, as a table.

It only reads the journal; nothing is asked of a service.
"""

from __future__ import annotations

from typing import get_args

from omnivid_jupyter.engine.engine import engine
from omnivid_jupyter.engine.journal import SpendingGroup
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.providers.capabilities import listing
from omnivid_jupyter.reports.costs import costs
from omnivid_jupyter.saying import say, show

__all__ = ["costs_command"]

_GROUPS: dict[str, SpendingGroup] = {group: group for group in get_args(SpendingGroup)}


def costs_command(arguments: list[str]) -> None:
    """Show what was spent by day (or by what the argument names), and what has to be said about it."""
    if len(arguments) > 1 or not _GROUPS.keys() >= set(arguments):
        raise InvalidRequestError(
            f"%omnivid costs {' '.join(arguments)} is not possible.",
            field="command",
            hint=f"Name one of {listing(list(_GROUPS), 'and')} behind it, or nothing (day).",
        )
    found = costs(engine().journal, _GROUPS[arguments[0]] if arguments else "day")
    if found.lines:
        show(found.table)
    say("\n".join(found.sentences))
