"""Where a result is shown: as an output of its own in every front end that drops updates of displays, and in one
output, by updates, where a page shows its progress. Real kernels, whose messages are taken as each front end does."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from queue import Empty
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from tests.kernels import Kernel, Request, kernel, own_sockets

SET_UP = """
import ipywidgets
from IPython.utils.capture import capture_output
from IPython.core.getipython import get_ipython
from omnivid_jupyter.errors import WaitStoppedError
from omnivid_jupyter.engine.states import Snapshot
from omnivid_jupyter.views.live import LiveView
from omnivid_jupyter.views.place import place

base = Snapshot(job_id="j1", model="demo/omni-flash", prompt="a cat", settings={}, state="queued")

def show():
    view = LiveView(lambda: None)
    view.update([base])
    view.finish({"text/html": "<b>final</b>", "text/plain": "final"})
    return place()
"""
VIEW = "application/vnd.jupyter.widget-view+json"


@pytest.fixture(scope="module")
def running() -> Iterator[Kernel]:
    with kernel() as running:
        assert running.run(SET_UP).status == "ok"
        yield running


def displayed(cell: Request) -> list[dict[str, Any]]:
    return [output["data"] for output in cell.outputs if output["output_type"] == "display_data"]


FINAL = {"text/html": "<b>final</b>", "text/plain": "final"}


@pytest.mark.parametrize(("answers", "where"), [([], "page"), (None, "runner")])
def test_a_page_and_a_runner_have_one_output_that_is_updated(
    running: Kernel, answers: list[str] | None, where: str
) -> None:
    cell = running.run("print(show())", answers=answers)
    assert cell.printed == f"{where}\n"
    assert displayed(cell) == [FINAL]
    assert cell.updates == 1


def test_jupyter_console_has_a_line_for_each_state_and_the_result_as_a_display(running: Kernel) -> None:
    running.run("from unittest.mock import patch")
    code = "with patch('psutil.Process.cmdline', return_value=['python', '/bin/jupyter-console']):\n    print(show())"
    cell = running.run(
        f"from omnivid_jupyter.views.place import _is_of_console as cached; cached.cache_clear()\n{code}",
        answers=[],
    )
    running.run("cached.cache_clear()")
    assert displayed(cell) == [FINAL]
    assert cell.updates == 0
    assert "◔ Queued" in cell.printed and cell.printed.endswith("console\n")


@pytest.mark.parametrize(
    "where",
    [
        "with ipywidgets.Output():\n    print(show())",
        "out = ipywidgets.Output()\n@out.capture()\ndef inside():\n    print(show())\ninside()",
        "_ = ipywidgets.interactive(lambda x: print(show()), x=1); _.update()",
        "_ = ipywidgets.interactive_output(lambda x: print(show()), dict(x=ipywidgets.IntText()))",
        "with ipywidgets.Output():\n    with ipywidgets.Output():\n        print(show())",
    ],
)
def test_in_an_output_widget_the_result_is_a_display_of_its_own(running: Kernel, where: str) -> None:
    cell = running.run(where, answers=[])
    assert cell.status == "ok", cell.error
    assert "output\n" in cell.printed
    *_, first, last = displayed(cell)  # `interactive` may run it more than once
    assert VIEW in first and first["text/plain"] == first["text/html"] == ""
    assert last == {"text/html": "<b>final</b>", "text/plain": "final"}
    assert cell.updates == 0
    after = running.run("print(show())", answers=[])
    assert after.printed == "page\n", "the Output is left"


def test_what_is_captured_is_the_result_only(running: Kernel) -> None:
    code = "with capture_output() as taken:\n    show()\nprint([each.data['text/plain'] for each in taken.outputs])"
    cell = running.run(code, answers=[])
    assert cell.printed == "['final']\n"


def test_a_click_is_shown_in_the_output_that_its_handler_names(running: Kernel) -> None:
    running.run(
        "out, button = ipywidgets.Output(), ipywidgets.Button(description='Make')\n"
        "button.on_click(lambda _: out.capture()(lambda: print(show()))())"
    )
    click = running.click("Make")
    running.until(lambda: click.idle)
    assert "output\n" in click.printed
    assert displayed(click)[-1] == {"text/html": "<b>final</b>", "text/plain": "final"}
    assert click.updates == 0


def test_a_click_without_a_place_has_the_result(running: Kernel) -> None:
    running.run("other = ipywidgets.Button(description='Bare')\nother.on_click(lambda _: print(show()))")
    click = running.click("Bare")
    running.until(lambda: click.idle)
    assert displayed(click) == [{"text/html": "<b>final</b>", "text/plain": "final"}]
    assert click.updates == 0


CELL = """
import ipywidgets
get_ipython().run_line_magic("load_ext", "omnivid_jupyter")
out = ipywidgets.Output()
with out:
    get_ipython().run_cell_magic("omnivid", "", "a red apple")
out
"""


class Runner(NotebookClient):
    """Looks for the kernel's reply again and again: what it sends for an output widget can hide one from its wait."""

    async def async_start_new_kernel_client(self, **options: Any) -> Any:
        client = await super().async_start_new_kernel_client(**options)
        once = client.shell_channel.get_msg

        async def get_msg(timeout: float | None = None) -> dict[str, Any]:
            while True:
                with suppress(Empty):
                    reply: dict[str, Any] = await once(timeout=0.2)
                    return reply

        client.shell_channel.get_msg = get_msg
        return client


def test_an_executed_notebook_has_the_clip_in_its_output_widget_and_no_state_of_the_live_view(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMNIVID_HOME", str(tmp_path / "home"))
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(text) for text in (CELL, "%%omnivid\na red apple")]
    client = Runner(
        notebook,
        kernel_name="python3",
        resources={"metadata": {"path": str(tmp_path)}},
        config=own_sockets(),
    )
    asyncio.run(client.async_execute())  # on a loop of its own: the other kernel of this file has left one
    models = notebook.metadata.widgets["application/vnd.jupyter.widget-state+json"]["state"].values()
    assert "AnyModel" not in {model["model_name"] for model in models}
    (output,) = [model["state"] for model in models if model["model_name"] == "OutputModel"]
    for outputs in (output["outputs"], notebook.cells[1].outputs):
        (shown,) = outputs
        assert shown["output_type"] == "display_data"
        assert set(shown["data"]) == {"text/html", "text/plain", "image/jpeg"}
        assert "<video" in shown["data"]["text/html"]


def test_in_an_output_widget_the_panel_shows_its_results_in_one_of_its_own(running: Kernel) -> None:
    running.run("from omnivid_jupyter import panel; from IPython.display import HTML")
    cell = running.run("with ipywidgets.Output():\n    shown = panel(); display(shown)", answers=[])
    assert cell.status == "ok", cell.error
    assert len(displayed(cell)) == 2 and all(VIEW in data for data in displayed(cell))
    taken = running.run("for text in 'ab': shown._parts.show(HTML(text))\nshown.close()")
    assert (taken.status, taken.updates) == ("ok", 0)
    last = running.run(
        "[w.outputs[0]['data']['text/html'] for w in ipywidgets.Widget.widgets.values()"
        " if isinstance(w, ipywidgets.Output) and w.outputs]"
    )
    assert last.results == ["['b']"]
