"""One loopback server that stands for every service that is compared: their routes, one film, tasks that take a while.

    python -m benchmarks.server FILM

It prints its address. A film that is asked for with `?mbit=100` comes as over a line of so many Mbit/s: loopback is
quicker than any network. A task's prompt begins with the seconds that it takes, so that whoever measures decides. Its
id ends with the moment of this machine's monotonic clock, in nanoseconds, at which it is ready: clients have the same.
"""

from __future__ import annotations

import asyncio
import re
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable
from itertools import count
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

_numbers = count()

Shape = Callable[[str, str], Any]  # a task's id and the server's address -> what a service answers


def _new_task(prompt: str) -> str:
    ready = time.monotonic_ns() + round(float(prompt.split()[0]) * 1e9)
    return f"task-{next(_numbers)}-{ready}"


def _is_ready(task: str) -> bool:
    return time.monotonic_ns() >= int(task.rpartition("-")[2])


def _prompt(content: bytes) -> str:
    """Where the services have it: as JSON, or in a form."""
    found = re.search(rb'"(?:prompt|promptText)"\s*:\s*"(.*?)"|name="prompt"\r\n\r\n(.*?)\r\n', content)
    return (found[1] or found[2]).decode() if found else "0"


def _submitting(answer: Shape) -> Callable[[Request], Any]:
    async def submit(request: Request) -> Response:
        return JSONResponse(answer(_new_task(_prompt(await request.body())), str(request.base_url)))

    return submit


def _asking(waits: Shape, is_done: Shape) -> Callable[[Request], Any]:
    async def ask(request: Request) -> Response:
        task = request.path_params["task"]
        return JSONResponse((is_done if _is_ready(task) else waits)(task, str(request.base_url)))

    return ask


# What each service answers: when it takes a task, while it works, when it is done


def _apimart(task: str, **more: Any) -> Any:
    return {"code": 200, "data": {"id": task, "progress": 40, **more}}


def _fal(task: str, base: str) -> Any:
    there = f"{base}fal/video/requests/{task}"
    return {
        "request_id": task,
        "status": "IN_QUEUE",
        "queue_position": 0,
        "response_url": there,
        "status_url": f"{there}/status",
        "cancel_url": f"{there}/cancel",
    }


def _replicate(task: str, status: str, base: str = "") -> Any:
    return {
        "id": task,
        "model": "some/video",
        "version": "hidden",
        "status": status,
        "input": {},
        "output": f"{base}film.mp4" if base else None,
        "logs": "",
        "error": None,
        "created_at": "2026-01-01T00:00:00Z",
        "urls": {"get": f"/replicate/v1/predictions/{task}", "cancel": "/"},
    }


def _openai(task: str, status: str) -> Any:
    return {
        "id": task,
        "object": "video",
        "model": "sora-2",
        "status": status,
        "progress": 40,
        "created_at": 1,
        "seconds": "4",
        "size": "1280x720",
    }


def _runway(task: str, status: str, **more: Any) -> Any:
    return {"id": task, "status": status, "createdAt": "2026-01-01T00:00:00Z", **more}


def _luma(task: str, state: str, base: str = "") -> Any:
    assets = {"video": f"{base}film.mp4"} if base else None
    return {"id": task, "state": state, "generation_type": "video", "model": "ray-2", "assets": assets}


class _Film(FileResponse):
    chunk_size = 1024 * 1024


async def _paced(film: Path, rate: float) -> AsyncIterator[bytes]:
    """The film's bytes, each when a line of so many bytes a second would have brought it."""
    began, sent = time.monotonic(), 0
    with film.open("rb") as file:
        while piece := file.read(64 * 1024):
            sent += len(piece)
            await asyncio.sleep(began + sent / rate - time.monotonic())
            yield piece


def _routes(film: Path) -> list[Route]:
    async def clip(request: Request) -> Response:
        if mbit := request.query_params.get("mbit"):
            length = {"Content-Length": str(film.stat().st_size)}
            return StreamingResponse(
                _paced(film, float(mbit) * 1e6 / 8), media_type="video/mp4", headers=length
            )
        return _Film(film, media_type="video/mp4")

    post, get = ["POST"], ["GET"]
    return [
        Route("/film.mp4", clip, methods=get),
        Route(
            "/v1/videos/generations",
            _submitting(lambda task, _: {"code": 200, "data": [{"status": "submitted", "task_id": task}]}),
            methods=post,
        ),
        Route(
            "/v1/tasks/{task}",
            _asking(
                lambda task, _: _apimart(task, status="processing"),
                lambda task, base: _apimart(
                    task,
                    status="completed",
                    cost=0.3,
                    result={"videos": [{"url": [f"{base}film.mp4"], "expires_at": 4_000_000_000}]},
                ),
            ),
            methods=get,
        ),
        Route("/fal/video", _submitting(_fal), methods=post),
        Route(
            "/fal/video/requests/{task}/status",
            _asking(
                lambda task, base: _fal(task, base) | {"status": "IN_PROGRESS", "logs": []},
                lambda task, base: _fal(task, base) | {"status": "COMPLETED", "logs": [], "metrics": {}},
            ),
            methods=get,
        ),
        Route(
            "/fal/video/requests/{task}",
            _asking(lambda *_: {}, lambda _, base: {"video": {"url": f"{base}film.mp4"}}),
            methods=get,
        ),
        Route(
            "/replicate/v1/models/some/video/predictions",
            _submitting(lambda task, _: _replicate(task, "starting")),
            methods=post,
        ),
        Route(
            "/replicate/v1/predictions/{task}",
            _asking(
                lambda task, _: _replicate(task, "processing"),
                lambda task, base: _replicate(task, "succeeded", base),
            ),
            methods=get,
        ),
        Route("/openai/v1/videos", _submitting(lambda task, _: _openai(task, "queued")), methods=post),
        Route(
            "/openai/v1/videos/{task}",
            _asking(lambda task, _: _openai(task, "in_progress"), lambda task, _: _openai(task, "completed")),
            methods=get,
        ),
        Route("/openai/v1/videos/{task}/content", clip, methods=get),
        *(
            Route(path, _submitting(lambda task, _: _luma(task, "queued")), methods=post)
            for path in ("/luma/generations", "/luma/generations/video")
        ),
        Route(
            "/luma/generations/{task}",
            _asking(
                lambda task, _: _luma(task, "dreaming"), lambda task, base: _luma(task, "completed", base)
            ),
            methods=get,
        ),
        Route("/runway/v1/text_to_video", _submitting(lambda task, _: {"id": task}), methods=post),
        Route(
            "/runway/v1/tasks/{task}",
            _asking(
                lambda task, _: _runway(task, "RUNNING", progress=0.4),
                lambda task, base: _runway(task, "SUCCEEDED", output=[f"{base}film.mp4"]),
            ),
            methods=get,
        ),
    ]


def main() -> None:
    """Serve until the process is ended."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
    # What is accepted has it from here: an answer of two parts would wait for the first one's receipt, 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    app = Starlette(routes=_routes(Path(sys.argv[1])))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    asyncio.run(server.serve(sockets=[listener]))


if __name__ == "__main__":
    main()
