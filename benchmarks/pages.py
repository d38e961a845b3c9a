"""What a page of many clips costs in a real browser, beside a bare page with the same pictures.

The contact sheet is the page that a saved notebook has of it. The gallery is the panel's own, both halves of it: its
script in the page, and the class in the kernel that answers it. Each page is opened, and scrolled by a real gesture.
"""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import os
import random
import shutil
import statistics
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.film import scene
from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine.journal import Journal
from omnivid_jupyter.media import clips, probe
from omnivid_jupyter.panel.gallery import Gallery
from omnivid_jupyter.reports.library import Library
from omnivid_jupyter.request import VideoRequest
from omnivid_jupyter.views.scripts import script, style
from omnivid_jupyter.views.sheet import sheet_of

__all__ = ["Seen", "measured"]

_VIEW = {"width": 1100, "height": 900}  # pixels of the window
_SPEED = 3000  # pixels a second of scrolling: a fast wheel

_WATCH = """
window.painted = 0;
new PerformanceObserver((list) => (window.painted = list.getEntries().at(-1).startTime))
  .observe({ type: "largest-contentful-paint", buffered: true });
"""
_SETTLED = """
() => new Promise((done) => {
  let [last, since] = [-1, performance.now()];
  const look = (now) => {
    if (window.painted !== last) [last, since] = [window.painted, now];
    if (last > 0 && now - since > 250) done();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})
"""
_FRAMES = """
() => {
  window.frames = [];
  let last = performance.now();
  const look = (now) => {
    window.frames?.push(now - last);
    last = now;
    window.frame = requestAnimationFrame(look);
  };
  window.frame = requestAnimationFrame(look);
}
"""
_EDGE = """
() => {
  window.farthest = 0;
  const list = document.querySelector("ul.omnivid-gallery-cards, .bare-list");
  document.addEventListener("scroll", (event) => {
    const at = event.target === document ? window.scrollY : event.target.scrollTop;
    window.farthest = Math.max(window.farthest, at);
  }, { capture: true, passive: true });
  const { scrollHeight, clientHeight } = list ?? document.documentElement;
  const far = Math.min(6000, scrollHeight - clientHeight);
  const box = (list ?? document.body).getBoundingClientRect();
  return [box.left + 1, box.top + 100, far];
}
"""
_MOUNT = """
async ([source, css]) => {
  const listeners = new Set();
  const model = {
    on: (_, listener) => listeners.add(listener),
    off: (_, listener) => listeners.delete(listener),
    async send(message) {
      for (const [told, media] of await window.kernel(message)) {
        const buffers = media.map((each) => new DataView(Uint8Array.from(atob(each), (c) => c.charCodeAt(0)).buffer));
        for (const listener of listeners) listener(told, buffers);
      }
    },
  };
  document.head.appendChild(document.createElement("style")).textContent = css;
  const place = document.querySelector("main");
  place.className = "omnivid-panel";
  window.begun = performance.now();
  const module = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  module.default.render({ model, el: place });
}
"""


@dataclasses.dataclass(frozen=True)
class Seen:
    """One page, once: milliseconds until its first picture was painted, and between the frames while it was scrolled;
    milliseconds of the processor that the longest piece of work took meanwhile; requests for films that nobody plays,
    or pictures that nobody sees; messages of the kernel and their bytes."""

    painted: float
    frames: Sequence[float]
    work: float
    unseen: int = 0
    messages: int = 0
    bytes: int = 0

    @property
    def worst(self) -> float:
        """The longest frame."""
        return max(self.frames)

    @property
    def late(self) -> float:
        """The frame that one of twenty is longer than."""
        return statistics.quantiles(self.frames, n=20)[-1]


