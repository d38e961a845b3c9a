"""Whatever is sent to the simulator is answered as the service would, or its connection is closed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from omnivid_jupyter.simulator import Simulator
from omnivid_jupyter.simulator.app import LARGEST_BODY
from tests.engine.simulator.conftest import Opener
from tests.engine.simulator.support import EXAMPLE, KEY, SERVICES, SUBMIT, Visitor, task_id

MARKED = ("apimart", "evolink")


def said(service: str, reply: httpx.Response) -> Any:
    """The service's own code for an error, in the shape that its document has."""
    body = reply.json()
    if service == "omniflash":
        assert set(body) == {"code", "msg"}
        return body["code"]
    assert set(body) == {"error"} and set(body["error"]) == {"code", "message", "type"}
    return body["error"]["code"]


# Paths and methods


@pytest.mark.parametrize("service", SERVICES)
async def test_an_unknown_path_is_answered_in_the_service_s_words(visitor: Visitor, service: str) -> None:
    base = visitor.simulator.base_urls[service]
    for path in ("/nothing", "/", "/v9/videos", "/%00", "/%ff", "/" + "x" * 5000):
        reply = await visitor.http.get(base + path)
        assert said(service, reply) == {"omniflash": 0, "apimart": 404, "evolink": "not_found"}[service]


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("method", ["PROPFIND", "PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_a_wrong_method_is_answered_in_the_service_s_words(
    visitor: Visitor, service: str, method: str
) -> None:
    reply = await visitor.http.request(method, visitor.simulator.base_urls[service] + SUBMIT[service])
    assert reply.status_code == 405
    assert said(service, reply) == {"evolink": "method_not_allowed"}.get(service, 405)


async def test_what_no_service_is_asked_for_is_answered_in_json(open_simulator: Opener) -> None:
    origin = "http://127.0.0.1:9"
    visitor = Visitor(await open_simulator(origin=origin, media_origin="http://127.0.0.1:8"))
    for url, status in ((f"{origin}/nothing", 404), ("http://elsewhere.example/", 421)):
        reply = await visitor.http.get(url)
        assert (reply.status_code, reply.json()["error"]["code"]) == (status, status)


# Bodies


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000 + b"]" * 100_000,
        b'{"prompt": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"prompt": ' + b"9" * 5000 + b"}",
        b"\xff\xfe{\x00}\x00",
        b'{"prompt": NaN}',
        b"",
    ],
    ids=["deep", "deep inside", "digits", "utf-16", "nan", "nothing"],
)
async def test_a_body_that_cannot_be_read_is_refused(visitor: Visitor, service: str, body: bytes) -> None:
    url = visitor.simulator.base_urls[service] + SUBMIT[service]
    reply = await visitor.http.post(url, content=body, headers={"Content-Type": "application/json"})
    said(service, reply)
    assert reply.status_code == (200 if service == "omniflash" else 400)
    assert len(json.dumps([repr(record) for record in visitor.simulator.requests])) < 10_000


async def chunks(size: int) -> AsyncIterator[bytes]:
    for _ in range(size >> 20):
        yield b" " * 2**20


@pytest.mark.parametrize("announced", [True, False])
async def test_a_body_without_an_end_is_not_taken(visitor: Visitor, announced: bool) -> None:
    url = visitor.simulator.base_urls["apimart"] + SUBMIT["apimart"]
    headers = {"Content-Type": "application/json"} | ({"Content-Length": str(10**12)} if announced else {})
    reply = await visitor.http.post(url, content=chunks(LARGEST_BODY + 2**20), headers=headers)
    assert reply.status_code == 413 and reply.json()["error"]["code"] == 413


async def test_names_on_the_media_host_that_no_file_has_are_not_found(visitor: Visitor) -> None:
    for name in ("%00.png", "..", "%2e%2e", "x" * 300, "%ff"):
        assert (await visitor.fetch(f"http://media.demo.invalid/uploads/{name}")).status_code == 404


