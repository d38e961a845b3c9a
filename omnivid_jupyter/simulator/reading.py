"""Finds the vocabulary's words in a prompt, English and Japanese, and what the grammar around them says.

    text ──> characters of one form ──> words and terms, the longest match first ──> clauses, negation

English words are found in all their inflections, with hyphens or without. Japanese has no spaces, so a term is
believed only where it is not a part of another word: 雨 is no 雨戸, パン no パンダ. What is excluded ("no rain",
雨のない) is marked by `negation`, never dropped: it must not be brought in, and it counts as followed.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from omnivid_jupyter.simulator.hiragana import RUN, in_characters
from omnivid_jupyter.simulator.items import JAPANESE, STOPS, Item, Reading, words
from omnivid_jupyter.simulator.negation import PREPOSITIONS, exclude
from omnivid_jupyter.simulator.vocabulary import NOTHING, VOCABULARY, Entry

__all__ = ["read"]


# Characters

_SPELT = str.maketrans("’‘ʼ＇`´_", "'''''' ")


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
        form = unicodedata.normalize("NFKC", prompt[at:end]).translate(_SPELT).lower()
        for char in form:
            if "\u00c0" <= char < "\u0250":
                char = unicodedata.normalize("NFD", char)[0]
            text.append(char)
            places.append((at, end))
        at = end
    return "".join(text), places


def _spelt_out(text: str, places: list[tuple[int, int]]) -> tuple[str, list[tuple[int, int]]]:
    """The text with what is written in hiragana alone in characters."""
    for run in reversed(list(RUN.finditer(text))):
        before = text[run.start() - 1 : run.start()]
        found = in_characters(run[0], after_character=bool(before) and _script(before) != "")
        if found is None:
            continue
        at, written, where = run.start(), "", []
        for kana, word in found:
            span = places[at][0], places[at + len(kana) - 1][1]
            where += places[at : at + len(kana)] if kana == word else [span] * len(word)
            at, written = at + len(kana), written + word
        text = text[: run.start()] + written + text[run.end() :]
        places = places[: run.start()] + where + places[run.end() :]
    return text, places


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


_NOUNS = {"setting", "subject", "place", "feature"}
_VERBS_ALONE = {"does"}  # what looks like a plural, and never is meant as one
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
            if entry.kind in _NOUNS and _plural(words[-1]) not in _VERBS_ALONE:
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


_NOT_IN_NAMES = {"setting", "colour", "season", "weather", "feature", "time"}
_TITLES = re.compile(r"[\u3400-\u9fff々]{0,3}(?:さん|くん|君|氏|ちゃん)")
_DENIED = ("抜き", "無し", "無く", "禁止", "不要", "除", "以外")


def _is_name(text: str, at: int, end: int) -> bool:
    """Whether a term is a part of somebody's name: 川村さん, 森くん."""
    title = _TITLES.match(text, end)
    if title is None or _script(text[end - 1]) != "c":
        return False
    rest = _longest(text, end)  # 黒猫さん is a cat that is black
    return rest is None or not any(entry.kind == "subject" for entry in _japanese()[0][rest])


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
    if entries[0].kind in _NOT_IN_NAMES and _is_name(text, at, end):
        return False
    follows = end < len(text) and (
        _longest(text, end) is not None or text[end] in _NEUTRAL or text.startswith(_DENIED, end)
    )
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


def read(prompt: str) -> Reading:
    """Find everything that the vocabulary knows in a prompt."""
    text, places = _spelt_out(*_normal(prompt))
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
    _leave_out(reading)
    _divide(reading)
    exclude(reading)
    return reading


_COMPARED = {"setting", "subject", "weather"}
_LIKE_JA = re.compile(r"の?(?:よう|ごと|みたい)[にな]")
_NAMED_BY = words("mr mrs ms miss dr prof sir lady madame captain saint st")
_TOOLS = words("pencil ink clay")
_HOLDING = words("a an the his her my your their as")
_NOT_COMPARED = words("would d i'd we'd id wed should sounds sound feels looks something anything")


