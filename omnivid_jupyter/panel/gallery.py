"""The gallery: every clip as a picture, and what can be done with one.

The list is texts only. A picture or a film is sent when the page asks for it, as a message that
nothing stores.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.errors import InvalidRequestError, OmnividError
from omnivid_jupyter.experiments.duel import duel
from omnivid_jupyter.markup import plain
from omnivid_jupyter.media.files import is_regular
from omnivid_jupyter.media.ratings import rate
from omnivid_jupyter.panel import messages as said
from omnivid_jupyter.panel.channel import Channel
from omnivid_jupyter.panel.form import values_of
from omnivid_jupyter.panel.turns import Turn, turns
from omnivid_jupyter.reports.cell_text import nameable
from omnivid_jupyter.reports.facts import card, detail, extension_of
from omnivid_jupyter.reports.library import Library, ListedClip
from omnivid_jupyter.views.compare import MOST, compare
from omnivid_jupyter.views.player import shown_path, size_text

__all__ = ["MOST_BYTES", "Gallery", "turns_of"]

#: The largest file that is sent as a message where the page cannot load it by its address.
MOST_BYTES = 8_000_000

#: Clips that were made just now and are kept to be judged, the latest ones.
MOST_FINISHED = 200

_ELSEWHERE = (
    "This page was opened again, and outputs of the panel do not reach it: run the panel's cell again, or"
)


def turns_of(opened: ListedClip, thread: Sequence[Turn]) -> list[dict[str, Any]]:
    """The turns for the page; none for a clip alone. One that does not go on from the one above says from which."""
    if len(thread) < 2:
        return []
    shown = []
    for above, turn in zip((None, *thread), thread, strict=False):
        note = f"goes on from turn {turn.number - 1}" if above and turn.number <= above.number else ""
        if turn.item is None:
            note = f"Its file is gone (task {plain(turn.task_id)})."
        shown.append(
            {
                "id": turn.item.id if turn.item else "",
                "name": f"Turn {turn.number}",
                "prompt": plain(turn.request.prompt) if turn.request else "",
                "note": note,
                "current": turn.item is not None and turn.item.id == opened.id,
            }
        )
    return shown


class Gallery:
    """The cards and what their buttons do.

    `use` puts values into the form and says what they lack, by field; `refer` puts a file's path among its
    images; `show` shows something as a plain output below the panel; `moved` hears that clips came or went;
    `asked` tells the tasks that this kernel asked for, which are this notebook's wherever their clips lie.
    """

    def __init__(
        self,
        channel: Channel,
        library: Library,
        *,
        use: Callable[[Mapping[str, Any], Mapping[str, str]], None],
        refer: Callable[[str], None],
        show: Callable[[Any], None],
        moved: Callable[[], None],
        asked: Callable[[], Collection[str]] = frozenset,
    ) -> None:
        self._channel = channel
        self._library = library
        self._use = use
        self._refer = refer
        self._show = show
        self._moved = moved
        self._asked = asked
        self._made: list[Path] = []  # files that were finished since the last look
        self._finished: list[
            str
        ] = []  # clips that were made just now and nobody has judged, the latest first
        self._sent: dict[str, dict[str, Any]] = {}
        self._shown: list[str] = []  # the finished ones that the page knows of
        self._page: object = None  # the one that has the output below the panel: the first to show it

    def finished(self, paths: Sequence[Path]) -> None:
        """Show these files, which were made just now, in large at the next `update`."""
        self._made += paths

    def update(self) -> bool:
        """Send the cards that changed, and what was just made; returns whether anything was sent."""
        if not (self._made or self._library.stale()):
            return False
        changed = self._library.refresh()
        made, self._made = self._made, []
        for item in filter(None, map(self._library.at, made)):
            self._finished = [item.id, *(each for each in self._finished if each != item.id)][:MOST_FINISHED]
        if changed or made:
            self._send_cards()
        return bool(changed or made)

    def open(self, path: str) -> None:
        """Open the clip that this file belongs to."""
        self._library.refresh()
        self._send_cards()
        if item := self._library.at(Path(path)):
            self._open(item)
        else:
            self._say(f"{Path(path).name} is gone.")

    def handle(self, message: Mapping[str, Any]) -> None:
        """Do what the page says."""
        match said.from_gallery(message):
            case said.GalleryReady(page=page):
                self._page = self._page or page
                self._library.refresh()
                self._sent.clear()
                self._send_cards(first=True)
            case said.Compare(ids=ids, page=page):
                self._compare(ids, page)
            case said.Duel(ids=ids, page=page):
                self._duel(ids, page)
            case said.Dismiss():
                self._finished.clear()
                self._send_cards()
            case None:
                return
            case action:
                if item := self._library.get(action.id):
                    self._act(action, item)

    def _act(self, action: said.ClipAction, item: ListedClip) -> None:
        match action:
            case said.Thumb():
                self._send_thumb(item)
            case said.Media(index=index):
                self._send_media(item, index)
            case said.Open():
                self._open(item)
            case said.Turns():
                turns = said.shaped(self._turns(item), list[said.Turn])
                said.send(self._channel, said.SentTurns(id=item.id, turns=turns))
            case said.Use():
                self._use_again(item)
            case said.Refer():
                self._refer(shown_path(item.files[0]))
            case said.Extend() if request := extension_of(item):
                values = values_of(request)
                del values["prompt"]  # what is to change is the person's own, and may be typed already
                self._use(values, {})
            case said.Output(page=page) if clip := self._clip(item):
                self._below(page, clip, "Shown below the panel.", f"%omnivid show {clip.task_id}")
            case said.Remove():
                self._remove(item)
            case said.Rate() as opinion:
                self._rate(item, opinion)

    def _rate(self, item: ListedClip, opinion: said.Rate) -> None:
        """Write down what is thought of a clip. One that is kept or rejected is judged."""
        try:
            rate(item.files[0], opinion.stars, opinion.note, opinion.rejected)
        except OmnividError as error:
            self._say(str(error))
            return
        if opinion.rejected is not None:
            self._finished = [each for each in self._finished if each != item.id]
        self._library.refresh()
        self._send_cards()

    def _send_cards(self, *, first: bool = False) -> None:
        folder, asked = self._library.folder, self._asked()
        cards = {item.id: card(item) | self._judged(item, folder, asked) for item in self._library.items}
        changed = [shown for key, shown in cards.items() if self._sent.get(key) != shown]
        gone = [key for key in self._sent if key not in cards]
        self._sent = cards
        if changed or gone or first:
            listed = said.shaped(changed, list[said.Card])
            said.send(self._channel, said.Cards(cards=listed, gone=gone, all=first, most=MOST))
        self._finished = [each for each in self._finished if each in cards]
        before, self._shown = [] if first else self._shown, self._finished.copy()
        if self._shown != before:
            said.send(self._channel, said.Finished(ids=self._shown))
        if changed or gone:
            self._moved()

    def _judged(self, item: ListedClip, folder: Path, asked: Collection[str]) -> dict[str, Any]:
        """What is thought of a clip, and whether it is this notebook's."""
        rating = self._library.rating(item)
        return {
            "stars": rating.stars or 0,
            "note": plain(rating.note or ""),
            "rejected": rating.rejected,
            "here": item.sidecar.parent == folder or item.task_id in asked,
        }

    def _send_thumb(self, item: ListedClip) -> None:
        picture = self._library.thumb(item)
        said.send(self._channel, said.Thumb(id=item.id), [picture] if picture else [])

    def _send_media(self, item: ListedClip, index: int) -> None:
        content: list[bytes] = []
        problem = ""
        if 0 <= index < len(item.files):
            path = item.files[index]
            if not is_regular(path):
                problem = f"{path.name} is gone."
            elif (size := path.stat().st_size) > MOST_BYTES:
                problem = (
                    f"This page cannot load {path.name}, and its {size_text(size)} are too much to be sent."
                )
            else:
                content = [path.read_bytes()]
        said.send(self._channel, said.SentMedia(id=item.id, index=index, problem=plain(problem)), content)

    def _open(self, item: ListedClip) -> None:
        told = detail(item, self._local, self._turns(item))
        told |= self._judged(item, self._library.folder, self._asked())
        said.send(self._channel, said.OpenedDetail(clip=said.shaped(told, said.OpenedClip)))

    def _turns(self, item: ListedClip) -> list[dict[str, Any]]:
        return turns_of(item, turns(item, self._library.items, self._library.request_of))

    @property
    def _local(self) -> dict[str, str]:
        return {identity: shown_path(path) for identity, path in self._library.local.items()}

    def _use_again(self, item: ListedClip) -> None:
        request, lost = nameable(item.request, self._local)
        try:
            self._use(values_of(request), {field: error.message for field, error in lost.items()})
        except InvalidRequestError as error:  # of a model that is not known here
            self._say(error.message)

    def _clip(self, item: ListedClip) -> Clip | None:
        clip = self._library.clip(item)
        if clip is None:
            self._say(f"{item.files[0].name} is gone or damaged.")
        return clip

    def _compare(self, ids: Sequence[str], page: str | None) -> None:
        items = filter(None, map(self._library.get, ids))
        found = [clip for clip in map(self._clip, items) if clip]
        cell = " ".join(["%omnivid compare", *(clip.task_id for clip in found)])
        try:
            self._below(
                page,
                compare(*found),
                f"The {'contact sheet' if len(found) > MOST else 'comparison'} is below the panel.",
                cell,
            )
        except OmnividError as error:
            self._say(str(error))

    def _duel(self, ids: Sequence[str], page: str | None) -> None:
        found = [clip for clip in map(self._clip, filter(None, map(self._library.get, ids))) if clip]
        cell = " ".join(["%omnivid duel", *(clip.task_id for clip in found)])
        try:
            self._below(page, duel(found), "The duel is below the panel.", cell)
        except OmnividError as error:
            self._say(str(error))

    def _below(self, page: str | None, result: object, sentence: str, cell: str) -> None:
        """Show a result below the panel; say which cell does where that place is on another page.

        A page that is loaded again has the outputs of its notebook, but not their names, by which they are changed.
        """
        if page == self._page:
            self._show(result)
            self._say(sentence)
        else:
            self._say(f"{_ELSEWHERE} {cell} in a cell.")

    def _remove(self, item: ListedClip) -> None:
        try:
            self._library.remove(item)
        except OSError as error:
            self._say(f"{item.files[0].name} cannot be removed: {error.strerror or error}.")
        self._library.refresh()
        self._send_cards()

    def _say(self, text: str) -> None:
        said.send(self._channel, said.Said(text=plain(text)))
