"""The archive: the notebook and the clips that its cells look for."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

import omnivid_jupyter as omnivid
from omnivid_jupyter.engine.engine import engine
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.export import export, export_command
from omnivid_jupyter.net import keys
from omnivid_jupyter.settings import settings
from omnivid_jupyter.views.player import size_text
from tests.clipfiles import png
from tests.engine.export.parts import KEY, image, names, notebook


def test_the_archive_is_the_notebook_and_just_what_its_cells_look_for(
    session: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (session / "pictures").mkdir()
    (session / "pictures" / "boat.png").write_bytes(png())
    (session / "other.png").write_bytes(png(color="navy"))
    (session / ".env").write_text("NOTHING=1")
    written = notebook(session / "lesson.ipynb", "%load_ext omnivid_jupyter", outputs=["hello"]).read_bytes()
    unused = image("of another session")
    engine().jobs.clear()
    still = image("a boat")
    sailing = omnivid.generate("sail", model="demo/Omni-Flash-Ext", duration=4, images=["pictures/boat.png"])
    export_command(["lesson.zip"])
    assert capsys.readouterr().out.splitlines() == [
        f"Wrote lesson.zip ({size_text((session / 'lesson.zip').stat().st_size)}): lesson.ipynb and 2 clips."
        " Unzipped, Run All finds them without a key.",
        "Left out: 1 clip of earlier sessions in omnivid-clips."
        " Run its cell first, which is free, to have it in.",
        "lesson.ipynb was taken, the only notebook in this folder.",
    ]
    beside = [path.with_suffix(end) for path in (still.path, sailing.path) for end in (".json", path.suffix)]
    assert names(session / "lesson.zip") == [
        "lesson.ipynb",
        *sorted([*(f"omnivid-clips/{path.name}" for path in beside), "pictures/boat.png"]),
    ]
    assert unused.path.exists()
    with zipfile.ZipFile(session / "lesson.zip") as archive:
        assert archive.read("lesson.ipynb") == written
        assert archive.read(f"omnivid-clips/{still.path.name}") == still.path.read_bytes()


def test_the_same_session_gives_the_same_archive(session: Path) -> None:
    notebook(session / "lesson.ipynb", "1")
    clips = [image("one"), image("two")]
    export("a.zip")
    for path in (session / "omnivid-clips").iterdir():
        os.utime(path, (1, 1))
    export("b.zip", clips=clips[::-1])
    assert (session / "a.zip").read_bytes() == (session / "b.zip").read_bytes()


def test_a_clip_that_another_was_made_from_goes_along(session: Path) -> None:
    notebook(session / "lesson.ipynb", "1")
    model = "demo/Omni-Flash-Ext"
    still = image("a quay")
    film = omnivid.generate("a boat", model=model, duration=4)
    engine().jobs.clear()
    omnivid.generate(
        "sail on", model=model, duration=4, images=[still, film, still]
    )  # of a film its last frame
    assert "1 clip." in export("lesson.zip").holds
    beside = [path.with_suffix(end) for path in (still.path, film.path) for end in (".json", path.suffix)]
    assert {f"omnivid-clips/{path.name}" for path in beside} <= set(names(session / "lesson.zip"))
    export("lesson.html")
    cell = f"-i omnivid-clips/{still.path.name} -i omnivid-clips/{film.path.name} -i"
    assert cell in (session / "lesson.html").read_text("utf-8")


def test_what_was_thought_of_a_clip_goes_along(session: Path) -> None:
    notebook(session / "lesson.ipynb", "1")
    still = image("a quay")
    still.rate(4, "calm")
    export("lesson.zip")
    rating = f"omnivid-clips/{still.path.stem}.rating"
    with zipfile.ZipFile(session / "lesson.zip") as archive:
        assert archive.read(rating) == still.path.with_suffix(".rating").read_bytes()
    still.path.with_suffix(".rating").write_bytes(b"x" * 1_000_000)
    export("lesson.zip")
    assert rating not in names(session / "lesson.zip"), "a file of that size is none of ours"


def test_votes_go_along_and_nothing_that_only_calls_itself_so(session: Path) -> None:
    notebook(session / "lesson.ipynb", "1")
    omnivid.vote(image("a quay"), image("a pier"))
    (session / "omnivid-clips" / "votes-private.jsonl").write_text("my diary\n")
    export("lesson.zip")
    assert "omnivid-clips/votes.jsonl" in names(session / "lesson.zip")
    assert "omnivid-clips/votes-private.jsonl" not in names(session / "lesson.zip")


def test_a_key_in_a_note_is_not_given_away(session: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notebook(session / "lesson.ipynb", "1")
    image("a quay").rate(note=f"made with {KEY}")
    monkeypatch.setenv("APIMART_API_KEY", KEY)
    with pytest.raises(InvalidRequestError, match="key stands in the note on clip 1: nothing was written"):
        export("lesson.zip")


def test_what_cannot_go_along_is_named(session: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    notebook(session / "lesson.ipynb", "1")
    outside, inside = tmp_path_factory.mktemp("outside") / "far.png", session / "near.png"
    outside.write_bytes(png())
    inside.write_bytes(png(color="navy"))
    lost = session / "lost.png"
    lost.write_bytes(png(color="gold"))
    made = omnivid.generate(
        "sail", model="demo/Omni-Flash-Ext", duration=4, images=[outside, inside, "lost.png"]
    )
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    image("kept elsewhere", output_dir=elsewhere)
    lost.unlink()
    notes = export("lesson.zip").notes
    for path in (outside, inside):  # the latter by a path that only this machine has
        assert f"Not packed: {path}. Its cell names a place that is not in this folder." in notes
    assert f"Not packed, since it is not here any more: a file that {made.path.name} was made from." in notes
    assert f"Cells that name {elsewhere} as clip folder will not find its clips." in notes
    assert not [
        name for name in names(session / "lesson.zip") if name.startswith(("/", "..", "near", "lost"))
    ]


def test_a_folder_that_only_the_environment_names_becomes_the_usual_one(
    session: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    notebook(session / "lesson.ipynb", "1")
    monkeypatch.setenv("OMNIVID_OUTPUT_DIR", str(tmp_path_factory.mktemp("clips")))
    made = image("one")
    monkeypatch.setattr(settings, "output_dir", "sorted/by-hand")
    sorted_ = image("two")
    assert export("lesson.zip").notes[:1] == ("lesson.ipynb was taken, the only notebook in this folder.",)
    inside = names(session / "lesson.zip")
    assert f"sorted/by-hand/{sorted_.path.name}" in inside
    monkeypatch.setattr(settings, "output_dir", None)
    export("lesson.zip", clips=[made])
    assert f"omnivid-clips/{made.path.name}" in names(session / "lesson.zip")


@pytest.mark.parametrize(
    ("place", "kept"),
    [("cell 2", "environment"), ("the output of cell 1", ".env"), ("cell 2", "session")],
)
def test_a_notebook_with_a_known_key_is_refused_and_the_cell_named(
    session: Path, monkeypatch: pytest.MonkeyPatch, place: str, kept: str
) -> None:
    image()
    monkeypatch.setenv("APIMART_API_KEY", KEY if kept == "environment" else "sk-another-one-0123")
    if kept == ".env":
        (session / ".env").write_text(f"APIMART_API_KEY={KEY}\n")
    if kept == "session":
        monkeypatch.setattr(keys, "_session", {})
        keys.remember("evolink", KEY)
    where = {"cell 2": ["1", f"key = '{KEY}'"], "the output of cell 1": ["1", "2"]}[place]
    notebook(session / "lesson.ipynb", *where, outputs=[] if place == "cell 2" else [f"Bearer {KEY}"])
    service = "EvoLink" if kept == "session" else "APIMart"
    with pytest.raises(InvalidRequestError) as caught:
        export("lesson.zip")
    assert (
        caught.value.message == f"The {service} key stands in {place} of lesson.ipynb: nothing was written."
    )
    assert "sk-" not in str(caught.value)
    assert not (session / "lesson.zip").exists()


def test_a_prompt_with_a_known_key_is_refused(session: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    image("a boat")
    image(f"a boat called {KEY}")
    monkeypatch.setenv("APIMART_API_KEY", KEY)
    with pytest.raises(InvalidRequestError) as caught:
        export("lesson.html")
    assert caught.value.message == "The APIMart key stands in the request of clip 2: nothing was written."
    assert KEY not in str(caught.value) and not (session / "lesson.html").exists()
