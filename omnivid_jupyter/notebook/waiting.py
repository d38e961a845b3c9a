"""How a cell waits: who drives it, while its job goes on elsewhere.

What a cell does is a generator of steps. It yields futures of other threads, each meaning "wait for this,
but one beat at most", draws its view in between, and returns or raises in the end. Who drives it depends on
where it runs:

    ipykernel 7, a cell of its own   the cell is awaited: the kernel's loop is free (`install`, `drive`)
    ipykernel 6                      the kernel's loop is entered again by nest-asyncio (`Reentry`)
    anywhere else                    the thread is blocked: terminals, scripts, magics called by functions

In the first two, the kernel handles a click on a button while the cell waits (ipykernel 7.0 to 7.3 only one
that comes on a subshell, as JupyterLab's do). An interrupt reaches the steps as KeyboardInterrupt, wherever
they wait.

Nothing here can touch what is waited for. However a wait ends, the future goes on.
"""

from __future__ import annotations

import ast
import asyncio
import inspect
import signal
import sys
import threading
from collections.abc import Awaitable, Callable, Coroutine, Generator, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from IPython.core.getipython import get_ipython

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

__all__ = ["Steps", "drive", "install", "on_interrupt", "run_awaited", "uninstall"]

T = TypeVar("T")
Steps: TypeAlias = Generator["Future[Any]", None, T]

_BEAT = 0.1
"""The longest wait between two steps, in seconds."""

_awaiting: ContextVar[bool] = ContextVar("awaiting", default=False)
"""Whether the next `drive` hands its steps to `run_awaited`."""


def drive(steps: Steps[T]) -> T | Awaitable[T]:
    """Run `steps` to their end and return what they return, or raise what they raise.

    The magic of an awaited cell gets an awaitable of that instead, which it returns to its caller.
    """
    if _awaiting.get():
        _awaiting.set(False)  # whatever else is driven from in there blocks, since nobody awaits it
        return _drive_awaited(steps)
    kernel = _ipython_kernel()
    if kernel is None or threading.current_thread() is not threading.main_thread():
        return _drive(steps, _block)
    # In a cell with a top-level `await`, ipykernel's own handler cancels the cell's task: in vain, since the
    # task is blocked right here.
    with on_interrupt(signal.default_int_handler):
        return _drive(steps, Reentry(kernel) if Reentry.is_possible(kernel) else _block)


def _drive(steps: Steps[T], pause: Callable[[Future[Any]], None]) -> T:
    """Run `steps`, and `pause` for each future that they yield."""
    try:
        future = next(steps)
        while True:
            try:
                pause(future)
                future = next(steps)
            except KeyboardInterrupt as interrupt:
                future = steps.throw(interrupt)  # raises it again if it came out of the steps themselves
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]  # a generator's result comes untyped
    finally:
        steps.close()


async def _drive_awaited(steps: Steps[T]) -> T:
    """Run `steps` on the loop of the caller, who can only be interrupted by being cancelled (ipykernel 7)."""
    beats = _Beats(asyncio.get_running_loop())
    try:
        future = next(steps)
        while True:
            try:
                await beats.wait(future)
            except asyncio.CancelledError:
                if task := asyncio.current_task():
                    task.uncancel()  # from here on it is an interrupt, and the steps answer it
                future = steps.throw(KeyboardInterrupt())
            else:
                future = next(steps)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]  # as above
    finally:
        steps.close()


