"""The plan of a sweep: what would be made, what is there already, what is left out, and what the rest costs.

Whatever is wrong with a grid is said here, before anything is paid: a value that no model of the grid takes is an
error, one that only some of them take leaves out the cells of the others.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from omnivid_jupyter.engine.engine import Standing, engine
from omnivid_jupyter.engine.forecast import usual_seconds
from omnivid_jupyter.engine.intake import arguments, plan_request
from omnivid_jupyter.engine.plan import Plan
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.experiments.axes import Axis, Cell, Grid
from omnivid_jupyter.markup import Markup, output
from omnivid_jupyter.media.looks import one_look
from omnivid_jupyter.media.references import references
from omnivid_jupyter.parameters import known
from omnivid_jupyter.providers.checks import check
from omnivid_jupyter.providers.prices import Estimate, dollars
from omnivid_jupyter.providers.registry import Target, resolve
from omnivid_jupyter.providers.replies import clean
from omnivid_jupyter.request import RunOptions, VideoRequest
from omnivid_jupyter.tables import Table
from omnivid_jupyter.values import counted

__all__ = ["Planned", "Skipped", "SweepPlan", "plan_grid"]

_SHOWN = 200  # rows of the table
_CELL = 60  # characters of a value in the table
_BY_SKIP = "Left out by skip."
#: What it costs now.
_NOT_NEW = {"made": "free", "under way": "free", "in doubt": "not paid again", "unusable": "not paid again"}
_DECIDE = (
    "What is in doubt may have been charged: the service's own list of tasks tells. %omnivid forget ID has one of them"
    " made all the same; %omnivid history has the ids."
)
_FLAWS = 3  # clips that cannot be used of which is said why


@dataclass(frozen=True, slots=True)
class Planned:
    """A cell that can be made: its plan, and what there is of it (`Engine.standing`).

    `flaw` is what is wrong with its clip, where that is there and cannot be used, and what to do.
    """

    cell: Cell
    plan: Plan
    standing: Standing
    flaw: str = ""

    @property
    def is_paid(self) -> bool:
        """Whether making it costs money."""
        return self.standing == "new" and not self.plan.target.demo


@dataclass(frozen=True, slots=True)
class Skipped:
    """A cell that is left out, and the reason in one sentence."""

    cell: Cell
    reason: str

    @property
    def values(self) -> Mapping[str, str]:
        """Its value on each axis, by the axis' name."""
        return self.cell.values


