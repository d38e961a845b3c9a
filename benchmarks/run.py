"""`make bench`: what this package costs, beside what it cannot do without and beside its peers.

    python -m benchmarks.run [--quick]

Everything is measured in this one run, the ways in turn and several times over, so that a busy moment of the machine
meets them alike. What compares between machines are the ratios. Ready times are random, the same for every way.

The table goes to `benchmarks/results/` with a plot, and into the README between its two markers. `--quick` does a
little of everything without the peers and writes nothing: to see that it runs.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from importlib.metadata import version
from itertools import pairwise
from operator import attrgetter
from pathlib import Path
from typing import Any

from benchmarks import drawing, journal, kernels, messages, pages, saved, start_up
from benchmarks.film import film, long
from omnivid_jupyter.net.pacing import Pace
from omnivid_jupyter.providers.registry import PROVIDERS
from omnivid_jupyter.providers.wire import Pacing
from tests.pure.engine.test_learned_pacing import Draw, compared, even, looks

ROOT = Path(__file__).parent.parent
RESULTS = Path(__file__).parent / "results"
WAYS = Path(__file__).parent / "ways"
INTERVAL = 0.2  # seconds between two queries
#: The peers: what is installed for each in an environment of its own, and the script that uses it.
PEERS = {
    "fal-client": "fal",
    "lumaai": "luma",
    "openai": "openai_",
    "replicate": "replicate_",
    "runwayml": "runway",
}


@dataclass(frozen=True)
class Size:
    """How much is measured, of tasks that take this many seconds on average.

    `crowds` are measured beside bare httpx, `largest` alone, both by one process; `kernel_crowds` in a kernel. `times`
    is how many large films a long one is; `paced` how often a film is fetched over lines of usual speeds. `demo`:
    whether the cells of `make demo` are run; `side_by_side`: how many parts are measured at the same time, which only
    says that they run.
    """

    rounds: int
    jobs: int
    crowds: tuple[int, ...]
    largest: int
    kernel_crowds: tuple[int, ...]
    shown: int
    downloads: int
    times: int
    paced: int
    drawn: int
    entries: int
    sheet: int
    gallery: int
    batch: int
    kept: tuple[int, ...]
    idle: float
    peers: bool
    demo: bool
    seconds: float
    side_by_side: int


FULL = Size(
    rounds=3,
    jobs=6,
    crowds=(100, 200, 1000),
    largest=10_000,
    kernel_crowds=(100, 1000),
    shown=6,
    downloads=30,
    times=100,
    paced=8,
    drawn=6,
    entries=100_000,
    sheet=100,
    gallery=1000,
    batch=100,
    kept=(2, 3, 4, 6, 8, 12, 24),
    idle=30,
    peers=True,
    demo=True,
    seconds=0.4,
    side_by_side=1,
)
QUICK = Size(
    rounds=1,
    jobs=1,
    crowds=(3,),
    largest=4,
    kernel_crowds=(2, 3),
    shown=1,
    downloads=1,
    times=1,
    paced=1,
    drawn=1,
    entries=200,
    sheet=30,
    gallery=40,
    batch=5,
    kept=(2,),
    idle=0.5,
    peers=False,
    demo=False,
    seconds=0.05,
    side_by_side=3,
)


@dataclass(frozen=True)
class Row:
    """One figure: what it is, ours and the floor's in words, their ratio, and what is aimed at."""

    figure: str
    ours: str
    floor: str
    ratio: float | None
    goal: str


@contextmanager
def serving(content: Path) -> Iterator[str]:
    """The address of a server that gives out this film."""
    command = [sys.executable, "-m", "benchmarks.server", str(content)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()
        if process.stdout:
            process.stdout.close()


def way(script: str, *arguments: str, python: Path | str = sys.executable) -> Any:
    """What a script of `ways/` measures in a process and a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="omnivid-bench-") as folder:
        address, *more = arguments
        command = [str(python), str(WAYS / f"{script}.py"), address, f"{folder}/clips", str(INTERVAL), *more]
        environment = {"PATH": os.environ["PATH"], "HOME": folder}
        return json.loads(subprocess.check_output(command, text=True, env=environment).splitlines()[-1])


def peer(name: str) -> Path:
    """The Python of a peer's own environment, made if need be."""
    folder = ROOT / "build" / "peers" / name
    uv = Path(sys.executable).parent / "uv"
    if not (folder / "bin" / "python").exists():
        subprocess.run([uv, "--quiet", "venv", "--python", sys.executable, folder], check=True)
        subprocess.run(
            [uv, "--quiet", "pip", "install", "--python", folder / "bin" / "python", name], check=True
        )
    return folder / "bin" / "python"


# The figures


@dataclass(frozen=True)
class Peers:
    """What was compared one after another: milliseconds of the processor a job, and versions, by name."""

    medians: dict[str, float] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)


