"""A table that shows itself: as text in a terminal, as HTML in a notebook.

Every cell is text: `Markup` escapes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from omnivid_jupyter.markup import Markup, output

__all__ = ["Table"]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under column names."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]

    def __repr__(self) -> str:
        lines = [self.columns, *self.rows]
        widths = [max(len(line[i]) for line in lines) for i in range(len(self.columns))]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in lines
        )

    def _repr_html_(self) -> str:
        return output(self.html())

    def html(self) -> Markup:
        """The table as HTML, for what stands around it."""
        head = _cells("th", self.columns)
        body = Markup("").join(Markup("<tr>{}</tr>").format(_cells("td", row)) for row in self.rows)
        return Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(head, body)


def _cells(tag: str, texts: Sequence[str]) -> Markup:
    cell = Markup("<{0} style='text-align:left'>{1}</{0}>")
    return Markup("").join(cell.format(tag, text) for text in texts)
