"""The writing on a film: the mark, and the prompt with its followed words set apart, clear of a player's controls."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from omnivid_jupyter.simulator.captions import Captions, pieces
from omnivid_jupyter.simulator.direction import read_direction
from omnivid_jupyter.simulator.drawing import font
from omnivid_jupyter.simulator.picture import Picture

SIZES = [(640, 360), (1280, 720), (720, 1280), (1920, 1080), (3840, 2160)]
GROUNDS = [(12, 14, 20), (128, 128, 128), (245, 246, 250)]
LONG = (
    "a red boat on a foggy lake, slow pan to the left, and many thoughts about this and that and what is to come "
    * 3
)
JAPANESE = "霧の湖に赤い小舟がゆっくりと漂い、遠い昔の物語を思い出している。カメラは静かに右へパン。" * 2


def written(
    prompt: str, size: tuple[int, int] = (1280, 720), ground: tuple[int, int, int] = (90, 110, 130)
) -> NDArray[np.int16]:
    frame = Image.new("RGB", size, ground)
    Captions(Picture("Omni-Flash-Ext", prompt, "video", *size, seconds=5), *size).put(frame)
    return np.asarray(frame, np.int16)


def where(
    image: NDArray[np.int16], ground: int | tuple[int, int, int] = (90, 110, 130)
) -> tuple[float, float, float, float]:
    """The box of what is written, as shares of the size: left, top, right, bottom."""
    rows, columns = np.nonzero(np.abs(image - np.array(ground)).max(2) > 40)
    height, width = image.shape[:2]
    return columns.min() / width, rows.min() / height, (columns.max() + 1) / width, (rows.max() + 1) / height


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("prompt", ["a red boat", LONG, JAPANESE])
def test_writing_is_clear_of_the_controls_and_within_the_picture(prompt: str, size: tuple[int, int]) -> None:
    left, top, right, bottom = where(written(prompt, size))
    assert left > 0.01 and top > 0.01 and right < 0.99
    assert bottom < 0.875


@pytest.mark.parametrize("prompt", ["", "a red boat", LONG])
def test_every_picture_has_the_mark(prompt: str) -> None:
    marked, plain = written(prompt), written("")
    corner = (slice(0, 720 // 6), slice(0, 1280 // 4))
    assert np.array_equal(marked[corner], plain[corner])
    assert where(plain)[1] < 0.1


@pytest.mark.parametrize(
    ("typed", "printed"),
    [("ﾈｵﾝ街を右へﾊﾟﾝ", "ネオン街を右へパン"), ("か\u3099らす、cafe\u0301", "がらす、café")],
)
def test_any_way_to_type_a_letter_is_written_as_one(typed: str, printed: str) -> None:
    assert np.array_equal(written(typed), written(printed))


@pytest.mark.parametrize("ground", GROUNDS)
def test_writing_is_read_on_any_ground(ground: tuple[int, int, int]) -> None:
    image = written("boat quiet", ground=ground)
    line = image[585:620, 60:200].max(2)
    assert np.max(line) > 235
    assert np.max(line) - np.percentile(line, 10) > 90  # the darkest tenth is the ground around the letters


def test_followed_words_are_bright_and_underlined_and_others_dim() -> None:
    followed, other = (written(word, ground=(20, 20, 20))[500:660] for word in ("boat", "toad"))
    assert np.max(followed) > np.max(other) + 40
    rows = [int(np.max((image.max(2) > 120).sum(1))) for image in (followed, other)]
    assert rows[0] > 1.5 * rows[1]  # the line under the word


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("a quiet moss garden", [("a quiet ", False), ("moss garden", True)]),
        ("  a\n red   boat ", [("a ", False), ("red", True), (" ", False), ("boat", True)]),
        ("静かな苔の庭", [("静かな", False), ("苔の庭", True)]),
        ("smile \U0001f600 boat", [("smile 〓 ", False), ("boat", True)]),
        ("", []),
    ],
)
def test_pieces_of_a_line(prompt: str, expected: list[tuple[str, bool]]) -> None:
    (line,) = pieces(prompt, read_direction(prompt)[1], font(40), 5000, 1)
    assert line == expected


def test_other_words_for_the_camera_change_only_the_writing() -> None:
    static, left = written("a boat, static camera"), written("a boat, pan left")
    rows = np.nonzero(np.abs(static - left).max(2).max(1) > 8)[0] / 720
    assert np.min(rows) > 0.75 and np.max(rows) < 0.9
