"""The four documents' languages, one file a service. They import nothing but `..orders`."""

from omnivid_jupyter.simulator.dialects.apimart import APIMart
from omnivid_jupyter.simulator.dialects.evolink import EvoLink
from omnivid_jupyter.simulator.dialects.omniflash import OmniFlash
from omnivid_jupyter.simulator.orders import Dialect

__all__ = ["DIALECTS"]

DIALECTS: tuple[Dialect, ...] = (OmniFlash(), APIMart(), EvoLink())
