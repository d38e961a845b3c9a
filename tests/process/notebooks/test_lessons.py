"""The lessons run from top to bottom, twice, free and with no key, and show what they say they show.

A lesson is judged by what its reader has in the end, the executed notebook and the clip folder.
"""

from __future__ import annotations

import ast
import hashlib
import io
import re
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import av
import nbformat
import pytest
from nbformat import NotebookNode
from PIL import Image

from omnivid_jupyter.providers.prices import AS_OF, estimate
from omnivid_jupyter.providers.registry import resolve
from omnivid_jupyter.request import VideoRequest
from tests.drawings import COARSE
from tests.process.binder import Built, built_with, python
from tests.process.notebooks.outputs import html_of, normalised, printed, shown_in, text_of
from tests.process.notebooks.runs import KEY, NOTEBOOKS, Run, Till, execute, till

NAMES = sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb"))
COMMITTED = 60_000  # bytes that a lesson may have in the repository
EXECUTED = 12_000_000  # and with its outputs
ASKS_FOR_NEW = re.compile(r"(?:^%%omnivid .*--new)|\bnew=True\b", re.MULTILINE)

Pair = tuple[Run, Run]


def committed(name: str) -> NotebookNode:
    notebook: NotebookNode = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    return notebook


def code(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def tags(cell: NotebookNode) -> list[str]:
    return list(cell.metadata.get("tags", []))


def makes_a_clip(cell: NotebookNode) -> bool:
    is_cell = cell.source.startswith("%%omnivid") and "--dry-run" not in cell.source
    return is_cell and "raises-exception" not in tags(cell)


@pytest.fixture(scope="module")
def services() -> Iterator[Till]:
    with till() as opened:
        yield opened


def films(name: str) -> dict[str, str]:
    """The environment of a lesson: its films are drawn coarsely where their cells measure them, else sketched."""
    return COARSE if name.startswith(("direct_this_shot", "prompt_experiment")) else {}


class Lessons:
    """The lessons, a few at a time: each runs as on Binder, and then once more where it is.

    The second run is in this environment and has keys, as somebody has who goes on live.
    """

    def __init__(self, pool: ThreadPoolExecutor, folder: Path, services: Till, binder: Built) -> None:
        self._pool = pool
        self._folder = folder
        self._services = services
        self._binder = str(binder.environment / "bin" / "python")
        self._runs: dict[str, Future[Pair]] = {}

    def begin(self, name: str) -> Future[Pair]:
        """Run a lesson unless it was begun already; its first and second run."""
        if name not in self._runs:
            self._runs[name] = self._pool.submit(self._twice, name)
        return self._runs[name]

    def elsewhere(self, name: str) -> Future[Run]:
        """Run a lesson once, in a folder that no other run has seen."""
        return self._pool.submit(execute, name, self._folder / f"{name} elsewhere", env=films(name))

    def _twice(self, name: str) -> Pair:
        folder = self._folder / name
        first = execute(name, folder, python=self._binder, env=films(name))
        return first, execute(name, folder, env=films(name) | self._services.env(name))


@pytest.fixture(scope="module")
def lessons(
    request: pytest.FixtureRequest, services: Till, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lessons]:
    """All that the chosen tests ask for are under way from here on."""
    binder = built_with(python())
    with ThreadPoolExecutor(3) as pool:  # some wait for the clock, as one does on a network
        lessons = Lessons(pool, tmp_path_factory.mktemp("lessons"), services, binder)
        for item in request.session.items:
            if isinstance(item, pytest.Function) and "lesson" in item.fixturenames:
                lessons.begin(str(item.callspec.params["lesson"]))
        yield lessons


@pytest.fixture(params=NAMES, scope="module")
def lesson(request: pytest.FixtureRequest, lessons: Lessons) -> Pair:
    """One lesson's first and second run."""
    return lessons.begin(request.param).result()


# As they are committed


@pytest.mark.parametrize("name", NAMES)
def test_a_committed_lesson_is_valid_and_small_and_holds_neither_outputs_nor_traces_of_a_run(
    name: str,
) -> None:
    notebook = committed(name)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert (NOTEBOOKS / f"{name}.ipynb").stat().st_size < COMMITTED
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code(notebook))
    assert notebook.metadata.kernelspec.name == "python3"
    assert notebook.metadata.language_info == {"name": "python"}
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert all(set(cell.metadata) <= {"tags", "jupyter"} for cell in notebook.cells)


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_begins_with_its_subject_and_with_loading_the_extension(name: str) -> None:
    notebook = committed(name)
    assert notebook.cells[0].source.startswith("# ")
    assert code(notebook)[0].source.startswith("%load_ext omnivid_jupyter")


