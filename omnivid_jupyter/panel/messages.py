"""Every message between the panel's page and the kernel: the one schema of both sides.

The kernel decodes and encodes by these structs. The types that the scripts are checked by, `messages.d.ts`, are
generated from them (`python tools/panel_types.py`; a test sees that they are fresh). Bytes go beside a message, as
buffers. A message is told by its `type`; what a page says that does not fit is refused, and logged.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar

import msgspec

from omnivid_jupyter.panel.channel import Channel
from omnivid_jupyter.reports.trace import ExchangeText

_log = logging.getLogger(__name__)


class Message(msgspec.Struct, tag_field="type", kw_only=True):
    """A message, or a part of one."""


#: What a field of the form holds: a choice or text, the number of takes, a tick, or addresses.
Value = str | int | float | bool | list[str] | None


# The form


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its `name` is that of the request's field, `kind` says how it is drawn.

    `choices` are pairs of value and text; `value` is what it starts with. Where files can be chosen, `accept` has
    their media types, and `several` tells whether more than one. A field of the kind "several" has further values
    of another field, each of which makes clips of its own.
    """

    name: str
    label: str
    kind: Literal["choice", "text", "urls", "several"]
    value: str | tuple[str, ...] = ""
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    accept: str = ""
    several: bool = False


class ModelOption(msgspec.Struct):
    """A model to choose, and what it is called."""

    value: str
    label: str


class ModelGroup(msgspec.Struct):
    """The models of one service."""

    label: str
    models: list[ModelOption]


class FormReady(Message, tag="ready"):
    """A page draws the form: it has no values yet."""


class _Report(Message):
    """The values of a page's form, those as well that the model has no field for.

    `drawn`: the model whose fields the page has drawn, where that may be another one; `tried`: whether Generate was
    pressed since something was made; `edits` and `clicks`: by page, the number of its last edit and of its last
    click on Generate; `fills`: how many of the kernel's fills the page has seen (None: all); `agreed`: the question
    (`Question.id`) that was answered with yes.
    """

    values: dict[str, Value]
    drawn: str = ""
    tried: bool = False
    edits: dict[str, int] = {}
    clicks: dict[str, int] = {}
    fills: int | None = None
    agreed: str = ""

    def __post_init__(self) -> None:
        """What every form has is there. Raises ValueError, which refuses the message."""
        for name, kind in (("model", str), ("prompt", str), ("takes", object), ("new", bool)):
            if name not in self.values or not isinstance(self.values[name], kind):
                raise ValueError(f"the form's {name} is missing or of another kind")


class Change(_Report, tag="change"):
    """What is in the form now, to be judged."""


class Generate(_Report, tag="generate"):
    """What is in the form now, to be made."""


class FileOffer(Message, tag="file"):
    """A file for a field: its name and its size in bytes; `file` names it from now on."""

    file: str
    field: Literal["images", "videos"]
    name: str
    size: int


class FilePiece(Message, tag="piece"):
    """The bytes that were asked for, beside the message."""

    file: str
    buffers: list[Any] = []


FromForm = FormReady | Change | Generate | FileOffer | FilePiece


class LeftOut(msgspec.Struct):
    """What cannot be made of a sweep, and why."""

    what: str
    why: str


class Question(msgspec.Struct):
    """What has to be agreed to before it is paid; `id` tells it from another question, `yes` names the button."""

    id: str
    text: str
    yes: str


class State(Message, tag="state"):
    """How the form is to be drawn: the fields of a model, what is wrong, what it would cost.

    `varied`: fields with further values; `literal`: the prompt has alternatives, which could be meant as they stand;
    `leftOut`: what of a sweep cannot be made; `question`: what is asked before it is paid;
    `edits` and `answered`: by page, the last edit and the last click on Generate in the report that this answers;
    `fill`: values that take the place of the page's; `fills`: how often there were such; `said`: a new line to read;
    `made`: the click was followed.
    """

    model: str
    groups: list[ModelGroup]
    hint: str
    mostTakes: int
    fields: list[Field]
    varied: list[Field]
    literal: bool
    leftOut: list[LeftOut]
    question: Question | None
    fill: dict[str, Value]
    errors: dict[str, str]
    estimate: str
    focus: str
    said: str | None
    made: bool
    edits: dict[str, int]
    fills: int
    answered: dict[str, int]


