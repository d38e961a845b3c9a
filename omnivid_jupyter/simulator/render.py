"""The painter: turns one picture's description into an mp4 or a PNG.

It runs as a process of its own, which `studio` starts, so that drawing neither stalls an event loop nor
takes the interpreter lock of a kernel: jobs come in on stdin, one JSON line each, and for each one line goes
out on stdout. It ends with its stdin, so that it never outlives its master.

A file appears whole or not at all, and the same picture gives the same bytes.
"""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

import av
import msgspec
from PIL import Image

from omnivid_jupyter.simulator.captions import Captions
from omnivid_jupyter.simulator.painter.story import direction_of, scene_of
from omnivid_jupyter.simulator.picture import Picture
from omnivid_jupyter.simulator.sounds import RATE, synthesize

__all__ = ["FPS", "Job", "Outcome", "main", "render"]

FPS = 24
_SAMPLE_RATE = 48_000
_AAC_FRAME = 1024
_CRF = 29  # x264's constant rate factor for calm films; unrest is coded more coarsely, as the eye sees less of it
_HANDS = 3  # threads that draw side by side
#: Levels of a still picture in steps of four: its grain hides them, and the file has little more than half the bytes.
_COARSER = [min(255, (level & 0xFC) + 2) for level in range(256)]
_DRAWN_AT_MOST = 864  # pixels of the shorter side; a larger picture is scaled up while it is encoded
_COARSE_AT_MOST = 270  # the same of a coarse film, which takes a third of the time
_SKETCH_FPS, _SKETCH_AT_MOST = 2, 180  # the same of a sketch, which takes a twentieth of the time


class Job(msgspec.Struct):
    """A line on stdin: what to draw, and where to."""

    picture: Picture
    path: str


class Outcome(msgspec.Struct):
    """A line on stdout: how the job went."""

    error: str | None = None


def render(picture: Picture, path: Path) -> None:
    """Draw the picture into a file, which appears whole or not at all; its references lie beside it."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        if picture.kind == "image":
            _Frames(picture, path.parent).image().save(
                part, "PNG", compress_level=6 if picture.films == "drawn" else 1
            )
        else:
            _write_video(picture, path.parent, part)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


class _Frames:
    """A picture's frames: the scene with its captions, drawn with as many pixels as it is worth."""

    def __init__(self, picture: Picture, folder: Path) -> None:
        self._size = (picture.width, picture.height)
        most = {"drawn": _DRAWN_AT_MOST, "coarse": _COARSE_AT_MOST, "sketched": _SKETCH_AT_MOST}[
            picture.films
        ]
        whole = picture.kind == "image" and picture.films == "drawn"
        scale = 1.0 if whole else min(1.0, most / min(self._size))
        width, height = (round(side * scale) for side in self._size)
        self._scene = scene_of(picture, folder, (width, height))
        self._captions = Captions(picture, width, height)
        self.fps = _SKETCH_FPS if picture.films == "sketched" else FPS

    @property
    def unrest(self) -> int:
        """How much changes from picture to picture."""
        return self._scene.unrest

    def draw(self, t: float) -> Image.Image:
        frame = self._scene.draw(t)
        self._captions.put(frame)
        return frame

    def film(self, number: int) -> av.VideoFrame:
        """The frame of this number as the encoder takes it."""
        drawn = av.VideoFrame.from_image(self.draw(number / self.fps))  # type: ignore[no-untyped-call]  # so in PyAV
        frame: av.VideoFrame = drawn.reformat(*self._size, "yuv420p")
        frame.pts, frame.time_base = number, Fraction(1, self.fps)
        return frame

    def image(self) -> Image.Image:
        """The first frame as a picture of its own."""
        drawn = self.draw(0.0)
        full = drawn if drawn.size == self._size else drawn.resize(self._size)
        return full.point(_COARSER * len(full.getbands()))


def _in_order(work: Callable[[int], av.VideoFrame], count: int) -> Iterator[av.VideoFrame]:
    """The results for 0, 1, 2 …, worked out side by side a few ahead."""
    with ThreadPoolExecutor(_HANDS) as pool:
        ahead: deque[Future[av.VideoFrame]] = deque()
        for number in range(count):
            ahead.append(pool.submit(work, number))
            if len(ahead) > 2 * _HANDS:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


def _write_video(picture: Picture, folder: Path, path: Path) -> None:
    seconds = picture.seconds or 0
    frames = _Frames(picture, folder)
    is_sketch = picture.films == "sketched"
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        video = container.add_stream("libx264", rate=frames.fps)
        video.width, video.height, video.pix_fmt = picture.width, picture.height, "yuv420p"
        # fixed: the number of threads shows in the bytes
        video.codec_context.thread_count = 1 if is_sketch else 4
        preset = "superfast" if picture.width * picture.height > 1280 * 720 else "veryfast"
        # x264's own way to spread the bits over time (mbtree) gives other bytes now and then.
        video.options = {
            "preset": "superfast" if picture.films != "drawn" else preset,
            "crf": "38" if is_sketch else str(_CRF + 2 * frames.unrest),
            "x264-params": "mbtree=0",
        }
        if not is_sketch:
            audio = container.add_stream("aac", rate=_SAMPLE_RATE, layout="stereo")
            audio.bit_rate = 64_000
            for heard in _sound(picture, seconds):
                container.mux(audio.encode(heard))
            container.mux(audio.encode(None))
        for frame in _in_order(frames.film, seconds * frames.fps):
            container.mux(video.encode(frame))
        container.mux(video.encode(None))


def _sound(picture: Picture, seconds: int) -> list[av.AudioFrame]:
    """The sound of the prompt's words.

    It ends one AAC frame before the picture does, so that the picture decides the duration.
    """
    direction = direction_of(picture)
    count = seconds * _SAMPLE_RATE // _AAC_FRAME * _AAC_FRAME - 2 * _AAC_FRAME
    samples = synthesize(direction, count / _SAMPLE_RATE, f"{picture.prompt}/{picture.take}")
    frame = av.AudioFrame("s16", "mono", len(samples))
    frame.planes[0].update(samples.tobytes())
    frame.sample_rate, frame.pts, frame.time_base = RATE, 0, Fraction(1, RATE)
    resampler = av.AudioResampler("s16", "stereo", _SAMPLE_RATE, frame_size=_AAC_FRAME)
    return [*resampler.resample(frame), *resampler.resample(None)]


def _read_jobs(jobs: queue.SimpleQueue[Job]) -> None:
    """Take in jobs; when the master has gone, go too, whatever is being drawn."""
    for line in sys.stdin.buffer:
        jobs.put(msgspec.json.decode(line, type=Job))
    os._exit(0)


def main() -> None:
    """Serve jobs until stdin ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupted kernel goes on living
    if hasattr(os, "nice"):
        os.nice(5)
    jobs: queue.SimpleQueue[Job] = queue.SimpleQueue()
    threading.Thread(target=_read_jobs, args=(jobs,), daemon=True).start()
    while True:
        job = jobs.get()
        try:
            render(job.picture, Path(job.path))
            outcome = Outcome()
        except Exception as error:
            outcome = Outcome(f"{type(error).__name__}: {error}")
        sys.stdout.buffer.write(msgspec.json.encode(outcome) + b"\n")
        sys.stdout.buffer.flush()
