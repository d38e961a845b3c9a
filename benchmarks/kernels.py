"""What a person at a notebook waits for, in real kernels: `%load_ext`, the first output, a clip that is ready, and
another cell's answer while a crowd of jobs runs. Each stands beside a bare kernel.

Times are those of a front end: from sending a cell to the message that comes back.
"""

from __future__ import annotations

import ast
import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from jupyter_client.manager import KernelManager

from tests.kernels import own_sockets

__all__ = ["Crowd", "Waits", "crowds", "nearly_all", "shown_late", "waits"]

Message = dict[str, Any]

_PATIENCE = 600.0
_WARM_UP = 30  # jobs, for all threads and connections that there will be
_OURS = "%%omnivid apimart/Omni-Flash-Ext --new --poll-interval {interval}\n0 s: a paper boat in the rain"
#: In a kernel: notes which modules are there when the first output leaves it, in the order in which they came.
_SCOUT = """
import sys
before, loaded = set(sys.modules), []
def first(message):
    if not loaded:
        loaded[:] = [name for name in sys.modules if name not in before]
    return message
get_ipython().display_pub.register_hook(first)
"""
_IMPORTS = """
import contextlib, importlib
for name in {names}:
    with contextlib.suppress(ImportError):  # what is put together in memory has no file
        importlib.import_module(name)
"""
_BARE = """
import time, httpx
from IPython.display import Video, display
def made(address, interval):
    headers = {"Authorization": "Bearer sk-benchmark"}
    with httpx.Client(base_url=f"{address}/v1", headers=headers, timeout=60) as client:
        body = {"model": "Omni-Flash-Ext", "prompt": "0 s: a paper boat in the rain", "duration": 6}
        task = client.post("/videos/generations", json=body).json()["data"][0]["task_id"]
        while True:
            time.sleep(interval)
            data = client.get(f"/tasks/{task}").json()["data"]
            if data["status"] == "completed":
                break
        with client.stream("GET", data["result"]["videos"][0]["url"][0]) as answer, open("bare.mp4", "wb") as file:
            for chunk in answer.iter_bytes():
                file.write(chunk)
    display(Video("bare.mp4", embed=True))
    return task
"""
_CROWD = """
import threading, time
import omnivid_jupyter as omnivid
from benchmarks.ways import memory
ended = []
def begin(name, count, interval):
    global boats
    prompts = [f"0 s: {name} {number} in the rain" for number in range(count)]
    before = memory.now()
    memory.begin()
    processor = time.process_time()
    boats = omnivid.sweep(prompts, model="apimart/Omni-Flash-Ext", poll_interval=interval, assume_yes=True)
    def watch():
        boats.wait(timeout=3600)
        spent = time.process_time() - processor
        ended.append((spent, memory.largest() - before, len(boats.clips)))
    threading.Thread(target=watch).start()
"""


@dataclass(frozen=True)
class _Ran:
    """A cell that was run: seconds to its end, the moment of what was looked for, and its result as text."""

    seconds: float
    seen: float | None
    result: str


