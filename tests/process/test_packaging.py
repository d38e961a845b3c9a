"""The wheel and the sdist, as they are built: what is in them, and that a user's type checker understands them."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests import ROOT
from tests.pure.test_project import MODULES, data_files


def build(target: str, folder: Path) -> Path:
    """Build the wheel or the sdist, with the locked build backend."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", folder], cwd=ROOT, check=True
    )
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", tmp_path_factory.mktemp("wheel"))


def test_the_wheel_is_the_package_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    expected = {str(path.relative_to(ROOT)) for path in [*MODULES.values(), *data_files()]}
    assert {name for name in names if ".dist-info/" not in name} == expected
    assert "omnivid_jupyter/py.typed" in names


USERS_FILE = """
from pathlib import Path

import omnivid_jupyter as omnivid

clip: omnivid.Clip = omnivid.generate("a crane", model="demo/omni-flash", duration=4)
path: Path = clip.path
seconds: float | None = clip.duration
job: omnivid.Job = omnivid.submit("a crane")
again: omnivid.Clip = job.result(timeout=60)
jobs: list[omnivid.Job] = omnivid.resume()
cost: float | None = again.cost
try:
    omnivid.generate("a crane")
except omnivid.TaskFailedError as error:
    code: str | None = error.code
omnivid.compare(clip, again)
price: float | None = omnivid.estimate("a crane", model="demo/omni-flash", duration=4).high
print(omnivid.plan_sweep(["a crane", "a {red|blue} fox"], duration=[4, 6], takes=2, skip=[{"duration": 4}]).new)
sweep: omnivid.Sweep = omnivid.sweep(
    "a {{colour}} fox", model=["demo/omni-pro"], each={"colour": ["red", "blue"]}, images=[[clip], None],
    skip=lambda cell: cell["take"] == 2, assume_yes=True,
)
made: list[omnivid.Clip] = sweep.wait(timeout=60).clips
one: omnivid.Job = sweep[0]
errors: list[omnivid.OmnividError] = sweep.failures
total: float | None = sweep.cost
"""


def test_a_users_file_is_checked_against_the_types_of_the_wheel(wheel: Path, tmp_path: Path) -> None:
    """As a person has it: the package out of the wheel, in an environment, without this repository."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "env"], check=True)
    (site,) = (tmp_path / "env").glob("lib/python*/site-packages")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(site)
    (site / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"])
    python = str(tmp_path / "env" / "bin" / "python")
    mypy = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--python-executable", python]
    good, bad = tmp_path / "good.py", tmp_path / "bad.py"
    good.write_text(USERS_FILE)
    bad.write_text("import omnivid_jupyter as omnivid\n\npath: int = omnivid.generate(1).path\n")
    checked = subprocess.run([*mypy, str(good)], cwd=tmp_path, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    checked = subprocess.run([*mypy, str(bad)], cwd=tmp_path, capture_output=True, text=True)
    assert checked.returncode == 1 and "[assignment]" in checked.stdout, checked.stdout
    assert "[import-untyped]" not in checked.stdout


def test_the_sdist_holds_what_builds_the_wheel_and_nothing_else(tmp_path: Path) -> None:
    with tarfile.open(build("sdist", tmp_path)) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    beside = {name for name in names if not name.startswith("omnivid_jupyter/")}
    assert beside == {".gitignore", "CHANGELOG.md", "LICENSE", "PKG-INFO", "README.md", "pyproject.toml"}
