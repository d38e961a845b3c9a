"""Fetching one file: streamed, gone on with where it was cut, and checked.

What `fetch` returns is a whole, decodable file; whoever asked for it gives it its name.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, urljoin, urlsplit

import httpx

from omnivid_jupyter import clock
from omnivid_jupyter.media.files import sync
from omnivid_jupyter.media.probe import Damaged, NotMedia, Probe, probe
from omnivid_jupyter.net.bodies import Unpacker, unpacked
from omnivid_jupyter.net.exchange import OnExchange
from omnivid_jupyter.net.pacing import retry_after_seconds
from omnivid_jupyter.net.transport import Transport
from omnivid_jupyter.net.unreachable import what_failed
from omnivid_jupyter.providers.checks import is_web_address
from omnivid_jupyter.providers.replies import clean

__all__ = ["BadDownload", "Fetched", "LinkRefused", "TooLarge", "address_of", "fetch"]

_TRIES_WITHOUT_PROGRESS = 6
#: What a browser takes off both ends of a link, and the letters that it leaves as they are.
_BLANKS = "".join(map(chr, range(33)))
_AS_IT_IS = "".join(letter for letter in map(chr, range(33, 127)) if letter not in '"<>`#')
_LONGEST_PAUSE = 120.0  # seconds that a host may ask for; it is not asked before


class BadDownload(Exception):
    """The host gave something that is not the clip; another link may give it."""


class LinkRefused(BadDownload):
    """The host does not serve this link (any more)."""


class TooLarge(BadDownload):
    """The file is larger than the setting `download_limit` allows, by whatever link."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A whole file: what it is, its size in bytes and its SHA-256 in hex."""

    probe: Probe
    size: int
    sha256: str


class _Progress:
    """The part of the file that is already here, and what is needed to ask for the rest."""

    def __init__(self, file: BinaryIO, most: float) -> None:
        self.file = file
        self.most = most
        self.furthest = 0
        self.restart()

    def restart(self) -> None:
        self.file.seek(0)
        self.file.truncate()
        self.packing = ""
        self.have = 0
        self.total: int | None = None
        self.etag: str | None = None
        self.digest = hashlib.sha256()

    def expect(self, total: int | None) -> None:
        """Remember how many bytes there will be. Raises `TooLarge`."""
        self.total = total
        if (total or 0) > self.most:
            raise TooLarge(
                f"its file is larger than the {self.most / 1e6:g} MB that the setting download_limit allows"
            )

    def add(self, chunk: bytes) -> None:
        if self.have + len(chunk) > self.most:
            self.expect(self.have + len(chunk))
        self.file.write(chunk)
        self.digest.update(chunk)
        self.have += len(chunk)

    def got_on(self) -> bool:
        """Whether there is more than at any earlier call; the same bytes over again are no progress."""
        before, self.furthest = self.furthest, max(self.furthest, self.have)
        return self.furthest > before

    @property
    def headers(self) -> dict[str, str]:
        """How to ask for the rest; only a strong validator proves that it is the same file's rest."""
        return {"Range": f"bytes={self.have}-", "If-Range": self.etag} if self.have and self.etag else {}


class _Cut(Exception):
    """The host stopped early, or is in trouble; `wait` is how many seconds it asked for."""

    def __init__(self, wait: float = 0.0) -> None:
        super().__init__()
        self.wait = wait


def address_of(link: str, base: str) -> str:
    """A link as an address, read as a browser reads one in an answer that came from the address `base`.

    Blanks around it do not count and those in it are encoded; without a host, or a scheme, it has those of `base`.
    Raises `LinkRefused` for what is no http(s) address.
    """
    path, mark, rest = re.sub(r"[\t\n\r]", "", link.strip(_BLANKS)).partition("?")
    try:
        parts = urlsplit(urljoin(base, path.replace("\\", "/") + mark + rest))
        address = parts._replace(
            path=quote(parts.path, _AS_IT_IS, errors="replace"),
            query=quote(parts.query, _AS_IT_IS, errors="replace"),
            fragment="",
        ).geturl()
    except ValueError:
        address = ""
    if not (link and is_web_address(address) and address.isprintable()):
        raise LinkRefused("the link is not an address")
    return address


async def fetch(
    transport: Transport,
    url: str,
    part: Path,
    note: Callable[[str], None],
    on_exchange: OnExchange,
    *,
    most: float = inf,
) -> Fetched:
    """Download `url`, at most so many bytes, to the temporary file `part` and look what it is.

    `note` is told about faults that are being waited out, `on_exchange` about each message. Raises `LinkRefused`,
    `TooLarge` and `BadDownload`; a full disk or a folder that is gone is an `OSError`.
    """
    async with transport.downloads.place(urlsplit(url).netloc):  # each has a file open, also while it waits
        with part.open("wb") as file:
            progress = _Progress(file, most)
            found = await _receive(transport, url, progress, note, on_exchange)
    return Fetched(found, progress.have, progress.digest.hexdigest())