def one_after_another(size: Size, film_path: Path, peers: Peers) -> list[Row]:
    """Jobs one after another, each way in turn: what a job takes of the processor, and how late a clip is there.

    What the plot and the sentence on the machine need of it is left in `peers`.
    """
    pythons: dict[str, tuple[str, Path | str]] = {
        "bare httpx": ("bare", sys.executable),
        "omnivid-jupyter": ("ours", sys.executable),
    }
    if size.peers:
        pythons |= {name: (script, peer(name)) for name, script in PEERS.items()}
    peers.versions.update(
        (name, _version(python, name)) for name, (_, python) in pythons.items() if name in PEERS
    )
    dice = random.Random(13)
    at_once = ",".join(["0"] * size.jobs)
    cpu: dict[str, list[float]] = {name: [] for name in pythons}
    ready: dict[str, list[float]] = {name: [] for name in pythons}
    late: dict[str, list[float]] = {name: [] for name in pythons}
    with serving(film_path) as address:
        for _ in range(size.rounds):
            seconds = ",".join(f"{size.seconds * dice.uniform(0.3, 1.7):.3f}" for _ in range(size.jobs))
            for name, (script, python) in pythons.items():
                cpu[name].append(way(script, address, seconds, python=python)["cpu"])
                found = way(script, address, at_once, python=python)
                ready[name].append(found["cpu"])
                late[name].append(statistics.median(found["late"]) - 1000 * INTERVAL)
    medians = {name: statistics.median(each) for name, each in cpu.items()}
    peers.medians.update(medians)
    at_first = {name: statistics.median(each) for name, each in ready.items()}
    ours, bare = "omnivid-jupyter", "bare httpx"
    rows = [
        _ratio("CPU a job, one after another", "ms", medians[ours], medians[bare], "bare httpx", "≤ 1.25"),
        _ratio("the same, ready at the first query", "ms", at_first[ours], at_first[bare], "bare httpx", "–"),
    ]
    rows += [
        _ratio("CPU a job, one after another", "ms", medians[ours], medians[name], name, "< 1")
        for name in PEERS
        if name in medians
    ]
    lates = {name: statistics.median(each) for name, each in late.items()}
    rows.append(
        Row(
            "the clip is there after a query that sees it, 5 MB",
            f"{lates[ours]:.0f} ms",
            f"bare httpx {lates[bare]:.0f} ms",
            None,
            f"≤ 40 ms more; it is {lates[ours] - lates[bare]:.0f}",
        )
    )
    return rows


def all_at_once(size: Size, film_path: Path) -> list[Row]:
    """Many jobs in one process, of a small film: what each takes, and how that grows with their number.

    Each is ready when it is first asked after, so that all ways send the same requests, however busy they are.
    """
    rows = []
    found: dict[int, dict[str, float]] = {}
    with serving(film_path) as address:
        for count in (*size.crowds, size.largest):
            # bare httpx looks through all that wait at each request: with most it would take a quarter of an hour
            ways = ("ours", "bare") if count < size.largest else ("ours",)
            rounds = size.rounds if count <= 200 else 1
            runs = [
                {name: way("crowd", address, ",".join(["0"] * count), name) for name in ways}
                for _ in range(rounds)
            ]
            cpu = {name: statistics.median(each[name]["cpu"] for each in runs) for name in ways}
            found[count] = {
                "cpu": cpu["ours"],
                **{name: statistics.median(each["ours"][name] for each in runs) for name in ("peak", "kept")},
            }
            if "bare" in ways:
                title = f"CPU a job, {count:,} at once"
                rows.append(_ratio(title, "ms", cpu["ours"], cpu["bare"], "bare httpx", "≤ 1.25"))
    counts = [count for count in (*size.crowds, size.largest) if count != 200]
    for fewer, more in pairwise(counts):
        few, many = found[fewer]["cpu"], found[more]["cpu"]
        rows.append(_ratio(f"CPU a job, {more:,} against {fewer:,}", "ms", many, few, "ours", "≤ 1.10"))
    for fewer, more in pairwise(counts):
        each = {name: (found[more][name] - found[fewer][name]) / (more - fewer) for name in ("peak", "kept")}
        title = f"memory for each job more, {fewer:,} to {more:,} at once"
        kept = f"once all are done {each['kept']:.0f} kB"
        rows.append(Row(title, f"{each['peak']:.0f} kB", kept, None, "≤ 20 kB"))
    return rows


