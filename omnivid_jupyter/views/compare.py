"""Two to four clips side by side: the players, and a table of what differs between them.

The HTML is complete by itself: players, captions and table are plain tags with inline styles, as in `player`.
Behind them stands a script (compare.js) that adds one transport bar for all players. A front end runs
it wherever it trusts the output, also in a notebook that is opened again without a kernel and in exported
HTML; where it does not, it takes the script away and each player keeps its own controls. A widget could do
neither: JupyterLab shows "model not found" in place of one whose kernel has ended.

The script is fixed text. No word of a prompt, a service or a path ever becomes part of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations, takewhile
from pathlib import Path
from typing import Any

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.markup import Markup, plain
from omnivid_jupyter.media.files import is_regular
from omnivid_jupyter.media.film import opened
from omnivid_jupyter.providers.prices import cost_text
from omnivid_jupyter.tables import Table
from omnivid_jupyter.values import kind
from omnivid_jupyter.views.addresses import file_url, unserved
from omnivid_jupyter.views.player import (
    data_uri,
    element,
    embeds,
    fitted,
    size_text,
    text,
)
from omnivid_jupyter.views.scripts import script, style

__all__ = ["MOST", "Comparison", "Place", "compare", "compared", "differing_words"]

_LETTERS = "ABCD"  # by which the clips are called
MOST = len(_LETTERS)  # as many as have room
_BOX = (800, 440)  # pixels that one player of a row may take
_SQUARE_BOX = (800, 320)  # the same for two by two
_ALIKE = 1 / 3  # of their words that two prompts must share to be compared word by word
_GAP = 16  # pixels between two players
_USUAL_RATE = 24.0  # frames per second, where a file does not say
_NONE = "–"  # in the table, where a clip has no such setting

_MARK = "padding:0 2px;border-radius:3px;background-color:#ffe08a;color:#1f1f1f"  # legible on light and dark
_CELL = "padding:4px 12px 4px 0;text-align:left;vertical-align:top;overflow-wrap:break-word"

# A word; in scripts that are written without spaces a run of one kind of kana, or a single character; a sign; or
# the space between.
_TOKEN = re.compile(
    r"\s+|[\u3040-\u309f]+|[\u30a0-\u30ff]+|[\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f]|[^\W\u3040-\u9fff]+|\S"
)
_SHORT = 40  # characters of a value in the text
_TOO_FEW = "Name clips: compare(first, second), or %omnivid compare ID ID with the ids of %omnivid history."
_TOO_MANY = "Compare them in groups of up to four."
_compared: dict[frozenset[Path], tuple[Path, ...]] = {}  # the same clips in another order are one comparison


def compare(*clips: Clip) -> Comparison:
    """Show two to four clips side by side, with one transport bar for all of them.

    Videos play in step; two clips can also be laid over each other and wiped. Images may be compared as well.
    Raises `InvalidRequestError` for anything else, and when the file of a clip is gone.
    """
    if strange := [each for each in clips if not isinstance(each, Clip)]:
        raise InvalidRequestError(
            f"compare takes finished clips, not {kind(strange[0])}.",
            field="clips",
            hint="A job's clip is job.result(); a list is spread with compare(*clips).",
        )
    if not 2 <= len(clips) <= MOST:
        raise InvalidRequestError(
            f"compare takes two to four clips, not {len(clips)}.",
            field="clips",
            hint=_TOO_MANY if clips[MOST:] else _TOO_FEW,
        )
    for letter, clip in zip(_LETTERS, clips, strict=False):
        if not is_regular(clip.path):
            raise InvalidRequestError(
                f"The file of clip {letter} is gone: {plain(clip.path)}.",
                field="clips",
                hint="Bring it back, or leave the clip out.",
            )
    paths = tuple(clip.path for clip in clips)
    _compared[frozenset(paths)] = paths
    return Comparison(clips)


def compared() -> list[tuple[Path, ...]]:
    """The files of the clips that were compared in this session, group by group, in their order."""
    return list(_compared.values())


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page has a clip: the attribute that gives a player its film, as HTML, and a link's address, or ""."""

    source: Markup
    link: str


