"""When a service is asked: by its own advice, exactly as pinned, and more patiently when it asks for that."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from omnivid_jupyter.engine.states import FINAL, STATES, TRANSITIONS, State, check_transition
from omnivid_jupyter.net.pacing import Pace, retry_after_seconds, submit_pause
from omnivid_jupyter.providers.registry import PROVIDERS
from omnivid_jupyter.providers.wire import Pacing

ADVICE = Pacing(first=6, interval=8, give_up=600)


@pytest.mark.parametrize(
    ("pinned", "queries", "elapsed", "faults", "retry_after", "expected"),
    [
        (None, 0, 0, 0, None, 6),
        (None, 1, 6, 0, None, 8),
        (None, 9, 90, 1, None, 16),
        (None, 9, 90, 2, None, 32),
        (None, 9, 90, 99, None, 60),
        (None, 9, 601, 0, None, 40),
        (None, 2, 20, 1, 45, 45),
        (None, 2, 20, 0, 1, 8),
        (None, 2, 20, 1, 86_400, 120),
        (0.5, 2, 20, 1, 86_400, 120),
        (0.5, 0, 0, 0, None, 0.5),
        (0.5, 7, 700, 4, None, 0.5),
        (0.5, 7, 700, 4, 3, 3),
    ],
)
def test_the_next_query(
    pinned: float | None,
    queries: int,
    elapsed: float,
    faults: int,
    retry_after: float | None,
    expected: float,
) -> None:
    pace = Pace(ADVICE, pinned)
    assert pace.delay(queries=queries, elapsed=elapsed, faults=faults, retry_after=retry_after) == expected


def test_each_service_is_asked_as_its_document_advises() -> None:
    omniflash, apimart = PROVIDERS["omniflash"].pacing, PROVIDERS["apimart"].pacing
    assert (omniflash.first, omniflash.interval, omniflash.give_up) == (5, 5, 600)
    assert 5 <= apimart.first <= 10 and 5 <= apimart.interval <= 10


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7),
        (" 0 ", 0),
        ("1.5", 1.5),
        (None, None),
        ("", None),
        ("soon", None),
        ("-1.5", None),
        ("1e3", None),
    ],
)
def test_retry_after_in_seconds(value: str | None, seconds: float | None) -> None:
    assert retry_after_seconds(value) == seconds


def test_retry_after_as_a_date() -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    assert retry_after_seconds(later) == pytest.approx(90, abs=5)


def test_a_submission_is_offered_again_ever_more_slowly_or_as_asked() -> None:
    assert [submit_pause(n, None) for n in range(1, 7)] == [1, 2, 4, 8, 16, 16]
    assert submit_pause(3, 0.0) == 0 and submit_pause(1, 30) == 30


def test_every_state_is_in_the_table_and_reachable() -> None:
    assert set(TRANSITIONS) == set(STATES)
    reached: set[State] = {"prepared"}
    while more := {new for old in reached for new in TRANSITIONS[old]} - reached:
        reached |= more
    assert reached == set(STATES)


def test_ends_are_ends_and_an_accepted_task_is_never_submitted_again() -> None:
    for state in FINAL:
        assert not TRANSITIONS[state]
        with pytest.raises(RuntimeError):
            check_transition(state, state)
    for state in ("queued", "running", "downloading"):
        assert not {"submitting", "prepared", "unknown"} & TRANSITIONS[state]
    assert "submitting" not in TRANSITIONS["unknown"]
