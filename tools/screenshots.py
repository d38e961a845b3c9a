"""Takes the README's pictures from the real product: JupyterLab in Chromium, on the simulator.

    .venv/bin/python tools/screenshots.py

Nothing is retouched; what is in a picture was on the screen.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from omnivid_jupyter.saying import say  # noqa: E402
from tests.browser import jupyterlab  # noqa: E402  # the tests know how to run one
from tests.browser.conftest import chromium  # noqa: E402

IMAGES = ROOT / "docs" / "images"
FONTS = ROOT / "omnivid_jupyter" / "simulator" / "fonts"
#: The first cell of README.md, docs/index.md and docs/tutorial.md.
CELLS = (
    "%load_ext omnivid_jupyter",
    "%%omnivid demo/Omni-Flash-Ext\na quiet moss garden in the first light, slow pan to the left",
)
#: With the one that the panel makes, they fill one row of its gallery.
CLIPS = """import omnivid_jupyter as omnivid
omnivid.generate("a lighthouse in a storm, oil on canvas", model="demo/gpt-image-2")
omnivid.generate("a red boat, mist on the river", model="demo/omni-pro")
omnivid.generate("折り紙の鶴が本棚から飛び立つ", model="demo/gemini-omni-flash-text-to-video")
tree = omnivid.generate("an old tree on a hill, camera circling slowly", model="demo/gemini-omni-flash-preview")
omnivid.generate("the same tree in autumn, leaves falling", model=tree.model, extend=tree)"""
COMPARED = """import omnivid_jupyter as omnivid
model = "demo/Omni-Flash-Ext"
noon = omnivid.generate("a red boat on a lake at noon, push in", model=model)
sunset = omnivid.generate("a red boat on a lake at sunset, push in", model=model)
omnivid.compare(noon, sunset)"""
#: The grid of README.md.
GRID = (
    "%load_ext omnivid_jupyter",
    "%%omnivid demo/Omni-Flash-Ext -d 4 -n 2\na {red|blue} boat on a calm lake at {noon|sunset}",
    "%omnivid duel",
)
_TO_ITS_MIDDLE = """video => new Promise(done => {
    video.onseeked = done;
    video.currentTime = video.duration / 2;
})"""
#: So slowly that its picture hardly changes. Over a film that plays, the browser hides its controls after a while.
_PLAY_SLOWLY = "video => { video.muted = true; video.playbackRate = 0.1; return video.play(); }"
_UNTIL_CONTROLS_ARE_HIDDEN = 5_000  # ms
_RUN_UNSEEN = """code => window.jupyterapp.shell.currentWidget.context.sessionContext.session.kernel
    .requestExecute({ code, silent: true }).done.then(() => null)"""


def main() -> None:
    """Write every picture into docs/images."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as p, tempfile.TemporaryDirectory() as home:
        (Path(home) / "fonts").symlink_to(FONTS)  # a machine may have none with Japanese letters
        browser = p.chromium.launch(
            executable_path=chromium(),
            args=["--no-sandbox", "--disable-gpu"],
            env={**os.environ, "XDG_DATA_HOME": home},
        )
        for takes in ((cell, compare), (sheet,), (panel,)):  # the duel and the panel with clips of their own
            with tempfile.TemporaryDirectory() as folder, jupyterlab.running(Path(folder)) as lab:
                page = browser.new_page()
                page.set_default_timeout(180_000)
                for take_them in takes:
                    take_them(lab, page)
                page.close()
        browser.close()


def cell(lab: jupyterlab.Lab, page: Page) -> None:
    """A cell while it waits, and with its clip, in both themes."""
    page.set_viewport_size({"width": 900, "height": 760})
    lab.write("garden.ipynb", *CELLS)
    show(lab, page, "garden.ipynb")
    no_news(page)
    page.locator(".jp-InputArea").first.click()
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    page.get_by_role("progressbar", name="Progress of demo/").wait_for()
    page.get_by_text(re.compile(r"^about .+ left$")).wait_for()
    take(page, "waiting.png")
    theme(page, "JupyterLab Dark")  # the same task goes on meanwhile
    take(page, "waiting-dark.png")
    theme(page, "JupyterLab Light")
    page.locator("video").wait_for()
    to_the_middle(page)
    page.mouse.move(0, 0)  # over the film it would keep the controls there
    page.locator("video").evaluate(_PLAY_SLOWLY)
    page.wait_for_timeout(_UNTIL_CONTROLS_ARE_HIDDEN)
    in_both_themes(page, "cell")