class _Beats:
    """Waits on an asyncio loop for futures of other threads, each time for one beat at most."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._future: Future[Any] | None = None

    async def wait(self, future: Future[Any]) -> None:
        if future is not self._future:
            self._future, self._bell = future, self._bell_for(future)
        await asyncio.wait([self._bell], timeout=_BEAT)

    def _bell_for(self, future: Future[Any]) -> asyncio.Future[None]:
        """A future of the loop that rings when `future` is done, and has no way back to it.

        `asyncio.wrap_future` has one: whoever cancels the wrapper, cancels the job.
        """
        bell = self._loop.create_future()

        def ring(_: object) -> None:
            if not self._loop.is_closed():
                self._loop.call_soon_threadsafe(bell.set_result, None)

        future.add_done_callback(ring)
        return bell


# Without being awaited


def _block(future: Future[Any]) -> None:
    wait([future], timeout=_BEAT)


class Reentry:
    """Passes a beat in ipykernel 6 by running the kernel's own loop inside the cell that blocks it.

    Of the messages that arrive meanwhile only those of widgets are handled. All others stay in the kernel's
    queue, in their order, for after the cell.
    """

    def __init__(self, kernel: Any) -> None:
        self._kernel = kernel
        self._loop = kernel.io_loop.asyncio_loop
        self._beats = _Beats(self._loop)

    @staticmethod
    def is_possible(kernel: Any) -> bool:
        """Whether a cell of ipykernel 6 runs on the kernel's loop, whose task nest-asyncio can set aside.

        It cannot from Python 3.14 on, where asyncio no longer keeps the running tasks in a dictionary.
        Without a cell, in the handler of a click, the kernel itself may be listening, and would start cells.
        """
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return False
        running: dict[Any, Any] = getattr(asyncio.tasks, "_current_tasks", {})
        return (
            _ipykernel_version() == 6
            and _is_running(kernel.shell)
            and isinstance(loop, asyncio.BaseEventLoop)
            and loop is getattr(kernel.io_loop, "asyncio_loop", None)
            and running.get(loop) is asyncio.current_task()
        )

    def __call__(self, future: Future[Any]) -> None:
        # An interrupt must not strike within the loop, where it would end whatever task is running.
        interrupts: list[object] = []
        with on_interrupt(lambda *signalled: interrupts.append(signalled)), _reentrant(self._loop):
            self._loop.run_until_complete(self._beat(future))
        if interrupts:
            raise KeyboardInterrupt

    async def _beat(self, future: Future[Any]) -> None:
        await self._beats.wait(future)
        for dispatch, message in self._take_widget_messages():
            with self._cell_kept():
                await dispatch(message)

    def _take_widget_messages(self) -> list[tuple[Callable[[Any], Coroutine[Any, Any, None]], Any]]:
        queue = self._kernel.msg_queue
        taken = []
        for number, dispatch, arguments in [queue.get_nowait() for _ in range(queue.qsize())]:
            if dispatch == self._kernel.dispatch_shell and self._is_of_a_widget(*arguments):
                taken.append((dispatch, *arguments))
            else:
                queue.put_nowait((number, dispatch, arguments))
        return taken

    def _is_of_a_widget(self, message: Any) -> bool:
        # `session.deserialize` would remember the signature, and later drop the message as a duplicate
        session = self._kernel.session
        _, (_, header, *_) = session.feed_identities(message, copy=False)
        return session.unpack(header.bytes)["msg_type"] in {"comm_open", "comm_msg", "comm_close"}

    @contextmanager
    def _cell_kept(self) -> Iterator[None]:
        """Afterwards the kernel is back at the cell: what is printed goes there, and SIGINT is as it was."""
        kernel = self._kernel
        identity, parent = kernel._parent_ident["shell"], kernel.get_parent("shell")
        handler = kernel.saved_sigint_handler  # the kernel has room for one only
        try:
            yield
        finally:
            kernel.saved_sigint_handler = handler
            kernel.set_parent(identity, parent, channel="shell")


@contextmanager
def _reentrant(loop: asyncio.BaseEventLoop) -> Iterator[None]:
    """Make `loop`, which is running, ready to be run again by its own callback.

    nest-asyncio's `apply` would change asyncio for the whole process: its functions, its tasks, the class of
    every loop, those of other threads included. What is needed is its patch of the loop alone, which it
    writes into the loop's class: so the loop has a class of its own while this lasts.
    """
    import nest_asyncio  # type: ignore[import-untyped]  # only ipykernel 6 needs it

    original: Any = type(loop)
    # The running iteration of the loop took count of the callbacks that are ready. Those are now run in here,
    # but it would still take as many of them as it counted, and fail when there are none.
    owed = len(loop._ready)  # type: ignore[attr-defined]  # there is no public way to know
    loop.__class__ = _class_to_patch(original)
    try:
        nest_asyncio._patch_loop(loop)
        yield
    finally:
        loop.__class__ = original
        vars(loop).pop("_num_runs_pending", None)  # nest-asyncio's own, which it leaves behind
        for _ in range(owed - len(loop._ready)):  # type: ignore[attr-defined]
            loop.call_soon(lambda: None)


@cache
def _class_to_patch(original: type) -> type:
    return type(original.__name__, (original,), {})


@contextmanager
def on_interrupt(handler: Callable[..., Any]) -> Iterator[None]:
    """SIGINT is answered by `handler` (main thread only)."""
    previous = signal.signal(signal.SIGINT, handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, previous)


# Being awaited


def install(shell: InteractiveShell, magic: str) -> None:
    """Let cells of `%%magic`, or of just a `%magic`, be awaited, where the kernel of `shell` can do so."""
    transformer = AwaitedCell(shell, magic)
    if (
        _ipython_kernel(shell) is not None
        and _ipykernel_version() >= 7
        and transformer not in shell.input_transformers_post
    ):
        shell.input_transformers_post.append(transformer)


def uninstall(shell: InteractiveShell, magic: str) -> None:
    """Take back what `install` did."""
    transformer = AwaitedCell(shell, magic)
    if transformer in shell.input_transformers_post:
        shell.input_transformers_post.remove(transformer)


@dataclass(frozen=True)
class AwaitedCell:
    """Turns a cell of `%%magic`, already a call by IPython's own transformers, into an awaited one."""

    shell: InteractiveShell
    magic: str

    def __call__(self, lines: list[str]) -> list[str]:
        if not (self._can_be_awaited() and _is_call_of(self.magic, lines)):
            return lines
        helper = f"__import__({__name__!r}, fromlist=[{run_awaited.__name__!r}]).{run_awaited.__name__}"
        return [f"await {helper}(lambda: {lines[0].strip()})\n"]

    def _can_be_awaited(self) -> bool:
        """Whether what is transformed now is a cell that the kernel is about to run.

        What is transformed while another cell runs, on behalf of `%%time`, `%%capture` or `%run`, cannot be
        awaited, since the kernel's loop is taken.
        """
        asyncio_runner, _ = self.shell.loop_runner_map["asyncio"]
        return (
            self.shell.autoawait and self.shell.loop_runner is asyncio_runner and not _is_running(self.shell)
        )


