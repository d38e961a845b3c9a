"""History: a view on a real journal, its filters, its text, and the clips that are still there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine.journal import Journal
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.media.clips import keep
from omnivid_jupyter.reports.history import History
from omnivid_jupyter.request import VideoRequest
from omnivid_jupyter.views.history import amount
from tests.clipfiles import mp4
from tests.engine.entries import NOON, entry


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    journal = Journal(tmp_path / "journal.sqlite3")
    yield journal
    journal.close()


def kept(folder: Path, name: str, color: str = "teal") -> Clip:
    """A real clip with its sidecar."""
    folder.mkdir(exist_ok=True)
    part = folder / f".{name}.part"
    part.write_bytes(mp4(color=color))
    clip = Clip(
        path=folder / name,
        media_type="video/mp4",
        width=64,
        height=36,
        duration=1.0,
        size=part.stat().st_size,
        sha256=hashlib.sha256(part.read_bytes()).hexdigest(),
        prompt="a cat",
        model="demo/omni-flash",
        task_id=name,
    )
    return keep([part], [clip], VideoRequest(model="demo/omni-flash", prompt="a cat"), "omniflash", "job")


def prompts(history: History) -> list[str]:
    return [each.prompt for each in history]


@pytest.fixture
def several(journal: Journal) -> Journal:
    """Three jobs, an hour after one another."""
    journal.add(entry(prompt="A red FOX in München", created=NOON))
    journal.add(entry("demo/omni-pro", prompt="a cat", created=NOON + 3600, state="failed"))
    journal.add(entry("omniflash/omni-pro", prompt="a grey fox", created=NOON + 7200))
    return journal


def test_the_newest_come_first(several: Journal) -> None:
    assert prompts(History.read(several)) == ["a grey fox", "a cat", "A red FOX in München"]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"text": "fox"}, ["a grey fox", "A red FOX in München"]),
        ({"text": "MÜNCHEN"}, ["A red FOX in München"]),
        ({"text": "omni"}, []),
        ({"text": "%"}, []),
        ({"model": "OMNI-pro"}, ["a grey fox", "a cat"]),
        ({"model": "demo/"}, ["a cat"]),
        ({"state": "failed"}, ["a cat"]),
        ({"since": NOON + 1}, ["a grey fox", "a cat"]),
        ({"since": datetime.fromtimestamp(NOON + 7200)}, ["a grey fox"]),
        ({"since": datetime.fromtimestamp(NOON + 7200).isoformat()}, ["a grey fox"]),
        ({"since": date(2026, 8, 1)}, ["a grey fox", "a cat", "A red FOX in München"]),
        ({"since": "2026-09-30"}, []),
        ({"limit": 1}, ["a grey fox"]),
        ({"text": "fox", "model": "apimart", "state": "done", "limit": None}, ["A red FOX in München"]),
    ],
)
def test_every_filter_narrows(several: Journal, filters: dict[str, Any], found: list[str]) -> None:
    assert prompts(History.read(several, **filters)) == found


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("state", "finished"), ("limit", 0), ("limit", -1), ("limit", True), ("limit", "5")),
        *(("since", "yesterday"), ("since", float("nan")), ("since", object()), ("since", "")),
    ],
)
def test_a_filter_that_cannot_be_is_refused(journal: Journal, field: str, value: Any) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        History.read(journal, **{field: value})
    assert caught.value.field == field


def test_it_is_a_sequence_of_entries_and_a_slice_of_it_is_a_history(several: Journal) -> None:
    history = History.read(several)
    assert len(history) == 3
    assert history[-1] == several.newest()[-1]
    assert isinstance(history[:2], History)
    assert prompts(history[:2]) == ["a grey fox", "a cat"]
    with pytest.raises(IndexError):
        history[3]


def test_the_clips_that_are_still_what_they_were_can_be_had(journal: Journal, tmp_path: Path) -> None:
    folder = tmp_path / "clips"
    good, spoilt, gone = (kept(folder, f"{name}.mp4", name) for name in ("green", "red", "blue"))
    spoilt.path.write_bytes(b"something else")
    gone.path.unlink()
    for age, clip in enumerate((good, spoilt, gone)):
        journal.add(entry(folder=folder, clip=clip.path.name, created=NOON - age))
    journal.add(entry(state="running", created=NOON - 9))
    history = History.read(journal)
    assert [history.clip(place) is None for place in range(4)] == [False, True, True, True]
    (clip,) = history.clips
    assert (clip.path, clip.sha256) == (good.path, good.sha256)


def test_as_text_it_is_a_row_a_job(journal: Journal, tmp_path: Path) -> None:
    kept(tmp_path, "cat.mp4")
    asked = {"duration": 6, "aspect_ratio": "16:9", "take": 2}
    journal.add(entry(cost=0.3, folder=tmp_path, clip="cat.mp4", id="j1", request=asked))
    journal.add(entry(cost=0.3, folder=tmp_path, clip="dog.mp4", id="j2", created=NOON - 60, forgotten=True))
    text = repr(History.read(journal)).splitlines()
    assert text[0].split() == ["when", "state", "prompt", "model", "settings", "cost", "job", "clip"]
    rows = [[cell.strip() for cell in line.split("  ") if cell] for line in text[1:]]
    day = f"{datetime.fromtimestamp(NOON):%Y-%m-%d %H:%M}"
    model = "apimart/Omni-Flash-Ext"
    assert rows[0] == [day, "done", "a cat", model, "6 s · 16:9 · take 2", "$0.30", "j1", "cat.mp4"]
    assert rows[1][1:] == ["done, forgotten", "a cat", model, "$0.30", "j2", "dog.mp4 (gone)"]


def test_a_long_history_shows_its_newest_part_and_says_so(several: Journal) -> None:
    (one,) = History.read(several, limit=1)
    text = repr(History([one] * 1234)).splitlines()
    assert len(text) == 1 + 200 + 1
    assert text[-1] == "… and 1034 older jobs."
    assert repr(History([])) == "No jobs."


def test_text_of_a_prompt_is_one_short_line_that_commands_no_terminal() -> None:
    hostile = entry(prompt=f"two\nlines \x1b[31mred\x07 \u202e{'x' * 900}")
    text = repr(History([replace(hostile, model="apimart/\x1b[2J")]))
    assert len(text.splitlines()) == 2
    assert len(text) < 400
    assert not set("\x1b\x07\u202e") & set(text)


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ({"cost": 0.3}, "$0.30"),
        ({"credits": 15.0}, "15 credits"),
        ({"estimate": 0.88}, "≤ $0.88"),
        ({}, "?"),
        ({"state": "unknown", "accepted": None, "estimate": 0.3}, "?"),
        ({"state": "failed", "credits": 58.6}, "?"),
        ({"state": "failed", "refunded": True, "credits": 15.0}, "not charged"),
        ({"state": "prepared", "accepted": None, "estimate": 0.3}, ""),
        ({"model": "demo/omni-flash", "credits": 15.0}, "simulated, free"),
    ],
)
def test_what_a_job_cost_is_never_shown_as_less_than_is_known(facts: dict[str, Any], text: str) -> None:
    assert amount(entry(**facts)) == text
