"""`{{name}}` in a prompt is replaced, or refused; nothing else is touched."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.request import VideoRequest
from omnivid_jupyter.template import render

VARIABLES = {
    "animal": "cat",
    "count": 3,
    "shots": ["wide", {"camera": "pan"}],
    "scene": SimpleNamespace(light="dusk", tags={"mood": "calm"}),
    "brace": "{{animal}}",
}


@pytest.mark.parametrize(
    ("template", "prompt"),
    [
        ("a {{animal}} and {{ count }} birds", "a cat and 3 birds"),
        ("{{shots[0]}} {{shots[-1]['camera']}} {{scene.light}} {{scene.tags['mood']}}", "wide pan dusk calm"),
        ("json {like: this} and } {", "json {like: this} and } {"),
        ("猫 {{animal}}", "猫 cat"),
        ("a value is not a template: {{brace}}", "a value is not a template: {{animal}}"),
    ],
)
def test_names_attributes_and_items_are_replaced_and_single_braces_stay(template: str, prompt: str) -> None:
    assert render(template, VARIABLES) == prompt


@pytest.mark.parametrize(
    "template",
    [
        "{{missing}}",
        "{{scene.missing}}",
        "{{shots[9]}}",
        "{{shots['x']}}",
        "{{count.__class__}}",
        "{{animal.upper()}}",
        "{{count + 1}}",
        "{{}}",
        "{{ }}",
        "{{1}}",
        "{{animal",
        "animal}}",
        "{{animal}} and {{",
        "{{shots[count]}}",
    ],
)
def test_whatever_cannot_be_replaced_is_an_error_of_the_prompt(template: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        render(template, VARIABLES)
    assert caught.value.field == "prompt"
    assert "--raw" in str(caught.value) and "0x" not in str(caught.value)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (None, "it is missing (None)"),
        (float("nan"), "it is missing (nan)"),
        (object(), "of the type object, which has no text of its own"),
        ([object()], "of the type list, which"),
        (len, "builtin_function_or_method"),
        (lambda: "a cat", "of the type function, which"),
        (SimpleNamespace, "of the type type, which"),
        (pytest, "of the type module, which"),
        (b"a cat", "of the type bytes, which"),
        (VideoRequest("demo/omni-pro", "a cat"), "of the type VideoRequest, which"),
        ((each for each in "abc"), "of the type generator, which"),
    ],
)
def test_what_has_no_text_of_its_own_is_no_part_of_a_prompt_that_is_paid_for(value: Any, says: str) -> None:
    for variables, values in (({"it": value}, {}), (dict[str, Any](), {"it": value})):
        with pytest.raises(InvalidRequestError) as caught:
            render("a {{it}} on a beach", variables, values)
        assert says in str(caught.value) and "0x" not in str(caught.value)


@pytest.mark.parametrize(
    "value",
    ["<cat at 0x7f>", "<a>", 3, 2.5, True, ["wide", 1], Path("a/b"), Decimal("1.50"), SimpleNamespace(a=1)],
)
def test_what_has_a_text_is_put_in_as_it(value: Any) -> None:
    assert render("{{it}}", {"it": value}) == str(value)
