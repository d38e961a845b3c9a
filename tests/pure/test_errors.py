"""Errors: a copy is another error, whatever other packages have made of pickling."""

from __future__ import annotations

import copy
import copyreg

import pytest

from omnivid_jupyter import errors
from omnivid_jupyter.errors import OmnividError


@pytest.mark.parametrize("name", errors.__all__)
def test_a_copy_shares_nothing_with_the_first_and_has_none_of_its_frames(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind: type[OmnividError] = getattr(errors, name)

    def itself(error: OmnividError) -> OmnividError:
        return error

    # somebody else's way to pickle errors: Dask brings one for all that there are, which shares the fields
    monkeypatch.setitem(copyreg.dispatch_table, kind, lambda error: (itself, (error,)))
    first = kind("busy", hint="Wait.", task_id="task_1")
    try:
        raise first from ValueError("https://media.example.com/?signature=SECRET")
    except OmnividError as error:
        other = copy.copy(error)
    other.job_id = "1a2b3c4d"
    assert type(other) is kind and str(other) == str(first) and other.args == first.args
    assert vars(other) == {**vars(first), "job_id": "1a2b3c4d"} and first.job_id is None
    assert (other.__cause__, other.__context__, other.__traceback__) == (None, None, None)
