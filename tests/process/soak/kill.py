"""Trials: a process is killed while it makes a clip, others come after it, and then the books are compared.

    python -m tests.process.soak.kill --kills 1000 [--seed N]

Whatever was killed when, in the end each task that was charged is known, the clip is there once and
whole, and nothing else is.
"""

from __future__ import annotations

import argparse
import itertools
import random
import secrets
import shutil
import sqlite3
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine.journal import Journal
from omnivid_jupyter.engine.owners import Owner
from omnivid_jupyter.media import clips
from tests.clipfiles import clips_in
from tests.process.soak.acts import Moment, Outcome, ask, ask_offline, forget_and_ask, go_on, perform
from tests.process.soak.world import REQUESTS, Person, Server, serve

__all__ = ["Field", "Trial", "at_each", "at_random", "everywhere", "in_parallel", "summary"]

_ACCEPTED = ("queued", "running", "downloading", "done")
_LONGEST = 0.6  # seconds: by then an undisturbed process has its clip
_WHEN: tuple[Literal["before", "after", "file"], ...] = ("before", "after", "file")
_WORKERS = 3  # trials at a time; most of their time they wait for the server


@dataclass
class Trial:
    """What came of one trial. `steps` are the states in the journal at each kill; `wrong` is what must not be."""

    service: str
    moments: list[Moment]
    steps: list[str] = field(default_factory=list)
    survived: bool = False
    charged: int = 0
    unknown: bool = False
    clips: int = 0
    leftovers: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        moments = ", ".join(map(str, self.moments))
        return f"{self.service}, killed {moments} (then {', '.join(self.steps) or 'never'}): {'; '.join(self.wrong)}"


class Field:
    """Where trials take place: one server, a new person for each, and the bytes that each service's clip has."""

    def __init__(self, server: Server, root: Path) -> None:
        self._server = server
        self._root = root
        self._numbers = itertools.count()
        self._bytes = {service: self._undisturbed(service) for service in REQUESTS}

    def _undisturbed(self, service: str) -> bytes:
        """The file behind the link that the service itself gives."""
        outcome = perform(ask, self._person(service))
        if outcome is None or outcome.clip is None:
            raise RuntimeError(f"no clip even without a kill: {outcome}")
        return _behind(outcome.clip)

    def _person(self, service: str) -> Person:
        return self._server.person(self._root / f"{next(self._numbers)}-{service}", service)

    def trial(self, service: str, moments: list[Moment]) -> Trial:
        """Kill one process after the other, each at its moment; then let whole ones come, and look at everything."""
        trial = Trial(service, moments)
        person = self._person(service)
        try:
            for moment in moments:
                if perform(go_on, person, moment) is not None:
                    trial.survived = True
                    break
                trial.steps.append(person.state())
            self._aftermath(trial, person)
        except RuntimeError as error:
            trial.wrong.append(str(error))
        if trial.wrong:
            print(f"WRONG {trial}", flush=True)
        else:
            shutil.rmtree(person.root)
        return trial

    def _aftermath(self, trial: Trial, person: Person) -> None:
        state, paid = person.state(), self._server.charged(person)
        outcome = _whole(perform(ask, person))
        if state in ("submitting", "unknown"):
            trial.unknown = True
            outcome, paid = self._unknown(trial, person, outcome)
        else:
            accepted, unfinished = state in _ACCEPTED, state in _ACCEPTED and state != "done"
            _must(trial, len(paid) == accepted, f"{len(paid)} tasks were charged for a job that was {state}")
            _must(trial, outcome.resumed == unfinished, f"{outcome.resumed} jobs were resumed")
            _must(trial, outcome.unknown is None, "an outcome is called unknown that is known")
        charged = self._server.charged(person)
        trial.charged = len(charged)
        due = len(paid) + 1 if trial.unknown else 1
        _must(trial, trial.charged == due, f"{trial.charged} tasks were charged instead of {due}")
        again = _whole(perform(ask_offline, person))
        _must(trial, self._server.charged(person) == charged, "a clip that is there was paid again")
        # What was paid for twice is another take: then the clip has just come, with the link that it came from.
        content = _behind(outcome.clip) if len(charged) == 2 and outcome.clip else self._bytes[trial.service]
        for clip in (outcome.clip, again.clip):
            self._good(trial, person, clip, charged, content)
        self._tidy(trial, person)

    def _unknown(self, trial: Trial, person: Person, outcome: Outcome) -> tuple[Outcome, list[str]]:
        """Nobody can know whether it was charged: nothing more is paid until the person decides so."""
        for asked in (outcome, _whole(perform(ask, person))):
            _must(trial, asked.clip is None and asked.unknown is not None, "an unknown outcome is not told")
            _must(trial, asked.resumed == 0, "a job of unknown outcome is resumed")
        paid = self._server.charged(person)  # only now: what was on its way at the kill has arrived
        _must(trial, len(paid) <= 1, f"{len(paid)} tasks were charged before anybody decided to pay again")
        return _whole(perform(forget_and_ask, person, outcome.unknown)), paid

    def _good(
        self, trial: Trial, person: Person, clip: Clip | None, charged: list[str], content: bytes
    ) -> None:
        if clip is None:
            trial.wrong.append("there is no clip")
            return
        _must(trial, clip.path.parent == person.folder, "the clip lies elsewhere")
        _must(trial, clip.path.read_bytes() == content, "the clip is not the media host's")
        _must(trial, charged[-1:] == [clip.task_id], "the clip is not that of the charged task")
        kept = clips.load(
            person.folder, clip.path.name
        )  # reads the sidecar, compares the bytes, decodes a picture
        _must(trial, kept is not None and kept.sha256 == clip.sha256, "the sidecar is not the clip's")

    def _tidy(self, trial: Trial, person: Person) -> None:
        """Nothing is left over, neither in the folder nor in the journal nor among the owners."""
        kept = clips_in(person.folder)
        trial.clips = len(kept)
        _must(trial, trial.clips == 1, f"{trial.clips} clips")
        expected = {path for clip in kept for path in (clip.path, clip.path.with_suffix(".json"))}
        trial.leftovers += [path.name for path in person.folder.iterdir() if path not in expected]
        with closing(Journal(person.journal)) as journal:
            entries = journal.newest()
            trial.leftovers += [f"job in state {entry.state}" for entry in entries if entry.is_open]
            trial.leftovers += [f"claim on a job that is {entry.state}" for entry in entries if entry.owner]
        done = [entry.state for entry in entries].count("done")
        _must(
            trial, (done, len(entries)) == (1, 1 + trial.unknown), f"{len(entries)} jobs, {done} of them done"
        )
        with closing(sqlite3.connect(person.journal)) as database:
            (verdict,) = database.execute("PRAGMA integrity_check").fetchone()
        _must(trial, verdict == "ok", f"the journal is damaged: {verdict}")
        with closing(Owner(person.home / "owners")) as newcomer:
            owners = {path.name for path in (person.home / "owners").iterdir()}
            trial.leftovers += sorted(owners - {newcomer.id})
        _must(trial, not trial.leftovers, f"left over: {', '.join(trial.leftovers)}")


