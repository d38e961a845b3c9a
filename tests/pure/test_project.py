"""What the repository promises as a whole: who imports whom, layers of tests, versions, locks, commands.

These tests read files; they run none of the project's features.
"""

from __future__ import annotations

import ast
import importlib.metadata
import inspect
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

import omnivid_jupyter
from tests import ROOT

PACKAGE = ROOT / "omnivid_jupyter"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LOCKS = [
    ROOT / "requirements.lock",
    ROOT / "tests" / "requirements-ipykernel6.lock",
    ROOT / "tests" / "requirements-lowest.lock",
    ROOT / "binder" / "requirements.txt",
    ROOT / "package-lock.json",
]

# The rooms of docs/architecture.md, from the top of the house down: each may import itself and what is below it.
ROOMS = [
    "api",
    "notebook",
    "panel",
    "export",
    "experiments",
    "reports",
    "views",
    "engine",
    "net",
    "media",
    "providers",
    "top",
]
DESIGN = sorted(path.stem for path in (ROOT / "docs" / "design").glob("*.md"))
PACKAGE_NAME = "omnivid_jupyter"
# The simulator stands for services, so it shares nothing with their client; the command line is above all.
BESIDE = {"simulator": {"simulator"}, "__main__": set(ROOMS)}
ON_THE_CLOCK = ["app", "media", "replies", "service", "uploads"]
ALSO_ALLOWED = {
    ("omnivid_jupyter.net.simulated", "omnivid_jupyter.simulator"),  # runs it in this process
    (
        "omnivid_jupyter.net.simulated",
        "omnivid_jupyter.simulator.vocabulary",
    ),  # what films follow, for people
    ("omnivid_jupyter.simulator.__main__", "omnivid_jupyter.saying"),  # prints one line
    # one clock for whatever waits, so that tests can wind it
    *((f"omnivid_jupyter.simulator.{name}", "omnivid_jupyter.clock") for name in ON_THE_CLOCK),
    # a clip shows itself, gives its frames and keeps what is thought of it; inside functions only
    ("omnivid_jupyter.clip", "omnivid_jupyter.views.player"),
    ("omnivid_jupyter.clip", "omnivid_jupyter.media.frames"),
    ("omnivid_jupyter.clip", "omnivid_jupyter.media.measure"),
    ("omnivid_jupyter.clip", "omnivid_jupyter.media.ratings"),
}


def may_import(importer: str) -> set[str]:
    """The rooms that a room may import."""
    if importer == PACKAGE_NAME:
        return set(ROOMS)
    return BESIDE.get(importer) or set(ROOMS[ROOMS.index(importer) :])


class Import(NamedTuple):
    importer: str
    imported: str
    inside_a_function: bool


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def room(module: str) -> str:
    """The room that `module` is in."""
    name = module.removeprefix("omnivid_jupyter.").split(".")[0]
    return name if name in {*ROOMS, *BESIDE, PACKAGE_NAME} else "top"


@cache
def all_imports() -> list[Import]:
    """Whatever the package's modules import, in the order of the modules: only what asks for it reads them all."""
    return [found for module in MODULES for found in imports_of(module)]


def imports_of(module: str) -> Iterator[Import]:
    """Every import in `module`."""
    ahead: list[tuple[ast.AST, bool]] = [(ast.parse(MODULES[module].read_text()), False)]
    while ahead:
        node, inside = ahead.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) or (
            isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        ):
            inside = True  # not when the module is imported
        for name in imported_names(node, module):
            yield Import(module, name, inside)
        ahead += [(child, inside) for child in ast.iter_child_nodes(node)]


@cache
def own_imports() -> list[Import]:
    """Every import of the package's own modules in one of them."""
    return [
        found._replace(imported=name if name in MODULES else name.rpartition(".")[0])
        for found in all_imports()
        if (name := found.imported).split(".")[0] == PACKAGE_NAME
    ]


def imported_names(node: ast.AST, module: str) -> list[str]:
    """The full names that an import statement names: modules, or names in modules."""
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module=base, names=names, level=0):
            return [f"{base}.{alias.name}" for alias in names]
        case ast.ImportFrom():
            pytest.fail(f"{module} imports relatively; this project names modules in full")
    return []


def test_each_room_imports_only_the_rooms_that_it_may() -> None:
    assert [
        f"{importer} imports {imported}"
        for importer, imported, _ in own_imports()
        if (importer, imported) not in ALSO_ALLOWED and room(imported) not in may_import(room(importer))
    ] == []


def test_what_shows_itself_loads_its_picture_only_when_it_is_shown() -> None:
    lazy = [
        found.inside_a_function
        for found in own_imports()
        if found[:2] in ALSO_ALLOWED and found.importer.endswith(".clip")
    ]
    assert lazy and all(lazy)


WINDABLE = ["engine", "net"]
REAL = {"omnivid_jupyter.engine.loop"}  # the end of a process waits for its threads, in real seconds


