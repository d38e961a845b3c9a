"""The panel: a form, a queue and a gallery to experiment with prompts beside the notebook.

    form     what to make, checked as it is typed     form.py     files, keymarks     form.js
    queue    the jobs, as they go                     queue.py                        queue.js
    gallery  the clips, and what to do with one       gallery.py  turns               gallery.js

Each part is a class that takes and gives messages (`channel`), drawn by a script of its own, with modules that help
it. `board` puts the parts together, and `worker` is the thread on which they work.

The panel can be thrown away. What it makes are files and plain outputs, what it knows is in
the clip folder and the journal, and nothing of it is stored in the notebook.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from omnivid_jupyter.panel.board import Panel, panel

__all__ = ["Panel", "panel"]


def __getattr__(name: str) -> Any:
    """The public names, loaded when they are first asked for: the package itself loads this room, for its name."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from omnivid_jupyter.panel import board

    return getattr(board, name)
