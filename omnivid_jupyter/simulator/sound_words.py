"""What is to be heard in a prompt: the words for sounds, and terms that are meant as one.

The vocabulary has the fixed expressions ("birdsong", 潮騒). Here are the free ones: whatever makes a sound is one where
it is said to be heard (the sound of gentle rain, 雨と波の音). What is muted is silent.
"""

from __future__ import annotations

import re

from omnivid_jupyter.simulator.items import Item, Reading, is_japanese, words

__all__ = ["Hearing"]

_SOUND_NOUNS = words(
    "sound sounds noise noises soundscape audio soundtrack ambience hear hears hearing heard listen listening"
)
_SOUND_END = words("in on at over near under while as across")
_HEARD = re.compile(r"(?:の)?(?:音|声|響き|鳴き声|音色)|(?:が|も)(?:聞こえ|きこえ|響)|を聞|を聴")
_MUTED = re.compile(
    r"\b(?:sounds?|audio|volume) ?:? ?(?:is |are |turned |switched )*(?:none|off|muted?|disabled)\b|"
    r"\b(?:turn(?:ed)? off|mute|disable|cut|switch off|remove|leave out) (?:all |the |any )*(?:sounds?|audio|volume)\b|"
    r"(?<![\u3400-\u9fffの])(?:音|音声|サウンド|オーディオ)[はをも]?[: ]?"
    r"(?:なし|無し|オフ|ゼロ|切っ|消し|不要|いらな|要らな|いりませ|入れな|入れず|つけな|付けな|出さな|出さず)(?:い|で)*"
)
_SAYS_WHICH = {":", "of"}
_HEARD_ONLY = re.compile(_HEARD.pattern + "|(?:だけ|のみ)")
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


class Hearing:
    """What is heard in a prompt.

    `sounds` are names of the vocabulary, ("silence",) where nothing is to be heard. `used` are the items that said so,
    by index, `spans` further parts of the reading's text.
    """

    def __init__(self, reading: Reading) -> None:
        self.used: set[int] = set()
        self.spans: list[tuple[int, int]] = []
        self._reading = reading
        self._items = reading.items
        self._heard: dict[int, str] = {}  # by index, what is no word for a sound but meant as one
        self._as_sounds()
        self.sounds = self._names()

    def _names(self) -> tuple[str, ...]:
        found = []
        for index, item in enumerate(self._items):
            entry = item.of("sound")
            if entry is not None and not item.negated and index not in self.used:
                self.used.add(index)
                found.append(entry.name)
        found += self._heard.values()
        for muted in _MUTED.finditer(self._reading.text):
            self.spans.append(muted.span())
            found.append("silence")
        found = list(dict.fromkeys(found))
        return ("silence",) if found == ["silence"] else tuple(each for each in found if each != "silence")

    def _as_sounds(self) -> None:
        """Terms that are meant as a sound: the sound of gentle rain, rain sounds, 雨と波の音."""
        items = self._items
        unheard = any(
            (each.negated and each.of("sound")) or ((gone := each.of("without")) and gone.name == "music")
            for each in items
        )
        for index, item in enumerate(items):
            if item.text in ("just", "only") and unheard:  # no piano, just waves
                self._hear(range(index + 1, len(items)), item.clause, forwards=True)
            elif (
                item.text in ("soundtrack", "bgm")
                and len(items) > index + 2
                and items[index + 1].text in _SAYS_WHICH
                and self._hear(range(index + 2, len(items)), items[index + 2].clause, forwards=True)
            ):
                self.used.add(index)
            if (
                item.text == "heard"
                and items[index + 1 : index + 2]
                and items[index + 1].text in ("but", "except")
            ):
                self._hear(range(index + 1, len(items)), item.clause, forwards=True)
            elif item.text in _SOUND_NOUNS and not item.entries:
                after = items[index + 1].text if index + 1 < len(items) else "."
                heard = False
                if item.text not in ("heard",) and (
                    after in ("of", "to", "from", "the", ":", "a") or item.text.startswith("hear")
                ):
                    heard = self._hear(range(index + 1, len(items)), item.clause, forwards=True)
                if not heard:
                    heard = self._hear(range(index - 1, -1, -1), item.clause, forwards=item.text == "heard")
                if heard:
                    self.used.add(index)
            elif item.of("sound") and re.match(r"sounds? of ", item.text):
                self._hear(range(index + 1, len(items)), item.clause, forwards=True)
            elif (
                item.of("sound")
                and not item.of("subject")
                and is_japanese(item.text)
                and item.text.endswith(("音", "声"))
            ):
                self._hear_before(index)
        for index, item in enumerate(items):
            match = (_HEARD_ONLY if unheard else _HEARD).match(self._reading.text, item.end)
            name = self._sound_of(item)
            if match and name and is_japanese(item.text) and not item.negated:
                self._heard[index] = name
                self.spans.append((item.end, match.end()))
                self._hear_before(index)
        self.used |= set(self._heard)

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
