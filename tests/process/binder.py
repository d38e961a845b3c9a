"""The Binder environment, made as repo2docker makes it, for the tests that run in it.

repo2docker makes an environment of the Python in runtime.txt, installs requirements.txt before it has anything else of
the repository, and runs postBuild in it. The same is done here, on the files as they lie in the working tree, by uv in
place of pip (it takes the same wheels by the same hashes).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from tests.drawings import FOLDER
from tests.kernels import ROOT
from tests.pure.test_project import tracked_files

__all__ = ["BINDER", "PYTHON", "Built", "built_with", "python", "version_of"]

BINDER = ROOT / "binder"
PYTHON = (BINDER / "runtime.txt").read_text().strip().removeprefix("python-")


def python() -> str:
    """The Python that runtime.txt names, else (which the tests' names then say) the one that runs the tests."""
    if f"{sys.version_info.major}.{sys.version_info.minor}" == PYTHON:
        return sys.executable
    uv = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))
    find = [uv, "python", "find", "--system", "--no-python-downloads", PYTHON]
    found = subprocess.run(find, capture_output=True, text=True)
    return found.stdout.strip() if found.returncode == 0 else sys.executable


def version_of(program: str) -> str:
    code = "import sys; print(f'{sys.version_info.major}.{sys.version_info.minor}')"
    return subprocess.check_output([program, "-c", code], text=True).strip()


@dataclass(frozen=True)
class Built:
    """What a person on Binder has: the repository, and an environment."""

    repository: Path
    environment: Path
    home: Path

    @property
    def variables(self) -> dict[str, str]:
        """The variables there: nothing of this machine's, no key, and what Binder says of itself."""
        return {
            "PATH": f"{self.environment / 'bin'}{os.pathsep}{os.defpath}",
            "HOME": str(self.home),
            "BINDER_LAUNCH_HOST": "https://mybinder.org/",
            "LC_ALL": "C.UTF-8",
            "OMNIVID_DEMO_SPEED": "20",  # the test's own hurry; a person waits a few seconds
            "OMNIVID_POLL_INTERVAL": "0.2",
            "OMNIVID_DEMO_FILMS": os.environ["OMNIVID_DEMO_FILMS"],
        }


def built_with(program: str) -> Built:
    """The environment of the Python `program`, made by whichever process of this run of the tests asks first."""
    folder = (
        FOLDER / "binder" / version_of(program)
    )  # beside the films: in a folder, which no simulator tidies up
    folder.mkdir(parents=True, exist_ok=True)
    there, ready = Built(folder / "repository", folder / "environment", folder / "home"), folder / "ready"
    with FileLock(folder / "lock"):
        if not ready.exists():
            _build(there, program)
            ready.touch()
    return there


def _build(there: Built, program: str) -> None:
    there.home.mkdir()
    subprocess.run([program, "-m", "venv", str(there.environment)], check=True)

    requirements = there.repository / "binder" / "requirements.txt"  # nothing else is there at this step
    requirements.parent.mkdir(parents=True)
    shutil.copyfile(BINDER / "requirements.txt", requirements)
    uv = [str(Path(sys.executable).with_name("uv")), "pip", "install", "--quiet", "--require-hashes"]
    install = [*uv, "--python", str(there.environment / "bin" / "python"), "--requirement", str(requirements)]
    subprocess.run(install, cwd=there.repository, check=True)

    for path in tracked_files():
        copy = there.repository / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    done = subprocess.run(
        ["./binder/postBuild"],
        cwd=there.repository,
        # where packages come from is this machine's affair
        env={**os.environ, **there.variables, "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
