"""Variations of the form: what they make, what they cost, what is left out, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from omnivid_jupyter.engine.plan import Plan
from omnivid_jupyter.net import endpoints
from omnivid_jupyter.panel.form import values_of
from omnivid_jupyter.panel.variations import MOST
from omnivid_jupyter.providers.identity import canonical, fingerprint
from omnivid_jupyter.providers.registry import resolve
from omnivid_jupyter.request import VideoRequest
from omnivid_jupyter.settings import settings
from tests.engine.panel.parts import Sent, form, values

PAID = "apimart/Omni-Flash-Ext"
GRID = "demo/Omni-Flash-Ext"
TEXT_ONLY = "demo/gemini-omni-flash-text-to-video"


def shown(started: list[Plan], made: Callable[[str], bool] | None = None, **changes: Any) -> dict[str, Any]:
    """What the form says to these values."""
    sent = Sent()
    form(sent, started, made=made).handle({"type": "change", "values": values(**changes)})
    return sent[-1]


def generated(started: list[Plan], **changes: Any) -> dict[str, Any]:
    """What the form says to a click with these values."""
    sent = Sent()
    form(sent, started).handle({"type": "generate", "values": values(**changes)})
    return sent[-1]


def test_further_values_are_those_that_the_chosen_models_take_and_not_the_chosen_one(
    started: list[Plan],
) -> None:
    found = {each["name"]: each for each in shown(started, duration="4")["varied"]}
    assert list(found) == ["also_model", "also_duration", "also_aspect_ratio", "also_resolution"]
    assert {each["kind"] for each in found.values()} == {"several"}
    durations = [value for value, _ in found["also_duration"]["choices"]]
    assert "8" in durations and "4" not in durations
    assert GRID not in [value for value, _ in found["also_model"]["choices"]]
    other = {each["name"] for each in shown(started, model=TEXT_ONLY)["varied"]}
    assert "also_resolution" not in other
    both = {each["name"] for each in shown(started, model=TEXT_ONLY, also_model=[GRID])["varied"]}
    assert "also_resolution" in both


@pytest.mark.parametrize(
    ("changes", "prompts", "durations"),
    [
        ({"duration": "4", "also_duration": ["8"]}, ["a cat"] * 2, [4, 8]),
        ({"duration": "4", "also_duration": ["4", "8", "no such"]}, ["a cat"] * 2, [4, 8]),
        ({"prompt": "a {red|blue} cat", "duration": "4"}, ["a red cat", "a blue cat"], [4, 4]),
        ({"prompt": "a {red|red} cat", "duration": "4"}, ["a red cat"], [4]),
        ({"prompt": r"a \{red|blue} cat", "duration": "4"}, ["a {red|blue} cat"], [4]),
        ({"prompt": "a {{name}} cat", "duration": "4"}, ["a {{name}} cat"], [4]),
        ({"prompt": "a {red|blue} cat", "literal": True, "duration": "4"}, ["a {red|blue} cat"], [4]),
        (
            {"prompt": "{a|b} {{x}}", "duration": "4", "also_duration": ["8"]},
            ["a {{x}}", "a {{x}}", "b {{x}}", "b {{x}}"],
            [4, 8, 4, 8],
        ),
    ],
)
def test_values_and_alternatives_are_a_grid(
    started: list[Plan], changes: dict[str, Any], prompts: list[str], durations: list[int]
) -> None:
    assert generated(started, **changes)["made"]
    assert [plan.request.prompt for plan in started] == prompts
    assert [plan.request.duration for plan in started] == durations


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"model": PAID, "also_duration": ["4"], "duration": "8"},
            "2 clips, $0.60, 2 new (estimate, prices of ",
        ),
        ({"also_duration": ["4", "8"]}, "3 clips, free, 3 new (simulated)."),
        ({"prompt": "a {red|blue} cat", "takes": 3}, "6 clips, free, 6 new (simulated)."),
        (
            {"also_duration": ["4"], "also_resolution": ["1080p"], "takes": 2},
            "8 clips, free, 8 new (simulated).",
        ),
    ],
)
def test_beside_the_button_stands_how_many_what_they_cost_and_how_many_are_new(
    started: list[Plan], changes: dict[str, Any], said: str
) -> None:
    assert said in shown(started, **changes)["estimate"]
    assert started == []


def test_clips_that_are_there_are_free_and_unknown_prices_are_said(started: list[Plan]) -> None:
    target = resolve(PAID)
    there = fingerprint(canonical(target.model, VideoRequest(PAID, "a cat", duration=4)))
    two: dict[str, Any] = {"model": PAID, "duration": "4", "also_duration": ["8"]}
    one = shown(started, **two)["estimate"]
    assert shown(started, lambda each: each == there, **two)["estimate"].startswith("2 clips, $0.35, 1 new")
    everything = shown(started, lambda each: True, **two)["estimate"]
    assert everything == "2 clips, free, 0 new (already made or under way)."
    assert shown(started, lambda each: True, **two, new=True)["estimate"] == one
    unknown = shown(started, model="omniflash/omni-flash", prompt="{a|b}")["estimate"]
    assert unknown.startswith("2 clips") and "2 without a known price, 2 new" in unknown


def test_what_a_model_cannot_make_is_left_out_with_its_reason(started: list[Plan]) -> None:
    said = generated(started, duration="8", resolution="4k", also_model=[TEXT_ONLY])
    assert [plan.target.address for plan in started] == [GRID]
    (out,) = said["leftOut"]
    assert out["what"] == TEXT_ONLY and "resolution" in out["why"]
    assert said["errors"] == {}


def test_where_a_field_starts_is_not_asked_of_another_model(started: list[Plan]) -> None:
    said = generated(started, duration="6", aspect_ratio="16:9", resolution="720p", also_model=[TEXT_ONLY])
    assert [plan.target.address for plan in started] == [GRID, TEXT_ONLY]
    assert said["leftOut"] == []


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"prompt": "a {red|blue"}, "prompt", "without a '}'"),
        ({"prompt": "a {red|blue", "also_duration": ["8"]}, "prompt", "Take the braces as they stand"),
        ({"prompt": " ", "also_duration": ["8"]}, "prompt", "prompt"),
        ({"prompt": "{a|b}" * 20}, "prompt", f"at most {MOST}"),
        ({"also_duration": ["8"], "images": ["nonsense"]}, "images", "nonsense"),
        ({"also_duration": ["8"], "takes": 0}, "takes", "whole number"),
    ],
)
def test_what_can_never_be_made_is_refused_at_its_field(
    started: list[Plan], changes: dict[str, Any], field: str, words: str
) -> None:
    said = generated(started, **changes)
    assert (list(said["errors"]), said["focus"], started) == ([field], field, [])
    assert words in said["errors"][field]


def test_a_grid_that_costs_much_is_asked_about_and_a_limit_is_kept(
    started: list[Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "confirm_above", 3)
    sent = Sent()
    panel = form(sent, started)
    click: dict[str, Any] = {
        "type": "generate",
        "values": values(model=PAID, prompt="a {red|blue} cat", duration="4", takes=2),
    }
    panel.handle(click)
    question = sent[-1]["question"]
    assert (started, question["yes"]) == ([], "Pay $1.00 for 4 new clips")
    more = {**click, "values": click["values"] | {"takes": 3}}
    panel.handle({**more, "agreed": question["id"]})
    assert started == []
    monkeypatch.setattr(settings, "max_cost", 0.5)
    panel.handle({**click, "agreed": question["id"]})
    assert started == [] and "more than max_cost" in sent[-1]["errors"]["form"]
    monkeypatch.setattr(settings, "max_cost", None)
    panel.handle({**click, "agreed": question["id"]})
    assert len(started) == 4


def test_the_second_click_of_a_double_click_asks_for_no_new_grid(started: list[Plan]) -> None:
    sent = Sent()
    panel = form(sent, started, GRID)
    click = {"type": "generate", "values": values(prompt="{a|b}", new=True), "fills": sent[-1]["fills"]}
    panel.handle(click)
    assert (sent[-1]["fill"], len(started)) == ({"new": False}, 2)
    panel.handle(click)
    assert len(started) == 2


def test_a_request_that_is_filled_in_is_one_clip_with_its_prompt_as_it_stands(started: list[Plan]) -> None:
    request = VideoRequest(GRID, "a {red|blue} cat", duration=8, aspect_ratio="16:9", resolution="720p")
    sent = Sent()
    panel = form(sent, started)
    panel.handle({"type": "change", "values": values(also_duration=["4"], also_model=[TEXT_ONLY])})
    panel.fill(values_of(request))
    assert sent[-1]["literal"] and sent[-1]["fill"]["literal"]
    assert sent[-1]["fill"]["also_duration"] == sent[-1]["fill"]["also_model"] == []
    panel.handle({"type": "generate", "values": sent[-1]["fill"]})
    assert [plan.request for plan in started] == [request]
    panel.fill(values_of(VideoRequest(GRID, "a cat")))
    assert not sent[-1]["literal"] and sent[-1]["fill"]["literal"] is False


def test_no_key_is_looked_for_while_somebody_types(
    started: list[Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(endpoints, "find_key", asked.append)
    assert "4 clips" in shown(started, model=PAID, prompt="{a|b} {c|d}")["estimate"]
    assert asked == []
