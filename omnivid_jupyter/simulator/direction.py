"""A prompt as a direction: what the film is to show, from the words that the vocabulary knows.

    direction, followed = read_direction("a red boat on a foggy lake, slow pan to the left")

There is no language model in here. `reading` finds the words and what is said of them (negation, clauses); `cast` says
who is in the film, `deeds` what they do; this module reads the rest and makes one direction of it all. Whatever the
vocabulary does not know changes nothing, so that each word that is followed can be seen for itself.
"""

from __future__ import annotations

import re

import msgspec

from omnivid_jupyter.simulator.camera_words import camera_way
from omnivid_jupyter.simulator.cast import CAST_AT_MOST, Casting, Role, Subject, may_be_one
from omnivid_jupyter.simulator.deeds import Deeds, are_clouds
from omnivid_jupyter.simulator.followed import Followed
from omnivid_jupyter.simulator.items import FUNCTION_WORDS, Item, is_japanese, words
from omnivid_jupyter.simulator.negation import NEGATORS
from omnivid_jupyter.simulator.reading import read
from omnivid_jupyter.simulator.sound_words import Hearing
from omnivid_jupyter.simulator.vocabulary import VOCABULARY, Entry

__all__ = ["Camera", "Direction", "Span", "continued", "names", "read_direction"]

Span = tuple[int, int]
"""Where a followed word is in the prompt: first character, and the one after the last."""


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
    followed = Followed(read(prompt))
    reader = _Reader(followed)
    return reader.direction(), followed.in_prompt()


