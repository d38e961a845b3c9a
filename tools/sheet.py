"""Draws sixty films of everyday prompts as sheets for the documents: first, middle and last picture of each.

    python tools/sheet.py            all sheets, into docs/images/films
    python tools/sheet.py night      one of them
    python tools/sheet.py --large FOLDER [SHEET]
                                     each film's pictures at 640 × 360, to be looked at one by one

The prompts are what people write who know nothing of the vocabulary, and those of the services' documents.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from omnivid_jupyter.saying import say  # noqa: E402
from omnivid_jupyter.simulator.captions import Captions, pieces  # noqa: E402
from omnivid_jupyter.simulator.direction import read_direction  # noqa: E402
from omnivid_jupyter.simulator.drawing import font  # noqa: E402
from omnivid_jupyter.simulator.painter.story import scene_of  # noqa: E402
from omnivid_jupyter.simulator.picture import Picture  # noqa: E402

SHEETS_FOLDER = ROOT / "docs" / "images" / "films"
DRAWN = (640, 360)
ON_SHEET = (304, 171)
SECONDS = 4
LAST = 1 / 24  # before the end: the last picture of a film

#: What each sheet is about, and its prompts.
SHEETS: dict[str, tuple[str, tuple[str, ...]]] = {
    "documents": (
        "From the services' documents",
        (
            "a serene zen garden at sunrise, gentle camera pan",
            "a girl is dancing happily in a sunny garden",
            "a beautiful sunset over the ocean with seagulls flying",
            "make the character smile and slowly turn around, cinematic camera motion",
            "a creative scene combining these elements with smooth camera motion",
            "close-up of a hummingbird hovering in front of a red flower",
            "a red apple on a wooden table, short cinematic clip",
            "a blue butterfly landing on a flower, macro, soft light",
            "turn this drawing into realistic footage, use it only as a motion guide",
            "when the person touches the mirror, make it ripple like liquid",
            "ガラスのビー玉が木製のレールを勢いよく転がり、最後に水面へ落ちて水しぶきを上げる",
        ),
    ),
    "places": (
        "Places",
        (
            "a quiet moss garden in the first light, slow pan to the left",
            "an old lighthouse on a cliff above a stormy sea, slow drone shot around it",
            "a mountain lake at dawn, mist over the water, camera pushes in",
            "a caravan of camels crosses the dunes, the sun is low",
            "walking through a bamboo forest, rays of sunlight between the stems",
            "a steam train crosses the snowy plain, wide shot",
            "coral reef with a school of tropical fish, camera glides to the right",
            "a hot air balloon over rolling hills in the early morning",
            "the Earth rises behind the moon, an astronaut floats past",
            "a village by a river in autumn, red leaves on the water",
        ),
    ),
    "subjects": (
        "Who and what",
        (
            "a paper boat drifts down a rainy street",
            "a black cat sits on the windowsill and watches the snow",
            "a golden retriever runs along the beach",
            "two white horses gallop across a meadow",
            "a little robot waters flowers in a garden",
            "a humpback whale swims past, sunlight from above",
            "a red vintage car on a coastal road, tracking shot",
            "a woman with a yellow umbrella walks through the city",
            "fireflies around an old tree on a summer night",
            "a fox in the snow, close-up",
        ),
    ),
    "night": (
        "Night, weather and light",
        (
            "a yellow taxi in the night city, rain, neon lights on the wet street",
            "a candle on a table in a dark room, very slow push in",
            "lanterns drift over a dark lake, reflections",
            "a city skyline at night, camera tilts up to the stars",
            "thick fog in a pine forest, a deer stands still",
            "a thunderstorm over wheat fields, lightning",
            "heavy snow falls on a small wooden house, warm light in the window",
            "golden hour at the seaside, children playing on the sand",
            "a windy hill with a red kite, fast clouds",
            "fireworks over the harbour, crowd watching from the pier",
        ),
    ),
    "styles": (
        "Style and camera",
        (
            "a fishing boat in the morning, watercolour",
            "a samurai under a cherry tree, ink painting",
            "a tiny house in the forest, clay animation",
            "a couple dances in the street, 35mm film, handheld",
            "a cyberpunk alley at night, neon style",
            "a castle on a hill, pencil sketch, slow zoom out",
            "a spaceship races through an asteroid belt, pixel art",
            "an old man reads in a café, black and white",
            "a sailing ship on high waves, oil painting",
            "a flock of birds over the desert at sunset, drone shot, fast",
        ),
    ),
    "japanese": (
        "In Japanese",
        (
            "静かな苔庭、朝の光、カメラはゆっくり左へパン",
            "雨の渋谷、傘をさした人々が交差点を渡る、夜、ネオン",
            "赤い電車が海沿いを走る、夕焼け",
            "折り紙の鶴が本棚から飛び立ち、窓辺をひとまわりして花瓶にとまる",
            "雪の中の露天風呂、湯気、静けさ",
            "桜並木を自転車で走る少女、追いかけるカメラ",
            "夏祭りの夜、打ち上げ花火、太鼓の音",
            "猫が縁側で昼寝をしている、水彩画",
            "霧の湖に浮かぶ小舟、人なし、墨絵",
            "深海を泳ぐクラゲ、ゆっくり上へティルト",
        ),
    ),
}


def main() -> None:
    """Draw the sheets that are asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sheets", nargs="*", metavar="SHEET", help=f"of {', '.join(SHEETS)}; all of them")
    parser.add_argument("--large", type=Path, metavar="FOLDER", help="write large pictures there instead")
    asked = parser.parse_args()
    if unknown := set(asked.sheets) - set(SHEETS):
        parser.error(f"no sheet {', '.join(sorted(unknown))}: there are {', '.join(SHEETS)}")
    for name in asked.sheets or SHEETS:
        films = [(prompt, stills(prompt)) for prompt in SHEETS[name][1]]
        if asked.large:
            asked.large.mkdir(parents=True, exist_ok=True)
            for number, (_, images) in enumerate(films):
                strip(images, DRAWN).save(asked.large / f"{name}-{number:02}.png")
        else:
            SHEETS_FOLDER.mkdir(parents=True, exist_ok=True)
            sheet(films).save(SHEETS_FOLDER / f"{name}.webp", quality=60, method=6)
        say(f"sheet: {name}: {len(films)} films")


