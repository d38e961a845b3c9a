"""Sending calls and opening downloads: the one place that touches the network.

- A call goes to its endpoint's origin with the key; a download goes anywhere without it.
- Each is sent exactly once. When to ask again is decided by those who know what that costs: `runner`, `uploads`
  and `download`. Only a `patient` call, which is free and nobody paces, is repeated here (httpx-retries).
- Each waits for its place first (`Gate`), a kind of its own: slow submissions hold up no query, jobs no person.
- What is not an answer becomes one of two things: `ConnectionFailedError` (certainly nothing was sent) or
  `UnreadableReply` (nobody knows).

A key is put into a header here and nowhere else, and is blotted out of whatever comes back. No
variable of ours holds it, and no error of a call has a frame of httpx, whose variables do: tracebacks may show them.
"""

from __future__ import annotations

import logging
import re
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from functools import cached_property, partial
from typing import TYPE_CHECKING
from urllib.request import getproxies, proxy_bypass

import httpx
from httpx_retries import Retry, RetryTransport

from omnivid_jupyter.errors import (
    ConfigurationError,
    ConnectionFailedError,
    InvalidRequestError,
    OmnividError,
)
from omnivid_jupyter.net.bodies import PACKINGS, Bounded
from omnivid_jupyter.net.connections import connecting, in_large_pieces
from omnivid_jupyter.net.endpoints import LOOPBACK, Endpoint
from omnivid_jupyter.net.exchange import OnExchange, Recorder
from omnivid_jupyter.net.gate import Gate
from omnivid_jupyter.net.unreachable import what_failed
from omnivid_jupyter.providers.wire import Call, Reply, UnreadableReply

if TYPE_CHECKING:
    from omnivid_jupyter.net.simulated import Demo

__all__ = ["SUBMIT_SECONDS", "Send", "Transport"]

_log = logging.getLogger("httpx")  # where its clients tell of each request

#: Sends one paid call whose place is taken: as `Transport.send`.
Send = Callable[..., Awaitable[Reply]]

#: A submission may answer slowly: giving up early would make an unknown outcome out of a good one.
SUBMIT_SECONDS = 120
_SUBMIT_TIMEOUT = httpx.Timeout(connect=10, read=SUBMIT_SECONDS, write=60, pool=None)
_QUERY_TIMEOUT = httpx.Timeout(connect=10, read=20, write=20, pool=None)
_DOWNLOAD_TIMEOUT = httpx.Timeout(connect=10, read=30, write=20, pool=None)
#: Seconds for which a connection that idles is used again. The other side may just be closing it: what is only read is
#: asked for once more then, but a POST would be in doubt. So those have connections of their own, which live shortly.
_KEPT, _KEPT_FOR_POSTS = 20.0, 2.0
_CLOSED = (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError)
#: What each call says; httpx's own name, as its clients give it.
_HEADERS = {
    "Accept": "application/json",
    "Accept-Encoding": PACKINGS,
    "Connection": "keep-alive",
    "User-Agent": f"python-httpx/{httpx.__version__}",
}

#: Queries a second, of all jobs: thousands of them share this thread, and a service would turn more away anyway.
_QUERIES = 50.0

#: For questions that somebody waits for: two more tries, within seconds.
_RETRIES = Retry(total=2, backoff_factor=0.5, allowed_methods=["GET"], respect_retry_after_header=False)

_NOTHING_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError)


