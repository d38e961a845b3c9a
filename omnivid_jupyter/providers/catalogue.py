"""The catalogue as people see it: one row a model, derived from the capability tables.

Nothing is said about a model here that its table does not say.
"""

from __future__ import annotations

from omnivid_jupyter.providers.capabilities import Choice, Media, Model, Seconds, span
from omnivid_jupyter.tables import Table

__all__ = ["COLUMNS", "Catalogue", "row"]

COLUMNS = ("model", "makes", "duration", "aspect ratio", "resolution", "images", "videos", "also")


def row(model: Model) -> tuple[str, ...]:
    """What a model takes, in the order of `COLUMNS`; a dash where it has no such parameter."""
    also = {"extend": model.extend, "callback URL": model.callback_url}
    return (
        model.address,
        model.output,
        _seconds(model.duration) if isinstance(model.duration, Seconds) else "–",
        _words(model.aspect_ratio) if isinstance(model.aspect_ratio, Choice) else "–",
        _words(model.resolution) if isinstance(model.resolution, Choice) else "–",
        _media(model.images),
        _media(model.videos),
        ", ".join(name for name, there in also.items() if there) or "–",
    )


def _seconds(table: Seconds) -> str:
    numbers = span(table.values, "–", lambda values: "/".join(map(str, values)))
    return (
        f"{numbers} s" + (", auto" if table.auto else "") + (f" ({table.default})" if table.default else "")
    )


def _words(table: Choice) -> str:
    return ", ".join(f"({word})" if word == table.default else word for word in table.values)


def _media(media: Media | None) -> str:
    """How many, and whether files of this machine are possible, or only addresses and what the service made."""
    if media is None:
        return "–"
    many = "any" if media.counts is None else span(media.counts, "–")
    local = "file" if media.takes_files else "own image" if media.own_results else None
    return f"{many} (URL, {local})" if local else f"{many} (URL)"


class Catalogue(tuple[Model, ...]):
    """The models, as a tuple that shows itself as a table (defaults in brackets)."""

    __slots__ = ()

    @property
    def table(self) -> Table:
        """One row a model."""
        return Table(COLUMNS, [row(model) for model in self])

    def __repr__(self) -> str:
        return repr(self.table)

    def _repr_html_(self) -> str:
        return self.table._repr_html_()
