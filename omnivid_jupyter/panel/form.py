"""The form: what to make, with exactly the fields that the chosen model takes.

The form knows no model. Its fields, choices and refusals all come from the capability tables.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from msgspec import structs

from omnivid_jupyter.alternatives import is_plain
from omnivid_jupyter.engine.intake import plan_of
from omnivid_jupyter.engine.plan import Plan
from omnivid_jupyter.errors import InvalidRequestError, OmnividError
from omnivid_jupyter.experiments.plan import cost_of
from omnivid_jupyter.markup import plain
from omnivid_jupyter.media.references import references
from omnivid_jupyter.panel.channel import Channel
from omnivid_jupyter.panel.fields import fields, groups
from omnivid_jupyter.panel.files import Files
from omnivid_jupyter.panel.messages import (
    Change,
    Field,
    FileOffer,
    FilePiece,
    FormReady,
    Generate,
    LeftOut,
    ModelGroup,
    Question,
    State,
    from_form,
    send,
    shaped,
)
from omnivid_jupyter.panel.variations import (
    cleared,
    is_varied,
    left_out,
    plan_quickly,
    planned,
    price,
    prompts,
    varied,
)
from omnivid_jupyter.parameters import PARAMETERS, known
from omnivid_jupyter.providers.address import DEMO
from omnivid_jupyter.providers.capabilities import Model
from omnivid_jupyter.providers.checks import check
from omnivid_jupyter.providers.identity import canonical, fingerprint
from omnivid_jupyter.providers.prices import check_limit, estimate, price_text
from omnivid_jupyter.providers.registry import MODELS, Target, resolve
from omnivid_jupyter.request import VideoRequest, seconds
from omnivid_jupyter.settings import settings

__all__ = ["MOST_TAKES", "Field", "Form", "fields", "groups", "judge", "refitted", "request_of", "values_of"]

MOST_TAKES = 8
_SEVERAL = tuple(row.name for row in PARAMETERS if row.kind == "media")


def request_of(values: Mapping[str, Any]) -> VideoRequest:
    """What the form asks for, unchecked; fields that the model does not have are left out."""
    target = resolve(_text(values.get("model")))
    found: dict[str, Any] = {}
    for field in fields(target.model):
        value = values.get(field.name, field.value)
        if field.kind == "urls":
            found[field.name] = tuple(map(_text, value)) if isinstance(value, list | tuple) else ()
        elif text := _text(value):
            found[field.name] = seconds(text) if field.name == "duration" else text
    return VideoRequest(target.address, _text(values.get("prompt"))).having(found)


def values_of(request: VideoRequest) -> dict[str, Any]:
    """The form's values for a request: `request_of` the other way round."""
    return {
        name: list(value) if name in _SEVERAL else "" if value is None else str(value)
        for name, value in _asked(request).items()
    }


def _asked(request: VideoRequest) -> dict[str, Any]:
    """A request by its fields; not its take, of which the form asks for several."""
    names = ["model", "prompt", *(row.name for row in known() if row.name != "take")]
    return {name: request.get(name) for name in names}


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _keep(model: Model, wishes: Mapping[str, Any]) -> dict[str, Any]:
    """The values for a model's fields: what was wished, where the model takes it, else where it starts."""
    kept = {}
    for field in fields(model):
        wish = wishes.get(field.name, field.value)
        possible = field.kind != "choice" or wish in [value for value, _ in field.choices]
        kept[field.name] = wish if possible else field.value
    return kept


def _problems(target: Target, request: VideoRequest) -> dict[str, str]:
    """What the model would refuse, by field; the prompt does not hide what is wrong with the others."""
    found = {}
    try:
        check(target.model, request)
    except InvalidRequestError as error:
        if error.field == "prompt":
            found["prompt"] = str(error)
    try:
        check(target.model, _read(replace(request, prompt=request.prompt or "any")))
    except InvalidRequestError as error:
        found[error.field or "form"] = str(error)
    return found


