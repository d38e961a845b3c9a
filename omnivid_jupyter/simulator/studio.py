"""The studio: has pictures drawn, one at a time, by a painter process, and keeps the files.

A thread hands jobs to the painter (`render`) and waits for them; the painter is started for the first
job and let go after a minute without one. Callers never wait: they ask whether the
file is there. Two processes that share a folder may draw the same picture twice; the bytes are the same.

A file in the folder is whole.
"""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
import time
from pathlib import Path

import msgspec

from omnivid_jupyter.simulator.picture import Picture

__all__ = ["Studio"]

_IDLE = 60.0  # seconds after which an idle painter is let go
_STALE = 3600.0  # seconds after which an unfinished file belongs to nobody
_LIMIT = 500_000_000  # bytes that the folder may hold
_HERE = Path(__file__).resolve().parent
# The painter needs a few modules of this package, not what importing the package as a whole brings along:
# that would take it half a second more.
_BOOT = """
import sys, types
for name, path in zip(("omnivid_jupyter", "omnivid_jupyter.simulator"), sys.argv[1:]):
    sys.modules[name] = package = types.ModuleType(name)
    package.__path__ = [path]
from omnivid_jupyter.simulator.render import main
main()
"""


class Studio:
    """A folder of rendered pictures, and the painter that fills it. Safe to use from any thread."""

    def __init__(self, folder: Path, *, limit: int = _LIMIT) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._limit = limit
        self._lock = threading.Lock()
        self._jobs: queue.SimpleQueue[Picture | None] = queue.SimpleQueue()
        self._waiting: set[str] = set()
        self._broken: dict[str, str] = {}
        self._thread: threading.Thread | None = None
        self._painter: _Painter | None = None
        self._closed = False

    def path(self, picture: Picture) -> Path:
        """Where the picture's file is or will be."""
        return self._folder / picture.file_name

    def is_ready(self, picture: Picture) -> bool:
        """Whether the file is there."""
        return self.path(picture).is_file()

    def failure(self, picture: Picture) -> str | None:
        """Why the picture cannot be drawn, if it was tried in vain."""
        with self._lock:
            return self._broken.get(picture.key)

    def order(self, picture: Picture) -> None:
        """Have the picture drawn, unless its file is there, or it is being drawn, or cannot be."""
        if self.is_ready(picture):
            return
        with self._lock:
            if self._closed or picture.key in self._waiting or picture.key in self._broken:
                return
            self._waiting.add(picture.key)
            self._jobs.put(picture)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="omnivid-studio", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Let the painter go, also in the middle of a picture."""
        with self._lock:
            self._closed = True
            thread, painter = self._thread, self._painter
            self._jobs.put(None)
        if painter is not None:
            painter.stop()
        if thread is not None:
            thread.join()

    def _work(self) -> None:
        while True:
            try:
                picture = self._jobs.get(timeout=_IDLE)
            except queue.Empty:
                picture = None
            with self._lock:
                if picture is None and (self._closed or not self._waiting):
                    if self._painter is not None:
                        self._painter.stop()
                    self._painter = self._thread = None
                    return
            if picture is not None:
                self._draw(picture)
                self._prune(keep=self.path(picture))

    def _draw(self, picture: Picture) -> None:
        error: str | None = None
        for _ in range(2):  # a painter may have been killed from outside: a fresh one tries again
            with self._lock:
                if self._closed:
                    break
                if self._painter is None:
                    self._painter = _Painter()
                painter = self._painter
            try:
                error = painter.draw(picture, self.path(picture))
                break
            except OSError as died:
                error = f"the painter ended: {died}"
                painter.stop()
                with self._lock:
                    self._painter = None
        with self._lock:
            self._waiting.discard(picture.key)
            if error is not None and not self._closed:
                self._broken[picture.key] = error

    def _prune(self, keep: Path) -> None:
        """Remove the oldest files above the limit, and what a killed painter left."""
        files: list[tuple[float, int, Path]] = []
        for file in self._folder.iterdir():
            with contextlib.suppress(FileNotFoundError):  # another process prunes too
                stat = file.stat()
                if file.suffix == ".part":
                    if time.time() - stat.st_mtime > _STALE:
                        file.unlink()
                elif file != keep:
                    files.append((stat.st_mtime, stat.st_size, file))
        total = sum(size for _, size, _ in files) + (keep.stat().st_size if keep.exists() else 0)
        for _, size, file in sorted(files):
            if total <= self._limit:
                break
            with contextlib.suppress(OSError):  # gone already, or open elsewhere on Windows
                file.unlink()
                total -= size


class _Painter:
    """The painter process and the pipe to it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _BOOT, str(_HERE.parent), str(_HERE)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            start_new_session=True,  # a signal to the kernel's group is not meant for it
        )

    def draw(self, picture: Picture, path: Path) -> str | None:
        """Have a picture drawn, and wait; what went wrong, if anything. OSError: the process is gone."""
        assert self._process.stdin is not None and self._process.stdout is not None
        job = msgspec.json.encode({"picture": picture, "path": str(path)})
        self._process.stdin.write(job + b"\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise BrokenPipeError("no answer")
        error = msgspec.json.decode(line)["error"]
        return None if error is None else str(error)

    def stop(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
