"""What the doctor says of what is set up is so."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError

import pytest

from omnivid_jupyter.reports import doctor


def test_a_package_that_is_not_there_is_not_said_to_be_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    def version(name: str) -> str:
        if name == "ipykernel":
            raise PackageNotFoundError(name)
        return "1.0"

    monkeypatch.setattr(doctor, "version", version)
    rows = {what: (value, where) for what, value, where in doctor.examine().rows}
    assert rows["omnivid-jupyter"] == ("1.0", "installed")
    assert rows["ipykernel"] == ("not installed", "needed in Jupyter only")
