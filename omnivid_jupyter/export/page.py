"""The page: the contact sheets that were shown, every clip with its prompt, settings and cell, then the comparisons.

The page is complete by itself. Each film and picture is in it once, its Content-Security-Policy
forbids any request, and without its small script everything but the comparisons is there all the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.export.collection import Collection, ExportedClip
from omnivid_jupyter.export.groups import comparable
from omnivid_jupyter.export.writing import MARK
from omnivid_jupyter.markup import Markup, plain
from omnivid_jupyter.media.files import is_regular
from omnivid_jupyter.providers.address import is_demo
from omnivid_jupyter.providers.prices import SIMULATED, dollars
from omnivid_jupyter.reports.facts import detail
from omnivid_jupyter.values import counted
from omnivid_jupyter.views.compare import Comparison, Place, compared
from omnivid_jupyter.views.films import data_uri
from omnivid_jupyter.views.player import shown_path, size_text
from omnivid_jupyter.views.scripts import script, style
from omnivid_jupyter.views.sheet import Entry, Sheet, shown_sheets

__all__ = ["LARGEST", "check_size", "page"]

#: Bytes that a page may have: what browsers still open.
LARGEST = 200_000_000
_BASE64 = 4 / 3
_MANY = 12  # clips; of more, no film is looked into before it is played
_TITLE = 90  # characters of a prompt that stand as a heading
_POLICY = Markup(
    "default-src 'none'; img-src data:; media-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
)


def check_size(collected: Collection) -> None:
    """Raise `InvalidRequestError` when the page would be larger than `LARGEST`."""
    size = round(collected.size * _BASE64)
    if size > LARGEST:
        raise InvalidRequestError(
            f"The page would have {size_text(size)}; at most {size_text(LARGEST)} can be one page.",
            field="path",
            hint="A .zip has no limit: %omnivid export FILE.zip packs the notebook and the clips as files.",
        )


def page(title: str, collected: Collection) -> tuple[Markup, dict[str, int]]:
    """The HTML document, and how many contact sheets and comparisons it has, by their names."""
    local = {identity: shown_path(path) for identity, path in collected.local.items()}
    anchors = {one.clip.path: f"clip-{number}" for number, one in enumerate(collected.exported, 1)}
    many = len(collected.exported) > _MANY
    clips = Markup("").join(
        _figure(number, one, detail(one.listed, local), many=many)
        for number, one in enumerate(collected.exported, 1)
    )
    sheets = _sheets(anchors)
    laid_out = {clip.path for sheet in sheets for clip in sheet.clips}
    groups = comparable([one.clip for one in collected.exported], compared(), laid_out)
    comparisons = Markup("").join(_comparison(group, anchors) for group in groups)
    document = _DOCUMENT.format(
        policy=_POLICY,
        mark=MARK,
        title=title,
        style=Markup(style("export/export.js")),
        script=Markup(script("export/export.js")),
        summary=_summary(collected),
        contents=_contents(collected, bool(groups)),
        sheets=_SHEETS.format(sheets=Markup("").join(_sheet(each, anchors) for each in sheets))
        if sheets
        else "",
        clips=clips,
        voting=_voting(collected, anchors),
        comparisons=_COMPARISONS.format(comparisons=comparisons) if groups else "",
    )
    return document, {"contact sheet": len(sheets), "comparison": len(groups)}


_DOCUMENT = Markup("""<!doctype html>
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
{voting}{sheets}<section aria-labelledby="clips">
<h2 id="clips">Clips</h2>
{clips}</section>
{comparisons}</main>
<footer>
<p>Made with omnivid-jupyter. Running a clip's cell finds the clip where its folder is, and makes it anew elsewhere.
Clips marked SIMULATED were drawn by the built-in simulator.</p>
</footer>
</body>
</html>
""")

_SHEETS = Markup("""<section aria-labelledby="sheets">
<h2 id="sheets">Contact sheets</h2>
{sheets}</section>
""")

_VOTING = Markup("""<section class="voting-section" aria-label="Vote blind">
<p><strong>Vote blind.</strong> Two clips at a time, without their prompts: which one is better?
It works offline, and sends nothing anywhere.</p>
<p class="unscripted">Voting needs scripts, which do not run here.</p>
<div class="voting" data-clips="{clips}"></div>
</section>
""")

_COMPARISONS = Markup("""<section aria-labelledby="comparisons">
<h2 id="comparisons">Comparisons</h2>
<p class="unscripted">The players here need scripts, which do not run. What differs stands below all the same.</p>
{comparisons}</section>
""")


def _summary(collected: Collection) -> str:
    """How many, of what, at what cost, as far as every cost is known in one currency."""
    items = [one.listed for one in collected.exported]
    models = len({item.model for item in items})
    parts = [counted(len(items), "clip"), counted(models, "model")]
    paid = [item.cost for item in items if not is_demo(item.model)]
    if not paid:
        parts.append(SIMULATED)
    elif None not in paid:
        parts.append(f"cost {dollars(sum(cost or 0.0 for cost in paid))}")
    return " · ".join(parts)


def _voting(collected: Collection, anchors: Mapping[Any, str]) -> Markup:
    """Blind duels of the clips, where there are two different ones."""
    named = {one.clip.sha256: anchors[one.clip.path] for one in reversed(collected.exported)}
    if len(named) < 2:
        return Markup("")
    clips = [{"anchor": anchor, "sha256": digest} for digest, anchor in sorted(named.items())]
    return _VOTING.format(clips=json.dumps(clips))


def _contents(collected: Collection, compared: bool) -> Markup:
    """Links to the clips, where there are enough of them to look for one."""
    if len(collected.exported) < 4:
        return Markup("")
    link = Markup('<li><a href="#clip-{}">{}</a></li>')
    links = Markup("").join(
        link.format(number, _short(one.clip.prompt) or "without a prompt")
        for number, one in enumerate(collected.exported, 1)
    )
    rest = Markup('<p><a href="#comparisons">Comparisons</a></p>\n') if compared else ""
    contents = Markup("<ol>\n{}</ol>\n{}").format(links, rest)
    if len(collected.exported) > _MANY:  # as long as the page is high: it opens for who looks for one
        contents = Markup("<details>\n<summary>Contents</summary>\n{}</details>\n").format(contents)
    return Markup('<nav aria-label="Contents">\n{}</nav>\n').format(contents)


def _figure(number: int, one: ExportedClip, known: Mapping[str, Any], *, many: bool) -> Markup:
    """One clip: its media at one side, what is known about it at the other."""
    prompt = plain(one.clip.prompt).strip()
    heading = _short(prompt) or one.clip.path.stem
    whole = Markup('<p class="prompt" dir="auto">{}</p>\n').format(prompt)
    media = Markup("").join(
        _media(clip, heading, first=clip is one.clip, many=many) + "\n"
        for clip in one.clips
        if is_regular(clip.path)
    )
    fact = Markup("<div><dt>{}</dt><dd>{}</dd></div>\n")
    facts = Markup("").join(fact.format(name, value) for name, value in known["shown"])
    return _FIGURE.format(
        number=number,
        heading=heading,
        media=media,
        whole="" if heading == prompt else whole,
        facts=facts,
        cell=_cell(number, known),
    )


_FIGURE = Markup("""<article id="clip-{number}" aria-labelledby="title-{number}">
<h3 id="title-{number}" dir="auto"><span class="number">{number}</span> {heading}</h3>
<div class="media">
{media}</div>
<div class="about">
{whole}<dl>
{facts}</dl>
{cell}</div>
</article>
""")


def _media(clip: Clip, heading: str, *, first: bool, many: bool) -> Markup:
    """One file as a player or an image; `first` marks what sheets and comparisons show again.

    Of `many` films none is looked into before it is played.
    """
    source = data_uri(clip.path.read_bytes(), clip.media_type)
    size = Markup('width="{}" height="{}"').format(clip.width, clip.height)
    mark = Markup(' class="film"') if first else ""
    if not clip.is_video:
        return Markup('<img{} src="{}" alt="Image: {}" {}>').format(mark, source, heading, size)
    poster = Markup(' poster="{}"').format(data_uri(clip.poster, "image/jpeg")) if clip.poster else ""
    return Markup(
        '<video{} controls playsinline preload="{}" aria-label="Clip: {}" {} src="{}"{}></video>'
    ).format(mark, "none" if many and poster else "metadata", heading, size, source, poster)


def _cell(number: int, known: Mapping[str, Any]) -> Markup:
    """The cell that asks for the clip, or why there is none."""
    if not known["cell"]:
        return Markup('<p class="quiet">{}</p>\n').format(known["noCell"])
    return Markup("""<figure>
