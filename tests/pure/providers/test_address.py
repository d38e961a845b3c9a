"""Which addresses are the simulator's: the same question has one answer everywhere."""

from __future__ import annotations

import pytest

from omnivid_jupyter.providers.address import is_demo
from omnivid_jupyter.providers.registry import addresses, resolve


@pytest.mark.parametrize(
    "address", [*addresses(), " Demo / omni-flash", "demo/apimart/Omni-Flash-Ext", "omni-pro"]
)
def test_what_is_called_simulated_goes_to_the_simulator(address: str) -> None:
    assert is_demo(address) is resolve(address).demo


@pytest.mark.parametrize("address", ["", "demo", "demonstration/model", "apimart/demo/model"])
def test_what_only_looks_like_it_is_none_of_its_addresses(address: str) -> None:
    assert not is_demo(address)
