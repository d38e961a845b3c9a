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
from omnivid_jupyter.engine.collecting import collect, made_before
from omnivid_jupyter.engine.outcomes import never_submitted, unknown_outcome
from omnivid_jupyter.engine.run import Run
from omnivid_jupyter.engine.turns import Line, Turns
from omnivid_jupyter.errors import (
    ConnectionFailedError,
    OmnividError,
    RateLimitError,
    ServiceError,
)
from omnivid_jupyter.net.pacing import CONNECT_ATTEMPTS, retry_after_seconds, submit_pause
from omnivid_jupyter.net.transport import Send, Transport
from omnivid_jupyter.net.uploads import Uploads
from omnivid_jupyter.providers.prices import credits_text
from omnivid_jupyter.providers.wire import Accepted, Call, Reply, UnreadableReply

__all__ = ["run"]


async def run(job: Run, transport: Transport, uploads: Uploads, turns: Turns) -> Clip:
    """Run a job from wherever it stands to its clip. Raises whatever ends the run before."""
    if job.state == "prepared" and job.plan.only_resumes:
        raise never_submitted(job.id)
    if job.state == "prepared":
        await _submit(job, transport, uploads, turns.line(job))
        clip = None
    else:
        turns.go_on(job)
        clip = made_before(job)
    clip = clip or await collect(job, transport, turns)
    await job.advance("done", "done", clip=clip, progress=100.0, note=None)
    return clip


# Submitting


async def _submission(job: Run, uploads: Uploads) -> Call:
    """The call that costs money, once the service has everything that it refers to. Until then all is free."""
    plan = job.plan
    request = await uploads.delivered(plan.target, plan.endpoint, plan.request, job.note, job.record)
    return plan.target.provider.submit(plan.target.model, request)


async def _submit(job: Run, transport: Transport, uploads: Uploads, line: Line) -> None:
    unreachable = 0
    while True:
        await line.turn()
        async with transport.turn(job.plan.endpoint, job.note) as send:
            call = await _submission(job, uploads)  # here: of a thousand that wait none holds its pictures
            turned_away, wanted = await _offer(job, send, call)
        if turned_away is None:
            line.taken()
            return
        line.not_taken()
        if isinstance(turned_away, ConnectionFailedError):
            unreachable += 1
            await _try_again(job, turned_away, unreachable, line)
        elif isinstance(turned_away, ServiceError) and wanted is None:
            raise turned_away  # a service that is in trouble is asked again only when it names a time to come back
        else:
            await line.turned_away(turned_away, wanted)


async def _offer(job: Run, send: Send, call: Call) -> tuple[OmnividError | None, float | None]:
    """Submit once. Returns why the service certainly took nothing, and when it wants to be asked again."""
    if not job.may_submit():
        raise job.stopped()
    await job.advance("submitting", "submitting", note=None)
    reply: Reply | None = None
    try:
        reply = await send(call, idempotency_key=_key(job), on_exchange=job.record)
        accepted = job.plan.target.provider.read_submit(reply)
    except (ConnectionFailedError, RateLimitError, ServiceError) as turned_away:
        await job.advance("prepared", turned_away.message, note=turned_away.message)
        return turned_away, retry_after_seconds(reply.retry_after) if reply else None
    except OmnividError as refused:
        await job.advance("failed", refused.message)
        raise
    except Exception as doubt:  # also a mistake of our own: what was sent may have been taken
        why = str(doubt) if isinstance(doubt, UnreadableReply) else f"{type(doubt).__name__} on reading it"
        await job.advance("unknown", why)
        raise unknown_outcome(job.plan.endpoint, job.id, why) from UnreadableReply(why)
    await _accept(job, accepted)
    return None, None


async def _try_again(job: Run, unreachable: OmnividError, attempt: int, line: Line) -> None:
    """Wait until a service that cannot be reached is tried again. Who is offline is told so soon."""
    pause = submit_pause(attempt, None)
    if attempt == CONNECT_ATTEMPTS or line.is_late(pause):
        raise unreachable
    line.error = unreachable
    job.log(f"trying again in {pause:.0f} s")
    resume_at = clock.monotonic() + pause
    while (rest := resume_at - clock.monotonic()) > 0:
        if job.call_off():
            raise unreachable
        # counted down: a number that stands still would soon be wrong
        job.say(f"{unreachable.message.rstrip('.')}; trying again in {ceil(rest)} s")
        await clock.sleep(min(rest, 0.1))


def _key(job: Run) -> str | None:
    """What marks this very submission for services whose own clients mark theirs; nothing here relies on it."""
    return f"{job.id}-{job.plan.fingerprint[:32]}" if job.plan.target.provider.idempotency_key else None


async def _accept(job: Run, accepted: Accepted) -> None:
    job.taken()
    job.expect(accepted.estimate)
    reserved = (
        ""
        if accepted.reserved is None or job.plan.target.demo
        else f"; {credits_text(accepted.reserved)} are set aside for it"
    )
    await job.advance(
        "queued",
        f"accepted as task {accepted.task_id}{reserved}",
        task_id=accepted.task_id,
        credits=None if job.plan.target.demo else accepted.credits,
        note=None,
    )
