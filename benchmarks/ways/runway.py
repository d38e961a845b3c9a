"""runwayml; its own waiting looks every six seconds, so that the loop is written out here."""

from __future__ import annotations

import time
from pathlib import Path

import httpx
from runwayml import RunwayML
from timing import ADDRESS, INTERVAL, measure

client = RunwayML(api_key="key_" + "0" * 128, base_url=f"{ADDRESS}/runway")
files = httpx.Client(timeout=60)


def one(prompt: str, path: Path) -> str:
    task = client.text_to_video.create(model="veo3.1", prompt_text=prompt, ratio="1280:720", duration=4)
    while True:
        time.sleep(INTERVAL)
        told = client.tasks.retrieve(task.id)
        if told.status == "SUCCEEDED":
            break
    with files.stream("GET", told.output[0]) as answer, path.open("wb") as file:
        for chunk in answer.iter_bytes():
            file.write(chunk)
    return str(task.id)


measure(one)
