"""A contact sheet as HTML: a plain table of players that is complete by itself, and behind it a script.

The table has nothing but tags, attributes and inline styles that a sanitiser leaves, as in `player`: axes are named
rows and columns, every clip has its player and its poster, a failure stands in its place with its reason. Where the
page trusts it, the script (sheet.js) makes of it what one plays, sorts, filters and walks through by keys; it reads
what it needs from the table's own `data-` attributes. The script is fixed text: no word of a prompt, a service or a
note ever becomes part of it.
"""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from PIL import Image

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.markup import Markup, plain
from omnivid_jupyter.media.files import is_regular
from omnivid_jupyter.views.differing import differing_words, marked
from omnivid_jupyter.views.entries import Entry, cost_of, word_of
from omnivid_jupyter.views.layout import Layout
from omnivid_jupyter.views.player import Place, duration_text, picture_uri, size_text
from omnivid_jupyter.views.poster import STILL, room_beside, twice_within, within
from omnivid_jupyter.views.scripts import packed

__all__ = [
    "MOST",
    "Shown",
    "axis_text",
    "card_of",
    "facts_of",
    "page_of",
    "shown_of",
    "still_room",
    "thumbnail",
    "to_html",
    "value_text",
]

MOST = 500
"""Entries that one sheet shows; each costs a page some 2 to 12 kB beside its film."""

_SIDES = (
    (24, 400, 72),
    (60, 320, 70),
    (150, 240, 62),
    (MOST, 144, 50),
)  # up to so many: pixels, JPEG's quality
_PICTURES = 1_500_000  # bytes of all posters together
_TWICE = 24  # entries whose poster also stands where a <video> is taken away (GitHub)
_EACH = 500  # bytes that an entry takes more than a clip alone
_COMPARED = 24  # different prompts that are compared word by word
_WIDTHS = (320, 320, 260, 220, 180)  # pixels of a player, by how many stand side by side
_FLOW = 240  # the same where they follow one another
_IN_A_CELL = 3  # clips side by side in one cell; more of them wrap
_UPRIGHT = 0.6  # of it, for clips that are higher than wide

_TABLE = "border-collapse:collapse;margin:0"
_CELL = "padding:6px 10px 10px 0;text-align:left;vertical-align:top;border:none"
_HEAD = f"{_CELL};font-weight:600;max-width:260px;overflow-wrap:break-word;white-space:pre-wrap"
_QUIET = "font-size:90%;opacity:.75"
_BAD = "color:#d9534f"  # legible on white and on black


@dataclass(frozen=True, slots=True)
class Shown:
    """The part of a sheet that a page has: `prompts` in pieces, each entry's with `which` of them it has."""

    entries: Sequence[Entry]
    axes: Mapping[str, Sequence[str]]
    layout: Layout
    prompts: Sequence[Sequence[tuple[str, bool]]]
    which: Sequence[int]
    side: tuple[int, int]

    def prompt_of(self, text: str) -> Markup:
        """A prompt, such as the value of an axis, with its differing words marked."""
        clean = " ".join(plain(text).split())
        for pieces in self.prompts:
            if " ".join("".join(piece for piece, _ in pieces).split()) == clean:
                return marked(pieces)
        return Markup("{}").format(text)


def shown_of(entries: Sequence[Entry], axes: Mapping[str, Sequence[str]], layout: Layout) -> Shown:
    """Prepare entries for a page."""
    texts = [plain(entry.prompt).strip() for entry in entries]
    different = list(dict.fromkeys(texts))
    numbers = {text: number for number, text in enumerate(different)}
    whole = [[(text, False)] for text in different]
    pieces = differing_words(different) if 1 < len(different) <= _COMPARED else whole
    side = next((size, quality) for most, size, quality in _SIDES if len(entries) <= most or most == MOST)
    return Shown(entries, axes, layout, pieces, [numbers[text] for text in texts], side)