def _leave_out(reading: Reading) -> None:
    """Take the meaning from words that only look like what they mean.

    What something is like is not there (as white as snow, 雪のように白い); a name is a name (Mr. Brown);
    a pencil on a desk is a thing, and no style.
    """
    items, text = reading.items, reading.text
    for index, item in enumerate(items):
        if item.of("colour") and index and items[index - 1].text in _NAMED_BY:
            item.entries = ()
        elif item.text == "." and index and items[index - 1].text in _NAMED_BY and len(items) > index + 1:
            if text[items[index + 1].start - 1] == " ":
                item.stop, items[index + 1].entries = "", ()
        elif item.text in _TOOLS and index and items[index - 1].text in _HOLDING:
            drawn = index > 1 and items[index - 2].text in ("with", "in", "by", "using")
            item.entries = item.entries if drawn else ()
        elif item.text == "みんな" and index and items[index - 1].text in "はがも":
            item.entries = ()  # 魚はみんな黄色
        elif item.text in ("truck", "trucks") and _is_order(items, index):
            item.entries = ()
        elif item.text == "屋根" and text.startswith("の", item.end) and _is_building(items[index + 2 :]):
            item.entries = ()  # 赤い屋根の家
        elif item.text == "streams" and index and _shines(items[index - 1]):
            item.entries = ()  # sunlight streams in
        elif item.of("subject") and _is_inside(text, items, index):
            item.entries = _english()["interior"][0]
        elif item.text in ("pouring", "pours") and not _rains(items, index):
            item.entries = ()  # tea, or the light through a window
        elif item.text == "rose" and index and _can_rise(items[index - 1]):
            item.entries = _english()["rises"][0]
        elif item.of(*_COMPARED, "time") and text.startswith("-", item.end) and _is_shade(items, index):
            item.entries = ()  # rose-red
        elif item.of(*_COMPARED) and (
            (_script(item.text[0]) in ("c", "h", "k") and _LIKE_JA.match(text, item.end))
            or _is_likeness(text, items[max(0, index - 4) : index])
        ):
            item.entries = ()


_INSIDES = {"house", "castle", "temple"}
_INSIDE_JA = re.compile(r"の(?:中(?![庭央心])|内部|室内)")


def _is_building(items: list[Item]) -> bool:
    """Whether the first of these is something that has a roof."""
    return bool(items) and (building := items[0].of("subject")) is not None and building.name in _INSIDES


def _is_inside(text: str, items: list[Item], index: int) -> bool:
    """Whether a building is seen from inside, where it is a room: inside a small castle, 家の中."""
    building = items[index].of("subject")
    if building is None or building.name not in _INSIDES:
        return False
    before = [each.text for each in items[max(0, index - 4) : index]]
    while before and before[-1] in _BEFORE_BUILDINGS:
        before = before[:-1]
    return before[-1:] == ["inside"] or bool(_INSIDE_JA.match(text, items[index].end))


_BEFORE_BUILDINGS = words(
    "a an the of my his her our their its old small big little wooden tiny large cosy cozy"
)


def _shines(before: Item) -> bool:
    return before.of("weather", "light", "time") is not None or before.text in (
        "sun",
        "light",
        "lights",
        "tears",
    )


def _is_order(items: list[Item], index: int) -> bool:
    """Whether the camera trucks: it is named before, or told to, with nothing before it and a direction after it."""
    before, after = items[index - 1] if index else None, items[index + 1 : index + 2]
    if before is not None and before.text in ("camera", "cam"):
        return True
    free = before is None or bool(before.stop) or before.of("speed") is not None
    return (
        free
        and bool(after)
        and (after[0].text in ("to", "left", "right") or after[0].of("speed") is not None)
    )


def _rains(items: list[Item], index: int) -> bool:
    """Whether it is rain that pours: nobody and nothing else was named that does."""
    before = items[index - 1] if index and not items[index - 1].stop else None
    after = items[index + 1] if index + 1 < len(items) else None
    if before is None:
        return (
            after is None
            or bool(after.stop)
            or after.text in PREPOSITIONS
            or after.text in ("down", "outside")
        )
    return (
        before.text in ("it", "its", "is", "rain", "sky", "skies")
        or before.of("weather", "feature") is not None
    )


def _can_rise(before: Item) -> bool:
    """Whether "rose" is a verb after this word: the sun rose, a balloon rose."""
    return before.of("subject", "weather") is not None or before.text in (
        "sun",
        "smoke",
        "steam",
        "tide",
        "curtain",
    )