def in_a_kernel(size: Size, film_path: Path) -> list[Row]:
    """Many jobs in one kernel, and what another cell waits for meanwhile, beside one in a bare kernel."""
    rows = []
    with serving(film_path) as address:
        found = kernels.crowds(address, size.kernel_crowds, INTERVAL)
    for fewer, more in pairwise(size.kernel_crowds):
        few, many = found[fewer], found[more]
        title = f"CPU a job in a kernel, {more:,} against {fewer:,}"
        rows.append(_ratio(title, "ms", many.cpu, few.cpu, "ours", "≤ 1.10"))
        each = (many.peak - few.peak) / (more - fewer)
        title = f"memory for each job more in a kernel, {fewer:,} to {more:,}"
        rows.append(Row(title, f"{each:.0f} kB", "", None, "≤ 20 kB"))
    for count, crowd in found.items():
        begun = f"{1000 * crowd.begun / count:.1f} ms a job"
        rows.append(Row(f"the cell that begins {count:,} jobs", f"{crowd.begun:.2f} s", begun, None, "–"))
        for title, of in (
            ("another cell", statistics.median),
            ("of 20 cells, 19 within", kernels.nearly_all),
        ):
            ours, bare = (1000 * of(each) for each in (crowd.answers, crowd.bare_answers))
            rows.append(
                _ratio(
                    f"{title}, while {count:,} jobs run in the kernel",
                    "ms",
                    ours,
                    bare,
                    "bare kernel",
                    "≤ 100 ms",
                )
            )
    return rows


def waiting(size: Size, large: Path, small: Path) -> list[Row]:
    """What a person waits for in a kernel."""
    with serving(large) as address, serving(small) as little:
        found = kernels.waits(address, size.rounds, INTERVAL)
        late = kernels.shown_late((little, address), size.shown, INTERVAL)

    def row(title: str, ours: list[float], bare: list[float], beside: str, goal: str) -> Row:
        own, other = (1000 * statistics.median(each) for each in (ours, bare))
        return _ratio(title, "ms", own, other, beside, goal)

    load = row(
        "%load_ext omnivid_jupyter in a kernel",
        found.load,
        found.bare_load,
        "what it imports of others",
        "≤ 60 ms",
    )
    first = row(
        "the first output of %%omnivid", found.first, found.bare_first, "a cell with its imports", "≤ 1.20"
    )
    shown = [
        row(
            f"ready to on the screen, less the interval, {much}",
            *each,
            "httpx and Video in a kernel",
            "≤ 50 ms",
        )
        for much, each in zip(("65 kB", "5 MB embedded"), late, strict=True)
    ]
    return [load, first, *shown]


def drawn(size: Size) -> list[Row]:
    """The simulator's films beside their length, and the cells of `make demo`."""
    taken = drawing.film_seconds(size.drawn, size.rounds)
    title = f"a simulated film of {size.drawn} s, 720p"
    rows = [Row(title, f"{taken:.1f} s", f"its length {size.drawn} s", taken / size.drawn, "< 1")]
    if size.demo:
        cells = drawing.demo_cells()
        longest = f"the longest of {len(cells)} {max(cells):.1f} s"
        rows.append(
            Row("a %%omnivid cell of make demo", f"{statistics.median(cells):.1f} s", longest, None, "< 8 s")
        )
    return rows


