"""What a request will cost: the table, and the limit that is kept before anything is sent."""

from __future__ import annotations

import warnings
from datetime import date
from typing import Any

import pytest

from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.providers.capabilities import PerClip
from omnivid_jupyter.providers.checks import check
from omnivid_jupyter.providers.prices import (
    AS_OF,
    PRICES,
    Estimate,
    check_limit,
    cost_text,
    dollars,
    estimate,
    price_text,
)
from omnivid_jupyter.providers.registry import MODELS, resolve
from omnivid_jupyter.request import VideoRequest

EXT = "apimart/Omni-Flash-Ext"
PREVIEW = "apimart/gemini-omni-flash-preview"
EVOLINK = "evolink/gemini-omni-flash-text-to-video"


def estimated(model: str, **fields: Any) -> Estimate:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an unlisted model warns, which is not of interest here
        target = resolve(model)
    return estimate(target, check(target.model, VideoRequest(model=model, prompt="a cat", **fields)))


def price(high: float | None, low: float | None = None) -> Estimate:
    return Estimate(low or high, high, AS_OF, "a test")


def refused(*how: Any) -> InvalidRequestError:
    with pytest.raises(InvalidRequestError) as caught:
        check_limit(*how)
    assert caught.value.field == "max_cost"
    return caught.value


@pytest.mark.parametrize(
    ("model", "fields", "low", "high"),
    [
        (EXT, {}, 0.30, 0.30),
        (EXT, {"duration": 4}, 0.25, 0.25),
        (EXT, {"duration": 8, "resolution": "1080p"}, 0.35, 0.35),
        (EXT, {"duration": 10, "resolution": "720P"}, 0.40, 0.40),
        (EXT, {"resolution": "4K"}, 0.80, 0.80),
        (EXT, {"duration": 10, "resolution": "4k"}, 0.90, 0.90),
        (EXT, {"duration": 4, "images": ("https://example.com/a.png",)}, 0.25, 0.25),
        (PREVIEW, {}, 0.264, 0.88),
        (PREVIEW, {"extend": "task_1"}, 0.264, 0.88),
        (EVOLINK, {}, 0.862, 0.862),
        (EVOLINK, {"duration": 3}, 0.2586, 0.2586),
        (EVOLINK, {"duration": "auto"}, 0.2586, 0.862),
        ("omniflash/omni-flash", {}, None, None),
        ("omniflash/gpt-image-2", {}, None, None),
        ("evolink/gemini-omni-flash-image-to-video", {"duration": 5}, None, None),
        ("apimart/some-later-model", {"duration": 5, "resolution": "8k"}, None, None),
        ("demo/omni-flash", {}, 0.0, 0.0),
        ("demo/Omni-Flash-Ext", {"duration": 10, "resolution": "4k"}, 0.0, 0.0),
    ],
)
def test_an_estimate_is_the_table_s_price(
    model: str, fields: dict[str, Any], low: float | None, high: float | None
) -> None:
    found = estimated(model, **fields)
    assert (found.low, found.high) == (low, high)
    assert found.as_of == (date(2026, 8, 22) if found.high else None)


def test_every_price_belongs_to_a_model_and_covers_all_that_it_takes() -> None:
    models = {model.address: model for model in MODELS}
    assert PRICES.keys() <= models.keys()
    for address, listed in PRICES.items():
        durations, resolutions = models[address].duration, models[address].resolution
        if isinstance(listed, PerClip):
            assert set(listed.usd) == set(resolutions.values)  # type: ignore[union-attr]
            assert all(set(usd) == set(durations.values) for usd in listed.usd.values())  # type: ignore[union-attr]
        elif durations is not None:
            assert durations.values == tuple(range(listed.shortest, listed.longest + 1))  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("found", "amount", "text"),
    [
        (estimated(EXT), "$0.30", "$0.30 (estimate, prices of 2026-08-22)"),
        (estimated(PREVIEW), "$0.26–0.88", "$0.26–0.88 (estimate, prices of 2026-08-22)"),
        (
            estimated("omniflash/omni-pro"),
            "price unknown",
            "price unknown (no price is known for omniflash/omni-pro)",
        ),
        (estimated("demo/omni-pro"), "free", "free (simulated)"),
    ],
)
def test_an_estimate_says_that_it_is_one_and_of_when(found: Estimate, amount: str, text: str) -> None:
    assert found.amount == amount
    assert str(found) == text


