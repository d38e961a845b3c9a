"""`%omnivid key`: a key is typed into a hidden field, for this session or for the keyring.

A cell that needs a key and finds none asks in the same way (`start`), before anything is submitted.

Only a person is asked. Where nobody can answer (nbclient, papermill, a script), the answer is
an error at once, and a key is never taken from the text of a cell, which is stored in the notebook.
"""

from __future__ import annotations

import getpass
import os
import signal
import threading
import warnings
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from omnivid_jupyter.engine import intake
from omnivid_jupyter.engine.engine import engine
from omnivid_jupyter.engine.plan import Plan
from omnivid_jupyter.engine.run import Run
from omnivid_jupyter.errors import ConfigurationError, InvalidRequestError
from omnivid_jupyter.net.keys import find_key, forget, key_variable, remember, save, somebody_is_there
from omnivid_jupyter.notebook.waiting import on_interrupt
from omnivid_jupyter.providers.base import Provider
from omnivid_jupyter.providers.capabilities import listing
from omnivid_jupyter.providers.registry import PROVIDERS
from omnivid_jupyter.redaction import Key
from omnivid_jupyter.request import RunOptions
from omnivid_jupyter.saying import say

__all__ = ["interruptible", "key_command", "start"]

#: Variables of a Binder session: machine and folder end with it, and whoever has its address is in it.
_BINDER = ("BINDER_SERVICE_HOST", "BINDER_LAUNCH_HOST")


def key_command(arguments: list[str]) -> None:
    """Run `%omnivid key SERVICE [--save|--forget]`.

    Raises `InvalidRequestError` for other words, and `ConfigurationError` when nobody can be asked, nothing or
    no key is typed, or the keyring does not do its part.
    """
    provider, option = _understood(arguments)
    with interruptible():
        if option == "--forget":
            say(_forgotten(provider))
        elif option == "--save":
            _refuse_to_keep_on_binder(provider)
            save(provider.name, _ask(provider))
            say(f"The {provider.title} key is used from now on; the keyring keeps it for later sessions.")
        else:
            remember(provider.name, _ask(provider))
            say(f"The {provider.title} key is used in this session only: it is stored nowhere.")


def start(plans: Sequence[Plan], run: RunOptions, *, keep_doubts: bool = False) -> list[Run]:
    """`intake.start`, which asks for keys if they are all that is missing and somebody is there to ask.

    A clip that is in its folder needs none, so that only the engine knows whether one is missing.
    """
    try:
        return intake.start(plans, run, keep_doubts=keep_doubts)
    except ConfigurationError:
        keyless = [plan.target.provider for plan in plans if plan.endpoint.key is None]
        if not keyless or not somebody_is_there():
            raise
    with interruptible():
        remember(keyless[0].name, _ask(keyless[0]))
    found = [replace(plan, endpoint=engine().endpoint(plan.target)) for plan in plans]
    return start(found, run, keep_doubts=keep_doubts)  # another service's may be missing, too


def _understood(arguments: list[str]) -> tuple[Provider, str | None]:
    """What the words mean. The refusal repeats none of them: one may be a key."""
    options = [word for word in arguments if word in ("--save", "--forget")]
    names = [word.lower() for word in arguments if word not in options]
    if len(names) != 1 or names[0] not in PROVIDERS or len(options) > 1:
        raise InvalidRequestError(
            f"It is %omnivid key SERVICE [--save|--forget]; the service is {listing(list(PROVIDERS), 'or')}.",
            field="command",
            hint="The key itself is asked for, hidden. One that stands in a cell is in the notebook: "
            "delete it there.",
        )
    return PROVIDERS[names[0]], options[0] if options else None


def _forgotten(provider: Provider) -> str:
    places = forget(provider.name)
    left = find_key(provider.name)
    return " ".join(
        [
            f"The {provider.title} key is forgotten: it was in {listing(places, 'and')}."
            if places
            else f"There was no {provider.title} key to forget.",
            *([f"There is still one from {left.source}, which is not changed here."] if left else []),
        ]
    )


def _ask(provider: Provider) -> Key:
    """What the person types, hidden. Raises `ConfigurationError` when nobody can be asked, or says nothing."""
    if not somebody_is_there():
        raise _cannot_ask(provider)
    if caution := _caution():
        say(caution)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)  # it would be typed in clear
            typed = Key(getpass.getpass(f"{provider.title} key (hidden): ").strip())
    except getpass.GetPassWarning:
        raise _cannot_ask(provider) from None
    except (KeyboardInterrupt, EOFError):
        typed = Key()
    if not typed:
        raise ConfigurationError(
            f"No {provider.title} key was typed.", hint="Nothing was changed or sent.", service=provider.name
        )
    return typed


def _cannot_ask(provider: Provider) -> ConfigurationError:
    return ConfigurationError(
        "A key cannot be typed here, hidden.",
        hint=f"Set {key_variable(provider.name)} before starting Jupyter, or write it into a .env file.",
        service=provider.name,
    )


def _caution() -> str | None:
    """What a person should know before a key is typed on this machine."""
    if _is_binder():
        return (
            "This Binder session runs on a machine of others, who could read what is typed here, and whoever has"
            " its address can spend with the key: use one with a small limit, and revoke it afterwards."
        )
    if any(name.startswith("JUPYTERHUB_") for name in os.environ):
        return "This server belongs to others, who could read what is typed here: use a key you can revoke."
    return None


def _is_binder() -> bool:
    return any(name in os.environ for name in _BINDER)


def _refuse_to_keep_on_binder(provider: Provider) -> None:
    if _is_binder():
        raise ConfigurationError(
            "A Binder session keeps no key: it ends with its machine.",
            hint=f"%omnivid key {provider.name} uses a key for this session only.",
            service=provider.name,
        )


def interruptible() -> AbstractContextManager[None]:
    """An interrupt strikes at once, as it would in any other cell.

    In one that is awaited, the kernel's own handler leaves it to the loop, which is blocked meanwhile.
    """
    on_main_thread = threading.current_thread() is threading.main_thread()
    return on_interrupt(signal.default_int_handler) if on_main_thread else nullcontext()