def stills(prompt: str) -> list[Image.Image]:
    """A film's first, middle and last picture, with all that is written over them."""
    picture = Picture("omni-flash", prompt, "video", *DRAWN, seconds=SECONDS)
    scene, captions = scene_of(picture, SHEETS_FOLDER, DRAWN), Captions(picture, *DRAWN)
    images = []
    for seconds in (0.0, SECONDS / 2, SECONDS - LAST):
        image = scene.draw(seconds).convert("RGB")
        captions.put(image)
        images.append(image)
    return images


def strip(images: list[Image.Image], size: tuple[int, int], gap: int = 4) -> Image.Image:
    """Pictures side by side."""
    wide, tall = size
    paper = Image.new("RGB", (len(images) * (wide + gap) - gap, tall), "white")
    for number, image in enumerate(images):
        paper.paste(image.resize(size, Image.Resampling.LANCZOS), (number * (wide + gap), 0))
    return paper


def sheet(films: list[tuple[str, list[Image.Image]]]) -> Image.Image:
    """Films below one another; under each its prompt, the words that were followed in black."""
    gap, line = 8, 30
    wide, tall = strip(films[0][1], ON_SHEET).size
    paper = Image.new("RGB", (wide + 2 * gap, len(films) * (tall + line + gap) + gap), "white")
    pen = ImageDraw.Draw(paper)
    face = font(16)
    for number, (prompt, images) in enumerate(films):
        x, y = float(gap), gap + number * (tall + line + gap)
        paper.paste(strip(images, ON_SHEET), (gap, y))
        (parts,) = pieces(prompt, read_direction(prompt)[1], face, wide, 1)
        for text, followed in parts:
            pen.text((x, y + tall + 20), text, "#111" if followed else "#888", face, anchor="ls")
            x += face.getlength(text)
    return paper


if __name__ == "__main__":
    main()
