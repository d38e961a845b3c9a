"""The studio: files appear whole, old ones make room, and no process is left behind."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import get_args

import av
import msgspec
import psutil
import pytest

from omnivid_jupyter.errors import ConfigurationError
from omnivid_jupyter.media.probe import probe
from omnivid_jupyter.settings import demo_films
from omnivid_jupyter.simulator.picture import Films, Picture
from omnivid_jupyter.simulator.render import render
from omnivid_jupyter.simulator.studio import Studio, _Painter
from tests import PATIENCE

IMAGE = Picture(
    model="nano-banana-2",
    prompt="a studio",
    kind="image",
    width=1280,
    height=720,
    seconds=None,
)
LONG = msgspec.structs.replace(IMAGE, model="omni-pro", kind="video", width=3840, height=2160, seconds=60)


def wait_for(what: Callable[[], bool]) -> None:
    give_up = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < give_up, "it does not come to that"
        time.sleep(0.02)


OTHERS: set[int] = set()  # painters that other tests of this process have left running


@pytest.fixture(autouse=True)
def others() -> None:
    OTHERS.clear()
    OTHERS.update(painter.pid for painter in painters())


def painters() -> list[psutil.Process]:
    """The painter processes that this test has started."""
    found = []
    for child in psutil.Process().children():
        try:
            if any("simulator.render import main" in part for part in child.cmdline()):
                found += [child] if child.pid not in OTHERS else []
        except psutil.NoSuchProcess:
            continue
    return found


@pytest.fixture
def studio(tmp_path: Path) -> Generator[Studio, None, None]:
    studio = Studio(tmp_path / "media")
    yield studio
    studio.close()


def test_ordered_picture_appears(studio: Studio) -> None:
    assert not studio.is_ready(IMAGE)
    studio.order(IMAGE)
    studio.order(IMAGE)
    wait_for(lambda: studio.is_ready(IMAGE))
    assert studio.path(IMAGE).read_bytes().startswith(b"\x89PNG")
    assert len(painters()) == 1


def test_picture_that_cannot_be_drawn_is_given_up_with_a_reason(studio: Studio) -> None:
    hopeless = msgspec.structs.replace(IMAGE, model="no-such-model")
    studio.order(hopeless)
    wait_for(lambda: studio.failure(hopeless) is not None)
    assert "no-such-model" in str(studio.failure(hopeless))
    studio.order(IMAGE)
    wait_for(lambda: studio.is_ready(IMAGE))


def test_killed_painter_is_replaced(studio: Studio) -> None:
    studio.order(LONG)
    wait_for(lambda: bool(painters()))
    first = painters()[0]
    first.kill()
    wait_for(lambda: any(painter.pid != first.pid for painter in painters()))
    assert studio.failure(LONG) is None


def test_closing_ends_the_painter_in_the_middle_of_a_picture(studio: Studio) -> None:
    studio.order(LONG)
    wait_for(lambda: bool(painters()))
    studio.close()
    assert painters() == []
    assert not studio.is_ready(LONG)
    studio.order(IMAGE)
    assert painters() == []


def test_a_painter_that_is_stopped_just_before_it_is_asked_is_gone_as_one_that_was_killed(
    tmp_path: Path,
) -> None:
    painter = _Painter()
    painter.stop()
    with pytest.raises(OSError, match="stopped"):
        painter.draw(IMAGE, tmp_path / "a.png")


def test_oldest_files_make_room(tmp_path: Path) -> None:
    folder = tmp_path / "media"
    studio = Studio(folder, limit=1_500_000)
    for age, name in enumerate(("new.mp4", "old.mp4", "oldest.mp4")):
        (folder / name).write_bytes(bytes(800_000))
        os.utime(folder / name, (time.time() - 1000 * age,) * 2)
    (folder / "left.mp4.1.part").write_bytes(b"x")
    os.utime(folder / "left.mp4.1.part", (0, 0))
    studio.order(IMAGE)
    wait_for(lambda: studio.is_ready(IMAGE))
    studio.close()
    assert {file.name for file in folder.iterdir()} == {"new.mp4", IMAGE.file_name}


def test_painter_does_not_outlive_a_killed_master(tmp_path: Path) -> None:
    program = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "import msgspec\n"
        "from omnivid_jupyter.simulator.picture import Picture\n"
        "from omnivid_jupyter.simulator.studio import Studio\n"
        "studio = Studio(Path(sys.argv[1]))\n"
        "studio.order(msgspec.json.decode(sys.argv[2], type=Picture))\n"
        "time.sleep(600)\n"
    )
    master = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path), msgspec.json.encode(LONG).decode()]
    )
    children: list[psutil.Process] = []
    try:
        wait_for(lambda: bool(list(tmp_path.glob("*.part"))))  # it is in the middle of drawing
        children = psutil.Process(master.pid).children()
        assert children
    finally:
        master.kill()
        master.wait()
    gone, alive = psutil.wait_procs(children, timeout=PATIENCE)
    assert alive == []
    assert len(gone) == len(children)


def test_as_many_painters_as_processors_share_what_waits(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("omnivid_jupyter.simulator.studio._processors", lambda: 2)
    pictures = [msgspec.structs.replace(LONG, take=take) for take in (1, 2, 3)]
    for picture in pictures:
        studio.order(picture)
    wait_for(lambda: len(painters()) == 2)
    studio.close()
    assert painters() == []


def test_what_is_ordered_in_a_crowd_is_a_sketch_of_the_right_size_and_length(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not studio.is_crowded
    monkeypatch.setattr("omnivid_jupyter.simulator.studio._CROWD", 1)
    sketch = msgspec.structs.replace(LONG, width=1280, height=720, seconds=6, films="sketched")
    image = msgspec.structs.replace(IMAGE, films="sketched")
    assert sketch.key != msgspec.structs.replace(sketch, films="drawn").key
    studio.order(sketch)
    assert studio.is_crowded
    studio.order(image)
    wait_for(lambda: studio.is_ready(sketch) and studio.is_ready(image))
    wait_for(lambda: not studio.is_crowded)
    film = probe(studio.path(sketch))
    assert (film.width, film.height, film.duration) == (1280, 720, pytest.approx(6, abs=0.1))
    assert (probe(studio.path(image)).width, probe(studio.path(image)).height) == (1280, 720)


def test_a_sketch_has_the_same_bytes_each_time(tmp_path: Path) -> None:
    sketch = msgspec.structs.replace(LONG, width=1280, height=720, seconds=4, films="sketched")
    render(sketch, tmp_path / "a.mp4")
    render(sketch, tmp_path / "b.mp4")
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


def test_a_coarse_film_is_whole_and_says_what_it_is(tmp_path: Path) -> None:
    coarse = msgspec.structs.replace(LONG, width=1280, height=720, seconds=3, films="coarse")
    render(coarse, tmp_path / "a.mp4")
    with av.open(tmp_path / "a.mp4") as container:
        video, (sound,) = container.streams.video[0], container.streams.audio
        assert (video.width, video.height, video.frames, sound.rate) == (1280, 720, 72, 48_000)
    assert coarse.key not in {
        msgspec.structs.replace(coarse, films=other).key for other in ("drawn", "sketched")
    }


@pytest.mark.parametrize("said", [*get_args(Films), ""])
def test_a_person_says_with_how_much_care_films_are_made(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMNIVID_DEMO_FILMS", said)
    assert demo_films() == (said or "drawn")
    monkeypatch.setenv("OMNIVID_DEMO_FILMS", "quick")
    with pytest.raises(
        ConfigurationError, match="OMNIVID_DEMO_FILMS='quick' is not drawn, coarse or sketched"
    ):
        demo_films()
