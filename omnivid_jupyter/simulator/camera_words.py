"""Which way the camera goes in one clause of a prompt.

The vocabulary has the fixed expressions ("tracking shot", ズームイン). Here are the free ones: a verb of the camera, or
any verb after the word "camera", with a direction: "the camera slowly glides to the right", カメラが右へ. Without a
camera in it, a clause has no camera's way: a girl who looks left does not pan, and a train that pulls out is no zoom.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from omnivid_jupyter.simulator.items import Item, Reading, words
from omnivid_jupyter.simulator.negation import NEGATORS

__all__ = ["CameraMove", "camera_way", "sideways"]


@dataclass(slots=True)
class CameraMove:
    """How the camera goes: a move or "", and what said so: items by index, and further parts of the text."""

    move: str = ""
    fast: bool = False
    handheld: bool = False
    stands: bool = False  # on a tripod, on which it may turn
    used: set[int] = field(default_factory=set)
    spans: list[tuple[int, int]] = field(default_factory=list)


# Expressions whose verb may as well be somebody else's: the train pulls out.
_ANYBODYS = {"push in", "pull out", "orbit", "pan left", "pan right"}
_PLAIN = re.compile(
    r"^(?:zoom|dolly|camera|orbit(?:al)? shot|tracking|steadicam|drone|aerial|track(?:ing)? |"
    r"truck|whip|pan)|shot$|camera"
)
_NOUN_BEFORE = words("a an the slow gentle smooth dramatic subtle quick fast steady with then and")
# Expressions that say how the camera turns but not which way.
_INTO = words("in out back away forward through toward towards into")
_ALONG = {"across", "over", "along", "around", "shot"}
_OPEN = {
    "zoom": "depth",
    "zooms": "depth",
    "dolly shot": "depth",
    "zoom shot": "depth",
    "camera zoom": "depth",
    "ズーム": "depth",
    "ドリー": "depth",
    "ドリーショット": "depth",
    "panning shot": "side",
    "sliding shot": "side",
    "slider shot": "side",
    "流し撮り": "side",
    "camera pan": "side",
    "whip pan": "side",
    "パンニング": "side",
    "パンショット": "side",
    "横パン": "side",
    "素早いパン": "side",
    "crane shot": "height",
    "tilt shot": "height",
    "camera tilt": "height",
}
_SIDEWAYS = {
    "lateral tracking",
    "side tracking",
    "横移動",
    "parallel tracking",
}  # tracking, or a pan if told whither
_TRIPODS = {"tripod", "on a tripod", "tripod shot", "三脚", "三脚撮影"}
_VERBS = {
    "side": r"pan|pans|panned|panning|truck|trucks|trucking|swipes?|swiping|swish",
    "height": r"tilt|tilts|tilted|tilting|pedestals?|jibs?|cranes|craning",
    "depth": r"zoom|zooms|zoomed|zooming|dolly|dollies|dollied|dollying",
    "in": r"push|pushes|pushed|pushing",
    "out": r"pull|pulls|pulled|pulling",
}
_AFTER_CAMERA = {
    "tracking": r"follow\w*|track\w*|chas\w+|accompan\w+|pursu\w+|trail\w*",
    "orbit": (
        r"(?:en)?circl\w+|orbit\w*|rotat\w+|revolv\w+|spin\w*|arc\w*|"
        r"(?:turn|mov|go|swing|fl|glid)\w* (?:\w+ )?around"
    ),
    "tilt up": r"ris(?:e|es|ing)|ascend\w*|lift\w*|climb\w*|look\w* up",
    "tilt down": r"descend\w*|lower\w*|sink\w*|look\w* down",
    "pull out": r"pull\w*|back\w*|retreat\w*|reced\w+|withdraw\w*",
    "push in": r"push\w*|approach\w*|advanc\w+|clos(?:es|ing) in|creep\w*|lean\w* in|edg(?:es|ing)",
    "drone": r"fl(?:y|ies|ying)|soar\w*|swoop\w*",
    "static": r"stay\w*|hold\w*|remain\w*|rest\w*|still|static|steady|motionless|stationary|locked|fixed|immobile",
    "movement": (
        r"mov\w+|glid\w+|slid\w+|drift\w*|travel\w*|float\w*|go|goes|going|sweep\w*|turn\w*|swing\w*|"
        r"shift\w*|eas\w+|slip\w*|wander\w*|rolls?|swivel\w*"
    ),
}
_MOVES_BY_ITSELF = "|".join(
    rf"(?!go$|rolls?$)(?:{_AFTER_CAMERA[each]})" for each in _AFTER_CAMERA if each != "static"
)
_TURNS = re.compile(r"rotat\w+|spin\w*")  # on the spot, where it is told whither: rotates to the left
_SHAKES = re.compile(r"\b(?:shak\w+|wobbl\w+|jitter\w*|trembl\w+|bounc\w+|sway\w*)\b")
_SIDE = "(?: side| edge| hand side)?"
_HIGH = "(?:sky|skies|stars|clouds|moon|sun|top|ceiling|treetops?|canopy|roof|rooftops?|above)"
_LOW = "(?:ground|floor|bottom|feet|base|foot|roots?|below)"
_WAYS = (
    ("left", re.compile(rf"\bright(?:-| )to(?:-| )left\b|\bfrom (?:the )?right{_SIDE} to (?:the )?left\b")),
    ("right", re.compile(rf"\bleft(?:-| )to(?:-| )right\b|\bfrom (?:the )?left{_SIDE} to (?:the )?right\b")),
    ("down", re.compile(rf"\bfrom (?:the |a )?(?:\w+ )?{_HIGH} (?:down )?(?:to|towards?|onto) ")),
    ("up", re.compile(rf"\bfrom (?:the |a |its |her |his )?{_LOW} (?:up )?(?:to|towards?|into) ")),
    (
        "left",
        re.compile(
            r"(?:\bto the |\btowards? the |\bto |\btowards? )?\b(?:left(?:ward)?s?)\b(?!-? ?(?:hand|"
            r"behind|side of))"
        ),
    ),
    (
        "right",
        re.compile(
            r"(?:\bto the |\btowards? the |\bto |\btowards? )?\bright(?:ward)?s?\b(?! (?:now|away|"
            r"before|after|in front|angle|next))"
        ),
    ),
    (
        "up",
        re.compile(
            r"\b(?:up|upwards?|skywards?|higher|rising|ascending)\b(?! (?:close|the street|the road|the stairs))"
        ),
    ),
    (
        "down",
        re.compile(
            r"\b(?:down|downwards?|lower|groundwards?|descending)\b(?! (?:the|a) (?:street|road|alley|river|path|"
            r"corridor|hall))"
        ),
    ),
    ("out", re.compile(r"\b(?:out|outwards?|back|backwards?|away)\b")),
    (
        "in",
        re.compile(
            r"\b(?:inwards?|forwards?|closer|ahead|nearer|into|towards?|in(?= (?:on|to|close|toward|"
            r"slow|gent|quick|fast|tight)|$|\s*$))\b"
        ),
    ),
    ("around", re.compile(r"\b(?:around|in a circle|in circles|in an arc)\b")),
)
_MOVES = {
    ("side", "up"): "tilt up",
    ("side", "down"): "tilt down",
    ("any", "left"): "pan left",
    ("any", "right"): "pan right",
    ("any", "up"): "tilt up",
    ("any", "down"): "tilt down",
    ("any", "in"): "push in",
    ("any", "out"): "pull out",
    ("any", "around"): "orbit",
}
_DEFAULTS = {"side": "pan right", "height": "tilt up", "depth": "push in", "in": "push in", "out": "pull out"}
_ALLOWED = {
    "side": ("left", "right", "up", "down"),
    "height": ("up", "down"),
    "depth": ("in", "out", "left", "right"),
    "in": ("in",),
    "out": ("out",),
}

_JA_WAYS = (
    ("right", re.compile(r"左(?:側|手|端)?から右(?:側|手|端)?(?:に|へ|まで)?|レフトからライト")),
    ("left", re.compile(r"右(?:側|手|端)?から左(?:側|手|端)?(?:に|へ|まで)?")),
    ("down", re.compile(r"(?:空|天井|頭上|梢)から(?:地面|床|足元|地上)?(?:に|へ|まで)")),
    ("up", re.compile(r"(?:地面|床|足元|地上|根元)から(?:空|天井|頭上|梢)?(?:に|へ|まで)")),
    ("down", re.compile(r"上(?:空)?から下(?:に|へ|まで)?|(?<!上)下(?:方向)?(?:に|へ)(?:と)?")),
    ("up", re.compile(r"下から上(?:に|へ|まで)?|上(?:空|方|方向)?(?:に|へ)(?:と)?")),
    ("left", re.compile(r"左(?:側|手|方向|方|向き)?(?!から|右)(?:に|へ)?(?:と)?|レフト")),
    (
        "right",
        re.compile(r"(?<!左)右(?:側|手|方向|方|向き)?(?!から)(?:に|へ)?(?:と)?|(?<!ト)ライト(?=[へに])"),
    ),
    ("in", re.compile(r"前(?:方)?(?:に|へ)|奥(?:に|へ)|前進")),
    ("out", re.compile(r"後ろ(?:に|へ)|後方(?:に|へ)|手前(?:に|へ)|後退")),
)
_JA_TURNS = {
    "side": re.compile(r"(?<![ァ-ヺー])パン(?:して|する|し|で|しながら|していく)?(?![ァ-ヺー])|横に振"),
    "height": re.compile(r"(?:ティルト|チルト)(?:して|する|し)?(?![ァ-ヺー])"),
    "depth": re.compile(r"ズーム(?:して|する|し)?(?![ァ-ヺー])"),
}
_JA_NOT_TURNED = re.compile(
    r"(?:[もや・と](?:パン|ティルト|チルト|ズーム))*[もはを]?(?:し|さ|使わ|行わ)?(?:せ)?(?:ない|ず|なし|ません)"
)
_JA_CAMERA = re.compile(
    r"カメラ|視点|キャメラ|アングル|レンズ|(?:画面|映像|フレーム)(?=[がは]|を[左右上下](?:から|[へに]))"
)
_JA_AFTER_CAMERA = (
    (
        "static",
        re.compile(r"動か(?:さ)?(?:ない|ず|ぬ)|動きません|固定|静止|止ま|止め|据え|じっと|動きなし|そのまま"),
    ),
    ("tracking", re.compile(r"追[いうっわ]|ついて|付いて|並走|並んで|伴走|追跡|追従|追尾|寄り添")),
    ("orbit", re.compile(r"回り込|(?:周り|まわり|周囲)を|ぐる|一周|回[るっり]|旋回|めぐ")),
    (
        "push in",
        re.compile(
            r"近づ|近寄|近付|寄[るっりせ]|迫[るっり]|前進|(?<!手)前[へに]|奥へ|奥に|ズームイン|入り込"
        ),
    ),
    ("pull out", re.compile(r"引[いきく]|離れ|遠ざか|後退|後ろ|下が[るっり]|遠のく|ズームアウト")),
    ("tilt up", re.compile(r"見上げ|上昇|上が[るっり]|昇[るっり]|仰[ぎぐ]|上を向|上げ")),
    ("tilt down", re.compile(r"見下ろ|下降|下り|降り|降下|下を向|[下お降]ろ[しすせ]|下げ")),
    ("drone", re.compile(r"飛[ぶんび]|空を|上空を")),
    ("movement", re.compile(r"動[くいき]|移動|進[むんみ]|流れ|滑[るっり]|すべ[るっり]")),
)
#: Where nobody is named who does it, the camera does: 走る電車を追う.
_JA_CHASED = re.compile(
    r"を(?:ゆっくり|そっと|静かに)?(?:追いかけ|追[いうっ]|追跡し|追尾し|追走し)[るてたう]?"
)
_JA_SHAKES = re.compile(r"(?:揺れ|ぶれ|ブレ|震え)(?![はがも]?(?:し|一切)?(?:な[しいく]|ず|ません))")


def camera_way(reading: Reading, inside: list[tuple[int, Item]]) -> CameraMove | None:
    """How the camera goes in one clause, whose items are given with their places; None if the clause has no camera."""
    way = CameraMove()
    text = reading.text
    start, end = (inside[0][1].start, inside[-1][1].end) if inside else (0, 0)
    camera = next((i for place, (i, _) in enumerate(inside) if _is_camera(inside, place)), None)
    speaks = camera is not None or bool(_JA_CAMERA.search(text, start, end))
    _by_terms(reading, inside, way, speaks)
    if way.move == "static" and way.stands:
        way.move = ""
    if not way.move:
        _by_verbs(reading, inside, way)
    if not way.move and camera is not None:
        _after_camera(reading, inside, camera, way)
    if not way.move:
        _japanese(reading, start, end, way)
    elif camera is not None:
        way.used.add(camera)
    elif told := _JA_CAMERA.search(text, start, end):
        way.spans.append(told.span())
    if not way.move and way.stands:
        way.move = "static"
    if (
        camera is not None
        and (match := _SHAKES.search(text, start, end))
        and "no" not in text[start : match.start()].split()
    ):
        way.handheld = True
        way.spans.append(match.span())
    return way if way.move or way.handheld or speaks else None


def _is_camera(inside: list[tuple[int, Item]], place: int) -> bool:
    """Whether a word is the camera: itself, or the picture that it gives, where that moves: the view drifts left."""
    item = inside[place][1]
    if item.entries or item.text in ("camera", "cam"):
        return not item.entries
    if item.text not in ("shot", "view", "frame", "lens", "viewpoint", "perspective", "we"):
        return False
    after = [each.text for _, each in inside[place + 1 :] if each.of("speed") is None][:2]
    return any(re.fullmatch(_MOVES_BY_ITSELF, " ".join(after[:size])) for size in range(1, len(after) + 1))


def _by_terms(reading: Reading, inside: list[tuple[int, Item]], way: CameraMove, speaks: bool) -> None:
    """The fixed expressions of the vocabulary."""
    found: list[tuple[int, Item, str]] = []
    for place, (index, item) in enumerate(inside):
        entry = item.of("camera")
        if entry is None:
            continue
        if item.negated:
            if entry.name != "handheld" and not way.move:
                way.move = "static"
            way.used.add(index)
            continue
        if entry.name == "handheld":
            way.handheld = True
            way.used.add(index)
            continue
        if item.text == "from above" and any(
            _is_light(each) for _, each in inside[max(0, place - 4) : place]
        ):
            continue
        if not speaks and _is_anybodys(inside, place, item, entry.name):
            continue
        found.append((index, item, entry.name))
        way.used.add(index)
        way.fast |= ("speed", "fast") in entry.also
    if not found:
        return
    index, item, name = next(
        (each for each in found if each[2] not in ("static", "drone", "movement")), found[0]
    )
    turn = _OPEN.get(item.text)
    if turn is not None:
        name = _turned(reading, inside, turn, index, way)
    if item.text in _SIDEWAYS and (told := _way_in(reading, inside, index, ("left", "right"), way)):
        name = _MOVES["any", told]
    if name == "movement":
        direction = _way_in(
            reading, inside, index, ("left", "right", "up", "down", "in", "out", "around"), way
        )
        name = _MOVES["any", direction] if direction else "movement"
    way.move = name
    way.stands = {each[1].text for each in found if each[2] == "static"} <= _TRIPODS


def _is_light(item: Item) -> bool:
    return item.of("light", "weather") is not None or item.text in (
        "light",
        "falls",
        "falling",
        "shining",
        "sun",
    )


def _is_anybodys(inside: list[tuple[int, Item]], place: int, item: Item, name: str) -> bool:
    """Whether the expression is what a subject does: a noun is before it, and it is no noun itself."""
    if name not in _ANYBODYS or _PLAIN.search(item.text) or not item.text.isascii():
        return False
    before = [each for _, each in inside[:place]]
    if not any(each.of("subject") and not each.negated for each in before):
        return False
    return before[-1].text not in _NOUN_BEFORE


def _by_verbs(reading: Reading, inside: list[tuple[int, Item]], way: CameraMove) -> None:
    """A verb of the camera by itself: pan slowly to the left."""
    if _as_order(reading, inside, way):
        return
    for place, (index, item) in enumerate(inside):
        if item.entries or item.negated:
            continue
        turn = next((kind for kind, verbs in _VERBS.items() if re.fullmatch(verbs, item.text)), None)
        if turn is None:
            continue
        before = [each for _, each in inside[:place]]
        if any(each.text in NEGATORS for each in before[-3:]):
            way.move = "static"
            way.used |= {index} | {
                i for i, each in inside[max(0, place - 3) : place] if each.text in NEGATORS
            }
            return
        others = any(each.of("subject") for each in before) and not any(
            each.text == "camera" for each in before
        )
        free = (
            not before or before[-1].text in _NOUN_BEFORE or before[-1].of("speed") is not None or not others
        )
        after = [each.text for _, each in inside[place + 1 : place + 3]]
        if turn in ("in", "out") and (others or not _INTO & {*after}):
            continue
        if turn != "side" and others and not free:
            continue
        noun = (
            item.text in ("pan", "tilted") and before and before[-1].text in ("the", "a")
        )  # a pan, a tilted roof
        told = any(each.of("speed") or each.text == "camera" for _, each in inside) or {*after} & _ALONG
        if (
            (noun or item.text == "tilted")
            and not told
            and _way_in(reading, inside, index, _ALLOWED[turn], CameraMove()) is None
        ):
            continue
        way.move = _turned(reading, inside, turn, index, way)
        way.used.add(index)
        return


def _as_order(reading: Reading, inside: list[tuple[int, Item]], way: CameraMove) -> bool:
    """A clause that begins with what the camera is to do, where nobody else could: follow a cat, move to the right."""
    said = [(index, item) for index, item in inside if not item.stop and item.of("speed") is None]
    while said and said[0][1].text in ("a", "the", "lateral", "then", "and"):
        said = said[1:]
    if not said:
        return False
    index, item = said[0]
    following = {each.text for _, each in said[1:3]}
    if item.text in ("track", "follow", "following"):
        way.move = "tracking"
    elif item.text in ("look", "tilt") and following & {"up", "down"}:
        way.move = "tilt up" if "up" in following else "tilt down"
    elif (item.text in ("arc", "circle", "circling", "arcing") and following & {"around", "the", "a"}) or (
        item.text in ("rotate", "rotating", "revolve", "spin", "spinning", "swing") and "around" in following
    ):
        way.move = "orbit"
    elif item.text in ("push", "pushing") and following & {"through", "toward", "towards", "into", "forward"}:
        way.move = "push in"
    elif item.text in ("flying", "soaring", "gliding", "fly") and following & {
        "over",
        "above",
        "through",
        "across",
        "along",
    }:
        if any(each.of("subject") for each in reading.items[:index]):
            return False
        way.move = "drone"
    elif item.text in ("move", "slide", "sweep", "swing", "travel"):
        direction = _way_in(
            reading, inside, index, ("left", "right", "up", "down", "in", "out", "around"), way
        )
        if direction is None:
            return False
        way.move = _MOVES["any", direction]
    else:
        return False
    way.used.add(index)
    return True


def _turned(reading: Reading, inside: list[tuple[int, Item]], turn: str, index: int, way: CameraMove) -> str:
    direction = _way_in(reading, inside, index, _ALLOWED[turn], way)
    if direction is None:
        return _DEFAULTS[turn]
    return _MOVES["any", direction]


def _way_in(
    reading: Reading, inside: list[tuple[int, Item]], index: int, allowed: tuple[str, ...], way: CameraMove
) -> str | None:
    """The direction that is said of the camera's verb at `index`: first after it, else before it."""
    item = reading.items[index]
    start, end = inside[0][1].start, inside[-1][1].end
    found = [
        (match.start(), name, match)
        for name, pattern in (*_WAYS, *_JA_WAYS)
        if name in allowed
        for match in pattern.finditer(reading.text, start, end)
    ]
    found = [
        each
        for each in found
        if each[2][0].startswith("from ") or not _inside_term(reading, each[2].span(), item)
    ]
    after = [each for each in found if each[0] >= item.end]
    chosen = (
        min(after, key=lambda each: each[0]) if after else max(found, key=lambda each: each[0], default=None)
    )
    longest = chosen and max(
        (each for each in found if each[2].start() <= chosen[0] < each[2].end()), key=lambda e: len(e[2][0])
    )
    if not longest:
        return None
    way.spans.append(longest[2].span())
    return longest[1]


