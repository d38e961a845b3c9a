"""`make demo` does what the README says: the quickstart runs, and what it leaves can be given away.

It is run by somebody who has every key.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from tests import ROOT
from tests.process.notebooks.runs import KEY, Till, till


@pytest.fixture(scope="module")
def services() -> Iterator[Till]:
    with till() as opened:
        yield opened


@pytest.fixture(scope="module")
def said(services: Till) -> list[str]:
    env = os.environ | services.env("demo") | {"OMNIVID_DEMO_SPEED": "20"}
    demo = [sys.executable, str(ROOT / "tools" / "demo.py")]
    done = subprocess.run(demo, cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()


def named(said: list[str], what: str) -> Path:
    (line,) = [line for line in said if what in line][:1]
    return ROOT / line.split()[-1]


def test_it_names_the_notebook_the_page_and_the_clip(said: list[str]) -> None:
    page = named(said, "HTML page").read_text()
    assert page.count("<video") == page.count('src="data:video/mp4;base64,') == 2
    assert named(said, "clip").read_bytes()[4:8] == b"ftyp"
    assert named(said, "executed notebook").exists()


def test_each_cell_that_makes_a_clip_has_one_plain_output(said: list[str]) -> None:
    notebook = nbformat.read(named(said, "executed notebook"), as_version=4)
    makers = [c for c in notebook.cells if c.source.startswith("%%omnivid") and "--dry-run" not in c.source]
    assert len(makers) == 2
    for cell in makers:
        (output,) = cell.outputs
        assert 'src="data:video/mp4;base64,' in output.data["text/html"]
    text = nbformat.writes(notebook)
    assert "widget-view" not in text and "application/vnd.jupyter.widget-state" not in text
    assert KEY not in text and not [c for c in notebook.cells if "error" in str(c.get("outputs"))[:60]]
    assert len(text) < 6_000_000


def test_no_service_is_asked_with_the_keys_of_whoever_runs_it(said: list[str], services: Till) -> None:
    notebook = nbformat.read(named(said, "executed notebook"), as_version=4)
    (doctor,) = [cell for cell in notebook.cells if cell.source == "%omnivid doctor"]
    told = doctor.outputs[0].data["text/plain"]
    assert len(re.findall(r" key +none ", told)) == 3 and "balance" not in told, told
    assert services.requests == []


def test_the_committed_notebook_holds_no_outputs() -> None:
    notebook = nbformat.read(ROOT / "notebooks" / "quickstart.ipynb", as_version=4)
    assert all(cell.outputs == [] for cell in notebook.cells if cell.cell_type == "code")
