"""lumaai; it leaves the waiting and the file to whoever uses it."""

from __future__ import annotations

import time
from pathlib import Path

import httpx
from lumaai import LumaAI
from timing import ADDRESS, INTERVAL, measure

client = LumaAI(auth_token="token", base_url=f"{ADDRESS}/luma")
files = httpx.Client(timeout=60)


def one(prompt: str, path: Path) -> str:
    generation = client.generations.create(model="ray-2", prompt=prompt)
    while True:
        time.sleep(INTERVAL)
        told = client.generations.get(generation.id)
        if told.state == "completed":
            break
    with files.stream("GET", told.assets.video) as answer, path.open("wb") as file:
        for chunk in answer.iter_bytes():
            file.write(chunk)
    return str(generation.id)


measure(one)
