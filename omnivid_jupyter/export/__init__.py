"""`%omnivid export`: what a session made, as one page to look at or one archive to run again.

A reader needs neither a key nor the network, and nothing private goes along.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.export import archive, page, writing
from omnivid_jupyter.export.collection import Collection, collect, left_out
from omnivid_jupyter.export.source import find_notebook
from omnivid_jupyter.markup import plain
from omnivid_jupyter.saying import say
from omnivid_jupyter.settings import folder_at
from omnivid_jupyter.views.player import shown_path, size_text

__all__ = ["Exported", "export", "export_command"]

_USAGE = "It is %omnivid export FILE.html or %omnivid export FILE.zip [--notebook NAME.ipynb]."


@dataclass(frozen=True, slots=True, repr=False)
class Exported:
    """A file that was written; it shows itself as the sentences that say what became of it.

    `size` in bytes; `notes` are sentences about what the reader will miss, or should know.
    """

    path: Path
    size: int
    holds: str
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        first = f"Wrote {shown_path(self.path)} ({size_text(self.size)}): {self.holds}"
        return plain("\n".join([first, *self.notes]))


def export_command(arguments: list[str]) -> None:
    """Run `%omnivid export FILE.html|FILE.zip [--notebook NAME.ipynb]`; raises as `export`."""
    match arguments:
        case [path] if not path.startswith("-"):
            say(export(path))
        case [path, "--notebook", notebook] | ["--notebook", notebook, path] if not path.startswith("-"):
            say(export(path, notebook=notebook))
        case _:
            raise InvalidRequestError(_USAGE, field="command")


def export(
    path: str | Path, *, clips: Sequence[Clip] | None = None, notebook: str | Path | None = None
) -> Exported:
    """Write clips into one file that can be given away: a page (.html), or notebook and clips (.zip).

    Parameters
    ----------
    path:
        The file; its ending decides. An earlier export is replaced, any other file is left alone.
    clips:
        None: those of this session, in the order in which they were made or found.
    notebook:
        For a .zip: the notebook, where the front end does not tell which it is.

    Raises
    ------
    InvalidRequestError
        When there is no clip, no notebook, a key in one of the texts, or a page would be too large.
    ConfigurationError
        When the file cannot be written.
    """
    target = writing.check_target(folder_at(path, "the export", "Name another file."))
    collected = collect(clips)
    if target.suffix.lower() == ".html":
        return _export_page(target, collected)
    return _export_archive(target, collected, notebook)


def _export_page(target: Path, collected: Collection) -> Exported:
    page.check_size(collected)
    content, shown = page.page(target.stem, collected)
    size = writing.write(target, lambda file: file.write(content.encode("utf-8", "replace")))
    parts = [_clips(collected), *(_count(number, thing) for thing, number in shown.items() if number)]
    holds = " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))
    return Exported(target, size, f"{holds}.", (*collected.notes, *left_out(collected.earlier)))


def _export_archive(target: Path, collected: Collection, notebook: str | Path | None) -> Exported:
    source = find_notebook(notebook)
    packed = archive.pack(source, collected)
    size = writing.write(target, packed.write)
    holds = f"{source.path.name} and {_clips(collected)}. Unzipped, Run All finds them without a key."
    there = set(packed.files.values())
    rest = left_out([item for item in collected.earlier if item.sidecar not in there])
    return Exported(target, size, holds, (*collected.notes, *rest, *source.notes(collected), *packed.notes))


def _clips(collected: Collection) -> str:
    return _count(len(collected.exported), "clip")


def _count(number: int, thing: str) -> str:
    return f"1 {thing}" if number == 1 else f"{number} {thing}s"
