"""What a prompt excludes: no rain, free of cars and people, 雨のない, 人も車もいない, a negative prompt.

The items that are excluded are marked. English negates what follows, up to where its scope ends; Japanese denies what
stands before.
"""

from __future__ import annotations

import re

from omnivid_jupyter.simulator.items import STOPS, Item, Reading, words

__all__ = ["NEGATORS", "PREPOSITIONS", "exclude"]

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
    "omit",
    "omitting",
    "remove",
    "removing",
    "dont",
    "non",
    "zero",
}
_NOT_AFTER = {
    "free": ("of", "from"),
    "devoid": ("of",),
    "absence": ("of",),
    "lack": ("of",),
    "leave": ("out",),
    "leaving": ("out",),
    "rid": ("of",),
    "empty": ("of",),
    "instead": ("of",),
    "rather": ("than",),
    "clear": ("of",),
}
_ENDS_SCOPE = {"but", "just", "only", "yet", "while", "instead", "then", "except", "with", "until"}
PREPOSITIONS = words(
    "in on at by over under through across near behind from to into during along against for "
    "around beside above below onto towards toward beneath between among after before"
)
_ARTICLES = {"a", "an", "the", "its", "his", "her", "their", "one", "two", "three", "some", "many"}
_GROUPS = {"setting": "thing", "subject": "thing", "camera": "camera", "framing": "camera", "sound": "sound"}


def _group(item: Item) -> str:
    kind = item.entries[0].kind
    return _GROUPS.get(kind, kind)


# Where a list of what is not wanted begins, and where it ends.
_UNWANTED = re.compile(
    r"(?:(?:(?<![a-z])(?:negative(?: prompts?)?|exclude|avoid|ng)|ネガティブ(?:プロンプト)?|除外|不要なもの) ?:"
    r"|(?<![\w-])--no(?= ))"
    r"(.*?)(?=\n|--|[.。;](?:\s|$)|$)",
    re.DOTALL,
)


def exclude(reading: Reading) -> None:
    """Mark the items of a reading that its words exclude."""
    _exclude_english(reading.items)
    _exclude_japanese(reading)
    for unwanted in _UNWANTED.finditer(reading.text):
        for item in reading.items:
            if unwanted.start(1) <= item.start < unwanted.end(1):
                item.negated = bool(item.entries)
    for index, item in enumerate(reading.items):
        before = reading.items[max(0, index - 3) : index]
        after = reading.items[index + 1 : index + 2]
        following = _texts(reading.items[index + 1 : index + 4])
        if item.entries and following[:1] and following[0] in _IS:
            if following[1:2] == ["not"] and following[2:] and following[2] in _WANTED:
                item.negated = True  # zooming is not wanted
            elif following[1:2] and following[1] in _ABSENT:
                item.negated = True
            elif following[1:2] == ["over"] and (len(following) == 2 or following[2] in STOPS):
                item.negated = True  # winter is over
        if (air := item.of("weather")) and air.name in _PASSES and "after" in _texts(before[-2:]):
            item.negated = True  # after the storm
        if item.text == "free" and before and before[-1].entries and before[-1].end + 1 == item.start:
            if not (after and after[0].text in _NOT_AFTER["free"]):  # a meadow free of flowers is a meadow
                before[-1].negated = True  # fog-free
        elif item.text in _OVER or (
            item.text in _OVER_IF_IT_HAS and {"has", "have", "had"} & {*_texts(before)}
        ):
            for each in (*before, *after):  # the rain has stopped, it stopped raining
                if each.of("weather", "sound"):
                    each.negated = True
        elif item.text in ("none", "off", "zero") and before and before[-1].text == ":":
            for each in before[:-1]:  # people: none
                each.negated = bool(each.entries)


_IS = words("is are was were be")
_WANTED = words(
    "wanted needed necessary allowed required shown visible there present seen used desired welcome"
)
_ABSENT = words("absent missing forbidden unwanted prohibited excluded omitted banned gone off")
_PASSES = {"rain", "storm", "fog"}
_OVER = {"stopped", "stops", "ceased", "ended"}
_OVER_IF_IT_HAS = words("cleared lifted passed gone subsided faded dissolved vanished dispersed died calmed")


def _texts(items: list[Item]) -> list[str]:
    return [item.text for item in items]


def _exclude_english(items: list[Item]) -> None:
    scope: list[Item] | None = (
        None  # the terms that were excluded by the negation that holds here, if one does
    )
    listing = False  # it is one after which "and" goes on: free of cars, people and signs
    denies_noun = False  # something that is not known was denied: no text on the screen
    of_verbs = False  # "not" denies what is done, and a noun only as in "not a sound"
    for index, item in enumerate(items):
        text, after = item.text, items[index + 1] if index + 1 < len(items) else None
        starts = text in NEGATORS or (
            text in _NOT_AFTER and after is not None and after.text in _NOT_AFTER[text]
        )
        if item.entries and text.startswith(("no ", "without ")):
            scope = None  # "no sound" says for itself what it excludes
        elif starts and (not item.entries or text == "empty"):
            scope, listing, denies_noun = [], text in _LISTING, False
            of_verbs = text in ("not", "never", "dont")
        elif scope is None:
            continue
        elif denies_noun and not item.stop and text.split()[0] in PREPOSITIONS:
            scope = None
        elif item.stop:
            goes_on = scope or listing or (denies_noun and text in (",", "、"))
            if item.stop == "." or not (goes_on and _list_goes_on(items, index, listing)):
                scope = None
        elif item.entries and item.entries[0].kind != "nothing":
            if scope and (
                text.split()[0] in PREPOSITIONS or not _coordinated(items, index, scope[-1], listing)
            ):
                scope = None  # no birds in the sky: the sky is there
            else:
                item.negated = True
                scope.append(item)
        elif (
            text in _ENDS_SCOPE
            or (scope and text in PREPOSITIONS)
            or (text == ("and") and scope and after is not None and after.text in _ARTICLES)
        ):
            scope = None
        elif not scope and text not in _NO_NOUNS:
            denies_noun = not of_verbs or items[index - 1].text in ("a", "an", "any", "one", "single")


