"""Clips are measured in other processes as they are in this one, and whatever dies there takes nothing else along."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.errors import ConfigurationError, InvalidRequestError
from omnivid_jupyter.experiments import measuring
from omnivid_jupyter.experiments.measuring import measure_all
from omnivid_jupyter.media.measure import Measures
from tests.clipfiles import mp4, png


def clip(path: Path) -> Clip:
    content = path.read_bytes()
    size, digest = len(content), sha256(content).hexdigest()
    return Clip(path, "video/mp4", 64, 36, 1.0, size, digest, "a boat", "demo/omni-flash", path.stem)


@pytest.fixture
def clips(tmp_path: Path) -> list[Clip]:
    """Four clips, and one that holds no film."""
    for name, color in {"a": "teal", "b": "coral", "c": "black", "d": "white"}.items():
        (tmp_path / f"{name}.mp4").write_bytes(mp4(color=color))
    (tmp_path / "no film.mp4").write_bytes(b"no film")
    return [clip(path) for path in sorted(tmp_path.iterdir())]


def as_alone(clips: list[Clip], executor: Executor) -> None:
    """What an executor finds is what is found here: numbers, and which clip cannot be measured."""
    alone, found = measure_all(clips), measure_all(clips, executor)
    assert [each for each in found if isinstance(each, Measures)] == alone[:4]
    assert all(isinstance(each, Measures) for each in alone[:4])
    assert isinstance(found[4], InvalidRequestError)
    assert str(found[4]) == str(alone[4])


def dies_of_b(path: str, sha256: str) -> Any:
    """A worker that is killed by one of the films."""
    if Path(path).name == "b.mp4":
        os.kill(os.getpid(), signal.SIGKILL)
    return measuring.measured(path, sha256)


def pool(workers: int = 2) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"))


def test_a_process_pool(clips: list[Clip]) -> None:
    with pool() as executor:
        as_alone(clips, executor)


def test_a_process_pool_that_a_film_breaks(clips: list[Clip], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "measured", dies_of_b)
    with pool(1) as executor:
        as_alone(clips, executor)


def test_dask_whose_worker_is_killed_meanwhile(clips: list[Clip], monkeypatch: pytest.MonkeyPatch) -> None:
    import dask
    from distributed import Client, LocalCluster

    with (
        # a film that has killed one worker is not sent to three more: each of them imports everything anew
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=50
        ) as cluster,  # type: ignore[no-untyped-call]
        Client(cluster) as client,  # type: ignore[no-untyped-call]
    ):
        as_alone(clips, client.get_executor())
        monkeypatch.setattr(measuring, "measured", dies_of_b)
        as_alone(clips, client.get_executor(retries=0))


def test_ipyparallel_whose_engine_has_no_such_files(clips: list[Clip]) -> None:
    import ipyparallel

    with ipyparallel.Cluster(n=1, log_level=50) as client:
        as_alone(clips, client.executor())
        elsewhere = [replace(each, sha256="of another file") for each in clips]
        as_alone(elsewhere, client.executor())


def test_a_film_that_no_process_survives_is_an_error_of_its_own(
    clips: list[Clip], monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = ThreadPoolExecutor(1)
    closed.shutdown()  # so that each clip is measured in a process
    monkeypatch.setattr(sys, "executable", "false")
    [found] = measure_all(clips[:1], closed)
    assert str(found).startswith("a.mp4 cannot be measured: the process that tries it ends (1).")


def test_without_numpy_nothing_is_measured_here_and_it_is_said_once(
    clips: list[Clip], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "numpy", None)
    with pytest.raises(ConfigurationError, match=r"(?s)numpy.*pip install 'omnivid-jupyter\[measure\]'"):
        measure_all(clips)


class Without(Executor):
    """An executor whose workers have no omnivid-jupyter."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_exception(ModuleNotFoundError("No module named 'omnivid_jupyter'"))
        return future


def test_workers_without_the_package(clips: list[Clip]) -> None:
    found = measure_all(clips[:2], Without())
    assert [type(each) for each in found] == [ConfigurationError] * 2
    assert "pip install 'omnivid-jupyter[measure]'" in str(found[0])


@pytest.mark.parametrize("closed", [False, True], ids=["threads", "threads that were ended"])
def test_what_is_gone_is_an_error_of_its_own(clips: list[Clip], closed: bool) -> None:
    clips[2].path.unlink()
    clips[3].path.write_bytes(png())  # another file by now: its numbers are those of now
    with ThreadPoolExecutor(2) as executor:
        if closed:
            executor.shutdown()
        found = measure_all(clips, executor)
    assert list(map(str, found)) == list(map(str, measure_all(clips)))
    assert "c.mp4 cannot be measured: No such file or directory." in str(found[2])


def test_what_is_no_executor_is_told(clips: list[Clip]) -> None:
    with pytest.raises(ConfigurationError, match="A list is no executor") as raised:
        measure_all(clips, [])  # type: ignore[arg-type]
    assert "client.get_executor()" in str(raised.value)
