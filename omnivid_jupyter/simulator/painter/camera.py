"""The camera: where it looks from, as a function of time.

Every move begins at rest, so that the first picture is the same whatever the camera does next, runs at a
steady pace, and ends at rest.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from omnivid_jupyter.simulator.direction import Camera

__all__ = ["Lens", "Pose"]

_PACE = {"slow": 0.03, "normal": 0.07, "fast": 0.14}  # of the width or height a second
_ZOOM = {"slow": 0.06, "normal": 0.12, "fast": 0.22}  # how much nearer a second, as a logarithm
_RAMP = 0.7  # seconds to set off and to stop
_FRAMING = {"close-up": math.log(1.5), "medium": 0.0, "wide": math.log(0.7)}
_NEAREST, _FARTHEST = math.log(3.2), math.log(0.4)  # as far as a zoom goes
_TILTS = 0.8  # of the height, as far as a tilt goes up; down it ends where the world does
_ENDS = 0.88  # of the height, how far down the world can be seen
_ANGLE = {"low": 0.15, "high": -0.13}  # how far below or above the eye's height the camera is
_STEPS = 1.6  # a second, of somebody who walks with the camera
_SHAKE = 0.0075  # of the width: how far a held camera sways


@dataclass(frozen=True, slots=True)
class Pose:
    """A camera at one instant.

    `turn` is how far it has turned, `shift` how far it has moved, both in shares of width and height, to
    the right and downwards; `zoom` is the logarithm of how much larger things look than at rest. `rest` is how
    far it is turned and moved downwards before anything else; `aim` the height in the frame that it zooms on.
    """

    turn: tuple[float, float] = (0.0, 0.0)
    shift: tuple[float, float] = (0.0, 0.0)
    zoom: float = 0.0
    rest: tuple[float, float] = (0.0, 0.0)
    aim: float = 0.5

    def place(self, depth: float) -> tuple[float, float, float]:
        """Scale, and offset right and down in shares of width and height, of what is so near.

        `depth` 0 is the sky, 1 the plane of the subjects, more is nearer than they are.
        """
        scale = math.exp(self.zoom * (0.45 + 0.55 * depth))
        turned = 0.86 + 0.14 * depth
        x = -self.turn[0] * turned - self.shift[0] * depth
        y = -self.turn[1] * turned - self.shift[1] * depth
        y -= scale * (self.rest[0] * turned + self.rest[1] * depth) + (scale - 1) * (self.aim - 0.5)
        return scale, x, y


class Lens:
    """The camera of a film of so many seconds.

    `heading` is which way it tracks (1: to the right); `start` where an earlier film left it; `lowered` how far it
    looks down at rest, in shares of the height; `aim` the height in the frame that it zooms on.
    """

    def __init__(
        self,
        camera: Camera,
        seconds: float,
        *,
        heading: int = 1,
        start: Pose | None = None,
        lowered: float = 0.0,
        aim: float = 0.5,
    ) -> None:
        self._camera = camera
        self._heading = heading
        self._start = start
        self._seconds = max(seconds, 1 / 24)
        self._ramp = min(_RAMP, self._seconds / 4)
        # a film that goes on starts as near as the one before left off
        self._base = _FRAMING[camera.framing] if start is None or start.zoom == 0 else 0.0
        self._pace = _PACE.get(camera.speed, _PACE["normal"])
        self._zoom = _ZOOM.get(camera.speed, _ZOOM["normal"])
        angle = _ANGLE.get(camera.angle or "", 0.0)
        self.rest = (lowered - angle, angle)
        self._down = min(_TILTS, _ENDS - max(0.0, lowered))
        self._aim = aim
        self.is_still = camera.move == "static" and not camera.handheld

    def travel(self, t: float) -> float:
        """Seconds' worth of motion at full pace after `t` seconds: slow at both ends."""
        r, end = self._ramp, self._seconds
        t = max(0.0, min(end, t))
        if t < r:
            return _eased(t / r) * r
        if t > end - r:
            return end - r - _eased((end - t) / r) * r
        return t - r / 2

    def reach(self, depth: float, width: int, height: int) -> tuple[float, float, float, float]:
        """What of a ground so near comes into the frame during the film: left, top, right, bottom in its pixels."""
        edges = []
        for step in range(41):
            scale, x, y = self.pose(self._seconds * step / 40).place(depth)
            left = width / 2 - (width / 2 + x * width) / scale
            top = height / 2 - (height / 2 + y * height) / scale
            edges.append((left, top, left + width / scale, top + height / scale))
        lefts, tops, rights, bottoms = zip(*edges, strict=True)
        return min(lefts), min(tops), max(rights), max(bottoms)

    def pose(self, t: float) -> Pose:
        """Where the camera is after `t` seconds."""
        whole = self.travel(self._seconds)
        share = self.travel(t)
        pace, nearer = self._pace, self._zoom
        turn, shift, zoom = [0.0, 0.0], [0.0, 0.0], 0.0
        match self._camera.move:
            case "pan left":
                turn[0] = -pace * share
            case "pan right":
                turn[0] = pace * share
            case "tilt up":
                turn[1] = -min(pace, _TILTS / whole) * share
            case "tilt down":
                turn[1] = min(pace, self._down / whole) * share
            case "push in" | "zoom in":
                zoom = min(nearer, (_NEAREST - self._base) / whole) * share
            case "point of view":
                zoom = min(nearer, (_NEAREST - self._base) / whole) * share
                turn[0] = _SHAKE * math.sin(math.pi * _STEPS * t)
                turn[1] = _SHAKE * (1 - math.cos(math.tau * _STEPS * t))
            case "pull out" | "zoom out":
                zoom = -min(nearer, (self._base - _FARTHEST) / whole) * share
            case "tracking":
                shift[0] = self.tracked(t)
            case "orbit":
                shift[0] = 1.5 * pace * share
                turn[0] = -1.5 * pace * share * 0.95
            case "drone":
                zoom = 0.6 * min(pace, 0.9 / whole) * share
                shift[1] = -min(pace, 0.3 / whole) * share * 0.8
            case _:
                pass
        if self._camera.handheld:
            turn[0] += _SHAKE * (math.sin(4.1 * t) * 0.7 + math.sin(7.3 * t) * 0.3)
            turn[1] += _SHAKE * (math.sin(5.2 * t) * 0.6 + math.sin(8.9 * t) * 0.3) * 1.4
        pose = Pose((turn[0], turn[1]), (shift[0], shift[1]), self._base + zoom, self.rest, self._aim)
        if self._start is None:
            return pose
        before = self._start
        return Pose(
            (before.turn[0] + pose.turn[0], max(-_TILTS, min(self._down, before.turn[1] + pose.turn[1]))),
            (before.shift[0] + pose.shift[0], before.shift[1] + pose.shift[1]),
            max(_FARTHEST, min(_NEAREST, before.zoom + pose.zoom)),
            self.rest,
            self._aim,
        )

    def tracked(self, t: float) -> float:
        """How far a tracking camera has gone along after `t` seconds, in shares of the width."""
        return self._heading * 1.4 * self._pace * self.travel(t)


def _eased(share: float) -> float:
    """The way made while speeding up evenly smoothly, at `share` of the ramp; a half at its end."""
    return share**3 - share**4 / 2
