"""Why a service is not reached: real certificates, names, ports and proxies, each told apart, with what to do."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import trustme

from omnivid_jupyter.errors import ConnectionFailedError
from omnivid_jupyter.net.unreachable import what_failed
from tests.engine.net.test_transport import POST, Breaks, endpoint, transport

TODAY = datetime.now(UTC)
CERTIFICATES = {
    "unknown": {},
    "expired": {"not_after": TODAY - timedelta(days=1)},
    "future": {"not_before": TODAY + timedelta(days=2)},
    "other": {},
}


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        for each in (name, name.upper()):
            monkeypatch.delenv(each, raising=False)


@asynccontextmanager
async def port(tls: ssl.SSLContext | None = None, answer: bytes = b"") -> AsyncIterator[int]:
    """A real port that gives every connection these bytes and closes it."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if answer:
            await reader.readuntil(b"\r\n\r\n")
        writer.write(answer or b"220 hello\r\n")
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=tls)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def failure(address: str) -> ConnectionFailedError:
    async with transport() as sender:
        with pytest.raises(ConnectionFailedError) as caught:
            await sender.send(endpoint(address), POST)
    assert caught.value.message.startswith("APIMart cannot be reached (")
    assert caught.value.message.endswith("): nothing was sent.") and "\n" not in caught.value.message
    assert "Check the network" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("kind", "says", "advice"),
    [
        ("unknown", "is signed by nobody whom Python trusts here", "SSL_CERT_FILE"),
        ("expired", "has expired", "clock"),
        ("future", "is not valid yet", "clock"),
        ("other", "is not that of localhost", "sign-in page"),
    ],
)
async def test_a_certificate_is_told_by_what_is_wrong_with_it(
    kind: str, says: str, advice: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = trustme.CA()
    if kind != "unknown":
        authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    name = "elsewhere.example" if kind == "other" else "localhost"
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name, **CERTIFICATES[kind]).configure_cert(tls)  # type: ignore[arg-type]
    async with port(tls) as number:
        error = await failure(f"https://localhost:{number}")
    assert f"localhost {says}" in error.message or says in error.message
    assert advice in str(error.hint)


async def test_a_certificate_that_ssl_cert_file_names_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(tls)
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
    async with port(tls, answer) as number, transport() as sender:
        assert (await sender.send(endpoint(f"https://localhost:{number}"), POST)).status == 200


async def test_a_port_without_tls_is_told() -> None:
    async with port() as number:
        error = await failure(f"https://localhost:{number}")
    assert "localhost does not speak TLS at this port" in error.message


async def test_a_port_where_nobody_listens_is_told() -> None:
    async with port() as number:
        pass
    error = await failure(f"http://localhost:{number}")
    assert "localhost refuses the connection" in error.message


async def test_a_name_that_nobody_knows_is_told() -> None:
    error = await failure("https://no-such-name-anywhere.localdomain.test")
    assert "the name of no-such-name-anywhere.localdomain.test is not known here" in error.message
    assert "HTTPS_PROXY" in str(error.hint)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "wants a user name and a password"),
        (b"HTTP/1.1 403 Forbidden\r\n\r\n", "refuses to connect"),
    ],
)
async def test_a_proxy_is_told_as_such_without_its_password(
    answer: bytes, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with port(answer=answer) as number:
        monkeypatch.setenv("https_proxy", f"http://user:topsecret@127.0.0.1:{number}")
        error = await failure("https://api.apimart.ai/v1")
    assert f"the proxy 127.0.0.1 {says}" in error.message and "topsecret" not in str(error)


async def test_a_proxy_that_is_not_there_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    async with port() as number:
        pass
    monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{number}")
    assert (
        "the proxy 127.0.0.1 refuses the connection" in (await failure("https://api.apimart.ai/v1")).message
    )


async def test_a_firewall_that_swallows_everything_is_told() -> None:
    async with transport(Breaks(httpx.ConnectTimeout("timed out"))) as sender:
        with pytest.raises(ConnectionFailedError, match=r"api\.apimart\.ai did not answer in time") as caught:
            await sender.send(endpoint(), POST)
    assert "firewall" in str(caught.value.hint)


def test_what_is_behind_a_group_of_errors_is_found_and_a_circle_ends() -> None:
    group = OSError("All connection attempts failed")
    group.__cause__ = ExceptionGroup("attempts", [ConnectionRefusedError(111, "refused")])
    group.__cause__.__context__ = group
    error = httpx.ConnectError("All connection attempts failed")
    error.__cause__ = group
    assert what_failed(error, "api.example", None)[0] == "api.example refuses the connection"
    assert what_failed(httpx.ConnectError("?"), "api.example", None)[0] == "ConnectError"
