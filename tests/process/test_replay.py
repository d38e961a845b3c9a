"""Replay: an author runs a notebook live and gives it away with its clips; everybody else runs it again, free.

The author's services are the simulator's, in another process. The readers have a clone of the author's repository, or
the unpacked archive of `%omnivid export`; they have no key, a home of their own, and no network: a network namespace
in which nothing but loopback exists where this machine allows one (the tests' names say so), and everywhere an audit
hook that writes down and forbids every connection that Python begins.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.clipfiles import png

KEY = "sk-of-the-author-0123456789"
SERVICES = ("omniflash", "apimart", "evolink")
UNSHARE = ["unshare", "--map-root-user", "--net"]
FOUND = "Found in the clip folder: nothing was submitted."  # what a cell says below such a clip

CELLS = (
    "%load_ext omnivid_jupyter",
    "%%omnivid apimart/Omni-Flash-Ext -d 4 -o harbour\na paper boat leaves the harbour at dawn",
    "%%omnivid apimart/Omni-Flash-Ext -d 4 -a 9:16 -i pictures/boat.png -o sailing\nsail on",
    "weather = 'rain'",
    "%%omnivid omniflash/gpt-image-2 -n 2 -o takes\na paper boat in the {{weather}}",
    "%%omnivid EvoLink/gemini-omni-flash-text-to-video -d 3 -o crane\n折り紙の鶴が本棚から飛び立つ",
    "import json\n"
    "clips = [harbour, sailing, *takes, crane]\n"
    "print(json.dumps([[clip.path.name, clip.sha256, clip.task_id, clip.cost] for clip in clips]))",
    "%omnivid costs",
)
MAKERS = (1, 2, 4, 5)

# Executes a notebook where it lies. In a network namespace of its own there is no loopback at first.
RUN = """
import fcntl, socket, struct, sys
import nbformat
from nbclient import NotebookClient
if "--namespace" in sys.argv:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh", b"lo", 0x41))  # SIOCSIFFLAGS: up and running
    try:
        socket.create_connection(("192.0.2.1", 80), 1)
    except OSError as error:
        assert "unreachable" in str(error), error
notebook = nbformat.read("lesson.ipynb", as_version=4)
try:
    NotebookClient(notebook, kernel_name="python3").execute()
finally:
    nbformat.write(notebook, "lesson.ipynb")
"""

# Loaded by every Python of a reader before anything else.
GUARD = """
import os, sys

