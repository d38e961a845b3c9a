"""Light: what time, weather, season, palette and a model's hand make of the colours that a setting paints.

Settings paint in the plain colours of a mild day. `Light` holds the sky of the hour, what the air does with
distance, and the grading that everything painted goes through once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from PIL import Image

from omnivid_jupyter.simulator.direction import Direction
from omnivid_jupyter.simulator.painter.colour import (
    NAMED,
    RGB,
    WHITE,
    duotone,
    luminance,
    mix,
    saturate,
    shade,
    table,
)

__all__ = ["Hand", "Leaves", "Light", "light_of"]


@dataclass(frozen=True, slots=True)
class Leaves:
    """What a season does to plants and grounds."""

    leaf: tuple[RGB, RGB, RGB]
    grass: RGB
    blossom: tuple[RGB, ...]
    bare: bool = False
    snowy: bool = False


_SEASONS = {
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
_PLAIN = Leaves(
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
    gain: tuple[float, float, float]
    lift: tuple[float, float, float] = (0, 0, 0)
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
    leaves: Leaves = _PLAIN
    hand: Hand = Hand()

    def grade(self, image: Image.Image, depth: float = 1.0, *, keep: float = 0.0) -> Image.Image:
        """An RGB painting in this light, from so near (1) or far (0); `keep` of its own brightness stays."""
        share = self.haze * max(0.0, 1 - depth) ** 0.8
        gain = [value + (1 - value) * keep for value in self.gain]
        lift = [value * (1 - keep * 0.5) for value in self.lift]
        image = saturate(image, self.saturation * self.hand.saturation + keep * 0.1)
        image = image.point(
            table(gain, lift, contrast=self.contrast * self.hand.contrast, air=self.air, share=share)
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
_TIMES: dict[str | None, Light] = {
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
    "seedance-2": Hand(warmth=0.22, saturation=1.1, contrast=1.04, grain=0.3, wash=5),
    "gpt-image-2": Hand(warmth=0.08, contrast=1.08, grain=0.25, outline=0.55),
    "nano-banana-2": Hand(warmth=0.3, saturation=1.22, lift=6, grain=0.12, outline=0.35, wash=7),
    "Omni-Flash-Ext": Hand(warmth=-0.18, saturation=0.98, lift=4, grain=0.5, grain_cells=130),
    "gemini-omni-flash-preview": Hand(warmth=-0.08, saturation=0.86, lift=14, contrast=0.94, grain=0.75, wash=3),
    "gemini-omni-flash-text-to-video": Hand(
        warmth=0.16, saturation=0.9, contrast=0.98, lift=8, grain=0.9, grain_cells=260
    ),
}
"""The hand of each model that the four documents name."""


def light_of(direction: Direction, hand: Hand) -> Light:
    """The light in which a direction's scene stands."""
    light = _TIMES.get(direction.time, _DAY)
    light = replace(light, hand=hand, leaves=_SEASONS.get(direction.season or "", _PLAIN))
    for step in (_season, _weather, _wishes, _palette, _hand):
        light = step(light, direction)
    return light


def _tinted(light: Light, colour: RGB, share: float, *, dim: float = 1.0) -> Light:
    """Sky and air leaning towards a colour, everything dimmer."""
    first, second, third, last = (mix(tone, colour, share) for tone in light.sky)
    sky = tuple(shade(tone, dim - 1) for tone in (first, second, third, last))
    gain = tuple(value * dim for value in light.gain)
    air = shade(mix(light.air, colour, share), dim - 1)
    return replace(light, sky=sky, gain=gain, air=air)


def _season(light: Light, direction: Direction) -> Light:
    match direction.season:
        case "autumn":
            r, g, b = light.gain
            return replace(light, gain=(r * 1.04, g * 0.98, b * 0.9))
        case "winter":
            r, g, b = light.gain
            return replace(_tinted(light, (214, 224, 238), 0.25), gain=(r * 0.97, g, b * 1.05), saturation=light.saturation * 0.9)
        case _:
            return light


def _weather(light: Light, direction: Direction) -> Light:
    weather = direction.weather
    bright = max(0.12, luminance(light.sky[2]))  # a cloud at night is dark as well
    if "storm" in weather:
        light = _tinted(light, shade((74, 84, 104), bright * 0.6 - 0.5), 0.82, dim=0.74)
        light = replace(light, sun=None, stars=0.0, clouds=1.0, saturation=light.saturation * 0.72, haze=0.55)
    elif "rain" in weather:
        light = _tinted(light, shade((140, 152, 168), min(0.0, bright - 0.75)), 0.74, dim=0.88)
        light = replace(light, sun=None, stars=0.0, clouds=0.9, saturation=light.saturation * 0.78, haze=0.6)
    elif "snow" in weather:
        light = _tinted(light, shade((212, 220, 232), min(0.0, bright - 0.8)), 0.66)
        light = replace(light, sun=light.sun if light.moon else None, clouds=0.8, saturation=light.saturation * 0.85, haze=0.6)
        light = replace(light, leaves=replace(light.leaves, snowy=True))
    elif "clouds" in weather:
        light = _tinted(light, shade((186, 194, 204), min(0.0, bright - 0.8)), 0.55, dim=0.94)
        light = replace(light, sun=light.sun if light.moon else None, clouds=1.0, saturation=light.saturation * 0.9)
    elif "clear" in weather:
        light = replace(light, clouds=0.1, haze=light.haze * 0.7, stars=min(1.0, light.stars * 1.3))
    if "fog" in weather:
        mist = mix(light.air, shade((214, 218, 222), min(0.0, bright - 0.85)), 0.7)
        light = _tinted(light, mist, 0.82)
        light = replace(
            light,
            air=mist,
            haze=0.95,
            sun=mix(light.sun, WHITE, 0.4) if light.sun and not light.moon else light.sun,
            contrast=light.contrast * 0.7,
            saturation=light.saturation * 0.62,
            lift=tuple(value + 26 * bright for value in light.lift),
            clouds=0.0,
            stars=0.0,
            beam=light.beam * 0.6,
        )
    return light


