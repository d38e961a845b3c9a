"""How jobs of the journal look: a compact table with a small picture of each clip, and each job in words.

As for a clip, the HTML needs nothing but itself and passes JupyterLab's sanitiser; it stays
small, however long the history is and whatever the prompts are.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from PIL import Image

from omnivid_jupyter.engine.charges import kind
from omnivid_jupyter.engine.journal import Entry
from omnivid_jupyter.markup import Markup, plain
from omnivid_jupyter.media.files import is_regular
from omnivid_jupyter.media.nearby import folders_of
from omnivid_jupyter.media.probe import NotMedia, probe
from omnivid_jupyter.providers.prices import cost_text, dollars
from omnivid_jupyter.request import settings_texts
from omnivid_jupyter.views.films import data_uri
from omnivid_jupyter.views.player import duration_text, linked, size_text

__all__ = ["amount", "clip_file", "history_html", "settings_of", "state_text", "when"]

_PICTURES = 50  # rows that have one; each costs 3 to 5 kB
_PICTURE = (160, 160)  # its largest size in pixels; on the page it is smaller, for finer screens
_BOX = (104, 64)  # pixels on the page
_PROMPT = 200  # characters
#: Fixed columns, so that long words break: the sanitiser leaves no other way.
_TABLE = "table-layout:fixed;width:100%;max-width:900px;border-collapse:collapse;margin:0"
_QUIET = "font-size:90%;opacity:.7"
_CELL = "padding:6px 12px 6px 0;text-align:left;vertical-align:top;border:none"
#: Colours that can be seen on white and on black alike.
_COLOURS = {"done": "#2e9e5b", "failed": "#d9534f", "expired": "#d9534f", "unknown": "#d98e04"}
_UNDER_WAY = "#3f8fd2"


@dataclass(frozen=True, slots=True)
class _Picture:
    """A clip at a glance: a small JPEG of its first picture, its size in pixels, its seconds."""

    jpeg: bytes
    width: int
    height: int
    duration: float | None


def history_html(entries: Sequence[Entry], rest: str) -> Markup:
    """Jobs of the journal as a table; `rest` is a sentence on those that are left out, or empty."""
    rows = Markup("").join(_row(entry, pictured=place < _PICTURES) for place, entry in enumerate(entries))
    table = Markup('<table style="{}"><tbody>{}</tbody></table>').format(_TABLE, rows)
    below = Markup('<div style="{};padding:6px 0">{}</div>').format(_QUIET, rest) if rest else ""
    return Markup("<div>{}{}</div>").format(table, below)


def when(entry: Entry) -> str:
    """When a job was asked for, in local time: "2026-08-22 14:05"."""
    return f"{datetime.fromtimestamp(entry.created):%Y-%m-%d %H:%M}"


def state_text(entry: Entry) -> str:
    """Where a job stands, and whether it was forgotten."""
    return f"{entry.state}, forgotten" if entry.forgotten else entry.state


def settings_of(entry: Entry) -> list[str]:
    """The parameters of a job, such as "6 s", "16:9" and "take 2"."""
    return settings_texts(entry.request.settings)


def amount(entry: Entry) -> str:
    """What a job cost: what was reported, else the estimate; "?" where that is not known, "" where nothing was."""
    match kind(entry):
        case "unsent":
            return ""
        case "refunded":
            return "not charged"
        case "estimated":
            return f"≤ {dollars(entry.estimate or 0.0)}"
        case "doubtful" | "unpriced":
            return "?"
    return cost_text(entry.model, entry.cost, entry.credits) or "?"


def clip_file(entry: Entry) -> Path | None:
    """The file of a job's clip, where it is still there."""
    if not entry.clip:
        return None
    places = (folder / entry.clip for folder in folders_of(entry.folder))
    return next(filter(is_regular, places), None)


def _row(entry: Entry, pictured: bool) -> Markup:
    file = clip_file(entry)
    picture = _picture(file) if file and pictured else None
    cells = (
        (_shown(picture), f"width:{_BOX[0]}px;padding-left:8px"),
        (_about(entry, file, picture), ""),
        (_standing(entry), "width:160px"),
    )
    cell = Markup('<td style="{};{}">{}</td>')
    row = Markup("").join(cell.format(_CELL, style, content) for content, style in cells)
    return Markup("<tr>{}</tr>").format(row)


def _picture(file: Path) -> _Picture | None:
    """The file at a glance; None where it holds no picture."""
    try:
        status = file.stat()
        return _made(file, status.st_mtime_ns, status.st_size)
    except (NotMedia, OSError):
        return None


@lru_cache(maxsize=4 * _PICTURES)
def _made(file: Path, changed: int, size: int) -> _Picture:
    """The picture of a file as it is since `changed`; making one takes some 20 ms."""
    found = probe(file)
    if found.poster is None:
        raise NotMedia("it could not be looked into")
    small = io.BytesIO()
    with Image.open(io.BytesIO(found.poster)) as poster:
        poster.thumbnail(_PICTURE)
        poster.save(small, "JPEG", quality=70)
    return _Picture(small.getvalue(), found.width, found.height, found.duration)


def _shown(picture: _Picture | None) -> Markup:
    if picture is None:
        return Markup('<div style="{};text-align:center">–</div>').format(_QUIET)
    scale = min(_BOX[0] / picture.width, _BOX[1] / picture.height)
    width, height = (max(1, round(side * scale)) for side in (picture.width, picture.height))
    source = data_uri(picture.jpeg, "image/jpeg")
    style = "display:block;margin:0 auto;border-radius:4px"
    image = Markup('<img src="{}" alt="" width="{}" height="{}" style="{}">')
    return image.format(source, width, height, style)


def _about(entry: Entry, file: Path | None, picture: _Picture | None) -> Markup:
    """The prompt, what it was asked of, and the file."""
    prompt = " ".join(entry.prompt.split())
    if len(prompt) > _PROMPT:
        prompt = f"{prompt[:_PROMPT]}…"
    asked = [entry.model, *settings_of(entry)]
    lines = [_line(plain(prompt) or "–"), _line(" · ".join(asked), _QUIET)]
    if entry.clip:
        lines.append(_line(_file(entry.clip, file, picture), _QUIET))
    return Markup("").join(lines)


def _file(name: str, file: Path | None, picture: _Picture | None) -> str:
    if file is None:
        return f"The file is gone: {name}"
    facts = [
        size_text(file.stat().st_size),
        linked(file, name),
    ]
    if picture:
        facts.insert(0, f"{picture.width}×{picture.height}")
    if picture and picture.duration is not None:
        facts.insert(0, duration_text(picture.duration))
    return Markup(" · ").join(facts)


def _standing(entry: Entry) -> Markup:
    """How the job stands and what it cost, when it was asked for, and its id."""
    colour = _COLOURS.get(entry.state, _UNDER_WAY)
    words = [state_text(entry), amount(entry)]
    state = Markup('<span style="color:{}">●</span> {}').format(colour, " · ".join(filter(None, words)))
    name = Markup('<span style="font-family:monospace">{}</span>').format(entry.id)
    return _line(state) + _line(when(entry), _QUIET) + _line(name, _QUIET)


def _line(content: str, style: str = "") -> Markup:
    line = Markup('<div dir="auto" style="overflow-wrap:break-word;line-height:1.4;{}">{}</div>')
    return line.format(style, content)