@pytest.mark.parametrize("name", NAMES)
def test_a_lessons_text_links_to_files_that_are_there_and_has_no_dollar_signs(
    name: str,
) -> None:
    for cell in committed(name).cells:
        if cell.cell_type == "markdown":
            prose = re.sub(r"```.*?```|`[^`]*`", "", cell.source, flags=re.DOTALL)
            assert "$" not in prose, f"{cell.id}: JupyterLab takes what follows for mathematics"
            for target in re.findall(r"\]\((?!https://)([^)]+)\)", prose):
                assert (NOTEBOOKS / target).is_file(), f"{cell.id}: {target}"


def magics(cell: NotebookNode) -> list[str]:
    """The lines of a cell that are for IPython, without the words in them."""
    return [re.sub(r'".*"', "", line) for line in cell.source.splitlines() if line.startswith("%")]


@pytest.mark.parametrize("name", [name for name in NAMES if f"{name}_ja" in NAMES])
def test_the_japanese_lesson_has_the_cells_of_the_english_one(name: str) -> None:
    english, japanese = committed(name), committed(f"{name}_ja")
    assert [(cell.id, tags(cell)) for cell in japanese.cells] == [
        (cell.id, tags(cell)) for cell in english.cells
    ]
    for ours, theirs in zip(code(japanese), code(english), strict=True):
        assert magics(ours) == magics(theirs)
    texts = [cell.source for cell in japanese.cells if cell.cell_type == "markdown"]
    assert all(re.search(r"[ぁ-ん]", text) for text in texts)


# As they run


def test_no_cell_fails_but_those_that_are_meant_to(lesson: Pair) -> None:
    for run in lesson:
        failed = {
            cell.id: text_of(cell)
            for cell in code(run.notebook)
            if any(output.output_type == "error" for output in cell.outputs)
        }
        meant = {cell.id for cell in code(run.notebook) if "raises-exception" in tags(cell)}
        assert failed.keys() == meant, failed


def test_each_clip_is_shown_once_and_plays_from_within_the_notebook(lesson: Pair) -> None:
    for run in lesson:
        for cell in filter(makes_a_clip, code(run.notebook)):
            assert len(cell.outputs) == 1, cell.id
            films, pictures = shown_in(cell)
            assert films or pictures, cell.id
        everything = [shown_in(cell) for cell in code(run.notebook)]
        for film in {film for films, _ in everything for film in films}:
            assert hashlib.sha256(film).hexdigest() in run.clips.values()
            with av.open(io.BytesIO(film), "r") as container:
                assert next(container.decode(video=0)).width >= 720
        for content in {picture for _, pictures in everything for picture in pictures}:
            with Image.open(io.BytesIO(content)) as image:
                image.load()


def test_an_executed_lesson_stays_within_its_budget_and_needs_no_widget(lesson: Pair) -> None:
    for run in lesson:
        assert run.size < EXECUTED
        for cell in code(run.notebook):
            kinds = {kind for output in cell.outputs for kind in output.get("data", {})}
            lives = cell.source == "%omnivid duel"  # whoever opens the notebook later reads how to begin anew
            assert lives or "application/vnd.jupyter.widget-view+json" not in kinds, cell.id


def test_run_all_again_says_the_same(lesson: Pair) -> None:
    first, second = lesson
    for before, after in zip(code(first.notebook), code(second.notebook), strict=True):
        if before.source != "%omnivid doctor":  # which tells about the machine
            assert normalised(text_of(before)) == normalised(text_of(after)), before.id


def test_run_all_again_makes_no_clip_but_those_that_are_asked_for_anew(lesson: Pair) -> None:
    first, second = lesson
    for cell in filter(makes_a_clip, code(second.notebook)):
        found = "Found in the clip folder: nothing was submitted." in html_of(cell)
        assert found != bool(ASKS_FOR_NEW.search(cell.source)), cell.id
    anew = sum(len(ASKS_FOR_NEW.findall(cell.source)) for cell in code(second.notebook))
    assert first.clips.items() <= second.clips.items()
    assert len(second.clips) - len(first.clips) == anew


