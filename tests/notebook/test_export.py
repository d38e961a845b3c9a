"""`%omnivid export`: what goes into a page or an archive, what never does, and what is said about the rest."""

from __future__ import annotations

import hashlib
import html
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import omnivid_jupyter as omnivid
from omnivid_jupyter.engine import keys
from omnivid_jupyter.engine.engine import engine
from omnivid_jupyter.errors import ConfigurationError, InvalidRequestError
from omnivid_jupyter.notebook.export import export, export_command, page, writing
from omnivid_jupyter.notebook.export.groups import comparable
from omnivid_jupyter.notebook.player import size_text
from omnivid_jupyter.request import VideoRequest
from omnivid_jupyter.settings import settings
from tests.clipfiles import png
from tests.kernels import kernel

IMAGE = "demo/nano-banana-2"  # the quickest to make
KEY = "sk-of-a-person-0123456789"
QUICK = {"OMNIVID_DEMO_SPEED": "20", "OMNIVID_POLL_INTERVAL": "0.1"}
SERVICES = ("OMNIFLASH", "APIMART", "EVOLINK")


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A session of its own in an empty folder, without any key."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OMNIVID_HOME", str(tmp_path / ".home"))
    for name, value in QUICK.items():
        monkeypatch.setenv(name, value)
    for name in (*(f"{service}_API_KEY" for service in SERVICES), "OMNIVID_OUTPUT_DIR", "JPY_SESSION_NAME"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def notebook(path: Path, *sources: str, outputs: Sequence[str] = ()) -> Path:
    """A notebook of code cells; the first ones have printed something."""
    cells = [nbformat.v4.new_code_cell(source, id=f"cell-{n}") for n, source in enumerate(sources)]
    for cell, text in zip(cells, outputs, strict=False):
        cell.outputs = [nbformat.v4.new_output("stream", text=text)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def image(prompt: str = "a paper boat", **options: object) -> omnivid.Clip:
    return omnivid.generate(prompt, model=IMAGE, **options)  # type: ignore[arg-type]


class Page(HTMLParser):
    """What a browser would take a page for."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.titles: list[str] = []
        self._within: list[str] = []
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))
        self._within.append(tag)
        if tag == "h3":
            self.titles.append("")

    def handle_endtag(self, tag: str) -> None:
        while self._within and self._within.pop() != tag:
            continue

    def handle_data(self, data: str) -> None:
        if "h3" in self._within:
            self.titles[-1] += data

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.tags)


# The page


def test_the_page_holds_each_clip_of_the_session_once_in_the_order_of_its_making(session: Path) -> None:
    first = image("zebras <b>run</b> & rest")
    second = omnivid.generate("a boat at dawn", model="demo/Omni-Flash-Ext", duration=4)
    image("zebras <b>run</b> & rest")  # found again
    shown = export("lesson.html")
    text = (session / "lesson.html").read_text("utf-8")
    assert repr(shown) == f"Wrote lesson.html ({size_text(len(text.encode()))}): 2 clips."
    read = Page(session / "lesson.html")
    assert read.titles == ["1 zebras <b>run</b> & rest", "2 a boat at dawn"]
    sources = [values["src"] or "" for tag, values in read.tags if tag in ("video", "img")]
    assert [source.partition(",")[0] for source in sources] == [
        "data:image/png;base64",
        "data:video/mp4;base64",
    ]
    assert all(values.get("poster") for tag, values in read.tags if tag == "video")
    for clip in (first, second):
        facts = (clip.model, clip.task_id, clip.path.name, f"{clip.width}×{clip.height}", "simulated, free")
        assert all(fact in text for fact in facts)
    assert "duration 4 s · aspect ratio 16:9 · resolution 720p" in text
    assert html.escape("%%omnivid demo/Omni-Flash-Ext -d 4 -a 16:9 -r 720p\na boat at dawn") in text


def test_the_page_asks_the_network_for_nothing_and_takes_no_text_for_markup(session: Path) -> None:
    hostile = '<img src=x onerror="alert(1)"><script>alert(1)</script>&"\''
    image(hostile)
    omnivid.generate(hostile, model="demo/gpt-image-2")
    export("a <i>lesson & more.html")
    text = (session / "a <i>lesson & more.html").read_text("utf-8")
    assert "default-src 'none'" in text and "connect-src" not in text
    read = Page(session / "a <i>lesson & more.html")
    assert read.count("img") == 4 and read.count("script") == 2  # two clips and their comparison
    addresses = [values[name] or "" for _, values in read.tags for name in ("src", "href") if name in values]
    assert addresses and all(address.startswith(("data:", "#")) for address in addresses)
    assert read.count("i") == 0


def test_the_bytes_of_a_clip_are_in_the_page_once_although_it_is_compared_too(session: Path) -> None:
    clips = [image("a boat"), omnivid.generate("a boat", model="demo/gpt-image-2")]
    assert "2 clips and 1 comparison." in repr(export("lesson.html"))
    read = Page(session / "lesson.html")
    shown = [values for tag, values in read.tags if tag == "img"]
    assert [bool(values.get("src")) for values in shown] == [True, True, False, False]
    assert [values.get("data-clip") for values in shown] == [None, None, "clip-1", "clip-2"]
    links = [values["href"] for tag, values in read.tags if tag == "a"]
    assert links == ["#clip-1", "#clip-2"]
    everything = sum(clip.size for clip in clips) * 4 / 3
    assert (session / "lesson.html").stat().st_size < everything + 60_000


def test_every_result_of_a_task_is_on_the_page(session: Path) -> None:
    clip = image("a boat")
    other = clip.path.with_name("second.png")
    other.write_bytes(png())
    sidecar = json.loads(clip.path.with_suffix(".json").read_text())
    sidecar["files"].append(
        {
            **sidecar["files"][0],
            "name": other.name,
            "width": 48,
            "height": 32,
            "size": len(png()),
            "sha256": hashlib.sha256(png()).hexdigest(),
        }
    )
    clip.path.with_suffix(".json").write_text(json.dumps(sidecar))
    export("lesson.html")
    assert Page(session / "lesson.html").count("img") == 2
    notebook(session / "lesson.ipynb", "1")
    export("lesson.zip")
    assert "omnivid-clips/second.png" in names(session / "lesson.zip")


def test_a_page_that_no_browser_opens_is_refused_in_favour_of_an_archive(
    session: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    image()
    monkeypatch.setattr(page, "LARGEST", 1000)
    with pytest.raises(InvalidRequestError, match=r"at most 1\.0 kB can be one page") as caught:
        export("lesson.html")
    assert "FILE.zip" in (caught.value.hint or "")
    assert not (session / "lesson.html").exists()


# What is compared


def clip(prompt: str, model: str = "demo/omni-flash", *, still: bool = False, take: int = 1) -> omnivid.Clip:
    return omnivid.Clip(
        path=Path(f"{prompt}-{model}-{take}-{still}"),
        media_type="image/png" if still else "video/mp4",
        width=1,
        height=1,
        duration=None,
        size=1,
        sha256="",
        prompt=prompt,
        model=model,
        task_id="",
        request=VideoRequest(model, prompt, take=take),
    )


FOX = "a red fox runs through deep snow, slow tracking shot"
MARBLE = "ガラスのビー玉が木製のレールを転がる"


@pytest.mark.parametrize(
    ("clips", "sizes"),
    [
        ([clip(FOX)], []),
        ([clip(FOX), clip(FOX.upper() + " ", "demo/omni-pro")], [2]),
        ([clip(FOX), clip("a boat"), clip(FOX, take=2)], [2]),
        ([clip(FOX, take=take) for take in range(1, 5)], [4]),
        ([clip(FOX, take=take) for take in range(1, 6)], [2, 3]),
        ([clip(FOX, take=take) for take in range(1, 10)], [3, 3, 3]),
        ([clip(FOX), clip(FOX, still=True)], []),
        ([clip(FOX), clip(FOX.replace("red", "blue"))], [2]),
        ([clip(FOX), clip(FOX.replace("red", "blue"), "demo/omni-pro")], []),
        ([clip(MARBLE), clip(MARBLE.replace("ガラス", "金属"))], [2]),
        ([clip(MARBLE), clip("夕暮れの港をゆっくり飛ぶ")], []),
        ([clip(FOX), clip("a paper boat on a rainy street")], []),
    ],
)
def test_clips_are_compared_that_differ_in_one_thing(clips: list[omnivid.Clip], sizes: list[int]) -> None:
    groups = comparable(clips)
    assert [len(group) for group in groups] == sizes
    compared = [each.path for group in groups for each in group]
    assert len(compared) == len(set(compared))


# What is said


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


# The archive


def names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


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


# Which notebook


def test_the_notebook_is_the_one_that_is_named_else_the_front_ends_else_the_only_one(
    session: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    image()
    with pytest.raises(InvalidRequestError, match="there is none in this folder") as caught:
        export("lesson.zip")
    assert "--notebook" in (caught.value.hint or "")
    notebook(session / "one.ipynb", "1")
    assert "one.ipynb was taken" in repr(export("lesson.zip"))
    notebook(session / "two.ipynb", "2")
    with pytest.raises(InvalidRequestError, match="there are 2 in this folder"):
        export("lesson.zip")
    monkeypatch.setenv("JPY_SESSION_NAME", str(session / "two.ipynb"))
    assert names(export("lesson.zip").path)[0] == "two.ipynb"
    export_command(["lesson.zip", "--notebook", "one.ipynb"])
    assert names(session / "lesson.zip")[0] == "one.ipynb"
    monkeypatch.setenv("JPY_SESSION_NAME", str(session / "renamed.ipynb"))
    with pytest.raises(InvalidRequestError, match="there are 2 in this folder"):
        export("lesson.zip")


@pytest.mark.parametrize("content", ["[]", '{"cells": 3}', '{"cells": ["x"]}', "no json", None])
def test_what_is_no_notebook_is_refused(session: Path, content: str | None) -> None:
    image()
    if content is not None:
        (session / "lesson.ipynb").write_text(content)
    with pytest.raises(InvalidRequestError) as caught:
        export("lesson.zip", notebook="lesson.ipynb")
    assert caught.value.message.startswith("lesson.ipynb ") and "--notebook" in (caught.value.hint or "")


def test_in_a_front_end_an_unsaved_notebook_is_packed_with_a_word_of_warning(tmp_path: Path) -> None:
    cells = ["%load_ext omnivid_jupyter", f"%%omnivid {IMAGE}\na boat", "%omnivid export lesson.zip"]
    path = notebook(tmp_path / "lesson.ipynb", *cells[:2])
    env = {**QUICK, "OMNIVID_HOME": str(tmp_path / ".home"), "JPY_SESSION_NAME": str(path)}
    with kernel(env=env, cwd=tmp_path) as running:
        for cell in cells[:2]:
            assert running.run(cell, answers=[]).status == "ok"
        early = running.run(cells[2], answers=[])
        assert "lesson.ipynb was last saved before its newest cells ran" in early.printed
        notebook(path, *cells)
        assert "last saved" not in running.run(cells[2], answers=[]).printed
        running.run(f"_clip = None\n__vsc_ipynb_file__ = {str(path.rename(tmp_path / 'renamed.ipynb'))!r}")
        assert "renamed.ipynb and 1 clip." in running.run(cells[2], answers=[]).printed


# Without a person


LESSON = (
    "%load_ext omnivid_jupyter",
    f"%%omnivid {IMAGE}\na paper boat",
    "%omnivid export lesson.html",
    "%omnivid export lesson.zip --notebook lesson.ipynb",
)


def check_exports(folder: Path, printed: Sequence[str]) -> None:
    """Both files are there, and the cells said so."""
    assert printed[0].startswith("Wrote lesson.html (") and printed[0].endswith("1 clip.\n")
    first, second = printed[1].splitlines()
    assert first.startswith("Wrote lesson.zip (") and "lesson.ipynb and 1 clip." in first
    assert second == "lesson.ipynb is packed without outputs: this run has not written them yet."
    assert Page(folder / "lesson.html").titles == ["1 a paper boat"]
    (clip,) = (folder / "omnivid-clips").glob("*.png")
    with zipfile.ZipFile(io.BytesIO((folder / "lesson.zip").read_bytes())) as archive:
        assert archive.read(f"omnivid-clips/{clip.name}") == clip.read_bytes()
        assert archive.testzip() is None and len(archive.namelist()) == 3


def test_a_run_by_nbclient_exports_both(tmp_path: Path) -> None:
    read = nbformat.read(notebook(tmp_path / "lesson.ipynb", *LESSON), as_version=4)
    env = {**os.environ, **QUICK, "OMNIVID_HOME": str(tmp_path / ".home")}
    NotebookClient(read, resources={"metadata": {"path": str(tmp_path)}}, kernel_name="python3").execute(
        env=env
    )
    check_exports(tmp_path, ["".join(o.text for o in cell.outputs) for cell in read.cells[2:]])


def test_a_run_by_papermill_exports_both(tmp_path: Path) -> None:
    notebook(tmp_path / "lesson.ipynb", *LESSON)
    command = [sys.executable, "-m", "papermill", "lesson.ipynb", "run.ipynb", "--kernel", "python3"]
    env = {**os.environ, **QUICK, "OMNIVID_HOME": str(tmp_path / ".home")}
    done = subprocess.run(
        [*command, "--no-progress-bar"], cwd=tmp_path, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    run = nbformat.read(tmp_path / "run.ipynb", as_version=4)
    check_exports(tmp_path, ["".join(o.text for o in cell.outputs) for cell in run.cells[2:]])
