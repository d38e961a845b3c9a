"""What was spent, out of the journal: by day, by model or by notebook.

Each task counts once: with what the service reported in USD, else with the credits that it took (of which
each service has its own), else with the estimate, the highest, that was made before it was sent. Simulated
jobs are free and left out.

An amount that is not known is counted as a task whose amount is "?", never as nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import get_args

from omnivid_jupyter.engine.charges import Kind, kind
from omnivid_jupyter.engine.journal import Journal, Spending, SpendingGroup
from omnivid_jupyter.providers.prices import dollars
from omnivid_jupyter.providers.replies import clean
from omnivid_jupyter.tables import Table

__all__ = ["Costs", "Line", "costs"]

_NOWHERE: dict[SpendingGroup, str] = {"day": "(no date)", "model": "(no model)", "notebook": "(no notebook)"}


@dataclass(frozen=True, slots=True)
class Line:
    """One day, model or notebook.

    `tasks` were accepted by a service, `clips` of them are finished, `refunded` failed and are not charged.
    The rest is what the others cost: `reported` in USD, `credits` by service, `estimated` in USD where nothing
    is reported, and how many are `unpriced`. `doubtful` counts what may have been charged: submissions of
    unknown outcome, and failed tasks of which the service does not say whether they are.
    """

    key: str
    tasks: int = 0
    clips: int = 0
    refunded: int = 0
    reported: float = 0.0
    credits: Mapping[str, float] = field(default_factory=dict)
    estimated: float = 0.0
    unpriced: int = 0
    doubtful: int = 0


@dataclass(frozen=True, slots=True)
class Costs:
    """All that was spent, as a table with a total; `simulated` counts the jobs that are left out."""

    by: SpendingGroup
    lines: Sequence[Line]
    total: Line
    simulated: int

    @property
    def table(self) -> Table:
        """One row a line and one for the total, without the columns in which there is nothing."""
        lines = [*self.lines, self.total]
        rows = [_cells(line) for line in lines]
        used = [i for i in range(len(_COLUMNS)) if i < _ALWAYS or any(row[i] for row in rows)]
        return Table(
            [self.by, *_COLUMNS[1:_ALWAYS], *(_COLUMNS[i] for i in used[_ALWAYS:])],
            [[row[i] or "–" for i in used] for row in rows],
        )

    @property
    def sentences(self) -> list[str]:
        """The total in words, and what has to be said about the columns."""
        total = self.total
        said = [
            (total.estimated, "estimated: nothing was reported, so the known prices are counted."),
            (total.unpriced, "no price: nothing was reported and no price is known. It is not free."),
            (total.doubtful, "in doubt: it may have been charged; the service's own list of tasks tells."),
            (self.simulated, f"Simulated jobs are free and left out: {self.simulated}."),
        ]
        return [self._in_total, *(sentence for there, sentence in said if there)]

    @property
    def _in_total(self) -> str:
        if not self.lines:
            return "Nothing was spent yet."
        total = self.total
        parts = [
            (total.reported, f"{dollars(total.reported)} reported"),
            (total.credits, f"{_credits(total)} credit{'' if [*total.credits.values()] == [1] else 's'}"),
            (total.estimated, f"up to {dollars(total.estimated)} estimated"),
            (total.unpriced, f"? for {total.unpriced} without a price"),
            (total.doubtful, f"? for {total.doubtful} in doubt"),
        ]
        return f"In total {' + '.join(text for there, text in parts if there) or 'nothing'}."

    def __repr__(self) -> str:
        return "\n".join([repr(self.table), *self.sentences] if self.lines else self.sentences)


_COLUMNS = ("", "tasks", "clips", "reported", "credits", "estimated", "no price", "in doubt", "not charged")
_ALWAYS = 3  # columns that are there even when they are empty


def _cells(line: Line) -> list[str]:
    return [
        clean(line.key),
        str(line.tasks),
        str(line.clips),
        dollars(line.reported) if line.reported else "",
        _credits(line),
        f"≤ {dollars(line.estimated)}" if line.estimated else "",
        f"{line.unpriced} × ?" if line.unpriced else "",
        f"{line.doubtful} × ?" if line.doubtful else "",
        str(line.refunded) if line.refunded else "",
    ]


def _credits(line: Line) -> str:
    return " + ".join(f"{round(amount, 2):.12g} {service}" for service, amount in line.credits.items())


def costs(journal: Journal, by: SpendingGroup = "day") -> Costs:
    """What the journal's jobs cost, forgotten ones included; days are local, the newest first."""
    found = journal.spending(by)
    charged = [each for each in found if kind(each) not in ("simulated", "unsent")]
    groups = groupby(charged, lambda each: each.key)
    lines = [_line(key or _NOWHERE[by], list(alike)) for key, alike in groups]
    return Costs(
        by=by,
        lines=lines[::-1] if by == "day" else lines,
        total=_line("total", charged),
        simulated=sum(each.jobs for each in found if kind(each) == "simulated"),
    )


def _line(key: str, spendings: Sequence[Spending]) -> Line:
    """The line that these jobs come to."""
    of = {each: [one for one in spendings if kind(one) == each] for each in get_args(Kind)}
    services = sorted({each.service for each in of["credits"]})
    return Line(
        key=key,
        tasks=_jobs(each for each in spendings if each.accepted is not None),
        clips=_jobs(each for each in spendings if each.state == "done"),
        refunded=_jobs(of["refunded"]),
        reported=_sum(each.cost for each in of["reported"]),
        credits={
            service: _sum(each.credits for each in of["credits"] if each.service == service)
            for service in services
        },
        estimated=_sum(each.estimate for each in of["estimated"]),
        unpriced=_jobs(of["unpriced"]),
        doubtful=_jobs(of["doubtful"]),
    )


def _jobs(spendings: Iterable[Spending]) -> int:
    return sum(each.jobs for each in spendings)


def _sum(amounts: Iterable[float | None]) -> float:
    return round(sum(amount or 0.0 for amount in amounts), 6)  # ten times 0.1 is 1 here
