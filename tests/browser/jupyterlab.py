"""A real JupyterLab for tests: started on a folder of its own, and what a person does in it.

Everything that it reads or writes lies in the folder that it was given.
"""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
from playwright.sync_api import Page, expect

from tests import PATIENCE
from tests.drawings import share

__all__ = [
    "KERNEL_IS_READY",
    "PATIENCE",
    "Lab",
    "hurry",
    "plays",
    "progressed",
    "running",
    "save",
    "serving",
    "watch_progress",
]

expect.set_options(timeout=PATIENCE * 1000)


# What is open there belongs to whoever used the page before: none of it stays, nor any kernel.
OPEN = """
async (path) => {
  const { shell, commands, serviceManager } = window.jupyterapp;
  const before = [...shell.widgets("main")];
  const opened = await commands.execute("docmanager:open", { path, factory: "Notebook" });
  before.filter((widget) => widget !== opened).forEach((widget) => widget.dispose());
  await serviceManager.sessions.refreshRunning();
  const others = [...serviceManager.sessions.running()].filter((session) => session.path !== path);
  await Promise.all(others.map((session) => serviceManager.sessions.shutdown(session.id)));
}
"""

IS_OPEN = """
(path) => {
  const { shell } = window.jupyterapp;
  return shell.currentWidget?.context?.path === path && [...shell.widgets("main")].length === 1;
}
"""

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
        """Open a notebook, as the only one, and wait until its kernel is idle.

        A page that shows this JupyterLab goes on with it, since to load it takes longer than most tests do in it;
        whoever wants it loaded anew leaves it before.
        """
        if page.url.startswith(f"{self.url}/"):
            page.mouse.move(0, 0)
            page.evaluate(OPEN, name)
            page.wait_for_function(IS_OPEN, arg=name)
        else:
            page.goto(f"{self.url}/lab/tree/{name}?token={self.token}&reset")
        page.wait_for_function(KERNEL_IS_READY, timeout=PATIENCE * 1000)
        # the input, since the middle of the whole cell may be a button of its output
        page.locator(".jp-InputArea").first.click()


@contextmanager
def running(folder: Path) -> Iterator[Lab]:
    """JupyterLab on `folder`/root, as long as the context lasts."""
    root = folder / "root"
    root.mkdir()
    share(folder / "home" / "simulator")
    token = secrets.token_hex(8)
    command = [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root"]
    command += [f"--ServerApp.root_dir={root}", f"--IdentityProvider.token={token}"]
    command += ["--LabApp.expose_app_in_browser=True"]
    own = {"OMNIVID_HOME": "home", "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data"}
    env = {
        **os.environ,
        **{name: str(folder / value) for name, value in own.items()},
        "OMNIVID_DEMO_SPEED": "0.7",
    }
    log = folder / "log"
    with serving(command, f"/api/status?token={token}", log, env=env, cwd=root) as (port, _):
        yield Lab(root, f"http://127.0.0.1:{port}", token)


class PortIsTaken(Exception):
    """A server ended, since another program listens where it was to."""


@contextmanager
def serving(
    command: list[str], path: str, log: Path, *, env: dict[str, str], cwd: Path
) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """JupyterLab on a free port of loopback, once it answers at `path`: the port, and the process."""
    for turn in range(5):  # a port that was free a moment ago may be another's
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        whole = [*command, f"--port={port}", "--ServerApp.port_retries=0"]
        with log.open("w") as file:
            server = subprocess.Popen(whole, env=env, stdout=file, stderr=file, cwd=cwd)
        try:
            until_it_answers(f"http://127.0.0.1:{port}{path}", server, log)
            yield port, server
            return
        except PortIsTaken:
            if turn == 4:
                raise
        finally:
            server.terminate()
            server.wait(PATIENCE)


def until_it_answers(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        if server.poll() is not None:  # before it is asked, since another program may answer in its place
            said = log.read_text()
            if "is already in use" in said:
                raise PortIsTaken(said)
            raise AssertionError(f"JupyterLab ended: {said}")
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
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
    """Save the notebook; afterwards it is on the disk. (What its tab says comes some time after its content.)"""
    page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")


def hurry(page: Page, speed: float) -> None:
    """Let the simulator of the notebook's kernel, which is idle, be so many times as fast as usual.

    What is to be met while it runs must not end on a slow machine before it is met.
    """
    page.evaluate(
        """code => {
          const { kernel } = window.jupyterapp.shell.currentWidget.context.sessionContext.session;
          return kernel.requestExecute({ code, silent: true, store_history: false }).done.then(() => undefined);
        }""",
        f"get_ipython().run_line_magic('omnivid', 'demo speed={speed:g}')",
    )


def watch_progress(page: Page, name: str) -> None:
    """From now on, note what the progress bar says whose name begins so: it is gone before one has looked twice."""
    page.evaluate(
        """name => {
          window.progress = [];
          window.watcher?.disconnect();
          const look = () => {
            const bar = document.querySelector(`[role=progressbar][aria-label^="${name}"][aria-valuenow]`);
            const percent = Number(bar?.getAttribute("aria-valuenow") ?? NaN);
            if (percent >= 0 && percent !== progress.at(-1)) progress.push(percent);
          };
          window.watcher = new MutationObserver(look);
          window.watcher.observe(document.body, { subtree: true, childList: true, attributes: true });
        }""",
        name,
    )


def progressed(page: Page) -> None:
    """Wait until the bar that is watched has moved on; it never goes back."""
    page.wait_for_function("progress.filter((percent) => percent > 0).length > 1")
    seen = page.evaluate("progress")
    assert seen == sorted(seen), "it went back"
