"""In one look each folder is listed once, and the next look sees what came meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from omnivid_jupyter.media.looks import names_in, one_look
from omnivid_jupyter.media.nearby import folders_of


def test_one_look_lists_a_folder_once_and_the_next_one_anew(tmp_path: Path) -> None:
    def seen() -> tuple[list[str], list[Path]]:
        return sorted(names_in(tmp_path)), [*folders_of(tmp_path)]

    with one_look():
        assert seen() == ([], [tmp_path])
        (tmp_path / "sorted").mkdir()
        with one_look():  # part of it
            assert seen() == ([], [tmp_path])
    there = ["sorted"], [tmp_path, tmp_path / "sorted"]
    assert seen() == there, "without a look each is one of its own"
    with one_look():
        assert seen() == there


def test_what_could_not_be_listed_is_tried_again(tmp_path: Path) -> None:
    with one_look():
        with pytest.raises(FileNotFoundError):
            names_in(tmp_path / "later")
        (tmp_path / "later").mkdir()
        assert names_in(tmp_path / "later") == []
