"""Variations: further values of the form's fields, and alternatives in its prompt, as the grid of a sweep.

What is chosen in a field is its first value. `{a|b}` in the prompt are alternatives, unless its braces are taken as
they stand; `{{name}}` is text here, as everywhere in the form.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from typing import Any

from omnivid_jupyter.alternatives import is_plain, wording
from omnivid_jupyter.engine.intake import plan_request
from omnivid_jupyter.engine.plan import Plan, make_plan
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.experiments.axes import Cell, grid
from omnivid_jupyter.experiments.plan import SweepPlan, plan_grid
from omnivid_jupyter.markup import plain
from omnivid_jupyter.net.endpoints import Endpoint
from omnivid_jupyter.panel.fields import fields, groups
from omnivid_jupyter.panel.messages import Field, LeftOut
from omnivid_jupyter.parameters import brought_along, known, title
from omnivid_jupyter.providers.prices import Estimate
from omnivid_jupyter.providers.registry import Target, resolve
from omnivid_jupyter.providers.replies import clean
from omnivid_jupyter.request import RunOptions, VideoRequest
from omnivid_jupyter.values import counted

__all__ = [
    "MOST",
    "cleared",
    "is_varied",
    "left_out",
    "plan_quickly",
    "planned",
    "price",
    "prompts",
    "varied",
]

#: Clips of one click at the most.
MOST = 200

_HINT = r'Write {red|blue}, or \{ for a brace that is text; or tick "Take the braces as they stand".'
_SHOWN = 60  # characters of a prompt


def _settings() -> list[str]:
    """The names of the parameters of which a form may hold several values."""
    return [row.name for row in known() if row.is_axis]


def _also(name: str) -> str:
    """What the further values of a field are called."""
    return f"also_{name}"


def varied(values: Mapping[str, Any]) -> list[Field]:
    """The fields of further values: other models, and what any of the chosen models takes beside what is chosen."""
    targets = _targets(values)
    address = targets[0].address
    models = tuple(each for each in _models() if each[0] != address)
    hint = "What was left as it starts is each model's own default."
    found = [Field(_also("model"), "More models", "several", (), models, hint=hint)]
    for name in _settings():
        taken: dict[str, str] = {}
        for target in targets:
            for each in fields(target.model):
                if each.name == name and each.kind == "choice":
                    taken |= {
                        value: text for value, text in each.choices if value not in ("", values.get(name))
                    }
        if taken:
            label = f"More {title(name)}s"
            found.append(Field(_also(name), label, "several", (), tuple(taken.items())))
    return found


def cleared(values: Mapping[str, Any]) -> dict[str, Any]:
    """What makes one clip of a request that is filled in: its prompt is meant as it stands."""
    none: dict[str, Any] = {_also(name): [] for name in ("model", *_settings())}
    return none | ({"literal": not is_plain(str(values["prompt"]))} if "prompt" in values else {})


def prompts(values: Mapping[str, Any]) -> list[str]:
    """Every prompt that is asked for. Raises `InvalidRequestError` for braces that cannot be meant, or too many."""
    prompt = str(values.get("prompt", "")).strip()
    if values.get("literal") is True:
        return [prompt]
    try:
        words = wording(prompt)
    except InvalidRequestError as error:
        raise InvalidRequestError(error.message, field="prompt", hint=_HINT) from None
    _refuse_many(map(len, words.groups))
    return [words.text(chosen).strip() for chosen in product(*words.groups)]


def is_varied(values: Mapping[str, Any], texts: Sequence[str]) -> bool:
    """Whether more is asked for than takes of one clip."""
    return len(texts) > 1 or any(_ticked(values, each) for each in varied(values))


def planned(
    values: Mapping[str, Any],
    texts: Sequence[str],
    takes: int,
    made: Callable[[str], bool],
    plan: Callable[[VideoRequest, RunOptions], Plan] = plan_request,
) -> SweepPlan:
    """The plan of all that the form asks for; sends nothing. `made` tells whether the clip of a fingerprint is there.

    Raises `InvalidRequestError` for what no model takes, and for more than `MOST` clips.
    """
    targets = _targets(values)
    own = {each.name: each for each in fields(targets[0].model)}
    further = {each.name: _ticked(values, each) for each in varied(values)}
    axes: dict[str, Any] = {
        name: [_chosen(values, own.get(name), len(targets)), *further.get(_also(name), ())]
        for name in _settings()
    }
    more = {row.name: axes.pop(row.name) for row in brought_along() if row.name in axes}
    references: dict[str, Any] = {
        name: _references(values, name) if name in own else () for name in ("images", "videos")
    }
    texts_of = {
        name: str(values.get(name) or "").strip() for name in ("extend", "callback_url") if name in own
    }
    _refuse_many([len(texts), len(targets), takes, *map(len, [*axes.values(), *more.values()])])
    cells = grid(
        list(texts),
        model=[target.address for target in targets],
        **axes,
        **references,
        takes=takes,
        raw=True,
        fixed={name: text for name, text in texts_of.items() if text},
        more={name: given for name, given in more.items() if given != [None]},
    )
    return plan_grid(
        cells,
        RunOptions(new=bool(values.get("new"))),
        plan=plan,
        standing=lambda each: "made" if not each.new and made(each.fingerprint) else "new",
    )


def plan_quickly(request: VideoRequest, run: RunOptions) -> Plan:
    """A plan to be judged and never started: no key is looked for."""
    return make_plan(request, run, _without_key)


def price(sweep: SweepPlan) -> str:
    """How many clips, what they cost, and how many of them are new: "12 clips, $3.60, 8 new"."""
    estimates = sweep.estimates
    known = [each for each in estimates if each.low is not None and each.high is not None]
    unknown = len(estimates) - len(known)
    dates = [each.as_of for each in known if each.as_of]
    low, high = math.fsum(each.low or 0.0 for each in known), math.fsum(each.high or 0.0 for each in known)
    amount = Estimate(round(low, 6), round(high, 6), None, "").amount if known or not unknown else ""
    no_price = f"{unknown} without a known price" if unknown else ""
    if dates:
        basis = f" (estimate, prices of {max(dates)})"
    else:
        basis = " (simulated)" if known else " (already made or under way)" if not estimates else ""
    cost = " and ".join(filter(None, [amount, no_price]))
    return f"{counted(len(sweep), 'clip')}, {cost}, {len(estimates)} new{basis}."


def left_out(sweep: SweepPlan) -> list[LeftOut]:
    """What of a sweep is not made, and why; the clips that only differ by prompt or take as one."""
    counts = Counter((_named(each.cell), each.reason) for each in sweep.skipped)
    return [
        LeftOut(what=plain(what) + ("" if count == 1 else f" ({counted(count, 'clip')})"), why=plain(why))
        for (what, why), count in counts.items()
    ]


def _targets(values: Mapping[str, Any]) -> list[Target]:
    """The chosen models, that of the form's own field first."""
    first = resolve(str(values["model"]).strip())
    further = _listed(values, "model")
    return [first, *(resolve(each) for each, _ in _models() if each in further and each != first.address)]


