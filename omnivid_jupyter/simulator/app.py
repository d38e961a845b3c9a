"""The ASGI application: which request goes where, and the log of them.

The origins are told apart by the Host header: each service's API on its own, files on the media origin
alone. A request for any other host is turned away, so that no web page can reach a local simulator under
a name of its own.

Nothing of a key is kept, but whether there was one.
"""

from __future__ import annotations

import json
import math
import threading
from collections import deque
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, Router
from starlette.types import Message, Receive, Scope, Send

from omnivid_jupyter import clock
from omnivid_jupyter.simulator.dialects import DIALECTS
from omnivid_jupyter.simulator.faults import Fault, PendingFaults
from omnivid_jupyter.simulator.media import MediaServer
from omnivid_jupyter.simulator.picture import Films
from omnivid_jupyter.simulator.references import References
from omnivid_jupyter.simulator.replies import json_reply
from omnivid_jupyter.simulator.service import Service
from omnivid_jupyter.simulator.studio import Studio
from omnivid_jupyter.simulator.tasks import Store
from omnivid_jupyter.simulator.uploads import UploadStore

__all__ = ["RequestRecord", "Simulator", "check_speed"]

DAY = 86_400.0
_LONGEST_TEXT = 200  # of a value in the log: data: addresses are long
_LOG_LENGTH = 1000
LARGEST_BODY = 96 * 1024 * 1024
"""Bytes of a request that is taken: three pictures of 20 MB each in Base64, and some."""
_LARGEST_LOGGED = 4 * 1024 * 1024  # bytes of a body whose JSON is kept in the log


class RequestRecord(msgspec.Struct, frozen=True):
    """One request as the log keeps it.

    `at` is unix seconds; `authorization` whether there was such a header; `body` the JSON that came, long
    texts cut short, or None; `status` None when the connection was cut before an answer.
    """

    at: float
    method: str
    host: str
    path: str
    authorization: bool
    body: Any
    status: int | None


