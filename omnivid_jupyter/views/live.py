"""The live view of running jobs in a cell: from the first state to the final output, in one place.

It draws on what the session can show (`surfaces`): a widget (live.js), HTML, or a line of text. A view takes
snapshots and shows them. It never touches a job; the only thing that it reports is the click on "Stop waiting".
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from omnivid_jupyter.engine.states import Snapshot, State
from omnivid_jupyter.markup import Markup
from omnivid_jupyter.views.card import Card
from omnivid_jupyter.views.scripts import script, style
from omnivid_jupyter.views.standing import in_turn, record, to_dict, to_html, to_text, way_back
from omnivid_jupyter.views.surfaces import SIGN_OF_LIFE, surface

__all__ = ["SIGN_OF_LIFE", "LiveView"]


class LiveView:
    """Shows jobs while a cell waits for them, and is replaced by what the cell leaves behind.

    `on_stop` is called when the person clicks *Stop waiting*, from whatever thread the kernel serves
    messages on. `anew`: run again, the cell would pay anew. Nothing is shown before the first update.
    """

    def __init__(
        self,
        on_stop: Callable[[], None],
        *,
        anew: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        again = way_back(anew=anew)
        self._surface = surface(lambda: _Card(on_stop, again), again)
        self._clock = clock
        self._shown: object = None
        self._states: tuple[State, ...] = ()
        self._last = -math.inf  # when something was said last
        self._alive = -math.inf  # until when that is a sign of life

    @property
    def due(self) -> bool:
        """Whether an update would be looked at now: nobody has to prepare one that is not."""
        return self._clock() >= self._last + self._surface.least_pause

    def update(self, snapshots: Sequence[Snapshot]) -> None:
        """Show the jobs as they are now. May be called as often as one likes: what is unchanged is not sent, a change
        of state as soon as the surface takes it, and everything else as often as the surface stands."""
        states = tuple(snapshot.state for snapshot in snapshots)
        now = self._clock()
        pause = self._surface.pause if states == self._states else self._surface.least_pause
        if now < self._last + pause:
            return
        jobs = _Jobs(in_turn(snapshots))
        content = self._surface.content(jobs)
        changed = content != self._shown
        if not changed and now < self._alive:
            return
        if not changed or self._shown is None:
            self._surface.live_on()
        if changed:
            self._surface.show(jobs)
        self._states, self._shown = states, content
        self._last, self._alive = now, now + SIGN_OF_LIFE

    def finish(self, bundle: dict[str, Any]) -> None:
        """Replace the view by the cell's result, a mimebundle of its own kind."""
        self._surface.close(bundle)

    def fail(self, snapshots: Sequence[Snapshot]) -> None:
        """Replace the view by a record of how far the jobs came; the error itself is the cell's to show."""
        self._surface.close(record(snapshots))


@dataclass(frozen=True, slots=True)
class _Jobs:
    """The jobs at one instant, as surfaces draw them."""

    snapshots: Sequence[Snapshot]

    def html(self, said: str) -> Markup:
        return to_html(self.snapshots, said)

    def text(self) -> str:
        return to_text(self.snapshots)

    @property
    def step(self) -> object:
        return [snapshot.state for snapshot in self.snapshots]


class _Card(Card):
    """The widget: what the page is told."""

    def __init__(self, on_stop: Callable[[], None], again: str) -> None:
        super().__init__(_widget_class()(again=again), on_stop)

    def content(self, drawing: _Jobs) -> object:
        """What would be visible. The page's clock counts on by itself; one that draws it anew is told the time."""
        jobs = [to_dict(snapshot) for snapshot in drawing.snapshots]
        for job in jobs:
            elapsed, remaining = job.pop("elapsed"), job.pop("remaining")
            job["end"] = None if remaining is None else round(elapsed + remaining)
        return self.drawn, jobs

    def show(self, drawing: _Jobs) -> None:
        with self._widget.hold_sync():
            self._widget.jobs = [to_dict(snapshot) for snapshot in drawing.snapshots]
            self._widget.at = time.time()

    def _clear(self) -> None:
        self._widget.jobs = []


@cache
def _widget_class() -> Any:
    """The widget, made when the first view needs it: importing anywidget takes half a second."""
    import anywidget
    import traitlets

    class LiveWidget(anywidget.AnyWidget):
        _esm = script("views/live.js")
        _css = style("views/live.js")
        jobs: traitlets.List[dict[str, Any]] = traitlets.List().tag(sync=True)
        at = traitlets.Float().tag(sync=True)  # when they were so, in unix seconds
        again = traitlets.Unicode().tag(sync=True)  # how to go on when nobody watches any more

    return LiveWidget
