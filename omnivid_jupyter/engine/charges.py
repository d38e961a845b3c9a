"""Whether a job was charged, and how that is known: by what the journal has of it."""

from __future__ import annotations

from typing import Literal

from omnivid_jupyter.engine.journal import Entry, Spending
from omnivid_jupyter.engine.states import IN_DOUBT
from omnivid_jupyter.providers.address import is_demo

__all__ = ["Kind", "kind"]

Kind = Literal["simulated", "refunded", "doubtful", "unsent", "reported", "credits", "estimated", "unpriced"]


def kind(job: Entry | Spending) -> Kind:
    """What a job (or several alike) is for the costs: the first that is true, so that nothing counts twice."""
    if is_demo(job.model):
        return "simulated"
    if job.refunded:
        return "refunded"
    if job.state in IN_DOUBT:
        return "doubtful"
    if job.accepted is None:
        return "unsent"
    if job.cost is not None:
        return "reported"
    if job.state == "failed" and job.refunded is None:
        return "doubtful"
    if job.credits is not None:
        return "credits"
    return "unpriced" if job.estimate is None else "estimated"
