"""How a finished clip looks: one piece of plain HTML and one line of text.

The HTML needs nothing but itself. No script, no widget and no style sheet, only tags,
attributes and inline styles that pass JupyterLab's sanitiser, so that a clip still plays in a notebook that
was saved, re-opened, mailed or converted. Colours are inherited, which fits light and dark themes alike.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.markup import Markup, output, plain
from omnivid_jupyter.media.files import is_regular
from omnivid_jupyter.providers.prices import cost_text
from omnivid_jupyter.settings import settings
from omnivid_jupyter.values import counted
from omnivid_jupyter.views.addresses import file_url, unserved
from omnivid_jupyter.views.films import data_uri, held, with_films
from omnivid_jupyter.views.poster import STILL, poster, room_for, twice_within

__all__ = [
    "Place",
    "duration_text",
    "element",
    "embeds",
    "file_url",
    "fitted",
    "in_colab",
    "linked",
    "mimebundle",
    "not_embedded",
    "picture_uri",
    "place_of",
    "shown_path",
    "size_text",
    "text",
]

_BOX = (720, 540)  # pixels that one clip may take; an upright one is limited by its height
_GRID_BOX = (340, 340)  # the same for each of several clips
_LONG_PROMPT = 300  # characters; a longer prompt is folded
_STORED = "--embed stores it in the notebook."
_QUIET = "font-size:90%;opacity:.75"


def in_colab() -> bool:
    """Whether this kernel is Google Colab's, whose pages cannot load files from the machine."""
    return "google.colab" in sys.modules


def text(clip: Clip) -> str:
    """The clip in one line, for terminals and for viewers that show no HTML."""
    prompt = " ".join(plain(clip.prompt).split())
    if len(prompt) > 80:
        prompt = prompt[:79] + "…"
    parts = [shown_path(clip.path), f'"{prompt}"' if prompt else "", *_facts(clip), f"task {clip.task_id}"]
    return " · ".join(plain(part) for part in parts if part)


