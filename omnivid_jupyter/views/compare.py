"""Two to four clips side by side: the players, and a table of what differs between them; more are a contact sheet.

The HTML is complete by itself: players, captions and table are plain tags with inline styles, as in `player`.
Behind them stands a script (compare.js) that adds one transport bar for all players. A front end runs
it wherever it trusts the output, also in a notebook that is opened again without a kernel and in exported
HTML; where it does not, it takes the script away and each player keeps its own controls. A widget could do
neither: JupyterLab shows "model not found" in place of one whose kernel has ended.

The script is fixed text. No word of a prompt, a service or a path ever becomes part of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.markup import NO_FORMULAS, Markup, plain
from omnivid_jupyter.media.files import is_regular
from omnivid_jupyter.media.film import opened
from omnivid_jupyter.providers.prices import cost_text
from omnivid_jupyter.request import settings_and_take
from omnivid_jupyter.tables import Table
from omnivid_jupyter.values import kind
from omnivid_jupyter.views.differing import differing_words, marked
from omnivid_jupyter.views.films import with_films
from omnivid_jupyter.views.player import (
    Place,
    element,
    embeds,
    fitted,
    not_embedded,
    place_of,
    size_text,
    text,
)
from omnivid_jupyter.views.poster import room_beside
from omnivid_jupyter.views.scripts import packed
from omnivid_jupyter.views.sheet import Sheet, sheet_of

__all__ = ["MOST", "Comparison", "Place", "compare", "compared", "differing_words"]

_LETTERS = "ABCD"  # by which the clips are called
MOST = len(_LETTERS)  # as many as have room
_BOX = (800, 440)  # pixels that one player of a row may take
_SQUARE_BOX = (800, 320)  # the same for two by two
_GAP = 16  # pixels between two players
_TABLE = 1_000  # bytes of the table for each clip, about
_USUAL_RATE = 24.0  # frames per second, where a file does not say
_NONE = "–"  # in the table, where a clip has no such setting

# in a table only "anywhere" keeps a long word from making it wider than the page
_CELL = "padding:4px 12px 4px 0;text-align:left;vertical-align:top;overflow-wrap:anywhere"

_SHORT = 40  # characters of a value in the text
_TOO_FEW = "Name clips: compare(first, second), or %omnivid compare ID ID with the ids of %omnivid history."
_compared: dict[frozenset[Path], tuple[Path, ...]] = {}  # the same clips in another order are one comparison


def compare(*clips: Clip) -> Comparison | Sheet:
    """Show clips side by side: two to four with one transport bar for all of them, more as a contact sheet.

    Videos play in step; two clips can also be laid over each other and wiped. Images may be compared as well.
    Raises `InvalidRequestError` for anything else, and when the file of a clip is gone.
    """
    if strange := [each for each in clips if not isinstance(each, Clip)]:
        raise InvalidRequestError(
            f"compare takes finished clips, not {kind(strange[0])}.",
            field="clips",
            hint="A job's clip is job.result(); several are spread: compare(*clips), compare(*sweep.clips).",
        )
    if len(clips) < 2:
        raise InvalidRequestError(
            f"compare takes two clips or more, not {len(clips)}.", field="clips", hint=_TOO_FEW
        )
    names = _LETTERS if len(clips) <= MOST else range(1, len(clips) + 1)
    for name, clip in zip(names, clips, strict=False):
        if not is_regular(clip.path):
            raise InvalidRequestError(
                f"The file of clip {name} is gone: {plain(clip.path)}.",
                field="clips",
                hint="Bring it back, or leave the clip out.",
            )
    if len(clips) > MOST:
        return sheet_of(clips)
    paths = tuple(clip.path for clip in clips)
    _compared[frozenset(paths)] = paths
    return Comparison(clips)


def compared() -> list[tuple[Path, ...]]:
    """The files of the clips that were compared in this session, group by group, in their order."""
    return list(_compared.values())


@dataclass(frozen=True, slots=True, repr=False)
class Comparison:
    """Clips to look at together; it shows itself. Made by `compare`, which checks them."""

    clips: tuple[Clip, ...]

    def __repr__(self) -> str:
        return _text(self.clips)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """Players, table and script in text/html; the clips and what differs in text/plain."""
        embed = embeds(sum(clip.size for clip in self.clips))
        note = Markup('<div style="opacity:.75">{}</div>').format(not_embedded(self.clips))
        html = self.html([place_of(clip, embed) for clip in self.clips], Markup("") if embed else note)
        return {"text/html": "".join(with_films(html)), "text/plain": _text(self.clips)}

    def html(self, places: Sequence[Place], note: str = "") -> Markup:
        """Players and table for a page that has the clips in these places; `note` stands below them."""
        rate = max((_frame_rate(clip) or _USUAL_RATE for clip in self.clips), default=_USUAL_RATE)
        return Markup('<div class="omnivid-compare {}" data-frame-rate="{:g}">{}{}{}</div>{}').format(
            NO_FORMULAS, rate, _players(self.clips, places), _table(_rows(self.clips)), note, _script()
        )


# --- what differs -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the table: plain text of each clip, and HTML where that is more than the text."""

    name: str
    texts: tuple[str, ...]
    html: tuple[Markup, ...] | None = None

    @property
    def differs(self) -> bool:
        return len({" ".join(each.split()) for each in self.texts}) > 1

    @property
    def cells(self) -> tuple[str, ...]:
        return self.html or self.texts


