"""The contact sheet in a real JupyterLab: judged there, saved, opened again without a kernel and without trust."""

from __future__ import annotations

import json
import re
from pathlib import Path

import nbformat
from playwright.sync_api import Page, expect

from tests.browser.jupyterlab import Lab, save
from tests.browser.test_compare_js import end_kernels
from tests.browser.waiting import until
from tests.clipfiles import jpeg, mp4

SET_UP = """
import threading, time
from dataclasses import replace
from pathlib import Path
from omnivid_jupyter.clip import Clip
from omnivid_jupyter.views.live_sheet import LiveSheet
from omnivid_jupyter.views.sheet import Entry, Sheet
get_ipython().run_line_magic("load_ext", "omnivid_jupyter")
get_ipython().run_line_magic("config", "Omnivid.embed = 'never'")
POSTER = Path("poster.jpg").read_bytes()
AXES = {"prompt": ("a red boat", "a blue boat"), "take": ("1", "2", "3")}
def entry(number):
    path = Path(f"sheet/clip-{number}.mp4")
    prompt, take = AXES["prompt"][number // 3], str(number % 3 + 1)
    clip = Clip(path=path, media_type="video/mp4", width=64, height=36, duration=3.0, size=path.stat().st_size,
                sha256=f"{number:064x}", prompt=prompt, model="demo/omni-flash", task_id=f"t{number}", poster=POSTER)
    return Entry({"prompt": prompt, "take": take}, prompt, "demo/omni-flash", int(take), clip=clip, cost=0.0)
entries = [entry(number) for number in range(5)]
last = {"prompt": "a blue boat", "take": "3"}
entries.append(replace(entries[0], values=last, clip=None, state="failed", note="Refused."))
"""
SHOW = SET_UP + "Sheet(entries, AXES, title='Which boat?')"
LIVE = (
    SET_UP
    + """
stopped = threading.Event()
live = LiveSheet(stopped.set, AXES, title="Which boat?")
waiting = [replace(each, clip=None, state="running", note="") for each in entries[:5]] + [entries[5]]
done = 0
while not stopped.is_set():
    await __import__("asyncio").sleep(0.1)
    done = min(5, len(list(Path(".").glob("go-*"))))
    live.update(entries[:done] + waiting[done:], f"{done} of 6 done · {5 - done} running")
live.finish(Sheet(entries, AXES, title="Which boat?")._repr_mimebundle_())
"""
)
FIRST = ".omnivid-sheet-picture video"


def films(lab: Lab) -> Path:
    folder = lab.root / "sheet"
    folder.mkdir(exist_ok=True)
    for number in range(5):
        (folder / f"clip-{number}.mp4").write_bytes(mp4(3.0))
    (lab.root / "poster.jpg").write_bytes(jpeg())
    return folder


def opens(page: Page) -> list[str]:
    return [each.get_attribute("aria-label") or "" for each in page.locator(".omnivid-sheet-open").all()]


def plays(page: Page) -> None:
    page.locator(".omnivid-sheet-open").first.hover()
    page.wait_for_function(f"document.querySelector('{FIRST}')?.currentTime > 0.1")
    page.mouse.move(2, 2)


