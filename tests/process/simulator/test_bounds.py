"""What of the simulator's bounds only a server on a port has: half a request, and one that is too large."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import time
import urllib.request
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests import PATIENCE
from tests.engine.simulator.support import SUBMIT
from tests.process.simulator.test_server import Server, serving


@pytest.fixture(scope="module")
def server() -> Any:
    with serving("--speed", "1000") as running:
        yield running


def test_half_a_request_is_not_waited_for(server: Server) -> None:
    at = urlsplit(server.base_urls["apimart"])
    assert at.hostname and at.port
    begun = [b"", b"POST /apimart/v1", b"POST /apimart/v1/videos/generations HTTP/1.1\r\nHost: x\r\n"]
    begun.append(begun[-1] + b"Content-Length: 100\r\n\r\n{")
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_connection((at.hostname, at.port))) for _ in begun]
        for each, beginning in zip(sockets, begun, strict=True):
            each.sendall(beginning)
            each.settimeout(PATIENCE)
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up and not all(_is_closed(each) for each in sockets):
            time.sleep(0.1)
        assert all(_is_closed(each) for each in sockets)
    with urllib.request.urlopen(
        server.base_urls["apimart"].replace("/apimart/v1", "/simulator/requests")
    ) as reply:
        assert reply.status == 200


def _is_closed(connection: socket.socket) -> bool:
    connection.setblocking(False)
    try:
        return connection.recv(4096) == b""
    except BlockingIOError:
        return False
    except ConnectionError:
        return True


def test_a_large_body_is_refused_on_the_wire(server: Server) -> None:
    at = urlsplit(server.base_urls["apimart"])
    connection = http.client.HTTPConnection(at.netloc, timeout=PATIENCE)
    connection.putrequest("POST", at.path + SUBMIT["apimart"])
    connection.putheader("Content-Length", str(10**12))
    connection.endheaders(b"{")
    reply = connection.getresponse()
    assert (reply.status, json.loads(reply.read())["error"]["code"]) == (413, 413)
    connection.close()
