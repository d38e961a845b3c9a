"""omnivid-jupyter: generate videos from a notebook cell.

`%load_ext omnivid_jupyter` gives the `%%omnivid` cell and the `%omnivid` commands; `generate` and `submit`
are the same for Python.

Whatever is not in `__all__` is private.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

# The room is loaded before the function of its name stands in its place: later, it would take that place itself.
from omnivid_jupyter import panel as _room  # noqa: F401
from omnivid_jupyter.api import generate, history, models, resume, submit
from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine.jobs import Job
from omnivid_jupyter.errors import (
    AuthenticationError,
    ClipExpiredError,
    ConfigurationError,
    ConnectionFailedError,
    DownloadError,
    InvalidRequestError,
    OmnividError,
    PaymentRequiredError,
    PermissionDeniedError,
    RateLimitError,
    ServiceError,
    SubmissionUnknownError,
    TaskFailedError,
    WaitStoppedError,
    WaitTimeoutError,
)
from omnivid_jupyter.request import VideoRequest

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from omnivid_jupyter.panel import Panel
    from omnivid_jupyter.views.compare import Comparison

__all__ = [
    "AuthenticationError",
    "Clip",
    "ClipExpiredError",
    "ConfigurationError",
    "ConnectionFailedError",
    "DownloadError",
    "InvalidRequestError",
    "Job",
    "OmnividError",
    "PaymentRequiredError",
    "PermissionDeniedError",
    "RateLimitError",
    "ServiceError",
    "SubmissionUnknownError",
    "TaskFailedError",
    "VideoRequest",
    "WaitStoppedError",
    "WaitTimeoutError",
    "compare",
    "generate",
    "history",
    "models",
    "panel",
    "resume",
    "submit",
]


def compare(*clips: Clip) -> Comparison:
    """Two to four clips side by side, in step: an object that shows itself in a notebook.

    Raises `InvalidRequestError` for fewer or more.
    """
    from omnivid_jupyter.views import compare as room

    return room.compare(*clips)


def panel() -> Panel:
    """The panel with form, queue and gallery: an object that shows itself in a notebook."""
    from omnivid_jupyter.panel import board  # a script needs no widgets

    return board.panel()


def load_ipython_extension(shell: InteractiveShell) -> None:
    """`%load_ext omnivid_jupyter`."""
    from omnivid_jupyter.notebook import extension  # a script needs no IPython

    extension.load(shell)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """`%unload_ext omnivid_jupyter`."""
    from omnivid_jupyter.notebook import extension

    extension.unload(shell)
