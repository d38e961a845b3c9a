"""How the history looks, and `%omnivid history`: a compact table with a small picture of each clip.

The one rule: as for a clip, the HTML needs nothing but itself and passes JupyterLab's sanitiser; it stays
small, however long the history is and whatever the prompts are.
"""

from __future__ import annotations

import argparse
import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

from IPython.display import display
from PIL import Image

from omnivid_jupyter.engine.engine import engine
from omnivid_jupyter.engine.history import History, amount, clip_file, settings_of, state_text, when
from omnivid_jupyter.engine.journal import Entry
from omnivid_jupyter.engine.media import NotMedia, probe
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.notebook.player import data_uri, duration_text, escape, file_url, size_text

__all__ = ["USAGE", "history_command", "mimebundle"]

#: What may stand behind `%omnivid history`; `history_command` reads it.
USAGE = "[TEXT] [--model M] [--state S] [-n N]"

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


def mimebundle(history: History) -> dict[str, Any]:
    """A history as `text/html` and `text/plain`."""
    if not history:
        return {"text/plain": repr(history)}
    rows = "".join(_row(entry, pictured=place < _PICTURES) for place, entry in enumerate(history.shown))
    table = f'<table style="{_TABLE}"><tbody>{rows}</tbody></table>'
    rest = f'<div style="{_QUIET};padding:6px 0">{escape(history.rest)}</div>' if history.rest else ""
    return {"text/html": f"<div>{table}{rest}</div>", "text/plain": repr(history)}


def _row(entry: Entry, pictured: bool) -> str:
    file = clip_file(entry)
    picture = _picture(file) if file and pictured else None
    cells = (
        (_shown(picture), f"width:{_BOX[0]}px;padding-left:8px"),
        (_about(entry, file, picture), ""),
        (_standing(entry), "width:160px"),
    )
    row = "".join(f'<td style="{_CELL};{style}">{content}</td>' for content, style in cells)
    return f"<tr>{row}</tr>"


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
    small = io.BytesIO()
    with Image.open(io.BytesIO(found.poster)) as poster:
        poster.thumbnail(_PICTURE)
        poster.save(small, "JPEG", quality=70)
    return _Picture(small.getvalue(), found.width, found.height, found.duration)


def _shown(picture: _Picture | None) -> str:
    if picture is None:
        return f'<div style="{_QUIET};text-align:center">–</div>'
    scale = min(_BOX[0] / picture.width, _BOX[1] / picture.height)
    width, height = (max(1, round(side * scale)) for side in (picture.width, picture.height))
    source = data_uri(picture.jpeg, "image/jpeg")
    style = "display:block;margin:0 auto;border-radius:4px"
    return f'<img src="{source}" alt="" width="{width}" height="{height}" style="{style}">'


def _about(entry: Entry, file: Path | None, picture: _Picture | None) -> str:
    """The prompt, what it was asked of, and the file."""
    prompt = " ".join(entry.prompt.split())
    if len(prompt) > _PROMPT:
        prompt = f"{prompt[:_PROMPT]}…"
    asked = [entry.model, *settings_of(entry)]
    lines = [_line(escape(prompt) or "–"), _line(escape(" · ".join(asked)), _QUIET)]
    if entry.clip:
        lines.append(_line(_file(entry.clip, file, picture), _QUIET))
    return "".join(lines)


def _file(name: str, file: Path | None, picture: _Picture | None) -> str:
    if file is None:
        return f"The file is gone: {escape(name)}"
    facts = [
        size_text(file.stat().st_size),
        f'<a href="{escape(file_url(file))}" style="color:inherit">{escape(name)}</a>',
    ]
    if picture:
        facts.insert(0, f"{picture.width}×{picture.height}")
    if picture and picture.duration is not None:
        facts.insert(0, duration_text(picture.duration))
    return " · ".join(facts)


def _standing(entry: Entry) -> str:
    """How the job stands and what it cost, when it was asked for, and its id."""
    colour = _COLOURS.get(entry.state, _UNDER_WAY)
    words = [state_text(entry), amount(entry)]
    state = f'<span style="color:{colour}">●</span> {escape(" · ".join(word for word in words if word))}'
    name = f'<span style="font-family:monospace">{escape(entry.id)}</span>'
    return _line(state) + _line(escape(when(entry)), _QUIET) + _line(name, _QUIET)


def _line(content: str, style: str = "") -> str:
    return f'<div dir="auto" style="overflow-wrap:break-word;line-height:1.4;{style}">{content}</div>'


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise InvalidRequestError(
            f"%omnivid history: {message}.",
            field="command",
            hint=f"It takes {USAGE}.",
        )


def history_command(arguments: list[str]) -> None:
    """Show the newest jobs, as `USAGE` says. Raises `InvalidRequestError`."""
    parser = _Parser(add_help=False, allow_abbrev=False)
    parser.add_argument("text", nargs="*")
    parser.add_argument("--model")
    parser.add_argument("--state")
    parser.add_argument("-n", dest="limit", type=int, default=50)
    options = vars(parser.parse_args(arguments))
    text = " ".join(options.pop("text")) or None
    display(History.read(engine().journal, text, **options))  # type: ignore[no-untyped-call]
