"""Opening a film: the one place that knows how PyAV opens a file, in each of its versions, and how that fails.

What a file says of itself (titles, cameras, encoders) is of no use here, in whatever encoding it is written: it
must not keep a film from being opened.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import av
import av.error
from av.container import InputContainer
from av.video.stream import VideoStream

__all__ = ["Undecodable", "opened"]

# PyAV 19 takes texts of any encoding and has no such option any more; before, it raised UnicodeDecodeError.
_OPTIONS: dict[str, Any] = (
    {} if int(av.__version__.partition(".")[0]) >= 19 else {"metadata_errors": "replace"}
)


class Undecodable(Exception):
    """The file holds no film that can be decoded."""


@contextmanager
def opened(source: Path | BinaryIO) -> Iterator[tuple[InputContainer, VideoStream]]:
    """A film and its first stream of pictures. Raises `Undecodable`, also for what fails while it is open."""
    try:
        file = str(source) if isinstance(source, Path) else source
        with av.open(file, "r", **_OPTIONS) as container:
            yield container, container.streams.video[0]
    except (av.error.FFmpegError, IndexError, OSError) as error:
        raise Undecodable(type(error).__name__) from error
