"""Which axis of an experiment becomes the rows of a contact sheet, which its columns, which its groups.

Pure: names and values in, a `Layout` out. An axis that is neither of the three is told apart within a cell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Layout", "arrange"]

_PROMPT, _TAKE = "prompt", "take"
_COLUMNS = 6  # side by side at most, as long as there is a choice
_ALONE = 4  # values of a single axis that stand side by side; more of them flow
_SPARSE = 2  # a table with more than so many places for each clip is no table


@dataclass(frozen=True, slots=True)
class Layout:
    """The axes of a table by their names. Without rows and columns it is no table: the clips follow one another."""

    rows: str | None = None
    columns: str | None = None
    groups: str | None = None

    @property
    def is_table(self) -> bool:
        return bool(self.rows or self.columns)

    @property
    def placed(self) -> tuple[str, ...]:
        """The axes that a clip's place tells."""
        return tuple(name for name in (self.groups, self.rows, self.columns) if name)


def arrange(axes: Mapping[str, Sequence[str]], count: int) -> Layout:
    """How `count` clips are laid out at first; people may change it.

    The prompts, else the longest axis, go down; the widest that has room goes across; the shortest of what is left
    makes groups. Takes stand side by side within a cell, unless there is room for them as columns.
    """
    names = [name for name, values in axes.items() if len(values) > 1]
    if len(names) == 1:
        (name,) = names
        return Layout(columns=name) if len(axes[name]) <= _ALONE else Layout()
    if len(names) < 2:
        return Layout()
    free = [name for name in names if name != _TAKE or len(names) == 2]
    rows = _PROMPT if _PROMPT in free else _longest([n for n in free if n != _TAKE] or free, axes)
    free.remove(rows)
    fitting = [name for name in free if len(axes[name]) <= _COLUMNS]
    columns = (
        _longest(fitting, axes) if fitting else min(free, key=lambda name: len(axes[name]), default=None)
    )
    free = [name for name in free if name != columns]
    groups = min(free, key=lambda name: len(axes[name]), default=None)
    layout = Layout(rows, columns, groups)
    places = 1
    for name in layout.placed:
        places *= len(axes[name])
    return layout if places <= _SPARSE * count else Layout()


def _longest(names: Sequence[str], axes: Mapping[str, Sequence[str]]) -> str:
    """The first of those with most values."""
    return max(names, key=lambda name: len(axes[name]))