def axis_text(name: str) -> str:
    """An axis' name as people read it."""
    return plain(name).replace("_", " ")


def value_text(axis: str, value: str) -> str:
    """An axis' value as people read it: with its axis where it says too little by itself."""
    value = plain(value)
    if axis == "duration" and value.isdigit():
        return f"{value} s"
    return f"{axis_text(axis)} {value}" if value.isdigit() or axis == "take" else value


def facts_of(entry: Entry) -> list[str]:
    """What is known of a finished clip, in a few words each."""
    clip = entry.clip
    facts = []
    if clip and clip.duration is not None:
        facts.append(duration_text(clip.duration))
    if clip and clip.width:
        facts.append(f"{clip.width}×{clip.height}")
    facts.append(cost_of(entry))
    if entry.seconds is not None:
        facts.append(f"made in {duration_text(entry.seconds)}")
    return [fact for fact in facts if fact]


# --- for the script ---------------------------------------------------------------------------------------------


def page_of(shown: Shown, sheet: str, title: str, width: int | None = None) -> dict[str, Any]:
    """What the script is told of the sheet as a whole.

    `sheet` is the name by which the kernel knows it, `width` that of each player in pixels, where somebody chose it.
    """
    layout = shown.layout
    return {
        "sheet": sheet,
        "title": plain(title),
        "width": width,
        "axes": [
            [plain(name), axis_text(name), [[plain(value), value_text(name, value)] for value in values]]
            for name, values in shown.axes.items()
        ],
        "layout": [layout.rows, layout.columns, layout.groups],
        "prompts": [[[piece, int(differs)] for piece, differs in pieces] for pieces in shown.prompts],
    }


def card_of(shown: Shown, number: int, link: str = "") -> dict[str, Any]:
    """What the script is told of one entry; nothing of it is HTML."""
    entry = shown.entries[number]
    clip = entry.clip
    icon, word = word_of(entry.state)
    card = {
        "values": {plain(name): plain(value) for name, value in entry.values.items()},
        "prompt": shown.which[number],
        "model": plain(entry.model),
        "take": entry.take,
        "state": entry.state,
        "icon": icon,
        "word": word,
        "note": plain(entry.note),
        "cost": entry.cost,
        "price": cost_of(entry),
        "seconds": entry.seconds,
        "time": "" if entry.seconds is None else duration_text(entry.seconds),
        "facts": facts_of(entry),
        "stars": entry.stars,
        "remark": plain(entry.remark) if entry.remark else None,
        "rejected": entry.rejected,
        "measures": {k: v for k, v in (entry.measures or {}).items() if v is not None},
    }
    if clip:
        card |= {
            "file": plain(clip.path.name),
            "link": link,
            "weight": size_text(clip.size),
            "size": [clip.width, clip.height],
            "length": clip.duration,
            "moves": clip.is_video,
            "sha256": clip.sha256,
        }
    return {
        name: value
        for name, value in card.items()
        if not (value is None or value is False or value in ("", {}, []))
    }


def thumbnail(clip: Clip, side: tuple[int, int]) -> bytes | None:
    """The clip's poster as a small JPEG; None where it has none."""
    return _small(clip.poster, *side) if clip.poster else None


@lru_cache(maxsize=2 * MOST)
def _small(poster: bytes, pixels: int, quality: int) -> bytes | None:
    try:
        with Image.open(io.BytesIO(poster)) as picture:
            picture.draft("RGB", (pixels, pixels))
            small = picture.convert("RGB")
        small.thumbnail((pixels, pixels))
        buffer = io.BytesIO()
        small.save(buffer, "JPEG", quality=quality, optimize=True)
    except Exception:  # a nicety: whatever is the matter with it, the clip is shown
        return None
    return buffer.getvalue()


# --- the plain part ---------------------------------------------------------------------------------------------


