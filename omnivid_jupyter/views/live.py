"""The live view of running jobs in a cell: from the first state to the final output, in one place.

A view draws on one of three surfaces, by what the session can show:

    kernel with widgets     an anywidget (live.js); HTML beside it until a front end has drawn it
    kernel without widgets  HTML (Google Colab, or widgets that cannot be imported)
    terminal                one line of text

The one rule: a view takes snapshots and shows them. It never touches a job; the only thing that it reports
is the click on "Stop waiting".
"""

from __future__ import annotations

import shutil
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from math import ceil
from typing import Any, Protocol

from IPython.core.getipython import get_ipython
from IPython.display import DisplayHandle, display

from omnivid_jupyter.engine.states import FINAL, Snapshot, State
from omnivid_jupyter.providers.prices import cost_text
from omnivid_jupyter.request import settings_texts
from omnivid_jupyter.views.player import escape, in_colab, plain
from omnivid_jupyter.views.scripts import script, style

__all__ = ["LiveView", "record", "to_dict", "to_html", "to_text"]

WORDS: dict[State, tuple[str, str]] = {
    "prepared": ("○", "Preparing"),
    "submitting": ("↑", "Submitting"),
    "queued": ("◔", "Queued"),
    "running": ("◑", "Running"),
    "downloading": ("↓", "Downloading"),
    "done": ("✓", "Done"),
    "failed": ("✕", "Failed"),
    "unknown": ("?", "Outcome unknown"),
    "expired": ("✕", "Expired"),
}
"""How each state is shown: an icon and a word."""

_LOG_LINES = 100  # of a job's log in the view
_RECORD_LINES = 5  # of a job's log in what a failed cell leaves behind


class LiveView:
    """Shows jobs while a cell waits for them, and is replaced by what the cell leaves behind.

    `on_stop` is called when the person clicks *Stop waiting*, from whatever thread the kernel serves
    messages on. Nothing is shown before the first update.
    """

    def __init__(self, on_stop: Callable[[], None], *, clock: Callable[[], float] = time.monotonic) -> None:
        self._surface = _surface(on_stop)
        self._clock = clock
        self._shown: object = None
        self._states: tuple[State, ...] = ()
        self._next = 0.0

    def update(self, snapshots: Sequence[Snapshot]) -> None:
        """Show the jobs as they are now. May be called as often as one likes: what is unchanged is not sent,
        a change of state is sent at once, and everything else as often as the surface stands."""
        states = tuple(snapshot.state for snapshot in snapshots)
        now = self._clock()
        if states == self._states and now < self._next:
            return
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


# --- from a snapshot to something to show -------------------------------------------------------------------


def to_dict(snapshot: Snapshot) -> dict[str, Any]:
    """A job for the widget: texts that are ready to show, and the numbers that move. No key, no media."""
    icon, word = WORDS[snapshot.state]
    return {
        "state": snapshot.state,
        "icon": icon,
        "word": word,
        "final": snapshot.state in FINAL,
        "model": plain(snapshot.model),
        "prompt": plain(snapshot.prompt),
        "settings": _settings(snapshot),
        "progress": _progress(snapshot),
        "elapsed": round(snapshot.elapsed, 1),
        "remaining": None if snapshot.remaining is None else round(snapshot.remaining, 1),
        "cost": cost_text(snapshot.model, snapshot.cost, snapshot.credits) or "",
        "task": plain(snapshot.task_id or ""),
        "note": plain(snapshot.note or ""),
        "log": _log(snapshot, _LOG_LINES),
    }


def to_html(snapshots: Sequence[Snapshot]) -> str:
    """The running jobs as HTML that needs neither script nor style sheet."""
    hint = _quiet("Interrupt the kernel to stop waiting; the task goes on.")
    running = any(snapshot.state not in FINAL for snapshot in snapshots)
    return f"<div>{''.join(map(_live_html, snapshots))}{hint if running else ''}</div>"


