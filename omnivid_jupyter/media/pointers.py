"""What tools put in place of a file that they keep elsewhere: small texts under the file's own name."""

from __future__ import annotations

__all__ = ["pointer"]

_POINTERS = (
    (b"version https://git-lfs.github.com/spec/", "a Git LFS pointer", "git lfs pull fetches it."),
    (b"/annex/objects/", "a git-annex pointer", "git annex get fetches it."),
)


def pointer(beginning: bytes) -> tuple[str, str] | None:
    """What stands in place of the file that begins so, and a sentence on what fetches it; None for a file itself."""
    return next(
        (
            (name, remedy)
            for mark, name, remedy in _POINTERS
            if beginning.lstrip(b"\xef\xbb\xbf").startswith(mark)
        ),
        None,
    )
