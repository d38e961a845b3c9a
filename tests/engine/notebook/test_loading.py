"""Loading the extension: quick, because what cells need is imported when the first of them runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

LATER = [
    "httpx",
    "av",
    "PIL",
    "ipywidgets",
    "anywidget",
    "starlette",
    "msgspec",
    "filelock",
    "dotenv",
    "numpy",
]

LOAD = """
import json, sys
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
before = set(sys.modules)
shell.run_line_magic("load_ext", "omnivid_jupyter")
loaded = sorted({name.split(".")[0] for name in set(sys.modules) - before})
print(json.dumps(loaded))
"""


def loaded(home: Path) -> list[str]:
    """The top-level packages that `%load_ext` imports into a fresh shell."""
    environment = os.environ | {"OMNIVID_HOME": str(home), "IPYTHONDIR": str(home / "ipython")}
    done = subprocess.run(
        [sys.executable, "-c", LOAD], env=environment, capture_output=True, text=True, check=True
    )
    found: list[str] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("journal", ["none", "finished"])
def test_loading_imports_nothing_heavy(journal: str, tmp_path: Path) -> None:
    if journal == "finished":
        make = "import omnivid_jupyter as o; o.generate('a kite', model='demo/gpt-image-2')"
        environment = os.environ | {"OMNIVID_HOME": str(tmp_path), "OMNIVID_DEMO_SPEED": "50"}
        subprocess.run([sys.executable, "-c", make], env=environment, cwd=tmp_path, check=True)
    assert [name for name in loaded(tmp_path) if name in LATER] == []


def test_importing_the_package_imports_nothing_of_others() -> None:
    code = "import sys; before = set(sys.modules); import omnivid_jupyter; print(set(sys.modules) - before)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "omnivid_jupyter" in done.stdout
    assert not any(f"'{name}" in done.stdout for name in [*LATER, "IPython", "traitlets"])
