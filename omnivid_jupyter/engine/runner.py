"""Running one job: submit, poll, download, keep.

The three parts follow what a repeat would cost. A submission is paid: it is offered again only when the
service certainly took nothing. A query is free: it is repeated through every fault. A download is free until
its link expires: then the task is asked for a fresh one.

The one rule: each step is announced to the job (`Job.advance`) before it is taken.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine.jobs import Job
from omnivid_jupyter.engine.outcomes import MADE_ANEW, charged, never_submitted, unknown_outcome
from omnivid_jupyter.errors import (
    AuthenticationError,
    ClipExpiredError,
    ConfigurationError,
    ConnectionFailedError,
    DownloadError,
    OmnividError,
    PaymentRequiredError,
    PermissionDeniedError,
    RateLimitError,
    ServiceError,
    TaskFailedError,
)
from omnivid_jupyter.media.clips import Undescribed, file_name, find, keep, open_folder, part_name
from omnivid_jupyter.net.download import BadDownload, Fetched, LinkRefused, TooLarge, address_of, fetch
from omnivid_jupyter.net.pacing import CONNECT_ATTEMPTS, SUBMIT_ATTEMPTS, retry_after_seconds, submit_pause
from omnivid_jupyter.net.transport import Send, Transport
from omnivid_jupyter.net.uploads import Uploads
from omnivid_jupyter.providers.prices import credits_text
from omnivid_jupyter.providers.wire import Accepted, Call, Reply, TaskStatus, UnreadableReply
from omnivid_jupyter.settings import settings

__all__ = ["run"]

#: Answers about the key, or none: asking again would change nothing.
_LASTING = (AuthenticationError, ConfigurationError, PaymentRequiredError, PermissionDeniedError)
#: A service that says "no such task" this often, and for this many seconds, means it; right after a
#: submission it may only be slow to know its own task.
_REFUSALS, _REFUSAL_SECONDS = 5, 30.0
#: How many links are tried, each a fresh one from the task, and the seconds before the next.
_LINKS = 3
_LINK_PAUSE = 1.5
#: Seconds for which a service keeps a result when it does not say so itself (EvoLink's document: 24 hours).
_KEPT = 86_400.0


async def run(job: Job, transport: Transport, uploads: Uploads) -> Clip:
    """Run a job from wherever it stands to its clip. Raises whatever ends the run before."""
    if job.state == "prepared" and job.plan.only_resumes:
        raise never_submitted(job.id)
    if job.state == "prepared":
        await _submit(job, transport, uploads)
    clip = await _collect(job, transport)
    job.advance("done", "done", clip=clip, progress=100.0, note=None)
    return clip


# Submitting


async def _submission(job: Job, uploads: Uploads) -> Call:
    """The call that costs money, once the service has everything that it refers to. Until then all is free."""
    plan = job.plan
    request = await uploads.delivered(plan.target, plan.endpoint, plan.request, job.note, job.record)
    return plan.target.provider.submit(plan.target.model, request)


async def _submit(job: Job, transport: Transport, uploads: Uploads) -> None:
    began: float | None = None
    for attempt in range(1, SUBMIT_ATTEMPTS + 1):
        async with transport.turn(job.plan.endpoint, job.note) as send:
            began = began or time.monotonic()
            call = await _submission(job, uploads)  # here: of a thousand that wait none holds its pictures
            turned_away, wanted = await _offer(job, send, call)
        if turned_away is None:
            return
        pause = _pause(turned_away, attempt, wanted)
        await _offer_again(job, turned_away, attempt, pause, ends=began + job.plan.timeout)


async def _offer(job: Job, send: Send, call: Call) -> tuple[OmnividError | None, float | None]:
    """Submit once. Returns why the service certainly took nothing, and when it wants to be asked again."""
    if not job.may_submit():
        raise job.stopped()
    job.advance("submitting", "submitting", note=None)
    reply: Reply | None = None
    try:
        reply = await send(call, idempotency_key=_key(job), tell=job.record)
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
    job: Job, turned_away: OmnividError, attempt: int, pause: float | None, *, ends: float
) -> None:
    """Wait until the submission may be offered again; raise when it would be later than `ends` (monotonic)."""
    left = ends - time.monotonic()
    if pause is None or attempt == SUBMIT_ATTEMPTS or pause >= left:
        raise turned_away
    job.advance("prepared", f"trying again in {pause:.0f} s")
    resume_at = time.monotonic() + pause
    while (rest := resume_at - time.monotonic()) > 0:
        if job.abandoned.is_set():
            raise turned_away
        # counted down: a number that stands still would soon be wrong
        job.advance("prepared", note=f"{turned_away.message.rstrip('.')}; trying again in {ceil(rest)} s")
        await asyncio.sleep(min(rest, 0.1))


def _key(job: Job) -> str | None:
    """What marks this very submission for services whose own clients mark theirs; nothing here relies on it."""
    return f"{job.id}-{job.plan.mark[:32]}" if job.plan.target.provider.idempotency_key else None


def _accept(job: Job, accepted: Accepted) -> None:
    job.taken()
    job.expect(accepted.estimate)
    reserved = (
        "" if accepted.reserved is None else f"; {credits_text(accepted.reserved)} are set aside for it"
    )
    job.advance(
        "queued",
        f"accepted as task {accepted.task_id}{reserved}",
        task_id=accepted.task_id,
        credits=accepted.credits,
        note=None,
    )


# Polling


@dataclass
class _Watch:
    """What the pacing has to know about the queries so far."""

    since: float
    queries: int = 0
    faults: int = 0
    refusals: int = 0
    retry_after: float | None = None


async def _finished(job: Job, transport: Transport) -> TaskStatus:
    """Query until the task has results. Raises `TaskFailedError`, or what the service lastingly answers."""
    watch = _Watch(since=time.monotonic())
    while True:
        await asyncio.sleep(
            job.plan.pace.delay(
                queries=watch.queries,
                elapsed=time.monotonic() - watch.since,
                faults=watch.faults,
                retry_after=watch.retry_after,
            )
        )
        status = await _query(job, transport, watch)
        if status is not None and status.urls and status.state == "succeeded":
            return status


async def _query(job: Job, transport: Transport, watch: _Watch) -> TaskStatus | None:
    """One query. Returns None when its answer was of no use; tells the job what it learned."""
    provider = job.plan.target.provider
    watch.queries += 1
    watch.retry_after = None
    reply: Reply | None = None
    try:
        reply = await transport.send(job.plan.endpoint, provider.query(_task_id(job)), tell=job.record)
        status = provider.read_query(reply)
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
        if watch.refusals >= _REFUSALS and time.monotonic() - watch.since > _REFUSAL_SECONDS:
            raise _task_goes_on(job, refusal) from None
        _fault(job, refusal.message)
        return None
    watch.faults = watch.refusals = 0
    _observe(job, status)
    return status


def _task_goes_on(job: Job, error: OmnividError) -> OmnividError:
    """What a service refused to tell about a task, with what that does not change."""
    told = (
        f"The task {job.task_id} was accepted before: it may be charged. %omnivid resume {job.id} asks again, "
        f"%omnivid forget {job.id} gives it up."
    )
    error.hint = f"{error.hint} {told}" if error.hint else told
    return error


def _fault(job: Job, text: str) -> None:
    job.fault = text
    job.note(f"{text}; asking again")


def _observe(job: Job, status: TaskStatus) -> None:
    """Take over what the service says about the task."""
    old = job.snapshot()
    job.fault = None
    job.expect(status.estimate)
    facts: dict[str, Any] = {
        "progress": _not_backwards(old.progress, status.progress),
        # before its end, what a task names as its cost is not the bill
        "cost": old.cost if status.cost is None or status.state in ("queued", "running") else status.cost,
        "credits": old.credits if status.credits is None else status.credits,
    }
    if status.state == "failed":
        job.advance(
            "failed", f"{status.word}: {status.failure}", refunded=status.refunded, note=None, **facts
        )
        raise TaskFailedError(
            f"{job.plan.endpoint.title} could not make the clip: {status.failure}.",
            code=status.failure_code,
            refunded=status.refunded,
            hint=charged(status.refunded, facts["cost"]),
        )
    if status.state == "succeeded":
        missing = None if status.urls else "finished, but there is no link yet; asking again"
        job.fault = missing
        job.advance("running", missing or status.word, note=missing, **facts)
        return
    unknown = None if status.known else f"the service says {status.word!r}, which its document does not name"
    job.advance(status.state, unknown or status.word, note=unknown, **facts)


def _not_backwards(old: float | None, new: float | None) -> float | None:
    return old if new is None else max(old or 0.0, new)


def _task_id(job: Job) -> str:
    if job.task_id is None:
        raise RuntimeError("a job was asked for before it was accepted")
    return job.task_id


# Downloading


async def _collect(job: Job, transport: Transport) -> Clip:
    """Wait for the results and fetch them, over a fresh link when one does not serve."""
    folder = open_folder(job.plan.output_dir)
    if clip := find(folder, job.plan.mark, _task_id(job)):
        return clip  # an earlier run had it, and ended before it could say so
    status = await _finished(job, transport)
    for attempt in range(1, _LINKS + 1):
        job.advance("downloading", "downloading", note=None)
        try:
            return await _fetch_all(job, transport, status, folder, last=attempt == _LINKS)
        except BadDownload as bad:
            if attempt == _LINKS or isinstance(bad, TooLarge):
                raise _not_fetched(job, status, bad) from bad
            job.note(f"{bad}; asking for a fresh link")
            await asyncio.sleep(_LINK_PAUSE)
            status = await _refreshed(job, transport) or status
        except OSError as error:
            raise _not_kept(job, folder, error) from error
    raise AssertionError("unreachable")


async def _refreshed(job: Job, transport: Transport) -> TaskStatus | None:
    """The task as it is now, if it can be had and still has links."""
    provider = job.plan.target.provider
    query = provider.query(_task_id(job))
    try:
        status = provider.read_query(await transport.send(job.plan.endpoint, query, tell=job.record))
    except (UnreadableReply, OmnividError) as error:
        job.note(f"no fresh link: {str(error).splitlines()[0]}")
        return None
    return status if status.urls else None


async def _fetch_all(job: Job, transport: Transport, status: TaskStatus, folder: Path, *, last: bool) -> Clip:
    """All results of the task, checked, under their names, with their sidecar.

    On the last attempt the first of them is enough: it is the clip, and not lost for another one's sake.
    """
    parts = [folder / part_name(job.id, index) for index in range(len(status.urls))]
    clips: dict[Path, Clip] = {}
    query, most = job.plan.target.provider.query(_task_id(job)), settings.download_limit * 1e6
    try:
        for index, (url, part) in enumerate(zip(status.urls, parts, strict=True)):
            try:
                address = address_of(url, job.plan.endpoint.url(query.path))
                fetched = await fetch(transport, address, part, job.note, job.record, most=most)
            except BadDownload as bad:
                if not (last and clips):
                    raise
                job.note(f"result {index + 1} of {len(parts)} is missing: {bad}")
                continue
            clips[part] = _described(job, fetched, folder, index, address)
        service = job.plan.target.model.service
        return await asyncio.to_thread(keep, [*clips], [*clips.values()], job.plan.form, service, job.id)
    finally:
        for part in parts:
            with suppress(OSError):  # what is left over is swept away later; the clip is stored all the same
                part.unlink(missing_ok=True)


def _described(job: Job, fetched: Fetched, folder: Path, index: int, url: str) -> Clip:
    """A fetched file as the clip that it is going to be."""
    snapshot, found = job.snapshot(), fetched.probe
    prompt, task_id = job.plan.request.prompt, _task_id(job)
    return Clip(
        path=folder / file_name(prompt, job.plan.mark, task_id, index, found.kind.extension),
        media_type=found.kind.media_type,
        width=found.width,
        height=found.height,
        duration=found.duration,
        size=fetched.size,
        sha256=fetched.sha256,
        prompt=prompt,
        model=job.plan.target.address,
        task_id=task_id,
        cost=snapshot.cost,
        credits=snapshot.credits,
        request=job.plan.form,  # as its sidecar has it, so that a clip that is found says the same
        url=url,
        poster=found.poster,
    )


def _not_fetched(job: Job, status: TaskStatus, bad: BadDownload) -> OmnividError:
    title = job.plan.endpoint.title
    if isinstance(bad, LinkRefused) and _is_over(job, status):
        job.advance("expired", str(bad))
        return ClipExpiredError(f"{title} made the clip, but no longer gives it out: {bad}.", hint=MADE_ANEW)
    more = "Raise it (%config Omnivid.download_limit = …). " if isinstance(bad, TooLarge) else ""
    return DownloadError(
        f"The clip is ready at {title}, but {bad}.",
        hint=f"{more}The task keeps it for a while: %omnivid resume {job.id} tries again.",
    )


def _is_over(job: Job, status: TaskStatus) -> bool:
    """Whether the time is over for which the service keeps a result.

    A link that is refused proves nothing: a proxy, or a host that has not got the file yet, refuses it too.
    """
    if status.expires_at is not None:
        return status.expires_at < time.time()
    return job.snapshot().elapsed > _KEPT


def _not_kept(job: Job, folder: Path, error: OSError) -> DownloadError:
    if isinstance(error, Undescribed):
        return DownloadError(
            f"The clip is stored as {error.filename}, but its sidecar cannot be written: {error.strerror}.",
            hint=f"Make room there, then %omnivid resume {job.id}: without it, the clip is not found again.",
        )
    return DownloadError(
        f"The clip cannot be stored in {folder}: {error.strerror or error}.",
        hint=f"Make room there; {job.plan.endpoint.title} keeps the task {job.task_id} for a while.",
    )
