"""The verdict: clips, or the values of an axis, by what was voted, with what is not known yet.

By clip, every clip has a strength of its own. By axis ("pan left" against "static") a clip's strength is the sum of the
effects of its values on *all* axes and a rest of its own, so that what differs besides is not put down to the words
in question, and one lucky clip does not speak for its words. The row of a value is its effect.

Strengths are natural logarithms of odds about the mean of all: a lead of 1 wins 73 of 100 comparisons, one of 2 wins
88. `low` and `high` are where the strength lies with a probability of 95 %, given the votes.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from statistics import fmean
from typing import Any, overload

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.experiments import bradley_terry as model
from omnivid_jupyter.experiments.votes import ReadVotes, Vote, read_with_damage
from omnivid_jupyter.markup import Markup, output, plain
from omnivid_jupyter.request import settings_and_take, settings_texts
from omnivid_jupyter.tables import Table
from omnivid_jupyter.values import counted, kind

__all__ = ["Ranking", "Row", "checked_clips", "labels", "rank", "rank_axis", "rank_clips", "rank_values"]

_SURE = 0.975  # the probability from which on one is said to be stronger than another: two-sided, 95 %
_SPELLED = 4  # pairs that cannot be told apart, and files that are left out, that are named
_LABEL = 60  # characters of a clip's label
_CELL = "padding:4px 12px 4px 0;text-align:left;vertical-align:middle"
_NAME = f"{_CELL};min-width:90px;overflow-wrap:anywhere"
_NUMBER = f"{_CELL};white-space:nowrap"
_NOT_AXES = ("take",)  # takes of the same words are not alike across the words


@dataclass(frozen=True, slots=True)
class Row:
    """One contestant: `value` is the clip, or the axis' value as text.

    `strength` in log-odds about the mean of all, between `low` and `high` with a probability of 95 %; `votes` that it
    took part in; `label` is what it is called.
    """

    value: Any
    strength: float
    low: float
    high: float
    votes: int
    label: str


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Ranking(Sequence[Row]):
    """Rows, the strongest first, and `sentences` that say what is known and what is not. It shows itself as a table.

    `title` is what is ranked: "clip", or the axis. `votes` are all that count here, of so many `voters`; `damaged`
    are the lines of files of votes that could not be read.
    """

    title: str
    rows: tuple[Row, ...]
    votes: int
    voters: int
    damaged: int
    sentences: tuple[str, ...]

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, index: int | slice) -> Row | tuple[Row, ...]:
        return self.rows[index]

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def _columns(self) -> tuple[str, ...]:
        return ("", plain(self.title), "strength", "95 %", "votes")

    def _texts(self) -> list[tuple[str, ...]]:
        return [
            (
                str(number),
                row.label,
                f"{row.strength:+.2f}",
                f"{row.low:+.2f} … {row.high:+.2f}",
                str(row.votes),
            )
            for number, row in enumerate(self.rows, start=1)
        ]

    def __repr__(self) -> str:
        table = repr(Table(self._columns, self._texts())) if self.rows else "Nothing to rank."
        return "\n".join([table, "", *self.sentences])

    def _repr_html_(self) -> str:
        return output(self.html())

    def html(self) -> Markup:
        """The table, each interval as a bar, and what is known in words."""
        head = Markup("").join(
            Markup('<th scope="col" style="{}">{}</th>').format(_CELL, name)
            for name in ("", self.title, "strength", "95 %", "votes")
        )
        low = min((row.low for row in self.rows), default=0.0)
        span = max((row.high for row in self.rows), default=0.0) - low or 1.0
        body = Markup("").join(
            Markup("<tr>{}</tr>").format(
                Markup("").join(
                    Markup('<td dir="auto" style="{}">{}</td>').format(style, each)
                    for style, each in zip(
                        (_NUMBER, _NAME, _NUMBER, _CELL, _NUMBER),
                        (*texts[:3], _interval(row, low, span, texts[3]), texts[4]),
                        strict=True,
                    )
                )
            )
            for row, texts in zip(self.rows, self._texts(), strict=True)
        )
        table = Markup(
            '<div style="overflow-x:auto"><table style="margin:0;border-collapse:collapse">'
            "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
        ).format(head, body)
        said = Markup("").join(Markup("<div>{}</div>").format(each) for each in self.sentences)
        return Markup('<div class="omnivid-ranking">{}<div style="margin-top:8px">{}</div></div>').format(
            table, said
        )


def _interval(row: Row, low: float, span: float, text: str) -> Markup:
    """Where the strength lies among all, drawn: a bar from low to high with the strength as a mark in it.
    Its ends in numbers are beside it, or below it where the page is narrow."""
    left, mark, right = ((each - low) / span * 100 for each in (row.low, row.strength, row.high))
    part = Markup('<div style="flex:0 0 {:.1f}%;height:{}px;background:{}"></div>')
    blue = "#1976d2"
    return Markup(
        '<div aria-hidden="true" style="display:inline-flex;align-items:center;width:120px;height:16px;'
        'margin-right:12px;vertical-align:middle">{}{}{}{}</div><span style="white-space:nowrap">{}</span>'
    ).format(
        part.format(left, 0, "none"),
        part.format(max(0.0, mark - left - 1), 4, blue),
        part.format(2, 14, blue),
        part.format(max(0.0, right - mark - 1), 4, blue),
        text,
    )


# What is ranked


def rank_clips(clips: Iterable[Clip]) -> Ranking:
    """Rank clips by the votes in their folders; clips of the same bytes are one. Rows have the clip as `.value`.

    Raises `InvalidRequestError` for what is no clip.
    """
    found = checked_clips(clips)
    kept: dict[str, Clip] = {}
    for clip in found:
        kept.setdefault(clip.sha256, clip)
    return rank(_votes_on(found), kept, dict(zip(kept, labels([*kept.values()]), strict=True)))


def rank_values(clips: Sequence[Clip], values: Sequence[Mapping[str, str]], axis: str) -> Ranking:
    """Rank the values of an axis by the votes on clips; `values` has for each clip its value on every axis.

    Rows have the value, a text, as `.value`. Raises `InvalidRequestError` for an axis that the clips have not.
    """
    by_clip: dict[str, Mapping[str, str]] = {}
    for clip, own in zip(checked_clips(clips), values, strict=True):
        by_clip.setdefault(clip.sha256, own)
    known = list(dict.fromkeys(name for own in values for name in own))
    if known and axis not in known:
        there = ", ".join(known) or "none"
        raise InvalidRequestError(
            f"There is no axis {kind(axis)}.", field="axis", hint=f"The axes are: {there}."
        )
    return rank_axis(_votes_on(clips), by_clip, axis)


def checked_clips(clips: Iterable[Clip]) -> list[Clip]:
    """The clips that were given, in a list. Raises `InvalidRequestError` for anything else."""
    if isinstance(clips, Clip) or not isinstance(clips, Iterable):
        raise InvalidRequestError(f"clips must be several clips, not {kind(clips)}.", field="clips")
    found = list(clips)
    if strange := [each for each in found if not isinstance(each, Clip)]:
        raise InvalidRequestError(
            f"clips must be finished clips, not {kind(strange[0])}.",
            field="clips",
            hint="A job's clip is job.result(); those of a sweep are sweep.clips.",
        )
    return found


def labels(clips: Sequence[Clip]) -> list[str]:
    """What clips are called beside each other: their prompts, and as much more as tells them apart."""
    found = [_short(clip.prompt) for clip in clips]
    ways: tuple[Callable[[Clip], dict[str, str]], ...] = (
        lambda clip: {"model": clip.model},
        lambda clip: settings_and_take(clip.request),
        lambda clip: {"file": clip.path.name},
    )
    for way in ways:
        alike: dict[str, list[int]] = {}
        for number, label in enumerate(found):
            alike.setdefault(label, []).append(number)
        for numbers in alike.values():
            known = [way(clips[number]) for number in numbers]
            names = [name for name in known[0] if len({each.get(name) for each in known}) > 1]
            for number, facts in zip(numbers, known, strict=True):
                more = settings_texts({name: facts[name] for name in names if name in facts})
                found[number] = " · ".join([found[number], *map(plain, more)])
    return found


def _short(prompt: str) -> str:
    words = " ".join(plain(prompt).split()) or "(no prompt)"
    return words if len(words) <= _LABEL else f"{words[: _LABEL - 1]}…"


def _votes_on(clips: Iterable[Clip]) -> ReadVotes:
    return read_with_damage(*dict.fromkeys(clip.path.parent for clip in clips))


# How


def rank(read: ReadVotes, values: Mapping[str, Any], names: Mapping[str, str]) -> Ranking:
    """Rank contestants, by SHA-256: `values` has what each row's value is, `names` what it is called."""
    places = {digest: place for place, digest in enumerate(sorted(values))}
    votes = [vote for vote in read.votes if vote.pair <= places.keys()]
    draws = _sample(len(places), _games(votes, places), ()).strengths
    met = Counter(digest for vote in votes for digest in vote.pair)
    between = Counter(vote.pair for vote in votes)
    found = [
        (_row(values[digest], draws[places[digest]], met[digest], names[digest]), digest) for digest in values
    ]
    found.sort(key=lambda each: -each[0].strength)
    order = [digest for _, digest in found]
    said = _sentences(
        [names[digest] for digest in order],
        [draws[places[digest]] for digest in order],
        [between[frozenset(pair)] for pair in pairwise(order)],
    )
    return _ranking("clip", [row for row, _ in found], votes, read, said)


