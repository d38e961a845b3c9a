"""Every public parameter in the types that NumPy, pandas and the standard library give: it works, or is refused."""

from __future__ import annotations

import inspect
import math
import os
import shutil
import subprocess
import sys
from collections import OrderedDict
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from IPython.display import Image as ShownImage
from IPython.display import Video
from PIL import Image

import omnivid_jupyter as omnivid
from omnivid_jupyter import Clip, ConfigurationError, InvalidRequestError
from omnivid_jupyter.engine.engine import engine
from omnivid_jupyter.engine.intake import plan
from omnivid_jupyter.media.frames import frame
from omnivid_jupyter.reports.history import History
from omnivid_jupyter.values import counted, with_article
from tests.clipfiles import mp4, png
from tests.engine.media.given import folder_object

EXT = "demo/Omni-Flash-Ext"


class Ratio(StrEnum):
    """Text as programs name it."""

    WIDE = "16:9"


@pytest.mark.parametrize(
    ("field", "given", "meant"),
    [
        ("duration", np.int64(4), 4),
        ("duration", np.uint8(4), 4),
        ("duration", np.float32(4), 4),
        ("duration", 4.0, 4),
        ("duration", "4", 4),
        ("duration", " 4.0 ", 4),
        ("duration", Decimal(4), 4),
        ("duration", Fraction(8, 2), 4),
        ("duration", np.array(4), 4),
        ("duration", np.str_("4"), 4),
        ("duration", pd.Series([4, 6])[0], 4),
        ("aspect_ratio", np.str_("16:9"), "16:9"),
        ("aspect_ratio", Ratio.WIDE, "16:9"),
        ("resolution", np.array("4K"), "4k"),
        ("prompt", np.str_("a cat"), "a cat"),
        ("prompt", pd.Series(["a cat"])[0], "a cat"),
        ("take", np.int8(2), 2),
        ("take", 2.0, 2),
        ("take", "2", 2),
    ],
)
def test_a_value_counts_whatever_type_it_comes_in(field: str, given: Any, meant: Any) -> None:
    made = plan(**{"prompt": "a cat", "model": EXT, field: given})
    value = getattr(made.request, field)
    assert (value, type(value)) == (meant, type(meant))
    assert made.fingerprint == plan(**{"prompt": "a cat", "model": EXT, field: meant}).fingerprint


@pytest.mark.parametrize(
    ("field", "given", "meant"),
    [
        ("timeout", np.float32(1.5), 1.5),
        ("timeout", "90", 90.0),
        ("timeout", Decimal("1.5"), 1.5),
        ("new", np.True_, True),
        ("new", np.False_, False),
        ("new", 0, False),
        ("new", None, False),
        ("output_dir", np.str_("films"), Path("films").absolute()),
        ("output_dir", b"films", Path("films").absolute()),
        ("output_dir", folder_object("films"), Path("films").absolute()),
        ("output_dir", "~", Path.home()),
    ],
)
def test_how_a_job_is_run_may_be_said_in_any_type(field: str, given: Any, meant: Any) -> None:
    assert getattr(plan("a cat", model=EXT, **{field: given}), field) == meant


MISSING = [
    pd.NA,
    pd.NaT,
    float("nan"),
    np.nan,
    np.float32("nan"),
    Decimal("nan"),
    Decimal("sNaN"),
    np.datetime64("NaT"),
]
NAMES = [name for name in inspect.signature(omnivid.generate).parameters if name != "max_cost"]
STRANGE = [
    object(),
    pd.Series([1, 2]),
    np.arange(3),
    {"a": 1},
    {1, 2},
    2j,
    pd.DataFrame({"a": [1]}),
    np.timedelta64(4),
]


