"""The widget of a live view: how it is displayed, kept alive and taken off the page, whatever it shows.

Each view says what is told to the page, and what the page may report beyond the two things that all do: that it has
drawn the widget, and that the person stops waiting.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["Card"]

_NOTHING = "export default {}"  # a script that draws nothing; without one, anywidget complains


class Card(ABC):
    """A widget that shows a drawing.

    Parameters
    ----------
    widget:
        The anywidget, not displayed yet.
    on_stop:
        Called when the person clicks *Stop waiting*, from whatever thread the kernel serves messages on.
    """

    def __init__(self, widget: Any, on_stop: Callable[[], None]) -> None:
        self.drawn = 0
        """How often a front end has drawn it, counting reloads of its page."""
        self._widget = widget
        self._on_stop = on_stop
        widget.on_msg(lambda _, message, buffers: self._receive(message))

    @abstractmethod
    def content(self, drawing: Any) -> object:
        """What would be visible, to compare with what is."""

    @abstractmethod
    def show(self, drawing: Any) -> None:
        """Tell the page."""

    def live_on(self) -> None:
        """Tell the page that somebody is still there."""
        self._widget.send({"type": "alive"})

    @property
    def view(self) -> dict[str, Any]:
        """What displays it, as a mimebundle."""
        bundle, _ = self._widget._repr_mimebundle_()
        return {name: content for name, content in bundle.items() if name != "text/plain"}

    def empty(self) -> None:
        """Show nothing any more. What a front end saves of it is small, and can be opened."""
        with self._widget.hold_sync():
            self._clear()
            self._widget._esm, self._widget._css = _NOTHING, ""

    def close(self) -> None:
        """Take it off the page. Some tools save the last state even of closed widgets: leave it empty."""
        self.empty()
        self._widget.layout.close()
        self._widget.close()

    def _clear(self) -> None:  # noqa: B027 - not every widget has a state to clear
        """Forget what the widget's state holds."""

    def _receive(self, message: Mapping[str, Any]) -> None:
        """Take what the page reports."""
        match message:
            case {"type": "stop"}:
                self._on_stop()
            case {"type": "ready"}:
                self.drawn += 1
