"""What can be measured of a film: its camera's path, light, colour, sharpness and loudness, by plain formulas.

No model is asked, and nothing here is a judgement: each measure is named for what it is, and its formula stands in
`Measures`. It needs numpy (the extra `measure`). A measure is a function of the file alone, so that any process gives
the same numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
from av.video.reformatter import VideoReformatter

from omnivid_jupyter.errors import ConfigurationError, InvalidRequestError
from omnivid_jupyter.markup import plain
from omnivid_jupyter.media.files import digest, is_regular
from omnivid_jupyter.media.film import Undecodable, laid, opened, opened_file, squared, turns
from omnivid_jupyter.media.motion import Shift, shift_between

if TYPE_CHECKING:
    import numpy as np

    Luma = np.ndarray[Any, np.dtype[np.float32]]

__all__ = ["Measures", "measure", "require_numpy"]

_WIDTH = 128  # pixels: pictures are compared at this width; a shift is found to a small part of one
_LINES = 360  # lines at which sharpness is measured, so that films of any size compare
_STEP = 1 / 8  # seconds between two pictures that are compared for the camera
_SMOOTH = 1.0  # seconds over which the camera's path is averaged to tell shaking from moving
_LONGEST = 600.0  # seconds that are looked at
_SAME = 0.1  # levels of 255: two pictures that differ by less on average are the same one
_DARK = 6.0  # % of white
_CUT = 8.0  # % of white by which two pictures of different scenes differ at least

#: What was measured, by the SHA-256 of the file: the same film, in one cell or the next, is measured once.
_known: dict[str | None, Measures] = {}


@dataclass(frozen=True, slots=True)
class Measures:
    """The measures of one clip. None: what an image, or a film without sound, does not have.

    Parameters
    ----------
    motion:
        How fast the picture as a whole moves, whichever way: mean length of the displacement of its points, in % of
        the width a second.
    pan, tilt:
        Mean speed of the camera to the right and upwards, in % of the width and of the height a second.
    zoom:
        Mean growth of the picture, in % a second; positive when the camera goes closer.
    shake:
        Root mean square of the camera's way about its own average over one second, in % of the width.
    flicker:
        How much the brightness goes to and fro: mean absolute second difference of the pictures' mean luma, halved, in
        % of white.
    sharpness:
        Variance of the Laplacian of the luma at 360 lines, median over the film, in squared levels of 255.
    brightness, contrast:
        Mean and standard deviation of the luma, mean over the film, in % of white.
    warmth:
        Mean of red minus blue, in % of the range; negative where blue prevails.
    cuts:
        Number of hard cuts: the picture changes by more than 8 % of white, and three times as much as around it.
    frozen, black:
        Share of pictures that repeat the one before, and of those darker than 6 % of white throughout, in %.
    loudness:
        Integrated loudness by ITU-R BS.1770-4 (mono or stereo) in LUFS; -70 and below is silence.
    """

    brightness: float
    contrast: float
    warmth: float
    sharpness: float
    motion: float | None = None
    pan: float | None = None
    tilt: float | None = None
    zoom: float | None = None
    shake: float | None = None
    flicker: float | None = None
    cuts: int | None = None
    frozen: float | None = None
    black: float | None = None
    loudness: float | None = None

    def to_dict(self) -> dict[str, float | int | None]:
        """Every measure by its name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def measure(path: Path) -> Measures:
    """Measure a film or a still image.

    Raises `ConfigurationError` without numpy, and `InvalidRequestError` for a file without a picture.
    """
    require_numpy()
    meant = _content(path)
    if meant in _known:
        return _known[meant]
    found = _read(path).measures(_loudness(path))
    if meant is not None and _content(path) == meant:  # nobody has written another film there meanwhile
        _known[meant] = found
    return found


def require_numpy() -> None:
    """Raises `ConfigurationError` where numpy is not installed."""
    try:
        import numpy  # noqa: F401
    except ImportError:
        raise ConfigurationError(
            "Measuring clips needs numpy, which is not installed.",
            hint="Install it with: pip install 'omnivid-jupyter[measure]'",
        ) from None


def _content(path: Path) -> str | None:
    """The SHA-256 of a file; None where there is none, which is told by what reads it."""
    try:
        return digest(path)
    except OSError:
        return None


