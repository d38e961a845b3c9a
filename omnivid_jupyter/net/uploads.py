"""How local media get to a service: within the request, by its upload, or as the link of its own result.

All of this happens before a submission, is free, and may be repeated. What many jobs share is uploaded once.

A service gets what its table names (`Media.delivery`), and nothing of what we know beside it.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, NoReturn, TypeVar

from omnivid_jupyter import clock
from omnivid_jupyter.errors import (
    ConnectionFailedError,
    InvalidRequestError,
    OmnividError,
    RateLimitError,
    ServiceError,
)
from omnivid_jupyter.localmedia import LocalMedia
from omnivid_jupyter.net.download import LinkRefused, address_of
from omnivid_jupyter.net.endpoints import Endpoint
from omnivid_jupyter.net.exchange import OnExchange
from omnivid_jupyter.net.pacing import retry_after_seconds, submit_pause
from omnivid_jupyter.net.transport import Transport
from omnivid_jupyter.providers.capabilities import Delivery, Model
from omnivid_jupyter.providers.identity import unsigned
from omnivid_jupyter.providers.registry import Target
from omnivid_jupyter.providers.wire import Call, Reply, UnreadableReply
from omnivid_jupyter.request import VideoRequest

__all__ = ["Uploads", "preview"]

Answer = TypeVar("Answer")

_ATTEMPTS = 3
_LONGEST_PAUSE = 30.0
#: Seconds for which an address is used again. It lives for three days; the task has to find it there, too.
_REUSE = 24 * 3600.0
_ELSEWHERE = "Put the file on a public address and give that."


class _Local(NamedTuple):
    delivery: Delivery
    media: LocalMedia


class _Uploaded(NamedTuple):
    url: str
    at: float


def preview(model: Model, request: VideoRequest) -> VideoRequest:
    """A checked request as it will be sent, with words for the addresses that are known only then.

    It is there to be shown: signed addresses stand in it as they are written down.
    """
    local = {
        reference: media.bare if delivery == "data" else f"<the address of {media.title or 'the file'}>"
        for reference, (delivery, media) in _locals(model, request).items()
    }
    addresses = [each for each in (*request.images, *request.videos) if each not in local]
    return _replaced(request, local | {each: unsigned(each) for each in addresses})


def _locals(model: Model, request: VideoRequest) -> dict[str, _Local]:
    """The local media of a checked request."""
    found: dict[str, _Local] = {}
    for table, references in ((model.images, request.images), (model.videos, request.videos)):
        for reference in references:
            if table and reference.startswith("data:"):
                media = LocalMedia.parse(reference)
                delivery = table.delivery(media)
                if delivery is None:
                    raise RuntimeError("a request was sent that no check has let through")
                found[reference] = _Local(delivery, media)
    return found


def _replaced(request: VideoRequest, sent: Mapping[str, str]) -> VideoRequest:
    return replace(
        request,
        images=tuple(sent.get(reference, reference) for reference in request.images),
        videos=tuple(sent.get(reference, reference) for reference in request.videos),
    )


class Uploads:
    """What this process has uploaded, so that many jobs with one picture upload it once. On the engine's loop."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._known: dict[tuple[str, str], _Uploaded] = {}
        self._turns: defaultdict[tuple[str, str], asyncio.Lock] = defaultdict(asyncio.Lock)

    async def delivered(
        self,
        target: Target,
        endpoint: Endpoint,
        request: VideoRequest,
        note: Callable[[str], None],
        on_exchange: OnExchange,
    ) -> VideoRequest:
        """A checked request as the service can take it; what it needs for that is uploaded or asked for.

        `note` is told what is going on, `on_exchange` about each message. Raises an `OmnividError` when that fails;
        nothing is charged by it.
        """
        sent = {}
        for reference, (delivery, media) in _locals(target.model, request).items():
            if delivery == "upload":
                sent[reference] = await self._uploaded(target, endpoint, media, note, on_exchange)
            elif delivery == "result":
                sent[reference] = await self._link(target, endpoint, media, on_exchange)
            else:
                sent[reference] = media.bare
        return _replaced(request, sent)

    async def _uploaded(
        self,
        target: Target,
        endpoint: Endpoint,
        media: LocalMedia,
        note: Callable[[str], None],
        on_exchange: OnExchange,
    ) -> str:
        """The address of a picture at the service, which has it already or gets it now."""
        place = (endpoint.base_url, media.identity)
        async with self._turns[place]:
            known = self._known.get(place)
            if known is None or clock.monotonic() - known.at > _REUSE:
                note(f"uploading {media.title or 'a file'}")
                url = await self._ask(
                    endpoint, target.provider.upload(media), target.provider.read_upload, media, on_exchange
                )
                known = self._known[place] = _Uploaded(url, clock.monotonic())
            return known.url

    async def _link(
        self, target: Target, endpoint: Endpoint, media: LocalMedia, on_exchange: OnExchange
    ) -> str:
        """The link that the service gives out now for a result of its own."""
        call = target.provider.query((media.task or "").partition(":")[2])
        try:
            status = await self._ask(endpoint, call, target.provider.read_query, media, on_exchange)
        except InvalidRequestError:
            _gone(endpoint, media)
        link = _own_link(endpoint, media, status.urls)
        try:
            return address_of(link, endpoint.url(call.path))
        except LinkRefused:
            _gone(endpoint, media)

    async def _ask(
        self,
        endpoint: Endpoint,
        call: Call,
        read: Callable[[Reply], Answer],
        media: LocalMedia,
        on_exchange: OnExchange,
    ) -> Answer:
        """The answer to a free call, which is repeated a few times when none comes."""
        for attempt in range(1, _ATTEMPTS + 1):
            reply: Reply | None = None
            try:
                reply = await self._transport.send(endpoint, call, on_exchange=on_exchange)
                return read(reply)
            except InvalidRequestError as refused:
                refused.field = "images"
                raise
            except (UnreadableReply, ConnectionFailedError, RateLimitError, ServiceError) as fault:
                wanted = retry_after_seconds(reply.retry_after) if reply else None
                pause = submit_pause(attempt, wanted)
                if attempt == _ATTEMPTS or pause > _LONGEST_PAUSE:
                    raise _not_taken(endpoint, media, fault) from fault
                await clock.sleep(pause)
        raise AssertionError("unreachable")


def _not_taken(endpoint: Endpoint, media: LocalMedia, fault: Exception) -> OmnividError:
    if isinstance(fault, OmnividError):
        return fault
    return ServiceError(
        f"{endpoint.title} could not be given {media.title or 'the file'}: {fault}.",
        hint="Nothing was submitted, and nothing charged. Try again later.",
        service=endpoint.service,
    )


def _own_link(endpoint: Endpoint, media: LocalMedia, urls: Sequence[str]) -> str:
    """The link of this very result among those of its task: they are in the order in which they were kept."""
    if not urls:
        _gone(endpoint, media)
    index, count = media.result or (0, 1)
    if len(urls) != count:
        raise InvalidRequestError(
            f"Which of the links that {endpoint.title} gives out is that of {media.title} cannot be told.",
            field="images",
            hint=_ELSEWHERE,
            service=endpoint.service,
        )
    return urls[index]


def _gone(endpoint: Endpoint, media: LocalMedia) -> NoReturn:
    raise InvalidRequestError(
        f"{endpoint.title} takes addresses only, and no longer gives one out for {media.title}.",
        field="images",
        hint=_ELSEWHERE,
        service=endpoint.service,
    )
