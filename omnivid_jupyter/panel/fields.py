"""The fields that a model takes, with their choices, and the models to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from omnivid_jupyter.media.probe import FILMS, PICTURES
from omnivid_jupyter.media.references import LARGEST
from omnivid_jupyter.panel.messages import Field
from omnivid_jupyter.parameters import Parameter, known
from omnivid_jupyter.providers.address import DEMO
from omnivid_jupyter.providers.capabilities import Anything, Choice, Media, Model, Seconds, span
from omnivid_jupyter.providers.registry import MODELS, PROVIDERS

__all__ = ["fields", "groups"]


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
