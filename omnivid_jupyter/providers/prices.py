"""What a request will probably cost, told before anything is sent; and how amounts are written.

The services change their prices without notice, so each price has a date, and what a service reports of a task
replaces the estimate.

What is not known is None and is shown as unknown, never as free.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.providers.address import is_demo
from omnivid_jupyter.providers.capabilities import Choice, Model, PerClip, PerSecond, Seconds
from omnivid_jupyter.providers.registry import MODELS, Target
from omnivid_jupyter.request import VideoRequest

__all__ = [
    "AS_OF",
    "PRICES",
    "SIMULATED",
    "Estimate",
    "charge",
    "check_limit",
    "cost_text",
    "credits_text",
    "dollars",
    "estimate",
    "price_text",
]

#: What is said in place of a cost where nothing was sent to a service.
SIMULATED = "simulated, free"


#: By full address, out of the models' tables. A model that is not here has no known price.
PRICES: dict[str, PerClip | PerSecond] = {model.address: model.price for model in MODELS if model.price}

#: When the newest of them was read from a service's price list.
AS_OF = max(price.as_of for price in PRICES.values())


@dataclass(frozen=True, slots=True)
class Estimate:
    """What one clip will cost: from `low` to `high` USD by the prices of `as_of`, None where none is known.

    `note` says in a few words how it comes about.
    """

    low: float | None
    high: float | None
    as_of: date | None
    note: str

    @property
    def amount(self) -> str:
        """The amount alone, to the cent: "$0.30", "$0.26–0.88", "free" or "price unknown"."""
        if self.low is None or self.high is None:
            return "price unknown"
        if self.high == 0:
            return "free"
        low, high = f"{self.low:.2f}", f"{self.high:.2f}"
        return f"${low}" if low == high else f"${low}–{high}"

    def __str__(self) -> str:
        """The amount with what it rests on: "$0.26–0.88 (estimate, prices of 2026-08-22)"."""
        basis = self.note if self.as_of is None else f"estimate, prices of {self.as_of}"
        return f"{self.amount} ({basis})"


def estimate(target: Target, request: VideoRequest) -> Estimate:
    """What a checked request to `target` will cost."""
    if target.demo:
        return Estimate(0.0, 0.0, None, "simulated")
    price = target.model.price
    if price is None:
        return Estimate(None, None, None, f"no price is known for {target.address}")
    seconds = request.duration or _default(target.model, "duration")
    if isinstance(price, PerSecond):
        return _by_the_second(price, seconds)
    resolution = request.resolution or _default(target.model, "resolution")
    usd = price.usd[str(resolution)][int(str(seconds))]
    return Estimate(usd, usd, price.as_of, f"{seconds} s at {resolution}")


def _by_the_second(price: PerSecond, seconds: int | str | None) -> Estimate:
    if isinstance(seconds, int):
        usd = round(price.usd * seconds, 6)
        return Estimate(usd, usd, price.as_of, f"{seconds} s at ${price.usd} a second")
    low, high = (round(price.usd * length, 6) for length in (price.shortest, price.longest))
    decides = f"the model decides on {price.shortest} to {price.longest} s"
    return Estimate(low, high, price.as_of, f"${price.usd} a second; {decides}")


def _default(model: Model, field: str) -> int | str | None:
    """What the service takes where the request leaves a field out."""
    table = getattr(model, field)
    return table.default if isinstance(table, (Choice, Seconds)) else None


def price_text(each: Estimate, made: Sequence[bool]) -> str:
    """What it will cost: `made` tells of each take whether it needs no payment any more."""
    there, rest = sum(made), len(made) - sum(made)
    if rest == 0:
        return (
            "Already made or under way: free."
            if there == 1
            else f"All {there} are already made or under way: free."
        )
    before = f"{there} of {len(made)} already made or under way. " if there else ""
    if rest == 1 or not each.high or each.low is None:
        return f"{before}{str(each)[0].upper()}{str(each)[1:]}."
    total = Estimate(each.low * rest, each.high * rest, each.as_of, each.note)
    return (
        f"{before}{total.amount} for {rest} clips (up to {dollars(each.high)} each, prices of {each.as_of})."
    )


def check_limit(estimates: Sequence[Estimate], max_cost: float | None, assume_yes: bool = False) -> None:
    """Refuse what may cost more than `max_cost` USD altogether (None: no limit). Sends nothing.

    Each estimate counts with its `high`. One that has no known price is refused as well, unless `assume_yes`.
    Raises `InvalidRequestError` (field "max_cost").
    """
    if max_cost is None:
        return
    if isinstance(max_cost, bool) or not isinstance(max_cost, (int, float)) or not max_cost >= 0:
        raise InvalidRequestError(f"max_cost {max_cost!r} is not an amount in USD.", field="max_cost")
    clips = "This clip" if len(estimates) == 1 else f"These {len(estimates)} clips"
    known = [each.high for each in estimates if each.high is not None]
    total = round(math.fsum(known), 6)  # 0.1 + 0.2 is 0.3 here
    unknown = len(estimates) - len(known)
    if total > max_cost:
        besides = f", besides {unknown} without a known price" if unknown else ""
        which = f"{len(known)} of these {len(estimates)} clips" if unknown else clips
        raise InvalidRequestError(
            f"{which} may cost {dollars(total)} (prices of {AS_OF}){besides}: more than max_cost {dollars(max_cost)}.",
            field="max_cost",
            hint=f"Nothing was sent. Set max_cost (--max-cost) to {total} or more, or ask for less.",
        )
    if unknown and not assume_yes:
        which = clips if unknown == len(estimates) else f"{unknown} of these {len(estimates)} clips"
        raise InvalidRequestError(
            f"{which} {'has' if unknown == 1 else 'have'} no known price,"
            f" so max_cost {dollars(max_cost)} cannot be kept.",
            field="max_cost",
            hint="Nothing was sent. Leave max_cost out, or add -y to the cell to pay whatever it costs.",
        )


def charge(model: str, cost: float | None, credits: float | None) -> tuple[float | None, float | None]:
    """The USD and credits that were really taken: of a simulated clip none, whatever the simulated service reports."""
    return (0.0, None) if is_demo(model) else (cost, credits)


def cost_text(model: str, cost: float | None, credits: float | None) -> str | None:
    """What was paid, as "$0.40", "15 credits" or both; None where that is not known (which is not "free")."""
    if is_demo(model):
        return SIMULATED
    amounts = (
        None if cost is None else dollars(cost),
        None if credits is None else credits_text(credits),
    )
    return " · ".join(amount for amount in amounts if amount) or None


def dollars(amount: float) -> str:
    """An amount in USD with at least cents and at most hundredths of a cent: "$0.40", "$0.0862"."""
    whole, _, fraction = f"{amount:.4f}".partition(".")
    return f"${whole}.{fraction.rstrip('0'):0<2}"


def credits_text(amount: float) -> str:
    """An amount in a service's own unit: "15 credits", "1 credit", "58.6 credits"."""
    number = f"{amount:.2f}".rstrip("0").rstrip(".")
    return f"{number} credit{'' if number == '1' else 's'}"