def _inside_term(reading: Reading, span: tuple[int, int], but: Item) -> bool:
    """Whether these characters belong to a term that means something else: "left hand"."""
    return any(
        item.entries
        and item is not but
        and item.start < span[1]
        and span[0] < item.end
        and not item.of("action", "speed")
        for item in reading.items
    )


def _after_camera(reading: Reading, inside: list[tuple[int, Item]], camera: int, way: CameraMove) -> None:
    """Any verb that is said of the camera, and its direction."""
    text = reading.text
    start, end = inside[0][1].start, inside[-1][1].end
    if any(item.text in NEGATORS for _, item in inside) and not re.search(
        r"\bfollow|\btrack", text[start:end]
    ):
        verb = re.compile(
            r"\b(?:mov\w*|motion|shak\w*|turn\w*|pan\w*|work|chang\w*|budg\w*|shift\w*)\b"
        ).search(text, start, end)
        if verb:
            way.move = "static"
            way.spans.append(verb.span())
            way.used |= {i for i, item in inside if item.text in NEGATORS} | {camera}
            return
    verbs = {
        name: match
        for name, pattern in _AFTER_CAMERA.items()
        if (match := re.compile(rf"\b(?:{pattern})\b").search(text, start, end))
    }
    way.used.add(camera)
    if not verbs:
        direction = _way_in(reading, inside, camera, ("left", "right", "up", "down", "in", "out"), way)
        way.move = _MOVES["any", direction] if direction else ""
        if not way.move:
            way.used.discard(camera)
        return
    name = next(
        (each for each in ("tracking", "orbit", "static") if each in verbs),
        min(verbs, key=lambda e: verbs[e].start()),
    )
    way.spans.append(verbs[name].span())
    if name == "orbit" and "around" not in text[start:end] and _TURNS.fullmatch(verbs[name][0]):
        turned = _way_in(reading, inside, camera, ("left", "right"), way)
        way.move = _MOVES["any", turned] if turned else name
        return
    if name in ("tracking", "orbit", "static"):
        way.move = name
        return
    direction = _way_in(reading, inside, camera, ("left", "right", "up", "down", "in", "out", "around"), way)
    if name in ("movement", "drone") or (
        direction in ("up", "down", "left", "right") and name not in ("tilt up", "tilt down")
    ):
        way.move = (
            _MOVES["any", direction] if direction and not (name == "drone" and direction == "in") else name
        )
        return
    way.move = name


