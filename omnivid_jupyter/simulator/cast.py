"""Who and what is in a film: the nouns of a prompt, how many each is of, and which colour is whose."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import msgspec

from omnivid_jupyter.simulator.followed import Followed
from omnivid_jupyter.simulator.items import FUNCTION_WORDS, Item, is_japanese, words
from omnivid_jupyter.simulator.vocabulary import VOCABULARY, Entry

__all__ = ["CAST_AT_MOST", "Casting", "Role", "Subject", "may_be_one"]

#: How many subjects a film has at the most.
CAST_AT_MOST = 3


class Subject(msgspec.Struct, frozen=True):
    """Somebody or something in the film.

    `kind`, `colour`, `action` are names of the vocabulary; without an action it does what such a thing does by itself.
    `count` is 1, 2, or 3 for many; `pace` "slow", "normal" or "fast"; `heading` "left", "right" or None. `then` is what
    it does in the second half of the film, `pose` how it rests, `on` what it is on. `figure` tells people
    apart: "man", "woman", "girl", "child", "elder" or None.
    """

    kind: str
    colour: str | None = None
    action: str | None = None
    count: int = 1
    pace: str = "normal"
    heading: str | None = None
    then: str | None = None
    pose: str | None = None
    on: str | None = None
    figure: str | None = None


def may_be_one(figure: str | None, other: str | None) -> bool:
    """Whether the same one may be meant: a traveller and a woman, but no woman and a child; so with colours."""
    return figure is None or other is None or figure == other


_LEGS = {
    "person",
    "robot",
    "cat",
    "dog",
    "horse",
    "rabbit",
    "bear",
    "elephant",
    "dragon",
    "bird",
    "penguin",
    "turtle",
    "fox",
    "deer",
    "camel",
    "cow",
    "sheep",
    "pig",
    "lion",
    "tiger",
    "zebra",
    "giraffe",
    "panda",
    "squirrel",
    "astronaut",
    "duck",
    "swan",
    "hen",
    "crane",
    "owl",
}
_FIXED = {
    "lighthouse",
    "windmill",
    "house",
    "tree",
    "palm tree",
    "pine tree",
    "bamboo",
    "castle",
    "temple",
    "bridge",
    "moon",
}


@dataclass(slots=True)
class Role:
    """A subject while its words are gathered: where it and its action stand among the items."""

    index: int
    entry: Entry
    colour: str | None
    count: int
    action: str | None = None
    action_at: int | None = None
    pace: str = "normal"
    heading: str | None = None
    then: str | None = None
    pose: str | None = None
    on: str | None = None
    figure: str | None = None

    def subject(self) -> Subject:
        kind = self.entry.name
        action = "flies" if (self.action, kind) == ("drifts", "bird") else self.action  # it glides
        if action == "walks" and kind not in _LEGS:
            action = None  # a boat leaves in its own way
        if kind in _FIXED and action == "turns":
            action = None  # its beam or its sails do
        then = None if kind in _FIXED or (self.then == "walks" and kind not in _LEGS) else self.then
        return Subject(
            kind,
            self.colour,
            action,
            self.count,
            self.pace,
            self.heading,
            then,
            self.pose,
            self.on,
            self.figure,
        )


_PRONOUNS = {"she": "woman", "he": "man"}
_PERSON = next(entry for entry in VOCABULARY if (entry.kind, entry.name) == ("subject", "person"))
_CLOTHES = words(
    "dress coat jacket kimono hat scarf shirt cape cloak raincoat boots suit robe skirt sweater hood hoodie "
    "stripes spots dots sail sails wings feathers fur mane plumage scales roof"
)
_NUMBERS = {
    "two": 2,
    "2": 2,
    "pair": 2,
    "both": 2,
    "couple": 2,
    "couple of": 2,
    "three": 3,
    "3": 3,
    "four": 3,
    "five": 3,
    "six": 3,
    "seven": 3,
}
_NUMBERS |= dict.fromkeys(
    words("4 5 6 7 8 9 10 many several flock herd swarm group dozens hundreds thousands countless"), 3
)
_BANDS = words("school shoal pack fleet cluster colony bunch row crowd line caravan parade procession convoy")
_COUNTED = re.compile(
    r"(?:([2２二両])|([3-9三四五六七八九十数百千])|(たくさん|多く|大勢|無数|いくつか|多数|群れ))"
    r"(?:十|百|千)?[匹羽人頭隻台本艘輪個つ名体機枚両]?の?[^、。]{0,3}"
)
_COUNTED_AFTER = re.compile(
    r"[がをは]?(?:([2２二])|[3-9三四五六七八九十数])(?:つ|匹|羽|人|頭|隻|台|本|艘|輪|個|体|機|枚|両)"
)
_MANY_AFTER = (
    *("の群れ", "たち", "の列", "の大群", "の隊列", "の行列", "の一団", "の編隊", "の群"),
    *("の並ぶ", "が並ぶ", "が並んだ", "が連なる", "の連なる"),
)
_COLOUR_GAP = re.compile(
    r"(?:の|な|色の|っぽい|い|に(?:塗|染|光|輝|色づ|染ま)[らっめいまく]?(?:れ)?[てる]?(?:いる)?た?)?[^、。がをにではへと]{0,6}"
)
_A_PART = re.compile("目の|瞳の|眼の|髪の")  # a cat with green eyes is not green
_COPULA = {"is", "are", "was", "were", "painted", "coloured", "colored", "in", "wearing", "dressed"}
_HOW_COLOURED = words(
    "shiny bright deep dark pale light glossy matte vivid pure plain solid all both completely entirely "
    "mostly very quite"
)


class Casting:
    """Who is in the film that a prompt asks for, in the order in which they are named: `roles`.

    `further_colours` are items that say a second colour of somebody, which is not drawn: the white of 赤と白の灯台.
    """

    def __init__(self, followed: Followed) -> None:
        self._followed = followed
        self._reading = followed.reading
        self._items = followed.reading.items
        self.further_colours: set[int] = set()
        self.roles = self._subjects()

    def _subjects(self) -> list[Role]:
        found = self._followed.found("subject")
        coloured = self._coloured(found)
        cast: list[Role] = []
        mentions: dict[int, Role] = {}
        for index, item, entry in found:
            if self._is_colour(index, item):
                continue
            figure = dict(entry.also).get("figure")
            same = next(
                (
                    each
                    for each in cast
                    if each.entry.name == entry.name
                    and may_be_one(each.figure, figure)
                    and may_be_one(coloured.get(each.index), coloured.get(index))
                ),
                None,
            )
            if same is None and len(cast) == CAST_AT_MOST:
                continue
            self._followed.follow(index, entry)
            if same is None:
                implied = dict(entry.also)
                count = int(implied.get("count", 3 if item.plural else 1))
                colour = implied.get("colour")
                cast.append(Role(index, entry, colour, self._count(index, item, count), figure=figure))
            else:
                same.figure = same.figure or figure
            mentions[index] = same or cast[-1]
        self._pronouns(cast)
        self._colours({each.index: each for each in cast} | mentions)
        return cast

    def _coloured(self, found: list[tuple[int, Item, Entry]]) -> dict[int, str]:
        """The colours that stand before subjects: a red car and a blue car are two."""
        them = {index: Role(index, entry, None, 1) for index, _, entry in found}
        colours: dict[int, str] = {}
        for index, item, entry in self._followed.found("colour"):
            owner = self._owner_after(index, item, them)
            if owner is not None:
                colours.setdefault(owner.index, entry.name)
        return colours

    def part(self) -> None:
        """Take several apart who have a colour each, when it is known what they do: two boats, one red and one blue."""
        ones = [
            (index, entry)
            for index, _, entry in self._followed.found("colour")
            if index and self._items[index - 1].text in ("one", "other", "another")
        ]
        several = [each for each in self.roles if each.count > 1 and ones and each.index < ones[0][0]]
        if len(ones) != 2 or not several or len(self.roles) == CAST_AT_MOST:
            return
        one = several[-1]
        one.count, one.colour = 1, ones[0][1].name
        self.roles.append(replace(one, index=ones[1][0], colour=ones[1][1].name))
        self._followed.used |= {index for index, _ in ones}

    def _pronouns(self, cast: list[Role]) -> None:
        """Who is only called "she" or "he" is somebody, if nobody was named whom that could mean."""
        if not any(item.entries for item in self._items):
            return  # he can do it: this shows nothing
        for index, item in enumerate(self._items):
            figure = _PRONOUNS.get(item.text)
            if figure and len(cast) < CAST_AT_MOST and not any(each.index < index for each in cast):
                cast.insert(0, Role(index, _PERSON, None, 1, figure=figure))
                self._followed.used.add(index)

    def _is_colour(self, index: int, item: Item) -> bool:
        """Whether "orange" is a colour here: it stands before a noun, or not after an article."""
        if item.of("colour") is None or item.plural:
            return False
        before = self._items[index - 1].text if index else ""
        after = self._items[index + 1] if index + 1 < len(self._items) else None
        if (
            after is not None
            and not after.stop
            and after.text not in FUNCTION_WORDS
            and not after.of("action")
        ):
            return True
        return before not in ("a", "an", "the", "one", "this", "that", "each", "fresh", "ripe", "peeled")

    def _count(self, index: int, item: Item, count: int) -> int:
        before = self._items[max(0, index - 4) : index]
        for other, after_it in zip(before[::-1], [item, *before[::-1]], strict=False):
            if other.stop or other.of("subject") or other.text in ("a", "an", "and", "with"):
                break
            if other.text in _NUMBERS:
                return _NUMBERS[other.text]
            if other.text in _BANDS and after_it.text == "of":
                return 3
        text = self._reading.text
        counted = re.search(_COUNTED.pattern + "$", text[max(0, item.start - 10) : item.start])
        if counted and is_japanese(item.text):
            return 2 if counted[1] else 3
        if after := _COUNTED_AFTER.match(text, item.end):
            return 2 if after[1] else 3
        if text.startswith(_MANY_AFTER, item.end) or re.match(r"が?(?:たくさん|大勢|群れ)", text[item.end :]):
            return 3
        return count

    def _colours(self, by_index: dict[int, Role]) -> None:
        """Give each colour to whom it is said of; `by_index` has everybody wherever they are named."""
        clothed: set[int] = set()
        for index, item, entry in self._followed.found("colour"):
            owner = self._owner_after(index, item, by_index) or self._owner_before(index, item, by_index)
            if owner is not None and owner.colour == entry.name:
                self._followed.used.add(index)  # the red car, once more
            if owner is None:
                continue
            if owner.index in clothed:
                self.further_colours.add(index)
                continue
            self._followed.used.add(index)
            owner.colour = entry.name
            clothed.add(owner.index)

    def _owner_after(self, index: int, item: Item, by_index: dict[int, Role]) -> Role | None:
        """The noun that a colour stands before."""
        unknown = 0
        japanese = bool(is_japanese(item.text))
        contrast = self._contrast(index)
        for other in range(index + 1, min(index + 12, len(self._items))):
            each = self._items[other]
            if other in contrast:
                continue
            if other in by_index:
                between = self._between(index, other)
                if japanese and (not _COLOUR_GAP.fullmatch(between) or _A_PART.search(between)):
                    return None
                return by_index[other]
            if each.text in _CLOTHES:
                return self._wearer(index, by_index)
            if (
                each.of("colour", "palette", "light")
                or each.text == "and"
                or (japanese and not each.entries and not each.stop)
            ):
                continue
            if each.stop or each.entries or each.text in FUNCTION_WORDS or unknown == 2:
                return None
            unknown += 1
        return None

    def _contrast(self, index: int) -> range:
        """The items of ", not red," after a colour: what it is not."""
        after = self._items[index + 1 : index + 5]
        is_one = (
            len(after) == 4
            and after[1].text == "not"
            and after[2].of("colour")
            and after[0].stop == "," == after[3].stop
        )
        return range(index + 1, index + 5) if is_one else range(0)

    def _between(self, index: int, other: int) -> str:
        """The text between a colour and a noun, without further colours."""
        text = self._reading.text[self._items[index].end : self._items[other].start]
        for each in self._items[index + 1 : other]:
            if each.of("colour"):
                text = text.replace(each.text, "").replace("と", "")
        return text

    def _wearer(self, index: int, by_index: dict[int, Role]) -> Role | None:
        for other in range(index - 1, -1, -1):
            if self._items[other].clause != self._items[index].clause:
                return None
            if other in by_index:
                return by_index[other]
        return None

    def _owner_before(self, index: int, item: Item, by_index: dict[int, Role]) -> Role | None:
        """The noun that a colour is said of: the boat is red, 船は赤い."""
        if is_japanese(item.text):
            if any(
                each.start == item.end and each.of("setting") for each in self._items[index + 1 : index + 2]
            ):
                return None  # 飛行士が赤い惑星に
            for other in range(index - 1, -1, -1):
                if other in by_index:
                    between = self._reading.text[self._items[other].end : item.start]
                    return (
                        by_index[other] if re.fullmatch(r"(?:の色)?[はがも][^、。]{0,3}", between) else None
                    )
            return None
        copula = index - 1
        if (
            copula > 2 and self._items[copula].text == "but" and self._items[copula - 1].of("colour")
        ):  # not red but blue
            said = [
                at for at in range(copula - 1) if self._items[at].text != "not" and not self._items[at].stop
            ]
            return by_index.get(said[-1]) if said else None
        while copula > 0 and (
            self._items[copula].text in _HOW_COLOURED or self._items[copula].of("palette", "light")
        ):
            copula -= 1
        if copula < 1 or self._items[copula].text not in {*_COPULA, "as"}:
            return None
        before = copula - 1
        relative = self._items[copula].text in ("painted", "coloured", "colored", "dressed", "wearing")
        while before > 0 and (
            (text := self._items[before].text) in ("that", "which", "who", "all", "dressed", "is")
            or (relative and text == ",")
        ):
            relative = text in ("which", "that", "who")
            before -= 1
        return by_index.get(before)
