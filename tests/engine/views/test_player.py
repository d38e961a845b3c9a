"""How a finished clip looks: embedding, texts, escaping. That it plays is seen in tests/browser."""

from __future__ import annotations

import dataclasses
import re
import sys
from base64 import b64decode, b64encode
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.markup import escape, plain
from omnivid_jupyter.settings import settings
from omnivid_jupyter.views.player import mimebundle, text

CONTENT = b"not a film, but the very bytes"
HOSTILE = "\"><script>alert(1)</script>'\x1b[31m\x1b]0;owned\x07\u202eend"


class Elements(HTMLParser):
    """All elements of a piece of HTML, as (tag, attributes)."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


@pytest.fixture
def clip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clip:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "omnivid-clips" / "a-cat-1f.mp4"
    path.parent.mkdir()
    path.write_bytes(CONTENT)
    return Clip(
        path=path,
        media_type="video/mp4",
        width=1280,
        height=720,
        duration=4.0,
        size=len(CONTENT),
        sha256="0" * 64,
        prompt="a cat",
        model="apimart/Omni-Flash-Ext",
        task_id="task-1",
        cost=0.4,
    )


def shown(clip: Clip, **options: Any) -> Elements:
    return Elements(mimebundle(clip, **options)["text/html"])


def changed(clip: Clip, **changes: Any) -> Clip:
    return dataclasses.replace(clip, **changes)


@pytest.mark.parametrize(
    ("options", "chosen", "colab", "embedded"),
    [
        ({}, {}, False, True),
        ({}, {"embed_limit": len(CONTENT) / 1e6}, False, True),
        ({}, {"embed_limit": (len(CONTENT) - 1) / 1e6}, False, False),
        ({}, {"embed_limit": 0}, True, True),
        ({}, {"embed_limit": 0, "embed": "always"}, False, True),
        ({}, {"embed": "never"}, False, False),
        ({"embed": True}, {"embed": "never"}, False, True),
        ({"embed": False}, {"embed": "always"}, False, False),
        ({"embed": False}, {}, True, False),
    ],
)
def test_a_clip_is_embedded_as_the_policy_says(
    clip: Clip,
    monkeypatch: pytest.MonkeyPatch,
    options: dict[str, Any],
    chosen: dict[str, Any],
    colab: bool,
    embedded: bool,
) -> None:
    for name, value in chosen.items():
        monkeypatch.setattr(settings, name, value)
    if colab:
        monkeypatch.setitem(sys.modules, "google.colab", ModuleType("google.colab"))
    source = shown(clip, **options).of("video")[0]["src"]
    assert source is not None
    if embedded:
        assert b64decode(source.removeprefix("data:video/mp4;base64,")) == CONTENT
    else:
        assert source == "omnivid-clips/a-cat-1f.mp4"


def test_the_limit_counts_all_that_is_shown(clip: Clip, monkeypatch: pytest.MonkeyPatch) -> None:
    both = changed(clip, others=(clip,))
    monkeypatch.setattr(settings, "embed_limit", (2 * len(CONTENT) - 1) / 1e6)
    assert "Not embedded" in shown(both).text
    monkeypatch.setattr(settings, "embed_limit", 2 * len(CONTENT) / 1e6)
    assert "Not embedded" not in shown(both).text


def test_the_width_of_the_settings_holds_where_none_is_given(
    clip: Clip, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "width", 200)
    assert shown(clip).of("video")[0]["width"] == "200"
    assert shown(clip, width=100).of("video")[0]["width"] == "100"


def test_without_a_limit_ten_megabytes_hold(clip: Clip) -> None:
    assert "Not embedded" not in shown(changed(clip, size=10_000_000)).text
    assert "Not embedded (10 MB): plays only where" in shown(changed(clip, size=10_000_001)).text


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("a b&c.mp4", "clips/a%20b%26c.mp4"),
        ("猫#1?.mp4", "clips/%E7%8C%AB%231%3F.mp4"),
        ("100%25.mp4", "clips/100%2525.mp4"),
        ("a:b.mp4", "clips/a%3Ab.mp4"),
    ],
)
def test_a_reference_is_quoted_and_relative_to_the_working_directory(
    clip: Clip, tmp_path: Path, name: str, url: str
) -> None:
    path = tmp_path / "clips" / name
    path.parent.mkdir()
    path.touch()
    elements = shown(changed(clip, path=path), embed=False)
    assert elements.of("video")[0]["src"] == url
    assert elements.of("a")[0]["href"] == url
    assert f"Not embedded (30 bytes): plays only where this file is: clips/{name}" in elements.text


def test_a_clip_of_another_folder_is_named_in_full(clip: Clip, monkeypatch: pytest.MonkeyPatch) -> None:
    (clip.path.parent.parent / "work").mkdir()
    monkeypatch.chdir(clip.path.parent.parent / "work")
    elements = shown(clip, embed=False)
    assert elements.of("video")[0]["src"] == "../omnivid-clips/a-cat-1f.mp4"
    assert str(clip.path) in elements.text
    assert text(clip).startswith(str(clip.path))


def test_a_video_has_controls_and_does_not_start_by_itself(clip: Clip) -> None:
    (video,) = shown(clip).of("video")
    assert {"controls", "playsinline"} <= video.keys()
    assert not {"autoplay", "loop"} & video.keys()
    assert video["preload"] == "metadata"


@pytest.mark.parametrize("embed", [True, False])
def test_the_html_uses_only_what_passes_the_sanitiser(clip: Clip, embed: bool) -> None:
    full = changed(clip, poster=b"jpeg", prompt="long " * 100, others=(clip,))
    elements = shown(full, embed=embed, note="found")
    assert {tag for tag, _ in elements.found} <= {
        *("div", "video", "img", "a", "details", "summary", "small"),
    }
    allowed = {
        "style",
        "dir",
        "src",
        "poster",
        "controls",
        "preload",
        "playsinline",
        "width",
        "height",
        "class",
    }
    assert {name for _, attributes in elements.found for name in attributes} <= allowed | {"alt", "href"}


def test_the_poster_shows_before_the_film_and_instead_of_it(clip: Clip) -> None:
    elements = shown(changed(clip, poster=b"jpeg"))
    uri = f"data:image/jpeg;base64,{b64encode(b'jpeg').decode()}"
    assert elements.of("video")[0]["poster"] == uri
    assert [image["src"] for image in elements.of("img")] == [uri]


def test_an_image_is_an_img_element(clip: Clip) -> None:
    image = changed(clip, media_type="image/png", duration=None)
    elements = shown(image)
    assert elements.of("video") == []
    assert elements.of("img")[0]["src"] == f"data:image/png;base64,{b64encode(CONTENT).decode()}"
    assert "Omni-Flash-Ext · 1280×720 · $0.40" in elements.text
    assert "shows only where" in shown(image, embed=False).text


@pytest.mark.parametrize(
    ("size", "width", "expected"),
    [
        ((1280, 720), None, ("720", "405")),
        ((720, 1280), None, ("304", "540")),
        ((320, 180), None, ("320", "180")),
        ((1280, 720), 1000, ("1000", "562")),
        ((720, 1280), 200, ("200", "356")),
    ],
)
def test_the_size_fits_the_page_and_is_never_enlarged_unasked(
    clip: Clip, size: tuple[int, int], width: int | None, expected: tuple[str, str]
) -> None:
    (video,) = shown(changed(clip, width=size[0], height=size[1]), width=width).of("video")
    assert (video["width"], video["height"]) == expected
    assert "max-width:100%" in str(video["style"])


def test_prompt_facts_file_and_note_are_there(clip: Clip) -> None:
    page = shown(clip, note="Found in the clip folder").text
    assert "“a cat”" in page
    assert "apimart/Omni-Flash-Ext · 4 s · 1280×720 · $0.40 · task task-1" in page
    assert "a-cat-1f.mp4 · 30 bytes" in page
    assert page.endswith("Found in the clip folder")
    assert [link["href"] for link in shown(clip).of("a")] == ["omnivid-clips/a-cat-1f.mp4"]


def test_a_long_prompt_is_folded_but_whole(clip: Clip) -> None:
    prompt = "猫が自転車に乗る。\n" * 60
    elements = shown(changed(clip, prompt=prompt))
    assert len(elements.of("details")) == 1
    assert prompt.strip() in elements.text


def test_an_unknown_cost_is_not_shown_as_free(clip: Clip) -> None:
    assert "cost not reported" in shown(changed(clip, cost=None)).text
    assert "cost not reported" in text(changed(clip, cost=None))


def test_text_is_one_line_for_each_clip(clip: Clip) -> None:
    assert text(changed(clip, prompt="a\ncat")) == (
        'omnivid-clips/a-cat-1f.mp4 · "a cat" · apimart/Omni-Flash-Ext · 4 s · 1280×720 · $0.40 · task task-1'
    )
    both = mimebundle(changed(clip, others=(clip,)))
    assert both["text/plain"].splitlines() == [text(clip), text(clip)]
    assert set(both) - {"image/jpeg"} == {"text/html", "text/plain"}


def test_the_other_results_of_a_task_are_shown_beside_the_first(clip: Clip, tmp_path: Path) -> None:
    second = tmp_path / "second.mp4"
    second.write_bytes(b"other")
    elements = shown(changed(clip, others=(changed(clip, path=second, size=5),)))
    assert [video["width"] for video in elements.of("video")] == ["340", "340"]
    assert [link["href"] for link in elements.of("a")] == ["omnivid-clips/a-cat-1f.mp4", "second.mp4"]
    assert elements.text.count("a cat") == 1


def test_a_clip_whose_file_is_gone_says_so(clip: Clip) -> None:
    clip.path.unlink()
    elements = shown(clip)
    assert elements.of("video") == []
    assert "The file is gone: omnivid-clips/a-cat-1f.mp4" in elements.text


def test_hostile_text_is_escaped_everywhere(clip: Clip, tmp_path: Path) -> None:
    path = tmp_path / "\"><script>'.mp4"
    path.touch()
    hostile = changed(
        clip, path=path, prompt=HOSTILE, model=HOSTILE, task_id=HOSTILE, media_type=f"video/{HOSTILE}"
    )
    for options in ({}, {"embed": False}):
        bundle = mimebundle(changed(hostile, poster=b"x"), note=HOSTILE, **options)
        assert Elements(bundle["text/html"]).of("script") == []
        assert Elements(bundle["text/html"]).text.count("<script>alert(1)</script>'end") == 4
        for value in bundle.values():
            assert not re.search(r"[\x00-\x08\x1b\x7f\u202e]|owned", value)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("a\r\nb\tc\x00\x9b", "a\nb\tc"),
        ("\u202eabc\u2066", "abc"),
        ("half \ud83d pair", "half  pair"),
        ("👩‍🚀 猫 مرحبا", "👩‍🚀 猫 مرحبا"),
        (4, "4"),
    ],
)
def test_plain_text_keeps_words_and_drops_commands(given: object, expected: str) -> None:
    assert plain(given) == expected
    plain(given).encode()


def test_escape_is_safe_in_attributes() -> None:
    assert escape("<a b=\"c\" d='e'>&") == "&lt;a b=&quot;c&quot; d=&#x27;e&#x27;&gt;&amp;"


def test_the_clip_shows_itself_this_way(clip: Clip) -> None:
    assert clip._repr_mimebundle_() == mimebundle(clip)
