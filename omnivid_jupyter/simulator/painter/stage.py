"""The stage: layers, sprites and effects at their depths, put together for each frame.

How a scene looks depends on the time alone, so frames may be drawn in any order and by several threads.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from PIL import Image

from omnivid_jupyter.simulator.painter.camera import Lens, Pose

__all__ = ["Element", "Layer", "Sprite", "Stage", "State", "View", "piece"]

_FINE = Image.Resampling.BICUBIC
_QUICK = Image.Resampling.BILINEAR, Image.Resampling.HAMMING  # of a zoom: larger, smaller


@dataclass(frozen=True, slots=True)
class View:
    """The frame's size in pixels, the whole world's, and the unit: a hundredth of the frame's shorter side."""

    width: int
    height: int

    @property
    def u(self) -> float:
        """A hundredth of the shorter side: what sizes are given in."""
        return min(self.width, self.height) / 100

    @property
    def period(self) -> int:
        """Pixels after which the world repeats sideways."""
        return int(max(2.6 * self.width, 250 * self.u)) // 8 * 8

    @property
    def above(self) -> int:
        """Pixels of the world above the frame at rest."""
        return round(0.9 * self.height)

    @property
    def below(self) -> int:
        """Pixels of the world below the frame at rest."""
        return round(0.9 * self.height)


class Element(Protocol):
    """Something that is put into a frame at its time and as the camera sees it."""

    def put(self, frame: Image.Image, t: float, pose: Pose, floor: int) -> None:
        """Draw it into the frame; from the row `floor` on it is hidden by what comes later."""


@runtime_checkable
class _Covering(Protocol):
    """An element that hides all that is behind it, from a row of the frame on."""

    def covers(self, t: float, pose: Pose) -> int:
        """That row."""


@dataclass
class Layer:
    """A painted ground at a depth. `left` and `top` are where its corner is at rest, in pixels of the frame.

    If it `wraps`, it repeats sideways after its width; `drift` is its own motion in pixels a second.
    """

    view: View
    image: Image.Image
    mask: Image.Image | None
    top: float
    depth: float
    left: float = 0.0
    wraps: bool = True
    drift: float = 0.0
    bob: tuple[float, float, float] = (0.0, 0.0, 0.0)  # pixels up and down, turns a second, phase
    _solid: int = field(default=0, repr=False)
    _kept: tuple[tuple[float, ...], Image.Image, Image.Image | None] | None = field(default=None, repr=False)
    _between: dict[tuple[float, float], tuple[Image.Image, Image.Image | None]] = field(
        default_factory=dict, repr=False
    )

    def __post_init__(self) -> None:
        if self.mask is not None:  # the row from which on nothing behind it is seen
            full = (
                self.mask.point([0] * 255 + [255])
                .resize((1, self.mask.height), Image.Resampling.BOX)
                .tobytes()
            )
            self._solid = next((row + 1 for row in range(len(full) - 1, -1, -1) if full[row] < 255), 0)

    def _top(self, t: float, pose: Pose) -> tuple[float, float]:
        """Where its upper edge is in the frame, and how much it is enlarged."""
        height = self.view.height
        scale, _, down = pose.place(self.depth)
        swing, tempo, phase = self.bob
        shift = down * height + swing * math.sin(math.tau * tempo * t + phase)
        return (self.top - height / 2) * scale + height / 2 + shift, scale

    def covers(self, t: float, pose: Pose) -> int:
        """The row of the frame from which on it hides whatever is behind it."""
        top, scale = self._top(t, pose)
        if top + self.image.height * scale < self.view.height:
            return self.view.height
        return max(0, math.ceil(top + self._solid * scale) + 3)

    def put(self, frame: Image.Image, t: float, pose: Pose, floor: int) -> None:
        width, height = self.view.width, self.view.height
        _, right, _ = pose.place(self.depth)
        top, scale = self._top(t, pose)
        left = width / 2 - (width / 2 + right * width) / scale - self.drift * t - self.left
        level = abs(scale - 1) < 1e-9
        if level:  # by parts of a pixel, for which the whole ground has been worked out once
            parts = _PARTS[bool(self.drift or self.bob[0])]
            left, top = round(left * parts) / parts, round(top * parts) / parts
        y0, y1 = max(0, math.ceil(top)), min(height, floor, math.floor(top + self.image.height * scale))
        if y1 <= y0:
            return
        left = (
            left % self.image.width if self.wraps else max(0.0, min(self.image.width - width / scale, left))
        )
        box = (left, (y0 - top) / scale, left + width / scale, (y1 - top) / scale)
        kept = self._kept
        if kept is None or kept[0] != (*box, y0):
            size = (width, y1 - y0)
            if level:
                x, y = left % 1, (y0 - top) % 1
                grounds = self._moved(x, y)
                x0, row = left - x, y0 - top - y
                box_ = (x0, row, x0 + width, row + y1 - y0)
                image, mask = (each and piece(each, box_, size) for each in grounds)
            else:
                how = _QUICK[scale < 1]
                image, mask = (each and piece(each, box, size, how) for each in (self.image, self.mask))
            assert image is not None
            self._kept = kept = ((*box, y0), image, mask)
        frame.paste(kept[1], (0, y0), kept[2])

    def _moved(self, x: float, y: float) -> tuple[Image.Image, Image.Image | None]:
        """The whole ground and its mask as they are between the pixels, so far to the right and down."""
        if not x and not y:
            return self.image, self.mask
        found = self._between.get((x, y))
        if found is None:
            wide, tall = self.image.size
            wide, tall = wide if self.wraps else wide - math.ceil(x), tall - math.ceil(y)
            box = (x, y, x + wide, y + tall)
            mask = None if self.mask is None else piece(self.mask, box, (wide, tall))
            found = self._between[x, y] = piece(self.image, box, (wide, tall)), mask
        return found


