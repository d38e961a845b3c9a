"""A job as people hold it in their hands: what may be asked of it and done with it, and nothing else.

The engine, the views and the panel work with its `Run`.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine.run import Run
from omnivid_jupyter.engine.states import State
from omnivid_jupyter.net.exchange import Exchange

__all__ = ["Job", "run_of"]


class Job:
    """One task at a service, from before its submission to its clip. `await job` waits for it, as `result` does."""

    __slots__ = ("__weakref__", "_run")

    def __init__(self, run: Run) -> None:
        self._run = run

    @property
    def id(self) -> str:
        """This package's own id of the job."""
        return self._run.id

    @property
    def task_id(self) -> str | None:
        """The service's id of the task; None until it is accepted."""
        return self._run.task_id

    @property
    def state(self) -> State:
        """Where the job stands (`engine.states`)."""
        return self._run.state

    @property
    def progress(self) -> float | None:
        """The service's progress, 0–100; None where it gives none."""
        return self._run.progress

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """The HTTP messages of this job so far, redacted; `at` counts from its beginning. This session's only."""
        return self._run.exchanges

    def result(self, timeout: float | None = None) -> Clip:
        """Wait for the clip, at most `timeout` seconds (None: as many as it was submitted with).

        Raises `WaitTimeoutError` when the time is over, `WaitStoppedError` after `stop_waiting()`, and
        whatever ended the job. The task goes on in the first two cases.
        """
        return self._run.result(timeout)

    def __await__(self) -> Generator[Any, None, Clip]:
        return self._run.__await__()

    def stop_waiting(self) -> None:
        """End every wait for this job with `WaitStoppedError`. A task that was accepted goes on."""
        self._run.stop_waiting()

    def forget(self) -> None:
        """Leave this job alone from now on: it is neither resumed nor waited for by the same request again.

        What was not submitted yet is not submitted any more.
        """
        self._run.forget()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Job) and self._run is other._run

    def __hash__(self) -> int:
        return hash(self._run)

    def __repr__(self) -> str:
        return repr(self._run)


def run_of(job: Job) -> Run:
    """The run behind a job."""
    return job._run
