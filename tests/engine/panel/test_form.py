"""The form, by its messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from omnivid_jupyter.engine.plan import Plan
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.panel import form as form_room
from omnivid_jupyter.panel.form import Form, fields, groups, request_of, values_of
from omnivid_jupyter.providers.address import DEMO
from omnivid_jupyter.providers.capabilities import Model
from omnivid_jupyter.providers.checks import check
from omnivid_jupyter.providers.identity import canonical, fingerprint
from omnivid_jupyter.providers.registry import MODELS, resolve
from omnivid_jupyter.request import VideoRequest
from omnivid_jupyter.settings import settings
from tests.engine.panel.parts import PREVIEW, Sent, clip_folder, form, values


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.address)
def test_a_model_has_exactly_the_fields_that_its_table_has(model: Model) -> None:
    names = ("duration", "aspect_ratio", "resolution", "images", "videos", "extend", "callback_url")
    assert [field.name for field in fields(model)] == [name for name in names if getattr(model, name)]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.address)
def test_whatever_a_form_offers_is_taken_by_the_model(model: Model) -> None:
    address = f"{DEMO}/{model.id}"
    for field in fields(model):
        for value, _ in field.choices:
            check(model, request_of({"model": address, "prompt": "x", field.name: value}))


def test_what_starts_a_form_is_the_same_request_as_nothing_said() -> None:
    for model in MODELS:
        address = f"{DEMO}/{model.id}"
        started = {field.name: field.value for field in fields(model)}
        said = request_of({"model": address, "prompt": "x", **started})
        nothing = VideoRequest(address, "x")
        assert fingerprint(canonical(model, said)) == fingerprint(canonical(model, nothing))


def test_the_models_stand_by_service_with_the_demo_first_and_keys_marked() -> None:
    found = groups({"apimart": True, "evolink": False})
    assert [group["label"] for group in found] == [
        "Demo: simulated, free, needs no key",
        "OmniFlash",
        "APIMart (key found)",
        "EvoLink (no key yet)",
    ]
    assert len(found[0]["models"]) == len(MODELS) == sum(len(group["models"]) for group in found[1:])


def test_an_untouched_form_complains_of_nothing(started: list[Plan]) -> None:
    sent = Sent()
    form(sent, started)
    assert sent[-1]["errors"] == {}
    assert sent[-1]["fill"]["model"] == "demo/omni-flash"


def test_an_unknown_default_model_does_not_break_the_form(started: list[Plan]) -> None:
    sent = Sent()
    form(sent, started, model="no such model")
    assert sent[-1]["fill"]["model"] == f"demo/{MODELS[0].id}"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"prompt": " "}, "prompt"),
        ({"images": ["nonsense"]}, "images"),
        ({"images": ["https://h/1.png", "https://h/2.png"]}, "images"),
        ({"takes": None}, "takes"),
        ({"takes": 0}, "takes"),
        ({"takes": 1.5}, "takes"),
        ({"takes": 99}, "takes"),
        (
            {"model": "demo/gemini-omni-flash-text-to-video", "callback_url": "http://localhost"},
            "callback_url",
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_sent(
    started: list[Plan], changes: dict[str, Any], field: str
) -> None:
    sent = Sent()
    shown = form(sent, started)
    shown.handle({"type": "change", "values": values(model=changes.get("model", "demo/Omni-Flash-Ext"))})
    shown.handle({"type": "generate", "values": values(**changes)})
    assert list(sent[-1]["errors"]) == [field]
    assert sent[-1]["focus"] == field
    assert started == []


def test_an_empty_prompt_is_no_mistake_before_the_first_attempt(started: list[Plan]) -> None:
    sent = Sent()
    shown = form(sent, started)
    shown.handle({"type": "change", "values": values(prompt="", images=["nonsense"])})
    assert list(sent[-1]["errors"]) == ["images"]
    shown.handle({"type": "generate", "values": values(prompt="", images=["nonsense"])})
    assert set(sent[-1]["errors"]) == {"prompt", "images"}


def test_what_the_engine_refuses_is_said_below_the_button(started: list[Plan]) -> None:
    sent = Sent()

    def refuse(plans: Sequence[Plan], title: str) -> str:
        plans[0].endpoint.require_key()
        return "started"

    shown = Form(sent, "demo/omni-flash", start=refuse, made=lambda fingerprint: False, folder=clip_folder)
    shown.handle({"type": "generate", "values": values(model="apimart/Omni-Flash-Ext")})
    assert "APIMart needs a key" in sent[-1]["errors"]["form"]
    assert sent[-1]["focus"] == "form"
    shown.handle({"type": "change", "values": values()})
    assert sent[-1]["errors"] == {}


def test_another_model_keeps_what_still_applies(started: list[Plan]) -> None:
    sent = Sent()
    shown = form(sent, started, "demo/Omni-Flash-Ext")
    wished = values(duration="8", aspect_ratio="9:16", resolution="4k", images=["https://h/1.png"])
    shown.handle({"type": "change", "values": wished})
    lesser = {**wished, "model": "demo/gemini-omni-flash-text-to-video"}
    shown.handle({"type": "change", "values": lesser, "drawn": "demo/Omni-Flash-Ext"})
    assert sent[-1]["fill"] == {"duration": "8", "aspect_ratio": "9:16", "callback_url": ""}
    assert [field["name"] for field in sent[-1]["fields"]] == ["duration", "aspect_ratio", "callback_url"]
    other = {**wished, "model": "demo/gemini-omni-flash-preview"}  # with what the page kept meanwhile
    shown.handle({"type": "change", "values": other, "drawn": "demo/gemini-omni-flash-text-to-video"})
    assert sent[-1]["fill"]["aspect_ratio"] == "9:16"
    assert sent[-1]["fill"]["resolution"] == "720p"  # 4k is not possible here
    shown.handle({"type": "generate", "values": {**other, **sent[-1]["fill"]}})
    assert [plan.request.images for plan in started] == [("https://h/1.png",)]


def test_another_model_fills_in_no_list_that_the_page_has_already(started: list[Plan]) -> None:
    sent = Sent()
    shown = form(sent, started, "demo/Omni-Flash-Ext")
    half = values(model=PREVIEW, images=["https://h/half typed"], aspect_ratio="9:16")
    shown.handle({"type": "change", "values": half})
    assert "images" not in sent[-1]["fill"] and sent[-1]["fill"]["aspect_ratio"] == "9:16"
    shown.handle({"type": "generate", "values": half | {"images": ["https://h/whole.png"]}})
    assert [plan.request.images for plan in started] == [("https://h/whole.png",)]


def test_a_mistake_of_ours_is_said_even_if_the_form_cannot_be_judged(
    started: list[Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = Sent()
    shown = form(sent, started)

    def broken(*_: object) -> None:
        raise RuntimeError("all is lost")

    monkeypatch.setattr(form_room, "check", broken)
    with pytest.raises(RuntimeError):
        shown.handle({"type": "generate", "values": values(), "clicks": {"page": 1}})
    shown.crashed(RuntimeError("all is lost"))
    assert sent[-1]["errors"] == {"form": "RuntimeError: all is lost"}
    assert (sent[-1]["focus"], sent[-1]["estimate"]) == ("form", "")
    assert sent[-1]["answered"] == {"page": 1}, "the page would wait for ever"


def test_what_goes_on_from_a_clip_leaves_the_prompt_to_the_page(started: list[Plan]) -> None:
    sent = Sent()
    shown = form(sent, started)
    asked = values_of(VideoRequest(PREVIEW, extend="task-1"))
    del asked["prompt"]
    for kind, made in (("change", False), ("generate", True)):
        shown.handle({"type": kind, "values": values(prompt="a cat")})
        assert sent[-1]["made"] == made
        shown.fill(asked)
        assert "prompt" not in sent[-1]["fill"] and sent[-1]["fill"]["extend"] == "task-1"
        assert sent[-1]["focus"] == "prompt" and sent[-1]["model"] == PREVIEW


def test_the_kernel_judges_what_the_page_says_and_nothing_that_it_said_before(started: list[Plan]) -> None:
    """The page owns the values: what a report leaves out is not there any more."""
    sent = Sent()
    shown = form(sent, started, PREVIEW)
    whole = values(model=PREVIEW, images=["https://h/1.png"], extend="task-1")
    shown.handle({"type": "change", "values": whole})
    shown.handle({"type": "generate", "values": values(model=PREVIEW)})
    assert [(plan.request.images, plan.request.extend) for plan in started] == [((), None)]
    shown.handle({"type": "change", "values": values(prompt="", model=PREVIEW)})
    assert sent[-1]["errors"] == {}
    shown.handle({"type": "change", "values": values(prompt="", model=PREVIEW), "tried": True})
    assert list(sent[-1]["errors"]) == ["prompt"]


def test_a_model_that_there_is_not_is_refused_and_the_form_lives_on(started: list[Plan]) -> None:
    sent = Sent()
    shown = form(sent, started)
    click = {"type": "generate", "values": values(model="nowhere/model"), "clicks": {"page": 1}}
    shown.handle(click)
    assert list(sent[-1]["errors"]) == ["model"] and sent[-1]["answered"] == {"page": 1}
    shown.handle({"type": "generate", "values": values(images=7 * "x", duration=["8"])})
    assert len(started) == 1


def test_a_default_that_nobody_chose_is_not_carried_to_another_model(started: list[Plan]) -> None:
    sent = Sent()
    shown = form(sent, started, "demo/Omni-Flash-Ext")
    shown.handle({"type": "change", "values": values(duration="6", aspect_ratio="16:9", resolution="720p")})
    shown.handle(
        {"type": "change", "values": values(model="demo/omni-flash", duration="6", aspect_ratio="16:9")}
    )
    assert sent[-1]["fill"]["aspect_ratio"] == ""


def test_generate_starts_one_job_for_each_take(started: list[Plan]) -> None:
    sent = Sent()
    shown = form(sent, started, "demo/Omni-Flash-Ext")
    shown.handle({"type": "generate", "values": values(takes=3, duration="4", new=True)})
    assert [plan.request.take for plan in started] == [1, 2, 3]
    assert {(plan.request.duration, plan.request.prompt, plan.new) for plan in started} == {
        (4, "a cat", True)
    }
    assert sent[-1]["said"] == "3 started."


def test_the_second_click_of_a_double_click_does_not_pay_for_new_ones_again(started: list[Plan]) -> None:
    sent = Sent()
    shown = form(sent, started, "demo/Omni-Flash-Ext")
    fills = sent[-1]["fills"]
    click = {"type": "generate", "values": values(new=True), "fills": fills}
    shown.handle(click | {"clicks": {"page": 1}})
    assert (sent[-1]["fill"], sent[-1]["fills"]) == ({"new": False}, fills + 1)
    assert (sent[-1]["answered"], len(started)) == ({"page": 1}, 1)
    shown.handle(click | {"clicks": {"page": 2}})
    assert "look at it, and generate again" in sent[-1]["said"]
    assert (sent[-1]["answered"], len(started)) == ({"page": 2}, 1)
    shown.handle(click | {"values": values(new=False), "fills": fills + 1})
    assert [plan.new for plan in started] == [True, False]
    assert sent[-1]["fills"] == fills + 1, "nothing was filled in"


def test_what_a_page_says_before_it_saw_the_form_filled_starts_and_changes_nothing(
    started: list[Plan],
) -> None:
    sent = Sent()
    shown = form(sent, started)
    before = {"values": values(prompt="a cat", model="demo/omni-pro"), "fills": sent[-1]["fills"]}
    shown.fill(values_of(VideoRequest(PREVIEW, "", extend="task-1")))
    filled = sent[-1]
    assert filled["fills"] == before["fills"] + 1 and filled["fill"]["extend"] == "task-1"
    shown.handle({"type": "change", **before, "edits": {"page": 3}})
    assert sent[-1] is filled
    shown.handle({"type": "generate", **before, "edits": {"page": 3}})
    assert started == [] and sent[-1]["fill"] == {}
    assert sent[-1]["said"] == "The form was filled just then: look at it, and generate again."
    now = filled["fill"] | {"prompt": "now at night"}
    shown.handle({"type": "generate", "values": now, "fills": filled["fills"], "edits": {"page": 4}})
    assert [(plan.request.prompt, plan.request.extend) for plan in started] == [("now at night", "task-1")]
    assert sent[-1]["edits"] == {"page": 4}


def test_a_request_fills_the_form_and_comes_out_the_same(started: list[Plan]) -> None:
    request = VideoRequest(
        "demo/Omni-Flash-Ext",
        "a cat",
        duration=8,
        aspect_ratio="9:16",
        resolution="4k",
        images=("https://h/1.png",),
    )
    sent = Sent()
    shown = form(sent, started)
    shown.fill(values_of(request))
    assert sent[-1]["focus"] == "prompt"
    shown.handle({"type": "generate", "values": sent[-1]["fill"]})
    assert [plan.request for plan in started] == [request]


def test_what_could_not_be_filled_in_stands_at_its_field_until_something_changes(
    started: list[Plan],
) -> None:
    sent = Sent()
    shown = form(sent, started)
    request = VideoRequest("demo/Omni-Flash-Ext", "a cat")
    shown.fill(values_of(request), {"images": "Add it again."})
    assert sent[-1]["errors"] == {"images": "Add it again."}
    shown.handle({"type": "change", "values": sent[-1]["fill"] | {"duration": "4"}})
    assert sent[-1]["errors"] == {}


def test_a_request_of_a_model_that_there_is_not_leaves_the_form_as_it_was(started: list[Plan]) -> None:
    sent = Sent()
    shown = form(sent, started)
    before = sent[-1]
    with pytest.raises(InvalidRequestError, match="is not known"):
        shown.fill(values_of(VideoRequest("nowhere/model", "a cat")))
    shown.handle({"type": "ready"})
    assert sent[-1]["fill"] == before["fill"]


def test_the_form_says_when_a_clip_is_made_already(started: list[Plan]) -> None:
    target = resolve("demo/Omni-Flash-Ext")
    asked = fingerprint(canonical(target.model, VideoRequest(target.address, "a cat")))
    sent = Sent()
    shown = form(sent, started, made=lambda each: each == asked)
    shown.handle({"type": "change", "values": values()})
    assert sent[-1]["estimate"] == "Already made or under way: free."
    shown.handle({"type": "change", "values": values(new=True)})
    assert sent[-1]["estimate"] == "Free (simulated)."


def test_the_form_is_drawn_anew_for_what_happens_elsewhere_only_where_that_changes_it(
    started: list[Plan],
) -> None:
    made: list[str] = []
    sent = Sent()
    shown = form(sent, started, made=lambda each: bool(made))
    shown.fill(values(), {"images": "Give that reference again."})
    before = len(sent)
    for _ in range(3):  # jobs that come to another state
        shown.look_again()
    assert len(sent) == before
    made.append("the very clip")
    for _ in range(3):
        shown.look_again()
    assert len(sent) == before + 1
    assert sent[-1]["estimate"] == "Already made or under way: free."
    assert sent[-1]["errors"]["images"] == "Give that reference again."


def test_more_paid_clips_than_are_made_without_asking_wait_for_a_yes_to_exactly_them(
    started: list[Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "confirm_above", 2)
    sent = Sent()
    shown = form(sent, started)
    three: dict[str, Any] = {
        "type": "generate",
        "values": values(model="apimart/Omni-Flash-Ext", takes=3, duration="4"),
    }
    shown.handle(three)
    question = sent[-1]["question"]
    assert (
        started == [] and sent[-1]["focus"] == "question" and question["yes"] == "Pay $0.75 for 3 new clips"
    )
    other = {**three, "values": three["values"] | {"prompt": "a dog"}, "agreed": question["id"]}
    shown.handle(other)
    assert started == [] and sent[-1]["question"]["id"] != question["id"]
    shown.handle({**three, "agreed": question["id"]})
    assert len(started) == 3 and sent[-1]["question"] is None
    shown.handle({**three, "values": values(takes=3)})  # simulated: nobody is asked
    assert len(started) == 6
    monkeypatch.setattr(settings, "max_cost", 0.5)
    shown.handle({**three, "agreed": question["id"]})
    assert len(started) == 6 and "more than max_cost" in sent[-1]["errors"]["form"]
