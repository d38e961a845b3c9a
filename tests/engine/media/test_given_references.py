"""References as notebooks have them: arrays of NumPy, columns of pandas, pictures of every mode, any path."""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Callable, Iterator
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine.intake import plan
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.localmedia import LocalMedia
from omnivid_jupyter.media.references import references
from tests.clipfiles import mp4, png
from tests.engine.media.given import folder_object

RAMP = np.arange(6 * 5 * 3, dtype="uint8").reshape(6, 5, 3)
GREY = RAMP[:, :, 0]


def sent(given: Any) -> Image.Image:
    """The picture that a service would get."""
    (reference,) = references("images", given)
    picture = Image.open(io.BytesIO(LocalMedia.parse(reference).content))
    picture.load()
    return picture


@pytest.mark.parametrize(
    ("given", "mode", "pixels"),
    [
        (RAMP, "RGB", RAMP),
        (GREY, "L", GREY),
        (GREY[:, :, np.newaxis], "L", GREY),
        (np.dstack([RAMP, GREY]), "RGBA", np.dstack([RAMP, GREY])),
        (np.dstack([GREY, GREY]), "RGBA", np.dstack([GREY, GREY, GREY, GREY])),
        (RAMP[::-1, ::2], "RGB", RAMP[::-1, ::2]),
        (np.asfortranarray(RAMP), "RGB", RAMP),
        (RAMP.transpose(1, 0, 2), "RGB", RAMP.transpose(1, 0, 2)),
        (RAMP / 255, "RGB", RAMP),
        ((RAMP / 255).astype("float32"), "RGB", RAMP),
        ((RAMP / 255).astype(">f8"), "RGB", RAMP),
        ((RAMP / 255).astype("float16"), "RGB", RAMP),
        (GREY / np.longdouble(255), "L", GREY),
        (np.eye(4), "L", np.eye(4) * 255),
        (np.array([[0.0, 1.00001], [-0.00001, 1.0]]), "L", np.array([[0, 255], [0, 255]])),
        (GREY > 9, "L", (GREY > 9) * 255),
        (RAMP > 9, "RGB", (RAMP > 9) * 255),
        (np.ma.masked_array(GREY), "L", GREY),
        (pd.DataFrame(GREY), "L", GREY),
    ],
)
def test_an_array_is_the_picture_that_it_looks_like(given: Any, mode: str, pixels: Any) -> None:
    before = np.array(given, copy=True)
    picture = sent(given)
    assert picture.mode == mode and np.array_equal(np.asarray(picture), pixels)
    assert np.array_equal(np.asarray(given), before)


