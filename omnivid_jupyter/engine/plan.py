"""A plan: everything that is decided about a job before anything is sent.

A plan that exists can be submitted. Whatever could be wrong with it was refused on the way.
"""

from __future__ import annotations

import os
import secrets
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from omnivid_jupyter import clock
from omnivid_jupyter.engine.journal import Entry
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.media import clips
from omnivid_jupyter.media.nearby import folders_below, folders_of
from omnivid_jupyter.net import keys
from omnivid_jupyter.net.endpoints import Endpoint
from omnivid_jupyter.net.pacing import DEMO_PACING, Pace
from omnivid_jupyter.net.uploads import preview
from omnivid_jupyter.parameters import known, title
from omnivid_jupyter.providers import identity
from omnivid_jupyter.providers.checks import check
from omnivid_jupyter.providers.prices import Estimate, estimate
from omnivid_jupyter.providers.registry import PROVIDERS, Target, addresses, resolve
from omnivid_jupyter.providers.wire import Call, Pacing
from omnivid_jupyter.redaction import Key
from omnivid_jupyter.request import RunOptions, VideoRequest
from omnivid_jupyter.settings import DEFAULT_FOLDER, folder_at, settings
from omnivid_jupyter.spelling import meant
from omnivid_jupyter.whereabouts import where_told

__all__ = [
    "Plan",
    "clip_folder",
    "folders_around",
    "is_unnamed",
    "make_plan",
    "new_entry",
    "new_id",
    "patience",
    "plan_again",
    "refuse_foreign_task",
    "refuse_lost_references",
    "task_to_extend",
]

_PACKAGE = __name__.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Plan:
    """One checked request, where it goes, and how its job is run.

    `canonical` is the request as it is compared and written down, `fingerprint` that of it;
    `timeout` bounds a wait in seconds; `output_dir` is the clip folder; `new` asks for another clip although
    there is one; `only_resumes` is for a job that was written down: nothing of it may be submitted. `nearby` says
    that nobody named the folder, so that clips in others of its name, in and below the working directory, count too.
    """

    target: Target
    request: VideoRequest
    canonical: VideoRequest
    fingerprint: str
    endpoint: Endpoint
    pace: Pace
    timeout: float
    output_dir: Path
    new: bool = False
    only_resumes: bool = False
    nearby: bool = False

    @property
    def estimate(self) -> Estimate:
        """What the clip will probably cost."""
        return estimate(self.target, self.canonical)

    @property
    def call(self) -> Call:
        """The submission to show: the call that costs money, with words for what is only uploaded then."""
        return self.target.provider.submit(self.target.model, preview(self.target.model, self.request))


def make_plan(
    request: VideoRequest,
    run: RunOptions,
    endpoint_of: Callable[[Target], Endpoint],
) -> Plan:
    """Check a request and decide the rest.

    `endpoint_of` finds a target's service. What is None comes from the settings, else from the service's
    advice. Raises `InvalidRequestError` and `ConfigurationError`.
    """
    _refuse_keys(request, _keys_at_hand())
    target = resolve(request.model)
    if not target.listed:
        near = meant(target.address, addresses(), cutoff=0.8)
        warnings.warn(
            f"{target.address} is not in the catalogue: passed on as it is.{near}",
            stacklevel=_level_outside(),
        )
    checked = replace(check(target.model, request), model=target.address)
    canonical = identity.canonical(target.model, checked)
    endpoint = endpoint_of(target)
    if not target.demo and endpoint.key:  # of a file or a keyring, perhaps
        _refuse_keys(request, [(endpoint.title, endpoint.require_key())])
    return Plan(
        target=target,
        request=checked,
        canonical=canonical,
        fingerprint=identity.fingerprint(canonical),
        endpoint=endpoint,
        pace=_pace(target, run.poll_interval),
        timeout=_seconds("timeout", run.timeout) or patience(target),
        output_dir=clip_folder(run.output_dir),
        new=run.new,
        nearby=is_unnamed(run.output_dir),
    )


def _refuse_keys(request: VideoRequest, found: Iterable[tuple[str, Key]]) -> None:
    """Raise `InvalidRequestError` for a key in a request: clip, journal, notebook and service would all keep it."""
    given = {"model": request.model, "prompt": request.prompt}
    given |= {row.name: request.get(row.name) for row in known()}
    for owner, key in found:
        for name, value in given.items():
            texts = [value] if isinstance(value, str) else value if isinstance(value, tuple) else ()
            if any(isinstance(text, str) and key.stands_in(text) for text in texts):
                raise InvalidRequestError(
                    f"{title(name)} holds the {owner} key.",
                    field=name,
                    hint="Nothing was sent. Take it out; if others may have seen it there, have it replaced.",
                )


