"""panel/form.js: fields, errors and the button."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from omnivid_jupyter.panel.form import MOST_TAKES
from omnivid_jupyter.panel.variations import varied
from omnivid_jupyter.providers.registry import resolve
from tests.browser.conftest import Pages
from tests.browser.panel.parts import FIRST, HOSTILE, Part, state
from tests.browser.waiting import until


@pytest.fixture(scope="module")
def pages(browser: Browser) -> Pages:
    """Pages of its own, since all of these tests change the clock."""
    return Pages(browser, lambda page: page.clock.install(time=0))


@pytest.fixture(autouse=True)
def still(page: Page) -> None:
    """The form's time stands still: what is typed has not rested before the test says so."""
    page.clock.install(time=0)
    page.clock.pause_at(1000)


def rested(page: Page, form: Part, count: int = 1) -> list[dict[str, Any]]:
    """What has been reported once the typing has rested: so many changes so far."""
    page.clock.run_for(1000)
    told = form.wait_for("change", count)
    assert len(told) == count
    return told


def test_the_form_has_real_labels_and_the_fields_of_the_model(page: Page, form: Part) -> None:
    expect(page.get_by_role("textbox", name="Prompt")).to_have_value("")
    model = page.get_by_role("combobox", name="Model")
    expect(model).to_have_value("demo/Omni-Flash-Ext")
    expect(page.locator("optgroup").nth(2)).to_have_js_property("label", "APIMart (key found)")
    for name, value in (("Duration", "6"), ("Aspect ratio", "16:9"), ("Resolution", "720p")):
        expect(page.get_by_role("combobox", name=name)).to_have_value(value)
    expect(page.get_by_role("spinbutton", name="Takes")).to_have_attribute("max", str(MOST_TAKES))
    expect(page.get_by_role("button", name="Generate")).to_be_visible()
    page.clock.run_for(1000)
    assert form.sent() == [{"type": "ready"}]


def test_what_is_typed_is_reported_once_the_typing_rests(page: Page, form: Part) -> None:
    page.get_by_role("textbox", name="Prompt").type("a cat")
    assert form.sent("change") == []
    (message,) = rested(page, form)
    assert message["values"] == {
        **FIRST,
        "prompt": "a cat",
        "duration": "6",
        "aspect_ratio": "16:9",
        "resolution": "720p",
        "images": [],
    }
    expect(page.get_by_text("5 characters")).to_be_visible()


def test_an_update_keeps_what_was_typed_and_the_focus(page: Page, form: Part) -> None:
    prompt = page.get_by_role("textbox", name="Prompt")
    prompt.fill("half a sen")
    page.evaluate("window.kept = [...document.querySelectorAll('main *')]")
    form.tell(state(estimate="$0.30."))
    expect(prompt).to_be_focused()
    expect(prompt).to_have_value("half a sen")
    expect(page.get_by_text("$0.30.")).to_be_visible()
    assert page.evaluate("kept.every((node) => node.isConnected)")


def test_what_is_typed_before_the_form_is_filled_stays_and_is_reported(page: Page, form: Part) -> None:
    prompt = page.get_by_role("textbox", name="Prompt")
    prompt.fill("a cat")
    (known,) = rested(page, form)
    prompt.fill("now at night")
    page.get_by_role("textbox", name="Image URL").fill("https://h/mine.png")
    fill = {**FIRST, "prompt": "", "duration": "8", "images": ["https://h/theirs.png"]}
    form.tell(state(fill=fill, edits=known["edits"], fills=1))
    expect(prompt).to_have_value("now at night")
    expect(page.get_by_role("combobox", name="Duration")).to_have_value("8")
    told = rested(page, form, 2)[-1]
    assert told["values"] == {
        **known["values"],
        "prompt": "now at night",
        "duration": "8",
        "images": ["https://h/theirs.png", "https://h/mine.png"],
    }
    assert told["fills"] == 1 and known["fills"] == 0
    form.tell(state(fill={"prompt": "of the gallery"}, edits=told["edits"], fills=2))
    expect(prompt).to_have_value("of the gallery")