def rank_axis(read: ReadVotes, by_clip: Mapping[str, Mapping[str, str]], axis: str) -> Ranking:
    """Rank the values of an axis; `by_clip` has each contestant's value on every axis, by its SHA-256."""
    known = {digest: own for digest, own in by_clip.items() if axis in own}
    places = {digest: place for place, digest in enumerate(sorted(known))}
    votes = [vote for vote in read.votes if vote.pair <= places.keys()]
    names = list(dict.fromkeys(own[axis] for own in known.values()))
    others = [
        name
        for name in dict.fromkeys(name for own in known.values() for name in own)
        if name not in (axis, *_NOT_AXES) and len({own.get(name) for own in known.values()}) > 1
    ]
    axes = []
    for name in (axis, *others):
        numbers = {value: n for n, value in enumerate(sorted({own.get(name, "") for own in known.values()}))}
        axes.append(tuple(numbers[known[digest].get(name, "")] for digest in places))
    draws = _sample(len(places), _games(votes, places), tuple(axes)).effects[0] if places else []
    of = dict(zip(sorted(names), draws, strict=True))
    telling = [
        pair
        for vote in votes
        if len(pair := frozenset((known[vote.winner][axis], known[vote.loser][axis]))) > 1
    ]
    met = Counter(name for pair in telling for name in pair)
    between = Counter(telling)
    rows = sorted(
        (_row(name, of[name], met[name], plain(name)) for name in names), key=lambda row: -row.strength
    )
    order = [row.value for row in rows]
    said = _sentences(
        [plain(name) for name in order],
        [of[name] for name in order],
        [between[frozenset(pair)] for pair in pairwise(order)],
    )
    return _ranking(axis, rows, votes, read, said)


