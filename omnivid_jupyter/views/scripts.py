"""The scripts and styles of the rooms, as the one text each that a page is given.

A script is a file and the files that it imports. There is no build step: they are put behind one another, what
is imported before what imports it, and the words `import … from` and `export` in between are left out. What explains
something to people stays here as well. An output, which notebooks keep, has script and style deflated (`packed`).

What would not mean the same when it is joined is refused. A file imports by `import { a, b } from "./other.js";`
(or "../room/other.js"), on one line and under the same names; an imported file exports functions and constants where
it makes them; what stands in back quotes ends on its line. (Two files that make the same name are refused by the
browser.)
"""

from __future__ import annotations

import re
import zlib
from base64 import b64encode
from functools import cache
from pathlib import Path

from omnivid_jupyter.markup import Markup

__all__ = ["join", "packed", "script", "style"]

_PACKAGE = Path(__file__).parent.parent

_IMPORT = re.compile(r'^import \{ \w+(?:, \w+)* \} from "((?:\./|\.\./\w+/)\w+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?function |const )", re.MULTILINE)
_LEFT_OVER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)

# What is for people: on lines of its own, and within a line of code.
_REMARK = re.compile(r"^[ \t]*(?:/\*\*(?:(?!\*/).)*\*/|//[^\n]*)[ \t]*\n", re.MULTILINE | re.DOTALL)
_ASIDE = re.compile(r"/\*\* @(?:(?!\*/).)*\*/ ?|(?<=[;,{}()[\]]) // .*")
_STYLE_REMARK = re.compile(r"/\*.*?\*/", re.DOTALL)
_STYLE_BREAK = re.compile(r"(?<=[{};,])\s*\n\s*")

# Style and script are put where the output is, and go with it. A browser that cannot unpack them keeps what it shows
# without.
_UNPACK = Markup("""<style></style><script type="module">
// omnivid-jupyter's {name} and its style, deflated by views/scripts.py
const packed = Uint8Array.from(atob("{packed}"), (sign) => sign.charCodeAt(0));
if (globalThis.DecompressionStream) {{
const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
const [css, code] = (await new Response(stream).text()).split("\\0");
for (const style of document.querySelectorAll(".{root} + style:empty")) {{
style.textContent = css;
style.after(Object.assign(document.createElement("script"), {{ type: "module", textContent: code }}));
}}
}}
</script>""")


@cache
def script(name: str) -> str:
    """The script `name` (its room and file, such as "views/live.js") with all that it imports, without what explains
    it to people. Raises ValueError for what cannot be joined, or told apart from that."""
    lines = (_code(line).strip() for line in _REMARK.sub("", join(_PACKAGE / name)).split("\n"))
    return "\n".join(filter(None, lines))


@cache
def style(name: str) -> str:
    """How what `name` draws looks: the .css files that are called as its .js files are."""
    sheets = [path.with_suffix(".css") for path in _files(_PACKAGE / name)]
    text = "\n".join(sheet.read_text("utf-8") for sheet in sheets if sheet.exists())
    return _STYLE_BREAK.sub("", _STYLE_REMARK.sub("", text)).strip()


@cache
def packed(name: str, root: str) -> Markup:
    """A script and its style in a third of their bytes: HTML that stands right behind the element of class `root`."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, 9)
    content = deflate.compress(f"{style(name)}\0{script(name)}".encode()) + deflate.flush()
    return _UNPACK.format(name=name, root=root, packed=Markup(b64encode(content).decode("ascii")))


def _code(line: str) -> str:
    """A line without what stands in it for people."""
    code, at = "", 0
    for aside in _ASIDE.finditer(line):
        code += line[at : aside.start()]
        at = aside.end()
        if any(code.count(quote) % 2 for quote in "\"'`"):
            raise ValueError(f"This may be no remark, but part of a text: {line.strip()}")
    code += line[at:]
    if code.count("`") % 2:
        raise ValueError(f"A text in back quotes has to end on its line: {line.strip()}")
    return code


def join(path: Path) -> str:
    """A script and all that it imports, as one module. Raises ValueError for what cannot be joined."""
    texts = []
    for file in _files(path):
        text = _IMPORT.sub("", file.read_text("utf-8"))
        if file != path:
            text = _EXPORT.sub("", text)
        left = [line for line in _LEFT_OVER.findall(text) if file != path or line.startswith("import")]
        if left:
            raise ValueError(f"{file.name} cannot be joined: {left[0]}")
        texts.append(text)
    return "\n".join(texts)


def _files(path: Path) -> list[Path]:
    """A script's files, each once and behind all that it imports."""
    found: list[Path] = []
    begun: set[Path] = set()

    def add(file: Path) -> None:
        if file in begun:
            return
        begun.add(file)
        for name in _IMPORT.findall(file.read_text("utf-8")):
            add((file.parent / name).resolve())
        found.append(file)

    add(path)
    return found
