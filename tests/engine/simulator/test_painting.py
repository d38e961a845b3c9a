"""Films measured: each word is seen in what was rendered, and changes that alone."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from omnivid_jupyter.simulator.direction import names
from omnivid_jupyter.simulator.painter.kinds import FIGURES, KINDS, PACES, ROOTED
from omnivid_jupyter.simulator.painter.light import HANDS
from omnivid_jupyter.simulator.painter.scene import SETTINGS
from omnivid_jupyter.simulator.painter.story import scene_of
from omnivid_jupyter.simulator.picture import Chapter
from omnivid_jupyter.simulator.render import render
from tests.engine.simulator.films import (
    HEIGHT,
    SECONDS,
    WIDTH,
    brightness,
    difference,
    film,
    first,
    luma,
    motion,
    opening,
    order,
    share_of,
    shoot,
)

# what the camera does to the content: right, down (% of the width a second), growth (% a second)
MOVES = {
    "slow pan to the left": (1.5, 0, 0),
    "pan left": (3, 0, 0),
    "pan right": (-3, 0, 0),
    "tilt up": (0, 1.5, 0),
    "tilt down": (0, -1.5, 0),
    "push in": (0, 0, 2.5),
    "zoom in": (0, 0, 2.5),
    "pull out": (0, 0, -2.5),
    "左にパン": (3, 0, 0),
    "右へパン": (-3, 0, 0),
    "ティルトアップ": (0, 1.5, 0),
    "ズームイン": (0, 0, 2.5),
    "ズームアウト": (0, 0, -2.5),
}


@pytest.mark.parametrize("words", [*MOVES, "drone shot", "orbit shot", "handheld", "tracking shot"])
def test_camera_words_leave_the_first_picture_as_it_is(words: str) -> None:
    still, moved = first("a lake, a red boat, static camera"), first(f"a lake, a red boat, {words}")
    assert difference(still, moved) < 1.6


# hues in degrees
COLOURS = {
    "red": (345, 15),
    "orange": (16, 42),
    "yellow": (40, 62),
    "green": (85, 160),
    "blue": (205, 250),
    "purple": (255, 300),
}


@pytest.mark.parametrize("colour", ["red", "orange", "yellow", "purple"])
@pytest.mark.parametrize("scene", ["boat on the sea", "balloon in the sky", "car in the snow"])
def test_a_subject_has_its_colour(scene: str, colour: str) -> None:
    plain = share_of(first(f"a white {scene}"), COLOURS[colour])
    assert share_of(first(f"a {colour} {scene}"), COLOURS[colour]) > plain + 0.004


def test_a_red_boat_is_red_at_night() -> None:
    night = first("a red boat on a lake at night")
    assert (
        share_of(night, COLOURS["red"])
        > share_of(first("a white boat on a lake at night"), COLOURS["red"]) + 0.004
    )


@pytest.mark.parametrize("palette", [("orange", "blue"), ("purple", "yellow"), ("green",)])
def test_a_palette_is_seen_everywhere(palette: tuple[str, ...]) -> None:
    shot = first(f"mountains, a palette of {' and '.join(palette)}")
    for colour in palette:
        assert share_of(shot, COLOURS[colour], strong=0.2) > 0.12


def signature(shot: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """A film's first picture as a few soft patches."""
    small = Image.fromarray(shot[0]).resize((12, 8), Image.Resampling.BOX)
    return np.asarray(small, dtype=np.float32)


@pytest.mark.parametrize(
    ("model", "take"),
    [("omni-flash", 2), ("omni-flash", 3), ("seedance-2", 1), ("Omni-Flash-Ext", 2), ("gpt-image-2", 1)],
)
def test_a_setting_is_recognised_in_other_takes_and_hands(model: str, take: int) -> None:
    known = {setting: signature(first(setting)) for setting in SETTINGS}
    wrong = []
    for setting in SETTINGS:
        seen = signature(first(setting, model, take))
        nearest = min(known, key=lambda each: difference(known[each], seen))
        wrong += [(setting, nearest)] if nearest != setting else []
    assert len(wrong) <= 2, wrong


@pytest.mark.parametrize("model", HANDS)
def test_another_model_is_another_hand_for_the_same_scene(model: str) -> None:
    one, other = first("a lake")[0], first("a lake", model)[0]
    if model != "omni-flash":
        assert difference(one, other) > 1.5
    assert np.corrcoef(luma(one).ravel(), luma(other).ravel())[0, 1] > 0.9


