"""How a cell waits: on real kernels of both ipykernels, in a terminal, and in plain Python."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import nbformat
import pexpect  # type: ignore[import-untyped]
import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from omnivid_jupyter.notebook.waiting import AwaitedCell, Steps, drive, install, run_awaited
from tests import kernels
from tests.kernels import Kernel, Request

EXTENSION = "tests.kernel.notebook.waiting_cell"

NESTED = {
    "time": "%%time\n%%omnivid NAME thread\nany text",
    "capture": "%%capture captured\n%%omnivid NAME thread\nany text",
    "run_cell": "get_ipython().run_cell('%%omnivid NAME thread\\nany text').raise_error()",
    "function": "def f(): test.omnivid('NAME thread', '')\nf()",
    "thread": "from threading import Thread\nt = Thread(target=test.omnivid, args=['NAME thread', ''])\n"
    "t.start(); t.join()",
    "async cell": "import asyncio\nawait asyncio.sleep(0)\ntest.omnivid('NAME thread', '')",
}
"""Cells in which something else calls the magic, which therefore cannot be awaited."""


EMPTIED = (
    f"%unload_ext {EXTENSION}\nimport sys; sys.modules.pop({EXTENSION!r}, None)",
    "%autoawait asyncio",
    "%reset -f",  # all names, the history, and Out, which counts anew
    f"%load_ext {EXTENSION}\nimport ipykernel, {EXTENSION} as test",
    "ipykernel.version_info[0]",  # the first of Out
)
"""Cells that leave nothing of the test before, and what a test needs."""


@pytest.fixture(scope="module", params=[6, 7], ids=["ipykernel6", "ipykernel7"])
def started(request: pytest.FixtureRequest) -> Iterator[Kernel]:
    """A kernel of each version: to start one takes longer than most tests do in it."""
    python = kernels.ipykernel6_python() if request.param == 6 else sys.executable
    with kernels.kernel(python) as running:
        version = running.run("import ipykernel; ipykernel.version_info[0]").results
        assert version == [str(request.param)]
        yield running


@pytest.fixture
def kernel(started: Kernel) -> Kernel:
    """A kernel in which `%%omnivid NAME HOW` waits (see waiting_cell.py), with nothing of the test before."""
    for cell in EMPTIED:
        assert started.run(cell).status == "ok"
    return started


def start(kernel: Kernel, name: str, how: str) -> Request:
    """Run a cell until it waits."""
    cell = kernel.execute(f"%%omnivid {name} {how}\nany text")
    kernel.until(lambda: cell.shown and cell.shown[0].startswith(f"{name} step"))
    return cell


class TestInAKernel:
    def test_a_click_is_handled_while_the_cell_waits(self, kernel: Kernel) -> None:
        cell = start(kernel, "a", "click")
        kernel.click("Finish a")
        kernel.until(lambda: cell.done)  # the click alone ends this cell
        assert cell.status == "ok"

    def test_the_cell_shows_one_display_and_no_result(self, kernel: Kernel) -> None:
        newest = kernel.run("print(max(Out))").printed
        cell = kernel.run("%%omnivid a thread\nany text")
        assert cell.shown == ["a ended by a thread"]
        assert cell.results == []
        assert kernel.run("print(max(Out))").printed == newest != ""

    def test_output_finds_its_way_after_a_click(self, kernel: Kernel) -> None:
        cell = start(kernel, "a", "click")
        click = kernel.click("Finish a")
        kernel.until(lambda: cell.done)
        assert (cell.printed, cell.shown) == ("a prints\n", ["a ended by a click"])
        assert (click.printed, click.shown) == ("the click on a prints\n", [])

    def test_cells_sent_while_one_waits_run_after_it_in_order(self, kernel: Kernel) -> None:
        first = start(kernel, "a", "click")
        codes = ["print(0)\n'zero'", "%%omnivid b thread\nany text", "print(1)\n'one'", "print(2)\n'two'"]
        then = [kernel.execute(code) for code in codes]
        kernel.click("Finish a")
        kernel.until(lambda: then[-1].done)
        assert [cell.printed for cell in [first, *then]] == ["a prints\n", "0\n", "b prints\n", "1\n", "2\n"]
        assert [cell.shown for cell in then] == [["'zero'"], ["b ended by a thread"], ["'one'"], ["'two'"]]
        counts = [cell.reply["execution_count"] for cell in [first, *then] if cell.reply]
        assert counts == list(range(counts[0], counts[0] + 5))

    def test_an_interrupt_ends_the_cell_by_the_error_of_its_steps_and_leaves_the_job_alone(
        self, kernel: Kernel
    ) -> None:
        cell = start(kernel, "a", "later")
        queued = kernel.execute("print('not reached')")
        kernel.interrupt()
        kernel.until(lambda: queued.done)
        assert cell.error == ["WaitStoppedError: Stopped waiting for a.", "The job goes on."]
        assert (cell.status, queued.status) == ("error", "aborted")
        assert kernel.run("test.jobs['a'].cancelled(), test.jobs['a'].done()").results == ["(False, False)"]
        assert kernel.run("test.jobs['a'].set_result('x'); test.jobs['a'].result()").results == ["'x'"]

    def test_an_error_of_the_steps_fails_the_cell_with_its_own_lines(self, kernel: Kernel) -> None:
        cell = kernel.run("%%omnivid a failure\nany text")
        assert cell.error == ["TaskFailedError: The service gave up.", "Try another prompt."]
        assert cell.status == "error"

    def test_asyncio_is_never_changed_for_others_and_the_kernels_loop_is_put_back(
        self, kernel: Kernel
    ) -> None:
        kernel.run("before = test.asyncio_of_all(), test.loop_of_kernel()")
        cell = start(kernel, "a", "click")
        kernel.click("Finish a")
        kernel.until(lambda: cell.done)
        assert kernel.run("test.asyncio_at_clicks == [before[0]]").results == ["True"]
        assert kernel.run("(test.asyncio_of_all(), test.loop_of_kernel()) == before").results == ["True"]

    def test_asyncio_does_what_it_did_before(self, kernel: Kernel) -> None:
        kernel.run("import asyncio, threading, warnings\nwarnings.simplefilter('ignore')  # never awaited")
        kernel.run("async def f(): return await asyncio.sleep(0, 'slept')")
        cells = [
            "await f()",
            "asyncio.run(f())",
            "asyncio.get_running_loop().run_until_complete(f())",
            "t = threading.Thread(target=lambda: print(asyncio.run(f()))); t.start(); t.join()",
        ]

        def outcomes() -> list[tuple[Any, ...]]:
            return [(c.status, c.shown, c.printed, c.error[-1:]) for c in map(kernel.run, cells)]

        before = outcomes()
        assert [status for status, *_ in before] == ["ok", "error", "error", "ok"]
        kernel.run("%%omnivid a thread\nany text")
        assert outcomes() == before

    def test_the_kernel_answers_completes_and_is_interrupted_as_before(self, kernel: Kernel) -> None:
        kernel.run("import asyncio, signal\nhandlers = []\n")
        look = (
            "asyncio.get_running_loop().call_soon(lambda: handlers.append(signal.getsignal(signal.SIGINT)))"
        )
        kernel.run(look)  # between two cells
        cell = start(kernel, "a", "click")
        kernel.click("Finish a")
        kernel.until(lambda: cell.done)
        kernel.run(look)
        assert kernel.run("len(handlers), len(set(handlers))").results == ["(2, 1)"]
        kernel.interrupt()  # nothing runs: nothing happens
        info = kernel.send("kernel_info_request", {})
        completion = kernel.send("complete_request", {"code": "test.job", "cursor_pos": 8})
        kernel.until(lambda: info.done and completion.done)
        assert info.status == "ok"
        assert completion.reply and completion.reply["matches"] == ["jobs"]
        endless = kernel.execute("print('on')\nwhile True: pass")
        kernel.until(lambda: endless.printed)
        kernel.interrupt()
        kernel.until(lambda: endless.done)
        assert "KeyboardInterrupt" in endless.error[-1]
        assert kernel.run("1 + 1").results == ["2"]

    def test_many_cells_can_wait_one_after_the_other(self, kernel: Kernel) -> None:
        kernel.run("test.MOMENT = 0.01")
        cells = [kernel.execute(f"%%omnivid job{i} thread\nany text") for i in range(25)]
        kernel.until(lambda: cells[-1].done)
        assert [cell.printed for cell in cells] == [f"job{i} prints\n" for i in range(25)]

    def test_the_kernels_loop_survives_a_cell_that_waits_before_callbacks_that_are_due(
        self, kernel: Kernel
    ) -> None:
        cell = kernel.run("""
            import asyncio
            loop, called = asyncio.get_running_loop(), []
            def wake():
                woken.set_result(None)
                for i in range(9): loop.call_soon(called.append, i)
            woken = loop.create_future()
            loop.call_soon(wake)
            await woken
            test.omnivid("a thread", "")
        """)
        assert cell.status == "ok"
        assert kernel.run("called == list(range(9))").results == ["True"]

    def test_a_cell_that_something_else_runs_waits_too(self, kernel: Kernel) -> None:
        for how, code in NESTED.items():
            name = how.replace(" ", "_")
            cell = kernel.run(code.replace("NAME", name))
            assert (how, cell.status, cell.results) == (how, "ok", [])
            printed = cell.printed + kernel.run("print(globals().pop('captured', ''))").printed
            assert f"{name} prints" in printed

    def test_a_cell_outside_of_history_waits_too(self, kernel: Kernel) -> None:
        for options in ({"store_history": False}, {"silent": True}):
            cell = kernel.run("%%omnivid a thread\nany text", **options)
            assert (options, cell.status, cell.printed) == (options, "ok", "a prints\n")

    def test_an_interrupt_reaches_steps_that_block_an_async_cell(self, kernel: Kernel) -> None:
        cell = kernel.execute(NESTED["async cell"].replace("NAME thread", "a later"))
        kernel.until(lambda: cell.shown and cell.shown[0].startswith("a step"))
        kernel.interrupt()
        kernel.until(lambda: cell.done)
        assert cell.error == ["WaitStoppedError: Stopped waiting for a.", "The job goes on."]

    def test_without_autoawait_the_cell_waits_all_the_same(self, kernel: Kernel) -> None:
        kernel.run("%autoawait False")
        cell = kernel.run("%%omnivid a thread\nany text")
        assert (cell.status, cell.printed) == ("ok", "a prints\n")

    def test_the_transformer_is_installed_once_on_ipykernel_7_only_and_taken_out_again(
        self, kernel: Kernel
    ) -> None:
        count = "len(get_ipython().input_transformers_post)"
        awaited = kernel.run("int(ipykernel.version_info[0] >= 7)").results
        assert kernel.run(f"test.install(get_ipython(), 'omnivid')\n{count}").results == awaited
        assert kernel.run(f"%unload_ext {EXTENSION}\n{count}").results == ["0"]
        assert kernel.run("%%omnivid a thread\nany text").printed == "a prints\n"


class TestInAKernelOfIpykernel7:
    @pytest.fixture
    def kernel(self) -> Iterator[Kernel]:
        with kernels.kernel() as running:
            running.run(f"%load_ext {EXTENSION}")
            yield running

    def test_a_click_on_a_subshell_is_handled_while_the_cell_waits(self, kernel: Kernel) -> None:
        cell = start(kernel, "a", "click")
        kernel.click("Finish a", subshell=kernel.create_subshell())
        kernel.until(lambda: cell.done)
        assert (cell.status, cell.printed) == ("ok", "a prints\n")

    def test_a_notebook_that_is_run_waits_in_each_of_its_cells(self, kernel: Kernel, tmp_path: Path) -> None:
        cells = [nbformat.v4.new_code_cell(f"%%omnivid {name} thread\nany text") for name in "ab"]
        notebook = tmp_path / "two.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=cells), notebook)
        assert kernel.run(f"%run {notebook}").printed == "a prints\nb prints\n"


class TestInATerminal:
    @pytest.fixture
    def terminal(self, tmp_path: Path) -> Iterator[pexpect.spawn]:
        command = [
            "-m",
            "IPython",
            "--simple-prompt",
            "--no-banner",
            "--colors=nocolor",
            f"--ext={EXTENSION}",
        ]
        environment = {**os.environ, "PYTHONPATH": str(kernels.ROOT), "IPYTHONDIR": str(tmp_path)}
        child = pexpect.spawn(
            sys.executable, command, env=environment, encoding="utf-8", timeout=kernels.PATIENCE, echo=False
        )
        child.expect_exact("In [1]:")
        yield child
        child.close(force=True)

    def test_a_cell_waits_and_ends(self, terminal: pexpect.spawn) -> None:
        terminal.send("%%omnivid a thread\nany text\n\n\n")
        terminal.expect_exact("a prints")
        terminal.expect_exact("a ended by a thread")
        terminal.expect_exact("In [2]:")

    def test_ctrl_c_ends_the_cell_by_the_error_of_its_steps(self, terminal: pexpect.spawn) -> None:
        terminal.send("%%omnivid a later\nany text\n\n\n")
        terminal.expect_exact("a step 1")
        terminal.sendintr()
        terminal.expect_exact("WaitStoppedError: Stopped waiting for a.")
        terminal.expect_exact("The job goes on.")
        terminal.expect_exact("In [2]:")


class TestTheTransformer:
    @pytest.fixture
    def shell(self) -> Any:  # which IPython types in part only
        shell_class: Any = InteractiveShell
        return shell_class(config=Config({"HistoryManager": {"enabled": False}}))

    def transformed(self, shell: Any, raw: str) -> tuple[str, str]:
        """What IPython makes of `raw`, and what we make of that."""
        lines = shell.transform_cell(raw).splitlines(keepends=True)
        return "".join(lines), "".join(AwaitedCell(shell, "omnivid")(list(lines)))

    @pytest.mark.parametrize(
        "raw",
        [
            "%%omnivid\na prompt",
            "\n\n%%omnivid demo/omni-pro -d 4\n日本語 'and' \"quotes\"\n\n%%omnivid\n",
            "%%omnivid -a 16:9\nline\x0cfeed \u2028 and {{name}}; $x \\ '''",
            "%omnivid show 1f3c",
        ],
    )
    def test_a_cell_of_the_magic_is_awaited(self, shell: Any, raw: str) -> None:
        call, awaited = self.transformed(shell, raw)
        assert call.strip() in awaited
        assert shell.should_run_async(raw, transformed_cell=awaited)

    @pytest.mark.parametrize(
        "raw",
        [
            "",
            "x = 1\n",
            "%omnivid models\nx = 1",
            "answer = %omnivid models",
            "%%omnivid?",
            "%%omnivid2\nx",
            "%%time\n%%omnivid\nx",
            "text = '''\n%%omnivid\na prompt\n'''",
            "\"get_ipython().run_cell_magic('omnivid', '', 'x')\"",
            "get_ipython().run_cell_magic('omnivid', '', 'x').clip",
            "get_ipython().run_cell_magic('omnivid', '', 'x'); 1",
            "get_ipython().run_cell_magic('omnivid', '', f())",
            "get_ipython().run_cell_magic('omnivid', ",
            "clip = get_ipython().run_cell_magic('omnivid', '', 'x')",
            "get_ipython().run_cell_magic('omnivid', '', 'x')\n1",
        ],
    )
    def test_any_other_cell_stays_as_it_is(self, shell: Any, raw: str) -> None:
        call, awaited = self.transformed(shell, raw)
        assert awaited == call

    def test_no_cell_is_awaited_where_the_shell_does_not_await_on_asyncio(self, shell: Any) -> None:
        shell.autoawait = False
        call, awaited = self.transformed(shell, "%%omnivid\nx")
        assert awaited == call
        shell.autoawait, shell.loop_runner = True, "sync"
        call, awaited = self.transformed(shell, "%%omnivid\nx")
        assert awaited == call

    def test_it_is_not_installed_where_there_is_no_kernel(self, shell: Any) -> None:
        install(shell, "omnivid")
        assert shell.input_transformers_post == []

    def test_a_shell_without_a_kernel_blocks(self, shell: Any, capsys: pytest.CaptureFixture[str]) -> None:
        shell.extension_manager.load_extension(EXTENSION)
        shell.run_cell("%%omnivid a thread\nany text").raise_error()
        assert capsys.readouterr().out.splitlines()[-2] == "a prints"


def answering(job: Future[Any]) -> Steps[str]:
    """Wait for `job`; say how it ended."""
    try:
        while not job.done():
            yield job
    except KeyboardInterrupt:
        return "interrupted"
    return f"result {job.result()}"


def interrupted(job: Future[Any], steps: Steps[str]) -> Steps[str]:
    """The steps, which an interrupt meets: it comes when whoever drives them is at it, and not to the test before."""
    yield job
    threading.Timer(0.05, signal.raise_signal, [signal.SIGINT]).start()
    return (yield from steps)


class TestDrive:
    def test_in_a_script_it_blocks_and_returns_what_the_steps_return(self) -> None:
        job: Future[int] = Future()
        threading.Timer(0.2, job.set_result, [1]).start()
        assert drive(answering(job)) == "result 1"

    def test_in_a_script_an_interrupt_reaches_the_steps(self) -> None:
        job: Future[int] = Future()
        assert drive(interrupted(job, answering(job))) == "interrupted"
        assert not job.cancelled() and not job.done()

    def test_steps_can_go_on_after_an_interrupt(self) -> None:
        job: Future[int] = Future()

        def stubborn() -> Steps[str]:
            try:
                while not job.done():
                    yield job
            except KeyboardInterrupt:
                job.set_result(2)
                yield job
            return f"result {job.result()}"

        assert drive(interrupted(job, stubborn())) == "result 2"

    async def test_awaited_it_returns_what_the_steps_return_and_frees_the_loop(self) -> None:
        job: Future[int] = Future()
        ends: list[str] = []

        def steps() -> Steps[None]:
            ends.append((yield from answering(job)))

        asyncio.get_running_loop().call_later(0.05, job.set_result, 3)  # only a free loop does so
        await run_awaited(lambda: drive(steps()))
        assert ends == ["result 3"]

    async def test_awaited_a_cancellation_is_an_interrupt_and_leaves_the_job_alone(self) -> None:
        job: Future[int] = Future()
        ends: list[str] = []

        def steps() -> Steps[None]:
            ends.append((yield from answering(job)))

        task = asyncio.create_task(run_awaited(lambda: drive(steps())))
        await asyncio.sleep(0)
        task.cancel()
        await task
        assert ends == ["interrupted"]
        assert not task.cancelling() and not job.cancelled()
        job.set_result(4)  # rings for nobody
        await asyncio.sleep(0)

    async def test_only_the_first_wait_of_an_awaited_magic_is_awaited(self) -> None:
        job: Future[int] = Future()
        job.set_result(5)
        ends: list[object] = []

        def magic() -> object:
            awaitable = drive(answering(job))
            ends.append(drive(answering(job)))
            return awaitable

        await run_awaited(magic)
        ends.append(drive(answering(job)))
        assert ends == ["result 5", "result 5"]

    async def test_an_awaited_magic_need_not_wait_at_all(self) -> None:
        await run_awaited(lambda: "shown by the magic itself")
        job: Future[int] = Future()
        job.set_result(6)
        assert drive(answering(job)) == "result 6"

    def test_an_error_of_the_steps_is_raised(self) -> None:
        def failing() -> Steps[None]:
            yield Future()
            raise ValueError("of the steps")

        with pytest.raises(ValueError, match="of the steps"):
            drive(failing())
