"""EvoLink's document: which requests are taken, which are refused, and how."""

from __future__ import annotations

import json
from typing import Any

import pytest

from omnivid_jupyter.simulator.dialects.evolink import EvoLink
from omnivid_jupyter.simulator.orders import Order, Refusal

DIALECT = EvoLink()
GOOD: dict[str, Any] = {"model": "gemini-omni-flash-text-to-video", "prompt": "赤い鞠が石段をはねて落ちる"}


def read(**fields: Any) -> Order:
    body = {name: value for name, value in {**GOOD, **fields}.items() if value is not ...}
    return DIALECT.read(json.dumps(body).encode(), lambda task_id: False)


@pytest.mark.parametrize(
    ("fields", "made"),
    [
        ({}, (1280, 720, 10)),
        ({"aspect_ratio": "16:9", "duration": 10}, (1280, 720, 10)),
        ({"aspect_ratio": "9:16", "duration": 3}, (720, 1280, 3)),
        ({"duration": 7}, (1280, 720, 7)),
        ({"callback_url": "https://hooks.example.com/done?id=1"}, (1280, 720, 10)),
        ({"callback_url": "https://8.8.8.8/done"}, (1280, 720, 10)),
    ],
)
def test_documented_request_orders_just_that_video(fields: Any, made: tuple[int, int, int]) -> None:
    order = read(**fields)
    assert (order.width, order.height, order.seconds) == made


def test_auto_lets_the_model_choose_and_reserves_for_the_longest() -> None:
    orders = [read(duration="auto", aspect_ratio="auto", prompt=f"prompt {i}") for i in range(40)]
    assert len({order.seconds for order in orders}) > 2
    assert {order.width for order in orders} == {1280, 720}
    assert all(3 <= (order.seconds or 0) <= 10 for order in orders)
    assert {order.reserved for order in orders} == {58.6}
    assert all(order.charge <= order.reserved for order in orders)
    assert orders[0] == read(duration="auto", aspect_ratio="auto", prompt="prompt 0")


@pytest.mark.parametrize(
    "fields",
    [
        {"model": ...},
        {"model": ""},
        {"model": 5},
        {"prompt": ...},
        {"prompt": ""},
        {"prompt": " "},
        {"duration": 2},
        {"duration": 11},
        {"duration": 6.5},
        {"duration": "6"},
        {"duration": True},
        {"duration": None},
        {"duration": "Auto"},
        {"aspect_ratio": "1:1"},
        {"aspect_ratio": 1},
        {"resolution": "720p"},
        {"image_urls": ["https://example.com/a.png"]},
        {"negative_prompt": "no text"},
        {"callback_url": "http://hooks.example.com/"},
        {"callback_url": "ftp://hooks.example.com/"},
        {"callback_url": "hooks.example.com"},
        {"callback_url": "https://hooks.example.com/" + "x" * 2048},
        {"callback_url": "https://127.0.0.1/"},
        {"callback_url": "https://127.1/"},
        {"callback_url": "https://2130706433/"},
        {"callback_url": "https://10.1.2.3/"},
        {"callback_url": "https://172.16.0.1/"},
        {"callback_url": "https://172.31.255.255/"},
        {"callback_url": "https://192.168.1.1:8443/"},
        {"callback_url": "https://169.254.169.254/"},
        {"callback_url": "https://[::1]/"},
        {"callback_url": "https://[::ffff:10.0.0.1]/"},
        {"callback_url": "https://localhost/"},
        {"callback_url": "https://LOCALHOST./"},
        {"callback_url": None},
    ],
)
def test_anything_else_is_an_invalid_request(fields: Any) -> None:
    with pytest.raises(Refusal) as refused:
        read(**fields)
    assert refused.value.status == 400
    assert refused.value.body["error"]["code"] == "invalid_request"
    assert refused.value.body["error"]["type"] == "invalid_request_error"


@pytest.mark.parametrize("model", ["gemini-omni-flash-image-to-video", "something-else"])
def test_other_models_are_not_for_this_key(model: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(model=model)
    assert refused.value.status == 403
    assert refused.value.body["error"]["code"] == "model_access_denied"
    assert model in refused.value.body["error"]["message"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff"])
def test_what_is_no_json_object_is_an_invalid_request(body: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        DIALECT.read(body, lambda task_id: False)
    assert refused.value.body["error"]["code"] == "invalid_request"


@pytest.mark.parametrize(
    ("refusal", "status", "code", "kind"),
    [
        (DIALECT.unauthorized(""), 401, "unauthorized", "authentication_error"),
        (DIALECT.no_funds(), 402, "insufficient_quota", "insufficient_quota"),
        (DIALECT.rate_limited(2), 429, "rate_limit_exceeded", "rate_limit_error"),
    ],
)
def test_account_errors_are_the_documented_ones(refusal: Refusal, status: int, code: str, kind: str) -> None:
    assert refusal.status == status
    assert refusal.body["error"]["code"] == code
    assert refusal.body["error"]["type"] == kind
