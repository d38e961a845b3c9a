"""The panel as a person uses it: real JupyterLab in real Chromium, on the simulator."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from omnivid_jupyter.providers.registry import MODELS
from tests.browser.axe import serious_issues
from tests.browser.jupyterlab import KERNEL_IS_READY, PATIENCE, Lab, save

PANEL = "%load_ext omnivid_jupyter\nfrom omnivid_jupyter.notebook.panel import panel\npanel()"
PLAYS = "v => v.videoWidth > 0 && v.currentTime > 0.3"


@pytest.fixture
def page(lab_page: Page) -> Page:
    lab_page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return lab_page


def show(lab: Lab, page: Page, name: str, *cells: str) -> None:
    """Open a new notebook and show the panel of its first cell."""
    lab.write(name, PANEL, *cells)
    lab.open(page, name)
    page.keyboard.press("Shift+Enter")
    expect(page.get_by_role("textbox", name="Prompt")).to_be_visible()


def generate(page: Page, prompt: str, model: str = "demo/Omni-Flash-Ext") -> None:
    page.get_by_role("combobox", name="Model").select_option(model)
    page.get_by_role("textbox", name="Prompt").fill(prompt)
    page.get_by_role("button", name="Generate").click()
    expect(page.get_by_role("status").get_by_text("started.")).to_be_visible()


def done(page: Page, prompt: str) -> Locator:
    """The finished job's button that opens its clip."""
    return page.get_by_role("button", name=f"Show clip: {prompt}")


def plays(page: Page, video: Locator) -> bool:
    video.wait_for()
    handle = video.element_handle()
    assert handle is not None
    handle.evaluate("v => { v.muted = true; return v.play(); }")
    page.wait_for_function(PLAYS, arg=handle)
    return True


def test_a_prompt_becomes_a_clip_that_plays_and_a_cell_that_finds_it_for_free(lab: Lab, page: Page) -> None:
    show(lab, page, "panel.ipynb", "pass")
    page.get_by_role("combobox", name="Model").select_option("demo/Omni-Flash-Ext")
    page.get_by_role("combobox", name="Duration").select_option("4")
    generate(page, "a {{red}} fox in the 'snow'")
    bar = page.get_by_role("progressbar", name="Progress of a {{red}} fox")
    expect(bar).to_have_attribute("aria-valuenow", re.compile(r"[1-9]"))
    first = bar.get_attribute("aria-valuenow") or ""
    expect(bar).not_to_have_attribute("aria-valuenow", first)
    done(page, "a {{red}} fox").click()
    clip = page.get_by_role("region", name="Clip: a {{red}} fox")
    assert plays(page, clip.locator("video"))
    assert "/files/omnivid-clips/" in (clip.locator("video").get_attribute("src") or "")
    page.get_by_role("button", name="Copy as cell").click()
    expect(page.get_by_role("status").get_by_text("Cell copied")).to_be_visible()

    page.locator(".jp-Cell").nth(1).locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+v")
    page.keyboard.press("Shift+Enter")
    output = page.locator(".jp-Cell").nth(1).locator(".jp-OutputArea-output")
    expect(output).to_contain_text("Found in the clip folder")
    assert plays(page, output.locator("video"))
    save(page)
    saved = lab.read("panel.ipynb")
    assert saved.cells[1].source.startswith("%%omnivid demo/Omni-Flash-Ext -d 4 -a 16:9 -r 720p --raw\n")
    assert "red" not in str(saved.cells[0].outputs) + str(saved.metadata), "the panel left something behind"


def test_a_card_plays_when_it_is_pointed_at_also_in_a_sub_folder(lab: Lab, page: Page) -> None:
    (lab.root / "deeper").mkdir()
    show(lab, page, "deeper/sub.ipynb")
    generate(page, "a boat at night")
    expect(done(page, "a boat at night")).to_be_visible()
    cards = page.get_by_role("list", name="Clips")
    card = cards.get_by_role("button", name="a boat at night")
    expect(card.locator("img")).to_have_js_property("complete", True)
    card.hover()
    video = card.locator("video")
    video.wait_for(state="attached")
    page.wait_for_function(PLAYS, arg=video.element_handle())
    assert "/files/deeper/omnivid-clips/" in (video.get_attribute("src") or "")
    assert video.evaluate("v => v.muted")


