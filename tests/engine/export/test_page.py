"""The page: what is in it, once, and nothing that asks the network."""

from __future__ import annotations

import hashlib
import html
import json
from pathlib import Path

import pytest

import omnivid_jupyter as omnivid
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.export import export, page
from omnivid_jupyter.views.player import size_text
from omnivid_jupyter.views.sheet import sheet_of
from tests.clipfiles import png
from tests.engine.export.parts import Page, image, names, notebook


def test_the_page_holds_each_clip_of_the_session_once_in_the_order_of_its_making(session: Path) -> None:
    first = image("zebras <b>run</b> & rest")
    second = omnivid.generate("a boat at dawn", model="demo/Omni-Flash-Ext", duration=4)
    image("zebras <b>run</b> & rest")  # found again
    shown = export("lesson.html")
    text = (session / "lesson.html").read_text("utf-8")
    assert repr(shown) == f"Wrote lesson.html ({size_text(len(text.encode()))}): 2 clips."
    read = Page(session / "lesson.html")
    assert read.titles == ["1 zebras <b>run</b> & rest", "2 a boat at dawn"]
    sources = [values["src"] or "" for tag, values in read.tags if tag in ("video", "img")]
    assert [source.partition(",")[0] for source in sources] == [
        "data:image/png;base64",
        "data:video/mp4;base64",
    ]
    assert all(values.get("poster") for tag, values in read.tags if tag == "video")
    for clip in (first, second):
        facts = (clip.model, clip.task_id, clip.path.name, f"{clip.width}×{clip.height}", "simulated, free")
        assert all(fact in text for fact in facts)
    assert "duration 4 s · aspect ratio 16:9 · resolution 720p" in text
    assert html.escape("%%omnivid demo/Omni-Flash-Ext -d 4 -a 16:9 -r 720p\na boat at dawn") in text


def test_the_page_asks_the_network_for_nothing_and_takes_no_text_for_markup(session: Path) -> None:
    hostile = '<img src=x onerror="alert(1)"><script>alert(1)</script>&"\''
    image(hostile)
    omnivid.generate(hostile, model="demo/gpt-image-2")
    export("a <i>lesson & more.html")
    text = (session / "a <i>lesson & more.html").read_text("utf-8")
    assert "default-src 'none'" in text and "connect-src" not in text
    read = Page(session / "a <i>lesson & more.html")
    assert read.count("img") == 4 and read.count("script") == 2  # two clips and their comparison
    addresses = [values[name] or "" for _, values in read.tags for name in ("src", "href") if name in values]
    assert addresses and all(address.startswith(("data:", "#")) for address in addresses)
    assert read.count("i") == 0


def test_the_bytes_of_a_clip_are_in_the_page_once_although_it_is_compared_too(session: Path) -> None:
    clips = [image("a boat"), omnivid.generate("a boat", model="demo/gpt-image-2")]
    assert "2 clips and 1 comparison." in repr(export("lesson.html"))
    read = Page(session / "lesson.html")
    shown = [values for tag, values in read.tags if tag == "img"]
    assert [bool(values.get("src")) for values in shown] == [True, True, False, False]
    assert [values.get("data-clip") for values in shown] == [None, None, "clip-1", "clip-2"]
    links = [values["href"] for tag, values in read.tags if tag == "a"]
    assert links == ["#clip-1", "#clip-2"]
    everything = sum(clip.size for clip in clips) * 4 / 3
    assert (session / "lesson.html").stat().st_size < everything + 60_000


def test_the_page_compares_what_the_author_compared(session: Path) -> None:
    boat, fox, second = image("a boat"), image("a fox"), image("a boat", take=2)
    omnivid.compare(second, fox)
    omnivid.compare(fox, second)  # the same two, in the order in which they are shown last
    omnivid.compare(boat, second)
    assert "3 clips and 2 comparisons." in repr(export("lesson.html"))
    shown = [values["data-clip"] for _, values in Page(session / "lesson.html").tags if "data-clip" in values]
    assert shown == ["clip-2", "clip-3", "clip-1", "clip-3"]
    export("lesson.html")  # an export compares nothing anew
    assert "2 clips and 1 comparison." in repr(export("two.html", clips=[boat, second]))


def test_a_sheet_that_was_shown_is_on_the_page_with_the_films_that_are_there_once(session: Path) -> None:
    clips = [image("a boat", take=take) for take in (1, 2, 3)]
    sheet = sheet_of(clips)
    sheet._repr_mimebundle_()
    sheet_of(clips)._repr_mimebundle_()  # the same once more
    sheet_of([clips[0], image("a fox")])._repr_mimebundle_()
    clips[1].rate(stars=5, note="<b>best</b>")
    assert "3 clips and 1 contact sheet." in repr(export("lesson.html", clips=clips))
    read = Page(session / "lesson.html")
    shown = [values.get("data-clip") for _, values in read.tags if "data-clip" in values]
    assert shown == ["clip-1", "clip-2", "clip-3"]
    text = (session / "lesson.html").read_text("utf-8")
    assert "★★★★★" in text and "“&lt;b&gt;best&lt;/b&gt;”" in text
    assert text.index('id="sheets"') < text.index('id="clips"')
    assert "4 clips and 2 contact sheets." in repr(export("all.html"))


def test_every_result_of_a_task_is_on_the_page(session: Path) -> None:
    clip = image("a boat")
    other = clip.path.with_name("second.png")
    other.write_bytes(png())
    sidecar = json.loads(clip.path.with_suffix(".json").read_text())
    sidecar["files"].append(
        {
            **sidecar["files"][0],
            "name": other.name,
            "width": 48,
            "height": 32,
            "size": len(png()),
            "sha256": hashlib.sha256(png()).hexdigest(),
        }
    )
    clip.path.with_suffix(".json").write_text(json.dumps(sidecar))
    export("lesson.html")
    assert Page(session / "lesson.html").count("img") == 2
    notebook(session / "lesson.ipynb", "1")
    export("lesson.zip")
    assert "omnivid-clips/second.png" in names(session / "lesson.zip")


def test_a_page_that_no_browser_opens_is_refused_in_favour_of_an_archive(
    session: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    image()
    monkeypatch.setattr(page, "LARGEST", 1000)
    with pytest.raises(InvalidRequestError, match=r"at most 1\.0 kB can be one page") as caught:
        export("lesson.html")
    assert "FILE.zip" in (caught.value.hint or "")
    assert not (session / "lesson.html").exists()
