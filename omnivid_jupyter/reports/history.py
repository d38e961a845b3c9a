"""What was asked for, newest first, as the journal remembers it.

History is a snapshot of what is written down. Looking at it moves no job and asks no service.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, overload

from omnivid_jupyter import values
from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine.journal import Entry, Journal
from omnivid_jupyter.engine.states import IN_FLIGHT, STATES
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.markup import output
from omnivid_jupyter.media import clips
from omnivid_jupyter.media.ratings import Rating, rating_of
from omnivid_jupyter.providers.capabilities import listing
from omnivid_jupyter.providers.replies import clean
from omnivid_jupyter.spelling import meant
from omnivid_jupyter.tables import Table
from omnivid_jupyter.views.entries import Entry as Place
from omnivid_jupyter.views.entries import told_apart
from omnivid_jupyter.views.history import amount, clip_file, history_html, settings_of, state_text, when

if TYPE_CHECKING:
    from omnivid_jupyter.views.sheet import Sheet

__all__ = ["History", "HistoryTable", "Since"]

_COLUMNS = ("when", "state", "prompt", "model", "settings", "cost", "job", "clip")
_PROMPT = 48  # characters of a prompt in a line of text
_SHOWN = 200  # jobs

Since = datetime | date | str | float


class History(Sequence[Entry]):
    """Jobs of the journal. In a notebook it shows itself as a contact sheet, elsewhere as a table of text.

    An item is the job's entry: data; a slice is a history. `clip(i)` is the clip that the job made, `clips`
    are those of all of them, as far as their files are still there; `table` has a line for each job.
    """

    def __init__(self, entries: Sequence[Entry], damage: str = "") -> None:
        """`damage` is a sentence on what the journal has and cannot be read."""
        self._entries = tuple(entries)
        self._damage = damage
        self._read = datetime.now()

    @classmethod
    def read(
        cls,
        journal: Journal,
        text: str | None = None,
        *,
        model: str | None = None,
        state: str | None = None,
        since: Since | None = None,
        limit: int | None = 50,
    ) -> History:
        """The newest `limit` jobs (None: all) that fit every filter.

        `text` is in the prompt and `model` in the address, in any case; `since` is a local date or time, as
        such or in ISO form, or unix seconds. Raises `InvalidRequestError`.
        """
        text, model, state = (
            values.text("text", text),
            values.text("model", model),
            values.text("state", state),
        )
        if isinstance(limit, str):
            values.refuse("limit", limit, "a number of jobs")
        limit = values.whole("limit", limit, "a number of jobs")
        if state is not None and state not in STATES:
            raise InvalidRequestError(
                f"state {state!r} is not possible: a job is {listing(STATES)}.{meant(state, STATES)}",
                field="state",
            )
        if limit is not None and limit < 1:
            raise InvalidRequestError(f"limit {limit!r} is not a number of jobs.", field="limit")
        seconds = None if since is None else _seconds(since)
        found = journal.newest(limit, text=text, model=model, state=state, since=seconds)
        return cls(found, journal.damage)

    def __len__(self) -> int:
        return len(self._entries)

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> History: ...
    def __getitem__(self, index: int | slice) -> Entry | History:
        chosen = self._entries[index]
        return History(chosen, self._damage) if isinstance(chosen, tuple) else chosen

    def clip(self, index: int) -> Clip | None:
        """The clip of one job; None where there is none, or its file is gone or no longer the same."""
        entry = self._entries[index]
        return clips.load(entry.folder, entry.clip) if entry.clip else None

    @property
    def clips(self) -> list[Clip]:
        """The clips that are still there, in the order of the jobs."""
        return [clip for clip in map(self.clip, range(len(self))) if clip]

    @property
    def shown(self) -> History:
        """The part that is shown: the newest jobs, as many as one can look through."""
        return self if len(self) <= _SHOWN else self[:_SHOWN]

    @property
    def rest(self) -> str:
        """What is said of those that are not shown; empty where all are."""
        older = f"… and {len(self) - _SHOWN} older jobs." if len(self) > _SHOWN else ""
        going = f"Under way as of {self._read:%Y-%m-%d %H:%M}." if any(map(_is_going, self.shown)) else ""
        return " ".join(filter(None, (older, going, self._damage)))

    def __repr__(self) -> str:
        if not self:
            return f"No jobs. {self.rest}".rstrip()
        return f"{Table(_COLUMNS, [_row(entry) for entry in self.shown])!r}\n{self.rest}".rstrip()

    @property
    def table(self) -> HistoryTable:
        """The jobs line by line, with their ids; in a notebook with small pictures."""
        return HistoryTable(self)

    @property
    def sheet(self) -> Sheet:
        """The contact sheet of those that are shown: their clips, and what became of the others in their places."""
        from omnivid_jupyter.views.sheet import Sheet  # a script needs no IPython

        jobs = self.shown
        values = told_apart([(job.prompt, job.model, job.request) for job in jobs])
        places = [
            _place(job, jobs.clip(at), own) for at, (job, own) in enumerate(zip(jobs, values, strict=True))
        ]
        return Sheet(places, note=self.rest, exported=False)  # jobs of other notebooks are among them

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """How a notebook shows it: as its contact sheet, and as text."""
        if not self:
            return {"text/plain": repr(self)}
        return {**self.sheet._repr_mimebundle_(), "text/plain": repr(self)}


class HistoryTable:
    """Jobs of the journal as a table."""

    def __init__(self, history: History) -> None:
        self._history = history

    def __repr__(self) -> str:
        return repr(self._history)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """How a notebook shows it: as HTML with pictures, and as text."""
        jobs = self._history
        if not jobs:
            return {"text/plain": repr(jobs)}
        return {"text/html": output(history_html(jobs.shown, jobs.rest)), "text/plain": repr(jobs)}


def _place(job: Entry, clip: Clip | None, values: Mapping[str, str]) -> Place:
    """A job's place on the contact sheet."""
    rating = rating_of(clip.path) if clip else Rating()
    return Place(
        values=values,
        prompt=job.prompt,
        model=job.model,
        take=job.request.take,
        clip=clip,
        state=job.state,
        note="" if clip else _what_became(job),
        cost=clip.cost if clip else job.cost,
        stars=rating.stars,
        remark=rating.note,
        rejected=rating.rejected,
    )