def compare(lab: jupyterlab.Lab, page: Page) -> None:
    """Two clips side by side, with all of the table, in both themes."""
    page.set_viewport_size({"width": 900, "height": 1200})
    lab.write("compare.ipynb", COMPARED)
    run(lab, page, "compare.ipynb")
    to_the_middle(page)
    page.get_by_role("button", name="One frame forward").click()
    page.locator(".jp-InputArea-prompt").first.click()
    page.wait_for_timeout(500)
    in_both_themes(page, "compare")


def sheet(lab: jupyterlab.Lab, page: Page) -> None:
    """A grid's contact sheet, and then a duel of its clips, in both themes."""
    page.set_viewport_size({"width": 900, "height": 1500})
    lab.write("grid.ipynb", *GRID)
    show(lab, page, "grid.ipynb")
    no_news(page)
    page.locator(".jp-InputArea").first.click()
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    page.locator(".jp-InputArea-prompt", has_text="[2]").wait_for()
    in_both_themes(page, "sheet")
    page.keyboard.press("Shift+Enter")
    page.locator(".jp-InputArea-prompt", has_text="[3]").wait_for()
    page.set_viewport_size({"width": 900, "height": 620})
    page.locator(".jp-Cell").nth(2).evaluate("cell => cell.scrollIntoView()")
    in_both_themes(page, "duel")


def panel(lab: jupyterlab.Lab, page: Page) -> None:
    """The panel in both themes, wide and narrow, with a job on its way; then a clip, its turns and messages."""
    page.set_viewport_size({"width": 1280, "height": 1060})
    lab.write("clips.ipynb", CLIPS)
    show(lab, page, "clips.ipynb")
    no_news(page)
    run(lab, page, "clips.ipynb")
    lab.write("panel.ipynb", "%load_ext omnivid_jupyter\n%omnivid panel")
    show(lab, page, "panel.ipynb")
    page.keyboard.press("Shift+Enter")
    page.get_by_role("combobox", name="Model").select_option("demo/Omni-Flash-Ext")
    order(page, "a paper crane unfolds itself")
    page.get_by_role("button", name="Show clip: a paper crane").wait_for()
    simulator_speed(page, 0.1)  # slow enough for both themes to show the same job on its way
    order(page, "waves on a beach at dawn, a white dog runs to the left")
    page.wait_for_timeout(15_000)
    in_both_themes(page, "panel")
    simulator_speed(page, 5)
    page.get_by_role("button", name="Show clip: waves").wait_for()
    page.get_by_role("list", name="Clips").get_by_role("button", name="the same tree in autumn").click()
    page.locator("summary", has_text="Messages").first.click()
    page.get_by_role("list", name="HTTP messages").get_by_role("listitem").nth(2).wait_for()
    page.set_viewport_size({"width": 600, "height": 3000})
    in_both_themes(page, "panel-narrow")


def order(page: Page, prompt: str) -> None:
    """Let the panel make a clip, until it is on its way."""
    page.get_by_role("textbox", name="Prompt").fill(prompt)
    page.get_by_role("button", name="Generate").click()
    page.get_by_text("Running", exact=True).first.wait_for()


def simulator_speed(page: Page, speed: float) -> None:
    """Let the tasks of the notebook's simulator take longer or shorter."""
    page.evaluate(_RUN_UNSEEN, f"get_ipython().run_line_magic('omnivid', 'demo speed={speed}')")


def no_news(page: Page) -> None:
    """Answer JupyterLab's question about news, which it asks once."""
    page.get_by_role("button", name="No", exact=True).click()


def run(lab: jupyterlab.Lab, page: Page, name: str) -> None:
    """Open a notebook and run its first cell to the end."""
    show(lab, page, name)
    page.keyboard.press("Shift+Enter")
    page.locator(".jp-InputArea-prompt", has_text="[1]").wait_for()


def show(lab: jupyterlab.Lab, page: Page, name: str) -> None:
    """Open a notebook with nothing beside it."""
    lab.open(page, name)
    page.evaluate("window.jupyterapp.shell.collapseLeft()")


def in_both_themes(page: Page, name: str) -> None:
    """The same picture in the light theme and in the dark one."""
    settle(page)
    take(page, f"{name}.png")
    theme(page, "JupyterLab Dark")
    settle(page)
    take(page, f"{name}-dark.png")
    theme(page, "JupyterLab Light")


def theme(page: Page, name: str) -> None:
    """Change JupyterLab's theme."""
    page.evaluate("theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })", name)
    light = str(not name.endswith("Dark")).lower()
    page.locator(f"body[data-jp-theme-light={light}]").wait_for(state="attached")
    page.wait_for_timeout(500)


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
    say(f"screenshots: docs/images/{name}")


if __name__ == "__main__":
    main()
