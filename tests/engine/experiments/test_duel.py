"""Blind duels as the kernel leads them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

import omnivid_jupyter as omnivid
from omnivid_jupyter.clip import Clip
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.experiments import duel as room
from omnivid_jupyter.experiments.duel import Duel, clips_to_judge, duel
from omnivid_jupyter.experiments.votes import my_voter_id, read_votes
from omnivid_jupyter.notebook.commands import run_command
from tests.engine.experiments.contestants import films


class Channel:
    """A widget whose messages stay here."""

    def __init__(self) -> None:
        self.sent: list[tuple[dict[str, Any], Sequence[bytes]]] = []
        self.page: Callable[[Any, dict[str, Any], Any], None] = lambda *_: None

    def on_msg(self, receive: Callable[[Any, dict[str, Any], Any], None]) -> None:
        self.page = receive

    def send(self, content: dict[str, Any], buffers: Sequence[bytes] = ()) -> None:
        json.dumps(content)
        self.sent.append((content, buffers))

    def says(self, **message: Any) -> dict[str, Any]:
        """What comes back when the page says this."""
        before = len(self.sent)
        self.page(None, message, [])
        return self.sent[-1][0] if len(self.sent) > before else {}


@pytest.fixture
def channel(monkeypatch: pytest.MonkeyPatch) -> Channel:
    made = Channel()
    monkeypatch.setattr(room, "_make_widget", lambda: made)
    return made


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Clip]:
    monkeypatch.chdir(tmp_path)
    return films(tmp_path / "omnivid-clips", 4)


def answer(channel: Channel, choice: str) -> dict[str, Any]:
    return channel.says(type="answer", turn=channel.sent[-1][0].get("turn", 0), choice=choice)


def shown(channel: Channel, made: Sequence[Clip]) -> list[Clip]:
    """The two clips that the page has now, by their bytes."""
    return [next(clip for clip in made if clip.path.read_bytes() == film) for film in channel.sent[-1][1]]


def test_a_pair_tells_nothing_of_what_it_is(made: list[Clip], channel: Channel) -> None:
    duel(made)
    said = channel.says(type="ready")
    assert said == {
        "type": "pair",
        "turn": 1,
        "types": ["video/mp4", "video/mp4"],
        "standing": {"asked": 0, "enough": 3, "all": 6, "canUndo": False},
    }
    assert len(shown(channel, made)) == 2


@pytest.mark.parametrize(
    ("choice", "won"), [("a", (0, 1, False)), ("b", (1, 0, False)), ("tie", (0, 1, True))]
)
def test_an_answer_is_a_vote_at_once(
    made: list[Clip], channel: Channel, choice: str, won: tuple[int, int, bool]
) -> None:
    duel(made)
    channel.says(type="ready")
    pair = shown(channel, made)
    following = answer(channel, choice)
    (vote,) = read_votes(made[0].path.parent)
    assert (vote.winner, vote.loser, vote.tie) == (pair[won[0]].sha256, pair[won[1]].sha256, won[2])
    assert vote.voter == my_voter_id()
    assert (following["type"], following["turn"], following["standing"]["asked"]) == ("pair", 2, 1)


def test_every_pair_is_asked_once_and_then_all_is_told(made: list[Clip], channel: Channel) -> None:
    judged = duel(made)
    channel.says(type="ready")
    pairs = set()
    while channel.sent[-1][0]["type"] == "pair":
        pairs.add(frozenset(clip.sha256 for clip in shown(channel, made)))
        answer(channel, "a")
    assert len(pairs) == 6 and len(read_votes(made[0].path.parent)) == 6
    verdict = channel.sent[-1][0]
    assert verdict["type"] == "verdict" and verdict["more"] is False
    assert all(clip.prompt in verdict["html"] for clip in made)
    assert len(judged.ranking()) == 4
    assert channel.says(type="undo", turn=99)["type"] == "pair", "also the last one can be taken back"
    assert len(read_votes(made[0].path.parent)) == 5


def test_chance_decides_the_sides(
    made: list[Clip], channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    for side in (0, 1):
        monkeypatch.setattr("secrets.randbelow", lambda _, side=side: side)
        duel(made)
        channel.says(type="ready")
        seen.append([clip.sha256 for clip in shown(channel, made)])
    assert seen[0] == seen[1][::-1]


def test_the_last_answer_can_be_taken_back(made: list[Clip], channel: Channel) -> None:
    duel(made)
    channel.says(type="ready")
    first = shown(channel, made)
    said = answer(channel, "a")
    again = channel.says(type="undo", turn=said["turn"])
    assert shown(channel, made) == first and read_votes(made[0].path.parent) == []
    assert again["standing"]["canUndo"] is False
    answer(channel, "b")
    (vote,) = read_votes(made[0].path.parent)
    assert vote.winner == first[1].sha256


def test_what_is_skipped_is_no_vote_and_comes_again_at_last(made: list[Clip], channel: Channel) -> None:
    duel(made[:2])
    channel.says(type="ready")
    assert answer(channel, "skip")["type"] == "verdict"
    assert read_votes(made[0].path.parent) == []
    assert channel.says(type="more")["type"] == "pair"


def test_an_answer_to_a_pair_that_is_gone_is_none(made: list[Clip], channel: Channel) -> None:
    duel(made)
    channel.says(type="ready")
    turn = channel.sent[-1][0]["turn"]
    channel.says(type="answer", turn=turn, choice="a")
    channel.says(type="answer", turn=turn, choice="a")  # the key was hit twice
    assert len(read_votes(made[0].path.parent)) == 1


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"type": "answer"},
        {"type": "answer", "turn": 1, "choice": "c"},
        {"type": "vote"},
        {"turn": "x"},
        {"type": 3},
    ],
)
def test_what_is_no_message_changes_nothing(
    made: list[Clip], channel: Channel, message: dict[str, Any]
) -> None:
    duel(made)
    channel.says(type="ready")
    assert channel.says(**message) == {}
    assert read_votes(made[0].path.parent) == []


def test_a_vote_that_cannot_be_written_is_said_and_the_pair_stays(made: list[Clip], channel: Channel) -> None:
    duel(made)
    channel.says(type="ready")
    (made[0].path.parent / "votes.jsonl").mkdir()
    said = answer(channel, "a")
    assert said["type"] == "said" and said["text"].startswith("The vote cannot be written to")
    (made[0].path.parent / "votes.jsonl").rmdir()
    channel.says(type="answer", turn=1, choice="a")
    assert len(read_votes(made[0].path.parent)) == 1


def test_what_was_answered_before_is_not_asked_again(made: list[Clip], channel: Channel) -> None:
    omnivid.vote(made[0], made[1])
    duel(made[:2])
    assert channel.says(type="ready")["type"] == "verdict"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ([], "A duel takes two different clips or more."),
        ([0, 0], "A duel takes two different clips or more."),
        (["x"], "clips must be finished clips, not 'x'."),
    ],
)
def test_too_few_are_refused(made: list[Clip], given: list[Any], sentence: str) -> None:
    with pytest.raises(InvalidRequestError) as refused:
        duel([made[each] if isinstance(each, int) else each for each in given])
    assert refused.value.message == sentence


def test_a_film_that_is_gone_is_named(made: list[Clip]) -> None:
    made[1].path.unlink()
    with pytest.raises(InvalidRequestError, match=r"^The file of a clip is gone: .*film-1.mp4"):
        duel(made)


def test_without_ids_they_are_the_folders_and_none_that_is_rejected(made: list[Clip]) -> None:
    made[2].rate(rejected=True)
    assert [clip.prompt for clip in clips_to_judge()] == [made[n].prompt for n in (0, 1, 3)]


def test_without_widgets_it_says_what_to_do(made: list[Clip], capsys: pytest.CaptureFixture[str]) -> None:
    shown = Duel(made)._repr_mimebundle_()
    assert "%omnivid export FILE.html" in shown["text/plain"] and "vote(winner, loser)" in shown["text/html"]
    run_command("duel")
    assert "A blind duel of 4 clips: 0 of 6 pairs are answered." in capsys.readouterr().out
