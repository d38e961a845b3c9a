"""Rendered files: what a probe says of them, and that each request looks its own way."""

from __future__ import annotations

from pathlib import Path

import av
import msgspec
import pytest
from PIL import Image, ImageChops, ImageStat

from omnivid_jupyter.simulator.drawing import font, text_lines
from omnivid_jupyter.simulator.painter.light import HANDS
from omnivid_jupyter.simulator.picture import Chapter, Picture
from omnivid_jupyter.simulator.render import FPS, render

CRANE = Picture(model="omni-flash", prompt="a paper crane", kind="video", width=640, height=360, seconds=1)
SMALL = msgspec.structs.replace(CRANE, width=320, height=180)


def change(picture: Picture, **fields: object) -> Picture:
    return msgspec.structs.replace(picture, **fields)


def draw(picture: Picture, folder: Path) -> Path:
    path = folder / picture.file_name
    render(picture, path)
    return path


def still(picture: Picture, folder: Path) -> Image.Image:
    """The picture of the first instant, as the image models' PNG."""
    with Image.open(draw(change(picture, kind="image", seconds=None), folder)) as image:
        return image.convert("RGB")


def difference(one: Image.Image, two: Image.Image) -> float:
    """How far two pictures are apart, 0 to 255."""
    return sum(ImageStat.Stat(ImageChops.difference(one, two)).mean) / 3


@pytest.mark.parametrize(
    ("width", "height", "seconds"),
    [(1280, 720, 1), (640, 360, 3), (360, 640, 4), (1080, 1920, 1), (3840, 2160, 1)],
)
def test_video_is_h264_and_aac_of_exactly_the_asked_size_and_duration(
    tmp_path: Path, width: int, height: int, seconds: int
) -> None:
    path = draw(change(CRANE, width=width, height=height, seconds=seconds), tmp_path)
    with av.open(path) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        assert (video.codec_context.name, audio.codec_context.name) == ("h264", "aac")
        assert (video.width, video.height, video.pix_fmt) == (width, height, "yuv420p")
        assert video.average_rate == FPS
        assert container.duration == seconds * 1_000_000
        assert sum(1 for _ in container.decode(video=0)) == seconds * FPS


@pytest.fixture(scope="module")
def crane(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of `CRANE`."""
    return draw(CRANE, tmp_path_factory.mktemp("crane"))


def test_video_starts_to_play_before_it_is_whole(crane: Path) -> None:
    data = crane.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_sound_is_heard(crane: Path) -> None:
    with av.open(crane) as container:
        loudest = max(
            abs(value)
            for frame in container.decode(audio=0)
            for value in memoryview(frame.planes[0]).cast("f")
        )
    assert 0.01 < loudest < 0.5


def test_ten_seconds_of_the_busiest_scene_stay_below_a_megabyte(tmp_path: Path) -> None:
    busiest = change(CRANE, model="Omni-Flash-Ext", width=1280, height=720, seconds=3)
    assert draw(busiest, tmp_path).stat().st_size < 300_000


@pytest.mark.parametrize("model", HANDS)
def test_every_video_moves(tmp_path: Path, model: str) -> None:
    with av.open(draw(change(SMALL, model=model), tmp_path)) as container:
        frames = [frame.to_image() for frame in container.decode(video=0)]  # type: ignore[no-untyped-call]
    moves = difference(frames[0], frames[-1])
    assert moves > 0.1 if model in ("gpt-image-2", "nano-banana-2") else moves > 0.4


def test_models_prompts_references_and_shapes_look_different(tmp_path: Path) -> None:
    pictures = [
        *(change(SMALL, model=model) for model in HANDS),
        change(SMALL, prompt="an iron bridge"),
        change(SMALL, extends="task_before", before=(Chapter("a quiet place", 4),)),
        change(SMALL, take=2),
    ]
    stills = [still(picture, tmp_path) for picture in pictures]
    for index, one in enumerate(stills):
        for other in stills[index + 1 :]:
            assert difference(one, other) > 2.0


@pytest.mark.parametrize("kind", ["video", "image"])
def test_same_picture_gives_the_same_bytes(tmp_path: Path, kind: str) -> None:
    picture = CRANE if kind == "video" else change(CRANE, kind="image", seconds=None)
    one, two = tmp_path / "one", tmp_path / "two"
    render(picture, one)
    render(picture, two)
    assert one.read_bytes() == two.read_bytes()


def test_failed_rendering_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        draw(change(CRANE, model="no-such-model"), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_key_follows_from_everything_that_is_seen() -> None:
    variants = [
        CRANE,
        change(CRANE, prompt="another"),
        change(CRANE, model="omni-pro"),
        change(CRANE, seconds=2),
        change(CRANE, width=720),
        change(CRANE, layout=2),
        change(CRANE, before=(Chapter("a sea", 4),)),
        change(CRANE, references=("1",)),
        change(CRANE, extends="task"),
        change(CRANE, take=2),
    ]
    assert len({picture.key for picture in variants}) == len(variants)
    assert CRANE.key == change(CRANE).key


def test_japanese_lines_are_full_and_never_begin_with_a_closing_sign() -> None:
    face = font(40)
    text = "雪の朝、鳥の群れが「谷」を渡っていく。霧の中から、静かに太陽が昇ってくる。"
    for width in range(200, 700, 20):
        lines = text_lines(text, face, width, 20)
        assert "".join(lines) == text
        assert all(face.getlength(line) <= width for line in lines)
        assert not any(line[0] in "、。」" for line in lines)
        assert not any(line[-1] == "「" for line in lines)


def test_latin_lines_break_between_words() -> None:
    lines = text_lines("a paper crane folds itself", font(40), 300, 9)
    assert " ".join(lines) == "a paper crane folds itself"
    assert len(lines) > 1


def test_text_without_room_ends_with_an_ellipsis() -> None:
    face = font(40)
    lines = text_lines("word " * 200, face, 400, 3)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert face.getlength(lines[-1]) <= 400


@pytest.mark.parametrize("text", ["薔薇の鬱、剝がす頰", "折り紙の鶴", "Grüße, façade, Ωμεγα, Привет"])
def test_font_has_the_usual_characters(text: str) -> None:
    assert text_lines(text, font(40), 5000, 1) == [text]


def test_character_that_no_font_has_is_shown_as_missing() -> None:
    assert text_lines("smile \U0001f600 \U0010ffff\n\t end", font(40), 5000, 1) == ["smile 〓 〓 end"]
    assert text_lines("", font(40), 100, 3) == [""]
    assert text_lines("\ud800", font(40), 100, 3) == ["〓"]
