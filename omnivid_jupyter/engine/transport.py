"""Sending calls and opening downloads: the one place that touches the network.

- A call goes to its endpoint's origin with the key; a download goes anywhere without it.
- A GET may be repeated, so short faults are retried here (httpx-retries); a POST is sent exactly once.
- What is not an answer becomes one of two things: `ConnectionFailedError` (certainly nothing was sent) or
  `UnreadableReply` (nobody knows).

The one rule: a key is put into a header here and nowhere else, and is blotted out of whatever comes back.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.request import getproxies, proxy_bypass

import httpx
from httpx_retries import Retry, RetryTransport

from omnivid_jupyter.engine.endpoints import Endpoint
from omnivid_jupyter.engine.exchange import Recorder, Tell
from omnivid_jupyter.errors import ConnectionFailedError
from omnivid_jupyter.providers.wire import Call, Reply, UnreadableReply

if TYPE_CHECKING:
    from omnivid_jupyter.engine.demo import Demo

__all__ = ["Transport"]

#: GET only. 429 is not here: how long to wait then is the job's business (`pacing`).
_GET_RETRIES = Retry(
    total=2,
    backoff_factor=0.5,
    allowed_methods=["GET"],
    status_forcelist=[408, 500, 502, 503, 504],
    max_backoff_wait=20,
)
#: A submission may answer slowly: giving up early would make an unknown outcome out of a good one.
_SUBMIT_TIMEOUT = httpx.Timeout(connect=10, read=120, write=60, pool=10)
_QUERY_TIMEOUT = httpx.Timeout(connect=10, read=20, write=20, pool=10)
_DOWNLOAD_TIMEOUT = httpx.Timeout(connect=10, read=30, write=20, pool=30)
#: A connection that has idled may just be closed by the other side, and a POST on it would be in doubt.
_LIMITS = httpx.Limits(max_connections=200, max_keepalive_connections=20, keepalive_expiry=2)

_NOTHING_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


class _Routes(httpx.AsyncBaseTransport):
    """Which way a request leaves: into the simulator, through the system's proxy, or straight out."""

    def __init__(self, demo: Callable[[], Demo]) -> None:
        self._demo = demo
        self._ways: dict[str | None, httpx.AsyncHTTPTransport] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.host.endswith(
            ".invalid"
        ):  # a name that no network can have (RFC 2606): the simulator's
            return await self._demo().handle_async_request(request)
        proxy = _proxy(request.url)
        if proxy not in self._ways:
            self._ways[proxy] = httpx.AsyncHTTPTransport(proxy=proxy, limits=_LIMITS)
        return await self._ways[proxy].handle_async_request(request)

    async def aclose(self) -> None:
        for way in self._ways.values():
            await way.aclose()


def _proxy(url: httpx.URL) -> str | None:
    if url.host in ("localhost", "127.0.0.1", "::1") or proxy_bypass(url.host):
        return None
    proxies = getproxies()
    return proxies.get(url.scheme) or proxies.get("all")


class Transport:
    """One HTTP client for all jobs. Made on the engine's loop."""

    def __init__(self, network: httpx.AsyncBaseTransport | None = None) -> None:
        """`network` stands for the whole outside world where it is given (in tests)."""
        ways = Recorder(network or _Routes(lambda: self.demo))  # below the retries: it sees each of them
        self._client = httpx.AsyncClient(transport=RetryTransport(transport=ways, retry=_GET_RETRIES))

    @cached_property
    def demo(self) -> Demo:
        """The embedded simulator, imported and started when it is first needed."""
        from omnivid_jupyter.engine.demo import Demo

        return Demo()

    async def send(
        self,
        endpoint: Endpoint,
        call: Call,
        *,
        idempotency_key: str | None = None,
        tell: Tell | None = None,
    ) -> Reply:
        """Send one call with the endpoint's key and return the answer, whatever its status.

        `idempotency_key` marks a submission for services that know such a mark; `tell` is told about each
        message that is sent.

        Raises `ConnectionFailedError` when certainly nothing was sent, `UnreadableReply` when the connection
        broke later, and `ConfigurationError` without a key.
        """
        key = endpoint.require_key()
        try:
            response = await self._client.request(
                call.method,
                endpoint.url(call.path),
                json=call.json,
                files=call.files,
                headers={
                    "Authorization": f"Bearer {key}",
                    "Accept": "application/json",
                    **({"Idempotency-Key": idempotency_key} if idempotency_key else {}),
                },
                timeout=_SUBMIT_TIMEOUT if call.method == "POST" else _QUERY_TIMEOUT,
                follow_redirects=False,  # the key goes to this origin only
                extensions={"tell": tell},
            )
        except _NOTHING_SENT as error:
            raise ConnectionFailedError(
                f"{endpoint.title} cannot be reached ({type(error).__name__}): nothing was sent.",
                hint="Check the network, then run this again.",
                service=endpoint.service,
            ) from None
        except httpx.HTTPError as error:
            raise UnreadableReply(f"the connection broke ({type(error).__name__})") from None
        body = response.content.replace(key.encode(), b"***")
        return Reply(response.status_code, body, response.headers.get("Retry-After"))

    def download(
        self, url: str, headers: dict[str, str], tell: Tell
    ) -> AbstractAsyncContextManager[httpx.Response]:
        """Open a download: no key, no compression (the bytes stay as they are there), redirects followed."""
        return self._client.stream(
            "GET",
            url,
            headers={"Accept-Encoding": "identity", **headers},
            timeout=_DOWNLOAD_TIMEOUT,
            follow_redirects=True,
            extensions={"tell": tell},
        )

    async def aclose(self) -> None:
        """Close all connections and the simulator."""
        await self._client.aclose()
        if "demo" in self.__dict__:
            await self.demo.aclose()
