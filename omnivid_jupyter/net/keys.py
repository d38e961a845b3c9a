"""Where a service's key comes from.

In this order: what `%omnivid key` was told in this session, the environment, a `.env` file in the working
directory, the system's keyring, Colab's secrets. The first place that has one is it; later ones are not asked.

A key is read when it is needed, and nothing here shows it, logs it or passes it on to
`os.environ`; the only place that it is ever written to is the keyring, when `save` is called. It is handled as a
`Key`: no variable holds it in clear where an error is raised, and no error has another in its context that did.
"""

from __future__ import annotations

import importlib
import itertools
import os
import re
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from dotenv import dotenv_values

from omnivid_jupyter.errors import ConfigurationError
from omnivid_jupyter.media.files import content
from omnivid_jupyter.redaction import Key

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend
from omnivid_jupyter.whereabouts import shell

__all__ = [
    "FoundKey",
    "at_hand",
    "changes",
    "find_key",
    "forget",
    "key_variable",
    "places",
    "remember",
    "save",
    "somebody_is_there",
    "typed",
]

T = TypeVar("T")

_LARGEST_DOTENV = 1024 * 1024  # bytes

_SESSION = "this session (%omnivid key)"
_KEYRING = "the keyring"
_OURS = "omnivid-jupyter"  # whose entries they are in the keyring; the user name there is the service's
# Seconds: a keyring that is to answer by itself, and one that a person may have to unlock.
_SHORT, _LONG = 5.0, 120.0

#: What shells and other tools would put a variable's value in for; a whole key may have a "$" in it.
_NAMES_ANOTHER = re.compile(r"\$\{|\A\$\w+\Z|\A%\w+%\Z")

_session: dict[str, Key] = {}
_changes = 0


@dataclass(frozen=True, slots=True)
class FoundKey:
    """A key, and the place where it was found in words."""

    value: Key
    source: str


def key_variable(service: str) -> str:
    """The name that holds a service's key in the environment, in `.env` and among Colab's secrets."""
    return f"{service.upper()}_API_KEY"


def changes() -> int:
    """How often this process was told a key, or to forget one: who shows which there are looks again then."""
    return _changes


def find_key(service: str) -> FoundKey | None:
    """The key of a service, or None where no place has one.

    Raises `ConfigurationError` for a key that cannot be one, and for a `.env` file that cannot be read.
    """
    for source, key in places(service):
        if key:
            return FoundKey(_checked(key, source, service), source)
    return None


def at_hand(service: str) -> Iterator[Key]:
    """The keys of a service that need no asking: this session's, and the environment's."""
    return (key for _, key in itertools.islice(places(service), 2) if key)


def remember(service: str, value: str | Key) -> None:
    """Use this key until the process ends. Raises `ConfigurationError` for what cannot be a key."""
    value = _key(value)
    _session[service] = _checked(value, "the input", service)
    _changed()


def typed() -> dict[str, Key]:
    """The keys that this process was told by `remember` or `save`, by service."""
    return dict(_session)


def _changed() -> None:
    global _changes
    _changes += 1


def save(service: str, value: str | Key) -> None:
    """Use this key from now on, and keep it in the keyring for later sessions.

    Raises `ConfigurationError` for what cannot be a key, and when the keyring does not keep it.
    """
    value = _key(value)
    remember(service, value)
    kept = _session[service]
    try:
        _keyring.ask(lambda backend: backend.set_password(_OURS, service, kept.reveal()), _LONG)
    except _KeyringError as error:
        raise ConfigurationError(
            f"The key could not be kept in the keyring: {error}.",
            hint="It is used in this session all the same.",
            service=service,
        ) from None


def forget(service: str) -> list[str]:
    """Drop a service's key from this session and from the keyring; returns where there was one.

    Raises `ConfigurationError` when there is a keyring, but it does not answer.
    """
    dropped = [_SESSION] if _session.pop(service, None) else []

    def drop(backend: KeyringBackend) -> bool:
        if backend.get_password(_OURS, service) is None:
            return False
        backend.delete_password(_OURS, service)
        return True

    try:
        if _keyring.ask(drop, _LONG):
            dropped.append(_KEYRING)
    except _NoKeyring:
        pass  # then it keeps no key either
    except _KeyringError as error:
        raise ConfigurationError(
            f"The keyring may still keep a key: {error}.",
            hint="In this session it is forgotten. Unlock the keyring, then run this again.",
            service=service,
        ) from None
    finally:
        _changed()
    return dropped


