"""Draws the small pictures of the simulator's words: for `%omnivid demo words`, and as sheets for the documents.

    python tools/words.py

A word's picture changes one thing in a plain scene. Actions, poses, cameras, speeds and sounds have none: a still
cannot show them.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from omnivid_jupyter.saying import say  # noqa: E402
from omnivid_jupyter.simulator.drawing import font  # noqa: E402
from omnivid_jupyter.simulator.painter.story import scene_of  # noqa: E402
from omnivid_jupyter.simulator.picture import Picture  # noqa: E402
from omnivid_jupyter.simulator.vocabulary import KINDS, VOCABULARY, Entry, listed  # noqa: E402

PICTURES = ROOT / "omnivid_jupyter" / "simulator" / "words.zip"
SHEETS = ROOT / "docs" / "images" / "words"
DRAWN = (640, 360)
SMALL = (160, 90)
ON_SHEET = (240, 135)
COLUMNS = 5

#: The plain scene in which a word of each kind is shown.
SCENES = {
    "setting": "{}",
    "subject": "{}, close-up",
    "place": "a cat sits on a {}",
    "feature": "{}",
    "colour": "a {} boat on a lake",
    "time": "a house by a lake, {}",
    "season": "a tree in a meadow, {}",
    "weather": "a house by a lake, {}",
    "light": "a house by a lake, {}",
    "palette": "a house by a lake, {}",
    "style": "a boat on the sea, {}",
    "framing": "a cat in a garden, {}",
    "angle": "a cat in a garden, {}",
}


def main() -> None:
    """Draw all pictures and sheets anew."""
    SHEETS.mkdir(exist_ok=True, parents=True)
    with ZipFile(PICTURES, "w") as archive:
        for kind in SCENES:
            entries = listed(kind)
            stills = [still(entry) for entry in entries]
            for entry, image in zip(entries, stills, strict=True):
                data = io.BytesIO()
                image.resize(SMALL, Image.Resampling.LANCZOS).save(data, "WEBP", quality=62, method=6)
                archive.writestr(ZipInfo(f"{kind}/{entry.name}.webp"), data.getvalue())
            names = [entry.name for entry in entries]
            sheet(names, stills).save(SHEETS / f"{kind}.webp", quality=72, method=6)
            say(f"words: {KINDS[kind]}: {len(entries)} pictures")


def still(entry: Entry) -> Image.Image:
    """A film's picture after two seconds, in which this word is the one that counts."""
    word = next(each for each in VOCABULARY if (each.kind, each.name) == (entry.kind, entry.name)).english[0]
    prompt = SCENES[entry.kind].format(word)
    picture = Picture("omni-flash", prompt, "video", *DRAWN, seconds=5)
    return scene_of(picture, SHEETS, DRAWN).draw(2.0).convert("RGB")


def sheet(names: list[str], stills: list[Image.Image]) -> Image.Image:
    """All pictures of a kind with their names."""
    gap, line = 8, 24
    wide, tall = ON_SHEET
    rows = -(-len(stills) // COLUMNS)
    columns = min(COLUMNS, len(stills))
    paper = Image.new("RGB", (columns * (wide + gap) + gap, rows * (tall + line + gap) + gap), "white")
    pen = ImageDraw.Draw(paper)
    for number, (name, image) in enumerate(zip(names, stills, strict=True)):
        x, y = gap + number % COLUMNS * (wide + gap), gap + number // COLUMNS * (tall + line + gap)
        paper.paste(image.resize(ON_SHEET, Image.Resampling.LANCZOS), (x, y))
        pen.text((x + wide / 2, y + tall + 17), name, "#333", font(15), anchor="ms")
    return paper


if __name__ == "__main__":
    main()
