"""What stands behind --each: which values, and which name in the prompt they fill."""

from __future__ import annotations

import pytest

from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.notebook.columns import columns

COLOURS = ["red", "blue"]
SHOTS = [{"camera": "static camera"}, {"camera": "pan left"}]


class Table(dict[str, list[str]]):
    """Its columns are attributes, as those of a DataFrame are."""

    colour = COLOURS


NAMES = {
    "colour": COLOURS,
    "table": Table({"colour": COLOURS, "size of it": COLOURS}),
    "deep": {"shots": SHOTS},
}


@pytest.mark.parametrize(
    ("expression", "prompt", "hole"),
    [
        ("colour", "a {{colour}} boat", "colour"),
        ("table.colour", "a {{table.colour}} boat", "table.colour"),
        ("table.colour", "a {{ colour }} boat", "colour"),
        ("table[colour]", "a {{colour}} boat", "colour"),  # as a shell leaves table["colour"]
        ("table[colour]", "a {{table['colour']}} boat", "table['colour']"),
        ('table["colour"]', 'a {{table["colour"]}} boat', 'table["colour"]'),
        (
            "table[size of it]",
            "a {{colour}} boat",
            'table["size of it"]',
        ),  # it fills nothing, which is refused later
        ("table.colour", "{{colour}} and {{table.colour}}", "table.colour"),
    ],
)
def test_values_fill_the_name_as_it_is_written_or_its_last_part(
    expression: str, prompt: str, hole: str
) -> None:
    assert columns([expression], prompt, NAMES) == {hole: COLOURS}


def test_rows_fill_what_is_asked_of_them_by_their_last_name() -> None:
    assert columns(["deep[shots]"], "{{shots.camera}}", NAMES) == {"shots": SHOTS}


@pytest.mark.parametrize("expression", ["colours", "table.size", "table[size]", "deep[shots"])
def test_what_has_no_values_is_refused_by_its_name(expression: str) -> None:
    with pytest.raises(InvalidRequestError, match="has no values") as refused:
        columns([expression], "{{x}}", NAMES)
    assert refused.value.field == "each"
