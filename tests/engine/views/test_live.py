"""The live view: what it says of a snapshot, how often it says it, and what it leaves in a notebook."""

from __future__ import annotations

import dataclasses
import io
import re
import subprocess
import sys
from contextlib import redirect_stderr
from typing import Any

import pytest

from omnivid_jupyter.engine.states import FINAL, STATES, LogLine, Snapshot, State
from omnivid_jupyter.errors import DownloadError
from omnivid_jupyter.views.live import LiveView
from omnivid_jupyter.views.live_sheet import LiveSheet
from omnivid_jupyter.views.standing import WORDS, in_turn, record, to_dict, to_html, to_text, way_back

VIEW = "application/vnd.jupyter.widget-view+json"
HOSTILE = "\"><script>alert(1)</script>'\x1b[31m\x07"

RUNNING = Snapshot(
    job_id="j1",
    model="demo/omni-flash",
    prompt="a cat",
    settings={"duration": "4 s", "aspect ratio": "16:9"},
    state="running",
    progress=42.0,
    note="asking again",
    task_id="task-1",
    elapsed=65.3,
    remaining=29.6,
    log=(LogLine(0.0, "submitted"), LogLine(61.0, "running")),
)


def running(**changes: Any) -> Snapshot:
    return dataclasses.replace(RUNNING, **changes)


# --- what is said -------------------------------------------------------------------------------------------


def test_each_state_has_an_icon_and_a_word() -> None:
    assert tuple(WORDS) == STATES
    assert all(icon and word for icon, word in WORDS.values())


def test_the_widget_gets_texts_that_are_ready_and_numbers_that_move() -> None:
    assert to_dict(RUNNING) == {
        "state": "running",
        "icon": "◑",
        "word": "Running",
        "final": False,
        "model": "demo/omni-flash",
        "prompt": "a cat",
        "settings": "4 s · 16:9",
        "progress": 42.0,
        "elapsed": 65.3,
        "remaining": 29.6,
        "cost": "simulated, free",
        "task": "task-1",
        "note": "asking again",
        "log": ["0:00  submitted", "1:01  running"],
    }


@pytest.mark.parametrize(("given", "expected"), [(None, None), (-5.0, 0.0), (42.0, 42.0), (250.0, 100.0)])
def test_progress_stays_between_nothing_and_all(given: float | None, expected: float | None) -> None:
    assert to_dict(running(progress=given))["progress"] == expected


def test_a_long_log_is_sent_by_its_end() -> None:
    log = to_dict(running(log=tuple(LogLine(float(i), f"line {i}") for i in range(500))))["log"]
    assert len(log) == 100
    assert log[-1] == "8:19  line 499"


@pytest.mark.parametrize(
    ("snapshot", "expected"),
    [
        (
            RUNNING,
            "◑ Running 42 % · 1:05 · about 0:30 left · demo/omni-flash · 4 s · 16:9 · simulated, free"
            " · task task-1 · asking again",
        ),
        (
            running(state="queued", progress=None, remaining=None, note=None, model="omniflash/omni-pro"),
            "◔ Queued · 1:05 · omniflash/omni-pro · 4 s · 16:9 · task task-1",
        ),
        (
            running(state="done", model="omniflash/omni-pro", credits=15.0, note=None, elapsed=3725.0),
            "✓ Done · 1:02:05 · omniflash/omni-pro · 4 s · 16:9 · 15 credits · task task-1",
        ),
    ],
)
def test_one_job_is_one_line_of_text(snapshot: Snapshot, expected: str) -> None:
    assert to_text([snapshot]) == expected


def test_several_jobs_are_counted_in_one_line() -> None:
    jobs = [running(state=state) for state in ("done", "running", "queued", "running")]
    assert to_text(jobs) == "1 queued · 2 running · 1 done"


BROKEN = DownloadError("The clip is ready, but its link does not answer.")


