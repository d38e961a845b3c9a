"""Finds the vocabulary's words in a prompt, English and Japanese, and what the grammar around them says.

    text ──> characters of one form ──> words and terms, the longest match first ──> clauses, negation

English words are found in all their inflections, with hyphens or without. Japanese has no spaces, so a term is
believed only where it is not a part of another word: 雨 is no 雨戸, パン no パンダ. What is excluded (
    "no rain"
,
雨のない) is marked, never dropped: it must not be brought in, and it counts as followed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache

from omnivid_jupyter.simulator.vocabulary import NOTHING, VOCABULARY, Entry

__all__ = ["NEGATORS", "Item", "Reading", "read", "words"]


@dataclass(slots=True)
class Item:
    """A term of the vocabulary, an unknown word, or a break between clauses.

    `start` and `end` are places in `Reading.text`; `entries` all meanings of a term, none of a word. A `plural` is an
    English one.
    """

    text: str
    start: int
    end: int
    entries: tuple[Entry, ...] = ()
    stop: str = ""  # of a break: "," within a sentence, "." at its end
    plural: bool = False
    negated: bool = False
    negation_end: int = 0  # where the Japanese words end that exclude it
    clause: int = 0

    def of(self, *kinds: str) -> Entry | None:
        """Its meaning of one of these kinds, if it has one."""
        return next((entry for entry in self.entries if entry.kind in kinds), None)


@dataclass(slots=True)
class Reading:
    """A prompt that was read: its normal form, where each character of that was, and the items in their order."""

    text: str
    places: list[tuple[int, int]]
    items: list[Item] = field(default_factory=list)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a part of the normal form is in the prompt."""
        return self.places[start][0], self.places[end - 1][1]


def words(text: str) -> frozenset[str]:
    """The words of a list that is written as a text."""
    return frozenset(text.split())


# Characters

_APOSTROPHES = str.maketrans("’‘ʼ＇`´", "''''''")


def _normal(prompt: str) -> tuple[str, list[tuple[int, int]]]:
    """Lower case, full-width and half-width forms made one, accents of Latin letters taken off."""
    text: list[str] = []
    places: list[tuple[int, int]] = []
    at = 0
    while at < len(prompt):
        end = at + 1
        while (
            end < len(prompt)
            and prompt[end] in "\u3099\u309a\uff9e\uff9f\u0300\u0301\u0302\u0308\u030a\u0327"
        ):
            end += 1
        form = unicodedata.normalize("NFKC", prompt[at:end]).translate(_APOSTROPHES).lower()
        for char in form:
            if "\u00c0" <= char < "\u0250":
                char = unicodedata.normalize("NFD", char)[0]
            text.append(char)
            places.append((at, end))
        at = end
    return "".join(text), places


def _script(char: str) -> str:
    """h hiragana, k katakana, c Chinese character, a Latin letter or digit, else nothing."""
    if "\u3041" <= char <= "\u309f":
        return "h"
    if "\u30a1" <= char <= "\u30fe" and char != "・":
        return "k"
    if "\u3400" <= char <= "\u9fff" or char in "々〆":
        return "c"
    return "a" if char.isascii() and char.isalnum() else ""


# English words and their forms

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?|&")
_IRREGULAR = {
    "fly": "flies flew flown flying",
    "run": "runs ran running",
    "drive": "drives drove driven driving",
    "ride": "rides rode ridden riding",
    "swim": "swims swam swum swimming",
    "sit": "sits sat sitting",
    "stand": "stands stood standing",
    "sleep": "sleeps slept sleeping",
    "lie": "lies lay lying",
    "rise": "rises rose risen rising",
    "fall": "falls fell falling",
    "sink": "sinks sank sunk sinking",
    "spin": "spins spun spinning",
    "swing": "swings swung swinging",
    "shake": "shakes shook shaken shaking",
    "leap": "leaps leapt leaped leaping",
    "grow": "grows grew grown growing",
    "shine": "shines shone shining",
    "creep": "creeps crept creeping",
    "read": "reads reading",
    "take": "takes took taken taking",
    "light": "lights lit lighting",
    "go": "goes went gone going",
    "dive": "dives dived dove diving",
    "man": "men",
    "wolf": "wolves",
    "leaf": "leaves",
    "mouse": "mice",
}
_DOUBLED = {
    "bob",
    "hop",
    "step",
    "jog",
    "skip",
    "drop",
    "flap",
    "pan",
    "nap",
    "chat",
    "whip",
    "zip",
    "hum",
    "strut",
}