def queries(size: Size) -> list[Row]:
    """Queries a job after twenty that were learned from, against asking at every interval: simulated, nothing waits.

    Of what scatters without bounds, also as few as there can be at the same wait.
    """
    rows = []
    for title, draw, goal in (
        ("40 s ± 10", even(30, 50), "≤ 0.33"),
        ("240 s ± 60", even(180, 300), "≤ 0.33"),
        ("40 s ± 10 normally", _normal(40, 10), ""),
        ("240 s ± 60 normally", _normal(240, 60), ""),
    ):
        for name, tells in (("omniflash", False), ("apimart", True)):
            pacing = PROVIDERS[name].pacing
            share, wait = compared(pacing, draw, tells)
            least = goal or f"≤ 0.33; the floor is {_fewest(pacing, draw, wait):.2f}"
            beside = f"every interval, at {wait:.2f} × its wait"
            rows.append(
                Row(f"queries a job, {title}, {PROVIDERS[name].title}", f"{share:.2f}", beside, share, least)
            )
    return rows


def _normal(mean: float, deviation: float) -> Draw:
    return lambda dice: max(1.0, dice.gauss(mean, deviation))


def _fewest(advice: Pacing, draw: Draw, wait: float) -> float:
    """The share of queries at that wait for somebody who knows how the times scatter: the best first query there is."""
    dice = random.Random(11)
    times = [draw(dice) for _ in range(400)]

    def asked(first: float) -> tuple[int, float]:
        seen = [[*looks(Pace(advice), ready, first)] for ready in times]
        return sum(map(len, seen)), sum(each[-1] - ready for each, ready in zip(seen, times, strict=True))

    fixed, fixed_wait = asked(0.0)
    tried = [asked(statistics.mean(times) * step / 40) for step in range(41)]
    return min(count for count, waited in tried if waited <= wait * fixed_wait or count == fixed) / fixed


def starting(size: Size) -> list[Row]:
    """Imports in fresh interpreters."""
    rounds = [
        {name: start_up.seconds(text) for name, text in start_up.STATEMENTS.items()}
        for _ in range(size.rounds)
    ]
    ms = {name: 1000 * statistics.median(each[name] for each in rounds) for name in start_up.STATEMENTS}
    rows = [
        _ratio("import omnivid_jupyter", "ms", ms["omnivid_jupyter"], ms[start_up.BASE], start_up.BASE, "–")
    ]
    return rows


