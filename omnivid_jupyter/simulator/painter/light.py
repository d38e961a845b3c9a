"""Light: what time, weather, season, palette and a model's hand make of the colours that a setting paints.

Settings paint in the plain colours of a mild day; `light_of` tells what is made of them.
"""

from __future__ import annotations

from dataclasses import replace

import msgspec

from omnivid_jupyter.simulator.direction import Direction
from omnivid_jupyter.simulator.painter.colour import NAMED, RGB, WHITE, Triple, luminance, mix, shade
from omnivid_jupyter.simulator.painter.hours import HANDS, HOURS, PLAIN, SEASONS, Hand, Leaves, Light

__all__ = ["HANDS", "Hand", "Leaves", "Light", "light_of", "night_of"]


def light_of(direction: Direction, hand: Hand) -> Light:
    """The light in which a direction's scene stands."""
    light = HOURS[direction.time]
    if direction.style == "neon":
        light = replace(light, dark=1.0)
    light = replace(light, hand=hand, leaves=SEASONS.get(direction.season or "", PLAIN))
    for step in (_season, _weather, _wishes, _palette, _hand):
        light = step(light, direction)
    return light


def night_of(direction: Direction, light: Light) -> Light:
    """The light of the same direction at night."""
    return light_of(msgspec.structs.replace(direction, time="night"), light.hand)


def _tinted(light: Light, colour: RGB, share: float, *, dim: float = 1.0) -> Light:
    """Sky and air leaning towards a colour, everything dimmer."""
    first, second, third, last = (shade(mix(tone, colour, share), dim - 1) for tone in light.sky)
    air = shade(mix(light.air, colour, share), dim - 1)
    return replace(light, sky=(first, second, third, last), gain=_scaled(light, dim, dim, dim), air=air)


def _scaled(light: Light, red: float, green: float, blue: float) -> Triple:
    """The light's gain times these."""
    r, g, b = light.gain
    return r * red, g * green, b * blue


def _lifted(light: Light, by: float) -> Triple:
    """The light's lift plus this."""
    r, g, b = light.lift
    return r + by, g + by, b + by


def _season(light: Light, direction: Direction) -> Light:
    match direction.season:
        case "autumn":
            return replace(light, gain=_scaled(light, 1.04, 0.98, 0.9))
        case "winter":
            return replace(
                _tinted(light, (214, 224, 238), 0.25),
                gain=_scaled(light, 0.97, 1.0, 1.05),
                saturation=light.saturation * 0.9,
            )
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
        light = replace(
            light,
            sun=light.sun if light.moon else None,
            clouds=0.8,
            saturation=light.saturation * 0.85,
            haze=0.6,
        )
        light = replace(light, leaves=replace(light.leaves, snowy=True))
    elif "clouds" in weather and "clear" in weather:  # white ones in a blue sky
        light = replace(light, clouds=0.75)
    elif "clouds" in weather:
        light = _tinted(light, shade((186, 194, 204), min(0.0, bright - 0.8)), 0.55, dim=0.94)
        light = replace(
            light, sun=light.sun if light.moon else None, clouds=1.0, saturation=light.saturation * 0.9
        )
    elif "clear" in weather:
        light = replace(light, clouds=0.1, haze=light.haze * 0.7, stars=min(1.0, light.stars * 1.3))
    if "fog" in weather:
        mist = mix(light.air, shade((214, 218, 222), min(0.0, bright - 0.85)), 0.7)
        light = _tinted(light, mist, 0.82)
        light = replace(
            light,
            air=mist,
            haze=0.87,
            sun=mix(light.sun, WHITE, 0.4) if light.sun and not light.moon else light.sun,
            contrast=light.contrast * 0.62,
            saturation=light.saturation * 0.62,
            lift=_lifted(light, 26 * bright),
            clouds=0.0,
            stars=0.0,
            beam=light.beam * 0.6,
        )
    return light


