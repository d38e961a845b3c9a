"""A story becomes a scene: direction, setting, subjects, weather, light, style and references put together.

What a word says changes that thing alone, since everything that looks random has its own seed: the layout follows
from the setting and the take, each subject's place from its kind.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace

from PIL import Image

from omnivid_jupyter.simulator.direction import Direction, Span
from omnivid_jupyter.simulator.painter.brush import paint
from omnivid_jupyter.simulator.painter.camera import Lens, Pose
from omnivid_jupyter.simulator.painter.deep import Rays, underwater
from omnivid_jupyter.simulator.painter.features import lantern_strings, motes, sown
from omnivid_jupyter.simulator.painter.finish import GRAINED, Finish
from omnivid_jupyter.simulator.painter.heights import sky, space
from omnivid_jupyter.simulator.painter.homes import heading_of, home_of, settled, usual_setting
from omnivid_jupyter.simulator.painter.kinds import KINDS
from omnivid_jupyter.simulator.painter.lands import meadow, mountains
from omnivid_jupyter.simulator.painter.light import HANDS, light_of
from omnivid_jupyter.simulator.painter.plains import desert, snowfield
from omnivid_jupyter.simulator.painter.rooms import room
from omnivid_jupyter.simulator.painter.site import Site
from omnivid_jupyter.simulator.painter.stage import Layer, Sprite, Stage, View
from omnivid_jupyter.simulator.painter.street import street
from omnivid_jupyter.simulator.painter.styles import treatment
from omnivid_jupyter.simulator.painter.subjects import Cast
from omnivid_jupyter.simulator.painter.towns import city
from omnivid_jupyter.simulator.painter.waters import has_beach, lake, river, sea
from omnivid_jupyter.simulator.painter.weather import veil
from omnivid_jupyter.simulator.painter.woods import forest, garden
from omnivid_jupyter.simulator.painter.world import Place, World

__all__ = ["OFFERS", "SETTINGS", "Scene", "layout_of", "place_of", "tempo_of"]

SETTINGS: dict[str, Callable[[World], None]] = {
    "sea": sea,
    "river": river,
    "lake": lake,
    "mountains": mountains,
    "forest": forest,
    "garden": garden,
    "meadow": meadow,
    "desert": desert,
    "city": city,
    "street": street,
    "room": room,
    "underwater": underwater,
    "sky": sky,
    "space": space,
    "snowfield": snowfield,
}
"""How each setting is painted."""

OFFERS: dict[str, tuple[str, ...]] = {
    "sea": ("sky", "shore", "water"),
    "lake": ("sky", "shore", "water"),
    "river": ("sky", "shore", "water", "ground"),
    "city": ("sky", "roof"),
    "street": ("sky", "ground", "road"),
    "room": ("on table", "on windowsill", "on shelf", "sky", "ground"),
    "underwater": ("water", "ground"),
    "sky": ("sky",),
}
"""The places for subjects that a setting has, the one for all others last; else sky and ground."""

_FEET: dict[str, float] = {
    "meadow": 0.82,
    "mountains": 0.84,
    "forest": 0.84,
    "garden": 0.82,
    "desert": 0.84,
    "snowfield": 0.84,
    "street": 0.79,
    "city": 0.81,
    "room": 0.76,
    "river": 0.885,
    "space": 0.87,
    "underwater": 0.86,
}
"""How low in a setting's own picture the feet of its subjects are, as a share of the height."""
_CLEAR = (
    0.7,
    0.655,
)  # of the height, in a wide and in a tall picture: below that several lines may be written

_ON_ROADS = ("car", "bicycle", "train", "steam train")
_DEFAULT = "meadow"
_TEMPO = {"slow": 0.5, "normal": 1.0, "fast": 1.8}
_SMALL_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "by",
        "for",
        "from",
        "in",
        "into",
        "is",
        "it",
        "its",
        "of",
        "on",
        "onto",
        "or",
        "over",
        "some",
        "that",
        "the",
        "their",
        "then",
        "there",
        "to",
        "with",
    ]
)


