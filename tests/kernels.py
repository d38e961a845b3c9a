"""Real kernels for tests: start one, run cells, click buttons, interrupt, and see what each cell shows.

    with kernel() as running:                  # this interpreter's, ipykernel 7
        cell = running.run("1 + 1")
        assert cell.shown == ["2"]

Nothing is waited for by the clock. `Kernel.until` takes messages until what is waited for is
true, and fails, with all that was said so far, when it never comes.
"""

from __future__ import annotations

import itertools
import json
import os
import queue
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager
from traitlets.config import Config

from tests import PATIENCE, ROOT
from tests.drawings import share

__all__ = [
    "PATIENCE",
    "ROOT",
    "Kernel",
    "Request",
    "ipykernel6_python",
    "kernel",
    "kernel_specs",
    "new_kernel",
    "own_sockets",
]

_SOCKETS = tempfile.TemporaryDirectory(prefix="omnivid-sockets-", ignore_cleanup_errors=True)
_numbers = itertools.count()


def ipykernel6_python() -> str:
    """The interpreter of the second environment, which has ipykernel 6."""
    default = ROOT / ".venv-ipykernel6" / "bin" / "python"
    python = Path(os.environ.get("OMNIVID_TEST_IPYKERNEL6_PYTHON", default))
    if not python.exists():
        pytest.fail(f"There is no {python}, which has ipykernel 6: `make test` makes it.", pytrace=False)
    return str(python)


@contextmanager
def kernel_specs(python: str = sys.executable) -> Iterator[KernelSpecManager]:
    """The kernel of one interpreter, under the name "python3", for whoever starts kernels by themselves."""
    with tempfile.TemporaryDirectory() as folder:
        spec = Path(folder, "python3", "kernel.json")
        spec.parent.mkdir()
        command = [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        spec.write_text(json.dumps({"argv": command, "display_name": python, "language": "python"}))
        yield KernelSpecManager(kernel_dirs=[folder], ensure_native_kernel=False)


def own_sockets() -> Config:
    """Settings by which a kernel listens on files of its own: a port that was free a moment ago may be another's."""
    return Config(KernelManager={"transport": "ipc", "ip": f"{_SOCKETS.name}/{next(_numbers)}"})


def new_kernel() -> tuple[KernelManager, BlockingKernelClient]:
    """A kernel of this interpreter that is ready, and a client of it."""
    manager = KernelManager(kernel_name="python3", config=own_sockets())
    manager.start_kernel()
    client = manager.blocking_client()
    client.start_channels()
    client.wait_for_ready(timeout=PATIENCE)
    return manager, client


@contextmanager
def kernel(
    python: str = sys.executable, *, env: Mapping[str, str] | None = None, cwd: Path = ROOT
) -> Iterator[Kernel]:
    """A running kernel of the interpreter `python`; its cells can import the tests as well."""
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **(env or {})}
    share(Path(variables["OMNIVID_HOME"], "simulator"))
    with kernel_specs(python) as specs:
        manager = KernelManager(kernel_spec_manager=specs, kernel_name="python3", config=own_sockets())
        manager.start_kernel(env=variables, cwd=str(cwd))
        client = manager.blocking_client()
        client.start_channels()
        try:
            client.wait_for_ready(timeout=PATIENCE)
            yield Kernel(manager, client)
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)


@dataclass
class Request:
    """One message to the kernel, and all that came back because of it.

    `outputs` is what a front end would show there now (updates of displays done), in the notebook's format;
    `updates` is how many updates of displays came;
    `questions` are the input requests so far, of which the first get `answers` typed in.
    """

    message_id: str
    answers: Sequence[str] = ()
    questions: list[dict[str, Any]] = field(default_factory=list)
    outputs: list[dict[str, Any]] = field(default_factory=list)
    updates: int = 0
    reply: dict[str, Any] | None = None
    idle: bool = False

    @property
    def done(self) -> bool:
        """Whether a cell has been run to its end."""
        return self.reply is not None and self.idle

    @property
    def status(self) -> str | None:
        """How a cell ended: "ok", "error", or "aborted" (not run, since one before it failed)."""
        return None if self.reply is None else self.reply["status"]

    @property
    def printed(self) -> str:
        return "".join(output["text"] for output in self.outputs if output["output_type"] == "stream")

    @property
    def shown(self) -> list[str]:
        """The text/plain of every display and result."""
        return [output["data"].get("text/plain", "") for output in self.outputs if "data" in output]

    @property
    def results(self) -> list[str]:
        """The text/plain of results only: what a notebook shows behind Out[n]."""
        return [o["data"]["text/plain"] for o in self.outputs if o["output_type"] == "execute_result"]

    @property
    def error(self) -> list[str]:
        """The lines that a failed cell shows."""
        return [
            line
            for output in self.outputs
            if output["output_type"] == "error"
            for line in output["traceback"]
        ]


