"""The table of models, against the capability tables that it is made from."""

from __future__ import annotations

import pytest

from omnivid_jupyter.localmedia import LocalMedia
from omnivid_jupyter.providers.capabilities import Model
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
        assert WORDS[table.way(FILES[field])] in cell
