"""How history and costs look in a notebook: pictures, escaping, size, and the two commands."""

from __future__ import annotations

import io
import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from omnivid_jupyter.engine.engine import engine
from omnivid_jupyter.engine.journal import Journal
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.notebook.costs import costs_command
from omnivid_jupyter.notebook.history import history_command
from omnivid_jupyter.reports.history import History
from omnivid_jupyter.views.sheet import shown_sheets
from tests.clipfiles import mp4, png
from tests.engine.entries import NOON, entry
from tests.engine.panel.parts import put
from tests.engine.views.test_player import HOSTILE, Elements


def page(*entries: Any) -> Elements:
    return Elements(History(entries).table._repr_mimebundle_()["text/html"])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "omnivid-clips"
    folder.mkdir()
    return folder


def test_a_row_says_all_that_is_known(folder: Path) -> None:
    (folder / "a cat.mp4").write_bytes(mp4(2.0, 320, 180))
    shown = page(
        entry(prompt="a cat\non a mat", cost=0.3, folder=folder, clip="a cat.mp4", request={"duration": 4})
    )
    for text in ("a cat on a mat", "apimart/Omni-Flash-Ext · 4 s", "2 s · 320×180", "● done · $0.30", "job-"):
        assert text in shown.text
    assert [link["href"] for link in shown.of("a")] == ["omnivid-clips/a%20cat.mp4"]


@pytest.mark.parametrize(
    ("content", "shape", "shown_as"),
    [
        (mp4(1.0, 320, 180), (160, 90), ("104", "58")),
        (mp4(1.0, 180, 320), (90, 160), ("36", "64")),
        (png(48, 32), (48, 32), ("96", "64")),
    ],
)
def test_the_picture_is_small_and_in_the_right_shape(
    folder: Path, content: bytes, shape: tuple[int, int], shown_as: tuple[str, str]
) -> None:
    (folder / "clip").write_bytes(content)
    (image,) = page(entry(folder=folder, clip="clip")).of("img")
    assert (image["width"], image["height"]) == shown_as
    jpeg = b64decode(str(image["src"]).removeprefix("data:image/jpeg;base64,"))
    with Image.open(io.BytesIO(jpeg)) as picture:
        assert (picture.format, picture.size) == ("JPEG", shape)


def test_a_file_that_was_replaced_shows_its_new_picture(folder: Path) -> None:
    file, job = folder / "clip.png", entry(folder=folder, clip="clip.png")
    file.write_bytes(png(48, 32))
    assert "48×32" in page(job).text
    file.write_bytes(png(30, 20))
    assert "30×20" in page(job).text


@pytest.mark.parametrize("content", [None, b"", b"\0\0\0\x18ftypisom but no film"])
def test_without_a_good_file_there_is_no_picture_but_a_row(folder: Path, content: bytes | None) -> None:
    if content is not None:
        (folder / "clip.mp4").write_bytes(content)
    shown = page(entry(folder=folder, clip="clip.mp4"), entry(state="running"))
    assert shown.of("img") == []
    assert len(shown.of("tr")) == 2
    assert ("The file is gone: clip.mp4" in shown.text) == (content is None)


def test_the_html_uses_only_what_passes_the_sanitiser_and_escapes_everything(folder: Path) -> None:
    (folder / "clip.mp4").write_bytes(mp4())
    hostile = entry(
        HOSTILE, prompt=HOSTILE, id=HOSTILE, folder=folder, clip=f"{HOSTILE}.mp4".replace("/", "")
    )
    shown = page(hostile, entry(folder=folder, clip="clip.mp4"))
    assert {tag for tag, _ in shown.found} == {"div", "table", "tbody", "tr", "td", "span", "a", "img"}
    allowed = {"style", "dir", "href", "src", "alt", "width", "height", "class"}
    assert {name for _, attributes in shown.found for name in attributes} == allowed
    assert shown.text.count("alert(1)") == 4
    assert not set("\x1b\x07\u202e") & set(shown.text)


def test_its_size_is_bounded(folder: Path) -> None:
    (folder / "clip.mp4").write_bytes(mp4(1.0, 640, 360))
    job = entry(prompt="猫" * 5000, folder=folder, clip="clip.mp4")
    shown = page(*[job] * 1000)
    assert (len(shown.of("tr")), len(shown.of("img"))) == (200, 50)
    assert "… and 800 older jobs." in shown.text
    assert max(len(str(image["src"])) for image in shown.of("img")) < 8000


