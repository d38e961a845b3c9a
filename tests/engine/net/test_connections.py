"""A connection gives in one piece what has come, plain or encrypted, and every byte once; and which is used again."""

from __future__ import annotations

import asyncio
import random
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpcore
import httpx
import pytest
import trustme

from omnivid_jupyter.net.connections import in_large_pieces
from omnivid_jupyter.net.endpoints import Endpoint
from omnivid_jupyter.providers.wire import Call, UnreadableReply
from tests import PATIENCE
from tests.engine.net.test_transport import endpoint, transport

BODY = random.Random(5).randbytes(3_000_000)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n"


class Stream(httpcore.AsyncNetworkStream):
    """Gives the first of these records itself; the others, and what is the matter then, lie in its TLS."""

    def __init__(self, records: Sequence[bytes], then: Exception | bytes) -> None:
        self._told = iter(records)
        self._then = then

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return next(self._told, b"")

    def get_extra_info(self, info: str) -> Any:
        return Tls(self._told, self._then) if info == "ssl_object" else None


class Tls:
    def __init__(self, told: Any, then: Exception | bytes) -> None:
        self._told, self._then = told, then

    def read(self, length: int) -> bytes:
        record = next(self._told, self._then)
        if isinstance(record, Exception):
            raise record
        return record


class Backend(httpcore.AsyncNetworkBackend):
    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    async def connect_tcp(self, *_: Any, **__: Any) -> Stream:
        return self._stream


RECORDS: dict[str, tuple[int, Exception | bytes, int]] = {
    "none": (0, ssl.SSLWantReadError(), 0),
    "one": (1, ssl.SSLWantReadError(), 1),
    "all that have come": (5, ssl.SSLWantReadError(), 5),
    "to the end": (5, b"", 5),
    "to where it broke": (5, ssl.SSLEOFError(), 5),
    "to where it is damaged": (5, ssl.SSLError("bad record"), 5),
    "no more than a piece": (40, ssl.SSLWantReadError(), 16),
}


@pytest.mark.parametrize("name", RECORDS)
async def test_records_that_are_here_are_one_piece(name: str) -> None:
    count, then, expected = RECORDS[name]
    records = [bytes([number]) * 16_384 for number in range(count)]
    way = in_large_pieces(httpx.AsyncHTTPTransport())
    way._pool._network_backend._backend = Backend(Stream(records, then))  # type: ignore[attr-defined]
    connection = await way._pool._network_backend.connect_tcp("host", 443)
    assert await connection.read(65_536) == b"".join(records[:expected])
    await way.aclose()


@asynccontextmanager
async def host(tls: ssl.SSLContext | None, body: bytes) -> AsyncIterator[int]:
    """A real port that gives every connection these bytes of the three million it names, and closes it."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(HEAD + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(handle, "localhost", 0, ssl=tls)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def fetched(address: str) -> tuple[bytes, httpcore.AsyncNetworkStream]:
    content = bytearray()
    async with (
        transport() as sender,
        sender.download(address, {}, lambda _: None) as response,
    ):
        stream: httpcore.AsyncNetworkStream = response.extensions["network_stream"]
        async for piece in response.aiter_raw():
            content += piece
    return bytes(content), stream


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_download_comes_whole_or_breaks_off(
    scheme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    tls = None
    if scheme == "https":
        authority = trustme.CA()
        authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost").configure_cert(tls)
    async with host(tls, BODY) as port:
        content, stream = await fetched(f"{scheme}://localhost:{port}/film.mp4")
    assert content == BODY
    assert type(stream).__module__ == in_large_pieces.__module__  # both libraries still take it
    async with host(tls, BODY[:2_000_000]) as port:
        with pytest.raises(httpx.HTTPError):
            await fetched(f"{scheme}://localhost:{port}/film.mp4")


# Connections that are used again


ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


@asynccontextmanager
async def service(
    answers: Sequence[bytes], *, kept: bool = True
) -> AsyncIterator[tuple[Endpoint, list[str], set[asyncio.Task[None]]]]:
    """A real port that gives each connection these answers, one for each request, and then closes it.

    An answer of nothing closes it, too; at the last one it is closed at once, or when the next request comes (`kept`).
    The list has the method of each request, with a "+" where it came on a new connection; the set has what is at them.
    """
    heard: list[str] = []
    open_ones: set[asyncio.Task[None]] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        open_ones.add(task)
        task.add_done_callback(open_ones.discard)
        new = "+"
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            for answer in [*answers, *([b""] if kept else [])]:
                head = await reader.readuntil(b"\r\n\r\n")
                heard.append(new + head.split()[0].decode())
                new = ""
                writer.write(answer)
                if not answer:
                    break
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        yield endpoint(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"), heard, open_ones
        await asyncio.gather(*open_ones)


QUERY, SUBMISSION = Call("GET", "/tasks/1"), Call("POST", "/videos")


async def test_a_query_whose_connection_was_closed_when_it_was_used_again_is_asked_once_more_at_once() -> (
    None
):
    async with service([ANSWER]) as (where, heard, _), transport() as way:
        for _ in range(3):
            assert (await way.send(where, QUERY)).status == 200
    assert heard == ["+GET", "GET", "+GET", "GET", "+GET"]


async def test_so_does_a_download() -> None:
    async with service([ANSWER]) as (where, heard, _), transport() as way:
        for _ in range(2):
            async with way.download(where.url("/film.mp4"), {}, lambda _: None) as response:
                assert await response.aread() == b"{}"
    assert heard == ["+GET", "GET", "+GET"]


async def test_a_query_whose_new_connection_breaks_is_not_repeated_here() -> None:
    async with service([b""]) as (where, heard, _), transport() as way:
        with pytest.raises(UnreadableReply):
            await way.send(where, QUERY)
    assert heard == ["+GET"]


async def test_a_submission_is_sent_once_whatever_becomes_of_its_connection(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("omnivid_jupyter.net.transport._KEPT_FOR_POSTS", PATIENCE)
    async with service([ANSWER]) as (where, heard, _), transport() as way:
        assert (await way.send(where, SUBMISSION)).status == 200
        with pytest.raises(UnreadableReply):  # within the seconds for which its connection is used again
            await way.send(where, SUBMISSION)
    assert heard == ["+POST", "POST"]


async def test_a_submission_never_goes_out_on_a_connection_that_is_known_to_be_closed() -> None:
    async with service([ANSWER], kept=False) as (where, heard, open_ones), transport() as way:
        for _ in range(3):
            assert (await way.send(where, SUBMISSION)).status == 200
            while open_ones:
                await asyncio.sleep(0.01)
    assert heard == ["+POST"] * 3


async def test_a_submission_never_goes_out_on_a_connection_that_has_idled_long_or_that_others_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("omnivid_jupyter.net.transport._KEPT_FOR_POSTS", 0.05)
    async with service([ANSWER] * 9) as (where, heard, _), transport() as way:
        for call in (QUERY, SUBMISSION, QUERY, SUBMISSION, QUERY):
            await way.send(where, call)
            await asyncio.sleep(0.2)
    assert heard == ["+GET", "+POST", "GET", "+POST", "GET"]
