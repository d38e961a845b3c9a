"""Where what is displayed now will be seen, as far as the kernel can tell: it decides how a live view may draw.

    terminal   there is no kernel
    page       a front end with widgets, which updates a display where it is
    runner     a tool that runs notebooks: it keeps updates of displays, and whatever widgets leave behind
    output     an `ipywidgets.Output` (also that of `interact`): widgets live in it, updates of displays are dropped
    console    jupyter console: text as it comes, no widgets, no updates
    nobody     `%%capture`, a handler without a place, an Output in a runner: only what remains counts

Where updates of displays are dropped, a result is a display of its own, which everybody understands.
"""

from __future__ import annotations

import os
import re
import sys
from functools import cache
from typing import Any, Literal

from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.getipython import get_ipython

from omnivid_jupyter.views.player import in_colab

__all__ = ["Place", "place"]

Place = Literal["terminal", "page", "runner", "output", "console", "nobody"]


def place() -> Place:
    """Where a display of this moment goes."""
    shell: Any = get_ipython()
    if getattr(shell, "kernel", None) is None:
        return "terminal"
    if isinstance(shell.display_pub, CapturingDisplayPublisher):
        return "nobody"
    request: dict[str, Any] = (shell.get_parent() if hasattr(shell, "get_parent") else None) or {}
    if not request:
        return "page"
    runs = request["header"].get("msg_type") == "execute_request"
    # who cannot be asked is no person (Colab has its own way to ask)
    watched = not runs or bool(request["content"].get("allow_stdin", True)) or in_colab()
    if _is_in_output(request["header"].get("msg_id")):
        return "output" if watched and not in_colab() else "nobody"  # Colab shows no widgets of ours
    if not runs:
        return "nobody"
    if not watched:
        return "runner"
    return "console" if _is_of_console() else "page"


def _is_in_output(message: str | None) -> bool:
    """Whether an Output takes what is displayed in answer to this message."""
    module = sys.modules.get("ipywidgets.widgets.widget")
    output = getattr(sys.modules.get("ipywidgets"), "Output", None)
    if module is None or output is None or not message:
        return False
    widgets = list(getattr(module, "_instances", {}).values())
    return any(isinstance(each, output) and each.msg_id == message for each in widgets)


@cache
def _is_of_console() -> bool:
    """Whether jupyter console started this kernel: nothing that it sends tells what it is."""
    psutil: Any = sys.modules.get("psutil")  # ipykernel has it
    if psutil is None:
        return False
    try:
        command = psutil.Process(os.getppid()).cmdline()
    except psutil.Error:
        return False
    words = [re.split(r"[\\/]", word)[-1].removesuffix(".exe") for word in command[:4]]
    return "jupyter-console" in words or "jupyter_console" in words or words[1:3] == ["jupyter", "console"]
