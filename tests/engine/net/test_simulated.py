"""A simulated clip is free wherever an amount stands; a refusal names the address that was written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

import omnivid_jupyter as omnivid
from omnivid_jupyter.engine.engine import engine
from omnivid_jupyter.engine.intake import plan
from omnivid_jupyter.errors import InvalidRequestError, TaskFailedError
from omnivid_jupyter.media import clips
from omnivid_jupyter.reports.costs import costs
from omnivid_jupyter.reports.library import Library
from tests.session import session_in

MODELS = ["demo/gpt-image-2", "demo/Omni-Flash-Ext", "demo/gemini-omni-flash-text-to-video"]


@pytest.fixture(autouse=True)
def session(tmp_path: Path) -> Any:
    with session_in(tmp_path):
        yield


@pytest.mark.parametrize("model", MODELS)
def test_the_cost_of_a_simulated_clip_is_nothing_wherever_it_is_told(model: str, tmp_path: Path) -> None:
    made = omnivid.generate("a cat", model=model)
    (entry,) = omnivid.history()
    sidecar = clips.read_sidecar(made.path.with_suffix(".json"))
    library = Library(lambda: made.path.parent, engine().journal)
    library.refresh()
    (item,) = library.items
    found = omnivid.generate("a cat", model=model)
    assert sidecar is not None
    for each in (made, entry, sidecar, item, found):
        assert (each.cost, each.credits) == (0.0, None)
    written = msgspec.json.decode(made.path.with_suffix(".json").read_bytes())
    assert (written["cost"], written["credits"]) == (0.0, None)
    assert "simulated, free" in repr(omnivid.history()) and costs(engine().journal).lines == []
    assert all("set aside" not in line.text for job in engine().jobs.values() for line in job.snapshot().log)


def test_the_amount_of_an_earlier_version_s_simulated_clip_is_not_believed(tmp_path: Path) -> None:
    made = omnivid.generate("a cat", model="demo/Omni-Flash-Ext")
    path = made.path.with_suffix(".json")
    path.write_bytes(
        msgspec.json.encode(msgspec.json.decode(path.read_bytes()) | {"cost": 0.25, "credits": 4})
    )
    journal = engine().journal
    entry = journal.newest(1)[0]
    journal.add(replace(entry, id="older", cost=0.25, credits=4.0))
    assert omnivid.generate("a cat", model="demo/Omni-Flash-Ext").cost == 0.0
    assert {(each.cost, each.credits) for each in omnivid.history()} == {(0.0, None)}


@pytest.mark.parametrize("model", MODELS)
def test_a_simulated_task_that_fails_is_not_said_to_be_charged(model: str) -> None:
    with pytest.raises(TaskFailedError, match=r"^\w+ could not make the clip") as caught:
        omnivid.generate("a cat [simulate: fail]", model=model)
    assert "It was not charged." in str(caught.value)


@pytest.mark.parametrize(
    "address", ["demo/Omni-Flash-Ext", "DEMO/omni-flash-ext", "demo/apimart/Omni-Flash-Ext"]
)
@pytest.mark.parametrize(
    "fields",
    [
        {"duration": 5},
        {"resolution": "8k"},
        {"extend": "task_1"},
        {"images": ["https://h/a.png"] * 2},
        {"prompt": ""},
    ],
)
def test_a_refusal_names_the_address_that_was_written(address: str, fields: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        plan(**{"prompt": "x", "model": address, **fields})
    assert address in caught.value.message
    assert "apimart/Omni-Flash-Ext" not in str(caught.value).replace(address, "")
