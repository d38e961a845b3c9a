"""A contact sheet in an exported page: from the disk, without a network, each film in the page once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.export.collection import Collection, ExportedClip
from omnivid_jupyter.export.page import page as page_of
from omnivid_jupyter.reports.library import ListedClip
from omnivid_jupyter.request import VideoRequest
from omnivid_jupyter.views.sheet import Sheet
from tests.browser.axe import serious_issues
from tests.browser.test_sheet_js import AXES, entries
from tests.browser.waiting import until_in_step

# The page's own policy forbids Playwright to evaluate an expression again and again.
PLAYING = """
video => new Promise((done, fail) => {
  setTimeout(() => fail(new Error("it does not play")), 60000);
  const look = () => (video.currentTime > 0.1 ? done() : requestAnimationFrame(look));
  look();
})
"""


def listed(clip: Clip) -> ExportedClip:
    item = ListedClip(
        id=clip.path.stem,
        sidecar=clip.path.with_suffix(".json"),
        files=(clip.path,),
        checksums=(clip.sha256,),
        media_types=(clip.media_type,),
        width=clip.width,
        height=clip.height,
        duration=clip.duration,
        size=clip.size,
        request=VideoRequest(clip.model, clip.prompt),
        model=clip.model,
        task_id=clip.task_id,
        created=0.0,
        cost=clip.cost,
        credits=None,
        fingerprint="",
    )
    return ExportedClip(clip, item)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of 22 clips on four axes, alone in its folder."""
    work = tmp_path_factory.mktemp("work")
    sheet = Sheet(entries(work, AXES), AXES, title="Which words?")
    sheet.clips[1].rate(stars=3, note="<b>drifts</b>")
    sheet._repr_mimebundle_()
    collected = Collection(tuple(map(listed, sheet.clips)), {}, (), ())
    document, shown = page_of("Boats", collected)
    assert shown == {"contact sheet": 1, "comparison": 0}
    path = tmp_path_factory.mktemp("exported-sheet") / "boats.html"
    path.write_text(str(document), "utf-8")
    return path


def opened(
    browser: Browser, path: Path, width: int = 1200, scheme: Literal["light", "dark"] = "light"
) -> Page:
    context = browser.new_context(offline=True, color_scheme=scheme, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(path.as_uri())
    page.locator(".omnivid-sheet-view").wait_for()
    return page


@pytest.fixture
def page(browser: Browser, exported: Path) -> Iterator[Page]:
    """The page on a wide, light screen; script errors and requests that leave the page fail the test."""
    page = opened(browser, exported)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: errors.append(request.url[:80]))
    yield page
    page.context.close()
    assert [error for error in errors if not error.startswith("data:")] == []


def test_it_plays_the_films_that_the_page_has_once(page: Page, exported: Path) -> None:
    text = exported.read_text("utf-8")
    assert text.count("data:video/mp4") == 22
    expect(page.locator(".omnivid-sheet-tile")).to_have_count(24)
    page.get_by_role("button", name="Play all").click()
    page.locator(".sheet").evaluate("sheet => sheet.scrollIntoView()")
    until_in_step(page.locator("main"), 0.5, 0.1, least=4, selector=".omnivid-sheet-picture video")
    page.get_by_role("button", name="Pause all").click()
    page.locator(".omnivid-sheet-open").nth(1).focus()
    page.keyboard.press("Enter")
    page.locator("dialog video").evaluate(PLAYING)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("“<b>drifts</b>”")
    expect(dialog.get_by_role("link")).to_have_attribute("href", "#clip-2")
    page.keyboard.press("Escape")


def test_what_failed_stands_in_its_place_and_what_was_judged_is_shown(page: Page) -> None:
    expect(page.get_by_role("button", name=re.compile("✕ Failed Refused by the service"))).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Clip 2:.*3 of 5 stars"))).to_be_visible()
    expect(page.get_by_text("Stars and notes are shown as they were saved")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(600, "dark"), (1200, "light"), (1200, "dark")])
def test_it_is_accessible_and_fits(
    browser: Browser, exported: Path, width: int, scheme: Literal["light", "dark"]
) -> None:
    page = opened(browser, exported, width, scheme)
    assert serious_issues(page, ".sheet") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.context.close()


def test_without_scripts_it_is_a_table_with_pictures(browser: Browser, exported: Path) -> None:
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(exported.as_uri())
    sheet = page.locator(".sheet")
    expect(sheet.locator("video[poster]")).to_have_count(22)
    expect(sheet.get_by_role("columnheader", name="duration 8 s").first).to_be_visible()
    expect(sheet.get_by_text("Refused by the service").first).to_be_visible()
    context.close()
