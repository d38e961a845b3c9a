"""A service and its media host on one port of this machine, quick: `python -m tests.process.soak.crowd`.

It speaks APIMart's language, takes every task, calls it completed at its second query, and gives out one film, told
apart by the task's number at its end. It prints its address.
"""

from __future__ import annotations

import asyncio
import json
import re

from tests.clipfiles import mp4

FILM = mp4()
_asked: dict[str, int] = {}
_count = 0


def _answer(method: str, path: str, host: str) -> tuple[str, bytes]:
    global _count
    if method == "POST":
        _count += 1
        data = {"code": 200, "data": [{"status": "submitted", "task_id": f"task_{_count}"}]}
        return "application/json", json.dumps(data).encode()
    name = path.rpartition("/")[2]
    if path.startswith("/media/"):
        return "video/mp4", FILM
    _asked[name] = _asked.get(name, 0) + 1
    task = {"id": name, "status": "processing"}
    if _asked[name] > 1:
        videos = [{"url": [f"http://{host}/media/{name}"], "expires_at": 4_000_000_000}]
        task = {"id": name, "status": "completed", "cost": 0.4, "result": {"videos": videos}}  # type: ignore[dict-item]
    return "application/json", json.dumps({"code": 200, "data": task}).encode()


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while head := (await reader.readuntil(b"\r\n\r\n")).decode():
            length = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
            await reader.readexactly(int(length[1]) if length else 0)
            host = re.search(r"host: (\S+)", head, re.IGNORECASE)
            method, path, _ = head.split(" ", 2)
            kind, body = _answer(method, path, host[1] if host else "")
            top = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
            writer.write(top.encode() + body)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass  # the client has closed its connection
    finally:
        writer.close()


async def main() -> None:
    """Serve until the process is ended."""
    server = await asyncio.start_server(_serve, "127.0.0.1", 0, backlog=1000)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
