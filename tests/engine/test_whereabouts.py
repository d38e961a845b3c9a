"""The clip folder is beside the notebook, whoever tells where that is; else those below the working directory count."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import omnivid_jupyter as omnivid
from omnivid_jupyter import whereabouts
from omnivid_jupyter.engine import engine as engine_module
from omnivid_jupyter.engine.intake import plan
from omnivid_jupyter.media.nearby import folders_below, look_below
from omnivid_jupyter.notebook.cell import run_cell
from omnivid_jupyter.reports.doctor import examine
from omnivid_jupyter.settings import settings
from omnivid_jupyter.views.player import file_url
from omnivid_jupyter.whereabouts import Place, notebook_place
from tests.wound import Wound

QUICK = {"OMNIVID_DEMO_SPEED": "50", "OMNIVID_POLL_INTERVAL": "0.05"}
TELLERS = ("JPY_SESSION_NAME", "PAPERMILL_INPUT_PATH", "QUARTO_DOCUMENT_PATH", "QUARTO_DOCUMENT_FILE")


@pytest.fixture(autouse=True)
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course with the notebook of a week, of which nobody has told anything yet."""
    for name in TELLERS:
        monkeypatch.delenv(name, raising=False)
    for name, value in QUICK.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "week1").mkdir()
    (tmp_path / "week1" / "boats.ipynb").write_text("{}")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    return tmp_path


class Shell:
    """What of IPython's shell tells a place."""

    def __init__(self, started: Path, **variables: object) -> None:
        self.starting_dir = str(started)
        self.user_ns = variables


def shell(monkeypatch: pytest.MonkeyPatch, started: Path, **variables: object) -> None:
    monkeypatch.setattr(whereabouts, "shell", lambda: Shell(started, **variables))


@pytest.mark.parametrize(
    ("variable", "value", "started"),
    [
        ("JPY_SESSION_NAME", "{}/week1/boats.ipynb", "week1"),  # jupyter_server 2 with JupyterLab 4
        ("JPY_SESSION_NAME", "{}/week1/renamed.ipynb", "week1"),  # the notebook got another name meanwhile
        ("JPY_SESSION_NAME", "{}/week1/Console 1", "week1"),  # a console that belongs to a notebook
        ("JPY_SESSION_NAME", "{}/week1/", "week1"),  # a session without a name
        ("JPY_SESSION_NAME", "week1/boats.ipynb", "."),  # as seen from the server's root
        ("JPY_SESSION_NAME", "course/week1/34361149-e3d8", "week1"),  # a session that is named only later
        ("JPY_SESSION_NAME", "RTC:week1/boats.ipynb", "week1"),  # shared by jupyter-collaboration
        ("PAPERMILL_INPUT_PATH", "week1/boats.ipynb", "."),
        ("PAPERMILL_INPUT_PATH", "week1/boats.ipynb", "week1"),  # papermill --cwd week1
        ("QUARTO_DOCUMENT_PATH", "{}/week1", "week1"),
    ],
)
def test_the_folder_is_beside_the_notebook_that_the_environment_tells(
    course: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, started: str
) -> None:
    if value.startswith("course/"):
        value = f"{course.name}/{value.removeprefix('course/')}"
    shell(monkeypatch, (course / started).resolve())
    monkeypatch.setenv(variable, value.format(course))
    place = notebook_place()
    assert place and place.folder == course / "week1" and place.told_by == variable
    assert plan("a boat").output_dir == course / "week1" / "omnivid-clips"
    assert file_url(course / "week1" / "omnivid-clips" / "a b.mp4") == "omnivid-clips/a%20b.mp4"
    monkeypatch.chdir(course)
    assert settings.resolved_output_dir() == course / "week1" / "omnivid-clips", "%cd moves nothing"


