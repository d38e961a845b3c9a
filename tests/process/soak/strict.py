"""A service on this machine that takes only so many tasks at once from each key: `python -m tests.process.soak.strict`.

It speaks APIMart's language, answers 429 to what is too much, and keeps books (`Books`), which it gives out at
`/books`. It prints its address.

A key's first tasks run on until there are as many as may be, however slow a machine brings them. With `--held` all
tasks run until `/release` is asked for, and no longer.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import re
import time
import urllib.request
from dataclasses import asdict, dataclass, field

from tests.clipfiles import mp4

FILM = mp4()


@dataclass
class Books:
    """What came in: prompts that were charged, by key; 429s by key; the most tasks at once; when POSTs came."""

    charged: dict[str, list[str]] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    most: dict[str, int] = field(default_factory=dict)
    posts: list[tuple[float, int]] = field(default_factory=list)
    queries: list[float] = field(default_factory=list)

    @classmethod
    def of(cls, base_url: str) -> Books:
        """Those of the server at this address."""
        with urllib.request.urlopen(f"{base_url}/books") as reply:
            return cls(**json.load(reply))


class Strict:
    """The service: at most `most` tasks of a key at once, each `seconds` long; `retry_after` stands in its 429s.

    Those that are `held` end when `/release` is asked for.
    """

    def __init__(self, most: int, seconds: float, retry_after: str | None, held: bool) -> None:
        self.books = Books()
        self._most, self._seconds, self._retry_after = most, seconds, retry_after
        self._enough = math.inf if held else most  # so many at once, and tasks come to their ends
        self._ends: dict[str, tuple[str, float]] = {}

    def answer(self, method: str, path: str, host: str, key: str, body: bytes) -> tuple[int, str, bytes]:
        """Status, media type and body."""
        name = path.rpartition("/")[2]
        if path.endswith("/books"):
            return 200, "application/json", json.dumps(asdict(self.books)).encode()
        if path.endswith("/release"):
            self._enough, self._seconds = 0, 0.0
            for key in self.books.charged:
                self._release(key)
            return 200, "application/json", b"{}"
        if path.startswith("/media/"):
            return 200, "video/mp4", FILM
        status, data = self._submit(key, body) if method == "POST" else (200, self._task(name, host))
        return status, "application/json", json.dumps(data).encode()

    def _submit(self, key: str, body: bytes) -> tuple[int, dict[str, object]]:
        now = time.time()
        running = sum(owner == key and end > now for owner, end in self._ends.values())
        status = 429 if running >= self._most else 200
        self.books.posts.append((now, status))
        if status == 429:
            self.books.refused[key] = self.books.refused.get(key, 0) + 1
            return 429, {"error": {"code": 429, "type": "rate_limit_error", "message": "too many at once"}}
        self.books.most[key] = max(self.books.most.get(key, 0), running + 1)
        self.books.charged.setdefault(key, []).append(json.loads(body)["prompt"])
        name = f"task_{len(self._ends) + 1}"
        self._ends[name] = (key, math.inf)
        if self.books.most[key] >= self._enough:
            self._release(key)
        return 200, {"code": 200, "data": [{"status": "submitted", "task_id": name}]}

    def _release(self, key: str) -> None:
        """Let the tasks of this key that have no end yet come to one."""
        end = time.time() + self._seconds
        for name, (owner, at) in self._ends.items():
            if owner == key and at == math.inf:
                self._ends[name] = (key, end)

    def _task(self, name: str, host: str) -> dict[str, object]:
        self.books.queries.append(time.time())
        if time.time() < self._ends[name][1]:
            return {"code": 200, "data": {"id": name, "status": "processing"}}
        videos = [{"url": [f"http://{host}/media/{name}"], "expires_at": 4_000_000_000}]
        done = {"id": name, "status": "completed", "cost": 0.4, "result": {"videos": videos}}
        return {"code": 200, "data": done}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        try:
            while head := (await reader.readuntil(b"\r\n\r\n")).decode():
                said = dict(re.findall(r"^([\w-]+): (.*?)\r$", head.lower(), re.MULTILINE))
                body = await reader.readexactly(int(said.get("content-length", 0)))
                method, path, _ = head.split(" ", 2)
                key = said.get("authorization", "").rpartition(" ")[2]
                status, kind, content = self.answer(method, path, said.get("host", ""), key, body)
                wait = f"Retry-After: {self._retry_after}\r\n" if status == 429 and self._retry_after else ""
                top = f"HTTP/1.1 {status} So\r\n{wait}Content-Type: {kind}\r\nContent-Length: {len(content)}\r\n\r\n"
                writer.write(top.encode() + content)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the client has closed its connection
        finally:
            writer.close()


async def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--most", type=int, default=6)
    parser.add_argument("--seconds", type=float, default=0.5)
    parser.add_argument("--retry-after")
    parser.add_argument("--held", action="store_true")
    options = parser.parse_args()
    strict = Strict(options.most, options.seconds, options.retry_after, options.held)
    server = await asyncio.start_server(strict.serve, "127.0.0.1", 0, backlog=1000)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