def measured(folder: Path, sheet: int, gallery: int, rounds: int) -> dict[str, list[Seen]]:
    """Each page several times, in an order of chance: "sheet", "gallery", and "bare …" for either.

    Parameters
    ----------
    folder:
        Where the films and pages are put.
    sheet, gallery:
        How many clips each has.
    rounds:
        How often each page is opened.
    """
    film = scene(folder)
    site = folder / "site"
    shutil.rmtree(site, ignore_errors=True)
    made = _clips(site / "omnivid-clips", film, max(sheet, gallery))
    (site / "pictures").mkdir()
    for number, clip in enumerate(made):
        (site / "pictures" / f"{number}.jpg").write_bytes(_small(clip))
    (site / "sheet.html").write_text(_page(str(sheet_of(made[:sheet], embed=False).html())), "utf-8")
    (site / "bare-sheet.html").write_text(_page(_bare_films(sheet)), "utf-8")
    (site / "bare-gallery.html").write_text(_page(_bare_pictures(gallery)), "utf-8")
    (site / "empty.html").write_text(_page("<main></main>"), "utf-8")
    for clip in made[gallery:]:
        clip.path.with_suffix(".json").unlink()
    ways: dict[str, Callable[[Browser, Page, str, Path], Seen]] = {
        "sheet": _opened,
        "bare sheet": partial(_opened, name="bare-sheet"),
        "gallery": _gallery,
        "bare gallery": partial(_opened, name="bare-gallery"),
    }
    seen: dict[str, list[Seen]] = {name: [] for name in ways}
    dice = random.Random(13)
    with _serving(site) as address, _browser() as browser:
        for _ in range(rounds):
            for name in dice.sample(list(ways), len(ways)):
                page = browser.new_page(viewport=_VIEW)  # type: ignore[arg-type]
                page.add_init_script(_WATCH)
                seen[name].append(ways[name](browser, page, address, site))
                page.close()
    return seen


def _opened(browser: Browser, page: Page, address: str, site: Path, name: str = "sheet") -> Seen:
    """A page of a file: what it asks for of films is in vain, since none of them is played."""
    films: list[str] = []
    page.on("request", lambda request: films.append(request.url) if request.url.endswith(".mp4") else None)
    page.goto(f"{address}/{name}.html")
    page.evaluate(_SETTLED)
    since = page.evaluate("performance.getEntriesByType('navigation')[0].responseStart")
    painted = page.evaluate("window.painted") - since
    frames, work = _scrolled(browser, page)
    return Seen(painted, frames, work, unseen=len(films))


def _gallery(browser: Browser, page: Page, address: str, site: Path) -> Seen:
    """The gallery with a kernel's half of its own; a picture asked for before any scrolling, beyond what is in sight
    and near it, is asked for in vain."""
    sent: list[tuple[dict[str, Any], list[str]]] = []
    counted: list[int] = []

    class Told:
        def send(self, content: dict[str, Any], buffers: Sequence[bytes] | None = None) -> None:
            sent.append((content, [b64encode(each).decode() for each in buffers or ()]))
            counted.append(len(json.dumps(content)) + sum(map(len, buffers or ())))

    journal = Journal(site / "journal.sqlite3")
    library = Library(lambda: site / "omnivid-clips", journal)
    kernel = Gallery(Told(), library, use=_nothing, refer=_nothing, show=_nothing, moved=_nothing)
    asked: list[str] = []

    def answer(message: dict[str, Any]) -> list[tuple[dict[str, Any], list[str]]]:
        if message["type"] == "thumb":
            asked.append(message["id"])
        sent.clear()
        kernel.handle(message)
        return sent.copy()

    page.expose_function("kernel", answer)
    page.goto(f"{address}/empty.html")
    page.evaluate(_MOUNT, [script("panel/gallery.js"), style("panel/gallery.js")])
    page.evaluate(_SETTLED)
    painted = page.evaluate("window.painted - window.begun")
    near = page.evaluate(
        """() => {
          const list = document.querySelector(".omnivid-gallery-cards").getBoundingClientRect();
          return [...document.querySelectorAll(".omnivid-gallery-card")]
            .map((card) => [card.dataset.id, card.getBoundingClientRect()])
            .filter(([, box]) => box.bottom > list.top - 200 && box.top < list.bottom + 200)
            .map(([id]) => id);
        }"""
    )
    unseen = len(set(asked) - set(near))
    messages, size = len(counted), sum(counted)
    frames, work = _scrolled(browser, page)
    journal.close()
    return Seen(painted, frames, work, unseen, messages, size)