@pytest.mark.parametrize("variable", ["__vsc_ipynb_file__", "PAPERMILL_INPUT_PATH"])
def test_a_variable_of_the_notebook_tells_it_too(
    course: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv("JPY_SESSION_NAME", str(course / "boats-jvsc-0a1b.ipynb"))
    shell(monkeypatch, course, **{variable: str(course / "week1" / "boats.ipynb")})
    assert notebook_place() == Place(course / "week1", course / "week1" / "boats.ipynb", variable)


@pytest.mark.parametrize(
    "value",
    [
        "/nowhere/on/this/machine/boats.ipynb",
        r"c:\Users\me\boats.ipynb",
        "s3://bucket/boats.ipynb",
        "bad\0name",
    ],
)
def test_a_place_that_is_not_on_this_machine_is_none(
    course: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    for variable in ("__vsc_ipynb_file__", "PAPERMILL_INPUT_PATH"):
        shell(monkeypatch, course, **{variable: value})
        assert notebook_place() is None
        assert settings.resolved_output_dir() == course / "elsewhere" / "omnivid-clips"
        assert plan("a boat").output_dir == course / "elsewhere" / "omnivid-clips"


def test_who_names_a_folder_gets_it_as_before(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JPY_SESSION_NAME", str(course / "week1" / "boats.ipynb"))
    assert plan("a boat", output_dir="mine").output_dir == course / "elsewhere" / "mine"
    monkeypatch.setenv("OMNIVID_OUTPUT_DIR", "clips")
    assert plan("a boat").output_dir == course / "elsewhere" / "clips"
    assert "a folder of your own" in repr(examine())


def test_the_doctor_says_which_folder_and_why(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "nobody tells where the notebook is" in repr(examine())
    assert str(course / "elsewhere" / "omnivid-clips") in repr(examine())
    monkeypatch.setenv("JPY_SESSION_NAME", "/nowhere/boats.ipynb")
    assert "JPY_SESSION_NAME names /nowhere/boats.ipynb, which is not on this machine" in repr(examine())
    monkeypatch.setenv("JPY_SESSION_NAME", str(course / "week1" / "boats.ipynb"))
    assert f"yes: {course / 'week1' / 'boats.ipynb'}" in repr(examine())
    assert "told by JPY_SESSION_NAME" in repr(examine())


# Where nobody tells it


def test_a_clip_below_the_working_directory_is_used_where_it_lies(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(course / "week1")
    made = omnivid.generate("a boat at dawn")
    monkeypatch.chdir(course)
    monkeypatch.setenv("OMNIVID_HOME", str(course / "somebody-else"))
    found = omnivid.generate("a boat at dawn")
    assert found.path == made.path and not (course / "omnivid-clips").exists()
    assert omnivid.generate("a boat at dawn", output_dir="mine").path != made.path, (
        "only the named folder counts"
    )


def test_a_clip_of_the_working_directory_comes_along_once_the_notebooks_place_is_told(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = omnivid.generate("a boat at dawn")
    monkeypatch.setenv("OMNIVID_HOME", str(course / "somebody-else"))
    monkeypatch.setenv("JPY_SESSION_NAME", str(course / "week1" / "boats.ipynb"))
    found = omnivid.generate("a boat at dawn")
    assert found.sha256 == made.sha256 and found.path.parent == course / "week1" / "omnivid-clips"


def test_a_simulated_near_miss_is_said_below_the_cell_and_made_anew(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(course / "week1")
    made = omnivid.generate("a boat at dawn")
    made.path.write_bytes(b"version https://git-lfs.github.com/spec/v1\n")
    monkeypatch.chdir(course)
    run_cell("--dry-run", "a boat at dawn", {})
    variables: dict[str, object] = {}
    run_cell("", "a boat at dawn", variables)
    said = capsys.readouterr().err
    assert f"{made.path.name} in {made.path.parent} is a Git LFS pointer" in said
    assert "git lfs pull" in said and "which is free" in said
    assert "_clip" in variables


def test_the_look_leaves_out_what_holds_no_notebooks_and_follows_no_link(course: Path) -> None:
    for path in (".hidden", "node_modules/x", "venv/lib", "env/lib", "week1/deep/er", "1/2/3/4/5", "week1"):
        (course / path / "omnivid-clips").mkdir(parents=True)
    (course / "venv" / "pyvenv.cfg").touch()
    (course / "env" / "conda-meta").mkdir()
    (course / "link").symlink_to(course / "week1")
    (course / "week1" / "omnivid-clips" / "omnivid-clips").mkdir()
    found = [str(path.parent.relative_to(course)) for path in look_below(course, "omnivid-clips")]
    assert found == ["week1", "week1/deep/er"]


def test_the_look_is_bounded_in_folders_and_time(course: Path) -> None:
    for number in range(20):
        (course / f"{number:02}" / "omnivid-clips").mkdir(parents=True)
    assert len(list(look_below(course, "omnivid-clips", folders=11))) == 10
    assert list(look_below(course, "omnivid-clips", seconds=-1)) == []
    assert len(list(look_below(course, "omnivid-clips"))) == 20


def test_a_thousand_requests_look_once(course: Path, monkeypatch: pytest.MonkeyPatch, wound: Wound) -> None:
    (course / "new").mkdir()
    assert folders_below(course / "new", "omnivid-clips") == ()
    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", lambda _: pytest.fail("it was looked for again"))
        assert folders_below(course / "new", "omnivid-clips") == ()
    (course / "new" / "omnivid-clips").mkdir()
    wound.wind(60)
    assert folders_below(course / "new", "omnivid-clips") == (course / "new" / "omnivid-clips",)


def test_an_id_that_is_extended_is_known_to_a_folder_below_too(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(course / "week1")
    job = omnivid.submit("a boat at dawn", model="demo/gemini-omni-flash-preview")
    job.result()
    monkeypatch.chdir(course)
    monkeypatch.setenv("OMNIVID_HOME", str(course / "somebody-else"))
    monkeypatch.setattr("omnivid_jupyter.engine.engine._engines", {})
    extended = plan("and then it rains", model="demo/gemini-omni-flash-preview", extend=job.id)
    assert extended.canonical.extend == job.task_id
    engine_module.engine().close()
