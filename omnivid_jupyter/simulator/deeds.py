"""What those in a film do: which verb is whose, which way they go, what they rest on."""

from __future__ import annotations

import re

from omnivid_jupyter.simulator.camera_words import sideways
from omnivid_jupyter.simulator.cast import CAST_AT_MOST, Role
from omnivid_jupyter.simulator.followed import Followed
from omnivid_jupyter.simulator.items import FUNCTION_WORDS, Item, is_japanese, words
from omnivid_jupyter.simulator.negation import NEGATORS
from omnivid_jupyter.simulator.vocabulary import VOCABULARY, Entry

__all__ = ["Deeds", "are_clouds"]

_PETALS = next(entry for entry in VOCABULARY if "petal" in entry.english)
_DRIFTING = words(
    "steam smoke dust water sun sunlight light bubbles sparks embers shadow shadows hair flag flags curtains sand spray"
)
_BESIDE = words("under below beneath beside behind near next underneath front")
_BESIDE_JA = re.compile(r"の(?:下|横|隣|そば|前|後ろ|裏)")
_WHITHER = re.compile(
    r"(?:の(?:前|上|下|中|横|隣|そば|後ろ|裏|間|周り|まわり|向こう|近く|奥|ほとり|脇|側|辺り|あたり))?"
    r"(?:に(?!は|も)|へ|から|まで|で(?!は|も))|の(?:前|上|下|中|横|そば|間|周り|まわり|近く)を"
)
_SET_DOWN = words(
    "cat bird candle cup fruit flower ball lantern leaf robot rabbit squirrel owl hen butterfly snowman"
) | {"paper boat", "paper crane"}
_SEATED = {"person", "dog", "bear", "panda", "fox", "astronaut"}
_SEATS = {"sofa", "chair", "bed", "bench", "rock", "rug"}
_WHERE = words(
    "on in with under near by beside at of over onto into upon across around past behind above below through between "
    "from against toward towards inside outside along"
)
_GOES = r"mov(?:es|ing)|go(?:es|ing)|head(?:s|ing)|turn(?:s|ing)"
_HANDS = {"person", "astronaut", "panda", "robot", "bear", "cat", "dog", "rabbit", "penguin", "snowman"}
_MOTION = {"moving", "move", "moves", "movement", "motion"}


def are_clouds(item: Item) -> bool:
    """Whether a term is the clouds, which are there."""
    entry = item.of("weather")
    return entry is not None and entry.name == "clouds" and not item.negated


