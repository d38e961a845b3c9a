"""In which words prompts differ."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import combinations

from omnivid_jupyter.markup import Markup

__all__ = ["differing_words", "marked"]

_ALIKE = 1 / 3  # of their words that two prompts must share to be compared word by word
_MARK = "padding:0 2px;border-radius:3px;background-color:#ffe08a;color:#1f1f1f"  # legible on light and dark

# A word; in scripts that are written without spaces a run of one kind of kana, or a single character; a sign; or
# the space between.
_TOKEN = re.compile(
    r"\s+|[\u3040-\u309f]+|[\u30a0-\u30ff]+|[\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f]|[^\W\u3040-\u9fff]+|\S"
)


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


def marked(pieces: Sequence[tuple[str, bool]]) -> Markup:
    """A prompt's pieces as HTML, in which those that differ are marked."""
    mark = Markup('<mark style="{}">{}</mark>')
    return Markup("").join(mark.format(_MARK, piece) if differs else piece for piece, differs in pieces)


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
