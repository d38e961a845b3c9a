"""Cells with several values in a real kernel: one output, one question, one list; stopped, killed and run again."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator

import pytest

from tests.kernels import Kernel, ipykernel6_python, kernel

KEY = "sk-test-0123456789abcdef"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """APIMart's address at a simulator in another process."""
    command = [
        sys.executable,
        "-m",
        "omnivid_jupyter.simulator",
        "--port",
        "0",
        "--speed",
        "20",
        "--films",
        "sketched",
    ]
    command += ["--state-dir", str(tmp_path_factory.mktemp("server"))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())["apimart"]
        process.terminate()


def posts(server: str) -> int:
    """How many requests that cost money have reached it."""
    with urllib.request.urlopen(f"{server.partition('/apimart')[0]}/simulator/requests") as response:
        return sum(each["method"] == "POST" for each in json.load(response)["requests"])


@pytest.fixture(scope="module", params=["ipykernel 7", "ipykernel 6"])
def running(
    request: pytest.FixtureRequest, server: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Kernel]:
    folder = tmp_path_factory.mktemp("grids")
    python = {"python": ipykernel6_python()} if request.param == "ipykernel 6" else {}
    env = {
        "OMNIVID_HOME": str(folder / "home"),
        "OMNIVID_POLL_INTERVAL": "0.1",
        "OMNIVID_DEMO_SPEED": "20",
        "OMNIVID_DEMO_FILMS": "sketched",
        "APIMART_BASE_URL": server,
        "APIMART_API_KEY": KEY,
    }
    with kernel(**python, env=env, cwd=folder) as started:
        assert started.run("%load_ext omnivid_jupyter").status == "ok"
        yield started


def test_a_grid_is_one_output_and_a_list_in_its_order(running: Kernel) -> None:
    running.run("colour = ['red', 'blue']")
    cell = running.run(
        "%%omnivid demo/Omni-Flash-Ext, demo/omni-pro -d 4, 6 --each colour -o boats\na {{colour}} boat"
    )
    assert cell.status == "ok" and len(cell.outputs) == 1, cell.error
    data = cell.outputs[0]["data"]
    assert data["text/html"].count("<video") == 4 and "widget-view" not in str(data)
    assert "decides the length itself" in data["text/html"]  # what the other model cannot make
    told = running.run(
        "print(boats is _clip, [(c.prompt, c.request.duration) for c in boats], _sweep.axes.keys())"
    )
    assert told.printed == (
        "True [('a red boat', 4), ('a red boat', 6), ('a blue boat', 4), ('a blue boat', 6)]"
        " dict_keys(['colour', 'model', 'duration'])\n"
    )
    again = running.run("%%omnivid demo/Omni-Flash-Ext -d 4,6 --each colour\na {{colour}} boat")
    assert "Found in the clip folder: nothing was submitted." in again.outputs[0]["data"]["text/html"]


def test_a_list_of_the_notebook_makes_a_grid(running: Kernel) -> None:
    running.run("lengths = [4, 6]; models = ['demo/Omni-Flash-Ext']")
    cell = running.run("%%omnivid {models} -d {lengths} --dry-run\na boat")
    assert "2 clips (duration 2)." in cell.shown[0], (cell.shown, cell.error)


def test_whatever_is_many_clips_is_a_contact_sheet(running: Kernel) -> None:
    made = running.run("%%omnivid demo/gpt-image-2 -n 6\na crowd of boats")
    running.run("import omnivid_jupyter as omnivid")
    ids = running.run("print(*(job.id for job in omnivid.history('a crowd')))").printed.split()
    assert made.status == "ok" and len(ids) == 6
    for code, count in (
        ("omnivid.history('a crowd')", 6),
        ("omnivid.history('a crowd')[:5]", 5),
        ("omnivid.history('a crowd', model='gpt', state='done', limit=3)", 3),
        ("[_clip[0], _clip[1]]", 2),
        ("omnivid.history('a crowd').clips", 6),
        ("omnivid.compare(*_clip[:5])", 5),
        (f"%omnivid compare {' '.join(ids[:5])}", 5),
    ):
        cell = running.run(code)
        data = cell.outputs[0]["data"]
        assert "omnivid-sheet" in data["text/html"] and data["text/plain"], code
        assert data["text/html"].count("data-entry=") == count, code
    for code in ("omnivid.history('a crowd').table", "%omnivid history a crowd"):
        data = running.run(code).outputs[0]["data"]
        assert "omnivid-sheet" not in data["text/html"] and ids[0] in data["text/plain"], code
    assert "omnivid-sheet" in made.outputs[0]["data"]["text/html"]


