"""The `%%omnivid` cell, from its text to the clip below it.

The one rule: one cell leaves one output, and either a clip or an error; nothing is bound on failure.
"""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Mapping, MutableMapping
from concurrent.futures import Future
from typing import Any, TypeVar

from omnivid_jupyter.api import plan
from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine.engine import engine
from omnivid_jupyter.engine.jobs import Job
from omnivid_jupyter.engine.plan import Plan
from omnivid_jupyter.notebook.live import LiveView, record
from omnivid_jupyter.notebook.options import CellOptions, parse, seconds
from omnivid_jupyter.notebook.player import mimebundle
from omnivid_jupyter.notebook.template import render
from omnivid_jupyter.notebook.waiting import Steps, drive

__all__ = ["follow", "run_cell"]

Result = TypeVar("Result")
_FOUND = "Found in the clip folder: nothing was submitted. --new makes another one."
_LONG_VALUE = 400  # characters of a value that a dry run shows


def run_cell(line: str, cell: str, variables: MutableMapping[str, Any]) -> Awaitable[None] | None:
    """Run one cell: `line` holds the options, `cell` the prompt; names are those of `variables`.

    Raises `InvalidRequestError` and `ConfigurationError` before anything is sent, later what ends the job.
    """
    options = parse(line)
    planned = _plan(options, cell, variables)
    if options.dry_run:
        print(request_text(planned))
        return None
    steps = _submit_only if options.no_wait else _make
    return drive(steps(planned, options, variables))


def _plan(options: CellOptions, cell: str, variables: Mapping[str, Any]) -> Plan:
    return plan(
        cell if options.raw else render(cell, variables),
        model=options.model,
        duration=seconds(options.duration),  # type: ignore[arg-type]  # words are judged by the model's table
        aspect_ratio=options.aspect_ratio,
        resolution=options.resolution,
        images=options.images,
        videos=options.videos,
        extend=options.extend,
        callback_url=options.callback_url,
        new=options.new,
        timeout=options.timeout,
        poll_interval=options.poll_interval,
    )


def request_text(planned: Plan) -> str:
    """The HTTP request that a plan would send, the key redacted and long data: values cut."""
    body = json.dumps(_shortened(planned.call.json), indent=2, ensure_ascii=False)
    return (
        f"{planned.call.method} {planned.endpoint.url(planned.call.path)}\n"
        f"Authorization: Bearer {'sk-…' if planned.endpoint.key else '(no key yet)'}\n"
        f"Content-Type: application/json\n\n{body}"
    )


def _shortened(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _shortened(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_shortened(item) for item in value]
    if isinstance(value, str) and value.startswith("data:") and len(value) > _LONG_VALUE:
        return f"{value[:60]}… ({len(value)} characters)"
    return value


def _make(planned: Plan, options: CellOptions, variables: MutableMapping[str, Any]) -> Steps[None]:
    """Submit, wait, show and bind."""
    job = engine().start(planned)
    clip = yield from follow(job, planned.timeout, embed=options.embed, width=options.width)
    _bind(variables, "_clip", options.output, clip)


def _submit_only(planned: Plan, options: CellOptions, variables: MutableMapping[str, Any]) -> Steps[None]:
    """Submit, and bind the job as soon as the service has taken it."""
    job = engine().start(planned)
    view = LiveView(job.stop_waiting)
    yield from _watched(job, job.accepted, view, job.plan.timeout)
    view.finish(record([job.snapshot()]))
    _bind(variables, "_job", options.output, job)


def _bind(variables: MutableMapping[str, Any], usual: str, chosen: str | None, value: Clip | Job) -> None:
    variables[usual] = value
    if chosen:
        variables[chosen] = value


def follow(job: Job, limit: float, *, embed: bool | None = None, width: int | None = None) -> Steps[Clip]:
    """The steps of waiting for a job, at most `limit` seconds: its live view, at the end the clip's player."""
    view = LiveView(job.stop_waiting)
    clip = yield from _watched(job, job.waiter(), view, limit)
    view.finish(mimebundle(clip, embed=embed, width=width, note=_FOUND if job.found else None))
    return clip


def _watched(job: Job, future: Future[Result], view: LiveView, limit: float) -> Steps[Result]:
    """Wait for a future of the job at most `limit` seconds. Whatever else ends the wait leaves a record."""
    deadline = time.monotonic() + limit
    try:
        while not future.done():
            if job.abandoned.is_set():
                raise job.stopped()
            if time.monotonic() >= deadline:
                raise job.overdue(limit)
            view.update([job.snapshot()])
            yield future
        return future.result()
    except KeyboardInterrupt:
        job.stop_waiting()
        view.fail([job.snapshot()])
        raise job.stopped() from None
    except Exception:
        view.fail([job.snapshot()])
        raise
