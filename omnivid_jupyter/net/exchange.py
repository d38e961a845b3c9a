"""What passed between here and a service, message by message, for people to read.

`Recorder` stands between the client and the network, so that it sees each attempt; `%omnivid trace` and the
panel's queue show what it saw. It is kept in memory, by the job.

An `Exchange` can be shown to anybody. The key, all but the host of an address that a service
gave out (whoever has it has the file), and long media are taken out when it is recorded, not when it is shown.
And it is there to be looked at only: an answer arrives whether it can be recorded or not.
"""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import httpx
import msgspec

from omnivid_jupyter import clock
from omnivid_jupyter.errors import OmnividError
from omnivid_jupyter.redaction import Key, hosts_only, redacted
from omnivid_jupyter.values import counted

__all__ = ["Exchange", "OnExchange", "Recorder", "readable"]

_log = logging.getLogger(__name__)

_LONG_VALUE = 400  # characters of a data: value that are still shown as they are
_LONG_TEXT = 20_000  # characters of one message that are kept
_DEEPEST = 100  # brackets in each other
_SENT = ("authorization", "content-type", "idempotency-key", "range", "if-range")
_RECEIVED = ("content-type", "content-length", "content-range", "retry-after")
_TITLES = {name: name.title() for name in (*_SENT, *_RECEIVED)}  # one text for all messages of all jobs
_JSON_MARK = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One message to a service or a media host, and what came back.

    `at` is when it was sent (`clock.monotonic` seconds; a job counts from its own beginning), `seconds` how long
    the answer took; `headers` and `answer_headers` are those that tell something; `status` is None where no
    answer came, and `fault` then says why. `fault` together with a status: the answer broke off. `number` counts
    the exchanges of a job.
    """

    at: float
    seconds: float
    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: str
    status: int | None
    answer_headers: tuple[tuple[str, str], ...] = ()
    answer: str = ""
    fault: str | None = None
    number: int = 0


OnExchange = Callable[[Exchange], None]


class Recorder(httpx.AsyncBaseTransport):
    """Passes requests on, and tells those about them that asked to be told.

    Who does puts a function into the request's extension "on_exchange", which is called with each `Exchange`. An
    API's answer (extension "call") is read here, so that its text is known; a file's is only counted while somebody
    else reads it.
    """

    def __init__(self, network: httpx.AsyncBaseTransport) -> None:
        self._network = network

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        on_exchange: OnExchange | None = request.extensions.get("on_exchange")
        if on_exchange is None:
            return await self._network.handle_async_request(request)
        record = _OpenExchange(request, on_exchange)
        response = None
        try:
            response = await self._network.handle_async_request(request)
            if record.is_call:
                await response.aread()
        except OmnividError:
            raise  # nothing was sent
        except Exception as error:
            record.end(response, fault=type(error).__name__)
            raise
        if record.is_call:
            record.end(response, text=response.content.decode("utf-8", "replace"))
        elif isinstance(response.stream, httpx.AsyncByteStream):
            response.stream = _Counted(response.stream, lambda text, fault: record.end(response, text, fault))
        return response

    async def aclose(self) -> None:
        await self._network.aclose()


class _OpenExchange:
    """One exchange that is under way.

    The key is taken from the request when something is redacted, and never put into a variable: a traceback may
    show those.
    """

    def __init__(self, request: httpx.Request, on_exchange: OnExchange) -> None:
        self._request = request
        self._on_exchange = on_exchange
        self._at = clock.monotonic()
        self.is_call: bool = request.extensions.get("call", False)

    def end(self, response: httpx.Response | None, text: str = "", fault: str | None = None) -> None:
        """Tell about it: it is over. What cannot be told is left out."""
        try:
            self._on_exchange(self._exchange(response, text, fault))
        except Exception as error:
            _log.debug("an exchange could not be recorded (%s)", type(error).__name__)

    def _exchange(self, response: httpx.Response | None, text: str, fault: str | None) -> Exchange:
        request, url = self._request, str(self._request.url)
        return Exchange(
            at=self._at,
            seconds=clock.monotonic() - self._at,
            method=request.method,
            url=self._without_key(url) if self.is_call else hosts_only(url),
            headers=self._headers(request.headers, _SENT),
            body=self._text(_sent_text(request)),
            status=response.status_code if response else None,
            answer_headers=self._headers(response.headers, _RECEIVED) if response else (),
            answer=self._text(text),
            fault=fault,
        )

    def _headers(self, headers: httpx.Headers, names: Iterable[str]) -> tuple[tuple[str, str], ...]:
        return tuple((_TITLES[name], self._header(headers, name)) for name in names if name in headers)

    def _header(self, headers: httpx.Headers, name: str) -> str:
        return "Bearer ***" if name == "authorization" else self._without_key(headers[name])

    def _text(self, text: str) -> str:
        text = hosts_only(self._without_key(_pretty(text)))
        left = len(text) - _LONG_TEXT
        return f"{text[:_LONG_TEXT]}… ({left} more characters)" if left > 0 else text

    def _without_key(self, text: str) -> str:
        return (
            redacted(text, Key(self._request.headers["authorization"].rpartition(" ")[2]))
            if self.is_call
            else text
        )


class _Counted(httpx.AsyncByteStream):
    """A file on its way: counts what passes, and says at the end how much it was."""

    def __init__(self, stream: httpx.AsyncByteStream, end: Callable[[str, str | None], None]) -> None:
        self._stream = stream
        self._end: Callable[[str, str | None], None] | None = end
        self._count = 0
        self._fault: str | None = None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._stream:
                self._count += len(chunk)
                yield chunk
        except Exception as error:
            self._fault = type(error).__name__
            raise

    async def aclose(self) -> None:
        await self._stream.aclose()
        if self._end:
            self._end(f"({counted(self._count, 'byte', grouped=True)})", self._fault)
            self._end = None


def readable(value: Any) -> Any:
    """A JSON value with its long data: addresses cut short."""
    if isinstance(value, dict):
        return {name: readable(item) for name, item in value.items()}
    if isinstance(value, list):
        return [readable(item) for item in value]
    if isinstance(value, str) and value.startswith("data:") and len(value) > _LONG_VALUE:
        return f"{value[:60]}… ({len(value)} characters)"
    return value


def _sent_text(request: httpx.Request) -> str:
    kind = request.headers.get("content-type", "")
    if kind.startswith("multipart/"):
        size = int(request.headers.get("content-length", 0))
        return f"(a form with a file: {counted(size, 'byte', grouped=True)})"
    return request.content.decode("utf-8", "replace")


def _pretty(text: str) -> str:
    """JSON on several lines; what is none stays as it is, and so does what would be blanks in the main."""
    try:
        if text.count("[") + text.count("{") > _DEEPEST and _depth(text) > _DEEPEST:
            return text
        return msgspec.json.format(msgspec.json.encode(readable(msgspec.json.decode(text)))).decode()
    except (msgspec.MsgspecError, ValueError, OverflowError):  # it overflows at numbers of more than 64 bits
        return text


def _depth(text: str) -> int:
    """How deep the brackets of a JSON text stand in each other. How deep one can be read differs between Pythons."""
    signs = (mark[0] for mark in _JSON_MARK.finditer(text))
    return max(accumulate({"[": 1, "{": 1, "]": -1, "}": -1}.get(sign, 0) for sign in signs), default=0)