def _behind(clip: Clip) -> bytes:
    """The file behind the link that a clip came from just now."""
    if clip.url is None:
        raise RuntimeError("the clip was not fetched in this run")
    with urllib.request.urlopen(clip.url) as response:
        content: bytes = response.read()
    return content


def _must(trial: Trial, holds: bool, complaint: str) -> None:
    if not holds:
        trial.wrong.append(complaint)


def _whole(outcome: Outcome | None) -> Outcome:
    if outcome is None:
        raise RuntimeError("a process was killed that nobody wanted to kill")
    return outcome


# Which moments


def at_each(
    field: Field, service: str, when: Literal["before", "after", "file"], *earlier: Moment
) -> Iterator[Trial]:
    """One trial for the first such moment, one for the second, and so on until there is none; after `earlier` kills."""
    for number in itertools.count(1):
        trial = field.trial(service, [*earlier, Moment(when, number)])
        yield trial
        if trial.survived or len(trial.steps) <= len(earlier):
            return


def at_random(field: Field, seed: str) -> Iterator[Trial]:
    """One trial of one to three kills."""
    chance = random.Random(seed)
    service = chance.choice(sorted(REQUESTS))
    yield field.trial(service, [_any_moment(chance) for _ in range(chance.choice((1, 1, 2, 3)))])


def _any_moment(chance: random.Random) -> Moment:
    match chance.choice(("before", "after", "file", "instant", "instant")):
        case "instant":
            return Moment("instant", chance.uniform(0, _LONGEST))
        case "file":
            return Moment("file", chance.randint(1, 40))
        case "before":
            return Moment("before", chance.randint(1, 8))
        case _:
            return Moment("after", chance.randint(1, 8))


def in_parallel(series: Iterable[Iterator[Trial]]) -> list[Trial]:
    """All trials, a few at a time."""
    with ThreadPoolExecutor(_WORKERS) as workers:
        return list(itertools.chain.from_iterable(workers.map(list, series)))


def everywhere(field: Field) -> list[Iterator[Trial]]:
    """At every moment that can be counted, for every service; and again in the process that comes next."""
    first = [at_each(field, service, when) for service in REQUESTS for when in _WHEN]
    next_one = [
        at_each(field, service, when, Moment("after", "queued")) for service in REQUESTS for when in _WHEN
    ]
    return first + next_one


def summary(trials: list[Trial]) -> str:
    """What happened, in one line."""
    steps = Counter(step for trial in trials for step in trial.steps)
    return (
        f"{sum(steps.values())} kills in {len(trials)} trials"
        f" ({', '.join(f'{step} {count}' for step, count in steps.most_common())});"
        f" charged {sum(trial.charged for trial in trials)}, unknown {sum(trial.unknown for trial in trials)},"
        f" clips {sum(trial.clips for trial in trials)}, left over {sum(len(trial.leftovers) for trial in trials)},"
        f" wrong {sum(bool(trial.wrong) for trial in trials)}"
    )


def main() -> None:
    """Kill until there are enough; say what came of it, and fail if anything is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.process.soak.kill", description=__doc__)
    parser.add_argument("--kills", type=int, default=1000, help="how many at least (default: 1000)")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="of the random moments")
    options = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder) / "server") as server:
        field = Field(server, Path(folder))
        trials = in_parallel(everywhere(field))
        for batch in itertools.count():
            missing = options.kills - sum(len(trial.steps) for trial in trials)
            print(f"seed {options.seed}, {time.monotonic() - started:.0f} s: {summary(trials)}", flush=True)
            if missing <= 0:
                break
            seeds = (f"{options.seed}/{batch}/{number}" for number in range(min(missing, 100)))
            trials += in_parallel(at_random(field, seed) for seed in seeds)
    sys.exit(any(trial.wrong for trial in trials))


if __name__ == "__main__":
    main()
