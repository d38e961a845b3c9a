"""`python -m omnivid_jupyter`: what can be done outside of a notebook."""

from __future__ import annotations

import sys

from omnivid_jupyter.saying import say

USAGE = """usage: python -m omnivid_jupyter work

work    go on with paid tasks whose kernel has ended, fetch their clips into their folders, and end when nothing is
        left; nothing new is submitted (in a notebook, %omnivid detach starts it and hands over what waits)

python -m omnivid_jupyter.simulator serves the simulated services on this machine."""


def main(arguments: list[str]) -> int:
    """Do what the words ask for; the exit code."""
    if arguments in (["work"], ["work", "--inherit"]):
        from omnivid_jupyter.engine.worker import work

        return work(sys.stdin.buffer if arguments[1:] else None)
    asked = arguments in (["-h"], ["--help"], ["help"])
    say(USAGE, sys.stdout if asked else sys.stderr)
    return 0 if asked else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