def place_of(direction: Direction) -> str | None:
    """The setting: the one that is named, else where the subjects are at home; of a city the street, where cars go."""
    if direction.setting == "city" and any(each.kind in _ON_ROADS for each in direction.subjects):
        return "street"
    return direction.setting or usual_setting(direction)


def tempo_of(direction: Direction) -> float:
    """How fast a scene goes on."""
    return _TEMPO[direction.tempo]


def layout_of(direction: Direction, prompt: str, followed: list[Span], take: int) -> str:
    """The seed of a scene's layout: its setting and its take; where no word is known, the prompt's other words."""
    place = place_of(direction)
    if place is None:
        rest = "".join(
            " " if any(a <= i < b for a, b in followed) else letter for i, letter in enumerate(prompt)
        )
        words = [word for word in re.findall(r"\w+", rest.lower()) if word not in _SMALL_WORDS]
        place = f"{_DEFAULT}/{' '.join(words)}"
    return f"{place}/take {take}"


def lowered(setting: str, direction: Direction, view: View) -> float:
    """How far the camera looks down at rest, in shares of the height, so that nobody stands behind the writing."""
    tall = view.height > view.width
    feet = _FEET.get(setting, 0.0)
    if setting == "sea" and has_beach(direction):
        feet = 0.86
    elif setting in ("sea", "lake"):
        feet = 0.71
    return max(0.0, feet - _CLEAR[tall])