@pytest.mark.parametrize("name", [*inspect.signature(omnivid.generate).parameters])
@pytest.mark.parametrize("given", MISSING, ids=lambda each: type(each).__name__)
def test_a_value_that_is_missing_is_refused_by_its_name_before_anything_is_asked_for(
    name: str, given: Any
) -> None:
    asked: dict[str, Any] = {"prompt": "a cat", "model": EXT, name: given}
    for ask in (omnivid.generate, omnivid.submit):
        with pytest.raises(InvalidRequestError) as caught:
            ask(**asked)
        assert caught.value.field == name
        assert "is missing" in str(caught.value)
    assert not engine().jobs


@pytest.mark.parametrize("name", [*inspect.signature(omnivid.generate).parameters])
@pytest.mark.parametrize("given", STRANGE, ids=lambda each: type(each).__name__)
def test_what_is_of_no_use_is_refused_in_one_sentence(name: str, given: Any) -> None:
    asked: dict[str, Any] = {"prompt": "a cat", "model": EXT, name: given}
    with pytest.raises(InvalidRequestError) as caught:
        omnivid.generate(**asked)
    assert caught.value.field == name
    assert name.split("_")[0] in caught.value.message
    assert "\n" not in caught.value.message and len(caught.value.message) < 300
    assert not engine().jobs


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("duration", 4.5),
        ("duration", "4s"),
        ("duration", "4_0"),
        ("duration", True),
        ("duration", np.True_),
        ("duration", 10**400),
        ("duration", math.inf),
        ("take", 1.5),
        ("take", None),
        ("take", "third"),
        ("take", 0),
        ("take", True),
        ("prompt", None),
        ("prompt", b"a cat"),
        ("prompt", 7),
        ("prompt", ["a cat", "a dog"]),
        ("model", 7),
        ("model", Path("demo/omni-flash")),
        ("resolution", 720),
        ("aspect_ratio", 16 / 9),
        ("aspect_ratio", (16, 9)),
        ("new", "no"),
        ("new", "False"),
        ("new", 2),
        ("timeout", "soon"),
        ("timeout", -1),
        ("timeout", True),
        ("timeout", math.inf),
        ("poll_interval", 10**400),
        ("max_cost", "much"),
        ("max_cost", "$1"),
        ("max_cost", True),
        ("max_cost", -0.5),
        ("callback_url", Path("/hook")),
        ("extend", 7),
        ("extend", [1]),
        ("output_dir", 7),
        ("output_dir", "a\0b"),
        ("output_dir", "~nobody-of-this-name/clips"),
    ],
)
def test_a_value_that_no_reading_makes_right_is_refused(field: str, given: Any) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        omnivid.generate(**{"prompt": "a cat", "model": EXT, field: given})
    assert caught.value.field == field
    assert not engine().jobs


@pytest.mark.parametrize("given", [-0.5, "-1", -math.inf, Decimal("-0.01")])
@pytest.mark.parametrize("model", ["demo/omni-flash", EXT])
def test_a_limit_below_zero_is_refused_also_where_nothing_has_to_be_paid(given: Any, model: str) -> None:
    for ask in (omnivid.generate, omnivid.submit, omnivid.plan_sweep, omnivid.sweep):
        with pytest.raises(InvalidRequestError, match="0 or more") as caught:
            ask("a cat", model=model, max_cost=given)
        assert caught.value.field == "max_cost"
    assert not engine().jobs