def test_a_run_that_ended_badly_is_not_shown_as_going_on() -> None:
    failed = running(state="downloading", error=BROKEN, note=None)
    shown = to_dict(failed)
    assert (shown["word"], shown["final"]) == ("Interrupted", True)
    assert to_text([failed]).startswith("✕ Interrupted · ")
    assert "<progress" not in to_html([failed])
    assert to_text([failed, RUNNING]) == "1 running · 1 interrupted"
    assert to_dict(running(state="prepared", error=BROKEN))["word"] == "Not submitted"


def test_the_progress_of_the_task_is_not_that_of_its_download() -> None:
    fetched = running(state="downloading", progress=100.0, remaining=None, note=None)
    assert to_text([fetched]).startswith("↓ Downloading · ")
    assert to_dict(fetched)["progress"] is None
    assert '<progress max="100" style' in to_html([fetched])


def test_not_yet_all_is_not_100_percent() -> None:
    assert to_text([running(progress=99.6)]).startswith("◑ Running 99 % · ")


@pytest.mark.parametrize(
    ("model", "states", "expected"),
    [
        ("apimart/x", ["running 40", "queued 0"], ["about", "waiting for its turn"]),
        ("apimart/x", ["running 40", "running 99"], ["about", "about"]),  # they may well be made side by side
        ("apimart/x", ["done 100", "queued 0"], ["", "about"]),
        ("apimart/x", ["queued 0"], ["about"]),
        ("demo/x", ["running 40", "running 50", "running 99"], ["about", "", "waiting for its turn"]),
        ("demo/x", ["downloading 100", "running 99"], ["", "waiting for its turn"]),
        ("demo/x", ["failed 100", "running 99"], ["", "about"]),
    ],
)
def test_what_is_made_after_another_says_so_and_promises_no_time(
    model: str, states: list[str], expected: list[str]
) -> None:
    jobs = []
    for state, progress in map(str.split, states):
        left = None if state == "downloading" else 9.0
        jobs.append(running(model=model, state=state, progress=float(progress), remaining=left, note=None))
    for shown, what in zip(in_turn(jobs), expected, strict=True):
        text = to_text([shown])
        assert ("about" in text) == (what == "about")
        assert ("waiting for its turn" in text) == (what == "waiting for its turn")


def test_jobs_of_other_services_are_not_waited_for() -> None:
    jobs = [running(model="apimart/x"), running(model="evolink/y", state="queued", note=None)]
    assert in_turn(jobs) == jobs


@pytest.mark.parametrize("state", STATES)
def test_html_has_a_bar_and_a_way_out_as_long_as_the_job_runs(state: State) -> None:
    html = to_html([running(state=state)])
    assert ("<progress" in html) == (state not in FINAL)
    assert ("Interrupt the kernel" in html) == (state not in FINAL)
    assert WORDS[state][1] in html


def test_an_unknown_progress_is_an_indeterminate_bar() -> None:
    assert '<progress max="100" value="42"' in to_html([RUNNING])
    assert '<progress max="100" style' in to_html([running(progress=None)])


def test_the_record_of_a_failed_cell_is_small_and_holds_what_is_needed_to_come_back() -> None:
    log = tuple(LogLine(float(i), f"poll {i}") for i in range(50))
    bundle = record([running(log=log), running(state="failed", task_id="task-2", log=())])
    assert set(bundle) == {"text/html", "text/plain"}
    assert bundle["text/plain"].splitlines() == [
        "◑ Running 42 % when the wait ended · 1:05 · demo/omni-flash · 4 s · 16:9 · simulated, free"
        " · task task-1 · asking again",
        *(f"  0:{i}  poll {i}" for i in range(45, 50)),
        "✕ Failed · 1:05 · demo/omni-flash · 4 s · 16:9 · simulated, free · task task-2 · asking again",
    ]
    assert "poll 49" in bundle["text/html"]
    assert "poll 44" not in bundle["text/html"]


