"""A service of somebody else's package: it is planned, priced, submitted and collected, and this package unchanged."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests import ROOT
from tests.clipfiles import mp4
from tests.pure.providers import toy

USE = """
import json, sys
import omnivid_jupyter as omnivid
from omnivid_jupyter.errors import OmnividError

clip = omnivid.generate("a kite", model="toy/toy-one", duration=4)
again = omnivid.generate("a kite", model="Toy/TOY-ONE", duration=4)
refusals = []
for words in ({"model": "demo/toy-one"}, {"model": "toy/toy-one", "duration": 3}):
    try:
        omnivid.generate("a kite", **words)
    except OmnividError as error:
        refusals.append(str(error))
print(json.dumps({
    "model": clip.model, "same": again.path == clip.path, "refusals": refusals,
    "listed": "toy/toy-one" in repr(omnivid.models()),
}))
"""


@pytest.fixture
def service() -> Iterator[tuple[str, list[Any]]]:
    """The toy service on a port of its own: its address, and the bodies that were submitted."""
    film = mp4(4)
    bodies: list[Any] = []

    class Films(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.answer(json.dumps({"id": "film-1"}).encode())

        def do_GET(self) -> None:
            if self.path == "/film.mp4":
                self.answer(film, "video/mp4")
            else:
                self.answer(
                    json.dumps({"id": "film-1", "done": True, "film": f"{address}/film.mp4"}).encode()
                )

        def answer(self, body: bytes, media_type: str = "application/json") -> None:
            self.send_response(200)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nothing: the test looks at what came."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Films)
    address = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield address, bodies
    server.shutdown()
    server.server_close()


def install(folder: Path, entry: str) -> None:
    """What pip would leave of a package with the module `toy` and an entry point."""
    (folder / "toy.py").write_text(Path(toy.__file__).read_text())
    info = folder / "toy_films-0.1.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: toy-films\nVersion: 0.1\n")
    (info / "entry_points.txt").write_text(f"[omnivid_jupyter.providers]\ntoy = {entry}\n")


def run(folder: Path, code: str, **variables: str) -> subprocess.CompletedProcess[str]:
    root = str(ROOT)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(folder / "site"), root])} | variables
    return subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True
    )


def test_a_service_of_another_package_is_used_like_ours(
    tmp_path: Path, service: tuple[str, list[Any]]
) -> None:
    address, bodies = service
    (tmp_path / "site").mkdir()
    install(tmp_path / "site", "toy:Toy")
    done = run(tmp_path, USE, TOY_API_KEY="sk-toy", TOY_BASE_URL=address, OMNIVID_HOME=str(tmp_path / "home"))
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert bodies == [{"model": "toy-one", "text": "a kite", "seconds": 4}]
    assert (found["model"], found["same"], found["listed"]) == ("toy/toy-one", True, True)
    simulated, refused = found["refusals"]
    assert "built-in simulator does not know Toy films" in simulated
    assert "2 or 4" in refused


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("toy:Nothing", "has no attribute 'Nothing'"),
        ("toy:_Task", "no Provider"),
        ("missing:Toy", "No module named 'missing'"),
    ],
)
def test_a_service_that_cannot_be_used_is_named_and_left_out(entry: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    install(tmp_path / "site", entry)
    done = run(tmp_path, "import omnivid_jupyter as o; print(len(o.models()) > 7)")
    assert done.returncode == 0, done.stderr
    assert f"The service of {entry} was left out" in done.stderr and reason in done.stderr