def to_html(
    shown: Shown,
    places: Sequence[Place | None],
    *,
    sheet: str = "",
    title: str = "",
    head: str = "",
    notes: Sequence[str] = (),
    width: int | None = None,
) -> Markup:
    """The sheet for a page that has the clips in these places; `head` stands above it, `notes` below.

    A clip without a place has its poster alone. `width` of a player in pixels (None: by how many stand side by side).
    """
    chosen, width = width, width or _width(shown)
    cells = _cells(shown, places, width)
    body = _tables(shown, cells, width) if shown.layout.is_table else _flow(cells)
    top = Markup(
        '<div class="omnivid-sheet-summary" style="margin-bottom:6px"><strong>{}</strong></div>'
    ).format(head)
    only = _only_prompt(shown)
    below = Markup("").join(_line(note, _QUIET) for note in notes if note)
    return Markup(
        '<div class="omnivid-sheet" data-sheet="{}"><div class="omnivid-sheet-plain">{}{}{}</div>'
        '<div class="omnivid-sheet-notes">{}</div></div>{}'
    ).format(
        _json(page_of(shown, sheet, title, chosen)),
        top,
        only,
        body,
        below,
        _script(),
    )


def _script() -> Markup:
    return packed("views/sheet.js", "omnivid-sheet")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _only_prompt(shown: Shown) -> Markup:
    """The prompt, where there is but one: it need not stand at every clip."""
    if len(shown.prompts) != 1:
        return Markup("")
    return _line(marked(shown.prompts[0]), "white-space:pre-wrap;margin-bottom:6px;max-width:900px")


def _width(shown: Shown) -> int:
    layout = shown.layout
    width = _FLOW
    if layout.is_table:
        columns = len(_values(shown, layout.columns, range(len(shown.entries))))
        width = _WIDTHS[min(columns * _deepest(shown), len(_WIDTHS)) - 1]
    clips = [entry.clip for entry in shown.entries if entry.clip]
    upright = clips and all(clip.height > clip.width for clip in clips)
    return round(width * _UPRIGHT) if upright else width


def _deepest(shown: Shown) -> int:
    """How many clips stand side by side in the fullest cell of the table."""
    names = shown.layout.placed
    full = Counter(tuple(entry.values.get(name) for name in names) for entry in shown.entries)
    return min(_IN_A_CELL, max(full.values(), default=1))


def _cells(shown: Shown, places: Sequence[Place | None], width: int) -> list[Markup]:
    left, cells = _PICTURES, []
    count = len(places)
    around = len(_script()) + still_room(count) * 4 // 3 + _EACH * count
    for number, place in enumerate(places):
        clip = shown.entries[number].clip
        picture = thumbnail(clip, shown.side) if clip else None
        instead = picture if count <= _TWICE else None
        if clip and picture and place and place.is_inside:
            room = room_beside(clip.size, around, count)
            if instead:
                picture, instead = twice_within(picture, room)
            else:
                picture = within(picture, room)
        if picture and len(picture) > left:
            picture = None
        left -= len(picture or b"")
        cells.append(_card(shown, number, place, picture, instead, width))
    return cells


def still_room(count: int) -> int:
    """Bytes that the picture without HTML of so many clips may take, where films are in the notebook as well."""
    return min(STILL, 750 * count)


def _card(
    shown: Shown, number: int, place: Place | None, picture: bytes | None, instead: bytes | None, width: int
) -> Markup:
    entry = shown.entries[number]
    told = _json({"n": number, **card_of(shown, number, place.link if place else "")})
    lines = [_media(entry, place, picture, instead, width)]
    if label := _label(shown, number):
        lines.append(_line(label))
    if entry.clip:
        lines.append(_line(_file(entry, place), _QUIET))
    elif entry.cost:
        lines.append(_line(cost_of(entry), _QUIET))
    if entry.clip and entry.note:
        lines.append(_line(entry.note, _QUIET))
    if rated := _rating(entry):
        lines.append(_line(rated))
    return Markup('<div class="omnivid-sheet-card" data-entry="{}" style="width:{}px">{}</div>').format(
        told, width, Markup("").join(lines)
    )