class Transport:
    """One HTTP client for all jobs. Made on the engine's loop."""

    def __init__(self, network: httpx.AsyncBaseTransport | None = None) -> None:
        """`network` stands for the whole outside world where it is given (in tests)."""
        self._ways = Recorder(Bounded(network or _Routes(lambda: self.demo)))
        self._patient = RetryTransport(transport=self._ways, retry=_RETRIES)
        self._client = httpx.AsyncClient(transport=self._ways)  # for downloads, which are led elsewhere
        self._submissions = Gate(each=32, total=128)
        self._queries = Gate(each=32, total=128, rate=_QUERIES)
        self._questions = Gate(each=4, total=16)
        self._files = Gate(each=12, total=48)
        self.downloads = Gate(each=64, total=256)  # with their pauses
        for name in ("httpx", *_CORE):
            logging.getLogger(name).addFilter(_hosts_only)

    @cached_property
    def demo(self) -> Demo:
        """The embedded simulator, imported and started when it is first needed."""
        from omnivid_jupyter.net.simulated import Demo

        return Demo()

    async def send(
        self,
        endpoint: Endpoint,
        call: Call,
        *,
        on_exchange: OnExchange | None = None,
        patient: bool = False,
    ) -> Reply:
        """Send one free call with the endpoint's key and return the answer, whatever its status.

        `on_exchange` is called with each message that was sent; a `patient` call is a GET that somebody waits for, and
        that is sent again after short faults.

        Raises `ConnectionFailedError` when certainly nothing was sent, `UnreadableReply` when the connection
        broke later, `ConfigurationError` without a key or with a proxy that cannot be used, and
        `InvalidRequestError` for a call that cannot be written down; nothing was sent then either.
        """
        gate = self._questions if patient else self._queries
        async with gate.place(endpoint.base_url):
            return await self._send(endpoint, call, on_exchange=on_exchange, patient=patient)

    @asynccontextmanager
    async def turn(self, endpoint: Endpoint, note: Callable[[str], None]) -> AsyncIterator[Send]:
        """The turn of one submission: what to send it with, at once. Until then nothing was sent.

        `note` is told when it has to wait. What is given raises as `send`; its `idempotency_key` marks the
        submission for services that know such a mark.
        """
        if self._submissions.is_full(endpoint.base_url):
            note("waiting for its turn: others are being submitted")
        async with self._submissions.place(endpoint.base_url):
            yield partial(self._send, endpoint)

    async def _send(
        self,
        endpoint: Endpoint,
        call: Call,
        *,
        idempotency_key: str | None = None,
        on_exchange: OnExchange | None = None,
        patient: bool = False,
    ) -> Reply:
        endpoint.require_key()
        request = self._written(endpoint, call, idempotency_key, on_exchange)
        try:
            request.headers["Authorization"] = f"Bearer {endpoint.require_key().reveal()}"
            response = await self._answered(request, self._patient if patient else self._ways)
        except Exception as error:
            failure = _failure(endpoint, error)
        else:
            body = endpoint.redacted(response.content)
            return Reply(
                response.status_code, body, response.headers.get("Retry-After"), response.headers.get("Date")
            )
        raise failure  # out here, where httpx's own error and its frames are not its context

    async def _answered(self, request: httpx.Request, way: httpx.AsyncBaseTransport) -> httpx.Response:
        """The answer to a call, all of it.

        What a client of httpx does beside has no use here and takes as long again: a call has no cookies, and goes
        nowhere else.
        """
        with _logged_by_host():
            response = await way.handle_async_request(request)
            _log.info(
                'HTTP Request: %s %s "%s %d %s"',
                request.method,
                request.url,
                response.http_version,
                response.status_code,
                response.reason_phrase,
            )
        try:
            await response.aread()
        finally:
            await response.aclose()
        return response

    def _written(
        self, endpoint: Endpoint, call: Call, idempotency_key: str | None, on_exchange: OnExchange | None
    ) -> httpx.Request:
        """A call as an HTTP message, still without the key."""
        try:
            timeout = _SUBMIT_TIMEOUT if call.method == "POST" else _QUERY_TIMEOUT
            return httpx.Request(
                call.method,
                endpoint.url(call.path),
                json=call.json,
                files=call.files,
                headers=_HEADERS | ({"Idempotency-Key": idempotency_key} if idempotency_key else {}),
                extensions={"on_exchange": on_exchange, "call": True, "timeout": timeout.as_dict()},
            )
        except (TypeError, ValueError, httpx.InvalidURL) as error:
            raise InvalidRequestError(
                f"This cannot be sent to {endpoint.title}: no HTTP message can hold it ({type(error).__name__}).",
                hint="Look for unusual characters in the prompt and the ids.",
                service=endpoint.service,
            ) from None

    @asynccontextmanager
    async def download(
        self, url: str, headers: dict[str, str], on_exchange: OnExchange
    ) -> AsyncIterator[httpx.Response]:
        """Open a download: no key, no compression (the bytes stay as they are there), redirects followed.

        Raises `httpx.InvalidURL` for an address, here or behind a redirect, that nothing can be at.
        """
        with _only_real_addresses():
            request = self._client.build_request(
                "GET",
                url,
                headers={"Accept-Encoding": "identity", **headers},
                timeout=_DOWNLOAD_TIMEOUT,
                extensions={"on_exchange": on_exchange},
            )
            origin = str(request.url.copy_with(raw_path=b"/"))
        async with self._files.place(origin):
            with _logged_by_host(), _only_real_addresses():
                response = await self._client.send(request, stream=True, follow_redirects=True)
            try:
                yield response
            finally:
                await response.aclose()

    async def aclose(self) -> None:
        """Close all connections and the simulator."""
        await self._client.aclose()
        if "demo" in self.__dict__:
            await self.demo.aclose()


