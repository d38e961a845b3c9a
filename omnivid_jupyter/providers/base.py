"""What every provider is: its translations and the facts about its service.

A provider has no state. It is a dictionary between our words and one service's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from omnivid_jupyter.localmedia import LocalMedia
from omnivid_jupyter.providers.capabilities import Model
from omnivid_jupyter.providers.wire import Accepted, Call, Pacing, Reply, TaskStatus
from omnivid_jupyter.request import VideoRequest

__all__ = ["Balance", "Provider", "present"]


@dataclass(frozen=True, slots=True)
class Balance:
    """What is left on an account: `amount` in `unit`, None for an account without a limit.

    `unit` is "" where the service does not say what it counts in.
    """

    amount: float | None
    unit: str = ""


class Provider:
    """One service. Subclasses fill in the facts and the translations; that of the balance where there is one.

    `name` is the address' first part, `title` what people call the service; `base_url` is the default one;
    `models` the catalogue; `idempotency_key` tells whether the service's own clients send such a header;
    `simulated` whether the built-in simulator stands for the service, as `demo/<model>`.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    base_url: ClassVar[str]
    models: ClassVar[tuple[Model, ...]]
    pacing: ClassVar[Pacing]
    idempotency_key: ClassVar[bool] = False
    simulated: ClassVar[bool] = False

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

    def upload(self, media: LocalMedia) -> Call:
        """The free call that uploads a picture, where a model's table says that there is one (`Media.upload`)."""
        raise NotImplementedError

    def read_upload(self, reply: Reply) -> str:
        """The address in the answer to `upload`. Raises like `read_submit`."""
        raise NotImplementedError

    def balance(self) -> Call | None:
        """The call that asks what is left on the account, or None where the service has no such thing."""
        return None

    def read_balance(self, reply: Reply) -> Balance:
        """What the answer to `balance` says. Raises like `read_submit`."""
        raise NotImplementedError


def present(**fields: Any) -> dict[str, Any]:
    """The fields that have a value: what was not asked for is left to the service's own default."""
    return {name: value for name, value in fields.items() if value not in (None, "", (), [])}
