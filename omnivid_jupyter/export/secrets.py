"""Keys in what is to be given away.

A text is checked for every key that this machine knows, wherever it is kept, and the refusal says
where the key stands without repeating it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.net import keys
from omnivid_jupyter.providers.registry import PROVIDERS
from omnivid_jupyter.redaction import Key, holds

__all__ = ["refuse_keys"]


def refuse_keys(texts: Mapping[str, str]) -> None:
    """Raise `InvalidRequestError` when one of the texts, by where it stands, holds a known key; texts are JSON."""
    for title, key in _known():
        for where, text in texts.items():
            if holds(text, key):
                raise InvalidRequestError(
                    f"The {title} key stands in {where}: nothing was written.",
                    field="notebook",
                    hint="Take it out, save, and export again. If others have seen it, have it replaced.",
                )


def _known() -> Iterator[tuple[str, Key]]:
    """Every known key, of every place."""
    for provider in PROVIDERS.values():
        for _, key in keys.places(provider.name):
            if key:
                yield provider.title, key
