"""The panel as a person uses it: real JupyterLab in real Chromium, on the simulator."""

from __future__ import annotations

import base64
import io
import os
import re
from contextlib import suppress

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Locator, Page, TimeoutError, expect

from omnivid_jupyter.providers.registry import MODELS
from tests.browser.axe import serious_issues
from tests.browser.jupyterlab import KERNEL_IS_READY, Lab, hurry, progressed, save, watch_progress
from tests.browser.waiting import until
from tests.clipfiles import mp4

PANEL = "%load_ext omnivid_jupyter\nfrom omnivid_jupyter.panel import panel\npanel()"
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
    watch_progress(page, "Progress of a {{red}} fox")
    generate(page, "a {{red}} fox in the 'snow'")
    progressed(page)
    done(page, "a {{red}} fox").click()
    clip = page.get_by_role("region", name="Clip: a {{red}} fox")
    assert plays(page, clip.locator("video"))
    expect(clip.locator("video")).to_have_attribute("src", re.compile("/files/omnivid-clips/"))
    output = run_copied_cell(page)
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
    expect(video).to_have_attribute("src", re.compile("/files/deeper/omnivid-clips/"))
    expect(video).to_have_js_property("muted", True)


def test_all_of_it_by_keyboard_alone(lab: Lab, page: Page) -> None:
    show(lab, page, "keys.ipynb")
    hurry(page, 0.02)
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
    hurry(page, 4)
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
    expect(page.get_by_text("Already made or under way: free.")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Found in the clip folder: nothing was submitted.")).to_be_visible()
    tab_to(page, page.get_by_role("button", name="Remove", exact=True))
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Remove for good")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Clip: a lighthouse xyz")).to_have_count(0)
    expect(card).to_have_count(0)
    until(page, lambda: list((lab.root / "omnivid-clips").glob("a-lighthouse-xyz-*")), [])
    expect(page.locator(".jp-Cell")).to_have_count(2)  # no key was taken by the notebook


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
    page.wait_for_function(KERNEL_IS_READY)
    page.get_by_role("button", name="Generate").click()
    expect(
        page.get_by_role("status").get_by_text("The kernel has ended: run this cell again.")
    ).to_be_visible()

    def side_by_side() -> bool:
        left, right = (page.locator(f".omnivid-{part}-root").bounding_box() for part in ("form", "queue"))
        return bool(left and right and left["y"] == right["y"])

    until(page, side_by_side, True, "JupyterLab's mark for a lost kernel took a place in the grid")
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


def test_a_page_that_was_loaded_again_says_which_cell_shows_what_it_cannot(lab: Lab, page: Page) -> None:
    show(lab, page, "again.ipynb", "pass")
    generate(page, "a green kite")
    expect(done(page, "a green kite")).to_be_visible()
    save(page)
    # ipywidgets gives a panel up that a busy machine's kernel does not answer for within seconds
    for _ in range(5):
        page.reload()
        page.wait_for_function(KERNEL_IS_READY)
        with suppress(TimeoutError):
            page.get_by_role("list", name="Clips").wait_for(timeout=30_000)
            break
    page.get_by_role("list", name="Clips").get_by_role("button", name="a green kite").click()
    page.get_by_role("button", name="Show in notebook").click()
    said = page.get_by_role("status").get_by_text("This page was opened again")
    expect(said).to_be_visible()
    cell = re.findall(r"%omnivid show \S+", said.inner_text())[0]
    page.locator(".jp-Cell").nth(1).locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.type(cell)
    page.keyboard.press("Shift+Enter")
    assert plays(page, page.locator(".jp-Cell").nth(1).locator(".jp-OutputArea-output video"))


def run_copied_cell(page: Page) -> Locator:
    """Copy the opened clip's cell into the notebook's second one and run it; returns its output."""
    page.get_by_role("button", name="Copy as cell").click()
    expect(page.get_by_role("status").get_by_text("Cell copied")).to_be_visible()
    page.locator(".jp-Cell").nth(1).locator(".cm-content").click()
    for keys in ("Control+a", "Control+v"):
        page.keyboard.press(keys)
    expect(page.locator(".jp-Cell").nth(1).locator(".cm-content")).to_contain_text("%%omnivid")
    page.keyboard.press("Shift+Enter")
    return page.locator(".jp-Cell").nth(1).locator(".jp-OutputArea-output")


def picture(size: int) -> bytes:
    """A PNG file that is larger than one message."""
    file = io.BytesIO()
    Image.frombytes("RGB", (size, size), os.urandom(3 * size * size)).save(file, "PNG")
    return file.getvalue()


