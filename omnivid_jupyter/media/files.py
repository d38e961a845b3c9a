"""Files that others made, read as data: only regular files, their size before their content, and no more than that.

A folder that is shared may hold anything: a link to a device whose bytes never end, a pipe whose bytes never come, a
file of some gigabytes where a few lines are looked for, a name that no file can have. Each of them is an `OSError`
here, as is a file that is gone. And a link may be read, but is never written through: it may lead to any file of ours.

Nothing here waits, and nothing reads more than it was told to.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

__all__ = [
    "appended",
    "content",
    "digest",
    "is_regular",
    "listed",
    "regular",
    "require_regular",
    "sync",
    "sync_folder",
    "write_whole",
]

_NOT_A_FILE = "it is a device or a pipe, not a file"
#: What file systems say that cannot have a file written through: shares of other machines, mostly.
_CANNOT_SYNC = {
    errno.EINVAL,
    errno.ENOTSUP,
    errno.ENOSYS,
    errno.EBADF,
    errno.EACCES,
    errno.EPERM,
    errno.EISDIR,
}


@contextmanager
def regular(path: Path) -> Iterator[BinaryIO]:
    """A regular file, or a link to one, open for reading. Raises `OSError` for anything else."""
    require_regular(path)
    with open(path, "rb", opener=_without_waiting) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):  # it was another one just now
            raise OSError(errno.EINVAL, _NOT_A_FILE, str(path))
        yield file


def require_regular(path: Path) -> None:
    """Raise `OSError` unless there is a regular file, or a link to one."""
    try:
        mode = path.stat().st_mode
    except ValueError as error:  # a NUL, or half a character
        raise OSError(errno.EINVAL, "no file can have such a name", str(path)) from error
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, _NOT_A_FILE, str(path))


def is_regular(path: Path) -> bool:
    """Whether there is a regular file, or a link to one."""
    try:
        require_regular(path)
    except OSError:
        return False
    return True


def _without_waiting(name: str, flags: int) -> int:
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0))


@contextmanager
def appended(path: Path) -> Iterator[BinaryIO]:
    """A regular file, made where there is none, open for reading and for appending. Raises `OSError` for a link."""
    if path.is_symlink():
        raise OSError(errno.ELOOP, "it is a link, and may lead to any other file", str(path))
    if os.path.lexists(path):
        require_regular(path)
    with open(path, "ab+", opener=_without_following) as file:
        yield file


def _without_following(name: str, flags: int) -> int:
    flags |= getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
    return os.open(name, flags, 0o666)


def content(path: Path, most: int) -> bytes:
    """All of a regular file. Raises `OSError`, also for one of more than `most` bytes."""
    with regular(path) as file:
        size = os.fstat(file.fileno()).st_size
        found = file.read(most + 1) if size <= most else b""
        if max(size, len(found)) > most:  # it may have grown just then
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
        return found


def digest(path: Path, size: int | None = None) -> str | None:
    """The SHA-256 of a regular file, in hex; None where it has not `size` bytes. Raises `OSError`."""
    with regular(path) as file:
        if size is not None and os.fstat(file.fileno()).st_size != size:
            return None
        return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # typeshed: no BinaryIO


def listed(folder: Path, pattern: str) -> list[Path]:
    """What matches in a folder; nothing where it cannot be listed."""
    try:
        return list(folder.glob(pattern))
    except (OSError, ValueError):
        return []


def write_whole(path: Path, content: bytes, temporary: Path) -> None:
    """Write a file so that it is there whole or not at all, also after a power cut. Raises `OSError`."""
    with temporary.open("wb") as file:
        file.write(content)
        sync(file)
    os.replace(temporary, path)
    sync_folder(path.parent)


def sync(file: BinaryIO) -> None:
    """Have what was written on the disk, where the file system can promise that. Raises `OSError`."""
    file.flush()
    _synced(file.fileno())


def sync_folder(folder: Path) -> None:
    """Have a folder's names on the disk, where the file system can promise that: the files themselves are there."""
    if os.name != "posix":
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:  # it may be written, but not be listed
        return
    try:
        _synced(descriptor)
    finally:
        os.close(descriptor)


def _synced(descriptor: int) -> None:
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _CANNOT_SYNC:
            raise