def watch(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
    elif event == "socket.getaddrinfo":
        address = arguments[:2]
    else:
        return
    if isinstance(address, tuple) and address[0] != "192.0.2.1":  # the runner's own look at its namespace
        with open(os.environ["CONNECTIONS"], "a") as file:
            file.write(f"{event} {address}\\n")
        raise PermissionError("a reader has no network")

sys.addaudithook(watch)
"""


def isolation() -> str:
    """How a reader's network is taken away on this machine."""
    if shutil.which("unshare") and subprocess.run([*UNSHARE, "true"], capture_output=True).returncode == 0:
        return "network namespace"
    return "audit hook only"


@dataclass(frozen=True)
class Author:
    """What an author has: a folder that is a git repository, an archive of it, and what the clips are."""

    folder: Path
    archive: Path
    made: list[list[Any]]


def run(
    folder: Path, env: dict[str, str], *, wrapper: list[str] | None = None
) -> list[nbformat.NotebookNode]:
    """Run all cells of the folder's notebook, in processes with exactly these variables; returns the cells."""
    command = [*(wrapper or []), sys.executable, "-c", RUN, *(["--namespace"] if wrapper else [])]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    cells: list[nbformat.NotebookNode] = nbformat.read(folder / "lesson.ipynb", as_version=4).cells
    return cells


def variables(home: Path, **more: str) -> dict[str, str]:
    """The variables of a person: their own home, nothing of the machine's but where programs are."""
    own = {"HOME": str(home), "OMNIVID_HOME": str(home / "omnivid"), "IPYTHONDIR": str(home / "ipython")}
    return {"PATH": os.environ["PATH"], **own, **more}


def printed(cell: nbformat.NotebookNode) -> str:
    return "".join(output.get("text", "") or output["data"]["text/plain"] for output in cell.outputs)


def git(folder: Path, *arguments: str) -> str:
    own = ["-c", "user.name=Author", "-c", "user.email=author@example.com", "-c", "commit.gpgsign=false"]
    return subprocess.check_output(["git", *own, *arguments], cwd=folder, text=True)


@pytest.fixture(scope="module")
def author(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Author]:
    """Somebody with keys who has run the notebook live, exported it, and committed it with its clips."""
    folder, home = tmp_path_factory.mktemp("author"), tmp_path_factory.mktemp("author-home")
    (folder / "pictures").mkdir()
    (folder / "pictures" / "boat.png").write_bytes(png())
    command = [sys.executable, "-m", "omnivid_jupyter.simulator", "--port", "0", "--speed", "20"]
    command += ["--films", "sketched", "--state-dir", str(tmp_path_factory.mktemp("server"))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            urls = json.loads(process.stdout.readline())
            yield Author(folder, home / "lesson.zip", run_live(folder, home, urls))
        finally:
            process.terminate()


def run_live(folder: Path, home: Path, urls: dict[str, str]) -> list[list[Any]]:
    """Run, export and commit the notebook; returns what its clips are."""
    sources = (*CELLS, "%omnivid export lesson.zip --notebook lesson.ipynb")
    cells = [nbformat.v4.new_code_cell(source, id=f"cell-{n}") for n, source in enumerate(sources)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "lesson.ipynb")
    live = {f"{name.upper()}_BASE_URL": urls[name] for name in SERVICES}
    live |= {f"{name.upper()}_API_KEY": KEY for name in SERVICES}
    cells = run(folder, variables(home, **live, OMNIVID_POLL_INTERVAL="0.2"))
    (folder / "lesson.zip").rename(home / "lesson.zip")
    git(folder, "init", "--quiet")
    git(folder, "add", "lesson.ipynb", "omnivid-clips", "pictures")
    git(folder, "commit", "--quiet", "--message", "A lesson and its clips")
    made: list[list[Any]] = json.loads(printed(cells[6]))
    return made


@pytest.fixture(scope="module", params=["git clone", "unpacked archive"])
def shared(request: pytest.FixtureRequest, author: Author, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a reader got."""
    folder = tmp_path_factory.mktemp("reader") / "lesson"
    if request.param == "git clone":
        git(author.folder.parent, "clone", "--quiet", str(author.folder), str(folder))
    else:
        with zipfile.ZipFile(author.archive) as archive:
            archive.extractall(folder)
    notebook = nbformat.read(folder / "lesson.ipynb", as_version=4)
    del notebook.cells[len(CELLS) :]  # a reader exports nothing
    nbformat.write(notebook, folder / "lesson.ipynb")
    return folder


@dataclass(frozen=True)
class Reader:
    """A reader who has run all: the cells as they are now, every connection that was begun, and the home."""

    folder: Path
    cells: list[nbformat.NotebookNode]
    connections: str
    home: Path


@pytest.fixture(scope="module", params=[isolation()])
def reader(request: pytest.FixtureRequest, shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    home = tmp_path_factory.mktemp("reader-home")
    (home / "sitecustomize.py").write_text(GUARD)
    connections = home / "connections.txt"
    connections.touch()
    env = variables(home, PYTHONPATH=str(home), CONNECTIONS=str(connections))
    wrapper = UNSHARE if request.param == "network namespace" else None
    cells = run(shared, env, wrapper=wrapper)
    return Reader(shared, cells, connections.read_text(), home)


def test_every_clip_of_a_reader_is_the_authors_very_file(author: Author, reader: Reader) -> None:
    assert json.loads(printed(reader.cells[6])) == author.made
    assert len(author.made) == 5 and len({name for name, *_ in author.made}) == 5
    for name, digest, _, cost in author.made:
        files = [folder / "omnivid-clips" / name for folder in (author.folder, reader.folder)]
        assert [sha256(file.read_bytes()).hexdigest() for file in files] == [digest, digest]
        assert cost is None or cost > 0  # it was live: the author paid
    assert sum(cost or 0 for *_, cost in author.made) > 0


def test_a_reader_makes_no_request_at_all(author: Author, reader: Reader) -> None:
    assert reader.connections == ""
    for number in MAKERS:
        (output,) = reader.cells[number].outputs
        assert output["data"]["text/html"].count(FOUND) == (2 if "-n 2" in CELLS[number] else 1)
    files = [{path.name for path in (who.folder / "omnivid-clips").iterdir()} for who in (author, reader)]
    assert files[0] == files[1]


def test_a_reader_pays_nothing(reader: Reader) -> None:
    assert "Nothing was spent yet." in printed(reader.cells[7])


def test_what_the_author_gives_away_holds_no_key_and_nothing_of_the_home(
    author: Author, shared: Path
) -> None:
    files = [path for path in shared.rglob("*") if path.is_file() and ".git" not in path.parts]
    assert {path.relative_to(shared).parts[0] for path in files} == {
        "lesson.ipynb",
        "omnivid-clips",
        "pictures",
    }
    assert [path for path in files if KEY.encode() in path.read_bytes()] == []
    assert [path for path in files if path.suffix in (".sqlite3", ".env")] == []


def test_the_guard_would_have_noticed_a_request(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(GUARD)
    env = variables(tmp_path, PYTHONPATH=str(tmp_path), CONNECTIONS=str(tmp_path / "seen"))
    code = "import httpx; httpx.get('http://127.0.0.1:9/v1/tasks')"
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)
    assert done.returncode != 0 and "a reader has no network" in done.stderr
    assert "127.0.0.1" in (tmp_path / "seen").read_text()
