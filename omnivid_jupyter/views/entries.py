"""What a contact sheet shows: one entry for each clip that there is, will be, or could not be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, fsum
from types import MappingProxyType

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine.states import FINAL, Snapshot
from omnivid_jupyter.errors import TaskFailedError
from omnivid_jupyter.media.ratings import rating_of
from omnivid_jupyter.providers.address import is_demo
from omnivid_jupyter.providers.prices import SIMULATED, charge, cost_text, credits_text, dollars
from omnivid_jupyter.request import VideoRequest, settings_and_take
from omnivid_jupyter.values import counted
from omnivid_jupyter.views.standing import LEFT, WORDS, left_as, standing

__all__ = [
    "Entry",
    "axes_of",
    "cost_of",
    "entries_of",
    "entry_of",
    "is_over",
    "summary",
    "told_apart",
    "with_results",
    "word_of",
]

_WORDS: dict[str, tuple[str, str]] = {
    **{str(state): word for state, word in WORDS.items()},
    **LEFT,
    "skipped": ("–", "Left out"),
    "planned": ("○", "Planned"),
}
_STILL = frozenset({*FINAL, *LEFT, "skipped", "planned"})  # states in which nothing happens
_NONE = "–"  # where a clip has no such setting


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of a sheet: what was asked for, and what has come of it.

    `values` are by the names of the axes, and empty for a plain list of clips; `state` is a job's, how its run left it
    (`standing.LEFT`), "skipped" or "planned"; `note` is one plain sentence, such as why it failed or was left out;
    `cost` in USD, `seconds` from the request to the clip; `stars`, `remark` and `rejected` are what somebody thinks of
    the clip.
    """

    values: Mapping[str, str]
    prompt: str
    model: str
    take: int = 1
    clip: Clip | None = None
    state: str = "done"
    note: str = ""
    cost: float | None = None
    seconds: float | None = None
    stars: int | None = None
    remark: str | None = None
    rejected: bool = False
    measures: Mapping[str, float | int | None] | None = None


def entries_of(clips: Sequence[Clip], notes: Sequence[str | None] = ()) -> list[Entry]:
    """Finished clips as entries, with the ratings that lie beside them; their values are what differs between them."""
    values = told_apart([(clip.prompt, clip.model, clip.request) for clip in clips])
    entries = []
    for number, (clip, own) in enumerate(zip(clips, values, strict=True)):
        rating = rating_of(clip.path)
        entries.append(
            Entry(
                values=own,
                prompt=clip.prompt,
                model=clip.model,
                take=clip.request.take if clip.request else 1,
                clip=clip,
                note=(notes[number] or "") if notes else "",
                cost=clip.cost,
                stars=rating.stars,
                remark=rating.note,
                rejected=rating.rejected,
            )
        )
    return entries


def entry_of(snapshot: Snapshot, values: Mapping[str, str] = MappingProxyType({}), take: int = 1) -> Entry:
    """A job at one instant as an entry: what ended it, else how far it is."""
    clip = snapshot.clip
    paid = clip or (isinstance(snapshot.error, TaskFailedError) and snapshot.error.refunded is False)
    cost, _ = charge(snapshot.model, snapshot.cost, snapshot.credits) if paid else (None, None)
    over = standing(snapshot)[2]
    progress = [] if snapshot.progress is None else [f"{int(min(max(snapshot.progress, 0.0), 100.0))} %"]
    note = "" if clip or over else " · ".join([*progress, *filter(None, [snapshot.note])])
    return Entry(
        values=values,
        prompt=snapshot.prompt,
        model=snapshot.model,
        take=take,
        clip=clip,
        state=left_as(snapshot) or snapshot.state,
        note=snapshot.error.message if snapshot.error else note,
        cost=cost,
    )


def axes_of(entries: Sequence[Entry]) -> dict[str, tuple[str, ...]]:
    """The axes of entries that nobody named: each value that occurs, in the order in which it comes first."""
    names = dict.fromkeys(name for entry in entries for name in entry.values)
    found = {
        name: tuple(dict.fromkeys(e.values[name] for e in entries if name in e.values)) for name in names
    }
    return {name: values for name, values in found.items() if len(values) > 1}


