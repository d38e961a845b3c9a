"""The live sheet in a real kernel, whose messages are read as a front end would read them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import PATIENCE
from tests.clipfiles import jpeg, mp4
from tests.engine.views.test_live import VIEW
from tests.kernel.views.test_live import Kernel, comms, displays
from tests.kernels import new_kernel

SET_UP = """
from dataclasses import replace
from pathlib import Path
from omnivid_jupyter.clip import Clip
from omnivid_jupyter.views.live_sheet import LiveSheet
from omnivid_jupyter.views.sheet import Entry, Sheet

AXES = {{"take": tuple(map(str, range(1, 41)))}}
def entry(number):
    clip = Clip(path=Path({film!r}), media_type="video/mp4", width=64, height=36, duration=1.0, size=100,
                sha256=f"{{number:064x}}", prompt="a boat", model="demo/omni-flash", task_id="t", poster={poster!r})
    return Entry({{"take": str(number + 1)}}, "a boat", "demo/omni-flash", number + 1, clip=clip)
done = [entry(number) for number in range(40)]
waiting = [replace(each, clip=None, state="running") for each in done]
time, stops = 0.0, []

def new_sheet():
    return LiveSheet(lambda: stops.append(1), AXES, clock=lambda: time)

def run(sheet, steps, news=True):
    global time
    for step in steps:
        made = step if news else 0
        sheet.update(done[:made] + waiting[made:], f"{{made}} of 40 done")
        time += 0.125
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("live-sheet")


