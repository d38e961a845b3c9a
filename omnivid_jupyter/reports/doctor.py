"""`%omnivid doctor`: what is set up, where each value comes from, and what is missing.

It looks but does not touch: nothing is made or paid, and no key is shown. All that it sends is the
question for the balance, to services whose key is there.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from importlib.metadata import PackageNotFoundError, version

from omnivid_jupyter.engine.engine import engine
from omnivid_jupyter.errors import (
    AuthenticationError,
    ConfigurationError,
    OmnividError,
    PermissionDeniedError,
)
from omnivid_jupyter.net.endpoints import Endpoint, base_url_variable, live_endpoint
from omnivid_jupyter.net.keys import key_variable
from omnivid_jupyter.providers.base import Provider
from omnivid_jupyter.providers.registry import PROVIDERS
from omnivid_jupyter.providers.wire import Call, UnreadableReply
from omnivid_jupyter.settings import demo_films, demo_speed, home, settings
from omnivid_jupyter.tables import Table
from omnivid_jupyter.views.addresses import unserved
from omnivid_jupyter.whereabouts import notebook_place, where_told

__all__ = ["examine"]

Row = tuple[str, str, str]

_UNSET = {
    "timeout": "by the service",
    "poll_interval": "by the service",
    "max_cost": "no limit",
    "width": "by the clip",
}
"""What it means that a setting has no value."""


def examine() -> Table:
    """Everything that decides how the next cell runs, one row each."""
    rows: list[Row] = [
        _package("omnivid-jupyter"),
        ("Python", platform.python_version(), sys.executable),
        _package("ipykernel"),
        *map(_setting, settings.trait_names(config=True)),
        ("clip folder", *_folder()),
        ("beside the notebook", *_notebook()),
        ("private folder", *_home()),
        ("simulator", *_simulator()),
    ]
    rows.extend(_services())
    return Table(("what", "value", "where from"), rows)


def _package(name: str) -> Row:
    try:
        return name, version(name), "installed"
    except PackageNotFoundError:  # terminal IPython has no kernel
        return name, "not installed", "needed in Jupyter only"


def _setting(name: str) -> Row:
    try:
        value, source = settings.found(name)
    except ConfigurationError as error:
        return name, "UNUSABLE", error.message
    return name, _UNSET[name] if value is None else str(value), source


def _folder() -> tuple[str, str]:
    try:
        folder = settings.resolved_output_dir()
    except ConfigurationError as error:
        return "UNUSABLE", error.message
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        return f"NOT WRITABLE: {existing}", "name another with OMNIVID_OUTPUT_DIR"
    state = "there, writable" if existing == folder else "made when needed"
    why = unserved(folder / "clip")
    return f"{state}; clips are shown only embedded: {why}" if why else state, str(folder)


def _home() -> tuple[str, str]:
    try:
        return str(home()), "OMNIVID_HOME" if os.environ.get("OMNIVID_HOME") else "default"
    except ConfigurationError as error:
        return "UNUSABLE", error.message


def _notebook() -> tuple[str, str]:
    """Whether the clip folder is beside the notebook, and why."""
    source = settings.found("output_dir")[1]
    if source != "default":
        return "a folder of your own", source
    if place := notebook_place():
        return f"yes: {place.notebook or place.folder}", f"told by {place.told_by}"
    told = " and ".join(f"{told_by} names {value}" for told_by, value in where_told())
    why = f"{told}, which is not on this machine" if told else "nobody tells where the notebook is"
    return "not known: in the working directory", f"{why}; clips of folders below it are found too"


def _simulator() -> tuple[str, str]:
    said = [name for name in ("OMNIVID_DEMO_SPEED", "OMNIVID_DEMO_FILMS") if os.environ.get(name)]
    source = " and ".join(said) or "default"
    try:
        return f"speed {demo_speed():g}, films {demo_films()}", source
    except ConfigurationError as error:
        return "UNUSABLE", error.message


def _services() -> Iterator[Row]:
    """The rows of every service. Balances are asked for all at once, each as soon as there is a key."""
    with ThreadPoolExecutor(max_workers=len(PROVIDERS)) as asking:
        services = [(provider, *_service(provider, asking)) for provider in PROVIDERS.values()]
        for provider, rows, balance in services:
            yield from rows
            if balance is not None:
                yield f"{provider.title} balance", balance.result(), "asked just now"


def _service(provider: Provider, asking: Executor) -> tuple[list[Row], Future[str] | None]:
    try:
        endpoint = live_endpoint(provider)
    except ConfigurationError as error:
        return [(provider.title, "UNUSABLE", error.message)], None
    variable = base_url_variable(provider.name)
    source = "default" if not os.environ.get(variable) else variable
    rows = [
        (f"{provider.title} key", "found", endpoint.key_source or "")
        if endpoint.key
        else (
            f"{provider.title} key",
            "none",
            f"%omnivid key {provider.name}, or {key_variable(provider.name)}",
        ),
        (f"{provider.title} address", endpoint.base_url, source),
    ]
    if endpoint.key is None:
        return rows, None
    call = provider.balance()
    if call is None:
        return [*rows, (f"{provider.title} balance", "the service has no such endpoint", "")], None
    return rows, asking.submit(_balance, provider, endpoint, call)


def _balance(provider: Provider, endpoint: Endpoint, call: Call) -> str:
    """What is left on the account in words, or why that is not known."""
    try:
        balance = provider.read_balance(engine().ask(endpoint, call))
    except (AuthenticationError, PermissionDeniedError):
        return "the key was refused"
    except OmnividError as error:
        return f"could not be asked ({error.message})"
    except UnreadableReply as error:
        return f"could not be asked ({error})"
    except TimeoutError:
        return "could not be asked (no answer in time)"
    return "unlimited" if balance.amount is None else f"{balance.amount:,.2f} {balance.unit}".rstrip()
