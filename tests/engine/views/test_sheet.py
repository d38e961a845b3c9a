"""views/sheet.py: what a contact sheet holds, wherever it is looked at."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.media.ratings import rate
from omnivid_jupyter.request import VideoRequest
from omnivid_jupyter.settings import settings
from omnivid_jupyter.views.entries import entries_of, summary
from omnivid_jupyter.views.sheet import Entry, Sheet, sheet_of, shown_sheets
from omnivid_jupyter.views.sheet_html import MOST
from tests.clipfiles import jpeg
from tests.engine.views.test_compare import Page

HOSTILE = "</script><script>alert(1)</script><img src=x onerror='alert(1)'>\"&' \x1b[31m\u202e"
GRID = {"prompt": ("a red boat", "a blue boat"), "duration": ("4", "8"), "take": ("1", "2")}


def clip(folder: Path, name: str = "boat", **changes: Any) -> Clip:
    path = folder / f"{name}.mp4"
    path.write_bytes(b"film of " + name.encode())
    made = Clip(
        path=path,
        media_type="video/mp4",
        width=1280,
        height=720,
        duration=4.0,
        size=path.stat().st_size,
        sha256=name.encode().hex().ljust(64, "0"),
        prompt="a red boat",
        model="apimart/Omni-Flash-Ext",
        task_id=f"task-{name}",
        cost=0.25,
        poster=jpeg(640, 360),
    )
    return replace(made, **changes)


def grid(folder: Path, axes: Mapping[str, Sequence[str]] = GRID) -> list[Entry]:
    return [
        Entry(
            values=dict(zip(axes, values, strict=True)),
            prompt=values[0],
            model="apimart/Omni-Flash-Ext",
            clip=clip(folder, f"clip-{number}"),
            cost=0.25,
        )
        for number, values in enumerate(itertools.product(*axes.values()))
    ]


def html(sheet: Sheet) -> str:
    return str(sheet._repr_mimebundle_()["text/html"])


def plain(sheet: Sheet) -> str:
    """What is left where no script may run: scripts, styles and data are taken away."""
    return re.sub(r"<style>.*|data-(?:sheet|entry)=\"[^\"]*\"", "", html(sheet), flags=re.DOTALL)


def told(sheet: Sheet) -> list[dict[str, Any]]:
    """What the script is told of each clip."""
    return [
        json.loads(attributes["data-entry"] or "")
        for _, attributes in Page(html(sheet)).tags
        if "data-entry" in attributes
    ]


# --- the plain table ------------------------------------------------------------------------------------------


def test_without_a_script_it_is_a_table_of_players_under_named_axes(tmp_path: Path) -> None:
    page = Page(plain(Sheet(grid(tmp_path), GRID)))
    assert [row[0] for row in page.rows[1:]] == ["a red boat", "a blue boat"]
    assert page.rows[0][1:] == ["duration 4 s", "duration 8 s"]
    assert page.marked == ["red", "blue"]
    assert "take 1" in page.rows[1][1] and "take 2" in page.rows[1][1]
    videos = [attributes for tag, attributes in page.tags if tag == "video"]
    assert len(videos) == 8
    assert all(video["preload"] == "none" and "controls" in video and video["poster"] for video in videos)
    assert {attributes.get("scope") for tag, attributes in page.tags if tag == "th"} == {None, "col", "row"}


def test_the_plain_part_consists_of_what_survives_where_no_script_may_run(tmp_path: Path) -> None:
    failed = Entry({"take": "3"}, "a boat", "m", state="failed", note="Refused.", stars=None)
    still = Entry(
        {"take": "4"}, "a boat", "m", clip=clip(tmp_path, "still", media_type="image/png", duration=None)
    )
    rated = replace(grid(tmp_path)[0], values={"take": "1"}, stars=4, remark="good", rejected=True)
    for tag, attributes in Page(plain(Sheet([rated, failed, still]))).tags:
        allowed = {"class", "style", "dir", "href", "scope"}
        media = {
            "controls",
            "preload",
            "playsinline",
            "src",
            "poster",
            "width",
            "height",
            "alt",
            "data-poster",
        }
        assert set(attributes) <= allowed | (media if tag in {"video", "img"} else set()), tag
    page = plain(Sheet([rated, failed, still]))
    assert "★★★★☆" in page and "✕ rejected" in page and "“good”" in page and "Refused." in page


def test_a_failure_and_what_was_left_out_stand_in_their_places(tmp_path: Path) -> None:
    entries = grid(tmp_path)
    entries[3] = replace(entries[3], clip=None, state="failed", note="The service refused it.")
    entries[4] = replace(entries[4], clip=None, state="skipped", note="It takes no duration.")
    page = Page(plain(Sheet(entries, GRID)))
    assert "✕ Failed" in page.rows[1][2] and "The service refused it." in page.rows[1][2]
    assert "– Left out" in page.rows[2][1] and "It takes no duration." in page.rows[2][1]


@pytest.mark.parametrize("lacking", ["prompt", "duration", "resolution"])
def test_a_clip_without_a_value_on_an_axis_has_its_place(lacking: str, tmp_path: Path) -> None:
    axes = {"prompt": ("one", "two"), "duration": ("4", "8"), "resolution": ("720p", "1080p")}
    entries = grid(tmp_path, axes)
    left = {name: value for name, value in entries[-1].values.items() if name != lacking}
    entries.append(replace(entries[-1], values=left, clip=clip(tmp_path, "lone")))
    page = plain(Sheet(entries, axes))
    assert page.count("<video") == len(entries) and "lone.mp4" in page
    assert page.count(f">no {lacking}<") == 1
    assert [each["n"] for each in told(Sheet(entries, axes))].count(len(entries) - 1) == 1
    without = plain(Sheet(entries[:-1], axes))
    assert f">no {lacking}<" not in without


def test_groups_have_a_table_each(tmp_path: Path) -> None:
    axes = {"prompt": ("one", "two"), "duration": ("4", "8"), "resolution": ("720p", "1080p")}
    page = plain(Sheet(grid(tmp_path, axes), axes))
    assert page.count("<table") == 2
    assert re.search(r"resolution</span> 720p.*<table.*resolution</span> 1080p.*<table", page, re.DOTALL)


def test_clips_without_axes_follow_one_another_each_with_its_prompt(tmp_path: Path) -> None:
    page = plain(
        sheet_of([clip(tmp_path, name, prompt=f"a {name}") for name in ("boat", "fox", "owl", "cat", "dog")])
    )
    assert "<table" not in page
    assert all(">a <mark" in page or name in page for name in ("boat", "fox"))


# --- films and posters ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("limit", "embedded"), [(1.0, True), (0.0, False)])
def test_films_are_embedded_as_the_policy_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: float, embedded: bool
) -> None:
    monkeypatch.setattr(settings, "embed_limit", limit)
    monkeypatch.setattr(settings, "embed", "auto")
    sheet = Sheet(grid(tmp_path), GRID)
    sources = [attributes["src"] or "" for tag, attributes in Page(plain(sheet)).tags if tag == "video"]
    assert all(source.startswith("data:video/mp4;base64,") is embedded for source in sources)
    assert ("Not embedded" in plain(sheet)) is not embedded


def test_a_cell_may_decide_by_itself(tmp_path: Path) -> None:
    assert "data:video" in plain(Sheet(grid(tmp_path), GRID, embed=True))
    assert "data:video" not in plain(Sheet(grid(tmp_path), GRID, embed=False))


def test_what_is_embedded_has_an_end_even_where_everything_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("omnivid_jupyter.views.sheet._EMBEDDED", 60)
    page = plain(Sheet(grid(tmp_path), GRID, embed=True))
    assert page.count("data:video") == 4  # of fifteen bytes each
    assert "are embedded; the others are shown only where their files are" in page


def test_a_thousand_clips_stay_small_and_the_rest_is_counted(tmp_path: Path) -> None:
    one = clip(tmp_path)
    entries = [
        Entry({"take": str(number)}, "a boat", one.model, clip=one, cost=0.25) for number in range(1000)
    ]
    sheet = Sheet(entries, embed=False)
    page = html(sheet)
    assert page.count("data-entry") == MOST
    assert f"Shown are the first {MOST} of 1000; the other {1000 - MOST} are left out here." in page
    assert len(page) < 3_000_000
    assert "1000 clips · $250.00" in page
    assert "… and 900 more." in repr(sheet)


def test_a_width_that_somebody_chose_holds_with_and_without_a_script(tmp_path: Path) -> None:
    page = html(sheet_of([clip(tmp_path, "one"), clip(tmp_path, "two")], width=417))
    assert page.count('width="417"') == 4  # each player, and its poster where players are taken away
    assert "&quot;width&quot;:417" in page


def test_posters_are_small(tmp_path: Path) -> None:
    big = [clip(tmp_path, f"clip-{number}", poster=jpeg(1920, 1080, "teal")) for number in range(30)]
    posters = re.findall(r'poster="data:image/jpeg;base64,([^"]*)"', html(sheet_of(big)))
    assert len(posters) == 30 and max(map(len, posters)) < 12_000


def test_a_clip_whose_file_is_gone_says_so_and_has_its_poster(tmp_path: Path) -> None:
    gone = clip(tmp_path, "gone")
    gone.path.unlink()
    sheet = sheet_of([gone, clip(tmp_path)])
    assert plain(sheet).count("<video") == 1 and "data:image/jpeg" in plain(sheet)
    assert "(gone)" in repr(sheet)


def test_further_results_of_a_task_are_there_and_cost_once(tmp_path: Path) -> None:
    both = clip(tmp_path, "one", others=(clip(tmp_path, "two"),))
    sheet = sheet_of([both, clip(tmp_path, "three")])
    assert plain(sheet).count("<video") == 3
    assert sheet.clip(1) == both.others[0]
    assert "2 clips · $0.50" in plain(sheet)


# --- what it says ---------------------------------------------------------------------------------------------


def test_hostile_text_stays_text_and_script_and_style_are_fixed(tmp_path: Path) -> None:
    bad = clip(tmp_path, prompt=HOSTILE, model=HOSTILE, request=VideoRequest(HOSTILE, HOSTILE))
    entry = Entry(
        {HOSTILE: HOSTILE}, HOSTILE, HOSTILE, clip=bad, note=HOSTILE, remark=HOSTILE, measures={HOSTILE: 1}
    )
    other = Entry({HOSTILE: "b"}, "b", "m", state="failed", note=HOSTILE)
    page = html(Sheet([entry, other], title=HOSTILE))
    harmless = html(Sheet([replace(other, values={})]))
    assert page[page.index("<style>") :] == harmless[harmless.index("<style>") :]
    before = page[: page.index("<style>")]
    assert "<script" not in before and "onerror='" not in before
    assert not re.search("[\x1b\u202e]", page + repr(Sheet([entry, other])))
    assert {tag for tag, _ in Page(before).tags}.isdisjoint({"script", "style"})
    assert [each["n"] for each in told(Sheet([entry, other]))] == [0, 1]


def test_clips_are_laid_out_by_what_differs_between_them_with_their_ratings(tmp_path: Path) -> None:
    clips = [
        clip(
            tmp_path,
            f"clip-{prompt}-{seconds}",
            prompt=prompt,
            request=VideoRequest("apimart/Omni-Flash-Ext", prompt, duration=seconds),
        )
        for prompt in ("boat", "fox")
        for seconds in (4, 8)
    ]
    rate(clips[1].path, stars=5, note="best")
    sheet = sheet_of(clips)
    assert sheet.axes == {"prompt": ("boat", "fox"), "duration": ("4 s", "8 s")}
    assert [entry.stars for entry in sheet.entries] == [None, 5, None, None]
    assert entries_of(clips)[1].remark == "best"


@pytest.mark.parametrize(
    ("states", "left", "expected"),
    [
        (["done"] * 3, None, "3 clips · $0.30"),
        (["done"], None, "1 clip · $0.10"),
        (
            ["done"] * 7 + ["running"] * 3 + ["failed", "queued"],
            130.0,
            "7 of 12 done · 1 queued · 3 running · 1 failed · $0.70 so far · about 2 min left",
        ),
        (["done", "failed"], 100.0, "1 of 2 done · 1 failed · $0.10"),
        (["done", "skipped"], None, "1 clip · 1 left out · $0.10"),
        (["running"], 12.2, "0 of 1 done · 1 running · about 13 s left"),
        ([], None, "0 clips"),
    ],
)
def test_one_line_says_how_all_stand(states: list[str], left: float | None, expected: str) -> None:
    entries = [Entry({}, "a boat", "apimart/x", state=s, cost=0.1 if s == "done" else None) for s in states]
    assert summary(entries, left) == expected


def test_what_all_cost_counts_the_credits_of_those_without_a_price_once_a_task(tmp_path: Path) -> None:
    def made(name: str, model: str, cost: float | None, credits: float | None, task: str = "") -> Entry:
        changes = {"model": model, "cost": cost, "credits": credits, "task_id": task or name}
        return Entry({}, "a boat", model, clip=clip(tmp_path, name, **changes), cost=cost)

    usd = made("a", "apimart/x", 0.25, 2.5)
    first, other = (made(name, "evolink/y", None, 58.6, "one task") for name in "bc")
    assert summary([usd, first, other]) == "3 clips · $0.25 + 58.6 credits"
    assert summary([first]) == "1 clip · 58.6 credits"
    silent = made("d", "evolink/e", None, None)
    assert summary([usd, silent, silent]) == "3 clips · $0.25 + 1 not reported", "which is not nothing"
    assert summary([silent]) == "1 clip"
    both = [first, made("d", "omniflash/z", None, 15)]
    assert summary(both) == "2 clips · 58.6 credits of evolink + 15 credits of omniflash"
    assert summary([made("e", "demo/omni-pro", 0.0, 15)]) == "1 clip · simulated, free"


def test_in_a_terminal_it_is_a_table(tmp_path: Path) -> None:
    entries = grid(tmp_path)
    entries[0] = replace(entries[0], stars=4, remark="good")
    entries[1] = replace(entries[1], clip=None, state="failed", note="Refused.", cost=None)
    first, head, *rows = repr(Sheet(entries, GRID, title="Boats")).splitlines()
    assert first == "Boats · 7 of 8 done · 1 failed · $1.75"
    assert head.split() == ["prompt", "duration", "take", "state", "cost", "stars", "note", "clip"]
    assert rows[0].split()[:12] == [
        "1",
        "a",
        "red",
        "boat",
        "4",
        "s",
        "take",
        "1",
        "done",
        "$0.25",
        "★★★★",
        "“good”",
    ]
    assert "failed" in rows[1] and "Refused." in rows[1]


def test_the_sheets_of_a_session_are_known_each_once(tmp_path: Path) -> None:
    sheet = Sheet(grid(tmp_path), GRID)
    assert sheet not in shown_sheets()
    html(sheet)
    html(sheet)
    assert shown_sheets().count(sheet) == 1