def somebody_is_there() -> bool:
    """Whether a person can be asked: the running cell's front end takes input, or there is a terminal."""
    kernel = getattr(shell(), "kernel", None)
    if kernel is not None:
        return bool(getattr(kernel, "_allow_stdin", False))  # what the running cell's request said
    return sys.stdin is not None and not sys.stdin.closed and sys.stdin.isatty()


def places(service: str) -> Iterator[tuple[str, Key]]:
    """Every place in its order, each asked only when the loop gets there; a key that is false is none."""
    variable = key_variable(service)
    yield _SESSION, _key(_session.get(service))
    yield variable, _key(os.environ.get(variable))
    yield f"{variable} in the file .env", _from_dotenv(variable)
    yield _KEYRING, _from_keyring(service)
    yield "Colab's secrets", _from_colab(variable)


def _key(value: str | Key | None) -> Key:
    return value if isinstance(value, Key) else Key((value or "").strip())


def _checked(key: Key, source: str, service: str) -> Key:
    if _NAMES_ANOTHER.search(key.reveal()):
        raise ConfigurationError(
            f"The key from {source} names another variable, which is not put in here.",
            hint="Write the key itself there.",
            service=service,
        )
    if not re.fullmatch(r"[!#-&(-~]+", key.reveal()):
        raise ConfigurationError(
            f"The key from {source} is empty, or holds blanks, quotes or characters that no key has.",
            hint="Copy the key again, without quotes.",
            service=service,
        )
    return key


def _from_dotenv(variable: str) -> Key:
    try:
        # As it stands there: another variable's value, which may be another secret, must not be sent in its place.
        return _key(dotenv_values(stream=_dotenv(), interpolate=False).get(variable))
    except (FileNotFoundError, IsADirectoryError):  # some call the folder of a virtual environment so
        return Key()
    except (OSError, UnicodeDecodeError) as error:
        why = type(error).__name__
    raise ConfigurationError(  # out here, where the other error, which has all of the file, is not its context
        f"The file .env in the working directory cannot be read ({why}).",
        hint=f"Save it as UTF-8, or set {variable} in the environment.",
    )


def _dotenv() -> StringIO:
    return StringIO(content(Path(".env"), _LARGEST_DOTENV).decode("utf-8-sig"))


def _from_keyring(service: str) -> Key:
    try:
        return _keyring.ask(lambda backend: _key(backend.get_password(_OURS, service)), _SHORT)
    except _KeyringError:
        return Key()


def _from_colab(variable: str) -> Key:
    # Colab passes the question on to the page, and waits for its answer without an end.
    if "google.colab" not in sys.modules or not somebody_is_there():
        return Key()
    userdata: Any = importlib.import_module("google.colab.userdata")
    try:
        return Key(str(userdata.get(variable)).strip())
    except Exception:  # no such secret, or not for this notebook: Colab's own classes, not always the same
        return Key()


class _KeyringError(Exception):
    """The keyring did not do what it was asked; the text says why, and holds no key."""


class _NoKeyring(_KeyringError):
    """There is no keyring here."""


class _Keyring:
    """The system's keyring, which may be missing, locked, broken, or silent for ever.

    Where nobody can unlock it, a question may never be answered. So each is put on a thread that can be left
    behind, and while one is left behind, no other is put.
    """

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._answer: Future[Any] | None = None

    def ask(self, question: Callable[[KeyringBackend], T], patience: float) -> T:
        """What `question` gets from the keyring within `patience` seconds. Raises `_KeyringError`."""
        try:
            import keyring
        except ImportError:
            raise _NoKeyring("pip install 'omnivid-jupyter[keyring]' brings what it takes") from None

        def run(answer: Future[T]) -> None:
            try:
                backend = keyring.get_keyring()
                if backend.priority <= 0:  # keyring's own stand-ins, which keep nothing
                    raise _NoKeyring("this machine has none that can be used")
                answer.set_result(question(backend))
            except Exception as error:  # every system's keyring fails in its own way
                answer.set_exception(error)

        with self._turn:
            if self._answer is not None and not self._answer.done():
                raise _KeyringError("it has not answered an earlier question yet")
            self._answer = answer = Future[T]()
            threading.Thread(target=run, args=(answer,), name="omnivid-keyring", daemon=True).start()
            try:
                return answer.result(patience)
            except _KeyringError:
                raise
            except Exception as error:  # its text may repeat what it was to keep, and its frames have it
                why = type(error).__name__
            raise _KeyringError(f"it failed ({why})")


_keyring = _Keyring()
