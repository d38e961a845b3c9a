"""views/compare.js in a real browser: films whose frames can be told apart are played, stepped and wiped."""

from __future__ import annotations

import dataclasses
import io
import json
import re
import urllib.request
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from pathlib import Path

import av
import nbformat
import pytest
from nbconvert import HTMLExporter
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.views.compare import compare
from tests.browser.axe import serious_issues
from tests.browser.jupyterlab import Lab, save
from tests.browser.waiting import until, until_in_step
from tests.clipfiles import png

FRAME = 1 / 24
BITS = 8  # of its number that a frame shows, as black and white columns
LONG = (60, 320, 180, 4)  # a film that does not end while one looks, of as few frames as one of ten seconds

SHOWN_FRAMES = """
videos => videos.map(video => {
  const canvas = document.createElement("canvas");
  const [width, height] = [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
  const context = canvas.getContext("2d");
  context.drawImage(video, 0, 0);
  let number = 0;
  for (let bit = 0; bit < 8; bit++) {
    const [red] = context.getImageData((bit + 0.5) * width / 8, height / 2, 1, 1).data;
    number = 2 * number + (red > 127 ? 1 : 0);
  }
  return number;
})
"""


@cache
def film(seconds: int, width: int = 320, height: int = 180, rate: int = 24) -> bytes:
    """An H.264 film in which every frame shows its number, with AAC sound: a sound track makes keeping step harder."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=rate, options={"preset": "ultrafast", "bf": "0"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        sound = container.add_stream("aac", rate=48_000, layout="mono")
        for start in range(0, 48_000 * seconds - 3 * 1024, 1024):  # no longer than the picture
            silence = av.AudioFrame("fltp", "mono", 1024)
            silence.sample_rate, silence.pts, silence.time_base = 48_000, start, Fraction(1, 48_000)
            silence.planes[0].update(bytes(4 * 1024))
            container.mux(sound.encode(silence))
        container.mux(sound.encode(None))
        for number in range(seconds * rate):
            bits = Image.new("L", (BITS, 1))
            bits.putdata([255 * (number >> (BITS - 1 - bit) & 1) for bit in range(BITS)])
            picture = bits.resize((width, height), Image.Resampling.NEAREST).convert("RGB")
            frame = av.VideoFrame.from_image(picture)  # type: ignore[no-untyped-call]
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return buffer.getvalue()


def clip(path: Path, content: bytes, width: int, height: int, seconds: float | None) -> Clip:
    path.write_bytes(content)
    return Clip(
        path=path,
        media_type="image/png" if seconds is None else "video/mp4",
        width=width,
        height=height,
        duration=seconds,
        size=len(content),
        sha256="0" * 64,
        prompt=f"a prompt for {path.stem}",
        model="demo/omni-flash",
        task_id="task-1",
    )


Show = Callable[..., Page]


@pytest.fixture
def show(page: Page, tmp_path: Path) -> Show:
    """Opens a comparison of films, each given as (seconds, width, height, rate) or the first few of these."""

    def open_page(*films: tuple[int, ...]) -> Page:
        full = [(*given, *(2, 320, 180, 24)[len(given) :]) for given in films]
        clips = [
            clip(tmp_path / f"{number}.mp4", film(seconds, width, height, rate), width, height, seconds)
            for number, (seconds, width, height, rate) in enumerate(full)
        ]
        return put(page, *clips)

    return open_page


def put(page: Page, *clips: Clip) -> Page:
    page.set_content(compare(*clips)._repr_mimebundle_()["text/html"])
    page.wait_for_function(
        "[...document.querySelectorAll('video')].every(v => v.readyState === 4 || v.error)"
    )
    return page


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def frames(page: Page) -> list[int]:
    """The frames that are seen, once no player is on its way to another one."""
    page.wait_for_function("[...document.querySelectorAll('video')].every(v => !v.seeking)")
    # a picture is on the screen by the second animation frame after its seek
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    shown: list[int] = page.locator("video").evaluate_all(SHOWN_FRAMES)
    return shown


def until_seen(page: Page, expected: list[int]) -> None:
    """Let the screen come to show these frames: on a busy machine a picture comes later than its seek ends."""
    until(page, lambda: frames(page), expected)


def times(page: Page) -> list[float]:
    found: list[float] = page.locator("video").evaluate_all("videos => videos.map(v => v.currentTime)")
    return found


def until_all_play(page: Page) -> None:
    page.wait_for_function(
        "[...document.querySelectorAll('video')].every(v => !v.paused && !v.seeking && v.currentTime > 0.1)"
    )


def until_in_step_for(page: Page, seconds: float, close: float = FRAME) -> None:
    until_in_step(page.locator("body"), seconds, close)


def test_nothing_plays_or_sounds_before_somebody_asks_for_it(show: Show) -> None:
    page = show((2,), (2,))
    states = page.locator("video").evaluate_all("videos => videos.map(v => [v.paused, v.muted, v.controls])")
    assert states == [[True, True, False]] * 2
    assert times(page) == [0, 0]
    expect(page.get_by_role("group", name="Playback of all 2 clips")).to_have_count(1)


def test_players_stay_within_a_frame_of_each_other_for_five_seconds(show: Show) -> None:
    page = show((60, 640, 360, 4), LONG, (60, 360, 640, 4))
    button(page, "Play").click()
    expect(button(page, "Pause")).to_be_visible()
    until_in_step_for(page, 5)


@pytest.mark.parametrize("push", [-0.6, -0.15, 0.15, 0.6])
def test_a_player_that_got_out_of_step_comes_back(show: Show, push: float) -> None:
    page = show(LONG, LONG)
    button(page, "Play").click()
    page.wait_for_function("document.querySelector('video').currentTime > 0.8")
    page.locator("video").nth(1).evaluate("(video, push) => { video.currentTime += push; }", push)
    until_in_step_for(page, 1)
    page.wait_for_function("Math.abs(document.querySelectorAll('video')[1].playbackRate - 1) < 0.1")


def test_each_step_shows_the_next_frame_of_every_clip(show: Show) -> None:
    page = show((2,), (2, 180, 320), (2, 640, 360))
    forward, back = button(page, "One frame forward"), button(page, "One frame back")
    until_seen(page, [0, 0, 0])
    for number in range(1, 20):
        forward.click()
        until_seen(page, [number] * 3)
    for number in range(18, 8, -1):
        back.click()
        until_seen(page, [number] * 3)
    expect(page.get_by_text("frame 10 of 48", exact=True)).to_be_visible()


def test_a_pause_leaves_all_clips_on_one_frame(show: Show) -> None:
    page = show((8,), (8,))
    button(page, "Play").click()
    page.evaluate("""async () => {
      const pause = document.querySelector("[aria-label=Pause]");
      while (document.querySelector("video").currentTime < 0.7) await new Promise(requestAnimationFrame);
      pause.click();
    }""")
    expect(button(page, "Play")).to_be_visible()
    number = int(page.locator(".omnivid-compare-frame").inner_text().split()[1]) - 1  # "frame 17 of 192"
    assert number >= 16
    until_seen(page, [number] * 2)


def test_a_step_is_one_of_the_finest_frame_rate(show: Show) -> None:
    page = show((2, 320, 180, 24), (2, 320, 180, 48))
    for _ in range(3):
        button(page, "One frame forward").click()
    until_seen(page, [1, 3])


def test_a_shorter_clip_waits_at_its_end_and_joins_in_again(show: Show) -> None:
    page = show((1,), (3,))
    page.get_by_role("slider", name="Position").press("End")
    until_seen(page, [23, 71])
    page.get_by_role("slider", name="Position").press("Home")
    until_seen(page, [0, 0])
    button(page, "Play").click()
    expect(page.get_by_text("At the end")).to_have_count(1)
    until_seen(page, [23, 71])
    button(page, "Loop").click()  # whoever looks too late sees it the next time
    button(page, "Play").click()
    page.wait_for_function(
        """frame => {
          const [a, b] = document.querySelectorAll("video");
          const play = [a, b].every(v => !v.paused && !v.seeking && v.currentTime > 0.1);
          return play && Math.abs(a.currentTime - b.currentTime) < frame;
        }""",
        arg=FRAME,
    )


def test_a_loop_begins_again_with_all_clips(show: Show) -> None:
    page = show((1,), (2,))
    button(page, "Loop").click()
    expect(button(page, "Loop")).to_have_attribute("aria-pressed", "true")
    page.evaluate("""() => {
      window.turns = 0;
      let before = 0;
      document.querySelectorAll("video")[0].addEventListener("timeupdate", (event) => {
        if (event.target.currentTime < before - 0.5) window.turns += 1;
        before = event.target.currentTime;
      });
    }""")
    button(page, "Play").click()
    page.wait_for_function("window.turns >= 2")
    expect(button(page, "Pause")).to_be_visible()
    button(page, "Loop").click()
    expect(button(page, "Play")).to_be_visible()


def test_on_the_last_frame_play_begins_again(show: Show) -> None:
    page = show((3,), (3,))
    page.get_by_role("slider", name="Position").press("End")
    until_seen(page, [71, 71])
    page.evaluate("""() => {
      window.heard = [];
      document.querySelectorAll("video").forEach((video, number) => {
        video.addEventListener("seeking", () => heard.push(`${number} goes to ${video.currentTime}`));
        video.addEventListener("playing", () => heard.push(`${number} plays`));
      });
    }""")
    button(page, "Play").click()
    for what in ("goes to 0", "plays"):
        for number in (0, 1):
            page.wait_for_function("what => heard.includes(what)", arg=f"{number} {what}")


def test_to_jump_to_the_end_while_playing_ends_or_loops(show: Show) -> None:
    page = show((1,), (1,))
    button(page, "Loop").click()
    button(page, "Play").click()
    page.get_by_role("slider", name="Position").press("End")
    until_all_play(page)
    button(page, "Loop").click()
    page.get_by_role("slider", name="Position").press("End")
    expect(button(page, "Play")).to_be_visible()


def test_all_play_at_the_chosen_speed(show: Show) -> None:
    page = show(LONG, LONG)
    page.get_by_label("Speed").select_option("2×")
    button(page, "Play").click()
    until_all_play(page)
    rates = page.locator("video").evaluate_all("videos => videos.map(v => v.playbackRate)")
    assert rates[0] == 2 and rates[1] == pytest.approx(2, rel=0.5)
    until_in_step_for(page, 1, 2 * FRAME)


def test_one_clip_sounds_at_a_time(show: Show) -> None:
    page = show((1,), (1,), (1,))
    muted = "videos => videos.map(v => v.muted)"
    page.get_by_label("Sound").select_option("Sound B")
    videos = page.locator("video")
    until(page, lambda: videos.evaluate_all(muted), [True, False, True])
    pitch = videos.evaluate_all("videos => videos.map(v => v.preservesPitch)")
    assert pitch == [False, True, False]  # a voice stays a voice; what is not heard keeps step more closely
    page.get_by_label("Sound").select_option("Muted")
    until(page, lambda: videos.evaluate_all(muted), [True, True, True])


def test_the_keyboard_alone_is_enough(show: Show) -> None:
    page = show((3,), (3,))
    position = page.get_by_role("slider", name="Position")
    order = []
    for _ in range(10):
        page.keyboard.press("Tab")
        order.append(page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.localName"))
    assert order == [
        "a",
        "a",
        "Position",
        "One frame back",
        "Play",
        "One frame forward",
        "Speed",
        "Sound",
        "Loop",
        "Wipe",
    ]

    position.focus()
    for key, number in [
        ("ArrowRight", 1),
        (".", 2),
        ("Shift+ArrowRight", 26),
        (",", 25),
        ("Shift+ArrowLeft", 1),
        ("End", 71),
        ("Home", 0),
    ]:
        page.keyboard.press(key)
        until_seen(page, [number] * 2)
    button(page, "One frame forward").focus()
    for key, number in [
        ("ArrowRight", 1),
        ("End", 71),
        ("ArrowLeft", 70),
        ("Home", 0),
        ("Space", 1),
        ("Enter", 2),
    ]:
        page.keyboard.press(key)
        until_seen(page, [number] * 2)
    position.focus()
    page.keyboard.press("l")
    expect(button(page, "Loop")).to_have_attribute("aria-pressed", "true")
    for key in ("Space", "k"):
        page.keyboard.press(key)
        until_all_play(page)
        page.keyboard.press(key)
        expect(button(page, "Play")).to_be_visible()
    page.keyboard.press("w")
    expect(button(page, "Wipe")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("m")
    expect(page.get_by_label("Sound")).to_have_value("A")
    page.keyboard.press(">")
    expect(page.get_by_label("Speed")).to_have_value("1.5")
    page.keyboard.press("Control+m")
    expect(page.get_by_label("Sound")).to_have_value("A")


def test_choosing_in_a_list_is_no_command(show: Show) -> None:
    page = show((1,), (1,))
    page.get_by_label("Sound").focus()
    page.keyboard.press("m")
    expect(page.get_by_label("Sound")).to_have_value("")
    page.keyboard.press("w")
    expect(button(page, "Wipe")).to_have_attribute("aria-pressed", "false")


def test_a_click_on_a_picture_plays_and_pauses_all(show: Show) -> None:
    page = show(LONG, LONG)
    page.locator("video").nth(1).click()
    until_all_play(page)
    page.locator("video").nth(0).click()
    expect(button(page, "Play")).to_be_visible()


def test_only_states_are_announced(show: Show) -> None:
    page = show((1,), (1,))
    page.evaluate("""() => {
      window.announced = [];
      const node = document.querySelector("[aria-live]");
      new MutationObserver(() => window.announced.push(node.textContent)).observe(node, { childList: true });
    }""")
    button(page, "One frame forward").click()
    page.get_by_role("slider", name="Position").press("ArrowRight")
    button(page, "Play").click()
    expect(button(page, "Play")).to_be_visible()
    until(page, lambda: page.evaluate("announced"), ["Playing", "At the end"])
    expect(page.locator("[aria-live]")).to_have_count(1)


def until_over_each_other(page: Page, media: Locator) -> None:
    until(page, lambda: media.nth(0).bounding_box() == media.nth(1).bounding_box(), True)


def test_the_wipe_lays_the_second_clip_over_the_first(show: Show) -> None:
    page = show((3, 320, 180), (3, 180, 320))
    videos = page.locator("video")
    before = [videos.nth(n).bounding_box() for n in (0, 1)]
    button(page, "Wipe").click()
    until_over_each_other(page, videos)
    line = page.get_by_role("slider", name="Wipe between A and B")
    expect(line).to_have_value("50")
    expect(videos.nth(1)).to_have_css("clip-path", re.compile("50%"))
    line.press("ArrowLeft")
    line.press("Home")
    expect(videos.nth(1)).to_have_css("clip-path", "inset(0px 0px 0px 0%)")
    line.press("ArrowRight")
    expect(line).to_have_attribute("aria-valuetext", "1 % A, 99 % B")
    box = line.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + 10)
    until(page, lambda: float(line.input_value()), pytest.approx(75, abs=2))
    button(page, "Wipe").click()
    until(page, lambda: [videos.nth(n).bounding_box() for n in (0, 1)], before)
    expect(line).to_be_hidden()


def test_the_clips_play_on_in_step_when_the_wipe_is_turned_on_and_off(show: Show) -> None:
    page = show(LONG, LONG)
    button(page, "Play").click()
    until_all_play(page)
    for _ in range(2):
        button(page, "Wipe").click()
        until_in_step_for(page, 1)
    assert min(times(page)) > 2, "it began again"


def test_images_have_a_wipe_and_no_transport(page: Page, tmp_path: Path) -> None:
    pictures = [
        clip(tmp_path / f"{n}.png", png(480, 320, color), 480, 320, None)
        for n, color in enumerate(("red", "blue"))
    ]
    put(page, *pictures)
    expect(page.get_by_role("button")).to_have_count(1)
    button(page, "Wipe").click()
    until_over_each_other(page, page.locator("img"))


def test_three_images_need_no_bar(page: Page, tmp_path: Path) -> None:
    put(page, *[clip(tmp_path / f"{n}.png", png(), 48, 32, None) for n in range(3)])
    expect(page.locator("img")).to_have_count(3)
    expect(page.get_by_role("group")).to_have_count(0)


def test_a_video_and_an_image_can_be_compared(page: Page, tmp_path: Path) -> None:
    put(page, clip(tmp_path / "a.png", png(), 48, 32, None), clip(tmp_path / "b.mp4", film(2), 320, 180, 2))
    expect(page.get_by_label("Sound").locator("option")).to_have_text(["Muted", "Sound B"])
    button(page, "One frame forward").click()
    until_seen(page, [1])


def test_a_clip_that_cannot_be_loaded_is_named_and_left_out(page: Page, tmp_path: Path) -> None:
    put(
        page,
        clip(tmp_path / "a.mp4", b"not a film", 320, 180, 2),
        clip(tmp_path / "b.mp4", film(2), 320, 180, 2),
        clip(tmp_path / "c.mp4", film(2), 320, 180, 2),
    )
    expect(page.get_by_role("alert")).to_have_text("Clip A cannot be loaded; it is left out.")
    button(page, "One frame forward").click()
    until(page, lambda: times(page)[1:], [pytest.approx(1.5 * FRAME)] * 2)
    button(page, "Play").click()
    page.wait_for_function("[...document.querySelectorAll('video')].slice(1).every(v => v.currentTime > 0.5)")


def test_two_comparisons_on_one_page_have_their_own_bars(page: Page, tmp_path: Path) -> None:
    clips = [clip(tmp_path / f"{n}.mp4", film(2), 320, 180, 2) for n in range(2)]
    page.set_content(2 * compare(*clips)._repr_mimebundle_()["text/html"])
    expect(page.get_by_role("group")).to_have_count(2)
    button(page.get_by_role("group").nth(1), "One frame forward").click()  # type: ignore[arg-type]
    page.wait_for_function("document.querySelectorAll('video')[3].currentTime > 0")
    assert times(page)[:2] == [0, 0]


@pytest.mark.parametrize("width", [320, 600, 1100])
@pytest.mark.parametrize("shapes", [[(320, 180), (180, 320)], [(320, 180)] * 4, [(180, 320)] * 3])
def test_nothing_exceeds_the_page(
    page: Page, tmp_path: Path, width: int, shapes: list[tuple[int, int]]
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    put(page, *[clip(tmp_path / f"{n}.mp4", film(1, *shape), *shape, 1) for n, shape in enumerate(shapes)])
    if len(shapes) == 2:
        button(page, "Wipe").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nobody_is_shut_out_of_a_comparison(page: Page, tmp_path: Path, theme: str) -> None:
    put(page, *[clip(tmp_path / f"{n}.mp4", film(1), 320, 180, 1) for n in range(2)])
    page.add_style_tag(content=f":root {{ color-scheme: {theme}; background: Canvas; color: CanvasText }}")
    assert serious_issues(page, ".omnivid-compare") == []
    button(page, "Wipe").click()
    button(page, "One frame forward").click()
    assert serious_issues(page, ".omnivid-compare") == []


def test_the_table_of_four_clips_in_a_narrow_window_scrolls_by_keyboard(page: Page, tmp_path: Path) -> None:
    page.set_viewport_size({"width": 400, "height": 800})
    films = [clip(tmp_path / f"{n}.mp4", film(1), 320, 180, 1) for n in range(4)]
    put(page, *[dataclasses.replace(each, prompt=f"{each.path.stem} by {each.path.stem}") for each in films])
    assert serious_issues(page, ".omnivid-compare") == []
    table = page.get_by_role("region", name="What differs")
    assert table.evaluate("node => node.scrollWidth > node.clientWidth")
    table.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("node => node.scrollLeft > 0", arg=table.element_handle())
    assert times(page) == [0] * 4, "the key was taken for a step of the films"


def test_without_script_each_player_keeps_its_own_controls(browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    clips = [clip(tmp_path / f"{n}.mp4", film(1), 320, 180, 1) for n in range(2)]
    page.set_content(compare(*clips)._repr_mimebundle_()["text/html"])
    expect(page.locator("video[controls]")).to_have_count(2)
    expect(page.get_by_role("button")).to_have_count(0)
    context.close()


def test_a_comparison_works_in_exported_html(page: Page, tmp_path: Path) -> None:
    clips = [clip(tmp_path / f"{n}.mp4", film(2), 320, 180, 2) for n in range(2)]
    output = nbformat.v4.new_output("display_data", data=compare(*clips)._repr_mimebundle_())
    cell = nbformat.v4.new_code_cell("compare(a, b)", outputs=[output])
    exported, _ = HTMLExporter().from_notebook_node(nbformat.v4.new_notebook(cells=[cell]))
    page.route("**/*", lambda route: route.abort())  # the export's own links to elsewhere
    page.set_content(exported, wait_until="domcontentloaded")
    button(page, "Loop").click()
    button(page, "Play").click()
    until_all_play(page)


NOTEBOOK = """
from pathlib import Path
from omnivid_jupyter.clip import Clip
from omnivid_jupyter.views.compare import compare
def clip(name):
    path = Path(name)
    return Clip(path=path, media_type="video/mp4", width=320, height=180, duration=36, size=path.stat().st_size,
                sha256="0" * 64, prompt=f"a prompt for {name}", model="demo/omni-flash", task_id="task-1")
