"""A page finds a file where it is, from the notebook; one that no server gives out is said to be so, or embedded."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from omnivid_jupyter import whereabouts
from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine.journal import Journal
from omnivid_jupyter.reports.doctor import examine
from omnivid_jupyter.reports.history import History
from omnivid_jupyter.settings import settings
from omnivid_jupyter.views.addresses import file_url, unserved
from omnivid_jupyter.views.compare import compare
from omnivid_jupyter.views.player import mimebundle
from tests.clipfiles import mp4
from tests.engine.entries import entry


class Shell:
    """What of IPython's shell tells where it was started."""

    def __init__(self, started: Path, **variables: object) -> None:
        self.starting_dir = str(started)
        self.user_ns = variables


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A kernel that was started in a course's folder by nobody who tells a notebook, and went elsewhere."""
    for name in ("JPY_SESSION_NAME", "JPY_PARENT_PID", "PAPERMILL_INPUT_PATH", "QUARTO_DOCUMENT_PATH"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "course" / "elsewhere").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "course" / "elsewhere")
    monkeypatch.setattr(whereabouts, "shell", lambda: Shell(tmp_path / "course"))
    return tmp_path / "course"


def clip_in(folder: Path) -> Clip:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "a cat.mp4"
    path.write_bytes(mp4())
    return Clip(path, "video/mp4", 64, 36, 1.0, len(mp4()), "0" * 64, "a cat", "demo/omni-flash", "task-1")


def server(folder: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What Jupyter's server writes down about itself."""
    import jupyter_core.paths

    assert jupyter_core.paths
    folder.mkdir()
    (folder / "jpserver-123.json").write_text(json.dumps({"root_dir": str(root), "pid": 123}))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(folder))
    monkeypatch.setenv("JPY_PARENT_PID", "123")


def test_after_cd_the_address_still_begins_at_the_notebook(course: Path) -> None:
    clip = clip_in(course / "omnivid-clips")
    assert file_url(clip.path) == "omnivid-clips/a%20cat.mp4"
    html = mimebundle(clip, embed=False)["text/html"]
    assert 'src="omnivid-clips/a%20cat.mp4"' in html and 'href="omnivid-clips/a%20cat.mp4"' in html


@pytest.mark.parametrize("folder", [".clips", "films/.clips", ".clips/films", "../.clips"])
def test_a_clip_in_a_hidden_folder_is_embedded_or_said_not_to_be_shown(
    folder: str, course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = clip_in((course / folder).resolve())
    monkeypatch.setattr(settings, "embed", "auto")
    embedded = mimebundle(clip)["text/html"]
    assert "data:video/mp4;base64," in embedded and "<a " not in embedded
    html = mimebundle(clip, embed=False)["text/html"]
    assert "cannot be shown here: Jupyter&#x27;s server gives out nothing of hidden folders (.clips)." in html
    assert "--embed stores it in the notebook" in html and "<a " not in html
    monkeypatch.setattr(settings, "embed", "never")
    compared = compare(clip, clip)._repr_mimebundle_()["text/html"]
    assert "cannot be shown here: Jupyter&#x27;s server" in compared and "<a " not in compared


def test_the_doctor_tells_of_a_clip_folder_whose_files_no_page_can_load(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder, said in ((".clips", True), ("films", False)):
        monkeypatch.setenv("OMNIVID_OUTPUT_DIR", str(course / folder))
        (row,) = (row for row in examine().rows if row[0] == "clip folder")
        assert ("clips are shown only embedded: Jupyter's server" in row[1]) is said


def test_a_history_links_to_no_file_that_a_server_does_not_give_out(course: Path, tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite3")
    for number, folder in enumerate((".clips", "omnivid-clips")):
        path = clip_in(course / folder).path
        journal.add(replace(entry(id=f"job{number}", clip=path.name), folder=path.parent))
    read = History.read(journal)
    html = read.table._repr_mimebundle_()["text/html"]
    assert html.count("<a ") == 1 and 'href="omnivid-clips/a%20cat.mp4"' in html
    assert ".clips/" not in read._repr_mimebundle_()["text/html"], "as a sheet"
    journal.close()


def test_a_clip_outside_of_what_the_server_gives_out_is_said_to_be(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server(tmp_path / "runtime", course, monkeypatch)
    assert unserved(clip_in(course / "omnivid-clips").path) is None
    outside = clip_in(tmp_path / "shared")
    assert (
        unserved(outside.path) == f"it lies outside of {course}, the folder that Jupyter's server gives out"
    )
    assert "cannot be shown here: it lies outside of" in mimebundle(outside, embed=False)["text/html"]
    (course / "link").symlink_to(outside.path.parent)
    assert unserved(course / "link" / outside.path.name) is None  # which the server follows


def test_a_hidden_folder_above_the_server_s_own_counts_for_nothing(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / ".work" / "course"
    clip = clip_in(root / "omnivid-clips")
    assert unserved(clip.path) is not None  # nobody tells where its folder begins
    server(tmp_path / "runtime", root, monkeypatch)
    assert unserved(clip.path) is None


@pytest.mark.parametrize(
    "written", ["", "[]", '{"root_dir": 7}', '{"root_dir": "/nowhere/at/all"}', "{" * 5000]
)
def test_what_a_server_wrote_down_badly_is_not_believed(
    written: str, course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server(tmp_path / "runtime", course, monkeypatch)
    (tmp_path / "runtime" / "jpserver-123.json").write_text(written)
    assert unserved(clip_in(tmp_path / "shared").path) is None


def test_vs_code_reads_hidden_folders(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (course / "boats.ipynb").write_text("{}")
    told = Shell(course, __vsc_ipynb_file__=str(course / "boats.ipynb"))
    monkeypatch.setattr(whereabouts, "shell", lambda: told)
    assert unserved(clip_in(course / ".clips").path) is None


def test_without_a_working_directory_an_address_is_whole(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = clip_in(course / "omnivid-clips")
    os.rmdir(course / "elsewhere")
    assert file_url(clip.path) in ("omnivid-clips/a%20cat.mp4", clip.path.as_uri())
    unserved(clip.path)
