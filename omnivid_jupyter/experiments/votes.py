"""Votes: which of two clips somebody found better, as lines of `votes.jsonl` in the clip folder.

One JSON object a line, so that git puts the lines of several people together (`.gitattributes` says so), and a class'
files (`votes-….jsonl`, out of exported pages) are read when they lie in the folder. Clips are told by their SHA-256.

A line is never changed. The later one of the same voter about the same pair counts, and one that withdraws it is a
later line as well; so the same line twice is one vote. Whatever is no such line is left out and counted: these are
other people's files.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec

from omnivid_jupyter import clock
from omnivid_jupyter.clip import Clip
from omnivid_jupyter.errors import ConfigurationError, InvalidRequestError
from omnivid_jupyter.markup import plain
from omnivid_jupyter.media import files
from omnivid_jupyter.media.locks import locked
from omnivid_jupyter.settings import home
from omnivid_jupyter.values import flag, kind

__all__ = [
    "FILE",
    "ReadVotes",
    "Vote",
    "cast",
    "cast_between",
    "my_voter_id",
    "read_votes",
    "read_with_damage",
    "withdraw",
]

FILE = "votes.jsonl"
_FILES = "votes*.jsonl"
_UNION = f"{FILE} merge=union"
_MOST_FILES = 1000
_LARGEST = 256_000_000  # bytes that are read of all files together: about a million votes
_LONGEST = 1000  # bytes of a line; a vote has some 250
_BLOCK = 1 << 20  # bytes that are looked at together

_Digest = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
_Name = Annotated[str, msgspec.Meta(pattern=r"^[\w.@+-]{1,64}$")]
_LATEST = 253_402_300_799  # the end of the year 9999
_Time = Annotated[float, msgspec.Meta(ge=0, le=_LATEST)]


class _Line(msgspec.Struct, omit_defaults=True):
    """What a line says."""

    id: _Name
    winner: _Digest
    loser: _Digest
    voter: _Name
    when: _Time
    tie: bool = False
    withdrawn: bool = False


_reading = msgspec.json.Decoder(_Line)


@dataclass(frozen=True, slots=True)
class Vote:
    """One comparison: the clips by their SHA-256, whether they were found equal, by whom, and when (unix seconds)."""

    winner: str
    loser: str
    tie: bool
    voter: str
    when: float
    id: str

    @property
    def pair(self) -> frozenset[str]:
        """The two clips, whichever won."""
        return frozenset((self.winner, self.loser))


@dataclass(frozen=True, slots=True)
class ReadVotes:
    """The votes that count, and how many lines were none, a file that is not read as one of them.

    `unread` has such files by name, each with why.
    """

    votes: tuple[Vote, ...]
    damaged: int
    unread: tuple[tuple[str, str], ...] = ()


# Reading


def read_votes(*places: str | os.PathLike[str]) -> list[Vote]:
    """The votes that count, of clip folders (every `votes*.jsonl` in them) or files, the earliest first."""
    return list(read_with_damage(*places).votes)


def read_with_damage(*places: str | os.PathLike[str]) -> ReadVotes:
    """As `read_votes`, and how many lines, and which files, could not be read."""
    damaged, left = 0, _LARGEST
    unread: list[tuple[str, str]] = []
    latest: dict[tuple[str, str, str], _Line] = {}
    for path in _paths(map(Path, places)):
        try:
            left -= _require(path, left)
            for line in _lines(path):
                if line is None:
                    damaged += 1
                    continue
                key = line.voter, min(line.winner, line.loser), max(line.winner, line.loser)
                if key not in latest or line.when >= latest[key].when:
                    latest[key] = line
        except OSError as error:
            unread.append((path.name, error.strerror or type(error).__name__))
    votes = [_vote(line) for line in latest.values() if not line.withdrawn]
    return ReadVotes(
        tuple(sorted(votes, key=lambda vote: (vote.when, vote.id))), damaged + len(unread), tuple(unread)
    )


def _require(path: Path, most: int) -> int:
    """The size of a file of votes. Raises `OSError` for one of more than `most` bytes, and for what is no file."""
    files.require_regular(path)
    size = path.stat().st_size
    if size > most:
        raise OSError(
            errno.EFBIG,
            f"it has {size / 1e6:,.0f} MB, and of all votes {_LARGEST / 1e6:,.0f} MB are read: take out what no "
            "longer counts",
        )
    return size


def _vote(line: _Line) -> Vote:
    return Vote(line.winner, line.loser, line.tie, line.voter, line.when, line.id)


def _paths(places: Iterable[Path]) -> Iterator[Path]:
    for place in dict.fromkeys(places):
        if files.is_regular(place):
            yield place
        else:
            yield from _listed(place)


def _listed(folder: Path) -> list[Path]:
    return sorted(files.listed(folder, _FILES))[:_MOST_FILES]


def vote_files(folder: Path) -> list[Path]:
    """The files of a clip folder in which every line is a vote: what may be given away with its clips."""
    return [path for path in _listed(folder) if _is_all_votes(path)]


def _is_all_votes(path: Path) -> bool:
    try:
        _require(path, _LARGEST)
        return all(line is not None for line in _lines(path))
    except OSError:
        return False


def _lines(path: Path) -> Iterator[_Line | None]:
    """The lines of a file, None for one that is none. Raises `OSError`."""
    with files.regular(path) as file:
        rest, read = b"", 0
        while read < _LARGEST and (block := file.read(_BLOCK)):  # it may grow meanwhile
            read += len(block)
            *texts, rest = re.split(rb"[\r\n]", rest + block)
            yield from (_line(text) for text in texts if text.strip())
            rest = rest[: _LONGEST + 1]  # whatever else comes, it is none
    if rest.strip():
        yield _line(rest)


def _line(text: bytes) -> _Line | None:
    if len(text) > _LONGEST:
        return None
    try:
        line = _reading.decode(text.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, msgspec.MsgspecError, RecursionError):
        return None
    return None if line.winner == line.loser else line


# Voting


def cast_between(winner: object, loser: object, tie: object = False) -> Vote:
    """`cast` for two clips, in the folder of the first. Raises `InvalidRequestError` unless they are two."""
    winner, loser = _clip("winner", winner), _clip("loser", loser)
    if winner.sha256 == loser.sha256:
        raise InvalidRequestError(
            "A clip cannot be compared with itself: both files have the same bytes.", field="loser"
        )
    equal = flag("tie", tie)
    return cast(winner.path.parent, winner.sha256, loser.sha256, tie=equal)


def _clip(field: str, given: object) -> Clip:
    if isinstance(given, Clip):
        return given
    raise InvalidRequestError(
        f"{field} must be a finished clip, not {kind(given)}.",
        field=field,
        hint="A job's clip is job.result(), those of a sweep are sweep.clips.",
    )


def cast(folder: Path, winner: str, loser: str, *, tie: bool = False) -> Vote:
    """Write down a vote of this person. Raises `ConfigurationError` where it cannot be written."""
    voter = my_voter_id()
    line = _Line(
        id=secrets.token_hex(8),
        winner=winner,
        loser=loser,
        voter=voter,
        when=_now(folder, voter, frozenset((winner, loser))),
        tie=tie,
    )
    _append(folder, line)
    return _vote(line)


def withdraw(folder: Path, vote: Vote) -> None:
    """Take a vote of this person back. Raises `ConfigurationError` where that cannot be written."""
    when = _now(folder, vote.voter, vote.pair)
    _append(
        folder,
        _Line(
            id=secrets.token_hex(8),
            winner=vote.winner,
            loser=vote.loser,
            voter=vote.voter,
            when=when,
            withdrawn=True,
        ),
    )


def _now(folder: Path, voter: str, pair: frozenset[str]) -> float:
    """A time behind all that this voter said of the pair: the last word counts, even if the clock was put back."""
    last = 0.0
    for path in _listed(folder):
        with suppress(OSError):
            for line in _lines(path):
                if line and line.voter == voter and pair == {line.winner, line.loser}:
                    last = max(last, line.when)
    return min(max(clock.time(), last + 0.001), _LATEST)


def _append(folder: Path, line: _Line) -> None:
    path = folder / FILE
    try:
        with locked(folder.absolute()):
            if not os.path.lexists(path):
                _have_git_join(folder)
            with files.appended(path) as file:
                end = file.seek(0, os.SEEK_END)
                file.seek(max(0, end - 1))
                cut = end and file.read(1) != b"\n"  # by a crash, or a person's editor
                file.write(b"\n" * bool(cut) + msgspec.json.encode(line) + b"\n")
    except OSError as error:
        raise ConfigurationError(
            f"The vote cannot be written to {plain(path)}: {error.strerror}.",
            hint="Make the folder writable, or copy the clips to one that is.",
        ) from error


def _have_git_join(folder: Path) -> None:
    """Have git put the votes of several people together; what a person's own file says stays."""
    path = folder / ".gitattributes"
    with suppress(OSError):  # votes are votes without git
        own = files.content(path, _LONGEST * 100) if os.path.lexists(path) else b""
        if FILE.encode() not in own:
            with files.appended(path) as file:
                file.write(b"\n" * bool(own and not own.endswith(b"\n")) + _UNION.encode() + b"\n")


def my_voter_id() -> str:
    """By what this person's votes are told: a random name in the private folder, which says nothing of who it is."""
    path = home() / "voter"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with locked(path.parent):
            if (found := _read_id(path)) is None:
                found = secrets.token_hex(8)
                files.write_whole(path, found.encode() + b"\n", path.with_name(f"{path.name}.part"))
        return found
    except OSError as error:
        raise ConfigurationError(
            f"The name that your votes are kept by cannot be written to {plain(path)}: {error.strerror}.",
            hint="Point OMNIVID_HOME to a folder of your own.",
        ) from error


def _read_id(path: Path) -> str | None:
    try:
        return msgspec.convert(files.content(path, 100).decode().strip(), _Name)
    except (FileNotFoundError, ValueError, msgspec.ValidationError):
        return None
