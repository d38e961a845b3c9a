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
from omnivid_jupyter.simulator.reading import NEGATORS, Item, Reading, read, words
from omnivid_jupyter.simulator.vocabulary import VOCABULARY, Entry

__all__ = ["Camera", "Direction", "Span", "Subject", "continued", "names", "read_direction"]

Span = tuple[int, int]
"""Where a followed word is in the prompt: first character, and the one after the last."""


class Subject(msgspec.Struct, frozen=True):
    """Somebody or something in the film.

    `kind`, `colour`, `action` are names of the vocabulary; without an action it does what such a thing does by itself.
    `count` is 1, 2, or 3 for many; `pace` "slow", "normal" or "fast"; `heading` "left", "right" or None.
    """

    kind: str
    colour: str | None = None
    action: str | None = None
    count: int = 1
    pace: str = "normal"
    heading: str | None = None


class Camera(msgspec.Struct, frozen=True):
    """How the film is taken.

    `move` is (
        "static"
    ), "pan left", "pan right", "tilt up", "tilt down", "push in", "pull out", "tracking", "drone" or
    "orbit"; `speed` is "slow", "normal" or "fast"; `framing` is "close-up", "medium" or "wide".
    """

    move: str = "static"
    speed: str = "normal"
    framing: str = "medium"
    handheld: bool = False


class Direction(msgspec.Struct, frozen=True):
    """Everything that a prompt says of a film, by names of the vocabulary; None and () where it says nothing.

    `shore`: the sea is seen from its beach. `subjects` are two at most. `colours` belong to no subject. `tempo` is that
    of all that moves but the camera. `sounds` are ("silence",) where nothing is to be heard. `without` is what the
    prompt excludes: names of settings, subjects, weather, sounds and so on, which are in no other field.
    """

    setting: str | None = None
    shore: bool = False
    subjects: tuple[Subject, ...] = ()
    time: str | None = None
    season: str | None = None
    weather: tuple[str, ...] = ()
    light: tuple[str, ...] = ()
    palette: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    style: str | None = None
    camera: Camera = Camera()
    tempo: str = "normal"
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
        same = next((each for each in kept if each.kind == subject.kind), None)
        if same is not None:
            kept[kept.index(same)] = msgspec.structs.replace(
                subject, colour=subject.colour or same.colour, action=subject.action or same.action
            )
        else:
            kept.append(subject)
    keeps_weather = not new.weather or new.weather == ("clear",) == before.weather
    return Direction(
        setting=new.setting or (None if before.setting in gone else before.setting),
        shore=new.shore if new.setting else before.shore,
        subjects=tuple(kept[-2:]),
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
        ),
        tempo=new.tempo if new.tempo != "normal" else before.tempo,
        sounds=new.sounds or tuple(each for each in before.sounds if each not in gone),
        without=tuple(dict.fromkeys((*before.without, *new.without))),
    ), followed


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
    r"(?:十|百|千)?[匹羽人頭隻台本艘輪個つ名]?の?[^、。]{0,3}"
)
_COUNTED_AFTER = re.compile(
    r"[がをは]?(?:([2２二])|[3-9三四五六七八九十数])(?:つ|匹|羽|人|頭|隻|台|本|艘|輪|個)"
)
_MANY_AFTER = ("の群れ", "たち", "の列", "の大群")
_COLOUR_GAP = re.compile(r"(?:の|な|色の|っぽい|い)?[^、。がをにではへと]{0,6}")
_FUNCTION = words(
    "in on at by over under through across near behind from to into with and or of is are "
    "was were that which who as while for beside between around along against the a an its "
    "his her their"
)
_COPULA = {"is", "are", "was", "were", "painted", "coloured", "colored", "in", "wearing", "dressed"}
_SOUND_NOUNS = words(
    "sound sounds noise noises soundscape audio soundtrack ambience hear hears hearing heard listen listening"
)
_SOUND_END = words("in on at over near under while as across")
_HEARD = re.compile(r"(?:の)?(?:音|声|響き|鳴き声|音色)|(?:が|も)(?:聞こえ|きこえ|響)|を聞|を聴")
_AS_SOUND = {
    ("weather", "rain"): "rain",
    ("weather", "wind"): "wind",
    ("weather", "storm"): "thunder",
    ("weather", "snow"): "wind",
    ("setting", "sea"): "waves",
    ("setting", "river"): "stream",
    ("setting", "lake"): "stream",
    ("setting", "forest"): "birds",
    ("setting", "city"): "traffic",
    ("setting", "street"): "traffic",
    ("subject", "bird"): "birds",
    ("subject", "fire"): "fire",
    ("subject", "car"): "traffic",
    ("subject", "train"): "traffic",
    ("subject", "butterfly"): "insects",
}