# The same submission once more


@pytest.mark.parametrize("service", MARKED)
async def test_a_repeated_key_with_the_same_body_is_the_same_task(visitor: Visitor, service: str) -> None:
    url, body = visitor.simulator.base_urls[service] + SUBMIT[service], EXAMPLE[service]
    before = await visitor.balance(service)
    mark = {"Idempotency-Key": "job-1"}
    first = await visitor.http.post(url, json=body, headers=mark)
    paid = await visitor.balance(service)
    other_order = dict(reversed(body.items()))
    again = [await visitor.http.post(url, json=each, headers=mark) for each in (body, other_order)]
    assert {task_id(service, reply.json()) for reply in (first, *again)} == {task_id(service, first.json())}
    assert before > paid == await visitor.balance(service)
    replayed = [reply.headers.get("idempotency-replayed") for reply in (first, *again)]
    assert replayed == ([None, "true", "true"] if service == "evolink" else [None] * 3)


@pytest.mark.parametrize("service", MARKED)
async def test_a_repeated_key_with_another_body_is_refused(visitor: Visitor, service: str) -> None:
    url, body = visitor.simulator.base_urls[service] + SUBMIT[service], EXAMPLE[service]
    mark = {"Idempotency-Key": "job-1"}
    await visitor.http.post(url, json=body, headers=mark)
    paid = await visitor.balance(service)
    reply = await visitor.http.post(url, json={**body, "prompt": "another"}, headers=mark)
    said(service, reply)
    assert reply.status_code == 422 and await visitor.balance(service) == paid


@pytest.mark.parametrize("service", SERVICES)
async def test_other_keys_other_people_and_no_key_are_tasks_of_their_own(
    simulator: Simulator, service: str
) -> None:
    url, body = simulator.base_urls[service] + SUBMIT[service], EXAMPLE[service]
    marks: list[tuple[str, dict[str, str]]] = [
        (KEY, {"Idempotency-Key": "job-1"}),
        (KEY, {"Idempotency-Key": "job-2"}),
        ("sk-other", {"Idempotency-Key": "job-1"}),
        (KEY, {}),
        (KEY, {}),
    ]
    replies = [await Visitor(simulator, key).http.post(url, json=body, headers=mark) for key, mark in marks]
    assert len({task_id(service, reply.json()) for reply in replies}) == len(marks)


@pytest.mark.parametrize("service", MARKED)
async def test_two_that_come_at_once_are_one_task(visitor: Visitor, service: str) -> None:
    url = visitor.simulator.base_urls[service] + SUBMIT[service]
    mark = {"Idempotency-Key": "job-1"}
    replies = await asyncio.gather(
        *(visitor.http.post(url, json=EXAMPLE[service], headers=mark) for _ in range(8))
    )
    assert len({task_id(service, reply.json()) for reply in replies}) == 1


async def test_a_key_outlives_the_process(open_simulator: Opener) -> None:
    ids = set()
    for _ in range(2):
        visitor = Visitor(await open_simulator())
        url = visitor.simulator.base_urls["evolink"] + SUBMIT["evolink"]
        reply = await visitor.http.post(url, json=EXAMPLE["evolink"], headers={"Idempotency-Key": "job-1"})
        ids.add(reply.json()["id"])
    assert len(ids) == 1


@pytest.mark.parametrize("key", ["", "x" * 192, "two words", "caf\xe9", "a\x7fb"])
async def test_a_key_that_is_none_is_refused(visitor: Visitor, key: str) -> None:
    url = visitor.simulator.base_urls["apimart"] + SUBMIT["apimart"]
    headers = [(b"Idempotency-Key", key.encode("latin-1"))]
    reply = await visitor.http.post(url, json=EXAMPLE["apimart"], headers=headers)
    assert reply.status_code == 400 and said("apimart", reply) == 400
