"""The HTTP messages of a job as a sequence that can be read: `%omnivid trace`, and the panel's queue.

    +0.0 s  POST https://api…/videos/generations → 200 OK, 12 ms
            accepted as task …
            1.0 s of waiting
    +1.1 s  GET https://api…/tasks/… → 200 OK, 8 ms

It sends nothing. Looking at a job neither goes on with it nor asks the service again.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from omnivid_jupyter.engine.engine import engine
from omnivid_jupyter.engine.journal import Entry
from omnivid_jupyter.engine.run import Run
from omnivid_jupyter.engine.states import Snapshot, State
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.markup import Markup, output, plain
from omnivid_jupyter.net.exchange import Exchange
from omnivid_jupyter.saying import say, show

__all__ = ["ExchangeText", "Trace", "exchange_text", "trace_command"]

_NOTICED = 0.05  # seconds; shorter pauses are not worth a line
_QUIET = "opacity:.75"
_PRE = (
    "margin:4px 0 8px;padding:6px 10px;background:rgba(127,127,127,.12);border-radius:4px;font-size:12px;"
    "line-height:1.45;white-space:pre-wrap;overflow-wrap:anywhere;max-height:24em;overflow:auto"
)
_LINE = "margin:2px 0;font-family:monospace;font-size:13px;overflow-wrap:anywhere"
#: Colours that can be seen on white and on black alike.
_GOOD, _BAD = "#2e9e5b", "#d9534f"


@dataclass(frozen=True, slots=True)
class ExchangeText:
    """One exchange in words: all of it plain text, with nothing secret in it.

    `at` is seconds after the job began; `sent` and `received` are headers and bodies, `good` is whether the
    answer came whole and with a status below 400.
    """

    at: float
    title: str
    outcome: str
    good: bool
    sent: str
    received: str


def exchange_text(exchange: Exchange) -> ExchangeText:
    """An exchange in words."""
    return ExchangeText(
        at=exchange.at,
        title=plain(f"{exchange.method} {exchange.url}"),
        outcome=_outcome(exchange),
        good=exchange.fault is None and (exchange.status or 500) < 400,
        sent=_whole(exchange.headers, exchange.body),
        received=_whole(exchange.answer_headers, exchange.answer),
    )


def _outcome(exchange: Exchange) -> str:
    took = duration(exchange.seconds)
    if exchange.status is None:
        return f"no answer: {exchange.fault} after {took}"
    known = exchange.status in {each.value for each in HTTPStatus}
    answer = f"{exchange.status} {HTTPStatus(exchange.status).phrase}" if known else str(exchange.status)
    return f"{answer}, {took}" if exchange.fault is None else f"{answer}, broke off: {exchange.fault}, {took}"


def duration(seconds: float) -> str:
    """Seconds in words: "12 ms", "1.5 s"."""
    return f"{seconds * 1000:.0f} ms" if seconds < 0.1 else f"{seconds:.1f} s"


def _whole(headers: Sequence[tuple[str, str]], body: str) -> str:
    lines = [f"{name}: {value}" for name, value in headers]
    return plain("\n".join([*lines, *(["", body] if lines and body else [body] if body else [])]))


class Trace:
    """The messages of one job up to now, and what the job made of them; it shows itself."""

    def __init__(self, job: Run) -> None:
        self._job: Snapshot = job.snapshot()
        self._exchanges = job.exchanges
        self._found = job.found

    def __repr__(self) -> str:
        return "\n".join(self._text())

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        html = Markup("<div>{}</div>").format(Markup("").join(self._html()))
        return {"text/plain": repr(self), "text/html": output(html)}

    @property
    def _title(self) -> str:
        job = self._job
        task = f" · task {job.task_id}" if job.task_id else ""
        return plain(f"Job {job.job_id} · {job.model}{task} · {job.state}")

    @property
    def _nothing(self) -> str | None:
        """Why there are no messages, or none but those of an earlier time."""
        if self._found:
            before = " When it was made:" if self._exchanges else ""
            return f"Nothing was sent: the clip was in the clip folder.{before}"
        return None if self._exchanges else "This session has sent nothing for this job yet."

    def _sequence(self) -> Iterator[ExchangeText | str]:
        """Messages and lines between them, in the order in which they happened."""
        happened: list[tuple[float, Exchange | str]] = [(each.at, each) for each in self._exchanges]
        happened += [(line.at, plain(line.text)) for line in self._job.log]
        ended: float | None = None
        for at, event in sorted(happened, key=lambda each: each[0]):
            if isinstance(event, str):
                yield event
                continue
            if ended is not None and at - ended >= _NOTICED:
                yield f"{duration(at - ended)} of waiting"
            ended = at + event.seconds
            yield exchange_text(event)

    def _text(self) -> Iterator[str]:
        yield self._title
        if self._nothing:
            yield self._nothing
        if not self._exchanges:
            return
        for event in self._sequence():
            if isinstance(event, str):
                yield f"          {event}"
                continue
            yield f"{f'+{event.at:.1f} s':>9} {event.title} → {event.outcome}"
            yield from (f"        > {line}" for line in event.sent.splitlines())
            yield from (f"        < {line}" for line in event.received.splitlines())

    def _html(self) -> Iterator[Markup]:
        yield Markup('<div style="margin-bottom:6px">{}</div>').format(self._title)
        if self._nothing:
            yield _quiet(self._nothing)
        if not self._exchanges:
            return
        for event in self._sequence():
            yield _folded(event) if isinstance(event, ExchangeText) else _between(event)


def _between(text: str) -> Markup:
    line = Markup('<div dir="auto" style="{};{};padding-left:84px">{}</div>')
    return line.format(_LINE, _QUIET, text)


def _quiet(text: str) -> Markup:
    return Markup('<div style="{}">{}</div>').format(_QUIET, text)


def _folded(told: ExchangeText) -> Markup:
    """One message: a line, and behind it everything. What costs money stands open."""
    parts = [("sent", told.sent), ("received", told.received)] if told.received else [("sent", told.sent)]
    pre = Markup('<pre style="{}">{}</pre>')
    return Markup(
        '<details{} style="margin:2px 0"><summary style="{}">+{:.1f} s '
        '<b>{}</b> <span style="color:{}">●</span> {}</summary>'
        '<div style="padding-left:84px">{}</div></details>'
    ).format(
        " open" if told.title.startswith("POST") else "",
        _LINE,
        told.at,
        told.title,
        _GOOD if told.good else _BAD,
        told.outcome,
        Markup("").join(_quiet(name) + pre.format(_PRE, lines) for name, lines in parts),
    )


def trace_command(arguments: list[str]) -> None:
    """Show the messages of a job of this session: `[ID]`, the latest without one. Raises `InvalidRequestError`."""
    if len(arguments) > 1:
        raise InvalidRequestError("%omnivid trace takes one id.", field="command")
    wanted = arguments[0] if arguments else None
    named = (job for job in engine().jobs.values() if wanted in (job.id, job.task_id))
    if job := next(named, None) if wanted else engine().latest:
        show(Trace(job))
        return
    if wanted is None:
        raise InvalidRequestError(
            "This session has no job yet.", field="command", hint="Run a %%omnivid cell."
        )
    entry = engine().entry(wanted)
    say(_steps(entry, engine().journal.steps(entry.id)))


def _steps(entry: Entry, steps: Sequence[tuple[float, State]]) -> str:
    """What the journal has of a job of another session: its steps, not its messages."""
    lines = [f"{time.strftime('%Y-%m-%d %H:%M:%S', time.localtime(at))}  {state}" for at, state in steps]
    head = f"Job {entry.id}: its messages were seen by another session only. Its steps:"
    return "\n".join([head, *lines])