def _scrolled(browser: Browser, page: Page) -> tuple[list[float], float]:
    """Scroll down and up again under a mouse that points at no clip: it is on the edge of what scrolls."""
    x, y, far = page.evaluate(_EDGE)
    devtools = page.context.new_cdp_session(page)
    browser.start_tracing(page=page, categories=["toplevel", "devtools.timeline"])
    page.evaluate(_FRAMES)
    for distance in (-far, far):
        gesture = {"x": x, "y": y, "yDistance": distance, "speed": _SPEED, "gestureSourceType": "mouse"}
        devtools.send("Input.synthesizeScrollGesture", gesture)
    assert page.evaluate("window.farthest") > far / 2, "it was not scrolled"
    frames: list[float] = page.evaluate("() => { cancelAnimationFrame(window.frame); return window.frames; }")
    return frames[1:], _longest(json.loads(browser.stop_tracing()))


def _longest(trace: dict[str, Any]) -> float:
    """Milliseconds of the processor that the longest task of the page's main thread took."""
    events = trace["traceEvents"]
    mains = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    tasks = [
        event["tdur"] / 1000
        for event in events
        if (event["pid"], event["tid"]) in mains and event["name"].endswith("RunTask") and "tdur" in event
    ]
    return max(tasks, default=0.0)


# The pages


def _clips(folder: Path, film: Path, count: int) -> list[Clip]:
    """Clips in their folder as jobs leave them, all of one film: its file is there once, under many names."""
    folder.mkdir(parents=True)
    content = film.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    found = probe.probe(film)
    made = []
    for number in range(count):
        request = VideoRequest("demo/Omni-Flash-Ext", f"a boat in the rain, take {number}", duration=4)
        part = folder / f"part-{number}"
        os.link(film, part)
        clip = Clip(
            path=folder / f"clip-{number}.mp4",
            media_type="video/mp4",
            width=640,
            height=360,
            duration=0.5,
            size=len(content),
            sha256=digest,
            prompt=request.prompt,
            model=request.model,
            task_id=f"task-{number}",
            request=request,
            poster=found.poster,
        )
        made.append(clips.keep([part], [clip], request, "apimart", f"job-{number}"))
    return made


def _small(clip: Clip) -> bytes:
    with Image.open(io.BytesIO(clip.poster or b"")) as picture:
        picture.thumbnail((240, 240))
        small = io.BytesIO()
        picture.save(small, "JPEG", quality=62)
    return small.getvalue()


def _page(body: str) -> str:
    return f"<!doctype html><html lang=en><meta charset=utf-8><title>Page</title><body>{body}</html>"


def _bare_films(count: int) -> str:
    players = "".join(
        f'<video controls preload="none" width="216" height="122" poster="pictures/{n}.jpg" '
        f'src="omnivid-clips/clip-{n}.mp4"></video><p>a boat in the rain, take {n}</p>'
        for n in range(count)
    )
    return f'<div style="display:grid;grid-template-columns:repeat(8,1fr)">{players}</div>'


def _bare_pictures(count: int) -> str:
    pictures = "".join(
        f'<div><img loading="lazy" width="150" height="84" src="pictures/{n}.jpg" alt="">take {n}</div>'
        for n in range(count)
    )
    grid = "display:grid;grid-template-columns:repeat(auto-fill,minmax(150px,1fr));gap:10px"
    return f'<h3>Gallery</h3><div class="bare-list" style="{grid};max-height:460px;overflow:auto">{pictures}</div>'


# What it takes to see them


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def _serving(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def _browser() -> Iterator[Browser]:
    names = [os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"]
    path = next((found for name in names if name and (found := shutil.which(name))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def _nothing(*given: object) -> None:
    """What else the gallery asks of the panel is not measured here."""
