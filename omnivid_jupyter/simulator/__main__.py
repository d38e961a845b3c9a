"""`python -m omnivid_jupyter.simulator`: the simulator as a server on this machine.

One JSON line on stdout says where the services are, as soon as they can be reached; nothing else is printed
there. The files come from a second port, so that they are another origin.

It listens on the loopback interface only.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any, get_args

from starlette.requests import ClientDisconnect

from omnivid_jupyter.saying import say
from omnivid_jupyter.simulator import ConnectionDropped, Simulator
from omnivid_jupyter.simulator.app import check_speed
from omnivid_jupyter.simulator.picture import Films

try:
    import uvicorn
    from uvicorn.protocols.http.h11_impl import H11Protocol
except ImportError:
    sys.exit("The simulator's server needs uvicorn: pip install 'omnivid-jupyter[serve]'")

_HOST = "127.0.0.1"
_PATIENCE = 10.0  # seconds that a request may take to be here as a whole


class _Protocol(H11Protocol):
    """HTTP on one connection, which a fault may cut so that the client sees just that."""

    _deadline: asyncio.TimerHandle | None = None

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self._deadline:
            self._deadline.cancel()

    def _watch(self) -> None:
        """Close the connection of a request that does not come to its end, so that none is kept for nothing."""
        answered = self.cycle is None or self.cycle.response_complete
        half = bool(self.conn.trailing_data[0]) if answered else self.cycle.more_body
        if half and self._deadline is None:
            self._deadline = self.loop.call_later(_PATIENCE, self.transport.close)
        elif not half and self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._deadline = self.loop.call_later(_PATIENCE, transport.close)
        app = self.app

        async def cuttable(scope: Any, receive: Any, send: Any) -> None:
            try:
                await app(scope, receive, send)
            except ConnectionDropped:
                while self.cycle.more_body and (await receive())["type"] != "http.disconnect":
                    pass  # what nobody had read would make a reset of the cut, which a client sees as another fault
                transport.close()
                while (await receive())["type"] != "http.disconnect":
                    pass  # until uvicorn has seen it too, and expects no answer any more
            except ClientDisconnect:
                pass  # whoever went away expects no answer

        self.app = cuttable


class _Server(uvicorn.Server):
    """A server that says where it is, and ends quietly when it is told to."""

    def __init__(self, config: uvicorn.Config, announcement: str) -> None:
        super().__init__(config)
        self._announcement = announcement

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        say(self._announcement)

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.handle_exit)
        yield


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if sys.platform != "win32":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((_HOST, port))
    except (OSError, OverflowError) as error:  # the latter for a number that is no port's
        listener.close()
        sys.exit(f"Port {port} cannot be used: {getattr(error, 'strerror', None) or 'ports are 0 to 65535'}")
    return listener


async def _serve(state_dir: Path, port: int, speed: float, films: Films) -> None:
    api, media = _listen(port), _listen(0)
    simulator = Simulator(
        state_dir,
        speed=speed,
        films=films,
        origin=f"http://{_HOST}:{api.getsockname()[1]}",
        media_origin=f"http://{_HOST}:{media.getsockname()[1]}",
    )
    config = uvicorn.Config(
        simulator.app,
        http=_Protocol,
        ws="none",
        lifespan="off",
        interface="asgi3",
        proxy_headers=False,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=1,
    )
    try:
        await _Server(config, json.dumps(simulator.base_urls)).serve([api, media])
    finally:
        await simulator.aclose()


def main() -> None:
    """Read the command line and serve until a signal comes."""
    parser = argparse.ArgumentParser(prog="python -m omnivid_jupyter.simulator", description=__doc__)
    parser.add_argument(
        "--port", type=int, default=8000, help="port of the services; 0 picks one (default: 8000)"
    )
    parser.add_argument(
        "--state-dir", type=Path, help="folder that keeps tasks and files (default: for this run)"
    )
    parser.add_argument(
        "--speed", type=float, default=1.0, help="how many times quicker tasks run (default: 1)"
    )
    parser.add_argument(
        "--films",
        choices=get_args(Films),
        help="with how much care they are made (default: $OMNIVID_DEMO_FILMS, else drawn)",
    )
    options = parser.parse_args()
    try:
        check_speed(options.speed)
    except ValueError as error:
        parser.error(f"--speed: {error}")
    films: Any = options.films or os.environ.get("OMNIVID_DEMO_FILMS") or "drawn"
    if films not in get_args(Films):
        parser.error(f"OMNIVID_DEMO_FILMS={films!r} is not drawn, coarse or sketched: unset it or mend it")
    with contextlib.ExitStack() as stack:
        state_dir = options.state_dir or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        try:
            state_dir.mkdir(parents=True, exist_ok=True)
        except (OSError, ValueError) as error:  # the latter for a name that no file can have
            sys.exit(f"The folder {state_dir} cannot be made: {getattr(error, 'strerror', None) or error}")
        asyncio.run(_serve(state_dir, options.port, options.speed, films))


if __name__ == "__main__":
    main()