def _models() -> list[tuple[str, str]]:
    return [(each["value"], each["label"]) for group in groups({}) for each in group["models"]]


def _listed(values: Mapping[str, Any], name: str) -> list[str]:
    given = values.get(_also(name))
    return given if isinstance(given, list) else []


def _ticked(values: Mapping[str, Any], field: Field) -> list[str]:
    """The further values of a field, as far as they are offered."""
    given = values.get(field.name)
    return [value for value, _ in field.choices if isinstance(given, list) and value in given]


def _chosen(values: Mapping[str, Any], field: Field | None, models: int) -> str | None:
    """What the form's own field holds; None leaves it to the model.

    Where it starts is nobody's choice, so that it is not asked of another model.
    """
    if field is None:
        return None
    value = str(values.get(field.name, field.value) or "").strip()
    return None if not value or (models > 1 and value == field.value) else value


def _references(values: Mapping[str, Any], name: str) -> Sequence[Sequence[str]]:
    """The references of every clip, as the one set that they are."""
    given = values.get(name)
    return (tuple(map(str.strip, given)),) if isinstance(given, list) and given else ()


def _refuse_many(lengths: Iterable[int]) -> None:
    size = math.prod(lengths)
    if size > MOST:
        raise InvalidRequestError(
            f"These would be {size:,} clips: at most {MOST} are made at one click.",
            field="prompt",
            hint="Choose fewer values, or ask for them in a cell.",
        )


def _without_key(target: Target) -> Endpoint:
    provider = target.provider
    return Endpoint(provider.name, provider.title, provider.base_url, None)


def _named(cell: Cell) -> str:
    """What a cell is, by its models and settings; else by its prompt."""
    said = {name: value for name, value in cell.values.items() if name not in ("prompt", "take")}
    named = [value if name == "model" else f"{title(name)} {value}" for name, value in said.items()]
    return ", ".join(named) or clean(str(cell.arguments["prompt"]), _SHOWN)
