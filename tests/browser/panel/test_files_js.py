"""panel/form.js: files that are chosen or dropped."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import FileChooser, FilePayload, Page, expect

from tests.browser.panel.parts import FIRST, Part, drop, state


@pytest.fixture
def files(page: Page, form: Part) -> Iterator[Part]:
    """The form of a model that takes several images and a video, as files too."""
    model = "demo/gemini-omni-flash-preview"

    def report(_: FileChooser) -> None:
        """While somebody listens the browser reports it, instead of showing a window."""

    page.on("filechooser", report)
    form.tell(state(model, fill={**FIRST, "model": model}))
    yield form
    page.remove_listener("filechooser", report)


def chosen(name: str, size: int = 10) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": bytes(size)}


def test_a_file_is_chosen_by_keyboard_and_sent_as_the_kernel_asks(page: Page, files: Part) -> None:
    button = page.get_by_role("button", name="Choose files as image")
    button.focus()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    assert chooser.value.is_multiple()
    chooser.value.set_files([chosen("a.png", 25), chosen("b.png", 5)])
    (offer,) = files.wait_for("file")
    assert {**offer, "file": ""} == {
        "type": "file",
        "field": "images",
        "file": "",
        "name": "a.png",
        "size": 25,
    }
    assert files.sent("piece") == [], "sent before it was asked for"
    for number, (start, end) in enumerate(((0, 10), (10, 20), (20, 25)), 1):
        files.tell({"type": "file", "file": offer["file"], "start": start, "end": end})
        assert files.wait_for("piece", number)[-1]["sizes"] == [end - start]
        expect(page.get_by_role("progressbar", name="Adding a.png")).to_have_js_property("value", start)
    assert len(files.sent("file")) == 1, "the next one waits"
    files.tell({"type": "file", "file": offer["file"], "path": "omnivid-clips/references/a-1.png"})
    expect(page.get_by_text("omnivid-clips/references/a-1.png")).to_be_visible()
    other = files.wait_for("file", 2)[-1]
    files.tell({"type": "file", "file": other["file"], "path": "omnivid-clips/references/b-2.png"})
    expect(page.get_by_role("status").filter(has_text="a.png is added.")).to_contain_text("b.png is added.")
    expect(page.get_by_role("progressbar")).to_have_count(0)
    page.get_by_role("button", name="Generate").click()
    (message,) = files.wait_for("generate")
    assert message["values"]["images"] == [
        "omnivid-clips/references/a-1.png",
        "omnivid-clips/references/b-2.png",
    ]


def test_dropped_files_are_taken_and_one_that_is_refused_keeps_none_of_the_others(
    page: Page, files: Part
) -> None:
    drop(page, page.get_by_role("textbox", name="Image URL or file"), "bad.txt", "good.png")
    offer = files.wait_for("file")[-1]
    files.tell({"type": "file", "file": offer["file"], "refused": "bad.txt is neither."})
    offer = files.wait_for("file", 2)[-1]
    files.tell({"type": "file", "file": offer["file"], "path": "good-1.png"})
    trouble = page.get_by_role("alert").get_by_text("bad.txt is neither.")
    expect(trouble).to_be_visible()
    expect(page.get_by_text("good-1.png")).to_be_visible()
    files.tell(state("demo/gemini-omni-flash-preview"))
    expect(trouble).to_be_visible()


def test_nothing_is_generated_while_a_file_is_on_its_way(page: Page, files: Part) -> None:
    drop(page, page.get_by_role("textbox", name="Video URL or file"), "film.mp4")
    offer = files.wait_for("file")[-1]
    page.get_by_role("button", name="Generate").click()
    expect(page.get_by_text("A file is still being added")).to_be_visible()
    assert files.sent("generate") == []
    files.tell({"type": "file", "file": offer["file"], "path": "film-1.mp4"})
    expect(page.get_by_text("film-1.mp4")).to_be_visible()
    page.get_by_role("button", name="Generate").click()
    files.wait_for("generate")


def test_a_file_that_the_chosen_model_has_no_field_for_is_not_left_out_silently(
    page: Page, files: Part
) -> None:
    drop(page, page.get_by_role("textbox", name="Video URL or file"), "film.mp4")
    files.wait_for("file")
    files.tell(state("demo/gemini-omni-flash-text-to-video"))
    expect(
        page.get_by_role("status").get_by_text("The file that was being added is left out")
    ).to_be_visible()


def test_a_model_that_takes_no_files_offers_none(page: Page, form: Part) -> None:
    form.tell(state("demo/omni-flash", fill=FIRST))
    expect(page.get_by_role("textbox", name="Image URL or file")).to_be_visible()
    expect(page.get_by_role("button", name="Choose file")).to_have_count(0)
    form.tell(state("demo/gemini-omni-flash-preview"))
    expect(page.get_by_role("button", name="Choose files as image")).to_be_visible()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose file as video").click()
    assert not chooser.value.is_multiple()
