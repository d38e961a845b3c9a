"""What the simulator's tests share: a client for an ASGI application, and waiting for a task's end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from omnivid_jupyter.simulator import Simulator
from tests import PATIENCE

KEY = "sk-student"

SUBMIT = {
    "omniflash": "/tasks/create",
    "apimart": "/videos/generations",
    "evolink": "/v1/videos/generations",
}
QUERY = {"omniflash": "/tasks/", "apimart": "/tasks/", "evolink": "/v1/tasks/"}
EXAMPLE: dict[str, dict[str, Any]] = {
    "omniflash": {"model_id": "nano-banana-2", "prompt": "a paper crane"},
    "apimart": {"model": "Omni-Flash-Ext", "prompt": "a paper crane", "duration": 4},
    "evolink": {"model": "gemini-omni-flash-text-to-video", "prompt": "a paper crane", "duration": 3},
}
SERVICES = tuple(EXAMPLE)


class Visitor:
    """A client of one simulator with one key."""

    def __init__(self, simulator: Simulator, key: str | None = KEY) -> None:
        self.simulator = simulator
        headers = {} if key is None else {"Authorization": f"Bearer {key}"}
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(simulator.app), headers=headers)
        self.bare = httpx.AsyncClient(transport=httpx.ASGITransport(simulator.app))

    async def submit(self, service: str, **fields: Any) -> httpx.Response:
        """Submit the service's example, changed by these fields (None leaves one out)."""
        body = {name: value for name, value in {**EXAMPLE[service], **fields}.items() if value is not None}
        return await self.http.post(self.simulator.base_urls[service] + SUBMIT[service], json=body)

    async def start(self, service: str, **fields: Any) -> str:
        """Submit, and give the task's id."""
        return task_id(service, (await self.submit(service, **fields)).json())

    async def query(self, service: str, task: str) -> httpx.Response:
        return await self.http.get(self.simulator.base_urls[service] + QUERY[service] + task)

    async def look(self, service: str, task: str) -> Any:
        """The JSON of a query."""
        return (await self.query(service, task)).json()

    async def finish(self, service: str, task: str) -> Any:
        """The reply to the first query that finds the task at its end."""
        return await until(
            lambda reply: state(service, reply) in END[service], lambda: self.look(service, task)
        )

    async def make(self, service: str, **fields: Any) -> Any:
        """Submit and wait; the last reply."""
        return await self.finish(service, await self.start(service, **fields))

    async def fetch(self, url: str, **headers: str) -> httpx.Response:
        """Get a file, without a key."""
        return await self.bare.get(url, headers=headers)

    async def balance(self, service: str) -> float:
        base = self.simulator.base_urls[service]
        if service == "apimart":
            return float((await self.http.get(f"{base}/user/balance")).json()["remain_balance"])
        data = (await self.http.get(f"{base}/v1/credits")).json()["data"]
        return float(data["user"]["remaining_credits"])


END: dict[str, set[Any]] = {
    "omniflash": {3, 4},
    "apimart": {"completed", "failed"},
    "evolink": {"completed", "failed"},
}


async def until(good: Callable[[Any], bool], ask: Callable[[], Awaitable[Any]]) -> Any:
    """Ask until the answer is good."""
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up:
        answer = await ask()
        if good(answer):
            return answer
        await asyncio.sleep(0.02)
    raise AssertionError(f"it does not come to that: {answer}")


def task_id(service: str, reply: Any) -> str:
    """The id in the reply to a submission."""
    match service:
        case "omniflash":
            return str(reply["data"]["task_id"])
        case "apimart":
            return str(reply["data"][0]["task_id"])
    return str(reply["id"])


def state(service: str, reply: Any) -> Any:
    """The service's own word for the state."""
    match service:
        case "omniflash":
            return reply["data"]["task_status"]
        case "apimart":
            return reply["data"]["status"]
    return reply["status"]


def link(service: str, reply: Any) -> str | None:
    """The address of the file, if the reply has one."""
    match service:
        case "omniflash":
            found = reply["data"]["video_url"] or reply["data"]["image_url"]
        case "apimart":
            found = reply["data"]["result"]["videos"][0]["url"][0] if "result" in reply["data"] else None
        case _:
            found = reply["results"][0] if "results" in reply else None
    return None if found is None else str(found)