def _is_running(shell: InteractiveShell) -> bool:
    """Whether `shell` is running a cell (older IPython says so by a counter only)."""
    trap: Any = shell.display_trap
    return bool(trap.is_active if hasattr(trap, "is_active") else trap._nested_level)


def _is_call_of(magic: str, lines: list[str]) -> bool:
    """Whether `lines` are just one call of the magic, as `%%magic` or as `%magic`."""
    if len(lines) != 1 or not lines[0].startswith("get_ipython().run_"):
        return False
    try:
        (statement,) = ast.parse(lines[0]).body
    except (SyntaxError, ValueError):
        return False
    match statement:
        case ast.Expr(
            ast.Call(
                ast.Attribute(ast.Call(ast.Name("get_ipython"), [], []), "run_cell_magic" | "run_line_magic"),
                [ast.Constant(name), *texts],
                [],
            )
        ):
            return name == magic and all(isinstance(text, ast.Constant) for text in texts)
    return False


async def run_awaited(statement: Callable[[], object]) -> None:
    """Run the magic in `statement`, and await what it drives; awaited cells call this."""
    token = _awaiting.set(True)
    try:
        driven = statement()
    finally:
        _awaiting.reset(token)
    if inspect.isawaitable(driven):
        await driven


# Where this is


def _ipython_kernel(shell: InteractiveShell | None = None) -> Any:
    """The kernel of `shell` (by default the one shell there is) if it is ipykernel's, else None."""
    module = sys.modules.get("ipykernel.ipkernel")
    kernel = getattr(shell or get_ipython(), "kernel", None)
    return kernel if module is not None and isinstance(kernel, module.IPythonKernel) else None


def _ipykernel_version() -> int:
    return int(sys.modules["ipykernel"].version_info[0])
