"""Tries every Python of this machine: `python tools/matrix.py`, called by `make matrix`.

The quickstart and the quickest tests run on each version of Python from the lowest that the project takes, and once
more on the lowest with the lowest dependencies. Each has an environment of its own inside the clone, `.venv-…`, that is
made when something changed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from omnivid_jupyter.saying import say as tell  # noqa: E402
from tools.setup import BIN, LOCK, environment, variables  # noqa: E402

LOWEST_PYTHON = (3, 11)
LOWEST_LOCK = ROOT / "tests" / "requirements-lowest.lock"
#: What differs most between Pythons, and takes less than a minute: pure logic, and the core of the engine.
QUICK = (
    "tests/pure/engine",
    "tests/pure/net",
    "tests/pure/notebook",
    "tests/pure/providers",
    "tests/pure/reports",
    "tests/engine/test_journal.py",
    "tests/engine/test_storing.py",
    "tests/engine/test_submitting.py",
    "tests/engine/media/test_upright.py",
    "tests/engine/net/test_transport.py",
    "tests/engine/notebook/test_options.py",
    "tests/engine/notebook/test_scope.py",
)


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


def tries(here: list[Python], but: str | None = None) -> dict[str, tuple[Python, Path]]:
    """What is tried, by its name: each Python, except for one of this version, and the lowest of everything."""
    newest = {each.minor: (each, LOCK) for each in here if each.minor != but}
    return {**newest, "lowest": (min(here), LOWEST_LOCK)}


#: One demo at a time: they all write to `build/demo`, and look for free ports.
_DEMO = threading.Lock()


def passes(name: str, python: Python, lock: Path) -> bool:
    """Whether the quickstart and the quickest tests pass there. What they wrote is shown when they have ended."""
    folder = ROOT / f".venv-{name}"
    environment(folder, lock, python.path)
    with _DEMO:
        # what films look like is looked at elsewhere, and nobody waits for them
        demo = run(folder, ["tools/demo.py"], OMNIVID_DEMO_FILMS="sketched", OMNIVID_DEMO_SPEED="20")
    steps = [demo] if demo.returncode else [demo, run(folder, ["-m", "pytest", "--quiet", *QUICK])]
    tell(f"\nmatrix: {name} ({python.path})\n" + "".join(step.stdout for step in steps))
    return all(step.returncode == 0 for step in steps)


def run(folder: Path, what: list[str], **more: str) -> subprocess.CompletedProcess[str]:
    """The end of a command of this environment's Python, and all that it wrote."""
    command = [str(folder / "bin" / "python"), *what]
    return subprocess.run(
        command,
        cwd=ROOT,
        env=variables() | more,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )


def main(arguments: Sequence[str] = ()) -> None:
    """Try them all, side by side, also after one that fails, and say at the end how it went.

    With `--others` the Python that runs this is left out: `make test` has tried it with every test.
    """
    here = pythons()
    done = f"{sys.version_info.major}.{sys.version_info.minor}" if "--others" in arguments else None
    tried = tries(here, done)
    with ThreadPoolExecutor(len(tried)) as pool:
        outcomes = dict(zip(tried, pool.map(lambda name: passes(name, *tried[name]), tried), strict=True))
    for name, passed in outcomes.items():
        tell(f"matrix: {name:<8} {'passed' if passed else 'FAILED'}")
    if untried := [python.minor for python in here if python.minor not in {done, *outcomes}]:
        tell(f"matrix: not tried: {', '.join(untried)}")
    sys.exit(0 if all(outcomes.values()) and not untried else 1)


if __name__ == "__main__":
    main(sys.argv[1:])