def test_the_same_numbers_are_the_same_reference_in_every_type() -> None:
    alike: list[Any] = [
        RAMP,
        RAMP / 255,
        (RAMP / 255).astype("float32"),
        np.asfortranarray(RAMP),
        Image.fromarray(RAMP),
    ]
    fingerprints = {
        plan("x", model="demo/gemini-omni-flash-preview", images=each).fingerprint for each in alike
    }
    assert len(fingerprints) == 1


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (RAMP.astype("uint16") * 257, "uint16 is not a picture"),
        (RAMP.astype("uint16") * 257, "array / 65535"),
        (RAMP.astype(">u2"), "array.astype('uint8')"),
        (RAMP.astype("int64"), "array.astype('uint8')"),
        (RAMP.astype("int64") - 50, "go from -50 to 39"),
        (RAMP.astype("float64"), "goes from 0 to 89"),
        (np.full((2, 2), np.nan), "goes from nan to nan"),
        (np.full((2, 2), np.inf), "goes from inf to inf"),
        (RAMP.astype("complex128"), "complex128 is not a picture"),
        (np.array([["a", "b"]]), "is not a picture"),
        (np.array([[object(), None]]), "object is not a picture"),
        (np.zeros((2, 2), "datetime64[s]"), "is not a picture"),
        (np.zeros((2, 2, 5), "uint8"), "2 × 2 × 5 is not a picture"),
        (np.zeros((3, 20, 30), "uint8"), "array.transpose(1, 2, 0)"),
        (np.zeros((0, 4), "uint8"), "holds no picture"),
        (np.zeros((2, 2, 2, 2, 3), "uint8"), "is not a picture"),
        (np.ma.masked_greater(GREY, 9), "array.filled(0)"),
        (np.uint8(7), "not int"),
        (np.array(7), "not int"),
        (np.arange(3), "images[0] must be"),
        (pd.Series([1.5, 2]), "images[0] must be"),
        (pd.Series(["https://h/a.png", None], dtype=object), "images[1] must be"),
        (pd.Series(["https://h/a.png", np.nan], dtype=object), "images[1] is missing"),
        (pd.NA, "images is missing"),
        ([png(), pd.NaT], "images[1] is missing"),
        (float("nan"), "images is missing"),
        ({"https://h/a.png", "https://h/b.png"}, "A set has no order"),
        (frozenset(), "A set has no order"),
        ({"a": png()}, "not dict"),
        (repeat("https://h/a.png"), "more than 100"),
        (Image.Image, "not "),
        (Image.new("I;16", (2, 2)), "mode I;16"),
    ],
)
def test_an_array_that_could_mean_anything_is_refused_with_what_to_write(given: Any, says: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        references("images", given)
    assert caught.value.field == "images" and says in str(caught.value)
    assert "\n" not in caught.value.message and len(caught.value.message) < 300


MODES = ("1", "L", "LA", "La", "P", "PA", "RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr", "LAB", "HSV")


@pytest.mark.parametrize("mode", MODES)
def test_a_picture_of_every_8_bit_mode_goes_as_it_looks(mode: str) -> None:
    picture = sent(Image.new(mode, (5, 3)))
    assert picture.size == (5, 3) and picture.mode in ("L", "RGB", "RGBA")


@pytest.mark.parametrize("mode", ["I", "F", "I;16", "I;16B", "I;16L"])
def test_a_picture_of_more_than_8_bits_is_refused_by_its_mode(mode: str) -> None:
    with pytest.raises(InvalidRequestError, match=f"mode {mode}"):
        references("images", Image.new(mode, (5, 3)))


def test_a_palette_keeps_what_is_transparent_in_it() -> None:
    picture = Image.new("P", (2, 2))
    picture.info["transparency"] = 0
    assert sent(picture).getpixel((0, 0)) == (0, 0, 0, 0)


@pytest.mark.parametrize("closed_by", ["with", "close"])
def test_a_picture_that_was_closed_is_refused_with_what_to_give(closed_by: str, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png())
    picture = Image.open(tmp_path / "a.png")
    if closed_by == "with":
        with picture:
            pass
    picture.close()
    with pytest.raises(InvalidRequestError, match=r"picture\.copy\(\)"):
        references("images", picture)


def test_a_picture_larger_than_its_format_can_be_is_refused_or_sent() -> None:
    assert sent(Image.new("L", (70_000, 1))).size == (70_000, 1)


# Several


def generator(items: list[Any]) -> Iterator[Any]:
    yield from items


HOLDERS: list[Callable[[list[Any]], Any]] = [
    list,
    tuple,
    deque,
    generator,
    iter,
    lambda items: dict(enumerate(items)).values(),
    lambda items: pd.Series(items, dtype=object),
    lambda items: pd.Series(items, index=[7, 3], dtype=object),
    lambda items: pd.Index(items, dtype=object),
]


@pytest.mark.parametrize("holder", HOLDERS)
def test_several_references_may_come_in_anything_that_has_an_order(
    holder: Callable[[list[Any]], Any], tmp_path: Path
) -> None:
    (tmp_path / "a.png").write_bytes(png())
    for items in ([RAMP, GREY], ["https://h/a.png", tmp_path / "a.png"], [png(), Image.fromarray(RAMP)]):
        assert references("images", holder(items)) == references("images", items)


def test_several_references_may_be_an_array_of_pictures_or_of_names() -> None:
    assert references("images", np.stack([RAMP, RAMP + 1])) == references("images", [RAMP, RAMP + 1])
    names = ["https://h/a.png", "https://h/b.png"]
    assert references("images", np.array(names)) == references("images", pd.Series(names)) == tuple(names)
    assert all(type(each) is str for each in references("images", np.array(names)))


# One


PATHS: list[Callable[[str], Any]] = [
    *(str, np.str_, np.array, Path, folder_object),
    lambda name: folder_object(name.encode()),
]


@pytest.mark.parametrize("as_given", PATHS)
def test_a_file_may_be_named_by_any_path(
    as_given: Callable[[str], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.png").write_bytes(png())
    monkeypatch.chdir(tmp_path)
    for given in (as_given("a.png"), [as_given("a.png")]):
        (reference,) = references("images", given)
        assert LocalMedia.parse(reference).name.endswith("a.png")


@pytest.mark.parametrize(
    "as_given", [bytes, bytearray, memoryview, lambda content: memoryview(content + b"  ")[::1]]
)
def test_a_files_bytes_may_come_in_any_form(as_given: Callable[[bytes], Any]) -> None:
    for field, content in (("images", png()), ("videos", mp4())):
        (reference,) = references(field, as_given(content))  # type: ignore[arg-type]
        assert LocalMedia.parse(reference).content.startswith(content)


def test_an_open_file_is_refused_with_what_to_give(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png())
    with (
        (tmp_path / "a.png").open("rb") as file,
        pytest.raises(InvalidRequestError, match=r"read\(\) returns"),
    ):
        references("images", file)
    with pytest.raises(InvalidRequestError, match=r"read\(\) returns"):
        references("images", io.BytesIO(png()))


def test_a_clip_stays_a_clip_and_keeps_its_task(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png())
    clip = Clip(
        tmp_path / "a.png", "image/png", 48, 32, None, 1, "0" * 64, "x", "omniflash/nano-banana-2", "abc"
    )
    for given in (clip, [clip], pd.Series([clip])):
        (reference,) = references("images", given)
        assert LocalMedia.parse(reference).task == "omniflash:abc"


def test_nothing_may_be_said_by_none() -> None:
    none: Any = None
    assert plan("x", model="demo/Omni-Flash-Ext", images=none, videos=none).request.images == ()


@pytest.mark.parametrize("given", [RAMP, [RAMP], np.stack([RAMP])])
def test_an_array_is_no_video(given: Any) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        references("videos", given)
    assert caught.value.field == "videos"
