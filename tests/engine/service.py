"""A scripted outside world for engine tests: what a service and its media host answer, call by call.

It stands where the network is (an httpx transport), so client, retries, jobs and files are the real ones.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any

import httpx

from tests.clipfiles import mp4

Answer = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]

BASE = "https://api.apimart.ai/v1"
MEDIA = "https://media.example.com/clip.mp4?signature=secret"


def reply(body: Any, status: int = 200, **headers: str) -> httpx.Response:
    """A JSON (or raw bytes) answer."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return httpx.Response(
        status, content=content, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )


def submitted(task_id: str = "task_1") -> httpx.Response:
    return reply({"code": 200, "data": [{"status": "submitted", "task_id": task_id}]})


def task(status: str, **data: Any) -> httpx.Response:
    return reply({"code": 200, "data": {"id": "task_1", "status": status, **data}})


def completed(*urls: str, **data: Any) -> httpx.Response:
    videos = [{"url": [url], "expires_at": 4_000_000_000} for url in urls or (MEDIA,)]
    return task("completed", **{"progress": 100, "cost": 0.4, "result": {"videos": videos}, **data})


def media(content: bytes | None = None, **headers: str) -> httpx.Response:
    content = mp4() if content is None else content
    return httpx.Response(200, content=content, headers={"ETag": '"v1"', **headers})


class Service(httpx.AsyncBaseTransport):
    """Answers submissions, queries and downloads from three lists; the last answer of a list is repeated."""

    def __init__(
        self,
        submit: Iterable[Answer] = (),
        query: Iterable[Answer] = (),
        download: Iterable[Answer] = (),
    ) -> None:
        self._answers = {
            "submit": list(submit) or [submitted()],
            "query": list(query) or [completed()],
            "download": list(download) or [media()],
        }
        self.calls: dict[str, list[httpx.Request]] = {"submit": [], "query": [], "download": []}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        kind = (
            "submit" if request.method == "POST" else "query" if "/tasks/" in request.url.path else "download"
        )
        answers, calls = self._answers[kind], self.calls[kind]
        answer = answers[min(len(calls), len(answers) - 1)]
        calls.append(request)
        if isinstance(answer, Exception):
            raise answer
        return _unread(answer(request) if callable(answer) else answer)


def _unread(answer: httpx.Response) -> httpx.Response:
    """A response as it comes from a network: not read yet (it is given often, but read only once)."""
    if not answer.is_stream_consumed:
        return answer
    return httpx.Response(answer.status_code, headers=answer.headers, stream=_Bytes(answer.content))


class _Bytes(httpx.AsyncByteStream):
    def __init__(self, content: bytes) -> None:
        self._content = content

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._content
