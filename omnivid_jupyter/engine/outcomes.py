"""What is said of a job that cannot be gone on with, and the clip of one that is at its end.

Whoever reads it learns whether it may have been charged, and what to do next.
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
    OmnividError,
    SubmissionUnknownError,
    TaskFailedError,
)
from omnivid_jupyter.media import clips
from omnivid_jupyter.media.secondlook import flaw_of
from omnivid_jupyter.net.endpoints import Endpoint
from omnivid_jupyter.providers.address import is_demo
from omnivid_jupyter.providers.prices import dollars

__all__ = [
    "DIED",
    "charged",
    "delivered",
    "never_submitted",
    "no_longer_kept",
    "undecided",
    "unknown_outcome",
]

#: Why nobody knows what came of a submission of a process that is no more.
DIED = "the process that sent it ended before the answer came"


def unknown_outcome(endpoint: Endpoint, job_id: str, why: str) -> SubmissionUnknownError:
    """The error for a submission that may or may not have been taken."""
    return SubmissionUnknownError(
        f"{endpoint.title} was asked for a clip, but its answer cannot be relied on: {why}.",
        hint=f"It may have been charged: look at your tasks at {endpoint.title}. Then %omnivid forget {job_id} lets "
        "you run it again, or --new asks for another clip at once.",
        job_id=job_id,
        service=endpoint.service,
    )


def no_longer_kept(endpoint: Endpoint, job_id: str, why: str) -> ClipExpiredError:
    """The error for a clip that was made, and that its service does not give out any more."""
    return _expired(f"{endpoint.title} made the clip, but no longer gives it out: {why}.", job_id)


def _expired(message: str, job_id: str) -> ClipExpiredError:
    return ClipExpiredError(
        message,
        hint="It can only be made anew, and is paid for again then: --new (in Python new=True) asks for that, or "
        f"%omnivid forget {job_id} lets its cell do so.",
        job_id=job_id,
    )


def undecided(endpoint: Endpoint, entry: Entry) -> OmnividError:
    """What to raise instead of a second payment: the same request may have been charged, and gave no clip."""
    if entry.state == "expired":
        if entry.error is None:  # its process ended before it could write down why
            return no_longer_kept(endpoint, entry.id, "its time is over")
        return _expired(entry.error, entry.id)
    return unknown_outcome(endpoint, entry.id, entry.error or DIED)


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
    anew = (
        f"{flaw.remedy} Or --new makes another one." if flaw else "Run its cell again to have it made anew."
    )
    if flaw and os.path.lexists(flaw.path):
        raise ClipExpiredError(
            f"The clip of job {entry.id} cannot be used: {flaw.sentence}", hint=anew, **known
        )
    if entry.state == "done":
        raise ClipExpiredError(
            f"The clip of job {entry.id} is no longer in {entry.folder}.", hint=anew, **known
        )
    if entry.state == "prepared":
        raise never_submitted(entry.id)
    why = entry.error or "The task failed."
    if entry.state == "expired":
        expired = _expired(why, entry.id)
        expired.task_id = entry.task_id
        raise expired
    if entry.state != "failed":
        raise InvalidRequestError(f"Job {entry.id} was given up with %omnivid forget.", **known)
    if entry.task_id is None:
        raise InvalidRequestError(why, hint="Nothing was charged.", **known)
    raise TaskFailedError(
        why,
        refunded=entry.refunded,
        hint=charged(is_demo(entry.model) or entry.refunded, entry.cost),
        **known,
    )
