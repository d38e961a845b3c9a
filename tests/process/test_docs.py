"""The documents say what the code says, their cells can be run, and the site that is made of them holds together.

A page is checked as it is read: its parts against the tables, its cells by the real parser, its links
in the built site.
"""

from __future__ import annotations

import ast
import html
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager
from playwright.sync_api import expect, sync_playwright

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.net.endpoints import base_url_variable
from omnivid_jupyter.net.keys import key_variable
from omnivid_jupyter.notebook import options
from omnivid_jupyter.notebook.commands import COMMANDS
from omnivid_jupyter.providers.registry import PROVIDERS, resolve
from omnivid_jupyter.views.compare import compare
from tests import ROOT
from tests.browser.conftest import chromium
from tests.clipfiles import mp4
from tests.process.messages import messages, plain, texts
from tools import docs
from tools import pages as site_pages

PAGES = [ROOT / "README.md", ROOT / "README.ja.md", *sorted((ROOT / "docs").rglob("*.md"))]
pages = pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))


def blocks(page: Path) -> list[tuple[str, str]]:
    """The language and the text of every block of code."""
    found = re.findall(r"^( *)```(\w*)\n(.*?)^\1```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [
        (language, re.sub(rf"^{indent}", "", text, flags=re.MULTILINE)) for indent, language, text in found
    ]


def test_the_parts_that_come_from_the_code_are_as_the_code_says() -> None:
    docs.main(["--check"])


@pytest.mark.parametrize("wrong", ["| `--gone` | An option that was taken away. |\n", ""])
def test_a_part_that_was_changed_by_hand_is_noticed_and_written_anew(
    wrong: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    true = (ROOT / "docs" / "cell.md").read_text("utf-8")
    copy = tmp_path / "cell.md"
    copy.write_text(
        re.sub(r"(from the code: options -->\n).*?(<!-- end)", rf"\1{wrong}\2", true, flags=re.DOTALL)
    )
    monkeypatch.setattr(docs, "PAGES", [copy])
    monkeypatch.setattr(docs, "ROOT", tmp_path)
    with pytest.raises(SystemExit, match=r"cell\.md: not as the code says"):
        docs.main(["--check"])
    docs.main([])
    assert copy.read_text("utf-8") == true
    docs.main(["--check"])


# Messages

TROUBLESHOOTING = (ROOT / "docs" / "troubleshooting.md").read_text("utf-8")
OURS = TROUBLESHOOTING.partition("\n## Messages of Jupyter and Python")[0]


def explained() -> set[str]:
    """The messages that have an entry: a heading in code, or an item of a list that begins with code."""
    return {plain(message) for message in re.findall(r"^(?:### `|- `)(.+?)`(?:$| → )", OURS, re.MULTILINE)}


def test_every_message_of_an_error_is_explained() -> None:
    known = explained()
    assert {sentence: where for sentence, where in messages().items() if sentence not in known} == {}


def test_every_message_that_is_explained_is_one_of_the_code() -> None:
    shown = set(messages()) | texts()
    fixed = {
        message: [each.strip() for each in message.split("…") if each.strip()] for message in explained()
    }
    # a note is put together from several texts: each of its fixed parts is one
    unknown = [
        message
        for message, parts in fixed.items()
        if message not in shown and not all(any(part in text for text in shown) for part in parts)
    ]
    assert unknown == []


# Cells and code


@pages
def test_every_cell_is_one_that_the_parser_takes(page: Path) -> None:
    for _, text in blocks(page):
        if text.startswith("%%omnivid") and "[options]" not in text:
            line, _, prompt = text.removeprefix("%%omnivid").partition("\n")
            assert prompt.strip()
            parsed = options.parse(line)
            if parsed.model:
                resolve(parsed.model)


@pages
def test_every_command_is_one_that_there_is(page: Path) -> None:
    text = page.read_text("utf-8")
    lines = [line for _, block in blocks(page) for line in block.splitlines() if line.startswith("%omnivid")]
    for line in lines + re.findall(r"`(%omnivid [^`]*)`", text):
        words = line.split()
        assert len(words) == 1 or words[1].rstrip(":") in COMMANDS or words[1] == "…", line


@pages
def test_every_block_of_python_compiles(page: Path) -> None:
    for language, text in blocks(page):
        if language == "python":
            source = TransformerManager().transform_cell(text)  # type: ignore[no-untyped-call]  # IPython's
            compile(source, page.name, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


@pages
def test_no_page_names_a_place_on_a_machine(page: Path) -> None:
    assert (
        re.findall(r"(?<![\w.:/…])/(?:home|root|tmp|usr|Users|work|var)/\S*", page.read_text("utf-8")) == []
    )


# The lessons

_WHAT_IS_FOUND = """
import os
from omnivid_jupyter.net.endpoints import live_endpoint
from omnivid_jupyter.providers.registry import PROVIDERS
for provider in PROVIDERS.values():
    endpoint = live_endpoint(provider)
    print(endpoint.key_source, endpoint.base_url == provider.base_url)
print(os.environ["PYTHON_KEYRING_BACKEND"], os.environ.get("OMNIVID_MODEL"))
"""


def test_the_lessons_are_run_without_anything_of_whoever_makes_the_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lessons = tmp_path / "notebooks"
    lessons.mkdir()
    cell = nbformat.v4.new_code_cell(_WHAT_IS_FOUND)
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), lessons / "found.ipynb")
    (lessons / ".env").write_text("".join(f"{key_variable(name)}=sk-of-a-file\n" for name in PROVIDERS))
    for name in list(PROVIDERS)[:-1]:  # the last one has a key in the file alone
        monkeypatch.setenv(key_variable(name), "sk-of-a-person")
        monkeypatch.setenv(base_url_variable(name), "http://127.0.0.1:9/nobody")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setenv("OMNIVID_MODEL", f"{next(iter(PROVIDERS))}/omni-pro")
    monkeypatch.setattr(site_pages, "NOTEBOOKS", lessons)
    monkeypatch.setattr(site_pages, "EXECUTED", tmp_path / "executed")
    site_pages.run_all()
    (ran,) = nbformat.read(tmp_path / "executed" / "found.ipynb", as_version=4).cells
    nothing = ["None True"] * len(PROVIDERS)
    assert ran.outputs[0].text.splitlines() == [*nothing, "keyring.backends.null.Keyring None"]


