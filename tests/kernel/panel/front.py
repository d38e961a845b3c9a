"""A front end for the panel in a real kernel: it opens the parts and takes what they send."""

from __future__ import annotations

import os
import queue
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager

from tests.drawings import share
from tests.engine.panel.parts import KEY
from tests.kernels import PATIENCE, ROOT, ipykernel6_python, kernel_specs, own_sockets


class Front:
    """A front end for one kernel: runs cells, opens the panel's parts and takes what they send."""

    def __init__(self, client: BlockingKernelClient) -> None:
        self.client = client
        self.opened: dict[str, dict[str, Any]] = {}
        self.parts: dict[str, str] = {}
        self.messages: list[tuple[str, dict[str, Any]]] = []
        self.outputs: list[dict[str, Any]] = []
        self.ended: set[str] = set()

    def run(self, code: str) -> None:
        message_id = self.client.execute(code)
        self.until(lambda: message_id in self.ended)

    def send(self, part: str, **content: Any) -> None:
        data = {"method": "custom", "content": content}
        message = self.client.session.msg("comm_msg", {"comm_id": self.parts[part], "data": data})
        self.client.shell_channel.send(message)

    def open(self) -> None:
        """Show a panel, and do what a page does when it draws it."""
        self.run("%load_ext omnivid_jupyter\nfrom omnivid_jupyter.panel import panel\nshown = panel()\nshown")
        for part in ("form", "queue", "gallery"):
            self.send(part, type="ready")
        self.until(lambda: self.sent("form") and self.sent("gallery"))

    def sent(self, part: str, kind: str | None = None) -> list[dict[str, Any]]:
        return [found for name, found in self.messages if name == part and kind in (None, found["type"])]

    def rows(self) -> dict[str, dict[str, Any]]:
        """The queue as the page has it."""
        found: dict[str, dict[str, Any]] = {}
        for message in self.sent("queue", "rows"):
            found |= {each["id"]: each for each in message["rows"]}
        return found

    def until(self, condition: Callable[[], object]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, f"it never came: {self.messages[-5:]} {self.outputs[-3:]}"
            try:
                message = self.client.get_iopub_msg(timeout=0.1)
            except queue.Empty:
                continue
            self._take(message)

    def _take(self, message: dict[str, Any]) -> None:
        kind, content = message["msg_type"], message["content"]
        if kind == "status" and content["execution_state"] == "idle":
            self.ended.add(message["parent_header"].get("msg_id", ""))
        elif kind == "comm_open":
            self.opened[content["comm_id"]] = content["data"]["state"]
            for part in ("form", "queue", "gallery"):
                if content["data"]["state"].get("_anywidget_id", "").endswith(f".{part.capitalize()}Widget"):
                    self.parts[part] = content["comm_id"]
        elif kind == "comm_msg" and content["data"].get("method") == "custom":
            names = {comm: name for name, comm in self.parts.items()}
            if content["comm_id"] in names:
                self.messages.append((names[content["comm_id"]], content["data"]["content"]))
        elif kind == "comm_msg":
            self.opened[content["comm_id"]] |= content["data"].get("state", {})
        elif "data" in content or kind in ("stream", "error"):
            self.outputs.append(content)


@contextmanager
def front(python: str, folder: Path, speed: float) -> Iterator[Front]:
    """A front end on a new kernel whose working directory, journal and simulator lie in `folder`."""
    share(folder / "home" / "simulator")
    with kernel_specs(python) as specs:
        manager = KernelManager(kernel_spec_manager=specs, kernel_name="python3", config=own_sockets())
        own = {
            "PYTHONPATH": str(ROOT),
            "OMNIVID_HOME": str(folder / "home"),
            "OMNIVID_DEMO_SPEED": str(speed),
        }
        manager.start_kernel(env={**os.environ, **own, "APIMART_API_KEY": KEY}, cwd=str(folder))
        client = manager.blocking_client()
        client.start_channels()
        try:
            client.wait_for_ready(timeout=PATIENCE)
            yield Front(client)
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)


KERNELS = {"ipykernel 7": lambda: sys.executable, "ipykernel 6": ipykernel6_python}
