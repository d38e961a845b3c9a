"""openai, with its own waiting and its own way of writing the file."""

from __future__ import annotations

import warnings
from pathlib import Path

import openai
from timing import ADDRESS, INTERVAL, measure

warnings.simplefilter("ignore")
client = openai.OpenAI(api_key="key", base_url=f"{ADDRESS}/openai/v1")


def one(prompt: str, path: Path) -> str:
    video = client.videos.create_and_poll(
        model="sora-2", prompt=prompt, poll_interval_ms=round(1000 * INTERVAL)
    )
    client.videos.download_content(video.id).write_to_file(path)
    return str(video.id)


measure(one)
