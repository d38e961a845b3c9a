"""What every dialect gives and gets: orders, refusals, tasks as they are shown, and checks they share.

Nothing here knows a service, a clock, a file or a socket.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol
from urllib.parse import urlsplit

import msgspec

__all__ = [
    "JSON",
    "SIZES",
    "Dialect",
    "Order",
    "Refusal",
    "Report",
    "State",
    "Upload",
    "asked_failure",
    "choose",
    "is_data_url",
    "is_http_url",
    "parse_object",
]

JSON = dict[str, Any]
State = Literal["queued", "running", "completed", "failed", "unknown"]
FAILURES = (
    "fail",
    "content_policy_violation",
    "generation_timeout",
    "resource_exhausted",
    "service_unavailable",
    "request_cancelled",
)
_DIRECTIVE = re.compile(r"\[simulate:\s*(" + "|".join(FAILURES) + r")\s*\]", re.IGNORECASE)
_DATA_URL = re.compile(r"data:(image|video)/[a-z0-9.+-]+;base64,(.+)", re.IGNORECASE | re.DOTALL)

SIZES: dict[str, tuple[int, int]] = {"720p": (1280, 720), "1080p": (1920, 1080), "4k": (3840, 2160)}
"""Width and height in pixels of a landscape picture of each resolution."""


class Order(msgspec.Struct, frozen=True):
    """A request after defaults and choices: what the task is to make, and what it costs.

    `seconds` is None for an image; `charge` and `reserved` are in the account's own unit (credits or USD):
    what the finished task costs, and what is taken until then; `references` are the addresses of reference
    media; `extends` is the id of the task that this one goes on from.
    """

    model: str
    prompt: str
    kind: Literal["video", "image"]
    width: int
    height: int
    seconds: int | None
    charge: float
    reserved: float
    references: tuple[str, ...] = ()
    extends: str | None = None

    @classmethod
    def video(
        cls, model: str, prompt: str, *, seconds: int, portrait: bool, resolution: str = "720p", **rest: Any
    ) -> Order:
        """An order for a video of one of the known sizes."""
        width, height = SIZES[resolution]
        if portrait:
            width, height = height, width
        return cls(
            model=model, prompt=prompt, kind="video", width=width, height=height, seconds=seconds, **rest
        )


@dataclass(frozen=True, slots=True)
class Report:
    """A task at one instant, as its owner is to see it. Times are unix seconds.

    `state` "unknown" stands for a word that no document has; `progress` is a percentage; `estimate` the
    whole running time in seconds; `failure` one of `FAILURES`.
    """

    id: str
    order: Order
    state: State
    progress: int
    created: float
    estimate: int
    finished: float | None = None
    url: str | None = None
    expires: float | None = None
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was taken: its address, what it was called, its media type, bytes, and when (unix seconds)."""

    url: str
    name: str
    media_type: str
    size: int
    created: float


class Refusal(Exception):
    """A request that is answered with an error of the service: HTTP status and body."""

    def __init__(self, status: int, body: JSON, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(f"HTTP {status}: {body}")
        self.status = status
        self.body = body
        self.headers = dict(headers or {})


class Dialect(Protocol):
    """One service's language: pure translation between its JSON and orders, refusals and reports.

    `base_path` is what follows the origin in a client's base URL; the other paths follow the origin too.
    `opening_balance` is what a new account holds, in the service's own unit (credits or USD); `replay_headers` are
    those of the answer to a repeated Idempotency-Key, None where the service knows no such header.
    """

    name: str
    base_path: str
    submit_path: str
    query_path: str
    balance_path: str | None
    upload_path: str | None
    opening_balance: float
    replay_headers: Mapping[str, str] | None

    def new_task_id(self, now: float) -> str:
        """A fresh task id in the service's style."""

    def read(self, body: bytes, is_finished: Callable[[str], bool]) -> Order:
        """The order in a submission's body. `is_finished` says whether the account has such a clip."""

    def accepted(self, report: Report) -> JSON:
        """The reply to a submission."""

    def report(self, report: Report) -> JSON:
        """The reply to a query."""

    def balance(self, remaining: float) -> JSON:
        """The reply to a question for the balance; only asked where there is a `balance_path`."""

    def read_upload(self, content: bytes) -> str:
        """The media type of an uploaded file; only asked where there is an `upload_path`."""

    def uploaded(self, upload: Upload) -> JSON:
        """The reply to an upload; only asked where there is an `upload_path`."""

    def unauthorized(self, path: str) -> Refusal:
        """No key, or a wrong one."""

    def no_funds(self) -> Refusal:
        """The account holds less than the order would take."""

    def rate_limited(self, retry_after: int) -> Refusal:
        """Too many requests; the client may come back after so many seconds."""

    def malformed(self, detail: str) -> Refusal:
        """The request cannot be read, or holds what it may not."""

    def not_found(self, what: str) -> Refusal:
        """No such task or path."""

    def wrong_method(self, method: str) -> Refusal:
        """There is such a path, but not for this method."""

    def replay_conflict(self) -> Refusal:
        """The Idempotency-Key was sent before, with another body. Only asked where keys are `remembered`."""


def parse_object(body: bytes) -> JSON:
    """The JSON object in a request's body. Raises msgspec.DecodeError where it is none."""
    try:
        return msgspec.json.decode(body, type=dict[str, Any])
    except RecursionError:
        raise msgspec.DecodeError("JSON is nested too deeply") from None


def is_http_url(text: str) -> bool:
    """Whether this is an absolute http or https address with a host and without white space."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", text)
    except ValueError:
        return False


def is_data_url(text: str, kind: Literal["image", "video"]) -> bool:
    """Whether this is a data: address of an image or a video with valid, non-empty Base64."""
    match = _DATA_URL.fullmatch(text)
    if match is None or match[1].lower() != kind:
        return False
    try:
        return bool(base64.b64decode(match[2], validate=True))
    except binascii.Error:
        return False


def choose(among: tuple[Any, ...], *seed: str) -> Any:
    """One of these, always the same for the same seed: how a model "decides" here."""
    digest = hashlib.sha256("\0".join(seed).encode("utf-8", "surrogatepass")).digest()
    return among[int.from_bytes(digest[:8], "big") % len(among)]


def asked_failure(prompt: str) -> str | None:
    """The failure a prompt asks for with `[simulate: fail]` or `[simulate: content_policy_violation]`, …"""
    match = _DIRECTIVE.search(prompt)
    return match[1].lower() if match else None
