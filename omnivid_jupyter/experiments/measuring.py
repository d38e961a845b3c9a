"""Measuring many clips, here or wherever an executor runs: a process pool, Dask, ipyparallel.

What is sent is a plain function of a path, with the checksum of the file that is meant. A worker that does not find
just that file there (it is on another machine, or in a container) is sent its bytes instead.

Measuring costs nothing and may be done twice: that is why it can be given away. Submitting may not.

A worker can be killed, by its machine or by a film that no decoder survives. What is lost with it is measured on this
machine, each clip in a process of its own, so that such a film takes nothing else along.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from enum import Enum
from pathlib import Path
from typing import Any

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.errors import ConfigurationError, InvalidRequestError, OmnividError
from omnivid_jupyter.media import files
from omnivid_jupyter.media.measure import Measures, measure, require_numpy
from omnivid_jupyter.saying import say
from omnivid_jupyter.values import with_article

__all__ = ["measure_all", "measured", "measured_bytes", "require_executor"]

_log = logging.getLogger(__name__)

#: Clips whose bytes are under way at once: a sweep's films need not fit into memory together.
_TOGETHER = 8
#: What a worker's error is called when it has no such function to run.
_NOT_THERE = {"AttributeError", "ImportError", "ModuleNotFoundError"}


class Left(Enum):
    """Why a clip is not measured yet."""

    ABSENT = "the worker does not find the file that is meant"
    LOST = "the worker ended, or could not be asked"


Outcome = Measures | OmnividError


def measure_all(clips: Sequence[Clip], executor: Executor | None = None) -> list[Outcome]:
    """The measures of each clip, in order; for one that cannot be measured its error, returned and not raised.

    Parameters
    ----------
    executor:
        Where measuring runs: any `concurrent.futures.Executor`, such as a `ProcessPoolExecutor`, Dask's
        `client.get_executor()` or ipyparallel's `client.executor()`. Its workers need omnivid-jupyter with the extra
        `measure`. None: here, one clip after another.

    Raises `ConfigurationError` for what is no executor, and where nothing can be measured here without one.
    """
    paths = [clip.path.absolute() for clip in clips]
    if executor is None:
        require_numpy()
        return [_outcome(path) for path in paths]
    require_executor(executor)
    meant = [(str(path), clip.sha256) for path, clip in zip(paths, clips, strict=True)]
    found = dict(enumerate(_asked(executor, measured, meant)))
    absent = [place for place, outcome in found.items() if outcome is Left.ABSENT]
    for start in range(0, len(absent), _TOGETHER):
        places = absent[start : start + _TOGETHER]
        contents = {place: content for place in places if (content := _content(paths[place])) is not None}
        sent = [(paths[place].name, content) for place, content in contents.items()]
        found |= zip(contents, _asked(executor, measured_bytes, sent), strict=True)
    left = [place for place, outcome in found.items() if isinstance(outcome, Left)]
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        found |= zip(left, threads.map(_in_own_process, [paths[place] for place in left]), strict=True)
    return [outcome for outcome in found.values() if not isinstance(outcome, Left)]


def require_executor(executor: object) -> None:
    """Raises `ConfigurationError` for what is neither an executor nor None."""
    if executor is not None and not isinstance(executor, Executor):
        given = with_article(type(executor).__name__)
        raise ConfigurationError(
            f"{given[0].upper()}{given[1:]} is no executor.",
            hint="Give a ProcessPoolExecutor, Dask's client.get_executor() or ipyparallel's client.executor().",
        )


# Where the executor runs


def measured(path: str, sha256: str) -> Outcome | Left:
    """What a worker does for one clip: measure the file there, if it is the one with this checksum."""
    try:
        if files.digest(Path(path)) != sha256:
            return Left.ABSENT
    except OSError:
        return Left.ABSENT
    return _outcome(Path(path))


def measured_bytes(name: str, content: bytes) -> Outcome:
    """What a worker does for a clip that does not lie where it runs."""
    with tempfile.TemporaryDirectory(prefix="omnivid-") as folder:
        path = Path(folder, name)
        path.write_bytes(content)
        return _outcome(path)


def _outcome(path: Path) -> Outcome:
    """The measures of a file, or why it has none. Whatever goes wrong with it is its own matter."""
    try:
        files.require_regular(path)
        return measure(path)
    except OmnividError as error:
        return error
    except Exception as error:
        what = error.strerror if isinstance(error, OSError) else type(error).__name__
        return InvalidRequestError(f"{path.name} cannot be measured: {what}.", field="path")


# From here


def _asked(
    executor: Executor, function: Callable[..., Any], arguments: Iterable[tuple[Any, ...]]
) -> list[Outcome | Left]:
    """Have `function` run for each of these arguments; what came of each."""
    futures = [_submitted(executor, function, each) for each in arguments]
    try:
        return [_result(future) for future in futures]
    except BaseException:  # the person does not want to wait any longer
        for future in futures:
            if future:
                future.cancel()
        raise


def _submitted(
    executor: Executor, function: Callable[..., Any], arguments: tuple[Any, ...]
) -> Future[Any] | None:
    """None where the executor takes nothing any more: it is closed, or broken by a worker's death."""
    try:
        return executor.submit(function, *arguments)
    except Exception as error:
        _log.debug("nothing can be sent to the executor (%s)", type(error).__name__)
        return None


def _result(future: Future[Any] | None) -> Outcome | Left:
    """What a worker answered. `measured` raises nothing: an error is that of the way there and back."""
    if future is None:
        return Left.LOST
    try:
        outcome: Outcome | Left = future.result()
    except Exception as error:
        name = getattr(
            error, "ename", type(error).__name__
        )  # ipyparallel has errors of other machines by name
        if name in _NOT_THERE:
            return ConfigurationError(
                f"The workers of the executor cannot run omnivid-jupyter ({name}).",
                hint="Install it there, in this version: pip install 'omnivid-jupyter[measure]'",
            )
        _log.debug("a worker did not answer (%s)", name)
        return Left.LOST
    return outcome


def _content(path: Path) -> bytes | None:
    """The bytes of a file; None where it is gone, which is told by whoever measures it here."""
    try:
        files.require_regular(path)
        return path.read_bytes()
    except OSError:
        return None


def _in_own_process(path: Path) -> Outcome:
    """Measure a file in a process that may die of it."""
    code = f"from {__name__} import _answer; _answer()"
    done = subprocess.run([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, check=False)
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        return InvalidRequestError(
            f"{path.name} cannot be measured: the process that tries it ends ({done.returncode}).",
            hint="The film may be damaged, or too large for the memory of this machine.",
            field="path",
        )
    if "message" in answer:
        return InvalidRequestError(answer["message"], hint=answer["hint"], field="path")
    return Measures(**answer)


def _answer() -> None:
    """The other side of `_in_own_process`."""
    outcome = _outcome(Path(sys.argv[1]))
    told = (
        outcome.to_dict()
        if isinstance(outcome, Measures)
        else {"message": outcome.message, "hint": outcome.hint}
    )
    say(json.dumps(told))
