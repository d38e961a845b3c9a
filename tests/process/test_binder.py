"""Binder: what repo2docker would do with binder/, step by step without a container engine, and what comes of it.

`tests.process.binder` makes the environment; here JupyterLab is started in it as a BinderHub starts it. The lessons are
executed in it, too: see tests/process/notebooks.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import tomllib
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import psutil
import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.conftest import chromium
from tests.browser.jupyterlab import KERNEL_IS_READY, serving
from tests.drawings import DRAWN
from tests.kernels import PATIENCE, ROOT, kernel
from tests.process.binder import BINDER, PYTHON, Built, built_with, python, version_of

REPO2DOCKER_HAS = ("3.10", "3.11", "3.12", "3.13", "3.14")
PAGE = "/lab/tree/notebooks/quickstart.ipynb"
MEMORY = 1_000_000_000  # bytes
CLIP = 1_000_000  # bytes: eight seconds at 1 Mbit/s
TOKEN = "binder-test"


@pytest.fixture(
    scope="module",
    params=[python()],
    ids=lambda program: (
        f"python {version}"
        if (version := version_of(program)) == PYTHON
        else f"python {version}, since {PYTHON} is not here"
    ),
)
def built(request: pytest.FixtureRequest) -> Built:
    return built_with(request.param)


# What binder/ says


def test_the_python_is_one_that_repo2docker_has_and_the_project_takes() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert PYTHON in REPO2DOCKER_HAS
    assert f"Programming Language :: Python :: {PYTHON}" in project["classifiers"]
    assert (
        f"--python-version {PYTHON} pyproject.toml binder/requirements.in" in (ROOT / "Makefile").read_text()
    )


def test_the_requirements_need_no_other_file_so_that_their_layer_is_built_once() -> None:
    lines = [line.split("#")[0].strip() for line in (BINDER / "requirements.txt").read_text().splitlines()]
    requirements = [line for line in lines if line and not line.startswith("--hash=")]
    assert requirements and all(re.match(r"[a-z0-9_.-]+==\S", line) for line in requirements)


def test_binder_has_the_versions_that_the_tests_run_with() -> None:
    def pinned(path: Path) -> dict[str, str]:
        return dict(re.findall(r"^([a-z0-9_.-]+)==([^\s;]+)", path.read_text(), re.MULTILINE))

    there, here = pinned(BINDER / "requirements.txt"), pinned(ROOT / "requirements.lock")
    assert {name: version for name, version in there.items() if here.get(name, version) != version} == {}
    assert {"jupyterlab", "notebook", "ipykernel", "anywidget", "av", "uvicorn", "hatchling"} <= set(there)
    assert not {"pytest", "mypy", "playwright", "ruff", "uv"} & set(there)


def test_binder_holds_no_key_and_starts_nothing_of_its_own() -> None:
    assert {path.name for path in BINDER.iterdir()} == {
        "postBuild",
        "requirements.in",
        "requirements.txt",
        "runtime.txt",
    }
    assert os.access(BINDER / "postBuild", os.X_OK)
    assert "API_KEY" not in (BINDER / "postBuild").read_text()


# What comes of it


def test_the_environment_is_whole_and_has_the_project(built: Built) -> None:
    program = [str(built.environment / "bin" / "python"), "-m", "pip"]
    checked = subprocess.run([*program, "check"], env=built.variables, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout
    listed = subprocess.check_output([*program, "list", "--format", "json"], env=built.variables)
    assert "omnivid-jupyter" in {each["name"] for each in json.loads(listed)}


def test_a_notebook_has_the_cell_at_once_and_a_key_can_be_typed_with_a_warning(built: Built) -> None:
    own = {**built.variables, "PYTHONPATH": ""}
    with kernel(str(built.environment / "bin" / "python"), env=own, cwd=built.repository) as running:
        assert "gemini-omni-flash-preview" in running.run("%omnivid models").shown[0]
        loaded = running.run("%load_ext omnivid_jupyter")
        assert (loaded.status, loaded.outputs) == ("ok", [])
        cell = running.run("%omnivid key apimart", answers=["sk-typed-0123456789"])
        assert cell.questions == [{"prompt": "APIMart key (hidden): ", "password": True}]
        assert cell.printed.startswith("This Binder session runs on a machine of others")
        assert "sk-" not in str(cell.outputs)
        cell = running.run("%omnivid key apimart --save", answers=["sk-typed-0123456789"])
        assert cell.error[0] == "ConfigurationError: A Binder session keeps no key: it ends with its machine."


def test_the_longest_demo_clips_and_the_images_are_below_one_megabyte_when_nothing_is_set(
    built: Built,
) -> None:
    code = """
