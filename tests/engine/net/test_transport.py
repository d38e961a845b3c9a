"""What leaves this process, which way, how often, and that no trace of a key or of a signed address stays behind."""

from __future__ import annotations

import asyncio
import logging
import sys
import traceback
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import FrameType, TracebackType

import httpx
import pytest

from omnivid_jupyter.errors import (
    ConfigurationError,
    ConnectionFailedError,
    InvalidRequestError,
    OmnividError,
    SubmissionUnknownError,
)
from omnivid_jupyter.net.endpoints import Endpoint
from omnivid_jupyter.net.transport import Transport
from omnivid_jupyter.providers.wire import Call, UnreadableReply
from tests.engine.conftest import KEY, Start
from tests.engine.service import MEDIA, Answer, Service, completed, reply
from tests.wound import Wound

POST = Call("POST", "/videos/generations", json={"prompt": "x"})
GET = Call("GET", "/tasks/task_1")
LIVE = "https://api.apimart.ai/v1"
LOOK = 0.25  # seconds between two looks, at the most, of who gives places or waits for the journal


def endpoint(base_url: str = LIVE) -> Endpoint:
    return Endpoint("apimart", "APIMart", base_url, KEY)


@asynccontextmanager
async def transport(network: httpx.AsyncBaseTransport | None = None) -> AsyncIterator[Transport]:
    made = Transport(network)
    yield made
    await made.aclose()


@asynccontextmanager
async def host(answer: bytes) -> AsyncIterator[tuple[str, list[bytes]]]:
    """A real port that gives every connection these bytes and closes it; what came is in the list."""
    heard: list[bytes] = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}", heard


# The key


