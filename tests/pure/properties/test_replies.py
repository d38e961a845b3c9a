"""Whatever a service answers is a result, a refusal or a doubt; a task id that can be read is never lost."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omnivid_jupyter.errors import OmnividError, ServiceError
from omnivid_jupyter.providers.registry import PROVIDERS
from omnivid_jupyter.providers.replies import REFUSALS
from omnivid_jupyter.providers.wire import Accepted, Reply, TaskStatus, UnreadableReply
from tests.pure.properties import examples

WORDS = "code data status task_status task_id id error result results videos url expires_at progress cost"
WORDS += (
    " credits message msg type usage task_info success estimated_time credits_used remaining_credits user"
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from([0, 1, 3, 200, 400, 10**30, "200", "completed", "failed", "https://a.b/c", "\ud83d"])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS.split()), inner, max_size=5)
    ),
    max_leaves=12,
)
OBJECTS = st.dictionaries(st.sampled_from(WORDS.split()), VALUES, max_size=6)
STATUSES = st.sampled_from([200, 201, 202, 204, 302, *REFUSALS, 408, 409, 500, 502, 504, 524])
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32-le"])
SERVICES = pytest.mark.parametrize("provider", PROVIDERS.values(), ids=PROVIDERS)


def written(body: Any, encoding: str = "utf-8") -> bytes:
    return json.dumps(body, ensure_ascii=encoding != "utf-8-sig").encode(encoding, "replace")


def with_id(service: str, rest: dict[str, Any], task_id: str) -> dict[str, Any]:
    """An answer that names a task where the service's document has it, whatever else it says."""
    if service == "evolink":  # whose errors have an id, too; the state is what tells a task
        return {**rest, "id": task_id, "status": "pending"}
    return {**rest, "data": {"omniflash": {"task_id": task_id}, "apimart": [{"task_id": task_id}]}[service]}


@SERVICES
@examples(600)
@given(body=VALUES, status=STATUSES, encoding=ENCODINGS)
def test_every_value_is_a_result_a_refusal_or_a_doubt(
    provider: Any, body: Any, status: int, encoding: str
) -> None:
    reply = Reply(status, written(body, encoding))
    for read in (provider.read_submit, provider.read_query, provider.read_balance, provider.read_upload):
        try:
            result = read(reply)
        except (OmnividError, UnreadableReply) as error:
            str(error).encode()
        except NotImplementedError:
            assert read.__func__.__qualname__.startswith("Provider.")
        else:
            if isinstance(result, TaskStatus):
                assert 200 <= status < 300 and result.word.isprintable()
            if isinstance(result, Accepted):
                assert result.task_id.isprintable()


@SERVICES
@examples(600)
@given(noise=st.binary(max_size=60), cut=st.integers(0, 80), at=st.integers(0, 80), status=STATUSES)
def test_every_run_of_bytes_is_a_result_a_refusal_or_a_doubt(
    provider: Any, noise: bytes, cut: int, at: int, status: int
) -> None:
    body = written(with_id(provider.name, {"code": 200}, "task_1"))
    for spoilt in (noise, body[:cut], body[:at] + noise + body[at:]):
        for read in (provider.read_submit, provider.read_query):
            with contextlib.suppress(OmnividError, UnreadableReply):
                read(Reply(status, spoilt))


@SERVICES
@examples(600)
@given(rest=OBJECTS, task_id=st.from_regex(r"[\w-]{1,40}", fullmatch=True), encoding=ENCODINGS)
def test_a_good_answer_with_a_task_id_is_that_task(
    provider: Any, rest: dict[str, Any], task_id: str, encoding: str
) -> None:
    body = written(with_id(provider.name, rest, task_id), encoding)
    if task_id != "0":
        assert provider.read_submit(Reply(200, body)).task_id == task_id


@SERVICES
@examples(600)
@given(body=OBJECTS, status=st.sampled_from([100, 301, 302, 307, 408, 409, 425, 500, 502, 504, 520, 524]))
def test_what_may_have_been_charged_is_never_called_refused(
    provider: Any, body: dict[str, Any], status: int
) -> None:
    try:
        provider.read_submit(Reply(status, written(body)))
    except UnreadableReply:
        pass
    except OmnividError as error:
        assert status < 500 and not isinstance(error, ServiceError)
