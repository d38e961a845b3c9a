"""Injected faults: what a client meets, and that nothing but the answer is changed by them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from omnivid_jupyter.simulator import ConnectionDropped, Fault, Simulator
from omnivid_jupyter.simulator.orders import State
from omnivid_jupyter.simulator.service import Service
from omnivid_jupyter.simulator.tasks import Task
from tests.engine.simulator.conftest import Opener
from tests.engine.simulator.support import SERVICES, Visitor, link, state, until

STATES: dict[str, set[Any]] = {
    "omniflash": {1, 2, 3, 4},
    "apimart": {"submitted", "processing", "completed", "failed"},
    "evolink": {"pending", "processing", "completed", "failed"},
}


async def paid(visitor: Visitor, before: float) -> bool:
    return await visitor.balance("apimart") < before


@pytest.mark.parametrize("status", [400, 408, 429, 500, 502, 503])
async def test_status_fault_answers_so_and_does_nothing(visitor: Visitor, status: int) -> None:
    before = await visitor.balance("apimart")
    visitor.simulator.inject(Fault("status", status=status, retry_after=7))
    reply = await visitor.submit("apimart")
    assert (reply.status_code, reply.headers["retry-after"]) == (status, "7")
    assert "error" in reply.json()
    assert not await paid(visitor, before)
    assert (await visitor.submit("apimart")).status_code == 200


async def test_status_fault_can_be_a_web_page(visitor: Visitor) -> None:
    visitor.simulator.inject(Fault("status", on="query", status=502, body="html"))
    reply = await visitor.query("apimart", "any")
    assert reply.status_code == 502
    assert reply.headers["content-type"].startswith("text/html")
    assert "retry-after" not in reply.headers


async def test_drop_does_nothing_and_drop_after_does_it(visitor: Visitor) -> None:
    before = await visitor.balance("apimart")
    visitor.simulator.inject(Fault("drop"))
    with pytest.raises(ConnectionDropped):
        await visitor.submit("apimart")
    assert not await paid(visitor, before)
    visitor.simulator.inject(Fault("drop-after"))
    with pytest.raises(ConnectionDropped):
        await visitor.submit("apimart")
    assert await paid(visitor, before)
    assert visitor.simulator.requests[-2].status is None


@pytest.mark.parametrize("kind", ["html", "cut-json"])
async def test_unreadable_answer_follows_work_that_was_done(visitor: Visitor, kind: Any) -> None:
    before = await visitor.balance("apimart")
    visitor.simulator.inject(Fault(kind))
    reply = await visitor.submit("apimart")
    assert reply.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        reply.json()
    assert await paid(visitor, before)


async def test_hang_only_takes_time(visitor: Visitor) -> None:
    visitor.simulator.inject(Fault("hang", seconds=0.01))
    assert (await visitor.submit("apimart")).status_code == 200


@pytest.mark.parametrize("service", SERVICES)
async def test_unknown_state_is_one_that_no_document_has(open_simulator: Opener, service: str) -> None:
    visitor = Visitor(await open_simulator(speed=1e-3))
    task = await visitor.start(service, prompt="faults")
    visitor.simulator.inject(Fault("unknown-state", on="query"))
    assert state(service, await visitor.look(service, task)) not in STATES[service]
    assert state(service, await visitor.look(service, task)) in STATES[service]


async def test_progress_faults_show_too_much_and_too_little(open_simulator: Opener) -> None:
    visitor = Visitor(await open_simulator(speed=0.5))
    task = await visitor.start("apimart", prompt="faults")
    before = await until(lambda reply: reply["data"]["progress"] >= 3, lambda: visitor.look("apimart", task))
    visitor.simulator.inject(Fault("progress-above", on="query"))
    visitor.simulator.inject(Fault("progress-backwards", on="query"))
    assert (await visitor.look("apimart", task))["data"]["progress"] > 100
    assert (await visitor.look("apimart", task))["data"]["progress"] < before["data"]["progress"]


@pytest.mark.parametrize("service", SERVICES)
async def test_completed_task_without_a_link_has_one_at_the_next_query(
    visitor: Visitor, service: str
) -> None:
    visitor.simulator.inject(Fault("no-url", on="query"))
    task = await visitor.start(service)
    assert link(service, await visitor.finish(service, task)) is None
    assert link(service, await visitor.finish(service, task)) is not None


async def test_a_task_that_ends_while_it_is_asked_for_has_one_state_for_the_fault_and_the_answer(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = await visitor.start("evolink")
    await visitor.finish("evolink", task)
    advance = Service._advance
    looks: Iterator[State] = iter(["running"])

    def ends_soon(service: Service, task: Task, now: float) -> tuple[Task, State]:
        ended, state = advance(service, task, now)
        return ended, next(looks, state)

    monkeypatch.setattr(Service, "_advance", ends_soon)
    visitor.simulator.inject(Fault("no-url", on="query"))
    seen = [await visitor.look("evolink", task) for _ in range(3)]
    assert [state("evolink", each) for each in seen] == ["processing", "completed", "completed"]
    assert [link("evolink", each) is None for each in seen] == [True, True, False]


async def test_expired_link_is_replaced_at_the_next_query(visitor: Visitor) -> None:
    visitor.simulator.inject(Fault("expired", on="query"))
    task = await visitor.start("omniflash")
    for status in (403, 200):
        address = link("omniflash", await visitor.finish("omniflash", task))
        assert address is not None
        assert (await visitor.fetch(address)).status_code == status


async def make_link(visitor: Visitor) -> str:
    address = link("omniflash", await visitor.make("omniflash"))
    assert address is not None
    return address


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Fault("html", on="media"), 200),
        (Fault("expired", on="media"), 403),
        (Fault("status", on="media", status=500), 500),
    ],
)
async def test_media_fault_gives_something_else_once(visitor: Visitor, fault: Fault, status: int) -> None:
    address = await make_link(visitor)
    visitor.simulator.inject(fault)
    spoilt = await visitor.fetch(address)
    assert spoilt.status_code == status
    assert spoilt.headers["content-type"] != "image/png"
    assert (await visitor.fetch(address)).headers["content-type"] == "image/png"


async def test_truncated_file_announces_its_length_and_is_cut(visitor: Visitor) -> None:
    address = await make_link(visitor)
    visitor.simulator.inject(Fault("truncated", on="media"))
    with pytest.raises(ConnectionDropped):
        await visitor.fetch(address)
    assert visitor.simulator.requests[-1].status == 200


async def test_faults_come_in_order_and_are_counted(visitor: Visitor) -> None:
    visitor.simulator.inject(Fault("status", on="query", status=500, times=2))
    visitor.simulator.inject(Fault("status", on="query", status=503, service="evolink"))
    visitor.simulator.inject(Fault("status", on="query", status=429, times=None))
    seen = [(await visitor.query("apimart", "any")).status_code for _ in range(4)]
    assert seen == [500, 500, 429, 429]
    assert (await visitor.query("evolink", "any")).status_code == 503
    assert (await visitor.query("evolink", "any")).status_code == 429
    visitor.simulator.clear_faults()
    assert (await visitor.query("evolink", "any")).status_code == 404


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "flood"},
        {"kind": "truncated", "on": "submit"},
        {"kind": "no-url", "on": "submit"},
        {"kind": "cut-json", "on": "media"},
        {"kind": "status", "times": 0},
        {"kind": "html", "on": "media", "service": "apimart"},
    ],
)
def test_fault_that_cannot_happen_is_refused(fields: Any) -> None:
    with pytest.raises(ValueError, match=r"fault|happens|times|media"):
        Fault(**fields)


async def test_control_paths_are_not_there_in_process(simulator: Simulator) -> None:
    visitor = Visitor(simulator)
    reply = await visitor.http.get("http://apimart.demo.invalid/simulator/requests")
    assert reply.status_code == 404
