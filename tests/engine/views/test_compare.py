"""A comparison's plain form: what is marked, what is escaped, what is refused. The bar is seen in tests/browser."""

from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.request import VideoRequest
from omnivid_jupyter.settings import settings
from omnivid_jupyter.views.compare import compare, differing_words
from omnivid_jupyter.views.sheet import Sheet
from tests.clipfiles import mp4, png

HOSTILE = "</script></style>\"><img src=x onerror='alert(1)'>\x1b[31m\u202eend"


@pytest.fixture
def clip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clip:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "a cat.mp4"
    path.write_bytes(mp4())
    return Clip(
        path=path,
        media_type="video/mp4",
        width=64,
        height=36,
        duration=1.0,
        size=len(mp4()),
        sha256="0" * 64,
        prompt="a red cat on a table",
        model="demo/omni-flash",
        task_id="task-1",
        request=VideoRequest(
            "demo/omni-flash", "a red cat on a table", aspect_ratio="16:9", resolution="720p"
        ),
    )


def changed(clip: Clip, **changes: Any) -> Clip:
    return dataclasses.replace(clip, **changes)


class Page(HTMLParser):
    """A piece of HTML: its start tags, and the cells of its table row by row."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.rows: list[list[str]] = []
        self.marked: list[str] = []
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"img", "br"}:
            self._open.append(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"}:
            self.rows[-1].append("")
        elif tag == "mark":
            self.marked.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "td" in self._open or "th" in self._open:
            self.rows[-1][-1] += data
        if "mark" in self._open:
            self.marked[-1] += data

    def row(self, name: str) -> list[str]:
        (found,) = [row[1:] for row in self.rows if row and row[0].removeprefix("≠ ") == name]
        return found


def html(*clips: Clip) -> str:
    return compare(*clips)._repr_mimebundle_()["text/html"]


def shown(*clips: Clip) -> Page:
    return Page(html(*clips))


@pytest.mark.parametrize(
    ("prompts", "marked"),
    [
        (["a red cat", "a green cat"], [["red"], ["green"]]),
        (["a cat", "a cat at night"], [[], [" at night"]]),
        (["a cat", "a cat"], [[], []]),
        (["a cat sits", "a  cat\nsits"], [[], []]),
        (["a cat, slowly", "a cat"], [[", slowly"], []]),
        (["a big red cat sits", "a cat sits"], [["big red"], []]),
        (["one two three", "one two four", "one five three"], [["two three"], ["two four"], ["five three"]]),
        (["赤い猫が走る", "青い猫が走る"], [["赤"], ["青"]]),
        (
            ["クラゲが海をゆっくり泳ぐ", "クラゲが海をはやく泳ぐ"],
            [["をゆっくり"], ["をはやく"]],
        ),
        (["a cat", "Ein Boot auf dem See"], [[], []]),
        (["", "a cat"], [[], []]),
    ],
)
def test_a_word_is_marked_that_another_prompt_lacks(prompts: list[str], marked: list[list[str]]) -> None:
    found = differing_words(prompts)
    assert [[piece.strip() for piece, differs in each if differs] for each in found] == [
        [piece.strip() for piece in each] for each in marked
    ]
    assert ["".join(piece for piece, _ in each) for each in found] == prompts


def test_a_prompt_unlike_the_others_does_not_mark_every_word_of_theirs() -> None:
    first, second, other = differing_words(["a red cat on a mat", "a green cat on a mat", "ein Boot"])
    assert [piece for piece, differs in first + second if differs] == ["red", "green"]
    assert other == [("ein Boot", False)]


def test_what_differs_is_marked_and_what_is_the_same_stands_once(clip: Clip) -> None:
    other = changed(
        clip,
        prompt="a green cat on a table",
        model="demo/omni-pro",
        request=VideoRequest("demo/omni-pro", resolution="1080p", aspect_ratio="16:9", duration=4),
    )
    page = shown(clip, other)
    assert page.marked == ["red", "green"]
    assert page.row("Prompt") == ["a red cat on a table", "a green cat on a table"]
    assert page.row("Model") == ["demo/omni-flash", "demo/omni-pro"]
    assert page.row("Resolution") == ["720p", "1080p"]
    assert page.row("Duration") == ["–", "4 s"]
    assert page.row("Aspect ratio") == ["16:9"]
    assert page.row("Length") == ["1 s · 24 frames/s"]
    differing = [row[0] for row in page.rows if row[0].startswith("≠")]
    assert differing == ["≠ Prompt", "≠ Model", "≠ Resolution", "≠ Duration"]


def test_clips_whose_request_is_not_known_are_compared_by_what_is(clip: Clip) -> None:
    page = shown(changed(clip, request=None), changed(clip, request=None, width=640, height=360))
    assert page.row("Picture") == ["64×36", "640×360"]
    assert page.row("Cost") == ["simulated, free"]


def test_a_length_without_a_frame_rate_is_still_a_length(clip: Clip) -> None:
    clip.path.write_bytes(b"not a film")
    page = shown(clip, clip)
    assert page.row("Length") == ["1 s"]
    assert page.tags[0][1]["data-frame-rate"] == "24"


def test_an_image_has_no_length(clip: Clip, tmp_path: Path) -> None:
    path = tmp_path / "still.png"
    path.write_bytes(png())
    still = changed(clip, path=path, media_type="image/png", duration=None)
    assert shown(still, clip).row("Length") == ["–", "1 s · 24 frames/s"]
    assert all(row[0] != "Length" for row in shown(still, still).rows)


def test_hostile_text_stays_text(clip: Clip) -> None:
    hostile = changed(
        clip,
        prompt=HOSTILE,
        model=HOSTILE,
        task_id=HOSTILE,
        request=VideoRequest(HOSTILE, HOSTILE, resolution=HOSTILE, extend=HOSTILE),
    )
    page = shown(hostile, clip)
    plain = Page(html(clip, clip))
    names = [tag for tag, _ in page.tags]
    assert names.count("script") == names.count("style") == 1
    assert names.count("img") == [tag for tag, _ in plain.tags].count("img")
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)
    text = compare(hostile, clip)._repr_mimebundle_()["text/plain"]
    assert not re.search("[\x1b\u202e]", text + html(hostile, clip))


def test_script_and_style_are_the_same_whatever_is_compared(clip: Clip) -> None:
    def fixed(page: str) -> str:
        return page[page.index("<style>") :]

    assert fixed(html(clip, changed(clip, prompt=HOSTILE, model="x"))) == fixed(html(clip, clip, clip))
    assert fixed(html(clip, clip)).count("</script") == fixed(html(clip, clip)).count("</style") == 1


def test_the_plain_part_consists_of_what_survives_where_no_script_may_run(clip: Clip) -> None:
    allowed = {"class", "style", "dir", "href", "colspan", "scope", "data-frame-rate"}
    media = {"controls", "preload", "playsinline", "src", "poster", "width", "height", "alt"}
    for tag, attributes in shown(clip, clip, clip).tags:
        if tag not in {"style", "script"}:
            assert set(attributes) <= allowed | (media if tag in {"video", "img"} else set()), tag
    assert [tag for tag, attributes in shown(clip, clip, clip).tags if "controls" in attributes] == [
        "video"
    ] * 3


@pytest.mark.parametrize(("limit", "embedded"), [(1.0, True), (0.0, False)])
def test_clips_are_embedded_as_the_policy_says(
    clip: Clip, monkeypatch: pytest.MonkeyPatch, limit: float, embedded: bool
) -> None:
    monkeypatch.setattr(settings, "embed_limit", limit)
    sources = [attributes["src"] or "" for tag, attributes in shown(clip, clip).tags if tag == "video"]
    if embedded:
        assert all(source.startswith("data:video/mp4;base64,") for source in sources)
    else:
        assert sources == ["a%20cat.mp4"] * 2
    assert ("Not embedded" in html(clip, clip)) is not embedded


def test_the_limit_counts_all_clips_together(clip: Clip, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "embed_limit", 2 * clip.size / 1e6)
    assert "Not embedded" not in html(clip, clip)
    assert "Not embedded" in html(clip, clip, clip)


def test_the_text_of_long_prompts_begins_where_they_differ(clip: Clip) -> None:
    long = "a very long prompt about a cat that walks along the beach, "
    found = repr(compare(changed(clip, prompt=f"{long}quickly"), changed(clip, prompt=f"{long}slowly")))
    assert "…quickly" in found and "…slowly" in found


def test_without_html_there_is_text(clip: Clip) -> None:
    comparison = compare(clip, changed(clip, prompt="a green cat on a table"))
    text = comparison._repr_mimebundle_()["text/plain"]
    assert text == repr(comparison)
    first, second, *_, row = text.splitlines()
    assert first.startswith("A  a cat.mp4") and second.startswith("B  a cat.mp4")
    assert row.split(None, 1) == ["Prompt", "a red cat on a table  a green cat on a table"]


def test_text_of_equal_clips_lists_nothing(clip: Clip) -> None:
    assert repr(compare(clip, clip)).splitlines()[2:] == ["", "Nothing differs."]


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_clips_are_refused(clip: Clip, count: int) -> None:
    with pytest.raises(InvalidRequestError, match=f"two clips or more, not {count}") as refused:
        compare(*[clip] * count)
    assert refused.value.field == "clips"


def test_more_than_four_clips_are_a_contact_sheet(clip: Clip, tmp_path: Path) -> None:
    sheet = compare(*[clip] * 5)
    assert isinstance(sheet, Sheet)
    assert sheet.clips == [clip] * 5
    with pytest.raises(InvalidRequestError, match="file of clip 5 is gone"):
        compare(*[clip] * 4, changed(clip, path=tmp_path / "gone.mp4"))


def test_what_is_not_a_clip_is_refused_with_what_would_do(clip: Clip) -> None:
    with pytest.raises(InvalidRequestError, match="not list") as refused:
        compare([clip, clip])  # type: ignore[arg-type]
    assert "compare(*clips)" in (refused.value.hint or "")


def test_a_clip_without_its_file_is_refused_by_its_letter(clip: Clip, tmp_path: Path) -> None:
    with pytest.raises(InvalidRequestError, match="file of clip B is gone"):
        compare(clip, changed(clip, path=tmp_path / "gone.mp4"))


def test_the_first_take_is_named_beside_others(clip: Clip) -> None:
    assert clip.request
    second = changed(clip, request=dataclasses.replace(clip.request, take=2))
    assert ["≠ Take", "1", "2"] in shown(clip, second).rows
    assert not any("Take" in row[0] for row in shown(clip, clip).rows)
