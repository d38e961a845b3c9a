"""The embedded simulator, as the engine reaches it: in this process, without a port.

The one rule: whatever the engine does with a live service it does in the same way here; only the last step,
the transport, is another.
"""

from __future__ import annotations

import httpx

from omnivid_jupyter.engine.endpoints import Endpoint
from omnivid_jupyter.providers.base import Provider
from omnivid_jupyter.settings import demo_speed, home
from omnivid_jupyter.simulator import ConnectionDropped, Simulator

__all__ = ["Demo"]

#: Any key opens the simulator; this one says in the logs of a fault lesson where it comes from.
_KEY = "sk-demo"


class Demo(httpx.AsyncBaseTransport):
    """The simulator behind an httpx transport."""

    def __init__(self) -> None:
        self.simulator = Simulator(home() / "simulator", speed=demo_speed())
        self._asgi = httpx.ASGITransport(self.simulator.app)

    def endpoint(self, provider: Provider) -> Endpoint:
        """The simulated endpoint of a service."""
        return Endpoint(provider.name, provider.title, self.simulator.base_urls[provider.name], _KEY)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            return await self._asgi.handle_async_request(request)
        except ConnectionDropped as dropped:
            raise httpx.ReadError(str(dropped), request=request) from dropped

    async def aclose(self) -> None:
        await self.simulator.aclose()
