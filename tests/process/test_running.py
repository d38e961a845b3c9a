"""How the tests are run: on every Python that is here, and none of them skipped."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import ROOT
from tools import matrix


def test_the_quick_tests_are_run_on_every_python_that_is_here() -> None:
    on_path = [shutil.which(f"python3.{minor}") for minor in range(20)]
    of_pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv").glob("versions/3.*/bin/python")
    code = "import sys; print('%d.%d' % sys.version_info[:2] if sys.version_info >= (3, 11) else '')"
    ran = [
        subprocess.run([program, "-c", code], capture_output=True, text=True)
        for program in [sys.executable, *(each for each in on_path if each), *map(str, of_pyenv)]
    ]
    here = {each.stdout.strip() for each in ran if each.returncode == 0} - {""}
    assert {python.minor for python in matrix.pythons()} == here
    told = subprocess.check_output(["make", "--dry-run", "test"], cwd=ROOT, text=True)
    assert "tools/matrix.py" in told


@pytest.mark.parametrize(
    "skipping",
    [
        "def test_skipped():\n    pytest.skip('no browser')",
        "@pytest.mark.skip\ndef test_skipped(): ...",
        "pytest.importorskip('no_such_module')",
    ],
)
def test_a_skipped_test_fails_in_ci(skipping: str, tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text())
    (tmp_path / "test_skipping.py").write_text(f"import pytest\n\ndef test_passing(): ...\n\n{skipping}\n")
    pytest_here = [sys.executable, "-m", "pytest", f"--config-file={ROOT}/pyproject.toml"]
    pytest_here += [f"--rootdir={tmp_path}", str(tmp_path)]
    environment = {name: value for name, value in os.environ.items() if name != "CI"}
    elsewhere = subprocess.run(pytest_here, env=environment, capture_output=True, text=True)
    in_ci = subprocess.run(pytest_here, env=environment | {"CI": "true"}, capture_output=True, text=True)
    assert elsewhere.returncode in {0, 5} and "1 skipped" in elsewhere.stdout
    assert in_ci.returncode in {1, 2} and "skipped, which nothing may be in CI" in in_ci.stdout