def test_a_chosen_file_becomes_a_reference_that_the_copied_cell_names(lab: Lab, page: Page) -> None:
    show(lab, page, "chosen.ipynb", "pass")
    page.on("filechooser", lambda _: None)
    page.get_by_role("combobox", name="Model").select_option("demo/gemini-omni-flash-preview")
    content = picture(900)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose files as image").press("Enter")
    files: list[FilePayload] = [
        {"name": "My noise.png", "mimeType": "image/png", "buffer": content},
        {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"no picture"},
    ]
    chooser.value.set_files(files)
    expect(page.get_by_role("status").get_by_text("My noise.png is added.")).to_be_visible()
    expect(page.get_by_role("alert").get_by_text("notes.txt is neither a picture")).to_be_visible()
    (kept,) = (lab.root / "omnivid-clips" / "references").glob("my-noise-*.png")
    assert kept.read_bytes() == content
    generate(page, "the noise comes alive", "demo/gemini-omni-flash-preview")
    done(page, "the noise comes alive").click()
    output = run_copied_cell(page)
    expect(output).to_contain_text("Found in the clip folder")
    expect(page.locator(".jp-Cell").nth(1).locator(".cm-content")).to_contain_text(f"references/{kept.name}")


def test_a_dropped_file_is_taken_by_the_field_and_not_by_the_notebook(lab: Lab, page: Page) -> None:
    show(lab, page, "dropped.ipynb")
    page.get_by_role("combobox", name="Model").select_option("demo/gemini-omni-flash-preview")
    field = page.get_by_role("textbox", name="Video URL or file")
    transfer = page.evaluate_handle(
        """content => {
          const bytes = Uint8Array.from(atob(content), c => c.charCodeAt(0));
          const transfer = new DataTransfer();
          transfer.items.add(new File([bytes], "film.mp4", { type: "video/mp4" }));
          return transfer;
        }""",
        base64.b64encode(mp4(2.0)).decode(),
    )
    for event in ("dragover", "drop"):
        field.dispatch_event(event, {"dataTransfer": transfer})
    expect(page.get_by_role("status").get_by_text("film.mp4 is added.")).to_be_visible()
    expect(page.get_by_text(re.compile(r"^omnivid-clips/references/film-\w+\.mp4$"))).to_be_visible()
    expect(page.get_by_role("button", name="Remove video 1")).to_be_visible()


def test_a_clip_is_edited_in_turns_that_can_be_walked_through(lab: Lab, page: Page) -> None:
    show(lab, page, "turns.ipynb")
    generate(page, "an old tree", "demo/gemini-omni-flash-preview")
    done(page, "an old tree").click()
    page.get_by_role("button", name="Extend", exact=True).press("Enter")
    expect(page.get_by_role("textbox", name="Prompt")).to_be_focused()
    expect(page.get_by_role("textbox", name="Extend")).to_have_value(re.compile("^task_"))
    page.keyboard.type("now in autumn")
    page.keyboard.press("Control+Enter")
    done(page, "now in autumn").press("Enter")
    turns = page.get_by_role("region", name="Clip: now in autumn").get_by_role("list")
    expect(turns.get_by_role("button")).to_have_text(
        [re.compile("Turn 1.*old tree"), re.compile("Turn 2.*autumn")]
    )
    expect(turns.locator("[aria-current]")).to_contain_text("now in autumn")
    expect(turns.locator("img").first).to_have_js_property("complete", True)
    turns.get_by_role("button", name="Turn 1").press("Enter")
    expect(page.get_by_role("heading", name="an old tree", exact=True)).to_be_focused()


def test_the_http_messages_of_a_job_can_be_read(lab: Lab, page: Page) -> None:
    show(lab, page, "messages.ipynb")
    generate(page, "a talking parrot")
    row = page.locator("li", has_text="a talking parrot").filter(has=page.get_by_text("Messages"))
    row.locator("summary", has_text="Messages").click()
    messages = row.get_by_role("list", name="HTTP messages")
    expect(messages).to_contain_text("/videos/generations")
    expect(messages.locator("pre").first).to_contain_text("Authorization: Bearer ***")
    expect(done(page, "a talking parrot")).to_be_visible()
    expect(messages.get_by_role("listitem").nth(2)).to_be_visible()
    messages.get_by_role("listitem").nth(1).locator("summary").click()
    expect(messages.get_by_role("listitem").nth(1).get_by_text("Received")).to_be_visible()


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_nobody_is_shut_out_in_either_theme(lab: Lab, page: Page, theme: str) -> None:
    show(lab, page, f"{theme.split()[1].lower()}.ipynb")
    page.evaluate("theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })", theme)
    preview = "demo/gemini-omni-flash-preview"
    prompt = f"a fish that nobody saw in {theme}"
    generate(page, prompt, preview)
    page.locator("summary", has_text="Messages").first.click()
    done(page, prompt[:40]).click()
    page.get_by_role("button", name="Extend", exact=True).click()
    expect(page.get_by_role("textbox", name="Extend")).to_have_value(re.compile("^task_"))
    generate(page, f"{prompt} again", preview)
    page.get_by_role("textbox", name="Image URL").fill("nonsense")
    expect(page.get_by_text("there is no file")).to_be_visible()
    again = page.locator("li", has_text=f"{prompt} again").get_by_role("button", name="Show clip")
    expect(again).to_be_visible()
    assert serious_issues(page, ".omnivid-panel") == []
    again.click()
    expect(page.get_by_text("Turns of this clip")).to_be_visible()
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
