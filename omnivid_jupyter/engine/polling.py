"""Asking a service for a task until it has results.

A query is free: it is repeated through every fault but an answer about the key. A task that was accepted is never
given up here, whatever the service says of it; only its own word "failed" ends it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from omnivid_jupyter import clock
from omnivid_jupyter.engine.forecast import ready_after
from omnivid_jupyter.engine.outcomes import charged, no_longer_kept
from omnivid_jupyter.engine.run import Run
from omnivid_jupyter.engine.turns import Turns
from omnivid_jupyter.errors import (
    AuthenticationError,
    ConfigurationError,
    ConnectionFailedError,
    OmnividError,
    PaymentRequiredError,
    PermissionDeniedError,
    RateLimitError,
    ServiceError,
    TaskFailedError,
)
from omnivid_jupyter.net.pacing import date_seconds, retry_after_seconds
from omnivid_jupyter.net.transport import Transport
from omnivid_jupyter.providers.prices import charge
from omnivid_jupyter.providers.wire import Reply, TaskStatus, UnreadableReply

__all__ = ["finished", "reported"]

#: Answers about the key, or none: asking again would change nothing.
_LASTING = (AuthenticationError, ConfigurationError, PaymentRequiredError, PermissionDeniedError)
#: A service that says "no such task" this often, and for this many seconds, means it; right after a
#: submission it may only be slow to know its own task.
_REFUSALS, _REFUSAL_SECONDS = 5, 30.0
#: Seconds for which an account that was told to wait asks nothing: a task that nobody asks after outlives its link.
_LONGEST_PAUSE = 120.0


@dataclass
class _Watch:
    """What the pacing has to know about the queries so far.

    `looked` is how old the task was when it was last seen not to be ready; None where nobody looked.
    """

    since: float
    queries: int = 0
    faults: int = 0
    refusals: int = 0
    retry_after: float | None = None
    looked: float | None = None


async def finished(job: Run, transport: Transport, turns: Turns) -> TaskStatus:
    """Query until the task has results. Raises `TaskFailedError`, or what the service lastingly answers."""
    interval = job.plan.pace.advice.interval
    watch = _Watch(since=clock.monotonic(), looked=0.0 if job.age < interval else None)
    while True:
        await clock.sleep(
            job.plan.pace.delay(
                queries=watch.queries,
                elapsed=clock.monotonic() - watch.since,
                faults=watch.faults,
                retry_after=watch.retry_after,
                ahead=job.earliest - job.age,
            )
        )
        if pause := min(turns.pause(job), _LONGEST_PAUSE):  # another job was told so
            await clock.sleep(pause)
        status = await _query(job, transport, watch)
        if watch.retry_after:
            await turns.close(job, min(watch.retry_after, _LONGEST_PAUSE))
        if status is not None and status.urls and status.state == "succeeded":
            turns.left(job)  # a task that is ready is none in flight
            return status
        if status is not None:
            watch.looked = job.age


async def reported(job: Run, transport: Transport) -> TaskStatus:
    """What the service says of the task now. Raises `UnreadableReply` and as `Transport.send`."""
    return _read(job, await _asked(job, transport))


async def _asked(job: Run, transport: Transport) -> Reply:
    call = job.plan.target.provider.query(job.accepted_task)
    return await transport.send(job.plan.endpoint, call, on_exchange=job.record)


def _read(job: Run, reply: Reply) -> TaskStatus:
    return replace(job.plan.target.provider.read_query(reply), answered=date_seconds(reply.date))


async def _query(job: Run, transport: Transport, watch: _Watch) -> TaskStatus | None:
    """One query. Returns None when its answer was of no use; tells the job what it learned."""
    watch.queries += 1
    watch.retry_after = None
    reply: Reply | None = None
    try:
        reply = await _asked(job, transport)
        status = _read(job, reply)
    except _LASTING as lasting:
        raise _task_goes_on(job, lasting) from None
    except (UnreadableReply, ConnectionFailedError, RateLimitError, ServiceError) as fault:
        watch.faults += 1
        watch.retry_after = retry_after_seconds(reply.retry_after) if reply else None
        _fault(job, str(fault).splitlines()[0])
        return None
    except OmnividError as refusal:
        watch.faults += 1
        watch.refusals += 1
        if watch.refusals >= _REFUSALS and clock.monotonic() - watch.since > _REFUSAL_SECONDS:
            raise _task_goes_on(job, refusal) from None
        _fault(job, refusal.message)
        return None
    watch.faults = watch.refusals = 0
    if status.urls and status.state == "succeeded":
        job.learn(ready_after(watch.looked, job.age, status.took, job.plan.pace.advice.interval))
    await _observe(job, status)
    return status


def _task_goes_on(job: Run, error: OmnividError) -> OmnividError:
    """What a service refused to tell about a task, with what that does not change."""
    told = (
        f"The task {job.task_id} was accepted before: it may be charged. %omnivid resume {job.id} asks again, "
        f"%omnivid forget {job.id} gives it up."
    )
    error.hint = f"{error.hint} {told}" if error.hint else told
    return error


def _fault(job: Run, text: str) -> None:
    job.fault = text
    job.note(f"{text}; asking again")


async def _observe(job: Run, status: TaskStatus) -> None:
    """Take over what the service says about the task."""
    old = job.snapshot()
    job.fault = None
    job.expect(status.estimate)
    cost, credits = charge(job.plan.target.address, status.cost, status.credits)
    if status.state in ("queued", "running"):
        cost = None  # before its end, what a task names as its cost is not the bill
    facts: dict[str, Any] = {
        "progress": _not_backwards(old.progress, status.progress),
        "cost": old.cost if cost is None else cost,
        "credits": old.credits if credits is None else credits,
    }
    if status.state == "failed" and old.state == "downloading" and not status.refunded:
        why = (
            f"the service has dropped the task ({status.failure})"  # it named the clip before: that was paid
        )
        await job.advance("expired", why, note=None, **facts)
        raise no_longer_kept(job.plan.endpoint, job.id, why)
    if status.state == "failed":
        await job.advance(
            "failed", f"{status.word}: {status.failure}", refunded=status.refunded, note=None, **facts
        )
        raise TaskFailedError(
            f"{job.plan.endpoint.title} could not make the clip: {status.failure}.",
            code=status.failure_code,
            refunded=status.refunded,
            hint=charged(job.plan.target.demo or status.refunded, facts["cost"]),
        )
    if status.state == "succeeded":
        missing = None if status.urls else "finished, but there is no link yet; asking again"
        job.fault = missing
        # Fetching follows at once: it is one step, which is written down once, with what the task cost.
        await job.advance(
            "downloading" if status.urls else "running", missing or status.word, note=missing, **facts
        )
        return
    unknown = None if status.known else f"the service says {status.word!r}, which its document does not name"
    await job.advance(status.state, unknown or status.word, note=unknown, **facts)


def _not_backwards(old: float | None, new: float | None) -> float | None:
    return old if new is None else max(old or 0.0, new)