def test_another_model_changes_only_the_fields_that_differ(page: Page, form: Part) -> None:
    page.get_by_role("combobox", name="Aspect ratio").select_option("9:16")
    page.evaluate("window.kept = document.querySelector('[id$=aspect_ratio]')")
    form.tell(state("demo/gemini-omni-flash-text-to-video", fill={"duration": "8"}))
    assert page.evaluate("kept.isConnected && kept.value === '9:16'")
    expect(page.get_by_role("combobox", name="Duration")).to_have_value("8")
    expect(page.get_by_role("combobox", name="Resolution")).to_have_count(0)
    expect(page.get_by_role("textbox", name="Callback URL")).to_be_visible()


TEXT_ONLY = "demo/gemini-omni-flash-text-to-video"


def test_the_page_keeps_what_the_fields_of_another_model_held(page: Page, form: Part) -> None:
    page.get_by_role("combobox", name="Resolution").select_option("4k")
    page.get_by_role("textbox", name="Image URL").fill("https://h/1.png")
    page.get_by_role("combobox", name="Model").select_option(TEXT_ONLY)
    told = rested(page, form)[-1]
    assert told["drawn"] == "demo/Omni-Flash-Ext" and told["values"]["model"] == TEXT_ONLY
    form.tell(state(TEXT_ONLY, edits=told["edits"]))
    page.get_by_role("textbox", name="Prompt").fill("a cat")
    told = rested(page, form, 2)[-1]
    assert told["drawn"] == TEXT_ONLY
    assert (told["values"]["resolution"], told["values"]["images"]) == ("4k", ["https://h/1.png"])
    assert "duration" in told["values"] and "videos" not in told["values"]
    form.tell(state(edits=told["edits"]))
    expect(page.get_by_role("combobox", name="Resolution")).to_have_value("4k")
    expect(page.locator(".omnivid-form-address")).to_have_text(["https://h/1.png"])


def test_a_picture_for_a_model_without_pictures_waits_for_one_that_takes_it(page: Page, form: Part) -> None:
    form.tell(state(TEXT_ONLY))
    form.tell(state(TEXT_ONLY, fill={"images": ["clips/1.png"]}, fills=1))
    form.tell(state(fills=1))
    expect(page.locator(".omnivid-form-address")).to_have_text(["clips/1.png"])


@pytest.mark.parametrize("made", [True, False])
def test_what_goes_on_from_a_clip_leaves_a_prompt_that_was_typed_and_not_generated(
    page: Page, form: Part, made: bool
) -> None:
    prompt = page.get_by_role("textbox", name="Prompt")
    prompt.fill("a cat")
    page.get_by_role("button", name="Generate").click()
    (told,) = form.wait_for("generate")
    assert told["tried"]
    form.tell(state(made=made, said="Said.", edits=told["edits"], answered=told["clicks"]))
    form.tell(state(fill={"model": "demo/Omni-Flash-Ext", "duration": "8"}, fills=1))
    expect(prompt).to_have_value("" if made else "a cat")
    if made:
        told = rested(page, form)[-1]
        assert (told["values"]["prompt"], told["tried"]) == ("", False)


def test_an_error_stands_at_its_field_and_is_described_by_it(page: Page, form: Part) -> None:
    form.tell(state(errors={"prompt": "prompt is empty", "form": "APIMart needs a key"}, focus="prompt"))
    prompt = page.get_by_role("textbox", name="Prompt")
    expect(prompt).to_be_focused()
    expect(prompt).to_have_attribute("aria-invalid", "true")
    expect(prompt).to_have_accessible_description(
        "prompt is empty " + resolve("demo/Omni-Flash-Ext").model.hint
    )
    trouble = page.locator(".omnivid-form-form > [role=alert]")
    expect(trouble).to_have_text("APIMart needs a key")
    form.tell(state())
    expect(prompt).not_to_have_attribute("aria-invalid", "true")
    expect(trouble).to_have_text("")


@pytest.mark.parametrize("press", ["click", "keys"])
def test_generate_is_sent_once_with_all_values(page: Page, form: Part, press: str) -> None:
    page.get_by_role("textbox", name="Prompt").fill("a cat")
    button = page.get_by_role("button", name="Generate")
    for _ in range(2):
        if press == "click":
            button.click()
        else:
            page.get_by_role("textbox", name="Prompt").press("Control+Enter")
    (message,) = form.wait_for("generate")
    assert message["values"]["prompt"] == "a cat"
    form.tell(state(estimate="what somebody typed before"))
    expect(button).to_have_attribute("aria-busy", "true")
    form.tell(state(said="1 job started.", answered=message["clicks"]))
    expect(page.get_by_role("status").get_by_text("1 job started.")).to_be_visible()
    button.click()
    assert len(form.wait_for("generate", 2)) == 2