def mimebundle(
    clip: Clip,
    *,
    embed: bool | None = None,
    width: int | None = None,
    note: str | None = None,
) -> dict[str, Any]:
    """A clip, and the other results of its task, as `text/html`, `text/plain` and a small picture (`image/jpeg`).

    `embed` decides whether the files are written into the HTML (True) or referenced by a URL relative to the
    notebook's folder (False); None leaves it to the settings. `width` in pixels, at most that of the page
    (None: the settings, else by the clip); `note` is one more line below, such as where the clip was found.
    """
    clips = (clip, *clip.others)
    if embed is None:
        embed = embeds(sum(each.size for each in clips))
    html, lines = _shown(clip, embed, width, note)
    room = min(STILL, sum(room_for(each.size) for each in clips) * 2 // 5) if embed else STILL
    return {"text/html": output(html, with_films), "text/plain": lines} | _still(clips, room)


def _shown(clip: Clip, embed: bool, width: int | None, note: str | None) -> tuple[Markup, str]:
    """A clip and the other results of its task, as HTML and as text."""
    width = width or settings.width
    body = _grid(clip, embed, width, note) if clip.others else _one(clip, embed, width, note)
    lines = [text(each) for each in (clip, *clip.others)] + ([plain(note)] if note else [])
    return Markup("<div>{}</div>").format(body), "\n".join(lines)


def _still(clips: Sequence[Clip], most: int) -> dict[str, Any]:
    """The picture for where neither HTML nor a film is shown, as LaTeX and PDF; last choice of every front end."""
    found = poster(clips, most)
    return {"image/jpeg": found} if found else {}


def embeds(size: int) -> bool:
    """Whether the settings have clips of `size` bytes written into the notebook; Colab shows nothing else."""
    if in_colab() or settings.embed == "always":
        return True
    return settings.embed == "auto" and size <= settings.embed_limit * 1e6


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page has a clip: the attribute that gives a player its film, as HTML, and a link's address, or "";
    `is_inside`: the film itself is in there."""

    source: Markup
    link: str
    is_inside: bool = False


def place_of(clip: Clip, embed: bool) -> Place:
    """Within the notebook, or in the file beside it: what is inside, `with_films` puts in."""
    link = "" if unserved(clip.path) else file_url(clip.path)
    return Place(_source(clip, embed), link, is_inside=embed)


def _source(clip: Clip, embed: bool) -> Markup:
    """The attribute that says where a clip's film is: not on a `<source>` inside, where JupyterLab takes it out of
    notebooks that are not trusted."""
    return Markup('src="{}"').format(held(clip.path, clip.media_type) if embed else file_url(clip.path))


def not_embedded(clips: Sequence[Clip]) -> str:
    """What a page needs to show clips that are not in it."""
    why = next((why for clip in clips if (why := unserved(clip.path))), None)
    if why is None:
        return "Not embedded: shown only where the files are."
    stored = "%config Omnivid.embed = 'always' stores clips in the notebook."
    return f"Not embedded, and cannot be shown here: {why}. {stored}"


def element(clip: Clip, source: Markup, width: int, height: int, room: int | None = None) -> Markup:
    """The `<video>` or `<img>` of a clip. `source` is the attribute that says where its file is.

    `room`: bytes that its pictures may take beside a film that is in the page; None: as many as they are.
    """
    if not clip.is_video:
        return _image(clip, source, width, height)
    poster = fallback = Markup("")
    if clip.poster:
        # Where the <video> tag is taken away (GitHub), what is inside remains; where only the film is
        # blocked, the poster does.
        shown, instead = (clip.poster, clip.poster) if room is None else twice_within(clip.poster, room)
        poster = Markup(' poster="{}"').format(picture_uri(shown))
        fallback = _image(clip, Markup('src="{}"').format(picture_uri(instead)), width, height)
    video = Markup('<video controls preload="metadata" playsinline {}{}{}>{}</video>')
    return video.format(source, poster, _layout(width, height), fallback)


def _image(clip: Clip, source: Markup, width: int, height: int) -> Markup:
    return Markup('<img {} alt="{}"{}>').format(source, _alt(clip), _layout(width, height))


def _layout(width: int, height: int) -> Markup:
    """The attributes for the size; they keep the place free until the file is there."""
    return Markup(
        ' width="{}" height="{}" style="display:block;max-width:100%;height:auto;border-radius:4px"'
    ).format(width, height)


def _one(clip: Clip, embed: bool, width: int | None, note: str | None) -> Markup:
    """A clip with all that is known of it, the file last."""
    return _picture(clip, embed, width, _BOX) + _caption(clip, _file(clip, embed), note)


def _grid(clip: Clip, embed: bool, width: int | None, note: str | None) -> Markup:
    """The results of one task side by side, each with its file; what they share stands below."""
    cell = Markup('<div style="width:{}px;max-width:100%">{}{}</div>')
    cells = Markup("").join(
        cell.format(
            width or _GRID_BOX[0],
            _picture(each, embed, width, _GRID_BOX),
            _line(_file(each, embed), _QUIET),
        )
        for each in (clip, *clip.others)
    )
    grid = Markup('<div style="display:flex;flex-wrap:wrap;gap:12px">{}</div>{}')
    return grid.format(cells, _caption(clip, "", note))


def _picture(clip: Clip, embed: bool, width: int | None, box: tuple[int, int]) -> Markup:
    if not is_regular(clip.path):
        return Markup("")
    shown_width, shown_height = fitted(clip, width, box)
    room = room_for(clip.size) * 3 // 5 if embed else None
    return element(clip, _source(clip, embed), shown_width, shown_height, room)


def _file(clip: Clip, embed: bool) -> str:
    where, size = shown_path(clip.path), size_text(clip.size)
    if not is_regular(clip.path):
        return f"The file is gone: {where}"
    if embed:
        return Markup("{} · {}").format(linked(clip.path, clip.path.name), size)
    if why := unserved(clip.path):
        return f"Not embedded ({size}), and cannot be shown here: {why}. {_STORED} {where}"
    shows = "plays" if clip.is_video else "shows"
    return Markup("Not embedded ({}): {} only where this file is: {}").format(
        size, shows, linked(clip.path, where)
    )


def linked(path: Path, shown: str) -> str:
    """A file's name: a link to it, unless that would lead to nowhere."""
    if unserved(path):
        return shown
    return Markup('<a href="{}" style="color:inherit">{}</a>').format(file_url(path), shown)


def _caption(clip: Clip, file: str, note: str | None) -> Markup:
    """The prompt and the facts of a task, its file and a note."""
    facts = Markup("{} · <small>task {}</small>").format(" · ".join(_facts(clip)), clip.task_id)
    lines = [_line(line, _QUIET) for line in (facts, file, plain(note or "")) if line]
    shown = Markup("").join([_prompt(clip.prompt), *lines])
    return Markup('<div style="max-width:{}px">{}</div>').format(_BOX[0], shown)


def _prompt(prompt: str) -> Markup:
    prompt = plain(prompt).strip()
    if not prompt:
        return Markup("")
    if len(prompt) <= _LONG_PROMPT:
        return _line(f"“{prompt}”", "white-space:pre-wrap")
    start = " ".join(prompt[: _LONG_PROMPT // 2].split())
    return Markup(
        '<details dir="auto" style="margin-top:4px;overflow-wrap:break-word">'
        "<summary>“{}…”</summary>{}</details>"
    ).format(start, _line(prompt, "white-space:pre-wrap"))


def _line(content: str, style: str = "") -> Markup:
    line = Markup('<div dir="auto" style="margin-top:4px;overflow-wrap:break-word;{}">{}</div>')
    return line.format(style, content)


def _facts(clip: Clip) -> list[str]:
    seconds = [] if clip.duration is None else [duration_text(clip.duration)]
    cost = cost_text(clip.model, clip.cost, clip.credits) or "cost not reported"
    size = [f"{clip.width}×{clip.height}"] if clip.width else []
    return [clip.model, *seconds, *size, cost]


def fitted(clip: Clip, width: int | None, box: tuple[int, int]) -> tuple[int, int]:
    """The size on the page, in pixels: as asked, or as large as the box allows, never enlarged."""
    own = (clip.width or box[0], clip.height or box[1])  # 0: nobody could tell
    scale = width / own[0] if width else min(1.0, box[0] / own[0], box[1] / own[1])
    return max(1, round(own[0] * scale)), max(1, round(own[1] * scale))


def _alt(clip: Clip) -> str:
    prompt = " ".join(plain(clip.prompt).split())
    return f"{'First picture of the clip' if clip.is_video else 'Image'}: {prompt[:120]}"


def picture_uri(picture: bytes) -> Markup:
    """A poster as an address that holds it."""
    return data_uri(picture, "image/webp" if picture.startswith(b"RIFF") else "image/jpeg")


def shown_path(path: Path) -> str:
    """A path as people read it: from the working directory, or whole where it is not in there."""
    try:
        absolute, here = path.absolute(), Path.cwd()
    except OSError:  # the working directory is gone
        return str(path)
    return str(absolute.relative_to(here) if absolute.is_relative_to(here) else absolute)


def duration_text(seconds: float, space: str = " ") -> str:
    """A length: "6 s", "2.5 s"; `space` stands before the unit."""
    return f"{seconds:.1f}".removesuffix(".0") + f"{space}s"


def size_text(size: int) -> str:
    """A number of bytes in a unit that fits: "1.4 MB", "87 kB"."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= factor:
            amount = size / factor
            return f"{amount:.1f} {unit}" if amount < 10 else f"{amount:.0f} {unit}"
    return counted(size, "byte")
