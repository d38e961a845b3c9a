"""How the tests are run: on every Python that is here, and none of them skipped."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import ROOT
from tools import matrix, setup


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
    tried = matrix.tries(matrix.pythons())
    ours = "{}.{}".format(*sys.version_info)
    assert {python.minor for python, _ in tried.values()} == here
    others = matrix.tries(matrix.pythons(), ours)
    assert set(others) == here - {ours} | {"lowest"}
    assert tried["lowest"][1] == matrix.LOWEST_LOCK and all((ROOT / each).exists() for each in matrix.QUICK)
    told = subprocess.check_output(["make", "--dry-run", "test"], cwd=ROOT, text=True)
    assert "tools/matrix.py --others" in told and "pytest" in told


def test_a_python_that_was_not_tried_fails_the_matrix(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    here = [matrix.Python((3, 98, 0), "/a/python"), matrix.Python((3, 99, 0), "/another/python")]
    tried: list[str] = []
    monkeypatch.setattr(matrix, "pythons", lambda: here)

    def passes(name: str, *_: object) -> bool:
        tried.append(name)
        return True

    monkeypatch.setattr(matrix, "passes", passes)
    with pytest.raises(SystemExit) as ended:
        matrix.main()
    assert sorted(tried) == ["3.98", "3.99", "lowest"] and ended.value.code == 0
    monkeypatch.setattr(matrix, "tries", lambda *_: {"lowest": (here[0], matrix.LOWEST_LOCK)})
    with pytest.raises(SystemExit) as ended:
        matrix.main()
    assert ended.value.code == 1 and "not tried: 3.98, 3.99" in capsys.readouterr().out


def test_setting_up_asks_for_no_more_rights_than_it_has() -> None:
    files = [ROOT / "Makefile", *(ROOT / "tools").rglob("*.py"), ROOT / ".ci" / "run"]
    assert [path.name for path in files if re.search(r"\b(sudo|doas|pkexec)\b", path.read_text())] == []


def test_without_rights_nothing_is_installed_and_what_is_missing_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "chromium").touch()
    monkeypatch.setattr(setup, "BIN", tmp_path)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(shutil, "which", lambda name, **_: None if name == "curl" else f"/usr/bin/{name}")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("a command was run"))
    with pytest.raises(SystemExit, match="The tests need curl: install it"):
        setup.browser()


#: Ways of being skipped, and what becomes of them in CI.
SKIPPING = {
    "when_it_runs": ("def test_skipped():\n    pytest.skip('no browser')", "FAILED"),
    "when_it_is_collected": ("@pytest.mark.skip\ndef test_skipped(): ...", "ERROR"),
    "with_its_whole_file": ("pytest.importorskip('no_such_module')", "ERROR"),
}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """What pytest says of a file for each way of skipping: elsewhere, and in CI."""
    folder = tmp_path_factory.mktemp("skipping")
    (folder / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text())
    for name, (skipping, _) in SKIPPING.items():
        (folder / f"test_{name}.py").write_text(f"import pytest\n\ndef test_passing(): ...\n\n{skipping}\n")
    pytest_here = [sys.executable, "-m", "pytest", f"--config-file={ROOT}/pyproject.toml"]
    pytest_here += [f"--rootdir={folder}", "--continue-on-collection-errors", str(folder)]
    environment = {name: value for name, value in os.environ.items() if name != "CI"}
    elsewhere = subprocess.run(pytest_here, env=environment, capture_output=True, text=True)
    in_ci = subprocess.run(pytest_here, env=environment | {"CI": "true"}, capture_output=True, text=True)
    assert elsewhere.returncode == 0 and in_ci.returncode in {1, 2}
    return elsewhere.stdout, in_ci.stdout


@pytest.mark.parametrize("name", SKIPPING)
def test_a_skipped_test_fails_in_ci(name: str, runs: tuple[str, str]) -> None:
    elsewhere, in_ci = runs
    assert re.search(rf"^SKIPPED \[1\] .*test_{name}\.py", elsewhere, re.MULTILINE)
    assert re.search(r"^=+ 2 passed, 3 skipped in ", elsewhere, re.MULTILINE)
    failed = rf"^{SKIPPING[name][1]} .*test_{name}\.py\S* - skipped, which nothing may be in CI"
    assert re.search(failed, in_ci, re.MULTILINE)
    assert "SKIPPED" not in in_ci