@contextmanager
def _only_real_addresses() -> Iterator[None]:
    """A host name or a port that there cannot be is one kind of error, whoever finds it."""
    try:
        yield
    except (ValueError, OverflowError) as error:  # idna, httpx and the socket each in its own way
        raise httpx.InvalidURL(f"no address ({type(error).__name__})") from error
    except httpx.RemoteProtocolError as error:
        if isinstance(error.__context__, httpx.InvalidURL):  # of a redirect
            raise error.__context__ from error
        raise


def _failure(endpoint: Endpoint, error: Exception) -> Exception:
    """What to raise for an error that came instead of an answer."""
    if isinstance(error, OmnividError):  # nothing was sent, and it says why
        error.__context__ = None
        return error.with_traceback(None)
    if isinstance(error, _NOTHING_SENT):
        what, advice = _why(error, httpx.URL(endpoint.base_url))
        return ConnectionFailedError(
            f"{endpoint.title} cannot be reached ({what}): nothing was sent.",
            hint=advice,
            service=endpoint.service,
        )
    if isinstance(error, UnreadableReply):
        return error.with_traceback(None)
    return UnreadableReply(f"the connection broke ({type(error).__name__})")


def _why(error: Exception, url: httpx.URL) -> tuple[str, str]:
    """What kept a connection from being made, and what to do about it."""
    proxy = _proxy(url)
    return what_failed(error, url.host, _name(proxy) if proxy else None)


# What httpx logs: addresses, at the level that people switch on


_ours = ContextVar("omnivid_request", default=False)
_CORE = tuple(f"httpcore.{part}" for part in ("connection", "http11", "http2", "proxy", "socks"))


@contextmanager
def _logged_by_host() -> Iterator[None]:
    """Have httpx log what is sent here without the path of its address: whoever has a signed one has the file."""
    token = _ours.set(True)
    try:
        yield
    finally:
        _ours.reset(token)


def _hosts_only(record: logging.LogRecord) -> bool:
    """A filter that changes our own lines in httpx's and httpcore's logs, and lets everything pass."""
    if _ours.get() and record.name.startswith("httpcore"):
        # What happened, without what came of it: that has all headers, a redirect's signed address among them.
        record.msg, record.args = record.getMessage().partition(" ")[0], None
    elif _ours.get() and isinstance(record.args, tuple):
        record.args = tuple(_host_only(each) if isinstance(each, httpx.URL) else each for each in record.args)
    return True


