"""What everyday prompts show: things where they were put, animals as themselves, nobody behind the writing."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

from omnivid_jupyter.media.motion import shift_between
from omnivid_jupyter.simulator.direction import Direction, read_direction
from omnivid_jupyter.simulator.painter.kinds import FIGURES, KINDS
from omnivid_jupyter.simulator.painter.scene import SETTINGS, Scene, place_of
from omnivid_jupyter.simulator.painter.story import scene_of
from omnivid_jupyter.simulator.picture import Picture
from tests.engine.simulator.measured import SIZE, Frames, brightness, film, grey, motion, share, still, unrest

SECONDS = 6


def frame(prompt: str, at: float = 0.0, size: tuple[int, int] = SIZE, seconds: int = SECONDS) -> Frames:
    """A picture of a film of six seconds."""
    return np.asarray(scene(prompt, size, seconds).draw(at).convert("RGB"), np.float32)


@lru_cache(maxsize=32)
def scene(prompt: str, size: tuple[int, int], seconds: int) -> Scene:
    """What such a film shows, painted once for all its pictures."""
    return scene_of(Picture("omni-flash", prompt, "video", *size, seconds=seconds), Path(), size)


def direct(prompt: str) -> Direction:
    return read_direction(prompt)[0]


def changed(one: Frames, other: Frames) -> tuple[float, float]:
    """The highest and the lowest row in which two pictures differ much, as shares of the height."""
    rows = np.nonzero((np.abs(one - other).max(2) > 60).sum(1) > 1)[0]
    return float(rows[0] / len(one)), float((rows[-1] + 1) / len(one))


# Things are where they were put


@pytest.mark.parametrize(
    ("put", "floor"),
    [
        ("a red apple on the windowsill", "a red apple on the floor"),
        ("a red ball on the shelf", "a red ball on the floor of the room"),
        ("a red robot sits on the sofa", "a red robot stands in the room"),
        ("窓辺の赤いりんご", "部屋の赤いりんご"),
        ("ソファの上の赤いボール", "部屋の赤いボール"),
    ],
)
def test_things_are_on_what_they_were_put_on(put: str, floor: str) -> None:
    room = frame("a room")
    assert changed(frame(put), room)[0] < changed(frame(floor), room)[0] - 0.02


PLACES = [
    ("a candle on a table", "candle", "table"),
    ("テーブルの上のろうそく", "candle", "table"),
    ("a cup of coffee on a wooden desk", "cup", "table"),
    ("机に置かれた花瓶", "cup", "table"),
    ("a bowl of fruit stands by the window", "fruit", "windowsill"),
    ("a cat on a rug", "cat", "rug"),
    ("an old man sits on a park bench", "person", "bench"),
    ("ベンチに座る老人", "person", "bench"),
    ("a lantern under a table", "lantern", None),
    ("a horse beside a table", "horse", None),
    ("a cat jumps next to a chair", "cat", None),
]


@pytest.mark.parametrize(("prompt", "kind", "place"), PLACES)
def test_what_something_is_on(prompt: str, kind: str, place: str | None) -> None:
    assert {each.kind: each.on for each in direct(prompt).subjects}[kind] == place


@pytest.mark.parametrize("prompt", ["a candle in a dark room", "暗い部屋のろうそく"])
def test_a_dark_room_has_night_before_its_window(prompt: str) -> None:
    width, height = SIZE
    pane = (
        slice(round(0.2 * height), round(0.36 * height)),
        slice(round(0.34 * width), round(0.38 * width)),
    )
    assert brightness(frame(prompt)[pane]) < 0.4 * brightness(frame("a candle in a room")[pane])


# Nobody stands behind the writing


@pytest.mark.parametrize("size", [(320, 180), (180, 320), (200, 200)])
@pytest.mark.parametrize("setting", [each for each in SETTINGS if each not in ("sky", "underwater")])
def test_whoever_stands_somewhere_is_clear_of_the_caption(setting: str, size: tuple[int, int]) -> None:
    words = {"space": "on the moon", "sea": "beach"}.get(setting, setting)
    empty, there = frame(words, size=size), frame(f"{words}, a red robot stands", size=size)
    tall = size[1] > size[0]
    line, lines = (0.039, 6) if tall else (0.035, 3)  # of the shorter side; as many as there may be
    first = 0.845 - (1.5 * (lines - 1) + 0.85) * line * min(size) / size[1]
    assert changed(there, empty)[1] < first + 0.012


# Who is there

ANIMALS = [
    "fox",
    "deer",
    "camel",
    "cow",
    "sheep",
    "pig",
    "lion",
    "tiger",
    "zebra",
    "giraffe",
    "panda",
    "squirrel",
]


@pytest.mark.parametrize(
    "word", [*ANIMALS, "horse", "cat", "dog", "rabbit", "bear", "elephant", "duck", "swan", "owl"]
)
def test_each_animal_is_itself(word: str) -> None:
    (subject,) = direct(f"a {word} in the grass").subjects
    assert subject.kind == word
    figure = np.asarray(FIGURES[word](60, KINDS[word].colour, 0.2).resize((60, 60)), np.float32)
    others = [name for name in (*ANIMALS, "horse", "cat", "dog") if name != word]
    for other in others:
        another = FIGURES[other](60, KINDS[other].colour, 0.2).resize((60, 60))
        assert np.abs(figure - np.asarray(another, np.float32)).mean() > 8


@pytest.mark.parametrize(
    ("prompt", "kinds"),
    [
        ("a cat, a dog and a bird in a garden", ["cat", "dog", "bird"]),
        ("猫と犬と鳥のいる庭", ["cat", "dog", "bird"]),
        ("a caravan of camels", ["camel"]),
        ("砂漠を行くラクダ", ["camel"]),
        ("a palm tree on the beach", ["palm tree"]),
        ("a steam train in the mountains", ["steam train"]),
        ("蒸気機関車が走る", ["steam train"]),
        ("an astronaut floats", ["astronaut"]),
    ],
)
def test_subjects_by_their_names(prompt: str, kinds: list[str]) -> None:
    assert [each.kind for each in direct(prompt).subjects] == kinds


def test_the_third_subject_is_seen() -> None:
    assert share(still("a white cat, a white dog and a red robot in a garden"), "red") > 0.004


def test_an_astronaut_floats_in_space_and_walks_on_the_moon() -> None:
    empty = frame("outer space")
    assert changed(frame("an astronaut floats in outer space"), empty)[1] < 0.62
    assert changed(frame("an astronaut walks in outer space"), empty)[1] > 0.62


def test_a_bicycle_has_a_rider() -> None:
    meadow = frame("a meadow", 2.0)
    ridden = changed(frame("a girl rides a bicycle through a meadow", 2.0), meadow)
    assert ridden[0] < changed(frame("a bicycle stands in a meadow", 2.0), meadow)[0] - 0.05


def test_a_named_tree_has_the_colours_of_its_season() -> None:
    assert (
        share(still("a tree in a meadow in autumn"), "orange")
        > share(still("a meadow in autumn"), "orange") + 0.01
    )


def test_what_is_small_is_seen_in_a_close_up() -> None:
    garden, near = frame("a garden"), frame("a garden, close-up")
    whole = (np.abs(frame("a blue butterfly in a garden") - garden).max(2) > 60).mean()
    assert (np.abs(frame("a blue butterfly in a garden, close-up") - near).max(2) > 60).mean() > 4 * whole


# Places

FEATURES = [
    ("a bamboo forest", "bamboo", "forest"),
    ("竹林", "bamboo", "forest"),
    ("wheat fields", "wheat", "meadow"),
    ("a village by a river", "village", "river"),
    ("夏祭りの夜", "festival", "street"),
    ("縁側で眠る猫", "veranda", "garden"),
    ("雪の中の露天風呂", "hot spring", "garden"),
    ("a waterfall", "waterfall", "river"),
    ("a rainbow over the hills", "rainbow", "meadow"),
    ("northern lights over the mountains", "aurora", "mountains"),
    ("ラベンダー畑", "lavender", "meadow"),
]


@pytest.mark.parametrize(("prompt", "feature", "setting"), FEATURES)
def test_what_is_there_is_known_and_painted(prompt: str, feature: str, setting: str) -> None:
    direction = direct(prompt)
    assert (direction.features, direction.setting) == ((feature,), setting)
    plain = frame(f"{setting}, {direction.time or ''}, {direction.season or ''}")
    assert np.abs(frame(prompt) - plain).mean() > 0.6


def test_wheat_is_golden() -> None:
    assert share(frame("wheat fields"), "gold") > share(frame("a meadow"), "gold") + 0.05


# The camera


def growing(words: str) -> float:
    """How much the picture grows in the middle of the film, in % a second."""
    one, other = (grey(frame(f"a house in a meadow, {words}", t, (320, 180))) for t in (2.5, 2.6))
    return float(shift_between(one, other)[2] * 1000)


@pytest.mark.parametrize(
    ("words", "sign"),
    [("push in", 1), ("zoom in", 1), ("ズームイン", 1), ("pull out", -1), ("ズームアウト", -1)],
)
def test_zooms_are_plainly_seen(words: str, sign: int) -> None:
    assert 5.5 < sign * growing(words) < 13


def test_zooms_are_slow_and_fast() -> None:
    slow, normal, fast = (growing(f"{words}push in") for words in ("slow ", "", "fast "))
    assert 2 < slow < 0.75 * normal < 0.56 * fast
    assert growing("fast zoom out") < -10


@pytest.mark.parametrize(
    "scene",
    [
        "a red boat on a lake at night",
        "a city at night",
        "a person in the street at night",
        "a cat in a garden",
    ],
)
def test_the_first_picture_is_the_same_at_night_and_whatever_the_zoom(scene: str) -> None:
    resting = frame(f"{scene}, static camera")
    for words in ("pull out", "fast zoom out", "push in", "drone shot", "pan left", "POV"):
        difference = np.abs(frame(f"{scene}, {words}") - resting)
        assert difference.mean() < 0.1 and difference.max() < 10, words


@pytest.mark.parametrize("words", ["low angle", "ローアングル", "from below"])
def test_a_low_camera_has_a_low_horizon(words: str) -> None:
    assert direct(f"a castle in a meadow, {words}").camera.angle == "low"
    sky = [share(frame(f"a white castle in a meadow, {each}"), "blue") for each in (words, "", "high angle")]
    assert sky[0] > sky[1] + 0.01 and sky[2] < sky[1]


@pytest.mark.parametrize("words", ["POV", "first-person view", "一人称視点"])
def test_a_point_of_view_goes_ahead(words: str) -> None:
    assert direct(f"{words}, walking through a forest").camera.move == "point of view"
    assert growing(words) > 4


# What goes on


@pytest.mark.parametrize(
    "prompt",
    [
        "a meadow",
        "a forest",
        "a garden",
        "a room",
        "mountains",
        "a desert",
        "a snowfield",
        "a street",
        "outer space",
        "部屋",
        "砂漠",
    ],
)
def test_where_nobody_is_something_lives_while_the_camera_rests(prompt: str) -> None:
    pictures = film(prompt, times=(1.0, 1.5, 2.0, 2.5, 3.0))
    assert unrest(pictures) > 0.03
    assert np.hypot(*motion(pictures)) < 0.15


@pytest.mark.parametrize("words", ["fast clouds", "clouds race across the sky", "雲が速く流れる"])
def test_clouds_hurry(words: str) -> None:
    assert direct(f"{words}, a meadow").clouds == "fast"
    assert unrest(film(f"a meadow, {words}")[:, :60]) > 1.5 * unrest(film("a meadow, clouds")[:, :60])


@pytest.mark.parametrize(
    ("prompt", "first", "then"),
    [
        ("a cat walks through a garden and then jumps", "walks", "jumps"),
        ("猫が歩いて、それからジャンプする", "walks", "jumps"),
        ("折り紙の鶴が飛び立ち、ひとまわりする", "flies", "turns"),
        ("a robot dances", "dances", None),
    ],
)
def test_a_second_action_follows(prompt: str, first: str, then: str | None) -> None:
    assert [(each.action, each.then) for each in direct(prompt).subjects] == [(first, then)]


def test_a_second_action_begins_at_half_of_the_film() -> None:
    once, both = "a red robot stands in a garden", "a red robot stands in a garden and then jumps"
    assert np.abs(frame(once, 1.0) - frame(both, 1.0)).mean() < 0.5
    assert (
        changed(frame(both, 3.6), frame("a garden", 3.6))[0]
        < changed(frame(once, 3.6), frame("a garden", 3.6))[0] - 0.02
    )


def test_what_rolls_turns_about_its_middle_and_what_falls_ends_on_the_ground() -> None:
    meadow = [frame("a meadow", t) for t in (0.3, 2.4, 5.0)]
    rolling = [
        changed(frame("a red ball rolls over a meadow", t), meadow[k]) for k, t in enumerate((0.3, 2.4))
    ]
    assert abs(rolling[0][1] - rolling[1][1]) < 0.05 and rolling[1][1] - rolling[1][0] > 0.06
    falling = [
        changed(frame("a red ball falls on a meadow", t), meadow[k])[1] for k, t in ((0, 0.3), (2, 5.0))
    ]
    assert falling[0] < 0.6 < falling[1] < 0.73


@pytest.mark.parametrize(
    ("prompt", "shown"), [("an apple falls from a tree", "meadow"), ("a tulip in a vase on a table", "room")]
)
def test_where_things_are_if_no_place_is_named(prompt: str, shown: str) -> None:
    assert place_of(direct(prompt)) == shown


def test_cars_of_a_city_are_in_its_streets_and_each_of_many_has_an_umbrella() -> None:
    assert place_of(direct("a yellow taxi in the city")) == "street"
    assert place_of(direct("a red balloon over the city")) == "city"
    many, people = (frame(f"people {words} in the street") for words in ("with yellow umbrellas", ""))
    assert share(many, "yellow") > share(people, "yellow") + 0.004
    wide = np.nonzero((np.abs(many - people).max(2) > 60).any(0))[0]
    assert wide[-1] - wide[0] > 0.4 * SIZE[0]


@pytest.mark.parametrize("prompt", ["a fisherman in a small boat", "小舟に乗った老人"])
def test_who_is_in_a_boat_is_on_the_water(prompt: str) -> None:
    sea = frame("the sea")
    assert np.abs(frame(prompt)[-30:] - sea[-30:]).mean() < 4  # no beach in front
