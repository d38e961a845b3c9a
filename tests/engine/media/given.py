"""References in forms that are none of the package's own."""

from __future__ import annotations

import os

__all__ = ["folder_object"]


class _Named:
    """Any object with a path, as libraries have them."""

    def __init__(self, name: str | bytes) -> None:
        self._name = name

    def __fspath__(self) -> str | bytes:
        return self._name


def folder_object(name: str | bytes) -> os.PathLike[str]:
    """An object that is a path and neither text nor a `Path`."""
    return _Named(name)  # type: ignore[return-value]  # as code that is not typed does
