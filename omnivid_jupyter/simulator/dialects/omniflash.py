"""OmniFlash: integers for states, one envelope `{code, msg, data}` for everything.

What the document leaves open is decided so: a refusal travels under HTTP 200, the code in the body being
what counts (apart are HTTP 429, and 404 or 405 for a path or method that there is not); `image_urls` takes http(s)
addresses; a video runs 5 to 8 s at 1280x720, an image is 1280x720, 9:16 turns both; a failed task says why in `msg`.

Pure translation, no clock, no file.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

import msgspec

from omnivid_jupyter.simulator.orders import (
    JSON,
    SIZES,
    Order,
    Refusal,
    Report,
    Upload,
    choose,
    is_http_url,
    parse_object,
)

CREDITS = 15  # a task, whatever the model
_IMAGE_MODELS = ("gpt-image-2", "nano-banana-2")
_STATUS = {"queued": 1, "running": 2, "completed": 3, "failed": 4, "unknown": 7}


class _Create(msgspec.Struct, forbid_unknown_fields=True):
    model_id: Literal["omni-flash", "omni-pro", "seedance-2", "gpt-image-2", "nano-banana-2"]
    prompt: Annotated[str, msgspec.Meta(pattern=r"\S")]
    aspect_ratio: Literal["16:9", "9:16"] = "16:9"
    image_urls: list[str] = []


class OmniFlash:
    """The dialect of omniflash.net."""

    name = "omniflash"
    base_path = "/api/v1"
    submit_path = "/api/v1/tasks/create"
    query_path = "/api/v1/tasks/{task_id}"
    balance_path: str | None = None
    upload_path: str | None = None
    opening_balance = 1_500_000.0
    replay_headers: Mapping[str, str] | None = None

    def new_task_id(self, now: float) -> str:
        return secrets.token_hex(6)

    def read(self, body: bytes, is_finished: Callable[[str], bool]) -> Order:
        try:
            fields = msgspec.convert(parse_object(body), _Create)
        except msgspec.MsgspecError as error:
            raise self.malformed(str(error)) from None
        for url in fields.image_urls:
            if not is_http_url(url):
                raise self.malformed("image_urls takes http(s) addresses")
        common: dict[str, Any] = {
            "charge": CREDITS,
            "reserved": CREDITS,
            "references": tuple(fields.image_urls),
        }
        portrait = fields.aspect_ratio == "9:16"
        if fields.model_id in _IMAGE_MODELS:
            width, height = SIZES["720p"][::-1] if portrait else SIZES["720p"]
            return Order(
                model=fields.model_id,
                prompt=fields.prompt,
                kind="image",
                width=width,
                height=height,
                seconds=None,
                **common,
            )
        seconds = choose((5, 6, 7, 8), fields.model_id, fields.prompt)
        return Order.video(fields.model_id, fields.prompt, seconds=seconds, portrait=portrait, **common)

    def accepted(self, report: Report) -> JSON:
        return {
            "code": 200,
            "msg": "submission successful",
            "data": {
                "task_id": report.id,
                "request_id": f"sim_{secrets.token_hex(6)}",
                "credits": CREDITS,
            },
        }

    def report(self, report: Report) -> JSON:
        is_video = report.order.kind == "video"
        failed = report.state == "failed"
        return {
            "code": 200,
            "msg": f"task failed: {report.failure}, credits refunded" if failed else "success",
            "data": {
                "task_id": report.id,
                "task_status": _STATUS[report.state],
                "video_url": report.url if is_video else None,
                "image_url": None if is_video else report.url,
                "credits": 0 if failed else CREDITS,
                "created_at": int(report.created),
            },
        }

    def balance(self, remaining: float) -> JSON:
        raise NotImplementedError("the document has no balance")

    def read_upload(self, content: bytes) -> str:
        raise NotImplementedError("the document has no upload")

    def uploaded(self, upload: Upload) -> JSON:
        raise NotImplementedError("the document has no upload")

    def unauthorized(self, path: str) -> Refusal:
        return Refusal(200, {"code": 401, "msg": "invalid or missing API key"})

    def no_funds(self) -> Refusal:
        return Refusal(200, {"code": 0, "msg": "insufficient credits"})

    def rate_limited(self, retry_after: int) -> Refusal:
        body = {"code": 0, "msg": "too many requests, please try again later"}
        return Refusal(429, body, {"Retry-After": str(retry_after)})

    def malformed(self, detail: str) -> Refusal:
        return Refusal(200, {"code": 0, "msg": f"invalid parameters: {detail}"})

    def not_found(self, what: str) -> Refusal:
        status = 404 if what == "path" else 200
        return Refusal(status, {"code": 0, "msg": f"{what} not found"})

    def wrong_method(self, method: str) -> Refusal:
        return Refusal(405, {"code": 405, "msg": f"method {method} is not allowed here"})

    def replay_conflict(self) -> Refusal:
        raise NotImplementedError("the document has no Idempotency-Key")
