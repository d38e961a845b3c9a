"""Fetching one file: streamed, gone on with where it was cut, and checked.

The one rule: what `fetch` returns is a whole, decodable file; whoever asked for it gives it its name.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import httpx

from omnivid_jupyter.engine.exchange import Tell
from omnivid_jupyter.engine.media import NotMedia, Probe, probe
from omnivid_jupyter.engine.transport import Transport

__all__ = ["BadDownload", "Fetched", "LinkRefused", "fetch"]

_TRIES_WITHOUT_PROGRESS = 4


class BadDownload(Exception):
    """The host gave something that is not the clip; another link may give it."""


class LinkRefused(BadDownload):
    """The host does not serve this link (any more)."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A whole file: what it is, its size in bytes and its SHA-256 in hex."""

    probe: Probe
    size: int
    sha256: str


class _Progress:
    """The part of the file that is already here, and what is needed to ask for the rest."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.restart()

    def restart(self) -> None:
        self.file.seek(0)
        self.file.truncate()
        self.have = 0
        self.total: int | None = None
        self.etag: str | None = None
        self.digest = hashlib.sha256()

    def add(self, chunk: bytes) -> None:
        self.file.write(chunk)
        self.digest.update(chunk)
        self.have += len(chunk)

    @property
    def headers(self) -> dict[str, str]:
        """How to ask for the rest; only a strong validator proves that it is the same file's rest."""
        return {"Range": f"bytes={self.have}-", "If-Range": self.etag} if self.have and self.etag else {}


async def fetch(
    transport: Transport, url: str, part: Path, note: Callable[[str], None], tell: Tell
) -> Fetched:
    """Download `url` to the temporary file `part` and look what it is.

    `note` is told about faults that are being waited out, `tell` about each message. Raises `LinkRefused` and
    `BadDownload`; a full disk or a folder that is gone is an `OSError`.
    """
    with part.open("wb") as file:
        progress = _Progress(file)
        await _receive(transport, url, progress, note, tell)
        file.flush()
        os.fsync(file.fileno())
    try:
        found = await asyncio.to_thread(probe, part)
    except NotMedia as error:
        raise BadDownload(f"the download is no clip: {error}") from error
    return Fetched(found, progress.have, progress.digest.hexdigest())


async def _receive(
    transport: Transport, url: str, progress: _Progress, note: Callable[[str], None], tell: Tell
) -> None:
    idle = 0
    while True:
        before = progress.have
        try:
            await _receive_once(transport, url, progress, tell)
            return
        except httpx.InvalidURL as error:
            raise LinkRefused("the link is not an address") from error
        except (httpx.HTTPError, _Cut) as error:
            idle = 0 if progress.have > before else idle + 1
            if idle >= _TRIES_WITHOUT_PROGRESS:
                raise BadDownload(f"the download broke off ({type(error).__name__.strip('_')})") from error
            note(f"the download broke off after {progress.have / 1e6:.1f} MB; going on")
            await asyncio.sleep(min(2**idle / 2, 8))


class _Cut(Exception):
    """The host stopped early, or is in trouble."""


async def _receive_once(transport: Transport, url: str, progress: _Progress, tell: Tell) -> None:
    async with transport.download(url, progress.headers, tell) as response:
        if response.status_code == 206 and _starts_at(response) == progress.have:
            pass
        elif response.status_code == 200:
            progress.restart()
            progress.total = _content_length(response)
            progress.etag = _strong(response.headers.get("ETag"))
        elif response.status_code in (206, 416):
            progress.restart()
            raise _Cut
        elif response.status_code == 429 or response.status_code >= 500:
            raise _Cut
        else:
            raise LinkRefused(f"the link answers {response.status_code}")
        async for chunk in response.aiter_raw():
            progress.add(chunk)
    if progress.total is not None and progress.have != progress.total:
        raise _Cut


def _content_length(response: httpx.Response) -> int | None:
    length = response.headers.get("Content-Length", "")
    return int(length) if length.isdigit() else None


def _starts_at(response: httpx.Response) -> int | None:
    match = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
    return int(match.group(1)) if match else None


def _strong(etag: str | None) -> str | None:
    return etag if etag and not etag.startswith("W/") else None
