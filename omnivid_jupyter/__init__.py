"""omnivid-jupyter: generate videos from a notebook cell.

`%load_ext omnivid_jupyter` gives the `%%omnivid` cell and the `%omnivid` commands; `generate` and `submit`
are the same for Python.

Whatever is not in `__all__` is private.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from omnivid_jupyter.api import (
        compare,
        estimate,
        generate,
        history,
        models,
        panel,
        plan_sweep,
        ranking,
        resume,
        submit,
        sweep,
        vote,
    )
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
    from omnivid_jupyter.experiments.sweep import Sweep
    from omnivid_jupyter.request import VideoRequest

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
    "Sweep",
    "TaskFailedError",
    "VideoRequest",
    "WaitStoppedError",
    "WaitTimeoutError",
    "compare",
    "estimate",
    "generate",
    "history",
    "models",
    "panel",
    "plan_sweep",
    "ranking",
    "resume",
    "submit",
    "sweep",
    "vote",
]

#: Where a name comes from that is no error: it is loaded when it is asked for, and `%load_ext` waits for none.
_HOMES = {
    "Clip": "clip",
    "Job": "engine.jobs",
    "VideoRequest": "request",
    "Sweep": "experiments.sweep",
    **dict.fromkeys(
        (
            "compare",
            "estimate",
            "generate",
            "history",
            "models",
            "panel",
            "plan_sweep",
            "ranking",
            "resume",
            "submit",
            "sweep",
            "vote",
        ),
        "api",
    ),
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'errors')}"), name)


def __dir__() -> list[str]:
    return __all__


class _Package(ModuleType):
    """This package: a room of a public function's name does not take that function's place when it is loaded."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (isinstance(value, ModuleType) and name in __all__):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def load_ipython_extension(shell: InteractiveShell) -> None:
    """`%load_ext omnivid_jupyter`."""
    from omnivid_jupyter.notebook import extension  # a script needs no IPython

    extension.load(shell)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """`%unload_ext omnivid_jupyter`."""
    from omnivid_jupyter.notebook import extension

    extension.unload(shell)
