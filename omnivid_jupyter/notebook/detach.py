"""`%omnivid detach`: what is paid for, and what waits to be, goes on after the kernel has ended."""

from __future__ import annotations

from functools import partial

from omnivid_jupyter.engine.detaching import detach
from omnivid_jupyter.engine.engine import engine
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.saying import say
from omnivid_jupyter.values import counted

__all__ = ["detach_command"]


def detach_command(arguments: list[str]) -> None:
    """Run `%omnivid detach`. Raises `InvalidRequestError` for words behind it, and as `detach`."""
    if arguments:
        raise InvalidRequestError(
            f"%omnivid detach takes nothing behind it, and {' '.join(arguments)!r} stands there.",
            field="command",
        )
    mine = engine()
    waiting = len(mine.waiting())
    if not mine.under_way() and not waiting:
        say("There is nothing to go on with: no task is in flight, and no clip waits for its turn.")
        return
    done = detach(mine)
    states = [entry.state for entry in mine.under_way()]
    going = states.count("submitting")
    flight = len(states) - going
    clips, tasks = partial(counted, name="clip"), counted(flight, "task")
    lines = [
        f"A worker (process {done.worker.pid}) {'is at work already' if done.before else 'is at work'}: after this "
        f"kernel it goes on with {tasks} in flight{f', and {going} being submitted now' if going else ''}."
    ]
    if done.handed:
        lines.append(
            f"{clips(done.handed)} waiting for a turn {'is' if done.handed == 1 else 'are'} its own from now on, and "
            "will be submitted and paid; %omnivid forget ID calls one off."
        )
    if done.kept and waiting:
        lines.append(
            f"{clips(done.kept)} not submitted yet {'stays' if done.kept == 1 else 'stay'} with this kernel, and "
            "nothing is paid for what it does not submit itself."
        )
    lines.append(
        f"It fetches each clip into its folder and ends when nothing is left; running the cell again finds them. "
        f"What it does is in {done.worker.log}."
    )
    say("\n".join(lines))
