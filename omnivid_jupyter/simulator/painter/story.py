"""A picture's words, and those of the films before it, told as one scene."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import av
from PIL import Image

from omnivid_jupyter.simulator.direction import Direction, continued, read_direction
from omnivid_jupyter.simulator.painter.camera import Lens
from omnivid_jupyter.simulator.painter.scene import Scene, layout_of, place_of, tempo_of
from omnivid_jupyter.simulator.picture import Picture

__all__ = ["direction_of", "scene_of"]

_LARGEST = 1600  # pixels of a reference's longer side that are kept
_SHOWN_AT_MOST = 4


def direction_of(picture: Picture) -> Direction:
    """What a picture's words say, after those of the films that it goes on from."""
    first, *others = (*(chapter.prompt for chapter in picture.before), picture.prompt)
    direction, _ = read_direction(first)
    for words in others:
        direction, _ = continued(direction, words)
    return direction


def scene_of(picture: Picture, folder: Path, size: tuple[int, int]) -> Scene:
    """The scene of a picture at a size in pixels; `folder` holds its reference media.

    Raises FileNotFoundError where one of them is gone.
    """
    take = picture.layout if picture.before else picture.take
    direction, followed = read_direction(picture.before[0].prompt if picture.before else picture.prompt)
    place = place_of(direction)
    layout = layout_of(
        direction, picture.before[0].prompt if picture.before else picture.prompt, followed, take
    )
    since, start = 0.0, None
    references = list(picture.references)
    chapters = [*picture.before[1:], None]
    for chapter in picture.before:
        lens = Lens(direction.camera, chapter.seconds, start=start)
        start = lens.pose(chapter.seconds)
        since += chapter.seconds * tempo_of(direction)
        references = [*chapter.references, *references]
        following = chapters.pop(0)
        words = picture.prompt if following is None else following.prompt
        earlier = direction
        direction, followed = continued(direction, words)
        if direction.setting not in (earlier.setting, None):
            place = place_of(direction)
            layout = layout_of(direction, words, followed, take)
        if direction.camera.framing != earlier.camera.framing:
            start = replace(start, zoom=0.0)
    if picture.before and picture.take > 1:
        since += 0.37 * (picture.take - 1)  # another take of what comes after goes on from another moment
    images, film = _media(references, folder)
    return Scene(
        direction,
        picture.model,
        size,
        picture.seconds or 1,
        place=place,
        layout=layout,
        pictures=images,
        goes_on_from=film,
        since=since,
        start=start,
    )


def _media(references: list[str], folder: Path) -> tuple[tuple[Image.Image, ...], Image.Image | None]:
    """The pictures among the references, and the last picture of the film among them."""
    images: list[Image.Image] = []
    film: Image.Image | None = None
    for name in dict.fromkeys(references):
        if name.endswith(".image") and len(images) < _SHOWN_AT_MOST:
            found = _picture(folder / name)
            images += [found] if found is not None else []
        elif name.endswith(".video"):
            film = _last_picture(folder / name) or film
    return tuple(images), film


def _picture(path: Path) -> Image.Image | None:
    """The image in a file; None where it cannot be read as one."""
    if not path.exists():
        raise FileNotFoundError(f"the reference {path.name} is gone")
    try:
        with Image.open(path) as image:
            image.draft("RGB", (_LARGEST, _LARGEST))
            image.thumbnail((_LARGEST, _LARGEST))
            return image.convert("RGBA" if "A" in image.getbands() or "transparency" in image.info else "RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def _last_picture(path: Path) -> Image.Image | None:
    """The last picture of the film in a file; None where it cannot be read as one."""
    if not path.exists():
        raise FileNotFoundError(f"the reference {path.name} is gone")
    last = None
    try:
        with av.open(str(path)) as container:
            for frame in container.decode(video=0):
                last = frame
            image = last.to_image() if last is not None else None  # type: ignore[no-untyped-call]
    except (OSError, ValueError, IndexError, av.FFmpegError):
        return None
    if image is not None:
        image.thumbnail((_LARGEST, _LARGEST))
    return image
