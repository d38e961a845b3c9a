"""Every service and model, and how people address them.

The one rule: an address is resolved here and nowhere else. `service/model` names a live model,
`demo/model` any model of the catalogue on the embedded simulator, a bare model name its live service.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.providers.apimart import APIMart
from omnivid_jupyter.providers.base import Provider
from omnivid_jupyter.providers.capabilities import Model
from omnivid_jupyter.providers.evolink import EvoLink
from omnivid_jupyter.providers.omniflash import OmniFlash

__all__ = ["DEMO", "MODELS", "PROVIDERS", "Target", "addresses", "resolve"]

DEMO = "demo"
PROVIDERS: dict[str, Provider] = {provider.name: provider for provider in (OmniFlash(), APIMart(), EvoLink())}
MODELS: tuple[Model, ...] = tuple(model for provider in PROVIDERS.values() for model in provider.models)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes: the service's provider, the model's table, and whether it is only simulated.

    `listed` tells whether the model is in the catalogue.
    """

    provider: Provider
    model: Model
    demo: bool
    listed: bool = True

    @property
    def address(self) -> str:
        """The full address in the catalogue's spelling."""
        return f"{DEMO}/{self.model.id}" if self.demo else self.model.address


def addresses() -> list[str]:
    """Every address of the catalogue, the demo ones first."""
    return [f"{DEMO}/{model.id}" for model in MODELS] + [model.address for model in MODELS]


def resolve(address: str) -> Target:
    """The target that `address` names, case-insensitively.

    Raises `InvalidRequestError` (field "model") for a name that is not known. An id that is not in a live
    service's catalogue is passed on, because the services add models faster than we do.
    """
    service, slash, model_id = address.strip().partition("/")
    if not slash:
        service, model_id = "", service
    service, model_id = service.strip().lower(), model_id.strip()
    for model in MODELS:
        if model.id.lower() == model_id.lower() and service in ("", DEMO, model.service):
            return Target(PROVIDERS[model.service], model, demo=service == DEMO)
    if service in PROVIDERS and model_id:
        provider = PROVIDERS[service]
        return Target(provider, provider.unlisted(model_id), demo=False, listed=False)
    near = get_close_matches(address.strip().lower(), [name.lower() for name in addresses()], n=1, cutoff=0.5)
    spelled = next((name for name in addresses() if near and name.lower() == near[0]), None)
    raise InvalidRequestError(
        f"model {address!r} is not known." + (f" Did you mean {spelled}?" if spelled else ""),
        field="model",
        hint="Name one as service/model or demo/model; omnivid_jupyter.models() lists them.",
    )
