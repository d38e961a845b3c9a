"""Subjects on the stage: which picture, where it may stand, how large, and how it moves."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFilter

from omnivid_jupyter.simulator.direction import Direction, Subject
from omnivid_jupyter.simulator.painter.brush import glow
from omnivid_jupyter.simulator.painter.camera import Lens
from omnivid_jupyter.simulator.painter.cells import card, flat, half_under, lit_parts, padded
from omnivid_jupyter.simulator.painter.colour import NAMED, RGB, mix
from omnivid_jupyter.simulator.painter.kinds import FIGURES, KINDS, PACES, ROOTED, Kind
from omnivid_jupyter.simulator.painter.site import Site
from omnivid_jupyter.simulator.painter.stage import State
from omnivid_jupyter.simulator.painter.world import Place, World

__all__ = ["Cast", "heading_of", "usual_setting"]


_PACE = {"slow": 0.5, "normal": 1.0, "fast": 1.8}
_ON_THE_SPOT = ("stands", "turns", "dances", "waves", "glows", "sways")
_CELLS = 12


def usual_setting(direction: Direction) -> str | None:
    """Where the first subject is at home, if there is one."""
    for subject in direction.subjects:
        if subject.kind in KINDS:
            return KINDS[subject.kind].setting
    return None


@dataclass(frozen=True, slots=True)
class _Part:
    """One subject of the direction, given its place."""

    subject: Subject
    kind: Kind
    picture: Image.Image | None
    index: int


class Cast:
    """The subjects of a direction, who come in where the setting has a place for them.

    `offers`: the kinds of places that the setting has, so that each subject waits for its best.
    `pictures`: reference pictures that stand in for the subjects, in their order.
    `detail`: how many pixels a pixel of the figures has at rest, for a camera that comes near.
    """

    def __init__(
        self,
        direction: Direction,
        offers: tuple[str, ...],
        lens: Lens,
        tempo: float,
        detail: float,
        pictures: list[Image.Image],
    ) -> None:
        self._parts: dict[str, list[_Part]] = {}
        self._lens = lens
        self._tempo = tempo
        self._detail = detail
        self._tracked = direction.camera.move == "tracking"
        self._bearer: tuple[Callable[[float], State], float, int] | None = None  # who could hold an umbrella
        for index, subject in enumerate(direction.subjects):
            kind = KINDS.get(subject.kind)
            picture = pictures[index] if index < len(pictures) else None
            if kind is None:
                continue
            home = next((home for home in kind.homes if home in offers), offers[-1])
            self._parts.setdefault(home, []).append(_Part(subject, kind, picture, index))

    def arrive(self, world: World, home: str, place: Place) -> None:
        """Put in who belongs here."""
        parts = self._parts.get(home, [])
        for part in sorted(parts, key=lambda part: part.subject.kind == "umbrella"):  # somebody may hold it
            count = {1: 1, 2: 2}.get(part.subject.count, 6)
            numbers = sorted(range(count), key=lambda number: _dice(world, part, number).random())
            for number in numbers:
                self._put(world, part, home, place, number, count)

    def _put(self, world: World, part: _Part, home: str, place: Place, number: int, count: int) -> None:
        kind, subject, u = part.kind, part.subject, world.u
        rng = _dice(world, part, number)
        width = (
            kind.size
            * u
            * place.size
            * (1.0 if count == 1 else 0.85 if count == 2 else rng.uniform(0.5, 0.85))
        )
        colour = NAMED.get(subject.colour or "", kind.colour)
        heading = heading_of(subject, world.seed)
        cells = self._pictures(world, part, width * self._detail, colour, heading)
        if home == "water" and world.setting != "underwater" and kind.foot <= 0.6:
            cells = [half_under(cell) for cell in cells]
        x, y = self._spot(world, part, home, place, number, count, heading, rng)
        motion = self._motion(world, part, (x, y), heading, width, rng, len(cells))
        held = subject.kind == "umbrella" and self._bearer is not None and home != "sky"
        if held and self._bearer is not None:
            motion = _held(*self._bearer, size=1 / self._detail)
        elif subject.kind == "person" and count == 1 and part.picture is None:
            self._bearer = motion, width, heading
        foot = 0.5 if part.picture is not None or (home == "sky" and kind.foot > 0.6) else kind.foot
        if home in ("ground", "road", "roof") and kind.foot > 0.6 and part.picture is None and not held:
            self._shadow(world, cells[0].width / self._detail, motion, place.depth)
        if home == "water" and world.setting != "underwater" and kind.foot > 0.6 and part.picture is None:
            self._reflection(world, cells, motion, place.depth, foot)
        if subject.action == "glows" or (kind.glows and world.light.dark > 0.3):
            self._halo(world, colour, width, motion, place.depth)
        world.sprite(cells, motion, place.depth, anchor=(0.5, foot))
        if subject.kind == "lighthouse" and part.picture is None and world.light.dark > 0.2:
            self._beam(world, width, motion, place.depth)

    def _pictures(
        self, world: World, part: _Part, width: float, colour: RGB, heading: int
    ) -> list[Image.Image]:
        kind, light = part.kind, world.light
        if part.picture is not None:
            return [card(part.picture, max(34 * world.u * self._detail, width))]
        figure = FIGURES[part.subject.kind]
        count = _CELLS if kind.beats else 1
        keep = 0.95 if kind.glows or part.subject.action == "glows" else 0.62 if part.subject.colour else 0.32
        cells = []
        for number in range(count):
            image = figure(width, colour, number / count)
            tones = light.grade(flat(image), 1.0, keep=keep)
            if not kind.glows and light.dark > 0.3:
                tones = lit_parts(flat(image), tones, light.dark)
            tones.putalpha(image.getchannel("A"))
            if world.treat is not None:
                treated = world.treat(tones, Site(world.u * self._detail, name=part.subject.kind))
                if part.subject.colour:  # a colour that was asked for is seen in every medium
                    tinted = Image.blend(flat(treated), flat(tones), 0.55)
                    tinted.putalpha(treated.getchannel("A"))
                    treated = tinted
                tones = treated
            if heading < 0:
                tones = tones.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
            cells.append(padded(tones))
        return cells

    def _spot(
        self,
        world: World,
        part: _Part,
        home: str,
        place: Place,
        number: int,
        count: int,
        heading: int,
        rng: random.Random,
    ) -> tuple[float, float]:
        """Where it is at the beginning."""
        w, u = world.view.width, world.u
        rooted = part.subject.kind in ROOTED
        speed = (
            0.0
            if rooted
            else PACES.get(part.subject.action or part.kind.pace, 0.03) * _PACE[part.subject.pace]
        )
        middle = 0.5 + (0.0 if part.index == 0 else 0.26 * (1 if part.index % 2 else -1))
        lead = min(0.28, speed * 2.6)
        x = w * (middle - heading * lead) + rng.uniform(-4, 4) * u
        y = place.y
        aloft = home == "sky" or part.kind.foot <= 0.6
        if count > 1:
            spread = 0.7 if count > 2 else 0.3
            x = (
                w
                * (
                    0.5
                    + (0.0 if part.index == 0 else 0.1)
                    - heading * min(0.1, lead)
                    + spread * ((number + 0.5) / count - 0.5)
                )
                + rng.uniform(-3, 3) * u
            )
            y += rng.uniform(-1, 1) * (u * 12 if aloft else u * 2.2)
        elif part.index and aloft:
            y += u * 8
        return x, y

    def _motion(
        self,
        world: World,
        part: _Part,
        at: tuple[float, float],
        heading: int,
        width: float,
        rng: random.Random,
        cells: int,
    ) -> Callable[[float], State]:
        view, u, kind, subject = world.view, world.u, part.kind, part.subject
        x0, y0 = at
        action = subject.action or kind.pace
        if subject.kind in ROOTED and action not in _ON_THE_SPOT:
            action = kind.pace
        phase = rng.random()
        quick = _PACE[subject.pace]
        speed = PACES.get(action, 0.03) * quick
        pace = heading * speed * view.width * rng.uniform(0.95, 1.05)
        resting = action == "stands" and not kind.glows
        beats = (
            0.0
            if resting and kind.pace != "stands"
            else kind.beats * (1.5 if action == "races" else 1.0) * quick**0.5
        )
        windy = 1.8 if {"wind", "storm"} & set(world.direction.weather) else 1.0
        afloat = 0.6 < kind.foot < 1.0 and subject.kind not in ROOTED
        aloft = kind.foot <= 0.6
        lens, tempo = self._lens, self._tempo
        tracked = self._tracked and speed > 0
        span = view.width + 2.2 * width
        calm = 0.0 if action == "stands" else 1.0
        size = 1 / self._detail

        def motion(t: float) -> State:
            if tracked:
                x = x0 + lens.tracked(t / tempo) * view.width
            else:  # what leaves on one side comes back on the other
                x = (x0 + pace * t + 1.1 * width) % span - 1.1 * width if pace else x0
            y, angle, squeeze = y0, 0.0, 1.0
            swing = math.sin(math.tau * (0.22 * t + phase))
            if afloat:
                y += 0.6 * u * windy * swing
                angle = 2.2 * windy * math.sin(math.tau * (0.19 * t + phase + 0.2))
            elif aloft and action not in ("bursts", "hangs"):
                y += 1.2 * u * swing * calm
                x += 0.6 * u * math.sin(math.tau * (0.16 * t + phase)) * calm
            match action:
                case "turns":
                    squeeze = math.cos(math.tau * 0.22 * quick * t)
                    squeeze = math.copysign(max(0.1, abs(squeeze)), squeeze)
                case "dances":
                    angle += 9 * math.sin(math.tau * 0.9 * t)
                    y -= 2.4 * u * abs(math.sin(math.tau * 0.9 * t))
                case "sways" | "waves":
                    angle += (4 if action == "sways" else 7) * math.sin(math.tau * (0.35 * quick * t + phase))
                case "jumps":
                    y -= 10 * u * abs(math.sin(math.pi * 0.8 * quick * t))
                case "rolls":
                    angle -= math.degrees(pace * t / max(1.0, width * 0.5))
                case "rises":
                    y = _around(y - 0.06 * quick * view.height * t, y0, view.height, width)
                case "falls":
                    y = _around(y + 0.06 * quick * view.height * t, y0, view.height, width)
                    angle += 14 * math.sin(math.tau * 0.3 * t + phase)
                case "flutters":
                    y += 3 * u * math.sin(math.tau * (0.6 * t + phase))
                    x += 2 * u * math.sin(math.tau * (0.37 * t))
                case _:
                    pass
            beat = (beats * t + phase) % 1.0 if beats else 0.0
            return State(x, y, angle, int(beat * cells) % cells, size, squeeze)

        return motion

    def _halo(
        self, world: World, colour: RGB, width: float, motion: Callable[[float], State], depth: float
    ) -> None:
        """The light that it gives to what is behind it."""
        light = glow(
            round(width * 2.6), mix(colour, (255, 224, 160), 0.5), 0.5 + 0.25 * world.light.dark, 1.8
        )

        def around(t: float) -> State:
            state = motion(t)
            return State(
                state.x,
                state.y - width * 0.2,
                size=1 + 0.04 * math.sin(3.1 * t),
                alpha=0.9 + 0.1 * math.sin(2.3 * t),
            )

        world.sprite([light], around, depth)

    def _beam(self, world: World, width: float, motion: Callable[[float], State], depth: float) -> None:
        """The light of a lighthouse, going round."""
        long, tall = round(70 * world.u), round(18 * world.u)
        cone = Image.new("L", (long, tall), 0)
        ImageDraw.Draw(cone).polygon(
            [(0, tall / 2 - 2), (long, 2), (long, tall - 2), (0, tall / 2 + 2)], fill=200
        )
        fading = Image.linear_gradient("L").rotate(-90).resize(cone.size)
        level = world.light.dark
        mask = Image.composite(
            cone.filter(ImageFilter.GaussianBlur(world.u * 0.5)), Image.new("L", cone.size, 0), fading
        )
        image = Image.new("RGBA", (2 * long, tall), (255, 240, 190))
        image.putalpha(Image.new("L", image.size, 0))
        light = Image.new("RGBA", cone.size, (255, 240, 190))
        light.putalpha(mask.point([round(v * level) for v in range(256)]))
        image.paste(light, (long, 0))

        def around(t: float) -> State:
            state, turn = motion(t), math.cos(math.tau * 0.16 * t + 0.5)
            turn = math.copysign(max(0.08, abs(turn)), turn)
            return State(state.x, state.y - width * 1.84, squeeze=turn, alpha=0.55 + 0.45 * abs(turn))

        world.sprite([image], around, depth)

    def _shadow(self, world: World, wide: float, motion: Callable[[float], State], depth: float) -> None:
        """A soft shadow on the ground."""
        size = (max(8, round(wide * 1.2)), max(4, round(wide * 0.2)))
        mask = Image.new("L", (size[0] + 16, size[1] + 16), 0)
        ImageDraw.Draw(mask).ellipse(
            (8 + size[0] * 0.08, 8, 8 + size[0] * 0.92, 8 + size[1]),
            fill=round(110 * (1 - 0.5 * world.light.dark)),
        )
        image = Image.new("RGBA", mask.size, (10, 14, 28))
        image.putalpha(mask.filter(ImageFilter.GaussianBlur(max(1.0, size[1] * 0.16))))
        ground = motion(0).y

        def below(t: float) -> State:
            state = motion(t)
            return State(state.x, ground, alpha=max(0.3, 1 - abs(state.y - ground) / (20 * world.u)))

        world.sprite([image], below, depth)

    def _reflection(
        self,
        world: World,
        cells: list[Image.Image],
        motion: Callable[[float], State],
        depth: float,
        foot: float,
    ) -> None:
        """Its picture in the water, fading downwards."""
        flipped = []
        for cell in cells:
            image = cell.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
            fading = (
                Image.linear_gradient("L")
                .resize(image.size)
                .point([round(110 * (1 - v / 255) ** 1.2) for v in range(256)])
            )
            clear = Image.new("L", image.size, 0)
            image.putalpha(Image.composite(fading, clear, image.getchannel("A")))
            flipped.append(image)

        def mirrored(t: float) -> State:
            s = motion(t)
            return State(
                s.x + 0.25 * world.u * math.sin(5 * t),
                s.y - 0.6 * world.u,
                -s.angle,
                s.cell,
                s.size,
                s.squeeze,
            )

        world.sprite(flipped, mirrored, depth, anchor=(0.5, 1 - foot))


def _held(
    bearer: Callable[[float], State], width: float, heading: int, *, size: float
) -> Callable[[float], State]:
    """The motion of what somebody so wide holds up."""

    def motion(t: float) -> State:
        state = bearer(t)
        return State(state.x + 0.22 * heading * width, state.y - 1.12 * width, 2 * math.sin(2 * t), size=size)

    return motion


def _dice(world: World, part: _Part, number: int) -> random.Random:
    return random.Random(f"{world.seed}/{part.subject.kind}/{part.index}/{number}")


def heading_of(subject: Subject, seed: str) -> int:
    """Which way it looks and goes: 1 to the right, -1 to the left."""
    if subject.heading is not None:
        return -1 if subject.heading == "left" else 1
    return 1 if random.Random(f"{seed}/{subject.kind}/heading").random() < 0.6 else -1


def _around(y: float, start: float, height: float, size: float) -> float:
    """A height that comes in again on the other side."""
    span = height + 2.4 * size
    return (y + 1.2 * size) % span - 1.2 * size if abs(y - start) > 1 else y