def _rows(clips: Sequence[Clip]) -> list[_Row]:
    asked = [clip.request.settings if clip.request else {} for clip in clips]
    if any("take" in settings for settings in asked):  # the first take is one of several then
        asked = [settings_and_take(clip.request) for clip in clips]
    names = list(dict.fromkeys(name for settings in asked for name in settings))
    return [
        _prompt_row([plain(clip.prompt).strip() for clip in clips]),
        _row("Model", [clip.model for clip in clips]),
        *(_row(name.capitalize(), [settings.get(name) for settings in asked]) for name in names),
        _row("Picture", [f"{clip.width}×{clip.height}" for clip in clips]),
        *(
            [_row("Length", [_length(clip) for clip in clips])]
            if any(clip.is_video for clip in clips)
            else []
        ),
        _row("Cost", [cost_text(clip.model, clip.cost, clip.credits) or "not reported" for clip in clips]),
    ]


def _row(name: str, texts: Sequence[str | None]) -> _Row:
    return _Row(name, tuple(plain(each or _NONE) for each in texts))


def _prompt_row(prompts: Sequence[str]) -> _Row:
    html = map(marked, differing_words(prompts))
    return _Row(
        "Prompt", tuple(each or _NONE for each in prompts), tuple(each or Markup(_NONE) for each in html)
    )


def _length(clip: Clip) -> str | None:
    if clip.duration is None:
        return None
    rate = _frame_rate(clip)
    return f"{clip.duration:.2f}".rstrip("0").rstrip(".") + " s" + (f" · {rate:g} frames/s" if rate else "")


def _frame_rate(clip: Clip) -> float | None:
    """Frames per second of a video, where its file says."""
    if not clip.is_video:
        return None
    try:
        with opened(clip.path) as (_, stream):
            rate = stream.average_rate
    except Exception:  # a nicety: whatever is the matter, the clips are shown
        return None
    return round(float(rate), 3) if rate else None


def _script() -> Markup:
    return packed("views/compare.js", "omnivid-compare")


# --- how it is shown ----------------------------------------------------------------------------------------


