"""Votes as lines of a file that several people write."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import omnivid_jupyter as omnivid
from omnivid_jupyter import clock
from omnivid_jupyter.clip import Clip
from omnivid_jupyter.errors import ConfigurationError, InvalidRequestError
from omnivid_jupyter.experiments import votes
from omnivid_jupyter.experiments.votes import (
    Vote,
    my_voter_id,
    read_votes,
    read_with_damage,
    vote_files,
    withdraw,
)
from omnivid_jupyter.settings import home

A, B, C = ("a" * 64, "b" * 64, "c" * 64)


def clip(folder: Path, digest: str, prompt: str = "a boat") -> Clip:
    """A clip as its votes need it: nothing of its film is looked at."""
    return Clip(
        folder / f"{digest[:8]}.mp4", "video/mp4", 64, 36, 1.0, 10, digest, prompt, "demo/x", digest[:8]
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "clips").mkdir()
    return tmp_path / "clips"


def line(**changes: Any) -> str:
    usual = {"id": "1", "winner": A, "loser": B, "tie": False, "voter": "ann", "when": 10.0}
    return json.dumps(usual | changes)


def outcomes(*places: Path) -> list[tuple[str, str, bool, str]]:
    return [(each.winner[0], each.loser[0], each.tie, each.voter) for each in read_votes(*places)]


def test_a_vote_is_a_line_beside_the_clips(folder: Path) -> None:
    cast = omnivid.vote(clip(folder, A), clip(folder, B))
    tie = omnivid.vote(clip(folder, B), clip(folder, C), tie=True)
    first, second = (json.loads(each) for each in (folder / "votes.jsonl").read_text().splitlines())
    assert first == {
        "id": cast.id,
        "winner": A,
        "loser": B,
        "voter": my_voter_id(),
        "when": cast.when,
    }
    assert second["tie"] is True and tie.pair == {B, C}
    assert read_votes(folder) == [cast, tie]


def test_the_later_vote_of_the_same_voter_on_the_same_pair_counts(folder: Path) -> None:
    omnivid.vote(clip(folder, A), clip(folder, B))
    omnivid.vote(clip(folder, B), clip(folder, A))
    assert outcomes(folder) == [("b", "a", False, my_voter_id())]


def test_a_vote_can_be_taken_back(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = omnivid.vote(clip(folder, A), clip(folder, C))
    cast = omnivid.vote(clip(folder, A), clip(folder, B))
    monkeypatch.setattr(clock, "time", lambda: cast.when - 60)  # the clock was put back
    withdraw(folder, cast)
    assert read_votes(folder) == [kept]


@pytest.mark.parametrize("ahead", [60, 253_402_300_799])
def test_a_changed_mind_counts_where_the_clock_was_put_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch, ahead: float
) -> None:
    now = clock.time()
    monkeypatch.setattr(clock, "time", lambda: min(now + ahead, 253_402_300_799))
    omnivid.vote(clip(folder, A), clip(folder, B))
    monkeypatch.setattr(clock, "time", lambda: now)
    omnivid.vote(clip(folder, B), clip(folder, A))
    assert outcomes(folder) == [("b", "a", False, my_voter_id())]
    assert read_with_damage(folder).damaged == 0


def test_nobodys_name_is_written_unless_asked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("USER", "gertrude")
    monkeypatch.setenv("LOGNAME", "gertrude")
    voter = omnivid.vote(clip(folder, A), clip(folder, B)).voter
    assert voter == my_voter_id() == (home() / "voter").read_text().strip()
    assert "gertrude" not in (folder / "votes.jsonl").read_text()


def test_two_people_are_two_voters(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    omnivid.vote(clip(folder, A), clip(folder, B))
    monkeypatch.setenv("OMNIVID_HOME", str(tmp_path / "another person"))
    omnivid.vote(clip(folder, B), clip(folder, A))
    assert len({vote.voter for vote in read_votes(folder)}) == 2


LINES: list[tuple[str, list[str], list[tuple[str, str, bool, str]], int]] = [
    ("the same line twice is one vote", [line(), line()], [("a", "b", False, "ann")], 0),
    ("whatever order git leaves", [line(when=12, winner=B, loser=A), line()], [("b", "a", False, "ann")], 0),
    (
        "other people's votes are kept apart",
        [line(), line(voter="bo")],
        [("a", "b", False, "ann"), ("a", "b", False, "bo")],
        0,
    ),
    ("a vote that is taken back", [line(), line(when=11, withdrawn=True)], [], 0),
    ("and voted again", [line(when=11, withdrawn=True), line(when=12)], [("a", "b", False, "ann")], 0),
    ("what was added later", [line(comment="x")], [("a", "b", False, "ann")], 0),
    ("empty lines", ["", "  ", line(), ""], [("a", "b", False, "ann")], 0),
    ("marks of a merge", ["<<<<<<< HEAD", line(), "=======", ">>>>>>> b"], [("a", "b", False, "ann")], 3),
    ("half a line", [line()[:40], line()], [("a", "b", False, "ann")], 1),
    ("itself", [line(loser=A)], [], 1),
    ("no digest", [line(winner="x"), line(loser=None), line(winner=A.upper())], [], 3),
    ("a name with HTML", [line(voter="<b>")], [], 1),
    ("a name without end", [line(voter="x" * 65), line(voter="")], [], 2),
    ("times that cannot be", [line(when=-1), line(when=1e300), line(when="now")], [], 3),
    ("not a number", [line().replace("10.0", "NaN")], [], 1),
    ("another shape", ["[]", "7", "null", "[" * 5000, '{"id": 1}'], [], 5),
    ("a line without end", [line(comment="x" * 2000)], [], 1),
]


@pytest.mark.parametrize(
    ("lines", "votes", "damaged"), [each[1:] for each in LINES], ids=[each[0] for each in LINES]
)
def test_what_counts_and_what_is_left_out(
    folder: Path, lines: list[str], votes: list[tuple[str, str, bool, str]], damaged: int
) -> None:
    (folder / "votes.jsonl").write_text("\n".join(lines))
    assert outcomes(folder) == votes
    assert read_with_damage(folder).damaged == damaged


def test_the_files_of_a_class_are_read_where_they_lie(folder: Path) -> None:
    omnivid.vote(clip(folder, A), clip(folder, B))
    (folder / "votes-ann.jsonl").write_text(line())
    (folder / "votes-bo (1).jsonl").write_bytes(b"\xef\xbb\xbf" + line(voter="bo").encode() + b"\r\n")
    assert len(read_votes(folder)) == 3
    assert outcomes(folder / "votes-ann.jsonl") == [("a", "b", False, "ann")]


def test_what_is_no_file_of_votes_is_counted_and_nothing_else(folder: Path) -> None:
    (folder / "votes-1.jsonl").symlink_to("/dev/zero")
    (folder / "votes-2.jsonl").mkdir()
    os.mkfifo(folder / "votes-3.jsonl")
    (folder / "votes-4.jsonl").write_bytes(bytes(range(14, 256)) * 50)
    with (folder / "votes-5.jsonl").open("wb") as file:
        file.truncate(10_000_000_000)
    (folder / "votes.jsonl").write_text(line())
    assert outcomes(folder) == [("a", "b", False, "ann")]
    assert read_with_damage(folder).damaged == 5


def test_a_large_file_of_votes_is_read_to_its_end(folder: Path) -> None:
    lines = [line(voter="bo"), *[line(comment="x" * 300)] * 70_000, line(voter="cy")]
    (folder / "votes.jsonl").write_text("\n".join(lines))
    assert (folder / "votes.jsonl").stat().st_size > 32 * 1024 * 1024
    assert {vote.voter for vote in read_votes(folder)} == {"ann", "bo", "cy"}
    assert vote_files(folder) == [folder / "votes.jsonl"]


@pytest.mark.parametrize("block", [1, 7, 100, 1000])
def test_wherever_a_block_ends_its_lines_are_whole(
    folder: Path, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(votes, "_BLOCK", block)
    texts = [line(voter="bo"), line(comment="x" * 2000), line(), "no vote", "", line(voter="cy")]
    for end in ("\n", "\r\n", "\r"):
        (folder / "votes.jsonl").write_bytes(end.join(texts).encode())
        assert {vote.voter for vote in read_votes(folder)} == {"ann", "bo", "cy"}
        assert read_with_damage(folder).damaged == 2


def test_a_file_that_is_not_read_is_named_with_why(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = [clip(folder, A), clip(folder, B)]
    monkeypatch.setattr(votes, "_LARGEST", 1000)
    (folder / "votes-1.jsonl").write_text(line())
    (folder / "votes-2.jsonl").write_text("\n".join([line()] * 9))
    (folder / "votes-3.jsonl").mkdir()
    (folder / "votes-4.jsonl").write_text("no vote")
    sentences = omnivid.ranking(made).sentences
    assert "Left out: 1 line in files of votes that could not be read." in sentences
    assert "Left out: the whole file votes-3.jsonl: Is a directory." in sentences
    (too_large,) = (each for each in sentences if "votes-2.jsonl" in each)
    assert "of all votes 0 MB are read: take out what no longer counts." in too_large
    assert "1 vote of 1 person." in sentences


def test_a_line_that_was_cut_does_not_take_the_next_one_along(folder: Path) -> None:
    (folder / "votes.jsonl").write_text(line()[:50])
    cast = omnivid.vote(clip(folder, B), clip(folder, C))
    assert read_votes(folder) == [cast]


def test_many_writers_lose_no_vote(folder: Path) -> None:
    digests = [f"{number:064x}" for number in range(9)]

    def votes(digest: str) -> None:
        for other in digests:
            if other != digest:
                omnivid.vote(clip(folder, digest), clip(folder, other))

    writers = [threading.Thread(target=votes, args=(digest,)) for digest in digests]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len((folder / "votes.jsonl").read_text().splitlines()) == 72
    assert len(read_votes(folder)) == 36, "each pair once, of one voter"


def test_git_joins_the_votes_of_two_people(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def git(*words: str) -> None:
        who = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)

    git("init", "-b", "main")
    omnivid.vote(clip(folder, A), clip(folder, B))
    git("add", "-A")
    git("commit", "-m", "one")
    git("checkout", "-b", "theirs")
    monkeypatch.setenv("OMNIVID_HOME", str(tmp_path / "theirs"))
    omnivid.vote(clip(folder, B), clip(folder, A))
    git("commit", "-am", "two")
    git("checkout", "main")
    omnivid.vote(clip(folder, A), clip(folder, C))
    git("commit", "-am", "three")
    git("merge", "theirs")
    assert len(read_votes(folder)) == 3 and read_with_damage(folder).damaged == 0


@pytest.mark.parametrize(
    ("own", "then"),
    [
        (None, "votes.jsonl merge=union\n"),
        ("*.mp4 filter=lfs", "*.mp4 filter=lfs\nvotes.jsonl merge=union\n"),
        ("votes.jsonl -diff\n", "votes.jsonl -diff\n"),
    ],
)
def test_what_a_persons_own_file_says_stays(folder: Path, own: str | None, then: str) -> None:
    if own is not None:
        (folder / ".gitattributes").write_text(own)
    for other in (B, C):
        omnivid.vote(clip(folder, A), clip(folder, other))
    assert (folder / ".gitattributes").read_text() == then
    (folder / ".gitattributes").unlink()
    omnivid.vote(clip(folder, B), clip(folder, C))
    assert not (folder / ".gitattributes").exists(), "who took it away does not want it"


@pytest.mark.parametrize(
    ("winner", "loser", "tie", "sentence"),
    [
        ("clip", A, False, "winner must be a finished clip, not 'clip'."),
        (A, None, False, "loser must be a finished clip, not None."),
        (A, A, False, "A clip cannot be compared with itself: both files have the same bytes."),
        (A, B, "yes", "tie must be True or False, not 'yes'."),
    ],
)
def test_odd_votes_are_refused(folder: Path, winner: Any, loser: Any, tie: Any, sentence: str) -> None:
    first, second = [clip(folder, each) if each in (A, B) else each for each in (winner, loser)]
    with pytest.raises(InvalidRequestError) as refused:
        omnivid.vote(first, second, tie=tie)
    assert refused.value.message == sentence
    assert not (folder / "votes.jsonl").exists()


def test_nothing_is_written_through_a_link(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "profile"
    own.write_text("export PATH\n")
    (folder / ".gitattributes").symlink_to(own)
    omnivid.vote(clip(folder, A), clip(folder, B))
    assert own.read_text() == "export PATH\n" and len(read_votes(folder)) == 1
    for name in (own, tmp_path / "new", tmp_path):
        (folder / "votes.jsonl").unlink()
        (folder / "votes.jsonl").symlink_to(name)
        with pytest.raises(ConfigurationError, match=r"votes\.jsonl: it is a link"):
            omnivid.vote(clip(folder, A), clip(folder, B))
    assert own.read_text() == "export PATH\n" and not (tmp_path / "new").exists()


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo])
def test_where_no_file_is_says_so(folder: Path, make: Callable[[Path], None]) -> None:
    make(folder / "votes.jsonl")
    with pytest.raises(ConfigurationError, match=r"a directory|a device or a pipe"):
        omnivid.vote(clip(folder, A), clip(folder, B))


def test_a_vote_that_cannot_be_written_is_an_error(folder: Path) -> None:
    (folder / "votes.jsonl").mkdir()
    with pytest.raises(ConfigurationError, match=r"^The vote cannot be written to .*votes.jsonl: "):
        omnivid.vote(clip(folder, A), clip(folder, B))


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"two words", b"x" * 65])
def test_a_damaged_name_is_made_anew(folder: Path, content: bytes) -> None:
    home().mkdir(parents=True)
    (home() / "voter").write_bytes(content)
    assert len(my_voter_id()) == 16
    assert my_voter_id() == my_voter_id()


def test_a_vote_is_told_from_all_others() -> None:
    assert Vote(A, B, False, "ann", 1.0, "1").pair == Vote(B, A, True, "bo", 2.0, "2").pair
