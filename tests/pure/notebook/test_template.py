"""`{{name}}` in a prompt is replaced, or refused; nothing else is touched."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.notebook.template import render

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
    assert "--raw" in str(caught.value)
