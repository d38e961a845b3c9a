"""A parameter is one row: where it is written, read, checked, compared, offered and shown follows from the table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import msgspec
import pytest

from omnivid_jupyter import parameters
from omnivid_jupyter.engine.intake import arguments
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.notebook.completion import suggestions
from omnivid_jupyter.notebook.options import parse
from omnivid_jupyter.panel.form import fields, request_of, values_of
from omnivid_jupyter.parameters import PARAMETERS, Parameter, register
from omnivid_jupyter.providers.capabilities import Choice, Model
from omnivid_jupyter.providers.catalogue import row
from omnivid_jupyter.providers.checks import check
from omnivid_jupyter.providers.identity import canonical, fingerprint
from omnivid_jupyter.providers.registry import MODELS, PROVIDERS
from omnivid_jupyter.providers.wire import Call
from omnivid_jupyter.reports.cell_text import cell_text
from omnivid_jupyter.request import VideoRequest, settings_texts
from tests.pure.providers.toy import Toy

GRAIN = Parameter(
    "grain", "film grain", "word", ("--grain",), "GRAIN", "How coarse the film is.", shown="grain", named=True
)


class GrainyToy(Toy):
    """The toy service with a parameter that no other service has."""

    models = (replace(Toy.models[0], extra={"grain": Choice(("none", "fine", "coarse"), default="none")}),)

    def submit(self, model: Model, request: VideoRequest) -> Call:
        call = super().submit(model, request)
        return replace(call, json={**(call.json or {}), "grain": request.get("grain")})


TOY = GrainyToy()
(GRAINY,) = TOY.models


@pytest.fixture(autouse=True)
def grain(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(parameters, "_registered", [])
    monkeypatch.setitem(PROVIDERS, "toy", TOY)
    monkeypatch.setattr("omnivid_jupyter.providers.registry.MODELS", (*MODELS, GRAINY))
    register(GRAIN)
    register(GRAIN)  # the same one twice is one
    yield


def asked(line: str) -> VideoRequest:
    """What a cell with this first line asks for."""
    request, _ = arguments({**parse(line).arguments, "prompt": "a kite"})
    return check(GRAINY, request)


def test_it_is_an_option_that_is_read_and_checked() -> None:
    request = asked("toy/toy-one -d 4 --grain COARSE")
    assert request.get("grain") == "coarse" and request.duration == 4
    with pytest.raises(InvalidRequestError, match="takes none, fine or coarse") as caught:
        asked("toy/toy-one --grain rough")
    assert caught.value.field == "grain"
    assert suggestions("%%omnivid toy/toy-one --grain ") == ["none", "fine", "coarse"]
    assert "--grain" in suggestions("%%omnivid toy/toy-one --")


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