@dataclass(frozen=True, slots=True)
class SweepPlan:
    """What a sweep would make. It shows itself as a table; nothing was sent.

    `planned` are the clips in grid order, `skipped` the cells that are left out, `seconds` how long a clip of each
    model usually takes, None where that is not known yet.
    """

    grid: Grid
    planned: tuple[Planned, ...]
    skipped: tuple[Skipped, ...]
    seconds: Mapping[str, float | None]

    def __len__(self) -> int:
        return len(self.planned)

    @property
    def is_one(self) -> bool:
        """Whether one clip was asked for, and not what may come to one."""
        return not self.grid.axes and len(self.planned) == 1

    @property
    def axes(self) -> dict[str, list[Any]]:
        """The values of each axis, by its name."""
        return {axis.name: list(axis.given) for axis in self.grid.axes}

    @property
    def made(self) -> int:
        """How many clips are there already."""
        return self._count("made")

    @property
    def under_way(self) -> int:
        """How many were submitted before, and are not finished."""
        return self._count("under way")

    @property
    def in_doubt(self) -> int:
        """How many may have been charged before without a clip, so that they are not submitted again by themselves."""
        return self._count("in doubt")

    @property
    def unusable(self) -> int:
        """How many are there and cannot be used, so that they are not submitted again by themselves."""
        return self._count("unusable")

    @property
    def new(self) -> int:
        """How many would be submitted."""
        return self._count("new")

    @property
    def paid(self) -> int:
        """How many of those cost money: simulated ones do not."""
        return sum(each.is_paid for each in self.planned)

    @property
    def estimates(self) -> list[Estimate]:
        """What each new clip will probably cost."""
        return [each.plan.estimate for each in self.planned if each.standing == "new"]

    @property
    def unpriced(self) -> int:
        """How many new clips have no known price."""
        return sum(each.high is None for each in self.estimates)

    @property
    def low(self) -> float | None:
        """The least that the new clips will cost, in USD; None where not all prices are known."""
        return None if self.unpriced else _sum(each.low for each in self.estimates)

    @property
    def high(self) -> float | None:
        """The most that the new clips will cost, in USD; None where not all prices are known."""
        return None if self.unpriced else _sum(each.high for each in self.estimates)

    @property
    def note(self) -> str:
        """What is planned, what it costs and how long it takes, in a few sentences."""
        return " ".join(self.sentences)

    @property
    def sentences(self) -> list[str]:
        """The same, one by one."""
        return [*self.counted, f"Cost: {self.cost}.", *self.times]

    @property
    def counted(self) -> list[str]:
        """How many there are, and what there is of them."""
        return [self._how_many, self._which, *([_DECIDE] if self.in_doubt else []), *self._flaws]

    def __repr__(self) -> str:
        return "\n".join([*self.sentences, "", repr(self._table), *self._rest])

    def _repr_html_(self) -> str:
        said = Markup("").join(Markup("<div>{}</div>").format(text) for text in self.sentences)
        rest = Markup("").join(self._rest)
        return output(Markup("<div>{}</div>{}<div>{}</div>").format(said, self._table.html(), rest))

    def _count(self, standing: Standing) -> int:
        return sum(each.standing == standing for each in self.planned)

    @property
    def _how_many(self) -> str:
        by = " × ".join(f"{_of(axis)} {len(axis.values)}" for axis in self.grid.axes)
        clips = counted(len(self.planned), "clip")
        out = f", {len(self.skipped)} left out" if self.skipped else ""
        return f"{clips}{f' ({by})' if by else ''}{out}."

    @property
    def _which(self) -> str:
        counts = (
            (self.made, "there already"),
            (self.under_way, "under way"),
            (self.in_doubt, "in doubt: each is left as it is until that is decided"),
            (self.unusable, "there that cannot be used: each is left as it is until that is mended"),
            (self.new, "new"),
        )
        return ", ".join(f"{count} {word}" for count, word in counts if count).capitalize() + "."

    @property
    def _flaws(self) -> list[str]:
        flaws = [each.flaw for each in self.planned if each.flaw]
        more = len(flaws) - _FLAWS
        return flaws[:_FLAWS] + ([f"… and {more} more that cannot be used."] if more > 0 else [])

    @property
    def cost(self) -> str:
        """What the new clips will cost, in words."""
        if (self.in_doubt or self.unusable) and not self.new:  # some of it may be neither there nor paid for
            return "nothing, nothing is new"
        return cost_of(self.estimates)

    @property
    def times(self) -> list[str]:
        """How long the new ones take; nothing where none is."""
        of = Counter(each.plan.target.address for each in self.planned if each.standing == "new")
        if not of:
            return []
        usual = {address: self.seconds.get(address) for address in of}
        known_ones = {address: seconds for address, seconds in usual.items() if seconds is not None}
        if len(known_ones) < len(usual):
            return ["Time: not known yet."]
        longest, together = max(known_ones.values()), sum(known_ones[address] * of[address] for address in of)
        least, most = _minutes(longest), _minutes(together)
        if least == most:
            return [f"Time: about {least}."]
        return [f"Time: between {least} and {most}, by how many the service makes at once."]

    @property
    def _table(self) -> Table:
        names = [axis.name for axis in self.grid.axes] or ["prompt"]
        rows = [
            [
                *_texts(each.cell, names),
                each.standing,
                each.plan.estimate.amount if each.standing == "new" else _NOT_NEW[each.standing],
            ]
            for each in self.planned
        ]
        rows += [[*_texts(each.cell, names), "left out", each.reason] for each in self.skipped]
        return Table([*names, "clip", "cost"], rows[:_SHOWN])

    @property
    def _rest(self) -> list[str]:
        more = len(self.planned) + len(self.skipped) - _SHOWN
        return [f"… and {more} more."] if more > 0 else []


def plan_grid(
    grid: Grid,
    run: RunOptions,
    *,
    plan: Callable[[VideoRequest, RunOptions], Plan] = plan_request,
    standing: Callable[[Plan], Standing] | None = None,
) -> SweepPlan:
    """Check and price all cells of a grid; sends nothing.

    `plan` makes the plan of a request, `standing` tells what there is of it (None: `Engine.standing`); who plans at
    every keystroke has quicker ones.
    Raises `InvalidRequestError` for a value that no model of the grid takes, and where no cell is left;
    `ConfigurationError` for a setting that cannot be used.
    """
    read = _Reader(run)
    requests = [(cell, *read.request(cell)) for cell in grid.cells]
    plans: list[tuple[Cell, Plan]] = []
    refused: list[tuple[Cell, InvalidRequestError]] = []
    for cell, request, options in requests:
        try:
            plans.append((cell, plan(request, options)))
        except InvalidRequestError as error:
            refused.append((cell, error))
    if refused:
        _refuse_typos([request for _, request, _ in requests], refused, any_left=bool(plans))
    if not plans:
        raise InvalidRequestError(
            "skip leaves out every clip: none is left.", field="skip", hint="Nothing was sent."
        )
    skipped = [Skipped(cell, _BY_SKIP) for cell in grid.skipped]
    skipped += [Skipped(cell, error.message) for cell, error in refused]
    planned: dict[str, Planned] = {}
    with one_look():
        for cell, each in plans:
            if twin := planned.get(each.fingerprint):
                skipped.append(
                    Skipped(cell, f"The same request as {_named(twin.cell, cell)}: it is made once.")
                )
            else:
                planned[each.fingerprint] = _planned(cell, each, (standing or engine().standing)(each))
    return SweepPlan(grid, tuple(planned.values()), tuple(skipped), _usual(planned.values()))


