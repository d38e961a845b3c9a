"""The environment of kernels that run notebooks for `make demo` and `make docs`.

It costs nothing and touches nothing of the person's own. What comes of such a run is published, so no
key, no address and no setting of theirs gets into it: `%omnivid doctor` would ask a live service what is left on
the account, and show it. A `.env` file is kept out by where the notebooks run: in a folder that holds nothing else.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from omnivid_jupyter.net.endpoints import base_url_variable  # noqa: E402  # that of this folder
from omnivid_jupyter.net.keys import key_variable  # noqa: E402
from omnivid_jupyter.providers.registry import PROVIDERS  # noqa: E402


def environment(home: Path) -> dict[str, str]:
    """The person's environment without what omnivid would take from it; journal and simulator live in `home`."""
    theirs = {name_of(service) for service in PROVIDERS for name_of in (key_variable, base_url_variable)}
    passed_on = {
        name: value
        for name, value in os.environ.items()
        if name not in theirs and not name.startswith("OMNIVID_")
    }
    return passed_on | {
        "OMNIVID_HOME": str(home),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",  # theirs may hold keys too
    }
