"""APIMart's two documents: which requests are taken, which are refused, and how."""

from __future__ import annotations

import json
from typing import Any

import pytest

from omnivid_jupyter.simulator.dialects.apimart import APIMart
from omnivid_jupyter.simulator.orders import Order, Refusal

DIALECT = APIMart()
EXT: dict[str, Any] = {"model": "Omni-Flash-Ext", "prompt": "a child jumps rope in a yard"}
PREVIEW: dict[str, Any] = {"model": "gemini-omni-flash-preview", "prompt": "a green pear on a table"}
PNG = "data:image/png;base64,iVBORw0KGgo="
URL = "https://example.com/picture.jpg"


def read(base: dict[str, Any], **fields: Any) -> Order:
    body = {name: value for name, value in {**base, **fields}.items() if value is not ...}
    return DIALECT.read(json.dumps(body).encode(), lambda task_id: task_id == "task_done")


@pytest.mark.parametrize(
    ("fields", "made", "price"),
    [
        ({}, (1280, 720, 6), 0.30),
        ({"duration": 4}, (1280, 720, 4), 0.25),
        ({"duration": 8, "aspect_ratio": "9:16"}, (720, 1280, 8), 0.35),
        ({"duration": 10, "resolution": "1080p", "aspect_ratio": "9:16"}, (1080, 1920, 10), 0.40),
        ({"duration": 4, "resolution": "4k", "aspect_ratio": "16:9"}, (3840, 2160, 4), 0.75),
        ({"duration": 10, "resolution": "4K", "size": "9:16"}, (2160, 3840, 10), 0.90),
        ({"resolution": "1080P"}, (1920, 1080, 6), 0.30),
        ({"size": "9:16", "aspect_ratio": "9:16"}, (720, 1280, 6), 0.30),
        ({"image_urls": []}, (1280, 720, 6), 0.30),
        ({"image_urls": [URL]}, (1280, 720, 6), 0.30),
        ({"image_urls": [PNG]}, (1280, 720, 6), 0.30),
        ({"image_urls": [URL, PNG, URL]}, (1280, 720, 6), 0.30),
    ],
)
def test_documented_ext_request_orders_just_that_video(
    fields: Any, made: tuple[int, int, int], price: float
) -> None:
    order = read(EXT, **fields)
    assert (order.width, order.height, order.seconds) == made
    assert order.charge == order.reserved == pytest.approx(price)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("invalid_duration", {"duration": 5}),
        ("invalid_duration", {"duration": 7}),
        ("invalid_duration", {"duration": 12}),
        ("invalid_duration", {"duration": "6"}),
        ("invalid_duration", {"duration": True}),
        ("invalid_duration", {"duration": "auto"}),
        ("invalid_duration", {"duration": None}),
        ("invalid_resolution", {"resolution": "480p"}),
        ("invalid_resolution", {"resolution": 720}),
        ("invalid_resolution", {"resolution": ""}),
        ("unsupported_image_count", {"image_urls": [URL, URL]}),
        ("unsupported_image_count", {"image_urls": [URL] * 4}),
        ("invalid_request_error", {"model": "omni-flash-ext"}),
        ("invalid_request_error", {"model": ...}),
        ("invalid_request_error", {"prompt": ...}),
        ("invalid_request_error", {"prompt": ""}),
        ("invalid_request_error", {"prompt": "\t "}),
        ("invalid_request_error", {"aspect_ratio": "4:3"}),
        ("invalid_request_error", {"aspect_ratio": "auto"}),
        ("invalid_request_error", {"aspect_ratio": None}),
        ("invalid_request_error", {"aspect_ratio": "16:9", "size": "9:16"}),
        ("invalid_request_error", {"image_urls": ["ftp://example.com/a.jpg"]}),
        ("invalid_request_error", {"image_urls": ["data:image/png;base64,***"]}),
        ("invalid_request_error", {"image_urls": ["data:video/mp4;base64,AAAA"]}),
        ("invalid_request_error", {"image_urls": URL}),
        ("invalid_request_error", {"video_urls": [URL]}),
        ("invalid_request_error", {"callback_url": "https://example.com/"}),
        ("invalid_request_error", {"extend_from_task_id": "task_done"}),
    ],
)
def test_ext_refuses_with_the_documented_type(kind: str, fields: Any) -> None:
    with pytest.raises(Refusal) as refused:
        read(EXT, **fields)
    assert refused.value.status == 400
    assert refused.value.body["error"]["code"] == 400
    assert refused.value.body["error"]["type"] == kind
    assert refused.value.body["error"]["message"]


