"""Runs the quickstart notebook on the built-in simulator, in `build/demo`, and says what came of it.

It costs nothing and touches nothing of the person's own. Keys and settings of omnivid from outside
are not passed on (`tools/simulated.py`), so no live service is asked, and the journal stays in `build/demo` too.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbconvert import HTMLExporter

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from omnivid_jupyter.saying import say  # noqa: E402
from tools.simulated import environment  # noqa: E402

NOTEBOOK = ROOT / "notebooks" / "quickstart.ipynb"
BUILD = ROOT / "build" / "demo"
SIMULATOR = ("OMNIVID_DEMO_FILMS", "OMNIVID_DEMO_SPEED")


def main() -> None:
    """Execute the notebook in a fresh folder, write it and its HTML page there, and name the files."""
    shutil.rmtree(BUILD, ignore_errors=True)
    BUILD.mkdir(parents=True)
    say(f"demo: running {NOTEBOOK.relative_to(ROOT)} on the simulator")

    notebook = nbformat.read(NOTEBOOK, as_version=4)
    folder = {"metadata": {"path": str(BUILD)}}
    quiet = ["--log-level=ERROR"]  # the kernel's warnings are not about the demo
    client = NotebookClient(
        notebook,
        resources=folder,
        extra_arguments=quiet,
        store_widget_state=False,  # results are plain HTML
    )
    # a slow machine may make the films with less care, and whoever tests this does not wait for them
    simulator = {name: os.environ[name] for name in SIMULATOR if name in os.environ}
    failure = None
    try:
        client.execute(env=environment(BUILD / "home") | simulator)
    except CellExecutionError as error:
        failure = str(error)

    executed = BUILD / NOTEBOOK.name
    page = executed.with_suffix(".html")
    nbformat.write(notebook, executed)
    page.write_text(HTMLExporter().from_notebook_node(notebook)[0], encoding="utf-8")
    report("executed notebook", [executed])
    report("HTML page", [page])
    if failure:
        sys.exit(f"demo: a cell failed\n{failure}")
    clips = sorted((BUILD / "omnivid-clips").glob("*.mp4"))
    report("clip", clips)
    if not clips:
        sys.exit("demo: the notebook left no clip")


def report(what: str, files: list[Path]) -> None:
    """One line for each file, with the path as it is reached from here."""
    for file in files:
        say(f"demo: {what:<17} {os.path.relpath(file)}")


if __name__ == "__main__":
    main()
