"""Films do what their words say: measured on the pictures, in English and in Japanese alike."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from tests.engine.simulator.measured import (
    Frames,
    brightness,
    contrast,
    detail,
    features,
    film,
    growth,
    motion,
    saturation,
    share,
    still,
    unrest,
    warmth,
)

# The camera

SIDEWAYS = [
    ("a moss garden, pan left", "left"),
    ("the camera glides to the left over the sea", "left"),
    ("a city skyline, panning left", "left"),
    ("苔の庭、左にパン", "left"),
    ("海、カメラが左へ", "left"),
    ("雪原、ゆっくり左へパン", "left"),
    ("右から左へパンする街", "left"),
    ("a forest, pan right", "right"),
    ("the camera moves to the right through a meadow", "right"),
    ("a lake, slow pan from left to right", "right"),
    ("a room, truck right", "right"),
    ("森、右にパン", "right"),
    ("カメラが右へ、山々", "right"),
    ("砂漠を左から右へパン", "right"),
]


@pytest.mark.parametrize(("prompt", "way"), SIDEWAYS)
def test_pan_moves_the_picture_the_other_way(prompt: str, way: str) -> None:
    across, down = motion(film(prompt))
    assert across > 0.7 if way == "left" else across < -0.7
    assert abs(down) < 0.2 * abs(across) + 0.1


UPRIGHT = [
    ("mountains, tilt up", "up"),
    ("crane up over the city", "up"),
    ("the camera rises above the forest", "up"),
    ("街、ティルトアップ", "up"),
    ("カメラが上へ、灯台のある海", "up"),
    ("mountains, tilt down", "down"),
    ("the camera tilts down, a snowfield", "down"),
    ("街、ティルトダウン", "down"),
    ("山、カメラが下へ", "down"),
]


@pytest.mark.parametrize(("prompt", "way"), UPRIGHT)
def test_tilt_moves_the_picture_the_other_way(prompt: str, way: str) -> None:
    across, down = motion(film(prompt))
    assert down > 0.5 if way == "up" else down < -0.5
    assert abs(across) < 0.3 * abs(down) + 0.1


DEPTH = [
    ("a forest, push in", "in"),
    ("the camera slowly pushes in on a house in a meadow", "in"),
    ("a street, zoom in", "in"),
    ("dolly zoom in a room", "in"),
    ("森、ズームイン", "in"),
    ("カメラが城に近づく", "in"),
    ("a forest, pull out", "out"),
    ("a city, the camera pulls back", "out"),
    ("zoom out from a garden", "out"),
    ("街、ズームアウト", "out"),
    ("庭、カメラが引いていく", "out"),
]


@pytest.mark.parametrize(("prompt", "way"), DEPTH)
def test_push_in_makes_the_picture_grow_and_pull_out_shrink(prompt: str, way: str) -> None:
    grown = growth(film(prompt))
    assert grown > 1.5 if way == "in" else grown < -1.5


STATIC = [
    "a mountain lake, static camera",
    "a city, locked-off tripod",
    "a garden, no camera movement",
    "a meadow; the camera does not move",
    "山、カメラは固定",
    "街、カメラは動かない",
    "a girl looks left in a garden",
    "a train pulls out of the station in the mountains",
    "フライパンのある部屋",
]


@pytest.mark.parametrize("prompt", STATIC)
def test_static_camera_stands_still(prompt: str) -> None:
    pictures = film(prompt)
    assert np.hypot(*motion(pictures)) < 0.15
    assert abs(growth(pictures)) < 0.5


@pytest.mark.parametrize(
    ("shaky", "calm"),
    [
        ("a city, handheld camera", "a city"),
        ("a meadow, shaky", "a meadow, static camera"),
        ("街、手持ちカメラ", "街"),
        ("山、手ブレ", "山、固定カメラ"),
    ],
)
def test_handheld_camera_shakes(shaky: str, calm: str) -> None:
    times = tuple(1 + number / 12 for number in range(10))
    ways = [
        np.array([motion(each[at : at + 2]) for at in range(9)])
        for each in (film(shaky, times=times), film(calm, times=times))
    ]
    assert ways[0].std() > 0.12 > 2 * ways[1].std()
    assert np.hypot(*ways[0].sum(0)) < 6  # it shakes about a place


@pytest.mark.parametrize(
    ("slow", "plain", "fast"),
    [
        ("a street, slow pan left", "a street, pan left", "a street, fast pan left"),
        ("森、ゆっくり右にパン", "森、右にパン", "森、素早く右にパン"),
        ("mountains, slow tilt up", "mountains, tilt up", "mountains, quick tilt up"),
        (
            "the camera slowly pans left over the sea",
            "the camera pans left over the sea",
            "whip pan left over the sea",
        ),
    ],
)
def test_slow_and_fast(slow: str, plain: str, fast: str) -> None:
    speeds = [float(np.hypot(*motion(film(prompt)))) for prompt in (slow, plain, fast)]
    assert speeds[0] * 1.3 < speeds[1] < speeds[2] / 1.3


SCENES = [
    "a red boat on a foggy lake",
    "a rainy street at night",
    "霧の湖に赤い船",
    "a cat in a garden, watercolour",
    "a cat in a room, pencil sketch",
]
TAKEN = [
    "pan left",
    "tilt up",
    "slow zoom in",
    "pull out",
    "handheld",
    "drone shot",
    "右にパン",
    "カメラが回り込む",
]


@pytest.mark.parametrize("scene", SCENES)
def test_first_picture_is_the_same_whatever_the_camera_does(scene: str) -> None:
    first = still(scene + ", static camera")
    for words in TAKEN:
        taken = still(f"{scene}, {words}")
        assert np.abs(taken - first).mean() < 2.8, (
            words
        )  # what is drawn larger for a camera that pulls out is softer
        assert np.corrcoef(taken.ravel(), first.ravel())[0, 1] > 0.97, words


def test_framing_changes_the_size() -> None:
    sizes = [
        share(still(f"a red balloon in the sky, {words}"), "red")
        for words in ("wide shot", "medium shot", "close-up")
    ]
    assert sizes[0] * 1.3 < sizes[1] < sizes[2] / 1.3


# Light and weather

DARKER = [
    ("a city at night", "a city at noon"),
    ("a meadow at midnight", "a meadow in broad daylight"),
    ("夜の海", "真昼の海"),
    ("真夜中の森", "昼間の森"),
    ("a moonlit lake", "a lake at noon"),
    ("a dark forest", "a bright forest"),
    ("暗い庭", "明るい庭"),
    ("a stormy sea", "a sunny sea"),
    ("a street at dusk", "a street at noon"),
    ("夕暮れの街", "正午の街"),
]


@pytest.mark.parametrize(("darker", "brighter"), DARKER)
def test_darker(darker: str, brighter: str) -> None:
    assert brightness(still(darker)) < brightness(still(brighter)) - 12


WARMER = [
    ("a lake at sunset", "a lake at noon"),
    ("the sea at golden hour", "the sea at midday"),
    ("夕暮れの海", "正午の海"),
    ("夕焼けの草原", "真昼の草原"),
    ("mountains at sunset", "mountains at night"),
    ("a room, warm light", "a room, cool colours"),
    ("街、暖色", "街、寒色"),
    ("a candlelit room", "a room"),
    ("a meadow at sunset", "a meadow, blue hour"),
]


@pytest.mark.parametrize(("warmer", "cooler"), WARMER)
def test_warmer(warmer: str, cooler: str) -> None:
    assert warmth(still(warmer)) > warmth(still(cooler)) + 10


FOGGY = [
    ("a forest in the fog", "a forest"),
    ("a misty lake", "a lake"),
    ("a hazy city", "a clear city"),
    ("霧の山", "山"),
    ("濃霧の街", "街"),
    ("朝靄の草原", "朝の草原"),
]


@pytest.mark.parametrize(("foggy", "clear"), FOGGY)
def test_fog_takes_contrast(foggy: str, clear: str) -> None:
    assert contrast(still(foggy)) < 0.8 * contrast(still(clear))


FALLING = [
    ("rain over a meadow", "a meadow"),
    ("a drizzle in the garden", "a garden"),
    ("a rainy street", "a street"),
    ("雨の森", "森"),
    ("土砂降りの街", "街"),
    ("it is snowing in the mountains", "mountains"),
    ("a blizzard on a snowfield", "a snowfield"),
    ("雪が降る庭", "庭"),
    ("吹雪の雪原", "雪原"),
    ("a street in the rain", "a street, no rain"),
    ("雨の街", "雨のない街"),
]


@pytest.mark.parametrize(("falling", "dry"), FALLING)
def test_rain_and_snow_fall(falling: str, dry: str) -> None:
    times = (1.0, 1.1, 1.2)
    assert detail(film(falling, times=times)) > detail(film(dry, times=times)) + 0.25


@pytest.mark.parametrize(
    ("excluded", "plain"),
    [
        ("a street, no rain", "a street"),
        ("雨のない街", "街"),
        ("a meadow without people", "a meadow"),
        ("人のいない草原", "草原"),
        ("a lake, no boats, never raining", "a lake"),
        ("a lake, xyzzy plugh", "a lake"),
    ],
)
def test_what_is_excluded_or_not_known_leaves_the_picture(excluded: str, plain: str) -> None:
    assert np.abs(still(excluded) - still(plain)).mean() < 2.0


# Colours and styles

COLOURS = [
    ("red", "red", "赤い"),
    ("orange", "orange", "オレンジ色の"),
    ("yellow", "yellow", "黄色い"),
    ("green", "green", "緑の"),
    ("blue", "blue", "青い"),
    ("purple", "purple", "紫の"),
    ("pink", "pink", "ピンクの"),
    ("black", "black", "黒い"),
]
CRIMSON = [
    ("red", "crimson"),
    ("red", "scarlet"),
    ("green", "emerald"),
    ("purple", "violet"),
    ("blue", "navy blue"),
]


@pytest.mark.parametrize(
    ("colour", "prompt"),
    [
        *((name, f"a {english} balloon over a snowfield") for name, english, _ in COLOURS),
        *((name, f"雪原の上の{japanese}気球") for name, _, japanese in COLOURS),
        *((name, f"a {word} balloon over a snowfield") for name, word in CRIMSON),
    ],
)
def test_named_colour_is_seen(colour: str, prompt: str) -> None:
    plain = still("a white balloon over a snowfield")
    assert share(still(prompt), colour) > share(plain, colour) + 0.004


def test_field_has_the_colour_of_what_grows_there() -> None:
    plain = still("a meadow")
    assert share(still("a lavender field"), "purple") > share(plain, "purple") + 0.03
    assert share(still("ひまわり畑"), "yellow") > share(plain, "yellow") + 0.1


def test_petals_fall_from_cherry_trees() -> None:
    """The trees stand, and something pink is in the air that was not there."""
    falling, standing = film("cherry blossoms fall in a meadow"), film("cherry blossoms in a meadow")
    assert unrest(falling) > 2 * unrest(standing)
    assert share(falling[0], "pink") > 0.7 * share(standing[0], "pink")


@pytest.mark.parametrize("words", ["black and white", "monochrome", "白黒", "モノクロ映画"])
def test_black_and_white_has_no_colour(words: str) -> None:
    assert saturation(still(f"a red boat on the sea, {words}")) < 4


@pytest.mark.parametrize(
    ("words", "other"),
    [("vibrant colours", "muted colours"), ("鮮やかな", "くすんだ色の"), ("vivid", "pastel")],
)
def test_palette_changes_the_saturation(words: str, other: str) -> None:
    assert (
        saturation(still(f"{words} flowers in a garden"))
        > saturation(still(f"{other} flowers in a garden")) + 8
    )


@pytest.mark.parametrize(
    "style",
    [
        "watercolour",
        "ink wash",
        "claymation",
        "pencil sketch",
        "pixel art",
        "35mm film",
        "水墨画",
        "ドット絵",
    ],
)
def test_style_changes_the_hand_and_keeps_the_scene(style: str) -> None:
    plain, styled = still("a house by a lake"), still(f"a house by a lake, {style}")
    assert np.abs(plain - styled).mean() > 3
    assert np.corrcoef(plain.mean(2).ravel(), styled.mean(2).ravel())[0, 1] > 0.4


# Settings

WORDINGS = {
    "sea": ("the open ocean", "waves on the coast", "海", "静かな海岸"),
    "river": ("a stream in the countryside", "a river bends", "川", "小川が流れる"),
    "lake": ("a still lake", "at the pond", "湖", "静かな湖畔"),
    "mountains": ("the Alps", "a mountain range", "山々", "富士山"),
    "forest": ("deep in the woods", "a jungle", "森の奥", "竹林"),
    "garden": ("a zen garden", "in the park", "日本庭園", "苔の庭"),
    "meadow": ("a wheat field", "rolling hills", "草原", "花畑"),
    "desert": ("sand dunes", "the Sahara", "砂漠", "砂丘"),
    "city": ("a skyline", "downtown", "都市", "高層ビル群"),
    "street": ("an alley", "a quiet road", "路地", "商店街"),
    "room": ("a living room", "inside a library", "部屋", "書斎"),
    "underwater": ("under the sea", "a coral reef", "海底", "水中"),
    "sky": ("above the clouds", "high in the sky", "大空", "雲海"),
    "space": ("outer space", "a distant galaxy", "宇宙", "銀河"),
    "snowfield": ("the Arctic", "a frozen tundra", "雪原", "銀世界"),
}


@lru_cache(maxsize=1)
def gallery() -> dict[str, list[Frames]]:
    """How each setting looks: two takes of its plain word."""
    plain = {name: f"{name}" for name in WORDINGS}
    return {name: [features(still(prompt, take=take)) for take in (1, 2)] for name, prompt in plain.items()}


def recognised(image: Frames) -> str:
    """The setting whose pictures are nearest."""
    seen = features(image)
    return min(
        gallery(), key=lambda name: min(float(np.linalg.norm(seen - each)) for each in gallery()[name])
    )


@pytest.mark.parametrize(
    ("setting", "prompt"), [(name, each) for name, wordings in WORDINGS.items() for each in wordings]
)
def test_setting_is_recognised_in_other_words_and_takes(setting: str, prompt: str) -> None:
    assert recognised(still(prompt, take=3)) == setting


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a red boat on a foggy lake", "霧の湖に赤い船"),
        ("a snowy forest at night", "夜の雪の森"),
        ("a cat walks in a garden", "庭を歩く猫"),
        ("A LAKE AT DAWN", "夜明けの湖"),
    ],
)
def test_both_languages_make_one_film(one: str, other: str) -> None:
    assert np.abs(still(one) - still(other)).mean() < 1.0


@pytest.mark.parametrize("prompt", ["a city", "a house by a lake", "森"])
def test_another_take_is_another_layout_and_another_model_another_hand(prompt: str) -> None:
    first = still(prompt)
    assert np.abs(still(prompt, take=2) - first).mean() > 4
    other = still(prompt, model="Omni-Flash-Ext")
    assert np.abs(other - first).mean() > 1
    assert np.corrcoef(other.mean(2).ravel(), first.mean(2).ravel())[0, 1] > 0.6


@pytest.mark.parametrize(
    "prompt",
    [
        "a boat drifts on a lake",
        "a car races down the street",
        "a bird flies over the sea",
        "魚が泳ぐ海底",
        "a dancing robot in the city",
    ],
)
def test_who_does_something_moves(prompt: str) -> None:
    assert unrest(film(prompt)) > 0.05


@pytest.mark.parametrize(
    ("one", "other"),
    [("a woman walks in a park", "a man walks in a park"), ("公園を歩く子供", "公園を歩く男性")],
)
def test_people_do_not_all_look_alike(one: str, other: str) -> None:
    changed = np.abs(still(one) - still(other)).max(-1) > 24
    assert 0.0005 < changed.mean() < 0.05  # the figure, and nothing else


@pytest.mark.parametrize(
    ("field", "plain"),
    [("a golden field", "a meadow"), ("ひまわり畑", "草原"), ("a tulip field", "a meadow")],
)
def test_a_coloured_field_is_coloured_to_the_front(field: str, plain: str) -> None:
    near = [still(prompt)[108:, :] for prompt in (field, plain)]
    greener = [float((each[..., 1] - each[..., 0]).mean()) for each in near]
    assert greener[0] < greener[1] - 8
