"""The tables that light is made from: the hours of the day, the seasons, and the hands of the models."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image

from omnivid_jupyter.simulator.painter.colour import RGB, Triple, duotone, saturate, table

__all__ = ["HANDS", "HOURS", "PLAIN", "SEASONS", "Hand", "Leaves", "Light"]


@dataclass(frozen=True, slots=True)
class Leaves:
    """What a season does to plants and grounds."""

    leaf: tuple[RGB, RGB, RGB]
    grass: RGB
    blossom: tuple[RGB, ...]
    bare: bool = False
    snowy: bool = False

    @property
    def crown(self) -> RGB:
        """The colour of a great tree's crown."""
        return (74, 140, 66) if self.blossom[:1] == PLAIN.blossom[:1] else self.leaf[0]


SEASONS = {
    "spring": Leaves(
        ((246, 176, 196), (252, 206, 218), (136, 184, 88)),
        (124, 176, 78),
        ((250, 190, 208), (255, 238, 140), (255, 255, 255), (236, 140, 176)),
    ),
    "summer": Leaves(
        ((46, 116, 58), (72, 142, 62), (34, 92, 56)),
        (92, 156, 62),
        ((250, 210, 60), (236, 84, 74), (255, 255, 255), (126, 96, 214)),
    ),
    "autumn": Leaves(
        ((214, 110, 36), (232, 160, 48), (176, 60, 36)), (170, 150, 74), ((226, 140, 60), (200, 84, 60))
    ),
    "winter": Leaves(((150, 140, 134), (176, 168, 162), (120, 112, 110)), (226, 232, 240), (), True, True),
}


PLAIN = Leaves(
    ((64, 134, 70), (98, 156, 74), (44, 104, 66)),
    (112, 166, 76),
    ((250, 206, 70), (240, 110, 110), (255, 255, 255), (150, 120, 220)),
)


@dataclass(frozen=True, slots=True)
class Hand:
    """How a model paints: how its colours lean, and how its lines and surfaces look."""

    warmth: float = 0.0
    saturation: float = 1.0
    contrast: float = 1.0
    lift: float = 0.0
    grain: float = 0.35  # how much the surface shows
    grain_cells: int = 90  # fine or coarse
    outline: float = 0.0  # how dark edges are drawn
    wash: int = 0  # pixels of a 720p picture over which colours run into patches


@dataclass(frozen=True, slots=True)
class Light:
    """The light of one scene. Colours are those that are seen; `dark` is 0 by day and 1 at night."""

    sky: tuple[RGB, RGB, RGB, RGB]
    air: RGB
    gain: Triple
    lift: Triple = (0, 0, 0)
    haze: float = 0.45
    contrast: float = 1.0
    saturation: float = 1.0
    sun: RGB | None = (255, 248, 226)
    moon: bool = False
    height: float = 0.25  # of the sun or moon, as a share of the sky from its top
    dark: float = 0.0
    stars: float = 0.0
    beam: float = 0.5  # how much light spills around the sun
    clouds: float = 0.5
    tones: tuple[RGB, ...] = ()
    tones_share: float = 0.0
    leaves: Leaves = PLAIN
    hand: Hand = Hand()

    def grade(self, image: Image.Image, depth: float = 1.0, *, keep: float = 0.0) -> Image.Image:
        """An RGB painting in this light, from so near (1) or far (0); `keep` of its own brightness stays."""
        share = self.haze * max(0.0, 1 - depth) ** 0.8
        red, green, blue = (value + (1 - value) * keep for value in self.gain)
        dark_red, dark_green, dark_blue = (value * (1 - keep * 0.5) for value in self.lift)
        image = saturate(image, self.saturation * self.hand.saturation + keep * 0.1)
        image = image.point(
            table(
                (red, green, blue),
                (dark_red, dark_green, dark_blue),
                contrast=self.contrast * self.hand.contrast,
                air=self.air,
                share=share,
            )
        )
        if self.tones and keep < 0.3:
            image = duotone(image, self.tones, self.tones_share)
        return image

    def lit(self, colour: RGB, depth: float = 1.0) -> RGB:
        """What one colour becomes in this light."""
        found = self.grade(Image.new("RGB", (1, 1), colour), depth).getpixel((0, 0))
        assert isinstance(found, tuple)
        return found  # type: ignore[return-value]


