"""Blind duels: two clips in step, without their prompts, models and names; who looks says which one is better.

A duel asks the pair that tells most, writes each answer down at once as a vote, and shows the ranking with all that was
hidden at the end. Films go to the page as bytes in a message, whose address there is the browser's own: no name of a
file tells what it is, and nothing stays in the notebook.

`Bout` knows who is asked what, and touches nothing but the votes; `Duel` is the widget about it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec
from IPython.core.getipython import get_ipython

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine.engine import engine
from omnivid_jupyter.errors import InvalidRequestError, OmnividError
from omnivid_jupyter.experiments.pairs import Progress, next_pair, progress
from omnivid_jupyter.experiments.ranking import Ranking, checked_clips, rank_clips
from omnivid_jupyter.experiments.votes import Vote, cast, my_voter_id, read_votes, withdraw
from omnivid_jupyter.markup import Markup, output, plain
from omnivid_jupyter.media import files
from omnivid_jupyter.reports.library import Library
from omnivid_jupyter.settings import settings
from omnivid_jupyter.views.scripts import script, style

__all__ = ["Bout", "Duel", "clips_to_judge", "duel"]

#: The largest film that is sent to the page as a message.
_LARGEST = 64_000_000
_SENTENCE = (
    "A duel is made of widgets, which this page does not show. %omnivid export FILE.html writes a page that asks in any"
    " browser, and in Python there is vote(winner, loser)."
)


def duel(clips: Iterable[Clip]) -> Duel:
    """A blind duel of these clips, ready to be shown.

    Raises `InvalidRequestError` for fewer than two different clips, and for what is no clip or not there.
    """
    return Duel(clips)


def clips_to_judge() -> list[Clip]:
    """The clips of this session, else those of the clip folder; none that are rejected."""
    made = [clip for job in list(engine().jobs.values()) if (clip := job.snapshot().clip)]
    if len({clip.sha256 for clip in made}) < 2:
        library = Library(settings.resolved_output_dir, engine().journal)
        library.refresh()
        here = settings.resolved_output_dir().absolute()
        listed = [item for item in reversed(library.items) if item.sidecar.parent == here]
        made = [clip for item in listed if (clip := library.clip(item))]
    return [clip for clip in made if not clip.rating.rejected and files.is_regular(clip.path)]


@dataclass(frozen=True, slots=True)
class _Step:
    """What was done with a pair: the vote, or None where it was skipped."""

    pair: tuple[str, str]
    vote: Vote | None


class Bout:
    """One person's way through the pairs: `pair` is that of now, or None, and `turn` counts those that were shown."""

    def __init__(self, clips: Sequence[Clip]) -> None:
        self.clips = {clip.sha256: clip for clip in reversed(clips)}
        self._order = list(dict.fromkeys(clip.sha256 for clip in clips))
        self._voter = my_voter_id()
        self._done: list[_Step] = []
        self.turn = 0
        self.pair: tuple[str, str] | None = None
        self.choose()

    @property
    def can_undo(self) -> bool:
        """Whether there is an answer of this bout that can be taken back."""
        return bool(self._done)

    def progress(self) -> Progress:
        """How far this person is, earlier bouts included."""
        return progress(self._order, self._votes(), self._voter)

    def choose(self) -> None:
        """Take the next pair, on sides that chance decides."""
        skipped = [frozenset(step.pair) for step in self._done if step.vote is None]
        found = next_pair(self._order, self._votes(), self._voter, skipped)
        self._show(found[::-1] if found and secrets.randbelow(2) else found)

    def answer(self, choice: str) -> None:
        """Vote for "a", "b" or "tie", or "skip" the pair, and take the next. Raises `ConfigurationError`."""
        if self.pair is None:
            return
        vote = None
        if choice != "skip":
            winner, loser = self.pair[::-1] if choice == "b" else self.pair
            vote = cast(self.clips[winner].path.parent, winner, loser, tie=choice == "tie")
        self._done.append(_Step(self.pair, vote))
        self.choose()

    def undo(self) -> None:
        """Take the last answer of this bout back, and show its pair again. Raises `ConfigurationError`."""
        if not self._done:
            return
        step = self._done[-1]
        if step.vote:
            withdraw(self.clips[step.vote.winner].path.parent, step.vote)
        self._done.pop()
        self._show(step.pair)

    def again(self) -> None:
        """Ask what was skipped after all, where nothing else is left."""
        self.choose()
        if self.pair is None:
            self._done = [step for step in self._done if step.vote]
            self.choose()

    def _show(self, pair: tuple[str, str] | None) -> None:
        self.turn += 1
        self.pair = pair

    def _votes(self) -> list[Vote]:
        return read_votes(*dict.fromkeys(clip.path.parent for clip in self.clips.values()))


class _Answer(msgspec.Struct, tag="answer"):
    turn: int
    choice: str


class _Undo(msgspec.Struct, tag="undo"):
    turn: int