@pytest.mark.parametrize("given", [np.float64(0.01), "0.01", Decimal("0.01"), np.float32(0.01)])
def test_a_limit_holds_in_any_type(given: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APIMART_API_KEY", "sk-test-0123456789abcdef")
    with pytest.raises(InvalidRequestError, match="more than max_cost") as caught:
        omnivid.generate("a cat", model="apimart/Omni-Flash-Ext", max_cost=given)
    assert caught.value.field == "max_cost"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("durations", "Did you mean duration?"),
        ("aspectratio", "Did you mean aspect_ratio?"),
        ("image", "Did you mean images?"),
        ("seed", "No service takes a seed"),
        ("negative_prompt", "what is not to be seen"),
        ("num_inference_steps", "No service takes settings of how a model works"),
        ("guidance_scale", "No service takes settings of how a model works"),
        ("fps", "frames per second"),
        ("height", "aspect_ratio="),
        ("api_key", "%omnivid key"),
        ("n", "take=1, take=2"),
        ("zebra", "It takes prompt, model"),
    ],
)
def test_a_keyword_that_is_not_there_is_refused_with_what_to_do(wrong: str, says: str) -> None:
    unknown: dict[str, Any] = {wrong: 4}
    for ask in (omnivid.generate, omnivid.submit):
        with pytest.raises(InvalidRequestError, match="has no parameter") as caught:
            ask("a cat", **unknown)
        assert says in str(caught.value) and caught.value.field == wrong
    with pytest.raises(InvalidRequestError, match="history has no parameter"):
        omnivid.history(**unknown)


# History, resume, frames, compare


@pytest.mark.parametrize(
    "filters",
    [
        {"text": np.str_("cat")},
        {"limit": np.int64(5)},
        {"limit": 5.0},
        {"since": np.datetime64("2026-08-22T10:00", "ns")},
        {"since": pd.Timestamp("2026-08-22")},
        {"since": date(2026, 8, 22)},
        {"since": np.float32(5)},
        {"state": np.str_("done")},
    ],
)
def test_a_history_is_filtered_by_values_of_any_type(filters: dict[str, Any]) -> None:
    assert isinstance(omnivid.history(**filters), History)


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("text", 7),
        ("text", pd.NA),
        ("model", Path("x")),
        ("limit", 0),
        ("limit", True),
        ("limit", pd.NA),
        ("limit", 1.5),
        ("since", pd.NaT),
        ("since", np.datetime64("NaT")),
        ("since", True),
        ("since", pd.Series([1])),
        ("state", "Done"),
        ("state", 7),
    ],
)
def test_a_filter_of_no_use_is_refused(field: str, given: Any) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        omnivid.history(**{field: given})
    assert caught.value.field == field and "\n" not in caught.value.message


def test_a_state_that_is_nearly_one_is_named() -> None:
    with pytest.raises(InvalidRequestError, match=r"Did you mean done\?"):
        omnivid.history(state="Done")  # type: ignore[arg-type]


@pytest.mark.parametrize("given", [pd.NA, np.nan, 7, pd.Series(["a"]), ["a"], Path("a"), ""])
def test_no_other_job_is_resumed_for_an_id_that_is_none(given: Any) -> None:
    with pytest.raises(InvalidRequestError):
        omnivid.resume(given)


