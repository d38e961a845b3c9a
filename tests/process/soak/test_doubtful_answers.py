"""A server that takes the order and then fails to say so: one submission, an honest error, and no second payment."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.process.soak.acts import Child, ask, forget_and_ask, go_on
from tests.process.soak.conftest import NewPerson
from tests.process.soak.world import REQUESTS, Server

#: The fault, and how many tasks the service has charged although no usable answer came.
FAULTS: dict[str, tuple[dict[str, Any], int]] = {
    "drop-after": ({"kind": "drop-after"}, 1),
    "drop": ({"kind": "drop"}, 0),
    "html": ({"kind": "html"}, 1),
    "cut-json": ({"kind": "cut-json"}, 1),
    "500": ({"kind": "status", "status": 500}, 0),
    "502 html": ({"kind": "status", "status": 502, "body": "html"}, 0),
}
#: Seconds for which the server hangs: long enough for a busy machine to see it, and to kill who waits for it.
HANGS = 5.0

#: Where the task's id stands in the half that arrives: that is no doubt any more.
READABLE = {("evolink", "cut-json")}
DOUBTFUL = [(service, fault) for service in REQUESTS for fault in FAULTS if (service, fault) not in READABLE]


@pytest.mark.parametrize(("service", "fault"), DOUBTFUL)
def test_an_answer_that_says_nothing_is_paid_at_most_once(
    server: Server, person: NewPerson, service: str, fault: str
) -> None:
    me = person(service)
    what, taken = FAULTS[fault]
    began = time.time()
    server.inject(service=service, times=None, **what)  # for ever: a second submission would meet it, too
    try:
        outcomes = [Child(ask, me).result() for _ in range(3)]
    finally:
        server.clear_faults()
    outcomes.append(Child(ask, me).result())
    assert outcomes[0].clip is None and outcomes[0].unknown
    assert outcomes == [outcomes[0]] * 4
    assert server.posts(began) == 1 and len(server.charged(me)) == taken
    assert not me.folder.exists() or not list(me.folder.iterdir())
    wanted = Child(forget_and_ask, me, outcomes[0].unknown).result()
    assert server.posts(began) == 2 and server.charged(me)[-1] == wanted.clip.task_id
    assert len(server.charged(me)) == taken + 1


@pytest.mark.parametrize(("service", "fault"), READABLE)
def test_an_answer_that_is_cut_behind_the_id_is_a_task_that_is_paid_once(
    server: Server, person: NewPerson, service: str, fault: str
) -> None:
    me = person(service)
    began = time.time()
    server.inject(service=service, times=1, **FAULTS[fault][0])
    try:
        outcomes = [Child(ask, me).result() for _ in range(2)]
    finally:
        server.clear_faults()
    assert outcomes[0].clip and outcomes[1].clip and outcomes[0].clip.path == outcomes[1].clip.path
    assert server.posts(began) == 1 and server.charged(me) == [outcomes[0].clip.task_id]


@pytest.mark.parametrize("service", REQUESTS)
def test_who_is_killed_while_the_server_hangs_does_not_pay_again(
    server: Server, person: NewPerson, service: str
) -> None:
    me = person(service)
    began = time.time()
    server.inject(kind="hang", service=service, seconds=HANGS)
    child = Child(go_on, me)
    while me.state() != "submitting":
        time.sleep(0.01)
    hangs_until = time.monotonic() + HANGS
    child.kill()
    outcomes = [Child(ask, me).result() for _ in range(2)]
    assert outcomes[0].unknown and outcomes == [outcomes[0]] * 2
    time.sleep(
        max(0.0, hangs_until - time.monotonic())
    )  # the server knows by now whether it had begun to come
    assert server.posts(began) <= 1
    wanted = Child(forget_and_ask, me, outcomes[0].unknown).result()
    assert server.posts(began) <= 2 and server.charged(me)[-1] == wanted.clip.task_id
