"""The live view of running jobs in a cell: from the first state to the final output, in one place.

A view draws on one of three surfaces, by what the session can show:

    kernel with widgets     an anywidget (live.js); HTML beside it until a front end has drawn it
    kernel without widgets  HTML (Google Colab, or widgets that cannot be imported)
    terminal                one line of text

A view takes snapshots and shows them. It never touches a job; the only thing that it reports
is the click on "Stop waiting".
"""

from __future__ import annotations

import shutil
import sys
import time
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Protocol

from IPython.display import DisplayHandle, display

from omnivid_jupyter.engine.states import Snapshot, State
from omnivid_jupyter.saying import is_terminal, say
from omnivid_jupyter.views.place import place
from omnivid_jupyter.views.player import in_colab
from omnivid_jupyter.views.scripts import script, style
from omnivid_jupyter.views.standing import as_of, in_turn, record, to_dict, to_html, to_text, way_back

__all__ = ["SIGN_OF_LIFE", "LiveView"]

SIGN_OF_LIFE = 3.0  # seconds between two signs of life; news.js counts on it
_EMPTY = "export default {}"  # a script that draws nothing; without one, anywidget complains


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
        self._surface = _surface(on_stop, way_back(anew=anew))
        self._clock = clock
        self._shown: object = None
        self._states: tuple[State, ...] = ()
        self._next = 0.0
        self._alive = 0.0

    def update(self, snapshots: Sequence[Snapshot]) -> None:
        """Show the jobs as they are now. May be called as often as one likes: what is unchanged is not sent,
        a change of state is sent at once, and everything else as often as the surface stands."""
        states = tuple(snapshot.state for snapshot in snapshots)
        now = self._clock()
        if now >= self._alive:
            self._alive = now + SIGN_OF_LIFE
            self._surface.live_on()
        if states == self._states and now < self._next:
            return
        snapshots = in_turn(snapshots)
        content = self._surface.content(snapshots)
        if content == self._shown:
            return
        self._surface.show(snapshots)
        self._states, self._shown, self._next = states, content, now + self._surface.pause

    def finish(self, bundle: dict[str, Any]) -> None:
        """Replace the view by the cell's result, a mimebundle of its own kind."""
        self._surface.close(bundle)

    def fail(self, snapshots: Sequence[Snapshot]) -> None:
        """Replace the view by a record of how far the jobs came; the error itself is the cell's to show."""
        self._surface.close(record(snapshots))


# Where it is shown


class _Surface(Protocol):
    """A place to draw on."""

    @property
    def pause(self) -> float:
        """Seconds between two messages while the states stay the same."""

    def content(self, snapshots: Sequence[Snapshot]) -> object:
        """What would be visible, to compare with what is."""

    def show(self, snapshots: Sequence[Snapshot]) -> None:
        """Draw."""

    def live_on(self) -> None:
        """Let the page know that somebody is still there, whatever there is to show."""

    def close(self, bundle: dict[str, Any]) -> None:
        """Leave this behind, and nothing else."""


def _surface(on_stop: Callable[[], None], again: str) -> _Surface:
    match place():
        case "terminal":
            return _Terminal()
        case "console":
            return _Console()
        case "nobody":
            return _Result()
        case "output":
            return _or_without_widgets(lambda: _InOutput(_Card(on_stop, again)), _Result)
        case "runner":
            return _Html(again)
        case "page":
            if in_colab():
                return _Html(again)
            return _or_without_widgets(lambda: _Widget(_Card(on_stop, again), again), lambda: _Html(again))


def _or_without_widgets(make: Callable[[], _Surface], otherwise: Callable[[], _Surface]) -> _Surface:
    try:
        return make()
    except ImportError:
        return otherwise()


class _Html:
    """One display that is updated in place."""

    pause: float = 1.0

    def __init__(self, again: str) -> None:
        self._again = again
        self._handle: DisplayHandle | None = None

    def live_on(self) -> None:
        pass  # it says of what time it is

    def content(self, snapshots: Sequence[Snapshot]) -> object:
        return self._bundle(snapshots)

    def show(self, snapshots: Sequence[Snapshot]) -> None:
        self._display(self._bundle(snapshots))

    def close(self, bundle: dict[str, Any]) -> None:
        self._display(bundle)

    def _bundle(self, snapshots: Sequence[Snapshot]) -> dict[str, Any]:
        said = as_of(time.time(), self._again)
        return {"text/html": str(to_html(snapshots, said)), "text/plain": f"{to_text(snapshots)}\n{said}"}

    def _display(self, bundle: dict[str, Any]) -> None:
        if self._handle is None:
            self._handle = display(bundle, raw=True, display_id=True)  # type: ignore[no-untyped-call]
        else:
            self._handle.update(bundle, raw=True)  # type: ignore[no-untyped-call]