def test_all_of_it_by_keyboard_alone(lab: Lab, page: Page) -> None:
    show(lab, page, "keys.ipynb")
    page.get_by_role("textbox", name="Prompt").focus()
    page.keyboard.type("a lighthouse xyz")  # x, y, z, d … are the notebook's own keys, too
    page.keyboard.press("Tab")
    expect(page.get_by_role("combobox", name="Model")).to_be_focused()
    for _ in MODELS:
        page.keyboard.press("ArrowDown")
        if page.get_by_role("combobox", name="Model").input_value() == "demo/Omni-Flash-Ext":
            break
    expect(page.get_by_role("combobox", name="Duration")).to_have_value("6")
    tab_to(page, page.get_by_role("button", name="Generate"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Stop waiting: a lighthouse xyz"))
    page.keyboard.press("Enter")
    again = page.get_by_role("button", name="Wait again: a lighthouse xyz")
    expect(again).to_be_focused()
    page.keyboard.press("Enter")
    expect(done(page, "a lighthouse xyz")).to_be_focused()
    card = page.get_by_role("list", name="Clips").get_by_role("button", name="a lighthouse xyz")
    expect(card).to_be_visible()
    tab_to(page, page.get_by_role("list", name="Clips").get_by_role("button").first)
    for _ in range(page.get_by_role("list", name="Clips").get_by_role("button").count()):
        if card.evaluate("node => node === document.activeElement"):
            break
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="a lighthouse xyz")).to_be_focused()
    tab_to(page, page.get_by_role("button", name="Use again"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Prompt")).to_be_focused()
    expect(page.get_by_text("Already made: free.")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Found in the clip folder: nothing was submitted.")).to_be_visible()
    tab_to(page, page.get_by_role("button", name="Remove", exact=True))
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Remove for good")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Clip: a lighthouse xyz")).to_have_count(0)
    expect(card).to_have_count(0)
    assert not list((lab.root / "omnivid-clips").glob("a-lighthouse-xyz-*"))
    assert page.locator(".jp-Cell").count() == 2, "a key was taken by the notebook"


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus."""
    target.wait_for()
    for _ in range(60):
        if target.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not reach {target}")


def test_a_job_in_flight_is_found_again_after_the_kernel_was_restarted(lab: Lab, page: Page) -> None:
    show(lab, page, "restart.ipynb")
    generate(page, "a slow snail")
    row = page.locator("li", has_text="a slow snail")
    expect(row).to_contain_text("task task_")
    task = re.findall(r"task (task_\w+)", row.inner_text())[0]
    page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.context.sessionContext.session.kernel.restart()"
    )
    page.wait_for_function(KERNEL_IS_READY, timeout=PATIENCE * 1000)
    page.locator(".jp-InputArea").first.click()
    page.keyboard.press("Shift+Enter")
    row = page.locator("li", has_text="a slow snail").filter(has=page.get_by_role("button", name="Show clip"))
    expect(row).to_contain_text(task)


def test_clips_are_compared_and_shown_as_plain_outputs_that_stay(lab: Lab, page: Page) -> None:
    show(lab, page, "compare.ipynb")
    for prompt in ("a red kite", "a blue kite"):
        generate(page, prompt)
    for prompt in ("a red kite", "a blue kite"):
        expect(done(page, prompt)).to_be_visible()
        page.get_by_role("checkbox", name=prompt).check()
    page.get_by_role("button", name="Compare 2").click()
    expect(page.get_by_role("button", name="Wipe")).to_be_visible()
    save(page)
    panel, result = lab.read("compare.ipynb").cells[0].outputs
    assert "application/vnd.jupyter.widget-view+json" in panel.data and "%%omnivid" in panel.data["text/html"]
    assert set(result.data) == {"text/html", "text/plain"} and "blue" in result.data["text/html"]


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_nobody_is_shut_out_in_either_theme(lab: Lab, page: Page, theme: str) -> None:
    show(lab, page, f"{theme.split()[1].lower()}.ipynb")
    page.evaluate("theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })", theme)
    generate(page, "a fish that nobody saw", "demo/gpt-image-2")
    page.get_by_role("textbox", name="Image URL").fill("nonsense")
    expect(page.get_by_text("there is no file")).to_be_visible()
    expect(done(page, "a fish that nobody saw")).to_be_visible()
    assert serious_issues(page, ".omnivid-panel") == []
    done(page, "a fish that nobody saw").click()
    expect(page.get_by_role("region", name="Clip: a fish that nobody saw")).to_be_visible()
    assert serious_issues(page, ".omnivid-panel") == []


def test_five_hundred_clips_are_there_at_once(lab: Lab, browser: Browser, page: Page) -> None:
    show(lab, page, "many.ipynb")
    generate(page, "one of many")
    expect(done(page, "one of many")).to_be_visible()
    folder = lab.root / "omnivid-clips"
    (sidecar,) = folder.glob("one-of-many-*.json")
    (film,) = folder.glob("one-of-many-*.mp4")
    for number in range(500):
        name = f"copy-{number}.mp4"
        (folder / name).hardlink_to(film)
        (folder / f"copy-{number}.json").write_text(sidecar.read_text().replace(film.name, name))
    expect(page.get_by_text(re.compile(r"^5\d\d clips$"))).to_be_visible()
    cards = page.get_by_role("list", name="Clips").get_by_role("button")
    expect(cards.first.locator("img")).to_be_visible()
    pictures = page.locator(".omnivid-gallery-picture:not([hidden])").count()
    assert pictures < 100, "pictures were fetched that nobody sees"
    page.get_by_role("searchbox", name="Search clips").fill("many")
    expect(page.get_by_text(re.compile(r"^501 of 5\d\d clips$"))).to_be_visible()
    for path in folder.glob("copy-*"):
        path.unlink()
