"""What is done to a subject's pictures before they move: night, water, a rim, a card of a reference."""

from __future__ import annotations

from PIL import Image, ImageChops

__all__ = ["card", "flat", "folded", "half_under", "lit_parts", "mounted", "padded"]


def flat(image: Image.Image) -> Image.Image:
    """The colours of a figure without its alpha."""
    flat = Image.new("RGB", image.size)
    flat.paste(image.convert("RGB"))
    return flat


def lit_parts(day: Image.Image, graded: Image.Image, dark: float) -> Image.Image:
    """Windows and lamps of a figure (its warm, pale parts) keep their light when it is dark."""
    red, green, blue = day.split()
    warm = Image.merge("RGB", (red, green, blue)).convert("HSV")
    hue, saturation, value = warm.split()
    mask = hue.point([255 if 22 <= v <= 44 else 0 for v in range(256)])
    for band, low, high in ((saturation, 60, 150), (value, 246, 255)):
        mask = Image.composite(
            mask,
            Image.new("L", mask.size, 0),
            band.point([255 if low <= v <= high else 0 for v in range(256)]),
        )
    result = graded.copy()
    result.paste(day, (0, 0), mask.point([round(v * dark) for v in range(256)]))
    return result


def padded(image: Image.Image) -> Image.Image:
    """With a clear rim, so that its edge stays smooth when it is moved by parts of a pixel."""
    wide = Image.new("RGBA", (image.width + 6, image.height + 6), (0, 0, 0, 0))
    wide.paste(image, (3, 3))
    return wide


def folded(image: Image.Image, legs: float) -> Image.Image:
    """An animal that lies: its legs, so much of its height, are below it."""
    return image.crop((0, 0, image.width, round(image.height * (1 - 0.86 * legs))))


def mounted(mount: Image.Image, rider: Image.Image, seat: tuple[float, float]) -> Image.Image:
    """A rider on a mount, whose seat is at these shares of its width and height."""
    x = round(mount.width * seat[0] - rider.width * 0.32)
    y = round(mount.height * seat[1] - rider.height * 0.72)
    room = max(0, -y)
    both = Image.new("RGBA", (mount.width, mount.height + room), (0, 0, 0, 0))
    both.alpha_composite(mount, (0, room))
    both.alpha_composite(rider, (max(0, x), max(0, y)))
    return both


def half_under(image: Image.Image) -> Image.Image:
    """A swimmer whose lower half is below the water's surface."""
    levels = [min(255, max(60, round(255 - (v - 128) * 5))) for v in range(256)]
    above = Image.linear_gradient("L").resize(image.size).point(levels)
    result = image.copy()
    result.putalpha(ImageChops.multiply(image.getchannel("A"), above))
    return result


def card(picture: Image.Image, width: float) -> Image.Image:
    """A reference picture as a card that stands in the scene."""
    scale = width / max(picture.size)
    small = picture.convert("RGB").resize(
        (max(8, round(picture.width * scale)), max(8, round(picture.height * scale)))
    )
    rim = max(2, round(width * 0.03))
    card = Image.new("RGBA", (small.width + 2 * rim, small.height + 2 * rim), (250, 248, 242, 255))
    card.paste(small, (rim, rim))
    return padded(card)