def _keys_at_hand() -> Iterator[tuple[str, Key]]:
    """The keys of all services that need no asking, each with its service's title."""
    for provider in PROVIDERS.values():
        for key in keys.at_hand(provider.name):
            yield provider.title, key


def _level_outside() -> int:
    """How far up, for a warning of whoever asks for it, the code is that called this package."""
    level, frame = 1, sys._getframe(1)
    while frame.f_back and str(frame.f_globals.get("__name__")).partition(".")[0] == _PACKAGE:
        level, frame = level + 1, frame.f_back
    return level


def plan_again(entry: Entry, *, endpoint_of: Callable[[Target], Endpoint]) -> Plan:
    """The plan of a job that was written down: to go on with it, not to submit it."""
    target = resolve(entry.model)
    return Plan(
        target=target,
        request=entry.request,
        canonical=entry.request,
        fingerprint=entry.fingerprint,
        endpoint=endpoint_of(target),
        pace=_pace(target, None),
        timeout=patience(target),
        output_dir=entry.folder,
        only_resumes=True,
    )


def refuse_foreign_task(made_by: str, target: Target) -> None:
    """Raise `InvalidRequestError` unless a task of the model `made_by` is one that `target`'s service knows."""
    made = resolve(made_by)
    if (made.demo, made.model.service) != (target.demo, target.model.service):
        raise InvalidRequestError(
            f"{target.address} cannot go on from a clip of {made.address}: the task is another service's.",
            field="extend",
            hint="Extend a clip of the same service; a simulated one with a demo/… model.",
        )


def new_id() -> str:
    """An id for a job."""
    return secrets.token_hex(4)


def new_entry(plan: Plan) -> Entry:
    """A new job, as it is written down before anything is done."""
    now = clock.time()
    return Entry(
        id=new_id(),
        fingerprint=plan.fingerprint,
        model=plan.target.address,
        service=plan.target.model.service,
        request=plan.canonical,
        state="prepared",
        created=now,
        changed=now,
        estimate=plan.estimate.high,
        notebook=next((told for _, told in where_told()), None),
        folder=plan.output_dir,
    )


def task_to_extend(name: str, entry: Entry | None, folder: Path, target: Target) -> str:
    """The task behind an id: that of `entry`, else of a clip of the folder, else the id is the service's own.

    Raises `InvalidRequestError` for a job without a task, and for a task of another service than `target`'s.
    """
    if entry and entry.task_id is None:
        raise InvalidRequestError(
            f"Job {name} has no task that could be gone on from.",
            field="extend",
            hint="Name a job or clip that is finished.",
        )
    made = (entry.model, entry.task_id) if entry else clips.task_of(folder, name)
    if made is None:
        return name
    model, task = made
    refuse_foreign_task(model, target)
    return task or name


def refuse_lost_references(request: VideoRequest) -> None:
    """Raise `InvalidRequestError` for a request of which more was needed than was written down."""
    if not all(url.startswith(("http://", "https://")) for url in (*request.images, *request.videos)):
        raise InvalidRequestError(
            "What this clip refers to was not kept: it cannot be made again from here.",
            field="images",
            hint="Run its cell again, or give the files in the form.",
        )


def patience(target: Target) -> float:
    """How long a wait lasts when a call does not say so, in seconds."""
    return settings.timeout or _advice(target).give_up


def _advice(target: Target) -> Pacing:
    return DEMO_PACING if target.demo else target.provider.pacing


def _pace(target: Target, poll_interval: float | None) -> Pace:
    pinned = _seconds("poll_interval", poll_interval) or settings.resolved_poll_interval()
    return Pace(_advice(target), pinned)


def clip_folder(output_dir: str | os.PathLike[str] | None) -> Path:
    """The clip folder of a call; None: that of the settings."""
    if not output_dir:
        return settings.resolved_output_dir()
    return folder_at(output_dir, "the clip folder (output_dir)", "Name another output_dir.")


def is_unnamed(output_dir: str | os.PathLike[str] | None) -> bool:
    """Whether nobody named the clip folder, neither this call nor a setting."""
    return not output_dir and settings.found("output_dir")[1] == "default"


def folders_around(folder: Path, unnamed: bool) -> Iterator[Path]:
    """A clip folder and those in it; if nobody named it, also those of its name in and below the working directory."""
    yield from folders_of(folder)
    if unnamed:
        try:
            below = folders_below(Path.cwd(), DEFAULT_FOLDER)
        except FileNotFoundError:  # the working directory itself is gone
            return
        yield from (each for each in below if each != folder)


def _seconds(name: str, value: float | None) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < float("inf"):
        raise InvalidRequestError(f"{name} {value!r} is not a positive number of seconds.", field=name)
    return float(value)