def with_results(entries: Sequence[Entry]) -> list[Entry]:
    """The entries with the further results of a task behind its first one; what it cost stands there once."""
    return [
        each
        for entry in entries
        for each in (
            entry,
            *(
                replace(_rated(entry, other), cost=None, seconds=None, measures=None, note="")
                for other in (entry.clip.others if entry.clip else ())
            ),
        )
    ]


def _rated(entry: Entry, clip: Clip) -> Entry:
    rating = rating_of(clip.path)
    return replace(entry, clip=clip, stars=rating.stars, remark=rating.note, rejected=rating.rejected)


def told_apart(asked: Sequence[tuple[str, str, VideoRequest | None]]) -> list[dict[str, str]]:
    """What tells requests apart, by the names of axes; each is a prompt, a model, and the request if it is known."""
    settings = [
        {"prompt": prompt.strip() or _NONE, "model": model} | settings_and_take(request)
        for prompt, model, request in asked
    ]
    names = dict.fromkeys(name for each in settings for name in each)
    axes = [name for name in names if len({each.get(name, _NONE) for each in settings}) > 1]
    return [{name: own.get(name, _NONE) for name in axes} for own in settings]


def is_over(entry: Entry) -> bool:
    """Whether nothing happens any more with what was asked for."""
    return entry.state in _STILL


def word_of(state: str) -> tuple[str, str]:
    """An icon and a word for a state."""
    return _WORDS.get(state, ("·", state.capitalize()))


def cost_of(entry: Entry) -> str:
    """What a clip cost, in words; nothing where that is not known or nothing was made."""
    if entry.clip and entry.cost == entry.clip.cost:
        return cost_text(entry.clip.model, entry.clip.cost, entry.clip.credits) or ""
    if entry.cost is None or not (entry.clip or entry.cost):
        return ""
    return SIMULATED if entry.clip and is_demo(entry.model) else dollars(entry.cost)


def summary(entries: Sequence[Entry], left: float | None = None) -> str:
    """All entries in one line: "7 of 12 done · 3 running · 1 failed · $2.10 so far · about 2 min left".

    `left` is how many seconds it will still take, where somebody knows.
    """
    states = Counter(entry.state for entry in entries)
    asked = len(entries) - states["skipped"]
    going = any(state not in _STILL for state in states)
    rest = [
        f"{states[state]} {word_of(state)[1].lower()}"
        for state in _WORDS
        if states[state] and state != "done"
    ]
    paid = _paid(entries)
    first = counted(asked, "clip") if states["done"] == asked else f"{states['done']} of {asked} done"
    parts = [first, *rest]
    if paid:
        parts.append(f"{paid} so far" if going else paid)
    elif asked and all(is_demo(entry.model) for entry in entries):
        parts.append(SIMULATED)
    if going and left is not None and left > 0:
        parts.append(f"about {_duration(left)} left")
    return " · ".join(parts)


def _paid(entries: Sequence[Entry]) -> str:
    """What all cost, in words: USD, the credits of those without known USD, and how many reported neither.

    Empty where nothing is known.
    """
    usd = fsum(entry.cost or 0.0 for entry in entries)
    tasks = {
        (entry.clip.model.partition("/")[0], entry.clip.task_id): entry.clip.credits
        for entry in entries
        if entry.clip and entry.clip.cost is None and entry.clip.credits and not is_demo(entry.model)
    }  # by task, since all results of one have what it cost
    by_service: dict[str, float] = {}
    for (service, _), credits in tasks.items():
        by_service[service] = by_service.get(service, 0.0) + credits
    amounts = [dollars(usd)] if usd else []
    for service, credits in by_service.items():
        amounts.append(f"{credits_text(credits)}{f' of {service}' if len(by_service) > 1 else ''}")
    untold = {
        (entry.clip.model, entry.clip.task_id)
        for entry in entries
        if entry.clip and not is_demo(entry.model) and entry.clip.cost is None and entry.clip.credits is None
    }
    if amounts and untold:  # what is not known is not nothing
        amounts.append(f"{len(untold)} not reported")
    return " + ".join(amounts)


def _duration(seconds: float) -> str:
    return f"{ceil(seconds)} s" if seconds < 90 else f"{round(seconds / 60)} min"
