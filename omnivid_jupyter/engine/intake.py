"""From what a person gives to plans, and from plans to jobs.

The cell, the panel and the Python functions all come through here, so that the same words are the same request.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine.engine import engine
from omnivid_jupyter.engine.jobs import Job
from omnivid_jupyter.engine.plan import Plan, clip_folder, refuse_foreign_task
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.media.references import Reference, references
from omnivid_jupyter.providers.registry import resolve
from omnivid_jupyter.request import Duration, VideoRequest
from omnivid_jupyter.settings import settings

__all__ = ["plan", "start"]


def plan(
    prompt: str,
    *,
    model: str | None = None,
    duration: Duration | None = None,
    aspect_ratio: str | None = None,
    resolution: str | None = None,
    images: Reference | Sequence[Reference] = (),
    videos: Reference | Sequence[Reference] = (),
    extend: Clip | Job | str | None = None,
    callback_url: str | None = None,
    take: int = 1,
    new: bool = False,
    timeout: float | None = None,
    poll_interval: float | None = None,
    output_dir: str | os.PathLike[str] | None = None,
) -> Plan:
    """Check what `submit` would submit, and send nothing. Parameters and the first two errors as there."""
    address = model or settings.resolved_model()
    request = VideoRequest(
        model=address,
        prompt=prompt,
        duration=duration,
        aspect_ratio=aspect_ratio,
        resolution=resolution,
        images=references("images", images),
        videos=references("videos", videos),
        extend=_task_id(extend, address, clip_folder(output_dir)),
        callback_url=callback_url,
        take=take,
    )
    return engine().plan(
        request, timeout=timeout, poll_interval=poll_interval, output_dir=output_dir, new=new
    )


def start(plans: Sequence[Plan], *, max_cost: float | None = None, assume_yes: bool = False) -> list[Job]:
    """Begin planned jobs and return at once; `max_cost` is as in `generate`, for all of them together."""
    limit = settings.max_cost if max_cost is None else max_cost
    return engine().start_all(plans, max_cost=limit, assume_yes=assume_yes)


def _task_id(earlier: Clip | Job | str | None, model: str, folder: Path) -> str | None:
    """The task id that `extend` means: a job's or clip's own, that of a job with this id, or itself.

    A model that extends nothing is refused as that, whosever the task is: not here, but when all is checked.
    """
    if earlier is None:
        return None
    target = resolve(model)
    if isinstance(earlier, str):
        return engine().task_of(earlier, folder, target) if target.model.extend else earlier
    if not isinstance(earlier, (Clip, Job)):
        raise InvalidRequestError(
            f"extend must be a clip, a job or a task id, not {type(earlier).__name__}.", field="extend"
        )
    if earlier.task_id is None:
        raise InvalidRequestError(
            "extend: that job has no task yet; wait until it is accepted.", field="extend"
        )
    if target.model.extend:
        made_by = earlier.model if isinstance(earlier, Clip) else earlier.plan.target.address
        refuse_foreign_task(made_by, target)
    return earlier.task_id
