"""The `%%omnivid` cell, from its text to the clip below it.

One cell leaves one output, and either a clip or an error; nothing is bound on failure.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections.abc import Awaitable, Iterator, Mapping, MutableMapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine.engine import engine
from omnivid_jupyter.engine.intake import arguments, plan_request
from omnivid_jupyter.engine.jobs import Job
from omnivid_jupyter.engine.plan import Plan
from omnivid_jupyter.engine.run import Run
from omnivid_jupyter.net.exchange import readable
from omnivid_jupyter.notebook.keys import start
from omnivid_jupyter.notebook.options import CellOptions, parse
from omnivid_jupyter.notebook.template import left_alone, render
from omnivid_jupyter.notebook.waiting import Steps, drive
from omnivid_jupyter.providers.prices import price_text
from omnivid_jupyter.saying import say
from omnivid_jupyter.views.live import LiveView
from omnivid_jupyter.views.player import gallery
from omnivid_jupyter.views.standing import record

__all__ = ["follow", "run_cell"]

Result = TypeVar("Result")
_FOUND = "Found in the clip folder: nothing was submitted. --new makes another one."


def run_cell(
    line: str, cell: str, variables: MutableMapping[str, Any], names: Mapping[str, Any] | None = None
) -> Awaitable[None] | None:
    """Run one cell: `line` holds the options, `cell` the prompt.

    The clip is bound in `variables`; the prompt's names are looked up in `names`, else there as well.

    Raises `InvalidRequestError` and `ConfigurationError` before anything is sent, later what ends the job.
    """
    options = parse(line)
    names = variables if names is None else names
    prompt = cell if options.raw else render(cell, names)
    for note in [] if options.raw else left_alone(cell, names):
        say(note, sys.stderr)
    with _said_plainly():
        request, run = arguments({**options.arguments, "prompt": prompt})
        plans = [plan_request(replace(request, take=take), run) for take in options.numbers]
    if options.dry_run:
        say(request_text(plans))
        return None
    with _said_plainly():
        jobs = start(plans, run)
    steps = _submit_only if options.no_wait else _make
    return drive(steps(jobs, options, variables))


@contextmanager
def _said_plainly() -> Iterator[None]:
    """What is warned of meanwhile stands below the cell, without a place in our code, which says nothing to anybody."""
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        yield
    for sentence in dict.fromkeys(str(warning.message) for warning in warned):
        say(sentence, sys.stderr)


def request_text(plans: Sequence[Plan]) -> str:
    """The HTTP request of a cell's takes, key redacted and long data: values cut, and what all would probably cost."""
    planned = plans[0]  # takes differ in nothing that is sent
    made = [not engine().is_paid(each) for each in plans]
    body = json.dumps(readable(planned.call.json), indent=2, ensure_ascii=False)
    return (
        f"{planned.call.method} {planned.endpoint.url(planned.call.path)}\n"
        f"Authorization: Bearer {'sk-…' if planned.endpoint.key else '(no key yet)'}\n"
        f"Content-Type: application/json\n\n{body}\n\n"
        f"Cost: {price_text(planned.estimate, made)}"
    )


def _make(jobs: Sequence[Run], options: CellOptions, variables: MutableMapping[str, Any]) -> Steps[None]:
    """Wait, show and bind: the clip, or the list of them where several takes were asked for."""
    limit = jobs[0].plan.timeout
    made = yield from follow(jobs, limit, embed=options.embed, width=options.width)
    _bind(variables, "_clip", options, made)


def _submit_only(
    jobs: Sequence[Run], options: CellOptions, variables: MutableMapping[str, Any]
) -> Steps[None]:
    """Bind the jobs as soon as the service has taken them."""
    view = LiveView(lambda: _stop(jobs), anew=any(job.plan.new for job in jobs))
    waits = [job.waiter() for job in jobs]
    yield from _watched(jobs, waits, view, jobs[0].plan.timeout, until=[job.accepted for job in jobs])
    view.finish(record([job.snapshot() for job in jobs], left=False))
    _bind(variables, "_job", options, [Job(each) for each in jobs])


def _bind(
    variables: MutableMapping[str, Any],
    usual: str,
    options: CellOptions,
    made: Sequence[Clip] | Sequence[Job],
) -> None:
    value = made[0] if len(options.numbers) == 1 else list(made)
    variables[usual] = value
    if options.output:
        variables[options.output] = value


def follow(
    jobs: Sequence[Run], limit: float, *, embed: bool | None = None, width: int | None = None
) -> Steps[list[Clip]]:
    """The steps of waiting for jobs, at most `limit` seconds: their live view, at the end the players."""
    view = LiveView(lambda: _stop(jobs), anew=any(job.plan.new for job in jobs))
    waits = [job.waiter() for job in jobs]
    clips: list[Clip] = yield from _watched(jobs, waits, view, limit, until=waits)
    notes = [_FOUND if job.found else None for job in jobs]
    view.finish(gallery(clips, notes=notes, embed=embed, width=width))
    return clips


def _stop(jobs: Sequence[Run]) -> None:
    for job in jobs:
        job.stop_waiting()


def _watched(
    jobs: Sequence[Run],
    waits: Sequence[Future[Clip]],
    view: LiveView,
    limit: float,
    *,
    until: Sequence[Future[Result]],
) -> Steps[list[Result]]:
    """Wait at most `limit` seconds for what each job is to come to; `waits` are ended then.

    All of them are waited for, then the first failure is raised; what ends the wait leaves a record.
    """
    deadline = time.monotonic() + limit
    try:
        while pending := [each for each in zip(jobs, until, strict=True) if not each[1].done()]:
            job, future = pending[0]
            if job.abandoned.is_set():
                raise job.stopped()
            if time.monotonic() >= deadline:
                _leave(jobs, waits)
                raise job.overdue(limit)
            view.update([each.snapshot() for each in jobs])
            yield future
        return [future.result() for future in until]
    except KeyboardInterrupt:
        _stop(jobs)
        view.fail([job.snapshot() for job in jobs])
        raise next((job for job in jobs if not job.settled), jobs[0]).stopped() from None
    except Exception:
        view.fail([job.snapshot() for job in jobs])
        raise
    finally:
        _leave(jobs, waits)


def _leave(jobs: Sequence[Run], waits: Sequence[Future[Clip]]) -> None:
    for job, wait in zip(jobs, waits, strict=True):
        job.leave(wait)
