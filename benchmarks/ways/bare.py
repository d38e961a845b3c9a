"""The floor: httpx with the very requests, and the bytes to a file. No journal, no checks, no retries."""

from __future__ import annotations

import time
from pathlib import Path

import httpx
from timing import ADDRESS, INTERVAL, measure

HEADERS = {"Authorization": "Bearer sk-benchmark"}
client = httpx.Client(base_url=f"{ADDRESS}/v1", headers=HEADERS, timeout=60)


def one(prompt: str, path: Path) -> str:
    body = {"model": "Omni-Flash-Ext", "prompt": prompt, "duration": 6, "resolution": "720p"}
    task = client.post("/videos/generations", json=body).raise_for_status().json()["data"][0]["task_id"]
    while True:
        time.sleep(INTERVAL)
        data = client.get(f"/tasks/{task}").raise_for_status().json()["data"]
        if data["status"] == "completed":
            break
    with client.stream("GET", data["result"]["videos"][0]["url"][0]) as answer, path.open("wb") as file:
        answer.raise_for_status()
        for chunk in answer.iter_bytes():
            file.write(chunk)
    return str(task)


measure(one)
