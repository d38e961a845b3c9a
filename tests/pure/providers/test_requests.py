"""What a service's document shows as a request is exactly what goes out; what it forbids stays here."""

from __future__ import annotations

from typing import Any

import pytest

from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.providers.checks import check
from omnivid_jupyter.providers.registry import MODELS, resolve
from omnivid_jupyter.request import VideoRequest

EXT = "apimart/Omni-Flash-Ext"
PREVIEW = "apimart/gemini-omni-flash-preview"
EVOLINK = "evolink/gemini-omni-flash-text-to-video"
JPEG = "data:image/jpeg;base64,/9j/4AAQSkZJRg=="
MP4 = "data:video/mp4;base64,AAAAGGZ0eXBtcDQy"


def body(model: str, prompt: str, **fields: Any) -> dict[str, Any] | None:
    target = resolve(model)
    request = check(target.model, VideoRequest(model=model, prompt=prompt, **fields))
    call = target.provider.submit(target.model, request)
    assert call.method == "POST"
    return call.json


@pytest.mark.parametrize(
    ("model", "prompt", "fields", "expected"),
    [
        # OmniFlash's guide
        (
            "omniflash/omni-flash",
            "a quiet moss garden in the first light, slow pan to the left",
            {"aspect_ratio": "16:9"},
            {
                "model_id": "omni-flash",
                "prompt": "a quiet moss garden in the first light, slow pan to the left",
                "aspect_ratio": "16:9",
            },
        ),
        (
            "omniflash/nano-banana-2",
            "a cat",
            {"images": ("https://example.com/cat.png",)},
            {"model_id": "nano-banana-2", "prompt": "a cat", "image_urls": ["https://example.com/cat.png"]},
        ),
        # APIMart's page on Omni-Flash-Ext: the call on top and the four scenarios
        (
            EXT,
            "a girl is dancing happily in a sunny garden",
            {"duration": 10, "resolution": "1080p", "aspect_ratio": "9:16"},
            {
                "model": "Omni-Flash-Ext",
                "prompt": "a girl is dancing happily in a sunny garden",
                "duration": 10,
                "resolution": "1080p",
                "aspect_ratio": "9:16",
            },
        ),
        (
            EXT,
            "a beautiful sunset over the ocean with seagulls flying",
            {"duration": 6, "resolution": "720p", "aspect_ratio": "16:9"},
            {
                "model": "Omni-Flash-Ext",
                "prompt": "a beautiful sunset over the ocean with seagulls flying",
                "duration": 6,
                "resolution": "720p",
                "aspect_ratio": "16:9",
            },
        ),
        (
            EXT,
            "make the character smile and slowly turn around, cinematic camera motion",
            {
                "duration": 6,
                "resolution": "1080p",
                "aspect_ratio": "9:16",
                "images": ("https://example.com/character.jpg",),
            },
            {
                "model": "Omni-Flash-Ext",
                "prompt": "make the character smile and slowly turn around, cinematic camera motion",
                "duration": 6,
                "resolution": "1080p",
                "aspect_ratio": "9:16",
                "image_urls": ["https://example.com/character.jpg"],
            },
        ),
        (
            EXT,
            "a creative scene combining these elements with smooth camera motion",
            {
                "duration": 10,
                "resolution": "1080p",
                "aspect_ratio": "9:16",
                "images": (
                    "https://example.com/scene.jpg",
                    "https://example.com/character.jpg",
                    "https://example.com/product.jpg",
                ),
            },
            {
                "model": "Omni-Flash-Ext",
                "prompt": "a creative scene combining these elements with smooth camera motion",
                "duration": 10,
                "resolution": "1080p",
                "aspect_ratio": "9:16",
                "image_urls": [
                    "https://example.com/scene.jpg",
                    "https://example.com/character.jpg",
                    "https://example.com/product.jpg",
                ],
            },
        ),
        (
            EXT,
            "close-up of a hummingbird hovering in front of a red flower",
            {"duration": 4, "resolution": "4K", "aspect_ratio": "16:9"},
            {
                "model": "Omni-Flash-Ext",
                "prompt": "close-up of a hummingbird hovering in front of a red flower",
                "duration": 4,
                "resolution": "4k",
                "aspect_ratio": "16:9",
            },
        ),
        (EXT, "x", {"images": (JPEG,)}, {"model": "Omni-Flash-Ext", "prompt": "x", "image_urls": [JPEG]}),
        # APIMart's page on gemini-omni-flash-preview: the call on top and the three scenarios
        (
            PREVIEW,
            "a red apple on a wooden table, short cinematic clip",
            {"aspect_ratio": "16:9"},
            {
                "model": "gemini-omni-flash-preview",
                "prompt": "a red apple on a wooden table, short cinematic clip",
                "aspect_ratio": "16:9",
            },
        ),
        (
            PREVIEW,
            "a blue butterfly landing on a flower, macro, soft light",
            {"aspect_ratio": "9:16"},
            {
                "model": "gemini-omni-flash-preview",
                "prompt": "a blue butterfly landing on a flower, macro, soft light",
                "aspect_ratio": "9:16",
            },
        ),
        (
            PREVIEW,
            "turn this drawing into realistic footage, use it only as a motion guide",
            {"images": ("https://example.com/sketch.jpg",)},
            {
                "model": "gemini-omni-flash-preview",
                "prompt": "turn this drawing into realistic footage, use it only as a motion guide",
                "image_urls": ["https://example.com/sketch.jpg"],
            },
        ),
        (
            PREVIEW,
            "when the person touches the mirror, make it ripple like liquid",
            {"videos": ("https://example.com/clip.mp4",)},
            {
                "model": "gemini-omni-flash-preview",
                "prompt": "when the person touches the mirror, make it ripple like liquid",
                "video_urls": ["https://example.com/clip.mp4"],
            },
        ),
        (
            PREVIEW,
            " ",
            {"videos": (MP4,)},
            {"model": "gemini-omni-flash-preview", "video_urls": [MP4]},
        ),
        (
            PREVIEW,
            "now at night",
            {"extend": "task_01KS1H7ZYSJWH1N779S2FSHTKA"},
            {
                "model": "gemini-omni-flash-preview",
                "prompt": "now at night",
                "extend_from_task_id": "task_01KS1H7ZYSJWH1N779S2FSHTKA",
            },
        ),
        # EvoLink's page
        (
            EVOLINK,
            "折り紙の鶴が本棚から飛び立つ",
            {"aspect_ratio": "16:9", "duration": 10},
            {
                "model": "gemini-omni-flash-text-to-video",
                "prompt": "折り紙の鶴が本棚から飛び立つ",
                "aspect_ratio": "16:9",
                "duration": 10,
            },
        ),
        (
            EVOLINK,
            "x",
            {
                "aspect_ratio": "auto",
                "duration": "auto",
                "callback_url": "https://your-domain.com/webhooks/video-task-completed",
            },
            {
                "model": "gemini-omni-flash-text-to-video",
                "prompt": "x",
                "aspect_ratio": "auto",
                "duration": "auto",
                "callback_url": "https://your-domain.com/webhooks/video-task-completed",
            },
        ),
    ],
)
def test_a_documented_request_goes_out_to_the_letter(
    model: str, prompt: str, fields: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert body(model, prompt, **fields) == expected


IMAGE = "https://example.com/a.png"


@pytest.mark.parametrize(
    ("model", "fields", "field", "allowed"),
    [
        (EXT, {"duration": 5}, "duration", "4, 6, 8 or 10"),
        (EXT, {"duration": "auto"}, "duration", "4, 6, 8 or 10"),
        (EXT, {"duration": True}, "duration", "4, 6, 8 or 10"),
        (EXT, {"duration": 6.0}, "duration", "4, 6, 8 or 10"),
        (EVOLINK, {"duration": 2}, "duration", '"auto" or 3 to 10'),
        (EVOLINK, {"duration": 11}, "duration", '"auto" or 3 to 10'),
        (PREVIEW, {"duration": 6}, "duration", "decides the length itself"),
        ("omniflash/omni-flash", {"duration": 6}, "duration", "decides the length itself"),
        (EXT, {"resolution": "480p"}, "resolution", "720p, 1080p or 4k"),
        (PREVIEW, {"resolution": "4k"}, "resolution", "720p"),
        ("omniflash/omni-pro", {"resolution": "720p"}, "resolution", "no such parameter"),
        (EVOLINK, {"resolution": "720p"}, "resolution", "no such parameter"),
        (EXT, {"images": (IMAGE,) * 2}, "images", "1 or 3"),
        (EXT, {"images": (IMAGE,) * 4}, "images", "1 or 3"),
        (PREVIEW, {"images": (IMAGE,) * 17}, "images", "1 to 16"),
        (EVOLINK, {"images": (IMAGE,)}, "images", "no reference images"),
        (PREVIEW, {"videos": (IMAGE,) * 2}, "videos", "takes 1"),
        (EXT, {"videos": (IMAGE,)}, "videos", "no reference videos"),
        *[(model.address, {"aspect_ratio": "4:3"}, "aspect_ratio", "16:9") for model in MODELS],
        (EVOLINK, {"callback_url": "http://example.com/hook"}, "callback_url", "https://"),
        (EVOLINK, {"callback_url": "https://10.0.0.7/hook"}, "callback_url", "private"),
        (EVOLINK, {"callback_url": "https://172.16.0.1/"}, "callback_url", "private"),
        (EVOLINK, {"callback_url": "https://192.168.1.5/"}, "callback_url", "private"),
        (EVOLINK, {"callback_url": "https://127.0.0.1:8443/"}, "callback_url", "private"),
        (EVOLINK, {"callback_url": "https://127.1/"}, "callback_url", "private"),
        (EVOLINK, {"callback_url": "https://2130706433/"}, "callback_url", "private"),
        (EVOLINK, {"callback_url": "https://[::1]/"}, "callback_url", "private"),
        (EVOLINK, {"callback_url": "https://[::ffff:10.0.0.1]/"}, "callback_url", "private"),
        (EVOLINK, {"callback_url": "https://localhost/hook"}, "callback_url", "private"),
        (EVOLINK, {"callback_url": "https://printer.local/hook"}, "callback_url", "private"),
        (EVOLINK, {"callback_url": "https://intranet/hook"}, "callback_url", "private"),
        (EVOLINK, {"callback_url": "https://example.com/" + "x" * 2048}, "callback_url", "2048"),
        (EXT, {"callback_url": "https://example.com/hook"}, "callback_url", "reports to none"),
        (EXT, {"extend": "task_1"}, "extend", "does not go on"),
        (PREVIEW, {"extend": "two words"}, "extend", "id of an earlier task"),
        (PREVIEW, {"extend": "{turn.task_id}"}, "extend", "id of an earlier task"),
        (EXT, {"images": ("ftp://example.com/a.png",)}, "images", "http(s)"),
        (EXT, {"images": ("cat.png",)}, "images", "http(s)"),
        (EXT, {"images": ("data:text/html;base64,PGI+",)}, "images", "data:image/"),
        (EXT, {"images": ("data:image/png,raw",)}, "images", "data:image/"),
        (PREVIEW, {"images": ("data:image/webp;base64,UklGRg==",)}, "images", "JPEG or PNG"),
        (PREVIEW, {"images": ("data:image/png,raw",)}, "images", "http(s)"),
        ("omniflash/omni-flash", {"images": (JPEG,)}, "images", "http(s)"),
        (PREVIEW, {"videos": ("file:///clip.mp4",)}, "videos", "data:video/"),
        ("apimart/some-new-model", {"duration": "long"}, "duration", "a whole number"),
    ],
)
def test_what_a_document_forbids_is_refused_with_field_value_and_what_is_allowed(
    model: str, fields: dict[str, Any], field: str, allowed: str
) -> None:
    target = resolve(model)
    with pytest.raises(InvalidRequestError) as caught:
        check(target.model, VideoRequest(model=model, prompt="x", **fields))
    assert caught.value.field == field
    assert allowed in str(caught.value)
    assert "\n" not in caught.value.message


@pytest.mark.parametrize("field", ["images", "videos"])
@pytest.mark.parametrize("url", ["https://u:topsecret@h.example/a.png", "HTTP://topsecret@h.example/a b.png"])
def test_an_address_with_a_login_is_refused_without_repeating_it(field: str, url: str) -> None:
    request = VideoRequest(model=PREVIEW, prompt="x", **{field: (url,)})  # type: ignore[arg-type]
    with pytest.raises(InvalidRequestError, match=f"{field} cannot be an address with a login") as caught:
        check(resolve(PREVIEW).model, request)
    assert caught.value.field == field and "topsecret" not in str(caught.value)


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (EXT, {"images": ("https://h.example/a b.png?X-Amz-Signature=topsecret",)}),
        (EXT, {"images": ("ftp://h.example/a.png?sig=topsecret&a=1",)}),
        (EVOLINK, {"callback_url": "http://h.example/done?token=topsecret"}),
        (EVOLINK, {"callback_url": "https://10.0.0.1/done?token=topsecret"}),
    ],
)
def test_an_address_that_is_refused_is_not_repeated_with_what_signs_it(
    model: str, fields: dict[str, Any]
) -> None:
    with pytest.raises(InvalidRequestError, match=r"'.+\?…' is not possible") as caught:
        check(resolve(model).model, VideoRequest(model=model, prompt="x", **fields))
    assert "topsecret" not in str(caught.value)


