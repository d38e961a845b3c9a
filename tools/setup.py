"""Brings a fresh clone to where it runs: `python tools/setup.py PART...`, called by the Makefile.

The parts are the functions that the table at the end lists; each does nothing when nothing changed. Python packages
come from the lock files, checked by their hashes, into environments inside the clone. Only Chromium and curl, which
the tests need, lie beyond it: they are installed where that needs no more rights than we have, and no other are asked
for. Whatever cannot be installed is named in one sentence that says what to do.
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
    """Everything in requirements.lock and this project, editable, in `.venv`; the locked uv installs it."""
    state = wanted(LOCK)
    if read(MAIN / ".ready") == state:
        return
    say("installing the packages of requirements.lock into .venv")
    of_another = read(MAIN / ".ready") and not read(MAIN / ".ready").startswith(f"{ROOT} {here()} ")
    (MAIN / ".ready").unlink(missing_ok=True)
    if find_spec("ensurepip") is None:  # Debian and Ubuntu ship it apart from Python
        apt(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    venv = [sys.executable, "-m", "venv", *(["--clear"] if of_another else []), str(MAIN)]
    run(venv, "The folder .venv could not be made: do what Python says above, then run make again.")
    pinned = re.search(r"^uv==.*(\n .*)*", LOCK.read_text(), re.MULTILINE)
    (MAIN / "uv.txt").write_text(pinned.group() if pinned else fail("requirements.lock does not name uv."))
    pip = [str(BIN / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    pip += ["--require-hashes", "--requirement", str(MAIN / "uv.txt")]
    run(pip, "uv could not be installed: check the network, then run make again.")
    install(MAIN, LOCK, state)


def kernel6() -> None:
    """This project on the older ipykernel, in `.venv-ipykernel6`."""
    environment(OLDER_KERNEL, ROOT / "tests" / "requirements-ipykernel6.lock")


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
        link.symlink_to(chromium() or (apt("chromium") and chromium()) or playwrights_chromium())
    if not (shutil.which("curl") or (apt("curl") and shutil.which("curl"))):
        fail("The tests need curl: install it, then run make again.")


def environment(folder: Path, lock: Path, python: str | None = None) -> None:
    """Make `folder` an environment of `python` (else ours) with the packages of `lock` and this project."""
    state = wanted(lock, python)
    if read(folder / ".ready") == state:
        return
    say(f"installing the packages of {lock.relative_to(ROOT)} into {folder.name}")
    venv = [
        str(BIN / "uv"),
        "--quiet",
        "--no-config",
        "venv",
        "--clear",
        "--python",
        python or sys.executable,
    ]
    run([*venv, str(folder)], f"The folder {folder.name} could not be made: remove it, then run make again.")
    install(folder, lock, state)


def install(folder: Path, lock: Path, state: str) -> None:
    """Make `folder` hold the packages of `lock`, no others, and this project; note that it is in `state`."""
    uv, there = [str(BIN / "uv"), "--quiet", "pip"], ["--python", str(folder / "bin" / "python")]
    sync = [*uv, "sync", *there, "--require-hashes", str(lock)]
    run(sync, f"The packages of {lock.name} could not be installed: check the network, then run make again.")
    project = [*uv, "install", *there, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    run(project, "The project itself could not be installed: see what uv says above.")
    (folder / ".ready").write_text(state)


def wanted(lock: Path, python: str | None = None) -> str:
    """The state that an environment should be in: where it is, its Python, and what it was made from."""
    return f"{ROOT} {python or here()} {digest(lock, ROOT / 'pyproject.toml')}"


def here() -> str:
    """The Python in use, whichever environment of it runs this."""
    return f"{sys.base_prefix} {sys.version_info.major}.{sys.version_info.minor}"


def chromium() -> Path | None:
    """A Chromium or Chrome on this machine that starts; $CHROMIUM names one of another place."""
    for name in (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name, path=path_without_ours()) if name else None
        if found and starts(found):
            return Path(found)
    return None


def playwrights_chromium() -> Path:
    """The Chromium that Playwright downloads, for the user who runs this."""
    advice = "The tests need Chromium: install it or set CHROMIUM to where it is, then run make again."
    say("installing Playwright's Chromium")
    playwright = [str(BIN / "python"), "-m", "playwright", "install", "chromium"]
    run([*playwright, *(["--with-deps"] if os.geteuid() == 0 else [])], advice)
    where = "from playwright.sync_api import sync_playwright\n"
    where += "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
    path = subprocess.check_output([str(BIN / "python"), "-c", where], env=variables(), text=True).strip()
    return Path(path) if starts(path) else fail(advice)


def starts(program: str) -> bool:
    """Whether `program` runs: a package can be a stub, and a download can miss the system's libraries."""
    return subprocess.run([program, "--version"], capture_output=True).returncode == 0


def apt(package: str) -> bool:
    """Install a package of Debian or Ubuntu; False where there is no apt, or no right to use it."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    say(f"installing the system's package {package}")
    get = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    subprocess.run([*get, "update"])  # should that fail, the list that is there may do
    install = [*get, "install", "--yes", "--no-install-recommends", package]
    return subprocess.run(install, stdout=subprocess.DEVNULL).returncode == 0


def run(command: list[str], otherwise: str) -> None:
    """Run `command`, and stop with the sentence `otherwise` if it fails."""
    if subprocess.run(command, cwd=ROOT, env=variables()).returncode != 0:
        fail(otherwise)


def variables() -> dict[str, str]:
    """The variables of a command: our tools first on PATH, our Node.js for Playwright (see conftest)."""
    ours = {"PATH": f"{BIN}{os.pathsep}{path_without_ours()}", "PLAYWRIGHT_NODEJS_PATH": str(BIN / "node")}
    return os.environ | ours


def path_without_ours() -> str:
    """PATH without `.venv/bin`."""
    return os.pathsep.join(p for p in os.environ.get("PATH", os.defpath).split(os.pathsep) if Path(p) != BIN)


def read(stamp: Path) -> str:
    """What a stamp says; "" where there is none."""
    return stamp.read_text() if stamp.exists() else ""


def digest(*files: Path) -> str:
    """What changes when one of the files does."""
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def say(text: str) -> None:
    """Say what takes its time."""
    print(f"setup: {text}", file=sys.stderr, flush=True)


def fail(sentence: str) -> NoReturn:
    """Stop with a sentence that says what to do."""
    sys.exit(f"setup: {sentence}")


PARTS = {"packages": packages, "kernel6": kernel6, "node": node, "browser": browser}

if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 - make PYTHON=... may name an older one
        fail("Python 3.11 or newer is needed: make PYTHON=/path/to/python3")
    for part in sys.argv[1:]:
        PARTS[part]()
