"""The table of models, against the capability tables that it is made from."""

from __future__ import annotations

import pytest

from omnivid_jupyter.localmedia import LocalMedia
from omnivid_jupyter.providers.capabilities import Model, span
from omnivid_jupyter.providers.catalogue import COLUMNS, row
from omnivid_jupyter.providers.registry import MODELS

FILES = {
    "images": LocalMedia(b"x", "image/png", task="omniflash:1"),
    "videos": LocalMedia(b"x", "video/mp4"),
}
WORDS = {"data": "file", "upload": "file", "result": "own image", None: "(URL)"}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.address)
@pytest.mark.parametrize("field", FILES)
def test_the_table_says_how_references_can_be_given(model: Model, field: str) -> None:
    cell = dict(zip(COLUMNS, row(model), strict=True))[field]
    table = getattr(model, field)
    assert (cell == "–") is (table is None)
    if table:
        assert WORDS[table.delivery(FILES[field])] in cell


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((1,), "1"),
        ((1, 3), "1 or 3"),
        ((1, 2, 3), "1, 2 or 3"),
        ((3, 4, 5, 6), "3 to 6"),
        ((4, 6, 8, 10), "4, 6, 8 or 10"),
        ((3, 4, 5, 7), "3, 4, 5 or 7"),
    ],
)
def test_numbers_are_said_as_a_span_only_where_none_of_them_is_missing(
    values: tuple[int, ...], said: str
) -> None:
    assert span(values) == said


def test_a_span_is_written_as_its_place_wants_it() -> None:
    assert span(range(3, 11), "–") == "3–10"
    assert span((4, 6), "–", lambda values: "/".join(map(str, values))) == "4/6"