class _Reader:
    """One prompt on its way to a direction; notes which words it followed."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._items = reading.items
        self._used: set[int] = set()  # indices of items
        self._more: list[Span] = []  # parts of the text that were followed beside the items
        self._implied: list[tuple[str, str]] = []

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
        sounds = self._sounds()
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
        many = {kind: self._all(kind) for kind in ("weather", "light", "palette")}
        colours = self._picture_colours()
        tempo = self._one("tempo") or "normal"
        without = self._without(fields, many, subjects, sounds)
        for kind, name in self._implied:
            if name in without:
                continue
            if kind in fields and fields[kind] is None:
                fields[kind] = name
            elif kind in many and name not in many[kind] and (kind == "weather" or not many[kind]):
                many[kind].append(name)
        if any(light == "neon" for light in many["light"]) and fields["time"] is None:
            fields["time"] = "night"
        return Direction(
            setting=fields["setting"],
            shore=fields["setting"] == "sea" and ("shore", "yes") in self._implied,
            time=fields["time"],
            season=fields["season"],
            style=fields["style"],
            weather=tuple(many["weather"]),
            light=tuple(many["light"]),
            palette=tuple(many["palette"]),
            subjects=tuple(each.subject() for each in subjects),
            colours=tuple(colours),
            camera=camera,
            tempo=tempo,
            sounds=tuple(sounds),
            without=tuple(without),
        )

    # Plain kinds

    def _found(self, *kinds: str) -> list[tuple[int, Item, Entry]]:
        """Terms of these kinds that are there, not excluded and not used for something else."""
        return [
            (index, item, entry)
            for index, item in enumerate(self._items)
            if not item.negated and index not in self._used and (entry := item.of(*kinds)) is not None
        ]

    def _follow(self, index: int, entry: Entry) -> None:
        self._used.add(index)
        self._implied += [each for each in entry.also if each[0] not in ("colour", "count", "speed")]

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

    # Sound

    def _sounds(self) -> list[str]:
        self._as_sounds()
        found = []
        for index, _, entry in self._found("sound"):
            self._follow(index, entry)
            found.append(entry.name)
        for index, name in self._heard.items():
            self._used.add(index)
            found.append(name)
        found = list(dict.fromkeys(found))
        return ["silence"] if found == ["silence"] else [each for each in found if each != "silence"]

    def _as_sounds(self) -> None:
        """Terms that are meant as a sound: the sound of gentle rain, rain sounds, 雨と波の音."""
        self._heard: dict[int, str] = {}
        items = self._items
        for index, item in enumerate(items):
            if item.text in _SOUND_NOUNS and not item.entries:
                after = items[index + 1].text if index + 1 < len(items) else "."
                heard = False
                if item.text not in ("heard",) and (
                    after in ("of", "to", "from", "the", ":", "a") or item.text.startswith("hear")
                ):
                    heard = self._hear(range(index + 1, len(items)), item.clause, forwards=True)
                if not heard:
                    heard = self._hear(range(index - 1, -1, -1), item.clause, forwards=item.text == "heard")
                if heard:
                    self._used.add(index)
            elif item.of("sound") and re.match(r"sounds? of ", item.text):
                self._hear(range(index + 1, len(items)), item.clause, forwards=True)
            elif (
                item.of("sound")
                and not item.of("subject")
                and _script_of(item.text)
                and item.text.endswith(("音", "声"))
            ):
                self._hear_before(index)
        for index, item in enumerate(items):
            match = _HEARD.match(self._reading.text, item.end)
            name = self._sound_of(item)
            if match and name and _script_of(item.text) and not item.negated:
                self._heard[index] = name
                self._more.append((item.end, match.end()))
                self._hear_before(index)
        self._used |= set(self._heard)

    def _hear(self, indices: range, clause: int, forwards: bool) -> bool:
        heard = False
        for index in indices:
            item = self._items[index]
            if item.clause != clause and not (heard and item.stop == ","):
                break
            if item.text in _SOUND_END or item.text in ("camera", "with"):
                if heard:
                    break
                continue
            name = self._sound_of(item)
            if name and not item.negated:
                self._heard[index] = name
                heard = True
            elif item.of("sound"):
                heard = True
            elif (
                not forwards
                and item.text != ("and")
                and (heard or not item.of("colour", "speed", "light", "palette"))
            ):
                break
        return heard

    def _hear_before(self, index: int) -> None:
        """What is joined by と or や to something that is heard is heard as well."""
        last = self._items[index]
        for other in range(index - 1, -1, -1):
            item = self._items[other]
            if item.text in ("と", "や", "も", "・"):
                continue
            name = self._sound_of(item)
            if (
                name is None
                or not re.fullmatch("[とや・]|、", self._reading.text[item.end : last.start])
                or item.negated
            ):
                break
            if self._reading.text[item.end] == "、":
                break
            self._heard[other] = name
            last = item

    def _sound_of(self, item: Item) -> str | None:
        return next(
            (
                _AS_SOUND[entry.kind, entry.name]
                for entry in item.entries
                if (entry.kind, entry.name) in _AS_SOUND
            ),
            None,
        )

    # Camera

    def _camera(self) -> tuple[Camera, set[int]]:
        """How the film is taken, and the clauses that speak of it."""
        framing = self._one("framing") or "medium"
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
        return Camera(move, speed, framing, handheld), clauses

    def _speed(self, camera: Camera, subjects: list[_Cast], cameras: set[int]) -> Camera:
        """Give each word of speed to what is next to it: the camera, or what somebody does."""
        moved = [i for i, item in enumerate(self._items) if i in self._used and item.of("camera")]
        moved += [
            i
            for i, item in enumerate(self._items)
            if item.clause in cameras and item.text in ("camera", "カメラ")
        ]
        for index, item, entry in self._found("speed"):
            near: list[tuple[int, int, _Cast | None]] = [
                (abs(i - index), 0, None) for i in moved if self._items[i].clause == item.clause
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
            if whose is not None:
                whose.pace = entry.name
            else:
                camera = msgspec.structs.replace(camera, speed=entry.name)
        return camera

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
            same = next((each for each in cast if each.entry.name == entry.name), None)
            if same is None and len(cast) == 2:
                continue
            self._follow(index, entry)
            if same is None:
                implied = dict(entry.also)
                count = int(implied.get("count", 3 if item.plural else 1))
                cast.append(_Cast(index, entry, implied.get("colour"), self._count(index, item, count)))
        self._colours(cast)
        self._actions(cast, cameras)
        return cast

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
        if counted and _script_of(item.text):
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
        japanese = bool(_script_of(item.text))
        for other in range(index + 1, min(index + 12, len(self._items))):
            each = self._items[other]
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
        if _script_of(item.text):
            for other in range(index - 1, -1, -1):
                if other in by_index:
                    between = self._reading.text[self._items[other].end : item.start]
                    return (
                        by_index[other] if re.fullmatch(r"(?:の色)?[はがも][^、。]{0,3}", between) else None
                    )
            return None
        if index < 2 or self._items[index - 1].text not in _COPULA:
            return None
        before = index - 2
        while before > 0 and self._items[before].text in ("that", "which", "who", "all", "dressed", "is"):
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
        if _script_of(item.text) or _script_of(after[0].text):
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
            ):
                continue
            one = self._actor(index, item, cast)
            if one is None or one.action_at is not None:
                continue
            self._used.add(index)
            heading = self._heading(item.clause, cameras)
            for each in (one, *self._joined(one, cast)):
                each.action_at = index
                each.action = "stands" if item.negated else entry.name
                each.heading = heading
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
            return not _script_of(self._items[index].text) and not (after and after[0].of("subject"))
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
        if _script_of(item.text):
            joined = before and re.match(r"[はがもの]", text[self._items[before[-1].index].end :])
            attributive = (
                re.match(
                    r"(?:た|て(?:い)?る|でいる|いる)?[^、。がをにではへと]{0,3}$",
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
        if after and not _script_of(item.text):
            is_elsewhere = index and self._items[index - 1].of("setting")
            return None if is_elsewhere or self._is_object(after[0]) else after[0]
        earlier = [each for each in cast if each.index < index]
        return earlier[-1] if earlier else None

    def _joined(self, one: _Cast, cast: list[_Cast]) -> list[_Cast]:
        """Who does it together with somebody: a boy and his dog walk."""
        return [
            each
            for each in cast
            if each.action_at is None
            and each.index < one.index
            and re.fullmatch(
                r" and (?:\w+ ){0,3}|[とや](?:[^、。がをは]{0,4})",
                self._reading.text[self._items[each.index].end : self._items[one.index].start],
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
        sounds: list[str],
    ) -> list[str]:
        there = {name for name in fields.values() if name}
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
                gone += [item.entries[0].name] if item.entries[0].name not in sounds else []
        for index, item in enumerate(items):  # with what is excluded goes what is said of it: no red boats
            following = range(index + 1, min(index + 5, len(items)))
            if item.negated and item.of("colour", "action", "speed") and items[index + 1 : index + 2]:
                self._used |= {index} if items[index + 1].negated else set()
            if item.text in NEGATORS and any(
                each in self._used and items[each].negated for each in following
            ):
                self._used.add(index)
        return list(dict.fromkeys(each for each in gone if each not in there))


_BUILDINGS = {"house", "castle", "temple", "lighthouse", "bridge", "windmill"}
_WHERE = words(
    "on in with under near by beside at of over onto into upon across around past behind above below through between"
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
}
_FIXED = {"lighthouse", "windmill", "house", "tree", "castle", "temple", "bridge", "moon"}
_HANDS = {"person", "robot", "bear", "cat", "dog", "rabbit", "penguin", "snowman"}
# Colours that a place has anyway: green hills are no green picture.
_NATURAL = {
    *(("green", place) for place in ("meadow", "forest", "garden", "mountains", "river")),
    *(("blue", place) for place in ("sea", "lake", "river", "sky", "underwater")),
    *(("turquoise", place) for place in ("sea", "lake", "underwater")),
    *(("white", place) for place in ("snowfield", "sky")),
    *(("black", place) for place in ("space",)),
    *(("grey", place) for place in ("street", "city")),
    *((colour, "desert") for colour in ("gold", "yellow", "brown")),
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

    def subject(self) -> Subject:
        kind = self.entry.name
        action = self.action
        if action == "walks" and kind not in _LEGS:
            action = None  # a boat leaves in its own way
        if kind in _FIXED and action == "turns":
            action = None  # its beam or its sails do
        return Subject(kind, self.colour, action, self.count, self.pace, self.heading)


def _script_of(text: str) -> bool:
    """Whether this is Japanese."""
    return bool(re.search(r"[\u3041-\u30fe\u3400-\u9fff]", text))
