"""The panel as a whole: its three parts, the thread that works for them, and the output below.

A click is answered at once; whatever takes time is done by the panel's own thread.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from IPython.core.getipython import get_ipython
from IPython.display import display

from omnivid_jupyter.engine.engine import engine
from omnivid_jupyter.markup import Markup, output
from omnivid_jupyter.panel.channel import make_widget
from omnivid_jupyter.panel.form import Form
from omnivid_jupyter.panel.gallery import Gallery
from omnivid_jupyter.panel.keymarks import KeyMarks
from omnivid_jupyter.panel.messages import content_of
from omnivid_jupyter.panel.queue import Queue
from omnivid_jupyter.panel.worker import Worker
from omnivid_jupyter.reports.library import Library
from omnivid_jupyter.settings import settings
from omnivid_jupyter.views.place import place

__all__ = ["Panel", "panel"]

_PAUSE = 1.0  # seconds between two updates of the gallery, each of two messages: cards, and what is finished

_SENTENCE = (
    "The omnivid panel is made of widgets, which this page does not show."
    " The same in a cell: type %%omnivid demo/omni-flash and, on the next line, what to show."
    " %omnivid help tells the rest."
)


def panel() -> Panel:
    """The panel, ready to be shown: a form, a queue of jobs and a gallery of clips."""
    return Panel()


class Panel:
    """A form, a queue and a gallery; shown, it stays in touch with the kernel until it is closed.

    Closing it, or losing it, ends no job and removes no clip.
    """

    def __init__(self) -> None:
        self._parts = _Parts.make()

    def close(self) -> None:
        """Take the panel off the page."""
        if self._parts:
            self._parts.close()
            self._parts = None

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """The widget, and for a page without widgets a sentence in its place."""
        view = self._parts.view() if self._parts else {}
        return view | {"text/plain": _SENTENCE, "text/html": output(Markup("<p>{}</p>").format(_SENTENCE))}

    def _ipython_display_(self) -> None:
        display(self._repr_mimebundle_(), raw=True)  # type: ignore[no-untyped-call]
        if self._parts:
            self._parts.show = _place_below()


def _place_below() -> Callable[[Any], None]:
    """Make room for what the panel shows as a result: an output of its own, which stays in the notebook."""
    if place() in ("page", "runner"):
        empty = {"text/plain": "", "text/html": ""}
        handle = display(empty, raw=True, display_id=True)  # type: ignore[no-untyped-call]
        show: Callable[[Any], None] = handle.update
        return show
    import ipywidgets  # there is a panel, so there are widgets

    output = ipywidgets.Output()  # elsewhere the update of a display would be dropped
    display(output)  # type: ignore[no-untyped-call]

    def put(result: Any) -> None:
        output.outputs = ()
        output.append_display_data(result)

    return put


class _Parts:
    """The living panel: widgets, parts and thread."""

    def __init__(self, widgets: dict[str, Any], box: Any) -> None:
        self.show: Callable[[Any], None] = display
        self._widgets = widgets
        self._box = box
        self._views = 0
        self._asked = False
        self._gallery_due = 0.0
        self._worker = Worker(self._tick, self._failed)
        self._keys = KeyMarks(self._found_keys)
        library = Library(settings.resolved_output_dir, engine().journal)
        self._queue = Queue(
            widgets["queue"],
            open_clip=lambda path: self._gallery.open(path),
            folder=settings.resolved_output_dir,
            moved=lambda: self._form.look_again(),  # what is made already, or under way, is free
            finished=lambda paths: self._gallery.finished(paths),
        )
        self._form = Form(
            widgets["form"],
            settings.resolved_model(),
            start=self._queue.start,
            made=lambda fingerprint: (
                library.has(fingerprint)
                or library.is_unusable(fingerprint)  # it is refused, and costs nothing
                or engine().is_under_way(fingerprint)
            ),
            folder=settings.resolved_output_dir,
        )
        self._gallery = Gallery(
            widgets["gallery"],
            library,
            use=self._form.fill,
            refer=self._form.refer,
            show=lambda result: self.show(result),
            moved=self._form.look_again,
            asked=lambda: {run.task_id for run in list(engine().jobs.values()) if run.task_id},
        )
        for name, part in (("form", self._form), ("queue", self._queue), ("gallery", self._gallery)):
            widgets[name].on_msg(self._receiver(name, part.handle))

    @classmethod
    def make(cls) -> _Parts | None:
        """The parts, where this session can show widgets at all."""
        if getattr(get_ipython(), "kernel", None) is None:
            return None
        try:
            import ipywidgets

            widgets = {name: make_widget(name) for name in ("form", "queue", "gallery")}
        except ImportError:
            return None
        box = ipywidgets.Box(list(widgets.values()))
        box.add_class("omnivid-panel")
        return cls(widgets, box)

    def view(self) -> dict[str, Any]:
        """The widget's mimebundle."""
        bundle: dict[str, Any] = self._box._repr_mimebundle_()
        return bundle

    def close(self) -> None:
        self._worker.stop()
        for widget in (*self._widgets.values(), self._box):
            widget.close()

    def _receiver(
        self, name: str, handle: Callable[[Mapping[str, Any]], None]
    ) -> Callable[[Any, dict[str, Any], Any], None]:
        def receive(_: Any, content: dict[str, Any], buffers: Any) -> None:
            message = content_of(content, buffers)
            if name == "queue":
                self._views += {"ready": 1, "gone": -1}.get(str(message.get("type")), 0)
            self._worker.do(lambda: handle(message))
            if name == "queue" and message.get("type") == "ready":
                self._worker.do(self._opened)

        return receive

    def _opened(self) -> None:
        """The first time that a page shows the panel: go on with what is unfinished."""
        if self._asked:
            return
        self._asked = True
        self._keys.look()
        self._queue.resume()
        self._queue.update()

    def _found_keys(self, found: Mapping[str, bool]) -> None:
        self._worker.do(lambda: self._form.set_keys(found))

    def _tick(self) -> bool:
        """One look at jobs, clips and keys; False when there is no page left to show them."""
        if self._views <= 0 or self._box.comm is None:
            return False
        self._keys.look()
        self._queue.update()
        self._queue.live_on()
        if time.monotonic() >= self._gallery_due and self._gallery.update():
            self._gallery_due = time.monotonic() + _PAUSE
        return True

    def _failed(self, error: Exception) -> None:
        self._form.crashed(error)