import json, omnivid_jupyter as omnivid
prompt = "a busy market street at noon, many people, slow pan"
models = ["gemini-omni-flash-preview", "gemini-omni-flash-text-to-video", "gpt-image-2", "nano-banana-2"]
jobs = [omnivid.submit(prompt, model=f"demo/{model}") for model in models]
print(json.dumps([[clip.duration, clip.size] for clip in (job.result() for job in jobs)]))
"""
    program = [str(built.environment / "bin" / "python"), "-c", code]
    made = json.loads(subprocess.check_output(program, env=built.variables | DRAWN, cwd=built.home))
    assert [seconds for seconds, _ in made] == [10, 10, None, None]
    assert max(size for _, size in made) < CLIP


@dataclass(frozen=True)
class Server:
    """JupyterLab as a BinderHub starts it."""

    url: str
    process: psutil.Process

    def peak(self) -> int:
        """The most memory that the server and its kernels had so far, added up, in bytes."""
        processes = [self.process, *self.process.children(recursive=True)]
        status = "".join(Path(f"/proc/{each.pid}/status").read_text() for each in processes)
        return sum(int(kilobytes) * 1024 for kilobytes in re.findall(r"VmHWM:\s+(\d+) kB", status))


@pytest.fixture(scope="module")
def server(built: Built) -> Iterator[Server]:
    command = [str(built.environment / "bin" / "jupyter-lab"), "--ip=127.0.0.1"]
    for app in ("NotebookApp", "ServerApp"):  # a BinderHub says it to both
        command += [f"--{app}.base_url=/user/somebody/", f"--{app}.token={TOKEN}"]
        command += [f"--{app}.trust_xheaders=True", f"--{app}.allow_origin=*"]
    command += ["--LabApp.expose_app_in_browser=True"]  # for this test alone
    command += ["--no-browser", *(["--allow-root"] if os.geteuid() == 0 else [])]
    path, log = f"/user/somebody/api/status?token={TOKEN}", built.home / "server.log"
    with serving(command, path, log, env=built.variables, cwd=built.repository) as (port, process):
        yield Server(f"http://127.0.0.1:{port}/user/somebody", psutil.Process(process.pid))


def test_jupyterlab_opens_on_the_quickstart_and_runs_it_in_less_than_a_gigabyte(
    built: Built, server: Server
) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        page.goto(f"{server.url}/?token={TOKEN}")
        expect(page).to_have_url(re.compile(f"^{re.escape(server.url + PAGE)}"))
        page.wait_for_function(KERNEL_IS_READY)
        assert page.evaluate("jupyterapp.shell.currentWidget.context.path") == "notebooks/quickstart.ipynb"
        page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
        page.evaluate("jupyterapp.commands.execute('docmanager:save')")
        peak = server.peak()
        browser.close()

    notebook = nbformat.read(built.repository / "notebooks" / "quickstart.ipynb", as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert [output for cell in code for output in cell.outputs if output.output_type == "error"] == []
    assert code[0].source.startswith("%load_ext") and code[0].outputs == []
    clips = [
        path
        for path in (built.repository / "notebooks" / "omnivid-clips").iterdir()
        if path.suffix != ".json"
    ]
    assert len(clips) >= 3
    assert [path.name for path in clips if path.stat().st_size >= CLIP] == []
    assert 50_000_000 < peak < MEMORY


def test_the_badges_link_opens_the_same_page(server: Server) -> None:
    address = f"{server.url}{PAGE}?token={TOKEN}"
    with urllib.request.urlopen(address) as answer:
        assert answer.status == 200 and answer.url == address
