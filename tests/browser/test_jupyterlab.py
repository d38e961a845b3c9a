"""The cell as a person sees it: real JupyterLab in real Chromium, from the first progress to the re-opened page."""

from __future__ import annotations

import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

PATIENCE = 60.0
expect.set_options(timeout=PATIENCE * 1000)


@dataclass
class Lab:
    """A running JupyterLab on loopback and the folder that it shows."""

    root: Path
    url: str
    token: str

    def write(self, name: str, *cells: str) -> None:
        """Put a notebook of code cells into the folder."""
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(notebook, self.root / name)

    def read(self, name: str) -> nbformat.NotebookNode:
        return nbformat.read(self.root / name, as_version=4)

    def open(self, page: Page, name: str) -> None:
        """Open a notebook and wait until its kernel is idle."""
        page.goto(f"{self.url}/lab/tree/{name}?token={self.token}&reset")
        page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').wait_for(timeout=PATIENCE * 1000)
        page.locator(".jp-Cell").first.click()


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("lab")
    root = folder / "root"
    root.mkdir()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token = secrets.token_hex(8)
    command = [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root", f"--port={port}"]
    command += [f"--ServerApp.root_dir={root}", f"--IdentityProvider.token={token}", "--ServerApp.port_retries=0"]
    own = {"OMNIVID_HOME": "home", "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data"}
    env = {**os.environ, **{name: str(folder / value) for name, value in own.items()}, "OMNIVID_DEMO_SPEED": "0.7"}
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, env=env, stdout=log, stderr=log, cwd=root)
    try:
        url = f"http://127.0.0.1:{port}"
        until_it_answers(f"{url}/api/status?token={token}", server, folder / "log")
        yield Lab(root, url, token)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(PATIENCE)


def until_it_answers(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(url).close()
            return
        except urllib.error.URLError:
            assert server.poll() is None, f"JupyterLab ended: {log.read_text()}"
            assert time.monotonic() < deadline, f"JupyterLab does not answer: {log.read_text()}"
            time.sleep(0.1)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of JupyterLab's usual size. (JupyterLab's own script errors are not ours to judge.)"""
    page = browser.new_page(viewport={"width": 1100, "height": 1000})
    page.set_default_timeout(PATIENCE * 1000)
    yield page
    page.close()


def plays(page: Page, number: int = 0) -> bool:
    """Whether a video has a picture and its time runs."""
    video = page.locator("video").nth(number)
    video.wait_for()
    video.evaluate("video => { video.muted = true; return video.play(); }")
    page.wait_for_function(
        "n => { const v = document.querySelectorAll('video')[n]; return v.videoWidth > 0 && v.currentTime > 0.3; }",
        arg=number,
    )
    return True


def progress(page: Page) -> Locator:
    """The bar of the live view (JupyterLab has others)."""
    return page.get_by_role("progressbar", name="Progress of demo/")


def save(page: Page) -> None:
    page.keyboard.press("Control+s")
    page.locator(".jp-mod-dirty").wait_for(state="detached")


CELLS = ["%load_ext omnivid_jupyter", "%%omnivid demo/Omni-Flash-Ext -d 4\na red apple on a wooden table"]


def test_a_cell_shows_progress_then_a_video_that_plays_and_still_plays_when_opened_again(
    lab: Lab, page: Page
) -> None:
    lab.write("apple.ipynb", *CELLS)
    lab.open(page, "apple.ipynb")
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    bar = progress(page)
    expect(bar).to_have_attribute("aria-valuenow", re.compile(r"[1-9]"))
    first = bar.get_attribute("aria-valuenow") or ""
    expect(bar).not_to_have_attribute("aria-valuenow", first)
    assert float(bar.get_attribute("aria-valuenow") or 0) > float(first)
    expect(page.get_by_role("button", name="Stop waiting")).to_be_visible()
    assert plays(page)
    expect(page.get_by_role("button", name="Stop waiting")).to_have_count(0)
    save(page)
    (output,) = lab.read("apple.ipynb").cells[1].outputs
    assert set(output.data) == {"text/html", "text/plain"}
    assert 'src="data:video/mp4;base64,' in output.data["text/html"]

    page.goto("about:blank")
    lab.open(page, "apple.ipynb")
    assert plays(page)


def test_stop_waiting_ends_the_cell_at_once_and_the_task_can_be_shown_later(lab: Lab, page: Page) -> None:
    after = ["print('Run All must not come here')"]
    lab.write("stopped.ipynb", *CELLS, *after)
    lab.open(page, "stopped.ipynb")
    for _ in range(3):
        page.keyboard.press("Shift+Enter")
    expect(progress(page)).to_be_visible()
    page.get_by_role("button", name="Stop waiting").click()
    error = page.locator(".jp-OutputArea-output", has_text="WaitStoppedError")
    expect(error).to_be_visible()
    assert page.locator("video").count() == 0, "the click was served only after the cell"
    expect(error).to_contain_text("%omnivid resume")
    expect(page.get_by_role("button", name="Stop waiting")).to_have_count(0)
    save(page)
    notebook = lab.read("stopped.ipynb")
    assert [output.output_type for output in notebook.cells[1].outputs] == ["display_data", "error"]
    assert "widget-view" not in str(notebook.cells[1].outputs)
    assert notebook.cells[2].outputs == []

    page.locator(".jp-Cell").nth(2).locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.type("%omnivid show")
    page.keyboard.press("Shift+Enter")
    assert plays(page)


def test_a_clip_beyond_the_limit_plays_from_its_file(lab: Lab, page: Page) -> None:
    lab.write("file.ipynb", CELLS[0], "%%omnivid --no-embed\nein Boot, größer als erlaubt? #1")
    lab.open(page, "file.ipynb")
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    assert plays(page)
    expect(page.locator(".jp-OutputArea-output", has_text="Not embedded")).to_be_visible()