class Breaks(httpx.AsyncBaseTransport):
    """A network that fails in a way of its own."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        sent = list(request.headers.raw)  # as httpx's own frames have it
        assert sent
        raise self.error


def chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        if error.__cause__ is not None:
            yield from chain(error.__cause__)
        error = error.__context__


def frames(stack: TracebackType | None) -> Iterator[FrameType]:
    while stack is not None:
        yield stack.tb_frame
        stack = stack.tb_next


def shown(secret: str, error: BaseException) -> list[str]:
    """The functions with a variable that shows the secret, in every traceback that the error carries."""
    return [
        f"{frame.f_code.co_qualname}: {name}"
        for each in chain(error)
        for frame in frames(each.__traceback__)
        if frame.f_globals["__name__"] != __name__
        for name, value in frame.f_locals.items()
        if secret in repr(value)
    ]


@pytest.mark.parametrize(
    ("network", "expected"),
    [
        (Breaks(httpx.ConnectError("refused")), ConnectionFailedError),
        (Breaks(httpx.ReadError("reset")), UnreadableReply),
        (Breaks(RuntimeError("a transport of its own")), UnreadableReply),
        (Breaks(ConfigurationError("a bad setting")), ConfigurationError),
    ],
    ids=["refused", "reset", "strange", "ours"],
)
async def test_no_error_of_a_call_shows_the_key(
    network: httpx.AsyncBaseTransport, expected: type[Exception]
) -> None:
    async with transport(network) as way:
        for call in (POST, GET):
            with pytest.raises(expected) as caught:
                await way.send(endpoint(), call, on_exchange=lambda _: None)
            assert shown(KEY, caught.value) == []
            report = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
            assert KEY not in "".join(report.format())
            modules = {frame.f_globals["__name__"] for frame in frames(caught.value.__traceback__)}
            assert modules == {__name__, "omnivid_jupyter.net.transport"}
            assert caught.value.__context__ is None


async def test_no_error_of_a_real_connection_shows_the_key() -> None:
    async with transport() as way:
        async with host(b"") as (address, heard):
            with pytest.raises(UnreadableReply, match="RemoteProtocolError") as broken:
                await way.send(endpoint(f"http://{address}"), POST, on_exchange=lambda _: None)
        assert f"Authorization: Bearer {KEY}".encode() in heard[0]
        with pytest.raises(ConnectionFailedError, match="nothing was sent") as refused:
            await way.send(endpoint(f"http://{address}"), POST, on_exchange=lambda _: None)
    assert shown(KEY, broken.value) == shown(KEY, refused.value) == []


async def test_while_a_call_is_under_way_no_variable_of_ours_shows_the_key() -> None:
    found: list[str] = []
    ours: set[str] = set()

    class Looks(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            frame: FrameType | None = sys._getframe()
            while frame is not None:
                if (module := frame.f_globals["__name__"]).startswith("omnivid_jupyter"):
                    ours.add(module)
                    found.extend(name for name, value in frame.f_locals.items() if KEY in repr(value))
                frame = frame.f_back
            assert request.headers["Authorization"] == f"Bearer {KEY}"
            return reply({})

    async with transport(Looks()) as way:
        await way.send(endpoint(), POST, on_exchange=lambda _: None)
    assert ours == {f"omnivid_jupyter.net.{name}" for name in ("transport", "exchange", "bodies")}
    assert found == []


@pytest.mark.parametrize(
    "answer", [httpx.ReadError("reset"), RuntimeError("strange"), reply(b"oops", 500)], ids=repr
)
def test_no_error_of_a_job_shows_the_key(start: Start, answer: Answer) -> None:
    with pytest.raises(SubmissionUnknownError) as caught:
        start(Service(submit=[answer])).result()
    assert shown(KEY, caught.value) == []


def test_an_endpoint_and_what_holds_one_do_not_show_its_key(start: Start) -> None:
    job = start(Service())
    job.result()
    assert KEY not in repr(job.plan) + repr(job.plan.endpoint) + str(vars(job))
    assert job.plan.endpoint.redacted(f"is {KEY} yours?".encode()) == b"is *** yours?"


async def test_without_a_key_nothing_is_sent() -> None:
    network = Service()
    async with transport(network) as way:
        with pytest.raises(ConfigurationError, match="needs a key"):
            await way.send(Endpoint("apimart", "APIMart", LIVE, None), POST)
    assert not any(network.calls.values())


async def test_what_no_message_can_hold_is_refused_before_anything_is_sent() -> None:
    network = Service()
    async with transport(network) as way:
        for call in (
            Call("POST", "/videos/generations", json={"prompt": "a \ud800 b"}),
            Call("GET", "/tasks/a\x00b"),
        ):
            with pytest.raises(InvalidRequestError, match="cannot be sent to APIMart"):
                await way.send(endpoint(), call)
    assert not any(network.calls.values())


# How often


@pytest.mark.parametrize(
    "fault",
    [reply(b"", 503, Retry_After="60"), reply(b"", 500), httpx.ConnectError("x"), httpx.ReadTimeout("x")],
    ids=repr,
)
async def test_a_call_is_sent_once_whatever_comes_of_it(fault: Answer, wound: Wound) -> None:
    network = Service(query=[fault, completed()])
    async with transport(network) as way:
        try:
            assert (await way.send(endpoint(), GET)).status in (500, 503)
        except (OmnividError, UnreadableReply):
            assert isinstance(fault, Exception)
    assert len(network.calls["query"]) == 1 and wound.slept == []


def test_a_pinned_rhythm_holds_through_faults(start: Start, wound: Wound) -> None:
    faults = [reply(b"", 500), reply(b"", 502), reply(b"", 503), reply(b"", 503, Retry_After="1")]
    service = Service(query=[*faults, completed()])
    start(service, poll_interval=0.4).result()
    between = [seconds for seconds in wound.slept if seconds > LOOK]  # others look about meanwhile
    assert between == [0.4, 0.4, 0.4, 0.4, 1.0]


# What httpx logs


async def test_a_cookie_that_a_service_sets_goes_nowhere() -> None:
    heard: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        heard.append(request)
        return httpx.Response(200, json={}, headers={"Set-Cookie": "whose=mine; Path=/"})

    async with transport(httpx.MockTransport(answer)) as sending:
        for patient in (False, True, False):
            assert (await sending.send(endpoint(), GET, patient=patient)).status == 200
        async with sending.turn(endpoint(), lambda _: None) as send:
            assert (await send(POST)).status == 200
    assert [request.headers.get("Cookie") for request in heard] == [None] * 4
    assert {request.headers["Authorization"] for request in heard} == {f"Bearer {KEY}"}


async def test_httpx_logs_of_our_requests_no_more_than_the_host(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    moved = httpx.Response(302, headers={"Location": "https://cdn.example.com:8443/b.mp4?X-Sig=SECRET"})
    network = Service(download=[moved, reply(b"...")])
    async with transport(network) as way:
        await way.send(endpoint(), GET)
        async with way.download(MEDIA, {}, lambda _: None) as response:
            await response.aread()
    assert [record.getMessage() for record in caplog.records if record.name == "httpx"] == [
        'HTTP Request: GET https://api.apimart.ai/… "HTTP/1.1 200 OK"',
        'HTTP Request: GET https://media.example.com/… "HTTP/1.1 302 Found"',
        'HTTP Request: GET https://cdn.example.com:8443/… "HTTP/1.1 200 OK"',
    ]
    assert "SECRET" not in caplog.text and "secret" not in caplog.text


async def test_httpx_logs_of_other_peoples_requests_what_it_always_does(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    theirs = "https://theirs.example.com/path?q=1"
    others = httpx.AsyncClient(transport=httpx.MockTransport(lambda _: reply({})))
    under_way, logged = asyncio.Event(), asyncio.Event()

    class Waits(Service):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            under_way.set()
            await logged.wait()
            return await super().handle_async_request(request)

    async with transport(Waits()) as way, others, asyncio.TaskGroup() as tasks:
        tasks.create_task(way.send(endpoint(), GET))
        await under_way.wait()
        await others.get(theirs)
        logged.set()
    lines = [record.getMessage() for record in caplog.records if record.name == "httpx"]
    assert lines == [
        f'HTTP Request: GET {theirs} "HTTP/1.1 200 OK"',
        'HTTP Request: GET https://api.apimart.ai/… "HTTP/1.1 200 OK"',
    ]


# Proxies


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Set the system's proxy to this address, and no other."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return lambda address: monkeypatch.setenv("HTTPS_PROXY", address)


@pytest.mark.parametrize("form", ["{}", "http://{}", "user:word@{}", "http://user:word@{}/"])
async def test_a_proxy_is_used_however_it_is_written(proxy: Callable[[str], None], form: str) -> None:
    async with (
        host(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n") as (address, heard),
        transport() as way,
    ):
        proxy(form.format(address))
        with pytest.raises(ConnectionFailedError, match="nothing was sent"):
            await way.send(endpoint(), POST)
    assert heard[0].startswith(b"CONNECT api.apimart.ai:443 ") and KEY.encode() not in heard[0]
    assert (b"Proxy-Authorization: Basic" in heard[0]) is ("user" in form)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("socks4://user:word@proxy.corp.example:1080", "proxy.corp.example"),
        ("user:wo:/rd@proxy.corp.example:none", "proxy.corp.example"),
        ("http://user:wo@rd@[::1]:none", r"\[::1\]"),
        ("user:word", "user"),
        ("ftp://@", "of the environment"),
    ],
)
async def test_a_proxy_that_cannot_be_used_is_named_without_its_password(
    proxy: Callable[[str], None], address: str, name: str
) -> None:
    proxy(address)
    async with transport() as way:
        with pytest.raises(ConfigurationError, match=f"^The proxy {name} cannot be used: ") as caught:
            await way.send(endpoint(), POST)
    assert "HTTPS_PROXY" in str(caught.value) and "word" not in str(caught.value)
    assert shown("word", caught.value) == []


async def test_a_socks_proxy_without_its_package_is_said(
    proxy: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "socksio", None)
    proxy("socks5://user:word@proxy.corp.example:1080")
    async with transport() as way:
        with pytest.raises(ConfigurationError, match=r"proxy\.corp\.example is a SOCKS proxy") as caught:
            await way.send(endpoint(), POST)
    assert "httpx[socks]" in str(caught.value) and "word" not in str(caught.value)


async def test_certificates_that_are_not_there_are_said(
    proxy: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "gone.pem"))
    async with transport() as way:
        with pytest.raises(ConfigurationError, match="SSL_CERT_FILE"):
            await way.send(endpoint(), POST)


@pytest.mark.usefixtures("wound")
async def test_a_free_question_is_asked_again_after_a_short_fault_and_a_submission_never() -> None:
    balance = httpx.Response(200, json={"remain_balance": 3.5})
    service = Service(submit=[httpx.Response(503)], download=[httpx.Response(503), balance])
    async with transport(service) as asked:
        answer = await asked.send(endpoint(), Call("GET", "/user/balance"), patient=True)
        assert answer.status == 200 and len(service.calls["download"]) == 2
        refused = await asked.send(endpoint(), POST, patient=True)
        assert refused.status == 503 and len(service.calls["submit"]) == 1