@dataclass(frozen=True, slots=True, repr=False)
class Comparison:
    """Clips to look at together; it shows itself. Made by `compare`, which checks them."""

    clips: tuple[Clip, ...]

    def __repr__(self) -> str:
        return _text(self.clips)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """Players, table and script in text/html; the clips and what differs in text/plain."""
        embed = embeds(sum(clip.size for clip in self.clips))
        note = Markup('<div style="opacity:.75">{}</div>').format(_not_embedded(self.clips))
        html = self.html([_place(clip, embed) for clip in self.clips], Markup("") if embed else note)
        return {"text/html": str(html), "text/plain": _text(self.clips)}

    def html(self, places: Sequence[Place], note: str = "") -> Markup:
        """Players and table for a page that has the clips in these places; `note` stands below them."""
        rate = max((_frame_rate(clip) or _USUAL_RATE for clip in self.clips), default=_USUAL_RATE)
        return Markup(
            '<div class="omnivid-compare" data-frame-rate="{:g}">{}{}{}</div>'
            '<style>{}</style><script type="module">{}</script>'
        ).format(
            rate,
            _players(self.clips, places),
            _table(_rows(self.clips)),
            note,
            Markup(style("views/compare.js")),
            Markup(script("views/compare.js")),
        )


def _not_embedded(clips: Sequence[Clip]) -> str:
    """What a page needs to show clips that are not in it."""
    why = next((why for clip in clips if (why := unserved(clip.path))), None)
    if why is None:
        return "Not embedded: shown only where the files are."
    stored = "%config Omnivid.embed = 'always' stores clips in the notebook."
    return f"Not embedded, and cannot be shown here: {why}. {stored}"


# --- what differs -------------------------------------------------------------------------------------------


def differing_words(prompts: Sequence[str]) -> list[list[tuple[str, bool]]]:
    """Each prompt in pieces, and of each piece whether it is missing from any of the other prompts.

    The pieces of a prompt add up to it. Words are compared as they are written, in their order; white space
    is not compared. Prompts that have little in common are not compared with each other: marking nearly every
    word would say nothing.
    """
    tokens = [_TOKEN.findall(prompt) for prompt in prompts]
    places = [[at for at, token in enumerate(each) if not token.isspace()] for each in tokens]
    differs = [[False] * len(each) for each in tokens]
    for one, other in combinations(range(len(prompts)), 2):
        words = [[tokens[which][at] for at in places[which]] for which in (one, other)]
        matcher = SequenceMatcher(None, words[0], words[1], autojunk=False)
        if matcher.ratio() < _ALIKE:
            continue
        blocks = matcher.get_matching_blocks()
        for which, starts in ((one, [b.a for b in blocks]), (other, [b.b for b in blocks])):
            shared = {s + i for s, block in zip(starts, blocks, strict=True) for i in range(block.size)}
            for number, at in enumerate(places[which]):
                differs[which][at] |= number not in shared
    return [_pieces(each, marks) for each, marks in zip(tokens, differs, strict=True)]


def _pieces(tokens: Sequence[str], differs: Sequence[bool]) -> list[tuple[str, bool]]:
    """Neighbours of one kind as one piece; the space between two differing words belongs to them."""
    pieces: list[tuple[str, bool]] = []
    for at, token in enumerate(tokens):
        marked = differs[at] or (
            token.isspace() and 0 < at < len(tokens) - 1 and differs[at - 1] and differs[at + 1]
        )
        if pieces and pieces[-1][1] == marked:
            pieces[-1] = (pieces[-1][0] + token, marked)
        else:
            pieces.append((token, marked))
    return pieces


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
    mark = Markup('<mark style="{}">{}</mark>')
    html = (
        Markup("").join(mark.format(_MARK, piece) if marked else piece for piece, marked in each)
        for each in differing_words(prompts)
    )
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


# --- how it is shown ----------------------------------------------------------------------------------------


def _place(clip: Clip, embed: bool) -> Place:
    """Within the notebook, or in the file beside it."""
    address = file_url(clip.path)
    link = "" if unserved(clip.path) else address
    source = data_uri(clip.path.read_bytes(), clip.media_type) if embed else address
    return Place(Markup('src="{}"').format(source), link)


def _players(clips: Sequence[Clip], places: Sequence[Place]) -> Markup:
    """The clips in one row, as wide as their shapes, so that all are of one height; four two by two."""
    square = len(clips) == 4 and any(clip.width > clip.height for clip in clips)
    sizes = [fitted(clip, None, _SQUARE_BOX if square else _BOX) for clip in clips]
    widths = [max(width for width, _ in sizes)] * 2 if square else [width for width, _ in sizes]
    columns = " ".join(f"minmax(90px,{width}fr)" for width in widths)
    player = Markup('<div class="omnivid-compare-clip">{}{}</div>')
    players = Markup("").join(
        player.format(_label(letter, clip, place.link), element(clip, place.source, *size))
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