_LISTING = {
    "free",
    "devoid",
    "without",
    "exclude",
    "excluding",
    "avoid",
    "avoiding",
    "lack",
    "lacking",
    "absence",
}


_NO_NOUNS = _ARTICLES | words("of any more longer single such than out or nor and set shot be is are was")


def _list_goes_on(items: list[Item], comma: int, listing: bool) -> bool:
    """Whether the comma stands in a list that "or" ends: no people, cars or rain. `listing`: "and" ends it as well."""
    for index, item in enumerate(items[comma + 1 : comma + 12], comma + 1):
        if item.text in ("or", "nor"):
            return True
        if listing and item.text == "and" and items[comma].stop != ".":
            rest = items[index + 1 : index + 3]  # the last of them, and the end of the clause
            return bool(rest) and bool(rest[0].entries) and (len(rest) == 1 or bool(rest[1].stop))
        if (
            item.stop == "."
            or item.text in _ENDS_SCOPE
            or item.text in PREPOSITIONS
            or item.text in _ARTICLES
        ):
            return False
    return False


def _coordinated(items: list[Item], index: int, last: Item, listing: bool) -> bool:
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
        return listing or _group(last) == _group(items[index])
    return said <= {"of", "any", "the", "a", "such"}


_BETWEEN = (  # what may stand between a term and the word that denies it
    "の音|の|が|は|も|を|に|で|など|たち|一切|いっさい|まったく|全く|全然|何も|ひとつ|一つ|一[人台匹羽隻本軒枚輪頭艘]|ひとり|一切|気配|姿|影|音|声|必要|"
    "降っ|降ら|降り|降|吹い|吹か|吹|動い|動か|動|使わ|使|入れ|入ら|入|出さ|出|映さ|映ら|映っ|映|写さ|写ら|写|"
    "見え|見当たら|含ま|含め|流さ|流れ|流|鳴ら|鳴っ|鳴|聞こえ|咲い|咲か|込ま|登場|現れ|出て|来|描か|描い|付け|つけ|っ|"
    "立て|ひとつも|一つも|ほとんど|もう|もはや|どこにも|決して|:|さ|せ|し|て|い|ら|か|わ|こ|き"
)
_DENIALS = (
    "ない|なし|無し|無い|なく|無く|ません|ゼロ|抜き|ぬき|以外|禁止|不要|いらな|ではな|じゃな|ずに|"
    "いりませ|要ら|要りませ|を?除[いくかき]|をのぞ[いく]|を省[いくき]|を外し|"
    "が止ん|がやん|が止み|が止ま|は止ん|は止み|が上がっ|があがっ"
)
# Whoever does not come by where something is, is not there: 車の走っていない道. A cat that does not walk stands.
_NOBODY_COMES = re.compile(
    r"(?:の|が|も)(?:[^、。]{0,4}も)?(?:走|歩|通|飛|泳|生)[っいんらかばがえ](?:て|で)?い?ない(?=[^、。 のでか])"
)
# What the air was full of, and is no more: 霧が晴れた湖.
_OVER_JA = re.compile(
    r"[がはも](?:すっかり|もう|ようやく)?(?:晴れ|消え|引い|切れ|やん|止ん|去っ|去り|おさま|収ま|上がっ|あがっ|過ぎ)|"
    r"の?(?:後|あと|去った)(?:の|に|で|、)"
)
_ERASED = re.compile(r"を(?:すべて|全部|全て)?消[しすせ]")
_NO_TERM = re.compile(rf"(?:{_BETWEEN}|[ \u3000])*(?:{_DENIALS}|ず(?=[、。 ]|$))")
_JOINS = re.compile(r"(?:の音|の声|の)?(?:でも|や|も|か|・| or |または|及び| and )|(と)|([、,] ?)")


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
        if match is None and item.of("subject"):
            match = _NOBODY_COMES.match(text, item.end)
        if match is None and (air := item.of("weather")) and air.name not in ("clear", "wind"):
            match = _OVER_JA.match(text, item.end)
        if match is None and (one := item.of("subject")) and one.name not in ("candle", "lantern", "fire"):
            match = _ERASED.match(text, item.end)
        if match is None or "しか" in match[0] or match.end() - item.end > 16:
            continue
        if match[0] in ("がなく", "はなく", "なく") and item.of("subject") and not match[0].startswith("の"):
            continue  # 猫がなく: it cries
        if (one := item.of("subject")) and ("動" in match[0] or ("鳴" in match[0] and one.name != "bird")):
            continue  # 猫が動かない: it is there
        item.negated, item.negation_end = True, match.end()
        last = item
        for other in reversed(items[:index]):
            if not other.entries:
                if other.text in "やともかので、・" or other.stop == ",":
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
