"""What the buttons of the queue do, with a real engine over a scripted service."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from omnivid_jupyter.engine import engine as engine_module
from omnivid_jupyter.engine.engine import Engine
from omnivid_jupyter.engine.intake import plan
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.panel.queue import Queue
from omnivid_jupyter.settings import settings
from tests.engine.panel.parts import KEY, Sent, until
from tests.engine.service import Service, completed, media, task

MODEL = "apimart/Omni-Flash-Ext"
Start = Callable[..., Queue]


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """A queue over an engine that knows nothing but the given service."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("APIMART_API_KEY", KEY)
    monkeypatch.setenv("OMNIVID_POLL_INTERVAL", "0.02")

    def begin(service: Service, moved: Callable[[], None] | None = None) -> Queue:
        made = Engine(network=service)
        monkeypatch.setattr(engine_module, "_engines", {os.getpid(): made})
        engines.append(made)
        return Queue(Sent(), open_clip=lambda path: None, folder=Path.cwd, moved=moved or (lambda: None))

    engines: list[Engine] = []
    yield begin
    for each in engines:
        each.close()


def test_try_again_goes_on_with_a_paid_task_also_when_a_new_clip_was_asked_for(opened: Start) -> None:
    service = Service(query=[completed()], download=[httpx.Response(403)] * 6 + [media()])
    queue = opened(service)
    queue.start([plan("a cat", model=MODEL, new=True)])
    (job,) = engine_module.engine().jobs.values()
    until(lambda: job.settled)
    assert job.state == "downloading"
    queue.handle({"type": "retry", "id": job.id})
    (again,) = engine_module.engine().jobs.values()
    assert again.id == job.id and again.result(30).task_id == "task_1"
    assert len(service.calls["submit"]) == 1


def test_whoever_asks_after_a_click_hears_that_it_moved_a_job(opened: Start) -> None:
    seen: list[bool] = []

    def moved() -> None:
        seen.append(engine_module.engine().is_under_way(asked.fingerprint))

    queue = opened(Service(submit=[httpx.ReadError("reset")]), moved)
    asked = plan("a cat", model=MODEL)
    queue.start([asked])
    (job,) = engine_module.engine().jobs.values()
    until(lambda: job.settled)
    queue.update()
    queue.handle({"type": "forget", "id": job.id})
    assert seen == [True, False], "its price stays free although it would be paid"
    queue.update()
    assert len(seen) == 2


def test_what_is_started_goes_on_already_or_is_there_already_is_told_apart(opened: Start) -> None:
    service = Service(query=[task("processing")] * 3 + [completed()])
    queue = opened(service)
    asked = plan("a cat", model=MODEL)
    assert queue.start([asked]) == "1 job started."
    (job,) = engine_module.engine().jobs.values()
    assert (
        queue.start([asked, plan("a cat", model=MODEL, take=2)]) == "1 job started. 1 is on its way already."
    )
    job.result(30)
    assert queue.start([asked]) == "It is there already: see the gallery."
    for each in engine_module.engine().jobs.values():
        each.result(30)
    assert len(service.calls["submit"]) == 2


def test_a_job_that_was_left_is_known_as_that_to_every_panel(opened: Start) -> None:
    queue = opened(Service(query=[task("processing")]))
    queue.start([plan("a cat", model=MODEL)])
    (job,) = engine_module.engine().jobs.values()
    job.wait_accepted(30)
    others = Sent()
    other = Queue(others, open_clip=lambda path: None, folder=Path.cwd, moved=lambda: None)

    def shown() -> tuple[bool, list[str]]:
        other.handle({"type": "ready"})
        (row,) = others[-1]["rows"]
        return row["left"], row["actions"]

    assert shown() == (False, ["stop"])
    queue.handle({"type": "stop", "id": job.id})
    assert shown() == (True, ["wait"])
    other.handle({"type": "wait", "id": job.id})
    assert shown() == (False, ["stop"])
    job.stop_waiting()  # in a cell
    assert shown() == (True, ["wait"])


def test_the_limit_of_the_settings_holds_for_all_takes_of_one_click(
    opened: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = Service()
    queue = opened(service)
    monkeypatch.setattr(settings, "max_cost", 0.5)
    plans = [plan("a cat", model=MODEL, duration=4, take=take) for take in (1, 2, 3)]
    with pytest.raises(InvalidRequestError) as caught:
        queue.start(plans)
    assert caught.value.field == "max_cost" and service.calls["submit"] == []
    queue.start(plans[:1])
    (job,) = engine_module.engine().jobs.values()
    assert job.result(30).task_id == "task_1"