def piece(
    image: Image.Image,
    box: tuple[float, float, float, float],
    size: tuple[int, int],
    how: Image.Resampling = _FINE,
) -> Image.Image:
    """The part of an image that repeats sideways, at this size; the box may lie between pixels."""
    x0, y0, x1, y1 = box
    y0, y1 = max(0.0, y0), min(float(image.height), y1)
    if x1 > image.width:  # it is joined from its two ends
        margin = 4
        start, stop = max(0, math.floor(x0) - margin), math.ceil(x1) + margin
        top, bottom = max(0, math.floor(y0) - margin), min(image.height, math.ceil(y1) + margin)
        joined = image.crop((start, top, stop, bottom))
        x = image.width - start
        while x < joined.width:
            joined.paste(image.crop((0, top, min(image.width, joined.width - x), bottom)), (x, 0))
            x += image.width
        image, x0, x1, y0, y1 = joined, x0 - start, x1 - start, y0 - top, y1 - top
    if x0 == int(x0) and x1 - x0 == size[0]:  # one way only is half the work
        image, x0, x1 = image.crop((int(x0), 0, int(x1), image.height)), 0.0, float(size[0])
    if y0 == int(y0) and y1 - y0 == size[1]:
        image, y0, y1 = image.crop((0, int(y0), image.width, int(y1))), 0.0, float(size[1])
    if image.size == size:
        return image
    return image.resize(size, how, (x0, y0, x1, y1))


_PARTS = (2, 4)
"""Into how many parts a pixel is divided: for a camera that turns, and for what drifts slowly."""


@dataclass(frozen=True, slots=True)
class State:
    """A sprite at one instant: its place in pixels of the frame at rest, turned by degrees, its `cell`th picture."""

    x: float
    y: float
    angle: float = 0.0
    cell: int = 0
    size: float = 1.0
    squeeze: float = 1.0  # of its width: a thing that turns about itself
    alpha: float = 1.0


@dataclass
class Sprite:
    """A figure with a motion of its own. `cells` are its pictures (RGBA), one size all.

    `anchor` is which point of the picture (shares of its width and height) stands at its place.
    """

    view: View
    cells: list[Image.Image]
    motion: Callable[[float], State]
    depth: float = 1.0
    anchor: tuple[float, float] = (0.5, 0.5)
    repeats: bool = False  # sideways with the world
    fine: list[Image.Image] | None = None  # the same, larger: for when the camera has come near

    def put(self, frame: Image.Image, t: float, pose: Pose, floor: int) -> None:
        width, height = self.view.width, self.view.height
        state = self.motion(t)
        scale, right, down = pose.place(self.depth)
        x = (state.x - width / 2) * scale + width / 2 + right * width
        y = (state.y - height / 2) * scale + height / 2 + down * height
        if self.repeats:
            span = self.view.period * scale
            x = (x + span / 2 - width / 2) % span - span / 2 + width / 2
        image = self.cells[state.cell % len(self.cells)]
        scale *= state.size
        if self.fine is not None and scale > 1.04:
            coarse, image = image, self.fine[state.cell % len(self.fine)]
            scale *= coarse.height / image.height
        wide, tall = image.width * scale * max(0.06, abs(state.squeeze)), image.height * scale
        x0, y0 = x - self.anchor[0] * wide, y - self.anchor[1] * tall
        if x0 > width or y0 > height or x0 + wide < 0 or y0 + tall < 0 or state.alpha <= 0.01:
            return
        if state.squeeze < 0:
            image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        if abs(state.angle) > 0.02:
            centre = (image.width * self.anchor[0], image.height * self.anchor[1])
            image = image.rotate(state.angle, _FINE, center=centre)
        left, top = max(0, math.ceil(x0)), max(0, math.ceil(y0))
        right_, bottom = min(width, math.floor(x0 + wide)), min(height, math.floor(y0 + tall))
        if right_ <= left or bottom <= top:
            return
        across, along = image.width / wide, image.height / tall
        box = ((left - x0) * across, (top - y0) * along, (right_ - x0) * across, (bottom - y0) * along)
        box = (max(0.0, box[0]), max(0.0, box[1]), min(image.width, box[2]), min(image.height, box[3]))
        part = image.resize((right_ - left, bottom - top), _FINE, box)
        alpha = part.getchannel("A")
        if state.alpha < 1:
            level = state.alpha
            alpha = alpha.point([round(v * level) for v in range(256)])
        frame.paste(part.convert("RGB"), (left, top), alpha)


class Stage:
    """A scene: its elements from back to front, and the lens that it is seen through.

    `since` is how long the scene had been going on before the film (seconds); `tempo` how fast it goes on.
    """

    def __init__(self, view: View, lens: Lens, *, since: float = 0.0, tempo: float = 1.0) -> None:
        self.view = view
        self.lens = lens
        self.elements: list[Element] = []
        self._since, self._tempo = since, tempo

    def add(self, *elements: Element) -> None:
        """Put elements in front of those that are there."""
        self.elements.extend(elements)

    def draw(self, t: float) -> Image.Image:
        """The picture after `t` seconds."""
        frame = Image.new("RGB", (self.view.width, self.view.height))
        pose = self.lens.pose(t)
        moment = self._since + t * self._tempo
        floors, floor = [], self.view.height
        for element in reversed(self.elements):
            floors.append(floor)
            if isinstance(element, _Covering):
                floor = min(floor, element.covers(moment, pose))
        for element, hidden in zip(self.elements, reversed(floors), strict=True):
            element.put(frame, moment, pose, hidden)
        return frame