def _wishes(light: Light, direction: Direction) -> Light:
    """Words for the light itself."""
    for wish in direction.light:
        match wish:
            case "golden" | "warm light":
                light = replace(
                    _tinted(light, (255, 190, 104), 0.3),
                    gain=_scaled(light, 1.08, 0.94, 0.72),
                    beam=min(1.2, light.beam + 0.35),
                )
            case "soft":
                light = replace(
                    light,
                    contrast=light.contrast * 0.88,
                    lift=_lifted(light, 10),
                    beam=light.beam * 0.8,
                )
            case "dramatic":
                light = replace(
                    _tinted(light, (30, 30, 48), 0.34),
                    gain=_scaled(light, 0.86, 0.84, 0.88),
                    contrast=light.contrast * 1.28,
                    beam=1.1,
                )
            case "backlit":
                light = replace(
                    light, gain=_scaled(light, 0.66, 0.62, 0.62), beam=1.4, height=max(light.height, 0.6)
                )
            case "moonlight":
                light = replace(
                    light, gain=_scaled(light, 0.9, 0.96, 1.1), moon=True, sun=(232, 238, 255), beam=0.6
                )
            case "candlelight":
                light = replace(
                    light, gain=_scaled(light, 0.72, 0.5, 0.34), lift=(12, 4, 0), dark=max(light.dark, 0.8)
                )
            case "neon":
                light = replace(
                    _tinted(light, (60, 16, 96), 0.45),
                    gain=_scaled(light, 0.7, 0.5, 0.95),
                    lift=(18, 0, 30),
                    dark=1.0,
                    saturation=light.saturation * 1.25,
                )
            case "bright" | "sunlight" | "sunny":
                light = replace(light, gain=_scaled(light, 1.08, 1.07, 1.02), beam=min(1.2, light.beam + 0.2))
            case "dim" | "dark":
                light = _tinted(light, (20, 22, 32), 0.2, dim=0.72)
            case _:
                pass
    return light


def _palette(light: Light, direction: Direction) -> Light:
    for word in direction.palette:
        match word:
            case "warm":
                light = replace(_tinted(light, (255, 196, 130), 0.3), gain=_scaled(light, 1.1, 0.98, 0.78))
            case "cool":
                light = replace(_tinted(light, (120, 170, 220), 0.3), gain=_scaled(light, 0.8, 0.97, 1.14))
            case "pastel":
                light = _tinted(light, (246, 226, 236), 0.4)
                light = replace(
                    light,
                    contrast=light.contrast * 0.66,
                    lift=_lifted(light, 44 * (1 - light.dark * 0.6)),
                    saturation=light.saturation * 0.8,
                )
            case "muted":
                light = replace(
                    _tinted(light, (168, 166, 160), 0.3),
                    saturation=light.saturation * 0.45,
                    contrast=light.contrast * 0.9,
                )
            case "vivid":
                light = replace(light, saturation=light.saturation * 1.55, contrast=light.contrast * 1.1)
            case "dark":
                light = _tinted(light, (14, 16, 26), 0.25, dim=0.6)
            case "bright":
                light = replace(
                    _tinted(light, WHITE, 0.2),
                    gain=_scaled(light, 1.14, 1.14, 1.14),
                    lift=_lifted(light, 10),
                )
            case _:
                pass
    tones = [NAMED[name] for name in direction.colours if name in NAMED]
    if tones:
        tones.sort(key=lambda tone: tone[0] - tone[2])  # cool colours in the shadows, warm ones in the light
        cool, warm = tones[0], tones[-1]
        night = 0.62 * light.dark
        dark, bright = shade(cool, -0.72 - 0.14 * light.dark), shade(warm, 0.72 - 0.5 * light.dark)
        stops = tuple(shade(tone, -0.25 * light.dark) for tone in (tones * 2 if len(tones) == 1 else tones))
        heavens = (
            shade(cool, -0.2 - night),
            shade(cool, 0.1 - night),
            shade(mix(cool, warm, 0.4), 0.3 - night),
            shade(warm, 0.4 - night),
        )
        first, second, third, last = (mix(own, new, 0.8) for own, new in zip(light.sky, heavens, strict=True))
        light = replace(
            light,
            sky=(first, second, third, last),
            air=mix(light.air, last, 0.7),
            tones=(dark, *stops, bright),
            tones_share=0.78,
        )
    return light


def _hand(light: Light, direction: Direction) -> Light:
    lean = light.hand.warmth * 0.14
    colour = (255, 206, 150) if lean > 0 else (150, 200, 255)
    light = _tinted(light, colour, abs(lean) * 2.4)
    rise = light.hand.lift * (1 - 0.6 * light.dark)
    return replace(
        light,
        gain=_scaled(light, 1 + lean, 1.0, 1 - lean),
        lift=_lifted(light, rise),
    )
