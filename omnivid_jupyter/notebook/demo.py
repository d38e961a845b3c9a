"""`%omnivid demo`: what the built-in simulator does, and faults for it to show what a client makes of them.

The one rule: it changes `demo/…` models only. No live service can be reached from here.
"""

from __future__ import annotations

from omnivid_jupyter.engine.engine import engine
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.saying import say

__all__ = ["demo_command"]

_USAGE = (
    "%omnivid demo [fault=KIND [on=submit|query|media] [times=N|ever] [service=NAME] [status=N] [retry_after=S]"
    " [seconds=S] [body=json|html]] [speed=N]; fault=503 is that status, fault=none takes all faults out."
)


def demo_command(arguments: list[str]) -> None:
    """Change the simulator as `name=value` words say, then tell how it stands. Raises `InvalidRequestError`."""
    words = dict(_word(argument) for argument in arguments)
    demo = engine().demo
    speed, kind = words.pop("speed", None), words.pop("fault", None)
    if kind is None and words:
        raise _misused(f"{next(iter(words))}=… belongs to a fault")
    if kind == "none" and words:
        raise _misused("fault=none stands alone")
    if speed is not None:
        demo.hurry(speed)
    if kind == "none":
        demo.simulator.clear_faults()
    elif kind is not None:
        demo.inject(kind, words)
    say(_standing(listed=not arguments))


def _word(argument: str) -> tuple[str, str]:
    name, equals, value = argument.partition("=")
    if not (name and equals and value):
        raise _misused(f"{argument!r} is not name=value")
    return name, value


def _misused(what: str) -> InvalidRequestError:
    return InvalidRequestError(f"%omnivid demo: {what}.", field="command", hint=f"Use it so: {_USAGE}")


def _standing(*, listed: bool) -> str:
    """The simulator as it is set now; with the list of what could be set, if wished."""
    demo = engine().demo
    faults = [str(fault) for fault in demo.simulator.faults] or ["none"]
    lines = [f"Speed of the simulator: {demo.simulator.speed:g}", f"Faults to come: {'; '.join(faults)}"]
    if listed:
        width = max(map(len, demo.faults))
        rows = [
            f"    {kind.ljust(width)}  {what} ({', '.join(on)})" for kind, (on, what) in demo.faults.items()
        ]
        lines += ["", _USAGE, "", *rows]
    return "\n".join(lines)
