"""Where a service is and which key opens it.

A key that was found (`keys`) is held by an `Endpoint`, is shown by nothing, and leaves for that
endpoint's own origin only (`transport` sees to it).
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from urllib.parse import urlsplit

from omnivid_jupyter.errors import ConfigurationError
from omnivid_jupyter.net.keys import find_key, key_variable
from omnivid_jupyter.providers.base import Provider
from omnivid_jupyter.providers.checks import is_web_address
from omnivid_jupyter.redaction import Key, redacted_body

__all__ = ["LOOPBACK", "Endpoint", "base_url_variable", "live_endpoint"]

#: How addresses name this machine.
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One service as it is reached from here.

    `key` is None where none was found, and a text becomes a `Key`, which shows nowhere; `key_source` says in words
    where one was.
    """

    service: str
    title: str
    base_url: str
    key: Key | str | None
    key_source: str | None = None

    def __post_init__(self) -> None:
        if isinstance(self.key, str):
            object.__setattr__(self, "key", Key(self.key))

    def url(self, path: str) -> str:
        """The absolute URL of a path below the base URL."""
        return self.base_url + path

    def require_key(self) -> Key:
        """The key, or a `ConfigurationError` that says how to give it."""
        if not self.key:
            raise ConfigurationError(
                f"{self.title} needs a key, and none was found.",
                hint=f"In a notebook: %omnivid key {self.service}. Elsewhere: set {key_variable(self.service)}, "
                "or write it into a .env file. A demo/… model needs none.",
                service=self.service,
            )
        return self.key if isinstance(self.key, Key) else Key(self.key)

    def redacted(self, content: bytes) -> bytes:
        """The content with "***" in place of the key, however it is spelled."""
        return redacted_body(content, self.require_key()) if self.key else content


def base_url_variable(service: str) -> str:
    """The environment variable that points a service's calls elsewhere."""
    return f"{service.upper()}_BASE_URL"


def live_endpoint(provider: Provider) -> Endpoint:
    """A live service's endpoint. Raises `ConfigurationError` for an address or a key that cannot be used.

    Where only the keyring or Colab may have the key, this takes as long as they take to answer.
    """
    variable = base_url_variable(provider.name)
    base_url = (os.environ.get(variable) or provider.base_url).strip().rstrip("/")
    _check_base_url(variable, base_url)
    found = find_key(provider.name)
    return Endpoint(
        provider.name,
        provider.title,
        base_url,
        found.value if found else None,
        found.source if found else None,
    )


def _check_base_url(variable: str, base_url: str) -> None:
    parts = urlsplit(base_url if is_web_address(base_url) else "")
    fine = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not fine or not parts.hostname or "@" in parts.netloc or parts.query or parts.fragment:
        raise ConfigurationError(
            f"{variable} must be an https:// address (http:// only for this machine) without login or query.",
            hint=f"Mend or unset {variable}.",
        )
