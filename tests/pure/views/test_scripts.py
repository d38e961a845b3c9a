"""The scripts of the package: how several files become the one text that a page is given."""

from __future__ import annotations

import re
import zlib
from base64 import b64decode
from pathlib import Path

import pytest

import omnivid_jupyter
from omnivid_jupyter.views import scripts
from omnivid_jupyter.views.scripts import join, packed, script, style

FILES = sorted(Path(omnivid_jupyter.__file__).parent.rglob("*.js"))


def write(folder: Path, **files: str) -> Path:
    """Scripts by their names; returns the first one's path."""
    for name, text in files.items():
        (folder / f"{name}.js").write_text(text)
    return folder / f"{next(iter(files))}.js"


def test_what_is_imported_stands_once_before_all_that_imports_it(tmp_path: Path) -> None:
    first = write(
        tmp_path,
        main='import { b } from "./b.js";\nimport { a, c } from "./a.js";\nexport default b(a);\n',
        b='import { a } from "./a.js";\nexport const b = (x) => x + a;\n',
        a="export const a = 1;\nexport async function c() {}\n",
    )
    assert join(first) == (
        "const a = 1;\nasync function c() {}\n\nconst b = (x) => x + a;\n\nexport default b(a);\n"
    )


@pytest.mark.parametrize(
    "line",
    [
        'import a from "./a.js";',
        'import * as a from "./a.js";',
        'import { a as b } from "./a.js";',
        'import { a } from "./folder/a.js";',
        'import { a } from "https://somewhere/a.js";',
        'import { a } from "a";',
        'import "./a.js";',
    ],
)
@pytest.mark.parametrize("where", ["main", "other"])
def test_an_import_of_another_kind_is_refused(tmp_path: Path, line: str, where: str) -> None:
    files = {"main": 'import { x } from "./other.js";\n', "other": "export const x = 1;\n"}
    files[where] += f"{line}\n"
    with pytest.raises(ValueError, match=rf"{where}\.js cannot be joined: import"):
        join(write(tmp_path, **files))


@pytest.mark.parametrize("line", ["export default a;", "export { a };", "export let a = 1;"])
def test_an_export_that_would_be_lost_is_refused(tmp_path: Path, line: str) -> None:
    first = write(tmp_path, main='import { a } from "./a.js";\n', a=f"const b = 1;\n{line}\n")
    with pytest.raises(ValueError, match=r"a\.js cannot be joined: export"):
        join(first)


def test_a_script_brings_the_styles_of_all_its_files() -> None:
    assert ".omnivid-panel " in style("panel/queue.js")
    assert style("panel/queue.js").index(".omnivid-job-bar") < style("panel/queue.js").index(
        ".omnivid-queue-row"
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_script_opens_with_what_it_is_for(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.startswith("// @ts-check\n/**\n * ")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("// @ts-check\n/**\n * What for.\n */\nconst a = 1;\n", "const a = 1;"),
        ("  a(); // why\n\n  // and what\n  b();\n", "a();\nb();"),
        ('const c = /** @type {"a" | "b"} */ (d); // "so\n', "const c = (d);"),
        (
            'const e = "https://f/*" + `//g`;\n',
            'const e = "https://f/*" + `//g`;',
        ),
        ('const k = "l // m";\n', 'const k = "l // m";'),
        ("const r = /[;] //;\n", "const r = /[;] //;"),
    ],
)
def test_a_page_is_given_what_a_browser_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, left: str
) -> None:
    monkeypatch.setattr(scripts, "_PACKAGE", write(tmp_path, one=text).parent)
    assert script.__wrapped__("one.js") == left


@pytest.mark.parametrize(
    "line", ['const a = "b; // c";', "const a = `b; // c`;", "const a = `b\nc`;", "f('/** @g */');"]
)
def test_what_may_be_part_of_a_text_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.setattr(scripts, "_PACKAGE", write(tmp_path, one=line + "\n").parent)
    with pytest.raises(ValueError, match="text"):
        script.__wrapped__("one.js")


@pytest.mark.parametrize("name", ["views/sheet.js", "views/compare.js"])
def test_packed_it_is_the_same_in_a_third_of_the_bytes(name: str) -> None:
    html = packed(name, "root")
    (content,) = re.findall(r'atob\("([^"]*)"\)', html)
    css, code = zlib.decompress(b64decode(content), -zlib.MAX_WBITS).decode().split("\0")
    assert (css, code) == (style(name), script(name))
    assert len(html) < 0.4 * len(join(Path(omnivid_jupyter.__file__).parent / name) + style(name))