compare(clip("left.mp4"), clip("right.mp4"))
"""


def plays_in_step(page: Page) -> None:
    button(page, "Play").click()
    until_in_step_for(page, 2)
    button(page, "Pause").click()
    expect(button(page, "Play")).to_be_visible()


def end_kernels(lab: Lab) -> None:
    with urllib.request.urlopen(f"{lab.url}/api/sessions?token={lab.token}") as reply:
        sessions = json.load(reply)
    for session in sessions:
        url = f"{lab.url}/api/sessions/{session['id']}?token={lab.token}"
        urllib.request.urlopen(urllib.request.Request(url, method="DELETE")).close()


def test_a_comparison_works_in_jupyterlab_and_again_in_the_saved_notebook(lab: Lab, lab_page: Page) -> None:
    page = lab_page
    for name in ("left", "right"):
        (lab.root / f"{name}.mp4").write_bytes(film(36, rate=4))
    lab.write("compare.ipynb", NOTEBOOK)
    lab.open(page, "compare.ipynb")
    page.keyboard.press("Shift+Enter")
    plays_in_step(page)

    # keys that are commands of the notebook outside stay in the bar
    cells = page.locator(".jp-Cell").count()
    page.keyboard.press("Escape")
    button(page, "Play").focus()
    for key in ("Home", "b", "a", "x", "ArrowRight", "."):
        page.keyboard.press(key)
    expect(page.get_by_text("frame 3 of 144")).to_be_visible()
    expect(page.locator(".jp-Cell")).to_have_count(cells)
    save(page)
    (output,) = lab.read("compare.ipynb").cells[0].outputs
    assert set(output.data) == {"text/html", "text/plain"}

    page.goto("about:blank")
    end_kernels(lab)
    lab.open(page, "compare.ipynb")
    plays_in_step(page)

    notebook = lab.read("compare.ipynb")
    notebook.cells[0].outputs[0].data["text/html"] += "<p>from somebody else</p>"  # and so it is not trusted
    nbformat.write(notebook, lab.root / "untrusted.ipynb")
    page.goto("about:blank")
    lab.open(page, "untrusted.ipynb")
    expect(page.get_by_text("from somebody else")).to_be_visible()
    expect(page.locator(".jp-OutputArea video[controls]")).to_have_count(2)
    expect(button(page, "Play")).to_have_count(0)
    expect(page.locator(".jp-OutputArea").first).not_to_contain_text("omnivid-compare")