class FileAnswer(Message, tag="file", omit_defaults=True):
    """What becomes of a file: the bytes that are wanted next, where it is kept, or why it is not taken."""

    file: str
    start: int | msgspec.UnsetType = msgspec.UNSET
    end: int | msgspec.UnsetType = msgspec.UNSET
    path: str | msgspec.UnsetType = msgspec.UNSET
    refused: str | msgspec.UnsetType = msgspec.UNSET


ToForm = State | FileAnswer


# The queue


class QueueReady(Message, tag="ready"):
    """A page draws the queue."""


class QueueGone(Message, tag="gone"):
    """A page shows the queue no more."""


class Clear(Message, tag="clear"):
    """Take finished jobs off the list."""


class _OfJob(Message):
    id: str


class Unfold(_OfJob, tag="unfold"):
    """Send the jobs of a group one by one as well."""


class Fold(_OfJob, tag="fold"):
    """Send the jobs of a group no more, but the group."""


class Look(_OfJob, tag="look"):
    """Send the HTTP messages of a job, those to come as well."""


class LookAway(_OfJob, tag="look away"):
    """Send them no more."""


class Stop(_OfJob, tag="stop"):
    """Wait for a job, or all of a group, no longer."""


class Wait(_OfJob, tag="wait"):
    """Wait for a job, or all of a group, again."""


class Retry(_OfJob, tag="retry"):
    """Do a job, or all of a group, again that can be had without paying twice."""


class Forget(_OfJob, tag="forget"):
    """Leave a job alone for good."""


class Show(_OfJob, tag="show"):
    """Open a job's clip in the gallery."""


JobAction = Stop | Wait | Retry | Forget | Show
FromQueue = QueueReady | QueueGone | Clear | Look | LookAway | Unfold | Fold | JobAction


class Row(msgspec.Struct, kw_only=True):
    """One job: texts that are ready to show; times in seconds, progress in percent. `group`: where it belongs."""

    id: str
    group: str
    state: str
    icon: str
    word: str
    final: bool
    settled: bool
    left: bool
    elsewhere: bool
    model: str
    prompt: str
    settings: str
    progress: float | None
    elapsed: float
    remaining: float | None
    cost: str
    task: str
    note: str
    error: str
    log: list[str]
    actions: list[Literal["stop", "wait", "retry", "forget", "show"]]


class Group(msgspec.Struct, kw_only=True):
    """Jobs that are shown as one: like a row, with the total of all of them. `open`: its jobs are sent, too."""

    id: str
    open: bool
    state: str
    icon: str
    word: str
    final: bool
    settled: bool
    model: str
    prompt: str
    settings: str
    progress: float | None
    elapsed: float
    remaining: float | None
    cost: str
    task: str
    note: str
    log: list[str]
    actions: list[Literal["stop", "wait", "retry"]]


class JobExchanges(msgspec.Struct):
    """New HTTP messages of one job; `first` is how many were sent before."""

    id: str
    first: int
    messages: list[ExchangeText]


class Rows(Message, tag="rows"):
    """The rows and groups that changed, the ids of those that are gone, and the HTTP messages that somebody
    looks at."""

    rows: list[Row]
    groups: list[Group]
    gone: list[str]
    messages: list[JobExchanges]


class Said(Message, tag="said"):
    """A line to read."""

    text: str


class Alive(Message, tag="alive"):
    """Somebody is still there."""


ToQueue = Rows | Said | Alive


# The gallery


class GalleryReady(Message, tag="ready"):
    """A page draws the gallery; `page` names it."""

    page: str | None = None


class _OfClips(Message):
    ids: Annotated[list[str], msgspec.Meta(max_length=1000)]
    page: str | None = None


class Compare(_OfClips, tag="compare"):
    """Show these clips side by side, or many as a contact sheet, below the panel."""


class Duel(_OfClips, tag="duel"):
    """Have these clips judged in blind pairs, below the panel."""


class Dismiss(Message, tag="dismiss"):
    """Show the finished clips no more that nobody has judged yet."""


class _OfClip(Message):
    id: str


class Thumb(_OfClip, tag="thumb"):
    """A clip's picture, please; and the answer, with the picture beside it where there is one."""


class Media(_OfClip, tag="media"):
    """One file of a clip, please: the page cannot load it by its address."""

    index: int = 0


class Open(_OfClip, tag="open"):
    """Show all of a clip."""


class Turns(_OfClip, tag="turns"):
    """The turns of a clip that is open."""


