"""Replies as no document shows them: what can be read in them is read, a task id first of all."""

from __future__ import annotations

import json
from typing import Any

import pytest

from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.providers.registry import PROVIDERS
from omnivid_jupyter.providers.wire import Accepted, Reply, UnreadableReply

TAKEN: dict[str, dict[str, Any]] = {
    "omniflash": {"code": 200, "data": {"task_id": "task_1", "credits": 15}},
    "apimart": {"code": 200, "data": [{"status": "submitted", "task_id": "task_1"}]},
    "evolink": {"id": "task_1", "object": "video.generation.task", "status": "pending"},
}
RUNNING: dict[str, dict[str, Any]] = {
    "omniflash": {"code": 200, "data": {"task_id": "task_1", "task_status": 2}},
    "apimart": {"code": 200, "data": {"id": "task_1", "status": "processing"}},
    "evolink": {"id": "task_1", "status": "processing"},
}


def with_field(body: dict[str, Any], value: str) -> bytes:
    """The body with one more field, whose value is written as it is given."""
    return f'{json.dumps(body)[:-1]}, "more": {value}}}'.encode()


def deep(levels: int) -> str:
    return "[" * levels + "]" * levels


ODD = {
    "a byte order mark": lambda body: b"\xef\xbb\xbf" + json.dumps(body).encode(),
    "UTF-16": lambda body: json.dumps(body).encode("utf-16"),
    "UTF-16 without a mark": lambda body: json.dumps(body).encode("utf-16-le"),
    "UTF-32": lambda body: json.dumps(body).encode("utf-32"),
    "NaN": lambda body: with_field(body, "NaN"),
    "-Infinity": lambda body: with_field(body, "-Infinity"),
    "1e400": lambda body: with_field(body, "1e400"),
    "5,000 digits": lambda body: with_field(body, "9" * 5000),
    "5,000 digits in a text": lambda body: with_field(body, f'"{"9" * 5000}"'),
    "100,000 levels": lambda body: with_field(body, deep(100_000)),
    "brackets in a text": lambda body: with_field(body, f'"{"[" * 100_000}"'),
    "half a character": lambda body: with_field(body, '"\\ud83d"'),
    "Latin-1": lambda body: with_field(body, '"é"').decode().encode("latin-1"),
    "a line end in a text": lambda body: with_field(body, '"a\nb"'),
    "something behind it": lambda body: json.dumps(body).encode() + b"\n<!-- cached -->",
}
#: Fields that a document has, filled as none does.
STRANGE: list[tuple[str, Any]] = [
    ("error", []),
    ("error", {}),
    ("error", {"code": None, "message": None}),
    ("usage", "none"),
    ("task_info", [1]),
    ("results", {"a": 1}),
    ("progress", {"done": 1}),
    ("msg", {"en": "fine"}),
    ("success", "yes"),
]


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("service", PROVIDERS)
def test_a_good_reply_is_read_however_it_is_written(service: str, odd: str) -> None:
    provider = PROVIDERS[service]
    assert provider.read_submit(Reply(200, ODD[odd](TAKEN[service]))).task_id == "task_1"
    assert provider.read_query(Reply(200, ODD[odd](RUNNING[service]))).state == "running"


@pytest.mark.parametrize(("field", "value"), STRANGE)
@pytest.mark.parametrize("service", PROVIDERS)
def test_no_other_field_hides_a_task_id(service: str, field: str, value: Any) -> None:
    provider = PROVIDERS[service]
    for body in ({**TAKEN[service], field: value}, {field: value, **TAKEN[service]}):
        assert provider.read_submit(Reply(200, json.dumps(body).encode())).task_id == "task_1"


def test_the_first_readable_id_of_a_list_is_the_task() -> None:
    body = {"code": 200, "data": [None, "?", {"task_id": {}}, {"task_id": None, "id": "task_1"}]}
    assert PROVIDERS["apimart"].read_submit(Reply(200, json.dumps(body).encode())) == Accepted("task_1")


@pytest.mark.parametrize("status", [100, 302, 400, 403, 404, 408, 409, 500, 502, 503, 504, 524])
@pytest.mark.parametrize("service", PROVIDERS)
def test_a_status_does_not_undo_a_task_that_the_body_names(service: str, status: int) -> None:
    reply = Reply(status, json.dumps(TAKEN[service]).encode())
    assert PROVIDERS[service].read_submit(reply).task_id == "task_1"


@pytest.mark.parametrize("service", PROVIDERS)
def test_a_refusal_that_numbers_itself_is_a_refusal(service: str) -> None:
    body = {"id": "req_7", "data": {"task_id": "req_7"}, "error": {"code": 400, "message": "no"}}
    with pytest.raises(InvalidRequestError):
        PROVIDERS[service].read_submit(Reply(400, json.dumps(body).encode()))


@pytest.mark.parametrize("code", ["9" * 5000, f'"{"9" * 5000}"', "1e400", '{"a": 1}', deep(200)])
@pytest.mark.parametrize("service", PROVIDERS)
def test_a_code_that_is_none_is_a_doubt_and_no_mistake(service: str, code: str) -> None:
    body = f'{{"code": {code}, "error": {{"code": {code}, "message": {code}}}}}'.encode()
    for read in (PROVIDERS[service].read_submit, PROVIDERS[service].read_query):
        with pytest.raises(UnreadableReply):
            read(Reply(200, body))


@pytest.mark.parametrize("service", TAKEN)
@pytest.mark.parametrize(
    "body",
    [
        b'{"error": {"id": "x", "task_id": "x", "message": "no',
        b'{"success": false, "data": {"id": "x", "task_id": "x"',
        b'{"id": "", "task_id": 0, "message": "no',
        b'{"id": "x',
        b"<html>id: x</html>",
    ],
)
def test_what_is_no_task_id_is_not_taken_for_one_in_what_cannot_be_read(service: str, body: bytes) -> None:
    with pytest.raises(UnreadableReply):
        PROVIDERS[service].read_submit(Reply(200, body))
