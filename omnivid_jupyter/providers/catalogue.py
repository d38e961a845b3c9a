"""The catalogue as people see it: one row a model, derived from the capability tables.

Nothing is said about a model here that its table does not say.
"""

from __future__ import annotations

from omnivid_jupyter.parameters import PARAMETERS, known
from omnivid_jupyter.providers.capabilities import Choice, Media, Model, Seconds, span
from omnivid_jupyter.tables import Table

__all__ = ["COLUMNS", "Catalogue", "row"]

_TABLED = tuple(row for row in PARAMETERS if row.kind in ("seconds", "word", "media"))
COLUMNS = ("model", "makes", *(row.label for row in _TABLED), "also")


def row(model: Model) -> tuple[str, ...]:
    """What a model takes, in the order of `COLUMNS`; a dash where it has no such parameter."""
    also = [row for row in known() if row not in _TABLED and model.table(row.name)]
    return (
        model.address,
        model.output,
        *(_cell(model.table(row.name)) or "–" for row in _TABLED),
        ", ".join(f"{row.label} {_cell(model.table(row.name))}".strip() for row in also) or "–",
    )


def _cell(table: object) -> str:
    """What a model takes of one parameter; nothing where that is not listed."""
    match table:
        case Seconds():
            return _seconds(table)
        case Choice():
            return _words(table)
        case Media():
            return _media(table)
        case _:
            return ""


def _seconds(table: Seconds) -> str:
    numbers = span(table.values, "–", lambda values: "/".join(map(str, values)))
    return (
        f"{numbers} s" + (", auto" if table.auto else "") + (f" ({table.default})" if table.default else "")
    )


def _words(table: Choice) -> str:
    return ", ".join(f"({word})" if word == table.default else word for word in table.values)


def _media(media: Media) -> str:
    """How many, and whether files of this machine are possible, or only addresses and what the service made."""
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