class _Film:
    """What is kept of a film while it is read: small pictures, and a few numbers of each."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.lumas: list[Any] = []  # uint8, _WIDTH pixels wide
        self.warmths: list[float] = []
        self.sharpnesses: list[float] = []

    def measures(self, loudness: float | None) -> Measures:
        import numpy as np

        lumas = np.stack(self.lumas).astype(np.float32)
        percent = 100 / 255
        levels = lumas.reshape(len(lumas), -1)
        means = levels.mean(axis=1) * percent
        light = {
            "brightness": float(means.mean()),
            "contrast": float(levels.std(axis=1).mean() * percent),
            "warmth": float(np.mean(self.warmths)),
            "sharpness": float(np.median(self.sharpnesses)),
        }
        if len(lumas) < 2:
            return Measures(**_rounded(light))
        changes = np.abs(np.diff(lumas, axis=0)).mean(axis=(1, 2))
        cuts = _cuts(changes * percent)
        camera = _camera(lumas, self.times, cuts)
        return Measures(
            **_rounded(
                light
                | camera
                | {
                    "flicker": float(np.abs(np.diff(means, n=2)).mean() / 2) if len(means) > 2 else 0.0,
                    "frozen": float((changes < _SAME).mean() * 100),
                    "black": float((levels.max(axis=1) * percent < _DARK).mean() * 100),
                    "loudness": loudness,
                }
            ),
            cuts=len(cuts),
        )


def _rounded(values: Mapping[str, float | None]) -> dict[str, Any]:
    """To three decimals: what differs behind them is the decoder's, not the film's."""
    return {name: None if value is None else round(value, 3) + 0.0 for name, value in values.items()}


def _read(path: Path) -> _Film:
    import numpy as np

    film = _Film()
    try:
        with opened(path) as (container, stream):
            stream.thread_type = "AUTO"
            # Each keeps what it has worked out for pictures of this size; a new one for each picture costs most.
            shrinking, greying = VideoReformatter(), VideoReformatter()
            way = None
            for frame in container.decode(stream):
                time = float(frame.time or 0.0) if frame.time is not None else len(film.times) / 24
                if film.times and time - film.times[0] > _LONGEST:
                    break
                wide, high = squared(frame, stream)
                height = max(2, round(_WIDTH * high / wide / 2) * 2)
                small = shrinking.reformat(frame, _WIDTH, height, "rgb24", interpolation="AREA")
                way = way if film.times else turns(frame)
                picture = laid(small.to_image(), way)  # type: ignore[no-untyped-call]
                colours = np.asarray(picture).astype(np.float32)
                film.times.append(time)
                film.lumas.append(_luma(colours).round().astype(np.uint8))
                film.warmths.append(float((colours[..., 0] - colours[..., 2]).mean()) * 100 / 255)
                if len(film.times) % 6 == 1:
                    film.sharpnesses.append(_sharpness(greying, frame, (wide, high)))
    except (Undecodable, ValueError) as error:
        if not is_regular(path):
            raise InvalidRequestError(
                f"The clip cannot be measured, its file is gone: {plain(path)}.", field="path"
            ) from error
        raise InvalidRequestError(
            f"{path.name} holds no picture that can be measured.", field="path"
        ) from error
    if not film.times:
        raise InvalidRequestError(f"{path.name} holds no picture that can be measured.", field="path")
    return film


def _luma(colours: Any) -> Any:
    """Luma of RGB pictures by ITU-R BT.709, in levels of 255."""
    return colours[..., 0] * 0.2126 + colours[..., 1] * 0.7152 + colours[..., 2] * 0.0722


def _sharpness(greying: VideoReformatter, frame: av.VideoFrame, size: tuple[int, int]) -> float:
    import numpy as np

    width, height = (max(4, round(side * _LINES / min(size) / 2) * 2) for side in size)
    grey = (
        greying.reformat(frame, width, height, "gray", interpolation="AREA").to_ndarray().astype(np.float32)
    )
    middle = grey[1:-1, 1:-1]
    around = grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:]
    return float((around - 4 * middle).var())


def _cuts(changes: Any) -> list[int]:
    """The pictures before which the scene changes; `changes` are those from each picture to the next, in %."""
    import numpy as np

    found = []
    for index, change in enumerate(changes):
        around = np.concatenate([changes[max(0, index - 3) : index], changes[index + 1 : index + 4]])
        if change > _CUT and (not len(around) or change > 3 * around.max()):
            found.append(index + 1)
    return found


def _camera(lumas: Any, times: Sequence[float], cuts: Sequence[int]) -> dict[str, float | None]:
    """How the camera moves: mean speeds, and how it shakes about its way."""
    import numpy as np

    height, width = lumas.shape[1:]
    shifts, spans, path = [], [], [np.zeros(2)]
    for first, second in _pairs(times, cuts):
        shift = shift_between(lumas[first], lumas[second])
        shifts.append(shift)
        spans.append(times[second] - times[first])
        path.append(path[-1] + (shift.right, shift.down))
    whole = sum(spans)
    if not whole:
        return dict.fromkeys(("motion", "pan", "tilt", "zoom", "shake"))
    total = Shift(*(sum(getattr(shift, name) for shift in shifts) for name in Shift._fields))
    return {
        "motion": sum(shift.length(width, height) for shift in shifts) / width * 100 / whole,
        "pan": -total.right / width * 100 / whole,
        "tilt": total.down / height * 100 / whole,
        "zoom": total.growth * 100 / whole,
        "shake": _shake(np.array(path), whole / len(shifts)) / width * 100,
    }


def _pairs(times: Sequence[float], cuts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The pictures that are compared: an eighth of a second apart, and of one scene."""
    first = 0
    for second in range(1, len(times)):
        if second in cuts:
            first = second
        elif times[second] - times[first] >= _STEP - 1e-3 or second == len(times) - 1:
            yield first, second
            first = second


