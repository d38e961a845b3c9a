"""Styles: what a medium makes of each painted layer and figure, and what it does to the whole frame.

A treatment takes an RGBA painting and gives one of the same size; it happens once, before the film runs. A finish is
for what belongs to the frame itself, such as film grain; it happens for each picture, so it has to be quick.
"""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image, ImageChops, ImageFilter

from omnivid_jupyter.simulator.painter.brush import bleed, paint, round_off, texture
from omnivid_jupyter.simulator.painter.colour import RGB, duotone, hsv, saturate
from omnivid_jupyter.simulator.painter.light import Hand
from omnivid_jupyter.simulator.painter.site import Site

__all__ = ["STYLES", "Treatment", "treatment"]

Treatment = Callable[[Image.Image, Site], Image.Image]
_PAPER: RGB = (249, 245, 234)


def _grey(image: Image.Image) -> Image.Image:
    return Image.merge("RGB", (image, image, image))


def _edges(colours: Image.Image, alpha: Image.Image, u: float, *, gain: float = 3.0) -> Image.Image:
    """Where brightness or the outline changes, as a mask of lines about as wide as a pen's."""
    reach = max(0.6, u * 0.11)
    grey = colours.convert("L")
    lines = ImageChops.difference(
        grey.filter(ImageFilter.GaussianBlur(reach)), grey.filter(ImageFilter.GaussianBlur(reach * 2.4))
    )
    rim = ImageChops.difference(
        alpha.filter(ImageFilter.GaussianBlur(reach)), alpha.filter(ImageFilter.GaussianBlur(reach * 2.2))
    )
    both = ImageChops.lighter(
        lines.point([min(255, round(max(0, v - 3) * gain * 3)) for v in range(256)]),
        rim.point([min(255, round(v * gain)) for v in range(256)]),
    )
    return ImageChops.multiply(both, alpha)


def _patches(colours: Image.Image, u: float, size: float) -> Image.Image:
    """Colours run together into patches of about `size` hundredths of the frame's shorter side."""
    step = max(1, round(u * size * 0.3))
    small = colours.reduce(step) if step > 1 else colours
    small = small.filter(ImageFilter.MedianFilter(5))
    return small.resize(colours.size, Image.Resampling.BICUBIC)


