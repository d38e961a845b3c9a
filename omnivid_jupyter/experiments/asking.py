"""Asking before many clips are paid for, or more than a limit allows.

A person is asked where one can answer. Elsewhere (nbconvert, papermill, a script) the answer is no, said as an error.
Simulated clips are free, and nobody is asked about them.
"""

from __future__ import annotations

import math
from dataclasses import replace

from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.experiments.plan import SweepPlan
from omnivid_jupyter.net.keys import somebody_is_there
from omnivid_jupyter.providers.prices import check_limit
from omnivid_jupyter.request import RunOptions
from omnivid_jupyter.settings import settings
from omnivid_jupyter.values import counted

__all__ = ["agreed"]

_YES = ("y", "yes", "はい")


def agreed(plan: SweepPlan, run: RunOptions) -> RunOptions:
    """How the plan may be run, once it is agreed to. Raises `InvalidRequestError` where it is not; nothing is sent.

    `assume_yes` answers for a number of clips and for unknown prices, not for more than `max_cost`.
    """
    limit = settings.max_cost if run.max_cost is None else run.max_cost
    try:
        check_limit(plan.estimates, limit, run.assume_yes)
    except InvalidRequestError as refusal:
        if not _says_yes(plan, f"{refusal.message}"):
            raise
        return replace(run, max_cost=math.inf, assume_yes=True)
    if run.assume_yes or plan.paid <= settings.confirm_above:
        return run
    what = f"{counted(plan.paid, 'new clip')} would be paid for: {plan.cost}."
    if not _says_yes(plan, what):
        raise InvalidRequestError(
            what,
            field="assume_yes",
            hint=f"Nothing was sent. More than {settings.confirm_above} (%config Omnivid.confirm_above) take a yes:"
            " add -y to the cell (in Python assume_yes=True).",
        )
    return replace(run, assume_yes=True)


def _says_yes(plan: SweepPlan, what: str) -> bool:
    """Whether a person says yes to making the plan all the same. Without an answer it is a no."""
    if not somebody_is_there():
        return False
    try:
        answer = input(f"{what} Make {'them' if len(plan) > 1 else 'it'}? [y/N] ")
    except (KeyboardInterrupt, EOFError):
        return False
    return answer.strip().casefold() in _YES
