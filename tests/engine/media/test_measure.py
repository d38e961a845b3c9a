"""The measures of a film: what is filmed with a known camera, light and sound is found again."""

from __future__ import annotations

import math
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.media import measure as measure_module
from omnivid_jupyter.media.measure import Measures, measure
from omnivid_jupyter.media.motion import Shift, shift_between
from tests.engine.media.films import Camera, film

really = measure_module._read

CAMERAS: dict[str, tuple[Camera, tuple[float, float, float]]] = {
    "static": (lambda t: (0, 0, 1), (0, 0, 0)),
    "right, slow": (lambda t: (0.03 * t, 0, 1), (3, 0, 0)),
    "left": (lambda t: (-0.07 * t, 0, 1), (-7, 0, 0)),
    "right, fast": (lambda t: (0.30 * t, 0, 1), (30, 0, 0)),
    "up": (lambda t: (0, 0.07 * t, 1), (0, 7, 0)),
    "down, fast": (lambda t: (0, -0.2 * t, 1), (0, -20, 0)),
    "closer": (lambda t: (0, 0, 1.07**t), (0, 0, 6.8)),
    "away": (lambda t: (0, 0, 1.14**-t), (0, 0, -13.1)),
    "right, up and closer": (lambda t: (0.05 * t, 0.04 * t, 1.05**t), (5, 4, 4.9)),
}


@pytest.mark.parametrize("title", [False, True], ids=["bare", "with words over it"])
@pytest.mark.parametrize("name", CAMERAS)
def test_the_way_of_the_camera(name: str, title: bool, tmp_path: Path) -> None:
    camera, expected = CAMERAS[name]
    found = measure(film(tmp_path / "film.mp4", camera, title=title))
    assert (found.pan, found.tilt, found.zoom) == pytest.approx(expected, rel=0.06, abs=0.35)
    assert found.shake == pytest.approx(0, abs=0.15)


def test_a_shaking_camera_goes_nowhere(tmp_path: Path) -> None:
    def camera(t: float) -> tuple[float, float, float]:
        return 0.01 * math.sin(9 * t), 0.01 * math.sin(7 * t), 1.0

    found = measure(film(tmp_path / "film.mp4", camera, seconds=4))
    assert found.shake is not None and found.shake > 0.5
    assert found.pan == pytest.approx(0, abs=0.5)
    assert found.motion is not None and found.motion > 3


def test_where_nothing_is_to_be_seen_nothing_moves() -> None:
    noise = np.random.default_rng(1).normal(0, 0.3, (2, 72, 128)).astype(np.float32)
    assert shift_between(80 + noise[0], 90 + noise[1]) == Shift(0.0, 0.0, 0.0)


def test_light_and_flicker(tmp_path: Path) -> None:
    plain = measure(film(tmp_path / "plain.mp4"))
    dim = measure(film(tmp_path / "dim.mp4", light=lambda t: 0.5))
    fading = measure(film(tmp_path / "fading.mp4", light=lambda t: 1 - t / 4))
    flickering = measure(film(tmp_path / "flickering.mp4", light=lambda t: 1 - 0.1 * (round(t * 24) % 2)))
    assert dim.brightness == pytest.approx(plain.brightness / 2, rel=0.05)
    assert dim.contrast == pytest.approx(plain.contrast / 2, rel=0.1)
    assert plain.flicker is not None and flickering.flicker is not None and fading.flicker is not None
    assert plain.flicker < 0.1 and fading.flicker < 0.2 < 2 < flickering.flicker


def test_cuts_frozen_and_black(tmp_path: Path) -> None:
    moving = measure(film(tmp_path / "a.mp4", lambda t: (0.1 * t, 0, 1), scene=lambda t: int(t)))
    still = measure(film(tmp_path / "b.mp4"))
    black = measure(film(tmp_path / "c.mp4", light=lambda t: float(t >= 1)))
    assert (moving.cuts, moving.frozen, moving.black) == (1, 0, 0)
    assert moving.pan == pytest.approx(10, abs=0.7)  # the cut is no movement
    assert (still.cuts, still.frozen, still.black) == (0, 100, 0)
    assert black.black == pytest.approx(50, abs=3) and black.cuts == 1


@pytest.mark.parametrize("level", [-14, -30])
def test_loudness_of_a_tone(level: float, tmp_path: Path) -> None:
    path = film(tmp_path / "film.mp4", sound=lambda t: 10 ** (level / 20) * np.sin(2 * np.pi * 1000 * t))
    assert measure(path).loudness == pytest.approx(level, abs=0.5)


def test_silence_and_no_sound(tmp_path: Path) -> None:
    assert measure(film(tmp_path / "silent.mp4", sound=np.zeros_like)).loudness == -70
    assert measure(film(tmp_path / "mute.mp4")).loudness is None


def test_an_image_has_light_but_no_time(tmp_path: Path) -> None:
    Image.new("RGB", (320, 180), (200, 100, 50)).save(tmp_path / "a.png")
    found = measure(tmp_path / "a.png")
    assert found.warmth == pytest.approx((200 - 50) / 2.55, abs=0.5)
    assert found.brightness == pytest.approx((0.2126 * 200 + 0.7152 * 100 + 0.0722 * 50) / 2.55, abs=0.5)
    assert (found.motion, found.pan, found.cuts, found.loudness) == (None, None, None, None)


def test_a_file_without_a_picture_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"no film")
    with pytest.raises(InvalidRequestError, match=r"a\.mp4 holds no picture"):
        measure(tmp_path / "a.mp4")
    with pytest.raises(InvalidRequestError, match=r"file is gone: .*b\.mp4"):
        measure(tmp_path / "b.mp4")


def test_another_process_measures_the_same(tmp_path: Path) -> None:
    path = film(tmp_path / "film.mp4", lambda t: (0.05 * t, 0, 1))
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(measure, path).result() == measure(path)


def test_a_film_is_measured_once_whatever_its_name_and_another_in_its_place_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = film(tmp_path / "one.mp4", lambda t: (0.06 * t, 0, 1), seconds=1)
    other = film(tmp_path / "other.mp4", lambda t: (-0.06 * t, 0, 1), seconds=1)
    read: list[Path] = []
    monkeypatch.setattr(measure_module, "_read", lambda path: read.append(path) or really(path))  # type: ignore[func-returns-value]
    found = measure(one)
    renamed = one.rename(tmp_path / "renamed.mp4")
    assert measure(renamed) == found and read == [one]
    other.rename(renamed)
    again = measure(renamed)
    assert read == [one, renamed] and found.pan and again.pan
    assert found.pan > 3 and again.pan < -3


def test_a_film_that_is_replaced_while_it_is_measured_is_not_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = film(tmp_path / "one.mp4", lambda t: (0.05 * t, 0, 1), seconds=1)
    other = film(tmp_path / "other.mp4", lambda t: (-0.05 * t, 0, 1), seconds=1)
    content = one.read_bytes()

    def replaced_first(path: Path) -> object:
        other.replace(one)
        return really(path)

    with monkeypatch.context() as patch:
        patch.setattr(measure_module, "_read", replaced_first)
        measure(one)
    one.write_bytes(content)
    found = measure(one)
    assert found.pan and found.pan > 3


def test_measures_name_each_value() -> None:
    assert list(Measures(1, 2, 3, 4).to_dict())[:4] == ["brightness", "contrast", "warmth", "sharpness"]
