"""Running lessons: a notebook in a folder of its own, by nbclient, as `jupyter execute` does.

A run takes nothing from outside (no settings, no keys, no keyring) and leaves nothing there.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import nbformat

from tests import ROOT
from tests.drawings import share

__all__ = ["KEY", "NOTEBOOKS", "Run", "Till", "execute", "till"]

NOTEBOOKS = ROOT / "notebooks"
KEY = "sk-not-for-a-lesson-123"
_SERVICES = ("OMNIFLASH", "APIMART", "EVOLINK")
_SPEED = "20"  # waits are short then; drawing the clips takes as long as ever
# `jupyter execute` itself lets kernels listen on ports that were free a moment before: when several start at
# once, one takes another's. Sockets in a folder of one's own are nobody else's.
_EXECUTE = """
import sys, tempfile
import nbformat
from nbclient import NotebookClient
from traitlets.config import Config

notebook = nbformat.read(sys.argv[1], as_version=4)
with tempfile.TemporaryDirectory() as sockets:
    config = Config(KernelManager={"transport": "ipc", "ip": f"{sockets}/kernel"})
    NotebookClient(notebook, config=config, allow_errors=True).execute()
nbformat.write(notebook, sys.argv[1])
"""


@dataclass(frozen=True, slots=True)
class Run:
    """A lesson as it was executed, its size in bytes, and the SHA-256 of each clip in the folder then."""

    name: str
    notebook: nbformat.NotebookNode
    size: int
    clips: Mapping[str, str]


def execute(
    name: str, folder: Path, *, python: str = sys.executable, env: Mapping[str, str] | None = None
) -> Run:
    """Run all cells of a lesson in `folder`; those that fail as well. An earlier run's clips are still there.

    `python` is that of the environment to run it in.
    """
    folder.mkdir(parents=True, exist_ok=True)
    share(folder / "home" / "simulator")
    file = folder / f"{name}.ipynb"
    shutil.copy(NOTEBOOKS / file.name, file)
    done = subprocess.run(
        [python, "-c", _EXECUTE, file.name],
        cwd=folder,
        env=_environment(folder, env or {}),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return Run(name, nbformat.read(file, as_version=4), file.stat().st_size, _clips(folder / "omnivid-clips"))


def _environment(folder: Path, more: Mapping[str, str]) -> dict[str, str]:
    ours = ("OMNIVID_", *(f"{service}_" for service in _SERVICES))
    outside = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return outside | {
        "OMNIVID_HOME": str(folder / "home"),
        "OMNIVID_DEMO_SPEED": _SPEED,
        "OMNIVID_DEMO_FILMS": os.environ["OMNIVID_DEMO_FILMS"],
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        **more,
    }


def _clips(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.suffix in (".mp4", ".png")
    }


class Till:
    """Where a reader's money would go: all live services in one, which note each request and know nothing."""

    def __init__(self, address: str) -> None:
        self.requests: list[str] = []
        self._address = address

    def env(self, name: str) -> dict[str, str]:
        """The environment of somebody who has every key, while a lesson is read."""
        addresses = {f"{service}_BASE_URL": f"{self._address}/{name}" for service in _SERVICES}
        return addresses | {f"{service}_API_KEY": KEY for service in _SERVICES}

    def orders(self, name: str) -> list[str]:
        """The requests out of a lesson that may have been paid."""
        return [line for line in self.requests if f" /{name}/" in line and not line.startswith("GET ")]


@contextmanager
def till() -> Iterator[Till]:
    """Stand in for the live services."""

    class Desk(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            opened.requests.append(self.requestline)
            self.send_error(404)

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            """The requests are noted already."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    opened = Till(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield opened
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