def to_text(snapshots: Sequence[Snapshot]) -> str:
    """The running jobs as one line: the job's own, or of several how many are in each state."""
    if len(snapshots) == 1:
        return " · ".join([_headline(snapshots[0]), *_facts(snapshots[0])])
    counts = Counter(snapshot.state for snapshot in snapshots)
    return " · ".join(
        f"{counts[state]} {word.lower()}" for state, (_, word) in WORDS.items() if counts[state]
    )


def record(snapshots: Sequence[Snapshot], *, left: bool = True) -> dict[str, Any]:
    """What a cell without clips leaves behind, as a mimebundle: each job's state, task id and last log lines.

    `left`: somebody waited for the jobs and no longer does.
    """
    rows, lines = [], []
    for snapshot in snapshots:
        ended = " when the wait ended" if left and snapshot.state not in FINAL else ""
        head = _headline(snapshot) + ended
        facts, log = _facts(replace(snapshot, remaining=None)), _log(snapshot, _RECORD_LINES)
        rows.append(_row_html(head, facts, _pre(log)))
        lines += [" · ".join([head, *facts]), *(f"  {line}" for line in log)]
    return {"text/html": f"<div>{''.join(rows)}</div>", "text/plain": "\n".join(lines)}


def _live_html(snapshot: Snapshot) -> str:
    progress, log = _progress(snapshot), _log(snapshot, _LOG_LINES)
    value = "" if progress is None else f' value="{progress:g}"'
    bar = f'<div><progress max="100"{value} style="width:320px;max-width:100%"></progress></div>'
    folded = f"<details><summary>Log</summary>{_pre(log)}</details>" if log else ""
    return _row_html(
        _headline(snapshot), _facts(snapshot), folded, bar="" if snapshot.state in FINAL else bar
    )


def _row_html(head: str, facts: Sequence[str], log: str, *, bar: str = "") -> str:
    """One job; `head` and `facts` are text, `log` and `bar` are HTML."""
    said = _quiet(escape(" · ".join(facts)))
    return f'<div style="margin-bottom:8px"><strong>{escape(head)}</strong>{bar}{said}{log}</div>'


def _quiet(content: str) -> str:
    return f'<div style="font-size:90%;opacity:.75;overflow-wrap:break-word">{content}</div>'


def _pre(lines: Sequence[str]) -> str:
    text = "\n".join(map(escape, lines))
    return f'<pre style="font-size:85%;opacity:.75;white-space:pre-wrap">{text}</pre>' if lines else ""


def _headline(snapshot: Snapshot) -> str:
    icon, word = WORDS[snapshot.state]
    progress = _progress(snapshot)
    moving = progress is not None and snapshot.state not in FINAL
    return f"{icon} {word} {progress:.0f} %" if moving else f"{icon} {word}"


def _facts(snapshot: Snapshot) -> list[str]:
    remaining = snapshot.remaining
    facts = [
        _clock_time(snapshot.elapsed),
        f"about {_clock_time(ceil(remaining))} left" if remaining and snapshot.state not in FINAL else "",
        plain(snapshot.model),
        _settings(snapshot),
        cost_text(snapshot.model, snapshot.cost, snapshot.credits) or "",
        f"task {plain(snapshot.task_id)}" if snapshot.task_id else "",
        plain(snapshot.note or ""),
    ]
    return [fact for fact in facts if fact]


def _settings(snapshot: Snapshot) -> str:
    """The settings, with a name where the value does not say what it is."""
    return " · ".join(plain(text) for text in settings_texts(snapshot.settings))


def _progress(snapshot: Snapshot) -> float | None:
    return None if snapshot.progress is None else min(100.0, max(0.0, snapshot.progress))


def _log(snapshot: Snapshot, count: int) -> list[str]:
    return [f"{_clock_time(line.at)}  {plain(line.text)}" for line in snapshot.log[-count:]]


