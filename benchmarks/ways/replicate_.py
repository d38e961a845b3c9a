"""replicate, with its own waiting and its own reading of the file."""

from __future__ import annotations

import os
from pathlib import Path

from timing import ADDRESS, INTERVAL, measure

os.environ["REPLICATE_POLL_INTERVAL"] = str(INTERVAL)
import replicate
from replicate.helpers import FileOutput

client = replicate.Client(api_token="token", base_url=f"{ADDRESS}/replicate")


def one(prompt: str, path: Path) -> str:
    prediction = client.models.predictions.create(("some", "video"), {"prompt": prompt}, wait=False)
    prediction.wait()
    with path.open("wb") as file:
        for chunk in FileOutput(prediction.output, client):
            file.write(chunk)
    return str(prediction.id)


measure(one)