def reading(size: Size) -> list[Row]:
    """The newest fifty jobs of a long journal."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.sqlite3"
        journal.filled(path, size.entries)
        ways = {"ours": journal.listed, "bare SQLite": journal.bare}
        rounds = [
            {name: journal.milliseconds(each, path) for name, each in ways.items()}
            for _ in range(3 * size.rounds)
        ]
    ours, bare = (statistics.median(each[name] for each in rounds) for name in ways)
    more = f"≤ 20 ms more; it is {ours - bare:.0f}"
    title = f"the newest 50 of {size.entries:,} jobs"
    return [Row(title, f"{ours:.0f} ms", f"bare SQLite {bare:.1f} ms", None, more)]


def downloading(size: Size, film_path: Path, long_path: Path) -> list[Row]:
    """The same file over and over, with all checks and without any; and one a hundred times as long.

    First as quickly as loopback gives it, which no network does; then over lines of usual speeds.
    """
    has_curl = shutil.which("curl") is not None
    ways = "ours,bare,curl" if has_curl else "ours,bare"
    with serving(film_path) as address, serving(long_path) as long_address:
        found = way("download", address, str(size.downloads), ways)
        large = way("download", long_address, "2", ways)
        lines = [
            (title, megabytes, way("download", where, rounds, "ours,bare", mbit))
            for title, mbit, megabytes, where, rounds in (
                ("100 Mbit/s", "100", 5, address, str(size.paced)),
                ("1 Gbit/s", "1000", 5, address, str(size.paced)),
                ("1 Gbit/s", "1000", 5 * size.times, long_address, "1"),
            )
        ]
        little_grown, grown = (
            way("download", each, "1", "ours")["ours"][2] for each in (address, long_address)
        )
    megabytes = f"{5 * size.times:,} MB"
    rows = []
    for title, rates in (
        ("download, 5 MB, with SHA-256 and checks", found),
        (f"the same, {megabytes}", large),
    ):
        ours, ours_cpu, _ = rates["ours"]
        bare, bare_cpu, _ = rates["bare"]
        rows.append(_ratio(title, "MB/s", ours, bare, "bare httpx", "≥ 0.95"))
        if has_curl:
            rows.append(_ratio(title, "MB/s", ours, rates["curl"][0], "curl", "–"))
        rows.append(_ratio(f"{title}: by the processor", "MB/s", ours_cpu, bare_cpu, "bare httpx", "–"))
    for line, length, rates in lines:
        title = f"download over a line of {line}, {length:,} MB"
        rows.append(_ratio(title, "MB/s", rates["ours"][0], rates["bare"][0], "bare httpx", "≥ 0.95"))
    beside = f"with 5 MB by {little_grown / 1024:.1f} MB"
    rows.append(Row(f"memory grows with {megabytes}", f"by {grown / 1024:.1f} MB", beside, None, "constant"))
    if not has_curl:
        rows.append(Row("download beside curl", "", "curl is not on this machine", None, "–"))
    return rows


def browsing(size: Size) -> list[Row]:
    """A contact sheet and a gallery in a real browser, beside bare pages with the same pictures."""
    seen = pages.measured(ROOT / "build" / "bench", size.sheet, size.gallery, size.rounds)
    rows = []
    for name, title in (
        ("sheet", f"contact sheet, {size.sheet} clips"),
        ("gallery", f"gallery, {size.gallery:,} clips"),
    ):
        ours, bare = seen[name], seen[f"bare {name}"]
        for figure, goal, of in (
            ("first picture", "≤ 1 s", attrgetter("painted")),
            ("longest frame while it is scrolled", "≤ 50 ms", attrgetter("worst")),
            ("of 20 frames, 19 within", "–", attrgetter("late")),
            ("longest work of the page meanwhile, by the processor", "≤ 50 ms", attrgetter("work")),
        ):
            own, other = (statistics.median(map(of, each)) for each in (ours, bare))
            rows.append(_ratio(f"{title}: {figure}", "ms", own, other, "bare page", goal))
        unseen = max(each.unseen for each in ours)
        rows.append(Row(f"{title}: fetched and not to be seen", f"{unseen}", "", None, "0"))
    first = seen["gallery"][0]
    told = f"{first.messages} of {first.bytes / 1000:.0f} kB"
    rows.append(Row(f"gallery, {size.gallery:,} clips: messages to open it", told, "", None, "–"))
    return rows


def telling(size: Size) -> list[Row]:
    """What a front end is told while cells and a panel go on, and what a notebook keeps of it."""
    with tempfile.TemporaryDirectory() as folder:
        speed = 1 if size.peers else 8
        told = messages.measured(Path(folder), size.batch, speed=speed, idle=size.idle)
    rows = []
    for name, count, title in (("one", 1, "one job"), ("batch", size.batch, f"a batch of {size.batch}")):
        found = told[name]
        most = f"{found.busiest} within a second"
        more = (found.notebook - 1.34 * found.media) / count / 1000
        kept = f"1.34 × its films and {more:.1f} kB a clip"
        rows += [
            Row(f"messages to the page, {title}", most, "", None, "≤ 2"),
            Row(f"saved notebook, {title}, films embedded", kept, "", None, "≤ 6 kB"),
        ]
    said = f"{len(told['panel'].times)} in {size.idle:g} s"
    rows.append(Row("messages to the page, a panel where nothing goes on", said, "", None, "0"))
    return rows


def keeping(size: Size) -> list[Row]:
    """What a notebook keeps of few clips: the most usual outputs, in which a script weighs most."""
    with tempfile.TemporaryDirectory() as folder:
        kept = saved.measured(Path(folder), 1_000_000, size.kept)
    rows = []
    for name, more in kept.items():
        films = "" if name == "a duel" else "1.34 × its films and "
        each = "" if name in ("a duel", "one clip") else " a clip"
        goal = "≤ 6 kB"
        rows.append(
            Row(
                f"saved notebook, {name}, films of 1 MB", f"{films}{more / 1000:.1f} kB{each}", "", None, goal
            )
        )
    return rows


def _ratio(figure: str, unit: str, ours: float, floor: float, name: str, goal: str) -> Row:
    return Row(figure, f"{ours:.1f} {unit}", f"{name} {floor:.1f} {unit}", ours / floor, goal)


def _version(python: Path | str, name: str) -> str:
    code = f"from importlib.metadata import version; print(version({name!r}))"
    return subprocess.check_output([str(python), "-c", code], text=True).strip()


# What is made of them


def table(rows: list[Row]) -> str:
    """The figures as a table in Markdown."""
    lines = ["| figure | ours | beside | ratio | goal |", "|---|---|---|---|---|"]
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        lines.append(f"| {row.figure} | {row.ours} | {row.floor} | {ratio} | {row.goal} |")
    return "\n".join(lines)


def plot(values: dict[str, float], title: str) -> str:
    """Bars, one below the other, as SVG."""
    longest, rows = max(values.values()), []
    for number, (name, value) in enumerate(sorted(values.items(), key=lambda pair: pair[1])):
        y, width = 40 + 28 * number, 360 * value / longest
        colour = "#4051b5" if name == "omnivid-jupyter" else "#9aa4d6"
        rows.append(
            f'<text x="130" y="{y + 15}" text-anchor="end">{name}</text>'
            f'<rect x="140" y="{y}" width="{width:.1f}" height="20" fill="{colour}"/>'
            f'<text x="{146 + width:.1f}" y="{y + 15}">{value:.1f}</text>'
        )
    height = 50 + 28 * len(values)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 560 {height}" font-family="sans-serif" font-size="13">'
        f'<rect width="560" height="{height}" fill="#fff"/><text x="10" y="22">{title}</text>{"".join(rows)}</svg>\n'
    )


def machine(versions: dict[str, str]) -> str:
    """A sentence on what was measured, and on what."""
    ours = {name: version(name) for name in ("httpx", "av")}
    named = ", ".join(f"{name} {number}" for name, number in (ours | versions).items())
    return (
        f"Measured on {date.today().isoformat()} with {platform.system()} {platform.machine()}, {os.cpu_count()} "
        f"processors (load {os.getloadavg()[0]:.1f}), Python {platform.python_version()}, {named}."
    )


def replaced(readme: str, text: str) -> str:
    """The README with this text between the two markers."""
    marked = re.compile(r"(<!-- from make bench -->\n).*?(<!-- end of it -->)", re.DOTALL)
    found, count = marked.subn(lambda marks: f"{marks[1]}{text}\n{marks[2]}", readme)
    if count != 1:
        raise RuntimeError("the README has not the two markers that the table stands between")
    return found


def main() -> None:
    """Measure, print, and write it all down."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="a little of everything, nothing is written")
    size = QUICK if parser.parse_args().quick else FULL
    folder = ROOT / "build" / "bench"
    small = film(folder, large=False)
    large, lengthy = (small, small) if size is QUICK else (film(folder, large=True), long(folder, size.times))
    peers = Peers()
    parts: list[Callable[[], list[Row]]] = [
        partial(one_after_another, size, large, peers),
        partial(all_at_once, size, small),
        partial(in_a_kernel, size, small),
        partial(waiting, size, large, small),
        partial(downloading, size, large, lengthy),
        *(partial(each, size) for each in (queries, starting, reading, browsing, telling, keeping, drawn)),
    ]
    with ThreadPoolExecutor(size.side_by_side) as pool:
        rows = [row for part in [pool.submit(part) for part in parts] for row in part.result()]
    print(table(rows))
    if size is QUICK:
        return
    said = machine(peers.versions)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "figures.md").write_text(f"# Figures\n\n{said}\n\n{table(rows)}\n\n![CPU a job](cpu.svg)\n")
    (RESULTS / "cpu.svg").write_text(
        plot(peers.medians, "Milliseconds of the processor a job, 5 MB, one after another")
    )
    (RESULTS / "figures.json").write_text(
        json.dumps({"machine": said, "rows": [vars(row) for row in rows]}, indent=1, ensure_ascii=False)
        + "\n"
    )
    readme = ROOT / "README.md"
    readme.write_text(replaced(readme.read_text(), f"{table(rows)}\n\n{said}"))


if __name__ == "__main__":
    main()