def test_a_busy_kernel_is_named(page: Page, form: Part) -> None:
    page.get_by_role("button", name="Generate").click()
    form.wait_for("generate")
    expect(page.get_by_text("kernel is busy")).to_have_count(0)
    page.clock.run_for(5000)
    expect(page.get_by_role("status").get_by_text("kernel is busy")).to_be_visible()
    form.tell(state(errors={"prompt": "prompt is empty"}, answered=form.wait_for("generate")[0]["clicks"]))
    expect(page.get_by_text("kernel is busy")).to_have_count(0)


def test_what_is_filled_after_a_start_leaves_nothing_to_pay_twice(page: Page, form: Part) -> None:
    new = page.get_by_role("checkbox", name="Make new ones")
    new.check()
    page.get_by_role("button", name="Generate").click()
    (message,) = form.wait_for("generate")
    assert message["values"]["new"] is True
    told = {"edits": message["edits"], "answered": message["clicks"]}
    form.tell(state(fill={"new": False}, fills=1, said="1 job started.", **told))
    expect(new).not_to_be_checked()
    page.get_by_role("button", name="Generate").click()
    assert form.wait_for("generate", 2)[-1]["values"]["new"] is False


def test_two_forms_on_one_page_have_labels_of_their_own(page: Page, form: Part) -> None:
    other = Part(page, "form", key="other")
    other.tell(state(fill=FIRST))
    ids = page.locator("[id]").evaluate_all("nodes => nodes.map(node => node.id)")
    assert len(ids) > 10 and len(set(ids)) == len(ids)
    page.get_by_text("Make new ones").nth(1).click()
    new = page.get_by_role("checkbox", name="Make new ones")
    expect(new.nth(1)).to_be_checked()
    expect(new.nth(0)).not_to_be_checked()


@pytest.mark.parametrize("now", ["https://h/half", "https://h/half.png"])
def test_an_address_that_is_being_typed_stays_in_its_box(page: Page, form: Part, now: str) -> None:
    box = page.get_by_role("textbox", name="Image URL")
    box.fill("https://h/half")
    (known,) = rested(page, form)
    if now != "https://h/half":
        box.fill(now)
    fill = {"images": ["https://h/theirs.png", *([] if now.endswith(".png") else known["values"]["images"])]}
    form.tell(state(fill=fill, edits=known["edits"], fills=1))
    expect(box).to_have_value(now)
    expect(page.locator(".omnivid-form-address")).to_have_text(["https://h/theirs.png"])
    form.tell(state(fill={"images": []}, edits={key: 99 for key in known["edits"]}, fills=2))
    expect(box).to_have_value("")
    expect(page.locator(".omnivid-form-address")).to_have_count(0)


@pytest.mark.parametrize("name", ["Prompt", "Image URL or file"])
def test_a_key_that_ends_a_composition_does_nothing_else(page: Page, form: Part, name: str) -> None:
    box = page.get_by_role("textbox", name=name)
    box.fill("折り紙")
    rested(page, form)
    box.dispatch_event("keydown", {"key": "Enter", "ctrlKey": name == "Prompt", "isComposing": True})
    assert form.sent("generate") == []
    expect(box).to_have_value("折り紙")


def test_a_form_whose_kernel_has_ended_says_so(page: Page, form: Part) -> None:
    form.end_kernel()
    button = page.get_by_role("button", name="Generate")
    button.click()
    expect(
        page.get_by_role("status").get_by_text("The kernel has ended: run this cell again.")
    ).to_be_visible()
    expect(button).to_have_attribute("aria-busy", "false")


def test_what_will_be_read_out_is_watched_before_it_comes_and_repeated_when_it_comes_again(
    page: Page, form: Part
) -> None:
    said = page.locator(".omnivid-form-said")
    assert said.evaluate("node => node.textContent === '' && getComputedStyle(node).display !== 'none'")
    heard = """node => {
      window.heard = [];
      const listen = () => node.textContent && heard.push(node.textContent);
      new MutationObserver(listen).observe(node, { childList: true, characterData: true, subtree: true });
    }"""
    said.evaluate(heard)
    for count in (1, 2):
        form.tell(state(said="It is there already: see the gallery."))
        page.wait_for_function("count => heard.length === count", arg=count)
    trouble = page.locator(".omnivid-form-form > [role=alert]")
    form.tell(state(errors={"form": "no key"}))
    trouble.evaluate(heard)
    for error in ("no key", "no key", "no money"):
        form.tell(state(errors={"form": error}))
    until(page, lambda: page.evaluate("heard"), ["no money"], "what stands there already was read out again")


