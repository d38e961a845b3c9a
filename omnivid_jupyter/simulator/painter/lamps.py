"""Lamps, windows and signs that shine when it is dark."""

from __future__ import annotations

from PIL import Image, ImageChops, ImageFilter

from omnivid_jupyter.simulator.painter.site import Site

__all__ = ["shine"]

_NEON = ((255, 60, 190), (70, 220, 255), (255, 90, 120), (150, 110, 255))


def shine(colours: Image.Image, glowing: Image.Image, level: float, site: Site, *, neon: bool) -> Image.Image:
    """The RGB image with lights in it (RGBA, `level` of their strength), and a bloom around them."""
    alpha = glowing.getchannel("A").point([round(v * level) for v in range(256)])
    lamps = Image.new("RGB", colours.size)
    lamps.paste(glowing.convert("RGB"), (0, 0), alpha)
    if neon:
        lamps = ImageChops.multiply(lamps, _signs(colours.size, site))
    small = lamps.reduce(4)
    near, far = (small.filter(ImageFilter.GaussianBlur(site.u * reach)) for reach in (0.25, 0.9))
    whole = (
        small.width * 4,
        small.height * 4,
    )  # exactly, so that a light is the same however much is painted
    bloom = ImageChops.add(near, far, 1.3).resize(whole, Image.Resampling.BILINEAR)
    bloom = bloom.crop((0, 0, *colours.size))
    colours = ImageChops.screen(colours, bloom)
    colours.paste(lamps, (0, 0), alpha)
    return colours


def _signs(size: tuple[int, int], site: Site) -> Image.Image:
    """The colours of neon signs, one after the other along the world."""
    row = Image.new("RGB", (max(2, round(site.period / (14 * site.u))), 1))
    for x in range(row.width):
        row.putpixel((x, 0), _NEON[x * 7 % 4])
    around = row.resize((site.period, 1), Image.Resampling.BICUBIC)
    return ImageChops.offset(around, -site.x, 0).crop((0, 0, size[0], 1)).resize(size)
