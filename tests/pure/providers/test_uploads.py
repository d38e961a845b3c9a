"""How a local medium can reach each model, and what an upload says to APIMart and back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from omnivid_jupyter.errors import AuthenticationError, InvalidRequestError, RateLimitError, ServiceError
from omnivid_jupyter.localmedia import LocalMedia
from omnivid_jupyter.providers.apimart import APIMart
from omnivid_jupyter.providers.capabilities import Media
from omnivid_jupyter.providers.checks import check
from omnivid_jupyter.providers.registry import MODELS, PROVIDERS, resolve
from omnivid_jupyter.providers.wire import Reply, UnreadableReply
from omnivid_jupyter.request import VideoRequest

PNG = LocalMedia(b"\x89PNG\r\n\x1a\n", "image/png", "boat.png")
WEBP = LocalMedia(b"RIFF0000WEBP", "image/webp", "boat.webp")
MP4 = LocalMedia(b"\0\0\0\x18ftypmp42", "video/mp4", "walk.mp4", seconds=2.0)
EXT, PREVIEW = "apimart/Omni-Flash-Ext", "apimart/gemini-omni-flash-preview"
FLASH, EVOLINK = "omniflash/omni-flash", "evolink/gemini-omni-flash-text-to-video"


def checked(address: str, **fields: Any) -> VideoRequest:
    return check(resolve(address).model, VideoRequest(model=address, prompt="x", **fields))


def made_by(world: str) -> tuple[str]:
    return (LocalMedia(PNG.content, PNG.media_type, PNG.name, task=f"{world}:abc").uri,)


@pytest.mark.parametrize(
    ("model", "field", "media", "delivery"),
    [
        (EXT, "images", PNG, "data"),
        (EXT, "images", WEBP, "data"),
        (PREVIEW, "images", PNG, "upload"),
        (PREVIEW, "videos", MP4, "data"),
        (FLASH, "images", LocalMedia(b"x", "image/png", task="omniflash:abc"), "result"),
        (FLASH, "images", PNG, None),
    ],
)
def test_a_local_medium_goes_the_way_that_the_models_document_names(
    model: str, field: str, media: LocalMedia, delivery: str | None
) -> None:
    table: Media = getattr(resolve(model).model, field)
    assert table.delivery(media) == delivery


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (EXT, {"images": (PNG.uri,)}),
        (EXT, {"images": (WEBP.uri, PNG.uri, "https://example.com/a.png")}),
        (PREVIEW, {"images": (PNG.uri,) * 16, "videos": (MP4.uri,)}),
        (FLASH, {"images": made_by("omniflash")}),
        ("demo/omni-flash", {"images": made_by("demo")}),
        ("DEMO/Omni-Pro", {"images": made_by("demo")}),
        ("omni-flash", {"images": made_by("omniflash")}),
    ],
)
def test_what_can_reach_a_model_passes_unchanged(model: str, fields: dict[str, Any]) -> None:
    request = checked(model, **fields)
    assert {field: getattr(request, field) for field in fields} == fields


ADDRESSES_ONLY = "images cannot be local files for {model} (boat.png): it takes http(s) addresses only"


@pytest.mark.parametrize(
    ("model", "fields", "says"),
    [
        (FLASH, {"images": (PNG.uri,)}, ADDRESSES_ONLY),
        (FLASH, {"images": made_by("demo")}, ADDRESSES_ONLY),
        ("demo/omni-flash", {"images": made_by("omniflash")}, ADDRESSES_ONLY),
        (FLASH, {"images": made_by("apimart")}, ADDRESSES_ONLY),
        (EVOLINK, {"images": (PNG.uri,)}, "takes no reference images"),
        (EVOLINK, {"videos": (MP4.uri,)}, "takes no reference videos"),
        (EXT, {"images": (MP4.uri,)}, "data:image/"),
        (EXT, {"images": (PNG.uri, PNG.uri)}, "2 images"),
        (PREVIEW, {"images": (WEBP.uri,)}, f"boat.webp is image/webp, and {PREVIEW} takes JPEG or PNG"),
        (PREVIEW, {"images": (MP4.uri,)}, "walk.mp4 is video/mp4"),
        (PREVIEW, {"videos": (PNG.uri,)}, "data:video/"),
        ("evolink/some-new-model", {"videos": (MP4.uri,)}, "videos cannot be local files"),
    ],
)  # fmt: skip
def test_what_cannot_reach_a_model_is_refused_with_its_name(
    model: str, fields: dict[str, Any], says: str
) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        checked(model, **fields)
    assert caught.value.field in fields
    assert says.replace("{model}", model) in caught.value.message
    assert len(caught.value.message) < 300


def test_a_refusal_says_what_would_work() -> None:
    with pytest.raises(InvalidRequestError) as caught:
        checked(FLASH, images=(PNG.uri,))
    assert caught.value.hint == (
        "Put it on a public address and give that, or give the clip of an image that omniflash/… made."
    )


def test_every_upload_that_a_table_promises_is_there() -> None:
    promised = {model.service for model in MODELS if model.images and model.images.upload}
    assert promised == {"apimart"}
    for service in promised:
        assert PROVIDERS[service].upload(PNG).method == "POST"


def test_an_upload_is_the_documented_form_and_tells_no_file_name() -> None:
    call = APIMart().upload(PNG)
    assert (call.method, call.path, call.json) == ("POST", "/uploads/images", None)
    assert call.files is not None and list(call.files) == ["file"]
    name, content, media_type = call.files["file"]
    assert (content, media_type) == (PNG.content, "image/png")
    assert name.endswith(".png") and "boat" not in name
    assert "PNG" not in repr(call)


def test_an_upload_answers_with_its_address() -> None:
    body = {
        "url": "https://upload.example.com/f/1-boat.png",
        "filename": "boat.png",
        "content_type": "image/png",
        "bytes": 8,
        "created_at": 1743436800,
    }
    assert APIMart().read_upload(Reply(200, json.dumps(body).encode())) == body["url"]


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (200, {}, UnreadableReply),
        (200, {"url": None}, UnreadableReply),
        (200, {"url": "/f/1.png"}, UnreadableReply),
        (200, {"url": "file:///etc/passwd"}, UnreadableReply),
        (200, {"url": "data:image/png;base64,AA=="}, UnreadableReply),
        (500, {"error": {"code": 500, "message": "upload failed", "type": "server_error"}}, UnreadableReply),
        (400, {"error": {"code": 400, "message": "no file", "type": "invalid_request_error"}}, InvalidRequestError),
        (413, {"error": {"code": 413, "message": "too large", "type": "x"}}, InvalidRequestError),
        (401, {"error": {"code": 401, "message": "no", "type": "authentication_error"}}, AuthenticationError),
        (429, {"error": {"code": 429, "message": "slow", "type": "rate_limit_error"}}, RateLimitError),
        (503, {}, ServiceError),
    ],
)  # fmt: skip
def test_an_upload_that_failed_is_an_error_of_its_kind(
    status: int, body: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        APIMart().read_upload(Reply(status, json.dumps(body).encode()))
