"""The pages of the site that are not in docs/: the notebooks, run on the simulator, and the changelog.

It is a hook of MkDocs (`mkdocs.yml` names it): each notebook becomes a page of the site's own style, so that search,
navigation and the dark palette hold for lessons too. Links lead to the notebooks, where they work in the repository as
well; in the site they lead to their pages.

A lesson's page shows what its notebook holds, and nothing else. It is all there is in the site: a link
from an output to a file beside the notebook becomes its text.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # MkDocs loads this file by its path

from omnivid_jupyter.saying import say  # noqa: E402
from tools.simulated import environment  # noqa: E402

NOTEBOOKS = ROOT / "notebooks"
EXECUTED = ROOT / "build" / "lessons"

#: The order in which they are best read; others follow by name.
ORDER = (
    "quickstart", "prompting", "prompting_ja", "direct_this_shot", "direct_this_shot_ja",
    "references", "editing_in_turns", "comparing", "prompt_experiment", "asynchronous_apis", "costs", "class_exercise",
)  # fmt: skip

#: In an output, what leads neither into the web nor within the page.
_LINK_TO_FILE = re.compile(r'<a href="(?!https?:|#)[^"]*"[^>]*>(.*?)</a>', re.DOTALL)


def notebooks(folder: Path = NOTEBOOKS) -> list[Path]:
    """The lessons' notebooks, in their order."""
    places = {name: place for place, name in enumerate(ORDER)}
    return sorted(folder.glob("*.ipynb"), key=lambda path: (places.get(path.stem, len(ORDER)), path.stem))


class Lesson:
    """One notebook as a page."""

    def __init__(self, path: Path) -> None:
        self.name = path.stem
        self.notebook: Any = nbformat.read(path, as_version=4)
        self.outputs: list[str] = []

    @property
    def title(self) -> str:
        """Its first heading."""
        found = re.search(r"^# (.+)", self._prose, re.MULTILINE)
        return found[1].strip() if found else self.name

    @property
    def about(self) -> str:
        """The first sentence of its first paragraph."""
        text = self._prose.partition(self.title)[2].strip().partition("\n\n")[0]
        return re.split(r"(?<=[.。])\s*", " ".join(text.split()))[0]

    @property
    def _prose(self) -> str:
        return "\n\n".join(cell.source for cell in self.notebook.cells if cell.cell_type == "markdown")

    def markdown(self) -> str:
        """The page. In the place of each HTML output stands a mark, which `with_outputs` replaces."""
        return "\n\n".join(filter(None, map(self._cell, self.notebook.cells))) + "\n"

    def _cell(self, cell: Any) -> str:
        if cell.cell_type == "markdown":
            return _links(cell.source)
        if not cell.source.strip():
            return ""
        source = _fenced(cell.source, "text" if cell.source.startswith("%%omnivid") else "python")
        outputs = list(filter(None, map(self._output, cell.outputs)))
        hidden = cell.metadata.get("jupyter", {})
        if hidden.get("source_hidden"):
            name = next(iter(cell.metadata.get("tags", [])), "cell").capitalize()
            inside = [source, *outputs] if hidden.get("outputs_hidden") else [source]
            outputs = [] if hidden.get("outputs_hidden") else outputs
            folded = [f'<details markdown="1"><summary>{name}</summary>', *inside, "</details>"]
            return "\n\n".join([*folded, *outputs])
        return "\n\n".join([source, *outputs])

    def _output(self, output: Any) -> str:
        data = output.get("data", {})
        if "text/html" in data:
            self.outputs.append(_LINK_TO_FILE.sub(r"\1", data["text/html"]))
            return self._mark(len(self.outputs) - 1)
        for kind in ("image/png", "image/jpeg"):
            if kind in data:
                self.outputs.append(f'<img alt="" src="data:{kind};base64,{data[kind].strip()}">')
                return self._mark(len(self.outputs) - 1)
        text = output.get("text") or data.get("text/plain") or "\n".join(output.get("traceback", []))
        return _fenced(re.sub(r"\x1b\[[0-9;]*m", "", text), "text") if text.strip() else ""

    @staticmethod
    def _mark(number: int) -> str:
        return f'<div class="omnivid-output" data-output="{number}"></div>'

    def with_outputs(self, page: str) -> str:
        """The rendered page with its outputs in their places."""
        for number, output in enumerate(self.outputs):
            mark = self._mark(number)
            page = page.replace(mark, mark.replace("></div>", f">{output}</div>"), 1)
        return page


