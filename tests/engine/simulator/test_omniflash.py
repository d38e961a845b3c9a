"""OmniFlash's document: which requests are taken, which are refused, and how."""

from __future__ import annotations

import json
from typing import Any

import pytest

from omnivid_jupyter.simulator.dialects.omniflash import OmniFlash
from omnivid_jupyter.simulator.orders import Order, Refusal

DIALECT = OmniFlash()
GOOD: dict[str, Any] = {
    "model_id": "omni-flash",
    "prompt": "a mossy garden, the camera pans",
    "aspect_ratio": "16:9",
}


def read(**fields: Any) -> Order:
    body = {name: value for name, value in {**GOOD, **fields}.items() if value is not ...}
    return DIALECT.read(json.dumps(body).encode(), lambda task_id: False)


@pytest.mark.parametrize(
    ("fields", "size"),
    [
        ({}, (1280, 720)),
        ({"aspect_ratio": ...}, (1280, 720)),
        ({"aspect_ratio": "9:16"}, (720, 1280)),
        ({"model_id": "omni-pro"}, (1280, 720)),
        ({"model_id": "seedance-2", "prompt": "海辺を走る犬"}, (1280, 720)),
        ({"image_urls": ["https://example.com/a.png", "http://example.com/b.jpg"]}, (1280, 720)),
        ({"image_urls": []}, (1280, 720)),
    ],
)
def test_documented_request_orders_a_video_of_5_to_8_seconds(fields: Any, size: tuple[int, int]) -> None:
    order = read(**fields)
    assert (order.kind, order.width, order.height) == ("video", *size)
    assert order.seconds in (5, 6, 7, 8)
    assert order.charge == order.reserved == 15


@pytest.mark.parametrize("model", ["gpt-image-2", "nano-banana-2"])
def test_image_models_order_an_image(model: str) -> None:
    order = read(model_id=model, aspect_ratio="9:16")
    assert (order.kind, order.width, order.height, order.seconds) == ("image", 720, 1280, None)


@pytest.mark.parametrize(
    "fields",
    [
        {"model_id": "omni-flash-9"},
        {"model_id": ...},
        {"model_id": 3},
        {"prompt": ...},
        {"prompt": ""},
        {"prompt": "  \n"},
        {"prompt": 7},
        {"prompt": None},
        {"aspect_ratio": "4:3"},
        {"aspect_ratio": "auto"},
        {"image_urls": "https://example.com/a.png"},
        {"image_urls": ["not an address"]},
        {"image_urls": ["data:image/png;base64,AAAA"]},
        {"image_urls": [1]},
        {"duration": 6},
        {"resolution": "720p"},
        {"model": "omni-flash"},
    ],
)
def test_anything_else_is_a_business_failure_with_code_0(fields: Any) -> None:
    with pytest.raises(Refusal) as refused:
        read(**fields)
    assert refused.value.status == 200
    assert refused.value.body["code"] == 0
    assert refused.value.body["msg"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"text"', b"\xff", b"null"])
def test_what_is_no_json_object_is_a_business_failure(body: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        DIALECT.read(body, lambda task_id: False)
    assert refused.value.body["code"] == 0


def test_wrong_key_is_code_401() -> None:
    assert DIALECT.unauthorized("").body["code"] == 401


def test_the_same_request_is_always_of_the_same_length() -> None:
    assert read().seconds == read().seconds
    assert len({read(prompt=f"prompt {i}").seconds for i in range(40)}) == 4
