"""What the buttons of the queue do, with a real engine over a scripted service."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from omnivid_jupyter.engine import engine as engine_module
from omnivid_jupyter.engine.engine import Engine
from omnivid_jupyter.engine.intake import plan, start
from omnivid_jupyter.engine.run import Run
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.panel import queue as queue_module
from omnivid_jupyter.panel.form import Form
from omnivid_jupyter.panel.queue import Queue
from omnivid_jupyter.reports.library import Library
from omnivid_jupyter.settings import settings
from tests import PATIENCE
from tests.engine.panel.parts import KEY, Sent, until, values
from tests.engine.service import Service, completed, media, reply, submitted, task
from tests.wound import Paused

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


def test_wait_on_one_that_is_just_being_called_off_begins_it_anew(
    opened: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended, released = threading.Event(), Run.release

    async def release(run: Run, error: str | None, **how: Any) -> None:
        while run.call_off() and not ended.is_set():
            await asyncio.sleep(0.005)
        await released(run, error, **how)

    monkeypatch.setattr(Run, "release", release)
    service = Service(submit=[reply(b"", 429, Retry_After="30"), submitted()])
    queue = opened(service)
    queue.start([plan("a cat", model=MODEL)])
    (first,) = engine_module.engine().jobs.values()
    until(lambda: "trying again" in str(first.snapshot().note))
    queue.handle({"type": "stop", "id": first.id})
    until(first.call_off)
    queue.handle({"type": "wait", "id": first.id})
    (anew,) = engine_module.engine().jobs.values()
    ended.set()
    until(lambda: first.settled)
    assert anew is not first and anew.id == first.id and not anew.settled and not anew.abandoned
    queue.handle({"type": "stop", "id": anew.id})


def test_try_again_goes_on_with_a_paid_task_also_when_a_new_clip_was_asked_for(opened: Start) -> None:
    service = Service(query=[completed()], download=[httpx.Response(403)] * 6 + [media()])
    queue = opened(service)
    queue.start([plan("a cat", model=MODEL, new=True)])
    (job,) = engine_module.engine().jobs.values()
    until(lambda: job.settled)
    assert job.state == "downloading"
    queue.handle({"type": "retry", "id": job.id})
    (again,) = engine_module.engine().jobs.values()
    assert again.id == job.id and again.result(PATIENCE).task_id == "task_1"
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
    made = threading.Event()
    service = Service(query=[lambda _: completed() if made.is_set() else task("processing")])
    queue = opened(service)
    asked = plan("a cat", model=MODEL)
    assert queue.start([asked]) == "1 job started."
    (job,) = engine_module.engine().jobs.values()
    assert (
        queue.start([asked, plan("a cat", model=MODEL, take=2)]) == "1 job started. 1 is on its way already."
    )
    made.set()
    job.result(PATIENCE)
    assert queue.start([asked]) == "It is there already: see the gallery."
    for each in engine_module.engine().jobs.values():
        each.result(PATIENCE)
    assert len(service.calls["submit"]) == 2


def test_a_job_that_was_left_is_known_as_that_to_every_panel(opened: Start) -> None:
    queue = opened(Service(query=[task("processing")]))
    queue.start([plan("a cat", model=MODEL)])
    (job,) = engine_module.engine().jobs.values()
    job.wait_accepted(PATIENCE)
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
    assert job.result(PATIENCE).task_id == "task_1"


def rows_of(queue: Queue) -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]]]:
    """The jobs and the groups that the page has, out of all that was sent."""
    jobs: dict[str, dict[str, Any]] = {}
    groups: dict[str, dict[str, Any]] = {}
    for message in queue._channel:  # type: ignore[attr-defined]  # a list of what was sent
        if message["type"] == "rows":
            jobs |= {each["id"]: each for each in message["rows"]}
            groups |= {each["id"]: each for each in message["groups"]}
            for name in message["gone"]:
                jobs.pop(name, None)
                groups.pop(name, None)
    return jobs, groups


def test_a_hundred_jobs_of_one_click_are_one_entry_that_unfolds_and_is_stopped_as_one(opened: Start) -> None:
    queue = opened(Service(query=[task("processing")]))
    queue.start([plan("a cat", model=MODEL, take=take) for take in range(1, 101)], "a cat, 100 takes")
    queue.update()
    jobs, groups = rows_of(queue)
    ((name, group),) = groups.items()
    assert (jobs, group["prompt"], group["word"]) == ({}, "a cat, 100 takes", "0 of 100 done")
    queue.handle(
        {"type": "look", "id": next(iter(engine_module.engine().jobs))}
    )  # of a job that is not shown
    queue.handle({"type": "unfold", "id": name})
    jobs, groups = rows_of(queue)
    assert len(jobs) == 100 and {each["group"] for each in jobs.values()} == {name} and groups[name]["open"]
    queue.handle({"type": "fold", "id": name})
    assert rows_of(queue)[0] == {}
    queue.handle({"type": "stop", "id": name})
    assert rows_of(queue)[1][name]["actions"] == ["wait"]
    assert all(run.abandoned for run in engine_module.engine().jobs.values())
    for made_up in ("unfold", "stop", "wait", "fold"):
        queue.handle({"type": made_up, "id": "sweep-of-nobody"})
    assert list(rows_of(queue)[1]) == [name]


def test_what_is_finished_is_told_once_and_what_was_found_is_not(opened: Start) -> None:
    queue = opened(Service())
    told: list[Path] = []
    queue._finished = told.extend
    asked = [plan("a cat", model=MODEL, take=take) for take in (1, 2)]
    queue.start(asked)
    for run in engine_module.engine().jobs.values():
        run.result(PATIENCE)
    queue.update()
    queue.update()
    assert len(told) == 2 and all(path.is_file() for path in told)
    queue.start(asked)
    queue.update()
    assert len(told) == 2
    (group,) = rows_of(queue)[1].values()
    assert (group["word"], group["cost"]) == ("All 2 done", "free: all were there already")
    queue.handle({"type": "clear"})
    assert rows_of(queue) == ({}, {})


def test_a_sign_of_life_is_given_only_while_something_goes_on(
    opened: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue_module, "SIGN_OF_LIFE", 0.0)
    made = threading.Event()
    queue = opened(Service(query=[lambda request: completed() if made.is_set() else task("processing")]))
    sent: list[dict[str, Any]] = queue._channel  # type: ignore[assignment]  # a list of what was sent
    for beat in (queue.update, queue.live_on):
        beat()
    assert sent == [], "an idle panel says nothing"
    queue.start([plan("a cat", model=MODEL)])
    (run,) = engine_module.engine().jobs.values()
    for beat in (queue.update, queue.live_on):
        beat()
    assert sent[-1] == {"type": "alive"}
    made.set()
    run.result(PATIENCE)
    queue.update()
    before = len(sent)
    for beat in (queue.update, queue.live_on) * 3:
        beat()
    assert len(sent) == before, "nor does one whose jobs are all at their end"


def test_a_job_that_is_done_again_stays_in_its_group(opened: Start) -> None:
    service = Service(submit=[reply({"error": {"message": "no funds"}}, 402)] * 2 + [submitted()] * 2)
    queue = opened(service)
    queue.start([plan("a cat", model=MODEL, take=take) for take in (1, 2)])
    runs = list(engine_module.engine().jobs.values())
    until(lambda: all(run.settled for run in runs))
    queue.update()
    (name,) = rows_of(queue)[1]
    queue.handle({"type": "retry", "id": runs[0].id})

    def word() -> object:
        queue.update()
        return rows_of(queue)[1][name]["word"]

    until(lambda: word() == "1 of 2 done")
    assert len(rows_of(queue)[0]) == 2 and len(service.calls["submit"]) == 3


def test_one_in_doubt_keeps_no_other_one_of_its_click_back_and_is_not_paid_again(opened: Start) -> None:
    queue = opened(Service(submit=[reply(b"<html>", 502)]))
    queue.start([plan("a cat", model=MODEL)])
    (lost,) = engine_module.engine().jobs.values()
    until(lambda: lost.settled)
    assert lost.state == "unknown"
    service = Service()
    queue = opened(service)
    both = [plan("a cat", model=MODEL, take=take) for take in (1, 2)]
    assert queue.start(both) == "1 job started. 1 is left as it is: see why in the queue."
    until(lambda: all(job.settled for job in engine_module.engine().jobs.values()))
    queue.update()
    jobs, (group,) = rows_of(queue)[0], rows_of(queue)[1].values()
    assert sorted(each["state"] for each in jobs.values()) == ["done", "unknown"]
    assert group["word"] == "1 of 2 done" and len(service.calls["submit"]) == 1


def test_a_sweep_that_was_begun_elsewhere_is_one_entry_too(opened: Start) -> None:
    queue = opened(Service(query=[task("processing")]))
    start([plan("a red cat", model=MODEL, take=take) for take in (1, 2, 3)])
    start([plan("a dog", model=MODEL)])
    queue.update()
    jobs, groups = rows_of(queue)
    ((name, group),) = groups.items()
    assert (group["prompt"], group["word"], group["open"]) == ("a red cat", "0 of 3 done", True)
    assert sorted(each["group"] for each in jobs.values()) == ["", name, name, name]
    start([plan(text, model=MODEL) for text in "abcdefgh"])
    queue.start([plan("a cow", model=MODEL, take=take) for take in (1, 2)], "cows")
    queue.update()
    found = {each["prompt"]: each["open"] for each in rows_of(queue)[1].values()}
    assert found == {"a red cat": True, "a … 8 prompts": False, "cows": True}


def test_a_double_click_on_a_grid_pays_once_and_is_called_as_its_prompt_was_typed(opened: Start) -> None:
    service = Service(query=[task("processing")])
    queue, sent = opened(service), Sent()
    under_way = engine_module.engine().is_under_way
    form = Form(sent, MODEL, start=queue.start, made=under_way, folder=Path.cwd)
    asked = values(model=MODEL, prompt="a {red|blue} cat", duration="4", also_duration=["8"])
    for _ in range(2):
        form.handle({"type": "generate", "values": asked})
    assert sent[-1]["said"] == "4 are on their way already."
    until(lambda: all(run.state == "running" for run in engine_module.engine().jobs.values()))
    form.handle({"type": "change", "values": asked})
    assert sent[-1]["estimate"] == "4 clips, free, 0 new (already made or under way)."
    assert len(service.calls["submit"]) == 4
    queue.update()
    assert {each["prompt"] for each in rows_of(queue)[1].values()} == {"a {red|blue} cat"}
    assert len(engine_module.engine().jobs) == 4


def test_a_click_and_what_comes_of_it_are_told_alike_by_the_form(opened: Start, paused: Paused) -> None:
    """Just after a click nothing is submitted yet; called off, it is new again; without its file, it is not paid."""
    sent = Sent()
    parts: list[Form] = []
    online = threading.Event()

    def once_online(_: httpx.Request) -> httpx.Response:
        if not online.is_set():
            raise httpx.ConnectError("offline")
        return submitted()

    queue = opened(Service(submit=[once_online]), lambda: parts[0].show())
    library = Library(lambda: Path("omnivid-clips"), engine_module.engine().journal)
    under_way = engine_module.engine().is_under_way
    form = Form(
        sent,
        MODEL,
        start=queue.start,
        made=lambda each: library.has(each) or library.is_unusable(each) or under_way(each),
        folder=Path.cwd,
    )
    parts.append(form)
    form.handle({"type": "generate", "values": values(model=MODEL)})
    (job,) = engine_module.engine().jobs.values()
    assert job.state in ("prepared", "submitting"), "nothing was taken yet"
    assert sent[-1]["estimate"] == "Already made or under way: free."
    queue.update()
    job.stop_waiting()
    paused.go_on()
    until(lambda: job.settled)
    queue.update()
    assert sent[-1]["estimate"].startswith("$0.30"), "nothing goes on"
    online.set()
    form.handle({"type": "generate", "values": values(model=MODEL)})
    clip = engine_module.engine().jobs[job.id].result(PATIENCE)
    clip.path.unlink()
    library.refresh()
    form.show()
    assert sent[-1]["estimate"] == "Already made or under way: free."
    form.handle({"type": "generate", "values": values(model=MODEL)})
    assert "is missing beside its sidecar" in sent[-1]["errors"]["form"]
