"""panel/gallery.js: cards, filters and the opened clip."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.panel.parts import THREAD, Part, base64, card, cards, finished, jpeg, opened, turn
from tests.browser.waiting import until
from tests.clipfiles import mp4

Shown = Callable[[str], Any]
NAMES = ".omnivid-gallery-card:not([hidden]) .omnivid-gallery-prompt"


def test_five_hundred_clips_ask_only_for_the_pictures_in_sight(page: Page, gallery: Part) -> None:
    cards(gallery, *(card(number) for number in range(500)), all=True)
    expect(page.get_by_text("500 clips")).to_be_visible()
    gallery.wait_for("thumb")
    seen: set[str] = set()
    while asked := [m["id"] for m in gallery.sent("thumb") if m["id"] not in seen]:
        assert len(asked) <= 4, "more at once than are looked at"
        for each in asked:
            seen.add(each)
            gallery.tell({"type": "thumb", "id": each}, jpeg())
    assert 4 < len(seen) < 60
    assert "c499" in seen and "c0" not in seen
    page.locator("ul[aria-label=Clips]").evaluate("list => list.scrollTop = list.scrollHeight")
    page.wait_for_function("parts.gallery.sent.some(m => m.type === 'thumb' && Number(m.id.slice(1)) < 60)")


def test_no_card_changes_its_size_by_being_seen(page: Page, gallery: Part) -> None:
    long = "a boat that sails in the rain and never comes home again " * 3
    shapes: list[dict[str, Any]] = [
        {"ratio": 1.7778},
        {"ratio": 0.5625, "prompt": long},
        {"ratio": 1, "facts": "demo/omni-flash · 4 s · take 2"},
    ]
    said: list[dict[str, Any]] = [{}, {"stars": 3}, {"stars": 5, "rejected": True, "note": long[:79]}]
    page.set_viewport_size({"width": 1100, "height": 800})
    cards(gallery, *(card(n, **shapes[n % 3], **said[n // 3 % 3]) for n in range(90)), all=True)
    heights = "[...document.querySelectorAll('.omnivid-gallery-card')].map((each) => each.offsetHeight)"
    before = page.evaluate(heights)
    assert len(set(before)) > 1, "rows are as high as what is in them"
    page.locator("ul[aria-label=Clips]").evaluate("list => list.scrollTop = list.scrollHeight")
    answered: set[str] = set()

    def answer() -> bool:
        for each in {message["id"] for message in gallery.sent("thumb")} - answered:
            answered.add(each)
            gallery.tell({"type": "thumb", "id": each}, jpeg())
        return "c8" in answered

    until(page, answer, True)
    last = page.locator("[data-id=c8]")
    expect(last.locator("img")).to_be_visible()
    assert page.evaluate(heights) == before
    assert last.locator("button").evaluate("open => open.scrollHeight <= open.clientHeight"), (
        "nothing is cut off"
    )


def test_a_new_clip_leaves_the_other_cards_as_they_are(page: Page, gallery: Part) -> None:
    cards(gallery, card(1), card(2), all=True)
    page.locator(".omnivid-gallery-open").first.focus()
    page.evaluate("window.kept = [...document.querySelectorAll('li')]")
    cards(gallery, card(3))
    expect(page.locator(NAMES)).to_have_text(["clip 3", "clip 2", "clip 1"])
    assert page.evaluate("kept.every((node) => node.isConnected)")
    expect(page.locator(".omnivid-gallery-open").nth(1)).to_be_focused()


@pytest.mark.parametrize(
    ("label", "value", "expected"),
    [
        ("Search clips", "FOX snow", ["a fox in the snow"]),
        ("Search clips", "omni-pro", ["a boat"]),
        ("Made by", "demo/omni-pro", ["a boat"]),
        ("Made when", "7", ["a boat"]),
        ("Search clips", "nothing like it", []),
    ],
)
def test_clips_are_filtered(page: Page, gallery: Part, label: str, value: str, expected: list[str]) -> None:
    now = page.evaluate("Date.now() / 1000")
    boat = card(2, prompt="a boat", model="demo/omni-pro", facts="demo/omni-pro · 6 s", created=now - 60)
    cards(gallery, card(1, prompt="a fox in the snow"), boat, all=True)
    control = page.get_by_label(label)
    if label == "Search clips":
        control.fill(value)
    else:
        control.select_option(value)
    expect(page.locator(NAMES)).to_have_text(expected)
    expect(page.get_by_text("No clip fits.")).to_be_visible(visible=not expected)


def test_arrows_go_from_card_to_card_and_the_tab_key_comes_once(page: Page, gallery: Part) -> None:
    page.set_viewport_size({"width": 1100, "height": 800})
    cards(gallery, *(card(number) for number in range(20)), all=True)
    opens = page.locator(".omnivid-gallery-open")
    expect(page.locator(".omnivid-gallery-open[tabindex='0']")).to_have_count(1)
    opens.first.focus()
    page.keyboard.press("ArrowRight")
    expect(opens.nth(1)).to_be_focused()
    page.keyboard.press("ArrowDown")
    below = """all => {
      const left = (each) => each.getBoundingClientRect().left;
      return [document.activeElement !== all[1], left(document.activeElement) - left(all[1])];
    }"""
    until(page, lambda: opens.evaluate_all(below), [True, 0])
    page.keyboard.press("End")
    expect(opens.last).to_be_focused()
    page.keyboard.press("Home")
    expect(opens.first).to_be_focused()
    page.keyboard.press("Enter")
    gallery.has_sent("open", {"id": "c19"})


@pytest.mark.parametrize("how", ["hover", "focus"])
def test_a_card_plays_without_sound_when_it_is_pointed_at(page: Page, gallery: Part, how: str) -> None:
    cards(gallery, card(), all=True)
    button = page.locator(".omnivid-gallery-open")
    button.hover() if how == "hover" else button.focus()
    (asked,) = gallery.wait_for("media")  # the page itself knows no such address
    assert asked == {"type": "media", "id": "c1", "index": 0}
    gallery.tell(asked, base64(mp4()))
    page.wait_for_function(
        "() => { const v = document.querySelector('video'); return v.videoWidth > 0 && v.currentTime > 0 && v.muted; }"
    )
    page.mouse.move(0, 0)
    button.blur()
    expect(page.locator("video")).to_have_count(0)


def test_cards_that_pass_under_the_pointer_load_no_film(page: Page, gallery: Part) -> None:
    cards(gallery, *(card(number) for number in range(6)), all=True)
    page.evaluate("""() => {
      const point = (kind, card) => card.dispatchEvent(new PointerEvent(kind));
      const all = [...document.querySelectorAll(".omnivid-gallery-card")];
      for (const card of all) (point("pointerenter", card), point("pointerleave", card));
      point("pointerenter", all[3]);
    }""")
    assert gallery.wait_for("media") == [{"type": "media", "id": "c2", "index": 0}]


def test_a_film_is_loaded_by_its_address_where_the_front_end_knows_it(page: Page) -> None:
    address = f"data:video/mp4;base64,{base64(mp4())}"
    gallery = Part(page, "gallery", {"omnivid-clips/clip-1.mp4": address})
    cards(gallery, card(), all=True)
    page.locator(".omnivid-gallery-open").hover()
    page.wait_for_function("document.querySelector('video')?.videoWidth > 0")
    assert gallery.sent("media") == []


def test_reduced_motion_plays_nothing_by_itself(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    gallery = Part(page, "gallery")
    cards(gallery, card(), all=True)
    page.locator(".omnivid-gallery-open").hover()
    page.locator(".omnivid-gallery-open").focus()
    expect(page.locator("video")).to_have_count(0)


def test_an_opened_clip_takes_the_focus_and_gives_it_back(page: Page, gallery: Part) -> None:
    cards(gallery, card(1), card(2), all=True)
    page.locator(".omnivid-gallery-open").nth(1).click()
    gallery.tell(opened())
    expect(page.get_by_role("heading", name="clip 1")).to_be_focused()
    expect(page.get_by_role("region", name="Clip: clip 1")).to_contain_text("simulated, free")
    expect(page.locator("video")).to_have_js_property("controls", True)
    expect(page.locator("video")).to_have_js_property("autoplay", False)
    page.keyboard.press("Escape")
    expect(page.locator(".omnivid-gallery-open").nth(1)).to_be_focused()
    expect(page.locator("video[controls]")).to_have_count(0)


def test_a_cell_is_copied_or_selected_for_copying(page: Page, gallery: Part) -> None:
    cards(gallery, card(), all=True)
    gallery.tell(opened())
    page.get_by_role("button", name="Copy as cell").click()  # about:blank has no clipboard
    expect(page.get_by_role("status")).to_contain_text("Ctrl+C")
    chosen = "document.activeElement.value.slice(document.activeElement.selectionStart)"
    until(page, lambda: page.evaluate(chosen), "%%omnivid demo/omni-flash\nclip 1")


def test_a_clip_without_a_cell_says_why(page: Page, gallery: Part) -> None:
    cards(gallery, card(), all=True)
    gallery.tell(opened(cell="", noCell="It was made from a local file."))
    expect(page.get_by_role("button", name="Copy as cell")).to_be_hidden()
    expect(page.get_by_text("It was made from a local file.")).to_be_visible()


def test_removing_asks_first(page: Page, gallery: Part) -> None:
    cards(gallery, card(1), card(2), all=True)
    gallery.tell(opened())
    page.get_by_role("button", name="Remove", exact=True).press("Enter")
    expect(page.get_by_role("button", name="Keep it")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Remove", exact=True)).to_be_focused()
    assert gallery.sent("remove") == []
    page.get_by_role("button", name="Remove", exact=True).press("Enter")
    page.get_by_role("button", name="Remove for good").press("Enter")
    gallery.has_sent("remove", {"id": "c1"})
    cards(gallery, gone=["c1"])
    expect(page.locator(NAMES)).to_have_text(["clip 2"])
    expect(page.locator(".omnivid-gallery-open")).to_be_focused()


def test_an_opened_clip_that_vanishes_takes_no_focus_from_elsewhere(page: Page, gallery: Part) -> None:
    cards(gallery, card(1), card(2), card(3), all=True)
    gallery.tell(opened(2))
    search = page.get_by_role("searchbox")
    search.focus()
    cards(gallery, gone=["c2"])
    expect(page.locator(NAMES)).to_have_text(["clip 3", "clip 1"])
    expect(search).to_be_focused()
    gallery.tell(opened(3))
    expect(page.get_by_role("heading", name="clip 3")).to_be_focused()
    cards(gallery, gone=["c3"])
    expect(page.locator(".omnivid-gallery-open")).to_be_focused()


def test_clips_that_vanish_together_pass_the_focus_on_once_to_one_that_stays(
    page: Page, gallery: Part
) -> None:
    cards(gallery, *(card(number) for number in range(9)), all=True)
    page.locator(".omnivid-gallery-open").nth(2).focus()
    gallery.wait_for("media")
    page.evaluate("""() => {
      window.focused = [];
      document.addEventListener("focusin", (event) => focused.push(event.target.textContent));
    }""")
    cards(gallery, gone=[f"c{number}" for number in range(1, 8)])
    expect(page.locator(NAMES)).to_have_text(["clip 8", "clip 0"])
    expect(page.locator(".omnivid-gallery-open").last).to_be_focused()
    assert len(page.evaluate("focused")) == 1
    assert [asked["id"] for asked in gallery.wait_for("media", 2)] == ["c6", "c0"]


def test_a_film_that_was_left_before_it_came_is_not_loaded(page: Page) -> None:
    address = f"data:video/mp4;base64,{base64(mp4())}"
    gallery = Part(page, "gallery", {"omnivid-clips/clip-1.mp4": address})
    page.evaluate("""() => {
      window.loaded = [];
      const { set } = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, "src");
      Object.defineProperty(HTMLMediaElement.prototype, "src", {
        set(url) { loaded.push(this.isConnected); set.call(this, url); },
      });
    }""")
    cards(gallery, card(1), card(2), all=True)
    # away again before the front end told the address, and before the film came as a message
    page.evaluate("""() => {
      const card = document.querySelectorAll(".omnivid-gallery-card")[1];
      for (const type of ["pointerenter", "pointerleave"]) card.dispatchEvent(new PointerEvent(type));
    }""")
    page.locator(".omnivid-gallery-open").first.hover()
    (asked,) = gallery.wait_for("media")
    page.mouse.move(0, 0)
    expect(page.locator("video")).to_have_count(0)
    gallery.tell({**asked, "problem": ""}, base64(mp4()))
    page.evaluate("() => new Promise((done) => setTimeout(done))")
    assert page.evaluate("loaded") == [True], "only the one that was pointed at, by its address"


def test_a_film_that_was_left_while_it_was_loaded_does_not_play(page: Page, gallery: Part) -> None:
    page.evaluate("""() => {
      window.played = 0;
      HTMLMediaElement.prototype.play = async () => void (played += 1);
    }""")
    cards(gallery, card(1), all=True)
    page.locator(".omnivid-gallery-open").hover()
    video = page.locator("video").element_handle()
    assert video is not None
    video.dispatch_event("canplay")
    assert page.evaluate("played") == 1
    page.mouse.move(0, 0)
    expect(page.locator("video")).to_have_count(0)
    video.dispatch_event("canplay")
    assert page.evaluate("played") == 1
    assert video.evaluate("video => video.networkState") == 0, "it is loaded, and nobody sees it"


@pytest.mark.parametrize(
    ("media", "problem", "sentence"),
    [
        ([], "clip-1.mp4 is gone.", "clip-1.mp4 is gone."),
        ([base64(b"no film")], "", "This browser cannot play the file."),
    ],
)
def test_a_film_that_cannot_be_shown_leaves_a_word(
    page: Page, gallery: Part, media: list[str], problem: str, sentence: str
) -> None:
    cards(gallery, card(), all=True)
    gallery.tell(opened())
    (asked,) = gallery.wait_for("media")
    gallery.tell({**asked, "problem": problem}, *media)
    expect(page.get_by_text(sentence)).to_be_visible()
    expect(page.locator("video")).to_have_count(0)


def test_a_gallery_whose_kernel_has_ended_says_so(page: Page, gallery: Part) -> None:
    cards(gallery, card(), all=True)
    gallery.end_kernel()
    page.locator(".omnivid-gallery-open").click()
    expect(page.get_by_role("status")).to_have_text("The kernel has ended: run this cell again.")


@pytest.mark.parametrize(
    ("name", "kind"),
    [("Use again", "use"), ("Use last frame", "refer"), ("Extend", "extend"), ("Show in notebook", "output")],
)
def test_an_opened_clip_has_a_button_for_each_use(page: Page, gallery: Part, name: str, kind: str) -> None:
    cards(gallery, card(), all=True)
    gallery.tell(opened(extends=True))
    page.get_by_role("button", name=name).press("Enter")
    page_of = {"page": gallery.sent("ready")[0]["page"]} if kind == "output" else {}
    gallery.has_sent(kind, {"id": "c1", **page_of})
    gallery.tell(opened(extends=False))
    expect(page.get_by_role("button", name="Extend")).to_be_hidden()


def test_the_file_is_revealed_on_request(page: Page, gallery: Part) -> None:
    cards(gallery, card(), all=True)
    gallery.tell(opened())
    path = page.get_by_role("textbox", name="Path of the file")
    expect(path).to_be_hidden()
    page.get_by_role("button", name="Reveal file").press("Enter")
    expect(path).to_have_value("folder/clip-1.mp4")
    expect(path).to_be_focused()


def test_two_clips_or_more_are_compared_or_put_against_each_other(page: Page, gallery: Part) -> None:
    cards(gallery, *(card(number) for number in range(5)), all=True)
    compare = page.get_by_role("button", name="Compare ")
    for number in range(5):
        page.get_by_role("checkbox", name=f"clip {number}").press("Space")
        expect(compare).to_be_visible(visible=number > 0)
        if number == 3:
            expect(compare).to_have_attribute("title", re.compile("Side by side"))
    expect(compare).to_have_attribute("title", re.compile("contact sheet"))
    compare.press("Enter")
    page.get_by_role("button", name="Duel").press("Enter")
    there = {"ids": [f"c{number}" for number in range(5)], "page": gallery.sent("ready")[0]["page"]}
    gallery.has_sent("compare", there)
    gallery.has_sent("duel", there)
    page.get_by_role("button", name="Clear selection").press("Enter")
    expect(compare).to_be_hidden()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(0)


def test_all_clips_that_are_shown_are_selected_at_once_up_to_a_number(page: Page, gallery: Part) -> None:
    cards(
        gallery,
        *(card(number, prompt=f"{'boat' if number else 'fox'} {number}") for number in range(120)),
        all=True,
    )
    page.get_by_role("searchbox").fill("fox")
    page.get_by_role("checkbox", name="fox").press("Space")
    page.get_by_role("searchbox").fill("")
    page.get_by_role("button", name="Select all shown").press("Enter")
    expect(page.get_by_role("button", name="Compare 100")).to_be_visible()
    left = page.locator(".omnivid-gallery-pick:not(:checked)").first
    left.press("Space")
    expect(page.get_by_role("status")).to_have_text("At most 100 clips can be selected.")
    expect(left).not_to_be_checked()


def test_the_turns_of_a_clip_are_a_list_that_opens_each_of_them(page: Page, gallery: Part) -> None:
    cards(gallery, *(card(number) for number in (2, 3, 4)), all=True)
    gallery.tell(opened(2, turns=THREAD))
    turns = page.get_by_role("region", name=re.compile("^Clip: ")).get_by_role("list")
    expect(turns.get_by_role("listitem")).to_have_count(4)
    expect(turns.get_by_role("button")).to_have_count(3)
    expect(turns.get_by_role("listitem").first).to_contain_text("Its file is gone (task t1).")
    expect(turns.locator("[aria-current=true]")).to_have_text(re.compile("Turn 2"))
    for each in gallery.wait_for("thumb", 3):
        gallery.tell({"type": "thumb", "id": each["id"]}, jpeg())
    expect(turns.locator("img").nth(2)).to_have_js_property("naturalWidth", 64)
    turns.get_by_role("button", name="Turn 3").nth(1).press("Enter")
    gallery.has_sent("open", {"id": "c4"})
    gallery.tell(opened(4, turns=[*THREAD[:1], turn(2), turn(3), turn(4, current=True)]))
    expect(page.get_by_role("heading", name="clip 4", exact=True)).to_be_focused()
    expect(turns.locator("img").nth(0)).to_have_js_property("naturalWidth", 64)
    gallery.tell(opened(3))
    expect(page.get_by_text("Turns of this clip")).to_be_hidden()


def test_a_thread_grows_while_its_clip_is_open_and_plays(page: Page, gallery: Part) -> None:
    cards(gallery, card(2), card(3), all=True)
    gallery.tell(opened(2, turns=[]))
    films = page.locator(".omnivid-gallery-films").element_handle()
    expect(page.get_by_text("Turns of this clip")).to_be_hidden()
    cards(gallery, card(4))
    assert gallery.wait_for("turns", 1) == [{"type": "turns", "id": "c2"}]
    gallery.tell({"type": "turns", "id": "c2", "turns": [turn(2, current=True), turn(3)]})
    third = page.get_by_role("button", name="Turn 3")
    third.focus()
    gallery.tell({"type": "turns", "id": "c2", "turns": [turn(2, current=True), turn(3), turn(4)]})
    expect(page.get_by_role("button", name="Turn 4")).to_be_visible()
    expect(third).to_be_focused()
    gallery.tell({"type": "turns", "id": "c9", "turns": []})
    expect(third).to_be_visible()
    assert films.evaluate("films => films.isConnected"), "the player was drawn anew"


STAGE = ".omnivid-gallery-stage"
PLAYS = "v => v.videoWidth > 0 && v.currentTime > 0 && !v.paused && v.muted"


def screen(page: Page, gallery: Part, number: int = 1) -> Any:
    """The large film of a clip that was finished, once it is loaded."""
    asked = gallery.wait_for("media")[-1]
    assert asked["id"] == f"c{number}"
    gallery.tell({**asked, "problem": ""}, base64(mp4(2.0)))
    video = page.locator(f"{STAGE} video").element_handle()
    assert video is not None
    return video


def test_a_finished_clip_plays_in_large_without_a_click_and_alone(page: Page, gallery: Part) -> None:
    cards(gallery, card(1), card(2), all=True)
    expect(page.locator(STAGE)).to_be_hidden()
    finished(gallery, "c1")
    large = screen(page, gallery)
    page.wait_for_function(PLAYS, arg=large)
    assert large.bounding_box()["width"] > 400
    page.locator(".omnivid-gallery-open").first.hover()  # clip 2
    asked = gallery.wait_for("media", 2)[-1]
    gallery.tell({**asked, "problem": ""}, base64(mp4(2.0)))
    page.wait_for_function(PLAYS, arg=page.locator(".omnivid-gallery-preview").element_handle())
    until(page, lambda: large.evaluate("v => v.paused"), True, "two films play at once")


def test_reduced_motion_lets_a_finished_clip_stand_still(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    gallery = Part(page, "gallery")
    cards(gallery, card(), all=True)
    finished(gallery, "c1")
    large = screen(page, gallery)
    page.wait_for_function("v => v.videoWidth > 0", arg=large)
    assert large.evaluate("v => v.paused && v.controls && !v.autoplay")


def test_finished_clips_are_judged_one_after_the_other_by_keys(page: Page, gallery: Part) -> None:
    cards(gallery, *(card(number) for number in (1, 2, 3)), all=True)
    finished(gallery, "c3", "c2", "c1")
    stage = page.get_by_role("region", name="Just finished")
    expect(stage).to_contain_text("1 of 3")
    page.get_by_role("button", name="Keep", exact=True).focus()
    page.keyboard.press("4")
    page.keyboard.press("x")
    judged: list[dict[str, Any]] = [{"id": "c3", "stars": 4}, {"id": "c3", "rejected": True}]
    gallery.has_sent("rate", *judged)
    cards(gallery, card(3, rejected=True, stars=4))
    finished(gallery, "c2", "c1")
    expect(stage.locator(".omnivid-gallery-prompt")).to_have_text("clip 2")
    expect(page.get_by_role("button", name="Keep", exact=True)).to_be_focused()
    cards(gallery, card(4))
    finished(gallery, "c4", "c2", "c1")
    expect(stage.locator(".omnivid-gallery-prompt")).to_have_text("clip 2")  # somebody is at it
    expect(stage).to_contain_text("2 of 3")
    stage.get_by_role("button", name="Next").press("Enter")
    expect(stage.locator(".omnivid-gallery-prompt")).to_have_text("clip 1")
    page.get_by_role("searchbox").focus()
    cards(gallery, card(5))
    finished(gallery, "c5", "c4", "c2", "c1")
    expect(stage.locator(".omnivid-gallery-prompt")).to_have_text("clip 5")
    stage.get_by_role("button", name="Keep", exact=True).press("k")
    gallery.has_sent("rate", *judged, {"id": "c5", "rejected": False})
    finished(gallery)
    expect(stage).to_be_hidden()
    expect(page.get_by_role("heading", name="Gallery")).to_be_focused()
    expect(page.locator("video")).to_have_count(0)


def test_a_note_is_sent_when_it_is_written_and_keys_are_text_in_it(page: Page, gallery: Part) -> None:
    cards(gallery, card(1), card(2), all=True)
    finished(gallery, "c2", "c1")
    note = page.get_by_role("textbox", name="Note")
    note.focus()
    page.keyboard.type("kept x5")
    cards(gallery, card(2, stars=1))
    expect(note).to_have_value("kept x5")
    page.get_by_role("button", name="Keep", exact=True).click()
    said: list[dict[str, Any]] = [{"id": "c2", "note": "kept x5"}, {"id": "c2", "rejected": False}]
    gallery.has_sent("rate", *said)
    cards(gallery, card(2, note="kept x5"))
    finished(gallery, "c1")
    expect(note).to_have_value("")
    note.fill("another")
    note.press("Enter")
    gallery.has_sent("rate", *said, {"id": "c1", "note": "another"})
    note.press("Enter")
    assert len(gallery.sent("rate")) == 3, "it was sent already"


def test_a_finished_clip_that_is_opened_is_not_there_twice(page: Page, gallery: Part) -> None:
    cards(gallery, card(1), card(2), all=True)
    finished(gallery, "c1")
    page.get_by_role("button", name="Open", exact=True).press("Enter")
    gallery.has_sent("open", {"id": "c1"})
    gallery.tell(opened(1))
    expect(page.locator(STAGE)).to_be_hidden()
    expect(page.locator("video")).to_have_count(1)
    finished(gallery, "c2", "c1")
    expect(page.locator(STAGE)).to_contain_text("clip 2")
    page.get_by_role("button", name="Close what is finished").press("Enter")
    gallery.has_sent("dismiss", {})


def test_a_clip_is_judged_on_its_card_and_where_it_is_open(page: Page, gallery: Part) -> None:
    cards(gallery, card(1), card(2), all=True)
    page.locator(".omnivid-gallery-open").first.focus()
    for key in ("5", "0", "x", "k", "Control+x", "n"):
        page.keyboard.press(key)
    said: list[dict[str, Any]] = [{"stars": 5}, {"stars": 0}, {"rejected": True}, {"rejected": False}]
    gallery.has_sent("rate", *({"id": "c2", **each} for each in said))
    cards(gallery, card(2, stars=4, note="calm", rejected=True))
    expect(page.locator(".omnivid-gallery-opinion").first).to_have_text("Rejected · ★★★★ · calm")
    expect(page.get_by_role("button", name="Rejected · 4 stars · calm")).to_be_visible()
    gallery.tell(opened(2, stars=4, note="calm", rejected=True))
    expect(page.get_by_role("radio", name="4 stars")).to_be_checked()
    expect(page.get_by_role("textbox", name="Note")).to_have_value("calm")
    page.get_by_role("button", name="Rejected").press("Enter")
    page.get_by_role("radio", name="4 stars").press("ArrowRight")
    page.locator(".omnivid-gallery-detail").get_by_title("2 stars").click()
    said += [{"rejected": False}, {"stars": 5}, {"stars": 2}]
    gallery.has_sent("rate", *({"id": "c2", **each} for each in said))
    cards(gallery, card(2, stars=2))
    expect(page.get_by_role("radio", name="2 stars")).to_be_checked()
    expect(page.get_by_role("button", name="Reject", exact=True)).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize(
    ("label", "value", "expected"),
    [
        ("Made where", "here", ["clip 4", "clip 3", "clip 1"]),
        ("Rated", "kept", ["clip 4", "clip 2", "clip 1"]),
        ("Rated", "2", ["clip 4", "clip 2"]),
        ("Rated", "5", ["clip 4"]),
        ("Rated", "unrated", ["clip 1"]),
        ("Rated", "rejected", ["clip 3"]),
        ("Order", "oldest", ["clip 1", "clip 2", "clip 3", "clip 4"]),
        ("Order", "stars", ["clip 4", "clip 2", "clip 1", "clip 3"]),
    ],
)
def test_clips_are_filtered_and_sorted_by_what_is_thought_of_them(
    page: Page, gallery: Part, label: str, value: str, expected: list[str]
) -> None:
    three = card(3, rejected=True)
    cards(gallery, card(1), card(2, stars=2, here=False), three, card(4, stars=5, note="calm"), all=True)
    page.get_by_label(label).select_option(value)
    expect(page.locator(NAMES)).to_have_text(expected)


def test_the_order_by_stars_follows_them_but_not_under_somebody_s_hands(page: Page, gallery: Part) -> None:
    cards(gallery, card(1), card(2), card(3), all=True)
    page.get_by_label("Order").select_option("stars")
    cards(gallery, card(1, stars=3))
    expect(page.locator(NAMES)).to_have_text(["clip 1", "clip 3", "clip 2"])
    page.locator(".omnivid-gallery-open").nth(1).focus()
    cards(gallery, card(3, stars=5), card(4, stars=4))
    expect(page.locator(NAMES)).to_have_text(["clip 4", "clip 1", "clip 3", "clip 2"])
    page.get_by_role("searchbox").focus()
    cards(gallery, card(2, note="dark"))
    expect(page.locator(NAMES)).to_have_text(["clip 3", "clip 4", "clip 1", "clip 2"])
    page.get_by_role("searchbox").fill("dark")
    expect(page.locator(NAMES)).to_have_text(["clip 2"])
