"""Which clips a page shows side by side.

First those that the author compared. For the others it is guessed: those of one prompt belong together, with another
model, other settings or another take; and those of one model and the same settings whose prompts are nearly the same,
as when one word is tried after another.

What the author showed goes before what is guessed. A guess takes only clips that were in no comparison,
each at most once, with one to three others of its kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.views.compare import MOST

__all__ = ["comparable"]

_ALIKE = 0.6  # of their words that two prompts share, in their order
# A word, or a single character of a script that is written without spaces.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f]|[^\W\u3040-\u9fff]+")


def comparable(
    clips: Sequence[Clip], compared: Sequence[Sequence[Path]], laid_out: Collection[Path] = ()
) -> list[list[Clip]]:
    """The groups to compare: first the files that were `compared`, as far as they are among these clips.

    Of files that are `laid_out` otherwise nothing is guessed.
    """
    shown = _shown({clip.path: clip for clip in clips}, compared)
    theirs = {clip.path for group in shown for clip in group}.union(laid_out)
    return shown + _guessed([clip for clip in clips if clip.path not in theirs])


def _shown(clips: Mapping[Path, Clip], compared: Sequence[Sequence[Path]]) -> list[list[Clip]]:
    """The author's groups, each once; a clip that is left out of the page is left out of them too."""
    groups = [[clips[path] for path in paths if path in clips] for paths in compared]
    once = {frozenset(clip.path for clip in group): group for group in groups if len(group) > 1}
    return list(once.values())


def _guessed(clips: Sequence[Clip]) -> list[list[Clip]]:
    """In the order of their first clips; most clips may be in none."""
    same = _groups(clips, lambda one, other: _words(one) == _words(other))
    alone = [group[0] for group in same if len(group) == 1]
    near = _groups(alone, lambda one, other: _setting(one) == _setting(other) and _near(one, other))
    found = [part for group in (*same, *near) if len(group) > 1 for part in _parts(group)]
    return sorted(found, key=lambda group: clips.index(group[0]))


def _groups(clips: Sequence[Clip], alike: Callable[[Clip, Clip], bool]) -> list[list[Clip]]:
    groups: list[list[Clip]] = []
    for clip in clips:
        fitting = (g for g in groups if g[0].is_video == clip.is_video and alike(g[0], clip))
        if (group := next(fitting, None)) is None:
            groups.append([clip])
        else:
            group.append(clip)
    return groups


def _parts(group: list[Clip]) -> list[list[Clip]]:
    """A large group in parts of nearly the same size, so that none is left alone: five are three and two."""
    count = -(-len(group) // MOST)
    ends = [len(group) * number // count for number in range(count + 1)]
    return [group[start:end] for start, end in pairwise(ends)]


def _words(clip: Clip) -> list[str]:
    return _WORD.findall(clip.prompt.lower())


def _setting(clip: Clip) -> tuple[str, dict[str, str]]:
    return clip.model, clip.request.settings if clip.request else {}


def _near(one: Clip, other: Clip) -> bool:
    matcher = SequenceMatcher(None, _words(one), _words(other), autojunk=False)
    return matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE
