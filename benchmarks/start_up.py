"""How long `import omnivid_jupyter` takes, beside what it cannot do without.

Each import runs in a fresh interpreter, all of them in turn and several times over, so that a busy moment
of the machine meets them alike. The result to compare between machines is the ratio.
"""

from __future__ import annotations

import statistics
import subprocess
import sys

ROUNDS = 7
STATEMENTS = {
    "httpx + IPython.core": "import httpx, IPython.core.magic, IPython.core.interactiveshell",
    "omnivid_jupyter": "import omnivid_jupyter",
}
BASE = "httpx + IPython.core"


def seconds(statement: str) -> float:
    """What `statement` takes in an interpreter of its own, without the interpreter's start."""
    timed = f"import time; start = time.perf_counter()\n{statement}\nprint(time.perf_counter() - start)"
    return float(subprocess.check_output([sys.executable, "-c", timed], text=True))


def main() -> None:
    """Measure and print one table: median milliseconds, spread, and ratio to the base."""
    rounds = [{name: seconds(statement) for name, statement in STATEMENTS.items()} for _ in range(ROUNDS)]
    times = {name: [measured[name] for measured in rounds] for name in STATEMENTS}
    base = statistics.median(times[BASE])
    print(f"import times, median of {ROUNDS} fresh interpreters\n")
    print(f"{'import':<30}{'ms':>8}{'min':>8}{'max':>8}{'ratio':>8}")
    for name, measured in times.items():
        median = statistics.median(measured)
        numbers = "".join(f"{1000 * value:8.0f}" for value in (median, min(measured), max(measured)))
        print(f"{name:<30}{numbers}{median / base:8.2f}")


if __name__ == "__main__":
    main()
