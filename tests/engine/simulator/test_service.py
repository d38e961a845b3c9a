"""The life of a task, over HTTP: keys, states, money, and what survives a restart."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from omnivid_jupyter.simulator import Simulator
from tests.engine.simulator.conftest import Opener
from tests.engine.simulator.support import SERVICES, SUBMIT, Visitor, link, state, task_id, until

WORDS = {
    "omniflash": (1, 2, 3, 4),
    "apimart": ("submitted", "processing", "completed", "failed"),
    "evolink": ("pending", "processing", "completed", "failed"),
}
PREVIEW = {"model": "gemini-omni-flash-preview", "duration": None, "prompt": "a drawing"}
LONG_LINE = 1e-3  # a speed at which nothing ends during a test


@pytest.mark.parametrize("service", SERVICES)
async def test_submitted_task_ends_with_a_link_to_its_file(visitor: Visitor, service: str) -> None:
    reply = await visitor.make(service)
    assert state(service, reply) == WORDS[service][2]
    address = link(service, reply)
    assert address is not None
    file = await visitor.fetch(address)
    assert file.status_code == 200
    assert file.headers["content-type"] == ("image/png" if service == "omniflash" else "video/mp4")


async def test_omniflash_replies_have_the_documented_shape(visitor: Visitor) -> None:
    submitted = (await visitor.submit("omniflash")).json()
    assert submitted["code"] == 200
    assert submitted["data"].keys() == {"task_id", "request_id", "credits"}
    assert submitted["data"]["credits"] == 15
    done = await visitor.finish("omniflash", submitted["data"]["task_id"])
    assert done["code"] == 200
    assert done["data"]["video_url"] is None
    assert done["data"]["image_url"].startswith("http://media.demo.invalid/")
    assert done["data"]["credits"] == 15


async def test_apimart_replies_have_the_documented_shape(visitor: Visitor) -> None:
    submitted = (await visitor.submit("apimart")).json()
    task = task_id("apimart", submitted)
    assert submitted == {"code": 200, "data": [{"status": "submitted", "task_id": task}]}
    done = await visitor.finish("apimart", task)
    data = done["data"]
    assert data["id"] == task
    assert data["progress"] == 100
    assert data["cost"] == 0.25
    assert "credits_cost" not in data
    assert data["completed"] >= data["created"]
    assert data["actual_time"] >= 1
    assert isinstance(data["estimated_time"], int)
    assert data["result"]["videos"][0]["expires_at"] == pytest.approx(time.time() + 86_400, abs=120)


async def test_preview_model_also_reports_credits(visitor: Visitor) -> None:
    done = (await visitor.make("apimart", **PREVIEW))["data"]
    assert done["credits_cost"] == pytest.approx(done["cost"] * 10)


async def test_only_a_finished_task_of_ones_own_can_be_extended(open_simulator: Opener) -> None:
    slow, quick = await open_simulator(speed=LONG_LINE), await open_simulator()
    first = await Visitor(slow).start("apimart", **PREVIEW)
    extension = {**PREVIEW, "prompt": "again", "extend_from_task_id": first}
    assert (await Visitor(slow).submit("apimart", **extension)).status_code == 400
    await Visitor(quick).finish("apimart", first)
    assert (await Visitor(quick, "sk-other").submit("apimart", **extension)).status_code == 400
    assert (await Visitor(quick).submit("apimart", **extension)).status_code == 200


async def test_evolink_replies_have_the_documented_shape(visitor: Visitor) -> None:
    submitted = (await visitor.submit("evolink", duration="auto", prompt="three kites")).json()
    assert submitted.keys() == {
        "id", "object", "type", "model", "created", "status", "progress", "task_info", "usage",
    }  # fmt: skip
    assert submitted["object"] == "video.generation.task"
    assert submitted["status"] == "pending"
    assert submitted["progress"] == 0
    assert submitted["task_info"]["can_cancel"] is False
    assert submitted["task_info"]["estimated_time"] >= 1
    assert submitted["usage"]["credits_reserved"] == 58.6
    done = await visitor.finish("evolink", submitted["id"])
    assert done["progress"] == 100
    assert len(done["results"]) == 1
    assert 0 < done["usage"]["credits_used"] < 58.6


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("key", [None, "", "student", "pk-1"])
async def test_wrong_key_is_refused_everywhere(simulator: Simulator, service: str, key: str | None) -> None:
    visitor = Visitor(simulator, key)
    for reply in (await visitor.submit(service), await visitor.query(service, "any")):
        if service == "omniflash":
            assert (reply.status_code, reply.json()["code"]) == (200, 401)
        else:
            assert reply.status_code == 401


async def test_wrong_key_learns_no_balance(simulator: Simulator) -> None:
    visitor = Visitor(simulator, "nobody")
    apimart = await visitor.http.get(simulator.base_urls["apimart"] + "/user/balance")
    assert (apimart.status_code, apimart.json()["success"]) == (200, False)
    evolink = await visitor.http.get(simulator.base_urls["evolink"] + "/v1/credits")
    assert evolink.status_code == 401


@pytest.mark.parametrize(("service", "status"), [("omniflash", 200), ("apimart", 402), ("evolink", 402)])
async def test_poor_key_cannot_pay(simulator: Simulator, service: str, status: int) -> None:
    reply = await Visitor(simulator, "sk-poor-student").submit(service)
    assert reply.status_code == status
    if service == "omniflash":
        assert reply.json()["code"] == 0


@pytest.mark.parametrize("service", SERVICES)
async def test_limited_key_is_told_when_to_come_back(simulator: Simulator, service: str) -> None:
    reply = await Visitor(simulator, "sk-limited-student").submit(service)
    assert reply.status_code == 429
    assert int(reply.headers["retry-after"]) >= 1


@pytest.mark.parametrize("service", SERVICES)
async def test_key_sees_only_its_own_tasks(simulator: Simulator, visitor: Visitor, service: str) -> None:
    task = await visitor.start(service)
    own = await visitor.query(service, task)
    other = await Visitor(simulator, "sk-other").query(service, task)
    unknown = await visitor.query(service, "no-such-task")
    assert state(service, own.json()) in WORDS[service]
    assert (other.status_code, other.json()) == (unknown.status_code, unknown.json())
    assert other.json() != own.json()


@pytest.mark.parametrize("service", SERVICES)
async def test_new_task_waits_before_it_runs(open_simulator: Opener, service: str) -> None:
    visitor = Visitor(await open_simulator(speed=LONG_LINE))
    reply = (await visitor.query(service, await visitor.start(service))).json()
    assert state(service, reply) == WORDS[service][0]
    assert link(service, reply) is None


@pytest.mark.parametrize("service", SERVICES)
async def test_task_is_seen_running_with_growing_progress(open_simulator: Opener, service: str) -> None:
    visitor = Visitor(await open_simulator(speed=1.0))
    task = await visitor.start(service)
    running = await until(
        lambda reply: state(service, reply) == WORDS[service][1], lambda: visitor.look(service, task)
    )
    if service == "omniflash":
        assert "progress" not in running["data"]
        return

    def progress(reply: Any) -> int:
        return int(reply["data"]["progress"] if service == "apimart" else reply["progress"])

    later = await until(
        lambda reply: progress(reply) > progress(running), lambda: visitor.look(service, task)
    )
    assert 0 <= progress(running) < progress(later) <= 100


@pytest.mark.parametrize("word", ["fail", "content_policy_violation"])
@pytest.mark.parametrize("service", SERVICES)
async def test_prompt_can_ask_for_a_failure(visitor: Visitor, service: str, word: str) -> None:
    reply = await visitor.make(service, prompt=f"a lesson [simulate: {word}]")
    assert state(service, reply) == WORDS[service][3]
    assert link(service, reply) is None
    match service:
        case "omniflash":
            assert word in reply["msg"]
            assert reply["data"]["credits"] == 0
        case "apimart":
            assert reply["data"]["error"]["code"] == "task_failed"
            assert word in reply["data"]["error"]["message"]
            assert (reply["data"]["cost"], reply["data"]["progress"]) == (0, 100)
        case _:
            assert reply["error"]["code"] == (word if word != "fail" else "service_unavailable")
            assert reply["usage"]["credits_used"] == 0


@pytest.mark.parametrize(("service", "price"), [("apimart", 0.25), ("evolink", 17.58)])
async def test_money_is_taken_at_submission_and_given_back_on_failure(
    open_simulator: Opener, service: str, price: float
) -> None:
    slow, quick = Visitor(await open_simulator(speed=LONG_LINE)), Visitor(await open_simulator())
    before = await slow.balance(service)
    await slow.start(service, prompt="money [simulate: fail]")
    assert await slow.balance(service) == pytest.approx(before - price)
    # The task ends without a query: asking for the balance settles it.
    await until(lambda balance: balance == pytest.approx(before), lambda: quick.balance(service))
    await quick.make(service)
    assert await quick.balance(service) == pytest.approx(before - price)


async def test_reserve_that_is_not_used_comes_back(visitor: Visitor) -> None:
    before = await visitor.balance("evolink")
    done = await visitor.make("evolink", duration="auto", prompt="three kites")
    assert await visitor.balance("evolink") == pytest.approx(before - done["usage"]["credits_used"])


async def test_refused_request_costs_nothing(visitor: Visitor) -> None:
    before = await visitor.balance("apimart")
    assert (await visitor.submit("apimart", duration=5)).status_code == 400
    assert await visitor.balance("apimart") == before


@pytest.mark.parametrize("service", SERVICES)
async def test_task_and_balance_survive_a_restart(open_simulator: Opener, service: str) -> None:
    first = await open_simulator(speed=LONG_LINE)
    task = await Visitor(first).start(service)
    await first.aclose()
    reply = await Visitor(await open_simulator()).finish(service, task)
    assert state(service, reply) == WORDS[service][2]


async def test_two_simulators_share_one_state(open_simulator: Opener) -> None:
    one, two = Visitor(await open_simulator()), Visitor(await open_simulator())
    reply = await two.finish("apimart", await one.start("apimart"))
    address = link("apimart", reply)
    assert address is not None
    assert (await one.fetch(address)).status_code == 200


@pytest.mark.parametrize("service", SERVICES)
async def test_body_that_does_not_say_it_is_json_is_refused(visitor: Visitor, service: str) -> None:
    url = str((await visitor.submit(service)).request.url)
    reply = await visitor.http.post(url, content=b"{}", headers={"Content-Type": "text/plain"})
    assert reply.json().get("code") == 0 if service == "omniflash" else reply.status_code == 400


@pytest.mark.parametrize("service", SERVICES)
async def test_unknown_path_is_not_found_in_the_services_words(visitor: Visitor, service: str) -> None:
    reply = await visitor.http.get(visitor.simulator.base_urls[service] + "/v9/nothing")
    assert reply.headers["content-type"] == "application/json"
    assert reply.json().get("code") == 0 if service == "omniflash" else reply.status_code == 404


async def test_broken_characters_in_a_prompt_are_no_server_error(visitor: Visitor) -> None:
    url = visitor.simulator.base_urls["apimart"] + SUBMIT["apimart"]
    body = b'{"model": "Omni-Flash-Ext", "prompt": "half a pair: \\ud800 [simulate: fail]"}'
    reply = await visitor.http.post(url, content=body, headers={"Content-Type": "application/json"})
    assert reply.status_code in (200, 400)
    assert reply.headers["content-type"] == "application/json"


async def test_request_log_holds_bodies_but_no_key(visitor: Visitor, tmp_path: Path) -> None:
    picture = "data:image/png;base64," + "A" * 4000
    await visitor.submit("apimart", image_urls=[picture])
    record = visitor.simulator.requests[-1]
    assert (record.method, record.path, record.status) == ("POST", "/v1/videos/generations", 200)
    assert record.authorization
    assert record.body["duration"] == 4
    assert len(record.body["image_urls"][0]) < 300
    assert "sk-student" not in repr(visitor.simulator.requests)
    state_files = (tmp_path / "state").glob("*.sqlite*")
    assert not any(b"sk-student" in file.read_bytes() for file in state_files)


async def test_foreign_host_is_turned_away(simulator: Simulator) -> None:
    reply = await Visitor(simulator).http.get("http://rebound.example/media/x")
    assert reply.status_code == 421


def test_speed_is_positive(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="speed"):
        Simulator(tmp_path, speed=0)


async def test_the_same_order_again_is_another_take_and_somebody_elses_is_the_first(
    open_simulator: Opener,
) -> None:
    simulator = await open_simulator()
    mine, other = Visitor(simulator), Visitor(simulator, "sk-other")
    links = [str(link("omniflash", await each.make("omniflash"))) for each in (mine, mine, other)]
    first, second, theirs = [(await mine.fetch(url)).content for url in links]
    assert first != second
    assert first == theirs
