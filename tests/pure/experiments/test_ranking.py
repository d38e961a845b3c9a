"""The verdict out of votes."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest

import omnivid_jupyter as omnivid
from omnivid_jupyter.clip import Clip
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.experiments import bradley_terry
from omnivid_jupyter.experiments.ranking import Ranking, labels, rank, rank_axis, rank_clips, rank_values
from omnivid_jupyter.experiments.votes import Vote
from omnivid_jupyter.request import VideoRequest
from tests.pure.experiments.voters import asked, asked_of_axis, clip, covered, digest, read, tau, vote


def ranked(count: int, votes: Sequence[Vote]) -> Ranking:
    """The numbers of so many clips, ranked."""
    names = {digest(number): f"clip {number}" for number in range(count)}
    return rank(read(votes), {digest(number): number for number in range(count)}, names)


def folder_with(tmp_path: Path, *pairs: tuple[int, int], ties: Sequence[tuple[int, int]] = ()) -> list[Clip]:
    made = [clip(number, folder=tmp_path) for number in range(4)]
    for one, other in pairs:
        omnivid.vote(made[one], made[other])
    for one, other in ties:
        omnivid.vote(made[one], made[other], tie=True)
    return made


def test_what_wins_more_is_ahead(tmp_path: Path) -> None:
    made = folder_with(tmp_path, (2, 0), (2, 1), (2, 3), (0, 1), (0, 3), (1, 3))
    rows = omnivid.ranking(made)
    assert [row.value for row in rows] == [made[2], made[0], made[1], made[3]]
    assert [row.votes for row in rows] == [3, 3, 3, 3]
    assert all(row.low < row.strength < row.high for row in rows)
    assert abs(sum(row.strength for row in rows)) < 1e-9, "strengths are about their mean"
    assert rows[1:] == tuple(rows)[1:] and len(rows) == 4


def test_the_same_votes_give_the_same_ranking_in_whatever_order_they_are_read() -> None:
    votes = asked([0.5 * number for number in range(8)], random.Random(1), pairs=20, voters=2)
    first = ranked(8, votes)
    assert ranked(8, votes[::-1]).rows == first.rows
    names = {digest(number): f"clip {number}" for number in reversed(range(8))}
    other = rank(read(votes), {digest(number): number for number in reversed(range(8))}, names)
    assert other.rows == first.rows


def test_votes_that_come_in_change_the_ranking(tmp_path: Path) -> None:
    made = folder_with(tmp_path, (0, 1))
    assert omnivid.ranking(made[:2])[0].value == made[0]
    (tmp_path / "votes-class.jsonl").write_text(
        "\n".join(
            f'{{"id":"{n}","winner":"{digest(1)}","loser":"{digest(0)}","voter":"pupil-{n}","when":1}}'
            for n in range(5)
        )
    )
    rows = omnivid.ranking(made[:2])
    assert (rows[0].value, rows[0].votes, rows.voters) == (made[1], 6, 6)


def test_a_tie_is_half_a_win_for_each() -> None:
    even = ranked(2, [vote(0, 1, tie=True, voter=str(n)) for n in range(20)])
    assert all(abs(row.strength) < 0.1 for row in even)
    both_ways = ranked(2, [vote(0, 1, voter="a"), vote(1, 0, voter="b")])
    tied = ranked(2, [vote(1, 0, tie=True, voter="a"), vote(0, 1, tie=True, voter="b")])
    assert sorted(row.strength for row in tied) == sorted(row.strength for row in both_ways)


def test_what_never_lost_is_not_infinitely_strong() -> None:
    rows = ranked(3, [vote(0, 1, voter=str(n)) for n in range(3)] + [vote(0, 2), vote(1, 2)])
    assert rows[0].value == 0 and 0 < rows[0].strength < 10 and rows[0].high < 25


def test_what_nobody_voted_on_is_not_known() -> None:
    even = [vote(*pair, voter=str(n)) for n in range(10) for pair in ((0, 1), (1, 3), (3, 0))]
    rows = ranked(4, even)
    unknown = next(row for row in rows if row.value == 2)
    assert unknown.votes == 0 and unknown.strength == 0
    assert unknown.high - unknown.low > 1.5 * min(row.high - row.low for row in rows)


SAID: list[tuple[str, int, list[Vote], list[str]]] = [
    ("nobody", 2, [], ["Nobody has voted yet: nothing is known. %omnivid duel asks."]),
    (
        "too few",
        2,
        [vote(0, 1, voter=str(n)) for n in range(2)] + [vote(1, 0, voter="c")],
        ["clip 0 and clip 1 cannot be told apart yet: 3 votes.", "3 votes of 3 people."],
    ),
    (
        "enough",
        2,
        [vote(1, 0, voter=str(n)) for n in range(40)],
        ["clip 1 is ahead of the other.", "40 votes of 40 people."],
    ),
    (
        "the order of three",
        3,
        [vote(*pair, voter=str(n)) for n in range(60) for pair in ((0, 1), (1, 2), (0, 2))],
        ["clip 0 is ahead of all others.", "The order of all is clear.", "180 votes of 60 people."],
    ),
    (
        "the first of three",
        3,
        [vote(*pair, voter=str(n)) for n in range(60) for pair in ((0, 1), (0, 2))],
        [
            "clip 0 is ahead of all others.",
            "… cannot be told apart yet: no vote between them.",
            "120 votes of 60 people.",
        ],
    ),
    (
        "one vote of one",
        2,
        [vote(0, 1)],
        ["clip 0 and clip 1 cannot be told apart yet: 1 vote.", "1 vote of 1 person."],
    ),
]


@pytest.mark.parametrize(
    ("count", "votes", "said"), [each[1:] for each in SAID], ids=[each[0] for each in SAID]
)
def test_it_says_what_it_knows_and_what_not(count: int, votes: list[Vote], said: list[str]) -> None:
    sentences = ranked(count, votes).sentences
    assert len(sentences) == len(said)
    for sentence, wanted in zip(sentences, said, strict=True):
        assert sentence == wanted or (wanted[0] == "…" and sentence.endswith(wanted[1:]))


def test_many_that_cannot_be_told_apart_are_summed_up() -> None:
    sentences = ranked(12, [vote(0, 1)]).sentences
    assert sum("cannot be told apart" in each for each in sentences) == 4
    assert "Nor can 7 other pairs of neighbours." in sentences


def test_it_shows_itself_as_a_table_and_escapes_what_others_wrote(tmp_path: Path) -> None:
    hostile = "</td><script>alert(1)</script>\x1b[31m"
    made = [clip(0, hostile, folder=tmp_path), clip(1, "a boat", folder=tmp_path)]
    omnivid.vote(made[0], made[1])
    rows = omnivid.ranking(made)
    html, text = rows._repr_html_(), repr(rows)
    assert "<script" not in html and "&lt;script" in html
    assert "\x1b" not in html + text
    lines = text.splitlines()
    assert lines[0].split() == ["clip", "strength", "95", "%", "votes"]
    assert lines[1].startswith("1  </td>") and lines[2].startswith("2  a boat")
    assert lines[-2].endswith("cannot be told apart yet: 1 vote.")


def test_clips_are_called_by_what_tells_them_apart() -> None:
    made = [clip(0, "a boat"), clip(1, "a  boat", "demo/y"), clip(2, "a boat", "demo/y"), clip(3, "a car")]
    assert labels(made) == [
        "a boat · demo/x",
        "a boat · demo/y · clip-1.mp4",
        "a boat · demo/y · clip-2.mp4",
        "a car",
    ]
    requests = [
        VideoRequest("demo/x", "a boat", duration=seconds, aspect_ratio="16:9") for seconds in (4, 8, 8)
    ]
    alike = [replace(clip(number, "a boat"), request=request) for number, request in enumerate(requests)]
    assert labels(alike) == [
        "a boat · 4 s",
        "a boat · 8 s · clip-1.mp4",
        "a boat · 8 s · clip-2.mp4",
    ]


def test_clips_of_the_same_bytes_are_one(tmp_path: Path) -> None:
    made = [clip(number, folder=tmp_path) for number in (0, 1, 0)]
    assert [row.value for row in omnivid.ranking(made)] == [made[0], made[1]]
    given_twice = omnivid.ranking([*made[:2], *made[:2]])
    assert [row.label for row in given_twice] == [row.label for row in omnivid.ranking(made[:2])]


def test_without_votes_they_stay_as_they_were_given(tmp_path: Path) -> None:
    made = [clip(number, folder=tmp_path) for number in (3, 1, 2)]
    assert [row.value for row in omnivid.ranking(made)] == made


@pytest.mark.parametrize("count", [0, 1])
def test_nothing_to_compare_is_no_error(tmp_path: Path, count: int) -> None:
    made = [clip(0, folder=tmp_path)][:count]
    rows = omnivid.ranking(made)
    assert len(rows) == count and repr(rows) and rows._repr_html_()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (3, "clips must be several clips, not 3."),
        (["x"], "clips must be finished clips, not 'x'."),
        (clip(0), "clips must be several clips, not Clip."),
    ],
)
def test_what_is_no_clip_is_refused(given: Any, sentence: str) -> None:
    with pytest.raises(InvalidRequestError) as refused:
        omnivid.ranking(given)
    assert refused.value.message == sentence


# By axis


def grid(tmp_path: Path) -> tuple[list[Clip], list[dict[str, str]]]:
    """Two cameras, two colours, two takes."""
    values = [
        {"camera": camera, "colour": colour, "take": take}
        for camera in ("pan left", "static")
        for colour in ("red", "blue")
        for take in ("1", "2")
    ]
    return [clip(number, folder=tmp_path) for number in range(8)], values


def test_the_values_of_an_axis_are_ranked(tmp_path: Path) -> None:
    made, values = grid(tmp_path)
    for one in range(8):
        for other in range(one):
            ahead = values[one]["camera"] == "pan left"
            omnivid.vote(*((made[one], made[other]) if ahead else (made[other], made[one])))
    camera = rank_values(made, values, "camera")
    assert [row.value for row in camera] == ["pan left", "static"]
    assert [row.votes for row in camera] == [16, 16], "what has the same camera tells nothing of it"
    assert camera[0].strength == pytest.approx(-camera[1].strength)
    assert "pan left is ahead of the other." in camera.sentences
    colour = rank_values(made, values, "colour")
    assert sum("cannot be told apart yet: 16 votes." in each for each in colour.sentences) == 1
    assert omnivid.ranking(made)[0].value in made[:4]


def test_an_axis_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    made, values = grid(tmp_path)
    with pytest.raises(InvalidRequestError) as refused:
        rank_values(made, values, "colours")
    assert refused.value.message == "There is no axis 'colours'."
    assert refused.value.hint == "The axes are: camera, colour, take."


def test_one_lucky_clip_does_not_speak_for_its_words(tmp_path: Path) -> None:
    """Two clips of each word: that one of them wins all the time says little about the word."""
    made = [clip(number, folder=tmp_path) for number in range(4)]
    values = [{"words": "a"}, {"words": "a"}, {"words": "b"}, {"words": "b"}]
    lines = []
    for n in range(30):
        for winner, loser in ((0, 2), (0, 3), (0, 1), (2, 1), (3, 1)):
            lines.append(
                f'{{"id":"x","winner":"{digest(winner)}","loser":"{digest(loser)}","voter":"v{n}","when":1}}'
            )
    (tmp_path / "votes.jsonl").write_text("\n".join(lines))
    words = rank_values(made, values, "words")
    assert words[0].low < 0 < words[0].high
    assert any("cannot be told apart yet" in each for each in words.sentences)
    assert rank_clips(made)[0].low > 0, "the clip itself is ahead"


# Synthetic voters: the whole study is tools/judging.py, its table is in docs/judging.md


@pytest.mark.parametrize("chosen", [True, False], ids=["pairs that tell most", "random pairs"])
def test_intervals_cover_the_truth_as_often_as_they_say(
    chosen: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bradley_terry, "_MOST", 800)  # fewer draws for more voters
    dice = random.Random(11)
    inside: list[bool] = []
    for number in range(36):
        count, spread = ((8, 1.0), (9, 1.5), (10, 2.0))[number % 3]
        truth = [dice.gauss(0, spread) for _ in range(count)]
        votes = asked(truth, dice, pairs=count * (count - 1) // 4, voters=1 + number % 2, chosen=chosen)
        inside += covered(truth, ranked(count, votes))
    assert 0.92 <= fmean(inside) <= 0.98, f"{fmean(inside):.3f} of {len(inside)}"


def test_half_of_all_pairs_give_the_right_order() -> None:
    dice = random.Random(3)
    truth = [0.8 * number for number in range(24)]
    dice.shuffle(truth)
    found = ranked(24, asked(truth, dice, pairs=138, chosen=True))
    by_clip = {row.value: row.strength for row in found}
    assert tau(truth, [by_clip[number] for number in range(24)]) >= 0.9


def test_the_effects_of_an_axis_are_covered_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bradley_terry, "_MOST", 800)
    dice = random.Random(5)
    inside: list[bool] = []
    for number in range(6):
        folder = tmp_path / str(number)
        folder.mkdir()
        effects = {
            "a": {"x": dice.gauss(0, 1), "y": dice.gauss(0, 1), "z": dice.gauss(0, 1)},
            "b": {"1": 0.5, "2": -0.5},
        }
        values = [{"a": a, "b": b} for a in "xyz" for b in "12"] * 2
        truth = [effects["a"][each["a"]] + effects["b"][each["b"]] + dice.gauss(0, 0.4) for each in values]
        made = [clip(place, folder=folder) for place in range(12)]
        votes = asked(truth, dice, pairs=50, voters=3)
        lines = (
            f'{{"id":"x","winner":"{v.winner}","loser":"{v.loser}","voter":"{v.voter}","when":1}}'
            for v in votes
        )
        (folder / "votes.jsonl").write_text("\n".join(lines))
        mean = fmean(effects["a"].values())
        inside += [
            row.low <= effects["a"][row.value] - mean <= row.high for row in rank_values(made, values, "a")
        ]
    assert fmean(inside) >= 0.85


def test_the_effects_of_an_axis_are_covered_also_where_takes_differ_more_than_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bradley_terry, "_MOST", 800)
    dice = random.Random(8)
    inside: list[bool] = []
    for number in range(12):
        spread, rest = ((1.0, 2.0), (2.0, 2.0), (2.0, 1.0))[number % 3]
        values, effects, votes = asked_of_axis((3, 2), 2, dice, pairs=24, spread=spread, rest=rest)
        by_clip = {digest(place): own for place, own in enumerate(values)}
        rows = rank_axis(read(votes), by_clip, "axis 0")
        inside += [row.low <= effects[int(row.value)] <= row.high for row in rows]
    assert fmean(inside) >= 0.9, f"{fmean(inside):.3f} of {len(inside)}"


def test_a_hundred_clips_are_ranked_while_one_waits() -> None:
    dice = random.Random(2)
    truth = [dice.gauss(0, 2) for _ in range(100)]
    votes = asked(truth, dice, pairs=2000)
    begun = time.process_time()  # of this process alone, whatever else the machine does
    found = ranked(100, votes)
    assert time.process_time() - begun < 10
    assert tau(truth, [row.strength for row in sorted(found, key=lambda row: int(row.value))]) > 0.75