def _planned(cell: Cell, plan: Plan, there: Standing) -> Planned:
    return Planned(cell, plan, there, engine().why_unusable(plan) if there == "unusable" else "")


class _Reader:
    """Requests out of cells; a reference that several cells have is read once."""

    def __init__(self, run: RunOptions) -> None:
        self._run = run
        self._read: dict[tuple[str, int], tuple[str, ...]] = {}

    def request(self, cell: Cell) -> tuple[VideoRequest, RunOptions]:
        given = {name: value for name, value in cell.arguments.items() if name not in ("images", "videos")}
        request, _ = arguments(given | {"output_dir": self._run.output_dir})
        media = {name: self._media(name, cell.arguments.get(name, ())) for name in ("images", "videos")}
        return request.having(media), self._run

    def _media(self, name: Any, given: Any) -> tuple[str, ...]:
        if given is None:
            return ()
        key = (name, id(given))
        if key not in self._read:
            self._read[key] = references(name, given)
        return self._read[key]


def _refuse_typos(
    requests: Sequence[VideoRequest],
    refused: Sequence[tuple[Cell, InvalidRequestError]],
    *,
    any_left: bool,
) -> None:
    """Raise for a value that no model takes by itself; and where nothing is left, for what was refused first."""
    targets = list({target.address: target for target in map(_target, requests)}.values())
    for row in known():
        for value in dict.fromkeys(request.get(row.name) for request in requests):
            errors = [_refusal(target, row.name, value) for target in targets]
            found = [(target, error) for target, error in zip(targets, errors, strict=True) if error]
            if len(found) == len(targets):
                raise next((error for target, error in found if target.model.table(row.name)), found[0][1])
    for_itself = Counter(cell.arguments["prompt"] for cell, error in refused if error.field == "prompt")
    asked = Counter(request.prompt for request in requests)
    for cell, error in refused:
        if not any_left or for_itself[text := cell.arguments["prompt"]] == asked[text] > 0:
            raise error


def _target(request: VideoRequest) -> Target:
    return resolve(request.model)


def _refusal(target: Target, name: str, value: Any) -> InvalidRequestError | None:
    """Why a model takes no such value, whatever else is asked for; None where it takes it."""
    try:
        check(target.model, VideoRequest(target.address, "anything").having({name: value}))
    except InvalidRequestError as error:
        return error if error.field == name else None
    return None


def _usual(planned: Iterable[Planned]) -> dict[str, float | None]:
    journal = engine().journal
    addresses = dict.fromkeys(each.plan.target.address for each in planned)
    return {
        address: usual_seconds(journal.durations(address)) if journal.exists else None
        for address in addresses
    }


def cost_of(estimates: Sequence[Estimate]) -> str:
    """What several clips will cost together, in words: known prices added up, and how many have none."""
    priced = [each for each in estimates if each.high is not None]
    unpriced = len(estimates) - len(priced)
    if not estimates:
        return "nothing, all of it is there or paid for"
    low, high = _sum(each.low for each in priced), _sum(each.high for each in priced)
    dates = [each.as_of for each in priced if each.as_of]
    amount = "free" if high == 0 else dollars(low) if low == high else f"{dollars(low)}–{dollars(high)[1:]}"
    basis = f" (estimate, prices of {max(dates)})" if dates else " (simulated)" if priced else ""
    unknown = f"{counted(unpriced, 'clip')} without a known price"
    return f"{amount}{basis}{f', and {unknown}' if unpriced else ''}" if priced else unknown


def _sum(amounts: Iterable[float | None]) -> float:
    return round(math.fsum(amount or 0.0 for amount in amounts), 6)


def _of(axis: Axis) -> str:
    name = axis.name.replace("_", " ")
    return f"“{name}”" if name[-1:].isdigit() else name  # a number follows


def _texts(cell: Cell, names: Sequence[str]) -> list[str]:
    shown = cell.values if cell.values else {"prompt": cell.arguments["prompt"]}
    return [clean(shown.get(name, ""), _CELL) for name in names]


def _named(twin: Cell, cell: Cell) -> str:
    """The values by which a cell differs from another one."""
    different = [f"{name} {value}" for name, value in twin.values.items() if cell.values.get(name) != value]
    return clean(", ".join(different) or "another one", _CELL)


def _minutes(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{seconds / 3600:.1f} h"