def _host_only(url: httpx.URL) -> str:
    return f"{url.scheme}://{url.netloc.decode('ascii')}/…"


# Which way a request leaves


class _Routes(httpx.AsyncBaseTransport):
    """Into the simulator, through the system's proxy, or straight out; each kind of request on connections of its own.

    What one kind leaves behind no other takes, and httpcore, which looks at all connections for each request, has few
    to look at.
    """

    def __init__(self, demo: Callable[[], Demo]) -> None:
        self._demo = demo
        self._ways: dict[tuple[str | None, str], httpx.AsyncHTTPTransport] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.host.endswith(".invalid"):  # no network has such names (RFC 2606): the simulator's
            return await self._demo().handle_async_request(request)
        way = self._way(request)
        try:
            with connecting() as connected:
                return await way.handle_async_request(request)
        except _CLOSED:
            if request.method != "GET" or connected():
                raise
        return await way.handle_async_request(request)  # the other side had closed what was to be used again

    def _way(self, request: httpx.Request) -> httpx.AsyncHTTPTransport:
        proxy, kind = _proxy(request.url), request.method if request.extensions.get("call") else "file"
        if (proxy, kind) not in self._ways:
            kept = _KEPT if request.method == "GET" else _KEPT_FOR_POSTS
            self._ways[proxy, kind] = _way(proxy, kept, lambda: self._trusted)
        return self._ways[proxy, kind]

    @cached_property
    def _trusted(self) -> ssl.SSLContext:
        """Which certificates are believed: they are read once for all ways."""
        return httpx.create_ssl_context()

    async def aclose(self) -> None:
        for way in self._ways.values():
            await way.aclose()


def _proxy(url: httpx.URL) -> str | None:
    """The address of the system's proxy for an address; as elsewhere, one without a scheme is an http:// one."""
    if url.host in LOOPBACK:
        return None
    proxies = getproxies()
    proxy = proxies.get(url.scheme) or proxies.get("all")
    if not proxy or proxy_bypass(url.host):  # in this order: each reads all of the environment
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def _way(proxy: str | None, kept: float, trusted: Callable[[], ssl.SSLContext]) -> httpx.AsyncHTTPTransport:
    """Connections by one way, which may idle for so many seconds; how many there are is bounded before (`Gate`).

    Raises `ConfigurationError` when the surroundings ask for one that cannot be gone.
    """
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=20, keepalive_expiry=kept)
    try:
        if proxy and (httpx.URL(proxy).port or 0) > 65535:
            raise ValueError("there is no such port")
        return in_large_pieces(httpx.AsyncHTTPTransport(verify=trusted(), proxy=proxy, limits=limits))
    except (ImportError, RuntimeError):  # RuntimeError when it was installed after httpx was imported
        raise ConfigurationError(
            f"The proxy {_name(proxy)} is a SOCKS proxy, and the package that such ones take is not here.",
            hint="pip install 'httpx[socks]' and restart the kernel, or name an http:// proxy in HTTPS_PROXY.",
        ) from None
    except (ValueError, httpx.InvalidURL):
        raise ConfigurationError(
            f"The proxy {_name(proxy)} cannot be used: its address is not of the form http://HOST:PORT.",
            hint="Mend or unset HTTPS_PROXY or ALL_PROXY, whichever names it.",
        ) from None
    except OSError as error:
        raise ConfigurationError(
            f"The certificates that SSL_CERT_FILE or SSL_CERT_DIR names cannot be read ({type(error).__name__}).",
            hint="Mend or unset the variable.",
        ) from None


def _name(proxy: str | None) -> str:
    """The host of a proxy's address. That may be anything, and hold a password."""
    address = (proxy or "").rpartition("://")[2].rpartition("@")[2]
    host = re.match(r"\[[\da-fA-F:.]+\]|[\w.-]+", address)
    return host.group() if host else "of the environment"