class Simulator:
    """All services in one ASGI application.

    Parameters
    ----------
    state_dir:
        Folder for tasks, balances and rendered files. Several processes may share it.
    speed:
        How many times quicker than usual tasks run (usual: about five seconds).
    films:
        With how much care they are made: on a slow machine "coarse", a third of the work, or "sketched", a twentieth.
    origin:
        Where the application is served, such as "http://127.0.0.1:8000". The services then live under a path
        each, and the control paths of `faults` under /simulator. Without it each service has a host of its
        own under demo.invalid, a name that no network resolves.
    media_origin:
        Where the same application is served for files.
    link_lifetime:
        Seconds that a link to a file is good for.
    media_dir:
        Folder for rendered files, if they are not to lie in `state_dir`.

    All methods may be called from any thread.
    """

    def __init__(
        self,
        state_dir: Path,
        *,
        speed: float = 1.0,
        films: Films = "drawn",
        origin: str | None = None,
        media_origin: str = "http://media.demo.invalid",
        link_lifetime: float = DAY,
        media_dir: Path | None = None,
    ) -> None:
        check_speed(speed)
        self._faults = PendingFaults()
        self._log: deque[RequestRecord] = deque(maxlen=_LOG_LENGTH)
        self._log_lock = threading.Lock()
        self._store = Store(Path(state_dir) / "simulator.sqlite")
        media_folder = media_dir or Path(state_dir) / "media"
        try:
            self._studio = Studio(media_folder, films=films)
        except BaseException:
            self._store.close()
            raise
        self._media_netloc = urlsplit(media_origin).netloc
        media = MediaServer(
            media_origin,
            studio=self._studio,
            secret=self._store.secret,
            lifetime=link_lifetime,
            faults=self._faults,
            find=self._store.picture,
        )
        uploads = UploadStore(media_origin, Path(state_dir) / "uploads")
        references = References(media_folder, lambda address: media.file(address) or uploads.file(address))
        self.media_saw_authorization = False
        """Whether any request to the media origin carried a key, which none should."""
        self.base_urls: dict[str, str] = {}
        """What a client puts into its base URL, by service."""
        self._services: list[Service] = []
        routes: dict[str, list[BaseRoute]] = {self._media_netloc: [*media.routes, *uploads.routes]}
        if origin is not None:
            routes[urlsplit(origin).netloc] = self._control_routes()
        for dialect in DIALECTS:
            root, prefix = (
                (origin, f"/{dialect.name}") if origin else (f"http://{dialect.name}.demo.invalid", "")
            )
            service = Service(
                dialect,
                prefix,
                store=self._store,
                studio=self._studio,
                media=media,
                uploads=uploads,
                references=references,
                faults=self._faults,
                speed=speed,
            )
            self._services.append(service)
            routes.setdefault(urlsplit(root).netloc, []).extend(service.routes)
            self.base_urls[dialect.name] = f"{root}{prefix}{dialect.base_path}"
        self._routers = {
            netloc: Router(listed, redirect_slashes=False, default=_nothing_here)
            for netloc, listed in routes.items()
        }

    def inject(self, fault: Fault) -> None:
        """Let a request to come meet this fault."""
        self._faults.add(fault)

    def clear_faults(self) -> None:
        """Let no request meet a fault any more."""
        self._faults.clear()

    @property
    def faults(self) -> list[Fault]:
        """The faults that are still to come."""
        return self._faults.waiting()

    @property
    def speed(self) -> float:
        """How many times quicker than usual tasks run. Raises ValueError when it is set to what is not above 0."""
        return self._services[0].speed

    @speed.setter
    def speed(self, speed: float) -> None:
        check_speed(speed)
        for service in self._services:
            service.speed = speed

    @property
    def requests(self) -> list[RequestRecord]:
        """The last thousand requests, in the order in which they ended."""
        with self._log_lock:
            return list(self._log)

    async def aclose(self) -> None:
        """Stop drawing and close the files. What was accepted goes on in the next simulator here."""
        self._studio.close()
        self._store.close()

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application."""
        if scope["type"] != "http":
            raise RuntimeError(f"the simulator speaks HTTP only, not {scope['type']}")
        request = Request(scope)
        host = request.headers.get("host", "").lower()
        authorization = "authorization" in request.headers
        if host == self._media_netloc and authorization:
            self.media_saw_authorization = True
        received = _Received(request)
        status: int | None = None

        async def listen() -> Message:
            message = await receive()
            received.add(message.get("body", b""))
            return message

        async def speak(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        at = clock.time()
        try:
            received.check()
            await self._routers.get(host, _wrong_host)(scope, listen, speak)
        except _TooLarge:
            if status is None:
                answer = _refused(413, f"a request has at most {LARGEST_BODY >> 20} MB here")
                await answer(scope, receive, speak)
        finally:
            record = RequestRecord(
                at=at,
                method=scope["method"],
                host=host,
                path=scope["path"],
                authorization=authorization,
                body=_readable(received.beginning, whole=received.is_whole),
                status=status,
            )
            with self._log_lock:
                self._log.append(record)

    def _control_routes(self) -> list[BaseRoute]:
        return [
            Route("/simulator/faults", self._add_fault, methods=["POST"]),
            Route("/simulator/faults", self._clear_faults, methods=["DELETE"]),
            Route("/simulator/requests", self._list_requests, methods=["GET"]),
        ]

    async def _add_fault(self, request: Request) -> Response:
        if request.headers.get("content-type") != "application/json":  # what a foreign web page cannot send
            return _refused(415, "Content-Type must be application/json")
        try:
            self.inject(msgspec.json.decode(await request.body(), type=Fault))
        except (msgspec.MsgspecError, RecursionError) as error:
            return _refused(400, str(error))
        return Response(status_code=204)

    async def _clear_faults(self, request: Request) -> Response:
        self.clear_faults()
        return Response(status_code=204)

    async def _list_requests(self, request: Request) -> Response:
        return json_reply({"requests": msgspec.to_builtins(self.requests)})


def check_speed(speed: float) -> None:
    """Raise ValueError for what is no speed of the simulator."""
    if not 0 < speed < math.inf:
        raise ValueError(f"speed is a positive number, not {speed}")


class _TooLarge(Exception):
    """A request has more bytes than are taken."""


class _Received:
    """What came of a request's body: counted, and its beginning kept for the log."""

    def __init__(self, request: Request) -> None:
        length = request.headers.get("content-length", "")
        self._count = 0
        self._announced = int(length) if length.isascii() and length.isdigit() and len(length) < 19 else 0
        self._kept = bytearray()

    def check(self) -> None:
        """Raise `_TooLarge` for a body that announces itself as one."""
        if self._announced > LARGEST_BODY:
            raise _TooLarge

    def add(self, chunk: bytes) -> None:
        self._count += len(chunk)
        if self._count > LARGEST_BODY:
            raise _TooLarge
        self._kept += chunk[: _LARGEST_LOGGED - len(self._kept)]

    @property
    def beginning(self) -> bytes:
        return bytes(self._kept)

    @property
    def is_whole(self) -> bool:
        return self._count == len(self._kept)


def _refused(status: int, message: str) -> Response:
    """An answer of the simulator itself, to what no service is asked for."""
    return json_reply(
        {"error": {"code": status, "message": message, "type": "invalid_request_error"}}, status
    )


async def _nothing_here(scope: Scope, receive: Receive, send: Send) -> None:
    await _refused(404, "nothing here: the services are below the paths that the first line of output names")(
        scope, receive, send
    )


async def _wrong_host(scope: Scope, receive: Receive, send: Send) -> None:
    await _refused(421, "this host is not served here")(scope, receive, send)


def _readable(body: bytes, *, whole: bool) -> Any:
    """A body for the log: its JSON, or the beginning of its text."""
    if not body:
        return None
    try:
        return _shorten(json.loads(body if whole else b""))
    except (ValueError, RecursionError):
        return body[:_LONGEST_TEXT].decode("utf-8", "replace")


def _shorten(value: Any) -> Any:
    match value:
        case str() if len(value) > _LONGEST_TEXT:
            return f"{value[:_LONGEST_TEXT]}… ({len(value)} characters)"
        case dict():
            return {key: _shorten(item) for key, item in value.items()}
        case list():
            return [_shorten(item) for item in value]
    return value
