"""Stars, notes and rejections beside the clips."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy
import pytest

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.errors import ConfigurationError, InvalidRequestError
from omnivid_jupyter.media import clips, secondlook
from omnivid_jupyter.media.ratings import LONGEST_NOTE, Rating, file_beside
from omnivid_jupyter.providers.identity import fingerprint
from tests.engine.panel.parts import put


@pytest.fixture
def clip(tmp_path: Path) -> Clip:
    return put(tmp_path / "clips")


def test_what_is_not_said_stays_as_it_is(clip: Clip) -> None:
    assert clip.rating == Rating(None, None, False)
    assert clip.rate(stars=4) == clip.rating == Rating(4)
    assert clip.rate(note=" calm water ") == clip.rating == Rating(4, "calm water")
    assert clip.rate(rejected=True) == clip.rating == Rating(4, "calm water", True)
    assert clip.rate() == clip.rating == Rating(4, "calm water", True)


def test_what_was_said_is_taken_away_and_leaves_no_file(clip: Clip) -> None:
    clip.rate(5, "fine", True)
    assert clip.rate(stars=0).stars is None
    assert clip.rate(note="").note is None
    assert file_beside(clip.path).exists()
    assert clip.rate(rejected=False) == Rating()
    assert sorted(path.name for path in clip.path.parent.iterdir()) == ["clip-1.json", "clip-1.mp4"]


@pytest.mark.parametrize("stars", [3, 3.0, "3", numpy.int64(3), numpy.float32(3)])
def test_stars_may_be_any_whole_number(clip: Clip, stars: Any) -> None:
    assert clip.rate(stars).stars == 3


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"stars": 6}, "stars", "stars must be from 1 to 5 (0 takes them away), not 6."),
        ({"stars": -1}, "stars", "stars must be from 1 to 5 (0 takes them away), not -1."),
        ({"stars": 2.5}, "stars", "stars must be a whole number from 1 to 5 (0 takes them away), not 2.5."),
        ({"stars": float("nan")}, "stars", "stars is missing: it is nan."),
        ({"stars": True}, "stars", "stars must be a whole number from 1 to 5 (0 takes them away), not True."),
        (
            {"stars": "***"},
            "stars",
            "stars must be a whole number from 1 to 5 (0 takes them away), not '***'.",
        ),
        ({"note": 7}, "note", "note must be text, not 7."),
        (
            {"note": "x" * (LONGEST_NOTE + 1)},
            "note",
            "note must have at most 2,000 characters, not 2,001.",
        ),
        ({"rejected": "no"}, "rejected", "rejected must be True or False, not 'no'."),
    ],
)
def test_odd_values_are_refused_and_change_nothing(
    clip: Clip, said: dict[str, Any], field: str, sentence: str
) -> None:
    clip.rate(2, "before")
    wrong: dict[str, Any] = {"stars": 5, "note": "new", "rejected": True} | said
    with pytest.raises(InvalidRequestError) as refused:
        clip.rate(**wrong)
    assert (refused.value.message, refused.value.field) == (sentence, field)
    assert clip.rating == Rating(2, "before")


def test_a_rating_travels_with_the_folder(clip: Clip, tmp_path: Path) -> None:
    clip.rate(4, "静かな海 🚤")
    shutil.copytree(clip.path.parent, tmp_path / "theirs")
    theirs = clips.load(tmp_path / "theirs", clip.path.name)
    assert theirs and theirs.rating == Rating(4, "静かな海 🚤")


def test_a_copy_of_a_clip_brings_its_rating_along_and_keeps_its_own(clip: Clip, tmp_path: Path) -> None:
    clip.rate(4)
    (tmp_path / "here").mkdir()
    assert clips.adopt(clip, tmp_path / "here").rate(5).stars == 5
    assert clips.adopt(clip, tmp_path / "here").rating == Rating(5)
    assert clip.rating == Rating(4)


HOSTILE: list[tuple[bytes, Rating]] = [
    (b"", Rating()),
    (b"\xff\xfe\x00", Rating()),
    (b"[" * 50_000, Rating()),
    (b'["stars", 5]', Rating()),
    (b'{"stars": 5', Rating()),
    (b'<<<<<<< HEAD\n{"stars": 5}\n', Rating()),
    (b'{\n  "stars": 3,\n  "no', Rating(3)),
    (
        b'{\n<<<<<<< HEAD\n  "stars": 3,\n  "note": "calm"\n=======\n  "stars": 5\n>>>>>>> theirs\n}\n',
        Rating(3, "calm"),
    ),
    (b'{\r\n<<<<<<< HEAD\r\n=======\r\n  "rejected": true\r\n>>>>>>> theirs\r\n}\r\n', Rating(rejected=True)),
    (b'{"stars": 9, "note": "kept"}', Rating(note="kept")),
    (b'{"stars": true, "note": 3, "rejected": 1}', Rating()),
    (b'{"stars": 1e400, "rejected": true}', Rating()),
    (b'{"stars": 4.0, "rejected": true}', Rating(rejected=True)),
    (b'{"note": "a\\u001b[31mb\\u202ec\\ud800"}', Rating()),
    (b'{"note": "a\\u001b[31mb\\u202ec"}', Rating(note="abc")),
    (json.dumps({"note": "x" * 10_000}).encode(), Rating(note="x" * LONGEST_NOTE)),
    (json.dumps({"stars": 3, "note": "x" * 100_000}).encode(), Rating()),
    (b'\xef\xbb\xbf{"stars": 3, "later": {"what": 1}}', Rating(3)),
    ('{"stars": 3}'.encode("utf-16"), Rating(3)),
]


@pytest.mark.parametrize(("content", "rating"), HOSTILE)
def test_whatever_the_file_says_is_data(clip: Clip, content: bytes, rating: Rating) -> None:
    file_beside(clip.path).write_bytes(content)
    assert clip.rating == rating
    assert clip.rate(stars=1).stars == 1, "it can be rated all the same"
    assert clips.load(clip.path.parent, clip.path.name), "and the clip is found"


def test_a_device_or_a_folder_in_place_of_the_file_is_no_rating(clip: Clip) -> None:
    file_beside(clip.path).symlink_to("/dev/zero")
    assert clip.rating == Rating()
    file_beside(clip.path).unlink()
    file_beside(clip.path).mkdir()
    assert clip.rating == Rating()
    with pytest.raises(ConfigurationError, match="cannot be written"):
        clip.rate(3)
    assert not [path for path in clip.path.parent.iterdir() if path.suffix == ".part"]


def test_a_clip_that_is_gone_cannot_be_rated(clip: Clip) -> None:
    clip.path.unlink()
    with pytest.raises(InvalidRequestError, match=r"^The clip cannot be rated, its file is gone: "):
        clip.rate(3)
    assert not file_beside(clip.path).exists()


def test_a_rating_is_not_taken_for_a_sidecar(clip: Clip) -> None:
    clip.rate(3, "a note")
    assert [each.name for each in clip.path.parent.glob("*.json")] == ["clip-1.json"]
    assert clip.request
    clip.path.with_suffix(".json").unlink()
    assert clips.load(clip.path.parent, clip.path.name) is None
    assert secondlook.look_again(clip.path.parent, fingerprint(clip.request)) == []