@pytest.mark.parametrize("room", WINDABLE)
def test_who_waits_for_a_service_asks_the_clock_that_tests_can_wind(room: str) -> None:
    wrong = [
        f"{module} uses {name}"
        for module, path in MODULES.items()
        if module.startswith(f"{PACKAGE_NAME}.{room}.") and module not in REAL
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute | ast.ImportFrom)
        for name in ([ast.unparse(node)] if isinstance(node, ast.Attribute) else imported_names(node, module))
        if name in {"asyncio.sleep", "time.time", "time.monotonic", "time.sleep"}
    ]
    assert wrong == []


# The layers of the tests, after tests/__init__.py: what a layer may not load, and which layers it may take things from.
LAYERS = {
    "pure": {"engine"},
    "engine": {"pure"},
    "kernel": {"engine"},
    "browser": {"engine", "kernel"},
    "process": {"pure", "engine", "kernel", "browser"},
}
HEAVY = {"jupyter_client", "nbclient", "papermill", "playwright", "tests.kernels"}


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_of_tests_needs_nothing_of_a_later_one(layer: str) -> None:
    allowed = {layer, *LAYERS[layer]}
    wrong = []
    for path in sorted((ROOT / "tests" / layer).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            for name in imported_names(node, str(path)):
                parts = name.split(".")
                of_tests = parts[0] == "tests" and parts[1] in LAYERS and parts[1] not in allowed
                heavy = any(name == each or name.startswith(f"{each}.") for each in HEAVY)
                if of_tests or (heavy and layer in {"pure", "engine"}):
                    wrong.append(f"{path.relative_to(ROOT)} imports {name}")
    assert wrong == []


READ_ONCE = {
    *("all_inner_texts", "all_text_contents", "get_attribute", "inner_html", "inner_text", "input_value"),
    *("is_checked", "is_disabled", "is_enabled", "is_hidden", "is_visible", "text_content"),
}


def test_what_a_page_shows_is_waited_for_and_not_read_once() -> None:
    """See tests/browser/waiting.py: a slow machine comes to it later than the test."""
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno} asserts what {inner.attr} reads: take expect, or until"
        for path in sorted((ROOT / "tests" / "browser").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Assert)
        for inner in ast.walk(node.test)
        if isinstance(inner, ast.Attribute) and inner.attr in READ_ONCE
    ]
    asleep = [
        f"{path.relative_to(ROOT)} waits for a time"
        for path in sorted((ROOT / "tests" / "browser").rglob("*.py"))
        if path.name != "waiting.py" and "wait_for_timeout(" in path.read_text()
    ]
    assert wrong + asleep == []


def test_every_test_is_in_a_layer() -> None:
    assert {path.relative_to(ROOT / "tests").parts[0] for path in (ROOT / "tests").rglob("test_*.py")} == {
        *LAYERS
    }


@pytest.mark.parametrize("module", MODULES)
def test_a_module_opens_with_what_it_is_for(module: str) -> None:
    text = MODULES[module].read_text()
    assert ast.get_docstring(ast.parse(text)), "no docstring"


def test_every_file_of_the_package_is_used() -> None:
    begun_with = {name for name in MODULES if name == "omnivid_jupyter" or name.endswith(".__main__")}
    imported = {found.imported for found in own_imports() if found.imported != found.importer}
    passed_through = {name.rsplit(".", levels)[0] for name in imported for levels in (1, 2)}
    # the code of a process of its own is text, which names its modules in full too
    for_a_process = set(re.findall(r"^from ([\w.]+) import", source_text(), re.MULTILINE))
    assert set(MODULES) - begun_with - imported - passed_through - for_a_process == set()
    source = source_text()
    unnamed = [path for path in data_files() if path.name not in source and path.name != "py.typed"]
    # a style goes with the script of its name
    assert [p.name for p in unnamed if p.suffix != ".css" or p.with_suffix(".js").name not in source] == []


def data_files() -> list[Path]:
    return [
        path for path in sorted(PACKAGE.rglob("*")) if path.is_file() and path.suffix not in {".py", ".pyc"}
    ]


def source_text() -> str:
    return "".join(path.read_text() for path in PACKAGE.rglob("*") if path.suffix in {".py", ".js", ".css"})


def test_version_and_changelog_agree() -> None:
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert newest is not None
    assert newest[1] == PROJECT["version"] == importlib.metadata.version("omnivid-jupyter")


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_pins_by_hash_and_names_no_host(lock: Path) -> None:
    text = lock.read_text()
    assert "://" not in text and "index-url" not in text and "find-links" not in text
    if lock.suffix == ".json":
        packages = [package for name, package in json.loads(text)["packages"].items() if name]
        assert packages and all(package["integrity"].startswith("sha512-") for package in packages)
    else:
        requirements = re.findall(r"^\S+==.*(?:\n    --hash=.*)*", text, re.MULTILINE)
        assert requirements and all("--hash=sha256:" in requirement for requirement in requirements)


def test_the_lock_has_every_dependency_of_the_project() -> None:
    locked = set(re.findall(r"^([a-z0-9-]+)==", LOCKS[0].read_text(), re.MULTILINE))
    extras = PROJECT["optional-dependencies"].values()
    wanted = {re.split(r"[^\w-]", each)[0] for each in sum(extras, PROJECT["dependencies"])}
    assert wanted - {PROJECT["name"]} - locked == set()


