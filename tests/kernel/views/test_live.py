"""The live view in a real kernel, whose messages are read as a front end would read them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from nbclient import NotebookClient

from omnivid_jupyter.views.standing import record
from tests import PATIENCE
from tests.engine.views.test_live import RUNNING, VIEW
from tests.kernels import new_kernel, own_sockets

SET_UP = f"""
import sys, types
from dataclasses import replace
from omnivid_jupyter.engine.states import LogLine, Snapshot
from omnivid_jupyter.views.live import LiveView

base = {RUNNING!r}
time, stops = 0.0, []

def new_view():
    return LiveView(lambda: stops.append(1), clock=lambda: time)

def run(view, steps, **changes):
    global time
    for progress in steps:
        view.update([replace(base, progress=float(progress), elapsed=time, **changes)])
        time += 0.125
"""
FINISH = 'view.finish({"text/html": "<b>final</b>", "text/plain": "final"})'


class Kernel:
    """A real kernel and what a front end sees of it."""

    def __init__(self, client: BlockingKernelClient) -> None:
        self._client = client
        self.run(SET_UP)

    def run(self, code: str) -> list[dict[str, Any]]:
        """Run a cell and return its messages on iopub."""
        messages: list[dict[str, Any]] = []
        reply = self._client.execute_interactive(
            code, output_hook=lambda message: messages.append(message), timeout=PATIENCE
        )
        assert reply["content"]["status"] == "ok", reply["content"]
        return messages

    def send(self, view: str, message: dict[str, str]) -> None:
        """What the drawn widget sends: a custom message on its comm, served between cells."""
        content = {"comm_id": view, "data": {"method": "custom", "content": message}}
        self._client.shell_channel.send(self._client.session.msg("comm_msg", content))


def displays(messages: list[dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    kinds = ("display_data", "update_display_data")
    return [
        (message["msg_type"], message["content"]["data"])
        for message in messages
        if message["msg_type"] in kinds
    ]


def trait_updates(messages: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    contents = [message["content"]["data"] for message in messages if message["msg_type"] == "comm_msg"]
    return [content["state"]["jobs"] for content in contents if "jobs" in content.get("state", {})]


def comms(messages: list[dict[str, Any]], kind: str) -> set[str]:
    return {message["content"]["comm_id"] for message in messages if message["msg_type"] == kind}


@pytest.fixture(scope="module")
def kernel() -> Iterator[Kernel]:
    manager, client = new_kernel()
    yield Kernel(client)
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def test_a_view_is_one_display_with_widget_html_and_text(kernel: Kernel) -> None:
    messages = kernel.run("view = new_view(); run(view, [1])")
    ((kind, data),) = displays(messages)
    assert kind == "display_data"
    assert set(data) == {VIEW, "text/html", "text/plain"}
    assert "Running 1 %" in data["text/html"]
    assert "Running 1 %" in data["text/plain"]
    kernel.run(FINISH)


def test_until_a_front_end_has_drawn_it_the_html_goes_on_once_a_second(kernel: Kernel) -> None:
    messages = kernel.run("view = new_view(); run(view, range(40))")
    shown = displays(messages)
    assert [kind for kind, _ in shown] == ["display_data"] + ["update_display_data"] * 4
    assert [re.findall(r"Running \d+", data["text/html"])[0] for _, data in shown] == [
        f"Running {percent}" for percent in (0, 8, 16, 24, 32)
    ]
    assert len(trait_updates(messages)) == 5
    kernel.run(FINISH)


def test_time_alone_does_not_redraw_a_widget(kernel: Kernel) -> None:
    messages = kernel.run("view = new_view(); run(view, [7] * 100, remaining=None)")
    assert len(displays(messages)) == 1
    kernel.run(FINISH)


def test_once_it_is_drawn_only_the_widget_is_updated_twice_a_second(kernel: Kernel) -> None:
    ((_, data),) = displays(kernel.run("view = new_view(); run(view, [0])"))
    kernel.send(data[VIEW]["model_id"], {"type": "ready"})
    kernel.run("time += 5")
    messages = kernel.run("run(view, range(40))")
    assert displays(messages) == []
    assert [jobs[0]["progress"] for jobs in trait_updates(messages)] == [float(i) for i in range(0, 40, 4)]
    kernel.run(FINISH)


@pytest.mark.parametrize("drawn", [True, False])
def test_jobs_that_come_to_other_states_all_the_time_are_told_of_twice_a_second_at_most(
    kernel: Kernel, drawn: bool
) -> None:
    ((_, data),) = displays(kernel.run("view = new_view(); run(view, [0])"))
    if drawn:
        kernel.send(data[VIEW]["model_id"], {"type": "ready"})
    kernel.run("time += 5")
    messages = kernel.run(
        "for step in range(40):  # five seconds\n"
        "    run(view, [step], state=('queued', 'running')[step % 2])\n"
        "run(view, [100] * 8, state='downloading')"
    )
    assert len([m for m in messages if m["msg_type"] in ("comm_msg", "update_display_data")]) <= 12
    assert trait_updates(messages)[-1][0]["state"] == "downloading", "the last state must not be missing"
    kernel.run(FINISH)


def test_each_front_end_that_draws_it_is_told_the_time(kernel: Kernel) -> None:
    ((_, data),) = displays(kernel.run("view = new_view(); time = 100.0; run(view, [0])"))
    for time in (160.0, 220.0):
        kernel.send(data[VIEW]["model_id"], {"type": "ready"})
        messages = kernel.run(f"time = {time}; run(view, [0])")
        assert [jobs[0]["elapsed"] for jobs in trait_updates(messages)] == [time]
    kernel.run(FINISH)


def test_there_is_a_sign_of_life_every_three_seconds_whatever_there_is_to_show(kernel: Kernel) -> None:
    messages = kernel.run("view = new_view(); run(view, [7] * 100, remaining=None)")
    data = [message["content"]["data"] for message in messages if message["msg_type"] == "comm_msg"]
    signs = [each for each in data if each.get("content") == {"type": "alive"}]
    assert len(signs) == 5  # in 12.5 seconds
    kernel.run(FINISH)


def test_what_may_stay_in_the_notebook_says_when_it_was_so_and_how_to_go_on(kernel: Kernel) -> None:
    ((_, data),) = displays(kernel.run("view = new_view(); run(view, [1])"))
    for text in (data["text/html"], data["text/plain"]):
        assert re.search(r"This was so at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d", text)
        assert "nobody watches it any more" in text and "%omnivid resume" in text
    kernel.run(FINISH)


def test_the_click_is_reported_and_travels_in_no_trait(kernel: Kernel) -> None:
    ((_, data),) = displays(kernel.run("view = new_view(); stops.clear(); run(view, [0])"))
    for message in ({"type": "stop"}, {"type": "nonsense"}, {}):
        kernel.send(data[VIEW]["model_id"], message)
    kernel.run("assert stops == [1], stops")
    kernel.run("assert {'jobs', '_esm', '_css'} <= set(view._surface._card._widget.keys)")
    kernel.run(FINISH)


@pytest.mark.parametrize(
    ("end", "html"), [(FINISH, "<b>final</b>"), ("view.fail([base])", record([RUNNING])["text/html"])]
)
def test_the_end_replaces_the_widget_and_closes_it(kernel: Kernel, end: str, html: str) -> None:
    opened = comms(kernel.run("view = new_view(); run(view, [0])"), "comm_open")
    messages = kernel.run(end)
    ((kind, data),) = displays(messages)
    assert kind == "update_display_data"
    assert set(data) == {"text/html", "text/plain"}
    assert data["text/html"] == html
    assert opened and comms(messages, "comm_close") == opened


def test_a_view_without_any_update_still_shows_the_end(kernel: Kernel) -> None:
    ((kind, data),) = displays(kernel.run(f"view = new_view(); {FINISH}"))
    assert (kind, data["text/plain"]) == ("display_data", "final")


@pytest.mark.parametrize(
    "module",
    ["sys.modules['google.colab'] = types.ModuleType('google.colab')", "sys.modules['anywidget'] = None"],
)
def test_without_widgets_it_is_html_that_ticks_once_a_second(module: str) -> None:
    manager, client = new_kernel()
    try:
        kernel = Kernel(client)
        messages = kernel.run(f"{module}\nview = new_view(); run(view, [7] * 24); {FINISH}")
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    shown = displays(messages)
    assert [kind for kind, _ in shown] == ["display_data"] + ["update_display_data"] * 3
    assert all(set(data) == {"text/html", "text/plain"} for _, data in shown)
    assert [re.findall(r"\d:\d\d", data["text/plain"])[:1] for _, data in shown] == [
        ["0:00"],
        ["0:01"],
        ["0:02"],
        [],
    ]
    assert not any(message["msg_type"] == "comm_open" for message in messages)


def test_an_executed_notebook_keeps_one_plain_output(tmp_path: Path) -> None:
    notebook = nbformat.v4.new_notebook()
    code = f"{SET_UP}\nview = new_view()\nrun(view, range(50))\n{FINISH}"
    notebook.cells = [nbformat.v4.new_code_cell(code)]
    NotebookClient(
        notebook,
        kernel_name="python3",
        resources={"metadata": {"path": str(tmp_path)}},
        config=own_sockets(),
    ).execute()
    (output,) = notebook.cells[0].outputs
    assert output.output_type == "display_data"
    assert output.data == {"text/html": "<b>final</b>", "text/plain": "final"}
    assert "widgets" not in notebook.metadata
