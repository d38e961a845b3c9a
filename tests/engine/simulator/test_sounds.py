"""What a film sounds like, measured: spectra, swells and gaps of the sounds that a prompt names."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from omnivid_jupyter.simulator.direction import Direction, names, read_direction
from omnivid_jupyter.simulator.picture import Picture
from omnivid_jupyter.simulator.render import render
from omnivid_jupyter.simulator.sounds import RATE, heard, synthesize

Wave = NDArray[np.float64]
BANDS = (0, 150, 500, 1000, 2000, 6000, RATE // 2)


def sound(prompt: str, seconds: float = 4.0, seed: str = "film") -> Wave:
    """Samples from -1 to 1."""
    return np.array(synthesize(read_direction(prompt)[0], seconds, seed), float) / 32768


def decibels(wave: Wave) -> float:
    return 20 * float(np.log10(np.sqrt(np.mean(wave**2)) + 1e-9))


def spectrum(wave: Wave, low: float = 0, high: float = RATE / 2) -> float:
    """The share of the power that lies in a band."""
    power = np.abs(np.fft.rfft(wave)) ** 2
    places = np.fft.rfftfreq(len(wave), 1 / RATE)
    return float(np.sum(power[(places >= low) & (places < high)])) / float(np.sum(power))


def centre(wave: Wave) -> float:
    power = np.abs(np.fft.rfft(wave)) ** 2
    return float((power * np.fft.rfftfreq(len(wave), 1 / RATE)).sum() / power.sum())


def levels(wave: Wave, size: float = 0.1) -> Wave:
    """The loudness of each tenth of a second."""
    step = round(size * RATE)
    return np.asarray(np.sqrt((wave[: len(wave) // step * step].reshape(-1, step) ** 2).mean(1)))


def peaks(wave: Wave) -> float:
    """How much of the power is in the strongest hundredth of all frequencies: near 1 for tones, low for noise."""
    power = np.sort(np.abs(np.fft.rfft(wave)) ** 2)[::-1]
    return float(np.sum(power[: len(power) // 100])) / float(np.sum(power))


def is_rain(wave: Wave) -> bool:
    steady = bool(np.std(levels(wave)[3:-3]) < 0.3 * np.mean(levels(wave)))
    return centre(wave) > 3000 and spectrum(wave, 2000) > 0.8 and steady


def is_waves(wave: Wave) -> bool:
    swell = levels(wave, 0.25)[1:-1]
    return bool(centre(wave) < 800 and np.max(swell) > 2.5 * np.min(swell) and peaks(wave) < 0.8)


def is_wind(wave: Wave) -> bool:
    return spectrum(wave, 150, 1000) > 0.7 and 300 < centre(wave) < 1100


def is_birds(wave: Wave) -> bool:
    return bool(
        spectrum(wave, 2000, 6000) > 0.9 and np.min(levels(wave, 0.05)) < 0.05 * np.max(levels(wave, 0.05))
    )


def is_thunder(wave: Wave) -> bool:
    return bool(centre(wave) < 200 and np.max(levels(wave)) > 4 * np.median(levels(wave)[:3]))


def is_tonal(wave: Wave) -> bool:
    return peaks(wave) > 0.85 and 100 < centre(wave) < 2500


def is_steps(wave: Wave) -> bool:
    beats = levels(wave, 0.05)
    return bool(float((beats < 0.1 * np.max(beats)).mean()) > 0.4 and centre(wave) < 2500)


def is_traffic(wave: Wave) -> bool:
    return bool(
        spectrum(wave, 0, 500) > 0.75 and np.min(levels(wave, 0.25)[1:-1]) > 0.4 * np.max(levels(wave, 0.25))
    )


HEARD: list[tuple[str, Callable[[Wave], bool]]] = [
    ("the sound of rain", is_rain),
    ("we hear heavy rain on the roof", is_rain),
    ("雨の音", is_rain),
    ("sound of waves", is_waves),
    ("波の音、潮騒", is_waves),
    ("howling wind", is_wind),
    ("風の音だけ", is_wind),
    ("birdsong", is_birds),
    ("鳥のさえずり", is_birds),
    ("rumbling thunder", is_thunder),
    ("遠くで雷鳴", is_thunder),
    ("a soft piano melody", is_tonal),
    ("ピアノの音", is_tonal),
    ("footsteps echo", is_steps),
    ("足音", is_steps),
    ("traffic noise", is_traffic),
    ("街の喧騒", is_traffic),
]


@pytest.mark.parametrize(("prompt", "is_heard"), HEARD)
def test_sound_word_is_heard(prompt: str, is_heard: Callable[[Wave], bool]) -> None:
    wave = sound(prompt)
    assert is_heard(wave)
    assert -36 < decibels(wave) < -17
    assert np.abs(wave).max() < 0.9


@pytest.mark.parametrize("prompt", ["silence", "a forest, no sound", "without sound", "無音", "静寂の海"])
def test_silence_is_silent(prompt: str) -> None:
    assert decibels(sound(prompt)) < -60


def test_sounds_are_told_apart_by_their_spectra() -> None:
    """No two sounds have the same shares of power in the bands, take for take."""
    named = [name for name in names("sound") if name not in ("silence", "noise")]

    def shares(name: str, seed: str) -> Wave:
        wave = np.array(synthesize(Direction(sounds=(name,)), 4, seed), float)
        bands = [spectrum(wave, low, high) for low, high in pairwise(BANDS)]
        swing = levels(wave, 0.05).std() / levels(wave, 0.05).mean()
        return np.array([*bands, 0.4 * swing, 0.5 * peaks(wave)])

    ones, others = ({name: shares(name, seed) for name in named} for seed in ("one", "another"))
    for one, other in combinations(named, 2):
        assert np.linalg.norm(ones[one] - ones[other]) > 0.05, (one, other)
    right = [min(named, key=lambda each: np.linalg.norm(ones[each] - others[name])) == name for name in named]
    assert np.mean(right) > 0.8


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("a boat on the sea", ["waves", "music"]),
        ("a rainy street", ["rain", "traffic", "music"]),
        ("a forest in the morning", ["birds", "music"]),
        ("a meadow at night", ["insects", "music"]),
        ("a forest, no music", ["birds"]),
        ("a forest without birds", ["music"]),
        ("a rainy street, piano", ["piano"]),
        ("空を飛ぶ飛行機、風の音", ["wind"]),
        ("", ["music"]),
    ],
)
def test_what_is_heard_where_nothing_is_named(prompt: str, expected: list[str]) -> None:
    assert [name for name, _ in heard(read_direction(prompt)[0])] == expected


def test_implied_sound_is_soft_and_named_sound_is_not() -> None:
    assert decibels(sound("a rainy street")) < -27 < decibels(sound("the sound of rain"))


def test_sound_begins_and_ends_softly_and_is_the_same_each_time() -> None:
    wave = sound("the sound of rain")
    assert np.abs(wave[:200]).max() < 0.02 and np.abs(wave[-200:]).max() < 0.02
    assert np.array_equal(wave, sound("the sound of rain"))
    assert not np.array_equal(wave, sound("the sound of rain", seed="another take"))


@pytest.mark.parametrize(("words", "is_heard"), [("雨の音", is_rain), ("birdsong", is_birds)])
def test_sound_is_in_the_file(tmp_path: Path, words: str, is_heard: Callable[[Wave], bool]) -> None:
    picture = Picture("omni-flash", f"a lake, {words}", "video", 160, 90, seconds=3)
    render(picture, tmp_path / "film.mp4")
    with av.open(tmp_path / "film.mp4") as film:
        resampler = av.AudioResampler("flt", "mono", RATE)
        frames = [part for frame in film.decode(audio=0) for part in resampler.resample(frame)]
        wave = np.concatenate([frame.to_ndarray()[0] for frame in frames])
    assert is_heard(wave.astype(float))
    assert 2.8 < len(wave) / RATE <= 3.0
