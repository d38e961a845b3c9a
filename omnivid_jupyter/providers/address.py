"""Which world an address names: the built-in simulator, or a live service.

The word that stands for the simulator is written here only. What an address leads to, `registry` tells.
"""

from __future__ import annotations

__all__ = ["DEMO", "is_demo"]

DEMO = "demo"


def is_demo(address: str) -> bool:
    """Whether an address, such as `demo/model`, is one of the simulator, which is free."""
    world, slash, _ = address.partition("/")
    return bool(slash) and world.strip().lower() == DEMO
