"""Connections that give what has come in large pieces, and that tell when a new one had to be made.

httpcore asks for 64 kB at a time, and an encrypted connection gives one record, of 16 kB at most. A film of some
megabytes would go through all of asyncio in hundreds of pieces: a third of what fetching it took of the processor.
"""

from __future__ import annotations

import select
import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from socket import socket
from typing import Any

import httpcore
import httpx

__all__ = ["connecting", "in_large_pieces"]

_PIECE = 256 * 1024  # bytes: as much as asyncio takes from a socket
_RECORD = 16 * 1024  # the most that a record of TLS holds


def in_large_pieces(way: httpx.AsyncHTTPTransport) -> httpx.AsyncHTTPTransport:
    """The same transport, whose connections are `_Connection`s.

    httpcore lets a backend be named, httpx has no way to say it; where both come to do without one, pieces are small.
    """
    pool = getattr(way, "_pool", None)
    if backend := getattr(pool, "_network_backend", None):
        pool._network_backend = _Backend(backend)  # type: ignore[union-attr]
    return way


_connected = ContextVar("omnivid_connected", default=False)


@contextmanager
def connecting() -> Iterator[Callable[[], bool]]:
    """What tells whether a connection had to be made for a request that this task sends meanwhile."""
    _connected.set(False)
    yield _connected.get


class _Backend(httpcore.AsyncNetworkBackend):
    def __init__(self, backend: httpcore.AsyncNetworkBackend) -> None:
        self._backend = backend

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        _connected.set(True)
        return _Connection(
            await self._backend.connect_tcp(host, port, timeout, local_address, socket_options)
        )

    async def sleep(self, seconds: float) -> None:
        await self._backend.sleep(seconds)


class _Connection(httpcore.AsyncNetworkStream):
    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self._tls: ssl.SSLObject | None = stream.get_extra_info("ssl_object")
        self._socket: socket | None = stream.get_extra_info("socket")

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self._tls is None:
            return await self._stream.read(max(max_bytes, _PIECE), timeout)
        piece = await self._stream.read(max_bytes, timeout)
        return b"".join((piece, *_more(self._tls, _PIECE - len(piece)))) if piece else piece

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        return _Connection(await self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        number = self._socket.fileno() if self._socket and info == "is_readable" else -1
        if number >= 0 and hasattr(select, "poll"):
            # For each request httpcore asks so of all connections that idle; AnyIO looks up all about the socket first.
            poll = select.poll()
            poll.register(number, select.POLLIN)
            return bool(poll.poll(0))
        return self._stream.get_extra_info(info)


def _more(tls: ssl.SSLObject, most: int) -> Iterable[bytes]:
    """The records that are here already, of about so many bytes together."""
    while most > 0:
        try:
            record = tls.read(_RECORD)
        except ssl.SSLError:  # there is none yet; or something is the matter, which the next read finds, too
            return
        if not record:  # so is the end
            return
        yield record
        most -= len(record)