class Scene:
    """A film's pictures at one size.

    Parameters
    ----------
    direction:
        What the words say.
    model:
        Whose hand paints it; KeyError for a model that no document names.
    size, seconds:
        Of the film, in pixels and seconds.
    place:
        The setting, if it is another than the direction's own.
    layout:
        Seed of whatever looks random.
    pictures:
        Reference pictures: they stand in for the named subjects, else they are the view behind.
    goes_on_from:
        The last picture of a film that this one goes on from.
    since, start:
        How long the scene has been going on, and where the camera was left.
    """

    def __init__(
        self,
        direction: Direction,
        model: str,
        size: tuple[int, int],
        seconds: float,
        *,
        place: str | None = None,
        layout: str,
        pictures: tuple[Image.Image, ...] = (),
        goes_on_from: Image.Image | None = None,
        since: float = 0.0,
        start: Pose | None = None,
    ) -> None:
        hand = HANDS[model]
        self.unrest = self._unrest(direction)
        """How much changes from picture to picture, 0 to 3: what is harder to encode."""
        view = View(*size)
        setting = place or place_of(direction) or _DEFAULT
        direction = settled(direction, setting)
        subjects = [subject for subject in direction.subjects if subject.kind in KINDS]
        heading = heading_of(subjects[0], layout) if subjects else 1
        stand_ins = list(pictures[: len(subjects)])
        backdrops = list(pictures[len(subjects) :])
        offers = OFFERS.get(setting, ("sky", "ground"))
        if setting == "sea" and has_beach(direction):
            offers = ("sky", "shore", "ground", "water")
        offers = ("air", *(() if setting in ("forest", "underwater", "space") else ("heaven",)), *offers)
        hung = goes_on_from is not None or bool(backdrops and direction.setting is None)
        aim = 0.5
        if subjects:
            home = home_of(subjects[0], KINDS[subjects[0].kind], setting, offers)
            aim = {"sky": 0.3, "heaven": 0.3, "air": 0.44, "shore": 0.32, "water": 0.56}.get(home, 0.62)
            if home in ("sky", "water"):
                aim = {"sky": 0.5, "space": 0.38, "underwater": 0.5}.get(setting, aim)
        self.lens = lens = Lens(
            direction.camera,
            seconds,
            heading=heading,
            start=start,
            lowered=0.0 if hung else lowered(setting, direction, view),
            aim=aim,
        )
        tempo = tempo_of(direction)
        self._stage = stage = Stage(view, lens, since=since, tempo=tempo)
        first, last = (math.exp(lens.pose(t).zoom) for t in (0.0, seconds))
        detail = min(2.2, max(1.0, first)), min(2.6, max(1.0, first, last))
        turn = since + seconds * tempo / 2
        cast = Cast(direction, setting, offers, lens, tempo, detail, stand_ins, turn=turn)
        light = light_of(direction, hand)
        world = World(
            view,
            light,
            direction,
            setting,
            layout,
            stage,
            cast.arrive,
            treat=treatment(direction.style, hand),
            veil=veil(since + seconds * tempo),
        )
        if goes_on_from is not None:
            world.treat = None
            _hang(world, goes_on_from, exact=True)
            self._open(world, cast)
        elif backdrops and direction.setting is None:
            _hang(world, backdrops[0])
            self._open(world, cast)
        else:
            world.light = replace(light, leaves=sown(light.leaves, direction.features))
            SETTINGS[setting](world)
            world.stand("air", _air(view))
            lantern_strings(world)
            motes(world)
            if backdrops:
                behind = [
                    element
                    for element in stage.elements
                    if not (isinstance(element, Layer | Sprite) and element.depth < 0.42)
                ]
                stage.elements.clear()
                _hang(world, backdrops[0])
                stage.add(*behind)
        if "rays" in direction.light and setting != "underwater":
            stage.add(Rays(world, light.sun or light.sky[3], 0.9))
        self._finish = Finish(view, direction.style, plain=goes_on_from is not None)

    @staticmethod
    def _open(world: World, cast: Cast) -> None:
        """Weather and subjects in front of a picture."""
        h = world.view.height
        world.stand("air", _air(world.view))
        for depth, homes in ((0.2, ("sky",)), (0.6, ("shore", "water", "roof", "road", "ground")), (1.0, ())):
            for home in homes:
                world.stand(home, Place(h * (0.3 if home == "sky" else 0.82), 1.0))
            world.mist(depth)

    @staticmethod
    def _unrest(direction: Direction) -> int:
        # not of the camera: the first picture is to be the same, whatever it does
        return 2 * bool({"rain", "snow", "storm"} & set(direction.weather)) + (direction.style in GRAINED)

    def draw(self, t: float) -> Image.Image:
        """The picture after `t` seconds."""
        return self._finish.put(self._stage.draw(t), t)


def _air(view: View) -> Place:
    """Where things flutter in front of all else."""
    return Place(view.height * 0.4, 1.0, 1.0)


def _hang(world: World, picture: Image.Image, *, exact: bool = False) -> None:
    """A picture as the view behind everything: it fills the frame, and is mirrored beyond its edges."""
    view = world.view
    scale = max(view.width / picture.width, view.height / picture.height)
    wide, tall = round(picture.width * scale), round(picture.height * scale)
    image = picture.convert("RGB").resize(
        (max(view.width, wide), max(view.height, tall)), Image.Resampling.LANCZOS
    )
    left, top = (image.width - view.width) // 2, (image.height - view.height) // 2
    image = image.crop((left, top, left + view.width, top + view.height))
    if not exact:
        image = world.light.grade(image, 1.0, keep=0.55)
        if world.treat is not None:
            image = world.treat(paint(Image.new("L", image.size, 255), image), Site(world.u)).convert("RGB")
    turned = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    row = Image.new("RGB", (2 * view.width, view.height))
    row.paste(image, (0, 0))
    row.paste(turned, (view.width, 0))
    upside_down = row.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    sheet = Image.new("RGB", (row.width, view.above + view.height + view.below))
    sheet.paste(upside_down, (0, view.above - view.height))
    sheet.paste(row, (0, view.above))
    sheet.paste(upside_down, (0, view.above + view.height))
    world.stage.add(Layer(view, sheet, None, -view.above + world.lowered(0.4), 0.4))
