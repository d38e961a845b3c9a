"""views/sheet.js in a real browser: what is fetched, played, sorted, filtered, walked through and judged."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.settings import settings
from omnivid_jupyter.views.sheet import Entry, Sheet
from tests.browser.axe import serious_issues
from tests.browser.waiting import until, until_in_step
from tests.clipfiles import jpeg, mp4

SITE = "http://sheet.test"
AXES = {
    "prompt": ("a red boat, static camera", "a red boat, pan left"),
    "duration": ("4", "8"),
    "model": ("demo/omni-pro", "demo/omni-flash"),
    "take": ("1", "2", "3"),
}
HUNDRED = {"words": tuple(f"word {n}" for n in range(10)), "take": tuple(map(str, range(1, 11)))}


def clip(folder: Path, number: int, **changes: Any) -> Clip:
    """A clip whose file is one of a few colours."""
    path = folder / f"clip-{number}.mp4"
    path.write_bytes(mp4(3.0, color=("teal", "coral", "navy", "olive")[number % 4]))
    made = Clip(
        path=path,
        media_type="video/mp4",
        width=64,
        height=36,
        duration=3.0,
        size=path.stat().st_size,
        sha256=f"{number:064x}",
        prompt="a red boat",
        model="demo/omni-flash",
        task_id=f"task-{number}",
        poster=jpeg(color=("teal", "coral", "navy", "olive")[number % 4]),
    )
    return replace(made, **changes)


def entries(folder: Path, axes: Mapping[str, Sequence[str]]) -> list[Entry]:
    """The whole grid; the sixth has failed, the eighth was left out."""
    made = []
    for number, values in enumerate(itertools.product(*axes.values())):
        named = dict(zip(axes, values, strict=True))
        entry = Entry(
            values=named,
            prompt=named.get("prompt", f"a {' '.join(values)} boat"),
            model=named.get("model", "demo/omni-flash"),
            take=int(named.get("take", 1)),
            cost=round(0.25 + 0.05 * (number % 4), 2),
            seconds=30.0 + number,
            stars=number % 6 or None,
        )
        if number == 5:
            entry = replace(
                entry, state="failed", note="Refused by the service: too much <b>wind</b>.", cost=None
            )
        elif number == 7:
            entry = replace(entry, state="skipped", note="This model takes no duration.", cost=None)
        else:
            entry = replace(entry, clip=clip(folder, number))
        made.append(replace(entry, stars=None) if entry.clip is None else entry)
    return made


@cache
def film() -> bytes:
    return mp4(3.0)


Show = Callable[..., list[str]]


@pytest.fixture
def show(page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Show:
    """Opens a sheet as a page whose films are files; returns the list of those that are asked for, as it grows."""
    asked: list[str] = []

    def opened(
        axes: Mapping[str, Sequence[str]] = AXES, sheet: Sheet | None = None, head: str = ""
    ) -> list[str]:
        monkeypatch.setattr(settings, "embed", "never")
        made = sheet or Sheet(entries(tmp_path, axes), axes, title="Which words?")
        html = f"<!doctype html><html lang=en><title>Sheet</title><body>{head}<main>{made.html()}</main>"

        def serve(route: Route) -> None:
            if route.request.url.endswith(".mp4"):
                asked.append(route.request.url.rpartition("/")[2])
                route.fulfill(body=film(), content_type="video/mp4", headers={"accept-ranges": "bytes"})
            else:
                route.fulfill(body=html, content_type="text/html; charset=utf-8")

        page.route("**/*", serve)
        page.goto(f"{SITE}/")
        page.locator(".omnivid-sheet-view").wait_for()
        return asked

    return opened


def tiles(page: Page) -> Locator:
    return page.locator(".omnivid-sheet-tile")


def opens(page: Page) -> Locator:
    return page.locator(".omnivid-sheet-open")


def named(page: Page, name: str) -> Locator:
    """The button that enlarges this clip."""
    return page.locator(f".omnivid-sheet-open[aria-label^='{name}:']")


# --- layout ---------------------------------------------------------------------------------------------------


def test_axes_are_named_rows_and_columns_and_the_rest_is_told_in_the_cell(page: Page, show: Show) -> None:
    show()
    expect(page.locator("h4")).to_have_text(["model demo/omni-pro", "model demo/omni-flash"])
    expect(page.locator("thead").first.locator("th")).to_have_text(["duration 4 s", "duration 8 s"])
    expect(page.locator("tbody").first.locator("th")).to_have_text(list(AXES["prompt"]))
    expect(page.locator("tbody").first.locator("mark")).to_have_text(["static camera", "pan left"])
    first = page.locator("tbody").first.locator("td").first
    expect(first.locator(".omnivid-sheet-label")).to_have_text(["take 1", "take 2", "take 3"])


def test_a_prompt_without_alternatives_has_a_column_beside_theirs(
    page: Page, show: Show, tmp_path: Path
) -> None:
    axes = {"prompt": ("a {red|blue} boat", "a car"), "words": ("red", "blue")}
    boat = {"prompt": "a {red|blue} boat"}
    made = [
        Entry({**boat, "words": "red"}, "a red boat", "demo/omni-flash", clip=clip(tmp_path, 0)),
        Entry({**boat, "words": "blue"}, "a blue boat", "demo/omni-flash", clip=clip(tmp_path, 1)),
        Entry({"prompt": "a car"}, "a car", "demo/omni-flash", clip=clip(tmp_path, 2)),
    ]
    show(sheet=Sheet(made, axes))
    expect(page.locator("thead th")).to_have_text(["words red", "words blue", "no words"])
    expect(page.locator("tbody th")).to_have_text(["a {red|blue} boat", "a car"])
    expect(tiles(page)).to_have_count(3)
    expect(
        page.locator("tbody tr").nth(1).locator("td").nth(2).locator(".omnivid-sheet-open")
    ).to_be_visible()


def test_rows_and_columns_can_be_chosen(page: Page, show: Show) -> None:
    show()
    page.get_by_label("Columns").select_option("take")
    expect(page.locator("thead").first.locator("th")).to_have_text(["take 1", "take 2", "take 3"])
    page.get_by_label("Rows").select_option("take")  # the two change places
    expect(page.get_by_label("Columns")).to_have_value("prompt")
    page.get_by_label("Groups").select_option("")
    expect(page.locator("h4")).to_have_count(0)
    expect(tiles(page)).to_have_count(24)


def test_a_failure_stands_in_its_place_with_its_reason_as_text(page: Page, show: Show) -> None:
    show()
    sixth = opens(page).nth(8)  # of the first prompt, in its group: model omni-flash, take 3
    failed = page.get_by_role("button", name=re.compile("Failed.*too much"))
    expect(failed).to_contain_text("<b>wind</b>")
    expect(page.locator("main b")).to_have_count(0)
    expect(page.locator("[data-state=skipped]")).to_contain_text("Left out")
    expect(sixth).to_be_visible()


# --- pictures -------------------------------------------------------------------------------------------------


def test_a_film_in_the_page_is_seen_sharp_before_it_plays(page: Page, tmp_path: Path) -> None:
    film, coarse = mp4(1.0, 640, 360, "navy"), jpeg(64, 36, "coral")
    axes = {"take": ("1", "2")}
    made = entries(tmp_path, axes)
    for number, entry in enumerate(made):
        each = clip(tmp_path, number, width=640, height=360, size=len(film), poster=coarse)
        each.path.write_bytes(film)
        made[number] = replace(entry, clip=each)
    html = Sheet(made, axes, embed=True).html()
    text = f"<!doctype html><html lang=en><title>Sheet</title><body>{html}"
    page.route("**/*", lambda route: route.fulfill(body=text, content_type="text/html; charset=utf-8"))
    page.goto(f"{SITE}/")
    for number in range(2):
        image = tiles(page).nth(number).locator("img")
        until(page, lambda image=image: image.evaluate("each => each.naturalWidth"), 640)  # type: ignore[misc]
        assert image.evaluate(_MIDDLE) == pytest.approx([0, 0, 128], abs=12)
    expect(tiles(page).locator("video")).to_have_count(0)


_MIDDLE = """image => {
  const canvas = document.createElement("canvas").getContext("2d");
  canvas.drawImage(image, 0, 0, 3, 3);
  return [...canvas.getImageData(1, 1, 1, 1).data.slice(0, 3)];
}"""


# --- sorting and filtering ------------------------------------------------------------------------------------


def test_clips_are_sorted_by_cost_time_stars_and_axis(page: Page, show: Show) -> None:
    show()

    def stand(first: list[int], last: Sequence[int] = ()) -> None:
        """The clips that come first, and those that come last."""
        ends = (
            *((n, number) for n, number in enumerate(first)),
            *((n - len(last), number) for n, number in enumerate(last)),
        )
        for place, number in ends:
            expect(opens(page).nth(place)).to_have_attribute("aria-label", re.compile(f"^Clip {number}:"))

    page.get_by_label("Sort by").select_option("cost")
    stand([1, 5, 9, 13, 17, 21], [6, 8])  # what cost nothing is not the cheapest
    page.get_by_role("button", name="Rising: turn round").click()
    stand([4, 12], [6, 8])
    page.get_by_label("Sort by").select_option("stars")
    stand([12])  # five stars first
    page.get_by_label("Sort by").select_option("axis take")
    stand([1, 4, 7])
    page.get_by_label("Sort by").select_option("")
    expect(page.locator("table")).to_have_count(2)


def test_clips_are_filtered_and_the_rest_is_counted(page: Page, show: Show) -> None:
    show()
    page.get_by_text("Filter").click()
    fields = page.locator(".omnivid-sheet-fields")
    fields.get_by_label("model").select_option("demo/omni-pro")
    expect(tiles(page)).to_have_count(12)
    fields.get_by_label("stars").select_option("2")
    expect(page.locator(".omnivid-sheet-open:not([aria-label*='2 of 5 stars'])")).to_have_count(0)
    expect(page.locator(".omnivid-sheet-count")).to_have_text(re.compile(r"^\([1-9]\d* of 24 shown\)$"))
    shown = tiles(page).count()
    expect(page.locator(".omnivid-sheet-count")).to_have_text(f"({shown} of 24 shown)")
    fields.get_by_label("Cost at most").fill("0.01")
    expect(page.get_by_text("No clip fits the filter.")).to_be_visible()
    page.get_by_role("button", name="Show all").click()
    expect(tiles(page)).to_have_count(24)
    fields.get_by_label("state").select_option("Failed")
    expect(tiles(page)).to_have_count(1)


# --- what is fetched and played -------------------------------------------------------------------------------


def test_nothing_is_fetched_before_it_plays_and_then_only_what_is_in_view(page: Page, show: Show) -> None:
    page.set_viewport_size({"width": 1000, "height": 420})
    asked = show(HUNDRED)
    expect(tiles(page)).to_have_count(100)
    expect(page.locator(".omnivid-sheet-image[src]").first).to_be_visible()
    loaded = page.locator(".omnivid-sheet-image[src]").count()
    assert 0 < loaded < 100  # pictures that are far away are not decoded either
    assert asked == []
    page.get_by_role("button", name="Play all").click()
    page.wait_for_function("document.querySelectorAll('.omnivid-sheet-picture video').length > 0")
    page.wait_for_function(
        "[...document.querySelectorAll('.omnivid-sheet-picture video')].every(v => v.currentTime > 0)"
    )
    first = set(asked)
    assert 0 < len(first) <= 24
    page.mouse.wheel(0, 3000)
    page.wait_for_function(
        "[...document.querySelectorAll('.omnivid-sheet-picture video')].some(v => v.currentTime > 0)"
    )
    assert page.locator(".omnivid-sheet-picture video").count() <= 24
    page.keyboard.press("k")
    expect(page.locator(".omnivid-sheet-picture video")).to_have_count(0)  # what is loaded is let go


def test_all_in_view_play_in_step(page: Page, show: Show) -> None:
    show()
    page.get_by_role("button", name="Play all").click()
    until_in_step(page.locator("main"), 0.5, 0.1, least=4, selector=".omnivid-sheet-picture video")


def test_a_clip_plays_without_sound_while_it_is_pointed_at(page: Page, show: Show) -> None:
    asked = show()
    opens(page).first.hover()
    video = page.locator(".omnivid-sheet-picture video")
    page.wait_for_function("document.querySelector('.omnivid-sheet-picture video')?.currentTime > 0")
    assert video.evaluate("v => v.muted") and asked[0] == "clip-0.mp4"
    page.mouse.move(2, 2)
    expect(video).to_have_count(0)


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_who_wants_less_motion_is_not_shown_any_unasked(page: Page, show: Show, motion: Any) -> None:
    page.emulate_media(reduced_motion=motion)
    page.clock.install()
    show()
    opens(page).first.hover()
    page.clock.fast_forward(60_000)  # one that plays by itself has its player by then
    expect(page.locator(".omnivid-sheet-picture video")).to_have_count(0 if motion == "reduce" else 1)
    opens(page).nth(1).focus()
    page.keyboard.press("p")
    page.wait_for_function("document.querySelector('.omnivid-sheet-picture video')?.currentTime > 0")


# --- by keys --------------------------------------------------------------------------------------------------


def test_the_keyboard_alone_walks_enlarges_and_comes_back(page: Page, show: Show) -> None:
    show()
    expect(page.locator(".omnivid-sheet-open[tabindex='0']")).to_have_count(1)  # the Tab key comes once
    opens(page).first.focus()
    page.keyboard.press("ArrowRight")
    expect(named(page, "Clip 2")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(named(page, "Clip 14")).to_be_focused()  # the same take of the other prompt
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_text("Clip 14 of 24", exact=True)).to_be_visible()
    page.wait_for_function("document.querySelector('dialog video').currentTime > 0")
    page.keyboard.press("ArrowRight")
    expect(dialog.get_by_text("Clip 15 of 24", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(named(page, "Clip 15")).to_be_focused()
    page.keyboard.press("Home")
    expect(named(page, "Clip 1")).to_be_focused()


@pytest.mark.parametrize("way", ["Escape", "Close", "beside"])
def test_the_next_key_after_an_enlarged_clip_goes_on_from_the_clip_that_was_last_seen(
    page: Page, show: Show, way: str
) -> None:
    show()
    opens(page).first.click()
    dialog = page.get_by_role("dialog")
    page.keyboard.press("ArrowRight")
    expect(dialog.get_by_text("Clip 2 of 24", exact=True)).to_be_visible()
    # what the page's next event would find: nothing can come between the end of one and the start of the next
    page.evaluate("""() => {
      const dialog = document.querySelector("dialog");
      const look = () => (window.found = [dialog.open, document.activeElement.ariaLabel.split(":")[0]]);
      addEventListener("click", look);
      dialog.addEventListener("cancel", look);
    }""")
    if way == "Escape":
        page.keyboard.press("Escape")
    elif way == "Close":
        dialog.get_by_role("button", name="Close").click()
    else:
        page.mouse.click(2, 2)
    until(page, lambda: page.evaluate("window.found"), [False, "Clip 2"])
    expect(named(page, "Clip 2")).to_be_focused()


def test_the_enlarged_clip_says_all_that_is_known(page: Page, show: Show, tmp_path: Path) -> None:
    known = replace(
        entries(tmp_path, AXES)[0], measures={"pan": 12.3456, "cuts": 2, "zoom": None}, remark="drifts"
    )
    show(sheet=Sheet([known, *entries(tmp_path, AXES)[1:]], AXES))
    opens(page).first.click()
    dialog = page.get_by_role("dialog")
    for said in ("duration", "4 s", "take 1", "demo/omni-pro", "pan", "12.35", "“drifts”", "clip-0.mp4"):
        expect(dialog).to_contain_text(said, use_inner_text=True)
    expect(dialog).not_to_contain_text("zoom")


# --- judging --------------------------------------------------------------------------------------------------

KEEPER = """<script>
window.told = [];
document.addEventListener("omnivid-sheet", ({ detail }) =>
  document.dispatchEvent(new CustomEvent("omnivid-keeper", { detail: { sheet: detail.sheet, where: "Kept here." } })));