@pytest.mark.parametrize("at", [np.float32(0.5), np.int64(-1), "0.5", Fraction(1, 2), Decimal("0.5")])
def test_a_frame_is_told_by_a_number_of_any_type(at: Any, tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(mp4())
    assert frame(tmp_path / "a.mp4", at).size == (64, 36)


@pytest.mark.parametrize("at", [-math.inf, math.nan, pd.NA, "last", True, [1]])
def test_a_frame_at_no_number_is_refused(at: Any, tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(mp4())
    with pytest.raises(InvalidRequestError) as caught:
        frame(tmp_path / "a.mp4", at)
    assert caught.value.field == "at"


# A clip is its file


def clip_at(path: Path, media_type: str) -> Clip:
    return Clip(path, media_type, 64, 36, 1.0, path.stat().st_size, "0" * 64, "x", "demo/omni-flash", "abc")


def test_a_clip_is_a_path_to_whatever_takes_one(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(mp4())
    (tmp_path / "a.png").write_bytes(png())
    film, picture = clip_at(tmp_path / "a.mp4", "video/mp4"), clip_at(tmp_path / "a.png", "image/png")
    assert isinstance(film, os.PathLike) and Path(film) == film.path and os.fspath(film) == str(film.path)
    with open(film, "rb") as file:
        assert file.read() == mp4()
    assert Path(shutil.copy(film, tmp_path / "b.mp4")).read_bytes() == mp4()
    with Image.open(picture) as opened:
        assert opened.size == (48, 32)
    assert "base64," in Video(film, embed=True)._repr_html_()  # type: ignore[no-untyped-call]
    assert f'<video src="{film.path}"' in Video(film)._repr_html_()  # type: ignore[no-untyped-call]
    shown: Any = ShownImage(filename=picture)  # type: ignore[no-untyped-call]
    assert shown.data == png()


def test_the_package_imports_neither_numpy_nor_pandas() -> None:
    code = (
        "import sys, omnivid_jupyter as o; from omnivid_jupyter.engine.intake import plan; "
        "plan('a cat', duration=None, take='2'); print(sorted({'numpy', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


class NoPath:
    """It says to be a path, and is broken."""

    def __fspath__(self) -> str:
        raise RuntimeError("no")


@pytest.mark.parametrize("field", ["images", "videos", "output_dir"])
def test_a_path_that_cannot_say_where_it_leads_is_refused(field: str) -> None:
    model = "demo/gemini-omni-flash-preview"
    with pytest.raises(InvalidRequestError, match="NoPath"):
        plan("a cat", model=model, **{field: NoPath()})  # type: ignore[arg-type]


@pytest.mark.parametrize("look", [omnivid.resume, lambda text: plan("a cat", model=EXT, extend=text)])
def test_half_a_character_names_no_job(look: Any) -> None:
    with pytest.raises(InvalidRequestError):
        look("\ud800")
    assert len(omnivid.history(text="\ud800", model="\ud800")) == 0


@pytest.mark.parametrize("field", ["model", "aspect_ratio", "images"])
def test_what_was_given_by_mistake_is_not_quoted_at_length(field: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        plan("a cat", **{"model": EXT, field: "x" * 100_000})  # type: ignore[arg-type]
    assert len(str(caught.value)) < 1500 and "…" in str(caught.value)


def test_without_a_home_the_setting_that_helps_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*_: object, **__: object) -> Path:
        raise RuntimeError("could not determine the home directory")

    monkeypatch.delenv("OMNIVID_HOME")
    monkeypatch.setattr("platformdirs.user_data_path", nobody)
    monkeypatch.setattr("pathlib.Path.expanduser", nobody)
    with pytest.raises(ConfigurationError, match="There is no home folder") as caught:
        engine()
    assert "Set OMNIVID_HOME" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        ("int", "an int"),
        ("list", "a list"),
        ("OSError", "an OSError"),
        ("OrderedDict", "an OrderedDict"),
        ("ndarray", "an ndarray"),
        ("uint8", "a uint8"),
        ("HTTPError", "an HTTPError"),
        ("Series", "a Series"),
        ("NoneType", "a NoneType"),
    ],
)
def test_a_name_has_its_article_as_it_is_spoken(name: str, spoken: str) -> None:
    assert with_article(name) == spoken


def test_one_of_something_is_one() -> None:
    said = [counted(number, "clip") for number in (0, 1, 2, 1200)]
    assert said == ["0 clips", "1 clip", "2 clips", "1200 clips"]
    assert counted(1200, "byte", grouped=True) == "1,200 bytes"
    assert counted(1, "person", "people") == "1 person" and counted(3, "person", "people") == "3 people"


@pytest.mark.parametrize("given", [7, OSError(), np.zeros(2)])
def test_what_is_no_executor_is_named_with_its_article(given: object) -> None:
    with pytest.raises(ConfigurationError) as refused:
        omnivid.plan_sweep("a boat", executor=given)  # type: ignore[arg-type]
    assert refused.value.message == f"An {type(given).__name__} is no executor."


def test_what_has_no_order_is_named_with_its_article() -> None:
    with pytest.raises(InvalidRequestError, match="prompt cannot be an OrderedDict: give one value"):
        omnivid.plan_sweep(OrderedDict(a=1))
