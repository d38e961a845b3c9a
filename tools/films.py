"""Draws the sheet of sixty simulated films for the documents: each at three moments, its prompt below.

    python tools/films.py [FOLDER]

Look at it frame by frame after every change of the painter or of the words: what looks wrong there is wrong.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from omnivid_jupyter.saying import say  # noqa: E402
from omnivid_jupyter.simulator.drawing import font, text_lines  # noqa: E402
from omnivid_jupyter.simulator.painter.story import scene_of  # noqa: E402
from omnivid_jupyter.simulator.picture import Picture  # noqa: E402

SHEETS = ROOT / "docs" / "images" / "films"
DRAWN, SHOWN = (480, 270), (208, 117)
MOMENTS = (0.3, 2.5, 4.7)
ON_SHEET = 20

PROMPTS = """
a serene zen garden at sunrise, gentle camera pan
a girl is dancing happily in a sunny garden
a beautiful sunset over the ocean with seagulls flying
close-up of a hummingbird hovering in front of a red flower
a red apple on a wooden table, short cinematic clip
a blue butterfly landing on a flower, macro, soft light
ガラスのビー玉が木製のレールを勢いよく転がり、最後に水面へ落ちて水しぶきを上げる
make the character smile and slowly turn around, cinematic camera motion
a quiet moss garden in the first light, slow pan to the left
a cat walks along the beach, slow tracking shot
a harbour at dawn, slow drone shot, gulls and waves
a paper boat on a rainy street, close to the water
折り紙の鶴が本棚から飛び立ち、窓辺をひとまわりして花瓶にとまる
a rainy evening in a city, neon signs reflected in the street
a red kite over a wheat field, static camera
oranges in a blue bowl on a kitchen table, a window behind, morning light
an old lighthouse on a cliff, oil painting
a night train vanishes in the fog
a lone lighthouse on the coast during a storm, dramatic lighting, slow push in
two cats sleeping on a sofa by the window while it rains outside
an astronaut walks on the moon, wide shot
a vintage red car drives along a coastal road at golden hour
cherry blossoms in a Japanese garden, soft pastel colours, slow motion
Tokyo at night, rain, handheld camera
a koi swims in a pond, autumn leaves
snow falls gently on a quiet village, warm light, static shot
a hot air balloon floats over green hills at sunrise, the camera slowly pulls back
a robot watering flowers in a greenhouse, pixel art
a whale breaches in the open ocean, slow motion
a steam train crosses a stone bridge in autumn
a child flying a kite on the beach, windy day
fireflies glowing in a dark forest at night, crickets
an old man plays the piano in a candlelit room
a black and white film of a busy street
a white swan glides across a misty lake at dawn, no people
desert dunes at noon, the camera pans right
an underwater coral reef with colourful fish, light rays
an owl under a full moon
a dog runs through a field of lavender
a city skyline at blue hour
a dragon flies above a castle
a girl with a yellow umbrella crosses a street in the rain
a campfire by a lake under the stars
a bear in a pine forest, watercolour
霧の湖に赤い小舟がゆっくりと漂う、カメラは静かに右へパン
雪の降る夜の街を少女が歩く、足音
砂浜を走る白い犬、スローモーション、波の音
夕暮れの海辺で灯台の光が回る、カメラは固定
紅葉の山道を列車が走る、ドローン
古い図書館、ろうそくの灯り、ピアノの音、人はいない
花畑に蝶が飛ぶ、春の朝、水彩画風
海中をクジラが泳ぐ、差し込む光、無音
雪原を駆ける馬、追跡ショット
提灯が揺れる夏祭りの夜、花火、太鼓の音
嵐の海を進む帆船、雷鳴
ロボットが公園を歩く、クレイアニメ風
竹林、水墨画、霧
宇宙船が星の間を飛ぶ、ネオン調
人も車もいない早朝の東京
砂漠の夕焼け、ゆっくりズームアウト
""".strip().splitlines()


def main(folder: Path = SHEETS) -> None:
    """Draw all sheets anew."""
    folder.mkdir(exist_ok=True, parents=True)
    for number, start in enumerate(range(0, len(PROMPTS), ON_SHEET), 1):
        sheet(PROMPTS[start : start + ON_SHEET]).save(folder / f"{number}.webp", quality=74, method=6)
        say(f"films: sheet {number} of {len(PROMPTS) // ON_SHEET}")


def strip(prompt: str) -> Image.Image:
    """A film at its moments, side by side."""
    scene = scene_of(Picture("omni-flash", prompt, "video", *DRAWN, seconds=5), SHEETS, DRAWN)
    paper = Image.new("RGB", (SHOWN[0] * len(MOMENTS) + 2 * (len(MOMENTS) - 1), SHOWN[1]), "white")
    for place, moment in enumerate(MOMENTS):
        image = scene.draw(moment).convert("RGB").resize(SHOWN, Image.Resampling.LANCZOS)
        paper.paste(image, (place * (SHOWN[0] + 2), 0))
    return paper


def sheet(prompts: list[str]) -> Image.Image:
    """Films in two columns, each with its prompt."""
    strips = [strip(prompt) for prompt in prompts]
    wide, tall = strips[0].width + 14, strips[0].height + 46
    paper = Image.new("RGB", (2 * wide + 14, (len(strips) + 1) // 2 * tall + 10), "white")
    pen, face = ImageDraw.Draw(paper), font(13)
    for number, (prompt, film) in enumerate(zip(prompts, strips, strict=True)):
        x, y = 14 + number % 2 * wide, 10 + number // 2 * tall
        paper.paste(film, (x, y))
        for line, text in enumerate(text_lines(prompt, face, film.width, 2)):
            pen.text((x, y + film.height + 15 + 16 * line), text, "#333", face, anchor="ls")
    return paper


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
