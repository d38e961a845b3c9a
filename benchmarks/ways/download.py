"""One file, again and again: this package's download with its checks, a bare stream of httpx to the disk, and curl.

    python download.py ADDRESS FOLDER INTERVAL ROUNDS WAY,WAY,… [MBIT]

The ways are ours, bare and curl, in turn; MBIT is how many Mbit/s the line has, without it as many as loopback gives.
What is printed is one line of JSON: of each, megabytes a second by the clock and by the processor, and the kilobytes by
which this process has grown at its largest.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import statistics
import sys
import time
from collections.abc import Awaitable, Callable

import httpx
import memory
from timing import ADDRESS, FOLDER

from omnivid_jupyter.net.download import fetch
from omnivid_jupyter.net.transport import Transport

URL = f"{ADDRESS}/film.mp4" + "".join(f"?mbit={rate}" for rate in sys.argv[6:])
PART = FOLDER / "film.part"

Way = Callable[[], Awaitable[object]]


async def measured(way: Way) -> tuple[float, float]:
    """Megabytes in a second, and in a second of the processor, that of a program which was started included."""
    clock, processor = time.perf_counter(), spent()
    await way()
    clock, processor = time.perf_counter() - clock, spent() - processor
    size = PART.stat().st_size / 1e6
    PART.unlink()
    return size / clock, size / processor


def spent() -> float:
    """Seconds of the processor so far."""
    used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


async def main() -> None:
    os.makedirs(FOLDER, exist_ok=True)
    transport = Transport()
    async with httpx.AsyncClient(timeout=600) as client:

        async def ours() -> None:
            await fetch(transport, URL, PART, lambda _: None, lambda _: None)

        async def bare() -> None:
            async with client.stream("GET", URL) as answer:
                with PART.open("wb") as file:
                    async for chunk in answer.aiter_bytes():
                        file.write(chunk)

        async def curl() -> None:
            program = await asyncio.create_subprocess_exec(
                "curl", "--silent", "--fail", "--output", str(PART), URL
            )
            if await program.wait():
                raise RuntimeError(f"curl ended with {program.returncode}")

        known: dict[str, Way] = {"ours": ours, "bare": bare, "curl": curl}
        ways = {name: known[name] for name in sys.argv[5].split(",")}
        rates: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
        grown = dict.fromkeys(ways, 0)
        for turn in range(1 + int(sys.argv[4])):
            for name, way in ways.items():
                memory.begin()
                before = memory.largest()
                rate = await measured(way)
                grown[name] = max(grown[name], memory.largest() - before)
                if turn:  # the first warms up
                    rates[name].append(rate)
    await transport.aclose()
    medians = {
        name: [statistics.median(each) for each in zip(*found, strict=True)] for name, found in rates.items()
    }
    print(json.dumps({name: [*medians[name], grown[name]] for name in ways}))


asyncio.run(main())
