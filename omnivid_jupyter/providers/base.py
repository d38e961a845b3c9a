"""What every provider is: the four translations and the facts about its service.

The one rule: a provider has no state. It is a dictionary between our words and one service's.
"""

from __future__ import annotations

from typing import Any, ClassVar

from omnivid_jupyter.providers.capabilities import Model
from omnivid_jupyter.providers.wire import Accepted, Call, Pacing, Reply, TaskStatus
from omnivid_jupyter.request import VideoRequest

__all__ = ["Provider"]


class Provider:
    """One service. Subclasses fill in the facts and the four translations.

    `name` is the address' first part, `title` what people call the service; `base_url` is the default one;
    `models` the catalogue; `unlisted` the table for a model id that is not in it: every field that the
    service's documents name, with any value.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    base_url: ClassVar[str]
    models: ClassVar[tuple[Model, ...]]
    pacing: ClassVar[Pacing]

    def unlisted(self, model_id: str) -> Model:
        """The table for a model id that is not in the catalogue."""
        raise NotImplementedError

    def submit(self, model: Model, request: VideoRequest) -> Call:
        """The call that submits a checked request: the one that costs money."""
        raise NotImplementedError

    def read_submit(self, reply: Reply) -> Accepted:
        """What the answer to `submit` says.

        Raises an `OmnividError` for a definite refusal and `UnreadableReply` when the outcome is in doubt.
        """
        raise NotImplementedError

    def query(self, task_id: str) -> Call:
        """The call that asks for a task."""
        raise NotImplementedError

    def read_query(self, reply: Reply) -> TaskStatus:
        """What the answer to `query` says. Raises like `read_submit`."""
        raise NotImplementedError


def present(**fields: Any) -> dict[str, Any]:
    """The fields that have a value: what was not asked for is left to the service's own default."""
    return {name: value for name, value in fields.items() if value not in (None, "", (), [])}
