"""The player's HTML in a real browser: films made here are seen to play, in their place."""

from __future__ import annotations

import dataclasses
import math
from array import array
from fractions import Fraction
from pathlib import Path

import av
import pytest
from playwright.sync_api import Page, expect

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.views.player import mimebundle
from tests.browser.waiting import until

HOSTILE = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"


def film(path: Path, width: int, height: int, seconds: int = 1) -> Path:
    """An H.264 + AAC film of coloured pictures and a tone."""
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as file:
        video = file.add_stream("libx264", rate=24)
        video.width, video.height, video.pix_fmt = width, height, "yuv420p"
        audio = file.add_stream("aac", rate=48_000, layout="mono")
        for index in range(24 * seconds):
            frame = av.VideoFrame(width, height, "yuv420p")
            for plane, value in zip(frame.planes, (60 + 4 * index, 90, 170), strict=True):
                plane.update(bytes([value % 236]) * plane.buffer_size)
            file.mux(video.encode(frame))
        for start in range(0, 48_000 * seconds, 1024):
            sound = av.AudioFrame("fltp", "mono", 1024)
            sound.sample_rate, sound.pts, sound.time_base = 48_000, start, Fraction(1, 48_000)
            tone = (0.1 * math.sin(2 * math.pi * 440 * (start + i) / 48_000) for i in range(1024))
            sound.planes[0].update(array("f", tone).tobytes())
            file.mux(audio.encode(sound))
        file.mux(video.encode())
        file.mux(audio.encode())
    return path


def clip(path: Path, width: int, height: int) -> Clip:
    return Clip(
        path=path,
        media_type="video/mp4",
        width=width,
        height=height,
        duration=1.0,
        size=path.stat().st_size,
        sha256="0" * 64,
        prompt="a cat",
        model="demo/omni-flash",
        task_id="task-1",
    )


PLAY = """
async (video) => {
  video.muted = true;
  await video.play();
  await new Promise((done) => video.requestVideoFrameCallback(done));
  while (video.currentTime < 0.2) await new Promise(requestAnimationFrame);
  return [video.videoWidth, video.videoHeight, video.currentTime >= 0.2];
}
"""


@pytest.mark.parametrize(("width", "height"), [(320, 180), (180, 320)])
@pytest.mark.parametrize("embed", [True, False])
def test_a_clip_plays(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, width: int, height: int, embed: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    shown = mimebundle(clip(film(tmp_path / "猫 & #1?.mp4", width, height), width, height), embed=embed)
    (tmp_path / "page.html").write_text(f"<meta charset=utf-8>{shown['text/html']}", "utf-8")
    page.goto((tmp_path / "page.html").as_uri())
    assert page.locator("video").evaluate(PLAY) == [width, height, True]


def test_a_clip_never_exceeds_the_page_and_keeps_its_shape(page: Page, tmp_path: Path) -> None:
    path = film(tmp_path / "clip.mp4", 640, 360)
    page.set_viewport_size({"width": 300, "height": 600})
    page.set_content(mimebundle(clip(path, 640, 360), width=600)["text/html"])
    box = page.locator("video").bounding_box()
    assert box is not None
    assert box["width"] <= 300
    assert box["width"] / box["height"] == pytest.approx(640 / 360, rel=0.01)


def test_hostile_text_around_a_clip_stays_text(page: Page, tmp_path: Path) -> None:
    shown = dataclasses.replace(
        clip(film(tmp_path / "clip.mp4", 64, 36), 64, 36), prompt=HOSTILE, model=HOSTILE, task_id=HOSTILE
    )
    page.set_content(mimebundle(shown, note=HOSTILE)["text/html"])
    until(page, lambda: page.locator("body").inner_text().count(HOSTILE), 4)
    expect(page.locator("img, script")).to_have_count(0)
    assert page.title() == ""