def test_an_at_sign_in_a_path_is_no_login() -> None:
    sent = body(EXT, "x", images=("https://h.example/boat@2x.png",))
    assert sent is not None and sent["image_urls"] == ["https://h.example/boat@2x.png"]


@pytest.mark.parametrize("model", [m.address for m in MODELS])
def test_an_empty_prompt_is_refused_where_no_media_stands_in_for_it(model: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        check(resolve(model).model, VideoRequest(model=model, prompt=" \n"))
    assert caught.value.field == "prompt"


def test_an_empty_prompt_with_an_image_is_refused_by_models_that_need_words() -> None:
    with pytest.raises(InvalidRequestError):
        body(EXT, "", images=(IMAGE,))


def test_all_sixteen_images_of_the_preview_model_go_out() -> None:
    sent = body(PREVIEW, "x", images=(IMAGE,) * 16)
    assert sent is not None and len(sent["image_urls"]) == 16


@pytest.mark.parametrize(
    ("name", "address", "demo"),
    [
        ("OMNIFLASH/Omni-Pro", "omniflash/omni-pro", False),
        ("omni-flash-ext", EXT, False),
        ("demo/omni-flash-ext", "demo/Omni-Flash-Ext", True),
        ("Demo/SEEDANCE-2", "demo/seedance-2", True),
        ("demo/apimart/Omni-Flash-Ext", "demo/Omni-Flash-Ext", True),
        (" DEMO / OmniFlash / seedance-2 ", "demo/seedance-2", True),
        ("gemini-omni-flash-text-to-video", EVOLINK, False),
    ],
)
def test_addresses_are_found_whatever_their_case_and_demo_is_never_guessed(
    name: str, address: str, demo: bool
) -> None:
    target = resolve(name)
    assert (target.address, target.demo) == (address, demo)


@pytest.mark.parametrize("name", ["", "sora", "demo/sora", "openai/sora", "omniflash/", "/omni-flash-x"])
def test_an_unknown_name_is_refused_with_the_way_to_the_list(name: str) -> None:
    with pytest.raises(InvalidRequestError, match="models") as caught:
        resolve(name)
    assert caught.value.field == "model"


def test_a_misspelt_name_is_answered_with_the_right_one() -> None:
    with pytest.raises(InvalidRequestError, match="Did you mean demo/omni-flash"):
        resolve("demo/omniflash")


@pytest.mark.parametrize(
    "name",
    [
        "demo/evolink/Omni-Flash-Ext",
        "demo/apimart/brand-new",
        "demo/apimart/",
        "demo/apimart/Omni-Flash-Extt",
    ],
)
def test_who_asks_for_the_simulator_is_never_sent_to_a_paid_service(name: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        resolve(name)
    assert caught.value.field == "model"
    assert "Did you mean" not in str(caught.value) or "Did you mean demo/" in str(caught.value)


def test_a_misspelt_demo_address_with_its_service_is_answered_with_the_demo_model() -> None:
    with pytest.raises(InvalidRequestError, match=r"Did you mean demo/Omni-Flash-Ext\?"):
        resolve("demo/apimart/Omni-Flash-Extt")


def test_a_new_model_id_of_a_live_service_is_passed_on_as_not_listed() -> None:
    target = resolve("evolink/gemini-omni-flash-image-to-video")
    assert not target.listed and resolve("evolink/gemini-omni-flash-text-to-video").listed
    request = VideoRequest(model="", prompt="x", images=(IMAGE,), duration=7, aspect_ratio="1:1")
    assert target.provider.submit(target.model, check(target.model, request)).json == {
        "model": "gemini-omni-flash-image-to-video",
        "prompt": "x",
        "duration": 7,
        "aspect_ratio": "1:1",
        "image_urls": [IMAGE],
    }
