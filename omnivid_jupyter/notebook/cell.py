"""The `%%omnivid` cell, from its text to what is below it: a clip, or the contact sheet of a grid.

One cell leaves one output, and either clips or an error: neither clips nor jobs are bound on failure. The sweep of a
grid is, since what was made of it is there; and an earlier one would pass for it.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Mapping, MutableMapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine.intake import run_options
from omnivid_jupyter.engine.jobs import Job, run_of
from omnivid_jupyter.engine.plan import Plan
from omnivid_jupyter.engine.run import Run
from omnivid_jupyter.engine.states import Snapshot
from omnivid_jupyter.experiments.asking import agreed
from omnivid_jupyter.experiments.axes import Grid, grid
from omnivid_jupyter.experiments.plan import SweepPlan, plan_grid
from omnivid_jupyter.experiments.sweep import Sweep, begin
from omnivid_jupyter.net.exchange import readable
from omnivid_jupyter.notebook.columns import columns
from omnivid_jupyter.notebook.keys import interruptible, start
from omnivid_jupyter.notebook.options import CellOptions, parse
from omnivid_jupyter.notebook.waiting import Steps, drive
from omnivid_jupyter.parameters import brought_along
from omnivid_jupyter.providers.prices import price_text
from omnivid_jupyter.saying import say, show
from omnivid_jupyter.settings import settings
from omnivid_jupyter.template import left_alone
from omnivid_jupyter.views.entries import entry_of, summary
from omnivid_jupyter.views.live import LiveView
from omnivid_jupyter.views.live_sheet import LiveSheet
from omnivid_jupyter.views.player import mimebundle
from omnivid_jupyter.views.sheet import sheet_of
from omnivid_jupyter.views.standing import in_turn, record

__all__ = ["follow", "run_cell"]

Result = TypeVar("Result")
_CARDS = 4  # jobs that one waits for with a card each; more are one sheet
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
    for note in [] if options.raw else left_alone(cell, names):
        say(note, sys.stderr)
    with _said_plainly():
        run = run_options(options.arguments)
        planned = plan_grid(_grid(options, cell, names), run)
    if options.dry_run:
        _show_plan(planned)
        return None
    with _said_plainly():
        if planned.is_one:
            if planned.paid > settings.confirm_above:
                with interruptible():
                    run = agreed(planned, run)
            (job,) = start([planned.planned[0].plan], run)
            steps = _submit_only if options.no_wait else _make
            return drive(steps(job, options, variables))
        with interruptible():
            sweep = begin(planned, run, start=start, held=options.no_wait)
        variables["_sweep"] = sweep
    return drive((_submit_all if options.no_wait else _make_all)(sweep, options, variables))


def _grid(options: CellOptions, cell: str, names: Mapping[str, Any]) -> Grid:
    """The grid of a cell: one clip, its takes, or all that its lists come to."""
    given = options.arguments
    listed = {name: given.get(name) for name in ("model", "duration", "aspect_ratio", "resolution")}
    more = {row.name: given[row.name] for row in brought_along() if row.name in given}
    own = {"takes", "images", "videos", *listed, *more}
    return grid(
        cell,
        **listed,
        images=[options.request.get("images", ())],  # all of them are references of each clip
        videos=[options.request.get("videos", ())],
        takes=len(options.numbers),
        each=columns(options.each, cell, names) or None,
        names=names,
        raw=options.raw,
        fixed={name: value for name, value in options.request.items() if name not in own},
        more=more,
    )


@contextmanager
def _said_plainly() -> Iterator[None]:
    """What is warned of meanwhile stands below the cell, without a place in our code, which says nothing to anybody."""
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        yield
    for sentence in dict.fromkeys(str(warning.message) for warning in warned):
        say(sentence, sys.stderr)


def request_text(plan: Plan) -> str:
    """The HTTP request of a clip, key redacted and long data: values cut."""
    body = json.dumps(readable(plan.call.json), indent=2, ensure_ascii=False)
    return (
        f"{plan.call.method} {plan.endpoint.url(plan.call.path)}\n"
        f"Authorization: Bearer {'sk-…' if plan.endpoint.key else '(no key yet)'}\n"
        f"Content-Type: application/json\n\n{body}"
    )


def _show_plan(planned: SweepPlan) -> None:
    """What a cell would do: the request of one clip or of its takes, of a grid the table."""
    if {axis.name for axis in planned.grid.axes} <= {"take"}:
        first = planned.planned[0].plan  # takes differ in nothing that is sent
        say("\n".join([request_text(first), "", *planned.counted, *planned.times, f"Cost: {_cost(planned)}"]))
    else:
        show(planned)


def _cost(planned: SweepPlan) -> str:
    """What takes of one clip would cost together."""
    if planned.in_doubt or planned.unusable:
        return f"{planned.cost}."
    return price_text(planned.planned[0].plan.estimate, [each.standing != "new" for each in planned.planned])


def _limit(jobs: Sequence[Run], options: CellOptions) -> float:
    """How long this cell waits, in seconds: as it says itself, also for jobs that an earlier cell has begun."""
    return max(job.plan.timeout for job in jobs) if options.timeout is None else options.timeout


def _make(job: Run, options: CellOptions, variables: MutableMapping[str, Any]) -> Steps[None]:
    """Wait for one clip, show and bind it."""
    (clip,) = yield from follow([job], _limit([job], options), embed=options.embed, width=options.width)
    _bind(variables, options, _clip=clip)


def _submit_only(job: Run, options: CellOptions, variables: MutableMapping[str, Any]) -> Steps[None]:
    """Bind a job as soon as the service has taken it."""
    view = LiveView(lambda: _stop([job]), anew=job.plan.new)
    yield from _watched([job], [job.waiter()], view, _limit([job], options), until=[job.accepted])
    view.finish(record([job.snapshot()], left=False))
    _bind(variables, options, _job=Job(job))


def _make_all(sweep: Sweep, options: CellOptions, variables: MutableMapping[str, Any]) -> Steps[None]:
    """Wait for all clips of a grid, show its sheet and bind the list, in grid order."""
    jobs = [run_of(job) for job in sweep]
    view = _SheetView(sweep, options)
    waits = [job.waiter() for job in jobs]
    limit = _limit(jobs, options)
    clips: list[Clip] = yield from _watched(
        jobs, waits, view, limit, until=waits, anew=options.timeout is None
    )
    view.finish()
    _bind(variables, options, _clip=clips)


def _submit_all(sweep: Sweep, options: CellOptions, variables: MutableMapping[str, Any]) -> Steps[None]:
    """Bind the jobs of a grid, which go on by themselves, once the service has taken all that it has a place for.

    What waits for its turn then is said so on the sheet.
    """
    jobs = [run_of(job) for job in sweep]
    view = _SheetView(sweep, options)
    waits = [job.waiter() for job in jobs]
    limit = _limit(jobs, options)
    until = [job.accepted for job in jobs]
    yield from _watched(jobs, waits, view, limit, until=until, anew=True, enough=_is_handed_in)
    view.finish()
    _bind(variables, options, _job=list(sweep))


def _is_handed_in(job: Run) -> bool:
    """Whether nothing is to be seen of a job for a while: it waits for its turn, or another process is at it."""
    return job.follows or (job.waits_its_turn and job.state == "prepared")


class _SheetView:
    """The one view of a grid: live while its cell waits, then its contact sheet, also where some clips failed."""

    def __init__(self, sweep: Sweep, options: CellOptions) -> None:
        jobs = [run_of(job) for job in sweep]
        self._sweep, self._options = sweep, options
        axes = {axis.name: axis.values for axis in sweep.plan.grid.axes}
        self._live = LiveSheet(lambda: _stop(jobs), axes, anew=any(job.plan.new for job in jobs))

    @property
    def due(self) -> bool:
        """Whether an update would be looked at now."""
        return self._live.due

    def update(self, snapshots: Sequence[Snapshot]) -> None:
        """Show how the jobs stand."""
        with self._live.at_leisure():
            self._live.update(*self._sweep.progress())

    def fail(self, snapshots: Sequence[Snapshot]) -> None:
        """Leave the sheet behind; of takes without any clip their logs, which tell more than empty places."""
        if self._sweep.axes.keys() == {"take"} and not self._sweep.clips:
            self._live.finish(record(snapshots))
        else:
            self.finish()

    def finish(self) -> None:
        """Replace the view by the sheet."""
        sheet = self._sweep.sheet(embed=self._options.embed, width=self._options.width)
        self._live.finish(sheet._repr_mimebundle_())


class _View(Protocol):
    """What shows jobs while they are waited for."""

    @property
    def due(self) -> bool:
        """Whether an update would be looked at now."""

    def update(self, snapshots: Sequence[Snapshot]) -> None:
        """Show how they stand."""

    def fail(self, snapshots: Sequence[Snapshot]) -> None:
        """Leave a record of how far they came."""


def _bind(variables: MutableMapping[str, Any], options: CellOptions, **named: Any) -> None:
    """Bind a value under its usual name, and under that of -o."""
    for usual, value in named.items():
        variables[usual] = value
        if options.output:
            variables[options.output] = value


def follow(
    jobs: Sequence[Run], limit: float, *, embed: bool | None = None, width: int | None = None
) -> Steps[list[Clip]]:
    """The steps of waiting for jobs, at most `limit` seconds: their live view, at the end the player or the sheet."""
    anew = any(job.plan.new for job in jobs)
    view: LiveView | _Many
    view = LiveView(lambda: _stop(jobs), anew=anew) if len(jobs) <= _CARDS else _Many(jobs, anew=anew)
    waits = [job.waiter() for job in jobs]
    clips: list[Clip] = yield from _watched(jobs, waits, view, limit, until=waits)
    notes = [_FOUND if job.found else None for job in jobs]
    if len(clips) == 1:
        view.finish(mimebundle(clips[0], note=notes[0], embed=embed, width=width))
    else:
        view.finish(sheet_of(clips, notes=notes, embed=embed, width=width)._repr_mimebundle_())
    return clips


class _Many:
    """The live view of jobs that are more than fit into a page as cards: their sheet, and at the end its bundle."""

    def __init__(self, jobs: Sequence[Run], *, anew: bool) -> None:
        self._live = LiveSheet(lambda: _stop(jobs), {}, anew=anew)

    @property
    def due(self) -> bool:
        """Whether an update would be looked at now."""
        return self._live.due

    def update(self, snapshots: Sequence[Snapshot]) -> None:
        """Show how they stand."""
        with self._live.at_leisure():
            entries = [entry_of(each) for each in in_turn(snapshots)]
            self._live.update(entries, summary(entries))

    def fail(self, snapshots: Sequence[Snapshot]) -> None:
        """Leave a record of how far they came."""
        self.finish(record(snapshots))

    def finish(self, bundle: dict[str, Any]) -> None:
        """Leave this behind."""
        self._live.finish(bundle)


def _stop(jobs: Sequence[Run]) -> None:
    for job in jobs:
        job.stop_waiting()


def _watched(
    jobs: Sequence[Run],
    waits: Sequence[Future[Clip]],
    view: _View,
    limit: float,
    *,
    until: Sequence[Future[Result]],
    anew: bool = False,
    enough: Callable[[Run], bool] = lambda job: False,
) -> Steps[list[Result]]:
    """Wait at most `limit` seconds for what each job is to come to; `waits` are ended then.

    A job that is `enough` as it stands is not waited for, and has no result here.

    All of them are waited for, then the first failure is raised; what ends the wait leaves a record. With `anew`, the
    time begins anew with each that comes to its end: of many, most wait for their turn first.
    """
    deadline, seen = time.monotonic() + limit, 0
    ended: list[
        Future[Result]
    ] = []  # ten thousand are not looked through each time that one comes to its end
    for each in until:
        each.add_done_callback(ended.append)
    ahead = deque(zip(jobs, until, strict=True))
    try:
        while ahead:
            job, future = ahead[0]
            if future.done() or enough(job):
                ahead.popleft()
                continue
            if anew and len(ended) > seen:
                deadline, seen = time.monotonic() + limit, len(ended)
            if job.abandoned:
                raise job.stopped()
            if time.monotonic() >= deadline:
                _leave(jobs, waits)
                raise job.overdue(limit)
            if view.due:
                view.update([each.snapshot() for each in jobs])
            yield future
        return [future.result() for future in until if future.done()]
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