def _wishes(light: Light, direction: Direction) -> Light:
    """Words for the light itself."""
    for wish in direction.light:
        r, g, b = light.gain
        match wish:
            case "golden" | "warm light":
                light = replace(_tinted(light, (255, 190, 104), 0.3), gain=(r * 1.08, g * 0.94, b * 0.72), beam=min(1.2, light.beam + 0.35))
            case "soft":
                light = replace(light, contrast=light.contrast * 0.88, lift=tuple(v + 10 for v in light.lift), beam=light.beam * 0.8)
            case "dramatic":
                light = replace(_tinted(light, (30, 30, 48), 0.34), gain=(r * 0.86, g * 0.84, b * 0.88), contrast=light.contrast * 1.28, beam=1.1)
            case "backlit":
                light = replace(light, gain=(r * 0.66, g * 0.62, b * 0.62), beam=1.4, height=max(light.height, 0.6))
            case "moonlight":
                light = replace(light, gain=(r * 0.9, g * 0.96, b * 1.1), moon=True, sun=(232, 238, 255), beam=0.6)
            case "candlelight":
                light = replace(light, gain=(r * 0.72, g * 0.5, b * 0.34), lift=(12, 4, 0), dark=max(light.dark, 0.8))
            case "neon":
                light = replace(_tinted(light, (60, 16, 96), 0.45), gain=(r * 0.7, g * 0.5, b * 0.95), lift=(18, 0, 30), dark=1.0, saturation=light.saturation * 1.25)
            case "bright" | "sunlight" | "sunny":
                light = replace(light, gain=(r * 1.08, g * 1.07, b * 1.02), beam=min(1.2, light.beam + 0.2))
            case "dim" | "dark":
                light = _tinted(light, (20, 22, 32), 0.2, dim=0.72)
            case _:
                pass
    return light


def _palette(light: Light, direction: Direction) -> Light:
    for word in direction.palette:
        r, g, b = light.gain
        match word:
            case "warm":
                light = replace(_tinted(light, (255, 196, 130), 0.3), gain=(r * 1.1, g * 0.98, b * 0.78))
            case "cool":
                light = replace(_tinted(light, (120, 170, 220), 0.3), gain=(r * 0.8, g * 0.97, b * 1.14))
            case "pastel":
                light = _tinted(light, (246, 226, 236), 0.4)
                light = replace(light, contrast=light.contrast * 0.66, lift=tuple(v + 44 * (1 - light.dark * 0.6) for v in light.lift), saturation=light.saturation * 0.8)
            case "muted":
                light = replace(_tinted(light, (168, 166, 160), 0.3), saturation=light.saturation * 0.45, contrast=light.contrast * 0.9)
            case "vivid":
                light = replace(light, saturation=light.saturation * 1.55, contrast=light.contrast * 1.1)
            case "dark":
                light = _tinted(light, (14, 16, 26), 0.25, dim=0.6)
            case "bright":
                light = replace(_tinted(light, WHITE, 0.2), gain=(r * 1.14, g * 1.14, b * 1.14), lift=tuple(v + 10 for v in light.lift))
            case _:
                pass
    tones = [NAMED[name] for name in direction.colours if name in NAMED]
    if tones:
        tones.sort(key=luminance)
        dark, bright = shade(tones[0], -0.72 - 0.14 * light.dark), shade(tones[-1], 0.74 - 0.5 * light.dark)
        stops = tuple(
            shade(tone, -0.25 * light.dark) for tone in (tones * 2 if len(tones) == 1 else tones)
        )
        light = replace(light, tones=(dark, *stops, bright), tones_share=0.72 if len(tones) > 1 else 0.6)
    return light


def _hand(light: Light, direction: Direction) -> Light:
    lean = light.hand.warmth * 0.14
    r, g, b = light.gain
    colour = (255, 206, 150) if lean > 0 else (150, 200, 255)
    light = _tinted(light, colour, abs(lean) * 1.3)
    rise = light.hand.lift * (1 - 0.6 * light.dark)
    return replace(
        light,
        gain=(r * (1 + lean), g, b * (1 - lean)),
        lift=tuple(value + rise for value in light.lift),
    )
