"""Where neither HTML nor a film is shown, a clip has its first picture: LaTeX and PDF, of a saved notebook."""

from __future__ import annotations

import base64
import dataclasses
import io
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbconvert import LatexExporter
from PIL import Image

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.views.compare import compare
from omnivid_jupyter.views.player import mimebundle
from omnivid_jupyter.views.poster import poster
from omnivid_jupyter.views.sheet import sheet_of


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
    for bundle in (mimebundle(one), sheet_of([one, one, one])._repr_mimebundle_(), one._repr_mimebundle_()):
        content = base64.b64decode(bundle["image/jpeg"])
        assert Image.open(io.BytesIO(content)).format == "JPEG"
        assert len(content) <= 6_000


def saved(bundle: dict[str, Any]) -> int:
    """Bytes of a notebook with this output."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("%%omnivid\na crane")])
    notebook.cells[0].outputs = [nbformat.v4.new_output("display_data", bundle)]
    return len(nbformat.writes(notebook).encode())


@pytest.mark.parametrize("size", [300_000, 2_000_000])
def test_a_notebook_takes_1_34_times_the_films_that_are_in_it_and_6_kB_a_clip(
    tmp_path: Path, size: int
) -> None:
    one = dataclasses.replace(clip(tmp_path, noise=True), size=size)  # what is hardest to make small
    one.path.write_bytes(bytes(size))
    for results in (1, 4):
        shown = dataclasses.replace(one, others=(one,) * (results - 1))
        assert saved(mimebundle(shown, embed=True)) <= (1.34 * size + 6_000) * results


@pytest.mark.parametrize(("count", "size"), [(4, 1_000_000), (6, 600_000), (8, 300_000), (30, 300_000)])
def test_a_sheet_takes_no_more_with_its_script(tmp_path: Path, count: int, size: int) -> None:
    one = dataclasses.replace(clip(tmp_path, noise=True), size=size)
    one.path.write_bytes(bytes(size))
    shown = [dataclasses.replace(one, prompt=f"a crane, take {n}") for n in range(count)]
    assert saved(sheet_of(shown, embed=True)._repr_mimebundle_()) <= (1.34 * size + 6_000) * count


@pytest.mark.parametrize("count", [2, 3, 4])
def test_a_comparison_takes_no_more_with_its_script(tmp_path: Path, count: int) -> None:
    size = 600_000
    one = dataclasses.replace(clip(tmp_path, noise=True), size=size)
    one.path.write_bytes(bytes(size))
    shown = [dataclasses.replace(one, prompt=f"a crane, take {n}") for n in range(count)]
    assert saved(compare(*shown)._repr_mimebundle_()) <= (1.34 * size + 6_000) * count


def test_pictures_are_made_smaller_only_beside_a_film_that_is_in_the_page(tmp_path: Path) -> None:
    one = clip(tmp_path, noise=True)
    whole = base64.b64encode(one.poster or b"").decode()
    inside, beside = (mimebundle(one, embed=embed)["text/html"] for embed in (True, False))
    assert beside.count(whole) == 2 and whole not in inside
    pictures = [base64.b64decode(each) for each in re.findall(r'"data:image/webp;base64,([^"]*)"', inside)]
    assert len(pictures) == 2 and sum(map(len, pictures)) <= 3_000
    assert [Image.open(io.BytesIO(each)).format for each in pictures] == ["WEBP", "WEBP"]
    roomy = mimebundle(dataclasses.replace(one, size=300_000_000), embed=True)["text/html"]
    assert roomy.count(whole) == 2


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