def _fenced(text: str, language: str) -> str:
    """A block of code, within a fence that is longer than any inside it."""
    fence = "`" * max(3, 1 + max(map(len, re.findall(r"`+", text)), default=0))
    return f"{fence}{language}\n{text.strip(chr(10))}\n{fence}"


def _links(text: str) -> str:
    """A notebook's links to documents, as they are seen from the lessons' folder of the site."""
    text = re.sub(r"\]\((?:\./)?(\w+)\.ipynb", r"](\1.md", text)
    text = re.sub(r"\]\(\.\./docs/", "](../", text)
    return re.sub(r"\]\(\.\./README(?:\.ja)?\.md(?:#[^)]*)?\)", "](../index.md)", text)


# Running them


def run_all() -> None:
    """Run every notebook on the simulator, in a folder of its own for all, and keep them in build/lessons."""
    shutil.rmtree(EXECUTED, ignore_errors=True)
    EXECUTED.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="omnivid-") as place:
        folder = Path(place) / "notebooks"
        folder.mkdir()
        for path in notebooks(NOTEBOOKS):  # and nothing else that lies there: no .env, no clips
            shutil.copy(path, folder)
        variables = environment(Path(place) / "home")
        for path in notebooks(folder):
            say(f"docs: running {path.name} on the simulator")
            notebook = nbformat.read(path, as_version=4)
            client = NotebookClient(
                notebook,
                resources={"metadata": {"path": str(folder)}},
                extra_arguments=["--log-level=ERROR"],
                store_widget_state=False,
            )
            client.execute(env=variables)
            nbformat.write(notebook, EXECUTED / path.name)


# The hook of MkDocs

_pages: dict[str, Lesson] = {}


def on_config(config: Any) -> Any:
    """Put the lessons into the navigation."""
    _pages.clear()
    found = notebooks(ROOT / config.extra["lessons"])
    if not found:
        sys.exit(f"docs: there is no notebook in {config.extra['lessons']}")
    _pages.update({f"lessons/{path.stem}.md": Lesson(path) for path in found})
    section = next(entry["Lessons"] for entry in config.nav if "Lessons" in entry)
    del section[1:]
    section += [{lesson.title: name} for name, lesson in _pages.items()]
    return config


def on_files(files: Any, config: Any) -> Any:
    """Add a page for each lesson, and the changelog."""
    from mkdocs.structure.files import File

    for name, lesson in _pages.items():
        files.append(File.generated(config, name, content=lesson.markdown()))
    files.append(File.generated(config, "changelog.md", content=(ROOT / "CHANGELOG.md").read_text("utf-8")))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """Let links to notebooks lead to their pages; and write a `|` of code in a table as it is meant.

    In the repository such a `|` has to be written `\\|`, which Python-Markdown would show.
    """
    here = "../" * page.file.src_uri.count("/")
    markdown = re.sub(r"\]\((?:\.\./)+notebooks/(\w+)\.ipynb", rf"]({here}lessons/\1.md", markdown)
    return re.sub(r"^\|.*", lambda row: re.sub(r"`[^`]+`", _unescaped, row[0]), markdown, flags=re.MULTILINE)


def _unescaped(code: re.Match[str]) -> str:
    return code[0].replace("\\|", "|")


def on_page_content(content: str, page: Any, config: Any, files: Any) -> str:
    """Put a lesson's outputs into its page."""
    lesson = _pages.get(page.file.src_uri)
    return lesson.with_outputs(content) if lesson else content
