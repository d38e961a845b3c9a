"""From what a person gives to plans, and from plans to jobs.

The cell, the panel and the Python functions all come through here, so that the same words are the same request.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine.engine import engine
from omnivid_jupyter.engine.jobs import Job
from omnivid_jupyter.engine.plan import Plan, clip_folder, folders_around, is_unnamed, refuse_foreign_task
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.media import clips
from omnivid_jupyter.media.references import Reference, references
from omnivid_jupyter.providers.registry import resolve
from omnivid_jupyter.request import Duration, VideoRequest
from omnivid_jupyter.settings import settings
from omnivid_jupyter.values import duration as seconds_of
from omnivid_jupyter.values import flag, folder, number, one, refuse, text, whole

__all__ = ["plan", "start"]


def plan(
    prompt: str,
    *,
    model: str | None = None,
    duration: Duration | None = None,
    aspect_ratio: str | None = None,
    resolution: str | None = None,
    images: Reference | Iterable[Reference] = (),
    videos: Reference | Iterable[Reference] = (),
    extend: Clip | Job | str | None = None,
    callback_url: str | None = None,
    take: int = 1,
    new: bool = False,
    timeout: float | None = None,
    poll_interval: float | None = None,
    output_dir: str | os.PathLike[str] | None = None,
) -> Plan:
    """Check what `submit` would submit, and send nothing. Parameters and the first two errors as there."""
    address = text("model", model) or settings.resolved_model()
    place = folder("output_dir", output_dir)
    request = VideoRequest(
        model=address,
        prompt=_prompt(prompt),
        duration=seconds_of("duration", duration),
        aspect_ratio=text("aspect_ratio", aspect_ratio),
        resolution=text("resolution", resolution),
        images=() if images is None else references("images", images),
        videos=() if videos is None else references("videos", videos),
        extend=_task_id(extend, address, place),
        callback_url=text("callback_url", callback_url),
        take=_take(take),
    )
    return engine().plan(
        request,
        timeout=number("timeout", timeout, "a number of seconds"),
        poll_interval=number("poll_interval", poll_interval, "a number of seconds"),
        output_dir=place,
        new=flag("new", new),
    )


def start(plans: Sequence[Plan], *, max_cost: float | None = None, assume_yes: bool = False) -> list[Job]:
    """Begin planned jobs and return at once; `max_cost` is as in `generate`, for all of them together."""
    limit = number("max_cost", max_cost, "an amount in USD")
    limit = settings.max_cost if limit is None else limit
    return engine().start_all(plans, max_cost=limit, assume_yes=assume_yes)


def _prompt(given: object) -> str:
    prompt = text("prompt", given)
    if prompt is None:
        refuse("prompt", given, "text")
    return prompt


def _take(given: object) -> int:
    take = whole("take", given, "a whole number: 1, 2, 3 …")
    if take is None:
        refuse("take", given, "a whole number: 1, 2, 3 …")
    return take


def _task_id(earlier: Clip | Job | str | None, model: str, place: Path | None) -> str | None:
    """The task id that `extend` means: a job's or clip's own, that of a job with this id, or itself.

    A model that extends nothing is refused as that, whosever the task is: not here, but when all is checked.
    """
    earlier = one(earlier)
    if earlier is None:
        return None
    target = resolve(model)
    if isinstance(earlier, str):
        earlier = str.__str__(earlier)
        if not target.model.extend:
            return earlier
        around = folders_around(clip_folder(place), is_unnamed(place))
        knowing = (each for each in around if clips.task_of(each, earlier))
        return engine().task_of(earlier, next(knowing, clip_folder(place)), target)
    if not isinstance(earlier, (Clip, Job)):
        refuse("extend", earlier, "a clip, a job or a task id")
    if earlier.task_id is None:
        raise InvalidRequestError(
            "extend: that job has no task yet; wait until it is accepted.", field="extend"
        )
    if target.model.extend:
        made_by = earlier.model if isinstance(earlier, Clip) else earlier.plan.target.address
        refuse_foreign_task(made_by, target)
    return earlier.task_id
