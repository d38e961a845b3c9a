"""Runs the quickstart and the quick tests on every Python of this machine: `python tools/matrix.py`, by `make matrix`.

Once for each version of Python from the lowest that the project takes, with the newest dependencies, and once on the
lowest with the lowest dependencies. Each run has an environment of its own inside the clone, `.venv-…`, that is made
when something changed.

A Python that is here is tried, or this fails.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from omnivid_jupyter.saying import say as tell  # noqa: E402
from tools.setup import BIN, LOCK, install, read, run, say, variables, wanted  # noqa: E402

LOWEST_PYTHON = (3, 11)
LOWEST_LOCK = ROOT / "tests" / "requirements-lowest.lock"
#: What needs neither a browser nor a kernel.
QUICK = ("tests/pure", "tests/engine")


@dataclass(frozen=True, order=True)
class Python:
    """An interpreter of this machine."""

    version: tuple[int, int, int]
    path: str

    @property
    def minor(self) -> str:
        """Its version as people say it, "3.12"."""
        return "{}.{}".format(*self.version)


def pythons(search: str | None = None) -> list[Python]:
    """The newest Python of each version from the lowest that we take, on PATH and among those of pyenv.

    pyenv's own commands on PATH answer for the versions only that somebody chose; so its folder is searched, too.
    """
    search = os.pathsep.join([search or os.environ.get("PATH", os.defpath), *map(str, of_pyenv())])
    listed = subprocess.run(
        [str(BIN / "uv"), "python", "list", "--only-installed", "--output-format", "json"],
        env=os.environ | {"PATH": search, "UV_NO_CONFIG": "1"},
        capture_output=True,
        check=True,
        text=True,
    )
    found = [
        Python((parts["major"], parts["minor"], parts["patch"]), os.path.realpath(each["path"]))
        for each in json.loads(listed.stdout)
        if each["implementation"] == "cpython" and each["variant"] == "default"
        for parts in [each["version_parts"]]
    ]
    newest = {python.minor: python for python in sorted(found) if python.version >= LOWEST_PYTHON}
    return list(newest.values())


def of_pyenv() -> list[Path]:
    """Where pyenv keeps its Pythons."""
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    return sorted(root.glob("versions/*/bin"))


def environment(name: str, python: Python, lock: Path) -> Path:
    """The folder `.venv-{name}` of this Python with the packages of `lock`."""
    folder = ROOT / f".venv-{name}"
    state = wanted(lock, f"{ROOT} {python.path} {'.'.join(map(str, python.version))}")
    if read(folder / ".ready") != state:
        say(f"installing the packages of {lock.relative_to(ROOT)} into {folder.name}")
        uv = [str(BIN / "uv"), "--quiet", "venv", "--clear", "--python", python.path, str(folder)]
        run(uv, f"The folder {folder.name} could not be made: remove it, then run make again.")
        install(folder, lock, state)
    return folder


def passes(name: str, python: Python, lock: Path) -> bool:
    """Whether the quickstart and the quick tests pass there."""
    tell(f"\nmatrix: {name} ({python.path})")
    interpreter = str(environment(name, python, lock) / "bin" / "python")
    tests = ["-m", "pytest", "--quiet", "--numprocesses", "2", "--dist", "loadfile", *QUICK]
    return all(
        subprocess.run([interpreter, *what], cwd=ROOT, env=variables()).returncode == 0
        for what in (["tools/demo.py"], tests)
    )


def main() -> None:
    """Try them all, also after one that fails, and say at the end how it went."""
    here = pythons()
    tries = [(python.minor, python, LOCK) for python in here] + [("lowest", here[0], LOWEST_LOCK)]
    outcomes = {name: passes(name, python, lock) for name, python, lock in tries}
    tell()
    for name, passed in outcomes.items():
        tell(f"matrix: {name:<8} {'passed' if passed else 'FAILED'}")
    sys.exit(0 if all(outcomes.values()) else 1)


if __name__ == "__main__":
    main()
