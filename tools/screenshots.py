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
        browser.close()


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
    page.screenshot(path=IMAGES / name, clip=panel | {"height": last["y"] - panel["y"]})
    print(f"screenshots: docs/images/{name}")


if __name__ == "__main__":
    main()
