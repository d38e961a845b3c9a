"""Many jobs as one entry of the queue: which belong together, and what they come to.

The jobs of one sweep are a group, whatever else is there. Of jobs that belong to none the latest stand alone; where
there are many, the earlier ones are a group, and those of other kernels another.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from omnivid_jupyter.engine.states import FINAL, Snapshot
from omnivid_jupyter.errors import TaskFailedError
from omnivid_jupyter.markup import plain
from omnivid_jupyter.providers.address import is_demo
from omnivid_jupyter.providers.prices import SIMULATED, credits_text, dollars
from omnivid_jupyter.views.standing import held_up, to_text

__all__ = ["ALONE", "EARLIER", "ELSEWHERE", "OPEN", "TITLES", "Seen", "grouped", "possible", "total"]

#: Jobs that stand alone at the most.
ALONE = 20
#: A group of so many jobs at the most is unfolded from the start.
OPEN = 4
EARLIER, ELSEWHERE = "earlier", "elsewhere"
TITLES = {EARLIER: "Earlier jobs", ELSEWHERE: "Jobs of other kernels"}

_REASON = 200  # characters of a reason


@dataclass(frozen=True, slots=True)
class Seen:
    """A job as one look found it.

    `settled`: its run is over; `found`: its clip was there already; `left`: nobody waits for it; `alive`: whether the
    other kernel that runs it, for its `notebook`, still does (None: no other one runs it).
    """

    snapshot: Snapshot
    settled: bool = False
    found: bool = False
    left: bool = False
    alive: bool | None = None
    notebook: str = ""

    @property
    def over(self) -> bool:
        """Whether nothing more comes of it by itself."""
        if self.alive is not None:
            return not self.alive
        return self.settled or self.left


def grouped(seen: Mapping[str, Seen], sweeps: Mapping[str, str]) -> dict[str, str]:
    """The group of each job that belongs to one. `seen` has them by id, the earliest first; `sweeps` tells whose
    sweep is known."""
    alone = [job_id for job_id in seen if job_id not in sweeps]
    found = {job_id: sweeps[job_id] for job_id in seen if job_id in sweeps}
    if len(alone) > ALONE:
        others = [job_id for job_id in alone if seen[job_id].alive is not None]
        ours = [job_id for job_id in alone if seen[job_id].alive is None]
        found |= dict.fromkeys(others, ELSEWHERE) | dict.fromkeys(ours[:-ALONE], EARLIER)
    return found


def possible(actions: Mapping[str, bool]) -> list[str]:
    """The names of the actions that are possible."""
    return [name for name, is_possible in actions.items() if is_possible]


def total(group: str, title: str, members: Sequence[Seen], *, is_open: bool) -> dict[str, Any]:
    """A group for the page: a row of the queue that stands for all its jobs."""
    over = all(each.over for each in members)
    done = sum(each.snapshot.state == "done" for each in members)
    failed = [each for each in members if _is_failed(each.snapshot)]
    models = list(dict.fromkeys(each.snapshot.model for each in members))
    state, icon = ("failed", "✕") if over and failed else ("done", "✓") if over else ("running", "◑")
    if over and not failed and done < len(members):
        state, icon = "left", "–"
    return {
        "id": group,
        "open": is_open,
        "state": state,
        "icon": icon,
        "word": f"All {len(members)} done" if done == len(members) else f"{done} of {len(members)} done",
        "final": over,
        "settled": all(each.settled for each in members),
        "model": plain(models[0]) if len(models) == 1 else f"{len(models)} models",
        "prompt": plain(title),
        "settings": to_text([each.snapshot for each in members]),
        "progress": _progress(members),
        "elapsed": round(max(each.snapshot.elapsed for each in members), 1),
        "remaining": None,
        "cost": _spent(members, over=over),
        "task": "",
        "note": _note(members, failed),
        "log": [],
        "actions": possible(
            {
                "stop": any(not each.over and each.alive is None for each in members),
                "wait": any(_can_wait(each) for each in members),
            }
        ),
    }


def _is_failed(snapshot: Snapshot) -> bool:
    return snapshot.error is not None or snapshot.state in FINAL - {"done"}


def _can_wait(each: Seen) -> bool:
    return each.alive is False or (each.alive is None and each.left and not each.settled)


def _progress(members: Sequence[Seen]) -> float:
    """Of all of them, in percent: what is over is all there will be."""
    parts = [100.0 if each.over else min(max(each.snapshot.progress or 0.0, 0.0), 100.0) for each in members]
    return round(math.fsum(parts) / len(parts), 1)


def _note(members: Sequence[Seen], failed: Sequence[Seen]) -> str:
    left = sum(each.left and not each.settled for each in members)
    said = [f"Nobody waits for {left} of them."] if left else []
    if held := held_up([each.snapshot for each in members if not each.left]):
        said.append(plain(held))
    reasons = [each.snapshot.error for each in failed if each.snapshot.error]
    if reasons:
        one = "It says" if len(failed) == 1 else "The first says"
        said.append(f"{len(failed)} failed. {one}: {shorten(plain(reasons[0]), _REASON, placeholder='…')}")
    return "\n".join(said)


def _spent(members: Iterable[Seen], *, over: bool) -> str:
    """What was paid for them so far, as far as it is known; what is not known is not nothing."""
    ours = [each for each in members if not each.found]
    paid = [each.snapshot for each in ours if each.snapshot.task_id and not _is_refunded(each.snapshot)]
    if all(is_demo(each.snapshot.model) for each in ours):
        return SIMULATED if ours else "free: all were there already"
    paid = [each for each in paid if not is_demo(each.model)]
    usd = [each.cost for each in paid if each.cost is not None]
    credits: dict[str, float] = defaultdict(float)  # each service has its own
    for each in paid:
        if each.cost is None and each.credits is not None:
            credits[each.model.partition("/")[0]] += each.credits
    unknown = sum(each.cost is None and each.credits is None and each.state in FINAL for each in paid)
    parts = [
        dollars(math.fsum(usd)) if usd else "",
        *(
            credits_text(amount) + (f" of {service}" if len(credits) > 1 else "")
            for service, amount in credits.items()
        ),
        f"? for {unknown}" if unknown else "",
    ]
    amount = " + ".join(part for part in parts if part)
    return f"{amount}{'' if over else ' so far'}" if amount else ""


def _is_refunded(snapshot: Snapshot) -> bool:
    return isinstance(snapshot.error, TaskFailedError) and snapshot.error.refunded is True