def continued(before: Direction, prompt: str) -> tuple[Direction, list[Span]]:
    """The direction of a film that goes on from another: what the new words say, and else as it was.

    A subject of the same kind is changed, another one joins it; what the new words exclude is gone. The camera is that
    of the new words alone, for a film that goes on need not go on panning.
    """
    new, followed = read_direction(prompt)
    gone = set(new.without)
    kept = [each for each in before.subjects if each.kind not in gone]
    said: list[Subject] = []
    for subject in new.subjects:
        same = next(
            (
                each
                for each in kept
                if each.kind == subject.kind and each not in said and may_be_one(each.figure, subject.figure)
            ),
            None,
        )
        if same is None:
            kept.append(subject)
            said.append(subject)
            continue
        changed = msgspec.structs.replace(
            subject,
            colour=subject.colour or same.colour,
            action=subject.action or same.action,
            figure=subject.figure or same.figure,
        )
        kept[kept.index(same)] = changed
        said.append(changed)
    keeps_weather = not new.weather or new.weather == ("clear",) == before.weather
    return Direction(
        setting=new.setting or (None if before.setting in gone else before.setting),
        shore=new.shore if new.setting else before.shore,
        subjects=tuple(kept[-CAST_AT_MOST:]),
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


_UNDER = ("setting", "underwater")
_IN_THE_SKY = ("setting", "sky")
_FLIERS = {"bird", "crane", "dragon", "plane", "balloon", "kite", "paper crane", "butterfly", "moon"}
_STARS = re.compile(r"\bstars?\b|^星")  # a night without them is a night all the same


class _Reader:
    """One prompt on its way to a direction."""

    def __init__(self, followed: Followed) -> None:
        self._followed = followed
        self._reading = followed.reading
        self._items = followed.reading.items
        self._clouds = "normal"

    def direction(self) -> Direction:
        hearing = Hearing(self._reading)
        self._followed.used |= hearing.used
        self._followed.spans += hearing.spans
        camera, cameras = self._camera()
        casting = Casting(self._followed)
        subjects = casting.roles
        self._clouds = Deeds(self._followed, subjects, cameras).clouds
        casting.part()
        camera = self._speed(camera, subjects, cameras)
        setting = self._one("setting")
        fields: dict[str, str | None] = {
            "setting": setting,
            "time": self._one("time"),
            "season": self._one("season"),
            "style": self._one("style"),
        }
        many = {kind: self._all(kind) for kind in ("feature", "weather", "light", "palette")}
        colours = self._picture_colours(casting.further_colours)
        tempo = self._one("tempo") or "normal"
        without = self._without(fields, many, subjects, hearing.sounds)
        for kind, name in self._followed.implied:
            if name in without or ((kind, name) == _UNDER and ("setting", "sea") in self._followed.implied):
                continue  # a whale beside a boat is at sea
            if (kind, name) == _IN_THE_SKY and any(each.entry.name not in _FLIERS for each in subjects):
                continue  # a balloon over a house, a boy with a kite
            if kind in fields and fields[kind] is None:
                fields[kind] = name
            elif kind in many and name not in many[kind] and (kind == "weather" or not many[kind]):
                many[kind].append(name)
        if (
            self._followed.shows_sky
            and fields["setting"] is None
            and not many["feature"]
            and all(each.entry.name in _FLIERS and each.action != "stands" for each in subjects)
        ):
            fields["setting"] = "sky"
        if "neon" in many["light"] and fields["time"] is None and "night" not in without:
            fields["time"] = "night"
        if "snow" in many["weather"] and self._is_denied("weather", "snow"):  # it lies, and falls no more
            many["weather"].remove("snow")
            fields["season"] = "winter"
            without.append("snow")
        return Direction(
            setting=fields["setting"],
            shore=fields["setting"] == "sea" and ("shore", "yes") in self._followed.implied,
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

    def _one(self, kind: str) -> str | None:
        """The first that is not weak, else the first; the same said again is followed as well."""
        found = [each for each in self._followed.found(kind) if not self._is_water(each[0])]
        if kind == "setting" and any(
            not item.negated and (entry := item.of("subject")) and entry.name in _BUILDINGS
            for item in self._items
        ):
            # its window is seen from outside
            found = [each for each in found if each[1].text not in ("window", "windows", "窓")]
        if any((one := item.of("subject")) and one.name == "lighthouse" for item in self._items):
            found = [each for each in found if each[1].text != "崖"]  # its cliff is at the sea
        if not found:
            return None
        chosen = next((entry for _, _, entry in found if not entry.weak), found[0][2])
        chosen = next((entry for _, item, entry in found if self._is_head(item, entry)), chosen)
        for index, _, entry in found:
            if entry.name == chosen.name:
                self._followed.follow(index, entry)
        if (chosen.name, chosen.weak) == ("city", True) and any(
            not item.negated and (entry := item.of("subject")) and entry.name == "temple"
            for item in self._items
        ):
            return "garden"  # a temple of Kyoto stands in its garden, not on a roof
        return chosen.name

    def _is_head(self, item: Item, entry: Entry) -> bool:
        """Whether a Japanese place is one within another that was named before it: 森の小川, 海辺のカフェの中."""
        if entry.kind != "setting" or entry.name not in ("river", "room"):
            return False
        if entry.name == "room":
            return self._reading.text.startswith(("の中", "の店内"), item.end) and is_japanese(item.text)
        return any(
            (place := each.of("setting")) is not None
            and place.name in ("forest", "mountains", "meadow")
            and self._reading.text[each.end : item.start] == "の"
            for each in self._items
        )

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
        return not after or bool(after[0].stop) or after[0].text in FUNCTION_WORDS

    def _all(self, kind: str) -> list[str]:
        names_ = []
        for index, _, entry in self._followed.found(kind):
            self._followed.follow(index, entry)
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
            self._followed.used |= way.used
            self._followed.spans += way.spans
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

    def _speed(self, camera: Camera, subjects: list[Role], cameras: set[int]) -> Camera:
        """Give each word of speed to what is next to it: the camera, or what somebody does."""
        moved = [i for i, item in enumerate(self._items) if i in self._followed.used and item.of("camera")]
        moved += [
            i
            for i, item in enumerate(self._items)
            if item.clause in cameras and item.text in ("camera", "カメラ")
        ]
        for index, item, entry in self._followed.found("speed"):
            near: list[tuple[int, int, Role | str | None]] = [
                (abs(i - index), 0, None) for i in moved if self._items[i].clause == item.clause
            ]
            near += [
                (abs(i - index), 1, "clouds")
                for i, each in enumerate(self._items)
                if each.clause == item.clause and are_clouds(each)
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
            self._followed.used.add(index)
            if whose == "clouds":
                self._clouds = entry.name
            elif isinstance(whose, Role):
                whose.pace = entry.name
            else:
                camera = msgspec.structs.replace(camera, speed=entry.name)
        return camera

    def _alone(self, clause: int) -> bool:
        """Whether a clause says nothing but how fast."""
        return not any(
            item.of("subject", "action", "setting") for item in self._items if item.clause == clause
        )

    # Colours of no subject

    def _picture_colours(self, of_somebody: set[int]) -> list[str]:
        """Colours of everything: they stand alone, or before a place or a light; a green frog colours nothing."""
        found = []
        for index, item, entry in self._followed.found("colour"):
            if index in of_somebody or self._is_of_something(index, item):
                continue
            self._followed.used.add(index)
            if self._reading.text.startswith(" water", item.end) and entry.name in ("blue", "turquoise"):
                continue  # as water is
            if entry.name == "white" and any(each.of("weather") for each in self._after_colour(index)):
                continue  # as snow, fog and clouds are
            place = next((each.of("setting") for each in self._after_colour(index)), None)
            if place is None or (entry.name, place.name) not in _NATURAL:
                found.append(entry.name)
        return list(dict.fromkeys(found))

    def _after_colour(self, index: int) -> list[Item]:
        """What follows a colour, without the の of ピンク色の空 where a known word is behind it."""
        after = self._items[index + 1 : index + 3]
        if len(after) == 2 and after[0].text == "の" and after[1].entries and after[1].start == after[0].end:
            return after[1:]
        return after[:1]

    def _is_of_something(self, index: int, item: Item) -> bool:
        """Whether a noun follows that is not known, or furniture."""
        after = self._after_colour(index)
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
                    r"[のなくいにでがはをへと、]*"
                    r"(?:光|染ま|染め|輝|照ら|色|調|世界|空気|雰囲気|トーン|影|[。、 ]|$)|[がをにでへと]",
                    rest,
                )
            )
        return not (after[0].entries or after[0].text in FUNCTION_WORDS or after[0].text in _LOOK_NOUNS)

    # What is excluded

    def _without(
        self,
        fields: dict[str, str | None],
        many: dict[str, list[str]],
        subjects: list[Role],
        sounds: tuple[str, ...],
    ) -> list[str]:
        there = {name for name in fields.values() if name} | set(sounds)
        there |= {name for found in many.values() for name in found} | {each.entry.name for each in subjects}
        gone = []
        items = self._items
        for index, item in enumerate(items):
            entry = item.of("without")
            if entry is not None and not item.negated:
                self._followed.used.add(index)
                gone.append(entry.name)
            elif item.negated and item.entries and item.entries[0].kind not in _NOT_EXCLUDED:
                self._followed.used.add(index)
                gone.append("stars" if _STARS.search(item.text) else item.entries[0].name)
        for index, item in enumerate(items):  # with what is excluded goes what is said of it: no red boats
            following = range(index + 1, min(index + 5, len(items)))
            if item.negated and item.of("colour", "action", "speed") and items[index + 1 : index + 2]:
                self._followed.used |= {index} if items[index + 1].negated else set()
            if item.text in NEGATORS and any(
                each in self._followed.used and items[each].negated for each in following
            ):
                self._followed.used.add(index)
        return list(dict.fromkeys(each for each in gone if each not in there))


_BUILDINGS = {"house", "castle", "temple", "lighthouse", "bridge", "windmill"}
_NOT_EXCLUDED = {"action", "speed", "colour", "camera", "framing", "without", "nothing"}
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
