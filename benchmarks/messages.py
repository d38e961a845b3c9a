"""What a front end is told while cells and the panel go on, by a real kernel; and what a notebook keeps of it.

The clips are sketched by the simulator, in its own time. Whoever asks plays the page: it says that it has drawn a view.
"""

from __future__ import annotations

import os
import queue
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager

from tests.kernels import own_sockets

__all__ = ["Told", "measured"]

_VIEW = "application/vnd.jupyter.widget-view+json"
_KINDS = ("comm_msg", "display_data", "update_display_data")
_PATIENCE = 600.0  # seconds


@dataclass
class Told:
    """What came of one thing: when each message to the page was sent, in seconds, from when its view was there until
    it was replaced; the bytes of the notebook that keeps the last output, and of the clips' files."""

    times: list[float] = field(default_factory=list)
    notebook: int = 0
    media: int = 0

    @property
    def busiest(self) -> int:
        """The most messages within a second."""
        return max((sum(at <= other < at + 0.99 for other in self.times) for at in self.times), default=0)


def measured(folder: Path, batch: int, speed: float, idle: float) -> dict[str, Told]:
    """A cell with one job ("one"), one with a batch of them ("batch"), and a panel that nobody touches ("panel").

    Parameters
    ----------
    folder:
        An empty one, for clips and journal.
    batch:
        How many clips the second cell makes.
    speed:
        How many times faster than a service the simulator is.
    idle:
        Seconds for which the panel is listened to.
    """
    with _kernel(folder, speed) as client:
        _run(client, "%load_ext omnivid_jupyter\n%config Omnivid.embed = 'always'", folder)
        one = _run(client, "%%omnivid demo/omni-flash\na red boat on the sea", folder)
        many = _run(client, f"%%omnivid demo/omni-flash -n {batch}\na blue boat on the sea", folder)
        _run(client, "from omnivid_jupyter import panel\nshown = panel()\nshown", folder)
        list(_listened(client, min(idle, 3.0)))  # what is told of the panel as it opens is no idle talk
        panel = Told(times=[at for message in _listened(client, idle) for at in _times(message)])
    many.media -= one.media
    return {"one": one, "batch": many, "panel": panel}


@contextmanager
def _kernel(folder: Path, speed: float) -> Iterator[BlockingKernelClient]:
    manager = KernelManager(kernel_name="python3", config=own_sockets())
    own = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "OMNIVID_HOME": str(folder / "home"),
        "OMNIVID_DEMO_SPEED": str(speed),
        "OMNIVID_DEMO_FILMS": "sketched",
    }
    manager.start_kernel(env=own, cwd=str(folder))
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        yield client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def _run(client: BlockingKernelClient, code: str, folder: Path) -> Told:
    """Run a cell as a page does, which draws each view that it is shown."""
    told, bundle, last = Told(), {}, 0
    asked = client.execute(code)
    for message in _listened(client, _PATIENCE):
        content, kind = message["content"], message["msg_type"]
        if kind == "error":
            raise RuntimeError("\n".join(content["traceback"]))
        told.times += _times(message)
        if kind == "comm_open" or _VIEW in content.get("data", {}):
            _draw(client, content)
        if kind == "display_data":
            told.times.clear()
        if kind in ("display_data", "update_display_data"):
            bundle, last = content["data"], len(told.times)
        ended = kind == "status" and content["execution_state"] == "idle"
        if ended and message["parent_header"].get("msg_id") == asked:
            break
    del told.times[max(0, last - 1) :]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    if bundle:
        notebook.cells[0].outputs = [nbformat.v4.new_output("display_data", bundle)]
    told.notebook = len(nbformat.writes(notebook).encode())
    told.media = sum(path.stat().st_size for path in folder.glob("omnivid-clips/*.mp4"))
    return told


def _draw(client: BlockingKernelClient, content: dict[str, Any]) -> None:
    """Say that a view was drawn: to a widget that is displayed, and to the parts of the panel."""
    view = content.get("data", {}).get(_VIEW, {}).get("model_id")
    state = content.get("data", {}).get("state", {})
    part = str(state.get("_anywidget_id", "")).rpartition(".")[2]
    if view is None and part in ("FormWidget", "QueueWidget", "GalleryWidget"):
        view = content["comm_id"]
    if view is not None:
        data = {"method": "custom", "content": {"type": "ready"}}
        client.shell_channel.send(client.session.msg("comm_msg", {"comm_id": view, "data": data}))


def _listened(client: BlockingKernelClient, seconds: float) -> Iterator[dict[str, Any]]:
    """What the kernel says for so many seconds."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        try:
            yield client.get_iopub_msg(timeout=left)
        except queue.Empty:
            return


def _times(message: dict[str, Any]) -> list[float]:
    """When it was sent, where it is one to the page."""
    return [message["header"]["date"].timestamp()] if message["msg_type"] in _KINDS else []