def test_a_reader_with_keys_pays_nothing_and_shows_none(lesson: Pair, services: Till) -> None:
    _, second = lesson
    assert services.orders(second.name) == []
    assert KEY not in nbformat.writes(second.notebook)


def test_the_quickstart_makes_the_same_clips_in_every_folder(lessons: Lessons) -> None:
    elsewhere = lessons.elsewhere("quickstart").result()
    first, _ = lessons.begin("quickstart").result()
    assert sorted(elsewhere.clips.values()) == sorted(first.clips.values())


# Going live


@pytest.mark.parametrize("name", ["prompting", "prompting_ja"])
def test_the_recipe_for_a_real_model_holds_what_it_says(name: str, lessons: Lessons) -> None:
    first, _ = lessons.begin(name).result()
    cells = {cell.id: cell.source for cell in first.notebook.cells}
    assert cells["model"].startswith("%config Omnivid.model = ")  # the line that the recipe replaces
    recipe = re.findall(r"^%config Omnivid\.(\w+) = (.+)$", cells["live-text"], re.MULTILINE)
    assert [setting for setting, _ in recipe] == ["max_cost", "model"]
    limit, model = (ast.literal_eval(value) for _, value in recipe)
    usd = estimate(resolve(model), VideoRequest(model, "a boat", duration=3)).high
    assert usd
    said = re.search(r"(\d+)(?: clips| 本の動画)\D+(\d+\.\d\d) USD\D+(\d{4}-\d\d-\d\d)", cells["live-text"])
    assert said and said.groups() == (str(len(first.clips)), f"{len(first.clips) * usd:.2f}", str(AS_OF))
    takes = max(len(shown_in(cell)[0]) for cell in filter(makes_a_clip, code(first.notebook)))
    assert takes * usd <= limit < (takes + 1) * usd


# The exercises


#: The lessons of exercises, with what their checks say to a wrong answer and to a solution.
EXERCISES = {
    "class_exercise": (r"Still missing: .+\.\n", "Solution: All done.\n"),
    "direct_this_shot": (r"Still missing: .+\.\n", "Solution: All done.\n"),
    "direct_this_shot_ja": (r"まだ足りません：.+。\n", "解答例：できました。\n"),
}


@pytest.fixture(params=EXERCISES, scope="module")
def exercises(request: pytest.FixtureRequest, lessons: Lessons) -> tuple[str, dict[str, NotebookNode]]:
    """A lesson's name, and its cells as Run All leaves them, by their ids."""
    first, _ = lessons.begin(request.param).result()
    return request.param, {cell.id: cell for cell in code(first.notebook)}


@pytest.mark.parametrize("name", EXERCISES)
def test_each_exercise_has_a_starter_a_check_and_a_hidden_solution(name: str) -> None:
    notebook = committed(name)
    parts = [cell.id.partition("-") for cell in notebook.cells]
    numbers = [number for number, _, part in parts if part == "task"]
    assert len(numbers) >= 5
    for number in numbers:
        assert {"starter", "check", "solution"} <= {part for of, _, part in parts if of == number}
    for cell in code(notebook):
        folded = cell.metadata.get("jupyter", {})
        if "solution" in tags(cell):
            assert folded == {"source_hidden": True, "outputs_hidden": True}, cell.id
        else:
            assert cell.id == "checks" or not folded, cell.id


@pytest.mark.parametrize("name", EXERCISES)
def test_a_folded_cell_gives_nothing_away(name: str) -> None:
    cells = [cell for cell in code(committed(name)) if cell.metadata.get("jupyter")]
    assert len(cells) > 5
    for cell in cells:  # JupyterLab shows its first line
        assert cell.source.splitlines()[0] == f"# {tags(cell)[0].capitalize()}", cell.id
        assert tags(cell)[0] in ("solution", "checks"), cell.id


def test_a_check_names_what_is_missing_in_the_starter(exercises: tuple[str, dict[str, NotebookNode]]) -> None:
    name, cells = exercises
    said = {name: printed(cell) for name, cell in cells.items() if name.endswith("-check")}
    assert len(said) >= 5
    assert all(re.fullmatch(EXERCISES[name][0], text) for text in said.values()), said


def test_a_check_is_content_with_the_solution(exercises: tuple[str, dict[str, NotebookNode]]) -> None:
    name, cells = exercises
    said = {name: printed(cell) for name, cell in cells.items() if name.endswith("-solution")}
    assert len(said) >= 5
    assert all(text == EXERCISES[name][1] for text in said.values()), said
