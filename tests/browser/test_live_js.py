"""views/live.js and live.css in a real browser, with a stand-in for anywidget's model."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from omnivid_jupyter.engine.states import LogLine, Snapshot
from omnivid_jupyter.views.scripts import script, style
from omnivid_jupyter.views.standing import to_dict
from tests.browser.waiting import until

HOSTILE = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"

RUNNING = Snapshot(
    job_id="j1",
    model="demo/omni-flash",
    prompt="a cat on a bicycle",
    settings={"duration": "4 s", "aspect ratio": "16:9"},
    state="running",
    progress=42.0,
    task_id="task-1",
    elapsed=65.0,
    remaining=30.0,
    log=(LogLine(0.0, "submitted"), LogLine(5.0, "running, 42 %")),
)

MOUNT = """
async ([source, jobs]) => {
  const listeners = new Set();
  window.sent = [];
  window.announced = [];
  const model = {
    jobs,
    get: () => model.jobs,
    on: (_, listener) => listeners.add(listener),
    off: (_, listener) => listeners.delete(listener),
    send: (message) => window.sent.push(message),
  };
  window.listeners = listeners;
  window.update = (next) => { model.jobs = next; listeners.forEach((listener) => listener()); };
  const module = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  const el = document.body.appendChild(document.createElement("main"));
  window.unmount = module.default.render({ model, el });
  new MutationObserver(() => window.announced.push(document.querySelector("[aria-live]").textContent))
    .observe(document.querySelector("[aria-live]"), { childList: true, characterData: true, subtree: true });
}
"""

Show = Callable[..., None]


def jobs(*snapshots: Snapshot) -> list[dict[str, Any]]:
    return [to_dict(snapshot) for snapshot in snapshots]


@pytest.fixture
def view(page: Page) -> Show:
    """Shows snapshots on the page: the first call draws the view, each later one is an update from Python."""
    page.add_style_tag(content=style("views/live.js"))
    drawn = False

    def show(*snapshots: Snapshot) -> None:
        nonlocal drawn
        if drawn:
            page.evaluate("update", jobs(*snapshots))
        else:
            page.evaluate(MOUNT, [script("views/live.js"), jobs(*snapshots)])
            drawn = True

    return show


def running(**changes: Any) -> Snapshot:
    return dataclasses.replace(RUNNING, **changes)


def test_a_job_is_drawn_with_all_that_is_known_of_it(page: Page, view: Show) -> None:
    view(running(note="the service is busy: asking again"))
    for text in (
        "Running",
        "42 %",
        "a cat on a bicycle",
        "demo/omni-flash · 4 s · 16:9 · simulated, free · task task-1",
        "the service is busy: asking again",
    ):
        expect(page.locator(".omnivid-live-row").get_by_text(text, exact=True)).to_be_visible()
    until(page, lambda: page.evaluate("sent"), [{"type": "ready"}])


def test_what_is_not_known_takes_no_place(page: Page, view: Show) -> None:
    view(running(progress=None, remaining=None, note=None, prompt="", log=()))
    for name in ("percent", "left", "note", "prompt", "log"):
        expect(page.locator(f".omnivid-job-{name}")).to_be_hidden()


def test_the_progress_bar_tells_known_from_unknown(page: Page, view: Show) -> None:
    view(running(progress=42.0))
    bar = page.get_by_role("progressbar")
    expect(bar).to_have_attribute("aria-valuenow", "42")
    expect(page.locator(".omnivid-job-fill")).to_have_attribute("style", "width: 42%;")
    view(running(progress=None))
    expect(bar).not_to_have_attribute("aria-valuenow", "42")
    expect(page.locator(".omnivid-job-fill")).to_have_css("animation-name", "omnivid-job-slide")
    view(running(state="done", progress=100.0))
    expect(bar).to_have_count(0)


def test_reduced_motion_stands_still(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.add_style_tag(content=style("views/live.js"))
    page.evaluate(MOUNT, [script("views/live.js"), jobs(running(progress=None))])
    expect(page.locator(".omnivid-job-fill")).to_have_css("animation-name", "none")


def test_an_update_keeps_elements_focus_and_the_opened_log(page: Page, view: Show) -> None:
    view(RUNNING)
    page.evaluate("window.kept = [...document.querySelectorAll('main *')]")
    page.get_by_text("Log").click()
    page.get_by_role("button", name="Stop waiting").focus()
    view(running(progress=60.0, log=(*RUNNING.log, LogLine(10.0, "running, 60 %"))))
    expect(page.get_by_text("60 %", exact=True)).to_be_visible()
    expect(page.get_by_text("0:10 running, 60 %")).to_be_visible()
    expect(page.get_by_role("button")).to_be_focused()
    assert page.evaluate("kept.every((node) => node.isConnected)")
    assert page.evaluate("kept.length === document.querySelectorAll('main *').length")


@pytest.mark.parametrize("press", ["click", "Enter", "Space"])
def test_stop_waiting_is_reported_once(page: Page, view: Show, press: str) -> None:
    view(RUNNING)
    button = page.get_by_role("button")
    for _ in range(2):
        if press == "click":
            button.click(force=True)
        else:
            button.press(press)
    expect(button).to_have_text("Stopping…")
    until(page, lambda: page.evaluate("sent"), [{"type": "ready"}, {"type": "stop"}])
    expect(button).to_be_focused()


def test_the_button_goes_with_the_last_running_job(page: Page, view: Show) -> None:
    view(RUNNING, running(state="done"))
    expect(page.get_by_role("button")).to_be_visible()
    view(running(state="failed"), running(state="done"))
    expect(page.get_by_role("button")).to_be_hidden()


def test_only_changes_of_state_are_announced(page: Page, view: Show) -> None:
    view(running(state="queued", progress=None))
    view(RUNNING)
    view(running(progress=60.0, note="asking again"))
    view(running(progress=80.0))
    view(running(state="downloading"))
    until(page, lambda: page.evaluate("announced"), ["Running", "Downloading"])
    expect(page.locator("[aria-live=polite]")).to_have_count(1)


def test_each_of_several_jobs_has_a_row(page: Page, view: Show) -> None:
    view(RUNNING, running(job_id="j2", state="queued", progress=None))
    expect(page.locator(".omnivid-job-word")).to_have_text(["Running", "Queued"])
    expect(page.locator("[aria-live]")).to_have_text("1: Running, 2: Queued")
    view(running(state="done"))
    expect(page.locator(".omnivid-job-word")).to_have_text(["Done"])


def test_time_goes_on_between_updates_and_stops_at_the_end(page: Page) -> None:
    page.clock.install(time=0)
    page.clock.pause_at(1000)
    page.evaluate(MOUNT, [script("views/live.js"), jobs(RUNNING)])
    page.clock.run_for(10_000)
    expect(page.locator(".omnivid-job-time")).to_have_text("1:15")
    expect(page.locator(".omnivid-job-left")).to_have_text("about 0:20 left")
    page.clock.run_for(25_000)
    expect(page.locator(".omnivid-job-left")).to_be_hidden()
    page.evaluate("update", jobs(running(state="done", elapsed=105.0)))
    page.clock.run_for(10_000)
    expect(page.locator(".omnivid-job-time")).to_have_text("1:45")


LOST = "Nobody is heard of that watches this any more"

MOUNT_WITH_NEWS = """
async ([source, state]) => {
  const listeners = { "change:jobs": [], "msg:custom": [], comm_live_update: [] };
  const model = {
    get: (name) => state[name],
    on: (event, listener) => listeners[event].push(listener),
    off: () => {},
    send: () => {},
  };
  window.fire = (event) => listeners[event].forEach((listener) => listener());
  const module = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  module.default.render({ model, el: document.body.appendChild(document.createElement("main")) });
}
"""
NOON = 1_800_000_000


def mount_with_news(page: Page, *, at: float) -> None:
    page.clock.install(time=NOON * 1000)
    page.clock.pause_at(NOON * 1000 + 1000)
    state = {"jobs": jobs(RUNNING), "at": at, "again": "Run the cell again, or %omnivid resume."}
    page.evaluate(MOUNT_WITH_NEWS, [script("views/live.js"), state])


def test_a_card_whose_kernel_is_silent_stands_still_and_says_so(page: Page) -> None:
    mount_with_news(page, at=NOON)
    lost = page.locator(".omnivid-live-lost")
    for _ in range(5):
        page.clock.run_for(10_000)
        page.evaluate("fire('msg:custom')")  # a sign of life, nothing new
    expect(page.locator(".omnivid-job-time")).to_have_text("1:55")
    expect(lost).to_be_hidden()
    page.clock.run_for(20_000)
    expect(lost).to_contain_text(LOST)
    expect(lost).to_contain_text("%omnivid resume")
    expect(page.locator(".omnivid-job-word")).to_have_text("Was running")
    stopped = page.locator(".omnivid-job-time").inner_text()
    page.clock.run_for(60_000)
    expect(page.locator(".omnivid-job-time")).to_have_text(stopped)
    for gone in (
        page.get_by_role("button"),
        page.get_by_role("progressbar"),
        page.locator(".omnivid-job-left"),
    ):
        expect(gone).to_be_hidden()
    page.evaluate("fire('msg:custom')")  # it was only the connection
    expect(lost).to_be_hidden()
    expect(page.locator(".omnivid-job-word")).to_have_text("Running")
    expect(page.get_by_role("button")).to_be_visible()


def test_a_card_that_is_opened_later_says_at_once_of_when_it_is(page: Page) -> None:
    mount_with_news(page, at=NOON - 86_400)
    expect(page.locator(".omnivid-live-lost")).to_contain_text(LOST)
    expect(page.locator(".omnivid-job-time")).to_have_text("1:05")


def test_a_connection_that_changes_is_believed_only_after_a_sign_of_life(page: Page) -> None:
    mount_with_news(page, at=NOON)
    page.evaluate("fire('comm_live_update')")
    expect(page.locator(".omnivid-live-lost")).to_contain_text(LOST)
    page.evaluate("fire('change:jobs')")
    expect(page.locator(".omnivid-live-lost")).to_be_hidden()


def test_hostile_text_stays_text(page: Page, view: Show) -> None:
    hostile = running(
        model=HOSTILE,
        prompt=HOSTILE,
        settings={"x": HOSTILE},
        note=HOSTILE,
        task_id=HOSTILE,
        log=(LogLine(0.0, HOSTILE),),
    )
    view(hostile)
    view(dataclasses.replace(hostile, progress=50.0))
    expect(page.locator(".omnivid-job-note")).to_have_text(HOSTILE)
    expect(page.locator("main :is(img, script)")).to_have_count(0)
    assert page.title() == ""


def test_a_removed_view_listens_no_more(page: Page, view: Show) -> None:
    view(RUNNING)
    page.evaluate("unmount()")
    assert page.evaluate("listeners.size") == 0


def test_the_focus_goes_from_the_button_to_the_cell_when_the_view_goes(page: Page, view: Show) -> None:
    view(RUNNING)
    page.evaluate("""() => {
      const cell = document.body.appendChild(document.createElement("div"));
      cell.tabIndex = 0;
      cell.ariaLabel = "cell";
      cell.append(document.querySelector("main"));
    }""")
    page.get_by_role("button", name="Stop waiting").press("Enter")
    page.evaluate("() => { document.querySelector('main').remove(); unmount(); }")
    expect(page.get_by_label("cell")).to_be_focused()