@pytest.mark.parametrize(
    ("fields", "size"),
    [
        ({}, (1280, 720)),
        ({"aspect_ratio": "9:16"}, (720, 1280)),
        ({"aspect_ratio": "4:3"}, (1280, 720)),
        ({"aspect_ratio": "auto"}, (1280, 720)),
        ({"resolution": "720p"}, (1280, 720)),
        ({"image_urls": [URL]}, (1280, 720)),
        ({"image_urls": [URL] * 16, "prompt": ...}, (1280, 720)),
        ({"video_urls": [URL]}, (1280, 720)),
        ({"video_urls": ["data:video/mp4;base64,AAAA"], "prompt": ...}, (1280, 720)),
        ({"extend_from_task_id": "task_done"}, (1280, 720)),
    ],
)
def test_documented_preview_request_orders_3_to_10_seconds(fields: Any, size: tuple[int, int]) -> None:
    order = read(PREVIEW, **fields)
    assert (order.width, order.height) == size
    assert order.seconds is not None
    assert 3 <= order.seconds <= 10
    assert order.charge == pytest.approx(order.seconds * 0.088)


@pytest.mark.parametrize(
    "fields",
    [
        {"prompt": ...},
        {"prompt": ""},
        {"prompt": "", "image_urls": [URL]},
        {"prompt": ..., "image_urls": []},
        {"image_urls": [URL] * 17},
        {"image_urls": [PNG]},
        {"video_urls": [URL, URL]},
        {"video_urls": ["data:image/png;base64,AAAA"]},
        {"aspect_ratio": 16},
        {"resolution": "1080p"},
        {"resolution": "4k"},
        {"duration": 6},
        {"size": "16:9"},
        {"extend_from_task_id": "task_of_nobody"},
        {"extend_from_task_id": ""},
        {"callback_url": "https://example.com/"},
    ],
)
def test_preview_refuses_anything_else(fields: Any) -> None:
    with pytest.raises(Refusal) as refused:
        read(PREVIEW, **fields)
    assert refused.value.status == 400
    assert refused.value.body["error"]["type"] == "invalid_request_error"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff"])
def test_what_is_no_json_object_is_an_invalid_request(body: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        DIALECT.read(body, lambda task_id: False)
    assert refused.value.body["error"]["type"] == "invalid_request_error"


@pytest.mark.parametrize(
    ("refusal", "status", "kind"),
    [
        (DIALECT.unauthorized(""), 401, "authentication_error"),
        (DIALECT.no_funds(), 402, "payment_required"),
        (DIALECT.rate_limited(2), 429, "rate_limit_error"),
    ],
)
def test_account_errors_are_the_documented_ones(refusal: Refusal, status: int, kind: str) -> None:
    assert refusal.status == status
    assert refusal.body["error"]["code"] == status
    assert refusal.body["error"]["type"] == kind


def test_task_ids_are_like_the_documented_one_and_sort_by_time() -> None:
    early, late = DIALECT.new_task_id(1_779_246_294.0), DIALECT.new_task_id(1_779_246_295.0)
    assert early.startswith("task_")
    assert len(early) == len("task_01KS1H7ZYSJWH1N779S2FSHTKA")
    assert early < late
