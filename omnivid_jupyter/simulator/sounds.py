"""What a film sounds like: noise, chirps and notes for the words of a direction, made with the standard library.

Each sound is a function that gives so many samples; what is mixed is brought to one loudness, so that no sound drowns
another. A film that names no sound has a quiet one that fits its weather and its place.
"""

from __future__ import annotations

import array
import math
import random
from collections.abc import Callable
from itertools import accumulate

from omnivid_jupyter.simulator.direction import Direction

__all__ = ["RATE", "heard", "synthesize"]

RATE = 24_000
"""Samples a second."""
_LOUD = 0.1  # root mean square of what a prompt asks for: -20 dBFS
_SOFT = 0.028  # of what is only implied: -31 dBFS
_PEAK = 0.85
_OF_SOMETHING = {"bird": "birds", "car": "traffic", "sea": "waves", "river": "stream", "storm": "thunder"}
_FADE = 0.25  # seconds at either end

Samples = list[float]


def synthesize(direction: Direction, seconds: float, seed: str) -> array.array[int]:
    """The sound of a film as 16-bit samples of one channel, `RATE` a second; the same for the same seed."""
    count = round(seconds * RATE)
    mixed = [0.0] * count
    for name, level in heard(direction):
        part = _SOUNDS[name](count, random.Random(f"{name}/{seed}"))
        power = sum(value * value for value in part) / max(1, count)
        gain = level / math.sqrt(power) if power else 0.0
        mixed = [all_ + value * gain for all_, value in zip(mixed, part, strict=True)]
    peak = max(max(mixed, default=0.0), -min(mixed, default=0.0))
    scale = 32767 * (min(1.0, _PEAK / peak) if peak else 1.0)
    fade = min(count // 2, round(_FADE * RATE))
    for i in range(fade):
        gain = 0.5 - 0.5 * math.cos(math.pi * i / fade)
        mixed[i] *= gain
        mixed[-1 - i] *= gain
    return array.array("h", [round(value * scale) for value in mixed])


def heard(direction: Direction) -> list[tuple[str, float]]:
    """The sounds of a direction and how loud each is, as the root mean square of its samples (full scale is 1)."""
    if direction.sounds:
        named = [each for each in direction.sounds if each in _SOUNDS]
        return [(each, _LOUD / math.sqrt(len(named))) for each in named]
    gone = {*direction.without, *(_OF_SOMETHING.get(each) for each in direction.without)}
    quiet = [each for each in _implied(direction) if each not in gone]
    levels = [(each, _SOFT / math.sqrt(len(quiet))) for each in quiet]
    if "music" not in direction.without:
        levels.append(("music", _SOFT / (4 if quiet else 2)))
    return levels


def _implied(direction: Direction) -> list[str]:
    """What a viewer expects to hear, three sounds at most."""
    night = direction.time in ("night", "dusk")
    by_weather = {"rain": "rain", "storm": "thunder", "wind": "wind", "snow": "wind"}
    by_setting = {
        "sea": "waves",
        "river": "stream",
        "lake": "stream",
        "forest": "insects" if night else "birds",
        "garden": "insects" if night else "birds",
        "meadow": "insects" if night else "birds",
        "city": "traffic",
        "street": "traffic",
        "mountains": "wind",
        "desert": "wind",
        "snowfield": "wind",
        "sky": "wind",
        "underwater": "stream",
    }
    by_subject = {"bird": "birds", "fire": "fire", "car": "traffic", "train": "traffic"}
    found = [by_weather[each] for each in direction.weather if each in by_weather]
    found += [by_subject[each.kind] for each in direction.subjects if each.kind in by_subject]
    if direction.setting in by_setting and not (
        direction.weather and by_setting[direction.setting] == "birds"
    ):
        found.append(by_setting[direction.setting])
    return list(dict.fromkeys(found))[:3]


# Building blocks


def _white(count: int, rng: random.Random) -> Samples:
    noise = array.array("h", rng.randbytes(2 * count))
    return [value / 32768 for value in noise]


def _noise(count: int, rng: random.Random, shape: Callable[[Samples], Samples]) -> Samples:
    """Shaped noise; two seconds of it are made, and repeat without a seam, which nobody hears in noise."""
    loop, seam = 2 * RATE, RATE // 10
    once = shape(_white(loop + seam, rng))
    for i in range(seam):  # the end goes over into the beginning, at the same loudness all the way
        share = math.pi / 2 * i / seam
        once[i] = once[i] * math.sin(share) + once[loop + i] * math.cos(share)
    del once[loop:]
    return (once * math.ceil(count / loop))[:count]


def _low(samples: Samples, cutoff: float) -> Samples:
    """What is below a frequency: 6 dB an octave are taken off above it."""
    share = 1 - math.exp(-math.tau * cutoff / RATE)
    return list(accumulate(samples, lambda last, value: last + share * (value - last)))


def _high(samples: Samples, cutoff: float) -> Samples:
    return [value - slow for value, slow in zip(samples, _low(samples, cutoff), strict=True)]


def _shaped(samples: Samples, gain: Callable[[float], float], step: int = 120) -> Samples:
    """With a loudness that changes slowly: `gain` of the time in seconds, in ramps of `step` samples."""
    result: Samples = []
    level = gain(0.0)
    for start in range(0, len(samples), step):
        following = gain((start + step) / RATE)
        slope = (following - level) / step
        result += [value * (level + slope * i) for i, value in enumerate(samples[start : start + step])]
        level = following
    return result


def _add(samples: Samples, start: int, part: Samples) -> None:
    """Mix a part in where it begins; what is beyond the end is cut off."""
    for i, value in enumerate(part[: max(0, len(samples) - start)], start):
        samples[i] += value


def _note(
    pitch: float, seconds: float, partials: list[tuple[float, float, float]], attack: float = 0.004
) -> Samples:
    """A tone that dies away: partials by ratio to the pitch, strength, and time in which each falls to a third."""
    count = round(seconds * RATE)
    result = [0.0] * count
    for ratio, strength, decay in partials:  # each until it is too soft to be heard
        if pitch * ratio > RATE * 0.45:
            continue
        turn = math.tau * pitch * ratio / RATE
        twice, fall = 2 * math.cos(turn), math.exp(-1 / (decay * RATE))
        last, value = 0.0, math.sin(turn) * strength  # a sine as its own recurrence, which is quick
        damp, twice = fall * fall, twice * fall
        for i in range(min(count, round(5 * decay * RATE))):
            result[i] += last
            last, value = value, twice * value - damp * last
    rise = max(1, round(attack * RATE))
    for i in range(min(rise, count)):
        result[i] *= i / rise
    for i in range(min(600, count)):
        result[-1 - i] *= i / 600
    return result


def _times(count: int, rng: random.Random, first: float, gap: tuple[float, float]) -> list[int]:
    """Places in the samples: the first after so many seconds, then with gaps from a range."""
    found, at = [], first
    while at < count / RATE:
        found.append(round(at * RATE))
        at += rng.uniform(*gap)
    return found


# Sounds


def _rain(count: int, rng: random.Random) -> Samples:
    rain = _noise(count, rng, lambda white: _high(_high(white, 1500), 700))
    drops = [
        _note(rng.uniform(2500, 7500), 0.012, [(1, rng.uniform(0.2, 0.9), 0.003)], 0.0004) for _ in range(16)
    ]
    for start in _times(count, rng, 0.02, (0.004, 0.05)):
        _add(rain, start, rng.choice(drops))
    return _shaped(rain, lambda t: 1 + 0.1 * math.sin(1.3 * t))


def _waves(count: int, rng: random.Random) -> Samples:
    body = _noise(count, rng, lambda white: _low(_low(white, 380), 500))
    foam = _noise(count, rng, lambda white: _low(_high(white, 700), 2200))
    period, start = rng.uniform(3.0, 3.6), rng.uniform(0.0, 0.25)

    def swell(t: float) -> float:
        phase = (t / period + start) % 1
        return 0.12 + (math.sin(math.pi * phase**0.7) ** 3)

    body = _shaped(body, swell)
    foam = _shaped(foam, lambda t: 0.05 * swell(t - 0.35) ** 2)
    return [low + high for low, high in zip(body, foam, strict=True)]


def _wind(count: int, rng: random.Random) -> Samples:
    """Noise through a narrow band whose pitch wanders slowly."""
    noise = _noise(count, rng, lambda white: _low(white, 1500))
    phases = [rng.uniform(0, math.tau) for _ in range(3)]
    result: Samples = []
    band = low = 0.0
    for start in range(0, count, 240):
        t = start / RATE
        centre = 430 * math.exp(0.35 * math.sin(0.9 * t + phases[0]) + 0.2 * math.sin(2.1 * t + phases[1]))
        turn = 2 * math.sin(math.pi * centre / RATE)
        for value in noise[start : start + 240]:
            low += turn * band
            band += turn * (value - low - 0.35 * band)
            result.append(band)
    return _shaped(result, lambda t: 0.6 + 0.4 * math.sin(0.7 * t + phases[2]))


def _birds(count: int, rng: random.Random) -> Samples:
    result = [0.0] * count
    for start in _times(count, rng, 0.3, (0.55, 1.0)):
        pitch, strength = rng.uniform(2800, 4600), rng.uniform(0.5, 1.0)
        slide, size = rng.choice((-0.25, 0.18, 0.3)), rng.uniform(0.05, 0.09)
        for number in range(rng.randint(2, 4)):
            _add(result, start + round(number * (size + 0.035) * RATE), _chirp(pitch, slide, size, strength))
    return result


def _chirp(pitch: float, slide: float, seconds: float, strength: float) -> Samples:
    count = round(seconds * RATE)
    result, phase = [], 0.0
    for i in range(count):
        share = i / count
        phase += math.tau * pitch * (1 + slide * share) / RATE
        result.append(strength * math.sin(math.pi * share) ** 2 * math.sin(phase))
    return result


def _thunder(count: int, rng: random.Random) -> Samples:
    rumble = _noise(count, rng, lambda white: _low(_low(white, 110), 180))
    strikes = [(start / RATE, rng.uniform(0.6, 1.0)) for start in _times(count, rng, 0.35, (2.2, 3.4))]
    phases = [rng.uniform(0, math.tau) for _ in range(2)]

    def roll(t: float) -> float:
        level = 0.06
        for at, strength in strikes:
            since = t - at
            if since > 0:
                level += strength * min(1.0, since / 0.05) * math.exp(-since / 0.8)
        return level * (1 + 0.4 * math.sin(11 * t + phases[0]) * math.sin(5 * t + phases[1]))

    return _shaped(rumble, roll)


def _fire(count: int, rng: random.Random) -> Samples:
    result = _noise(count, rng, lambda white: _low(_low(white, 250), 400))
    for start in _times(count, rng, 0.05, (0.015, 0.16)):
        size = rng.randint(20, 130)
        strength = rng.uniform(0.1, 1.0) ** 2
        crack = [value * strength * (1 - i / size) ** 3 for i, value in enumerate(_white(size, rng))]
        _add(result, start, crack)
    return result


_SCALE = (0, 2, 4, 7, 9, 12, 14, 16)  # a pentatonic scale in half tones: any two of it sound well together
_PIANO = [(1, 1.0, 0.55), (2.001, 0.45, 0.38), (3.004, 0.22, 0.26), (4.01, 0.12, 0.18), (5.02, 0.06, 0.12)]


def _melody(
    count: int, rng: random.Random, root: float, gaps: tuple[float, ...], play: Callable[[float], Samples]
) -> Samples:
    """Notes of a scale one after the other, each near the last one."""
    result = [0.0] * count
    known: dict[int, Samples] = {}
    at, step = 0.1, rng.randrange(2, 5)
    while at < count / RATE - 0.15:
        step = max(0, min(len(_SCALE) - 1, step + rng.choice((-2, -1, -1, 1, 1, 2))))
        if step not in known:
            known[step] = play(root * 2 ** (_SCALE[step] / 12))
        _add(result, round(at * RATE), known[step])
        at += rng.choice(gaps)
    return result


def _piano(count: int, rng: random.Random) -> Samples:
    root = rng.choice((220.0, 233.08, 261.63))
    result = _melody(count, rng, root, (0.36, 0.36, 0.72), lambda pitch: _note(pitch, 1.1, _PIANO))
    bass = _note(root / 2, 1.6, _PIANO[:4])
    for start in range(round(0.1 * RATE), count, round(1.44 * RATE)):
        _add(result, start, bass)
    return result


def _guitar(count: int, rng: random.Random) -> Samples:
    def pluck(pitch: float) -> Samples:
        string = _low(_white(round(RATE / pitch), rng), 3500)
        samples: Samples = []
        size, last = len(string), 0.0
        for i in range(round(1.1 * RATE)):
            value = string[i % size]
            string[i % size] = 0.498 * (value + last)
            last = value
            samples.append(value)
        for i in range(600):
            samples[-1 - i] *= i / 600
        return samples

    return _melody(count, rng, rng.choice((146.83, 164.81)), (0.25, 0.25, 0.5), pluck)


def _chords(count: int, rng: random.Random, partials: tuple[float, ...], seconds: float) -> Samples:
    """Two chords in turn; each swells and dies away."""
    root = rng.choice((147, 165, 175, 196))
    other = rng.choice(((4 / 3, 5 / 3, 2), (3 / 2, 15 / 8, 9 / 4), (6 / 5, 3 / 2, 2)))
    loops: list[Samples] = []
    for chord in ((1, 5 / 4, 3 / 2), other):
        loop = [0.0] * RATE  # whole numbers of turns a second: it repeats without a seam
        for ratio in chord:
            pitch = round(root * ratio)
            for number, strength in enumerate(partials, 1):
                turn = math.tau * pitch * number / RATE
                twice, last, value = 2 * math.cos(turn), 0.0, math.sin(turn) * strength
                for i in range(RATE):
                    loop[i] += last
                    last, value = value, twice * value - last
        loops.append(loop)
    result: Samples = []
    number = 0
    while len(result) < count:
        loop = loops[number % 2] * math.ceil(seconds)
        size = round(seconds * RATE)
        result += _shaped(loop[:size], lambda t: math.sin(math.pi * min(1.0, t / seconds)) ** 0.7)
        number += 1
    return result[:count]


def _strings(count: int, rng: random.Random) -> Samples:
    return _chords(count, rng, (1, 0.55, 0.4, 0.28, 0.2, 0.12), 1.5)


def _music(count: int, rng: random.Random) -> Samples:
    return _chords(count, rng, (1, 0.25), 1.0)


def _drums(count: int, rng: random.Random) -> Samples:
    result = [0.0] * count
    kick: Samples = []
    phase = 0.0
    for i in range(round(0.25 * RATE)):
        t = i / RATE
        phase += math.tau * (48 + 90 * math.exp(-t / 0.03)) / RATE
        kick.append(math.sin(phase) * math.exp(-t / 0.07))
    snare = [
        value * 0.5 * math.exp(-i / RATE / 0.04) for i, value in enumerate(_high(_white(3000, rng), 800))
    ]
    beat = round(rng.uniform(0.25, 0.29) * RATE)
    for number, start in enumerate(range(round(0.1 * RATE), count, beat)):
        if number % 4 in (0, 3):
            _add(result, start, kick)
        if number % 4 == 2:
            _add(result, start, snare)
    return result


def _bells(count: int, rng: random.Random) -> Samples:
    partials = [(0.5, 0.3, 0.9), (1, 1.0, 0.7), (2.0, 0.6, 0.5), (2.76, 0.5, 0.35), (4.07, 0.3, 0.2)]
    return _melody(count, rng, 523.25, (0.9, 1.1), lambda pitch: _note(pitch, 1.8, partials, attack=0.001))


def _footsteps(count: int, rng: random.Random) -> Samples:
    result = [0.0] * count
    pace = rng.uniform(0.5, 0.58)
    for number, start in enumerate(_times(count, rng, 0.2, (pace, pace + 0.02))):
        size = round(0.16 * RATE)
        thump = _low(_white(size, rng), 320 if number % 2 else 380)
        click = _white(round(0.012 * RATE), rng)
        _add(result, start, [3 * value * math.exp(-i / RATE / 0.04) for i, value in enumerate(thump)])
        _add(result, start, [0.12 * value * math.exp(-i / RATE / 0.003) for i, value in enumerate(click)])
    return result


def _traffic(count: int, rng: random.Random) -> Samples:
    road = _noise(count, rng, lambda white: _low(_low(white, 260), 600))
    phases = [rng.uniform(0, math.tau) for _ in range(2)]
    road = _shaped(
        road, lambda t: 1 + 0.25 * math.sin(1.1 * t + phases[0]) + 0.15 * math.sin(1.9 * t + phases[1])
    )
    for pitch, strength in ((62, 0.016), (93, 0.012), (124, 0.006)):  # engines
        turn = math.tau * pitch / RATE
        twice, last, value = 2 * math.cos(turn), 0.0, math.sin(turn) * strength
        for i in range(count):
            road[i] += last
            last, value = value, twice * value - last
    return road


def _stream(count: int, rng: random.Random) -> Samples:
    water = _noise(count, rng, lambda white: [0.25 * value for value in _low(_high(white, 500), 1800)])
    for start in _times(count, rng, 0.02, (0.01, 0.06)):  # bubbles
        strength = rng.uniform(0.05, 0.3)
        _add(
            water,
            start,
            _chirp(rng.uniform(450, 1300), rng.uniform(0.1, 0.5), rng.uniform(0.02, 0.06), strength),
        )
    return water


def _insects(count: int, rng: random.Random) -> Samples:
    turn = math.tau * rng.uniform(4100, 4500) / RATE
    start = rng.uniform(0, 0.3)

    def pulse(t: float) -> float:
        return max(0.0, math.sin(math.tau * 17 * t)) * (1.0 if (t + start) % 0.95 < 0.62 else 0.0)

    return _shaped([math.sin(turn * i) for i in range(count)], pulse, step=60)


_SOUNDS: dict[str, Callable[[int, random.Random], Samples]] = {
    "rain": _rain,
    "waves": _waves,
    "wind": _wind,
    "birds": _birds,
    "thunder": _thunder,
    "fire": _fire,
    "piano": _piano,
    "guitar": _guitar,
    "strings": _strings,
    "drums": _drums,
    "bells": _bells,
    "music": _music,
    "footsteps": _footsteps,
    "traffic": _traffic,
    "stream": _stream,
    "insects": _insects,
    "noise": lambda count, rng: _noise(count, rng, lambda white: white),
}