def test_a_sheet_is_judged_while_its_kernel_lives_and_saved_for_those_without_one(
    lab: Lab, lab_page: Page
) -> None:
    page, folder = lab_page, films(lab)
    lab.write("sheet.ipynb", SHOW)
    lab.open(page, "sheet.ipynb")
    page.keyboard.press("Shift+Enter")
    expect(page.get_by_text("What you give is kept beside the clip's file.")).to_be_visible()
    plays(page)
    cells = page.locator(".jp-Cell").count()
    page.locator(".omnivid-sheet-open").nth(1).focus()
    for key in ("4", "x", "b", "a", "d", "d"):  # some are commands of the notebook outside
        page.keyboard.press(key)
    expect(page.locator(".omnivid-sheet-open").nth(1)).to_have_attribute(
        "aria-label", re.compile("4 of 5.*rejected")
    )
    assert json.loads((folder / "clip-1.rating").read_text()) == {"stars": 4, "rejected": True}
    expect(page.locator(".jp-Cell")).to_have_count(cells)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    heights = page.locator("dialog dt").evaluate_all("terms => terms.map((term) => term.offsetHeight)")
    assert heights and max(heights) < 30, "each name is on one line, whatever JupyterLab makes of lists"
    page.wait_for_function("document.querySelector('dialog video').currentTime > 0.1")
    page.keyboard.press("n")
    page.keyboard.type("drifts")
    page.keyboard.press("Escape")
    expect(page.locator(".omnivid-sheet-remark", has_text="drifts").first).to_be_visible()
    page.get_by_role("button", name="Play all").click()
    page.wait_for_function(
        f"[...document.querySelectorAll('{FIRST}')].filter(v => v.currentTime > 0).length === 5"
    )
    save(page)
    (output,) = lab.read("sheet.ipynb").cells[0].outputs
    assert set(output.data) == {"text/html", "text/plain", "image/jpeg"}

    page.goto("about:blank")
    end_kernels(lab)
    lab.open(page, "sheet.ipynb")
    expect(page.get_by_text("Stars and notes are shown as they were saved")).to_be_visible()
    plays(page)

    notebook = lab.read("sheet.ipynb")
    notebook.cells[0].outputs[0].data["text/html"] += "<p>from somebody else</p>"  # and so it is not trusted
    nbformat.write(notebook, lab.root / "untrusted-sheet.ipynb")
    page.goto("about:blank")
    lab.open(page, "untrusted-sheet.ipynb")
    expect(page.get_by_text("from somebody else")).to_be_visible()
    expect(page.locator(".jp-OutputArea video[controls]")).to_have_count(5)
    expect(page.get_by_role("columnheader", name="take 2")).to_be_visible()
    expect(page.locator(".jp-OutputArea").get_by_text("Refused.")).to_be_visible()
    page.locator("video").first.evaluate("video => { video.muted = true; return video.play(); }")
    page.wait_for_function("document.querySelector('video').currentTime > 0.1")


def test_cells_fill_in_while_a_sweep_runs_and_can_be_judged_at_once(lab: Lab, lab_page: Page) -> None:
    page, folder = lab_page, films(lab)
    lab.write("live.ipynb", LIVE)
    lab.open(page, "live.ipynb")
    page.keyboard.press("Shift+Enter")
    expect(page.get_by_text("Which boat? · 0 of 6 done · 5 running")).to_be_visible()
    stand = ["◑ Running"] * 5 + ["✕ Failed Refused."]
    until(page, lambda: [name.split(", ")[2] for name in opens(page)], stand)
    expect(page.locator(".jp-OutputArea").get_by_text("Refused.")).to_be_visible()
    (lab.root / "go-1").touch()
    expect(page.get_by_text("Which boat? · 1 of 6 done · 4 running")).to_be_visible()
    plays(page)
    page.locator(".omnivid-sheet-open").first.focus()
    page.keyboard.press("3")
    expect(page.locator(".omnivid-sheet-open").first).to_have_attribute(
        "aria-label", re.compile("3 of 5 stars")
    )
    assert json.loads((folder / "clip-0.rating").read_text()) == {"stars": 3}
    (lab.root / "go-2").touch()
    expect(page.get_by_text("2 of 6 done")).to_be_visible()
    # what the sweep says next does not take them away
    expect(page.locator(".omnivid-sheet-open").first).to_have_attribute(
        "aria-label", re.compile("3 of 5 stars")
    )
    page.get_by_role("button", name="Stop waiting").click()
    expect(page.locator(".omnivid-live-stop")).to_have_count(0)
    expect(page.locator(".omnivid-sheet-tile")).to_have_count(6)
    save(page)
    (output,) = lab.read("live.ipynb").cells[0].outputs
    assert set(output.data) == {"text/html", "text/plain", "image/jpeg"}