def test_many_paid_clips_are_asked_about(running: Kernel, server: str) -> None:
    before = posts(server)
    running.run("%config Omnivid.confirm_above = 1")
    cell = running.run("%%omnivid apimart/Omni-Flash-Ext -d 4,6\na dear boat", answers=["n"])
    (question,) = cell.questions
    assert question["prompt"].startswith("2 new clips would be paid for: $0.55 (estimate")
    assert cell.status == "error" and "Nothing was sent" in "".join(cell.error) and posts(server) == before
    nobody = running.run("%%omnivid apimart/Omni-Flash-Ext -d 4,6\na dear boat")
    assert (
        nobody.status == "error" and "add -y to the cell" in "".join(nobody.error) and nobody.questions == []
    )
    in_python = running.run(
        "import omnivid_jupyter as o; o.sweep('a dear boat', model='apimart/Omni-Flash-Ext', takes=2)"
    )
    assert in_python.status == "error" and "assume_yes=True" in "".join(in_python.error)
    assert posts(server) == before
    cell = running.run("%%omnivid apimart/Omni-Flash-Ext -d 4,6\na dear boat", answers=["y"])
    assert cell.status == "ok" and len(cell.questions) == 1 and posts(server) == before + 2
    assert running.run("%%omnivid apimart/Omni-Flash-Ext -d 4,6\na dear boat").status == "ok"
    running.run("%config Omnivid.confirm_above = 8")


def test_an_interrupted_question_sends_nothing(running: Kernel, server: str) -> None:
    before = posts(server)
    running.run("%config Omnivid.confirm_above = 0")
    cell = running.execute("%%omnivid apimart/Omni-Flash-Ext -d 4,6\na doubtful boat", answers=[])
    running.until(lambda: cell.questions)
    running.interrupt()
    running.until(lambda: cell.done)
    assert cell.status == "error" and "Nothing was sent" in "".join(cell.error) and posts(server) == before
    running.run("%config Omnivid.confirm_above = 8")


def test_an_interrupt_leaves_the_sheet_and_run_again_the_rest_is_made(running: Kernel, server: str) -> None:
    before = posts(server)
    cell = running.execute(
        "%%omnivid apimart/Omni-Flash-Ext -d 4,6 --poll-interval 15\na slow {red|blue} boat"
    )
    running.until(lambda: cell.outputs and posts(server) == before + 4)
    running.interrupt()
    running.until(lambda: cell.done)
    assert cell.status == "error" and cell.error[0].startswith("WaitStoppedError"), cell.error
    assert "widget-view" not in str(cell.outputs) and "when this was shown" in str(cell.outputs)
    again = running.run("%%omnivid apimart/Omni-Flash-Ext -d 4,6\na slow {red|blue} boat")
    assert again.status == "ok", again.error
    assert again.outputs[0]["data"]["text/html"].count("<video") == 4 and posts(server) == before + 4


def test_no_wait_returns_at_once_and_its_jobs_go_on(running: Kernel) -> None:
    cell = running.run("%%omnivid demo/Omni-Flash-Ext -d 4,6 --no-wait -o later\na patient boat")
    assert cell.status == "ok" and len(cell.outputs) == 1
    assert running.run("print([job.result().request.duration for job in later])").printed == "[4, 6]\n"
    shown = running.run("_sweep")
    assert shown.outputs[0]["data"]["text/html"].count("<video") == 2


def test_a_sweep_shows_itself_as_its_sheet(running: Kernel) -> None:
    running.run("import omnivid_jupyter as omnivid")
    cell = running.run("omnivid.sweep('a {big|small} boat', model='demo/gpt-image-2').wait()")
    assert cell.status == "ok" and "a big boat" in cell.outputs[0]["data"]["text/html"]
    assert "big" in cell.results[0] and "small" in cell.results[0]
    plan = running.run("omnivid.plan_sweep('a {big|small} boat', model='demo/gpt-image-2')")
    assert "2 there already." in plan.results[0] and "<table" in plan.outputs[0]["data"]["text/html"]
