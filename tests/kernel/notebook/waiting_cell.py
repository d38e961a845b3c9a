"""An IPython extension for the tests of waiting: a `%%omnivid` that waits for nothing but a future.

    %%omnivid NAME HOW
    any text

The cell waits for `jobs[NAME]`, which ends by a click on the button "Finish NAME" (HOW is `click`), by a
thread after a moment (`thread`; `failure` makes it fail), or by what another cell does to it (`later`).
Its display counts its steps.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable
from concurrent.futures import Future
from typing import Any

from IPython.core.magic import no_var_expand
from IPython.display import DisplayHandle

from omnivid_jupyter.errors import TaskFailedError, WaitStoppedError
from omnivid_jupyter.notebook.waiting import Steps, drive, install, uninstall

MOMENT = 0.25
"""Seconds that a thread takes: a few steps."""

jobs: dict[str, Future[str]] = {}
asyncio_at_clicks: list[dict[str, Any]] = []


def load_ipython_extension(shell: Any) -> None:
    shell.register_magic_function(omnivid, "cell")
    install(shell, "omnivid")


def unload_ipython_extension(shell: Any) -> None:
    uninstall(shell, "omnivid")


@no_var_expand
def omnivid(line: str, cell: str) -> Awaitable[None] | None:
    name, how = line.split()
    job = jobs[name] = Future()
    if how == "click":
        show_button(name)
    elif how == "thread":
        threading.Timer(MOMENT, job.set_result, ["ended by a thread"]).start()
    elif how == "failure":
        error = TaskFailedError("The service gave up.", hint="Try another prompt.")
        threading.Timer(MOMENT, job.set_exception, [error]).start()
    return drive(steps(name))


def steps(name: str) -> Steps[None]:
    job, count = jobs[name], 0
    view: Any = DisplayHandle()  # type: ignore[no-untyped-call]
    view.display({"text/plain": f"{name} begins"}, raw=True)
    try:
        while not job.done():
            yield job
            count += 1
            view.update({"text/plain": f"{name} step {count}"}, raw=True)
    except KeyboardInterrupt:
        raise WaitStoppedError(f"Stopped waiting for {name}.", hint="The job goes on.") from None
    result = job.result()
    print(f"{name} prints")
    view.update({"text/plain": f"{name} {result}"}, raw=True)


def show_button(name: str) -> None:
    import ipywidgets  # terminals do without it

    def finish(_: object) -> None:
        asyncio_at_clicks.append(asyncio_of_all())
        print(f"the click on {name} prints")
        jobs[name].set_result("ended by a click")

    button = ipywidgets.Button(description=f"Finish {name}")
    button.on_click(finish)


def asyncio_of_all() -> dict[str, Any]:
    """What `nest_asyncio.apply` changes for everybody (and much that it does not)."""
    import tornado.concurrent

    modules: list[Any] = [asyncio, asyncio.events, asyncio.futures, asyncio.tasks, tornado.concurrent]
    classes: list[Any] = [*asyncio.SelectorEventLoop.__mro__, *type(asyncio.get_event_loop_policy()).__mro__]
    return {thing.__name__: dict(vars(thing)) for thing in [*modules, *classes]}


def loop_of_kernel() -> tuple[type, set[str]]:
    loop = asyncio.get_running_loop()
    return type(loop), set(vars(loop))
