"""The one table of a request's parameters: what each is called, how it is written, read and compared.

The request's settings, the options of a cell, the fields of the panel, the catalogue, the checks, what makes two
requests the same, and the written-out cell are derived from it. What a model takes stands in its own table
(`providers.capabilities.Model`); what a service calls a parameter, in its provider.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

__all__ = ["PARAMETERS", "Kind", "Parameter", "brought_along", "known", "register", "title"]

#: What a value is: whole seconds or "auto", one of a few words, references, an earlier task, an address that the
#: service calls, the number of a take.
Kind = Literal["seconds", "word", "media", "task", "address", "take"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a request.

    Parameters
    ----------
    name:
        What it is called in Python. One that has no field of `VideoRequest` and `Model` lies in their `extra`.
    label:
        What it is called in a sentence.
    kind:
        How it is read and checked.
    flags, metavar, help:
        Its option in a cell.
    canonical:
        What becomes of it in the request that is compared and written down: "default" fills in what the model's
        table says, "content" names media by what they hold, "dropped" leaves it out, "kept" changes nothing.
    default:
        The value of a request that does not say it; it does not count where requests are compared.
    in_form, hint:
        The label of its field in the panel ("": as `label`), and the text below that.
    shown:
        Its name among a clip's settings ("": it is not shown there); `named` says that the value alone would
        not tell what it is.
    example:
        A value, for the refusal of one that is no number.
    """

    name: str
    label: str
    kind: Kind
    flags: tuple[str, ...]
    metavar: str
    help: str
    canonical: Literal["default", "content", "dropped", "kept"] = "default"
    default: Any = None
    in_form: str = ""
    hint: str = ""
    shown: str = ""
    named: bool = False
    example: str = ""

    @property
    def is_axis(self) -> bool:
        """Whether several of its values make clips of their own: those of media go together."""
        return self.kind in ("seconds", "word")

    @property
    def field_label(self) -> str:
        """The label of its field in the panel."""
        return self.in_form or self.label[:1].upper() + self.label[1:]


PARAMETERS: tuple[Parameter, ...] = (
    Parameter(
        "duration",
        "duration",
        "seconds",
        ("-d", "--duration"),
        "SECONDS",
        "Length in seconds, or auto.",
        shown="duration",
    ),
    Parameter(
        "aspect_ratio",
        "aspect ratio",
        "word",
        ("-a", "--aspect-ratio"),
        "RATIO",
        "Such as 16:9 or 9:16.",
        shown="aspect ratio",
    ),
    Parameter(
        "resolution",
        "resolution",
        "word",
        ("-r", "--resolution"),
        "RESOLUTION",
        "Such as 720p, 1080p or 4k.",
        shown="resolution",
    ),
    Parameter(
        "images",
        "images",
        "media",
        ("-i", "--image"),
        "IMAGE",
        "A reference image, by URL or file; may be repeated.",
        canonical="content",
        default=(),
        in_form="Image URL or file",
        shown="images",
        named=True,
    ),
    Parameter(
        "videos",
        "videos",
        "media",
        ("-v", "--video"),
        "VIDEO",
        "A reference video, by URL or file.",
        canonical="content",
        default=(),
        in_form="Video URL or file",
        shown="videos",
        named=True,
    ),
    Parameter(
        "extend",
        "extend",
        "task",
        ("--extend",),
        "ID",
        "Go on editing an earlier result, by its job or task id.",
        canonical="kept",
        hint="Task id of the clip to go on editing.",
        shown="extends",
        named=True,
    ),
    Parameter(
        "callback_url",
        "callback URL",
        "address",
        ("--callback-url",),
        "URL",
        "https address that the service calls at the end.",
        canonical="dropped",
        hint="The service calls this https address at the end.",
    ),
    Parameter(
        "take",
        "take",
        "take",
        ("--take",),
        "N",
        "One take alone, by its number: 3 is the third.",
        canonical="kept",
        default=1,
        shown="take",
        named=True,
        example="2",
    ),
)
_registered: list[Parameter] = []


def known() -> tuple[Parameter, ...]:
    """Every parameter: those of the table, then those that services of other packages brought along."""
    return (*PARAMETERS, *_registered)


def brought_along() -> tuple[Parameter, ...]:
    """The parameters that services of other packages brought along."""
    return tuple(_registered)


def register(parameter: Parameter) -> None:
    """Add a parameter of a service of another package. The same one twice is one.

    Raises `ValueError` where its name or a flag is taken, and for any kind but "word": the others need code.
    """
    if parameter in _registered:
        return
    taken = {"model", "prompt", "extra", *(word for each in known() for word in (each.name, *each.flags))}
    if double := taken & {parameter.name, *parameter.flags}:
        raise ValueError(f"the parameter {', '.join(sorted(double))} is there already")
    if parameter.kind != "word":
        raise ValueError(f"a parameter of the kind {parameter.kind!r} cannot be added")
    _registered.append(parameter)


def title(name: str) -> str:
    """A parameter as sentences call it; any other name as it is."""
    return next((each.label for each in known() if each.name == name), name)
