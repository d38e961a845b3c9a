"""A plan: everything that is decided about a job before anything is sent.

The one rule: a plan that exists can be submitted. Whatever could be wrong with it was refused on the way.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from omnivid_jupyter.engine.endpoints import Endpoint
from omnivid_jupyter.engine.pacing import DEMO_PACING, Pace
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.providers.capabilities import check
from omnivid_jupyter.providers.registry import Target, resolve
from omnivid_jupyter.providers.wire import Call
from omnivid_jupyter.request import VideoRequest
from omnivid_jupyter.settings import settings

__all__ = ["Plan", "make_plan"]


@dataclass(frozen=True, slots=True)
class Plan:
    """One checked request, where it goes, and how its job is run.

    `timeout` bounds a wait in seconds; `output_dir` is the clip folder.
    """

    target: Target
    request: VideoRequest
    endpoint: Endpoint
    call: Call
    pace: Pace
    timeout: float
    output_dir: Path


def make_plan(
    request: VideoRequest,
    *,
    endpoint_of: Callable[[Target], Endpoint],
    timeout: float | None = None,
    poll_interval: float | None = None,
    output_dir: str | os.PathLike[str] | None = None,
) -> Plan:
    """Check a request and decide the rest.

    `endpoint_of` finds a target's service. What is None comes from the settings, else from the service's
    advice.
    Raises `InvalidRequestError` and `ConfigurationError`.
    """
    target = resolve(request.model)
    request = replace(check(target.model, request), model=target.address)
    advice = DEMO_PACING if target.demo else target.provider.pacing
    timeout = _seconds("timeout", timeout) or settings.timeout or advice.give_up
    pinned = _seconds("poll_interval", poll_interval) or settings.resolved_poll_interval()
    return Plan(
        target=target,
        request=request,
        endpoint=endpoint_of(target),
        call=target.provider.submit(target.model, request),
        pace=Pace(advice, pinned),
        timeout=timeout,
        output_dir=Path(output_dir).expanduser() if output_dir else settings.resolved_output_dir(),
    )


def _seconds(name: str, value: float | None) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < float("inf"):
        raise InvalidRequestError(f"{name} {value!r} is not a positive number of seconds.", field=name)
    return float(value)
