"""`%omnivid doctor`: what is set up, where each value comes from, and what is missing.

The one rule: it looks but does not touch: nothing is sent, and no key is shown.
"""

from __future__ import annotations

import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from omnivid_jupyter.engine.endpoints import base_url_variable, key_variable, live_endpoint
from omnivid_jupyter.errors import ConfigurationError
from omnivid_jupyter.providers.registry import PROVIDERS
from omnivid_jupyter.settings import DEFAULT_MODEL, demo_speed, home, settings
from omnivid_jupyter.tables import Table

__all__ = ["examine"]

Row = tuple[str, str, str]


def examine() -> Table:
    """Everything that decides how the next cell runs, one row each."""
    rows: list[Row] = [
        ("omnivid-jupyter", _version("omnivid-jupyter"), "installed"),
        ("Python", platform.python_version(), sys.executable),
        ("ipykernel", _version("ipykernel"), "installed"),
        _setting("model", settings.model, "OMNIVID_MODEL", DEFAULT_MODEL),
        _setting("clip folder", settings.output_dir, "OMNIVID_OUTPUT_DIR", "omnivid-clips"),
        ("clip folder is", *_folder(settings.resolved_output_dir())),
        _setting("poll interval", settings.poll_interval, "OMNIVID_POLL_INTERVAL", "the service's advice"),
        ("private folder", str(home()), "OMNIVID_HOME" if os.environ.get("OMNIVID_HOME") else "default"),
        ("simulator", *_simulator()),
    ]
    for provider in PROVIDERS.values():
        rows.extend(_service(provider.name))
    return Table(("what", "value", "where from"), rows)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _setting(name: str, chosen: object, variable: str, default: str) -> Row:
    if chosen is not None:
        return name, str(chosen), "%config Omnivid"
    if os.environ.get(variable):
        return name, os.environ[variable], variable
    return name, default, "default"


def _folder(folder: Path) -> tuple[str, str]:
    existing = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        return f"NOT WRITABLE: {existing}", "name another with OMNIVID_OUTPUT_DIR"
    return ("there, writable" if existing == folder.absolute() else "made when needed"), str(
        folder.absolute()
    )


def _simulator() -> tuple[str, str]:
    try:
        return f"speed {demo_speed():g}", "OMNIVID_DEMO_SPEED" if os.environ.get(
            "OMNIVID_DEMO_SPEED"
        ) else "default"
    except ConfigurationError as error:
        return "UNUSABLE", error.message


def _service(name: str) -> list[Row]:
    provider = PROVIDERS[name]
    try:
        endpoint = live_endpoint(provider)
    except ConfigurationError as error:
        return [(provider.title, "UNUSABLE", error.message)]
    variable = base_url_variable(name)
    return [
        (
            f"{provider.title} key",
            "found" if endpoint.key else "none: set the variable to use it",
            key_variable(name),
        ),
        (f"{provider.title} address", endpoint.base_url, variable if os.environ.get(variable) else "default"),
    ]
