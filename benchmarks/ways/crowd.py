"""Many jobs at once in one process: this package, or bare httpx with the very requests.

    python crowd.py ADDRESS FOLDER INTERVAL SECONDS,SECONDS,… ours|bare

What is printed is one line of JSON: milliseconds of the processor a job, the kilobytes by which this process has grown
at its largest and when all is done, seconds, and threads.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
import time

import httpx
import memory
from timing import ADDRESS, FOLDER, INTERVAL, SECONDS, prompt

WARM_UP = 30  # all threads and connections that there will be

os.environ |= {
    "APIMART_BASE_URL": f"{ADDRESS}/v1",
    "APIMART_API_KEY": "sk-benchmark",
    "OMNIVID_HOME": str(FOLDER / "home"),
    "OMNIVID_OUTPUT_DIR": str(FOLDER),
}


async def bare(times: dict[int, float]) -> None:
    limits = httpx.Limits(max_connections=24)
    async with httpx.AsyncClient(base_url=f"{ADDRESS}/v1", timeout=600, limits=limits) as client:

        async def one(number: int, seconds: float) -> None:
            body = {"model": "Omni-Flash-Ext", "prompt": prompt(seconds, number), "duration": 6}
            task = (await client.post("/videos/generations", json=body)).json()["data"][0]["task_id"]
            while True:
                await asyncio.sleep(INTERVAL)
                data = (await client.get(f"/tasks/{task}")).json()["data"]
                if data["status"] == "completed":
                    break
            async with client.stream("GET", data["result"]["videos"][0]["url"][0]) as answer:
                with (FOLDER / f"{number}.mp4").open("wb") as file:
                    async for chunk in answer.aiter_bytes():
                        file.write(chunk)

        await asyncio.gather(*(one(number, seconds) for number, seconds in times.items()))


def ours(times: dict[int, float]) -> None:
    from omnivid_jupyter.engine import intake
    from omnivid_jupyter.request import RunOptions, VideoRequest

    run = RunOptions(poll_interval=INTERVAL, timeout=3600)
    requests = [
        VideoRequest(model="apimart/Omni-Flash-Ext", prompt=prompt(seconds, number))
        for number, seconds in times.items()
    ]
    jobs = intake.start([intake.plan_request(request, run) for request in requests], run)
    for job in jobs:
        job.result()


def main() -> None:
    """Make all the clips, and print what that took."""
    os.makedirs(FOLDER, exist_ok=True)
    way = ours if sys.argv[5] == "ours" else lambda times: asyncio.run(bare(times))
    way({-number: 0.0 for number in range(1, 1 + WARM_UP)})  # nothing is imported or opened first any more
    before = memory.now()
    memory.begin()
    begun, since = time.process_time(), time.perf_counter()
    way(dict(enumerate(SECONDS)))
    cpu = 1000 * (time.process_time() - begun) / len(SECONDS)
    wall = time.perf_counter() - since
    peak = memory.largest() - before
    kept = memory.now() - before
    found = {"cpu": cpu, "peak": peak, "kept": kept, "seconds": wall, "threads": threading.active_count()}
    print(json.dumps(found))


main()
