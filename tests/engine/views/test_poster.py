"""Where neither HTML nor a film is shown, a clip has its first picture: LaTeX and PDF, of a saved notebook."""

from __future__ import annotations

import base64
import dataclasses
import io
from pathlib import Path

import nbformat
from nbconvert import LatexExporter
from PIL import Image

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.views.player import gallery, mimebundle
from omnivid_jupyter.views.poster import poster


def picture(*, noise: bool = False) -> bytes:
    made = (
        Image.effect_noise((640, 360), 90).convert("RGB") if noise else Image.new("RGB", (640, 360), "teal")
    )
    buffer = io.BytesIO()
    made.save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def clip(folder: Path, *, noise: bool = False) -> Clip:
    path = folder / "a.mp4"
    path.write_bytes(b"film")
    return Clip(
        path,
        "video/mp4",
        1280,
        720,
        4.0,
        4,
        "ab",
        "a crane",
        "demo/omni-flash",
        "t",
        poster=picture(noise=noise),
    )


def test_a_clip_and_a_cell_have_a_small_picture_beside_the_film(tmp_path: Path) -> None:
    one = clip(tmp_path, noise=True)  # what is hardest to make small
    for bundle in (mimebundle(one), gallery([one, one, one], notes=[None] * 3), one._repr_mimebundle_()):
        content = base64.b64decode(bundle["image/jpeg"])
        assert Image.open(io.BytesIO(content)).format == "JPEG"
        assert len(content) <= 6_000


def test_several_clips_lie_side_by_side(tmp_path: Path) -> None:
    one = clip(tmp_path)
    alone, three = (Image.open(io.BytesIO(base64.b64decode(poster([one] * n) or ""))) for n in (1, 3))
    assert alone.width / alone.height < 2 < three.width / three.height


def test_a_clip_without_a_picture_has_none(tmp_path: Path) -> None:
    bare = dataclasses.replace(clip(tmp_path), poster=None)
    broken = dataclasses.replace(bare, poster=b"no picture")
    assert "image/jpeg" not in mimebundle(bare) | mimebundle(broken) and poster([]) is None


def test_a_latex_export_has_the_picture(tmp_path: Path) -> None:
    notebook = nbformat.v4.new_notebook()
    cell = nbformat.v4.new_code_cell("%%omnivid\na crane")
    cell.outputs = [nbformat.v4.new_output("display_data", mimebundle(clip(tmp_path)))]
    notebook.cells = [cell]
    nbformat.validate(notebook)
    text, resources = LatexExporter().from_notebook_node(notebook)
    (name,) = resources["outputs"]
    assert name.endswith((".jpg", ".jpeg")) and name in text and r"\includegraphics" in text
    assert Image.open(io.BytesIO(resources["outputs"][name])).format == "JPEG"