class _Card:
    """The widget: what the page is told, and what it reports."""

    def __init__(self, on_stop: Callable[[], None], again: str) -> None:
        self.drawn = 0  # how often a front end has, counting reloads of its page
        self._on_stop = on_stop
        self._widget = _widget_class()(again=again)
        self._widget.on_msg(self._receive)

    def content(self, snapshots: Sequence[Snapshot]) -> object:
        """What would be visible. The page's clock counts on by itself; one that draws it anew is told the time."""
        jobs = [to_dict(snapshot) for snapshot in snapshots]
        for job in jobs:
            elapsed, remaining = job.pop("elapsed"), job.pop("remaining")
            job["end"] = None if remaining is None else round(elapsed + remaining)
        return self.drawn, jobs

    def show(self, snapshots: Sequence[Snapshot]) -> None:
        with self._widget.hold_sync():
            self._widget.jobs, self._widget.at = [to_dict(snapshot) for snapshot in snapshots], time.time()

    def live_on(self) -> None:
        self._widget.send({"type": "alive"})

    @property
    def view(self) -> dict[str, Any]:
        """What displays it, as a mimebundle."""
        bundle, _ = self._widget._repr_mimebundle_()
        return {name: content for name, content in bundle.items() if name != "text/plain"}

    def empty(self) -> None:
        """Show nothing any more. What a front end saves of it is small, and can be opened."""
        with self._widget.hold_sync():
            self._widget.jobs, self._widget._esm, self._widget._css = [], _EMPTY, ""

    def close(self) -> None:
        """Take it off the page. Some tools save the last state even of closed widgets: leave it empty."""
        self.empty()
        self._widget.layout.close()
        self._widget.close()

    def _receive(self, _: object, message: dict[str, Any], buffers: object) -> None:
        if message.get("type") == "stop":
            self._on_stop()
        elif message.get("type") == "ready":
            self.drawn += 1


class _Widget(_Html):
    """The widget and the HTML in one display.

    Until a front end says that it drew the widget, both are kept up to date, for viewers without widgets.
    From then on only the widget is: showing the display again would take the focus off the button.
    """

    def __init__(self, card: _Card, again: str) -> None:
        super().__init__(again)
        self._card = card

    def live_on(self) -> None:
        self._card.live_on()

    @property
    def pause(self) -> float:  # type: ignore[override]  # that of HTML does not change
        """As often as the page can follow: the HTML is sent as a whole."""
        return 0.5 if self._card.drawn else 1.0

    def content(self, snapshots: Sequence[Snapshot]) -> object:
        return self._card.content(snapshots)

    def show(self, snapshots: Sequence[Snapshot]) -> None:
        self._card.show(snapshots)
        if not self._card.drawn:
            self._display(self._card.view | self._bundle(snapshots))

    def close(self, bundle: dict[str, Any]) -> None:
        super().close(bundle)
        self._card.close()


class _Result:
    """Nothing but what remains, as a display of its own."""

    pause = 1.0

    def content(self, snapshots: Sequence[Snapshot]) -> object:
        return None

    def show(self, snapshots: Sequence[Snapshot]) -> None:
        pass

    def live_on(self) -> None:
        pass

    def close(self, bundle: dict[str, Any]) -> None:
        display(bundle, raw=True)  # type: ignore[no-untyped-call]


class _InOutput(_Result):
    """The widget in an Output, which keeps whatever was displayed in it.

    So the widget stays there, and shows nothing in the end: of one that is closed the Output would show, when it is
    drawn again, that it cannot be found.
    """

    pause = 0.5

    def __init__(self, card: _Card) -> None:
        self._card = card
        self._displayed = False

    def live_on(self) -> None:
        self._card.live_on()

    def content(self, snapshots: Sequence[Snapshot]) -> object:
        return self._card.content(snapshots)

    def show(self, snapshots: Sequence[Snapshot]) -> None:
        self._card.show(snapshots)
        if not self._displayed:
            self._displayed = True
            display(self._card.view | {"text/plain": "", "text/html": ""}, raw=True)  # type: ignore[no-untyped-call]

    def close(self, bundle: dict[str, Any]) -> None:
        if self._displayed:
            self._card.empty()
        else:
            self._card.close()
        super().close(bundle)


class _Terminal:
    """One line that is written anew; where that is not possible, one line for each change of state."""

    pause = 0.5

    def __init__(self, *, rewrites: bool | None = None) -> None:
        self._rewrites = is_terminal(sys.stderr) if rewrites is None else rewrites

    def live_on(self) -> None:
        pass  # who sees the terminal sees the process end

    def content(self, snapshots: Sequence[Snapshot]) -> object:
        return to_text(snapshots) if self._rewrites else [snapshot.state for snapshot in snapshots]

    def show(self, snapshots: Sequence[Snapshot]) -> None:
        line = " ".join(to_text(snapshots).split())
        if self._rewrites:
            width = shutil.get_terminal_size().columns
            say(f"\r\x1b[K{_cut(line, width - 1)}", sys.stderr, end="")
        else:
            say(line, sys.stderr)

    def close(self, bundle: dict[str, Any]) -> None:
        if self._rewrites:
            say("\r\x1b[K", sys.stderr, end="")
        say(bundle["text/plain"])


class _Console(_Terminal):
    """A line for each change of state, and what remains as a display."""

    def __init__(self) -> None:
        super().__init__(rewrites=False)

    def close(self, bundle: dict[str, Any]) -> None:
        display(bundle, raw=True)  # type: ignore[no-untyped-call]


def _cut(line: str, columns: int) -> str:
    """As much of the line as fits into so many columns, of which wide characters take two."""
    used = 0
    for index, character in enumerate(line):
        used += 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if used > columns:
            return line[:index]
    return line


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
