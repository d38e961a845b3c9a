"""Running one job: submit, then collect what comes of it.

The parts follow what a repeat would cost. A submission is paid: it is offered again only when the service certainly
took nothing. A query is free: it is repeated through every fault (`polling`). A download is free until its link
expires: then the task is asked for a fresh one (`collecting`).

Each step is announced to the job (`Run.advance`) before it is taken.
"""

from __future__ import annotations

from math import ceil

from omnivid_jupyter import clock
from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine.collecting import collect
from omnivid_jupyter.engine.outcomes import never_submitted, unknown_outcome
from omnivid_jupyter.engine.run import Run
from omnivid_jupyter.errors import (
    ConnectionFailedError,
    OmnividError,
    RateLimitError,
    ServiceError,
)
from omnivid_jupyter.net.pacing import CONNECT_ATTEMPTS, SUBMIT_ATTEMPTS, retry_after_seconds, submit_pause
from omnivid_jupyter.net.transport import Send, Transport
from omnivid_jupyter.net.uploads import Uploads
from omnivid_jupyter.providers.prices import credits_text
from omnivid_jupyter.providers.wire import Accepted, Call, Reply, UnreadableReply

__all__ = ["run"]


async def run(job: Run, transport: Transport, uploads: Uploads) -> Clip:
    """Run a job from wherever it stands to its clip. Raises whatever ends the run before."""
    if job.state == "prepared" and job.plan.only_resumes:
        raise never_submitted(job.id)
    if job.state == "prepared":
        await _submit(job, transport, uploads)
    clip = await collect(job, transport)
    job.advance("done", "done", clip=clip, progress=100.0, note=None)
    return clip


# Submitting


async def _submission(job: Run, uploads: Uploads) -> Call:
    """The call that costs money, once the service has everything that it refers to. Until then all is free."""
    plan = job.plan
    request = await uploads.delivered(plan.target, plan.endpoint, plan.request, job.note, job.record)
    return plan.target.provider.submit(plan.target.model, request)


async def _submit(job: Run, transport: Transport, uploads: Uploads) -> None:
    began: float | None = None
    for attempt in range(1, SUBMIT_ATTEMPTS + 1):
        async with transport.turn(job.plan.endpoint, job.note) as send:
            began = began or clock.monotonic()
            call = await _submission(job, uploads)  # here: of a thousand that wait none holds its pictures
            turned_away, wanted = await _offer(job, send, call)
        if turned_away is None:
            return
        pause = _pause(turned_away, attempt, wanted)
        await _offer_again(job, turned_away, attempt, pause, ends=began + job.plan.timeout)


async def _offer(job: Run, send: Send, call: Call) -> tuple[OmnividError | None, float | None]:
    """Submit once. Returns why the service certainly took nothing, and when it wants to be asked again."""
    if not job.may_submit():
        raise job.stopped()
    job.advance("submitting", "submitting", note=None)
    reply: Reply | None = None
    try:
        reply = await send(call, idempotency_key=_key(job), on_exchange=job.record)
        accepted = job.plan.target.provider.read_submit(reply)
    except (ConnectionFailedError, RateLimitError, ServiceError) as turned_away:
        job.advance("prepared", turned_away.message, note=turned_away.message)
        return turned_away, retry_after_seconds(reply.retry_after) if reply else None
    except OmnividError as refused:
        job.advance("failed", refused.message)
        raise
    except Exception as doubt:  # also a mistake of our own: what was sent may have been taken
        why = str(doubt) if isinstance(doubt, UnreadableReply) else f"{type(doubt).__name__} on reading it"
        job.advance("unknown", why)
        raise unknown_outcome(job.plan.endpoint, job.id, why) from UnreadableReply(why)
    _accept(job, accepted)
    return None, None


def _pause(turned_away: OmnividError, attempt: int, wanted: float | None) -> float | None:
    """Seconds until the next offer, or None where there must be none; `wanted` are those that the service asks for.

    A service that is in trouble is asked again only when it names a time to come back. Who is offline is told so
    soon.
    """
    if isinstance(turned_away, ServiceError) and wanted is None:
        return None
    if isinstance(turned_away, ConnectionFailedError) and attempt == CONNECT_ATTEMPTS:
        return None
    return submit_pause(attempt, wanted)


async def _offer_again(
    job: Run, turned_away: OmnividError, attempt: int, pause: float | None, *, ends: float
) -> None:
    """Wait until the submission may be offered again; raise when it would be later than `ends` (monotonic)."""
    left = ends - clock.monotonic()
    if pause is None or attempt == SUBMIT_ATTEMPTS or pause >= left:
        raise turned_away
    job.advance("prepared", f"trying again in {pause:.0f} s")
    resume_at = clock.monotonic() + pause
    while (rest := resume_at - clock.monotonic()) > 0:
        if job.abandoned.is_set():
            raise turned_away
        # counted down: a number that stands still would soon be wrong
        job.advance("prepared", note=f"{turned_away.message.rstrip('.')}; trying again in {ceil(rest)} s")
        await clock.sleep(min(rest, 0.1))


def _key(job: Run) -> str | None:
    """What marks this very submission for services whose own clients mark theirs; nothing here relies on it."""
    return f"{job.id}-{job.plan.fingerprint[:32]}" if job.plan.target.provider.idempotency_key else None


def _accept(job: Run, accepted: Accepted) -> None:
    job.taken()
    job.expect(accepted.estimate)
    reserved = (
        ""
        if accepted.reserved is None or job.plan.target.demo
        else f"; {credits_text(accepted.reserved)} are set aside for it"
    )
    job.advance(
        "queued",
        f"accepted as task {accepted.task_id}{reserved}",
        task_id=accepted.task_id,
        credits=None if job.plan.target.demo else accepted.credits,
        note=None,
    )