def _read(request: VideoRequest) -> VideoRequest:
    """The request with its local files read in. Raises `InvalidRequestError` for one that is no use."""
    images, videos = references("images", request.images), references("videos", request.videos)
    return replace(request, images=images, videos=videos)


def refitted(values: Mapping[str, Any], drawn: str) -> dict[str, Any]:
    """What to put into the fields of the values' model, where the page has drawn those of the model `drawn`.

    What was chosen stays where the model takes it; where a field starts is nobody's choice.
    """
    starts = {field.name: field.value for field in fields(resolve(drawn).model)}
    chosen = {name: value for name, value in values.items() if value not in (None, starts.get(name))}
    kept = _keep(resolve(values["model"]).model, chosen)
    # A list that the page has already stays out: what is half typed in its box would become one of it.
    return {name: value for name, value in kept.items() if name not in _SEVERAL or value != values.get(name)}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is wrong with a form's values, by field; where nothing is, what they would cost, and what is not made."""

    problems: dict[str, str]
    price: str = ""
    left_out: Sequence[LeftOut] = ()


def judge(values: Mapping[str, Any], made: Callable[[str], bool]) -> Judgement:
    """What becomes of a form's values; sends nothing. `made` tells whether the clip of a fingerprint is there."""
    target, request, count = resolve(values["model"]), request_of(values), _takes(values)
    problems = {} if count else {"takes": f"Takes must be a whole number from 1 to {MOST_TAKES}."}
    try:
        texts = prompts(values)
    except InvalidRequestError as error:
        return Judgement({**_problems(target, request), "prompt": str(error), **problems})
    if is_varied(values, texts):
        return _judge_grid(values, texts, problems, made)
    request = replace(request, prompt=texts[0])
    problems = _problems(target, request) | problems
    if problems or count is None:
        return Judgement(problems)
    checked = check(target.model, _read(request))
    form = canonical(target.model, checked)
    free = [not values["new"] and made(fingerprint(replace(form, take=take))) for take in range(1, count + 1)]
    return Judgement({}, price_text(estimate(target, checked), free))


def _judge_grid(
    values: Mapping[str, Any], texts: Sequence[str], problems: dict[str, str], made: Callable[[str], bool]
) -> Judgement:
    try:
        sweep = planned(values, texts, _takes(values) or 1, made, plan_quickly)
    except OmnividError as error:
        return Judgement({getattr(error, "field", None) or "form": str(error), **problems})
    return Judgement(problems, "" if problems else price(sweep), left_out(sweep))


def _plans(values: Mapping[str, Any], takes: int, made: Callable[[str], bool]) -> list[Plan]:
    """The plans of all that a form asks for. Raises `OmnividError` as planning does."""
    texts = prompts(values)
    if is_varied(values, texts):
        return [each.plan for each in planned(values, texts, takes, made).planned]
    asked = _asked(request_of(values)) | {"prompt": texts[0], "new": bool(values["new"])}
    return [plan_of({**asked, "take": take}) for take in range(1, takes + 1)]


def _takes(values: Mapping[str, Any]) -> int | None:
    takes = values["takes"]
    return takes if isinstance(takes, int) and 1 <= takes <= MOST_TAKES else None


