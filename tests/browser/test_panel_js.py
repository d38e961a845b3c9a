"""The panel's scripts (static/form.js, queue.js, gallery.js) in a real browser, with a stand-in for the model."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from omnivid_jupyter.notebook.panel.form import fields, groups
from omnivid_jupyter.notebook.scripts import script, style
from omnivid_jupyter.providers.registry import resolve
from tests.browser.axe import serious_issues
from tests.clipfiles import mp4

HOSTILE = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"

MOUNT = """
async ([source, part, resolves]) => {
  const listeners = new Set();
  const sent = [];
  const model = {
    on: (_, listener) => listeners.add(listener),
    off: (_, listener) => listeners.delete(listener),
    send: (message, _, buffers) =>
      sent.push(buffers ? { ...message, sizes: buffers.map((b) => b.byteLength) } : message),
    widget_manager: resolves ? { resolveUrl: async (url) => resolves[url] ?? url } : undefined,
  };
  window.parts ??= {};
  const receive = (message, media) => {
    const buffers = (media ?? []).map((base64) => {
      const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
      return new DataView(bytes.buffer);
    });
    listeners.forEach((listener) => listener(message, buffers));
  };
  const module = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  const el = (document.querySelector("main") ?? document.body.appendChild(document.createElement("main")));
  el.className = "omnivid-panel";
  const place = el.appendChild(document.createElement("div"));
  const unmount = module.default.render({ model, el: place });
  window.parts[part] = { sent, receive, unmount, listeners };
}
"""


class Part:
    """One part on the page: what it sent, and how it is told something."""

    def __init__(self, page: Page, name: str, resolves: dict[str, str] | None = None) -> None:
        self.page, self.name = page, name
        page.add_style_tag(content=style(f"{name}.js"))
        page.evaluate(MOUNT, [script(f"{name}.js"), name, resolves])

    def tell(self, message: dict[str, Any], *media: str) -> None:
        self.page.evaluate("([part, m, b]) => parts[part].receive(m, b)", [self.name, message, list(media)])

    def sent(self, kind: str | None = None) -> list[dict[str, Any]]:
        messages: list[dict[str, Any]] = self.page.evaluate("part => parts[part].sent", self.name)
        return [message for message in messages if kind in (None, message["type"])]

    def wait_for(self, kind: str, count: int = 1) -> list[dict[str, Any]]:
        self.page.wait_for_function(
            "([part, kind, count]) => parts[part].sent.filter(m => m.type === kind).length >= count",
            arg=[self.name, kind, count],
        )
        return self.sent(kind)


def base64(content: bytes) -> str:
    import base64 as coding

    return coding.b64encode(content).decode()


def jpeg(color: str = "teal") -> str:
    buffer = io.BytesIO()
    Image.new("RGB", (64, 36), color).save(buffer, "JPEG")
    return base64(buffer.getvalue())


# --- form ---------------------------------------------------------------------------------------------------


def state(model: str = "demo/Omni-Flash-Ext", **changes: Any) -> dict[str, Any]:
    return {
        "type": "state",
        "groups": groups({"apimart": True}),
        "hint": resolve(model).model.hint,
        "fields": [asdict(field) for field in fields(resolve(model).model)],
        "fill": {},
        "errors": {},
        "estimate": "Free (simulated).",
        "focus": "",
        "said": None,
        **changes,
    }


FIRST = {"model": "demo/Omni-Flash-Ext", "prompt": "", "takes": 1, "new": False}


@pytest.fixture
def form(page: Page) -> Part:
    part = Part(page, "form")
    part.tell(state(fill=FIRST))
    return part


def test_the_form_has_real_labels_and_the_fields_of_the_model(page: Page, form: Part) -> None:
    expect(page.get_by_role("textbox", name="Prompt")).to_have_value("")
    model = page.get_by_role("combobox", name="Model")
    expect(model).to_have_value("demo/Omni-Flash-Ext")
    assert (
        page.locator("optgroup").evaluate_all("groups => groups.map(g => g.label)")[2]
        == "APIMart (key found)"
    )
    for name, value in (("Duration", "6"), ("Aspect ratio", "16:9"), ("Resolution", "720p")):
        expect(page.get_by_role("combobox", name=name)).to_have_value(value)
    expect(page.get_by_role("button", name="Generate")).to_be_visible()
    assert form.sent() == [{"type": "ready"}]


def test_what_is_typed_is_reported_once_the_typing_rests(page: Page, form: Part) -> None:
    page.get_by_role("textbox", name="Prompt").type("a cat")
    (message,) = form.wait_for("change")
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


def test_another_model_changes_only_the_fields_that_differ(page: Page, form: Part) -> None:
    page.get_by_role("combobox", name="Aspect ratio").select_option("9:16")
    page.evaluate("window.kept = document.querySelector('[id$=aspect_ratio]')")
    form.tell(state("demo/gemini-omni-flash-text-to-video", fill={"duration": "8"}))
    assert page.evaluate("kept.isConnected && kept.value === '9:16'")
    expect(page.get_by_role("combobox", name="Duration")).to_have_value("8")
    expect(page.get_by_role("combobox", name="Resolution")).to_have_count(0)
    expect(page.get_by_role("textbox", name="Callback URL")).to_be_visible()


def test_an_error_stands_at_its_field_and_is_described_by_it(page: Page, form: Part) -> None:
    form.tell(state(errors={"prompt": "prompt is empty", "form": "APIMart needs a key"}, focus="prompt"))
    prompt = page.get_by_role("textbox", name="Prompt")
    expect(prompt).to_be_focused()
    expect(prompt).to_have_attribute("aria-invalid", "true")
    expect(prompt).to_have_accessible_description(
        "prompt is empty " + resolve("demo/Omni-Flash-Ext").model.hint
    )
    expect(page.get_by_role("alert")).to_have_text("APIMart needs a key")
    form.tell(state())
    expect(prompt).not_to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("alert")).to_have_count(0)


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
    expect(button).to_have_attribute("aria-busy", "true")
    form.tell(state(said="1 job started."))
    expect(page.get_by_role("status")).to_have_text("1 job started.")
    button.click()
    assert len(form.wait_for("generate", 2)) == 2


def test_a_busy_kernel_is_named(page: Page, form: Part) -> None:
    page.get_by_role("button", name="Generate").click()
    expect(page.get_by_role("status")).to_contain_text("kernel is busy")


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


@pytest.fixture
def files(page: Page, form: Part) -> Part:
    """The form of a model that takes several images and a video, as files too."""
    model = "demo/gemini-omni-flash-preview"
    page.on("filechooser", lambda _: None)  # from now on the browser reports it, instead of showing a window
    form.tell(state(model, fill={**FIRST, "model": model}))
    return form


def chosen(name: str, size: int = 10) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": bytes(size)}


def drop(page: Page, target: Locator, *names: str) -> None:
    transfer = page.evaluate_handle(
        """names => {
          const transfer = new DataTransfer();
          for (const name of names) transfer.items.add(new File(["12345"], name));
          return transfer;
        }""",
        list(names),
    )
    for event in ("dragover", "drop"):
        target.dispatch_event(event, {"dataTransfer": transfer})


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
    expect(page.get_by_role("alert")).to_have_text("bad.txt is neither.")
    expect(page.get_by_text("good-1.png")).to_be_visible()
    files.tell(state("demo/gemini-omni-flash-preview"))
    expect(page.get_by_role("alert")).to_have_text("bad.txt is neither.")


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


def test_a_model_that_takes_no_files_offers_none(page: Page, form: Part) -> None:
    form.tell(state("demo/omni-flash", fill=FIRST))
    expect(page.get_by_role("textbox", name="Image URL or file")).to_be_visible()
    expect(page.get_by_role("button", name="Choose file")).to_have_count(0)
    form.tell(state("demo/gemini-omni-flash-preview"))
    expect(page.get_by_role("button", name="Choose files as image")).to_be_visible()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose file as video").click()
    assert not chooser.value.is_multiple()


# --- queue --------------------------------------------------------------------------------------------------


def job(number: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"j{number}",
        "state": "running",
        "icon": "◑",
        "word": "Running",
        "final": False,
        "settled": False,
        "left": False,
        "model": "demo/omni-flash",
        "prompt": f"clip {number}",
        "settings": "4 s",
        "progress": 42.0,
        "elapsed": 65.0,
        "remaining": 30.0,
        "cost": "simulated, free",
        "task": "task-1",
        "note": "",
        "error": "",
        "log": ["0:00  submitted"],
        "elsewhere": False,
        "actions": ["stop"],
        **changes,
    }


DONE: dict[str, Any] = {
    "state": "done",
    "word": "Done",
    "final": True,
    "settled": True,
    "actions": ["show"],
}


@pytest.fixture
def queue(page: Page) -> Part:
    return Part(page, "queue")


def rows(part: Part, *jobs: dict[str, Any], gone: list[str] | None = None) -> None:
    part.tell({"type": "rows", "rows": list(jobs), "gone": gone or [], "messages": []})


def http(part: Part, first: int, *messages: dict[str, Any], job: str = "j1") -> None:
    told = [{"id": job, "first": first, "messages": list(messages)}]
    part.tell({"type": "rows", "rows": [], "gone": [], "messages": told})


def exchange(number: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "at": number * 1.5,
        "title": f"GET https://h/tasks/{number}",
        "outcome": "200 OK, 12 ms",
        "good": True,
        "sent": "Authorization: Bearer ***",
        "received": '{\n  "status": "running"\n}',
        **changes,
    }


def test_a_row_shows_all_that_is_known(page: Page, queue: Part) -> None:
    expect(page.get_by_text("No jobs yet.")).to_be_visible()
    rows(queue, job())
    for text in ("Running", "42 %", "1:05", "about 0:30 left", "clip 1"):
        expect(page.get_by_text(text, exact=True)).to_be_visible()
    expect(page.get_by_text("demo/omni-flash · 4 s · simulated, free · task task-1")).to_be_visible()
    expect(page.get_by_role("progressbar", name="Progress of clip 1")).to_have_attribute(
        "aria-valuenow", "42"
    )
    expect(page.get_by_text("No jobs yet.")).to_be_hidden()


def test_the_newest_job_stands_first(page: Page, queue: Part) -> None:
    rows(queue, job(1), job(2))
    rows(queue, job(3))
    expect(page.locator(".omnivid-job-prompt")).to_have_text(["clip 3", "clip 2", "clip 1"])


def test_an_update_keeps_elements_focus_and_the_opened_log(page: Page, queue: Part) -> None:
    rows(queue, job(1), job(2))
    page.get_by_text("Log").first.click()
    button = page.get_by_role("button", name="Stop waiting: clip 2")
    button.focus()
    page.evaluate("window.kept = [...document.querySelectorAll('main *')]")
    rows(queue, job(2, progress=60.0, log=["0:00  submitted", "0:10  running"]))
    expect(page.get_by_text("0:10 running")).to_be_visible()
    expect(button).to_be_focused()
    assert page.evaluate("kept.every((node) => node.isConnected)")


def test_the_focus_stays_in_a_row_whose_button_goes(page: Page, queue: Part) -> None:
    rows(queue, job())
    page.get_by_role("button", name="Stop waiting").focus()
    rows(queue, job(**DONE))
    expect(page.get_by_role("button", name="Show clip")).to_be_focused()
    page.get_by_role("button", name="Show clip").focus()
    rows(queue, gone=["j1"])
    expect(page.get_by_role("heading", name="Queue")).to_be_focused()


@pytest.mark.parametrize(
    ("action", "name"),
    [
        ("stop", "Stop waiting"),
        ("wait", "Wait again"),
        ("retry", "Try again"),
        ("forget", "Leave it alone"),
        ("show", "Show clip"),
    ],
)
def test_each_action_is_a_button_of_its_job(page: Page, queue: Part, action: str, name: str) -> None:
    rows(queue, job(1, actions=[action]), job(2, actions=[]))
    page.get_by_role("button", name=name).press("Enter")
    assert queue.sent(action) == [{"type": action, "id": "j1"}]


def test_only_changes_of_state_are_announced(page: Page, queue: Part) -> None:
    rows(queue, job())
    page.evaluate("""() => {
      window.announced = [];
      const live = document.querySelector("[aria-live]");
      const options = { childList: true, characterData: true, subtree: true };
      new MutationObserver(() => announced.push(live.textContent)).observe(live, options);
    }""")
    rows(queue, job(progress=50.0))
    rows(queue, job(progress=60.0, note="asking again"))
    rows(queue, job(**DONE))
    page.wait_for_function("announced.length > 0")
    assert page.evaluate("announced") == ["clip 1: Done"]


def test_http_messages_are_asked_for_when_they_are_opened_and_then_added(page: Page, queue: Part) -> None:
    rows(queue, job())
    assert queue.sent("look") == []
    page.locator("summary", has_text="Messages").focus()
    page.keyboard.press("Enter")
    queue.wait_for("look")
    assert queue.sent("look") == [{"type": "look", "id": "j1"}]
    expect(page.get_by_text("None in this session.")).to_be_visible()
    http(queue, 0, exchange(1, title="POST https://h/videos"), exchange(2))
    messages = page.get_by_role("list", name="HTTP messages")
    expect(messages.get_by_role("listitem")).to_have_count(2)
    expect(messages.locator("details[open]")).to_have_count(1)
    expect(messages).to_contain_text("+1.5 s")
    messages.locator("summary", has_text="tasks/2").click()
    expect(messages.get_by_text('"status": "running"').nth(1)).to_be_visible()
    page.evaluate("window.kept = [...document.querySelectorAll('ol li')]")
    http(queue, 2, exchange(3, good=False, outcome="no answer: ReadTimeout", received=""))
    expect(messages.get_by_role("listitem")).to_have_count(3)
    assert page.evaluate("kept.every((node) => node.isConnected && node.firstChild.open)")
    page.locator("summary", has_text="Messages").click()
    queue.wait_for("look away")
    expect(messages.get_by_role("listitem")).to_have_count(0)


def test_a_job_of_another_kernel_has_no_button_and_no_messages(page: Page, queue: Part) -> None:
    rows(queue, job(elsewhere=True, actions=[], progress=None, note="It runs in another kernel.", log=[]))
    row = page.get_by_role("listitem")
    expect(row).to_contain_text("It runs in another kernel.")
    expect(row.get_by_role("button")).to_have_count(0)
    expect(row.get_by_text("Messages")).to_be_hidden()


def test_finished_jobs_can_be_cleared(page: Page, queue: Part) -> None:
    rows(queue, job())
    clear = page.get_by_role("button", name="Clear finished")
    expect(clear).to_be_hidden()
    rows(queue, job(**DONE))
    clear.click()
    assert queue.sent("clear") == [{"type": "clear"}]


def test_a_queue_that_is_taken_away_says_so(page: Page, queue: Part) -> None:
    page.evaluate("parts.queue.unmount()")
    assert queue.sent()[-1] == {"type": "gone"}
    assert page.evaluate("parts.queue.listeners.size") == 0


# --- gallery ------------------------------------------------------------------------------------------------


def card(number: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"c{number}",
        "prompt": f"clip {number}",
        "model": "demo/omni-flash",
        "facts": "demo/omni-flash · 4 s",
        "created": 1_000_000.0 + number,
        "url": f"omnivid-clips/clip-{number}.mp4",
        "type": "video/mp4",
        "ratio": 1.7778,
        **changes,
    }


def opened(number: int = 1, **changes: Any) -> dict[str, Any]:
    clip = card(number) | {
        "shown": [["Model", "demo/omni-flash"], ["Cost", "simulated, free"]],
        "cell": "%%omnivid demo/omni-flash\nclip 1",
        "noCell": "",
        "path": "folder/clip-1.mp4",
        "media": [{"url": f"omnivid-clips/clip-{number}.mp4", "type": "video/mp4"}],
        "extends": False,
        "turns": [],
        **changes,
    }
    return {"type": "detail", "clip": clip}


def cards(part: Part, *clips: dict[str, Any], gone: list[str] | None = None, all: bool = False) -> None:
    part.tell({"type": "cards", "cards": list(clips), "gone": gone or [], "all": all})


Shown = Callable[[str], Any]
NAMES = ".omnivid-gallery-card:not([hidden]) .omnivid-gallery-prompt"


@pytest.fixture
def gallery(page: Page) -> Part:
    return Part(page, "gallery")


def test_five_hundred_clips_ask_only_for_the_pictures_in_sight(page: Page, gallery: Part) -> None:
    cards(gallery, *(card(number) for number in range(500)), all=True)
    expect(page.get_by_text("500 clips")).to_be_visible()
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
    assert opens.evaluate_all("all => all.filter(each => each.tabIndex === 0).length") == 1
    opens.first.focus()
    page.keyboard.press("ArrowRight")
    expect(opens.nth(1)).to_be_focused()
    page.keyboard.press("ArrowDown")
    top = opens.nth(1).evaluate("each => [each.offsetLeft, each.getBoundingClientRect().left]")
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") == top[1]
    page.keyboard.press("End")
    expect(opens.last).to_be_focused()
    page.keyboard.press("Home")
    expect(opens.first).to_be_focused()
    page.keyboard.press("Enter")
    assert gallery.sent("open") == [{"type": "open", "id": "c19"}]


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


def test_a_film_is_loaded_by_its_address_where_the_front_end_knows_it(page: Page) -> None:
    address = f"data:video/mp4;base64,{base64(mp4())}"
    gallery = Part(page, "gallery", {"omnivid-clips/clip-1.mp4": address})
    cards(gallery, card(), all=True)
    page.locator(".omnivid-gallery-open").hover()
    page.wait_for_function("document.querySelector('video')?.videoWidth > 0")
    assert gallery.sent("media") == []


def test_reduced_motion_plays_nothing_by_itself(browser: Browser) -> None:
    page = browser.new_page(reduced_motion="reduce")
    gallery = Part(page, "gallery")
    cards(gallery, card(), all=True)
    page.locator(".omnivid-gallery-open").hover()
    page.locator(".omnivid-gallery-open").focus()
    expect(page.locator("video")).to_have_count(0)
    page.close()


def test_an_opened_clip_takes_the_focus_and_gives_it_back(page: Page, gallery: Part) -> None:
    cards(gallery, card(1), card(2), all=True)
    page.locator(".omnivid-gallery-open").nth(1).click()
    gallery.tell(opened())
    expect(page.get_by_role("heading", name="clip 1")).to_be_focused()
    expect(page.get_by_role("region", name="Clip: clip 1")).to_contain_text("simulated, free")
    assert page.locator("video").evaluate("v => v.controls && !v.autoplay")
    page.keyboard.press("Escape")
    expect(page.locator(".omnivid-gallery-open").nth(1)).to_be_focused()
    expect(page.locator("video[controls]")).to_have_count(0)


def test_a_cell_is_copied_or_selected_for_copying(page: Page, gallery: Part) -> None:
    cards(gallery, card(), all=True)
    gallery.tell(opened())
    page.get_by_role("button", name="Copy as cell").click()  # about:blank has no clipboard
    expect(page.get_by_role("status")).to_contain_text("Ctrl+C")
    assert page.evaluate("document.activeElement.value.slice(document.activeElement.selectionStart)") == (
        "%%omnivid demo/omni-flash\nclip 1"
    )


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
    assert gallery.sent("remove") == [{"type": "remove", "id": "c1"}]
    cards(gallery, gone=["c1"])
    expect(page.locator(NAMES)).to_have_text(["clip 2"])
    expect(page.locator(".omnivid-gallery-open")).to_be_focused()


@pytest.mark.parametrize(
    ("name", "kind"),
    [("Use again", "use"), ("Use last frame", "refer"), ("Extend", "extend"), ("Show in notebook", "output")],
)
def test_an_opened_clip_has_a_button_for_each_use(page: Page, gallery: Part, name: str, kind: str) -> None:
    cards(gallery, card(), all=True)
    gallery.tell(opened(extends=True))
    page.get_by_role("button", name=name).press("Enter")
    assert gallery.sent(kind) == [{"type": kind, "id": "c1"}]
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


def test_two_to_four_clips_are_compared(page: Page, gallery: Part) -> None:
    cards(gallery, *(card(number) for number in range(5)), all=True)
    compare = page.get_by_role("button", name="Compare ")
    for number in range(5):
        page.get_by_role("checkbox", name=f"clip {number}").press("Space")
        expect(compare).to_be_visible(visible=number > 0)
    expect(page.get_by_role("status")).to_have_text("At most 4 clips can be compared.")
    expect(page.get_by_role("checkbox", name="clip 4")).not_to_be_checked()
    compare.press("Enter")
    assert gallery.sent("compare") == [{"type": "compare", "ids": ["c0", "c1", "c2", "c3"]}]
    page.get_by_role("button", name="Clear selection").press("Enter")
    expect(compare).to_be_hidden()


def turn(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"c{number}",
        "name": f"Turn {number}",
        "prompt": f"clip {number}",
        "note": "",
        "current": False,
        **changes,
    }


THREAD = [
    turn(1, id="", note="Its file is gone (task t1)."),
    turn(2, current=True),
    turn(3),
    turn(4, name="Turn 3", note="goes on from turn 2"),
]


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
    assert gallery.sent("open")[-1] == {"type": "open", "id": "c4"}
    gallery.tell(opened(4, turns=[*THREAD[:1], turn(2), turn(3), turn(4, current=True)]))
    expect(page.get_by_role("heading", name="clip 4", exact=True)).to_be_focused()
    expect(turns.locator("img").nth(0)).to_have_js_property("naturalWidth", 64)
    gallery.tell(opened(3))
    expect(page.get_by_text("Turns of this clip")).to_have_count(0)


# --- all of them --------------------------------------------------------------------------------------------


def test_text_from_outside_stays_text(page: Page, form: Part, queue: Part, gallery: Part) -> None:
    form.tell(
        state(hint=HOSTILE, estimate=HOSTILE, said=HOSTILE, errors={"prompt": HOSTILE, "form": HOSTILE})
    )
    rows(queue, job(prompt=HOSTILE, note=HOSTILE, error=HOSTILE, task=HOSTILE, log=[HOSTILE]))
    http(queue, 0, exchange(title=HOSTILE, outcome=HOSTILE, sent=HOSTILE, received=HOSTILE))
    cards(gallery, card(prompt=HOSTILE, model=HOSTILE, facts=HOSTILE), all=True)
    hostile = turn(1, name=HOSTILE, prompt=HOSTILE, note=HOSTILE)
    gallery.tell(
        opened(prompt=HOSTILE, shown=[[HOSTILE, HOSTILE]], cell=HOSTILE, path=HOSTILE, turns=[hostile])
    )
    assert page.locator("script, img[onerror]").count() == 0
    assert page.title() == ""


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [600, 1100])
def test_nobody_is_shut_out(
    page: Page, form: Part, queue: Part, gallery: Part, theme: str, width: int
) -> None:
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.add_style_tag(content=f":root {{ color-scheme: {theme} }}")
    page.set_viewport_size({"width": width, "height": 900})
    said = {"errors": {"images": "not possible", "form": "no key"}, "said": "1 job started."}
    form.tell(state("demo/gemini-omni-flash-preview", **said))
    drop(page, page.get_by_role("textbox", name="Image URL or file"), "a.png", "b.png")
    offer = form.wait_for("file")[-1]
    form.tell({"type": "file", "file": offer["file"], "refused": "a.png is too large."})
    rows(queue, job(1), job(2, error="It failed.", note="asking again", **DONE), job(3, state="failed"))
    for name in ("Log", "Messages"):
        page.locator("summary", has_text=name).last.click()
    http(queue, 0, exchange(1, title="POST https://h/videos"), exchange(2, good=False))
    cards(gallery, card(1), card(2), all=True)
    gallery.tell({"type": "said", "text": "At most 4."})
    assert serious_issues(page, "main") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it is wider than the page"
    gallery.tell(opened(2, extends=True, turns=THREAD))
    page.get_by_role("button", name="Reveal file").click()
    page.get_by_role("button", name="Remove", exact=True).click()
    assert serious_issues(page, "main") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it is wider than the page"
