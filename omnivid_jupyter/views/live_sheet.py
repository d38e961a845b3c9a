"""The live contact sheet: cells fill in while a sweep runs, and the plain sheet remains.

It draws where `surfaces` says: a widget (sheet_live.js), HTML, or a line of text. The page is told what has changed,
at most twice a second, and nothing where nothing did; a page that draws it anew is told everything. Nothing of it is
kept in the widget's state, which notebooks save: films come by their addresses, or when the page asks for one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.errors import OmnividError
from omnivid_jupyter.markup import Markup, plain
from omnivid_jupyter.media.files import is_regular
from omnivid_jupyter.media.ratings import Rating, rate, rating_of
from omnivid_jupyter.views.addresses import file_url, unserved
from omnivid_jupyter.views.card import Card
from omnivid_jupyter.views.entries import Entry, is_over, word_of
from omnivid_jupyter.views.films import data_uri
from omnivid_jupyter.views.keeper import changes_of, rated
from omnivid_jupyter.views.layout import arrange
from omnivid_jupyter.views.scripts import script, style
from omnivid_jupyter.views.sheet_html import MOST, Shown, card_of, page_of, shown_of, thumbnail, value_text
from omnivid_jupyter.views.standing import way_back
from omnivid_jupyter.views.surfaces import SIGN_OF_LIFE, surface

__all__ = ["LiveSheet"]

_LEISURE = 9  # times as long as an update took, nobody prepares another
_ROWS = 60  # of the HTML where there are no widgets
_LARGEST = 100_000_000  # bytes of a film that the page is given through the kernel


class LiveSheet:
    """Shows a sweep while it runs, and is replaced by its plain sheet.

    Parameters
    ----------
    on_stop:
        Called when the person clicks *Stop waiting*, from whatever thread the kernel serves messages on.
    axes:
        Each axis' values in their order.
    on_rate:
        Called with a clip's file and what is to be changed (`stars`, `note`, `rejected`); returns its rating. It may
        raise `OmnividError`, whose sentence the page shows. None: `media.ratings.rate`.
    title:
        Stands above the summary.
    anew:
        Run again, the cell would pay anew.
    """

    def __init__(
        self,
        on_stop: Callable[[], None],
        axes: Mapping[str, Sequence[str]],
        *,
        on_rate: Callable[..., Rating] = rate,
        title: str = "",
        anew: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        again = way_back(anew=anew)
        self._axes = {name: tuple(values) for name, values in axes.items()}
        self._title = title
        self._ratings: dict[Path, Rating] = {}
        self._rate = on_rate
        self._surface = surface(lambda: _Card(on_stop, self._rated, again), again)
        self._clock = clock
        self._shown: object = None
        self._last: Shown | None = None
        self._next = 0.0
        self._alive = 0.0

    @property
    def due(self) -> bool:
        """Whether an update would be looked at now: nobody has to prepare one that is not."""
        now = self._clock()
        return now >= self._next or now >= self._alive

    @contextmanager
    def at_leisure(self) -> Iterator[None]:
        """What prepares and shows an update: the next is due when this is a tenth of the time.

        Ten thousand jobs take a while to be looked at, and the kernel is to be free meanwhile.
        """
        begun = self._clock()
        yield
        now = self._clock()
        self._next = max(self._next, now + _LEISURE * (now - begun))

    def update(self, entries: Sequence[Entry], summary: str) -> None:
        """Show the entries as they are now, with one line about all. May be called as often as one likes."""
        now = self._clock()
        if now >= self._next:
            progress = _Progress(self._prepared(entries), summary, self._title)
            content = self._surface.content(progress)
            if content != self._shown:
                self._surface.show(progress)
                self._shown, self._next = content, now + self._surface.pause
                self._alive = now + SIGN_OF_LIFE
                return
        if now >= self._alive:
            self._alive, self._next = now + SIGN_OF_LIFE, max(self._next, now + self._surface.pause)
            self._surface.live_on()

    def finish(self, bundle: dict[str, Any]) -> None:
        """Replace the view by what remains, a mimebundle."""
        self._surface.close(bundle)

    def _prepared(self, entries: Sequence[Entry]) -> Shown:
        """The entries for the page, with the ratings that it has given itself."""
        mine = [self._with_rating(entry) for entry in entries[:MOST]]
        last = self._last
        if last and [entry.prompt for entry in last.entries] == [entry.prompt for entry in mine]:
            self._last = replace(last, entries=mine)
        else:
            self._last = shown_of(mine, self._axes, arrange(self._axes, len(mine)))
        return self._last

    def _with_rating(self, entry: Entry) -> Entry:
        if entry.clip is None:
            return entry
        if (rating := self._ratings.get(entry.clip.path)) is None:
            rating = self._ratings[entry.clip.path] = rating_of(entry.clip.path)
        return replace(entry, stars=rating.stars, remark=rating.note, rejected=rating.rejected)

    def _rated(self, clip: Clip, changes: dict[str, Any]) -> Rating:
        rating = self._rate(clip.path, **changes)
        self._ratings[clip.path] = rating
        return rating


@dataclass(frozen=True, slots=True)
class _Progress:
    """A sweep at one instant, as surfaces draw it."""

    shown: Shown
    summary: str
    title: str

    def html(self, said: str) -> Markup:
        """The summary and a small table: pictures come when all is done, since this is sent as a whole each time."""
        entries = self.shown.entries
        row = Markup(
            '<tr><td style="{0}">{1}</td><td dir="auto" style="{0}">{2}</td><td dir="auto" style="{0}">{3}</td></tr>'
        )
        cell = "text-align:left;vertical-align:top;padding:2px 12px 2px 0;overflow-wrap:break-word"
        rows = Markup("").join(
            row.format(cell, " ".join(word_of(entry.state)), self._told(entry), entry.note)
            for entry in entries[:_ROWS]
        )
        quiet = Markup('<div style="font-size:90%;opacity:.75;overflow-wrap:break-word">{}</div>')
        rest = [f"… and {len(entries) - _ROWS} more."] if len(entries) > _ROWS else []
        lines = Markup("").join(quiet.format(line) for line in [*rest, said] if line)
        head = " · ".join(filter(None, (plain(self.title), plain(self.summary))))
        return Markup("<div><strong>{}</strong><table><tbody>{}</tbody></table>{}</div>").format(
            head, rows, lines
        )

    def _told(self, entry: Entry) -> str:
        told = [value_text(name, value) for name, value in entry.values.items()] or [plain(entry.prompt)]
        text = " · ".join(" ".join(each.split()) for each in told)
        return text if len(text) <= 120 else f"{text[:119]}…"

    def text(self) -> str:
        return plain(self.summary)

    @property
    def step(self) -> object:
        """How many are at an end."""
        return sum(map(is_over, self.shown.entries))


class _Card(Card):
    """The widget: what the page is told, and what it reports."""

    def __init__(
        self, on_stop: Callable[[], None], on_rate: Callable[[Clip, dict[str, Any]], Rating], again: str
    ) -> None:
        super().__init__(_widget_class()(again=again), on_stop)
        self._told = 0  # of the drawings, how many know everything
        self._on_rate = on_rate
        self._entries: Sequence[Entry] = ()

    def content(self, drawing: _Progress) -> object:
        return self.drawn, drawing.summary, list(drawing.shown.entries)

    def show(self, drawing: _Progress) -> None:
        """Tell the page what is new since the last time; one that has just drawn it, everything."""
        before, self._entries = self._entries, drawing.shown.entries
        if not self.drawn:
            return
        anew = self._told != self.drawn or len(before) != len(self._entries)
        self._told = self.drawn
        cells = [
            [number, self._cell(drawing.shown, number)]
            for number, entry in enumerate(self._entries)
            if anew or entry != before[number]
        ]
        message: dict[str, Any] = {
            "type": "cells",
            "cells": cells,
            "summary": plain(drawing.summary),
            "at": time.time(),
        }
        if anew:
            message["page"] = page_of(drawing.shown, "", drawing.title)
        self._widget.send(message)

    def _cell(self, shown: Shown, number: int) -> dict[str, Any]:
        clip = shown.entries[number].clip
        reached = clip is not None and not unserved(clip.path)
        cell = card_of(shown, number, file_url(clip.path) if clip and reached else "")
        if clip:
            picture = thumbnail(clip, shown.side)
            cell["poster"] = str(data_uri(picture, "image/jpeg")) if picture else ""
            cell["source"] = file_url(clip.path) if reached else ""
        return cell

    def _receive(self, message: Mapping[str, Any]) -> None:
        super()._receive(message)
        match message:
            case {"type": "rate", "entry": int(number)} if clip := self._clip(number):
                try:
                    rating = self._on_rate(clip, changes_of(message))
                except OmnividError as error:
                    self._widget.send({"type": "refused", "entry": number, "error": plain(error)})
                    return
                self._widget.send({"type": "rated", "entry": number, **rated(rating)})
            case {"type": "film", "entry": int(number)} if clip := self._clip(number):
                content = clip.path.read_bytes() if is_regular(clip.path) and clip.size <= _LARGEST else b""
                self._widget.send(
                    {"type": "film", "entry": number, "media": clip.media_type}, buffers=[content]
                )

    def _clip(self, number: int) -> Clip | None:
        return self._entries[number].clip if 0 <= number < len(self._entries) else None


@cache
def _widget_class() -> Any:
    """The widget, made when the first view needs it: importing anywidget takes half a second."""
    import anywidget
    import traitlets

    class SheetWidget(anywidget.AnyWidget):
        _esm = script("views/sheet_live.js")
        _css = style("views/sheet_live.js")
        again = traitlets.Unicode().tag(sync=True)  # how to go on when nobody watches any more

    return SheetWidget