def _is_shade(items: list[Item], index: int) -> bool:
    return bool(items[index + 1 : index + 2]) and items[index + 1].of("colour") is not None


def _is_likeness(text: str, before: list[Item]) -> bool:
    """Whether these words before a noun make a likeness of it: "white as", "like a"."""
    while before and before[-1].text in ("a", "an", "the"):
        before = before[:-1]
    if len(before) < 2:
        return False
    what, word = before[-2:]
    if word.text == "as":
        return what.of("colour", "palette", "speed") is not None
    return word.text == "like" and what.text not in _NOT_COMPARED and text[word.start - 1] == " "


def _item_at(text: str, at: int, joined: bool) -> Item | None:
    """What begins here, if it is more than an unknown character."""
    char = text[at]
    if char in STOPS and not (char in ".:/" and text[at + 1 : at + 2].strip()):
        return Item(char, at, at + 1, stop=STOPS[char])
    if char == "-" and text[at - 1 : at] in (" ", "-"):
        return Item(char, at, at + 1, stop=",")
    if JAPANESE.match(char) or _script(char) == "a":
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
    while len(found) < 8:
        match = _WORD.match(text, place)
        if match is None:
            break
        word = match[0]
        negation = word[-3:] == "n't" or word == "cannot"
        found.append("not" if negation else _bare(word))
        ends.append(match.end())
        gap = re.compile(r" ?- ?(?=\w)| ?(?=&)| +(?=[\w&])|(?<=&)(?=\w)|(?<=\bb)/(?=w\b)").match(
            text, match.end()
        )
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
        if (item.stop and not _is_one_clause(reading, index)) or item.text in _DIVIDERS:
            clause += 1
        elif item.text in ("camera", "cam", "shot", "view", "frame", "lens") and not item.entries:
            before = index
            while before and (
                items[before - 1].of("speed")
                or items[before - 1].text in ("the", "a", "an", "with", "and", "moving", "our")
            ):
                before -= 1
            known = [each for each in items[:before] if each.clause == clause and each.entries]
            verb = before and items[before - 1].text in _VERBS_BEFORE_CAMERA
            if known and item.text in ("camera", "cam") and not verb:
                clause += 1
                for each in items[before:index]:
                    each.clause = clause
        item.clause = clause


_SPOKEN_OF = words(
    "pan tilt zoom dolly camera movement motion cam カメラ パン audio sound sounds soundtrack music"
)
_WHITHER_FIRST = re.compile(
    r"(?:[左右上下奥前](?:側|手|方|方向|端)?|ろ)(?:へ|に|まで)(?:と|向かって|向けて)?$"
)
_TERSE = re.compile(
    r"(?:slow |fast |quick )?(?:camera )?(?:pan|tilt|zoom|dolly|truck)|パン|ティルト|チルト|ズーム|ドリー"
)
_TERSE_WAY = re.compile(r"(?:to the )?(?:left|right|up|down|in|out)|[左右上下前後](?:方向)?[へに]?")
_FROM_TO = re.compile(
    r"^(?:(?:from (?:the )?)?(?:left|right|top|bottom|above|below) )?"
    r"(?:to|towards?) (?:the )?(?:left|right|top|bottom)$"
)


def _is_one_clause(reading: Reading, index: int) -> bool:
    """Whether what is before and after a stop is said of the same camera: pan: left; 左から右へ、カメラが動く."""
    items, stop = reading.items, reading.items[index]
    if stop.text in ":(":
        before = items[index - 1 : index] if index else []
        return bool(before) and (before[0].text in _SPOKEN_OF or before[0].of("camera") is not None)
    if stop.text not in ",、":
        return False
    first = max((each.end for each in items[:index] if each.stop), default=0)
    said = reading.text[first : stop.start].strip(" \u3000")
    if said == "カメラ":  # カメラ、右へ
        return True
    last = next((each.start for each in items[index + 1 :] if each.stop), len(reading.text))
    if _TERSE.fullmatch(said) and _TERSE_WAY.fullmatch(reading.text[stop.end : last].strip(" \u3000")):
        return True  # pan, left
    if _WHITHER_FIRST.search(said):
        alone = not any(each.of("subject", "action") for each in items[:index] if each.start >= first)
        return alone and "カメラ" in reading.text[stop.end : last]
    return bool(_FROM_TO.match(said)) and "camera" in reading.text[stop.end : last]


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