class Kernel:
    """A running kernel and everything it has said.

    `requests` by message id, and `widgets`, the state that each widget was opened with, by its comm id.
    """

    def __init__(self, manager: KernelManager, client: BlockingKernelClient) -> None:
        self.requests: dict[str, Request] = {}
        self.widgets: dict[str, dict[str, Any]] = {}
        self._manager = manager
        self._client = client
        self._displays: dict[str, list[dict[str, Any]]] = {}

    def execute(self, code: str, *, answers: Sequence[str] | None = None, **options: Any) -> Request:
        """Send a cell, without waiting; `options` are those of an execute_request (silent, store_history).

        `answers` are typed in when it asks, in order; a question beyond them stays open. None: it cannot ask.
        """
        message_id = self._client.execute(code, allow_stdin=answers is not None, **options)
        return self._sent(message_id, answers or ())

    def run(self, code: str, **options: Any) -> Request:
        """Send a cell and wait for its end."""
        cell = self.execute(code, **options)
        self.until(lambda: cell.done)
        return cell

    def click(self, description: str, *, subshell: str | None = None) -> Request:
        """Click the newest button that is called so, as a front end does."""
        comm_id = [key for key, state in self.widgets.items() if state.get("description") == description][-1]
        data = {"method": "custom", "content": {"event": "click"}}
        return self.send("comm_msg", {"comm_id": comm_id, "data": data}, subshell=subshell)

    def create_subshell(self) -> str:
        """Start a subshell (ipykernel 7), on which front ends send the messages of widgets."""
        message = self._client.session.msg("create_subshell_request")
        self._client.control_channel.send(message)
        reply = self._client.control_channel.get_msg(timeout=PATIENCE)
        assert reply["parent_header"]["msg_id"] == message["header"]["msg_id"], reply
        return str(reply["content"]["subshell_id"])

    def send(self, kind: str, content: dict[str, Any], *, subshell: str | None = None) -> Request:
        """Send a message of another kind to the kernel, or to one of its subshells."""
        message = self._client.session.msg(kind, content)
        if subshell is not None:
            message["header"]["subshell_id"] = subshell
        self._client.shell_channel.send(message)
        return self._sent(message["header"]["msg_id"])

    def interrupt(self) -> None:
        self._manager.signal_kernel(signal.SIGINT)

    def until(self, condition: Callable[[], object]) -> None:
        """Take messages until `condition` is true."""
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert self._manager.is_alive(), "the kernel died"
            assert time.monotonic() < deadline, f"it never came; the kernel said {self.requests}"
            self._take_replies()
            self._take_questions()
            self._take_output()

    def _sent(self, message_id: str, answers: Sequence[str] = ()) -> Request:
        return self.requests.setdefault(message_id, Request(message_id, answers))

    def _take_replies(self) -> None:
        while self._client.shell_channel.msg_ready():
            message = self._client.get_shell_msg(timeout=0)
            if request := self.requests.get(message["parent_header"].get("msg_id")):
                request.reply = message["content"]

    def _take_questions(self) -> None:
        while self._client.stdin_channel.msg_ready():
            message = self._client.get_stdin_msg(timeout=0)
            request = self.requests[message["parent_header"]["msg_id"]]
            request.questions.append(message["content"])
            if len(request.questions) <= len(request.answers):
                self._client.input(request.answers[len(request.questions) - 1])

    def _take_output(self) -> None:
        try:
            message = self._client.get_iopub_msg(timeout=0.05)
        except queue.Empty:
            return
        kind, content = message["msg_type"], message["content"]
        request = self.requests.get(message["parent_header"].get("msg_id"), Request(""))
        if kind == "status":
            request.idle = content["execution_state"] == "idle"
        elif kind == "comm_open":
            self.widgets[content["comm_id"]] = content["data"].get("state", {})
        elif kind == "update_display_data":
            request.updates += 1
            for output in self._displays.get(content["transient"]["display_id"], []):
                output["data"] = content["data"]
        elif kind in {"stream", "display_data", "execute_result", "error"}:
            output = {"output_type": kind, **content}
            request.outputs.append(output)
            if display_id := content.get("transient", {}).get("display_id"):
                self._displays.setdefault(display_id, []).append(output)
