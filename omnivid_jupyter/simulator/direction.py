"""A prompt as a direction: what the film is to show, from the words that the vocabulary knows.

    direction, followed = read_direction("a red boat on a foggy lake, slow pan to the left")

There is no language model in here. `reading` finds the words and what is said of them (negation, clauses), this module
makes one direction of them: which colour belongs to which subject, which way the camera goes. Whatever the vocabulary
does not know changes nothing, so that each word that is followed can be seen for itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import msgspec

from omnivid_jupyter.simulator.camera_words import camera_way, sideways
from omnivid_jupyter.simulator.items import Item, Reading, is_japanese, words
from omnivid_jupyter.simulator.negation import NEGATORS
from omnivid_jupyter.simulator.reading import read
from omnivid_jupyter.simulator.sound_words import Hearing
from omnivid_jupyter.simulator.vocabulary import VOCABULARY, Entry

__all__ = ["Camera", "Direction", "Span", "Subject", "continued", "names", "read_direction"]

Span = tuple[int, int]
"""Where a followed word is in the prompt: first character, and the one after the last."""


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


class Camera(msgspec.Struct, frozen=True):
    """How the film is taken.

    `move` is "static", "pan left", "pan right", "tilt up", "tilt down", "push in", "pull out", "tracking", "drone",
    "orbit" or "point of view"; `speed` is "slow", "normal" or "fast"; `framing` is "close-up", "medium" or "wide";
    `angle` is "low", "high" or None.
    """

    move: str = "static"
    speed: str = "normal"
    framing: str = "medium"
    handheld: bool = False
    angle: str | None = None


class Direction(msgspec.Struct, frozen=True):
    """Everything that a prompt says of a film, by names of the vocabulary; None and () where it says nothing.

    `shore`: the sea is seen from its beach. `subjects` are three at most. `features` are what else is there, as a
    village. `colours` belong to no subject. `tempo` is that of all that moves but the camera, `clouds` that of the
    clouds alone. `sounds` are ("silence",) where nothing is to be heard. `without` is what the
    prompt excludes: names of settings, subjects, weather, sounds and so on, which are in no other field.
    """

    setting: str | None = None
    shore: bool = False
    subjects: tuple[Subject, ...] = ()
    features: tuple[str, ...] = ()
    time: str | None = None
    season: str | None = None
    weather: tuple[str, ...] = ()
    light: tuple[str, ...] = ()
    palette: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    style: str | None = None
    camera: Camera = Camera()
    tempo: str = "normal"
    clouds: str = "normal"
    sounds: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


def names(kind: str) -> tuple[str, ...]:
    """All names of one kind of the vocabulary, in its order: what a painter has to know."""
    return tuple(dict.fromkeys(entry.name for entry in VOCABULARY if entry.kind == kind))


def read_direction(prompt: str) -> tuple[Direction, list[Span]]:
    """The direction that a prompt gives, and where the words stand that were followed."""
    reader = _Reader(read(prompt))
    return reader.direction(), reader.spans()


def continued(before: Direction, prompt: str) -> tuple[Direction, list[Span]]:
    """The direction of a film that goes on from another: what the new words say, and else as it was.

    A subject of the same kind is changed, another one joins it; what the new words exclude is gone. The camera is that
    of the new words alone, for a film that goes on need not go on panning.
    """
    new, followed = read_direction(prompt)
    gone = set(new.without)
    kept = [each for each in before.subjects if each.kind not in gone]
    for subject in new.subjects:
        same = next(
            (each for each in kept if each.kind == subject.kind and _may_be_one(each.figure, subject.figure)),
            None,
        )
        if same is not None:
            kept[kept.index(same)] = msgspec.structs.replace(
                subject,
                colour=subject.colour or same.colour,
                action=subject.action or same.action,
                figure=subject.figure or same.figure,
            )
        else:
            kept.append(subject)
    keeps_weather = not new.weather or new.weather == ("clear",) == before.weather
    return Direction(
        setting=new.setting or (None if before.setting in gone else before.setting),
        shore=new.shore if new.setting else before.shore,
        subjects=tuple(kept[-_CAST_AT_MOST:]),
        features=new.features
        or tuple(each for each in before.features if not new.setting and each not in gone),
        time=new.time or before.time,
        season=new.season or before.season,
        weather=tuple(each for each in before.weather if each not in gone) if keeps_weather else new.weather,
        light=new.light or (() if new.time else before.light),
        palette=new.palette or before.palette,
        colours=new.colours or before.colours,
        style=new.style or before.style,
        camera=msgspec.structs.replace(
            new.camera,
            framing=new.camera.framing if new.camera.framing != "medium" else before.camera.framing,
            angle=new.camera.angle or before.camera.angle,
        ),
        tempo=new.tempo if new.tempo != "normal" else before.tempo,
        clouds=new.clouds if new.clouds != "normal" else before.clouds,
        sounds=new.sounds or tuple(each for each in before.sounds if each not in gone),
        without=tuple(dict.fromkeys((*before.without, *new.without))),
    ), followed


def _may_be_one(figure: str | None, other: str | None) -> bool:
    """Whether the same one may be meant: a traveller and a woman, but no woman and a child."""
    return figure is None or other is None or figure == other


_CAST_AT_MOST = 3
_UNDER = ("setting", "underwater")
_PRONOUNS = {"she": "woman", "he": "man"}
_PERSON = next(entry for entry in VOCABULARY if (entry.kind, entry.name) == ("subject", "person"))
_PETALS = next(entry for entry in VOCABULARY if "petal" in entry.english)
_CLOTHES = words(
    "dress coat jacket kimono hat scarf shirt cape cloak raincoat boots suit robe skirt sweater hood hoodie"
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
_FUNCTION = words(
    "in on at by over under through across near behind from to into with and or of is are "
    "was were that which who as while for beside between around along against the a an its "
    "his her their"
)
_COPULA = {"is", "are", "was", "were", "painted", "coloured", "colored", "in", "wearing", "dressed"}
_HOW_COLOURED = words(
    "shiny bright deep dark pale light glossy matte vivid pure plain solid all both completely entirely "
    "mostly very quite"
)


class _Reader:
    """One prompt on its way to a direction; notes which words it followed."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._items = reading.items
        self._used: set[int] = set()  # indices of items
        self._more: list[Span] = []  # parts of the text that were followed beside the items
        self._implied: list[tuple[str, str]] = []
        self._clouds = "normal"

    def spans(self) -> list[Span]:
        """Where the followed words are in the prompt, in order, without overlaps."""
        used = (self._items[index] for index in self._used)
        own = [(item.start, max(item.end, item.negation_end)) for item in used]
        merged: list[Span] = []
        for start, end in sorted(self._reading.span(*each) for each in (*own, *self._more)):
            if merged and start <= merged[-1][1]:
                merged[-1] = merged[-1][0], max(end, merged[-1][1])
            else:
                merged.append((start, end))
        return merged

    def direction(self) -> Direction:
        hearing = Hearing(self._reading)
        self._used |= hearing.used
        self._more += hearing.spans
        camera, cameras = self._camera()
        subjects = self._subjects(cameras)
        camera = self._speed(camera, subjects, cameras)
        setting = self._one("setting")
        fields: dict[str, str | None] = {
            "setting": setting,
            "time": self._one("time"),
            "season": self._one("season"),
            "style": self._one("style"),
        }
        many = {kind: self._all(kind) for kind in ("feature", "weather", "light", "palette")}
        colours = self._picture_colours()
        tempo = self._one("tempo") or "normal"
        without = self._without(fields, many, subjects, hearing.sounds)
        for kind, name in self._implied:
            if name in without or ((kind, name) == _UNDER and ("setting", "sea") in self._implied):
                continue  # a whale beside a boat is at sea
            if kind in fields and fields[kind] is None:
                fields[kind] = name
            elif kind in many and name not in many[kind] and (kind == "weather" or not many[kind]):
                many[kind].append(name)
        if "neon" in many["light"] and fields["time"] is None and "night" not in without:
            fields["time"] = "night"
        if "snow" in many["weather"] and self._is_denied("weather", "snow"):  # it lies, and falls no more
            many["weather"].remove("snow")
            fields["season"] = "winter"
            without.append("snow")
        return Direction(
            setting=fields["setting"],
            shore=fields["setting"] == "sea" and ("shore", "yes") in self._implied,
            time=fields["time"],
            season=fields["season"],
            style=fields["style"],
            features=tuple(many["feature"]),
            weather=tuple(many["weather"]),
            light=tuple(many["light"]),
            palette=tuple(many["palette"]),
            subjects=tuple(each.subject() for each in subjects),
            colours=tuple(colours),
            camera=camera,
            tempo=tempo,
            clouds=self._clouds,
            sounds=hearing.sounds,
            without=tuple(without),
        )

    def _is_denied(self, kind: str, name: str) -> bool:
        return any(
            item.negated and (entry := item.of(kind)) is not None and entry.name == name
            for item in self._items
        )

    # Plain kinds

    def _found(self, *kinds: str) -> list[tuple[int, Item, Entry]]:
        """Terms of these kinds that are there, not excluded and not used for something else.

        A table is a place to put things on, and in a room all the same; what breaches does so at sea.
        """
        shared = kinds[0] in ("setting", "feature")
        return [
            (index, item, entry)
            for index, item in enumerate(self._items)
            if not item.negated
            and (index not in self._used or (shared and item.of("place", "feature", "action")))
            and (entry := item.of(*kinds)) is not None
        ]

    def _follow(self, index: int, entry: Entry) -> None:
        self._used.add(index)
        self._implied += [
            each for each in entry.also if each[0] not in ("colour", "count", "speed", "figure")
        ]

    def _one(self, kind: str) -> str | None:
        """The first that is not weak, else the first; the same said again is followed as well."""
        found = [each for each in self._found(kind) if not self._is_water(each[0])]
        if kind == "setting" and any(
            not item.negated and (entry := item.of("subject")) and entry.name in _BUILDINGS
            for item in self._items
        ):
            # its window is seen from outside
            found = [each for each in found if each[1].text not in ("window", "windows", "窓")]
        if not found:
            return None
        chosen = next((entry for _, _, entry in found if not entry.weak), found[0][2])
        for index, _, entry in found:
            if entry.name == chosen.name:
                self._follow(index, entry)
        if (chosen.name, chosen.weak) == ("city", True) and any(
            not item.negated and (entry := item.of("subject")) and entry.name == "temple"
            for item in self._items
        ):
            return "garden"  # a temple of Kyoto stands in its garden, not on a roof
        return chosen.name

    def _is_water(self, index: int) -> bool:
        """Whether "a spring" is no season: nothing follows that could be in spring."""
        before = [item.text for item in self._items[max(0, index - 2) : index]]
        if (
            self._items[index].text != "spring"
            or before[-1:] not in (["a"], ["the"])
            or before[:1] in (["in"], ["of"])
        ):
            return False
        after = self._items[index + 1 : index + 2]
        return not after or bool(after[0].stop) or after[0].text in _FUNCTION

    def _all(self, kind: str) -> list[str]:
        names_ = []
        for index, _, entry in self._found(kind):
            self._follow(index, entry)
            names_.append(entry.name)
        return list(dict.fromkeys(names_))

    # Camera

    def _camera(self) -> tuple[Camera, set[int]]:
        """How the film is taken, and the clauses that speak of it."""
        framing, angle = self._one("framing") or "medium", self._one("angle")
        handheld, fast, moves, clauses = False, False, [], set()
        for clause in dict.fromkeys(item.clause for item in self._items):
            inside = [(index, item) for index, item in enumerate(self._items) if item.clause == clause]
            way = camera_way(self._reading, inside)
            if way is None:
                continue
            clauses.add(clause)
            self._used |= way.used
            self._more += way.spans
            handheld |= way.handheld
            if way.move:
                moves.append(way.move)
                fast |= way.fast
        move = next((each for each in moves if each not in ("static", "drone", "movement")), None)
        move = (
            move
            or next((each for each in moves if each != "movement"), None)
            or ("push in" if moves else "static")
        )
        speed = "fast" if fast else "slow" if moves and set(moves) == {"movement"} else "normal"
        return Camera(move, speed, framing, handheld, angle), clauses

    def _speed(self, camera: Camera, subjects: list[_Cast], cameras: set[int]) -> Camera:
        """Give each word of speed to what is next to it: the camera, or what somebody does."""
        moved = [i for i, item in enumerate(self._items) if i in self._used and item.of("camera")]
        moved += [
            i
            for i, item in enumerate(self._items)
            if item.clause in cameras and item.text in ("camera", "カメラ")
        ]
        for index, item, entry in self._found("speed"):
            near: list[tuple[int, int, _Cast | str | None]] = [
                (abs(i - index), 0, None) for i in moved if self._items[i].clause == item.clause
            ]
            near += [
                (abs(i - index), 1, "clouds")
                for i, each in enumerate(self._items)
                if each.clause == item.clause and self._are_clouds(each)
            ]
            if item.clause in cameras:
                near.append((4, 0, None))
            for cast in subjects:
                places = [cast.action_at] if cast.action_at is not None else []
                places += [cast.index] if cast.index == index + 1 else []
                near += [(abs(i - index), 1, cast) for i in places if self._items[i].clause == item.clause]
            beside = {item.clause - 1, item.clause + 1} & cameras
            if not near and beside and self._alone(item.clause):
                near = [(9, 0, None)]
            if not near:
                continue
            whose = min(near, key=lambda each: each[:2])[2]
            self._used.add(index)
            if whose == "clouds":
                self._clouds = entry.name
            elif isinstance(whose, _Cast):
                whose.pace = entry.name
            else:
                camera = msgspec.structs.replace(camera, speed=entry.name)
        return camera

    @staticmethod
    def _are_clouds(item: Item) -> bool:
        entry = item.of("weather")
        return entry is not None and entry.name == "clouds" and not item.negated

    def _alone(self, clause: int) -> bool:
        """Whether a clause says nothing but how fast."""
        return not any(
            item.of("subject", "action", "setting") for item in self._items if item.clause == clause
        )

    # Subjects

    def _subjects(self, cameras: set[int]) -> list[_Cast]:
        found = self._found("subject")
        cast: list[_Cast] = []
        for index, item, entry in found:
            if self._is_colour(index, item):
                continue
            figure = dict(entry.also).get("figure")
            same = next(
                (each for each in cast if each.entry.name == entry.name and _may_be_one(each.figure, figure)),
                None,
            )
            if same is None and len(cast) == _CAST_AT_MOST:
                continue
            self._follow(index, entry)
            if same is None:
                implied = dict(entry.also)
                count = int(implied.get("count", 3 if item.plural else 1))
                colour = implied.get("colour")
                cast.append(_Cast(index, entry, colour, self._count(index, item, count), figure=figure))
            else:
                same.figure = same.figure or figure
        self._pronouns(cast)
        self._colours(cast)
        self._actions(cast, cameras)
        self._places(cast)
        self._petals(cast)
        return cast

    def _petals(self, cast: list[_Cast]) -> None:
        """Where cherry blossoms fall, the trees stand and petals do."""
        trees = [
            each for each in cast if each.entry.name == "tree" and each.action in ("falls", "drifts", "flies")
        ]
        for tree in trees:
            if tree.colour == "pink" and len(cast) < _CAST_AT_MOST:
                cast.append(_Cast(tree.index, _PETALS, "pink", 3, tree.action, tree.action_at, tree.pace))
            tree.action = tree.action_at = None

    def _pronouns(self, cast: list[_Cast]) -> None:
        """Who is only called "she" or "he" is somebody, if nobody was named whom that could mean."""
        if not any(item.entries for item in self._items):
            return  # he can do it: this shows nothing
        for index, item in enumerate(self._items):
            figure = _PRONOUNS.get(item.text)
            if figure and len(cast) < _CAST_AT_MOST and not any(each.index < index for each in cast):
                cast.insert(0, _Cast(index, _PERSON, None, 1, figure=figure))
                self._used.add(index)

    def _is_colour(self, index: int, item: Item) -> bool:
        """Whether "orange" is a colour here: it stands before a noun, or not after an article."""
        if item.of("colour") is None or item.plural:
            return False
        before = self._items[index - 1].text if index else ""
        after = self._items[index + 1] if index + 1 < len(self._items) else None
        if after is not None and not after.stop and after.text not in _FUNCTION and not after.of("action"):
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

    def _colours(self, cast: list[_Cast]) -> None:
        by_index = {each.index: each for each in cast}
        clothed: set[int] = set()
        for index, item, entry in self._found("colour"):
            owner = self._owner_after(index, item, by_index) or self._owner_before(index, item, by_index)
            if owner is None or owner.index in clothed:
                continue
            self._used.add(index)
            owner.colour = entry.name
            clothed.add(owner.index)

    def _owner_after(self, index: int, item: Item, by_index: dict[int, _Cast]) -> _Cast | None:
        """The noun that a colour stands before."""
        unknown = 0
        japanese = bool(is_japanese(item.text))
        contrast = self._contrast(index)
        for other in range(index + 1, min(index + 12, len(self._items))):
            each = self._items[other]
            if other in contrast:
                continue
            if other in by_index:
                if japanese and not _COLOUR_GAP.fullmatch(self._between(index, other)):
                    return None
                return by_index[other]
            if (
                each.of("colour", "palette", "light")
                or each.text == "and"
                or (japanese and not each.entries and not each.stop)
            ):
                continue
            if each.stop or each.entries or each.text in _FUNCTION or unknown == 2:
                return None
            unknown += 1
            if each.text in _CLOTHES:
                return self._wearer(index, by_index)
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

    def _wearer(self, index: int, by_index: dict[int, _Cast]) -> _Cast | None:
        for other in range(index - 1, -1, -1):
            if self._items[other].clause != self._items[index].clause:
                return None
            if other in by_index:
                return by_index[other]
        return None

    def _owner_before(self, index: int, item: Item, by_index: dict[int, _Cast]) -> _Cast | None:
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

    def _picture_colours(self) -> list[str]:
        """Colours of everything: they stand alone, or before a place or a light; a green frog colours nothing."""
        found = []
        for index, item, entry in self._found("colour"):
            if self._is_of_something(index, item):
                continue
            self._used.add(index)
            if self._reading.text.startswith(" water", item.end) and entry.name in ("blue", "turquoise"):
                continue  # as water is
            place = next((each.of("setting") for each in self._items[index + 1 : index + 2]), None)
            if place is None or (entry.name, place.name) not in _NATURAL:
                found.append(entry.name)
        return list(dict.fromkeys(found))

    def _is_of_something(self, index: int, item: Item) -> bool:
        """Whether a noun follows that is not known, or furniture."""
        after = self._items[index + 1 : index + 2]
        if not after or after[0].stop or after[0].start - item.end > 1:
            return False
        if after[0].negated:
            return True
        place = after[0].of("setting")
        if place is not None:
            return place.weak and place.name in ("room", "street", "city")
        if is_japanese(item.text) or is_japanese(after[0].text):
            rest = self._reading.text[item.end :]
            return not (
                after[0].entries
                or re.match(
                    r"[のなくいにでがはをへと、]*(?:光|色|調|世界|空気|雰囲気|トーン|影|[。、 ]|$)|[がをにでへと]",
                    rest,
                )
            )
        return not (after[0].entries or after[0].text in _FUNCTION or after[0].text in _LOOK_NOUNS)

    # What they do

    def _actions(self, cast: list[_Cast], cameras: set[int]) -> None:
        by_index = {each.index: each for each in cast}
        for index, item in enumerate(self._items):
            if (
                item.text in ("waves", "waving")
                and (one := by_index.get(index - 1))
                and one.entry.name in _HANDS
            ):
                one.action, one.action_at = "waves", index
                self._used.add(index)
        for index, item in enumerate(self._items):
            entry = item.of("action")
            if (
                entry is None
                or index in self._used
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
                    and index not in self._used
                ):
                    one.then = entry.name
                    self._used.add(index)
                continue
            self._used.add(index)
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
                    self._used.add(goes[0])
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
                    self._used |= {index, *(each for each in said if self._items[each].text in NEGATORS)}
        self._stopped_japanese(cast, cameras)

    def _is_something_elses(self, index: int, item: Item) -> bool:
        """Whether a verb is said of what nobody draws (steam rising), or is none: a still pond."""
        before, after = self._items[max(0, index - 1) : index], self._items[index + 1 : index + 2]
        if item.text == "still" and after and not after[0].stop and after[0].text not in _FUNCTION:
            return True
        return bool(before) and (before[0].text in _DRIFTING or before[0].of("weather") is not None)

    def _clouds_do(self, index: int, item: Item, entry: Entry) -> bool:
        """Whether it is clouds that drift or race: nobody else is named in the clause before it."""
        clause = [each for each in self._items[:index] if each.clause == item.clause]
        if not any(map(self._are_clouds, clause)) or any(each.of("subject") for each in clause):
            return False
        self._used.add(index)
        if entry.name in ("races", "flies"):
            self._clouds = "fast"
        return True

    def _places(self, cast: list[_Cast]) -> None:
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
                self._used.add(index)

    def _is_stopped(self, index: int) -> bool:
        return any(
            each.text in ("not", "without", "never", "no") for each in self._items[max(0, index - 2) : index]
        )

    def _stopped_japanese(self, cast: list[_Cast], cameras: set[int]) -> None:
        for match in re.finditer(r"動か(?:ない|なく|ず|ぬ)|動いてい?ない", self._reading.text):
            clause = next((item.clause for item in self._items if item.end > match.start()), 0)
            if clause in cameras:
                continue
            for each in cast:
                if each.action_at is None:
                    each.action, each.action_at = "stands", each.index
                    self._more.append(match.span())

    def _is_the_cameras(self, index: int, cast: list[_Cast]) -> bool:
        """Whether what is done in a clause with a camera is done by the camera."""
        clause = self._items[index].clause
        if not any(self._items[each.index].clause == clause and each.index < index for each in cast):
            after = self._items[index + 1 : index + 2]
            return not is_japanese(self._items[index].text) and not (after and after[0].of("subject"))
        return any(
            item.text in ("camera", "cam", "カメラ") for item in self._items[:index] if item.clause == clause
        )

    def _actor(self, index: int, item: Item, cast: list[_Cast]) -> _Cast | None:
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

    def _joined(self, one: _Cast, index: int, cast: list[_Cast]) -> list[_Cast]:
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

    def _makes_fly(self, item: Item, index: int, thing: _Cast) -> bool:
        """Whether somebody lets a thing fly or drift: a child flying a kite."""
        entry = item.of("action")
        return entry is not None and entry.name in ("flies", "drifts", "rolls") and thing.index - index <= 3

    def _is_object(self, one: _Cast) -> bool:
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
        return sideways(self._reading, inside, self._more)

    # What is excluded

    def _without(
        self,
        fields: dict[str, str | None],
        many: dict[str, list[str]],
        subjects: list[_Cast],
        sounds: tuple[str, ...],
    ) -> list[str]:
        there = {name for name in fields.values() if name} | set(sounds)
        there |= {name for found in many.values() for name in found} | {each.entry.name for each in subjects}
        gone = []
        items = self._items
        for index, item in enumerate(items):
            entry = item.of("without")
            if entry is not None and not item.negated:
                self._used.add(index)
                gone.append(entry.name)
            elif item.negated and item.entries and item.entries[0].kind not in _NOT_EXCLUDED:
                self._used.add(index)
                gone.append(item.entries[0].name)
        for index, item in enumerate(items):  # with what is excluded goes what is said of it: no red boats
            following = range(index + 1, min(index + 5, len(items)))
            if item.negated and item.of("colour", "action", "speed") and items[index + 1 : index + 2]:
                self._used |= {index} if items[index + 1].negated else set()
            if item.text in NEGATORS and any(
                each in self._used and items[each].negated for each in following
            ):
                self._used.add(index)
        return list(dict.fromkeys(each for each in gone if each not in there))


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
_BUILDINGS = {"house", "castle", "temple", "lighthouse", "bridge", "windmill"}
_WHERE = words(
    "on in with under near by beside at of over onto into upon across around past behind above below through between "
    "from against toward towards inside outside along"
)
_NOT_EXCLUDED = {"action", "speed", "colour", "camera", "framing", "without", "nothing"}
_GOES = r"mov(?:es|ing)|go(?:es|ing)|head(?:s|ing)|turn(?:s|ing)"
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
_HANDS = {"person", "astronaut", "panda", "robot", "bear", "cat", "dog", "rabbit", "penguin", "snowman"}
# Colours that a place has anyway: green hills are no green picture.
_NATURAL = {
    *(("green", place) for place in ("meadow", "forest", "garden", "mountains", "river")),
    *(("blue", place) for place in ("sea", "lake", "river", "sky", "underwater")),
    *(("turquoise", place) for place in ("sea", "lake", "underwater")),
    *(("white", place) for place in ("snowfield", "sky")),
    *(("black", place) for place in ("space",)),
    *(("grey", place) for place in ("street", "city")),
    *((colour, place) for colour in ("gold", "yellow") for place in ("desert", "meadow")),
    ("brown", "desert"),
}
_LOOK_NOUNS = words(
    "light lights lighting tone tones hue hues tint tints shade shades colour color colours colors palette glow scheme "
    "world everything atmosphere mood background scene theme filter air water horizon haze picture film look landscape "
    "sunset sunrise dawn dusk evening twilight only everywhere"
)
_MOTION = {"moving", "move", "moves", "movement", "motion"}


@dataclass(slots=True)
class _Cast:
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
