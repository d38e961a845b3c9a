"""The contact sheet: many clips of one question, side by side.

A `Sheet` is plain data that shows itself: HTML that lives in saved and untrusted notebooks and in exported pages
(`sheet_html`), a table in a terminal.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.markup import Markup, output, plain
from omnivid_jupyter.media.files import is_regular
from omnivid_jupyter.providers.replies import clean
from omnivid_jupyter.tables import Table
from omnivid_jupyter.views.entries import Entry, axes_of, cost_of, entries_of, summary, with_results, word_of
from omnivid_jupyter.views.films import holds_films, with_films
from omnivid_jupyter.views.keeper import keep
from omnivid_jupyter.views.layout import arrange
from omnivid_jupyter.views.player import Place, embeds, not_embedded, place_of, shown_path, size_text
from omnivid_jupyter.views.poster import STILL, poster
from omnivid_jupyter.views.sheet_html import MOST, axis_text, shown_of, still_room, to_html, value_text

__all__ = ["Entry", "Sheet", "sheet_of", "shown_sheets"]

_EMBEDDED = 60_000_000  # bytes of films that one sheet holds at most
_LINES = 100  # of the text
_SHORT = 48  # characters of a value in the text
_KEPT = 50  # sheets that were shown and that an export shows again

_shown: dict[str, Sheet] = {}


class Sheet:
    """Entries laid out by their axes; it shows itself.

    Parameters
    ----------
    entries:
        What is shown, in the order of the grid.
    axes:
        Each axis' values in their order, by the names that the entries' `values` have. None are needed: they are
        taken from the entries.
    title:
        Stands above, before the summary.
    embed:
        Whether films are written into the page; None leaves it to the settings.
    width:
        Pixels of each player; None: by how many stand side by side.
    note:
        Where the clips come from: said with the title on a page, and as a line of its own below the text.
    exported:
        Whether an export of the session shows it again once it was shown.
    """

    def __init__(
        self,
        entries: Sequence[Entry],
        axes: Mapping[str, Sequence[str]] | None = None,
        *,
        title: str = "",
        embed: bool | None = None,
        width: int | None = None,
        note: str = "",
        exported: bool = True,
    ) -> None:
        self.entries = tuple(entries)
        self.axes = {name: tuple(values) for name, values in (axes or axes_of(self.entries)).items()}
        self.title = title
        self.name = secrets.token_hex(8)
        self._embed = embed
        self._width = width
        self._note = note
        self._exported = exported

    @property
    def clips(self) -> list[Clip]:
        """The clips that are there, in order, without the further results of their tasks."""
        return [entry.clip for entry in self.entries if entry.clip]

    def clip(self, number: int) -> Clip | None:
        """The clip of an entry as the page numbers them: with the further results of each task behind it."""
        shown = with_results(self.entries)[:MOST]
        return shown[number].clip if 0 <= number < len(shown) else None

    def __len__(self) -> int:
        return len(self.entries)

    def __repr__(self) -> str:
        axes = [name for name in self.axes if len(self.axes[name]) > 1]
        rated = [
            name
            for name, there in (
                ("stars", any(entry.stars for entry in self.entries)),
                ("note", any(entry.note or entry.remark or entry.rejected for entry in self.entries)),
            )
            if there
        ]
        columns = (
            "",
            *(clean(axis_text(name), _SHORT) for name in axes or ["prompt"]),
            "state",
            "cost",
            *rated,
            "clip",
        )
        rows = [_row(n, entry, axes, rated) for n, entry in enumerate(self.entries[:_LINES], 1)]
        rest = len(self.entries) - _LINES
        more = [f"… and {rest} more."] if rest > 0 else []
        said = [plain(self._note)] if self._note else []
        head = _joined(self.title, summary(self.entries))
        return "\n".join([head, repr(Table(columns, rows)), *more, *said])

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """Table and script in text/html, a table of text, and a small picture for where neither is shown."""
        _shown.pop(self.name, None)
        if self._exported:
            _shown[self.name] = self
        if len(_shown) > _KEPT:
            del _shown[next(iter(_shown))]
        keep(self)
        html = self._html(None, "")
        still = poster(self.clips, still_room(len(self.clips)) if holds_films(html) else STILL)
        bundle: dict[str, Any] = {"text/html": output(html, with_films), "text/plain": repr(self)}
        return bundle | ({"image/jpeg": still} if still else {})

    def html(self, places: Mapping[Any, Place] | None = None, note: str = "") -> Markup:
        """The sheet for a page that has the clips' files in these places, by their paths; `note` stands below.

        None: for a notebook, with the films inside or beside it, as the settings say.
        """
        return Markup("").join(with_films(self._html(places, note)))

    def _html(self, places: Mapping[Any, Place] | None, note: str) -> Markup:
        """The same before its films are put in."""
        everything = with_results(self.entries)
        entries, notes = everything[:MOST], [note]
        if places is None:
            places, said = self._places(entries)
            notes.append(said)
        if rest := len(everything) - len(entries):
            notes.append(
                f"Shown are the first {MOST} of {len(everything)}; the other {rest} are left out here."
            )
        shown = shown_of(entries, self.axes, arrange(self.axes, len(entries)))
        at = [places.get(entry.clip.path) if entry.clip else None for entry in entries]
        title = _joined(self.title, self._note)
        head = _joined(title, summary(self.entries))
        return to_html(shown, at, sheet=self.name, title=title, head=head, notes=notes, width=self._width)

    def _places(self, entries: Sequence[Entry]) -> tuple[dict[Any, Place], str]:
        """Where a notebook has the films, and what is said of those that are not in it."""
        clips = [entry.clip for entry in entries if entry.clip and is_regular(entry.clip.path)]
        total = sum(clip.size for clip in clips)
        embed = embeds(total) if self._embed is None else self._embed
        if not embed:
            return {clip.path: place_of(clip, False) for clip in clips}, not_embedded(clips) if clips else ""
        places, held = {}, 0
        for clip in clips:
            held += clip.size
            places[clip.path] = place_of(clip, held <= _EMBEDDED)
        if held <= _EMBEDDED:
            return places, ""
        return places, (
            f"Of these clips ({size_text(total)}) the first {size_text(_EMBEDDED)} are embedded; the others are shown"
            " only where their files are."
        )


def sheet_of(
    clips: Sequence[Clip],
    *,
    title: str = "",
    notes: Sequence[str | None] = (),
    embed: bool | None = None,
    width: int | None = None,
) -> Sheet:
    """Finished clips as a sheet, laid out by what differs between them; `notes` are one for each clip."""
    return Sheet(entries_of(clips, notes), title=title, embed=embed, width=width)


def shown_sheets() -> list[Sheet]:
    """The sheets that were shown in this session, each once, by when they were shown last."""
    return list(_shown.values())


def _joined(*parts: str) -> str:
    return " · ".join(plain(part) for part in parts if part)


def _row(number: int, entry: Entry, axes: Sequence[str], rated: Sequence[str]) -> tuple[str, ...]:
    told = [value_text(name, entry.values.get(name, "–")) for name in axes] or [entry.prompt]
    said = " · ".join(
        filter(None, ("rejected" if entry.rejected else "", entry.note, entry.remark and f"“{entry.remark}”"))
    )
    more = {"stars": "★" * (entry.stars or 0), "note": clean(said, 2 * _SHORT) if said else ""}
    file = shown_path(entry.clip.path) if entry.clip else ""
    if entry.clip and not is_regular(entry.clip.path):
        file += " (gone)"
    cells = (
        str(number),
        *(clean(each, _SHORT) for each in told),
        word_of(entry.state)[1].lower(),
        cost_of(entry),
        *(more[name] for name in rated),
        file,
    )
    return tuple(plain(cell) for cell in cells)
