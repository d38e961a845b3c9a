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
        lab.write("harbour.ipynb", *CELLS)
        lab.open(page, "harbour.ipynb")
        tidy(page)
        page.keyboard.press("Shift+Enter")
        page.keyboard.press("Shift+Enter")
        page.get_by_role("progressbar", name="Progress of demo/").wait_for()
        page.get_by_text("left").wait_for()
        take(page, "waiting.png")
        page.locator("video").wait_for()
        page.locator("video").evaluate(_TO_ITS_MIDDLE)
        page.wait_for_timeout(1000)  # until the player's spinner is gone
        take(page, "cell.png")
        panel(lab, page)
        browser.close()


def panel(lab: jupyterlab.Lab, page: Page) -> None:
    """The panel with a few clips in its gallery, and one that is being made."""
    page.set_viewport_size({"width": 1150, "height": 980})
    lab.write("panel.ipynb", "%load_ext omnivid_jupyter\n%omnivid panel")
    make = "import omnivid_jupyter as o\n" + "".join(
        f"o.generate({prompt!r}, model={model!r})\n"
        for prompt, model in (
            ("a lighthouse in a storm, oil on canvas", "demo/gpt-image-2"),
            ("ein rotes Boot", "demo/omni-pro"),
            ("ガラスのビー玉が転がる", "demo/gemini-omni-flash-text-to-video"),
        )
    )
    lab.write("clips.ipynb", make)
    lab.open(page, "clips.ipynb")
    page.keyboard.press("Shift+Enter")
    page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').wait_for()
    page.locator(".jp-InputArea-prompt", has_text="[1]").wait_for()
    lab.open(page, "panel.ipynb")
    page.keyboard.press("Control+b")
    page.locator(".jp-InputArea").first.click()
    page.keyboard.press("Shift+Enter")
    page.get_by_role("textbox", name="Prompt").fill(
        "waves break on a black beach at dawn, camera low and slow"
    )
    page.get_by_role("button", name="Generate").click()
    page.get_by_text("Running", exact=True).first.wait_for()
    page.wait_for_timeout(2000)  # until the posters are there
    take(page, "panel.png")


def tidy(page: Page) -> None:
    """Only the notebook on the screen: no side bar, no question about news."""
    page.keyboard.press("Control+b")
    page.get_by_role("button", name="No", exact=True).click()
    page.locator(".jp-InputArea").first.click()


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