class Deeds:
    """Gives each of a cast what it does, and finds how fast the `clouds` go: "normal" or "fast".

    `cameras` are the clauses that speak of the camera: what is done in them, it does.
    """

    def __init__(self, followed: Followed, cast: list[Role], cameras: set[int]) -> None:
        self._followed = followed
        self._reading = followed.reading
        self._items = followed.reading.items
        self.clouds = "normal"
        self._actions(cast, cameras)
        self._places(cast)
        self._petals(cast)

    def _actions(self, cast: list[Role], cameras: set[int]) -> None:
        by_index = {each.index: each for each in cast}
        for index, item in enumerate(self._items):
            if (
                item.text in ("waves", "waving")
                and (one := by_index.get(index - 1))
                and one.entry.name in _HANDS
            ):
                one.action, one.action_at = "waves", index
                self._followed.used.add(index)
        for index, item in enumerate(self._items):
            entry = item.of("action")
            if (
                entry is None
                or index in self._followed.used
                or (item.clause in cameras and self._is_the_cameras(index, cast))
                or self._clouds_do(index, item, entry)
                or self._is_something_elses(index, item)
            ):
                continue
            one = self._actor(index, item, cast)
            if one is None:
                continue
            if one.action_at is not None:
                if (
                    one.then is None
                    and entry.name != one.action
                    and not item.negated
                    and index not in self._followed.used
                ):
                    one.then = entry.name
                    self._followed.used.add(index)
                continue
            self._followed.used.add(index)
            heading = self._heading(item.clause, cameras)
            for each in (one, *self._joined(one, index, cast)):
                each.action_at = index
                each.action = "stands" if item.negated else entry.name
                each.heading = heading
                pose = item.of("pose")
                each.pose = pose.name if pose is not None and not item.negated else None
        for one in cast:  # who only "moves", "goes" or "heads" somewhere does it in its own way
            clause = self._items[one.index].clause
            goes = [
                index
                for index, item in enumerate(self._items)
                if item.clause == clause
                and index > one.index
                and re.fullmatch(_GOES, item.text)
                and not item.entries
            ]
            if one.action_at is None and goes and clause not in cameras and not self._is_stopped(goes[0]):
                one.heading = self._heading(clause, cameras)
                if one.heading:
                    one.action_at = goes[0]
                    self._followed.used.add(goes[0])
        for index, item in enumerate(self._items):
            if (
                not item.entries
                and item.text in _MOTION
                and self._is_stopped(index)
                and item.clause not in cameras
            ):
                near = [each for each in cast if each.action_at is None]
                for each in near:
                    each.action, each.action_at = "stands", index
                if near:
                    said = range(max(0, index - 2), index)
                    self._followed.used |= {
                        index,
                        *(each for each in said if self._items[each].text in NEGATORS),
                    }
        self._stopped_japanese(cast, cameras)

    def _is_something_elses(self, index: int, item: Item) -> bool:
        """Whether a verb is said of what nobody draws (steam rising), or is none: a still pond."""
        before, after = self._items[max(0, index - 1) : index], self._items[index + 1 : index + 2]
        if item.text == "still" and after and not after[0].stop and after[0].text not in FUNCTION_WORDS:
            return True
        return bool(before) and (before[0].text in _DRIFTING or before[0].of("weather") is not None)

    def _clouds_do(self, index: int, item: Item, entry: Entry) -> bool:
        """Whether it is clouds that drift or race: nobody else is named in the clause before it."""
        clause = [each for each in self._items[:index] if each.clause == item.clause]
        if not any(map(are_clouds, clause)) or any(each.of("subject") for each in clause):
            return False
        self._followed.used.add(index)
        if entry.name in ("races", "flies"):
            self.clouds = "fast"
        return True

    def _places(self, cast: list[Role]) -> None:
        """What things are on: each place belongs to the nearest thing that could be put there."""
        for index, item in enumerate(self._items):
            entry = item.of("place")
            if entry is None or item.negated:
                continue
            if any(
                each.text in _BESIDE for each in self._items[max(0, index - 3) : index]
            ) or _BESIDE_JA.match(self._reading.text, item.end):
                continue
            able = [
                each
                for each in cast
                if each.on is None
                and each.index != index
                and (each.entry.name in _SET_DOWN or (each.entry.name in _SEATED and entry.name in _SEATS))
            ]
            if able:
                nearest = min(
                    able,
                    key=lambda each: (
                        self._items[each.index].clause != item.clause,
                        abs(each.index - index),
                    ),
                )
                nearest.on = entry.name
                self._followed.used.add(index)

    def _petals(self, cast: list[Role]) -> None:
        """Where cherry blossoms fall, the trees stand and petals do."""
        trees = [
            each for each in cast if each.entry.name == "tree" and each.action in ("falls", "drifts", "flies")
        ]
        for tree in trees:
            if tree.colour == "pink" and len(cast) < CAST_AT_MOST:
                cast.append(Role(tree.index, _PETALS, "pink", 3, tree.action, tree.action_at, tree.pace))
            tree.action = tree.action_at = None

    def _is_stopped(self, index: int) -> bool:
        return any(
            each.text in ("not", "without", "never", "no") for each in self._items[max(0, index - 2) : index]
        )

    def _stopped_japanese(self, cast: list[Role], cameras: set[int]) -> None:
        for match in re.finditer(r"動か(?:ない|なく|ず|ぬ)|動いてい?ない", self._reading.text):
            clause = next((item.clause for item in self._items if item.end > match.start()), 0)
            if clause in cameras:
                continue
            for each in cast:
                if each.action_at is None:
                    each.action, each.action_at = "stands", each.index
                    self._followed.spans.append(match.span())

    def _is_the_cameras(self, index: int, cast: list[Role]) -> bool:
        """Whether what is done in a clause with a camera is done by the camera."""
        clause = self._items[index].clause
        if not any(self._items[each.index].clause == clause and each.index < index for each in cast):
            after = self._items[index + 1 : index + 2]
            return not is_japanese(self._items[index].text) and not (after and after[0].of("subject"))
        return any(
            item.text in ("camera", "cam", "カメラ") for item in self._items[:index] if item.clause == clause
        )

    def _actor(self, index: int, item: Item, cast: list[Role]) -> Role | None:
        """Who does it: the noun before it, or that which it stands directly before, or the last one that was named."""
        text = self._reading.text
        inside = [each for each in cast if self._items[each.index].clause == item.clause]
        before = [each for each in inside if each.index < index]
        after = [each for each in inside if each.index > index]
        directly = [each for each in after if self._items[each.index].start - item.end <= 1]
        if is_japanese(item.text):
            whose = [each for each in before if not _WHITHER.match(text, self._items[each.index].end)]
            before = (
                whose or [each for each in cast if each.index < index and each not in before][-1:] or before
            )
            following = text[self._items[before[-1].index].end :] if before else ""
            joined = re.match(r"[はがもの]", following) and not _WHITHER.match(following)
            attributive = (
                re.match(
                    r"(?:た|て(?:い)?る|でいる|いる|[てで]?(?:しまった|しまう|いった|いく|きた|くる))?[^、。がをにではへと]{0,8}$",
                    text[item.end : self._items[after[0].index].start],
                )
                if after
                else None
            )
            if before and (joined or not attributive):
                return before[-1]
            if attributive:
                return after[0]
        elif directly and not (before and before[-1].index == index - 1):
            return directly[0]
        if before and after and before[-1].entry.name == "person" and self._makes_fly(item, index, after[0]):
            return after[0]
        if before:
            free = [each for each in before if each.action_at is None]
            return before[0] if len(free) == len(before) > 1 and self._is_object(before[-1]) else before[-1]
        if after and not is_japanese(item.text):
            is_elsewhere = index and self._items[index - 1].of("setting")
            return None if is_elsewhere or self._is_object(after[0]) else after[0]
        earlier = [each for each in cast if each.index < index]
        return earlier[-1] if earlier else None

    def _joined(self, one: Role, index: int, cast: list[Role]) -> list[Role]:
        """Who does it together with somebody: a boy and his dog walk."""
        return [
            each
            for each in cast
            if each.action_at is None
            and (
                re.fullmatch(
                    r" and (?:\w+ ){0,3}|[とや](?:[^、。がをは]{0,4})",
                    self._reading.text[self._items[each.index].end : self._items[one.index].start],
                )
                if each.index < one.index
                else index < one.index  # 散歩する老夫婦と犬
                and re.fullmatch(
                    "[とや][^、。がをは]{0,4}",
                    self._reading.text[self._items[one.index].end : self._items[each.index].start],
                )
            )
        ]

    def _makes_fly(self, item: Item, index: int, thing: Role) -> bool:
        """Whether somebody lets a thing fly or drift: a child flying a kite."""
        entry = item.of("action")
        return entry is not None and entry.name in ("flies", "drifts", "rolls") and thing.index - index <= 3

    def _is_object(self, one: Role) -> bool:
        """Whether a noun follows a preposition: of "snow falls on a house" the house is where, not who."""
        for item in self._items[max(0, one.index - 3) : one.index][::-1]:
            if item.text in _WHERE:
                return True
            if item.of("subject", "setting") or item.text == "and":
                return False
        return False

    def _heading(self, clause: int, cameras: set[int]) -> str | None:
        if clause in cameras:
            return None
        inside = [(index, item) for index, item in enumerate(self._items) if item.clause == clause]
        return sideways(self._reading, inside, self._followed.spans)
