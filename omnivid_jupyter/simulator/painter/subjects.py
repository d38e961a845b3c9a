"""Subjects on the stage: what each comes in as, where in its place, how large, and how it moves."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import replace

from PIL import Image, ImageDraw, ImageFilter

from omnivid_jupyter.simulator.direction import Direction
from omnivid_jupyter.simulator.painter.brush import glow
from omnivid_jupyter.simulator.painter.camera import Lens
from omnivid_jupyter.simulator.painter.cells import (
    card,
    flat,
    folded,
    half_under,
    lit_parts,
    mounted,
    padded,
)
from omnivid_jupyter.simulator.painter.colour import NAMED, RGB, mix
from omnivid_jupyter.simulator.painter.flora import broadleaf
from omnivid_jupyter.simulator.painter.furniture import FURNITURE
from omnivid_jupyter.simulator.painter.homes import (
    LAND,
    ON_THE_SPOT,
    Part,
    heading_of,
    home_of,
    mount,
    prop_of,
)
from omnivid_jupyter.simulator.painter.kinds import (
    FIGURES,
    FOLDED,
    KINDS,
    LOOKS,
    PACES,
    POSES,
    RIDDEN,
    ROOTED,
)
from omnivid_jupyter.simulator.painter.people import rowing
from omnivid_jupyter.simulator.painter.site import Site
from omnivid_jupyter.simulator.painter.stage import State
from omnivid_jupyter.simulator.painter.world import Place, World

__all__ = ["Cast"]


_PACE = {"slow": 0.5, "normal": 1.0, "fast": 1.8}
_ALOFT = ("heaven", "sky", "air")
_COATS: tuple[RGB, ...] = (
    (196, 70, 62),
    (62, 104, 150),
    (212, 164, 76),
    (84, 128, 96),
    (126, 92, 140),
    (226, 218, 204),
    (74, 78, 92),
)
_CELLS = 12
_RIDER = 17 / 14 * 12  # hundredths of the shorter side: the width of somebody who sits or rides
_ROUND = ("ball", "fruit")
_FALL = 1.2  # seconds, of what falls to the ground
_CHANGE = 0.4  # seconds from one action to the next


class Cast:
    """The subjects of a direction, who come in where the setting has a place for them.

    `offers`: the kinds of places that the setting has, so that each subject waits for its best.
    `pictures`: reference pictures that stand in for the subjects, in their order.
    `detail`: how many pixels a pixel of the figures has at rest, and how many at most, for a camera that comes near.
    `turn`: the second at which they begin what they do next.
    """

    def __init__(
        self,
        direction: Direction,
        setting: str,
        offers: tuple[str, ...],
        lens: Lens,
        tempo: float,
        detail: tuple[float, float],
        pictures: list[Image.Image],
        *,
        turn: float,
    ) -> None:
        self._parts: dict[str, list[Part]] = {}
        self._lens = lens
        self._tempo = tempo
        self._detail, self._finest = detail
        self._turn = turn
        self._near = direction.camera.framing == "close-up"
        self._tracked = direction.camera.move == "tracking"
        self._bearers: list[tuple[Callable[[float], State], float, int]] = []  # who could hold an umbrella
        parts = [
            Part(subject, KINDS[subject.kind], pictures[index] if index < len(pictures) else None, index)
            for index, subject in enumerate(direction.subjects)
            if subject.kind in KINDS
        ]
        for part in mount(parts, "person" in direction.without):
            home = home_of(part.subject, part.kind, setting, offers)
            if home in LAND and part.picture is None:
                part = replace(part, prop=prop_of(part, setting))
            self._parts.setdefault(home, []).append(part)

    def arrive(self, world: World, home: str, place: Place) -> None:
        """Put in who belongs here: behind what grows or was built, in front who moves, who may hold an umbrella."""
        if home in _ALOFT or (
            home == "water" and world.setting == "underwater"
        ):  # in the frame, wherever it looks
            place = replace(place, y=place.y + world.lowered(place.depth))
        parts = self._parts.get(home, [])
        for part in sorted(
            parts,
            key=lambda part: (
                part.subject.kind not in (*ROOTED, "flower"),
                part.subject.kind == "umbrella",
            ),
        ):
            count = {1: 1, 2: 2}.get(part.subject.count, 6)
            if part.subject.kind == "umbrella" and home != "sky" and part.picture is None and self._bearers:
                count = len(self._bearers)  # one for each
            numbers = sorted(range(count), key=lambda number: _dice(world, part, number).random())
            for number in numbers:
                self._put(world, part, home, place, number, count)

    def _put(self, world: World, part: Part, home: str, place: Place, number: int, count: int) -> None:
        kind, subject, u = part.kind, part.subject, world.u
        rng = _dice(world, part, number)
        share = 1.0 if count == 1 else 0.85 if count == 2 else rng.uniform(0.5, 0.85)
        width = kind.size * u * place.size * share * self._grown(part)
        if subject.figure in LOOKS and part.pose is None:
            width *= LOOKS[subject.figure or ""][1]
        colour = NAMED.get(subject.colour or "", kind.colour)
        if subject.kind == "person" and subject.colour is None and (number or part.index):
            colour = _COATS[(number + 2 * part.index) % len(_COATS)]
        if subject.kind == "tree" and subject.colour is None:
            colour = world.light.leaves.crown
        heading = heading_of(subject, world.seed)
        cells = self._pictures(world, part, width, self._detail, colour, heading)
        fine = None
        if self._finest > self._detail * 1.05 and part.picture is None:
            fine = self._pictures(world, part, width, self._finest, colour, heading)
        if home == "water" and world.setting != "underwater" and kind.foot <= 0.6:
            cells = [half_under(cell) for cell in cells]
            fine = None if fine is None else [half_under(cell) for cell in fine]
        x, y = self._spot(world, part, home, place, number, count, heading, rng)
        if home in _ALOFT:  # clear of the mark
            y = max(
                y,
                11 * u
                + (0.24 if home == "heaven" else 0.36) * cells[0].height / self._detail
                + world.lowered(place.depth),
            )
        if part.prop is not None:
            y -= self._set_out(world, part, part.prop, (x, y), place, heading)
        rolls = kind.foot == 1.0 and "rolls" in (subject.action, subject.then) and part.picture is None
        half = cells[0].height / self._detail / 2 if rolls and subject.kind in _ROUND else 0.0
        motion = self._motion(world, part, (x, y - half), heading, width, rng, len(cells))
        held = subject.kind == "umbrella" and number < len(self._bearers) and home != "sky"
        if held:
            bearer = self._bearers[number]
            motion = _held(*bearer, size=bearer[1] * kind.size / KINDS["person"].size / width / self._detail)
        elif subject.kind == "person" and part.picture is None and part.pose is None:
            self._bearers.append((motion, width, heading))
        foot = 0.5 if part.picture is not None or (home in _ALOFT and kind.foot > 0.6) else kind.foot
        if (part.pose == "sits" and subject.kind == "bird") or (
            kind.foot <= 0.6 and (part.prop is not None or home.startswith("on "))
        ):
            foot = 1.0
        if half:  # it turns about its middle
            foot = 0.5
            self._shadow(
                world, width, lambda t: replace(motion(t), y=motion(t).y + half, angle=0.0), place.depth
            )
        on_land = home in ("ground", "road", "roof", "on table")
        if on_land and foot > 0.6 and part.picture is None and not held and part.prop is None:
            self._shadow(world, cells[0].width / self._detail, motion, place.depth)
        if home == "water" and world.setting != "underwater" and kind.foot > 0.6 and part.picture is None:
            self._reflection(world, cells, motion, place.depth, foot)
        if subject.action == "glows" or (kind.glows and world.light.dark > 0.3):
            self._halo(world, colour, width, motion, place.depth)
        world.sprite(cells, motion, place.depth, anchor=(0.5, foot), fine=fine)
        if subject.kind == "lighthouse" and part.picture is None and world.light.dark > 0.2:
            self._beam(world, width, motion, place.depth)

    def _grown(self, part: Part) -> float:
        """How much larger it is taken in a close-up: what is small is seen from nearer."""
        if not self._near or part.picture is not None:
            return 1.0
        probe = FIGURES[part.subject.kind](24, part.kind.colour, 0.0)
        return max(1.0, min(1.9, 31 / (part.kind.size * max(1.0, probe.height / probe.width))))

    def _set_out(
        self, world: World, part: Part, name: str, at: tuple[float, float], place: Place, heading: int
    ) -> float:
        """Put down what it is on; how much higher it is for it, in pixels."""
        painter, wide, seat = FURNITURE[name]
        u = world.u
        drawn = painter(wide * u * place.size * self._detail)
        tones = world.light.grade(flat(drawn), 1.0, keep=0.2)
        tones.putalpha(drawn.getchannel("A"))
        if world.treat is not None:
            tones = world.treat(tones, Site(u * self._detail, name=name))
        if heading < 0:
            tones = tones.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        feet = part.subject.kind == "person" and part.pose == "sits"  # they stay on the ground
        state = State(at[0], at[1] + (0.4 if feet else 1.6) * u, size=1 / self._detail)
        if name != "rug":
            self._shadow(world, wide * u * place.size, lambda t: state, place.depth)
        world.sprite([padded(tones)], lambda t: state, place.depth, anchor=(0.5, 1.0))
        return 0.0 if feet else drawn.height / self._detail * (1 - seat) - 1.6 * u

    def _pictures(
        self, world: World, part: Part, width: float, detail: float, colour: RGB, heading: int
    ) -> list[Image.Image]:
        kind, light = part.kind, world.light
        width *= detail
        if part.picture is not None:
            return [card(part.picture, max(34 * world.u * detail, width))]
        name = part.subject.kind
        figure = POSES.get((name, part.pose or ""), FIGURES[name])
        if part.subject.figure in LOOKS and part.pose is None:
            figure = LOOKS[part.subject.figure or ""][0]
        count = _CELLS if kind.beats or part.rider is not None else 1
        keep = 0.95 if kind.glows or part.subject.action == "glows" else 0.62 if part.subject.colour else 0.32
        keep = max(keep, 0.32 + 0.24 * light.dark)  # who is alone in the night is seen
        cells = []
        for number in range(count):
            image = (
                self._season(world, width)
                if name == "tree" and light.leaves.bare
                else figure(width, colour, number / count)
            )
            if part.pose == "lies" and name in FOLDED:
                image = folded(image, FOLDED[name])
            if part.rider is not None and name == "boat":
                image = rowing(1.25 * width, colour, part.rider, number / count)
            elif part.rider is not None:
                rider = POSES["person", "rides"](
                    width * _RIDER / 17 * 14 / kind.size, part.rider, number / count
                )
                image = mounted(image, rider, RIDDEN[name])
            tones = light.grade(flat(image), 1.0, keep=keep)
            if not kind.glows and light.dark > 0.3:
                tones = lit_parts(flat(image), tones, light.dark)
            tones.putalpha(image.getchannel("A"))
            if world.treat is not None:
                treated = world.treat(tones, Site(world.u * detail, name=name))
                if part.subject.colour:  # a colour that was asked for is seen in every medium
                    tinted = Image.blend(flat(treated), flat(tones), 0.55)
                    tinted.putalpha(treated.getchannel("A"))
                    treated = tinted
                tones = treated
            if heading < 0:
                tones = tones.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
            cells.append(padded(tones))
        return cells

    @staticmethod
    def _season(world: World, width: float) -> Image.Image:
        """A great tree without its leaves."""
        return broadleaf(random.Random("tree"), width, world.light.leaves)

    def _spot(
        self,
        world: World,
        part: Part,
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
        aside = 0.12 if rooted else 0.26
        middle = place.x + (0.0 if part.index == 0 else aside * (1 if part.index % 2 else -1))
        lead = min(0.28, speed * 2.6)
        x = w * (middle - heading * lead) + rng.uniform(-4, 4) * u
        y = place.y
        aloft = home in _ALOFT or part.kind.foot <= 0.6
        if count > 1:
            spread = 0.7 if count > 2 else 0.3
            x = (
                w
                * (
                    place.x
                    + (0.0 if part.index == 0 else 0.1)
                    - heading * min(0.1, lead)
                    + spread * ((number + 0.5) / count - 0.5)
                )
                + rng.uniform(-3, 3) * u
            )
            y += rng.uniform(-1, 1) * (u * 12 if aloft else u * 2.2)
        elif part.index and aloft:
            y += u * 8
        if (part.subject.action or part.kind.pace) == "rises" and aloft:
            y += u * 13  # it has a way to go
        return x, y

    def _motion(
        self,
        world: World,
        part: Part,
        at: tuple[float, float],
        heading: int,
        width: float,
        rng: random.Random,
        cells: int,
    ) -> Callable[[float], State]:
        """How it moves: by what it does, and from half of the film on by what it does then."""
        then = part.subject.then
        seed = rng.random()
        first = self._moving(world, part, part.subject.action, at, heading, width, random.Random(seed), cells)
        if then is None:
            return first
        end, turn = first(self._turn), self._turn
        if then in ("falls", "rises") and part.kind.foot > 0.6:
            then = "stands"  # it is on the ground already
        second = self._moving(world, part, then, (end.x, end.y), heading, width, random.Random(seed), cells)
        start = second(0.0)

        def motion(t: float) -> State:
            if t < turn:
                return first(t)
            now = second(t - turn)
            share = min(1.0, (t - turn) / _CHANGE)
            share = share * share * (3 - 2 * share)
            return replace(
                now,
                x=end.x + (now.x - end.x if abs(now.x - start.x) > world.view.width / 2 else now.x - start.x),
                y=end.y + now.y - start.y,
                angle=end.angle + (now.angle - end.angle) * share,
                squeeze=now.squeeze if share == 1 else end.squeeze + (now.squeeze - end.squeeze) * share,
            )

        return motion

    def _moving(
        self,
        world: World,
        part: Part,
        doing: str | None,
        at: tuple[float, float],
        heading: int,
        width: float,
        rng: random.Random,
        cells: int,
    ) -> Callable[[float], State]:
        view, u, kind, subject = world.view, world.u, part.kind, part.subject
        x0, y0 = at
        action = doing or kind.pace
        if world.setting == "space" and kind.homes[0] in LAND and doing in (None, "drifts"):
            action = "floats" if y0 < world.view.height * 0.7 else action
        if subject.kind in ROOTED and action not in ON_THE_SPOT:
            action = kind.pace
        if part.rider is not None and action == "walks":
            action = "rides"
        if part.prop is not None or subject.on is not None:
            action = (
                action
                if action in ("turns", "dances", "waves", "glows", "sways", "jumps") or doing
                else "stands"
            )
        phase = rng.random()
        quick = _PACE[subject.pace]
        speed = PACES.get(action, 0.03) * quick
        pace = heading * speed * view.width * rng.uniform(0.95, 1.05)
        rows = part.rider is not None and subject.kind == "boat"
        resting = action == "stands" and not kind.glows
        posed = part.pose in ("sits", "lies")
        beats = kind.beats * (1.5 if action == "races" else 1.0) * quick**0.5
        if rows:
            beats = 0.5
        elif resting:
            beats = 0.28 if posed else beats if kind.pace in ("stands", "sways") else 0.0
        windy = 1.8 if {"wind", "storm"} & set(world.direction.weather) else 1.0
        afloat = 0.6 < kind.foot < 1.0 and subject.kind not in ROOTED
        aloft = kind.foot <= 0.6
        lens, tempo = self._lens, self._tempo
        tracked = self._tracked and speed > 0
        span = view.width + 2.2 * width
        calm = 0.0 if action == "stands" else 1.0
        size = 1 / self._detail
        breathes = resting and not aloft and not posed and kind.pace == "walks"

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
                case "falls" if not aloft:  # onto the ground, where it stays
                    y -= 30 * u * max(0.0, 1 - (t / _FALL) ** 2)
                case "falls":
                    y = _around(y + 0.06 * quick * view.height * t, y0, view.height, width)
                    angle += 14 * math.sin(math.tau * 0.3 * t + phase)
                case "flutters":
                    y += 3 * u * math.sin(math.tau * (0.6 * t + phase))
                    x += 2 * u * math.sin(math.tau * (0.37 * t))
                case _:
                    pass
            beat = (beats * t + phase) % 1.0 if beats else 0.0
            grown = size * (1 + 0.007 * math.sin(math.tau * (0.27 * t + phase))) if breathes else size
            return State(x, y, angle, int(beat * cells) % cells, grown, squeeze)

        return motion

    def _halo(
        self, world: World, colour: RGB, width: float, motion: Callable[[float], State], depth: float
    ) -> None:
        """The light that it gives to what is behind it."""
        tone = mix(colour, (255, 224, 160), 0.5)
        light = glow(round(width * 2.6), tone, 0.5 + 0.25 * world.light.dark, 1.8)
        if world.setting == "room" and world.light.dark > 0.5:  # it lights the room
            far = glow(round(110 * world.u), (255, 176, 96), 0.5, 1.7)
            far.alpha_composite(light, ((far.width - light.width) // 2, (far.height - light.height) // 2))
            light = far

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
        size = (max(8, round(wide * 1.1)), max(4, round(wide * 0.15)))
        mask = Image.new("L", (size[0] + 16, size[1] + 16), 0)
        ImageDraw.Draw(mask).ellipse(
            (8 + size[0] * 0.08, 8, 8 + size[0] * 0.92, 8 + size[1]),
            fill=round(100 * (1 - 0.5 * world.light.dark)),
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


def _dice(world: World, part: Part, number: int) -> random.Random:
    return random.Random(f"{world.seed}/{part.subject.kind}/{part.index}/{number}")


def _around(y: float, start: float, height: float, size: float) -> float:
    """A height that comes in again on the other side."""
    span = height + 2.4 * size
    return (y + 1.2 * size) % span - 1.2 * size if abs(y - start) > 1 else y
