"""What is left out, refused or replaced, and how that is said."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

import omnivid_jupyter as omnivid
from omnivid_jupyter.engine import engine as engine_module
from omnivid_jupyter.errors import ConfigurationError, InvalidRequestError
from omnivid_jupyter.export import export, export_command, writing
from tests.clipfiles import png
from tests.engine.export.parts import IMAGE, Page, image, notebook


def test_without_a_clip_it_says_what_to_do(session: Path) -> None:
    with pytest.raises(InvalidRequestError, match="no clip to export") as caught:
        export("lesson.html")
    assert "Run the cells" in (caught.value.hint or "")
    with pytest.raises(InvalidRequestError, match="finished clips, not str"):
        export("lesson.html", clips=["boat.mp4"])  # type: ignore[list-item]


def test_a_clip_whose_file_is_gone_or_damaged_is_named_and_left_out(session: Path) -> None:
    gone, damaged, good = image("one"), image("two"), image("three")
    gone.path.unlink()
    damaged.path.write_bytes(png())
    shown = repr(export("lesson.html"))
    assert "1 clip." in shown
    assert f"Left out, gone or damaged: {gone.path.name} and {damaged.path.name}." in shown
    assert Page(session / "lesson.html").titles == [f"1 {good.prompt}"]
    good.path.unlink()
    with pytest.raises(InvalidRequestError) as caught:
        export("lesson.html")
    assert good.path.name in (caught.value.hint or "")


def test_clips_of_earlier_sessions_are_not_left_out_in_silence(
    session: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    image("one"), image("two")
    monkeypatch.setattr(engine_module, "_engines", {})  # the kernel was restarted
    with pytest.raises(InvalidRequestError, match="no clip to export in this session") as caught:
        export("lesson.html")
    earlier = "Left out: 2 clips of earlier sessions in omnivid-clips. Run their cells first, which is free"
    assert earlier in (caught.value.hint or "")
    third = image("three")
    assert earlier in repr(export("lesson.html"))
    notebook(session / "lesson.ipynb", "1")
    assert earlier in repr(export("lesson.zip"))
    assert "Left out" not in repr(export("lesson.html", clips=[third]))
    image("one")  # found in the folder
    assert "Left out: 1 clip of earlier sessions in omnivid-clips. Run its cell" in repr(
        export("lesson.html")
    )
    image("two")
    assert "Left out" not in repr(export("lesson.html"))
    engine_module.engine().close()


def test_one_clip_may_be_exported_by_itself(session: Path) -> None:
    clip = image("one")
    assert "1 clip." in repr(export("lesson.html", clips=clip))  # type: ignore[arg-type]
    with pytest.raises(InvalidRequestError, match="finished clips, not int"):
        export("lesson.html", clips=7)  # type: ignore[arg-type]


def test_a_job_that_is_not_finished_is_said_to_be_missing(
    session: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    image("one")
    monkeypatch.setenv("OMNIVID_DEMO_SPEED", "0.01")
    monkeypatch.setenv("OMNIVID_POLL_INTERVAL", "30")
    omnivid.submit("two", model=IMAGE)
    assert "Left out: 1 job that is not finished; %omnivid resume waits for it." in repr(
        export("lesson.html")
    )


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("lesson.txt", "lesson.txt is neither a .html nor a .zip file."),
        ("lesson", "lesson is neither"),
        ("folder.html", "folder.html is a folder."),
        ("nowhere/lesson.html", "There is no folder nowhere."),
        ("mine.html", "mine.html is there already and is no earlier export: it is left alone."),
        ("mine.zip", "mine.zip is there already"),
        ("broken.zip", "broken.zip is there already"),
    ],
)
def test_what_cannot_be_written_or_is_somebodys_own_is_refused(
    session: Path, path: str, sentence: str
) -> None:
    (session / "folder.html").mkdir()
    (session / "mine.html").write_text("<p>mine</p>")
    (session / "broken.zip").write_bytes(b"PK")
    with zipfile.ZipFile(session / "mine.zip", "w") as archive:
        archive.writestr("mine.txt", "mine")
    before = {each: each.read_bytes() for each in session.glob("*.*") if each.is_file()}
    with pytest.raises(InvalidRequestError) as caught:
        export(path)
    assert caught.value.message.startswith(sentence) and caught.value.hint
    assert {each: each.read_bytes() for each in session.glob("*.*") if each.is_file()} == before


@pytest.mark.parametrize("name", ["lesson.html", "lesson.ZIP"])
def test_an_earlier_export_is_replaced(session: Path, name: str) -> None:
    notebook(session / "lesson.ipynb", "1")
    image("one")
    assert export(name).size == (session / name).stat().st_size
    image("two")
    assert "2 clips" in repr(export(name))
    assert not list(session.glob(".*part"))


def test_a_write_that_fails_leaves_the_earlier_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "lesson.html"
    target.write_text("before")

    def fill(file: object) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(ConfigurationError, match="No space left on device"):
        writing.write(target, fill)
    assert [path.name for path in tmp_path.iterdir()] == ["lesson.html"]
    assert target.read_text() == "before"


@pytest.mark.parametrize(
    "arguments", [[], ["a.html", "b.html"], ["--notebook"], ["a.zip", "--notebook"], ["--help"]]
)
def test_other_words_are_refused_with_how_it_is_called(arguments: list[str]) -> None:
    with pytest.raises(InvalidRequestError, match=r"It is %omnivid export FILE\.html or"):
        export_command(arguments)
