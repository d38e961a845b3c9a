"""A job in words: what a snapshot says, as data for a widget, as HTML and as text.

What is said is true at that instant, and of what is not known nothing is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from math import ceil
from typing import Any

from omnivid_jupyter.engine.states import FINAL, Snapshot, State
from omnivid_jupyter.markup import Markup, output, plain
from omnivid_jupyter.providers.address import is_demo
from omnivid_jupyter.providers.prices import cost_text
from omnivid_jupyter.request import settings_texts

__all__ = [
    "LEFT",
    "WORDS",
    "as_of",
    "held_up",
    "in_turn",
    "left_as",
    "record",
    "standing",
    "to_dict",
    "to_html",
    "to_text",
    "way_back",
]

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

#: The same for a job whose run ended badly in a state that is no end.
LEFT: dict[str, tuple[str, str]] = {"interrupted": ("✕", "Interrupted"), "unsent": ("✕", "Not submitted")}
_ALL_WORDS = [word for _, word in [*WORDS.values(), *LEFT.values()]]

_TURN = "waiting for its turn"
_DRAWING = 99.0  # percent at which a simulated task stays until its clip is drawn

_LOG_LINES = 100  # of a job's log in the view
_RECORD_LINES = 5  # of a job's log in what a failed cell leaves behind


def standing(snapshot: Snapshot) -> tuple[str, str, bool]:
    """How a job stands: an icon, a word, and whether nothing more comes of it by itself.

    A run that ended badly leaves its job in the last state that was true, in which nothing happens any more.
    """
    if left := left_as(snapshot):
        return *LEFT[left], True
    return *WORDS[snapshot.state], snapshot.state in FINAL


def left_as(snapshot: Snapshot) -> str:
    """How a run ended that left its job in a state that is no end, as a word of `LEFT`; "" for any other job."""
    if not snapshot.error or snapshot.state in FINAL:
        return ""
    return "unsent" if snapshot.state == "prepared" else "interrupted"


def in_turn(snapshots: Sequence[Snapshot]) -> list[Snapshot]:
    """The same jobs, where those that are made after others of the same service say so and promise no time.

    A service may work at several at once, so that only what is queued there waits; the simulator draws one clip
    after another, so that a clip behind others stands still when its own time is over.
    """
    ahead: set[str] = set()
    told = []
    for snapshot in snapshots:
        service, _, _ = snapshot.model.partition("/")
        _, _, over = standing(snapshot)
        if service in ahead and not over and snapshot.state in ("queued", "running"):
            simulated = is_demo(snapshot.model)
            waits = snapshot.state == "queued" or (simulated and (snapshot.progress or 0.0) >= _DRAWING)
            snapshot = replace(
                snapshot,
                remaining=None if waits or simulated else snapshot.remaining,
                note=snapshot.note or (_TURN if waits else None),
            )
        if not over:
            ahead.add(service)
        told.append(snapshot)
    return told


def held_up(snapshots: Sequence[Snapshot]) -> str:
    """Why services take nothing just now, of jobs that wait for that, and how long; the first word of each service."""
    reasons: dict[str, str] = {}
    for each in snapshots:
        if each.held and each.note and each.state == "prepared" and not each.error:
            reasons.setdefault(each.model.partition("/")[0], each.note)
    return " · ".join(reasons.values())


def to_dict(snapshot: Snapshot) -> dict[str, Any]:
    """A job for the widget: texts that are ready to show, and the numbers that move. No key, no media."""
    icon, word, over = standing(snapshot)
    return {
        "state": snapshot.state,
        "icon": icon,
        "word": word,
        "final": over,
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


def way_back(*, anew: bool = False) -> str:
    """How to go on with jobs that nobody watches any more; `anew`: run again, their cell would pay anew."""
    if anew:
        return "%omnivid resume goes on with what was submitted; run again, this cell would make another one."
    return "Run the cell again, or %omnivid resume: what was submitted goes on and is not paid for twice."


def as_of(at: float, again: str) -> str:
    """When something was so that may stay in a notebook (`at` in unix seconds), and what to do if it stays."""
    when = datetime.fromtimestamp(at).astimezone()
    return f"This was so at {when:%Y-%m-%d %H:%M:%S %Z}; if it stays so, nobody watches it any more. {again}"


def to_html(snapshots: Sequence[Snapshot], said: str = "") -> Markup:
    """The running jobs as HTML that needs neither script nor style sheet; `said` is one more line."""
    hint = _quiet("Interrupt the kernel to stop waiting; the task goes on.") + (_quiet(said) if said else "")
    running = not all(over for _, _, over in map(standing, snapshots))
    jobs = Markup("").join(map(_live_html, snapshots))
    return Markup("<div>{}{}</div>").format(jobs, hint if running else "")


def to_text(snapshots: Sequence[Snapshot]) -> str:
    """The running jobs as one line: the job's own, or of several how many are in each state."""
    if len(snapshots) == 1:
        return " · ".join([_headline(snapshots[0]), *_facts(snapshots[0])])
    counts = Counter(standing(snapshot)[1] for snapshot in snapshots)
    return " · ".join(f"{counts[word]} {word.lower()}" for word in _ALL_WORDS if counts[word])


