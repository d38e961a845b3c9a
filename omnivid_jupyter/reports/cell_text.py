"""A request as the `%%omnivid` cell that asks for it.

Running the text asks for exactly the same request, so that it finds the same clip for free.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import replace

from omnivid_jupyter.alternatives import is_plain
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.localmedia import identity_of
from omnivid_jupyter.parameters import known
from omnivid_jupyter.providers.identity import SIGNED
from omnivid_jupyter.request import VideoRequest

__all__ = ["cell_text", "nameable"]


def cell_text(request: VideoRequest, local: Mapping[str, str] | None = None) -> str:
    """The cell for a request, as a sidecar has it. Raises `InvalidRequestError` where no cell can say it.

    Of a reference that was a local file, a sidecar keeps the checksum only; `local` tells which checksums
    (`LocalMedia.identity`) are those of files that are still there.
    """
    request, lost = nameable(request, local or {})
    for error in lost.values():
        raise error
    if strange := sorted(request.extra.keys() - {row.name for row in known()}):
        raise InvalidRequestError(
            f"This clip was made with {strange[0]}, a parameter of a service that is not installed here.",
            field=strange[0],
        )
    words = ["%%omnivid", _quoted(request.model)]
    for row in known():
        value = request.get(row.name)
        if value != row.default:
            for each in value if row.kind == "media" else [value]:
                words += _option(row.flags[0], str(each))
    if "{{" in request.prompt or "}}" in request.prompt or not is_plain(request.prompt):
        words.append("--raw")
    return f"{' '.join(words)}\n{request.prompt}"


def nameable(
    request: VideoRequest, local: Mapping[str, str]
) -> tuple[VideoRequest, dict[str, InvalidRequestError]]:
    """The request with the paths of its local files in place of their checksums, and what it had to leave out.

    Left out is a file that is not there any more, or an address that was not kept: by field, the reason.
    """
    lost: dict[str, InvalidRequestError] = {}

    def named(field: str, urls: tuple[str, ...]) -> Iterator[str]:
        for url in urls:
            identity = identity_of(url)
            if url.startswith(SIGNED):
                lost[field] = InvalidRequestError(
                    "This clip was made from a signed address, which is not kept: give that reference again.",
                    field=field,
                )
            elif identity is None:
                yield url
            elif identity in local:
                yield local[identity]
            else:
                lost[field] = InvalidRequestError(
                    "This clip was made from a local file that is not among the clips: give that file again.",
                    field=field,
                )

    images, videos = tuple(named("images", request.images)), tuple(named("videos", request.videos))
    return replace(request, images=images, videos=videos), lost


def _option(flag: str, value: str) -> list[str]:
    """An option and its value; in one word where the value looks like an option itself."""
    return [_quoted(f"{flag}={value}")] if value.startswith("-") else [flag, _quoted(value)]


def _quoted(word: str) -> str:
    """One word of the line. IPython would put variables in for `$name` and `{name}`: not so here."""
    pieces = [shlex.quote(piece) for piece in word.replace("{", "{{").replace("}", "}}").split("$")]
    return "'$'".join(pieces)
