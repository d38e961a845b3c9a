"""Takes the README's pictures from the real product: JupyterLab in Chromium, on the simulator.

    .venv/bin/python tools/screenshots.py

The one rule: nothing is retouched; what is in a picture was on the screen.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser import jupyterlab  # noqa: E402  # the tests know how to run one
from tests.browser.conftest import chromium  # noqa: E402

IMAGES = ROOT / "docs" / "images"
CELLS = (
    "%load_ext omnivid_jupyter",
    "%%omnivid demo/Omni-Flash-Ext -d 6\na harbour at sunrise, gulls over the water, slow drone shot",
)
CLIPS = """import omnivid_jupyter as o
o.generate("a lighthouse in a storm, oil on canvas", model="demo/gpt-image-2")
o.generate("ein rotes Boot", model="demo/omni-pro")
o.generate("ガラスのビー玉が転がる", model="demo/gemini-omni-flash-text-to-video")
tree = o.generate("an old tree on a hill, camera circling slowly", model="demo/gemini-omni-flash-preview")
o.generate("the same tree in autumn, leaves falling", model=tree.model, extend=tree)
o.generate("the tree under a starry sky", model=tree.model, extend=tree)"""
COMPARED = """import omnivid_jupyter as o
model = "demo/Omni-Flash-Ext"
street = o.generate("a paper boat on a rainy street, camera low", model=model)
lake = o.generate("a paper boat on a mountain lake, camera low", model=model)
o.compare(street, lake)"""
_TO_ITS_MIDDLE = """video => new Promise(done => {
    video.onseeked = done;
    video.currentTime = video.duration / 2;
})"""


def main() -> None:
    """Write every picture into docs/images."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        jupyterlab.running(Path(folder)) as lab,
        sync_playwright() as p,
    ):
        browser = p.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 900, "height": 760})
        page.set_default_timeout(180_000)
        cell(lab, page)
        compare(lab, page)
        panel(lab, page)
        browser.close()


def cell(lab: jupyterlab.Lab, page: Page) -> None:
    """A cell while it waits, and with its clip."""
    lab.write("harbour.ipynb", *CELLS)
    show(lab, page, "harbour.ipynb")
    page.get_by_role("button", name="No", exact=True).click()  # to news of JupyterLab's
    page.locator(".jp-InputArea").first.click()
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    page.get_by_role("progressbar", name="Progress of demo/").wait_for()
    page.get_by_text("left").wait_for()
    take(page, "waiting.png")
    page.locator("video").wait_for()
    to_the_middle(page)
    take(page, "cell.png")


def compare(lab: jupyterlab.Lab, page: Page) -> None:
    """Two clips side by side, and laid over each other."""
    lab.write("compare.ipynb", COMPARED)
    run(lab, page, "compare.ipynb")
    to_the_middle(page)
    page.get_by_role("button", name="One frame forward").click()
    page.locator(".jp-InputArea-prompt").first.click()
    page.wait_for_timeout(500)
    take(page, "compare.png")


def panel(lab: jupyterlab.Lab, page: Page) -> None:
    """The panel in both themes, wide and narrow, with a job on its way; then a clip, its turns and messages."""
    page.set_viewport_size({"width": 1280, "height": 1060})
    lab.write("clips.ipynb", CLIPS)
    run(lab, page, "clips.ipynb")
    lab.write("panel.ipynb", "%load_ext omnivid_jupyter\n%omnivid panel")
    show(lab, page, "panel.ipynb")
    page.keyboard.press("Shift+Enter")
    page.get_by_role("combobox", name="Model").select_option("demo/Omni-Flash-Ext")
    prompt = page.get_by_role("textbox", name="Prompt")
    for words in (
        "a paper crane unfolds itself",
        "waves break on a black beach at dawn, camera low and slow",
    ):
        prompt.fill(words)
        page.get_by_role("button", name="Generate").click()
        page.get_by_text("Running", exact=True).first.wait_for()
    page.get_by_role("button", name="Show clip: a paper crane").wait_for()
    settle(page)
    take(page, "panel.png")
    theme(page, "JupyterLab Dark")
    take(page, "panel-dark.png")
    page.get_by_role("button", name="Show clip: waves").wait_for()
    page.get_by_role("list", name="Clips").get_by_role("button", name="the same tree in autumn").click()
    page.locator("summary", has_text="Messages").first.click()
    page.get_by_role("list", name="HTTP messages").get_by_role("listitem").nth(2).wait_for()
    page.set_viewport_size({"width": 600, "height": 3000})
    settle(page)
    take(page, "panel-narrow-dark.png")
    theme(page, "JupyterLab Light")
    take(page, "panel-narrow.png")


def run(lab: jupyterlab.Lab, page: Page, name: str) -> None:
    """Open a notebook and run its first cell to the end."""
    show(lab, page, name)
    page.keyboard.press("Shift+Enter")
    page.locator(".jp-InputArea-prompt", has_text="[1]").wait_for()


def show(lab: jupyterlab.Lab, page: Page, name: str) -> None:
    """Open a notebook with nothing beside it."""
    lab.open(page, name)
    page.evaluate("window.jupyterapp.shell.collapseLeft()")


def theme(page: Page, name: str) -> None:
    """Change JupyterLab's theme."""
    page.evaluate("theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })", name)
    settle(page)


def settle(page: Page) -> None:
    """Until pictures and styles are there."""
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1500)


def to_the_middle(page: Page) -> None:
    """Show each player's middle picture."""
    for video in page.locator("video").all():
        video.evaluate(_TO_ITS_MIDDLE)
    page.wait_for_timeout(1000)  # until the players' spinners are gone


def take(page: Page, name: str) -> None:
    """The notebook as it is seen now, down to its last cell."""
    page.mouse.move(0, 0)
    panel = page.locator(".jp-NotebookPanel").bounding_box()
    last = page.locator(".jp-Cell").last.bounding_box()
    assert panel and last
    page.screenshot(path=IMAGES / name, clip=panel | {"height": min(last["y"] - panel["y"], panel["height"])})
    print(f"screenshots: docs/images/{name}")


if __name__ == "__main__":
    main()
