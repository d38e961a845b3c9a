"""The words that simulated films follow, as a list: text in a terminal, tables with small pictures in a notebook."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

from omnivid_jupyter.markup import Markup, output

__all__ = ["Word", "Words"]

_SHOWN = 8  # words of each language that a short list shows


@dataclass(frozen=True, slots=True)
class Word:
    """One meaning: its name, the words for it in both languages, and a small WebP picture if there is one."""

    name: str
    english: Sequence[str]
    japanese: Sequence[str]
    picture: bytes | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """Groups of words under their titles. `whole`: all words of a meaning, not only the commonest."""

    groups: Sequence[tuple[str, Sequence[Word]]]
    about: str
    whole: bool = False

    def __repr__(self) -> str:
        parts = [*_lines(self.about.split(), " ", 110)]
        for title, words in self.groups:
            parts.append(f"\n{title}")
            left = max(len(word.name) for word in words) + 4
            for word in words:
                english = _lines(_some(word.english, self.whole), ", ", 110 - left)
                japanese = _lines(_some(word.japanese, self.whole), "、", 110 - left)
                first, *rest = [*english, *japanese]
                parts.append(f"  {word.name.ljust(left - 2)}{first}")
                parts += [" " * left + line for line in rest]
        return "\n".join(parts)

    def _repr_html_(self) -> str:
        group = Markup(
            "<details{}><summary style='font-weight:600;cursor:pointer'>{} ({})</summary>{}</details>"
        )
        groups = Markup("").join(
            group.format(" open" if self.whole or number == 0 else "", title, len(words), _table(words))
            for number, (title, words) in enumerate(self.groups)
        )
        return output(Markup("<div><p>{}</p>{}</div>").format(self.about, groups))


def _table(words: Sequence[Word]) -> Markup:
    pictured = any(word.picture for word in words)
    rows = Markup("").join(_row(word, pictured) for word in words)
    return Markup("<table><tbody>{}</tbody></table>").format(rows)


def _row(word: Word, pictured: bool) -> Markup:
    cells: list[str] = [
        Markup("<b>{}</b>").format(word.name),
        ", ".join(word.english),
        Markup("<span lang='ja'>{}</span>").format("、".join(word.japanese)),
    ]
    if pictured:
        cells.insert(0, _image(word))
    cell = Markup("<td style='text-align:left;vertical-align:top'>{}</td>")
    return Markup("<tr>{}</tr>").format(Markup("").join(map(cell.format, cells)))


def _image(word: Word) -> str:
    if word.picture is None:
        return ""
    return Markup(
        "<img src='data:image/webp;base64,{}' alt='{}' width='128' height='72' style='max-width:none'>"
    ).format(b64encode(word.picture).decode(), word.name)


def _some(words: Sequence[str], whole: bool) -> Sequence[str]:
    return words if whole or len(words) <= _SHOWN else [*words[:_SHOWN], "…"]


def _lines(words: Sequence[str], join: str, room: int) -> list[str]:
    """The words in lines of at most so many columns; a wide character takes two."""
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]}{join}{word}" if lines else word
        if not lines or sum(2 if east_asian_width(char) in "WF" else 1 for char in longer) > room:
            lines[-1:] = [lines[-1] + join.rstrip()] if lines else []
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
