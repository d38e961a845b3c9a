"""Brings a fresh clone to where it runs: `python tools/setup.py PART...`, called by the Makefile.

The parts are the functions below that the table at the end lists. Each does nothing when nothing changed.
Whatever is missing is either installed, or named in one sentence that says what to do.

Python packages come from the lock files, checked by their hashes, into environments inside the clone.
Only Chromium and curl, which the tests need, are installed beyond it, by the system's package manager.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
MAIN = ROOT / ".venv"  # runs the package, JupyterLab, the checks and the tests
OLDER_KERNEL = ROOT / ".venv-ipykernel6"  # runs only cells of tests
BIN = MAIN / "bin"


def packages() -> None:
    """Everything in requirements.lock and this project, editable, in `.venv`."""
    if read(MAIN / ".ready") == wanted(LOCK):
        return
    say("installing the packages of requirements.lock into .venv")
    create(MAIN)
    install_uv(LOCK)
    install(MAIN, LOCK, wanted(LOCK))


def kernel6() -> None:
    """This project on the older ipykernel, in `.venv-ipykernel6`."""
    lock = ROOT / "tests" / "requirements-ipykernel6.lock"
    if read(OLDER_KERNEL / ".ready") == wanted(lock):
        return
    say("installing the packages of tests/requirements-ipykernel6.lock into .venv-ipykernel6")
    create(OLDER_KERNEL)
    install(OLDER_KERNEL, lock, wanted(lock))


def node() -> None:
    """The compiler that checks the JavaScript, in `node_modules`; Node.js itself is in `.venv`."""
    stamp, state = ROOT / "node_modules" / ".ready", digest(ROOT / "package-lock.json")
    if read(stamp) == state:
        return
    say("installing the packages of package-lock.json into node_modules")
    npm = [str(BIN / "npm"), "ci", "--ignore-scripts", "--loglevel=error"]
    run(
        npm,
        "The packages of package-lock.json could not be installed: check the network, then run make again.",
    )
    stamp.write_text(state)


def browser() -> None:
    """Chromium, linked into `.venv/bin`, and curl."""
    link = BIN / "chromium"
    if not link.exists():
        link.unlink(missing_ok=True)
        link.symlink_to(find_chromium() or install_chromium())
    if shutil.which("curl") is None and not (system_install("curl") and shutil.which("curl")):
        fail("The tests need curl: install it, then run make again.")


# Environments


def wanted(lock: Path, where: str = "") -> str:
    """The state that an environment should be in: where and with what it runs, and what it was made from."""
    return f"{where or placement()} {digest(lock, ROOT / 'pyproject.toml')}"


def placement() -> str:
    """The clone's folder and the Python in use; both are written into an environment when it is created."""
    return f"{ROOT} {sys.base_prefix} {sys.version_info.major}.{sys.version_info.minor}"


def create(environment: Path) -> None:
    """Create `environment`, or repair it where it is; one of another folder or Python is replaced."""
    ready = environment / ".ready"
    replaced = ready.exists() and not read(ready).startswith(f"{placement()} ")
    if find_spec("ensurepip") is None:  # Debian and Ubuntu ship it apart from Python
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        if not system_install(package):
            fail(f"This Python cannot create environments: install {package}, then run make again.")
    ready.unlink(missing_ok=True)
    venv = [sys.executable, "-m", "venv", *(["--clear"] if replaced else []), str(environment)]
    run(venv, f"The folder {environment.name} could not be made: remove it, then run make again.")


