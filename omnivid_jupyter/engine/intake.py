"""From what a person gives to plans, and from plans to jobs.

The cell, the panel and the Python functions all come through here, so that the same words are the same request.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine.engine import engine
from omnivid_jupyter.engine.jobs import Job, run_of
from omnivid_jupyter.engine.plan import Plan, clip_folder, folders_around, is_unnamed, refuse_foreign_task
from omnivid_jupyter.engine.run import Run
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.media import clips
from omnivid_jupyter.media.references import Reference, references
from omnivid_jupyter.parameters import Parameter, known
from omnivid_jupyter.providers.registry import resolve
from omnivid_jupyter.request import USUAL, Duration, RunOptions, VideoRequest
from omnivid_jupyter.settings import settings
from omnivid_jupyter.values import duration as duration_of
from omnivid_jupyter.values import flag, folder, number, one, refuse, text, whole

__all__ = ["arguments", "plan", "plan_of", "plan_request", "run_options", "start"]


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
    return plan_of(locals())


def plan_of(given: Mapping[str, Any]) -> Plan:
    """`plan`, of arguments by their names, of which any may be left out."""
    return plan_request(*arguments(given))


def plan_request(request: VideoRequest, run: RunOptions) -> Plan:
    """Check a request and decide the rest; sends nothing."""
    return engine().plan(request, run)


def arguments(given: Mapping[str, Any]) -> tuple[VideoRequest, RunOptions]:
    """The request, unchecked, and how it is run, of a call's arguments by their names.

    Raises `InvalidRequestError` for a value that is of no use whatever the model takes.
    """
    address = text("model", given.get("model")) or settings.resolved_model()
    place = folder("output_dir", given.get("output_dir"))
    request = VideoRequest(address, _prompt(given.get("prompt")))
    values = {
        row.name: _value(row, given.get(row.name, row.default), address, place)
        for row in known()
        if row.name in given
    }
    return request.having(values), run_options(given)


def run_options(given: Mapping[str, Any]) -> RunOptions:
    """How it is run, out of a call's arguments by their names. Raises `InvalidRequestError` as `arguments`."""
    return RunOptions(
        new=flag("new", given.get("new")),
        max_cost=_amount(given.get("max_cost")),
        assume_yes=flag("assume_yes", given.get("assume_yes")),
        timeout=number("timeout", given.get("timeout"), "a number of seconds"),
        poll_interval=number("poll_interval", given.get("poll_interval"), "a number of seconds"),
        output_dir=folder("output_dir", given.get("output_dir")),
    )


def _value(row: Parameter, given: Any, address: str, place: Path | None) -> Any:
    match row.kind:
        case "seconds":
            return duration_of(row.name, given)
        case "media":
            return () if given is None else references(row.name, given)  # type: ignore[arg-type]  # rows of this kind are these two
        case "task":
            return _task_id(given, address, place)
        case "take":
            return _take(given)
        case "word" | "address":
            return text(row.name, given)


def start(plans: Sequence[Plan], run: RunOptions = USUAL, *, keep_doubts: bool = False) -> list[Run]:
    """Begin planned jobs and return at once; `run.max_cost` is for all of them together (else as `start_all`)."""
    limit = settings.max_cost if run.max_cost is None else run.max_cost
    return engine().start_all(plans, max_cost=limit, assume_yes=run.assume_yes, keep_doubts=keep_doubts)


def _amount(given: object) -> float | None:
    """What may be paid: also where nothing has to be, so that a mistake is named before it costs something."""
    amount = number("max_cost", given, "an amount in USD")
    if amount is not None and not amount >= 0:
        refuse("max_cost", given, "an amount in USD, of 0 or more")
    return amount


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
        made_by = earlier.model if isinstance(earlier, Clip) else run_of(earlier).plan.target.address
        refuse_foreign_task(made_by, target)
    return earlier.task_id
