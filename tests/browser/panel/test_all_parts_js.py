"""All parts at once: text from outside, axe, width."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import serious_issues
from tests.browser.panel.parts import (
    DONE,
    HOSTILE,
    THREAD,
    Part,
    card,
    cards,
    drop,
    exchange,
    http,
    job,
    opened,
    rows,
    state,
    turn,
)


def test_text_from_outside_stays_text(page: Page, form: Part, queue: Part, gallery: Part) -> None:
    form.tell(
        state(hint=HOSTILE, estimate=HOSTILE, said=HOSTILE, errors={"prompt": HOSTILE, "form": HOSTILE})
    )
    rows(queue, job(prompt=HOSTILE, note=HOSTILE, error=HOSTILE, task=HOSTILE, log=[HOSTILE]))
    http(queue, 0, exchange(title=HOSTILE, outcome=HOSTILE, sent=HOSTILE, received=HOSTILE))
    cards(gallery, card(prompt=HOSTILE, model=HOSTILE, facts=HOSTILE), all=True)
    hostile = turn(1, name=HOSTILE, prompt=HOSTILE, note=HOSTILE)
    gallery.tell(
        opened(prompt=HOSTILE, shown=[[HOSTILE, HOSTILE]], cell=HOSTILE, path=HOSTILE, turns=[hostile])
    )
    expect(page.get_by_role("heading", name="<img")).to_be_visible()  # the last of it is there
    expect(page.locator("script, img[onerror]")).to_have_count(0)
    assert page.title() == ""


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [600, 1100])
def test_nobody_is_shut_out(
    page: Page, form: Part, queue: Part, gallery: Part, theme: str, width: int
) -> None:
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.add_style_tag(content=f":root {{ color-scheme: {theme} }}")
    page.set_viewport_size({"width": width, "height": 900})
    said = {"errors": {"images": "not possible", "form": "no key"}, "said": "1 job started."}
    form.tell(state("demo/gemini-omni-flash-preview", **said))
    drop(page, page.get_by_role("textbox", name="Image URL or file"), "a.png", "b.png")
    offer = form.wait_for("file")[-1]
    form.tell({"type": "file", "file": offer["file"], "refused": "a.png is too large."})
    rows(queue, job(1), job(2, error="It failed.", note="asking again", **DONE), job(3, state="failed"))
    for name in ("Log", "Messages"):
        page.locator("summary", has_text=name).last.click()
    http(queue, 0, exchange(1, title="POST https://h/videos"), exchange(2, good=False))
    cards(gallery, card(1), card(2), all=True)
    gallery.tell({"type": "said", "text": "At most 4."})
    expect(page.get_by_text("At most 4.")).to_be_visible()
    assert serious_issues(page, "main") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it is wider than the page"
    gallery.tell(opened(2, extends=True, turns=THREAD))
    page.get_by_role("button", name="Reveal file").click()
    page.get_by_role("button", name="Remove", exact=True).click()
    assert serious_issues(page, "main") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it is wider than the page"