@pytest.mark.parametrize(
    ("estimates", "max_cost", "assume_yes"),
    [
        ([price(0.30)], None, False),
        ([price(None)], None, False),
        ([price(0.30)], 0.30, False),
        ([price(0.1), price(0.2)], 0.3, False),
        ([price(0.0)], 0, False),
        ([], 0, False),
        ([price(None)], 0, True),
        ([price(None), price(0.5)], 0.5, True),
    ],
)
def test_what_keeps_the_limit_passes(
    estimates: list[Estimate], max_cost: float | None, assume_yes: bool
) -> None:
    check_limit(estimates, max_cost, assume_yes)


def test_what_may_cost_more_is_refused_with_both_numbers_and_what_to_do() -> None:
    error = refused([price(0.88, low=0.26)], 0.5)
    assert error.message == "This clip may cost $0.88 (prices of 2026-08-22): more than max_cost $0.50."
    assert error.hint == "Nothing was sent. Set max_cost (--max-cost) to 0.88 or more, or ask for less."
    assert refused([price(0.3)] * 4, 1.0).message.startswith("These 4 clips may cost $1.20")
    assert refused([price(0.3)] * 4, 1.0, True).message.startswith("These 4 clips may cost $1.20")


def test_a_refusal_says_how_many_clips_its_amount_is_for() -> None:
    error = refused([price(0.3), price(0.3), price(None)], 0.5)
    assert error.message.startswith(
        "2 of these 3 clips may cost $0.60 (prices of 2026-08-22), besides 1 without"
    )
    assert "no known price" not in error.message


def test_the_limit_that_a_refusal_names_is_enough() -> None:
    estimates = [estimated(EVOLINK, duration=7)] * 3
    hint = refused(estimates, 1).hint or ""
    named = float(hint.split(" or more")[0].rpartition(" ")[2])
    check_limit(estimates, named)


def test_what_has_no_known_price_is_refused_unless_that_is_accepted() -> None:
    error = refused([price(None)], 5)
    assert error.message == "This clip has no known price, so max_cost $5.00 cannot be kept."
    assert "-y" in (error.hint or "")
    assert refused([price(None)] * 2, 5).message.startswith("These 2 clips have no known price")
    assert refused([price(None), price(0.3)], 5).message.startswith("1 of these 2 clips has no known price")


@pytest.mark.parametrize("value", [-1, -0.01, float("nan"), "1", True])
def test_a_limit_that_is_no_amount_is_refused(value: Any) -> None:
    assert refused([price(0.0)], value).message == f"max_cost {value!r} is not an amount in USD."


@pytest.mark.parametrize(
    ("amount", "text"), [(0.4, "$0.40"), (12, "$12.00"), (0.0862, "$0.0862"), (0.125, "$0.125"), (0, "$0.00")]
)
def test_dollars_have_cents_and_what_is_finer_where_it_counts(amount: float, text: str) -> None:
    assert dollars(amount) == text


@pytest.mark.parametrize(
    ("model", "cost", "credits", "text"),
    [
        (EXT, 0.4, None, "$0.40"),
        (PREVIEW, 1.0, 10.0, "$1.00 · 10 credits"),
        (EVOLINK, None, 58.6, "58.6 credits"),
        ("omniflash/omni-flash", None, 1.0, "1 credit"),
        ("omniflash/omni-flash", None, None, None),
        ("demo/omni-flash", None, 15.0, "simulated, free"),
    ],
)
def test_a_reported_cost_is_told_in_the_units_that_are_known(
    model: str, cost: float | None, credits: float | None, text: str | None
) -> None:
    assert cost_text(model, cost, credits) == text


DAY = date(2026, 8, 22)


@pytest.mark.parametrize(
    ("each", "made", "expected"),
    [
        (Estimate(0.0, 0.0, None, "simulated"), [False], "Free (simulated)."),
        (Estimate(0.0, 0.0, None, "simulated"), [True], "Already made or under way: free."),
        (Estimate(0.3, 0.3, DAY, "6 s"), [True, True], "All 2 are already made or under way: free."),
        (Estimate(0.3, 0.3, DAY, "6 s"), [False], "$0.30 (estimate, prices of 2026-08-22)."),
        (
            Estimate(0.3, 0.3, DAY, "6 s"),
            [True, False],
            "1 of 2 already made or under way. $0.30 (estimate, prices of 2026-08-22).",
        ),
        (
            Estimate(0.3, 0.3, DAY, "6 s"),
            [False] * 3,
            "$0.90 for 3 clips (up to $0.30 each, prices of 2026-08-22).",
        ),
        (
            Estimate(None, None, None, "no price is known for x"),
            [False] * 2,
            "Price unknown (no price is known for x).",
        ),
    ],
)
def test_the_estimate_counts_what_would_have_to_be_paid(
    each: Estimate, made: list[bool], expected: str
) -> None:
    assert price_text(each, made) == expected
