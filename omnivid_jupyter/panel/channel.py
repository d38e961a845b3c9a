"""How a part of the panel and its script talk: by messages, never by the widget's stored state.

Nothing that passes here is kept in the notebook.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Protocol

from omnivid_jupyter.views.scripts import script, style

__all__ = ["Channel", "make_widget"]


class Channel(Protocol):
    """The way to the page."""

    def send(self, content: dict[str, Any], buffers: Sequence[bytes] | None = None) -> None:
        """Send a message, with bytes beside it where there are any."""


def make_widget(part: str) -> Any:
    """A widget that runs `part`.js; it is a `Channel`. Raises ImportError where there are no widgets."""
    return _widget_class(part)()


@cache
def _widget_class(part: str) -> Any:
    """The class of one part, made when it is needed: importing anywidget takes half a second."""
    import anywidget

    members: dict[str, Any] = {"_esm": script(f"panel/{part}.js"), "_css": style(f"panel/{part}.js")}
    return type(f"{part.capitalize()}Widget", (anywidget.AnyWidget,), members)