<figcaption>The cell of clip {}</figcaption>
<pre><code>{}</code></pre>
</figure>
""").format(number, known["cell"])


def _sheets(anchors: Mapping[Path, str]) -> list[Sheet]:
    """The sheets that were shown, each once, as far as the page has their clips, with what is thought of them now."""
    found: dict[tuple[Any, ...], Sheet] = {}
    for sheet in shown_sheets():
        entries = [_entry(entry, anchors) for entry in sheet.entries]
        key = tuple((entry.clip.path if entry.clip else None, entry.prompt, entry.model) for entry in entries)
        if len({entry.clip.path for entry in entries if entry.clip}) > 1:
            found.pop(key, None)
            found[key] = Sheet(entries, sheet.axes, title=sheet.title)
    for number, sheet in enumerate(found.values(), 1):
        sheet.name = f"sheet-{number}"  # the same session gives the same page
    return list(found.values())


def _entry(entry: Entry, anchors: Mapping[Path, str]) -> Entry:
    if entry.clip is None:
        return entry
    if entry.clip.path not in anchors:
        return replace(entry, clip=None, state="skipped", note="Not in this page.", remark=None, stars=None)
    rating = entry.clip.rating
    return replace(entry, stars=rating.stars, remark=rating.note, rejected=rating.rejected)


def _sheet(sheet: Sheet, anchors: Mapping[Path, str]) -> Markup:
    """Clips laid out by their axes; their films are the clips' above, not there twice."""
    places = {
        path: Place(Markup('data-clip="{}"').format(anchor), f"#{anchor}") for path, anchor in anchors.items()
    }
    return Markup('<article class="sheet">\n{}\n</article>\n').format(sheet.html(places))


def _comparison(group: Sequence[Clip], anchors: Mapping[Path, str]) -> Markup:
    """Clips in step, as `compare` shows them; their files are the clips' above, not there twice."""
    shown = Comparison(tuple(replace(clip, poster=None, others=()) for clip in group))
    html = shown.html(
        [
            Place(Markup('data-clip="{}"').format(anchors[clip.path]), f"#{anchors[clip.path]}")
            for clip in group
        ]
    )
    heading = _short(group[0].prompt) or "Without a prompt"
    article = Markup('<article class="comparison">\n<h3 dir="auto">{}</h3>\n{}\n</article>\n')
    return article.format(heading, html)


def _short(prompt: str) -> str:
    words = " ".join(plain(prompt).split())
    return words if len(words) <= _TITLE else words[: _TITLE - 1].rstrip() + "…"
