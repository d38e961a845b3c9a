"""Checks side by side: `python tools/check.py [lint]`, called by `make check` and `make lint`.

Style, types and scripts, and what is quick to test; with `lint` only that all tests can be imported. What fails is
shown in full when it ends; all others are one line.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from omnivid_jupyter.saying import say  # noqa: E402
from tools.setup import BIN, variables  # noqa: E402

#: What needs neither kernel nor browser, less what draws films, measures them, waits,
#: or has thousands of jobs, files or examples.
QUICK = ("tests/pure", "tests/engine")
SLOWER = (
    "tests/engine/export",
    "tests/engine/media/test_files.py",
    "tests/engine/media/test_measure.py",
    "tests/engine/net/test_crowd.py",
    "tests/engine/net/test_simulated.py",
    "tests/engine/reports/test_trace.py",
    "tests/engine/simulator",
    "tests/engine/test_damaged_journal.py",
    "tests/engine/test_handing_over.py",
    "tests/engine/test_learned_pacing.py",
    "tests/engine/test_turns.py",
    "tests/engine/test_values.py",
    "tests/engine/test_whereabouts.py",
    "tests/pure/experiments/test_ranking.py",
    "tests/pure/properties",
)
PYTEST = [str(BIN / "python"), "-m", "pytest", "--quiet"]
LINT: dict[str, list[str]] = {
    "style": [str(BIN / "ruff"), "check"],
    "format": [str(BIN / "ruff"), "format", "--check"],
    "types": [str(BIN / "mypy")],
    "scripts": [str(ROOT / "node_modules" / ".bin" / "tsc")],
}
#: What pytest makes of the tests' files is kept: then not each worker of `make test` makes it anew.
IMPORTS = [*PYTEST, "--collect-only"]
TESTS = [
    *PYTEST,
    "--numprocesses",
    "3",  # some tests wait
    "--dist",
    "worksteal",
    *QUICK,
    *(f"--ignore={each}" for each in SLOWER),
]


def checked(command: list[str]) -> subprocess.CompletedProcess[str]:
    """The end of `command`, and all that it wrote."""
    return subprocess.run(
        command, cwd=ROOT, env=variables(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def main(arguments: Sequence[str]) -> None:
    """Run them all at once, and fail if one does."""
    checks = LINT | ({"imports": IMPORTS} if "lint" in arguments else {"tests": TESTS})
    failed = 0
    with ThreadPoolExecutor(len(checks)) as pool:
        running = {pool.submit(checked, command): name for name, command in checks.items()}
        for done in as_completed(running):
            ended = done.result()
            failed |= ended.returncode
            say(f"{running[done]:<8} {'passed' if ended.returncode == 0 else 'FAILED'}")
            if ended.returncode:
                say(ended.stdout)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