document.addEventListener("omnivid-rate", ({ detail }) => {
  told.push(detail);
  const { sheet, entry, stars = 0, note = "", rejected = false } = detail;
  document.dispatchEvent(new CustomEvent("omnivid-rated", { detail: window.refuse
    ? { sheet, entry, error: "The folder cannot be written." }
    : { sheet, entry, stars, remark: note, rejected } }));
});
</script>"""


def test_without_a_keeper_stars_are_shown_and_the_page_says_that_it_keeps_none(
    page: Page, show: Show
) -> None:
    show()
    expect(page.get_by_text("Stars and notes are shown as they were saved")).to_be_visible()
    expect(page.get_by_role("img", name="3 of 5 stars").first).to_be_visible()
    expect(page.get_by_role("button", name="3 stars")).to_have_count(0)
    opens(page).first.focus()
    page.keyboard.press("4")
    expect(page.locator(".omnivid-sheet-view > .omnivid-sheet-status")).to_contain_text("as they were saved")


def test_stars_rejection_and_note_are_given_by_key_and_by_mouse(page: Page, show: Show) -> None:
    show(head=KEEPER)
    expect(page.get_by_text("Kept here.")).to_be_visible()
    opens(page).first.focus()
    page.keyboard.press("4")
    expect(opens(page).first).to_have_attribute("aria-label", re.compile("4 of 5 stars"))
    page.keyboard.press("0")
    expect(opens(page).first).not_to_have_attribute("aria-label", re.compile("of 5 stars"))
    page.keyboard.press("x")
    expect(opens(page).first).to_have_attribute("aria-label", re.compile("rejected"))
    tiles(page).first.get_by_role("button", name="2 stars").click()
    page.keyboard.press("Escape")
    opens(page).first.focus()
    page.keyboard.press("n")
    page.keyboard.type("x marks 5 <b>spots</b>")  # keys of a text are no judgements
    page.keyboard.press("Escape")
    expect(tiles(page).first.locator(".omnivid-sheet-remark")).to_have_text("“x marks 5 <b>spots</b>”")
    given = [{"stars": 4}, {"stars": 0}, {"rejected": True}, {"stars": 2}, {"note": "x marks 5 <b>spots</b>"}]
    pick = "({ stars, note, rejected }) => ({ stars, note, rejected })"
    until(page, lambda: page.evaluate(f"JSON.parse(JSON.stringify(told.map({pick})))"), given)
    told = page.evaluate("told")
    assert {each["sha256"] for each in told} == {f"{0:064x}"} and {each["entry"] for each in told} == {0}


def test_what_was_not_kept_is_not_shown_as_if_it_were(page: Page, show: Show) -> None:
    show(head=KEEPER.replace("window.told = [];", "window.told = []; window.refuse = true;"))
    opens(page).nth(1).focus()
    page.keyboard.press("5")
    expect(page.get_by_role("alert").get_by_text("The folder cannot be written.")).to_be_visible()
    expect(opens(page).nth(1)).to_have_attribute("aria-label", re.compile("1 of 5 stars"))


def test_a_filtered_clip_leaves_when_its_stars_do(page: Page, show: Show) -> None:
    show(head=KEEPER)
    page.get_by_text("Filter").click()
    page.locator(".omnivid-sheet-fields").get_by_label("stars").select_option("5")
    expect(page.locator(".omnivid-sheet-open:not([aria-label*='5 of 5 stars'])")).to_have_count(0)
    count = tiles(page).count()
    opens(page).first.focus()
    page.keyboard.press("1")
    expect(tiles(page)).to_have_count(count - 1)


# --- for everybody --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [600, 1280])
def test_it_is_accessible_and_nothing_runs_out_of_the_page(
    page: Page, show: Show, scheme: Any, width: int
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    dark = "@media (prefers-color-scheme: dark) { html { color-scheme: dark; background: #121212; color: #eee; } }"
    show(head=f"<style>{dark}</style>{KEEPER}<h1>A</h1><h2>B</h2><h3>C</h3>")
    page.get_by_text("Filter").click()
    assert serious_issues(page, "main") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    opens(page).first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert serious_issues(page, "main") == []


def test_hostile_text_stays_text(page: Page, show: Show, tmp_path: Path) -> None:
    hostile = "</script><script>window.bad = 1</script><img src=x onerror='window.bad = 1'>\"'&"
    entry = replace(
        entries(tmp_path, {"take": ("1",)})[0],
        values={hostile: hostile, "take": "1"},
        prompt=hostile,
        model=hostile,
        note=hostile,
        remark=hostile,
        measures={hostile: 1.0},
    )
    other = replace(entry, values={hostile: "plain", "take": "2"}, prompt="plain", clip=None, state="failed")
    show(sheet=Sheet([entry, other], title=hostile))
    opens(page).first.click()
    expect(page.get_by_role("dialog")).to_contain_text(hostile)
    expect(page.locator("img[src=x]")).to_have_count(0)
    assert page.evaluate("window.bad") is None
