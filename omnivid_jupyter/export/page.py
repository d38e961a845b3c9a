"""The page: every clip with its prompt, settings and cell, then the comparisons.

The page is complete by itself. Each film and picture is in it once, its Content-Security-Policy
forbids any request, and without its small script everything but the comparisons is there all the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.export.collection import Collection, ExportedClip
from omnivid_jupyter.export.groups import comparable
from omnivid_jupyter.export.writing import MARK
from omnivid_jupyter.media.files import is_regular
from omnivid_jupyter.providers.address import is_demo
from omnivid_jupyter.providers.prices import SIMULATED, dollars
from omnivid_jupyter.reports.facts import detail
from omnivid_jupyter.views.compare import Comparison, Place, compared
from omnivid_jupyter.views.player import data_uri, escape, plain, shown_path, size_text
from omnivid_jupyter.views.scripts import script, style

__all__ = ["LARGEST", "check_size", "page"]

#: Bytes that a page may have: what browsers still open.
LARGEST = 200_000_000
_BASE64 = 4 / 3
_TITLE = 90  # characters of a prompt that stand as a heading
_POLICY = "default-src 'none'; img-src data:; media-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'"


def check_size(collected: Collection) -> None:
    """Raise `InvalidRequestError` when the page would be larger than `LARGEST`."""
    size = round(collected.size * _BASE64)
    if size > LARGEST:
        raise InvalidRequestError(
            f"The page would have {size_text(size)}; at most {size_text(LARGEST)} can be one page.",
            field="path",
            hint="A .zip has no limit: %omnivid export FILE.zip packs the notebook and the clips as files.",
        )


def page(title: str, collected: Collection) -> tuple[str, int]:
    """The HTML document, and how many comparisons it has."""
    local = {identity: shown_path(path) for identity, path in collected.local.items()}
    anchors = {one.clip.path: f"clip-{number}" for number, one in enumerate(collected.exported, 1)}
    clips = "".join(
        _figure(number, one, detail(one.item, local)) for number, one in enumerate(collected.exported, 1)
    )
    groups = comparable([one.clip for one in collected.exported], compared())
    comparisons = "".join(_comparison(group, anchors) for group in groups)
    document = _DOCUMENT.format(
        policy=_POLICY,
        mark=MARK,
        title=escape(title),
        style=style("export/export.js"),
        script=script("export/export.js"),
        summary=escape(_summary(collected)),
        contents=_contents(collected, bool(groups)),
        clips=clips,
        comparisons=_COMPARISONS.format(comparisons=comparisons) if groups else "",
    )
    return document, len(groups)


_DOCUMENT = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="generator" content="{mark}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
{style}</style>
<script type="module">
{script}</script>
</head>
<body>
<header>
<h1>{title}</h1>
<p>{summary}</p>
{contents}</header>
<main>
<section aria-labelledby="clips">
<h2 id="clips">Clips</h2>
{clips}</section>
{comparisons}</main>
<footer>
<p>Made with omnivid-jupyter. Running a clip's cell finds the clip where its folder is, and makes it anew elsewhere.
Clips marked SIMULATED were drawn by the built-in simulator.</p>
</footer>
</body>
</html>
"""

_COMPARISONS = """<section aria-labelledby="comparisons">
<h2 id="comparisons">Comparisons</h2>
<p class="unscripted">The players here need scripts, which do not run. What differs stands below all the same.</p>
{comparisons}</section>
"""


def _summary(collected: Collection) -> str:
    """How many, of what, at what cost, as far as every cost is known in one currency."""
    items = [one.item for one in collected.exported]
    models = len({item.model for item in items})
    clips = "1 clip" if len(items) == 1 else f"{len(items)} clips"
    parts = [clips, "1 model" if models == 1 else f"{models} models"]
    paid = [item.cost for item in items if not is_demo(item.model)]
    if not paid:
        parts.append(SIMULATED)
    elif None not in paid:
        parts.append(f"cost {dollars(sum(cost or 0.0 for cost in paid))}")
    return " · ".join(parts)


def _contents(collected: Collection, compared: bool) -> str:
    """Links to the clips, where there are enough of them to look for one."""
    if len(collected.exported) < 4:
        return ""
    links = [
        f'<li><a href="#clip-{number}">{escape(_short(one.clip.prompt) or "without a prompt")}</a></li>'
        for number, one in enumerate(collected.exported, 1)
    ]
    rest = '<p><a href="#comparisons">Comparisons</a></p>\n' if compared else ""
    return f'<nav aria-label="Contents">\n<ol>\n{"".join(links)}</ol>\n{rest}</nav>\n'


def _figure(number: int, one: ExportedClip, known: Mapping[str, Any]) -> str:
    """One clip: its media at one side, what is known about it at the other."""
    prompt = plain(one.clip.prompt).strip()
    heading = _short(prompt) or one.clip.path.stem
    whole = "" if heading == prompt else f'<p class="prompt" dir="auto">{escape(prompt)}</p>\n'
    media = "".join(
        f"{_media(clip, heading, first=clip is one.clip)}\n" for clip in one.clips if is_regular(clip.path)
    )
    facts = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>\n" for name, value in known["shown"]
    )
    return f"""<article id="clip-{number}" aria-labelledby="title-{number}">
<h3 id="title-{number}" dir="auto"><span class="number">{number}</span> {escape(heading)}</h3>
<div class="media">
{media}</div>
<div class="about">
{whole}<dl>
{facts}</dl>
{_cell(number, known)}</div>
</article>
"""


def _media(clip: Clip, heading: str, *, first: bool) -> str:
    """One file as a player or an image; `first` marks what a comparison shows again."""
    source = data_uri(clip.path.read_bytes(), clip.media_type)
    size = f'width="{clip.width}" height="{clip.height}"'
    mark = ' class="film"' if first else ""
    if not clip.is_video:
        return f'<img{mark} src="{source}" alt="Image: {escape(heading)}" {size}>'
    poster = f' poster="{data_uri(clip.poster, "image/jpeg")}"' if clip.poster else ""
    return (
        f'<video{mark} controls playsinline preload="metadata" aria-label="Clip: {escape(heading)}"'
        f' {size} src="{source}"{poster}></video>'
    )


def _cell(number: int, known: Mapping[str, Any]) -> str:
    """The cell that asks for the clip, or why there is none."""
    if not known["cell"]:
        return f'<p class="quiet">{escape(known["noCell"])}</p>\n'
    return f"""<figure>
<figcaption>The cell of clip {number}</figcaption>
<pre><code>{escape(known["cell"])}</code></pre>
</figure>
"""


def _comparison(group: Sequence[Clip], anchors: Mapping[Any, str]) -> str:
    """Clips in step, as `compare` shows them; their files are the clips' above, not there twice."""
    shown = Comparison(tuple(replace(clip, poster=None, others=()) for clip in group))
    html = shown.html(
        [Place(f'data-clip="{anchors[clip.path]}"', f"#{anchors[clip.path]}") for clip in group]
    )
    heading = _short(group[0].prompt) or "Without a prompt"
    return f'<article class="comparison">\n<h3 dir="auto">{escape(heading)}</h3>\n{html}\n</article>\n'


def _short(prompt: str) -> str:
    words = " ".join(plain(prompt).split())
    return words if len(words) <= _TITLE else words[: _TITLE - 1].rstrip() + "…"
