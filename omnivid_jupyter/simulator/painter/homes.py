"""Where the subjects of a direction are at home: in which setting, where in it, on what they sit or ride."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

import msgspec
from PIL import Image

from omnivid_jupyter.simulator.cast import Subject
from omnivid_jupyter.simulator.direction import Direction
from omnivid_jupyter.simulator.painter.colour import NAMED, RGB
from omnivid_jupyter.simulator.painter.furniture import FURNITURE
from omnivid_jupyter.simulator.painter.kinds import KINDS, RIDDEN, ROOTED, Kind

__all__ = [
    "LAND",
    "ON_THE_SPOT",
    "Part",
    "heading_of",
    "home_of",
    "mount",
    "prop_of",
    "settled",
    "usual_setting",
]

#: Actions that lead nowhere.
ON_THE_SPOT = ("stands", "turns", "dances", "waves", "glows", "sways")
_AT_REST = (None, *ON_THE_SPOT)
_ADRIFT = (
    None,
    "drifts",
    "hovers",
    "flies",
    "turns",
    "dances",
    "waves",
    "glows",
    "swims",
    "rolls",
    "rises",
    "falls",
)
#: Places on which one stands.
LAND = ("ground", "road", "roof", "shore")
_ABOARD = (None, "stands", "drifts", "waves", "glows")
_FLYING = {"duck": "brown", "swan": "white", "crane": "white", "owl": "brown", "hen": "brown"}


@dataclass(frozen=True, slots=True)
class Part:
    """One subject of the direction, given its place. `prop` is what it is on, `rider` the colour of who rides it."""

    subject: Subject
    kind: Kind
    picture: Image.Image | None
    index: int
    prop: str | None = None
    rider: RGB | None = None

    @property
    def pose(self) -> str | None:
        """How it rests."""
        if self.subject.kind == "bird" and self.subject.action == "stands":
            return "sits"
        return self.subject.pose if self.subject.action in _AT_REST else None


def usual_setting(direction: Direction) -> str | None:
    """Where the first subject is at home that has a home of its own, if there is one.

    People are at home anywhere; and if one of several cannot fly or swim, all are on the ground.
    """
    kinds = [(each.kind, KINDS[each.kind]) for each in direction.subjects if each.kind in KINDS]
    if not kinds:
        return None
    if any(
        each.on in ("table", "windowsill", "shelf", "sofa", "bed", "chair", "rug")
        for each in direction.subjects
    ):
        return "room"
    found = next((kind for name, kind in kinds if name != "person"), kinds[0][1]).setting
    if found == "room":  # an apple under a tree is in no room
        found = next((kind.setting for name, kind in kinds if name in ROOTED), found)
    if found in ("sky", "underwater", "space") and any(
        kind.homes[0] in LAND and name != "astronaut" for name, kind in kinds
    ):
        return "meadow"
    return found


def home_of(subject: Subject, kind: Kind, setting: str, offers: tuple[str, ...]) -> str:
    """The kind of place where it is in a setting: on what it was put on, adrift in space, else its best."""
    if subject.on and subject.action in _AT_REST and f"on {subject.on}" in offers:
        return f"on {subject.on}"
    if (
        setting == "space"
        and kind.homes[0] in LAND
        and subject.kind not in ROOTED
        and subject.action in _ADRIFT
    ):
        return "sky"
    homes = kind.homes
    if subject.kind == "bird" and subject.action == "stands":
        homes = ("ground", "shore", "road", "roof", *homes)
    return next((home for home in homes if home in offers), offers[-1])


def settled(direction: Direction, setting: str) -> Direction:
    """The direction with what goes without saying: birds that fly have wings, a cup is on a table beside people."""
    people = any(each.kind == "person" for each in direction.subjects)
    subjects = []
    for each in direction.subjects:
        if each.kind in _FLYING and each.action in ("flies", "rises", "hovers"):
            each = msgspec.structs.replace(each, kind="bird", colour=each.colour or _FLYING[each.kind])
        elif setting == "room" and people and each.kind in ("cup", "fruit", "candle") and not each.on:
            each = msgspec.structs.replace(each, on="table")
        subjects.append(each)
    return msgspec.structs.replace(direction, subjects=tuple(subjects))


def mount(parts: list[Part], alone: bool) -> list[Part]:
    """Who rides is put on what can be ridden. No bicycle goes by itself, unless nobody may be there (`alone`)."""
    people = [each for each in parts if each.subject.kind == "person" and each.picture is None]
    steed = next((each for each in parts if each.subject.kind in RIDDEN and each.picture is None), None)
    if steed is None or steed.subject.count > 2:
        return parts
    rider = next((each for each in people if each.subject.pose == "rides"), None)
    moving = steed.subject.action not in _AT_REST or (steed.subject.action is None and not steed.subject.on)
    if steed.subject.kind == "boat" and rider is None and people and people[0].subject.action in _ABOARD:
        rider = people[0] if people[0].subject.count == 1 else None
    if steed.subject.kind == "bicycle" and rider is None and moving:
        rider = people[0] if people else None
        if rider is None:
            return (
                parts
                if alone
                else [
                    replace(each, rider=KINDS["person"].colour) if each is steed else each for each in parts
                ]
            )
    if rider is None:
        return parts
    coat = NAMED.get(rider.subject.colour or "", KINDS["person"].colour)
    action = steed.subject.action or rider.subject.action
    index = min(steed.index, rider.index)
    if parts[0].subject.kind in ROOTED and index == 1:  # along the trees, not beside them
        index = 0
    ridden = replace(
        steed,
        rider=coat,
        index=index,
        subject=msgspec.structs.replace(
            steed.subject,
            action=action,
            pace=rider.subject.pace,
            heading=steed.subject.heading or rider.subject.heading,
            then=steed.subject.then or rider.subject.then,
        ),
    )
    return [ridden if each is steed else each for each in parts if each is not rider]


def prop_of(part: Part, setting: str) -> str | None:
    """What it sits or lies on, where the setting has no such thing of its own."""
    subject = part.subject
    if subject.on == "rug" and setting == "room":
        return None  # it has one
    if subject.on in FURNITURE and subject.action in _AT_REST:
        return subject.on
    if subject.kind == "person" and part.pose == "sits":
        return (
            "chair"
            if setting == "room"
            else "bench"
            if setting in ("street", "garden", "city", "meadow")
            else "rock"
        )
    return None


def heading_of(subject: Subject, seed: str) -> int:
    """Which way it looks and goes: 1 to the right, -1 to the left."""
    if subject.heading is not None:
        return -1 if subject.heading == "left" else 1
    return 1 if random.Random(f"{seed}/{subject.kind}/heading").random() < 0.6 else -1
