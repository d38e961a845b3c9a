"""What a row of the queue says, and what can be done about it."""

from __future__ import annotations

import dataclasses
import json
import re
from typing import Any

import pytest

from omnivid_jupyter.engine.states import Snapshot
from omnivid_jupyter.errors import (
    ConnectionFailedError,
    DownloadError,
    OmnividError,
    PaymentRequiredError,
    SubmissionUnknownError,
    TaskFailedError,
)
from omnivid_jupyter.panel.groups import Seen
from omnivid_jupyter.panel.queue import free_to_repeat, outcome, row
from tests.engine.panel.parts import HOSTILE


def snapshot(**changes: Any) -> Snapshot:
    return dataclasses.replace(
        Snapshot("j1", "demo/omni-flash", "a cat", {"take": "2"}, "running"), **changes
    )


@pytest.mark.parametrize(
    ("state", "error", "free"),
    [
        ("failed", TaskFailedError("x", refunded=True), True),
        ("failed", TaskFailedError("x", refunded=None), False),
        ("failed", TaskFailedError("x", refunded=False), False),
        ("failed", PaymentRequiredError("x"), True),
        ("prepared", ConnectionFailedError("x"), True),
        ("downloading", DownloadError("x"), True),
        ("unknown", SubmissionUnknownError("x"), False),
        ("running", None, False),
    ],
)
def test_only_what_pays_nothing_twice_can_be_tried_again(
    state: Any, error: OmnividError | None, free: bool
) -> None:
    ended = snapshot(state=state, error=error)
    assert free_to_repeat(ended) is free
    actions = row(Seen(ended, settled=error is not None))["actions"]
    assert ("retry" in actions) is free
    assert ("forget" in actions) is (state == "unknown")


def test_a_row_names_a_setting_whose_value_says_nothing() -> None:
    assert row(Seen(snapshot()))["settings"] == "take 2"


def test_a_job_that_is_left_says_that_it_goes_on() -> None:
    shown = row(Seen(snapshot(task_id="task-1"), left=True))
    assert shown["actions"] == ["wait"]
    assert "The task goes on" in shown["note"]
    unsent = row(Seen(snapshot(state="prepared"), left=True))
    assert unsent["note"] == "Nobody waits for it.", "there is no task yet"


@pytest.mark.parametrize(
    ("state", "error", "word"),
    [
        ("prepared", ConnectionFailedError("x"), "Not submitted"),
        ("queued", ConnectionFailedError("x"), "Interrupted"),
        ("downloading", DownloadError("x"), "Interrupted"),
        ("failed", TaskFailedError("x"), "Failed"),
        ("unknown", SubmissionUnknownError("x"), "Outcome unknown"),
        ("queued", None, "Queued"),
    ],
)
def test_a_job_whose_run_ended_is_not_said_to_go_on(
    state: Any, error: OmnividError | None, word: str
) -> None:
    ended = row(Seen(snapshot(state=state, error=error), settled=error is not None))
    assert ended["word"] == word
    assert (ended["icon"] == "✕") is (word in ("Not submitted", "Interrupted", "Failed"))


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ((1, 0, 0), "1 job started."),
        ((3, 0, 0), "3 jobs started."),
        ((0, 1, 0), "It is on its way already."),
        ((0, 0, 1), "It is there already: see the gallery."),
        ((0, 2, 2), "2 are on their way already. 2 are there already: see the gallery."),
        ((1, 0, 1), "1 job started. 1 is there already: see the gallery."),
    ],
)
def test_a_click_is_told_what_came_of_it(counts: tuple[int, int, int], sentence: str) -> None:
    started, going, found = counts
    assert outcome(started=started, going=going, found=found) == sentence


def test_a_row_holds_nothing_that_a_page_would_obey() -> None:
    shown = row(Seen(snapshot(prompt=HOSTILE, error=TaskFailedError(HOSTILE)), settled=True))
    assert not re.search(r"[\x1b\u202e]", json.dumps(shown, ensure_ascii=False))
