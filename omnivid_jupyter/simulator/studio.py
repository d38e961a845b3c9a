"""The studio: has pictures drawn by painter processes, and keeps the files.

A thread hands jobs to its painter (`render`) and waits for them; there are as many as there are processors, at most
four, each started when a job would wait and let go after a minute without one. Callers never wait: they ask whether
the file is there. Two processes that share a folder may draw the same picture twice; the bytes are the same.

A film takes a processor some seconds: where many wait, the studio `is_crowded`, and what is ordered then is only
sketched, so that thousands take minutes, not hours. A studio of a slow machine may draw all with less care.

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

from omnivid_jupyter.simulator.picture import Films, Picture

__all__ = ["Studio"]

_IDLE = 60.0  # seconds after which an idle painter is let go
_STALE = 3600.0  # seconds after which an unfinished file belongs to nobody
_LIMIT = 500_000_000  # bytes that the folder may hold, and some more until it is looked through again
_MOST_PAINTERS = 4
_CROWD = 24  # pictures that wait: what is ordered beyond them is sketched
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
    """A folder of rendered pictures, and the painters that fill it. Safe to use from any thread."""

    def __init__(self, folder: Path, *, limit: int = _LIMIT, films: Films = "drawn") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._limit = limit
        self._films = films
        self._lock = threading.Lock()
        self._jobs: queue.SimpleQueue[Picture | None] = queue.SimpleQueue()
        self._waiting: set[str] = set()
        self._broken: dict[str, str] = {}
        self._threads: set[threading.Thread] = set()
        self._painters: set[_Painter] = set()
        self._written = limit  # bytes since the folder was looked through: it was never
        self._closed = False

    def path(self, picture: Picture) -> Path:
        """Where the picture's file is or will be."""
        return self._folder / picture.file_name

    def is_ready(self, picture: Picture) -> bool:
        """Whether the file is there."""
        return self.path(picture).is_file()

    @property
    def films(self) -> Films:
        """With how much care another picture had better be made."""
        return "sketched" if self.is_crowded else self._films

    @property
    def is_crowded(self) -> bool:
        """Whether so many wait that what is ordered beyond them is sketched."""
        with self._lock:
            return len(self._waiting) >= _CROWD

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
            if len(self._threads) < min(_processors(), _MOST_PAINTERS, len(self._waiting)):
                thread = threading.Thread(target=self._work, name="omnivid-studio", daemon=True)
                self._threads.add(thread)
                thread.start()

    def close(self) -> None:
        """Let the painters go, also in the middle of a picture."""
        with self._lock:
            self._closed = True
            threads, painters = set(self._threads), set(self._painters)
            for _ in threads:
                self._jobs.put(None)
        for painter in painters:
            painter.stop()
        for thread in threads:
            thread.join()

    def _work(self) -> None:
        painter: _Painter | None = None
        while True:
            try:
                picture = self._jobs.get(timeout=_IDLE)
            except queue.Empty:
                picture = None
            with self._lock:
                if self._closed or (picture is None and self._jobs.empty()):
                    self._threads.discard(threading.current_thread())
                    break
            if picture is not None:
                painter = self._draw(picture, painter)
                self._make_room(self.path(picture))
        self._dismiss(painter)

    def _draw(self, picture: Picture, painter: _Painter | None) -> _Painter | None:
        """Have a picture drawn; returns the painter for the next one. A fresh one tries again where it was killed."""
        error: str | None = None
        for _ in range(2):
            try:
                painter = painter or self._hire()
                error = painter.draw(picture, self.path(picture)) if painter else "the studio is closed"
                break
            except OSError as died:
                error = f"the painter ended: {died}"
                self._dismiss(painter)
                painter = None
        with self._lock:
            self._waiting.discard(picture.key)
            if error is not None and not self._closed:
                self._broken[picture.key] = error
        return painter

    def _hire(self) -> _Painter | None:
        with self._lock:  # so that a studio that is being closed stops every one
            if self._closed:
                return None
            painter = _Painter()
            self._painters.add(painter)
            return painter

    def _dismiss(self, painter: _Painter | None) -> None:
        if painter is not None:
            painter.stop()
            with self._lock:
                self._painters.discard(painter)

    def _make_room(self, file: Path) -> None:
        """Look through the folder when enough was added to it."""
        with contextlib.suppress(FileNotFoundError):
            with self._lock:
                self._written += file.stat().st_size
                if self._written < self._limit / 20:
                    return
                self._written = 0
            self._prune(keep=file)

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


def _processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


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
        try:
            self._process.stdin.write(job + b"\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except ValueError:  # `stop` has closed the pipes meanwhile
            raise BrokenPipeError("it was stopped") from None
        if not line.endswith(b"\n"):
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
