"""What the journal adds to bare SQLite: opening it with 100,000 jobs and listing the newest 50.

Both are measured in turn on the same file, each time with a new connection. The result to
compare between machines is the difference, which may be 20 ms at most.
"""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from omnivid_jupyter.engine.journal import Entry, Journal
from omnivid_jupyter.engine.states import State
from omnivid_jupyter.reports.costs import costs
from omnivid_jupyter.reports.history import History
from omnivid_jupyter.request import VideoRequest

JOBS = 100_000
NEWEST = 50
ROUNDS = 15
MODELS = (
    "demo/omni-flash",
    "omniflash/omni-pro",
    "apimart/Omni-Flash-Ext",
    "apimart/gemini-omni-flash-preview",
    "evolink/gemini-omni-flash-text-to-video",
)
STATES: tuple[State, ...] = ("done", "done", "done", "done", "done", "done", "failed", "unknown", "expired")


def jobs(count: int = JOBS) -> Iterator[Entry]:
    """A few years of work: one job every quarter of an hour."""
    for number in range(count):
        model, state = MODELS[number % len(MODELS)], STATES[number % len(STATES)]
        created = 1_700_000_000.0 + 900 * number
        yield Entry(
            id=f"{number:08x}",
            fingerprint=f"{number:064x}",
            model=model,
            service=model.partition("/")[0],
            request=VideoRequest(
                model=model,
                prompt=f"Take {number}: a red fox trots through fresh snow at dawn, soft golden light",
                duration=6,
                aspect_ratio="16:9",
                resolution="720p",
            ),
            state=state,
            created=created,
            changed=created + 60,
            folder=Path("omnivid-clips"),
            task_id=f"task-unified-{number}",
            accepted=None if state == "unknown" else created + 1,
            cost=0.3 if model.startswith("apimart") else None,
            credits=15.0 if model.startswith("omniflash") else None,
            estimate=0.862 if model.startswith("evolink") else None,
            notebook=f"notebooks/{number % 40}.ipynb",
            clip=f"take-{number}-a-red-fox-trots-through-fresh-snow-{number:012x}.mp4",
        )


def filled(path: Path, count: int = JOBS) -> None:
    """Write the jobs to a new journal."""
    with closing(Journal(path)) as journal, journal.transaction():
        for entry in jobs(count):
            journal.add(entry)


def bare(path: Path) -> int:
    """Open the file and list the newest 50 with nothing but SQLite."""
    with closing(sqlite3.connect(path)) as db:
        return len(db.execute("SELECT * FROM jobs ORDER BY created DESC LIMIT ?", (NEWEST,)).fetchall())


def listed(path: Path) -> int:
    """The same through the journal."""
    with closing(Journal(path)) as journal:
        return len(journal.newest(NEWEST))


def written(path: Path) -> int:
    """The same as the text that a person sees."""
    with closing(Journal(path)) as journal:
        return len(repr(History.read(journal, limit=NEWEST)).splitlines()) - 1


def searched(path: Path) -> int:
    """The newest 50 with words that only old prompts have: most of them are looked through."""
    with closing(Journal(path)) as journal:
        return len(journal.newest(NEWEST, text="take 12"))


def counted(path: Path) -> int:
    """The costs by day, over all jobs."""
    with closing(Journal(path)) as journal:
        return min(len(costs(journal, "day").lines), NEWEST)


WAYS: dict[str, Callable[[Path], int]] = {
    "bare SQLite": bare,
    "Journal.newest": listed,
    "history as text": written,
    "search": searched,
    "costs by day": counted,
}


def milliseconds(way: Callable[[Path], int], path: Path) -> float:
    """What one way takes; it has to find all it should."""
    start = time.perf_counter()
    found = way(path)
    taken = 1000 * (time.perf_counter() - start)
    if found != NEWEST:
        raise RuntimeError(f"{way.__name__} found {found} instead of {NEWEST}")
    return taken


def main() -> None:
    """Measure and print one table: median milliseconds, spread, and the difference from bare SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.sqlite3"
        filled(path)
        rounds = [{name: milliseconds(way, path) for name, way in WAYS.items()} for _ in range(ROUNDS)]
        size = path.stat().st_size / 1e6
    times = {name: [measured[name] for measured in rounds] for name in WAYS}
    base = statistics.median(times["bare SQLite"])
    print(f"a journal of {JOBS:,} jobs ({size:.0f} MB), median of {ROUNDS} openings\n")
    print(f"{'newest ' + str(NEWEST):<20}{'ms':>8}{'min':>8}{'max':>8}{'more':>8}")
    for name, measured in times.items():
        median = statistics.median(measured)
        numbers = "".join(f"{value:8.1f}" for value in (median, min(measured), max(measured), median - base))
        print(f"{name:<20}{numbers}")


if __name__ == "__main__":
    main()