@pytest.mark.parametrize(
    ("english", "japanese"),
    [
        ("a red boat on a lake, pan left", "湖に赤い舟、左にパン"),
        ("a forest in the snow at night", "夜の雪の森"),
        ("the city at sunset", "夕焼けの都市"),
    ],
)
def test_the_same_direction_is_the_same_film_in_both_languages(english: str, japanese: str) -> None:
    one, other = (scene_of(order(words), Path(), (WIDTH, HEIGHT)) for words in (english, japanese))
    for t in (0.0, 1.0, 2.5):
        assert one.draw(t).tobytes() == other.draw(t).tobytes()


def test_prompts_without_a_known_word_differ_in_their_layout() -> None:
    assert difference(first("lorem ipsum"), first("dolor sit amet")) > 2


def test_whatever_the_vocabulary_names_is_painted() -> None:
    assert set(names("setting")) == set(SETTINGS)
    assert set(names("subject")) == set(KINDS) == set(FIGURES)
    assert set(names("action")) <= set(PACES)


def test_an_extension_keeps_the_scene_and_changes_what_its_words_say() -> None:
    first = film("a red boat on a lake")
    same = film("the story goes on", before=("a red boat on a lake",))
    night = film("at night", before=("a red boat on a lake",))
    stranger = film("a city at night")
    assert difference(first[-1], same[0]) < 3
    assert brightness(night) < 0.6 * brightness(first)
    edges = [np.diff(luma(shot[0]), axis=0).ravel() for shot in (first, night, stranger)]
    assert np.corrcoef(edges[0], edges[1])[0, 1] > np.corrcoef(edges[0], edges[2])[0, 1] + 0.1


def kept(folder: Path, image: Image.Image) -> str:
    """A reference image in the studio's folder."""
    data = io.BytesIO()
    image.save(data, "PNG")
    (folder / "0123.image").write_bytes(data.getvalue())
    return "0123.image"


@pytest.mark.parametrize("prompt", ["slow push in", "a meadow", "a cat walks", "it snows"])
def test_a_reference_image_is_in_the_film(tmp_path: Path, prompt: str) -> None:
    reference = kept(tmp_path, Image.new("RGB", (400, 300), (220, 0, 200)))
    shot = opening(order(prompt, references=(reference,)), tmp_path)
    without = opening(order(prompt))
    magenta = (285, 330)
    assert share_of(shot, magenta) > share_of(without, magenta) + 0.03


def test_a_reference_film_is_gone_on_from(tmp_path: Path) -> None:
    earlier = order("a red boat on a lake at sunset")
    render(earlier, tmp_path / "0123.video")
    last = shoot(earlier, tmp_path)[-1]
    shot = shoot(order("pan left", references=("0123.video",)), tmp_path)
    rows = slice(HEIGHT * 15 // 100, HEIGHT * 74 // 100)
    assert difference(shot[0][rows], last[rows]) < 4
    assert motion(shot[:, rows])[0] > 2


def test_a_reference_that_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "0123.image").write_bytes(b"no picture at all")
    shot = shoot(order("a meadow", references=("0123.image",)), tmp_path)
    assert shot.shape == (SECONDS * 24, HEIGHT, WIDTH, 3)


def test_a_reference_that_is_gone_fails_the_film(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        render(order("a meadow", references=("0123.image",)), tmp_path / "film.mp4")


@pytest.mark.parametrize(
    "prompt", ["a forest in heavy rain, fast pan left", "snow over the city, 35 mm film"]
)
def test_six_seconds_stay_below_a_megabyte(tmp_path: Path, prompt: str) -> None:
    picture = order(prompt, width=1280, height=720, seconds=6)
    render(picture, tmp_path / "film.mp4")
    assert (tmp_path / "film.mp4").stat().st_size < 1_000_000


def test_motion_starts_and_ends_softly() -> None:
    shot = luma(film("a meadow, fast pan left"))
    steps = np.abs(np.diff(shot, axis=0)).mean(axis=(1, 2))
    middle = float(np.median(steps[24:48]))
    assert steps[0] < 0.3 * middle
    assert steps[-1] < 0.3 * middle
    assert np.max(steps) < 2 * middle


def test_a_chapter_is_part_of_a_pictures_key() -> None:
    assert order("goes on").key != order("goes on", before=(Chapter("a lake", 3),)).key


@pytest.mark.parametrize("kind", sorted(ROOTED))
def test_what_is_rooted_does_not_go(kind: str) -> None:
    scene = scene_of(order(f"a falling {kind} in the desert"), Path(), (WIDTH, HEIGHT))
    first, late = (np.asarray(scene.draw(t)) for t in (0.0, 2.5))
    assert difference(first, late) < 2
