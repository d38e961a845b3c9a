"""One part of the panel on an empty page, with a fake model; and what the kernel would send it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from PIL import Image
from playwright.sync_api import Locator, Page

from omnivid_jupyter.panel.form import MOST_TAKES, fields, groups
from omnivid_jupyter.providers.registry import resolve
from omnivid_jupyter.views.compare import MOST
from omnivid_jupyter.views.scripts import script, style
from tests.browser.waiting import until

HOSTILE = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"


MOUNT = """
async ([source, part, resolves]) => {
  const listeners = new Set();
  const sent = [];
  const model = {
    on: (_, listener) => listeners.add(listener),
    off: (_, listener) => listeners.delete(listener),
    send: (message, _, buffers) => {
      if (window.parts[part]?.dead) throw new Error("Cannot send");
      sent.push(buffers ? { ...message, sizes: buffers.map((b) => b.byteLength) } : message);
    },
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
    """One part on the page: what it sent, and how it is told something. `key` tells two of the same name apart."""

    def __init__(
        self, page: Page, name: str, resolves: dict[str, str] | None = None, key: str | None = None
    ) -> None:
        self.page, self.key = page, key or name
        page.add_style_tag(content=style(f"panel/{name}.js"))
        page.evaluate(MOUNT, [script(f"panel/{name}.js"), self.key, resolves])

    def tell(self, message: dict[str, Any], *media: str) -> None:
        self.page.evaluate("([part, m, b]) => parts[part].receive(m, b)", [self.key, message, list(media)])

    def sent(self, kind: str | None = None) -> list[dict[str, Any]]:
        messages: list[dict[str, Any]] = self.page.evaluate("part => parts[part].sent", self.key)
        return [message for message in messages if kind in (None, message["type"])]

    def wait_for(self, kind: str, count: int = 1) -> list[dict[str, Any]]:
        self.page.wait_for_function(
            "([part, kind, count]) => parts[part].sent.filter(m => m.type === kind).length >= count",
            arg=[self.key, kind, count],
        )
        return self.sent(kind)

    def has_sent(self, kind: str, *messages: dict[str, Any]) -> None:
        """Wait until these are all the messages of the kind, each without its type."""
        until(self.page, lambda: self.sent(kind), [{"type": kind, **each} for each in messages])

    def end_kernel(self) -> None:
        """From now on nothing can be sent, as after a restart of the kernel."""
        self.page.evaluate("part => void (parts[part].dead = true)", self.key)


def base64(content: bytes) -> str:
    import base64 as coding

    return coding.b64encode(content).decode()


def jpeg(color: str = "teal") -> str:
    buffer = io.BytesIO()
    Image.new("RGB", (64, 36), color).save(buffer, "JPEG")
    return base64(buffer.getvalue())


def state(model: str = "demo/Omni-Flash-Ext", **changes: Any) -> dict[str, Any]:
    return {
        "type": "state",
        "model": resolve(model).address,
        "groups": groups({"apimart": True}),
        "hint": resolve(model).model.hint,
        "mostTakes": MOST_TAKES,
        "fields": [asdict(field) for field in fields(resolve(model).model)],
        "varied": [],
        "literal": False,
        "leftOut": [],
        "question": None,
        "fill": {},
        "errors": {},
        "estimate": "Free (simulated).",
        "focus": "",
        "said": None,
        "made": False,
        "edits": {},
        "fills": 0,
        "answered": {},
        **changes,
    }


FIRST = {"model": "demo/Omni-Flash-Ext", "prompt": "", "takes": 1, "new": False}


def job(number: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"j{number}",
        "group": "",
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


def group(name: str = "g1", **changes: Any) -> dict[str, Any]:
    return {
        "id": name,
        "open": False,
        "state": "running",
        "icon": "◑",
        "word": "5 of 12 done",
        "final": False,
        "settled": False,
        "model": "demo/omni-flash",
        "prompt": "a {red|blue} boat",
        "settings": "3 queued · 4 running · 5 done",
        "progress": 60.0,
        "elapsed": 65.0,
        "remaining": None,
        "cost": "$1.20 so far",
        "task": "",
        "note": "",
        "log": [],
        "actions": ["stop"],
        **changes,
    }


def rows(
    part: Part,
    *jobs: dict[str, Any],
    groups: Sequence[dict[str, Any]] = (),
    gone: list[str] | None = None,
) -> None:
    part.tell(
        {"type": "rows", "rows": list(jobs), "groups": list(groups), "gone": gone or [], "messages": []}
    )


def http(part: Part, first: int, *messages: dict[str, Any], job: str = "j1") -> None:
    told = [{"id": job, "first": first, "messages": list(messages)}]
    part.tell({"type": "rows", "rows": [], "groups": [], "gone": [], "messages": told})


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
        "stars": 0,
        "note": "",
        "rejected": False,
        "here": True,
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
    part.tell({"type": "cards", "cards": list(clips), "gone": gone or [], "all": all, "most": MOST})


def finished(part: Part, *ids: str) -> None:
    part.tell({"type": "finished", "ids": list(ids)})


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
