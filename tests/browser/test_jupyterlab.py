"""The cell as a person sees it: real JupyterLab in real Chromium, from the first progress to the re-opened page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.jupyterlab import Lab, hurry, plays, progressed, running, save, watch_progress


@pytest.fixture
def page(lab_page: Page) -> Page:
    return lab_page


def progress(page: Page) -> Locator:
    """The bar of the live view (JupyterLab has others)."""
    return page.get_by_role("progressbar", name="Progress of demo/")


CELLS = ["%load_ext omnivid_jupyter", "%%omnivid demo/Omni-Flash-Ext -d 4\na red apple on a wooden table"]


def test_a_cell_shows_progress_then_a_video_that_plays_and_still_plays_when_opened_again(
    lab: Lab, page: Page
) -> None:
    lab.write("apple.ipynb", *CELLS)
    lab.open(page, "apple.ipynb")
    watch_progress(page, "Progress of demo/")
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    expect(page.get_by_role("button", name="Stop waiting")).to_be_visible()
    progressed(page)
    assert plays(page)
    expect(page.get_by_role("button", name="Stop waiting")).to_have_count(0)
    save(page)
    (output,) = lab.read("apple.ipynb").cells[1].outputs
    assert set(output.data) == {"text/html", "text/plain", "image/jpeg"}
    assert 'src="data:video/mp4;base64,' in output.data["text/html"]

    page.goto("about:blank")
    lab.open(page, "apple.ipynb")
    assert plays(page)


def test_stop_waiting_ends_the_cell_at_once_and_the_task_can_be_shown_later(lab: Lab, page: Page) -> None:
    after = ["print('Run All must not come here')"]
    slow = f"{CELLS[0]}\n%omnivid demo speed=0.02"
    lab.write("stopped.ipynb", slow, CELLS[1].replace("red", "green"), *after)  # not a clip that is there
    lab.open(page, "stopped.ipynb")
    for _ in range(3):
        page.keyboard.press("Shift+Enter")
    expect(progress(page)).to_be_visible()
    page.get_by_role("button", name="Stop waiting").click()
    error = page.locator(".jp-OutputArea-output", has_text="WaitStoppedError")
    expect(error).to_be_visible()
    expect(page.locator("video")).to_have_count(0)  # the click was served while the cell ran
    expect(error).to_contain_text("%omnivid resume")
    expect(page.get_by_role("button", name="Stop waiting")).to_have_count(0)
    save(page)
    notebook = lab.read("stopped.ipynb")
    assert [output.output_type for output in notebook.cells[1].outputs] == ["display_data", "error"]
    assert "widget-view" not in str(notebook.cells[1].outputs)
    assert notebook.cells[2].outputs == []

    hurry(page, 4)
    page.locator(".jp-Cell").nth(2).locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.type("%omnivid show")
    page.keyboard.press("Shift+Enter")
    assert plays(page)


def test_a_clip_beyond_the_limit_plays_from_its_file(lab: Lab, page: Page) -> None:
    formula = "from IPython.display import HTML\nHTML('<p>$x^2$</p>')"
    prompt = "ein Boot, größer als erlaubt? #1 für $5, nicht für $6"
    lab.write("file.ipynb", CELLS[0], f"%%omnivid --no-embed\n{prompt}", formula)
    lab.open(page, "file.ipynb")
    for _ in range(3):
        page.keyboard.press("Shift+Enter")
    assert plays(page)
    shown = page.locator(".jp-OutputArea-output", has_text="Not embedded")
    expect(shown).to_be_visible()
    # dollar signs are money here, and a formula elsewhere
    expect(page.locator("mjx-container")).to_have_count(1)
    expect(shown).to_contain_text(prompt)


RESTART = "() => window.jupyterapp.shell.currentWidget.context.sessionContext.session.kernel.restart()"


def test_the_card_of_a_kernel_that_was_restarted_says_that_nobody_watches_it(
    tmp_path: Path, page: Page
) -> None:
    with running(tmp_path) as lab:  # one of its own: its task stays unfinished
        slow = f"{CELLS[0]}\n%omnivid demo speed=0.02"
        lab.write("restarted.ipynb", slow, "%%omnivid\na clock that stands still")
        lab.open(page, "restarted.ipynb")
        page.keyboard.press("Shift+Enter")
        page.keyboard.press("Shift+Enter")
        expect(progress(page)).to_be_visible()
        page.evaluate(RESTART)
        lost = page.locator(".omnivid-live-lost")
        expect(lost).to_contain_text("Nobody is heard of that watches this any more")
        expect(lost).to_contain_text("%omnivid resume")
        expect(page.locator(".omnivid-job-word")).to_have_text(re.compile("^Was "))
        expect(page.get_by_role("button", name="Stop waiting")).to_be_hidden()


IN_OUTPUT = """import ipywidgets
out = ipywidgets.Output()
display(out)
with out:
    print("before")
    get_ipython().run_cell_magic("omnivid", "demo/nano-banana-2", "a blue boat in an output")"""


def test_in_an_output_widget_the_clip_is_shown_below_what_was_there(lab: Lab, page: Page) -> None:
    errors: list[str] = []
    page.goto("about:blank")  # what other tests showed there tells of no errors any more
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    lab.write("output.ipynb", CELLS[0], IN_OUTPUT)
    lab.open(page, "output.ipynb")
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    expect(page.get_by_alt_text("Image: a blue boat in an output")).to_be_visible()
    expect(page.get_by_text("before", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Stop waiting")).to_have_count(0)
    assert not [error for error in errors if "anywidget" in error]
