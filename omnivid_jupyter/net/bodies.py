"""The bytes of an answer: unpacked as a browser does, and counted while they come.

A few kilobytes can be packed gigabytes, and a body can go on for ever; so nothing is unpacked beyond what was agreed,
and a call's answer has its time. What is there of it when its connection breaks is enough where it is whole JSON: an
answer to a submission may hold the id of a paid task, and so does one that breaks off behind it.

No answer takes more memory than `MOST_JSON`, however it is packed.
"""

from __future__ import annotations

import asyncio
import json
import zlib
from collections.abc import AsyncIterator, Iterator

import httpx

from omnivid_jupyter.providers.replies import clean, glimpsed
from omnivid_jupyter.providers.wire import UnreadableReply

__all__ = ["MOST_JSON", "PACKINGS", "Bounded", "Unpacker", "unpacked"]

#: Bytes of a service's answer, unpacked. Those of the documents have some hundred.
MOST_JSON = 8 * 1024 * 1024
#: Seconds for the whole of such an answer once it has begun.
_SECONDS = 120.0
_PIECE = 1024 * 1024
#: What an answer may be packed with: all that the standard library unpacks.
PACKINGS = "gzip, deflate"
#: How packed bytes begin: whatever their head says, no JSON and no clip does so.
_GZIP = b"\x1f\x8b\x08"


class Unpacker:
    """Unpacks one body, piece by piece, each of at most a megabyte.

    `packing` is its Content-Encoding; what is not packed, whatever its host says, stays as it is.
    """

    def __init__(self, packing: str) -> None:
        self._packings = [each.strip().lower() for each in packing.split(",") if each.strip()]
        self._ways = {"gzip": [47], "x-gzip": [47], "deflate": [47, -15]}.get("".join(self._packings), [])
        self._zlib = zlib.decompressobj(self._ways.pop(0)) if self._ways else None
        self._begun = False
        known = self._zlib is not None or set(self._packings) <= {"identity"}
        #: What it says it is packed with, where that is nothing that was asked for.
        self.unknown = "" if known else ", ".join(self._packings)

    @property
    def is_at_end(self) -> bool:
        """Whether what was packed came to its end."""
        return self._zlib is None or self._zlib.eof

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What these bytes unpack to. Raises `httpx.DecodingError` when they are damaged."""
        while data and self._zlib is not None:
            if self._zlib.eof:  # what is packed may come in several parts, one behind the other
                if not data.startswith(_GZIP):
                    return
                self._zlib = zlib.decompressobj(47)
            try:
                piece = self._zlib.decompress(data, _PIECE)
            except zlib.error as error:
                if self._begun:
                    raise httpx.DecodingError("the packed answer is damaged") from error
                self._zlib = zlib.decompressobj(self._ways.pop(0)) if self._ways else None
                continue
            self._begun = True
            data = self._zlib.unconsumed_tail or self._zlib.unused_data
            if piece:
                yield piece
        if data and self._zlib is None:
            yield data


async def unpacked(response: httpx.Response, unpacker: Unpacker) -> AsyncIterator[bytes]:
    """The body of an answer that is being received, unpacked."""
    async for chunk in response.aiter_raw():
        for piece in unpacker.feed(chunk):
            yield piece


class Bounded(httpx.AsyncBaseTransport):
    """Gives the answers to calls (extension "call") within bounds; all others pass as they are.

    Reading one that is too large raises `UnreadableReply`.
    """

    def __init__(self, network: httpx.AsyncBaseTransport) -> None:
        self._network = network

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._network.handle_async_request(request)
        if response.is_closed or not request.extensions.get("call"):
            return response
        headers = [pair for pair in response.headers.raw if pair[0].lower() != b"content-encoding"]
        body = _Whole(response)
        return httpx.Response(
            response.status_code, headers=headers, stream=body, extensions=response.extensions
        )

    async def aclose(self) -> None:
        await self._network.aclose()


class _Whole(httpx.AsyncByteStream):
    """A body that comes in one piece, unpacked, when it is read."""

    def __init__(self, response: httpx.Response) -> None:
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield await _content(self._response)

    async def aclose(self) -> None:
        await self._response.aclose()


async def _content(response: httpx.Response) -> bytes:
    content = bytearray()
    unpacker = Unpacker(response.headers.get("Content-Encoding", ""))
    try:
        async with asyncio.timeout(_SECONDS):
            async for piece in unpacked(response, unpacker):
                _add(content, piece)
        for _ in range(2):  # packed, or packed twice, without a word of it
            if content.startswith(_GZIP):
                packed, content = bytes(content), bytearray()
                for piece in Unpacker("gzip").feed(packed):
                    _add(content, piece)
    except (httpx.HTTPError, TimeoutError) as error:
        if not (response.is_success and (_is_json(content) or _names_a_task(content))):
            if isinstance(error, TimeoutError):
                raise httpx.ReadTimeout("the answer does not come to its end") from error
            raise
    if unpacker.unknown and not _is_json(content):
        raise UnreadableReply(
            f"its answer is packed with {clean(unpacker.unknown, 40)}, which was not asked for"
        )
    return bytes(content)


def _add(content: bytearray, piece: bytes) -> None:
    content += piece
    if len(content) > MOST_JSON:
        raise UnreadableReply(f"its answer is larger than {MOST_JSON >> 20} MB")


def _names_a_task(content: bytearray) -> bool:
    return glimpsed(content.decode("utf-8", "replace"), "task_id", "id") is not None


def _is_json(content: bytearray) -> bool:
    try:
        return isinstance(json.loads(content), dict)
    except (ValueError, RecursionError):
        return False
