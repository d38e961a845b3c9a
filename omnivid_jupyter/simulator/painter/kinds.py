"""The kinds of subjects: which picture each has, where it may stand, how large it is and what it does by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from omnivid_jupyter.simulator.painter.beasts import BEASTS
from omnivid_jupyter.simulator.painter.colour import RGB
from omnivid_jupyter.simulator.painter.creatures import CREATURES, sitting_cat, sitting_dog
from omnivid_jupyter.simulator.painter.fowl import FOWL, songbird
from omnivid_jupyter.simulator.painter.objects import OBJECTS
from omnivid_jupyter.simulator.painter.people import astronaut, lying, riding, sitting
from omnivid_jupyter.simulator.painter.quadrupeds import LEGS, QUADRUPEDS, SEATS
from omnivid_jupyter.simulator.painter.things import THINGS
from omnivid_jupyter.simulator.painter.trees import TREES
from omnivid_jupyter.simulator.painter.vehicles import VEHICLES
from omnivid_jupyter.simulator.painter.walkers import child, elder, person, woman

__all__ = ["FIGURES", "FOLDED", "KINDS", "LOOKS", "PACES", "POSES", "RIDDEN", "ROOTED", "Kind"]

Figure = Callable[[float, RGB, float], Image.Image]


@dataclass(frozen=True, slots=True)
class Kind:
    """What is known of a kind of subject.

    `size`: its width in hundredths of the frame's shorter side. `homes`: the places where it may be, the
    best first. `pace`: what it does when the prompt does not say; `beats`: its cycles of motion a second.
    """

    size: float
    homes: tuple[str, ...]
    colour: RGB
    pace: str = "stands"
    beats: float = 0.0
    glows: bool = False
    setting: str = "meadow"
    foot: float = 1.0  # which share of its height is at the ground


_GROUND = ("ground", "road", "roof", "shore", "water", "sky")
_WATER = ("water", "ground", "road", "roof", "sky")
_ROAD = ("road", "ground", "roof", "shore", "water", "sky")
_FOWL = ("water", "shore", "ground", "road", "roof", "sky")
_NEAR = ("air", "sky")
_HEAVEN = ("heaven", "sky", "ground", "water")
_AIR = ("sky", "water", "ground", "roof")

KINDS: dict[str, Kind] = {
    "boat": Kind(22, _WATER, (206, 52, 48), "drifts", setting="sea", foot=0.93),
    "paper boat": Kind(15, _WATER, (250, 248, 242), "drifts", setting="river", foot=0.9),
    "ship": Kind(46, _WATER, (52, 78, 120), "drifts", setting="sea", foot=0.93),
    "train": Kind(56, _ROAD, (196, 58, 48), "rides", 1.4, setting="mountains"),
    "car": Kind(27, _ROAD, (60, 120, 190), "rides", 1.6, setting="street"),
    "steam train": Kind(62, _ROAD, (150, 62, 52), "rides", 1.2, setting="mountains"),
    "bicycle": Kind(19, _ROAD, (40, 140, 130), "rides", 0.8, setting="street"),
    "plane": Kind(34, _AIR, (40, 96, 176), "flies", setting="sky", foot=0.5),
    "balloon": Kind(24, _AIR, (226, 78, 62), "floats", setting="sky", foot=0.5),
    "rocket": Kind(13, ("sky", "ground"), (214, 62, 56), "rises", 3.0, True, setting="space", foot=0.5),
    "bird": Kind(17, _AIR, (236, 240, 244), "flies", 1.7, setting="sky", foot=0.5),
    "cat": Kind(17, _GROUND, (226, 146, 66), "walks", 1.2, setting="garden"),
    "dog": Kind(19, _GROUND, (176, 122, 78), "walks", 1.5, setting="meadow"),
    "fox": Kind(22, _GROUND, (220, 112, 44), "walks", 1.5, setting="forest"),
    "deer": Kind(24, _GROUND, (172, 118, 74), "walks", 1.0, setting="forest"),
    "camel": Kind(32, _GROUND, (206, 162, 108), "walks", 0.8, setting="desert"),
    "cow": Kind(29, _GROUND, (244, 240, 234), "walks", 0.7, setting="meadow"),
    "sheep": Kind(19, _GROUND, (246, 242, 232), "walks", 1.0, setting="meadow"),
    "pig": Kind(19, _GROUND, (240, 174, 176), "walks", 1.2, setting="meadow"),
    "lion": Kind(28, _GROUND, (222, 170, 92), "walks", 0.9, setting="meadow"),
    "tiger": Kind(28, _GROUND, (236, 148, 58), "walks", 0.9, setting="forest"),
    "zebra": Kind(28, _GROUND, (244, 244, 240), "walks", 1.0, setting="meadow"),
    "giraffe": Kind(28, _GROUND, (236, 198, 120), "walks", 0.7, setting="meadow"),
    "panda": Kind(23, _GROUND, (246, 246, 244), "walks", 0.8, setting="forest"),
    "squirrel": Kind(14, _GROUND, (178, 104, 58), "walks", 1.8, setting="forest"),
    "duck": Kind(14, _FOWL, (150, 110, 78), "drifts", 0.6, setting="lake", foot=0.84),
    "swan": Kind(20, _FOWL, (248, 248, 246), "drifts", 0.4, setting="lake", foot=0.9),
    "hen": Kind(13, _GROUND, (206, 138, 88), "walks", 1.4, setting="meadow"),
    "crane": Kind(18, _FOWL, (246, 246, 246), "walks", 0.5, setting="lake", foot=0.94),
    "owl": Kind(12, _GROUND, (150, 112, 78), "stands", 0.3, setting="forest"),
    "astronaut": Kind(19, _GROUND, (240, 241, 246), "walks", 0.4, setting="space"),
    "palm tree": Kind(
        32, ("ground", "shore", "road", "roof", "water", "sky"), (84, 150, 70), "stands", 0.25, setting="sea"
    ),
    "pine tree": Kind(27, _GROUND, (50, 104, 72), "stands", setting="mountains"),
    "bamboo": Kind(28, _GROUND, (122, 166, 82), "stands", 0.2, setting="garden"),
    "fish": Kind(
        15, ("water", "sky", "ground"), (246, 130, 44), "swims", 1.3, setting="underwater", foot=0.5
    ),
    "whale": Kind(
        52, ("water", "sky", "ground"), (66, 98, 142), "swims", 0.35, setting="underwater", foot=0.55
    ),
    "person": Kind(12, _GROUND, (196, 70, 62), "walks", 0.95, setting="street"),
    "robot": Kind(15, _GROUND, (92, 158, 196), "walks", 0.9, setting="city"),
    "butterfly": Kind(13, _NEAR, (242, 150, 50), "flutters", 2.6, setting="garden", foot=0.5),
    "rabbit": Kind(13, _GROUND, (214, 196, 178), "walks", 1.3, setting="meadow"),
    "horse": Kind(30, _GROUND, (134, 88, 58), "walks", 1.1, setting="meadow"),
    "jellyfish": Kind(
        15, ("water", "sky", "ground"), (222, 140, 206), "floats", 0.5, True, setting="underwater", foot=0.5
    ),
    "tree": Kind(38, _GROUND, (74, 140, 66), "stands", setting="meadow"),
    "flower": Kind(12, _GROUND, (232, 92, 120), "sways", setting="garden"),
    "house": Kind(38, _GROUND, (186, 74, 58), "stands", setting="meadow"),
    "lighthouse": Kind(
        21, ("shore", "ground", "roof", "water", "sky"), (208, 56, 50), "stands", 0.0, setting="sea"
    ),
    "lantern": Kind(12, _NEAR, (238, 84, 52), "floats", 0.0, True, setting="river", foot=0.5),
    "candle": Kind(12, _GROUND, (246, 236, 214), "stands", 2.2, True, setting="room"),
    "paper crane": Kind(19, _AIR, (250, 248, 242), "flies", 0.8, setting="sky", foot=0.5),
    "umbrella": Kind(17, _GROUND, (214, 52, 56), "stands", setting="street"),
    "windmill": Kind(28, _GROUND, (150, 72, 58), "stands", 0.25, setting="meadow"),
    "castle": Kind(48, _GROUND, (92, 112, 164), "stands", setting="mountains"),
    "temple": Kind(
        40, ("ground", "shore", "road", "roof", "water", "sky"), (196, 62, 46), "stands", setting="garden"
    ),
    "snowman": Kind(17, _GROUND, (206, 52, 56), "stands", setting="snowfield"),
    "kite": Kind(15, _AIR, (228, 70, 60), "floats", 0.5, setting="meadow", foot=0.4),
    "penguin": Kind(12, _GROUND, (44, 52, 70), "walks", 1.2, setting="snowfield"),
    "firefly": Kind(7, _NEAR, (222, 246, 120), "flutters", 0.5, True, setting="forest", foot=0.5),
    "turtle": Kind(
        22, ("water", "ground", "shore", "sky"), (86, 132, 84), "swims", 0.6, setting="underwater", foot=0.55
    ),
    "dragon": Kind(50, _AIR, (72, 140, 84), "flies", 0.7, setting="mountains", foot=0.5),
    "bear": Kind(30, _GROUND, (122, 84, 58), "walks", 0.8, setting="forest"),
    "elephant": Kind(38, _GROUND, (146, 148, 158), "walks", 0.6, setting="meadow"),
    "leaf": Kind(10, _NEAR, (214, 122, 44), "falls", setting="forest", foot=0.5),
    "bridge": Kind(
        84,
        ("water", "shore", "ground", "road", "roof", "sky"),
        (178, 74, 56),
        "stands",
        setting="river",
        foot=0.97,
    ),
    "fire": Kind(20, _GROUND, (250, 130, 40), "stands", 1.3, True, setting="forest"),
    "fireworks": Kind(44, _HEAVEN, (250, 120, 90), "bursts", 0.42, True, setting="river", foot=0.5),
    "ball": Kind(10, _GROUND, (216, 60, 60), "stands", setting="meadow"),
    "fruit": Kind(11, _GROUND, (206, 44, 44), "stands", setting="room"),
    "cup": Kind(15, _GROUND, (240, 238, 232), "stands", 0.5, setting="room"),
    "moon": Kind(26, _HEAVEN, (246, 240, 214), "hangs", 0.0, True, setting="sky", foot=0.5),
}
FIGURES: dict[str, Figure] = {
    **VEHICLES,
    **CREATURES,
    **BEASTS,
    **QUADRUPEDS,
    **FOWL,
    **THINGS,
    **TREES,
    **OBJECTS,
    "astronaut": astronaut,
}
POSES: dict[tuple[str, str], Figure] = {
    ("bird", "sits"): songbird,
    ("cat", "sits"): sitting_cat,
    ("dog", "sits"): sitting_dog,
    ("person", "sits"): sitting,
    ("person", "rides"): riding,
    ("person", "lies"): lying,
}
"""Figures of their own for who does not stand."""

LOOKS: dict[str, tuple[Figure, float]] = {
    "man": (person, 1.0),
    "woman": (woman, 1.0),
    "girl": (woman, 0.84),
    "child": (child, 1.0),
    "elder": (elder, 0.96),
}
"""Figures of people who walk, and how large they are beside a grown man."""

FOLDED = {"cat": 0.27, "dog": 0.28, "horse": 0.36, "bear": 0.22, "elephant": 0.28, **LEGS}
"""How much of a figure's height its legs are, which are not seen when it lies."""

RIDDEN = {
    "boat": (0.5, 0.5),
    "bicycle": (0.37, 0.22),
    "horse": (0.42, 0.36),
    "elephant": (0.4, 0.16),
    **{name: SEATS[name] for name in ("camel", "zebra", "deer", "cow")},
}
"""Where somebody sits on what can be ridden: shares of its width and height."""

# shares of the frame's width a second
PACES = {
    "stands": 0.0,
    "turns": 0.0,
    "sways": 0.0,
    "dances": 0.0,
    "waves": 0.0,
    "glows": 0.0,
    "hovers": 0.004,
    "jumps": 0.02,
    "floats": 0.012,
    "drifts": 0.02,
    "swims": 0.045,
    "walks": 0.04,
    "flutters": 0.03,
    "rolls": 0.06,
    "rides": 0.075,
    "flies": 0.07,
    "races": 0.13,
    "bursts": 0.0,
    "hangs": 0.0,
    "rises": 0.0,
    "falls": 0.0,
}

ROOTED = frozenset(
    (
        "tree",
        "palm tree",
        "pine tree",
        "bamboo",
        "house",
        "lighthouse",
        "windmill",
        "castle",
        "temple",
        "bridge",
    )
)
"""The kinds that stay where they are, whatever is said of them."""
