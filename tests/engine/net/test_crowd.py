"""Many jobs at once: what is on its way is bounded before the client, and waiting for a place is no fault."""

from __future__ import annotations

import asyncio
import re
import threading
from pathlib import Path

import httpx
import pytest

from omnivid_jupyter import clock
from omnivid_jupyter.engine.run import Run
from omnivid_jupyter.net.endpoints import Endpoint
from omnivid_jupyter.net.gate import Gate
from omnivid_jupyter.net.transport import Transport
from omnivid_jupyter.providers.wire import Call
from tests import PATIENCE
from tests.clipfiles import mp4
from tests.engine.conftest import KEY, Process
from tests.engine.service import Service, completed, media, reply, submitted, task
from tests.engine.test_resuming import start
from tests.engine.test_submitting import wait_for
from tests.wound import Wound

ENDPOINT = Endpoint("apimart", "APIMart", "https://api.apimart.ai/v1", KEY)
GET = Call("GET", "/tasks/task_1")


class Counting(httpx.AsyncBaseTransport):
    """A network that counts what is on its way: altogether, and by kind."""

    def __init__(self, answers: Service, seconds: float = 0.01) -> None:
        self.answers = answers
        self.seconds = seconds
        self.now: dict[str, int] = {}
        self.most: dict[str, int] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        kind = request.method + request.url.host
        self.now[kind] = self.now.get(kind, 0) + 1
        self.most[kind] = max(self.most.get(kind, 0), self.now[kind])
        try:
            await asyncio.sleep(self.seconds)
            return await self.answers.handle_async_request(request)
        finally:
            self.now[kind] -= 1


async def test_a_place_is_given_in_the_order_in_which_it_was_asked_for() -> None:
    gate, came = Gate(each=2, total=3), list[str]()

    async def ask(origin: str, name: str) -> None:
        async with gate.place(origin):
            came.append(name)
            await asyncio.sleep(0.01)

    waiting = [ask("a", f"a{i}") for i in range(6)] + [ask("b", f"b{i}") for i in range(2)]
    await asyncio.gather(*waiting)
    assert came[:3] == ["a0", "a1", "b0"], "one origin's crowd keeps no other from its place"
    assert [each for each in came if each[0] == "a"] == [f"a{i}" for i in range(6)]


async def test_so_many_begin_in_a_second_once_two_seconds_are_used_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gate, waited = Gate(each=9, total=9, rate=10), list[float]()
    monkeypatch.setattr(clock, "monotonic", lambda: 1000.0)

    async def noted(seconds: float) -> None:
        waited.append(round(seconds, 6))

    monkeypatch.setattr(clock, "sleep", noted)
    for _ in range(23):
        async with gate.place("a"):
            pass
    assert [each for each in waited if each] == [0.1, 0.2, 0.3]


async def test_a_place_is_free_again_after_a_fault_and_after_a_cancelled_wait() -> None:
    gate = Gate(each=1, total=1)
    with pytest.raises(ZeroDivisionError):
        async with gate.place("a"):
            raise ZeroDivisionError
    async with gate.place("a"):
        assert gate.is_full("a") and gate.is_full("b")
        waiting = asyncio.ensure_future(gate.place("a").__aenter__())
        await asyncio.sleep(0)
        waiting.cancel()
    async with asyncio.timeout(PATIENCE), gate.place("a"):
        assert not Gate(each=1, total=1).is_full("a")


async def test_a_thousand_queries_at_once_reach_the_network_a_few_at_a_time_and_all_are_answered(
    wound: Wound,
) -> None:
    network = Counting(Service())
    transport = Transport(network)
    replies = await asyncio.gather(*(transport.send(ENDPOINT, GET) for _ in range(1000)))
    await transport.aclose()
    assert {each.status for each in replies} == {200}
    assert network.most == {"GETapi.apimart.ai": 32}


async def test_who_asks_for_a_person_does_not_wait_behind_the_jobs() -> None:
    network = Counting(Service(), seconds=0.2)
    transport = Transport(network)
    crowd = [asyncio.ensure_future(transport.send(ENDPOINT, GET)) for _ in range(500)]
    await asyncio.sleep(0)
    await transport.send(ENDPOINT, GET, patient=True)
    assert sum(each.done() for each in crowd) < 100, "it had to wait for its turn"
    for each in crowd:
        each.cancel()
    await asyncio.gather(*crowd, return_exceptions=True)
    await transport.aclose()


def test_a_submission_that_waits_for_its_turn_is_prepared_and_is_called_off_with_its_wait(
    process: Process,
) -> None:
    service = Service()
    answers = threading.Event()

    class Hanging(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            while not answers.is_set():
                await asyncio.sleep(0.01)
            return await service.handle_async_request(request)

    engine = process(Hanging())
    jobs = [start(engine, prompt=f"apple {i}") for i in range(40)]
    first, last = jobs[0], jobs[-1]
    wait_for(lambda: first.state != "prepared")
    assert last.state == "prepared"
    says = r"waiting for its turn: \d+ tasks are in flight at APIMart, \d+ before it"
    wait_for(lambda: re.fullmatch(says, last.snapshot().note or ""))
    last.stop_waiting()
    assert "Nothing was submitted." in str(last.stopped())
    answers.set()
    for job in jobs[:-1]:
        job.result()
    with pytest.raises(Exception, match="Nothing was submitted"):
        last.result(PATIENCE)
    assert len(service.calls["submit"]) == 39


async def test_a_crowd_of_submissions_reaches_the_network_a_few_at_a_time() -> None:
    network, notes = Counting(Service()), list[str]()
    transport = Transport(network)

    async def submit() -> None:
        async with transport.turn(ENDPOINT, notes.append) as send:
            await send(Call("POST", "/videos/generations", {}))

    await asyncio.gather(*(submit() for _ in range(40)))
    await transport.aclose()
    assert network.most == {"POSTapi.apimart.ai": 32}
    assert set(notes) == {"waiting for its turn: others are being submitted"}


def test_a_thousand_jobs_end_with_a_thousand_clips(
    process: Process, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "omnivid_jupyter.net.transport._QUERIES", 10_000.0
    )  # a test of the gate has the pauses
    count = 1000

    class Numbered(Service):
        def __init__(self) -> None:
            super().__init__(
                submit=[lambda _: submitted(f"task_{len(self.calls['submit'])}")],
                query=[reply({"error": {"code": 429, "message": "busy"}}, 429), completed()],
                download=[lambda _: media(mp4())],
            )

    service = Numbered()
    engine = process(Counting(service))
    jobs: list[Run] = [start(engine, prompt=f"apple {i}") for i in range(count)]
    paths = {job.result(timeout=4 * PATIENCE).path for job in jobs}
    assert len(paths) == len(service.calls["submit"]) == count
    assert len(list((tmp_path / "clips").glob("*.mp4"))) == count


def test_many_jobs_keep_few_messages_each_and_always_the_submission(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("omnivid_jupyter.engine.run._ALL_EXCHANGES", 30)
    service = Service(query=[*[task("processing")] * 30, completed()])
    job = start(process(service))
    job.result()
    kept = job.exchanges
    assert len(service.calls["query"]) == 31 and 10 <= len(kept) <= 30
    assert (kept[0].method, kept[0].number, kept[-1].number) == ("POST", 0, 32)