def watercolour(painting: Image.Image, site: Site) -> Image.Image:
    """Transparent washes that pool at their edges, on grained paper."""
    u = site.u
    alpha = painting.getchannel("A")
    colours = _patches(bleed(painting), u, 0.9)
    colours = saturate(Image.blend(colours, Image.new("RGB", colours.size, _PAPER), 0.24), 1.18)
    pools = site.cloth(colours.size, 9, "pools", 4)
    colours = texture(colours, pools, 0.34)
    paper = site.cloth(colours.size, 0.5, "paper", 2)
    colours = texture(colours, paper, 0.16)
    rim = ImageChops.subtract(alpha, alpha.filter(ImageFilter.GaussianBlur(u * 0.5)), 1, 0).point(
        [min(130, v * 2) for v in range(256)]
    )
    inner = _edges(colours, alpha, u * 1.6, gain=1.2).point([v * 2 // 5 for v in range(256)])
    darker = ImageChops.multiply(colours, colours)
    colours.paste(darker, (0, 0), ImageChops.lighter(rim, inner))
    frayed = ImageChops.add(
        alpha.filter(ImageFilter.GaussianBlur(u * 0.16)),
        site.cloth(colours.size, 1.6, "fray", 3).point([round(v * 0.5) for v in range(256)]),
        1,
        -64,
    )
    frayed = frayed.point([max(0, min(255, round((v - 100) * 4))) for v in range(256)])
    frayed = ImageChops.multiply(
        frayed, alpha.filter(ImageFilter.GaussianBlur(u * 0.1)).point([min(255, v * 3) for v in range(256)])
    )
    return paint(frayed if alpha.getextrema() != (255, 255) else alpha, colours)


def ink(painting: Image.Image, site: Site) -> Image.Image:
    """Washes of black ink and brush lines on warm paper; a breath of the colours stays."""
    u = site.u
    alpha = painting.getchannel("A")
    colours = bleed(painting)
    soft = _patches(colours, u, 1.2)
    tones = duotone(soft, ((34, 32, 34), (112, 108, 104), (206, 200, 188), _PAPER, (252, 249, 240)), 0.86)
    tones = texture(tones, site.cloth(tones.size, 6, "washes", 4), 0.3)
    lines = _edges(colours, alpha, u * 1.3, gain=3.4)
    dry = site.cloth(tones.size, 1.1, "dry", 3).point([min(255, 90 + v) for v in range(256)])
    tones.paste(
        (22, 20, 24), (0, 0), ImageChops.multiply(lines, dry).point([round(v * 0.9) for v in range(256)])
    )
    return paint(alpha, tones)


def pencil(painting: Image.Image, site: Site) -> Image.Image:
    """Graphite lines and hatching on white paper."""
    u = site.u
    alpha = painting.getchannel("A")
    colours = bleed(painting)
    grey = colours.convert("L").filter(ImageFilter.GaussianBlur(u * 0.15))
    sheet = Image.new("L", grey.size, 248)
    for level, lean, dark in ((190, 1, 46), (130, -1, 60), (78, 1, 80)):
        hatch = _hatching(grey.size, max(3, round(u * (0.62 if lean > 0 else 0.74))), lean, site)
        where = grey.point([max(0, min(255, (level - v) * 5)) for v in range(256)])
        sheet = ImageChops.subtract(
            sheet, ImageChops.multiply(hatch, where).point([round(v * dark / 255) for v in range(256)])
        )
    shade_ = grey.point([round((255 - v) * 0.32) for v in range(256)])
    sheet = ImageChops.subtract(sheet, shade_)
    lines = _edges(colours, alpha, u, gain=3.4)
    sheet = ImageChops.subtract(sheet, lines.point([round(v * 0.72) for v in range(256)]))
    grain = site.cloth(grey.size, 0.3, "graphite", 1)
    image = texture(_grey(sheet), grain, 0.16)
    return paint(alpha, image)


def _hatching(size: tuple[int, int], gap: int, lean: int, site: Site) -> Image.Image:
    """Slanting strokes, `gap` pixels apart, that stay where they are in the world, however much of it is painted."""
    gap = max(3, gap)
    tile = Image.new("L", (gap * 16, gap * 16), 0)
    for y in range(tile.height):
        for k in range(16):
            x = (lean * y + k * gap) % tile.width
            tile.putpixel((x, y), 255)
            tile.putpixel(((x + 1) % tile.width, y), 120)
    sheet = Image.new("L", size)
    for y in range(-(site.y % tile.height), size[1], tile.height):
        for x in range(-(site.x % tile.width), size[0], tile.width):
            sheet.paste(tile, (x, y))
    return sheet


def clay(painting: Image.Image, site: Site) -> Image.Image:
    """Rounded, matt forms with the marks of fingers."""
    u = site.u
    alpha = (
        painting.getchannel("A")
        .filter(ImageFilter.GaussianBlur(u * 0.2))
        .point([max(0, min(255, (v - 90) * 3)) for v in range(256)])
    )
    if painting.getchannel("A").getextrema() == (255, 255):
        alpha = painting.getchannel("A")
    colours = saturate(_patches(bleed(painting), u, 1.5), 1.22)
    relief = colours.convert("L").filter(ImageFilter.GaussianBlur(u * 0.5))
    shift = max(1, round(u * 0.45))
    lit = ImageChops.subtract(relief, ImageChops.offset(relief, shift, shift), 1, 128)
    colours = ImageChops.overlay(
        colours, _grey(lit.point([max(0, min(255, round(128 + (v - 128) * 1.5))) for v in range(256)]))
    )
    prints = site.cloth(colours.size, 2.2, "prints", 2, 2.0)
    lit = ImageChops.subtract(prints, ImageChops.offset(prints, 2, 2), 1, 128)
    colours = ImageChops.overlay(
        colours, _grey(lit.point([max(0, min(255, round(128 + (v - 128) * 0.36))) for v in range(256)]))
    )
    image = paint(alpha, colours)
    return round_off(image, 1.3, u * 1.1 / max(image.size))


def neon(painting: Image.Image, site: Site) -> Image.Image:
    """Glowing tubes on black."""
    u = site.u
    alpha = painting.getchannel("A")
    colours = bleed(painting)
    lines = _edges(colours, alpha, u * 1.1, gain=3.6)
    tube = saturate(colours, 3.2)
    around = site.period or colours.width
    sweep = Image.new("RGB", (72, 1))
    start = round(site.dice().random() * 4)
    for x in range(72):
        sweep.putpixel((x, 0), hsv((0.78, 0.86, 0.5, 0.55)[(x + start) // 6 % 4], 0.85, 1.0))
    sweep = ImageChops.offset(sweep.resize((around, 1), Image.Resampling.BICUBIC), -site.x, 0)
    sweep = sweep.crop((0, 0, colours.width, 1)).resize(colours.size)
    tube = ImageChops.screen(Image.blend(tube, sweep, 0.66), Image.new("RGB", colours.size, (40, 10, 50)))
    dark = Image.blend(
        colours.point([round(v * 0.16) for v in range(256)] * 3),
        Image.new("RGB", colours.size, (16, 6, 34)),
        0.62,
    )
    light = Image.new("RGB", colours.size)
    light.paste(tube, (0, 0), lines)
    half = light.reduce(2)
    bloom = ImageChops.add(
        half.filter(ImageFilter.GaussianBlur(u * 0.3)), half.filter(ImageFilter.GaussianBlur(u * 0.8))
    ).resize(colours.size, Image.Resampling.BILINEAR)
    return paint(alpha, ImageChops.screen(ImageChops.screen(dark, bloom), light))


def oil(painting: Image.Image, site: Site) -> Image.Image:
    """Thick strokes of a brush."""
    u = site.u
    alpha = painting.getchannel("A")
    colours = saturate(_patches(bleed(painting), u, 1.9), 1.25)
    strokes = site.cloth(colours.size, 3.2, "strokes", 3, 5.0)
    colours = texture(colours, strokes, 0.22)
    relief = ImageChops.subtract(strokes, ImageChops.offset(strokes, 1, 2), 1, 128)
    colours = ImageChops.overlay(
        colours, _grey(relief.point([max(0, min(255, round(128 + (v - 128) * 0.8))) for v in range(256)]))
    )
    ragged = ImageChops.add(
        alpha.filter(ImageFilter.GaussianBlur(u * 0.25)), strokes.point([v // 3 for v in range(256)]), 1, -42
    )
    return paint(
        alpha
        if alpha.getextrema() == (255, 255)
        else ragged.point([max(0, min(255, (v - 90) * 4)) for v in range(256)]),
        colours,
    )


def cartoon(painting: Image.Image, site: Site) -> Image.Image:
    """Flat, strong colours inside dark lines."""
    u = site.u
    alpha = painting.getchannel("A")
    colours = bleed(painting)
    flat = saturate(_patches(colours, u, 1.0), 1.4)
    flat = flat.point([min(255, round(round(v / 255 * 7) / 7 * 255) + 4) for v in range(256)] * 3)
    lines = _edges(colours, alpha, u * 1.3, gain=3.4).point(
        [min(255, max(0, (v - 40) * 2)) for v in range(256)]
    )
    flat.paste((30, 24, 40), (0, 0), lines.point([round(v * 0.9) for v in range(256)]))
    return paint(alpha, flat)


def cut_out(painting: Image.Image, site: Site) -> Image.Image:
    """Sheets of coloured paper, each with a pale edge and a shadow on what is behind it."""
    u = site.u
    alpha = painting.getchannel("A")
    colours = saturate(_patches(bleed(painting), u, 2.2), 1.1)
    colours = colours.point([min(255, round(round(v / 255 * 9) / 9 * 255)) for v in range(256)] * 3)
    colours = texture(colours, site.cloth(colours.size, 0.5, "fibre", 2), 0.12)
    if alpha.getextrema() == (255, 255):
        return paint(alpha, colours)
    solid = alpha.point([0 if v < 120 else 255 for v in range(256)]).filter(ImageFilter.GaussianBlur(0.7))
    rim = ImageChops.subtract(
        solid,
        solid.filter(ImageFilter.GaussianBlur(u * 0.22)).point(
            [max(0, min(255, (v - 110) * 4)) for v in range(256)]
        ),
    )
    colours.paste((252, 249, 242), (0, 0), rim)
    shadow = (
        ImageChops.offset(solid, 0, -round(u * 0.4))
        .filter(ImageFilter.GaussianBlur(u * 0.7))
        .point([round(v * 0.42) for v in range(256)])
    )
    sheet = paint(shadow, (14, 16, 34))
    sheet.alpha_composite(paint(solid, colours))
    return sheet


STYLES: dict[str, Treatment] = {
    "watercolour": watercolour,
    "ink": ink,
    "pencil": pencil,
    "clay": clay,
    "neon": neon,
    "oil painting": oil,
    "cartoon": cartoon,
    "paper cut-out": cut_out,
}
"""The styles that treat what is painted; the others treat the frame."""


def treatment(style: str | None, hand: Hand) -> Treatment | None:
    """What happens to each painting in this style by this hand."""
    medium = STYLES.get(style or "")
    if medium is not None:
        return medium
    if not (hand.wash or hand.outline):
        return None

    def by_hand(painting: Image.Image, site: Site) -> Image.Image:
        u = site.u
        alpha = painting.getchannel("A")
        colours = bleed(painting)
        if hand.outline:
            lines = _edges(colours, alpha, u, gain=2.6)
            level = hand.outline * 0.6
            colours.paste((34, 26, 40), (0, 0), lines.point([round(v * level) for v in range(256)]))
        if hand.wash:
            colours = Image.blend(colours, _patches(colours, u, 0.9), min(1.0, hand.wash / 8))
        return paint(alpha, colours)

    return by_hand