def _what_became(job: Entry) -> str:
    """Why there is no clip, and the id by which one can ask."""
    why = f"The file is gone: {job.clip}." if job.clip else (job.error or "")
    return f"{why} Job {job.id}{', forgotten' if job.forgotten else ''}.".strip()


def _is_going(entry: Entry) -> bool:
    """Whether what is said of a job is soon no longer so: the table may be looked at years later."""
    return entry.state in IN_FLIGHT and not entry.forgotten


def _row(entry: Entry) -> tuple[str, ...]:
    file = entry.clip or ""
    if file and not clip_file(entry):
        file = f"{file} (gone)"
    cells = (
        when(entry),
        state_text(entry),
        clean(entry.prompt, _PROMPT),
        entry.model,
        " · ".join(settings_of(entry)),
        amount(entry),
        entry.id,
        file,
    )
    return tuple(clean(cell) for cell in cells)


def _seconds(since: Since) -> float:
    """A moment in unix seconds; a day begins at midnight, local time."""
    try:
        if isinstance(since, bool):
            raise TypeError("a bool is no time")
        if type(since).__name__ == "datetime64":  # NumPy's, which is no datetime
            since = str(since)
        if isinstance(since, str):
            since = datetime.fromisoformat(since)
        if isinstance(since, date) and not isinstance(since, datetime):
            since = datetime.combine(since, time())
        seconds = since.timestamp() if isinstance(since, datetime) else float(since)
    except (OSError, OverflowError, TypeError, ValueError):
        seconds = math.nan
    if not math.isfinite(seconds):
        raise InvalidRequestError(
            f"since {values.kind(since)} is not a date or time.",
            field="since",
            hint="Write it such as 2026-08-22.",
        )
    return seconds
