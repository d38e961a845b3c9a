"""experiments/duel_live.js: what a duel says that its kernel does not hear."""

from __future__ import annotations

from base64 import b64encode

from playwright.sync_api import Page, expect

from omnivid_jupyter.views.scripts import script
from tests.browser.panel.parts import MOUNT
from tests.clipfiles import mp4

STANDING = {"asked": 0, "enough": 2, "all": 3, "canUndo": False}


def test_an_answer_that_no_kernel_heard_is_said_to_be_lost_and_can_be_given_again(page: Page) -> None:
    page.evaluate(MOUNT, [script("experiments/duel_live.js"), "duel", None])
    pair = {"type": "pair", "turn": 4, "types": ["video/mp4"] * 2, "standing": STANDING}
    films = [b64encode(mp4(1.0)).decode()] * 2
    page.evaluate("([pair, films]) => parts.duel.receive(pair, films)", [pair, films])
    page.evaluate("parts.duel.dead = true")  # as of a kernel that was restarted
    page.get_by_role("button", name="A is better").click()
    expect(page.get_by_role("alert")).to_have_text("The kernel has ended: run this cell again.")
    page.evaluate("parts.duel.dead = false")
    page.get_by_role("button", name="A is better").click()
    sent = page.evaluate("parts.duel.sent")
    assert sent == [{"type": "ready"}, {"type": "answer", "turn": 4, "choice": "a"}]