def _label(shown: Shown, number: int) -> Markup:
    """What the clip's place in the table does not tell."""
    entry, placed = shown.entries[number], shown.layout.placed
    parts: list[str] = []
    for name, value in entry.values.items():
        if name in placed or len(shown.axes.get(name, ())) < 2:
            continue
        parts.append(
            marked(shown.prompts[shown.which[number]]) if name == "prompt" else value_text(name, value)
        )
    if "prompt" not in shown.axes and not shown.axes and len(shown.prompts) > 1:
        parts.insert(0, marked(shown.prompts[shown.which[number]]))
    return Markup(" · ").join(parts)


def _media(
    entry: Entry, place: Place | None, picture: bytes | None, instead: bytes | None, width: int
) -> Markup:
    """A player with its picture; `instead` is shown where the player is taken away."""
    clip = entry.clip
    if clip is None or not (place or picture):
        return _instead(entry, width)
    height = round(width * clip.height / clip.width) if clip.width else round(width * 9 / 16)
    layout = Markup(
        ' width="{}" height="{}" style="display:block;width:100%;height:auto;border-radius:4px"'
    ).format(width, height)
    poster = picture_uri(picture) if picture else Markup("")
    still = Markup('<img src="{}" alt="{}"{}>')
    if place is None:
        return still.format(poster, _alt(entry), layout) if poster else Markup("")
    if not clip.is_video:
        shown_at = Markup('data-poster="{}" ').format(poster) if poster else ""
        return Markup('<img {}{} alt="{}"{}>').format(shown_at, place.source, _alt(entry), layout)
    named = Markup(' poster="{}"').format(poster) if poster else Markup("")
    return Markup('<video controls preload="none" playsinline {}{}{}>{}</video>').format(
        place.source,
        named,
        layout,
        still.format(picture_uri(instead), _alt(entry), layout) if instead else "",
    )


def _instead(entry: Entry, width: int) -> Markup:
    """What stands where there is no picture: the state, and why."""
    icon, word = word_of(entry.state)
    gone = "The file is gone." if entry.clip and not is_regular(entry.clip.path) else ""
    quiet = entry.state in ("skipped", "planned")
    return Markup(
        '<div style="box-sizing:border-box;width:100%;min-height:{}px;padding:10px;border-radius:4px;'
        'border:1px dashed;overflow-wrap:break-word"><div style="{}"><strong>{} {}</strong></div>'
        '<div dir="auto" style="{}">{}</div></div>'
    ).format(
        round(width * 9 / 16),
        "opacity:.75" if quiet or not entry.note else _BAD,
        icon,
        word,
        "font-size:90%",
        gone or (entry.note if not entry.clip else ""),
    )


def _file(entry: Entry, place: Place | None) -> Markup:
    facts = " · ".join(facts_of(entry))
    name = entry.clip.path.name if entry.clip else ""
    if place and place.link:
        file = Markup('<a href="{}" style="color:inherit">{}</a>').format(place.link, name)
        return Markup("{} · {}").format(facts, file) if facts else file
    return Markup("{} · {}").format(facts, name) if facts else Markup("{}").format(name)


def _rating(entry: Entry) -> Markup:
    parts = []
    if entry.stars:
        parts.append("★" * entry.stars + "☆" * (5 - entry.stars))
    if entry.rejected:
        parts.append("✕ rejected")
    if entry.remark:
        parts.append(f"“{entry.remark}”")
    return Markup(" · ").join(parts)


def _alt(entry: Entry) -> str:
    prompt = " ".join(plain(entry.prompt).split())
    return f"{'First picture of the clip' if entry.clip and entry.clip.is_video else 'Image'}: {prompt[:120]}"


