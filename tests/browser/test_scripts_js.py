"""Every script of the package as users get it, joined into one text, in a real browser."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page, expect

import omnivid_jupyter
from omnivid_jupyter.views.scripts import join, packed, script, style

PACKAGE = Path(omnivid_jupyter.__file__).parent
SCRIPTS = sorted(PACKAGE.rglob("*.js"))
LOAD = """async (source) => {
  const module = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  return Object.keys(module);
}"""


def given_to_a_page() -> list[str]:
    """The scripts that no other one imports."""
    imported = {
        (path.parent / name).resolve()
        for path in SCRIPTS
        for name in re.findall(r'^import .* from "(.*)";', path.read_text("utf-8"), re.MULTILINE)
    }
    return [str(path.relative_to(PACKAGE)) for path in SCRIPTS if path not in imported]


@pytest.mark.parametrize("name", given_to_a_page())
def test_a_joined_script_is_one_module_that_a_browser_takes(page: Page, name: str) -> None:
    widget = "export default" in (PACKAGE / name).read_text("utf-8")
    assert page.evaluate(LOAD, script(name)) == (["default"] if widget else [])


def test_a_name_that_two_files_use_is_refused_by_the_browser(page: Page, tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text('import { b } from "./b.js";\nfunction same() {}\n')
    (tmp_path / "b.js").write_text("function same() {}\nexport const b = same;\n")
    with pytest.raises(Error, match="'same' has already been declared"):
        page.evaluate(LOAD, join(tmp_path / "a.js"))


ROOT = """<div class="omnivid-sheet" data-sheet='{"sheet":"a","title":"","axes":[],"layout":[null,null,null],
"prompts":[[["a crane",0]]]}'><div class="omnivid-sheet-plain"><div class="omnivid-sheet-summary">1 clip</div>
<div class="omnivid-sheet-card" data-entry='{"n":0,"prompt":0,"model":"m","state":"failed","icon":"✕","word":"Failed"}'>
</div></div></div>"""
COMPARISON = '<div class="omnivid-compare" data-mounted></div>'
# What a notebook's outputs are shown under: nothing of the kind, VS Code's web view, and nbconvert's pages as Jupyter's
# server gives them out.
PLACES = {
    "page": "{}",
    "VS Code": """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'
'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src data:; connect-src https:">{}""",
    "sandbox": '<iframe sandbox="allow-scripts" srcdoc="{}"></iframe>',
}


@pytest.mark.parametrize("place", PLACES)
def test_a_packed_script_runs_and_brings_its_own_style_wherever_outputs_are_shown(
    page: Page, place: str
) -> None:
    outputs = ROOT + str(packed("views/sheet.js", "omnivid-sheet"))
    outputs += COMPARISON + str(packed("views/compare.js", "omnivid-compare"))
    put = html.escape(outputs) if place == "sandbox" else outputs
    page.set_content(f"<!doctype html><title>Outputs</title>{PLACES[place].format(put)}")
    shown = page.frame_locator("iframe") if place == "sandbox" else page
    expect(shown.locator(".omnivid-sheet-play")).to_have_css("font-weight", "600")
    styles = shown.locator("style").all_text_contents()
    assert styles == [style("views/sheet.js"), style("views/compare.js")]


def test_where_nothing_can_be_unpacked_the_plain_sheet_stays(page: Page) -> None:
    page.add_init_script("delete globalThis.DecompressionStream")
    page.goto("about:blank")
    page.set_content(ROOT + str(packed("views/sheet.js", "omnivid-sheet")), wait_until="load")
    expect(page.locator(".omnivid-sheet-plain")).to_have_text(re.compile("1 clip"))
    expect(page.locator(".omnivid-sheet-view")).to_have_count(0)
