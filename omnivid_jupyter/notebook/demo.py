"""`%omnivid demo`: what the built-in simulator does, the words that its films follow, and faults to learn from.

It changes `demo/…` models only. No live service can be reached from here.
"""

from __future__ import annotations

from omnivid_jupyter.engine.engine import engine
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.saying import say, show
from omnivid_jupyter.views.words import Word, Words

__all__ = ["demo_command", "kinds_of_words"]

_ABOUT = (
    "Simulated films follow these words, in English and Japanese, in any order, and say which of a prompt they "
    'followed. What is not here changes nothing. "no rain", 雨なし: what is excluded is not shown.'
)
_MORE = "%omnivid demo words KIND lists all words of a kind."
_USAGE = (
    "%omnivid demo words [KIND]; or %omnivid demo [fault=KIND [on=submit|query|media] [times=N|ever] [service=NAME]"
    " [status=N] [retry_after=S] [seconds=S] [body=json|html]] [speed=N]; fault=503 is that status, fault=none takes"
    " all faults out."
)


def demo_command(arguments: list[str]) -> None:
    """Change the simulator as `name=value` words say, then tell how it stands; or list the words of its films.

    Raises `InvalidRequestError`.
    """
    if arguments[:1] == ["words"]:
        show(_words(arguments[1:]))
        return
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


def kinds_of_words() -> list[str]:
    """The kinds of words that films follow, as they are typed."""
    from omnivid_jupyter.net.simulated import Demo  # the simulator behind it is loaded when it is asked for

    return list(Demo.kinds_of_words)


def _words(kinds: list[str]) -> Words:
    """The vocabulary, or all words of some kinds."""
    from omnivid_jupyter.net.simulated import Demo

    known = Demo.kinds_of_words
    plain = {
        **{kind: kind for kind in known},
        **{f"{kind}s": kind for kind in known},
        "color": "colour",
        "colors": "colour",
    }
    kinds = [plain.get(kind.lower(), kind) for kind in kinds]
    unknown = [kind for kind in kinds if kind not in known]
    if unknown:
        raise _misused(f"{unknown[0]!r} is no kind of words; there are {', '.join(known)}")
    groups = [
        (
            f"{known[kind]} ({kind})" if known[kind].lower() != kind else known[kind],
            [
                Word(entry.name, entry.english, entry.japanese, Demo.picture(entry))
                for entry in Demo.words(kind)
            ],
        )
        for kind in kinds or known
    ]
    return Words(groups, _ABOUT if kinds else f"{_ABOUT} {_MORE}", whole=bool(kinds))


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
