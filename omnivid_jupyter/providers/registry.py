"""Every service and model, and how people address them.

An address is resolved here and nowhere else. `service/model` names a live model,
`demo/model` (or `demo/service/model`) any model of the catalogue on the embedded simulator, a bare model name
its live service.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from importlib.metadata import entry_points

from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.providers.address import DEMO, is_demo
from omnivid_jupyter.providers.apimart import APIMart
from omnivid_jupyter.providers.base import Provider
from omnivid_jupyter.providers.capabilities import Model
from omnivid_jupyter.providers.evolink import EvoLink
from omnivid_jupyter.providers.omniflash import OmniFlash
from omnivid_jupyter.spelling import nearest

__all__ = ["MODELS", "PROVIDERS", "Target", "addresses", "resolve"]

#: Where another package names a provider of its own: `[project.entry-points."omnivid_jupyter.providers"]`.
GROUP = "omnivid_jupyter.providers"


def _providers() -> dict[str, Provider]:
    """Our own, then those of other packages. One that cannot be used is left out with a warning that names it."""
    found: dict[str, Provider] = {each.name: each for each in (OmniFlash(), APIMart(), EvoLink())}
    for entry in entry_points(group=GROUP):
        try:
            provider = entry.load()()
            if (
                not isinstance(provider, Provider)
                or not provider.name.isidentifier()
                or provider.name == DEMO
            ):
                raise TypeError("it is no Provider with a name of its own")
            if provider.name in found:
                raise TypeError(f"the name {provider.name!r} is taken")
        except Exception as error:  # whatever is wrong with somebody else's package, ours goes on working
            warnings.warn(f"The service of {entry.value} was left out: {error}.", stacklevel=2)
        else:
            found[provider.name] = provider
    return found


PROVIDERS: dict[str, Provider] = _providers()
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
    simulated = [f"{DEMO}/{model.id}" for model in MODELS if PROVIDERS[model.service].simulated]
    return simulated + [model.address for model in MODELS]


def resolve(address: str) -> Target:
    """The target that `address` names, case-insensitively.

    Raises `InvalidRequestError` (field "model") for a name that is not known. An id that is not in a live
    service's catalogue is passed on, because the services add models faster than we do.
    """
    if "," in address:
        raise InvalidRequestError(
            f"model {address!r} names more than one.",
            field="model",
            hint="A cell takes them as a list; in Python it is sweep(…, model=[…]).",
        )
    demo, service, model_id = _parts(address)
    for model in MODELS:
        if model.id.lower() == model_id.lower() and service in ("", model.service):
            provider = PROVIDERS[model.service]
            if demo and not provider.simulated:
                raise InvalidRequestError(
                    f"The built-in simulator does not know {provider.title}: {address!r} cannot be simulated.",
                    field="model",
                    hint=f"{model.address} is the live model, which may cost money.",
                )
            return Target(provider, model, demo)
    if service in PROVIDERS and model_id and not demo:
        provider = PROVIDERS[service]
        return Target(provider, provider.unlisted(model_id), demo=False, listed=False)
    spelled = _nearest(f"{DEMO}/{model_id}" if demo else address.strip(), demo)
    raise InvalidRequestError(
        f"model {address!r} is not known." + (f" Did you mean {spelled}?" if spelled else ""),
        field="model",
        hint="Name one as service/model or demo/model; omnivid_jupyter.models() lists them."
        + ("" if spelled else " In a cell, the prompt goes below the first line."),
    )


def _parts(address: str) -> tuple[bool, str, str]:
    """Whether an address names the simulator, the service that it names ("": none), and the model's id."""
    first, slash, rest = _split(address)
    if not slash:
        return False, "", first
    if not is_demo(address):
        return False, first.lower(), rest
    service, slash, model_id = _split(rest)
    return (True, service.lower(), model_id) if slash else (True, "", rest)


def _split(address: str) -> tuple[str, str, str]:
    first, slash, rest = address.partition("/")
    return first.strip(), slash, rest.strip()


def _nearest(wanted: str, demo: bool) -> str | None:
    """The address that is written most like this one. Who wants the simulator is not sent to a paid service."""
    return nearest(wanted, [name for name in addresses() if is_demo(name) or not demo], cutoff=0.5)