@pytest.fixture(scope="module")
def kernel(folder: Path) -> Iterator[Kernel]:
    (folder / "boat.mp4").write_bytes(mp4())
    manager, client = new_kernel()
    kernel = Kernel(client)
    kernel.run(SET_UP.format(film=str(folder / "boat.mp4"), poster=jpeg()))
    yield kernel
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def told(messages: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    """What the page is told by messages of this kind."""
    contents = [m["content"]["data"].get("content") for m in messages if m["msg_type"] == "comm_msg"]
    return [each for each in contents if each and each.get("type") == kind]


def answer(kernel: Kernel, comm: str, message: dict[str, Any], kind: str) -> dict[str, Any]:
    """Say something as the page does, and return the whole message of this kind that the kernel answers with."""
    kernel.send(comm, message)
    while True:
        heard: dict[str, Any] = kernel._client.get_iopub_msg(timeout=PATIENCE)
        if told([heard], kind):
            return heard


def drawn(kernel: Kernel) -> str:
    """A sheet that a front end has drawn; its comm."""
    ((_, data),) = displays(kernel.run("sheet = new_sheet(); run(sheet, [0])"))
    view: str = data[VIEW]["model_id"]
    kernel.send(view, {"type": "ready"})
    kernel.run("time += 5")
    return view


def finish(kernel: Kernel) -> list[dict[str, Any]]:
    return kernel.run("sheet.finish(Sheet(done, AXES)._repr_mimebundle_())")


def test_the_page_is_told_everything_once_and_then_at_most_twice_a_second_what_is_new(kernel: Kernel) -> None:
    drawn(kernel)
    messages = kernel.run("run(sheet, range(41))")  # five seconds, with news at each eighth
    assert displays(messages) == []
    first, *later = told(messages, "cells")
    assert first["page"]["axes"][0][0] == "take" and len(first["cells"]) == 40
    assert len(later) == 10
    assert all("page" not in each and len(each["cells"]) == 4 for each in later)
    assert [each["summary"] for each in later[:2]] == ["4 of 40 done", "8 of 40 done"]
    sent = [m for m in messages if m["msg_type"] in ("comm_msg", "display_data", "update_display_data")]
    assert len(sent) <= 11
    finish(kernel)


def test_nothing_is_sent_where_nothing_changed_but_a_sign_of_life(kernel: Kernel) -> None:
    drawn(kernel)
    kernel.run("run(sheet, [0])")
    messages = kernel.run("run(sheet, range(100), news=False)")  # twelve seconds
    assert displays(messages) == [] and told(messages, "cells") == []
    assert len(told(messages, "alive")) == 4
    finish(kernel)


def test_until_it_is_drawn_the_html_says_how_all_stand(kernel: Kernel) -> None:
    messages = kernel.run("sheet = new_sheet(); run(sheet, range(25))")
    shown = displays(messages)
    assert [kind for kind, _ in shown] == ["display_data"] + ["update_display_data"] * 3
    assert all(set(data) == {VIEW, "text/html", "text/plain"} for _, data in shown)
    assert "8 of 40 done" in shown[1][1]["text/html"] and "data:" not in shown[1][1]["text/html"]
    finish(kernel)


def test_the_end_replaces_it_and_nothing_of_the_widget_stays(kernel: Kernel) -> None:
    opened = comms(kernel.run("sheet = new_sheet(); run(sheet, [0])"), "comm_open")
    messages = finish(kernel)
    ((kind, data),) = displays(messages)
    assert kind == "update_display_data"
    assert set(data) == {"text/html", "text/plain", "image/jpeg"}
    assert "omnivid-sheet" in data["text/html"]
    assert opened and comms(messages, "comm_close") == opened


def test_clicks_and_keys_are_reported_and_kept_beside_the_clip(kernel: Kernel, folder: Path) -> None:
    view = drawn(kernel)
    kernel.run("stops.clear(); run(sheet, [40])")
    for message in (
        {"type": "rate", "entry": 3, "stars": 4, "note": "good", "rejected": True},
        {"type": "rate", "entry": 3, "stars": "5"},
        {"type": "rate", "entry": 99, "stars": 5},
        {"type": "rate", "entry": -1, "stars": 5},
        {"type": "rate", "entry": 3, "stars": 9},
        {"type": "stop"},
        {},
    ):
        kernel.send(view, message)  # type: ignore[arg-type]
    kernel.run("import json; from omnivid_jupyter.media.ratings import rating_of; assert stops == [1]")
    kernel.run(
        "said = rating_of(done[3].clip.path); assert (said.stars, said.note, said.rejected) == (4, 'good', True)"
    )
    messages = kernel.run("time += 5; run(sheet, [40])")
    (cells,) = told(messages, "cells")
    assert {cell["stars"] for _, cell in cells["cells"]} == {4}  # all have the same file here
    finish(kernel)


def test_a_film_comes_as_a_message_where_the_page_cannot_reach_it(kernel: Kernel) -> None:
    view = drawn(kernel)
    kernel.run("run(sheet, [40])")
    message = answer(kernel, view, {"type": "film", "entry": 0}, "film")
    assert told([message], "film") == [{"type": "film", "entry": 0, "media": "video/mp4"}]
    assert bytes(message["buffers"][0]) == mp4()
    finish(kernel)


def test_a_plain_sheet_reaches_its_kernel_through_one_widget_that_is_never_displayed(kernel: Kernel) -> None:
    messages = kernel.run(
        "from IPython.display import display\nshown = Sheet(done[:3], AXES); display(shown)"
    )
    ((_, data),) = displays(messages)
    assert VIEW not in data
    more = kernel.run("display(Sheet(done[3:6], AXES))")
    assert comms(more, "comm_open") == set()
    kernel.run(
        "from omnivid_jupyter.views import keeper; model = keeper._widget().model_id; name = shown.name"
    )
    (said,) = [m for m in kernel.run("print(model, name)") if m["msg_type"] == "stream"]
    model, name = said["content"]["text"].split()
    kernel.send(model, {"type": "sheet", "sheet": "another kernel's"})
    (keeper,) = told([answer(kernel, model, {"type": "sheet", "sheet": name}, "keeper")], "keeper")
    assert keeper["sheet"] == name
    rate = {"type": "rate", "sheet": name, "entry": 1}
    (rated,) = told([answer(kernel, model, {**rate, "stars": 2}, "rated")], "rated")
    assert (rated["entry"], rated["stars"]) == (1, 2)
    (refused,) = told([answer(kernel, model, {**rate, "stars": 7}, "rated")], "rated")
    assert "from 1 to 5" in refused["error"]
