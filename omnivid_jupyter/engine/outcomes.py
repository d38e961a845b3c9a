"""What is said of a job that cannot be gone on with, and the clip of one that is at its end.

The one rule: whoever reads it learns whether it may have been charged, and what to do next.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine.journal import Entry
from omnivid_jupyter.errors import (
    ClipExpiredError,
    InvalidRequestError,
    SubmissionUnknownError,
    TaskFailedError,
)
from omnivid_jupyter.media import clips
from omnivid_jupyter.media.secondlook import flaw_of
from omnivid_jupyter.net.endpoints import Endpoint
from omnivid_jupyter.providers.prices import dollars

__all__ = ["MADE_ANEW", "charged", "delivered", "never_submitted", "unknown_outcome"]

MADE_ANEW = "It can only be made anew."


def unknown_outcome(endpoint: Endpoint, job_id: str, why: str) -> SubmissionUnknownError:
    """The error for a submission that may or may not have been taken."""
    return SubmissionUnknownError(
        f"{endpoint.title} was asked for a clip, but its answer cannot be relied on: {why}.",
        hint=f"It may have been charged: look at your tasks at {endpoint.title}. Then %omnivid forget {job_id} lets "
        "you run it again, or --new asks for another clip at once.",
        job_id=job_id,
        service=endpoint.service,
    )


def never_submitted(job_id: str) -> InvalidRequestError:
    """The error for going on with a job that has nothing to go on with."""
    return InvalidRequestError(
        f"Job {job_id} was never submitted; nothing was charged.", hint="Run its cell again.", job_id=job_id
    )


def charged(refunded: bool | None, cost: float | None) -> str:
    """Whether a failed task was charged, as far as its service says."""
    if refunded is None:
        return "Whether it was charged is not reported."
    if refunded:
        return "It was not charged."
    return f"It was charged: {dollars(cost)}." if cost else "It was charged."


def delivered(entry: Entry, folder: Path) -> Clip:
    """The clip of a job that is at its end, as a file of `folder`; raises why there is none."""
    clip = clips.load(entry.folder, entry.clip) if entry.clip else None
    if clip:
        return clips.adopt(clip, folder)
    known: dict[str, Any] = {"job_id": entry.id, "task_id": entry.task_id}
    flaw = flaw_of(entry.folder, entry.clip) if entry.clip else None
    if entry.state == "done":
        why = f"is no longer in {entry.folder}."
        if flaw and os.path.lexists(flaw.path):
            why = f"cannot be used: {flaw.sentence}"
        anew = (
            f"{flaw.remedy} Or --new makes another one."
            if flaw
            else "Run its cell again to have it made anew."
        )
        raise ClipExpiredError(f"The clip of job {entry.id} {why}", hint=anew, **known)
    if entry.state == "prepared":
        raise never_submitted(entry.id)
    why = entry.error or "The task failed."
    if entry.state == "expired":
        raise ClipExpiredError(why, hint=MADE_ANEW, **known)
    if entry.state != "failed":
        raise InvalidRequestError(f"Job {entry.id} was given up with %omnivid forget.", **known)
    if entry.task_id is None:
        raise InvalidRequestError(why, hint="Nothing was charged.", **known)
    raise TaskFailedError(why, refunded=entry.refunded, hint=charged(entry.refunded, entry.cost), **known)
