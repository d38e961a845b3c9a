"""An exported page as its reader opens it: from the disk, without a network, in a real browser."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

import omnivid_jupyter as omnivid
from omnivid_jupyter.export import export
from tests.browser.axe import serious_issues
from tests.browser.jupyterlab import Lab
from tests.browser.waiting import until, until_in_step
from tests.session import session_in

PROMPT = "折り紙の鶴 <b>flies</b> off a bookshelf and settles on a vase, slow tracking shot"
LONG = "a paper boat on a rainy street, " * 6 + "seen from above"

# Plays a video, muted, until it has moved on.
PLAY = """
async (video) => {
  video.muted = true;
  await video.play();
  const start = video.currentTime;
  while (video.currentTime < start + 0.3) await new Promise(requestAnimationFrame);
  video.pause();
  return [video.videoWidth, video.videoHeight];
}
"""


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A page of three films of one prompt, one of them upright, and an image; alone in its folder."""
    folder, work = tmp_path_factory.mktemp("exported"), tmp_path_factory.mktemp("work")
    with session_in(work):
        model = "demo/Omni-Flash-Ext"
        for ratio, take in (("16:9", 1), ("16:9", 2), ("9:16", 1)):
            omnivid.generate(PROMPT, model=model, duration=4, aspect_ratio=ratio, take=take)
        omnivid.generate(LONG, model="demo/nano-banana-2")
        yield export(folder / "lesson.html").path


def opened(browser: Browser, path: Path, width: int, scheme: Literal["light", "dark"]) -> Page:
    """The page without a network, when all its films are there."""
    context = browser.new_context(offline=True, color_scheme=scheme, viewport={"width": width, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(path.as_uri())
    page.wait_for_function("[...document.querySelectorAll('video')].every((video) => video.readyState >= 2)")
    return page


@pytest.fixture
def page(browser: Browser, exported: Path) -> Iterator[Page]:
    """The page on a wide, light screen; script errors and requests that leave the page fail the test."""
    page = opened(browser, exported, 1200, "light")
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: errors.append(request.url[:80]))
    page.reload()
    page.wait_for_function("[...document.querySelectorAll('video')].every((video) => video.readyState >= 2)")
    yield page
    page.context.close()
    loaded = [error for error in errors if not error.startswith("data:")]
    assert loaded == [exported.as_uri()]


def test_every_film_of_the_page_plays_from_the_disk_without_a_network(page: Page) -> None:
    videos = page.locator("video")
    expect(videos).to_have_count(6)  # three clips, and each again in the comparison
    sizes = [videos.nth(number).evaluate(PLAY) for number in range(6)]
    assert sizes == [[1280, 720], [1280, 720], [720, 1280]] * 2
    expect(page.get_by_role("img", name="Image: a paper boat")).to_be_visible()
    picture = page.get_by_role("img", name="Image: a paper boat")
    until(page, lambda: picture.evaluate("(image) => image.naturalWidth > 0"), True)


def test_the_compared_films_play_in_step(page: Page) -> None:
    comparison = page.locator(".omnivid-compare")
    comparison.get_by_role("button", name="Loop").click()  # it does not end while one looks
    comparison.get_by_role("button", name="Play").click()
    until_in_step(comparison, 1.5, 0.25)  # closer than that is measured where compare itself is tested
    comparison.get_by_role("button", name="Pause").click()
    comparison.get_by_role("button", name="One frame forward").click()

    def apart() -> float:
        times = comparison.locator("video").evaluate_all("(all) => all.map((video) => video.currentTime)")
        return float(max(times) - min(times))

    until(page, lambda: apart() < 1 / 24, True)


def test_a_cell_is_copied_as_it_is_to_be_run(page: Page) -> None:
    page.get_by_role("button", name="Copy: The cell of clip 2").click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"%%omnivid demo/Omni-Flash-Ext -d 4 -a 16:9 -r 720p --take 2\n{PROMPT}"


def test_where_copying_is_forbidden_the_cell_is_selected(page: Page) -> None:
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('forbidden')); }")
    page.get_by_role("button", name="Copy: The cell of clip 1").click()
    expect(page.get_by_role("status")).to_contain_text("Ctrl+C")
    assert page.evaluate("String(getSelection())").startswith("%%omnivid demo/Omni-Flash-Ext")


def test_the_page_has_a_title_headings_and_links_that_lead_somewhere(page: Page) -> None:
    assert page.title() == "lesson"
    expect(page.get_by_role("heading", level=1)).to_have_text("lesson")
    expect(page.get_by_role("heading", level=2)).to_have_text(["Clips", "Comparisons"])
    expect(page.get_by_role("heading", level=3)).to_have_count(5)
    links = page.locator("a").evaluate_all("(all) => all.map((link) => link.getAttribute('href'))")
    assert len(links) == 8
    assert [link for link in links if page.locator(link).count() != 1] == []
    expect(page.locator("article .prompt")).to_contain_text(LONG)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 600])
def test_the_page_fits_wide_and_narrow_light_and_dark_and_has_no_serious_issue(
    browser: Browser, exported: Path, width: int, scheme: Literal["light", "dark"]
) -> None:
    page = opened(browser, exported, width, scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    brightness = [int(part) for part in background.removeprefix("rgb(").removesuffix(")").split(",")]
    assert (sum(brightness) / 3 > 128) == (scheme == "light")
    assert serious_issues(page, "body") == []
    for video in page.locator(".media video").all():
        box = video.bounding_box()
        assert box and box["width"] <= width and box["height"] <= 0.72 * 900 + 1
    page.context.close()


def test_printed_it_is_black_on_white_without_what_only_a_screen_needs(
    browser: Browser, exported: Path
) -> None:
    page = opened(browser, exported, 1200, "dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    expect(page.get_by_role("button", name="Copy: The cell of clip 1")).to_be_hidden()
    expect(page.locator(".omnivid-compare-bar")).to_be_hidden()
    expect(page.get_by_text("The cell of clip 1")).to_be_visible()
    page.context.close()


def test_without_scripts_everything_but_the_comparisons_players_is_there(
    browser: Browser, exported: Path
) -> None:
    context = browser.new_context(offline=True, java_script_enabled=False)
    page = context.new_page()
    page.goto(exported.as_uri())
    expect(page.locator("article[id]")).to_have_count(4)
    expect(page.locator("video[src]")).to_have_count(3)
    expect(page.get_by_text("The players here need scripts, which do not run")).to_be_visible()
    context.close()


def test_in_jupyterlab_the_archive_holds_the_notebook_that_is_open(lab: Lab, lab_page: Page) -> None:
    cells = ("%load_ext omnivid_jupyter", "%%omnivid demo/nano-banana-2\na boat", "%omnivid export open.zip")
    lab.write("open.ipynb", *cells)
    lab.write("closed.ipynb", "1")
    lab.open(lab_page, "open.ipynb")
    lab_page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
    expect(lab_page.get_by_text("Wrote open.zip")).to_contain_text("open.ipynb and 1 clip.")
    with zipfile.ZipFile(lab.root / "open.zip") as archive:
        assert archive.namelist()[0] == "open.ipynb"
