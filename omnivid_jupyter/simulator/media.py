"""The media origin: signed links that expire, and the files behind them.

A link needs no key, like a CDN's: whoever has it may fetch the file until it expires. A file that was
pruned meanwhile is drawn again while the client waits.

An answer here never depends on who asks.
"""

from __future__ import annotations

import asyncio
import hmac
import math
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from omnivid_jupyter import clock
from omnivid_jupyter.simulator.faults import ConnectionDropped, PendingFaults
from omnivid_jupyter.simulator.picture import Picture
from omnivid_jupyter.simulator.replies import PAGE, before
from omnivid_jupyter.simulator.studio import Studio

__all__ = ["MediaServer"]

_LOOK_AGAIN = 0.05  # seconds between two looks for a file that is being drawn
_ERROR = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>\n'
)


class MediaServer:
    """Makes links and serves what they lead to. `lifetime` is how long a link lives, in seconds."""

    def __init__(
        self,
        origin: str,
        *,
        studio: Studio,
        secret: bytes,
        lifetime: float,
        faults: PendingFaults,
        find: Callable[[str], Picture | None],
    ) -> None:
        self._origin = origin
        self._studio = studio
        self._secret = secret
        self._lifetime = lifetime
        self._faults = faults
        self._find = find
        self.routes = [Route("/media/{name}", self._serve, methods=["GET"])]

    def link(self, picture: Picture, now: float, *, expired: bool = False) -> tuple[str, float]:
        """A fresh address for the picture's file, and when it expires (unix seconds)."""
        expires = now - 1 if expired else now + self._lifetime
        stamp = f"{expires:.6f}"
        query = urlencode({"expires": stamp, "signature": self._sign(picture.file_name, stamp)})
        return f"{self._origin}/media/{picture.file_name}?{query}", expires

    def file(self, address: str) -> Path | None:
        """The file behind one of this origin's own links, if it is a good one and the file is there."""
        parts = urlsplit(address)
        if f"{parts.scheme}://{parts.netloc}" != self._origin or not parts.path.startswith("/media/"):
            return None
        name, query = parts.path.removeprefix("/media/"), parse_qs(parts.query)
        expires, signature = (query.get(field, [""])[0] for field in ("expires", "signature"))
        if not hmac.compare_digest(signature.encode(), self._sign(name, expires).encode()):
            return None
        picture = self._find(name.partition(".")[0]) if clock.time() < float(expires) else None
        return self._studio.path(picture) if picture is not None and self._studio.is_ready(picture) else None

    def _sign(self, name: str, expires: str) -> str:
        return hmac.new(self._secret, f"{name}?{expires}".encode(), "sha256").hexdigest()[:40]

    async def _serve(self, request: Request) -> Response:
        fault = self._faults.take("media")
        early = await before(fault)
        if early is not None:
            return early
        name = request.path_params["name"]
        expires = request.query_params.get("expires", "")
        signature = request.query_params.get("signature", "")
        if not hmac.compare_digest(signature.encode(), self._sign(name, expires).encode()):
            return _error(403, "SignatureDoesNotMatch", "The signature does not match the address.")
        if clock.time() >= float(expires) or (fault and fault.kind == "expired"):
            return _error(403, "AccessDenied", "Request has expired.")
        if fault and fault.kind == "html":
            return Response(PAGE, media_type="text/html")
        picture = self._find(name.partition(".")[0])
        if picture is None or not await self._is_drawn(picture):
            return _error(404, "NoSuchKey", "The file does not exist.")
        headers = {"ETag": f'"{picture.key}"', "Cache-Control": "private"}
        kind = _CutFile if fault and fault.kind == "truncated" else FileResponse
        return kind(self._studio.path(picture), media_type=picture.media_type, headers=headers)

    async def _is_drawn(self, picture: Picture) -> bool:
        """Have the file drawn if it is missing, and wait for it."""
        while not self._studio.is_ready(picture):
            self._studio.order(picture)
            if self._studio.failure(picture) is not None:
                return False
            await asyncio.sleep(_LOOK_AGAIN)
        return True


class _CutFile(FileResponse):
    """A file whose announced length is right and whose connection ends half-way."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        data = await asyncio.to_thread(Path(self.path).read_bytes)
        self.headers["content-length"] = str(len(data))
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        half = data[: math.ceil(len(data) / 2)]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        raise ConnectionDropped("the connection was cut in the middle of a file")


def _error(status: int, code: str, message: str) -> Response:
    return Response(_ERROR.format(code=code, message=message), status, media_type="application/xml")
