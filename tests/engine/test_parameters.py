"""A parameter is one row: where it is written, read, checked, compared, offered and shown follows from the table."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import replace

import msgspec
import pytest

import omnivid_jupyter as omnivid
from omnivid_jupyter import parameters
from omnivid_jupyter.engine.intake import arguments, plan
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.experiments.plan import plan_grid
from omnivid_jupyter.notebook.cell import _grid
from omnivid_jupyter.notebook.completion import suggestions
from omnivid_jupyter.notebook.options import parse
from omnivid_jupyter.panel.form import fields, request_of, values_of
from omnivid_jupyter.panel.variations import planned, varied
from omnivid_jupyter.parameters import PARAMETERS, Parameter, register
from omnivid_jupyter.providers.capabilities import Anything, Choice, Model
from omnivid_jupyter.providers.catalogue import row
from omnivid_jupyter.providers.checks import check
from omnivid_jupyter.providers.identity import canonical, fingerprint
from omnivid_jupyter.providers.registry import MODELS, PROVIDERS
from omnivid_jupyter.providers.wire import Call
from omnivid_jupyter.reports.cell_text import cell_text
from omnivid_jupyter.request import USUAL, VideoRequest, settings_texts
from tests.pure.providers.toy import Toy

GRAIN = Parameter(
    "grain", "film grain", "word", ("--grain",), "GRAIN", "How coarse the film is.", shown="grain", named=True
)


class GrainyToy(Toy):
    """The toy service with a parameter that no other service has."""

    models = (
        replace(Toy.models[0], extra={"grain": Choice(("none", "fine", "coarse"), default="none")}),
        replace(Toy.models[0], id="toy-two"),
    )

    def submit(self, model: Model, request: VideoRequest) -> Call:
        call = super().submit(model, request)
        return replace(call, json={**(call.json or {}), "grain": request.get("grain")})


TOY = GrainyToy()
GRAINY, _ = TOY.models


@pytest.fixture(autouse=True)
def grain(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(parameters, "_registered", [])
    monkeypatch.setitem(PROVIDERS, "toy", TOY)
    monkeypatch.setattr("omnivid_jupyter.providers.registry.MODELS", (*MODELS, *TOY.models))
    register(GRAIN)
    register(GRAIN)  # the same one twice is one
    yield


def asked(line: str) -> VideoRequest:
    """What a cell with this first line asks for."""
    request, _ = arguments({**parse(line).arguments, "prompt": "a kite"})
    return check(GRAINY, request)


@pytest.mark.parametrize("function", [omnivid.generate, omnivid.submit, omnivid.estimate, plan])
def test_those_that_write_their_parameters_out_have_every_one(function: Callable[..., object]) -> None:
    assert {row.name for row in PARAMETERS} <= inspect.signature(function).parameters.keys()


def test_it_is_an_option_that_is_read_and_checked() -> None:
    request = asked("toy/toy-one -d 4 --grain COARSE")
    assert request.get("grain") == "coarse" and request.duration == 4
    with pytest.raises(InvalidRequestError, match="takes none, fine or coarse") as caught:
        asked("toy/toy-one --grain rough")
    assert caught.value.field == "grain"
    assert suggestions("%%omnivid toy/toy-one --grain ") == ["none", "fine", "coarse"]
    assert "--grain" in suggestions("%%omnivid toy/toy-one --")


@pytest.mark.parametrize(
    "line",
    [
        "toy/toy-one,toy/toy-two --grain fine,coarse",
        "toy/toy-one,toy/toy-two --grain fine --grain coarse",
        "toy/toy-one,toy/toy-two --grain [fine, coarse]",
    ],
)
def test_several_values_in_a_cell_are_an_axis(line: str) -> None:
    plan = plan_grid(_grid(parse(line), "a {red|blue} kite", {}), USUAL)
    assert plan.axes["grain"] == ["fine", "coarse"]
    assert [each.plan.request.get("grain") for each in plan.planned] == ["fine", "coarse"] * 2
    assert [each.plan.request.prompt for each in plan.planned] == ["a red kite"] * 2 + ["a blue kite"] * 2
    assert {each.reason for each in plan.skipped} == {
        "film grain 'fine' cannot be set: toy/toy-two has no such parameter.",
        "film grain 'coarse' cannot be set: toy/toy-two has no such parameter.",
    }
    with pytest.raises(InvalidRequestError, match="takes none, fine or coarse"):
        plan_grid(_grid(parse("toy/toy-one --grain fine,rough"), "a kite", {}), USUAL)


def test_of_a_parameter_that_is_free_text_a_comma_is_part_of_the_value(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    free = replace(GRAINY, id="toy-free", extra={"grain": Anything()})
    monkeypatch.setattr("omnivid_jupyter.providers.registry.MODELS", (*MODELS, GRAINY, free))
    assert parse('toy/toy-free --grain "fine, soft"').request["grain"] == "fine, soft"
    two = parse('toy/toy-free --grain "fine, soft" --grain coarse')
    assert two.request["grain"] == ["fine, soft", "coarse"]


def test_the_form_keeps_it_where_it_asks_for_several_clips() -> None:
    values = {"model": "toy/toy-one", "prompt": "a kite", "grain": "fine"}
    assert {each.name for each in varied(values)} >= {"also_grain", "also_duration"}
    for also, grains in (([], ["fine"]), (["coarse"], ["fine", "coarse"])):
        plan = planned({**values, "also_grain": also}, ["a kite", "a bird"], 1, lambda _: False)
        assert [each.plan.request.get("grain") for each in plan.planned] == grains * 2


def test_a_model_without_it_refuses_it() -> None:
    plain = next(model for model in MODELS if model.id == "Omni-Flash-Ext")
    with pytest.raises(InvalidRequestError, match="film grain 'fine' cannot be set") as caught:
        check(plain, VideoRequest("demo/Omni-Flash-Ext", "a kite", extra={"grain": "fine"}))
    assert caught.value.field == "grain"


def test_it_makes_another_request_unless_it_is_what_the_model_does_anyway() -> None:
    def mark(line: str) -> str:
        return fingerprint(canonical(GRAINY, asked(line)))

    assert mark("toy/toy-one --grain fine") != mark("toy/toy-one") == mark("toy/toy-one --grain none")


def test_a_request_that_does_not_say_it_is_the_same_as_before_there_was_one() -> None:
    old = VideoRequest("demo/Omni-Flash-Ext", "a kite", duration=4, images=("https://h/a.png",), take=2)
    with_row = fingerprint(old)
    parameters._registered.clear()
    assert fingerprint(old) == with_row


def test_it_stands_in_the_catalogue_the_form_and_the_settings() -> None:
    assert row(GRAINY)[-1] == "film grain (none), fine, coarse"
    field = next(field for field in fields(GRAINY) if field.name == "grain")
    assert (field.label, field.kind, field.value) == ("Film grain", "choice", "none")
    request = request_of({"model": "toy/toy-one", "prompt": "a kite", "grain": "fine"})
    assert request.get("grain") == "fine" and values_of(request)["grain"] == "fine"
    assert "grain fine" in settings_texts(request.settings)


def test_it_is_written_down_and_the_written_out_cell_says_it() -> None:
    request = canonical(GRAINY, asked("toy/toy-one --grain fine"))
    kept = msgspec.json.decode(msgspec.json.encode(request), type=VideoRequest)
    assert kept == request and hash(kept) == hash(request)
    line, _, body = cell_text(kept).partition("\n")
    assert "--grain fine" in line and body == "a kite"
    assert asked(line.removeprefix("%%omnivid")) == check(GRAINY, kept)


def test_it_reaches_the_service() -> None:
    body = TOY.submit(GRAINY, asked("toy/toy-one --grain fine")).json
    assert body is not None and body["grain"] == "fine"


def test_without_the_package_that_brought_it_along_a_clip_says_so() -> None:
    request = VideoRequest("toy/toy-one", "a kite", extra={"grain": "fine"})
    parameters._registered.clear()
    with pytest.raises(InvalidRequestError, match="was made with grain"):
        cell_text(request)
    with pytest.raises(InvalidRequestError, match="grain 'fine' cannot be set"):
        check(GRAINY, request)


@pytest.mark.parametrize(
    "double",
    [
        Parameter("duration", "x", "word", ("--x",), "X", "X."),
        Parameter("prompt", "x", "word", ("--x",), "X", "X."),
        Parameter("x", "x", "word", ("-d",), "X", "X."),
        Parameter("x", "x", "media", ("--x",), "X", "X."),
    ],
)
def test_a_name_or_flag_that_is_taken_and_a_kind_that_needs_code_are_refused(double: Parameter) -> None:
    with pytest.raises(ValueError):
        register(double)


@pytest.mark.parametrize("each", PARAMETERS, ids=lambda each: each.name)
def test_a_row_of_the_table_has_its_field_in_a_request(each: Parameter) -> None:
    assert VideoRequest("demo/omni-flash").get(each.name) == each.default
    assert each.name in VideoRequest.__dataclass_fields__