def record(snapshots: Sequence[Snapshot], *, left: bool = True) -> dict[str, Any]:
    """What a cell without clips leaves behind, as a mimebundle: each job's state, task id and last log lines.

    `left`: somebody waited for the jobs and no longer does.
    """
    rows, lines = [], []
    for snapshot in snapshots:
        _, _, over = standing(snapshot)
        ended = "" if over else " when the wait ended" if left else " when the cell ended"
        head = _headline(snapshot) + ended
        facts, log = _facts(replace(snapshot, remaining=None)), _log(snapshot, _RECORD_LINES)
        rows.append(_row_html(head, facts, _pre(log)))
        lines += [" · ".join([head, *facts]), *(f"  {line}" for line in log)]
    html = Markup("<div>{}</div>").format(Markup("").join(rows))
    return {"text/html": output(html), "text/plain": "\n".join(lines)}


def _live_html(snapshot: Snapshot) -> Markup:
    progress, log = _progress(snapshot), _log(snapshot, _LOG_LINES)
    _, _, over = standing(snapshot)
    value = "" if progress is None else Markup(' value="{:g}"').format(progress)
    bar = Markup('<div><progress max="100"{} style="width:320px;max-width:100%"></progress></div>').format(
        value
    )
    folded = Markup("<details><summary>Log</summary>{}</details>").format(_pre(log)) if log else ""
    return _row_html(_headline(snapshot), _facts(snapshot), folded, bar="" if over else bar)


def _row_html(head: str, facts: Sequence[str], log: str, *, bar: str = "") -> Markup:
    """One job, with its progress `bar` above the facts and its `log` below."""
    row = Markup('<div style="margin-bottom:8px"><strong>{}</strong>{}{}{}</div>')
    return row.format(head, bar, _quiet(" · ".join(facts)), log)


def _quiet(content: str) -> Markup:
    return Markup('<div style="font-size:90%;opacity:.75;overflow-wrap:break-word">{}</div>').format(content)


def _pre(lines: Sequence[str]) -> str:
    if not lines:
        return ""
    pre = Markup('<pre style="font-size:85%;opacity:.75;white-space:pre-wrap">{}</pre>')
    return pre.format("\n".join(lines))


def _headline(snapshot: Snapshot) -> str:
    icon, word, over = standing(snapshot)
    progress = _progress(snapshot)
    return f"{icon} {word}" if progress is None or over else f"{icon} {word} {int(progress)} %"


def _facts(snapshot: Snapshot) -> list[str]:
    _, _, over = standing(snapshot)
    remaining = None if over else snapshot.remaining
    facts = [
        _clock_time(snapshot.elapsed),
        f"about {_clock_time(ceil(remaining))} left" if remaining and remaining > 0 else "",
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
    """The task's progress in percent; that of a download, which comes after it, is not known."""
    if snapshot.progress is None or snapshot.state == "downloading":
        return None
    return min(100.0, max(0.0, snapshot.progress))


def _log(snapshot: Snapshot, count: int) -> list[str]:
    return [f"{_clock_time(line.at)}  {plain(line.text)}" for line in snapshot.log[-count:]]


def _clock_time(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
