"""views/layout.py: axes become rows, columns and groups."""

from __future__ import annotations

import pytest

from omnivid_jupyter.views.layout import Layout, arrange

TWO, THREE, NINE = ("a", "b"), ("a", "b", "c"), tuple("abcdefghi")


@pytest.mark.parametrize(
    ("axes", "count", "expected"),
    [
        ({}, 5, Layout()),
        ({"model": ("one",)}, 5, Layout()),
        ({"take": THREE}, 3, Layout(columns="take")),
        ({"take": NINE}, 9, Layout()),  # they flow: nine columns would be a strip
        ({"prompt": TWO, "take": THREE}, 6, Layout("prompt", "take")),
        ({"duration": TWO, "prompt": THREE}, 6, Layout("prompt", "duration")),
        ({"model": TWO, "duration": THREE}, 6, Layout("duration", "model")),
        ({"prompt": TWO, "words": NINE, "model": THREE}, 54, Layout("prompt", "model", "words")),
        ({"prompt": TWO, "duration": TWO, "take": THREE}, 12, Layout("prompt", "duration")),
        (
            {"prompt": TWO, "duration": TWO, "resolution": THREE, "take": TWO},
            24,
            Layout("prompt", "resolution", "duration"),
        ),
        ({"words": TWO, "words 2": THREE, "take": TWO}, 12, Layout("words 2", "words")),
        ({"prompt": NINE, "model": NINE}, 9, Layout()),  # nine clips in eighty-one places
        ({"prompt": NINE, "model": NINE}, 50, Layout("prompt", "model")),
        ({"model": ("one",), "prompt": TWO, "take": TWO}, 4, Layout("prompt", "take")),
    ],
)
def test_axes_are_laid_out(axes: dict[str, tuple[str, ...]], count: int, expected: Layout) -> None:
    assert arrange(axes, count) == expected


def test_without_rows_and_columns_there_is_no_table() -> None:
    assert not Layout().is_table
    assert Layout(columns="take").is_table
    assert Layout("prompt", "model", "take").placed == ("take", "prompt", "model")
