"""APIMart: two models on one endpoint, errors as `{error: {code: INT, message, type}}`.

What the documents leave open is decided so: the error's own name (`invalid_duration`, …) is its `type`; a
value of the wrong type for such a field counts as a wrong value; an aspect ratio other than the two named
is refused for Omni-Flash-Ext (its document names no other) and taken as 16:9 for the preview model (its
document says so); a prompt that is sent must not be empty, even where media may stand in for it;
an unknown task is HTTP 404. Uploads follow APIMart's own page on them; their errors have the shape of all
others. Prices are those listed on 2026-08-22.

Pure translation, no clock, no file.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

import msgspec

from omnivid_jupyter.simulator.orders import (
    JSON,
    Order,
    Refusal,
    Report,
    Upload,
    choose,
    is_data_url,
    is_http_url,
    parse_object,
)

EXT = "Omni-Flash-Ext"
PREVIEW = "gemini-omni-flash-preview"
PRICES = {4: 0.25, 6: 0.30, 8: 0.35, 10: 0.40}
"""USD for a clip of Omni-Flash-Ext at 720p and 1080p, by seconds."""
SURCHARGE_4K = 0.50
PREVIEW_PRICE = 0.088
"""USD per second of the preview model."""
CREDITS_PER_USD = 10

LARGEST_UPLOAD = 20 * 1024 * 1024
"""Bytes of a picture that is taken."""

_PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}
_OWN_ERRORS = {"duration": "invalid_duration", "resolution": "invalid_resolution"}
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's, as in a ULID
_STATUS = {
    "queued": "submitted",
    "running": "processing",
    "completed": "completed",
    "failed": "failed",
    "unknown": "reviewing",
}
_Text = Annotated[str, msgspec.Meta(pattern=r"\S")]


class _Ext(msgspec.Struct, forbid_unknown_fields=True):
    model: Literal["Omni-Flash-Ext"]
    prompt: _Text
    duration: Literal[4, 6, 8, 10] = 6
    resolution: str = "720p"
    aspect_ratio: Literal["16:9", "9:16"] | msgspec.UnsetType = msgspec.UNSET
    size: Literal["16:9", "9:16"] | msgspec.UnsetType = msgspec.UNSET
    image_urls: list[str] = []


class _Preview(msgspec.Struct, forbid_unknown_fields=True):
    model: Literal["gemini-omni-flash-preview"]
    prompt: _Text | msgspec.UnsetType = msgspec.UNSET
    image_urls: Annotated[list[str], msgspec.Meta(max_length=16)] = []
    video_urls: Annotated[list[str], msgspec.Meta(max_length=1)] = []
    aspect_ratio: str = "16:9"
    resolution: Literal["720p"] = "720p"
    extend_from_task_id: str | msgspec.UnsetType = msgspec.UNSET


class APIMart:
    """The dialect of api.apimart.ai."""

    name = "apimart"
    base_path = "/v1"
    submit_path = "/v1/videos/generations"
    query_path = "/v1/tasks/{task_id}"
    balance_path: str | None = "/v1/user/balance"
    upload_path: str | None = "/v1/uploads/images"
    opening_balance = 10_000.0
    replay_headers: Mapping[str, str] | None = {}

    def new_task_id(self, now: float) -> str:
        stamp = int(now * 1000)
        digits = [_ALPHABET[stamp >> shift & 31] for shift in range(45, -1, -5)]
        return "task_" + "".join(digits) + "".join(secrets.choice(_ALPHABET) for _ in range(16))

    def read(self, body: bytes, is_finished: Callable[[str], bool]) -> Order:
        try:
            fields = parse_object(body)
            model = fields.get("model")
            if model == EXT:
                return self._read_ext(fields)
            if model == PREVIEW:
                return self._read_preview(msgspec.convert(fields, _Preview), is_finished)
        except msgspec.MsgspecError as error:
            raise self.malformed(str(error)) from None
        raise self.malformed(f"model は {EXT} または {PREVIEW} を指定してください")

    def _read_ext(self, raw: JSON) -> Order:
        try:
            fields = msgspec.convert(raw, _Ext)
        except msgspec.ValidationError as error:
            for field, kind in _OWN_ERRORS.items():
                if str(error).endswith(f"`$.{field}`"):
                    raise self._refuse_field(kind, raw[field]) from None
            raise
        resolution = fields.resolution.lower()
        if resolution not in ("720p", "1080p", "4k"):
            raise self._refuse_field("invalid_resolution", fields.resolution)
        if fields.aspect_ratio and fields.size and fields.aspect_ratio != fields.size:
            raise self.malformed("aspect_ratio と size には同じ値を指定してください")
        if len(fields.image_urls) not in (0, 1, 3):
            count = len(fields.image_urls)
            message = f"image_urls は 0、1、または 3 枚を指定してください（{count} 枚が渡されました）"
            raise self._refuse(400, message, "unsupported_image_count")
        for url in fields.image_urls:
            if not (is_http_url(url) or is_data_url(url, "image")):
                raise self.malformed("image_urls は http(s) URL または data:image/...;base64 です")
        price = PRICES[fields.duration] + (SURCHARGE_4K if resolution == "4k" else 0.0)
        return Order.video(
            EXT,
            fields.prompt,
            seconds=fields.duration,
            portrait=(fields.aspect_ratio or fields.size) == "9:16",
            resolution=resolution,
            charge=price,
            reserved=price,
            references=tuple(fields.image_urls),
        )

    def _read_preview(self, fields: _Preview, is_finished: Callable[[str], bool]) -> Order:
        prompt = fields.prompt or ""
        if not (prompt or fields.image_urls or fields.video_urls):
            raise self.malformed("prompt または image_urls / video_urls を指定してください")
        if not all(is_http_url(url) for url in fields.image_urls):
            raise self.malformed("image_urls は http(s) URL です")
        if not all(is_http_url(url) or is_data_url(url, "video") for url in fields.video_urls):
            raise self.malformed("video_urls は http(s) URL または data:video/... です")
        extends = fields.extend_from_task_id or None
        if fields.extend_from_task_id is not msgspec.UNSET and not (extends and is_finished(extends)):
            raise self.malformed("extend_from_task_id は完了したタスクの task_id を指定してください")
        references = (*fields.image_urls, *fields.video_urls)
        seconds = choose((3, 4, 5, 6, 7, 8, 9, 10), PREVIEW, prompt, *references)
        price = round(seconds * PREVIEW_PRICE, 3)
        return Order.video(
            PREVIEW,
            prompt,
            seconds=seconds,
            portrait=fields.aspect_ratio == "9:16",  # any other value counts as 16:9
            charge=price,
            reserved=price,
            references=references,
            extends=extends,
        )

    def accepted(self, report: Report) -> JSON:
        return {"code": 200, "data": [{"status": "submitted", "task_id": report.id}]}

    def report(self, report: Report) -> JSON:
        data: JSON = {
            "id": report.id,
            "status": _STATUS[report.state],
            "progress": report.progress,
            "created": int(report.created),
            "estimated_time": report.estimate,
        }
        if report.finished is not None:
            data["completed"] = int(report.finished)
            data["actual_time"] = max(1, round(report.finished - report.created))
        if report.state == "completed":
            data["cost"] = report.order.charge
            if report.order.model == PREVIEW:
                data["credits_cost"] = round(report.order.charge * CREDITS_PER_USD, 2)
            if report.url is not None:
                video = {"url": [report.url], "expires_at": int(report.expires or 0)}
                data["result"] = {"videos": [video]}
        if report.state == "failed":
            data["cost"] = 0
            data["error"] = {"message": f"generation failed: {report.failure}", "code": "task_failed"}
        return {"code": 200, "data": data}

    def balance(self, remaining: float) -> JSON:
        return {"success": True, "remain_balance": remaining}

    def read_upload(self, content: bytes) -> str:
        if len(content) > LARGEST_UPLOAD:
            raise self._refuse(413, "file too large: at most 20MB", "invalid_request_error")
        if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            return "image/webp"
        for start, media_type in _PICTURES.items():
            if content.startswith(start):
                return media_type
        raise self.malformed("unsupported format: only JPEG, PNG, WebP and GIF")

    def uploaded(self, upload: Upload) -> JSON:
        return {
            "url": upload.url,
            "filename": upload.name,
            "content_type": upload.media_type,
            "bytes": upload.size,
            "created_at": int(upload.created),
        }

    def unauthorized(self, path: str) -> Refusal:
        if path == self.balance_path:
            return Refusal(200, {"success": False, "message": "invalid token"})
        return self._refuse(401, "認証に失敗しました。API キーを確認してください", "authentication_error")

    def no_funds(self) -> Refusal:
        message = "アカウント残高が不足しています。チャージしてから再試行してください"
        return self._refuse(402, message, "payment_required")

    def rate_limited(self, retry_after: int) -> Refusal:
        message = "リクエストが多すぎます。しばらくしてから再試行してください"
        refusal = self._refuse(429, message, "rate_limit_error")
        refusal.headers["Retry-After"] = str(retry_after)
        return refusal

    def malformed(self, detail: str) -> Refusal:
        return self._refuse(400, f"リクエストパラメータが無効です: {detail}", "invalid_request_error")

    def not_found(self, what: str) -> Refusal:
        return self._refuse(404, f"{what} not found", "invalid_request_error")

    def wrong_method(self, method: str) -> Refusal:
        return self._refuse(405, f"method {method} is not allowed here", "invalid_request_error")

    def replay_conflict(self) -> Refusal:
        return self._refuse(422, "Idempotency-Key was used for another request", "invalid_request_error")

    def _refuse_field(self, kind: str, value: Any) -> Refusal:
        allowed = {"invalid_duration": "4/6/8/10", "invalid_resolution": "720p/1080p/4k"}[kind]
        name = kind.removeprefix("invalid_")
        return self._refuse(
            400, f"invalid {name} {json.dumps(value, ensure_ascii=False)}, must be one of {allowed}", kind
        )

    @staticmethod
    def _refuse(status: int, message: str, kind: str) -> Refusal:
        return Refusal(status, {"error": {"code": status, "message": message, "type": kind}})