def _verb(word: str) -> list[str]:
    """All forms of a verb."""
    if word in _IRREGULAR:
        return [word, *_IRREGULAR[word].split()]
    third = word + ("es" if word.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")
    if word.endswith("y") and word[-2] not in "aeou":
        return [word, word[:-1] + "ies", word[:-1] + "ied", word + "ing"]
    stem = word + word[-1] if word in _DOUBLED else word
    if word.endswith("e") and not word.endswith("ee"):
        return [word, third, word + "d", word[:-1] + "ing"]
    return [word, third, stem + "ed", stem + "ing"]


def _plural(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word].split()[0]
    if word.endswith("man"):
        return word[:-3] + "men"
    if word.endswith(("s", "sh", "ch", "x", "z")):
        return word + "es"
    if word.endswith("y") and word[-2] not in "aeou":
        return word[:-1] + "ies"
    return word + "s"


_NOUNS = {"setting", "subject"}
_VERBS_FIRST = {
    "pan",
    "tilt",
    "push",
    "pull",
    "zoom",
    "dolly",
    "truck",
    "crane",
    "orbit",
    "pedestal",
    "track",
    "boom",
}


@cache
def _english() -> dict[str, tuple[tuple[Entry, ...], bool]]:
    """Every form of every English expression: its entries, and whether it is a plural."""
    found: dict[str, tuple[list[Entry], bool]] = {}

    def add(words: list[str], entry: Entry, plural: bool = False) -> None:
        entries = found.setdefault(" ".join(words), ([], plural))[0]
        if entry not in entries:
            entries.append(entry)

    for entry in (*VOCABULARY, NOTHING):
        for expression in entry.english:
            words = [_bare(word) for word in _WORD.findall(expression)]
            if "~" in expression:
                at = expression.split("~")[0].count(" ")
                for form in _verb(words[at]):
                    add([*words[:at], form, *words[at + 1 :]], entry)
                continue
            add(words, entry)
            if entry.kind in _NOUNS:
                add([*words[:-1], _plural(words[-1])], entry, plural=True)
            elif entry.kind == "camera" and words[0] in _VERBS_FIRST and len(words) > 1:
                for form in _verb(words[0]):
                    add([form, *words[1:]], entry)
            elif entry.kind in ("camera", "framing", "nothing"):
                add([*words[:-1], _plural(words[-1])], entry)
    return {form: (tuple(entries), plural) for form, (entries, plural) in found.items()}


def _bare(word: str) -> str:
    """Without the possessive."""
    return word.split("'")[0] if word.endswith("'s") else word.replace("'", "")


# Japanese terms and where they end

_PARTICLES = set("のはがをにへでともやかなだよらま、")
_FOLLOW = (
    "たち",
    "など",
    "さえ",
    "だけ",
    "しか",
    "ばかり",
    "より",
    "って",
    "じゃ",
    "ごと",
    "する",
    "し",
    "っぽ",
    "さん",
)
_NEUTRAL = set(
    "大小古新高低美長短一二三四数的色時頃間中内外上下前後今早毎全両各匹羽輪本台隻頭艘"
    "降吹鳴照満包漂流立見染飛浮無有深遠近真"
)
_ADJECTIVES = (
    "かわいい",
    "ちいさい",
    "ちいさな",
    "おおきい",
    "おおきな",
    "しずかな",
    "うつくしい",
    "きれいな",
    "ふるい",
    "あたらしい",
    "シーン",
    "ショット",
    "カット",
    "スタイル",
    "タッチ",
    "カメラ",
    "ライト",
    "サイン",
    "カラー",
    "ビュー",
)
_JAPANESE = re.compile(r"[\u3041-\u30fe\u3400-\u9fff々〆]")


@cache
def _japanese() -> tuple[dict[str, tuple[Entry, ...]], int]:
    """Every Japanese term with its entries, and the length of the longest."""
    found: dict[str, list[Entry]] = {}
    for entry in (*VOCABULARY, NOTHING):
        for term in entry.japanese:
            entries = found.setdefault(_normal(term)[0], [])
            if entry not in entries:
                entries.append(entry)
    return {term: tuple(entries) for term, entries in found.items()}, max(map(len, found))


def _longest(text: str, at: int) -> str | None:
    terms, longest = _japanese()
    for size in range(min(longest, len(text) - at), 0, -1):
        if text[at : at + size] in terms:
            return text[at : at + size]
    return None


def _stands_alone(text: str, at: int, term: str, joined: bool) -> bool:
    """Whether a term is a word here and not a part of another. `joined`: the word before it is known."""
    end = at + len(term)
    first, last = _script(term[0]), _script(term[-1])
    before, after = _script(text[at - 1]) if at else "", _script(text[end]) if end < len(text) else ""
    scripts = {_script(char) for char in term}
    if scripts == {"a"}:
        return before != "a" and after != "a"
    if first == "a" and before == "a":
        return False
    entries = _japanese()[0][term]
    if entries[0].kind == "nothing":
        return True
    if term in ("風", "風の") and before in ("k", "c", "a"):  # アニメ風: in the manner of
        return False
    follows = end < len(text) and (_longest(text, end) is not None or text[end] in _NEUTRAL)
    if scripts == {"k"} and len(term) < 4:
        known = follows or text.startswith(_ADJECTIVES, end)
        return (before != "k" or joined) and (after != "k" or known)
    if len(term) == 1 and last == "c":
        if before == "c" and not joined and text[at - 1] not in _NEUTRAL:
            return False
        if after == "c":
            return follows
        return after != "h" or text[end] in _PARTICLES or text.startswith(_FOLLOW, end) or follows
    if scripts == {"h"} and entries[0].kind not in ("action", "speed", "without") and len(term) < 5:
        if not joined and (before == "c" or (before == "h" and text[at - 1] not in "のはがをにへでともや")):
            return False
        return after != "h" or text[end] in _PARTICLES or text.startswith(_FOLLOW, end) or follows
    return True


# Items

_STOPS = {
    ",": ",",
    "、": ",",
    ";": ".",
    ":": ",",
    ".": ".",
    "。": ".",
    "!": ".",
    "?": ".",
    "\n": ".",
    "|": ".",
    "—": ",",
    "–": ",",
}
_STOPS |= {
    "(": ",",
    ")": ",",
    "「": ",",
    "」": ",",
    "『": ",",
    "』": ",",
    "/": ",",
    "…": ",",
    '"': ",",
    "“": ",",
    "”": ",",
}


def read(prompt: str) -> Reading:
    """Find everything that the vocabulary knows in a prompt."""
    text, places = _normal(prompt)
    reading = Reading(text, places)
    at, joined = 0, -1  # `joined`: where the last known word ended
    while at < len(text):
        item = _item_at(text, at, joined == at)
        if item is None:
            neutral = next((each for each in _ADJECTIVES if text.startswith(each, at)), "")
            if neutral:
                reading.items.append(Item(neutral, at, at + len(neutral)))
                at = joined = at + len(neutral)
            else:
                if _script(text[at]):
                    reading.items.append(Item(text[at], at, at + 1))
                at += 1
            continue
        if item.end > item.start or item.stop:
            reading.items.append(item)
        at = item.end
        if item.entries:
            joined = at
    _divide(reading)
    _exclude(reading)
    return reading


def _item_at(text: str, at: int, joined: bool) -> Item | None:
    """What begins here, if it is more than an unknown character."""
    char = text[at]
    if char in _STOPS and not (char in ".:/" and text[at + 1 : at + 2].strip()):
        return Item(char, at, at + 1, stop=_STOPS[char])
    if char == "-" and text[at - 1 : at] in (" ", "-"):
        return Item(char, at, at + 1, stop=",")
    if _JAPANESE.match(char) or _script(char) == "a":
        term = _longest(text, at)
        while term is not None and not _stands_alone(text, at, term, joined):
            term = next(
                (term[:size] for size in range(len(term) - 1, 0, -1) if term[:size] in _japanese()[0]), None
            )
        if term is not None:
            return Item(term, at, at + len(term), _japanese()[0][term])
    if _WORD.match(char) and not (at and _script(text[at - 1]) == "a"):
        return _english_at(text, at)
    return None


def _english_at(text: str, at: int) -> Item:
    """The longest known expression that begins here, else the one word."""
    found: list[str] = []
    ends: list[int] = []
    place = at
    while len(found) < 7:
        match = _WORD.match(text, place)
        if match is None:
            break
        word = match[0]
        negation = word[-3:] == "n't" or word == "cannot"
        found.append("not" if negation else _bare(word))
        ends.append(match.end())
        gap = re.compile(r" ?- ?(?=\w)| ?(?=&)| +(?=[\w&])|(?<=&)(?=\w)").match(text, match.end())
        if gap is None:
            break
        place = gap.end()
    forms = _english()
    for size in range(len(found), 0, -1):
        known = forms.get(" ".join(found[:size]))
        if known is not None:
            entries, plural = known
            return Item(" ".join(found[:size]), at, ends[size - 1], entries, plural=plural)
    stem = found[0].removesuffix("less")
    if stem != found[0] and stem in forms:
        return Item(found[0], at, ends[0], forms[stem][0], negated=True)
    return Item(found[0], at, ends[0])


_DIVIDERS = {"while", "then", "as", "whilst", "meanwhile", "ながら"}


def _divide(reading: Reading) -> None:
    """Number the clauses: breaks and conjunctions end one, "camera" begins one where it begins a sentence."""
    clause = 0
    items = reading.items
    for index, item in enumerate(items):
        if item.stop or item.text in _DIVIDERS:
            clause += 1
        elif item.text in ("camera", "cam", "shot") and not item.entries:
            before = index
            while before and (
                items[before - 1].of("speed")
                or items[before - 1].text in ("the", "a", "an", "with", "and", "moving", "our")
            ):
                before -= 1
            known = [each for each in items[:before] if each.clause == clause and each.entries]
            verb = before and items[before - 1].text in _VERBS_BEFORE_CAMERA
            if known and item.text != "shot" and not verb:
                clause += 1
                for each in items[before:index]:
                    each.clause = clause
        item.clause = clause


_VERBS_BEFORE_CAMERA = {
    "pan",
    "tilt",
    "move",
    "moving",
    "panning",
    "keep",
    "push",
    "pull",
    "zoom",
    "dolly",
    "hold",
    "of",
    "swing",
    "turn",
}

# Negation

NEGATORS = {
    "no",
    "not",
    "without",
    "never",
    "nor",
    "neither",
    "hardly",
    "barely",
    "avoid",
    "avoiding",
    "exclude",
    "excluding",
    "minus",
    "lacking",
    "dont",
    "non",
    "zero",
}
_NOT_AFTER = {
    "free": "of",
    "devoid": "of",
    "absence": "of",
    "lack": "of",
    "instead": "of",
    "rather": "than",
    "clear": "of",
}
_ENDS_SCOPE = {"but", "just", "only", "yet", "while", "instead", "then", "except", "with", "until"}
_PREPOSITIONS = words(
    "in on at by over under through across near behind from to into during along against for "
    "around beside above below onto towards toward beneath between among after before"
)
_ARTICLES = {"a", "an", "the", "its", "his", "her", "their", "one", "two", "three", "some", "many"}
_GROUPS = {"setting": "thing", "subject": "thing", "camera": "camera", "framing": "camera", "sound": "sound"}


def _group(item: Item) -> str:
    kind = item.entries[0].kind
    return _GROUPS.get(kind, kind)


def _exclude(reading: Reading) -> None:
    _exclude_english(reading.items)
    _exclude_japanese(reading)
    for index, item in enumerate(reading.items):
        before = reading.items[max(0, index - 3) : index]
        if item.text == "free" and before and before[-1].entries and before[-1].end + 1 == item.start:
            before[-1].negated = True  # fog-free
        elif item.text in ("stopped", "stops", "ceased", "ended"):  # the rain has stopped, it stopped raining
            for each in (*before, *reading.items[index + 1 : index + 2]):
                if each.of("weather", "sound"):
                    each.negated = True


def _exclude_english(items: list[Item]) -> None:
    scope: list[Item] | None = (
        None  # the terms that were excluded by the negation that holds here, if one does
    )
    for index, item in enumerate(items):
        text, after = item.text, items[index + 1] if index + 1 < len(items) else None
        starts = text in NEGATORS or (
            text in _NOT_AFTER and after is not None and after.text == _NOT_AFTER[text]
        )
        if starts and not item.entries:
            scope = []
        elif scope is None:
            continue
        elif item.stop:
            if item.stop == "." or not (scope and _list_goes_on(items, index)):
                scope = None
        elif item.entries and item.entries[0].kind != "nothing":
            if scope and not _coordinated(items, index, scope[-1]):
                scope = None
            else:
                item.negated = True
                scope.append(item)
        elif (
            text in _ENDS_SCOPE
            or (scope and text in _PREPOSITIONS)
            or (text == ("and") and scope and after is not None and after.text in _ARTICLES)
        ):
            scope = None


def _list_goes_on(items: list[Item], comma: int) -> bool:
    """Whether the comma stands in a list that "or" ends: no people, cars or rain."""
    for item in items[comma + 1 : comma + 12]:
        if item.text in ("or", "nor"):
            return True
        if (
            item.stop == "."
            or item.text in _ENDS_SCOPE
            or item.text in _PREPOSITIONS
            or item.text in _ARTICLES
        ):
            return False
    return False


def _coordinated(items: list[Item], index: int, last: Item) -> bool:
    """Whether a term belongs to the same negation as the last one: one noun phrase, or a list."""
    between = items[items.index(last) + 1 : index]
    said = {each.text for each in between}
    if not between:  # "no red boat", "no camera movement"; but "no rain slow pan" is two things
        return last.of("colour", "speed", "palette", "light") is not None or _group(last) == _group(
            items[index]
        )
    if said & {"or", "nor", ","}:
        return True
    if "and" in said:
        return _group(last) == _group(items[index])
    return said <= {"of", "any", "the", "a", "such"}


_BETWEEN = (  # what may stand between a term and the word that denies it
    "の音|の|が|は|も|を|に|で|など|たち|一切|いっさい|まったく|全く|全然|何も|ひとつ|一つ|一[人台匹羽隻本軒枚輪頭艘]|ひとり|一切|気配|姿|影|音|声|必要|"
    "降っ|降ら|降り|降|吹い|吹か|吹|動い|動か|動|使わ|使|入れ|入ら|入|出さ|出|映さ|映ら|映っ|映|写さ|写ら|写|"
    "見え|見当たら|含ま|含め|流さ|流れ|流|鳴ら|鳴っ|鳴|聞こえ|咲い|咲か|込ま|さ|せ|し|て|い|ら|か|わ"
)
_DENIALS = (
    "ない|なし|無し|無い|なく|無く|ません|ゼロ|抜き|ぬき|以外|禁止|不要|いらな|ではな|じゃな|ずに|"
    "が止ん|がやん|が止み|が止ま|は止ん|は止み|が上がっ|があがっ"
)
_NO_TERM = re.compile(rf"(?:{_BETWEEN}|[ \u3000])*(?:{_DENIALS}|ず(?=[、。 ]|$))")
_JOINS = re.compile(r"(?:の音|の声|の)?(?:や|も|か|・| or |または|及び| and )|(と)|([、,] ?)")


def _is_listed(text: str, item: Item, denied: int) -> bool:
    """Whether a term before a comma is denied together with the next one: 街、車、人なし is no city without a town.

    It then stands bare, and not at the beginning, where the scene itself is named (車、人なしの街 is the exception).
    `denied` is where the denial ends.
    """
    before = text[: item.start].rstrip(" \u3000")
    return before.endswith(("、", ",", "。", "・")) if before else text.startswith("の", denied)


def _exclude_japanese(reading: Reading) -> None:
    items, text = reading.items, reading.text
    for index, item in enumerate(items):
        if not item.entries or item.entries[0].kind == "nothing":
            continue
        match = _NO_TERM.match(text, item.end)
        if match is None or "しか" in match[0] or match.end() - item.end > 16:
            continue
        if match[0] in ("がなく", "はなく", "なく") and item.of("subject") and not match[0].startswith("の"):
            continue  # 猫がなく: it cries
        item.negated, item.negation_end = True, match.end()
        last = item
        for other in reversed(items[:index]):
            if not other.entries:
                if other.text in "やともかの、・" or other.stop == ",":
                    continue
                break
            join = _JOINS.fullmatch(text[other.end : last.start])
            if join is None or ((join[1] or join[2]) and _group(other) != _group(last)):
                break
            if join[2] and not (
                match[0].endswith(("なし", "無し", "抜き")) and _is_listed(text, other, match.end())
            ):
                break
            other.negated = True
            last = other