def test_hostile_text_is_escaped_and_commands_nothing() -> None:
    hostile = running(
        model=HOSTILE,
        prompt=HOSTILE,
        settings={"x": HOSTILE},
        note=HOSTILE,
        task_id=HOSTILE,
        log=(LogLine(0.0, HOSTILE),),
    )
    shown = record([hostile])
    for html in (to_html([hostile]), shown["text/html"]):
        assert "<script" not in html
        assert html.count("&lt;script&gt;") == 5
    for text in (to_html([hostile]), to_text([hostile]), *shown.values(), str(to_dict(hostile))):
        assert not re.search(r"[\x00-\x08\x1b]", text)


# --- in a terminal ------------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    """A clock that stands until it is told to go on."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def view(clock: Clock | None = None) -> LiveView:
    return LiveView(lambda: None, clock=clock or Clock())


def test_a_terminal_line_is_written_anew_and_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    with redirect_stderr(Terminal()) as terminal:
        live = view()
        live.update([running(state="queued", progress=None, remaining=None)])
        live.update([RUNNING])
    assert terminal.getvalue().split("\r\x1b[K") == [
        "",
        "◔ Queued · 1:05 · demo/omni-flash · 4 s",
        "◑ Running 42 % · 1:05 · about 0:30 left",
    ]


def test_wide_characters_count_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    with redirect_stderr(Terminal()) as terminal:
        view().update([running(model="猫" * 40, remaining=None)])
    assert terminal.getvalue() == "\r\x1b[K◑ Running 42 % · 1:05 · " + "猫" * 7


def test_what_is_unchanged_is_not_sent_and_what_changes_waits_its_turn() -> None:
    clock = Clock()
    with redirect_stderr(Terminal()) as terminal:
        live = view(clock)
        for step in range(40):  # five seconds of a waiting cell, with news at each step
            clock.now = step / 8
            live.update([running(progress=float(step))])
        assert terminal.getvalue().count("\r") == 10
        for step in range(40, 80):
            clock.now = step / 8
            live.update([running(progress=50.0)])
    assert terminal.getvalue().count("\r") == 11


def test_a_change_of_state_is_shown_at_once() -> None:
    states: tuple[State, ...] = ("prepared", "submitting", "queued", "running")
    with redirect_stderr(Terminal()) as terminal:
        live = view()
        for state in states:
            live.update([running(state=state)])
    assert terminal.getvalue().count("\r") == 4


def test_without_a_terminal_there_is_one_line_for_each_state(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    live = view(clock)
    for second, (state, progress) in enumerate([("queued", 0.0), ("running", 10.0), ("running", 20.0)]):
        clock.now = float(second)
        live.update([running(state=state, progress=progress)])
    assert [line.split(" · ")[0] for line in capsys.readouterr().err.splitlines()] == [
        "◔ Queued 0 %",
        "◑ Running 10 %",
    ]


def test_the_terminal_keeps_the_result_and_clears_the_line(capsys: pytest.CaptureFixture[str]) -> None:
    with redirect_stderr(Terminal()) as terminal:
        live = view()
        live.update([RUNNING])
        live.finish({"text/html": "<b>final</b>", "text/plain": "final"})
    assert terminal.getvalue().endswith("\r\x1b[K")
    assert capsys.readouterr().out == "final\n"


def test_a_failure_leaves_the_record_in_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    view().fail([RUNNING])
    assert capsys.readouterr().out == record([RUNNING])["text/plain"] + "\n"


def test_a_cell_that_would_pay_anew_does_not_ask_to_be_run_again() -> None:
    assert "Run the cell again" in way_back()
    assert "%omnivid resume" in way_back(anew=True)
    assert "would make another one" in way_back(anew=True)


def test_the_widget_costs_nothing_where_there_is_no_kernel() -> None:
    code = """
import sys
from omnivid_jupyter.views.live import LiveView
LiveView(lambda: None)
assert not {"anywidget", "ipywidgets"} & sys.modules.keys()
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_an_update_that_took_long_is_a_tenth_of_the_time() -> None:
    clock = Clock()
    live = LiveSheet(lambda: None, {}, clock=clock)
    assert live.due
    with live.at_leisure():
        clock.now += 0.25
        live.update([], "0 of 10,000 done")
    clock.now += 2.0
    assert not live.due, "the kernel is to be free meanwhile"
    clock.now += 0.25
    assert live.due