class _Notebook:
    """A front end of one kernel."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def run(self, code: str, until: Callable[[Message], bool] = lambda _: False) -> _Ran:
        """Run a cell to its end; the first message of which `until` is true is what was looked for."""
        begun, seen, result = time.monotonic(), None, ""
        cell = self._client.execute(code)
        while True:
            message = self._client.get_iopub_msg(timeout=_PATIENCE)
            now = time.monotonic()
            if message["parent_header"].get("msg_id") != cell:
                continue
            kind, content = message["msg_type"], message["content"]
            if seen is None and until(message):
                seen = now
            if kind == "error":
                raise RuntimeError("\n".join(content["traceback"]))
            if kind == "execute_result":
                result = content["data"]["text/plain"]
            if kind == "status" and content["execution_state"] == "idle":
                self._client.get_shell_msg(timeout=_PATIENCE)
                return _Ran(now - begun, seen, result)

    def first(self, code: str, until: Callable[[Message], bool]) -> float:
        """Seconds from sending a cell to a message of it."""
        begun = time.monotonic()
        seen = self.run(code, until).seen
        if seen is None:
            raise RuntimeError(f"it never came: {code}")
        return seen - begun

    def value(self, expression: str) -> Any:
        """A plain value of the kernel."""
        return ast.literal_eval(self.run(expression).result)


@contextmanager
def _kernel(address: str) -> Iterator[_Notebook]:
    """A kernel in a folder of its own that has run a first cell; `address` is where its service is."""
    with TemporaryDirectory(prefix="omnivid-bench-", ignore_cleanup_errors=True) as folder:
        environment = {
            "APIMART_BASE_URL": f"{address}/v1",
            "APIMART_API_KEY": "sk-benchmark",
            "OMNIVID_HOME": f"{folder}/home",
            "OMNIVID_OUTPUT_DIR": f"{folder}/clips",
            "PYTHONPATH": str(Path(__file__).parent.parent),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        }
        manager = KernelManager(kernel_name="python3", config=own_sockets())
        manager.start_kernel(env={**_surroundings(), **environment}, cwd=folder)
        client = manager.blocking_client()
        client.start_channels()
        try:
            client.wait_for_ready(timeout=_PATIENCE)
            notebook = _Notebook(client)
            notebook.run("1")
            yield notebook
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)


def _surroundings() -> dict[str, str]:

    return {name: value for name, value in os.environ.items() if not name.startswith("OMNIVID_")}


def _is_output(message: Message) -> bool:
    return message["msg_type"] in ("display_data", "stream")


def _has_video(message: Message) -> bool:
    return "<video" in message["content"].get("data", {}).get("text/html", "")


@dataclass
class Waits:
    """Seconds, one figure a round: of this package, and of a bare kernel.

    `load`: `%load_ext`, beside the imports of others that it makes; `first`: from sending the first cell to its first
    output, beside a cell with all that is imported by then.
    """

    load: list[float] = field(default_factory=list)
    bare_load: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    bare_first: list[float] = field(default_factory=list)


def waits(address: str, rounds: int, interval: float) -> Waits:
    """What the first minute in a kernel is, with new ones in each round."""
    ours = _OURS.format(interval=interval)
    with _kernel(address) as scout:
        scout.run("import sys; before = set(sys.modules)")
        scout.run("%load_ext omnivid_jupyter")
        others = scout.value(
            "[name for name in sys.modules if name not in before and not name.startswith('omnivid')]"
        )
        scout.run(_SCOUT)
        scout.run(ours)
        loaded = scout.value("loaded")
    found = Waits()
    for _ in range(rounds):
        with _kernel(address) as notebook, _kernel(address) as bare:
            found.load.append(notebook.run("%load_ext omnivid_jupyter").seconds)
            found.bare_load.append(bare.run(_IMPORTS.format(names=others)).seconds)
            bare.run("%load_ext omnivid_jupyter")
            found.first.append(notebook.first(ours, _is_output))
            found.bare_first.append(bare.run(_IMPORTS.format(names=loaded)).seconds)
    return found


def shown_late(
    addresses: Sequence[str], clips: int, interval: float
) -> list[tuple[list[float], list[float]]]:
    """Seconds from a service's being ready to the message with the video, less the interval at which it is asked.

    For each service so many, of this package and of httpx with `IPython.display.Video` in a bare kernel, in turn.
    """
    ours, found = _OURS.format(interval=interval), []
    with _kernel(addresses[0]) as notebook, _kernel(addresses[0]) as bare:
        notebook.run("%load_ext omnivid_jupyter")
        bare.run(_BARE)
        for address in addresses:
            notebook.run(f"import os; os.environ['APIMART_BASE_URL'] = '{address}/v1'")
            made = f"task = made({address!r}, {interval})"
            late = [
                (_late(notebook, ours, "_clip.task_id", interval), _late(bare, made, "task", interval))
                for _ in range(1 + clips)
            ]
            own, other = zip(*late[1:], strict=True)  # the first warms up
            found.append(([*own], [*other]))
    return found


def _late(notebook: _Notebook, cell: str, task: str, interval: float) -> float:
    """How late a cell's clip is shown: its task's id ends with the moment at which it was ready."""
    seen = notebook.run(cell, _has_video).seen
    if seen is None:
        raise RuntimeError(f"no video came of {cell}")
    return seen - int(str(notebook.value(task)).rpartition("-")[2]) / 1e9 - interval


@dataclass(frozen=True)
class Crowd:
    """Many jobs in one kernel.

    `cpu`: milliseconds of the processor a job; `peak`: kilobytes by which the kernel has grown at its largest; `begun`:
    seconds until the cell that begins them was done; `answers`: seconds for which another cell was waited for then,
    in this kernel and in a bare one.
    """

    cpu: float
    peak: float
    begun: float
    answers: list[float]
    bare_answers: list[float]


def crowds(address: str, counts: Sequence[int], interval: float) -> dict[int, Crowd]:
    """Sweeps of so many jobs, each in a new kernel, and a cell again and again while one runs."""
    with _kernel(address) as bare:
        return {count: _crowd(address, bare, count, interval) for count in counts}


def _crowd(address: str, bare: _Notebook, count: int, interval: float) -> Crowd:
    answers, bare_answers = [], []
    with _kernel(address) as notebook:
        notebook.run(_CROWD)
        notebook.run(f"begin('warming up', {_WARM_UP}, {interval}); boats.wait()")
        while notebook.value("len(ended)") < 1:
            time.sleep(0.05)
        begun = notebook.run(f"begin('a paper boat', {count}, {interval})").seconds
        while True:
            each = notebook.run("len(ended)")
            answers.append(each.seconds)
            bare_answers.append(bare.run("len('ended')").seconds)
            if int(each.result) > 1:
                break
            time.sleep(0.1)
        spent, peak, clips = notebook.value("ended[1]")
    if clips != count:
        raise RuntimeError(f"{count - clips} of {count} jobs failed")
    return Crowd(1000 * spent / count, peak, begun, answers, bare_answers)


def nearly_all(seconds: list[float]) -> float:
    """Of twenty, nineteen are within this."""
    return statistics.quantiles(seconds, n=20)[-1] if len(seconds) > 1 else seconds[0]
