"""Uploaded pictures: taken out of a multipart form, kept for three days, and given out again to everybody.

What is given out are the very bytes that came in, under the type that they have.
"""

from __future__ import annotations

import hashlib
import os
import re
from email.message import Message
from email.parser import BytesHeaderParser
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from omnivid_jupyter import clock
from omnivid_jupyter.simulator.orders import Upload

__all__ = ["UploadStore", "file_of_form"]

LIFETIME = 72 * 3600.0
"""Seconds for which a picture is kept."""


def file_of_form(content_type: str, body: bytes, field: str) -> tuple[str, bytes] | None:
    """The file name and the content of a field of a multipart/form-data body; None where it has no such file."""
    form = Message()
    form["Content-Type"] = content_type
    boundary = form.get_param("boundary")
    if form.get_content_type() != "multipart/form-data" or not isinstance(boundary, str):
        return None
    for part in (b"\r\n" + body).split(f"\r\n--{boundary}".encode())[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        headers = BytesHeaderParser().parsebytes(head)
        name = headers.get_filename()
        if headers.get_param("name", header="Content-Disposition") == field and name is not None:
            return name, content
    return None


_NAME = re.compile(r"[0-9a-f]{24}\.[a-z]+")


class UploadStore:
    """Keeps uploaded pictures in a folder and serves them below `origin`, without a key, as a CDN would."""

    def __init__(self, origin: str, folder: Path) -> None:
        self._origin = origin
        self._folder = folder
        self.routes = [Route("/uploads/{name}", self._serve, methods=["GET"])]

    def keep(self, name: str, content: bytes, media_type: str) -> Upload:
        """Take a picture in. The same bytes have the same address."""
        now = clock.time()
        self._folder.mkdir(parents=True, exist_ok=True)
        for path in self._folder.iterdir():
            if not self._is_kept(path):
                path.unlink(missing_ok=True)  # another process may tidy up, too
        file = self._folder / f"{hashlib.sha256(content).hexdigest()[:24]}.{media_type.partition('/')[2]}"
        part = file.with_suffix(f".{os.getpid()}.part")
        part.write_bytes(content)
        part.replace(file)
        return Upload(f"{self._origin}/uploads/{file.name}", name, media_type, len(content), now)

    def file(self, address: str) -> Path | None:
        """The file at one of this store's own addresses, while it is kept."""
        name = address.removeprefix(f"{self._origin}/uploads/")
        if name == address or not re.fullmatch(r"[0-9a-f]{24}\.\w+", name):
            return None
        path = self._folder / name
        return path if self._is_kept(path) else None

    async def _serve(self, request: Request) -> Response:
        path = self._folder / request.path_params["name"]  # the route lets no slash through
        if not (_NAME.fullmatch(path.name) and self._is_kept(path)):
            return PlainTextResponse("no such file\n", 404)
        return FileResponse(path)

    @staticmethod
    def _is_kept(path: Path) -> bool:
        try:
            return clock.time() - path.stat().st_mtime < LIFETIME
        except FileNotFoundError:
            return False
