"""Notebooks and images to export, and what came of it."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path

import nbformat

import omnivid_jupyter as omnivid

IMAGE = "demo/nano-banana-2"  # the quickest to make
KEY = "sk-of-a-person-0123456789"
QUICK = {"OMNIVID_DEMO_SPEED": "20", "OMNIVID_POLL_INTERVAL": "0.1"}
SERVICES = ("OMNIFLASH", "APIMART", "EVOLINK")


def notebook(path: Path, *sources: str, outputs: Sequence[str] = ()) -> Path:
    """A notebook of code cells; the first ones have printed something."""
    cells = [nbformat.v4.new_code_cell(source, id=f"cell-{n}") for n, source in enumerate(sources)]
    for cell, text in zip(cells, outputs, strict=False):
        cell.outputs = [nbformat.v4.new_output("stream", text=text)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def image(prompt: str = "a paper boat", **options: object) -> omnivid.Clip:
    return omnivid.generate(prompt, model=IMAGE, **options)  # type: ignore[arg-type]


class Page(HTMLParser):
    """What a browser would take a page for."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.titles: list[str] = []
        self._within: list[str] = []
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))
        self._within.append(tag)
        if tag == "h3":
            self.titles.append("")

    def handle_endtag(self, tag: str) -> None:
        while self._within and self._within.pop() != tag:
            continue

    def handle_data(self, data: str) -> None:
        if "h3" in self._within:
            self.titles[-1] += data

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.tags)


def names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()