_DAY = Light(
    sky=((74, 142, 212), (124, 182, 232), (182, 216, 240), (226, 236, 238)),
    air=(206, 224, 238),
    gain=(1.0, 1.0, 0.98),
    height=0.28,
)


HOURS: dict[str | None, Light] = {
    None: _DAY,
    "dawn": Light(
        sky=((92, 104, 172), (168, 140, 188), (246, 178, 168), (255, 222, 186)),
        air=(240, 200, 190),
        gain=(0.9, 0.76, 0.8),
        lift=(14, 8, 18),
        haze=0.6,
        sun=(255, 226, 186),
        height=0.8,
        contrast=0.92,
        beam=0.8,
        dark=0.25,
    ),
    "morning": Light(
        sky=((92, 160, 222), (150, 200, 236), (214, 226, 230), (252, 240, 214)),
        air=(232, 232, 224),
        gain=(1.04, 1.0, 0.92),
        lift=(6, 4, 0),
        haze=0.5,
        sun=(255, 244, 206),
        height=0.5,
        beam=0.65,
    ),
    "noon": Light(
        sky=((52, 128, 218), (92, 168, 236), (150, 206, 246), (206, 232, 248)),
        air=(208, 230, 246),
        gain=(1.14, 1.14, 1.14),
        lift=(8, 8, 8),
        contrast=1.06,
        haze=0.32,
        sun=(255, 255, 248),
        height=0.04,
        beam=0.45,
    ),
    "afternoon": Light(
        sky=((86, 146, 206), (140, 182, 218), (206, 208, 206), (248, 226, 186)),
        air=(232, 216, 190),
        gain=(1.08, 0.98, 0.84),
        lift=(6, 2, 0),
        sun=(255, 236, 186),
        height=0.5,
        beam=0.65,
    ),
    "sunset": Light(
        sky=((64, 62, 122), (170, 84, 120), (244, 126, 84), (255, 196, 110)),
        air=(246, 150, 100),
        gain=(0.96, 0.64, 0.5),
        lift=(16, 4, 10),
        haze=0.6,
        sun=(255, 214, 130),
        height=0.84,
        beam=1.0,
        contrast=1.05,
        dark=0.3,
    ),
    "dusk": Light(
        sky=((28, 36, 84), (72, 66, 128), (150, 100, 146), (232, 154, 132)),
        air=(120, 96, 142),
        gain=(0.52, 0.46, 0.64),
        lift=(10, 8, 22),
        haze=0.55,
        sun=None,
        height=0.98,
        dark=0.8,
        stars=0.35,
        beam=0.3,
        saturation=0.95,
    ),
    "night": Light(
        sky=((8, 12, 36), (14, 24, 62), (26, 42, 92), (48, 66, 120)),
        air=(30, 44, 92),
        gain=(0.24, 0.31, 0.5),
        lift=(4, 7, 20),
        haze=0.5,
        sun=(232, 238, 255),
        moon=True,
        height=0.22,
        dark=1.0,
        stars=1.0,
        beam=0.35,
        saturation=0.85,
        clouds=0.25,
    ),
}


HANDS: dict[str, Hand] = {
    "omni-flash": Hand(saturation=1.06, grain=0.22),
    "omni-pro": Hand(warmth=0.12, saturation=0.96, contrast=1.06, grain=0.45, grain_cells=180),
    "seedance-2": Hand(warmth=0.34, saturation=1.12, contrast=1.05, lift=-3, grain=0.3, wash=5),
    "gpt-image-2": Hand(warmth=-0.1, contrast=1.14, grain=0.25, outline=0.8),
    "nano-banana-2": Hand(
        warmth=0.16, saturation=1.34, contrast=0.96, lift=14, grain=0.12, outline=0.5, wash=7
    ),
    "Omni-Flash-Ext": Hand(warmth=-0.18, saturation=0.98, lift=4, grain=0.5, grain_cells=130),
    "gemini-omni-flash-preview": Hand(
        warmth=-0.08, saturation=0.86, lift=14, contrast=0.94, grain=0.75, wash=3
    ),
    "gemini-omni-flash-text-to-video": Hand(
        warmth=0.16, saturation=0.9, contrast=0.98, lift=8, grain=0.9, grain_cells=260
    ),
}
