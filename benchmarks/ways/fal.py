"""fal-client, with its own queue and its own waiting; the result is a link, fetched as its documents do."""

from __future__ import annotations

import os
from pathlib import Path

from timing import ADDRESS, INTERVAL, measure

os.environ["FAL_KEY"] = "key:secret"
import fal_client
import httpx

fal_client.client.QUEUE_URL_FORMAT = f"{ADDRESS}/fal/"
client = fal_client.SyncClient()
files = httpx.Client(timeout=60)


def one(prompt: str, path: Path) -> str:
    handle = client.submit("video", {"prompt": prompt})
    result = handle.get(interval=INTERVAL)
    with files.stream("GET", result["video"]["url"]) as answer, path.open("wb") as file:
        for chunk in answer.iter_bytes():
            file.write(chunk)
    return str(handle.request_id)


measure(one)
