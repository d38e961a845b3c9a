"""What people give as references: every kind becomes an address or checked data, or is refused by its name."""

from __future__ import annotations

import hashlib
import io
import struct
import unicodedata
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import av
import pytest
from av.video.stream import VideoStream
from PIL import Image

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.localmedia import LocalMedia, identity_of
from omnivid_jupyter.media.clips import file_name, keep
from omnivid_jupyter.media.frames import frame, length
from omnivid_jupyter.media.references import LARGEST, Field, references
from omnivid_jupyter.providers.checks import check
from omnivid_jupyter.providers.identity import canonical, fingerprint
from omnivid_jupyter.providers.registry import resolve
from omnivid_jupyter.request import VideoRequest
from tests.clipfiles import mp4, png


class Array:
    """Eight-bit (or other) numbers as NumPy shows them to others, without NumPy."""

    def __init__(self, content: bytes, shape: tuple[int, ...], typestr: str = "|u1") -> None:
        self._content = content
        self.__array_interface__ = {"shape": shape, "typestr": typestr, "version": 3, "strides": (1,)}

    def tobytes(self) -> bytes:
        return self._content


def counted(frames: int, file_format: str = "mp4", codec: str = "libx264") -> bytes:
    """A video at 10 frames a second whose n-th frame has the grey 16 + 8 n, with B-frames and few key frames."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format=file_format) as container:
        stream = container.add_stream(codec, rate=10)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        stream.gop_size = 12
        for number in range(frames):
            picture = Image.new("L", (64, 64), 16 + 8 * number).convert("RGB")
            shown = av.VideoFrame.from_image(picture)  # type: ignore[no-untyped-call]
            shown.pts = number
            container.mux(stream.encode(shown))
        container.mux(stream.encode())
    return buffer.getvalue()


def number_of(picture: Image.Image) -> int:
    """Which frame of a `counted` video this is."""
    grey = picture.convert("L").getpixel((32, 32))
    assert isinstance(grey, int)
    return round((grey - 16) / 8)


def clip_of(path: Path, media_type: str, model: str = "demo/omni-flash") -> Clip:
    size = path.stat().st_size
    return Clip(path, media_type, 64, 36, None, size, "0" * 64, "x", model, "abc")


def only(field: Field, given: Any) -> LocalMedia:
    (reference,) = references(field, given)
    return LocalMedia.parse(reference)


def fingerprint_of(field: Field, given: Any) -> str:
    """The fingerprint of a request with this reference."""
    model = resolve("apimart/gemini-omni-flash-preview").model
    reference: dict[str, Any] = {field: references(field, given)}
    request = VideoRequest(model=model.address, prompt="x", **reference)
    return fingerprint(canonical(model, check(model, request)))


# What passes


@pytest.mark.parametrize(
    "url", ["https://example.com/a.png", "http://example.com/b?c=d#e", " https://example.com/a "]
)
def test_an_address_passes_through(url: str) -> None:
    assert references("images", url) == references("videos", [url]) == (url.strip(),)


def test_nothing_is_nothing() -> None:
    assert references("images", ()) == references("videos", []) == ()


@pytest.mark.parametrize("as_given", [str, Path])
def test_a_file_is_given_by_its_path_and_is_what_its_bytes_say(
    as_given: type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "boat; one,.jpg").write_bytes(png())
    monkeypatch.chdir(tmp_path)
    media = only("images", as_given("boat; one,.jpg"))
    assert media == LocalMedia(png(), "image/png", "boat; one,.jpg")


def test_a_path_may_start_at_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "a.png").write_bytes(png())
    assert only("images", "~/a.png").content == png()


def test_a_video_file_keeps_its_bytes_and_gets_its_length(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(mp4(1.5))
    media = only("videos", tmp_path / "a.mp4")
    assert (media.content, media.media_type, media.seconds) == (mp4(1.5), "video/mp4", 1.5)


@pytest.mark.parametrize(
    "given", [png(), bytearray(png()), f"data:image/x-odd;base64,{b64encode(png()).decode()}"]
)
def test_bytes_and_data_uris_are_what_they_hold(given: Any) -> None:
    assert only("images", given) == LocalMedia(png(), "image/png", "images")


def test_what_a_data_uri_claims_beside_its_bytes_does_not_count() -> None:
    forged = LocalMedia(png(), "image/png", "a", task="omniflash:abc", stands_for="sha256:0").uri
    assert only("images", forged) == LocalMedia(png(), "image/png", "images")


def test_an_image_clip_is_its_file_and_remembers_its_task(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png())
    media = only("images", clip_of(tmp_path / "a.png", "image/png", "omniflash/nano-banana-2"))
    assert (media.content, media.task) == (png(), "omniflash:abc")


def test_an_image_of_a_clip_folder_is_the_clip_also_by_its_path(tmp_path: Path) -> None:
    part, path = tmp_path / "part", tmp_path / "crane-012345670123.png"
    part.write_bytes(png())
    path.write_bytes(png())
    made = replace(clip_of(path, "image/png", "demo/gpt-image-2"), sha256=sha256(png()).hexdigest())
    keep([part], [made], VideoRequest(model=made.model, prompt="a crane"), "omniflash", "job")
    assert references("images", path) == references("images", made)
    assert (only("images", str(path)).task, only("images", path).result) == ("demo:abc", (0, 1))
    path.with_suffix(".json").unlink()
    assert only("images", path).task is None  # now it is any file


def two_results(folder: Path) -> Clip:
    """The clip of a task with a film and an image, as a job leaves it."""
    contents = {"video/mp4": mp4(), "image/png": png()}
    parts, made = [], []
    for index, (media_type, content) in enumerate(contents.items()):
        path = folder / file_name("a crane", "01234567", "abc", index, media_type[-3:])
        path.write_bytes(content)
        parts.append(folder / f"part-{index}")
        parts[-1].write_bytes(content)
        made.append(replace(clip_of(path, media_type), sha256=sha256(content).hexdigest()))
    return keep(parts, made, VideoRequest(model=made[0].model, prompt="a crane"), "omniflash", "job")


def test_a_further_result_of_a_task_remembers_which_one_it_is(tmp_path: Path) -> None:
    (image,) = two_results(tmp_path).others
    for given in (image, image.path, str(image.path)):
        media = only("images", given)
        assert (media.content, media.task, media.result) == (png(), "demo:abc", (1, 2))
    image.path.write_bytes(png(8, 8))  # no longer what the sidecar says
    assert (only("images", image).task, only("images", image).result) == ("demo:abc", None)
    assert only("images", image.path).task is None


def test_of_an_image_that_no_sidecar_knows_only_the_task_is_known(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png())
    media = only("images", clip_of(tmp_path / "a.png", "image/png"))
    assert (media.task, media.result) == ("demo:abc", None)


def test_a_video_clip_is_its_file_as_a_video_and_its_last_frame_as_an_image(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(counted(25))
    clip = clip_of(tmp_path / "a.mp4", "video/mp4")
    assert only("videos", clip).content == counted(25)
    media = only("images", clip)
    with Image.open(io.BytesIO(media.content)) as picture:
        assert (picture.format, picture.size, number_of(picture)) == ("PNG", (64, 64), 24)
    assert media.task is None


def test_a_video_file_as_an_image_is_its_last_frame_too(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(counted(25))
    clip = clip_of(tmp_path / "a.mp4", "video/mp4")
    assert references("images", tmp_path / "a.mp4")[0].partition(";name")[0] == "data:image/png"
    assert (
        fingerprint_of("images", tmp_path / "a.mp4")
        == fingerprint_of("images", clip)
        == fingerprint_of("images", counted(25))
    )
    media = only("images", tmp_path / "a.mp4")
    assert (media.name, media.title) == (str(tmp_path / "a.mp4"), f"the last frame of {tmp_path / 'a.mp4'}")
    assert media.identity == f"last-frame-sha256:{hashlib.sha256(counted(25)).hexdigest()}"


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P", "1", "CMYK", "LA"])
def test_a_picture_of_any_common_mode_goes_as_png_with_its_pixels(mode: str) -> None:
    given = Image.new("RGB", (5, 3), "coral").convert(mode)
    media = only("images", given)
    with Image.open(io.BytesIO(media.content)) as sent:
        assert (media.media_type, sent.format) == ("image/png", "PNG")
        assert sent.convert("RGB").tobytes() == given.convert("RGB").tobytes()


def test_transparency_is_kept() -> None:
    media = only("images", Image.new("LA", (2, 2), (9, 128)))
    with Image.open(io.BytesIO(media.content)) as sent:
        assert sent.getpixel((0, 0)) == (9, 9, 9, 128)


def test_a_photograph_stands_upright(tmp_path: Path) -> None:
    turned = Image.Exif()
    turned[0x0112] = 6  # the camera was held on its side
    Image.new("RGB", (30, 10)).save(tmp_path / "photo.jpg", exif=turned)
    with Image.open(tmp_path / "photo.jpg") as photo:
        media = only("images", photo)
    with Image.open(io.BytesIO(media.content)) as sent:
        assert (sent.size, media.name) == ((10, 30), "photo.jpg")


def test_a_picture_that_is_too_large_as_png_goes_as_jpeg() -> None:
    noise = [Image.effect_noise((2700, 2700), 40) for _ in "RGB"]
    media = only("images", Image.merge("RGB", noise))
    assert media.media_type == "image/jpeg" and len(media.content) <= LARGEST


@pytest.mark.parametrize(("shape", "mode"), [((2, 3), "L"), ((2, 3, 3), "RGB"), ((2, 3, 4), "RGBA")])
def test_an_array_is_a_picture_of_its_numbers(shape: tuple[int, ...], mode: str) -> None:
    numbers = bytes(range(24))[: 6 * (shape[2] if len(shape) == 3 else 1)]
    with Image.open(io.BytesIO(only("images", Array(numbers, shape)).content)) as sent:
        assert (sent.mode, sent.size, sent.tobytes()) == (mode, (3, 2), numbers)


# What is the same


def test_the_content_is_what_counts_not_its_name_or_way(tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        (tmp_path / name).write_bytes(png())
    data = f"data:image/png;base64,{b64encode(png()).decode()}"
    own = clip_of(tmp_path / "a.png", "image/png", "omniflash/nano-banana-2")
    same = {
        fingerprint_of("images", each)
        for each in (tmp_path / "a.png", str(tmp_path / "b.png"), png(), data, own)
    }
    assert len(same) == 1
    assert fingerprint_of("images", png(8, 8)) not in same


def test_pictures_are_the_same_by_their_pixels_however_they_are_encoded() -> None:
    picture = Image.new("RGB", (2, 2), "red")
    array = Array(b"\xff\x00\x00" * 4, (2, 2, 3))
    assert fingerprint_of("images", picture) == fingerprint_of("images", array)
    assert fingerprint_of("images", picture) != fingerprint_of("images", Image.new("RGB", (4, 1), "red"))
    assert fingerprint_of("images", picture) != fingerprint_of("images", Image.new("RGB", (2, 2), "blue"))


def test_the_written_form_holds_a_hash_and_neither_bytes_nor_names() -> None:
    model = resolve("apimart/gemini-omni-flash-preview").model
    request = VideoRequest(model=model.address, prompt="x", images=references("images", [png(), mp4()]))
    for form in canonical(model, request).images:
        assert form.startswith("data:image/png;base64,") and len(form) < 120
        assert "name" not in form and "images" not in form
        assert form.endswith(f",{identity_of(form)}")


@pytest.mark.parametrize(
    "url", ["https://h/a.png?x=sha256:1,sha256:2", "signed:https://h/a,b.png", LocalMedia(b"x", "a/b").uri]
)
def test_what_was_not_written_down_by_its_hash_has_no_identity_in_its_text(url: str) -> None:
    assert identity_of(url) is None


@pytest.mark.parametrize(
    "media",
    [
        LocalMedia(b"x", "image/png"),
        LocalMedia(b"\0\xff", "video/mp4", "ä;b,c%=.mp4", 1.25, "demo:a/b;c", "pixels:1", (1, 2)),
    ],
)
def test_what_is_known_about_a_medium_survives_its_uri_and_is_not_sent(media: LocalMedia) -> None:
    assert LocalMedia.parse(media.uri) == media
    assert LocalMedia.parse(media.bare) == LocalMedia(media.content, media.media_type)


# What is refused


BMP = b"BM" + bytes(60)
HEIC = struct.pack(">I", 24) + b"ftypheic" + bytes(40)
FLOATS = Array(struct.pack("<6d", *range(6)), (1, 2, 3), "<f8")


@pytest.mark.parametrize(
    ("field", "given", "says"),
    [
        ("images", "", "images is empty"),
        ("images", "no/such.png", "there is no file 'no/such.png' in "),
        ("images", "no/a.png,b.png", "Several are given one by one: -i a.png -i b.png (in Python a list)."),
        ("images", "/no/such.png", "there is no file '/no/such.png'."),
        ("images", "ftp://example.com/a.png", "an http(s) address"),
        ("images", "a\0b", "cannot be read"),
        ("images", "x" * 5000, "cannot be read"),
        ("images", ".", "cannot be read"),
        ("images", "~nobody-of-this-name/a.png", "cannot be read: there is no such home folder"),
        ("videos", "/dev/zero", "cannot be read: it is a device or a pipe, not a file"),
        ("images", "/dev/zero", "cannot be read: it is a device or a pipe, not a file"),
        ("images", BMP, "images is not a PNG, JPEG, WebP or GIF file"),
        ("images", HEIC, "images cannot be decoded"),
        ("images", [png(), b"<html>"], "images[1] is not a PNG"),
        ("images", png()[:-40], "images cannot be decoded"),
        ("images", mp4()[:200], "images holds no picture"),
        ("images", "data:image/png,raw", "the data: URI cannot be read"),
        ("images", "data:image/png;base64,!", "the data: URI cannot be read"),
        ("images", "data:image/png;base64,", "the data: URI cannot be read"),
        ("images", png() + bytes(LARGEST), "images has 20.0 MB; at most 20 MB"),
        ("images", 7, "not int"),
        ("images", None, "not NoneType"),
        ("images", {"a.png"}, "not set"),
        ("images", [[png()]], "images[0] must be"),
        ("images", FLOATS, "(1, 2, 3) <f8 is not a picture"),
        ("images", Image.new("I;16", (2, 2)), "mode I;16"),
        ("images", Image.new("F", (2, 2)), "mode F"),
        ("images", Image.new("RGB", (0, 2)), "is not 8-bit"),
        ("videos", png(), "videos is not a video"),
        ("videos", mp4()[:200], "videos holds no picture"),
        ("videos", Image.new("RGB", (2, 2)), "not Image"),
        ("videos", Array(b"123456", (2, 3)), "not Array"),
    ],
)
def test_what_cannot_be_a_reference_is_refused_by_its_name(field: Field, given: Any, says: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        references(field, given)
    assert caught.value.field == field
    assert says in str(caught.value)
    assert len(caught.value.message) < 300 and "\n" not in caught.value.message


def test_a_large_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "long.mov"
    with path.open("wb") as file:
        file.write(struct.pack(">I", 20) + b"ftypqt  ")
        file.truncate(1 << 40)  # holes take no room on the disk, but would in memory
    with pytest.raises(InvalidRequestError, match=r"long\.mov has 1048576\.0 MB"):
        references("videos", path)


@pytest.mark.parametrize("seconds", [0.5, 25])
def test_a_video_that_is_too_short_or_too_long_for_its_model_is_refused_by_name(
    seconds: float, tmp_path: Path
) -> None:
    (tmp_path / "walk.mp4").write_bytes(mp4(seconds))
    with pytest.raises(
        InvalidRequestError, match=rf"walk\.mp4 lasts {seconds:.1f} s, .* takes 1 to 24 s"
    ) as caught:
        fingerprint_of("videos", tmp_path / "walk.mp4")
    assert caught.value.field == "videos"


@pytest.mark.parametrize("seconds", [1, 24])
def test_a_video_of_just_the_shortest_and_the_longest_length_is_taken(seconds: float) -> None:
    assert fingerprint_of("videos", mp4(seconds))


# Frames


@pytest.mark.parametrize(("file_format", "codec"), [("mp4", "libx264"), ("webm", "libvpx-vp9")])
@pytest.mark.parametrize(
    ("at", "number"),
    [
        (-1, 24),
        (-2, 23),
        (-13, 12),
        (-25, 0),
        (0, 0),
        (0.05, 0),
        (0.1, 1),
        (1.15, 11),
        (1.2, 12),
        (2.4, 24),
        (2.5, 24),
    ],
)
def test_a_frame_is_the_very_one(file_format: str, codec: str, at: float, number: int) -> None:
    picture = frame(io.BytesIO(counted(25, file_format, codec)), at)
    assert (number_of(picture), picture.mode) == (number, "RGB")


@pytest.mark.parametrize("at", [-26, -0.5, 2.6, float("nan"), float("inf")])
def test_a_frame_that_a_video_does_not_have_is_refused(at: float) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        frame(io.BytesIO(counted(25)), at)
    assert caught.value.field == "at"


def test_a_length_is_that_of_the_frames_which_are_there() -> None:
    whole = counted(25, "webm", "libvpx-vp9")
    assert length(io.BytesIO(whole)) == pytest.approx(2.5, abs=0.1)
    assert length(io.BytesIO(whole[: len(whole) * 2 // 3])) < 2.4


def test_a_clip_gives_its_frames_and_an_image_itself(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(counted(25))
    (tmp_path / "a.png").write_bytes(png())
    video, image = clip_of(tmp_path / "a.mp4", "video/mp4"), clip_of(tmp_path / "a.png", "image/png")
    assert (number_of(video.frame()), number_of(video.frame(1.2))) == (24, 12)
    assert image.frame().size == (48, 32)
    assert (
        fingerprint_of("images", video.frame(0.5))
        == fingerprint_of("images", video.frame(-20))
        != fingerprint_of("images", video.frame())
    )


def test_a_file_is_found_by_the_name_that_people_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / unicodedata.normalize("NFD", "Füße")
    folder.mkdir()
    (folder / unicodedata.normalize("NFD", "café um 9.41\u202fAM.png")).write_bytes(png())
    (given,) = references("images", "Füße/café um 9.41 AM.png")
    assert LocalMedia.parse(given).content == png()
    with pytest.raises(InvalidRequestError, match=r"There is .*capitals count on this machine"):
        references("images", "Füße/CAFÉ um 9.41 AM.png")


def test_a_pointer_in_place_of_a_file_is_told_as_that(tmp_path: Path) -> None:
    path = tmp_path / "boat.png"
    path.write_bytes(b"version https://git-lfs.github.com/spec/v1\noid sha256:0123\nsize 5\n")
    with pytest.raises(InvalidRequestError, match="is a Git LFS pointer, not the file itself") as refused:
        references("images", path)
    assert refused.value.hint == "git lfs pull fetches it."