def _japanese(reading: Reading, start: int, end: int, way: CameraMove) -> None:
    text = reading.text
    for turn, pattern in _JA_TURNS.items():
        for match in pattern.finditer(text, start, end):
            if any(
                item.entries and item.entries[0].kind == "nothing" and item.start <= match.start() < item.end
                for item in reading.items
            ):
                continue
            if _JA_NOT_TURNED.match(text, match.end()):
                way.move = "static"
                way.spans.append((match.start(), min(end, match.end() + 2)))
                return
            found = _japanese_way(text, start, end, _ALLOWED[turn])
            told = (
                found
                or _JA_CAMERA.search(text, start, end)
                or re.search(r"ゆっくり|ゆるやか|素早", text[start:end])
            )
            if turn == "side" and not told and match[0] == "パン":
                continue
            way.spans.append(match.span())
            if found:
                way.spans.append(found[1])
            way.move = _MOVES["any", found[0]] if found else _DEFAULTS[turn]
            return
    camera = _JA_CAMERA.search(text, start, end)
    if camera is None:
        chased = _JA_CHASED.search(text, start, end)
        if chased and not re.search("[がはも]", text[start : chased.start()]):
            way.move = "tracking"
            way.spans.append((chased.start() + 1, chased.end()))
        elif (goes := re.search("(?:前進|後退)(?!さ)", text[start:end])) and not re.search(
            "[がはも]", text[start:end]
        ):
            way.move = "push in" if goes[0] == "前進" else "pull out"  # ゆっくり前進
            way.spans.append((start + goes.start(), start + goes.end()))
        return
    if shakes := _JA_SHAKES.search(text, camera.end(), end):
        way.handheld = True
        way.spans += [camera.span(), shakes.span()]
    for name, pattern in _JA_AFTER_CAMERA:
        hit = pattern.search(text, start, end)
        if hit is None:
            continue
        found = _japanese_way(text, start, end, ("left", "right", "up", "down", "in", "out"))
        if (
            found
            and name in ("movement", "drone", "push in", "pull out", "tilt up", "tilt down", "orbit")
            and found[0] in ("left", "right")
        ) or (name == "movement" and found):
            way.move = _MOVES["any", found[0]]
            way.spans += [camera.span(), hit.span(), found[1]]
        else:
            way.move = name
            way.spans += [camera.span(), hit.span()]
        return
    found = _japanese_way(text, start, end, ("left", "right", "up", "down", "in", "out"))
    if found:
        way.move = _MOVES["any", found[0]]
        way.spans += [camera.span(), found[1]]