def _players(clips: Sequence[Clip], places: Sequence[Place]) -> Markup:
    """The clips in one row, as wide as their shapes, so that all are of one height; four two by two."""
    square = len(clips) == 4 and any(clip.width > clip.height for clip in clips)
    sizes = [fitted(clip, None, _SQUARE_BOX if square else _BOX) for clip in clips]
    widths = [max(width for width, _ in sizes)] * 2 if square else [width for width, _ in sizes]
    columns = " ".join(f"minmax(90px,{width}fr)" for width in widths)
    count = len(clips)
    around = len(_script()) + _TABLE * count
    player = Markup('<div class="omnivid-compare-clip">{}{}</div>')
    players = Markup("").join(
        player.format(
            _label(letter, clip, place.link),
            element(
                clip,
                place.source,
                *size,
                room=room_beside(clip.size, around, len(clips)) if place.is_inside else None,
            ),
        )
        for letter, clip, place, size in zip(_LETTERS, clips, places, sizes, strict=False)
    )
    return Markup(
        '<div class="omnivid-compare-clips" style="display:grid;gap:{}px;align-items:{};'
        'max-width:{}px;grid-template-columns:{}">{}</div>'
    ).format(
        _GAP,
        "start" if square else "end",
        sum(widths) + (len(widths) - 1) * _GAP,
        columns,
        players,
    )


def _label(letter: str, clip: Clip, address: str) -> Markup:
    link = Markup('<a href="{}" style="color:inherit">{}</a>')
    name = link.format(address, clip.path.name) if address else clip.path.name
    return Markup(
        '<div style="margin-bottom:6px;overflow-wrap:break-word"><strong>{}</strong> · {}'
        '<div style="font-size:90%;opacity:.75">{} · {}</div></div>'
    ).format(letter, clip.model, name, size_text(clip.size))


def _table(rows: Sequence[_Row]) -> Markup:
    """One line for each property: what is the same stands once, what differs stands under each letter."""
    count = len(rows[0].texts)
    head = Markup('<th scope="col" style="{}">{}</th>')
    letters = Markup("").join(head.format(_CELL, letter) for letter in _LETTERS[:count])
    body = Markup("").join(_table_row(row, count) for row in rows)
    return Markup(
        '<div style="overflow-x:auto;margin-top:12px"><table style="margin:0;border-collapse:collapse">'
        '<thead><tr><th style="{}"></th>{}</tr></thead><tbody>{}</tbody></table></div>'
    ).format(_CELL, letters, body)


def _table_row(row: _Row, count: int) -> Markup:
    if row.differs:
        name, quiet, weight = f"≠ {row.name}", "", 700
        cell = Markup('<td dir="auto" style="{};min-width:90px">{}</td>')
        cells = Markup("").join(cell.format(_CELL, each) for each in row.cells)
    else:
        name, quiet, weight = row.name, ";opacity:.75", 400
        one = Markup('<td colspan="{}" dir="auto" style="{}{}">{}</td>')
        cells = one.format(count, _CELL, quiet, row.cells[0])
    head = Markup('<th scope="row" style="{};font-weight:{};white-space:nowrap{}">{}</th>')
    return Markup("<tr>{}{}</tr>").format(head.format(_CELL, weight, quiet, name), cells)


def _text(clips: Sequence[Clip]) -> str:
    letters = _LETTERS[: len(clips)]
    lines = [f"{letter}  {text(clip)}" for letter, clip in zip(letters, clips, strict=True)]
    differing = [(row.name, *_shortened(row.texts)) for row in _rows(clips) if row.differs]
    found = ["What differs:", repr(Table(("", *letters), differing))] if differing else ["Nothing differs."]
    return "\n".join([*lines, "", *found])


def _shortened(texts: Sequence[str]) -> list[str]:
    """The texts, long ones from where they begin to differ: their same beginnings would say nothing."""
    texts = [" ".join(each.split()) for each in texts]
    same = sum(1 for _ in takewhile(lambda signs: len(set(signs)) == 1, zip(*texts, strict=False)))
    start = texts[0][:same].rfind(" ") + 1 if max(map(len, texts)) > _SHORT else 0
    shown = [("…" if start else "") + each[start:] for each in texts]
    return [each if len(each) <= _SHORT else each[: _SHORT - 1] + "…" for each in shown]
