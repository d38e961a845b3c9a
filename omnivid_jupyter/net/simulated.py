"""The embedded simulator, as the engine reaches it: in this process, without a port.

Whatever the engine does with a live service it does in the same way here; only the last step,
the transport, is another.
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, MutableMapping
from typing import Any

import httpx
import msgspec

from omnivid_jupyter.errors import ConfigurationError, InvalidRequestError
from omnivid_jupyter.net.endpoints import Endpoint
from omnivid_jupyter.providers.base import Provider
from omnivid_jupyter.settings import demo_films, demo_speed, home
from omnivid_jupyter.simulator import (
    KINDS,
    KINDS_OF_WORDS,
    ConnectionDropped,
    Fault,
    Simulator,
    listed,
    picture_of,
)

__all__ = ["Demo"]

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

#: Any key opens the simulator; this one says in the logs of a fault lesson where it comes from.
_KEY = "sk-demo"


class Demo(httpx.AsyncBaseTransport):
    """The simulator behind an httpx transport.

    `faults` is its table of what can go wrong, and where. `kinds_of_words` are the kinds of words that its films
    follow, with their titles; `words` gives those of a kind, `picture` a small picture of what one does.
    """

    faults = KINDS
    kinds_of_words = KINDS_OF_WORDS
    words = staticmethod(listed)
    picture = staticmethod(picture_of)

    def __init__(self) -> None:
        folder = home() / "simulator"
        try:
            self.simulator = Simulator(folder, speed=demo_speed(), films=demo_films())
        except (OSError, sqlite3.Error) as error:
            raise ConfigurationError(
                f"The simulator's folder {folder} cannot be used: {error}.",
                hint="If that does not pass, move it away (nothing in it was paid for), or set OMNIVID_HOME.",
            ) from error

    def endpoint(self, provider: Provider) -> Endpoint:
        """The simulated endpoint of a service."""
        return Endpoint(provider.name, provider.title, self.simulator.base_urls[provider.name], _KEY)

    def inject(self, kind: str, fields: Mapping[str, str]) -> None:
        """Let requests to come meet a fault (`simulator.faults.Fault`) whose fields are given as words.

        `kind` may also be an HTTP status, `times` also "ever"; without `on` it is the first place where such a
        fault can happen. Raises `InvalidRequestError` for what is no fault.
        """
        if kind.isdigit():
            kind, fields = "status", {"status": kind, **fields}
        places = next((where for known, (where, _) in KINDS.items() if known == kind), None)
        if places is None:
            raise _impossible(f"it has no fault {kind!r}", f"It has {', '.join(KINDS)}.")
        words: dict[str, str | None] = {"kind": kind, "on": places[0], **fields}
        if words.get("times") == "ever":
            words["times"] = None
        try:
            self.simulator.inject(msgspec.convert(words, Fault, strict=False))
        except msgspec.ValidationError as error:
            names = [name for name in Fault.__struct_fields__ if name != "kind"]
            hint = f"A fault takes {', '.join(names)}; %omnivid demo shows the faults."
            raise _impossible(str(error).replace(" - at `$.", " as `"), hint) from None

    def hurry(self, speed: str) -> None:
        """Let tasks run so many times quicker than usual. Raises `InvalidRequestError` for no positive number."""
        try:
            self.simulator.speed = float(speed)
        except ValueError:
            raise _impossible(f"speed={speed} is no positive number", "Such as speed=5.") from None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        call = _Call(self.simulator.app)
        try:
            response = await httpx.ASGITransport(call.run).handle_async_request(request)
        except ConnectionDropped as dropped:
            raise httpx.ReadError(str(dropped), request=request) from dropped
        if call.was_cut and isinstance(response.stream, httpx.AsyncByteStream):
            response.stream = _CutStream(response.stream)
        return response

    async def aclose(self) -> None:
        await self.simulator.aclose()


class _Call:
    """One request to the simulator; `was_cut` when the connection was cut after the answer had begun.

    httpx's transport gives out whole answers only: the cut is told apart, for `_CutStream` to repeat.
    """

    def __init__(self, app: Application) -> None:
        self._app = app
        self._begun = False
        self.was_cut = False

    async def run(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The application that httpx sees."""

        async def speak(message: MutableMapping[str, Any]) -> None:
            self._begun = True
            await send(message)

        try:
            await self._app(scope, receive, speak)
        except ConnectionDropped:
            if not self._begun:
                raise
            self.was_cut = True
            await send({"type": "http.response.body", "body": b"", "more_body": False})


class _CutStream(httpx.AsyncByteStream):
    """What came of an answer before it was cut."""

    def __init__(self, stream: httpx.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._stream:
            yield chunk
        raise httpx.ReadError("the connection was cut")


def _impossible(what: str, hint: str) -> InvalidRequestError:
    return InvalidRequestError(f"The simulator cannot do that: {what}.", field="command", hint=hint)
