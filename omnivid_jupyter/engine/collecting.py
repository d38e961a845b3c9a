"""Fetching what a task has made: all of its results, each over a fresh link when its own does not serve.

A service may name a clip some seconds before its host has it, and a link may have ended: the task is asked for
fresh ones, ever later, as long as somebody would wait. A result that came is kept meanwhile; one that cannot be had
takes none of the others with it.

A clip is given up for lost only when its links are refused, also those that the task gave just now,
and the time is over for which it is kept (`expiry`).
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path

from omnivid_jupyter import clock
from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine.expiry import is_over
from omnivid_jupyter.engine.outcomes import no_longer_kept
from omnivid_jupyter.engine.polling import finished, reported
from omnivid_jupyter.engine.run import Run
from omnivid_jupyter.engine.turns import Turns
from omnivid_jupyter.errors import DownloadError, OmnividError
from omnivid_jupyter.media.clips import Undescribed, file_name, find, keep, part_name
from omnivid_jupyter.media.sidecars import MOST_FILES
from omnivid_jupyter.net.download import BadDownload, Fetched, LinkRefused, TooLarge, address_of, fetch
from omnivid_jupyter.net.transport import Transport
from omnivid_jupyter.providers.wire import TaskStatus, UnreadableReply
from omnivid_jupyter.settings import settings

__all__ = ["collect", "made_before"]

#: Seconds before the task is asked for the next link, and how long it goes on; a slow host has some tries at least.
_PAUSES = (1.0, 2.0, 4.0, 8.0, 10.0)
_PATIENCE = 25.0
_LEAST_TRIES = 3


def made_before(job: Run) -> Clip | None:
    """The clip of a task that an earlier run had when it ended before it could say so."""
    return find(job.plan.output_dir, job.plan.fingerprint, job.accepted_task)


async def collect(job: Run, transport: Transport, turns: Turns) -> Clip:
    """Wait for the results of an accepted task and fetch them. Raises what ends that, or puts it off."""
    folder = job.plan.output_dir.absolute()
    status = await finished(job, transport, turns)
    results = _Results(job, transport, folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)  # somebody may have removed it meanwhile
        await _fetch(job, transport, results, status)
        return await asyncio.to_thread(results.keep)
    except OSError as error:
        raise _not_kept(job, folder, error) from error
    finally:
        results.clear()


async def _fetch(job: Run, transport: Transport, results: _Results, status: TaskStatus) -> None:
    """Fetch all results, or as many as can be had. Raises when the clip is not among them."""
    began, fresh = clock.monotonic(), False
    if len(status.urls) > MOST_FILES:  # a sidecar of more would not be believed
        job.note(f"the task has {len(status.urls)} results; the first {MOST_FILES} are fetched")
    for attempt, pause in enumerate((*_PAUSES, None), 1):
        await job.advance("downloading", "downloading", note=None)
        await results.fetch(status)
        if not results.faults:
            return
        over = fresh and results.are_refused and is_over(status, age=job.age, now=clock.time())
        late = attempt >= _LEAST_TRIES and clock.monotonic() - began > _PATIENCE
        if over or late or pause is None or results.are_too_large:
            break
        job.note(f"{results.fault}; asking for a fresh link")
        await clock.sleep(pause)
        asked = await _refreshed(job, transport)
        fresh, status = asked is not None, asked or status
    if not results.hold_the_clip:
        if over:
            await job.advance("expired", str(results.fault))
            raise no_longer_kept(job.plan.endpoint, job.id, str(results.fault))
        raise _not_fetched(job, results.fault)
    for index, fault in results.faults.items():
        job.note(f"result {index + 1} of {len(status.urls)} is missing: {fault}")


async def _refreshed(job: Run, transport: Transport) -> TaskStatus | None:
    """The task as it is now, if it can be had and still has links."""
    try:
        status = await reported(job, transport)
    except (UnreadableReply, OmnividError) as error:
        job.note(f"no fresh link: {str(error).splitlines()[0]}")
        return None
    return status if status.urls else None


class _Results:
    """The results of a task as far as they are here, by their place in the service's list; `faults` of the others."""

    def __init__(self, job: Run, transport: Transport, folder: Path) -> None:
        self._job = job
        self._transport = transport
        self._folder = folder
        self._parts: list[Path] = []
        self._here: dict[int, Clip] = {}
        self.faults: dict[int, BadDownload] = {}

    async def fetch(self, status: TaskStatus) -> None:
        """Fetch what is not here yet; each on its own, so that none is lost for another one's sake."""
        links = status.urls[:MOST_FILES]
        if len(links) != len(self._parts):  # it is another list now: what was the second may be the first
            self.clear()
            self._parts = [self._folder / part_name(self._job.id, index) for index in range(len(links))]
        self.faults = {}
        for index, link in enumerate(links):
            if index not in self._here:
                try:
                    self._here[index] = await self._fetched(index, link)
                except BadDownload as bad:
                    self.faults[index] = bad

    async def _fetched(self, index: int, link: str) -> Clip:
        """One of them, as the clip that it is going to be."""
        job, plan = self._job, self._job.plan
        address = address_of(link, plan.endpoint.url(plan.target.provider.query(job.accepted_task).path))
        most = settings.download_limit * 1e6
        fetched = await fetch(self._transport, address, self._parts[index], job.note, job.record, most=most)
        return self._described(fetched, index, address)

    @property
    def fault(self) -> BadDownload:
        """What is the matter with the first one that is missing."""
        return next(iter(self.faults.values()))

    @property
    def are_refused(self) -> bool:
        """Whether the host refuses the links of all that are missing."""
        return all(isinstance(fault, LinkRefused) for fault in self.faults.values())

    @property
    def are_too_large(self) -> bool:
        """Whether no link could give what is missing."""
        return all(isinstance(fault, TooLarge) for fault in self.faults.values())

    @property
    def hold_the_clip(self) -> bool:
        """Whether what was asked for is here: the cover picture of a film that is missing is not."""
        return any(map(self._is_asked_for, self._here.values())) or bool(self._here and not self.faults)

    def _is_asked_for(self, clip: Clip) -> bool:
        target = self._job.plan.target  # what a model makes that is in no table is not known
        return not target.listed or clip.is_video is (target.model.output == "video")

    def keep(self) -> Clip:
        """Give what is here its names. The first of the kind asked for is the clip, the others stay beside it."""
        places = sorted(self._here, key=lambda index: (not self._is_asked_for(self._here[index]), index))
        parts, clips = [self._parts[index] for index in places], [self._here[index] for index in places]
        plan = self._job.plan
        return keep(parts, clips, plan.canonical, plan.target.model.service, self._job.id, places)

    def clear(self) -> None:
        """Remove what was begun and got no name."""
        for part in self._parts:
            with suppress(OSError):  # its folder is gone, which was said already
                part.unlink(missing_ok=True)
        self._here.clear()

    def _described(self, fetched: Fetched, index: int, url: str) -> Clip:
        """A fetched file as the clip that it is going to be."""
        job, found = self._job, fetched.probe
        snapshot, prompt, task_id = job.snapshot(), job.plan.request.prompt, job.accepted_task
        return Clip(
            path=self._folder / file_name(prompt, job.plan.fingerprint, task_id, index, found.kind.extension),
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
            request=job.plan.canonical,  # as its sidecar has it, so that a clip that is found says the same
            url=url,
            poster=found.poster,
        )


def _not_fetched(job: Run, bad: BadDownload) -> DownloadError:
    more = "Raise it (%config Omnivid.download_limit = …). " if isinstance(bad, TooLarge) else ""
    return DownloadError(
        f"The clip is ready at {job.plan.endpoint.title}, but {bad}.",
        hint=f"{more}The task keeps it for a while: %omnivid resume {job.id} tries again, and so does its cell.",
    )


def _not_kept(job: Run, folder: Path, error: OSError) -> DownloadError:
    if isinstance(error, Undescribed):
        return DownloadError(
            f"The clip is stored as {error.filename}, but its sidecar cannot be written: {error.strerror}.",
            hint=f"Make room there, then %omnivid resume {job.id}: without it, the clip is not found again.",
        )
    return DownloadError(
        f"The clip cannot be stored in {folder}: {error.strerror or error}.",
        hint=f"Make room there; {job.plan.endpoint.title} keeps the task {job.task_id} for a while.",
    )