class _Other(msgspec.Struct, tag="ready"):
    pass


class _Finish(msgspec.Struct, tag="finish"):
    pass


class _More(msgspec.Struct, tag="more"):
    pass


_Message = _Answer | _Undo | _Other | _Finish | _More
_CHOICES = ("a", "b", "tie", "skip")


class Duel:
    """A blind duel; shown, it asks one pair after another. `.ranking()` is what came of it."""

    def __init__(self, clips: Iterable[Clip]) -> None:
        found = checked_clips(clips)
        if len({clip.sha256 for clip in found}) < 2:
            raise InvalidRequestError(
                "A duel takes two different clips or more.",
                field="clips",
                hint="Make some first, or name them: %omnivid duel ID ID….",
            )
        for clip in found:
            _require_showable(clip)
        self.clips = tuple(found)
        self._bout = Bout(found)
        self._widget = _make_widget()
        if self._widget is not None:
            self._widget.on_msg(lambda _, content, buffers: self.handle(content))

    def ranking(self) -> Ranking:
        """The clips by all votes that there are on them."""
        return rank_clips(self.clips)

    def handle(self, content: Mapping[str, Any]) -> None:
        """Do what the page says; what is none of its messages is left alone."""
        try:
            message = msgspec.convert(content, _Message)
        except msgspec.ValidationError:
            return
        try:
            self._obey(message)
        except OmnividError as error:
            self._send({"type": "said", "text": plain(error)})

    def _obey(self, message: _Message) -> None:
        bout = self._bout
        match message:
            case _Answer(turn=turn, choice=choice) if turn == bout.turn and choice in _CHOICES:
                bout.answer(choice)
            case _Undo(turn=turn) if turn == bout.turn or bout.pair is None:
                bout.undo()
            case _More():
                bout.again()
            case _Finish():
                self._show_verdict()
                return
            case _Other():
                pass
            case _:
                return  # of a pair that is not shown any more
        self._show_pair()

    def _show_pair(self) -> None:
        bout = self._bout
        if bout.pair is None:
            self._show_verdict()
            return
        clips = [bout.clips[digest] for digest in bout.pair]
        try:
            films = [files.content(clip.path, _LARGEST) for clip in clips]
        except OSError as error:
            self._send({"type": "said", "text": f"A clip cannot be read: {error.strerror}. Skip this pair."})
            films = [b"", b""]
        self._send(
            {
                "type": "pair",
                "turn": bout.turn,
                "types": [clip.media_type for clip in clips],
                "standing": self._standing(),
            },
            films,
        )

    def _show_verdict(self) -> None:
        now = self._bout.progress()
        html = str(self.ranking().html())
        more = now.asked < now.all
        self._send({"type": "verdict", "html": html, "standing": self._standing(), "more": more})

    def _standing(self) -> dict[str, Any]:
        now = self._bout.progress()
        return {"asked": now.asked, "enough": now.enough, "all": now.all, "canUndo": self._bout.can_undo}

    def _send(self, content: dict[str, Any], buffers: Sequence[bytes] = ()) -> None:
        if self._widget is not None:
            self._widget.send(content, list(buffers))

    def __repr__(self) -> str:
        now = self._bout.progress()
        pairs = "pair is" if now.all == 1 else "pairs are"
        return f"A blind duel of {len(self._bout.clips)} clips: {now.asked} of {now.all} {pairs} answered."

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """The widget, and for a page without widgets a sentence in its place."""
        view: dict[str, Any] = self._widget._repr_mimebundle_()[0] if self._widget is not None else {}
        return view | {
            "text/plain": f"{self!r}\n{_SENTENCE}",
            "text/html": output(Markup("<p>{}</p><p>{}</p>").format(repr(self), _SENTENCE)),
        }


def _require_showable(clip: Clip) -> None:
    """Raise `InvalidRequestError` for a clip whose film is gone, or too large to be sent to the page."""
    try:
        files.require_regular(clip.path)
        size = clip.path.stat().st_size
    except OSError as error:
        raise InvalidRequestError(
            f"The file of a clip is gone: {plain(clip.path)} ({error.strerror}).",
            field="clips",
            hint="Bring it back, or leave the clip out.",
        ) from error
    if size > _LARGEST:
        raise InvalidRequestError(
            f"{plain(clip.path.name)} is too large for a duel: {size / 1e6:.0f} MB of at most {_LARGEST / 1e6:.0f}.",
            field="clips",
            hint="Leave it out.",
        )


def _make_widget() -> Any:
    """The widget, where this session can show one at all."""
    if getattr(get_ipython(), "kernel", None) is None:
        return None
    try:
        return _widget_class()()
    except ImportError:
        return None


@cache
def _widget_class() -> Any:
    """The class of the widget, made when it is needed: importing anywidget takes half a second."""
    import anywidget

    class DuelWidget(anywidget.AnyWidget):
        _esm = script("experiments/duel_live.js")
        _css = style("experiments/duel_live.js")

    return DuelWidget