def _row(value: Any, draws: Sequence[float], votes: int, label: str) -> Row:
    ordered = sorted(draws)
    strength = fmean(draws) if votes else 0.0
    return Row(value, strength, _quantile(ordered, 0.025), _quantile(ordered, 0.975), votes, label)


def _quantile(ordered: Sequence[float], share: float) -> float:
    at = share * (len(ordered) - 1)
    below = math.floor(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (at - below) * (ordered[above] - ordered[below])


def _games(votes: Iterable[Vote], places: Mapping[str, int]) -> tuple[model.Game, ...]:
    """How each pair went, in one order, whoever voted first."""
    scores: dict[tuple[int, int], list[float]] = {}
    for vote in votes:
        one, other = places[vote.winner], places[vote.loser]
        score = scores.setdefault((min(one, other), max(one, other)), [0.0, 0.0])
        for side in (0, 1):
            won = one < other if side == 0 else one > other
            score[side] += 0.5 if vote.tie else float(won)
    return tuple(model.Game(*pair, *score) for pair, score in sorted(scores.items()))


@lru_cache(maxsize=16)
def _sample(count: int, games: tuple[model.Game, ...], axes: tuple[tuple[int, ...], ...]) -> model.Draws:
    return model.sample(count, games, axes) if count else model.Draws([], [])


def _ranking(
    title: str, rows: Sequence[Row], votes: Sequence[Vote], read: ReadVotes, said: Sequence[str]
) -> Ranking:
    voters = len({vote.voter for vote in votes})
    said_of = f"{counted(len(votes), 'vote')} of {counted(voters, 'person', 'people')}." if votes else ""
    left_out = _left_out(read)
    sentences = tuple(filter(None, (*said, said_of, *left_out)))
    if not votes:
        sentences = ("Nobody has voted yet: nothing is known. %omnivid duel asks.", *left_out)
    return Ranking(title, tuple(rows), len(votes), voters, read.damaged, sentences)


def _left_out(read: ReadVotes) -> list[str]:
    """What of the files of votes does not count, and why."""
    said = []
    if lines := read.damaged - len(read.unread):
        said.append(f"Left out: {counted(lines, 'line')} in files of votes that could not be read.")
    said += [f"Left out: the whole file {plain(name)}: {why}." for name, why in read.unread[:_SPELLED]]
    if (more := len(read.unread) - _SPELLED) > 0:
        said.append(f"Left out: {counted(more, 'other file')} of votes.")
    return said


def _sentences(names: Sequence[str], draws: Sequence[Sequence[float]], between: Sequence[int]) -> list[str]:
    """What is known of neighbours: who is ahead for sure, and who cannot be told apart yet."""
    if len(names) < 2:
        return []
    sure = [_ahead(one, other) >= _SURE for one, other in pairwise(draws)]
    said = []
    if all(_ahead(draws[0], other) >= _SURE for other in draws[1:]):
        said.append(f"{names[0]} is ahead of {'the other' if len(names) == 2 else 'all others'}.")
    if all(sure):
        return [*said, "The order of all is clear."] if len(names) > 2 else said
    open_pairs = [place for place, each in enumerate(sure) if not each]
    for place in open_pairs[:_SPELLED]:
        votes = f"{counted(between[place], 'vote')}" if between[place] else "no vote between them"
        said.append(f"{names[place]} and {names[place + 1]} cannot be told apart yet: {votes}.")
    if (more := len(open_pairs) - _SPELLED) > 0:
        said.append(f"Nor can {counted(more, 'other pair')} of neighbours.")
    return said


def _ahead(one: Sequence[float], other: Sequence[float]) -> float:
    """The probability that one is stronger than the other."""
    return sum(a > b for a, b in zip(one, other, strict=True)) / len(one)