def _clock_time(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


# --- where it is shown --------------------------------------------------------------------------------------


class _Surface(Protocol):
    """A place to draw on."""

    @property
    def pause(self) -> float:
        """Seconds between two messages while the states stay the same."""

    def content(self, snapshots: Sequence[Snapshot]) -> object:
        """What would be visible, to compare with what is."""

    def show(self, snapshots: Sequence[Snapshot]) -> None:
        """Draw."""

    def close(self, bundle: dict[str, Any]) -> None:
        """Leave this behind, and nothing else."""


def _surface(on_stop: Callable[[], None]) -> _Surface:
    if getattr(get_ipython(), "kernel", None) is None:
        return _Terminal()
    if in_colab():
        return _Html()
    try:
        return _Widget(on_stop)
    except ImportError:
        return _Html()


class _Html:
    """One display that is updated in place."""

    pause: float = 1.0

    def __init__(self) -> None:
        self._handle: DisplayHandle | None = None

    def content(self, snapshots: Sequence[Snapshot]) -> object:
        return self._bundle(snapshots)

    def show(self, snapshots: Sequence[Snapshot]) -> None:
        self._display(self._bundle(snapshots))

    def close(self, bundle: dict[str, Any]) -> None:
        self._display(bundle)

    def _bundle(self, snapshots: Sequence[Snapshot]) -> dict[str, Any]:
        return {"text/html": to_html(snapshots), "text/plain": to_text(snapshots)}

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

    def __init__(self, on_stop: Callable[[], None]) -> None:
        super().__init__()
        self._on_stop = on_stop
        self._drawn = 0  # how often a front end has, counting reloads of its page
        self._widget = _widget_class()()
        self._widget.on_msg(self._receive)

    def content(self, snapshots: Sequence[Snapshot]) -> object:
        # The widget's own clock counts on; each front end that draws it anew is told the time.
        jobs = [to_dict(snapshot) for snapshot in snapshots]
        for job in jobs:
            elapsed, remaining = job.pop("elapsed"), job.pop("remaining")
            job["end"] = None if remaining is None else round(elapsed + remaining)
        return self._drawn, jobs

    def show(self, snapshots: Sequence[Snapshot]) -> None:
        self._widget.jobs = [to_dict(snapshot) for snapshot in snapshots]
        if not self._drawn:
            view, _ = self._widget._repr_mimebundle_()
            self._display(view | self._bundle(snapshots))

    def close(self, bundle: dict[str, Any]) -> None:
        super().close(bundle)
        # A tool that runs notebooks (nbclient) saves the last state even of closed widgets: leave it empty.
        with self._widget.hold_sync():
            self._widget.jobs, self._widget._esm, self._widget._css = [], "", ""
        self._widget.layout.close()
        self._widget.close()

    def _receive(self, _: object, message: dict[str, Any], buffers: object) -> None:
        if message.get("type") == "stop":
            self._on_stop()
        elif message.get("type") == "ready":
            self._drawn, self.pause = self._drawn + 1, 0.5


class _Terminal:
    """One line that is written anew; where that is not possible, one line for each change of state."""

    pause = 0.5

    def __init__(self) -> None:
        self._rewrites = sys.stderr.isatty()

    def content(self, snapshots: Sequence[Snapshot]) -> object:
        return to_text(snapshots) if self._rewrites else [snapshot.state for snapshot in snapshots]

    def show(self, snapshots: Sequence[Snapshot]) -> None:
        line = " ".join(to_text(snapshots).split())
        if self._rewrites:
            width = shutil.get_terminal_size().columns
            print(f"\r\x1b[K{_cut(line, width - 1)}", end="", file=sys.stderr, flush=True)
        else:
            print(line, file=sys.stderr, flush=True)

    def close(self, bundle: dict[str, Any]) -> None:
        if self._rewrites:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
        print(bundle["text/plain"], flush=True)


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

    return LiveWidget