class Use(_OfClip, tag="use"):
    """Put the clip's request into the form."""


class Refer(_OfClip, tag="refer"):
    """Put the clip among the form's reference images."""


class Extend(_OfClip, tag="extend"):
    """Have the form go on from the clip."""


class Output(_OfClip, tag="output"):
    """Show the clip below the panel."""

    page: str | None = None


class Remove(_OfClip, tag="remove"):
    """Delete the clip's files."""


class Rate(_OfClip, tag="rate"):
    """Write down what is thought of the clip: what is left out stays as it is; no stars are 0."""

    stars: int | None = None
    note: str | None = None
    rejected: bool | None = None


ClipAction = Thumb | Media | Open | Turns | Use | Refer | Extend | Output | Remove | Rate
FromGallery = GalleryReady | Compare | Duel | Dismiss | ClipAction


class Card(msgspec.Struct, kw_only=True):
    """One clip in the list; `created` in unix seconds, `ratio` of width to height; `stars` 1 to 5, or 0.

    `here`: it belongs to this notebook, by its folder or because this kernel asked for it.
    """

    id: str
    prompt: str
    model: str
    facts: str
    created: float
    url: str
    type: str
    ratio: float
    stars: int
    note: str
    rejected: bool
    here: bool


class MediaFile(msgspec.Struct):
    """One file of a clip: its address and its media type."""

    url: str
    type: str


class Turn(msgspec.Struct):
    """One turn of a thread; without an `id` its clip is not here."""

    id: str
    name: str
    prompt: str
    note: str
    current: bool


class OpenedClip(Card, kw_only=True):
    """A clip as it is opened: facts to read, its cell or why there is none, its files, its turns."""

    shown: list[tuple[str, str]]
    cell: str
    noCell: str
    path: str
    media: list[MediaFile]
    extends: bool
    turns: list[Turn]


class Cards(Message, tag="cards"):
    """The cards that changed (`all`: every one there is), the ids of those that are gone; `most` are compared side by
    side."""

    cards: list[Card]
    gone: list[str]
    all: bool
    most: int


class Finished(Message, tag="finished"):
    """The clips that were made just now and nobody has judged yet, the latest first."""

    ids: list[str]


class SentMedia(_OfClip, tag="media"):
    """A film, beside the message, or why there is none."""

    index: int
    problem: str


class OpenedDetail(Message, tag="detail"):
    """Show this clip."""

    clip: OpenedClip


class SentTurns(_OfClip, tag="turns"):
    """The turns of a clip, as they are now."""

    turns: list[Turn]


ToGallery = Cards | Finished | Thumb | SentMedia | OpenedDetail | SentTurns | Said

#: By the name that the scripts know them by.
UNIONS = {
    "FromForm": FromForm,
    "ToForm": ToForm,
    "FromQueue": FromQueue,
    "ToQueue": ToQueue,
    "FromGallery": FromGallery,
    "ToGallery": ToGallery,
}

_T = TypeVar("_T")


def from_form(content: object) -> FromForm | None:
    """What a page's form said; None, and a line in the log, for what is none of its messages."""
    found: FromForm | None = _read(content, FromForm)
    return found


def from_queue(content: object) -> FromQueue | None:
    """What a page's queue said; None, and a line in the log, for what is none of its messages."""
    found: FromQueue | None = _read(content, FromQueue)
    return found


def from_gallery(content: object) -> FromGallery | None:
    """What a page's gallery said; None, and a line in the log, for what is none of its messages."""
    found: FromGallery | None = _read(content, FromGallery)
    return found


def _read(content: object, kind: Any) -> Any:
    try:
        return msgspec.convert(content, kind)
    except msgspec.ValidationError as error:
        _log.warning("a message of the page was refused: %s", error)
        return None


def shaped(values: object, kind: type[_T]) -> _T:
    """Plain values as the structs of `kind`. Raises msgspec.ValidationError where they are not of its shape."""
    return msgspec.convert(values, kind, from_attributes=True)


def send(channel: Channel, message: Message, buffers: Sequence[bytes] | None = None) -> None:
    """Send a message to the page, with bytes beside it where there are any."""
    content: dict[str, Any] = msgspec.to_builtins(message)
    channel.send(content, buffers)


def content_of(content: object, buffers: object) -> Mapping[str, Any]:
    """A message as it came, its buffers within it; of what is no message at all, nothing."""
    return {**content, "buffers": buffers} if isinstance(content, Mapping) else {}