def _line(content: str, style: str = "") -> Markup:
    line = Markup('<div dir="auto" style="margin-top:4px;overflow-wrap:break-word;{}">{}</div>')
    return line.format(style, content)


def _flow(cells: Sequence[Markup]) -> Markup:
    return Markup('<div style="display:flex;flex-wrap:wrap;gap:14px">{}</div>').format(Markup("").join(cells))


def _tables(shown: Shown, cells: Sequence[Markup], width: int) -> Markup:
    """One table, or one for each value of the axis that makes groups."""
    layout = shown.layout
    if not layout.groups:
        return _table(shown, list(enumerate(cells)), width)
    parts = []
    for value in _values(shown, layout.groups, range(len(cells))):
        own = [
            (n, cell) for n, cell in enumerate(cells) if shown.entries[n].values.get(layout.groups) == value
        ]
        if own:
            heading = Markup('<div style="margin:14px 0 2px;font-size:110%">{}</div>')
            parts += [heading.format(_name(shown, layout.groups, value)), _table(shown, own, width)]
    return Markup("").join(parts)


def _table(shown: Shown, cells: Sequence[tuple[int, Markup]], width: int) -> Markup:
    layout = shown.layout
    numbers = [number for number, _ in cells]
    rows = _values(shown, layout.rows, numbers)
    columns = _values(shown, layout.columns, numbers)
    places: dict[tuple[str | None, str | None], list[Markup]] = {}
    for number, cell in cells:
        values = shown.entries[number].values
        where = (
            values.get(layout.rows) if layout.rows else None,
            values.get(layout.columns) if layout.columns else None,
        )
        places.setdefault(where, []).append(cell)
    head = Markup("")
    if layout.columns:
        corner = Markup('<th style="{}"></th>').format(_HEAD) if layout.rows else ""
        names = Markup("").join(
            Markup('<th scope="col" dir="auto" style="{}">{}</th>').format(
                _HEAD, _name(shown, layout.columns, value)
            )
            for value in columns
        )
        head = Markup("<thead><tr>{}{}</tr></thead>").format(corner, names)
    body = Markup("").join(
        Markup("<tr>{}{}</tr>").format(
            Markup('<th scope="row" dir="auto" style="{}">{}</th>').format(
                _HEAD, _name(shown, layout.rows, row)
            )
            if layout.rows
            else "",
            Markup("").join(_td(places.get((row, column), []), width) for column in columns),
        )
        for row in rows
    )
    return Markup('<div style="overflow-x:auto"><table style="{}">{}<tbody>{}</tbody></table></div>').format(
        _TABLE, head, body
    )


def _values(shown: Shown, axis: str | None, numbers: Iterable[int]) -> list[str | None]:
    """What stands along an axis: its values, and None for clips that have none on it, as a prompt without alternatives.

    Every clip has a place, whatever it is of.
    """
    if axis is None:
        return [None]
    lacking = any(shown.entries[number].values.get(axis) is None for number in numbers)
    return [*shown.axes[axis], *([None] if lacking else [])]


def _td(cells: Sequence[Markup], width: int) -> Markup:
    inside = (
        cells[0]
        if len(cells) == 1
        else Markup('<div style="display:flex;flex-wrap:wrap;gap:10px;min-width:{}px">{}</div>').format(
            min(len(cells), _IN_A_CELL) * (width + 10) - 10, Markup("").join(cells)
        )
    )
    return Markup('<td style="{}">{}</td>').format(_CELL, inside if cells else "")


def _name(shown: Shown, axis: str, value: str | None) -> Markup:
    """A value of an axis, with the axis' own name in small; None is no value."""
    if value is None:
        return Markup('<span style="font-weight:400;opacity:.7">no {}</span>').format(axis_text(axis))
    if axis == "prompt":
        return shown.prompt_of(value)
    return Markup('<span style="font-weight:400;opacity:.7">{}</span> {}').format(
        axis_text(axis), value_text(axis, value).removeprefix(f"{axis} ")
    )
