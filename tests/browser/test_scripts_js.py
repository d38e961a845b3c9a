"""Every script of the package as users get it, joined into one text, in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page

import omnivid_jupyter
from omnivid_jupyter.views.scripts import join, script

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
