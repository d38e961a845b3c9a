"""The form: what to make, with exactly the fields that the chosen model takes.

The form knows no model. Its fields, choices and refusals all come from the capability tables.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from msgspec import structs

from omnivid_jupyter.engine.intake import plan_of
from omnivid_jupyter.engine.plan import Plan
from omnivid_jupyter.errors import InvalidRequestError, OmnividError
from omnivid_jupyter.markup import plain
from omnivid_jupyter.media.probe import FILMS, PICTURES
from omnivid_jupyter.media.references import LARGEST, references
from omnivid_jupyter.panel.channel import Channel
from omnivid_jupyter.panel.files import Files
from omnivid_jupyter.panel.messages import (
    Change,
    Field,
    FileOffer,
    FilePiece,
    FormReady,
    Generate,
    ModelGroup,
    State,
    from_form,
    send,
    shaped,
)
from omnivid_jupyter.parameters import PARAMETERS, Parameter, known
from omnivid_jupyter.providers.address import DEMO
from omnivid_jupyter.providers.capabilities import Anything, Choice, Media, Model, Seconds, span
from omnivid_jupyter.providers.checks import check
from omnivid_jupyter.providers.identity import canonical, fingerprint
from omnivid_jupyter.providers.prices import estimate, price_text
from omnivid_jupyter.providers.registry import MODELS, PROVIDERS, Target, resolve
from omnivid_jupyter.request import VideoRequest, seconds

__all__ = ["MOST_TAKES", "Field", "Form", "fields", "groups", "judge", "refitted", "request_of", "values_of"]

MOST_TAKES = 8
_SEVERAL = tuple(row.name for row in PARAMETERS if row.kind == "media")


def fields(model: Model) -> list[Field]:
    """The fields of one model, beside prompt and takes, which all have."""
    found = [(row, model.table(row.name)) for row in known()]
    return [_field(row, table) for row, table in found if table]


def _field(row: Parameter, table: Seconds | Choice | Media | Anything | bool) -> Field:
    """The field of one parameter, by what the model takes."""
    if isinstance(table, bool):
        return Field(row.name, row.field_label, "text", hint=row.hint)
    if isinstance(table, Media):
        return _urls(row.name, row.field_label, table)
    return _choice(row.name, row.field_label, table)


def _choice(name: str, label: str, table: Seconds | Choice | Anything) -> Field:
    if isinstance(table, Anything):
        return Field(name, label, "text", hint="This model is not in the catalogue: the service judges it.")
    if isinstance(table, Seconds):
        pairs = [(str(value), f"{value} s") for value in table.values]
        if table.auto:
            pairs.append(("auto", "auto (the model decides)"))
    else:
        pairs = [(value, value) for value in table.values]
    if table.default is None:
        pairs.insert(0, ("", "default"))
    return Field(name, label, "choice", str(table.default or ""), tuple(pairs))


def _urls(name: str, label: str, table: Media) -> Field:
    how_many = "any number" if table.counts is None else span(table.counts)
    kinds = _accepted(name, table) if table.takes_files else ()
    if kinds:
        what = f"addresses, or files of up to {LARGEST >> 20} MB"
    elif table.own_results:
        what = "addresses, or images of the same service out of the gallery"
    else:
        what = "addresses only"
    hint = f"Optional. Takes {how_many}: {what}."
    return Field(name, label, "urls", (), hint=hint, accept=",".join(kinds), several=table.counts != (1,))


def _accepted(name: str, table: Media) -> tuple[str, ...]:
    """The media types of files to choose from; of a film among the images, the last frame counts."""
    films = tuple(kind.media_type for kind in FILMS)
    pictures = table.types or tuple(kind.media_type for kind in PICTURES)
    return films if name == "videos" else (*pictures, *films)


def groups(keys: Mapping[str, bool | None]) -> list[dict[str, Any]]:
    """The models by service, the demo ones first; `keys` tells which service has a key (None: not known yet)."""
    found = [{"label": "Demo: simulated, free, needs no key", "models": [_option(DEMO, m) for m in MODELS]}]
    for name, provider in PROVIDERS.items():
        mark = {True: " (key found)", False: " (no key yet)", None: ""}[keys.get(name)]
        models = [_option(name, model) for model in provider.models]
        found.append({"label": f"{provider.title}{mark}", "models": models})
    return found


def _option(service: str, model: Model) -> dict[str, str]:
    address = f"{service}/{model.id}"
    return {"value": address, "label": address + (" (image)" if model.output == "image" else "")}


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


def judge(values: Mapping[str, Any], made: Callable[[str], bool]) -> tuple[dict[str, str], str]:
    """What is wrong with a form's values, by field, and what they would cost where nothing is.

    `made` tells whether the clip of a fingerprint is there.
    """
    target, request = resolve(values["model"]), request_of(values)
    problems, count = _problems(target, request), _takes(values)
    if count is None:
        problems["takes"] = f"Takes must be a whole number from 1 to {MOST_TAKES}."
    if problems or count is None:
        return problems, ""
    checked = check(target.model, _read(request))
    form = canonical(target.model, checked)
    free = [not values["new"] and made(fingerprint(replace(form, take=take))) for take in range(1, count + 1)]
    return {}, price_text(estimate(target, checked), free)


def _takes(values: Mapping[str, Any]) -> int | None:
    takes = values["takes"]
    return takes if isinstance(takes, int) and 1 <= takes <= MOST_TAKES else None


class Form:
    """Judges what the page's form holds, and generates it.

    The page owns the values. Here is only its last report, to be judged again when jobs and clips come and go, and
    to be shown by a page that is loaded again. `start` takes the plans that are generated and says what came of
    them; `made` tells whether the clip of a fingerprint is there, `folder` the clip folder of this moment.
    """

    def __init__(
        self,
        channel: Channel,
        model: str,
        *,
        start: Callable[[Sequence[Plan]], str],
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
        fill = {"takes": 1, "new": False, **said, **kept}
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
    ) -> None:
        """Draw the form. `fill` overwrites what the page has; the rest of what was typed stays as it is, and so
        does what was typed after the edits that are known here.

        `said` is a new line to read, None leaves the last one; `made`: it says what was started. What is not
        `judged` has no price.
        """
        problems, price = judge(self._values, self._made) if judged else ({}, "")
        tried = self._report.tried or isinstance(self._report, Generate)
        if not tried and not _text(self._values["prompt"]):
            problems.pop("prompt", None)  # before the first attempt, an empty prompt is no mistake
        send(
            self._channel,
            State(
                model=self._values["model"],
                groups=shaped(groups(self._keys), list[ModelGroup]),
                hint=self._target.model.hint,
                mostTakes=MOST_TAKES,
                fields=fields(self._target.model),
                fill=dict(fill or {}),
                errors={name: plain(text) for name, text in {**problems, **self._refused}.items()},
                estimate=price,
                focus=focus,
                said=said,
                made=made,
                edits=self._report.edits,
                fills=self._fills,
                answered=self._report.clicks,
            ),
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
        problems, _ = judge(self._values, self._made)
        count = _takes(self._values)
        if problems or count is None:
            self.show(fill=fill, focus=next(iter(problems)))
            return
        new = bool(self._values["new"])
        asked = _asked(request_of(self._values)) | {"new": new}
        try:
            said = self._start([plan_of({**asked, "take": take}) for take in range(1, count + 1)])
        except OmnividError as error:
            field = getattr(error, "field", None)
            shown = {"model", "prompt", *(each.name for each in fields(self._target.model))}
            self.refuse(field if field in shown else "form", str(error))
            return
        if new:  # the second click of a double click shall not pay a second time
            self._fill({**fill, "new": False}, said=said, made=True)
        else:
            self.show(fill=fill, said=said, made=True)


def _known(model: str) -> str:
    """The address of the model to begin with, in the catalogue's spelling; the first one where it is wrong."""
    try:
        return resolve(model).address
    except InvalidRequestError:
        return f"{DEMO}/{MODELS[0].id}"