def install_uv(lock: Path) -> None:
    """Put the locked uv into `.venv`; it installs everything else."""
    pinned = re.search(r"^uv==.*(\n .*)*", lock.read_text(), re.MULTILINE)
    if pinned is None:
        fail("requirements.lock does not name uv: run `git checkout requirements.lock`.")
    requirement = MAIN / "uv.txt"
    requirement.write_text(pinned.group())
    pip = [str(BIN / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    pip += ["--require-hashes", "--requirement", str(requirement)]
    run(pip, "uv could not be installed: check the network, then run make again.")


def install(environment: Path, lock: Path, state: str) -> None:
    """Make `environment` hold the packages of `lock`, no others, and this project; note that it is in `state`."""
    uv, there = [str(BIN / "uv"), "--quiet", "pip"], ["--python", str(environment / "bin" / "python")]
    sync = [*uv, "sync", *there, "--require-hashes", str(lock)]
    run(sync, f"The packages of {lock.name} could not be installed: check the network, then run make again.")
    project = [*uv, "install", *there, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    run(project, "The project itself could not be installed: see what uv says above.")
    (environment / ".ready").write_text(state)


# The system


def find_chromium() -> Path | None:
    """A Chromium or Chrome on this machine that starts; $CHROMIUM names one of another place."""
    for name in (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name, path=path_without_ours()) if name else None
        if found and starts(found):
            return Path(found)
    return None


def install_chromium() -> Path:
    """Install Chromium by the system's package manager, else by Playwright."""
    say("installing Chromium")
    if system_install("chromium") and (found := find_chromium()):
        return found
    advice = "The tests need Chromium: install it or set CHROMIUM to where it is, then run make again."
    python = str(BIN / "python")
    run(
        [python, "-m", "playwright", "install", *(["--with-deps"] if os.geteuid() == 0 else []), "chromium"],
        advice,
    )
    where = "from playwright.sync_api import sync_playwright\n"
    where += "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
    downloaded = subprocess.check_output([python, "-c", where], env=variables(), text=True).strip()
    if not starts(downloaded):
        fail(advice)
    return Path(downloaded)


def starts(program: str) -> bool:
    """Whether `program` runs: a package can be a stub, and a download can miss the system's libraries."""
    return subprocess.run([program, "--version"], capture_output=True).returncode == 0


def system_install(package: str) -> bool:
    """Install a package of Debian or Ubuntu; False where there is no apt, or no right to use it."""
    if shutil.which("apt-get") is None:
        return False
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if root and (
        shutil.which("sudo") is None or subprocess.run([*root, "true"], capture_output=True).returncode
    ):
        return False
    say(f"installing the system's package {package}")
    apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    subprocess.run([*apt, "update"])  # should that fail, the list that is there may do
    install = [*apt, "install", "--yes", "--no-install-recommends", package]
    return subprocess.run(install, stdout=subprocess.DEVNULL).returncode == 0


# Small things


def run(command: list[str], otherwise: str) -> None:
    """Run `command`, and stop with the sentence `otherwise` if it fails."""
    if subprocess.run(command, cwd=ROOT, env=variables()).returncode != 0:
        fail(otherwise)


def variables() -> dict[str, str]:
    """The variables of a command: our tools first on PATH, our Node.js for Playwright (see conftest)."""
    ours = {"PATH": f"{BIN}{os.pathsep}{path_without_ours()}", "PLAYWRIGHT_NODEJS_PATH": str(BIN / "node")}
    return os.environ | ours


def path_without_ours() -> str:
    return os.pathsep.join(p for p in os.environ.get("PATH", os.defpath).split(os.pathsep) if Path(p) != BIN)


def read(stamp: Path) -> str:
    return stamp.read_text() if stamp.exists() else ""


def digest(*files: Path) -> str:
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def say(text: str) -> None:
    print(f"setup: {text}", file=sys.stderr, flush=True)


def fail(sentence: str) -> NoReturn:
    sys.exit(f"setup: {sentence}")


PARTS = {"packages": packages, "kernel6": kernel6, "node": node, "browser": browser}

if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 - make PYTHON=... may name an older one
        fail("Python 3.11 or newer is needed: make PYTHON=/path/to/python3")
    for part in sys.argv[1:]:
        PARTS[part]()