def _japanese_way(
    text: str, start: int, end: int, allowed: tuple[str, ...]
) -> tuple[str, tuple[int, int]] | None:
    for name, pattern in _JA_WAYS:
        if name in allowed and (match := pattern.search(text, start, end)):
            return name, match.span()
    return None


def sideways(reading: Reading, inside: list[tuple[int, Item]], spans: list[tuple[int, int]]) -> str | None:
    """Whether somebody in a clause without a camera goes left or right."""
    start, end = inside[0][1].start, inside[-1][1].end
    for name, pattern in (*_WAYS[:2], *_JA_WAYS[:2]):
        if match := pattern.search(reading.text, start, end):
            spans.append(match.span())
            return name
    for (_, before), (_, item) in pairwise(inside):
        if item.text in ("left", "right") and not item.entries and before.of("action"):
            spans.append((item.start, item.end))
            return item.text
    told = re.compile(
        r"\b(?:to the|towards? the) (left|right)\b(?! (?:of|side|hand))|\b(left|right)wards?\b|"
        r"([左右])(?:方向)?[へに](?!は|ある|い|立)"
    ).search(reading.text, start, end)
    if told is None:
        return None
    spans.append(told.span())
    word = told[1] or told[2] or told[3]
    return {"左": "left", "右": "right"}.get(word, word)