# The site


class Links(HTMLParser):
    """What a page is made of: the ids in it, where it leads to, and what it loads."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.leads_to: list[str] = []
        self.loads: list[str] = []
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.ids |= {value for name in ("id", "name") if (value := found.get(name))}
        if tag == "a":
            self.leads_to += [found.get("href") or ""]
        elif tag == "link" and found.get("rel") in ("canonical", "prev", "next"):
            return
        else:
            self.loads += [
                value for name in ("src", "href", "srcset", "poster") if (value := found.get(name))
            ]


@pytest.fixture(scope="module")
def lessons(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The lessons with outputs of the real kinds, which take no run: a clip, a comparison, a link into the web."""
    folder = tmp_path_factory.mktemp("lessons")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        path = Path("omnivid-clips/a boat.mp4").absolute()
        path.parent.mkdir()
        path.write_bytes(mp4())
        facts: dict[str, Any] = {"prompt": "a boat", "model": "demo/omni-flash", "task_id": "task-1"}
        clip = Clip(path, "video/mp4", 64, 36, 1.0, len(mp4()), "0" * 64, **facts)
        shown = [clip._repr_mimebundle_(), compare(clip, clip)._repr_mimebundle_()]
    for lesson in site_pages.notebooks():
        notebook = nbformat.read(lesson, as_version=4)
        cell = next(cell for cell in notebook.cells if cell.source.startswith("%%omnivid"))
        shown_here = [*shown, {"text/html": f'<a href="https://example.com/{lesson.stem}">elsewhere</a>'}]
        cell.outputs = [nbformat.v4.new_output("display_data", data=data) for data in shown_here]
        nbformat.write(notebook, folder / lesson.name)
    return folder


@pytest.fixture(scope="module")
def site(lessons: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1", "LESSONS": str(lessons)}
    made = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    return folder


def test_every_link_of_the_site_leads_somewhere(site: Path) -> None:
    found = {page: Links(page) for page in site.rglob("*.html") if page.name != "404.html"}
    assert len(found) > 20
    broken = []
    for page, links in found.items():
        for link in links.leads_to:
            parts = urlsplit(link)
            if parts.scheme in ("http", "https"):
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            if target.is_dir():
                target /= "index.html"
            there = target.is_file()
            if not there or (parts.fragment and unquote(parts.fragment) not in found[target].ids):
                broken.append(f"{page.relative_to(site)}: {link}")
    assert broken == []


def test_the_site_loads_nothing_from_elsewhere(site: Path) -> None:
    for page in site.rglob("*.html"):
        if page.name == "404.html":  # a server's page, whose addresses begin at the server's root
            continue
        for address in Links(page).loads:
            parts = urlsplit(address)
            assert parts.scheme in ("", "data") and not parts.netloc, f"{page.name}: {address}"
            if not parts.scheme and parts.path:
                assert (page.parent / unquote(parts.path)).exists(), f"{page.name}: {address}"


def test_the_site_shows_commands_as_they_are_typed(site: Path) -> None:
    shown = html.unescape((site / "commands.html").read_text("utf-8"))
    assert [
        each.usage for each in COMMANDS.values() if f"<code>%omnivid {each.usage}</code>" not in shown
    ] == []


def test_every_lesson_is_in_the_site_with_its_cells_and_results(site: Path, lessons: Path) -> None:
    for path in site_pages.notebooks(lessons):
        lesson, shown = site_pages.Lesson(path), (site / "lessons" / f"{path.stem}.html").read_text("utf-8")
        lesson.markdown()
        assert lesson.title in shown
        assert len(lesson.outputs) == 3 and all(output in shown for output in lesson.outputs)
        assert shown.count("a boat.mp4") == 3  # the name of the file is there, though it leads nowhere
        assert f'<a href="https://example.com/{path.stem}">elsewhere</a>' in shown


@pytest.mark.parametrize(
    ("words", "title"), [("none was found", "Troubleshooting"), ("本棚", "EvoLink")], ids=["en", "ja"]
)
def test_search_finds_a_page_in_the_site_as_it_lies_on_the_disk(site: Path, words: str, title: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        page.goto((site / "cell.html").as_uri())
        page.get_by_role("textbox", name="Search").click()
        page.keyboard.insert_text(words)
        page.keyboard.press("End")  # as typing does, it lets the site look at the field
        expect(page.locator(".md-search-result__article h1", has_text=title)).to_be_visible()
        browser.close()
