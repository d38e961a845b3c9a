"""What people think of a clip: stars, a note, and whether it is rejected, in a small file beside it.

`boat-0123456789ab.rating` lies beside `boat-0123456789ab.mp4`. It is not in the sidecar, which says what a clip *is*
and is never written again; each clip has a file of its own, so that git merges the ratings of several people, and
whoever gets the folder has them. Where nothing is thought of a clip there is no file.

Such a file is other people's data: it has bounds, and of one that is damaged what can be read is read.
"""

from __future__ import annotations

import json
import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from omnivid_jupyter.errors import ConfigurationError, InvalidRequestError
from omnivid_jupyter.markup import plain
from omnivid_jupyter.media import files
from omnivid_jupyter.media.locks import locked
from omnivid_jupyter.media.naming import file_called, part_name
from omnivid_jupyter.values import flag, text, whole

__all__ = ["LONGEST_NOTE", "MOST_STARS", "Rating", "carry", "file_beside", "rate", "rating_of", "written"]

MOST_STARS = 5
#: Characters that a note may have.
LONGEST_NOTE = 2000
_LARGEST = 64 * 1024  # bytes of a rating's file: more than the longest note takes, however it is written
#: A line as it is written here.
_LINE = re.compile(r'^ *"(stars|note|rejected)": (.*?),?\r?$', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Rating:
    """What is thought of a clip: `stars` from 1 to 5 or None, a `note` or None, and whether it is `rejected`."""

    stars: int | None = None
    note: str | None = None
    rejected: bool = False


def file_beside(path: Path) -> Path:
    """The file that holds the rating of the clip at `path`, whether or not there is one."""
    return file_called(path.with_suffix(".rating"), any_case=True)


def rating_of(path: str | os.PathLike[str]) -> Rating:
    """What is thought of the clip at this path; nothing where nobody said anything."""
    content = written(Path(path))
    try:
        said = msgspec.json.decode(content, type=dict[str, Any])
    except (ValueError, msgspec.DecodeError, RecursionError):
        said = _line_by_line(content)
    stars, note = said.get("stars"), said.get("note")
    return Rating(
        stars=stars if type(stars) is int and 1 <= stars <= MOST_STARS else None,
        note=(plain(note[:LONGEST_NOTE]).strip() or None) if isinstance(note, str) else None,
        rejected=said.get("rejected") is True,
    )


def _line_by_line(content: str) -> dict[str, Any]:
    """What can be read of a file that is cut off, or in which git could not join what two people said: the first."""
    said: dict[str, Any] = {}
    for name, value in _LINE.findall(content):
        try:
            said.setdefault(name, msgspec.json.decode(value))
        except (ValueError, msgspec.DecodeError, RecursionError):
            continue
    return said


def written(path: Path) -> str:
    """The text of the rating's file of the clip at `path`; none where there is no file that can be one."""
    try:
        content = files.content(file_beside(path), _LARGEST)
        return content.decode(json.detect_encoding(content))
    except (OSError, UnicodeError):
        return ""


def rate(
    path: str | os.PathLike[str],
    stars: int | None = None,
    note: str | None = None,
    rejected: bool | None = None,
) -> Rating:
    """Say what is thought of the clip at `path`, and return all that is thought of it then.

    Parameters
    ----------
    stars:
        1 to 5; 0 takes them away. None leaves them as they are.
    note:
        A remark of up to 2,000 characters; "" takes it away. None leaves it as it is.
    rejected:
        Whether the clip is out of the question. None leaves that as it is.

    Raises
    ------
    InvalidRequestError
        For anything else, and when the clip's file is gone.
    ConfigurationError
        When the folder cannot be written.
    """
    given = _given(stars, note, rejected)
    path = Path(path)
    if not given:
        return rating_of(path)
    if not files.is_regular(path):
        raise InvalidRequestError(f"The clip cannot be rated, its file is gone: {plain(path)}.", field="clip")
    with locked(path.parent.absolute()):  # what another kernel says at the same time is not lost
        rating = replace(rating_of(path), **given)
        try:
            _write(file_beside(path), rating)
        except OSError as error:
            raise ConfigurationError(
                f"The rating of {plain(path.name)} cannot be written: {error.strerror}.",
                hint="It lies beside the clip; make its folder writable, or copy it to one that is.",
            ) from error
    return rating


def _given(stars: object, note: object, rejected: object) -> dict[str, Any]:
    """What is to be changed, in the form in which it is kept."""
    given: dict[str, Any] = {}
    if stars is not None:
        count = whole("stars", stars, f"a whole number from 1 to {MOST_STARS} (0 takes them away)")
        if count is None or not 0 <= count <= MOST_STARS:
            raise InvalidRequestError(
                f"stars must be from 1 to {MOST_STARS} (0 takes them away), not {count}.", field="stars"
            )
        given["stars"] = count or None
    if note is not None:
        words = plain(text("note", note) or "").strip()
        if len(words) > LONGEST_NOTE:
            raise InvalidRequestError(
                f"note must have at most {LONGEST_NOTE:,} characters, not {len(words):,}.", field="note"
            )
        given["note"] = words or None
    if rejected is not None:
        given["rejected"] = flag("rejected", rejected)
    return given


def _write(path: Path, rating: Rating) -> None:
    """Have the rating in its file, whole or as it was before; no file where nothing is thought."""
    if rating == Rating():
        path.unlink(missing_ok=True)
        return
    said = {name: value for name in Rating.__slots__ if (value := getattr(rating, name))}
    content = msgspec.json.format(msgspec.json.encode(said)) + b"\n"
    temporary = path.with_name(part_name(secrets.token_hex(4), 0))
    try:
        files.write_whole(path, content, temporary)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def carry(old: Path, new: Path) -> None:
    """Take a clip's rating along to a copy of the clip, unless that has one of its own. Raises `OSError`."""
    rating, place = rating_of(old), file_beside(new)
    if rating != Rating() and not os.path.lexists(place):
        _write(place, rating)
