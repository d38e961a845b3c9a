"""EvoLink: one task object for submission and query, errors as `{error: {code: STRING, message, type}}`.

What the document leaves open is decided so: a model that is not the documented one is 403
`model_access_denied` (the key has no other); the query is `GET /v1/tasks/{id}` and adds `results`, `error`
and `usage.credits_used` to the submission's object; an unknown task is HTTP 404; billing is per second.
A callback address is checked but never called: the simulator has no network. Names are not resolved, so
only addresses that are private by their own text are refused.

Pure translation, no clock, no file.
"""

from __future__ import annotations

import ipaddress
import secrets
import socket
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import msgspec

from omnivid_jupyter.simulator.orders import (
    JSON,
    Order,
    Refusal,
    Report,
    Upload,
    choose,
    is_http_url,
    parse_object,
)

MODEL = "gemini-omni-flash-text-to-video"
CREDITS_PER_SECOND = 5.86  # 68 credits are 1 USD
_AUTO_RESERVE = 10  # seconds that are reserved while the model has not decided
_LOCAL_NAMES = ("localhost", ".localhost", ".local", ".internal")
_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
_STATUS = {
    "queued": "pending",
    "running": "processing",
    "completed": "completed",
    "failed": "failed",
    "unknown": "reviewing",
}


class _Generation(msgspec.Struct, forbid_unknown_fields=True):
    model: Literal["gemini-omni-flash-text-to-video"]
    prompt: Annotated[str, msgspec.Meta(pattern=r"\S")]
    duration: Annotated[int, msgspec.Meta(ge=3, le=10)] | Literal["auto"] = 10
    aspect_ratio: Literal["16:9", "9:16", "auto"] = "16:9"
    callback_url: Annotated[str, msgspec.Meta(max_length=2048)] | msgspec.UnsetType = msgspec.UNSET


class EvoLink:
    """The dialect of api.evolink.ai, whose base URL has no path."""

    name = "evolink"
    base_path = ""
    submit_path = "/v1/videos/generations"
    query_path = "/v1/tasks/{task_id}"
    balance_path: str | None = "/v1/credits"
    upload_path: str | None = None
    opening_balance = 1_000_000.0
    replay_headers: Mapping[str, str] | None = {"idempotency-replayed": "true"}

    def new_task_id(self, now: float) -> str:
        tail = "".join(secrets.choice(_ALPHABET) for _ in range(8))
        return f"task-unified-{int(now)}-{tail}"

    def read(self, body: bytes, is_finished: Callable[[str], bool]) -> Order:
        try:
            raw = parse_object(body)
            model = raw.get("model")
            if isinstance(model, str) and model.strip() and model != MODEL:
                raise self._refuse(
                    403,
                    "model_access_denied",
                    f"Token does not have access to model: {model}",
                    "invalid_request_error",
                )
            fields = msgspec.convert(raw, _Generation)
        except msgspec.MsgspecError as error:
            raise self.malformed(str(error)) from None
        if fields.callback_url is not msgspec.UNSET:
            self._check_callback(fields.callback_url)
        seconds, reserved = fields.duration, fields.duration
        if seconds == "auto" or reserved == "auto":
            seconds, reserved = choose((4, 5, 6, 7, 8), MODEL, "duration", fields.prompt), _AUTO_RESERVE
        ratio: str = fields.aspect_ratio
        if ratio == "auto":
            ratio = choose(("16:9", "9:16"), MODEL, "ratio", fields.prompt)
        return Order.video(
            MODEL,
            fields.prompt,
            seconds=seconds,
            portrait=ratio == "9:16",
            charge=round(seconds * CREDITS_PER_SECOND, 2),
            reserved=round(reserved * CREDITS_PER_SECOND, 2),
        )

    def _check_callback(self, url: str) -> None:
        if not (is_http_url(url) and url.startswith("https://")):
            raise self.malformed("callback_url must be an https address")
        host = (urlsplit(url).hostname or "").rstrip(".")
        if host == "localhost" or host.endswith(_LOCAL_NAMES) or _is_private(host):
            raise self.malformed("callback_url must not point to a private address")

    def accepted(self, report: Report) -> JSON:
        return {
            "id": report.id,
            "object": "video.generation.task",
            "type": "video",
            "model": report.order.model,
            "created": int(report.created),
            "status": _STATUS[report.state],
            "progress": report.progress,
            "task_info": {"can_cancel": False, "estimated_time": report.estimate},
            "usage": {
                "billing_rule": "per_second",
                "credits_reserved": report.order.reserved,
                "user_group": "default",
            },
        }

    def report(self, report: Report) -> JSON:
        reply = self.accepted(report)
        if report.state == "completed":
            reply["usage"]["credits_used"] = report.order.charge
            if report.url is not None:
                reply["results"] = [report.url]
        if report.state == "failed":
            reply["usage"]["credits_used"] = 0
            code = "service_unavailable" if report.failure == "fail" else report.failure
            reply["error"] = {"code": code, "message": f"Generation failed: {code}"}
        return reply

    def balance(self, remaining: float) -> JSON:
        return {"success": True, "data": {"user": {"remaining_credits": remaining}}}

    def read_upload(self, content: bytes) -> str:
        raise NotImplementedError("the document has no upload")

    def uploaded(self, upload: Upload) -> JSON:
        raise NotImplementedError("the document has no upload")

    def unauthorized(self, path: str) -> Refusal:
        return self._refuse(401, "unauthorized", "Invalid or expired token", "authentication_error")

    def no_funds(self) -> Refusal:
        message = "Insufficient quota. Please top up your account."
        return self._refuse(402, "insufficient_quota", message, "insufficient_quota")

    def rate_limited(self, retry_after: int) -> Refusal:
        message = "Too many requests, please try again later"
        refusal = self._refuse(429, "rate_limit_exceeded", message, "rate_limit_error")
        refusal.headers["Retry-After"] = str(retry_after)
        return refusal

    def malformed(self, detail: str) -> Refusal:
        message = f"Invalid request parameters: {detail}"
        return self._refuse(400, "invalid_request", message, "invalid_request_error")

    def not_found(self, what: str) -> Refusal:
        return self._refuse(404, "not_found", f"{what} not found", "invalid_request_error")

    def wrong_method(self, method: str) -> Refusal:
        message = f"Method {method} is not allowed here"
        return self._refuse(405, "method_not_allowed", message, "invalid_request_error")

    def replay_conflict(self) -> Refusal:
        message = "Idempotency-Key was used for another request"
        return self._refuse(422, "idempotency_conflict", message, "invalid_request_error")

    @staticmethod
    def _refuse(status: int, code: str, message: str, kind: str) -> Refusal:
        body: dict[str, Any] = {"error": {"code": code, "message": message, "type": kind}}
        return Refusal(status, body)


def _is_private(host: str) -> bool:
    """Whether this host is an IP address, in any of its spellings, that is not a public one."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        try:
            address = ipaddress.ip_address(socket.inet_aton(host))  # such as 127.1 or 2130706433
        except OSError:
            return False
    mapped = getattr(address, "ipv4_mapped", None)
    return not (mapped or address).is_global