def test_addresses_are_added_and_removed_by_keyboard(page: Page, form: Part) -> None:
    field = page.get_by_role("textbox", name="Image URL or file")
    field.fill("https://h/1.png")
    field.press("Enter")
    field.fill("https://h/2.png https://h/3.png")
    page.get_by_role("button", name="Add image").press("Enter")
    expect(field).to_be_focused()
    page.get_by_role("button", name="Remove image 1").press("Enter")
    expect(page.get_by_role("button", name="Remove image 1")).to_be_focused()
    field.fill("https://h/not-added-yet.png")
    page.get_by_role("button", name="Generate").click()
    (message,) = form.wait_for("generate")
    assert message["values"]["images"] == [
        "https://h/2.png",
        "https://h/3.png",
        "https://h/not-added-yet.png",
    ]


def test_what_costs_much_is_asked_first_and_a_second_enter_pays_nothing(page: Page, form: Part) -> None:
    asked = {"id": "q1", "text": "9 new clips would be paid for: $2.25.", "yes": "Pay $2.25 for 9 new clips"}
    page.get_by_role("button", name="Generate").press("Enter")
    (click,) = form.wait_for("generate")
    answered = {page_name: count for page_name, count in click["clicks"].items()}
    form.tell(state(question=asked, focus="question", answered=answered))
    expect(page.get_by_role("button", name="Not now")).to_be_focused()
    page.get_by_role("button", name="Pay $2.25 for 9 new clips").press("Enter")
    assert [each["agreed"] for each in form.wait_for("generate", 2)] == ["", "q1"]
    form.tell(state(made=True, said="9 jobs started."))
    expect(page.get_by_role("button", name="Not now")).to_be_hidden()


def test_variations_are_folded_away_and_ticked_by_keyboard(page: Page, form: Part) -> None:
    asked = {"model": "demo/Omni-Flash-Ext", "prompt": "a {red|blue} cat", "duration": "4"}
    offered = [asdict(field) for field in varied(asked)]
    form.tell(state(varied=offered))
    expect(page.get_by_role("checkbox", name="8 s")).to_be_hidden()
    expect(page.get_by_role("checkbox", name="Take the braces as they stand")).to_be_hidden()
    page.get_by_text("Variations").focus()
    page.keyboard.press("Enter")
    durations = page.get_by_role("group", name="More durations")
    durations.get_by_role("checkbox", name="8 s", exact=True).press("Space")
    told = rested(page, form)[-1]
    assert (told["values"]["also_duration"], told["values"]["also_model"]) == (["8"], [])
    assert "literal" not in told["values"]

    form.tell(
        state(
            varied=offered,
            literal=True,
            estimate="12 clips, $3.60, 8 new.",
            leftOut=[{"what": "demo/omni-pro, duration 8", "why": HOSTILE}],
            edits=told["edits"],
        )
    )
    expect(page.get_by_text("12 clips, $3.60, 8 new.")).to_be_visible()
    expect(page.get_by_role("list", name="Left out")).to_contain_text(f"demo/omni-pro, duration 8. {HOSTILE}")
    page.get_by_role("checkbox", name="Take the braces as they stand").press("Space")
    assert rested(page, form, 2)[-1]["values"]["literal"] is True

    page.get_by_text("Variations").press("Enter")
    expect(page.get_by_text("(1 more value)")).to_be_visible()  # what costs is told while it is folded away
    fewer = [{**field, "choices": field["choices"][:1]} for field in offered]
    form.tell(state(varied=fewer))
    page.get_by_role("button", name="Generate").press("Enter")
    assert form.wait_for("generate")[-1]["values"]["also_duration"] == []
    form.tell(state(varied=offered, fills=1, fill={"model": "demo/Omni-Flash-Ext", "also_duration": []}))
    page.get_by_text("Variations").press("Enter")
    expect(durations.get_by_role("checkbox", name="8 s", exact=True)).not_to_be_checked()
