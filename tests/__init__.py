"""The tests, in layers; each needs what is said here, and nothing of a later one.

- `pure`: Python alone; tables of what goes in and what comes out
- `engine`: the package in this process, against a scripted network or the simulator
- `kernel`: real kernels (ipykernel 7 and 6)
- `browser`: real Chromium, and JupyterLab in it
- `process`: processes that are started and killed, built packages and documents
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The folder of the repository."""

PATIENCE = 180.0
"""Seconds after which something that did not happen is taken for something that never will, however busy a machine."""
