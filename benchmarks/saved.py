"""What a notebook keeps of finished clips: one alone, a comparison, a duel, and contact sheets of few.

Nothing is generated here: the files are bytes of the right number, their first pictures clouds, which are about as hard
to make small as photographs.
"""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
from PIL import Image

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.experiments.duel import Duel
from omnivid_jupyter.request import VideoRequest
from omnivid_jupyter.views.compare import compare
from omnivid_jupyter.views.player import mimebundle
from omnivid_jupyter.views.sheet import sheet_of

__all__ = ["measured"]


def measured(folder: Path, size: int, counts: Sequence[int]) -> dict[str, float]:
    """Bytes of a notebook for each clip, beyond 1.34 times its film, by what it shows; a duel holds no film.

    Parameters
    ----------
    folder:
        Where the clips' files are put.
    size:
        Bytes of each film.
    counts:
        How many clips the contact sheets have.
    """
    clips = [_clip(folder / f"clip-{number}.mp4", size, number) for number in range(max(counts))]
    kept = {
        "one clip": _saved(mimebundle(clips[0], embed=True)) - 1.34 * size,
        "a comparison of 2": _saved(_embedded(clips[:2])) / 2 - 1.34 * size,
        "a duel": float(_saved(Duel(clips)._repr_mimebundle_())),
    }
    for count in counts:
        sheet = sheet_of(clips[:count], embed=True)._repr_mimebundle_()
        kept[f"a sheet of {count}"] = _saved(sheet) / count - 1.34 * size
    return kept


def _embedded(clips: Sequence[Clip]) -> dict[str, str]:
    found = compare(*clips)._repr_mimebundle_()
    if "data:video" not in found["text/html"]:
        raise RuntimeError("the films of the comparison are too large to be embedded")
    return found


def _saved(bundle: dict[str, Any]) -> int:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("%omnivid clips")])
    notebook.cells[0].outputs = [nbformat.v4.new_output("display_data", bundle)]
    return len(nbformat.writes(notebook).encode())


def _clip(path: Path, size: int, number: int) -> Clip:
    path.write_bytes(number.to_bytes(2, "big") + bytes(size - 2))
    request = VideoRequest("demo/Omni-Flash-Ext", f"clouds over the sea, take {number}", duration=4)
    bare = Clip(
        path,
        "video/mp4",
        1280,
        720,
        4.0,
        size,
        f"{number:064x}",
        request.prompt,
        request.model,
        f"task-{number}",
    )
    return dataclasses.replace(bare, request=request, poster=_clouds(number), cost=0.4)


def _clouds(seed: int) -> bytes:
    """A JPEG as large as a clip's first picture, in which what is twice as small is half as strong."""
    dice, buffer = np.random.default_rng(seed), io.BytesIO()
    layers = [dice.uniform(-1, 1, (9 * 2**octave, 16 * 2**octave, 3)) / 2**octave for octave in range(6)]

    def large(layer: Any) -> Any:
        colours = [Image.fromarray(layer[..., each].astype("f")).resize((640, 360)) for each in range(3)]
        return np.stack([np.asarray(each) for each in colours], -1)

    shown = sum(large(layer) for layer in layers)
    picture = Image.fromarray(np.clip(128 + 70 * shown, 0, 255).astype("u1"))
    picture.save(buffer, "JPEG", quality=75)
    return buffer.getvalue()