def _shake(path: Any, step: float) -> float:
    """How far a path strays from its own average over a second, in pixels (root mean square)."""
    import numpy as np

    count = max(3, round(_SMOOTH / step) | 1)
    if len(path) < count:
        return 0.0
    kernel = np.ones(count) / count
    smooth = np.stack([np.convolve(axis, kernel, "valid") for axis in path.T], axis=1)
    inner = path[count // 2 : count // 2 + len(smooth)]
    return float(np.sqrt(((inner - smooth) ** 2).sum(axis=1).mean()))


# Sound


def _loudness(path: Path) -> float | None:
    """Integrated loudness in LUFS; None where there is no sound. Each block is filtered by its spectrum."""
    import numpy as np

    sound = _sound(path)
    if sound is None:
        return None
    rate, block = 48_000, 19_200  # blocks of 0.4 s, three quarters of which overlap
    powers = []
    weights = _k_weights(np.fft.rfftfreq(block, 1 / rate))
    for start in range(0, max(1, sound.shape[1] - block + 1), block // 4):
        part = sound[:, start : start + block]
        part = np.pad(part, ((0, 0), (0, block - part.shape[1])))
        spectrum = np.abs(np.fft.rfft(part, axis=1)) ** 2 * weights
        powers.append(2 * spectrum.sum() / block**2)
    found = np.array(powers)
    loud = found[found > 10 ** ((-70 + 0.691) / 10)]
    if not len(loud):
        return -70.0
    gate = loud.mean() / 10
    return max(-70.0, float(-0.691 + 10 * np.log10(loud[loud > gate].mean())))


def _sound(path: Path) -> Any:
    import numpy as np

    parts = []
    try:
        with opened_file(path) as container:
            if not container.streams.audio:
                return None
            resampler = av.AudioResampler("fltp", "stereo", 48_000)
            for frame in container.decode(container.streams.audio[0]):
                if (frame.time or 0.0) > _LONGEST:
                    break
                parts += [each.to_ndarray() for each in resampler.resample(frame)]
            parts += [each.to_ndarray() for each in resampler.resample(None)]
    except (Undecodable, ValueError):
        return None  # a picture without sound, or one in a format that cannot be decoded
    return np.concatenate(parts, axis=1) if parts else None


def _k_weights(frequencies: Any) -> Any:
    """The power response of BS.1770's two filters at 48 kHz."""
    import numpy as np

    z = np.exp(-2j * np.pi * frequencies / 48_000)
    shelf = (1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z**2) / (
        1 - 1.69065929318241 * z + 0.73248077421585 * z**2
    )
    high_pass = (1 - 2 * z + z**2) / (1 - 1.99004745483398 * z + 0.99007225036621 * z**2)
    return np.abs(shelf * high_pass) ** 2