class Form:
    """Judges what the page's form holds, and generates it.

    The page owns the values. Here is only its last report, to be judged again when jobs and clips come and go, and
    to be shown by a page that is loaded again. `start` takes the plans that are generated and the prompt as it was
    typed, and says what came of them; `made` tells whether the clip of a fingerprint is there, `folder` the clip
    folder of this moment.
    """

    def __init__(
        self,
        channel: Channel,
        model: str,
        *,
        start: Callable[[Sequence[Plan], str], str],
        made: Callable[[str], bool],
        folder: Callable[[], Path],
    ) -> None:
        self._channel = channel
        self._files = Files(channel, folder)
        self._start = start
        self._made = made
        self._keys: dict[str, bool | None] = {}
        address = _known(model)
        first: dict[str, Any] = {"model": address, "prompt": "", "takes": 1, "new": False}
        self._report: Change | Generate = Change(values=first | _keep(resolve(address).model, {}))
        self._refused: dict[str, str] = {}  # what came of that report, or of what was filled in since
        self._told: State | None = None  # what the page was told of the form by itself
        self._fills = 0  # how often the kernel filled the form: a page that has not seen it reports again

    @property
    def _values(self) -> dict[str, Any]:
        return self._report.values

    @property
    def _target(self) -> Target:
        return resolve(self._values["model"])

    def handle(self, message: Mapping[str, Any]) -> None:
        """Do what the page says."""
        match from_form(message):
            case FormReady():
                self.show(fill=self._values)
            case Change() | Generate() as report:
                self._hear(report)
            case FileOffer() | FilePiece() as said:
                self._files.handle(said, self._target)

    def _hear(self, report: Change | Generate) -> None:
        """What a page says before it has seen how the form was filled is not what it shows any more."""
        if report.fills is not None and report.fills < self._fills:
            if isinstance(report, Generate):
                self._report = structs.replace(self._report, clicks=report.clicks)
                self.show(said="The form was filled just then: look at it, and generate again.")
            return
        drawn = report.drawn or self._values["model"]
        try:
            fill = refitted(report.values, drawn) if report.values["model"] != drawn else {}
        except InvalidRequestError as error:  # a model that there is not
            self._report = structs.replace(self._report, clicks=report.clicks)
            self.refuse("model", str(error))
            return
        self._report, self._refused = structs.replace(report, values={**report.values, **fill}), {}
        if isinstance(report, Generate):
            self._generate(fill)
        else:
            self.show(fill=fill)

    def set_keys(self, keys: Mapping[str, bool | None]) -> None:
        """Say which services have a key."""
        if keys != self._keys:
            self._keys = dict(keys)
            self.show()

    def fill(self, values: Mapping[str, Any], missing: Mapping[str, str] | None = None) -> None:
        """Put these values into the form, in place of what is there, and the cursor into the prompt.

        Without a prompt among them, the page keeps one that was typed and not generated yet.
        `missing` says by field what could not be filled in: it stands there until something is changed.
        Raises `InvalidRequestError` for a model that there is not, and leaves the form as it was.
        """
        kept = _keep(resolve(values["model"]).model, values)
        said = {name: value for name, value in values.items() if value or name == "prompt"}
        fill = {"takes": 1, "new": False, **cleared(values), **said, **kept}
        self._refused = dict(missing or {})
        self._fill(fill, focus="prompt")

    def refer(self, path: str) -> None:
        """Add a file to the reference images; of a film, its last frame counts."""
        images = [*self._values.get("images", ()), path]
        if self._target.model.images is None:
            self._fill(
                {"images": images},
                said=f"{self._values['model']} takes no images: choose a model that does, it is kept.",
            )
        else:
            self._fill({"images": images}, focus="prompt", said="Added to the reference images.")

    def _fill(
        self, fill: Mapping[str, Any], *, focus: str = "", said: str | None = None, made: bool = False
    ) -> None:
        """Fill the form; what else the page holds is taken to be as it was, until it reports."""
        self._report = Change(
            values={**self._values, **fill}, edits=self._report.edits, clicks=self._report.clicks
        )
        self._fills += 1
        self.show(fill=fill, focus=focus, said=said, made=made)

    def show(
        self,
        *,
        fill: Mapping[str, Any] | None = None,
        focus: str = "",
        said: str | None = None,
        made: bool = False,
        judged: bool = True,
        question: Question | None = None,
    ) -> None:
        """Draw the form. `fill` overwrites what the page has; the rest of what was typed stays as it is, and so
        does what was typed after the edits that are known here.

        `said` is a new line to read, None leaves the last one; `made`: it says what was started. What is not
        `judged` has no price.
        """
        state = structs.replace(
            self._state(judged=judged),
            question=question,
            fill=dict(fill or {}),
            focus=focus,
            said=said,
            made=made,
        )
        send(self._channel, state)
        self._told = structs.replace(state, question=None, fill={}, focus="", said=None, made=False)

    def look_again(self) -> None:
        """Draw the form anew where what is to be said of it has changed, as when its clip was made elsewhere."""
        if self._state() != self._told:
            self.show()

    def _state(self, *, judged: bool = True) -> State:
        """What is to be said of the form by itself, whatever came of a click."""
        found = judge(self._values, self._made) if judged else Judgement({})
        problems = dict(found.problems)
        tried = self._report.tried or isinstance(self._report, Generate)
        if not tried and not _text(self._values["prompt"]):
            problems.pop("prompt", None)  # before the first attempt, an empty prompt is no mistake
        return State(
            model=self._values["model"],
            groups=shaped(groups(self._keys), list[ModelGroup]),
            hint=self._target.model.hint,
            mostTakes=MOST_TAKES,
            fields=fields(self._target.model),
            varied=varied(self._values),
            literal=not is_plain(_text(self._values["prompt"])),
            leftOut=list(found.left_out),
            question=None,
            fill={},
            errors={name: plain(text) for name, text in {**problems, **self._refused}.items()},
            estimate=found.price,
            focus="",
            said=None,
            made=False,
            edits=self._report.edits,
            fills=self._fills,
            answered=self._report.clicks,
        )

    def refuse(self, field: str, text: str) -> None:
        """Say what went wrong, at its field or (field "form") below the button."""
        self._refused = {field: text}
        self.show(focus=field)

    def crashed(self, error: Exception) -> None:
        """Say that a mistake of ours ended the work; judging the form may be what ended it."""
        self._refused = {"form": f"{type(error).__name__}: {error}"}
        self.show(focus="form", judged=False)

    def _generate(self, fill: Mapping[str, Any]) -> None:
        problems, count = judge(self._values, self._made).problems, _takes(self._values)
        if problems or count is None:
            self.show(fill=fill, focus=next(iter(problems)))
            return
        try:
            plans = _plans(self._values, count, self._made)
            if (question := _question(plans, self._made)) and self._report.agreed != question.id:
                self.show(fill=fill, focus="question", question=question)
                return
            said = self._start(plans, _text(self._values["prompt"]))
        except OmnividError as error:
            field = getattr(error, "field", None)
            shown = {"model", "prompt", *(each.name for each in fields(self._target.model))}
            self.refuse(field if field in shown else "form", str(error))
            return
        if self._values["new"]:  # the second click of a double click shall not pay a second time
            self._fill({**fill, "new": False}, said=said, made=True)
        else:
            self.show(fill=fill, said=said, made=True)


def _question(plans: Sequence[Plan], made: Callable[[str], bool]) -> Question | None:
    """What has to be agreed to before these are paid: none up to `confirm_above` new paid clips.

    Its id is that of these very clips: a yes to others, or to fewer, is none to them.
    """
    paid = [plan for plan in plans if not plan.target.demo and (plan.new or not made(plan.fingerprint))]
    check_limit([plan.estimate for plan in paid], settings.max_cost)
    if len(paid) <= settings.confirm_above:
        return None
    cost = cost_of([plan.estimate for plan in paid])
    number = "1 new clip" if len(paid) == 1 else f"{len(paid)} new clips"
    of = hashlib.sha256("".join([cost, *(plan.fingerprint for plan in paid)]).encode()).hexdigest()
    return Question(
        id=of, text=f"{number} would be paid for: {cost}.", yes=f"Pay {cost.partition(' (')[0]} for {number}"
    )


def _known(model: str) -> str:
    """The address of the model to begin with, in the catalogue's spelling; the first one where it is wrong."""
    try:
        return resolve(model).address
    except InvalidRequestError:
        return f"{DEMO}/{MODELS[0].id}"