async def _receive(
    transport: Transport, url: str, progress: _Progress, note: Callable[[str], None], on_exchange: OnExchange
) -> Probe:
    idle = 0
    while True:
        try:
            has_end = await _receive_once(transport, url, progress, on_exchange)
            return await _looked_at(progress, has_end)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:  # where a redirect leads, too
            raise LinkRefused("the link is not an address") from error
        except httpx.TooManyRedirects as error:
            raise LinkRefused("the link leads round in a circle") from error
        except (httpx.HTTPError, _Cut) as error:
            idle = 0 if progress.got_on() else idle + 1
            if idle >= _TRIES_WITHOUT_PROGRESS:
                raise BadDownload(_broke_off(error, url)) from error
            await _pause(idle, error, progress, note)


def _broke_off(error: Exception, url: str) -> str:
    """Why a download could not be gone on with; where its host was not reached, by what stood in the way."""
    if isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError)):
        what, _ = what_failed(error, urlsplit(url).hostname or "its host", None)
        return f"its host cannot be reached ({what})"
    return f"the download broke off ({type(error).__name__.strip('_')})"


async def _pause(idle: int, error: Exception, progress: _Progress, note: Callable[[str], None]) -> None:
    """Wait until the host may be asked again: ever longer, and as long as it wants."""
    wanted = error.wait if isinstance(error, _Cut) else 0.0
    if wanted > _LONGEST_PAUSE:
        raise BadDownload(f"its host wants to be asked again in {wanted:.0f} s only") from error
    note(f"the download broke off after {progress.have / 1e6:.1f} MB; going on")
    await clock.sleep(max(2**idle / 4, wanted))


async def _receive_once(transport: Transport, url: str, progress: _Progress, on_exchange: OnExchange) -> bool:
    """Receive what the host gives now. Returns whether its answer had an end of its own.

    One that is over when the connection closes has none: a connection that broke looks just the same.
    """
    async with transport.download(url, progress.headers, on_exchange) as response:
        unpacker = Unpacker(response.headers.get("Content-Encoding", ""))
        _take_up(response, progress)
        progress.packing = unpacker.unknown
        async for chunk in unpacked(response, unpacker):
            progress.add(chunk)
    if not unpacker.is_at_end or (progress.total is not None and progress.have != progress.total):
        raise _Cut
    chunked = "chunked" in response.headers.get("Transfer-Encoding", "").lower()
    return chunked or _content_length(response) is not None


def _take_up(response: httpx.Response, progress: _Progress) -> None:
    """Make ready for the bytes of an answer: the rest of the file, or all of it. Raises when it is neither."""
    if response.status_code == 206 and _starts_at(response) == progress.have:
        return
    if response.status_code == 200:
        progress.restart()
        if not response.headers.get(
            "Content-Encoding"
        ):  # else its length, and where to go on, are of what is packed
            progress.expect(_content_length(response))
            progress.etag = _strong(response.headers.get("ETag"))
    elif response.status_code in (206, 416):
        progress.restart()
        raise _Cut
    elif response.status_code in (408, 429) or response.status_code >= 500:
        raise _Cut(retry_after_seconds(response.headers.get("Retry-After")) or 0.0)
    else:
        raise LinkRefused(f"the link answers {response.status_code}")


async def _looked_at(progress: _Progress, has_end: bool) -> Probe:
    """What the file is. Raises `BadDownload` when it is none of ours, `_Cut` when only a part of it came."""
    try:
        return await asyncio.to_thread(_stored, progress.file, has_end)
    except NotMedia as error:
        if isinstance(error, Damaged) and not has_end:
            raise _Cut from error
        packed = f" (it comes packed with {clean(progress.packing, 40)}, which was not asked for)"
        raise BadDownload(f"the download is no clip: {error}{packed if progress.packing else ''}") from error


def _stored(file: BinaryIO, has_end: bool) -> Probe:
    sync(file)
    return probe(Path(file.name), whole=has_end)


def _content_length(response: httpx.Response) -> int | None:
    length = response.headers.get("Content-Length", "")
    return int(length) if re.fullmatch(r"[0-9]{1,18}", length) else None


def _starts_at(response: httpx.Response) -> int | None:
    match = re.match(r"bytes ([0-9]{1,18})-", response.headers.get("Content-Range", ""))
    return int(match.group(1)) if match else None


def _strong(etag: str | None) -> str | None:
    return etag if etag and not etag.startswith("W/") else None
