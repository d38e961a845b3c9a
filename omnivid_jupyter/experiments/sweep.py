"""A sweep: the jobs of a grid, in its order, and what has become of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import asdict, replace
from importlib import import_module
from queue import Empty, SimpleQueue
from threading import TIMEOUT_MAX
from time import monotonic
from typing import TYPE_CHECKING, Any, overload

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine.engine import engine
from omnivid_jupyter.engine.intake import start
from omnivid_jupyter.engine.jobs import Job
from omnivid_jupyter.engine.run import Run
from omnivid_jupyter.engine.states import Snapshot
from omnivid_jupyter.errors import ConfigurationError, OmnividError
from omnivid_jupyter.experiments.asking import agreed
from omnivid_jupyter.experiments.measuring import Outcome, measure_all
from omnivid_jupyter.experiments.plan import Planned, Skipped, SweepPlan
from omnivid_jupyter.experiments.ranking import Ranking, rank_clips, rank_values
from omnivid_jupyter.media.measure import Measures
from omnivid_jupyter.media.ratings import Rating, rating_of
from omnivid_jupyter.request import RunOptions
from omnivid_jupyter.values import number, text
from omnivid_jupyter.views.entries import Entry, entry_of, summary
from omnivid_jupyter.views.standing import held_up, in_turn, standing

if TYPE_CHECKING:
    from omnivid_jupyter.views.sheet import Sheet

__all__ = ["Sweep", "begin"]

_UNSENT = (
    "this session does it when it is their turn. Should it end before, nothing of them was charged, and the same run"
    " again makes them; %omnivid detach leaves a worker behind that goes on."
)


class Sweep(Sequence[Job]):
    """The jobs of a sweep in the order of its grid. Shown, it is its contact sheet.

    An item is a `Job`. The jobs go on whether or not anybody waits for them.
    """

    def __init__(
        self, plan: SweepPlan, runs: Sequence[Run], executor: Executor | None = None, *, held: bool = True
    ) -> None:
        """`runs` are those of the plan, one each; `executor` is where measuring runs; `held` as in `begin`.

        `plan` is what it was begun with.
        """
        self.plan = plan
        self._runs = tuple(runs)
        self._executor = executor
        self._measured: dict[str, Outcome] = {}
        # waits that are never left: what is not submitted yet would be called off with the last of its waits
        self._held = [run.waiter() for run in self._runs] if held else []

    def __len__(self) -> int:
        return len(self._runs)

    @overload
    def __getitem__(self, index: int) -> Job: ...
    @overload
    def __getitem__(self, index: slice) -> list[Job]: ...
    def __getitem__(self, index: int | slice) -> Job | list[Job]:
        if isinstance(index, slice):
            return [Job(run) for run in self._runs[index]]
        return Job(self._runs[index])

    @property
    def axes(self) -> dict[str, list[Any]]:
        """The values of each axis, by its name; what has one value only is no axis."""
        return self.plan.axes

    @property
    def skipped(self) -> list[Skipped]:
        """The cells that are left out: each has `values` and a `reason`."""
        return list(self.plan.skipped)

    @property
    def clips(self) -> list[Clip]:
        """The clips that are there, in grid order."""
        return [clip for run in self._runs if (clip := run.snapshot().clip)]

    @property
    def failures(self) -> list[OmnividError]:
        """What ended jobs without a clip, in grid order; each error has its `job_id`."""
        return [error for run in self._runs if (error := run.snapshot().error)]

    @property
    def cost(self) -> float | None:
        """USD that the services reported, also for what failed and was charged; None where they reported nothing."""
        amounts = [cost for snapshot in self._snapshots if (cost := entry_of(snapshot).cost) is not None]
        return round(sum(amounts), 6) if amounts else None

    def wait(self, timeout: float | None = None) -> Sweep:
        """Wait until all jobs are at their end, and return the sweep. A failed one does not raise: see `failures`.

        Parameters
        ----------
        timeout:
            Seconds to wait at the most. None: as long as one after another is finished, none of which takes longer
            than a single clip may. The tasks go on afterwards.
        """
        limit = number("timeout", timeout, "a number of seconds")
        waits = [run.waiter() for run in self._runs]
        try:
            _wait(waits, limit, max(run.plan.timeout for run in self._runs))
        finally:
            for run, waiter in zip(self._runs, waits, strict=True):
                run.leave(waiter)
        return self

    def measure(self, executor: Executor | None = None) -> list[Outcome]:
        """The measures of each clip that is there (`Clip.measure`), in grid order; an error where that failed.

        Runs on `executor`, else on that of the sweep, else here. Afterwards they are columns of the records.
        """
        clips = self.clips
        outcomes = measure_all(clips, self._executor if executor is None else executor)
        self._measured |= {clip.sha256: outcome for clip, outcome in zip(clips, outcomes, strict=True)}
        return outcomes

    def ranking(self, axis: str | None = None) -> Ranking:
        """What the votes in the clip folder say: of each clip, or of each value of an axis (`ranking`)."""
        made = [
            (clip, each.cell.values)
            for each, run in zip(self.plan.planned, self._runs, strict=True)
            if (clip := run.snapshot().clip)
        ]
        clips, name = [clip for clip, _ in made], text("axis", axis)
        return rank_clips(clips) if name is None else rank_values(clips, [values for _, values in made], name)

    def to_records(self) -> list[dict[str, Any]]:
        """A plain dict for each job, in grid order: the values of its cell, what became of it, and its measures.

        A value of `each` whose name says something of the job stands under `{{state}}`, a measure that is called as an
        axis under `pan (measured)`.
        """
        return [self._record(each, run) for each, run in zip(self.plan.planned, self._runs, strict=True)]

    def to_frame(self) -> Any:
        """The records as a pandas DataFrame. Raises `ConfigurationError` without pandas."""
        try:
            pandas = import_module("pandas")  # of whoever has tables: this package needs none
        except ImportError:
            raise ConfigurationError(
                "to_frame needs pandas, which is not installed.",
                hint="pip install pandas, or take to_records(): plain dicts.",
            ) from None
        return pandas.DataFrame(self.to_records())

    def sheet(self, *, embed: bool | None = None, width: int | None = None) -> Sheet:
        """The contact sheet of now.

        Parameters
        ----------
        embed:
            Whether films are stored in the page; None is by the settings.
        width:
            Of a player, in pixels.
        """
        from omnivid_jupyter.views.sheet import Sheet  # a script needs no IPython

        entries = self._entries(as_of_now=True)
        compares = self._texts.keys() != {"take"}  # takes of one prompt stand side by side on a page as it is
        return Sheet(entries, self._texts, note=self._said, embed=embed, width=width, exported=compares)

    def __repr__(self) -> str:
        return repr(self.sheet())

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """How a notebook shows it: as its contact sheet."""
        return self.sheet()._repr_mimebundle_()

    @property
    def _said(self) -> str:
        """What is said of clips that were there already, and of jobs that are not submitted yet."""
        waiting = sum(run.state == "prepared" and not run.settled for run in self._runs)
        are = "1 is" if waiting == 1 else f"{waiting} are"
        unsent = f"{are} not submitted yet: {_UNSENT}" if waiting else ""
        return " ".join(filter(None, [self._found, unsent]))

    @property
    def _found(self) -> str:
        """What is said of the clips that were there already."""
        found = sum(run.found for run in self._runs)
        if found < len(self):
            return f"Found in the clip folder: {found} of {len(self)}" if found else ""
        return "Found in the clip folder: nothing was submitted."

    @property
    def _texts(self) -> dict[str, tuple[str, ...]]:
        return {axis.name: axis.values for axis in self.plan.grid.axes}

    @property
    def _snapshots(self) -> list[Snapshot]:
        return [run.snapshot() for run in self._runs]

    def progress(self) -> tuple[list[Entry], str]:
        """What a live sheet shows now: its entries, and one line about all."""
        entries = self._entries(as_of_now=False)
        going = [each for each in self._snapshots if not standing(each)[2]]
        known = [each.remaining for each in going if each.remaining is not None]
        line = summary(entries, max(known) if going and len(known) == len(going) else None)
        return entries, " · ".join(filter(None, [line, held_up(going)]))

    def _entries(self, *, as_of_now: bool) -> list[Entry]:
        """All cells as entries, those left out as well; `as_of_now`: what is read stays, whatever comes of it later."""
        made = zip(self.plan.planned, self._runs, in_turn(self._snapshots), strict=True)
        told = [self._entry(each, run, snapshot, as_of_now=as_of_now) for each, run, snapshot in made]
        return told + [
            Entry(
                values=each.values,
                prompt=each.cell.arguments["prompt"],
                model=str(each.cell.facts["model"]),
                take=each.cell.take,
                state="skipped",
                note=each.reason,
            )
            for each in self.plan.skipped
        ]

    def _entry(self, planned: Planned, run: Run, snapshot: Snapshot, *, as_of_now: bool) -> Entry:
        _, word, over = standing(snapshot)
        clip = snapshot.clip
        rating = rating_of(clip.path) if clip and as_of_now else Rating()
        measured = self._measured.get(clip.sha256) if clip else None
        entry = entry_of(snapshot, planned.cell.values, planned.cell.take)
        return replace(
            entry,
            note=entry.note if over or not as_of_now else f"{word} when this was shown.",
            seconds=_seconds(run.id) if clip and as_of_now else None,
            stars=rating.stars,
            remark=rating.note,
            rejected=rating.rejected,
            measures=asdict(measured) if isinstance(measured, Measures) else None,
        )

    def _record(self, planned: Planned, run: Run) -> dict[str, Any]:
        snapshot = run.snapshot()
        clip = snapshot.clip
        rating = clip.rating if clip else None
        measured = self._measured.get(clip.sha256) if clip else None
        own: dict[str, Any] = {
            "state": snapshot.state,
            "path": str(clip.path) if clip else None,
            "cost": entry_of(snapshot).cost,
            "seconds": _seconds(run.id),
            "stars": rating.stars if rating else None,
            "note": rating.note if rating else None,
            "rejected": rating.rejected if rating else False,
            "error": snapshot.error.message if snapshot.error else None,
        }
        facts = {**planned.cell.facts, "model": snapshot.model}
        told = {f"{{{{{name}}}}}" if name in own else name: value for name, value in facts.items()} | own
        measures = asdict(measured) if isinstance(measured, Measures) else {}
        return told | {
            f"{name} (measured)" if name in told else name: value for name, value in measures.items()
        }


def begin(
    plan: SweepPlan,
    run: RunOptions,
    executor: Executor | None = None,
    *,
    start: Callable[..., list[Run]] = start,
    held: bool = True,
) -> Sweep:
    """Ask where it must be asked, and begin all that is planned; returns at once.

    `start` begins the plans. Without `held`, what is not submitted yet is called off when nobody waits for it any more.
    Raises `InvalidRequestError` where nobody agrees, and as `intake.start`; then nothing was sent.
    """
    run = agreed(plan, run)
    runs = start([each.plan for each in plan.planned], run, keep_doubts=True)
    return Sweep(plan, runs, executor, held=held)


def _wait(waits: Sequence[Future[Clip]], limit: float | None, patience: float) -> None:
    """Until all are done; at most `limit` seconds, or, without one, `patience` for the next that is finished."""
    deadline = None if limit is None else monotonic() + limit
    ended: SimpleQueue[Future[Clip]] = SimpleQueue()
    for each in waits:
        each.add_done_callback(ended.put)
    for _ in waits:
        left = patience if deadline is None else deadline - monotonic()
        try:
            ended.get(timeout=min(max(left, 0.0), TIMEOUT_MAX))  # more than the clock holds is for ever
        except Empty:
            return


def _seconds(job_id: str) -> float | None:
    """How long a task took, from being accepted to its clip; None where that was not written down."""
    journal = engine().journal
    entry = journal.get(job_id) if journal.exists else None
    if entry is None or entry.state != "done" or entry.accepted is None:
        return None
    return round(entry.changed - entry.accepted, 1)