def test_whatever_the_package_imports_is_a_dependency() -> None:
    ships = importlib.metadata.packages_distributions()
    tops = {found.imported.split(".")[0] for found in all_imports()}
    foreign = tops - sys.stdlib_module_names - {"omnivid_jupyter"}
    imported = {distribution.lower() for top in foreign for distribution in ships[top]}
    extras = PROJECT["optional-dependencies"]
    declared = PROJECT["dependencies"] + extras["keyring"] + extras["measure"] + extras["serve"]
    assert imported - {re.split(r"[^\w-]", each)[0] for each in declared} == set()


def test_the_lowest_dependencies_are_those_that_the_project_names() -> None:
    locked = dict(re.findall(r"^([a-z0-9-]+)==([\w.]+)", LOCKS[2].read_text(), re.MULTILINE))
    for requirement in [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["lab"]]:
        name, floor = re.match(r"([\w-]+)(?:\[\w+\])?(?:>=([\d.]+))?", requirement).groups()  # type: ignore[union-attr]
        if floor:
            assert [*map(int, locked[name].split("."))][: floor.count(".") + 1] == [
                *map(int, floor.split("."))
            ]


def test_the_page_on_licences_names_every_dependency_that_users_get() -> None:
    page = (ROOT / "docs" / "licences.md").read_text()
    named = set(re.findall(r"[a-z][\w-]+", " ".join(re.findall(r"^\| ([^|]+) \|", page, re.MULTILINE))))
    extras = PROJECT["optional-dependencies"]
    names = ("lab", "serve", "keyring", "measure")
    shipped = [*PROJECT["dependencies"], *(each for name in names for each in extras[name])]
    assert {re.split(r"[^\w-]", each)[0] for each in shipped} - {PROJECT["name"]} - named == set()


#: Names of files that somebody is to write, or that are elsewhere.
TO_BE_WRITTEN = {"NAME.py", "NAME.js", "NAME.css", "panel/NAME.py", "providers/NAME.py"}


@pytest.mark.parametrize(
    "page", ["CONTRIBUTING.md", "docs/architecture.md", *(f"docs/design/{n}.md" for n in DESIGN)]
)
def test_every_source_file_that_a_page_names_is_there(page: str) -> None:
    files = tracked_files()
    named = set(re.findall(r"`([\w/]+\.(?:py|js|css))`", (ROOT / page).read_text())) - TO_BE_WRITTEN
    there = {"/".join(file.parts[-depth:]) for file in files for depth in range(1, 5)}
    assert sorted(named - there) == []


def test_the_architecture_page_tells_of_every_file_on_top() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text()
    on_top = {path.stem for path in PACKAGE.glob("*.py") if not path.stem.startswith("__")}
    assert sorted(name for name in on_top if f"`{name}`" not in page) == []


def test_every_promise_names_a_test_that_there_is() -> None:
    promised = re.findall(r"`(test_\w+)`", (ROOT / "docs" / "promises.md").read_text())
    tests = "".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    assert len(promised) > 10
    assert [name for name in promised if not re.search(rf"def {name}\(", tests)] == []


def tracked_files() -> list[Path]:
    """The files that git knows or would add."""
    listed = subprocess.check_output(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, text=True
    )
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    place = re.compile(rb"(?<![\w.}])/(?:root|home|Users|work)/\w")
    assert [str(path) for path in tracked_files() if place.search(path.read_bytes())] == []


def test_ci_runs_the_test_command_of_the_readme_and_nothing_else() -> None:
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    commands = [line for line in lines if line and not line.startswith(("#", "set ", "cd "))]
    assert commands == ["make test"]
    assert "make test" in (ROOT / "README.md").read_text()


def test_every_make_command_in_the_documents_is_a_target() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    documents = [path for path in tracked_files() if path.suffix == ".md"]
    named = {
        name
        for path in documents
        for name in re.findall(r"(?:`|^)make ([a-z]+)", path.read_text(), re.MULTILINE)
    }
    assert {"demo", "test", "lab", "bench", "lint"} <= targets
    assert named - targets == set()


def public_callables() -> dict[str, Callable[..., object]]:
    """The public functions and methods that take two values or more, by their names."""
    found: dict[str, Callable[..., object]] = {}
    for name in omnivid_jupyter.__all__:
        public = getattr(omnivid_jupyter, name)
        methods = vars(public) if inspect.isclass(public) else {}
        for each in (public, *(m for key, m in methods.items() if not key.startswith("_"))):
            if inspect.isfunction(each):
                given = [p for p in inspect.signature(each).parameters.values() if p.name != "self"]
                if (
                    len(given) > 1 and given[0].kind is not inspect.Parameter.POSITIONAL_ONLY
                ):  # as those of str
                    found[each.__qualname__] = each
    return found


@pytest.mark.parametrize("name", public_callables())
def test_a_public_function_of_several_parameters_says_what_each_is(name: str) -> None:
    assert "Parameters" in (inspect.getdoc(public_callables()[name]) or "")
