"""Pictures and arrays as the 8-bit pictures that a file can hold.

NumPy is not imported here: who has an array did that. Values are never guessed: an array whose numbers could mean
two brightnesses is refused with what to write.
"""

from __future__ import annotations

import sys
from typing import Any, NoReturn

from PIL import Image

from omnivid_jupyter.errors import InvalidRequestError

__all__ = ["as_numbers", "eight_bit", "picture_of"]

_ENCODABLE = ("RGB", "RGBA", "L")
_FIX = "Give 8-bit numbers of height × width, with 3 colours (RGB) or 4 (RGBA), or numbers from 0 to 1."
_ROUNDING = 1e-4  # by which computed brightnesses may miss 0 and 1
_CHANNELS = (2, 3, 4)


def as_numbers(given: object) -> Any:
    """What can be read as one of NumPy's arrays, as that; None for anything else, and where NumPy is not in use."""
    numpy: Any = sys.modules.get("numpy")
    if numpy is None or isinstance(given, type) or not hasattr(given, "__array__"):
        return None
    try:
        return numpy.asanyarray(given)
    except Exception:  # such as a tensor on another device: each library fails in its own way
        return None


def picture_of(array: Any, name: str) -> Image.Image:
    """The picture that an array is: 8-bit numbers, bools, or floats from 0 to 1. Raises `InvalidRequestError`."""
    numbers = as_numbers(array)
    try:
        return Image.fromarray(array if numbers is None else _bytes(numbers, name))
    except (TypeError, ValueError, AttributeError):
        known = array.__array_interface__
        _refuse(f"{name}: {known['shape']} {known['typestr']} is not a picture.")


def _bytes(numbers: Any, name: str) -> Any:
    """An array of 8-bit numbers in Pillow's shape."""
    shape = " × ".join(map(str, numbers.shape))
    if numbers.ndim == 3 and numbers.shape[2] == 1:
        numbers = numbers[:, :, 0]
    if numbers.ndim not in (2, 3) or (numbers.ndim == 3 and numbers.shape[2] not in _CHANNELS):
        first = numbers.ndim == 3 and numbers.shape[0] in (1, 3, 4)
        fix = "The colours stand first: give array.transpose(1, 2, 0)." if first else _FIX
        _refuse(f"{name}: an array of {shape} is not a picture.", fix)
    if 0 in numbers.shape:
        _refuse(f"{name}: an array of {shape} holds no picture.")
    mask = getattr(numbers, "mask", None)
    if mask is not None and mask.any():
        _refuse(f"{name}: some of its pixels are masked.", "Say what they are: give array.filled(0).")
    match numbers.dtype.kind:
        case "b":
            return numbers.astype("uint8") * 255
        case "u" if numbers.dtype.itemsize == 1:
            return numbers
        case "f":
            return _scaled(numbers, name)
    _refuse(
        f"{name}: an array of {numbers.dtype.name} is not a picture: it may mean any brightness.",
        _fix(numbers),
    )


def _scaled(numbers: Any, name: str) -> Any:
    """Brightnesses from 0 to 1 as 8-bit numbers."""
    low, high = float(numbers.min()), float(numbers.max())
    if not (low >= -_ROUNDING and high <= 1 + _ROUNDING):  # also where one is not a number
        _refuse(
            f"{name}: an array of floats must go from 0 to 1, and this one goes from {low:g} to {high:g}.",
            "Scale it, such as array / 255 or array.clip(0, 1).",
        )
    return (numbers.astype("float32").clip(0, 1) * 255).round().astype("uint8")


def _fix(numbers: Any) -> str:
    if numbers.dtype.kind not in "iu":
        return _FIX
    low, high = int(numbers.min()), int(numbers.max())
    if low >= 0 and high <= 255:
        return "Its numbers fit into 8 bits: give array.astype('uint8')."
    return f"Its numbers go from {low} to {high}: give them from 0 to 1, such as array / {max(high, 65535)}."


def eight_bit(picture: Image.Image, name: str) -> Image.Image:
    """A picture in a mode that a PNG file holds in 8 bits. Raises `InvalidRequestError` where it has more."""
    if picture.mode.startswith(("I", "F")) or 0 in picture.size:
        fix = "Give 8-bit numbers, such as an array from 0 to 1 of it: numpy.asarray(picture) / 65535."
        _refuse(f"images: {name} (mode {picture.mode}, {picture.size}) is not 8-bit.", fix)
    if picture.mode in _ENCODABLE:
        return picture
    try:
        if picture.mode == "La":  # Pillow knows one way out of it
            picture = picture.convert("LA")
        return picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    except (ValueError, OSError):
        _refuse(f"images: {name} (mode {picture.mode}) cannot be turned into RGB.", "Convert it first.")


def _refuse(sentence: str, hint: str = _FIX) -> NoReturn:
    raise InvalidRequestError(sentence, field="images", hint=hint)
