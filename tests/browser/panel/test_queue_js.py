"""panel/queue.js: rows, their buttons and their HTTP messages."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.panel.parts import DONE, Part, exchange, group, http, job, rows
from tests.browser.waiting import until


def test_a_row_shows_all_that_is_known(page: Page, queue: Part) -> None:
    expect(page.get_by_text("No jobs yet.")).to_be_visible()
    rows(queue, job())
    for text in ("Running", "42 %", "1:05", "about 0:30 left", "clip 1"):
        expect(page.get_by_text(text, exact=True)).to_be_visible()
    expect(page.get_by_text("demo/omni-flash · 4 s · simulated, free · task task-1")).to_be_visible()
    expect(page.get_by_role("progressbar", name="Progress of clip 1")).to_have_attribute(
        "aria-valuenow", "42"
    )
    expect(page.get_by_text("No jobs yet.")).to_be_hidden()


def test_the_newest_job_stands_first(page: Page, queue: Part) -> None:
    rows(queue, job(1), job(2))
    rows(queue, job(3))
    expect(page.locator(".omnivid-job-prompt")).to_have_text(["clip 3", "clip 2", "clip 1"])


def test_an_update_keeps_elements_focus_and_the_opened_log(page: Page, queue: Part) -> None:
    rows(queue, job(1), job(2))
    page.get_by_text("Log").first.click()
    button = page.get_by_role("button", name="Stop waiting: clip 2")
    button.focus()
    page.evaluate("window.kept = [...document.querySelectorAll('main *')]")
    rows(queue, job(2, progress=60.0, log=["0:00  submitted", "0:10  running"]))
    expect(page.get_by_text("0:10 running")).to_be_visible()
    expect(button).to_be_focused()
    assert page.evaluate("kept.every((node) => node.isConnected)")


def test_the_focus_stays_in_a_row_whose_button_goes(page: Page, queue: Part) -> None:
    rows(queue, job())
    page.get_by_role("button", name="Stop waiting").focus()
    rows(queue, job(**DONE))
    expect(page.get_by_role("button", name="Show clip")).to_be_focused()
    page.get_by_role("button", name="Show clip").focus()
    rows(queue, gone=["j1"])
    expect(page.get_by_role("heading", name="Queue")).to_be_focused()


@pytest.mark.parametrize(
    ("action", "name"),
    [
        ("stop", "Stop waiting"),
        ("wait", "Wait again"),
        ("retry", "Try again"),
        ("forget", "Leave it alone"),
        ("show", "Show clip"),
    ],
)
def test_each_action_is_a_button_of_its_job(page: Page, queue: Part, action: str, name: str) -> None:
    rows(queue, job(1, actions=[action]), job(2, actions=[]))
    page.get_by_role("button", name=name).press("Enter")
    queue.has_sent(action, {"id": "j1"})


def test_only_changes_of_state_are_announced(page: Page, queue: Part) -> None:
    rows(queue, job())
    page.evaluate("""() => {
      window.announced = [];
      const live = document.querySelector("[aria-live]");
      const options = { childList: true, characterData: true, subtree: true };
      new MutationObserver(() => announced.push(live.textContent)).observe(live, options);
    }""")
    rows(queue, job(progress=50.0))
    rows(queue, job(progress=60.0, note="asking again"))
    rows(queue, job(**DONE))
    until(page, lambda: page.evaluate("announced"), ["clip 1: Done"])


def test_http_messages_are_asked_for_when_they_are_opened_and_then_added(page: Page, queue: Part) -> None:
    rows(queue, job())
    assert queue.sent("look") == []
    page.locator("summary", has_text="Messages").focus()
    page.keyboard.press("Enter")
    queue.has_sent("look", {"id": "j1"})
    expect(page.get_by_text("None in this session.")).to_be_visible()
    http(queue, 0, exchange(1, title="POST https://h/videos"), exchange(2))
    messages = page.get_by_role("list", name="HTTP messages")
    expect(messages.get_by_role("listitem")).to_have_count(2)
    expect(messages.locator("details[open]")).to_have_count(1)
    expect(messages).to_contain_text("+1.5 s")
    messages.locator("summary", has_text="tasks/2").click()
    expect(messages.get_by_text('"status": "running"').nth(1)).to_be_visible()
    page.evaluate("window.kept = [...document.querySelectorAll('ol li')]")
    http(queue, 2, exchange(3, good=False, outcome="no answer: ReadTimeout", received=""))
    expect(messages.get_by_role("listitem")).to_have_count(3)
    assert page.evaluate("kept.every((node) => node.isConnected && node.firstChild.open)")
    page.locator("summary", has_text="Messages").click()
    queue.wait_for("look away")
    expect(messages.get_by_role("listitem")).to_have_count(0)


def test_a_new_http_message_leaves_the_focus_where_it_is(page: Page, queue: Part) -> None:
    rows(queue, job())
    page.locator("summary", has_text="Messages").click()
    http(queue, 0, exchange(1))
    first = page.get_by_role("list", name="HTTP messages").locator("summary").first
    first.focus()
    http(queue, 1, exchange(2))
    expect(page.get_by_role("list", name="HTTP messages").get_by_role("listitem")).to_have_count(2)
    expect(first).to_be_focused()
    http(queue, 0, exchange(1))
    expect(page.get_by_role("list", name="HTTP messages").get_by_role("listitem")).to_have_count(1)


def test_the_end_of_a_run_is_announced_also_where_its_state_stays(page: Page, queue: Part) -> None:
    rows(queue, job(state="prepared", word="Preparing"))
    announcer = page.locator(".omnivid-job-announcer")
    expect(announcer).to_have_text("clip 1: Preparing")
    ended: dict[str, Any] = {
        "final": True,
        "settled": True,
        "error": "APIMart needs a key.",
        "actions": ["retry"],
    }
    rows(queue, job(state="prepared", word="Not submitted", icon="✕", **ended))
    expect(announcer).to_have_text("clip 1: Not submitted")
    colors = """() => {
      const color = (node) => getComputedStyle(node).color;
      const probe = document.querySelector("section").appendChild(document.createElement("i"));
      probe.style.color = "var(--omnivid-bad)";
      const both = [color(document.querySelector(".omnivid-job-icon")), color(probe)];
      probe.remove();
      return both[0] === both[1];
    }"""
    until(page, lambda: page.evaluate(colors), True)


def test_a_queue_whose_kernel_has_ended_says_so(page: Page, queue: Part) -> None:
    rows(queue, job())
    queue.end_kernel()
    page.get_by_role("button", name="Stop waiting").click()
    expect(page.get_by_role("alert")).to_have_text("The kernel has ended: run this cell again.")


def test_a_job_of_another_kernel_has_no_button_and_no_messages(page: Page, queue: Part) -> None:
    rows(queue, job(elsewhere=True, actions=[], progress=None, note="It runs in another kernel.", log=[]))
    row = page.get_by_role("listitem")
    expect(row).to_contain_text("It runs in another kernel.")
    expect(row.get_by_role("button")).to_have_count(0)
    expect(row.get_by_text("Messages")).to_be_hidden()


def test_finished_jobs_can_be_cleared(page: Page, queue: Part) -> None:
    rows(queue, job())
    clear = page.get_by_role("button", name="Clear finished")
    expect(clear).to_be_hidden()
    rows(queue, job(**DONE))
    clear.click()
    queue.has_sent("clear", {})


def test_a_queue_that_is_taken_away_says_so(page: Page, queue: Part) -> None:
    page.evaluate("parts.queue.unmount()")
    queue.has_sent("gone", {})
    assert page.evaluate("parts.queue.listeners.size") == 0


def test_jobs_of_a_silent_kernel_stand_still_and_the_queue_says_so(page: Page, queue: Part) -> None:
    rows(queue, job(1), job(2, **DONE))
    lost = page.locator(".omnivid-queue-lost")
    expect(lost).to_have_text("")
    page.evaluate("() => { const now = Date.now; Date.now = () => now() + 20_000; }")
    expect(lost).to_contain_text("Nobody is heard of that watches these jobs any more")
    expect(lost).to_contain_text("Run this cell again")
    expect(page.locator(".omnivid-job-word")).to_have_text(["Done", "Was running"])
    expect(page.get_by_role("button", name="Stop waiting")).to_be_hidden()
    queue.tell({"type": "alive"})
    expect(lost).to_have_text("")
    expect(page.locator(".omnivid-job-word")).to_have_text(["Done", "Running"])
    expect(page.get_by_role("button", name="Stop waiting")).to_be_visible()


def test_a_sweep_is_one_entry_that_asks_for_its_jobs_when_it_is_unfolded(page: Page, queue: Part) -> None:
    rows(queue, job(7), groups=[group()])
    entries = page.get_by_role("list").first.locator("> li")
    expect(entries).to_have_count(2)
    entry = page.locator(".omnivid-queue-group")
    for text in ("a {red|blue} boat", "5 of 12 done", "60 %", "$1.20 so far", "4 running"):
        expect(entry).to_contain_text(text)
    expect(page.get_by_role("progressbar", name="Progress of a {red|blue} boat")).to_be_visible()
    entry.locator("summary", has_text="Jobs").press("Enter")
    queue.has_sent("unfold", {"id": "g1"})
    rows(queue, job(1, group="g1"), job(2, group="g1"), groups=[group(open=True)])
    jobs = page.get_by_role("list", name="Jobs: a {red|blue} boat")
    expect(jobs.locator("> li .omnivid-job-prompt")).to_have_text(["clip 1", "clip 2"])
    queue.has_sent("unfold", {"id": "g1"})
    jobs.get_by_role("button", name="Stop waiting: clip 1").focus()
    rows(queue, groups=[group(open=False)], gone=["j1", "j2"])
    expect(jobs).to_be_hidden()
    expect(entry.locator("summary", has_text="Jobs")).to_be_focused()
    page.get_by_role("button", name="Stop all: a {red|blue} boat").press("Enter")
    queue.has_sent("stop", {"id": "g1"})


def test_of_a_sweep_its_end_is_announced_and_not_each_of_its_clips(page: Page, queue: Part) -> None:
    rows(queue, job(1, group="g1"), groups=[group(open=True)])
    rows(queue, job(1, group="g1", **DONE), groups=[group(open=True, word="6 of 12 done")])
    expect(page.locator("[aria-live]")).to_have_text("")
    ended = group(open=True, word="All 12 done", state="done", final=True, settled=True, actions=[])
    rows(queue, groups=[ended])
    expect(page.locator("[aria-live]")).to_have_text("a {red|blue} boat: All 12 done")
    page.get_by_role("button", name="Clear finished").press("Enter")
    rows(queue, gone=["g1", "j1"])
    expect(page.get_by_text("No jobs yet.")).to_be_visible()
