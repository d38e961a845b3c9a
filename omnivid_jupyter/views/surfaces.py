"""Where something live is drawn, by what the session can show; from the first state to what remains, in one place.

    kernel with widgets     an anywidget, the card; HTML beside it until a front end has drawn it
    kernel without widgets  HTML (Google Colab, or widgets that cannot be imported)
    terminal                one line of text

A surface knows nothing of jobs: it is given a drawing of what is to be seen.
"""

from __future__ import annotations

import shutil
import sys
import time
import unicodedata
from collections.abc import Callable
from typing import Any, Protocol

from IPython.display import DisplayHandle, display

from omnivid_jupyter.markup import Markup, output
from omnivid_jupyter.saying import is_terminal, say
from omnivid_jupyter.views.card import Card
from omnivid_jupyter.views.place import place
from omnivid_jupyter.views.player import in_colab
from omnivid_jupyter.views.standing import as_of

__all__ = ["SIGN_OF_LIFE", "Drawing", "Surface", "surface"]

SIGN_OF_LIFE = 3.0  # seconds between two signs of life; news.js counts on it


class Drawing(Protocol):
    """What is to be seen at one instant."""

    def html(self, said: str) -> Markup:
        """As HTML that needs neither script nor style sheet; `said` is one more line."""

    def text(self) -> str:
        """As one line of text."""

    @property
    def step(self) -> object:
        """What is worth a line of its own where none can be written anew."""


class Surface(Protocol):
    """A place to draw on."""

    @property
    def pause(self) -> float:
        """Seconds between two messages while the states stay the same."""

    @property
    def least_pause(self) -> float:
        """Seconds between any two messages: a page is told at most twice a second."""

    def content(self, drawing: Drawing) -> object:
        """What would be visible, to compare with what is."""

    def show(self, drawing: Drawing) -> None:
        """Draw."""

    def live_on(self) -> None:
        """Let the page know that somebody is still there, whatever there is to show."""

    def close(self, bundle: dict[str, Any]) -> None:
        """Leave this behind, and nothing else."""


def surface(make_card: Callable[[], Card], again: str) -> Surface:
    """The place for what is displayed now; `again` says how to go on when nobody watches any more."""
    match place():
        case "terminal":
            return _Terminal()
        case "console":
            return _Console()
        case "nobody":
            return _Result()
        case "output":
            return _or_without_widgets(lambda: _InOutput(make_card()), _Result)
        case "runner":
            return _Html(again)
        case "page":
            if in_colab():
                return _Html(again)
            return _or_without_widgets(lambda: _Widget(make_card(), again), lambda: _Html(again))


def _or_without_widgets(make: Callable[[], Surface], otherwise: Callable[[], Surface]) -> Surface:
    try:
        return make()
    except ImportError:
        return otherwise()


class _Html:
    """One display that is updated in place."""

    pause: float = 1.0
    least_pause: float = 0.5

    def __init__(self, again: str) -> None:
        self._again = again
        self._handle: DisplayHandle | None = None

    def live_on(self) -> None:
        pass  # it says of what time it is

    def content(self, drawing: Drawing) -> object:
        return drawing.html(""), drawing.text()

    def show(self, drawing: Drawing) -> None:
        self._display(self._bundle(drawing))

    def close(self, bundle: dict[str, Any]) -> None:
        self._display(bundle)

    def _bundle(self, drawing: Drawing) -> dict[str, Any]:
        said = as_of(time.time(), self._again)
        return {"text/html": output(drawing.html(said)), "text/plain": f"{drawing.text()}\n{said}"}

    def _display(self, bundle: dict[str, Any]) -> None:
        if self._handle is None:
            self._handle = display(bundle, raw=True, display_id=True)  # type: ignore[no-untyped-call]
        else:
            self._handle.update(bundle, raw=True)  # type: ignore[no-untyped-call]


class _Widget(_Html):
    """The widget and the HTML in one display.

    Until a front end says that it drew the widget, both are kept up to date, for viewers without widgets.
    From then on only the widget is: showing the display again would take the focus off the button.
    """

    def __init__(self, card: Card, again: str) -> None:
        super().__init__(again)
        self._card = card

    def live_on(self) -> None:
        self._card.live_on()

    @property
    def pause(self) -> float:  # type: ignore[override]  # that of HTML does not change
        """As often as the page can follow: the HTML is sent as a whole."""
        return 0.5 if self._card.drawn else 1.0

    @property
    def least_pause(self) -> float:  # type: ignore[override]  # as above
        """Undrawn, it takes two messages each time."""
        return self.pause

    def content(self, drawing: Drawing) -> object:
        return self._card.content(drawing)

    def show(self, drawing: Drawing) -> None:
        self._card.show(drawing)
        if not self._card.drawn:
            self._display(self._card.view | self._bundle(drawing))

    def close(self, bundle: dict[str, Any]) -> None:
        super().close(bundle)
        self._card.close()


class _Result:
    """Nothing but what remains, as a display of its own."""

    pause = least_pause = 1.0

    def content(self, drawing: Drawing) -> object:
        return None

    def show(self, drawing: Drawing) -> None:
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

    pause = least_pause = 0.5

    def __init__(self, card: Card) -> None:
        self._card = card
        self._displayed = False

    def live_on(self) -> None:
        self._card.live_on()

    def content(self, drawing: Drawing) -> object:
        return self._card.content(drawing)

    def show(self, drawing: Drawing) -> None:
        self._card.show(drawing)
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
    least_pause = 0.0

    def __init__(self, *, rewrites: bool | None = None) -> None:
        self._rewrites = is_terminal(sys.stderr) if rewrites is None else rewrites

    def live_on(self) -> None:
        pass  # who sees the terminal sees the process end

    def content(self, drawing: Drawing) -> object:
        return drawing.text() if self._rewrites else drawing.step

    def show(self, drawing: Drawing) -> None:
        line = " ".join(drawing.text().split())
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
