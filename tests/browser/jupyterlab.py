"""A real JupyterLab for tests: started on a folder of its own, and what a person does in it.

Everything that it reads or writes lies in the folder that it was given.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
from playwright.sync_api import Page, expect

from tests import PATIENCE
from tests.drawings import share

__all__ = ["KERNEL_IS_READY", "PATIENCE", "Lab", "plays", "running", "save", "until_it_answers"]

expect.set_options(timeout=PATIENCE * 1000)


# The page says "Idle" before it has a kernel, and then runs nothing; its own objects know better.
KERNEL_IS_READY = """
() => {
  const session = window.jupyterapp?.shell.currentWidget?.context?.sessionContext;
  const kernel = session?.session?.kernel;
  return session?.isReady && kernel?.connectionStatus === "connected" && kernel.status === "idle";
}
"""


@dataclass
class Lab:
    """A running JupyterLab on loopback and the folder that it shows."""

    root: Path
    url: str
    token: str

    def write(self, name: str, *cells: str) -> None:
        """Put a notebook of code cells into the folder."""
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        notebook.metadata["kernelspec"] = {
            "name": "python3",
            "display_name": "Python 3",
            "language": "python",
        }
        nbformat.write(notebook, self.root / name)

    def read(self, name: str) -> nbformat.NotebookNode:
        notebook: nbformat.NotebookNode = nbformat.read(self.root / name, as_version=4)
        return notebook

    def open(self, page: Page, name: str) -> None:
        """Open a notebook and wait until its kernel is idle."""
        page.goto(f"{self.url}/lab/tree/{name}?token={self.token}&reset")
        page.wait_for_function(KERNEL_IS_READY, timeout=PATIENCE * 1000)
        # the input, since the middle of the whole cell may be a button of its output
        page.locator(".jp-InputArea").first.click()


@contextmanager
def running(folder: Path) -> Iterator[Lab]:
    """JupyterLab on `folder`/root, as long as the context lasts."""
    root = folder / "root"
    root.mkdir()
    share(folder / "home")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token = secrets.token_hex(8)
    command = [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root", f"--port={port}"]
    command += [f"--ServerApp.root_dir={root}", f"--IdentityProvider.token={token}"]
    command += ["--ServerApp.port_retries=0", "--LabApp.expose_app_in_browser=True"]
    own = {"OMNIVID_HOME": "home", "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data"}
    env = {
        **os.environ,
        **{name: str(folder / value) for name, value in own.items()},
        "OMNIVID_DEMO_SPEED": "0.7",
    }
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


def save(page: Page) -> None:
    page.keyboard.press("Control+s")
    page.locator(".jp-mod-dirty").wait_for(state="detached")