@pytest.mark.parametrize("state", ["queued", "running", "downloading"])
def test_what_is_under_way_says_as_of_when_for_a_notebook_is_read_later(folder: Path, state: str) -> None:
    going = History([entry(folder=folder, state=state), entry(folder=folder, state="done")])
    for text in (page(*going).text, repr(going)):
        assert re.search(r"Under way as of \d{4}-\d\d-\d\d \d\d:\d\d\.", text)
    over = History([entry(folder=folder, state="done"), entry(folder=folder, state=state, forgotten=True)])
    assert "Under way" not in repr(over)


def test_without_jobs_a_notebook_shows_a_line_of_text() -> None:
    assert History([])._repr_mimebundle_() == {"text/plain": "No jobs."}


def test_a_history_shows_itself_this_way(folder: Path) -> None:
    history = History([entry(folder=folder)])
    for shown in (history, history.table):
        assert shown._repr_mimebundle_()["text/plain"] == repr(shown) == repr(history)


def test_a_selection_is_a_contact_sheet_with_what_became_of_each_in_its_place(folder: Path) -> None:
    here = put(folder, "a red boat")
    here.rate(stars=4)
    jobs = [
        entry(prompt="a red boat", folder=folder, clip=here.path.name),
        entry(prompt="a blue boat", folder=folder, clip="lost.mp4", cost=0.3),
        entry(prompt="a green boat", folder=folder, state="failed", error="It was refused: <b>no</b>."),
        entry(prompt="a black boat", folder=folder, state="running"),
    ]
    for history in (History(jobs), History([*jobs, *jobs])[:4]):
        html = history._repr_mimebundle_()["text/html"]
        shown = Elements(html)
        assert "omnivid-sheet" in html and len(shown.of("video")) == 1
        for text in (
            "2 of 4 done",
            "1 failed",
            "The file is gone: lost.mp4. Job job-",
            "It was refused: <b>no</b>.",
        ):
            assert text in shown.text
        assert "★★★★☆" in shown.text and "Under way as of" in shown.text
    assert len(History(jobs * 100).sheet) == 200
    names = {sheet.name for sheet in shown_sheets()}
    history._repr_mimebundle_()
    assert {sheet.name for sheet in shown_sheets()} == names, (
        "no page that is given away has other notebooks' jobs"
    )


# The commands


@pytest.fixture
def journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Journal]:
    """The journal of this process's engine, for one test."""
    journal = Journal(tmp_path / "journal.sqlite3")
    monkeypatch.setattr(engine(), "journal", journal)
    yield journal
    journal.close()


Shown = Callable[[Callable[[list[str]], None], list[str]], str]


@pytest.fixture
def shown(capsys: pytest.CaptureFixture[str]) -> Shown:
    """Run a command and return what it shows where there is no notebook."""

    def run(command: Callable[[list[str]], None], arguments: list[str]) -> str:
        command(arguments)
        return capsys.readouterr().out.rstrip("\n")

    return run


def test_the_history_command_takes_words_and_filters(journal: Journal, shown: Shown) -> None:
    journal.add(entry(prompt="a red fox", id="j1"))
    journal.add(entry("omniflash/omni-pro", prompt="a red fox", state="failed", id="j2", created=NOON + 1))
    journal.add(entry(prompt="a fox, red", id="j3", created=NOON + 2))

    def ids(*arguments: str) -> list[str]:
        return [word for word in shown(history_command, [*arguments]).split() if word.startswith("j")][1:]

    assert ids() == ["j3", "j2", "j1"]
    assert ids("red", "fox") == ids("red fox") == ["j2", "j1"]
    assert ids("--model", "apimart", "-n", "1") == ["j3"]
    assert ids("fox", "--state", "failed") == ["j2"]
    assert shown(history_command, ["unicorn"]) == "No jobs."


@pytest.mark.parametrize(
    "arguments", [["-n", "many"], ["-n", "0"], ["--colour", "red"], ["--state", "finished"], ["--mod", "x"]]
)
def test_the_history_command_refuses_what_it_does_not_know(journal: Journal, arguments: list[str]) -> None:
    with pytest.raises(InvalidRequestError):
        history_command(arguments)


def test_the_costs_command_shows_the_table_and_the_total(journal: Journal, shown: Shown) -> None:
    assert shown(costs_command, []) == "Nothing was spent yet."
    journal.add(entry(cost=0.4))
    journal.add(entry("omniflash/omni-pro"))
    assert shown(costs_command, []).startswith("day ")
    text = shown(costs_command, ["model"])
    assert text.startswith("model ")
    assert "In total $0.40 reported + ? for 1 without a price." in text
    assert shown(costs_command, ["notebook"]).startswith("notebook ")


@pytest.mark.parametrize("arguments", [["week"], ["day", "model"]])
def test_the_costs_command_names_what_it_can_be_asked(journal: Journal, arguments: list[str]) -> None:
    with pytest.raises(InvalidRequestError, match="day, model and notebook"):
        costs_command(arguments)
