"""What a prompt is read into: its terms, words and breaks, one after the other."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from omnivid_jupyter.simulator.vocabulary import Entry

__all__ = ["FUNCTION_WORDS", "JAPANESE", "STOPS", "Item", "Reading", "is_japanese", "words"]

#: A Japanese letter.
JAPANESE = re.compile(r"[\u3041-\u30fe\u3400-\u9fff々〆]")

#: What divides a prompt: "," within a sentence, "." at its end.
STOPS = {
    ",": ",",
    "、": ",",
    ";": ".",
    ":": ",",
    ".": ".",
    "。": ".",
    "!": ".",
    "?": ".",
    "\n": ".",
    "|": ".",
    "—": ",",
    "–": ",",
}
STOPS |= {
    "(": ",",
    ")": ",",
    "「": ",",
    "」": ",",
    "『": ",",
    "』": ",",
    "/": ",",
    "…": ",",
    '"': ",",
    "“": ",",
    "”": ",",
}


@dataclass(slots=True)
class Item:
    """A term of the vocabulary, an unknown word, or a break between clauses.

    `start` and `end` are places in `Reading.text`; `entries` all meanings of a term, none of a word. A `plural` is an
    English one.
    """

    text: str
    start: int
    end: int
    entries: tuple[Entry, ...] = ()
    stop: str = ""  # of a break: "," within a sentence, "." at its end
    plural: bool = False
    negated: bool = False
    negation_end: int = 0  # where the Japanese words end that exclude it
    clause: int = 0

    def of(self, *kinds: str) -> Entry | None:
        """Its meaning of one of these kinds, if it has one."""
        return next((entry for entry in self.entries if entry.kind in kinds), None)


@dataclass(slots=True)
class Reading:
    """A prompt that was read: its normal form, where each character of that was, and the items in their order."""

    text: str
    places: list[tuple[int, int]]
    items: list[Item] = field(default_factory=list)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a part of the normal form is in the prompt."""
        return self.places[start][0], self.places[end - 1][1]


def words(text: str) -> frozenset[str]:
    """The words of a list that is written as a text."""
    return frozenset(text.split())


def is_japanese(text: str) -> bool:
    """Whether there is a Japanese letter in it."""
    return bool(JAPANESE.search(text))


#: English words that stand between others and name nothing.
FUNCTION_WORDS = words(
    "in on at by over under through across near behind from to into with and or of is are "
    "was were that which who as while for beside between around along against the a an its "
    "his her their"
)
