"""What an executed notebook shows: its texts, its films and its pictures.

What may differ from run to run is named in `normalised`, and nowhere else.
"""

from __future__ import annotations

import re
from base64 import b64decode
from html.parser import HTMLParser
from typing import Any

from nbformat import NotebookNode

__all__ = ["Shown", "html_of", "normalised", "printed", "shown_in", "text_of"]

_VARYING = (
    (r"task-unified-\d+-\w{8}|\btask_[0-9A-Z]{26}\b|\b[0-9a-f]{12}\b", "TASK"),  # also a file name's end
    (r"\b[0-9a-f]{8}\b(-[0-9a-f]{32})?", "JOB"),
    (r"\b\d+:\d\d\b", "M:SS"),
    (r"\d+(\.\d+)? m?s(?= of waiting|$)| *\+\d+\.\d s", "SECONDS"),  # set flush right
    (r"left out: \d+", "left out: SOME"),  # whatever fails is asked for anew in each run
    (r"\nFound in the clip folder: .*", ""),  # the second run says so
    (
        r"^Cost: (Already made or under way: free|Free \(simulated\))\.$",
        "Cost: none",
    ),  # and so does its dry run
    # Nor is anything new in the plan of a grid then, and how long its clips take is known.
    (r"^Cost: (free \(simulated\)|nothing, all of it is there or paid for)\.$", "Cost: none"),
    (r"^\d+ (new|there already)\.$", "COUNTED"),
    (r"\nTime: .*", ""),
    (r"\b(new |made)(?= +free$)", "THERE"),
    (r"\b\d+(?= of \d+ pairs are answered)", "SOME"),  # the first run has voted
    # The second run has keys, and services of its own.
    (r"^POST https?://\S+(?=/videos/)", "POST SERVICE"),
    (r"Bearer (sk-…|\(no key yet\))", "Bearer KEY"),
)
_TRACE = re.compile(r"^Job [0-9a-f]{8} · .* · \w+\n(?P<rest>(?s:.*))", re.MULTILINE)
_ASKED_IN_VAIN = re.compile(r"GET .*/tasks/\S+ → 200 OK")


def normalised(text: str) -> str:
    """A text without what may differ from run to run: ids, times, keys, how often a task was asked.

    Of a trace only the messages count, without the queries that went well: their number depends on the clock.
    """
    if trace := _TRACE.search(text):
        messages = [line for line in trace["rest"].splitlines() if " → " in line]
        counted = [line for line in messages if not _ASKED_IN_VAIN.search(line)]
        text = "\n".join([text[: trace.start("rest")], *counted])
    for pattern, name in _VARYING:
        text = re.sub(pattern, name, text, flags=re.MULTILINE)
    return text


def printed(cell: NotebookNode) -> str:
    """What a cell printed."""
    return "".join(output.text for output in cell.outputs if output.output_type == "stream")


def text_of(cell: NotebookNode) -> str:
    """All that a cell shows to whoever reads only text: what it printed, its results, its error."""
    parts = [printed(cell)]
    for output in cell.outputs:
        if output.output_type == "error":
            parts.append(f"{output.ename}: {output.evalue}")
        elif "data" in output:
            parts.append(output.data.get("text/plain", ""))
    return "\n".join(part for part in parts if part)


def html_of(cell: NotebookNode) -> str:
    """The HTML of everything that a cell shows."""
    return "".join(output.data.get("text/html", "") for output in cell.outputs if "data" in output)


class Shown(HTMLParser):
    """The sources of the films and pictures in some HTML."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.films: list[str] = []
        self.pictures: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found: dict[str, Any] = dict(attrs)
        if tag == "video":
            self.films.append(found.get("src") or "")
            self.pictures.append(found.get("poster") or "")
        elif tag == "img":
            self.pictures.append(found.get("src") or "")


def shown_in(cell: NotebookNode) -> tuple[list[bytes], list[bytes]]:
    """The content of all films and pictures of a cell; fails for one that is not embedded."""
    shown = Shown(html_of(cell))
    films = [_embedded(source, "video/mp4") for source in shown.films]
    pictures = [_embedded(source, "image/") for source in shown.pictures]
    pictures += [
        b64decode(output.data["image/png"])
        for output in cell.outputs
        if "data" in output and "image/png" in output.data
    ]
    return films, pictures


def _embedded(source: str, media_type: str) -> bytes:
    head, _, content = source.partition(";base64,")
    assert head.startswith(f"data:{media_type}"), f"not embedded: {source[:80]}"
    return b64decode(content, validate=True)
