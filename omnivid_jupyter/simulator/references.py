"""Reference media brought to the studio: what an order's addresses lead to, as files that the painter can open.

Only what is here can be shown: data: addresses, the simulator's own uploads and its own films. What lies elsewhere
cannot be fetched, as there is no network; it is known by its address alone.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path

__all__ = ["References"]

_DATA_URL = re.compile(r"data:(image|video)/[a-z0-9.+-]+;base64,(.+)", re.IGNORECASE | re.DOTALL)


class References:
    """Keeps the reference media of pictures in the studio's folder.

    `find` gives the file behind an address of the simulator's own, if it is one.
    """

    def __init__(self, folder: Path, find: Callable[[str], Path | None]) -> None:
        self._folder = folder
        self._find = find

    def keep(self, address: str) -> str:
        """The name of the medium at this address, as a `Picture` has it."""
        found = self._content(address)
        if found is None:
            return _digest(address.encode("utf-8", "surrogatepass"))
        kind, content = found
        name = f"{_digest(content)}.{kind}"
        path = self._folder / name
        if path.exists():
            os.utime(path)  # it is used: the oldest make room first
        else:
            part = path.with_name(f"{name}.{os.getpid()}.part")
            part.write_bytes(content)
            part.replace(path)
        return name

    def _content(self, address: str) -> tuple[str, bytes] | None:
        match = _DATA_URL.fullmatch(address)
        if match is not None:
            try:
                return match[1].lower(), base64.b64decode(match[2], validate=True)
            except binascii.Error:
                return None
        path = self._find(address)
        if path is None:
            return None
        try:
            return "video" if path.suffix == ".mp4" else "image", path.read_bytes()
        except FileNotFoundError:  # it made room meanwhile
            return None


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]
