"""Every reply shape that a document shows, or that was seen, is read; what is in doubt stays in doubt."""

from __future__ import annotations

import json
from typing import Any

import pytest

from omnivid_jupyter.errors import (
    AuthenticationError,
    InvalidRequestError,
    OmnividError,
    PaymentRequiredError,
    PermissionDeniedError,
    RateLimitError,
    ServiceError,
)
from omnivid_jupyter.providers.registry import PROVIDERS
from omnivid_jupyter.providers.replies import moment
from omnivid_jupyter.providers.wire import Accepted, Reply, TaskStatus, UnreadableReply

OMNIFLASH, APIMART, EVOLINK = PROVIDERS["omniflash"], PROVIDERS["apimart"], PROVIDERS["evolink"]


def reply(body: Any, status: int = 200) -> Reply:
    return Reply(status, body if isinstance(body, bytes) else json.dumps(body).encode())


EVOLINK_TASK = {
    "created": 1757169743,
    "id": "task-unified-1757169743-7cvnl5zw",
    "model": "gemini-omni-flash-text-to-video",
    "object": "video.generation.task",
    "progress": 0,
    "status": "pending",
    "task_info": {"can_cancel": False, "estimated_time": 60},
    "type": "video",
    "usage": {"billing_rule": "per_token", "credits_reserved": 102.34, "user_group": "default"},
}


@pytest.mark.parametrize(
    ("provider", "body", "expected"),
    [
        (
            OMNIFLASH,
            {
                "code": 200,
                "msg": "submission successful",
                "data": {"task_id": "abcdef123456", "request_id": "kie_x", "credits": 15},
            },
            Accepted("abcdef123456", credits=15),
        ),
        (OMNIFLASH, {"code": 200, "data": {"task_id": 17}}, Accepted("17")),
        (
            APIMART,
            {"code": 200, "data": [{"status": "submitted", "task_id": "task_01KS1H7ZYSJWH1N779S2FSHTKA"}]},
            Accepted("task_01KS1H7ZYSJWH1N779S2FSHTKA"),
        ),
        (APIMART, {"code": 202, "data": {"id": "task_7", "status": "pending"}}, Accepted("task_7")),
        (EVOLINK, EVOLINK_TASK, Accepted("task-unified-1757169743-7cvnl5zw", estimate=60, reserved=102.34)),
    ],
)
def test_a_submission_that_was_taken_gives_its_task(provider: Any, body: Any, expected: Accepted) -> None:
    assert provider.read_submit(reply(body)) == expected


@pytest.mark.parametrize("read", ["read_submit", "read_query"])
@pytest.mark.parametrize(
    ("provider", "status", "body", "error", "field"),
    [
        (OMNIFLASH, 200, {"code": 0, "msg": "insufficient credits"}, InvalidRequestError, None),
        (OMNIFLASH, 200, {"code": 401, "msg": "invalid key"}, AuthenticationError, None),
        (OMNIFLASH, 401, {"code": 401, "msg": "invalid key"}, AuthenticationError, None),
        (
            APIMART,
            400,
            {"error": {"code": 400, "message": "x", "type": "invalid_request_error"}},
            InvalidRequestError,
            None,
        ),
        (
            APIMART,
            400,
            {"error": {"code": "invalid_duration", "message": "x"}},
            InvalidRequestError,
            "duration",
        ),
        (
            APIMART,
            400,
            {"error": {"code": 400, "type": "invalid_resolution", "message": "x"}},
            InvalidRequestError,
            "resolution",
        ),
        (
            APIMART,
            400,
            {"error": {"code": 400, "type": "unsupported_image_count", "message": "x"}},
            InvalidRequestError,
            "images",
        ),
        (APIMART, 401, {"error": {"code": 401, "type": "authentication_error"}}, AuthenticationError, None),
        (APIMART, 402, {"error": {"code": 402, "type": "payment_required"}}, PaymentRequiredError, None),
        (APIMART, 429, {"error": {"code": 429, "type": "rate_limit_error"}}, RateLimitError, None),
        (APIMART, 200, {"code": 400, "message": "no"}, InvalidRequestError, None),
        (APIMART, 200, {"success": False, "message": "no"}, InvalidRequestError, None),
        (APIMART, 200, {"error": {"code": 401, "message": "no"}}, AuthenticationError, None),
        (APIMART, 200, {"error": {"code": "402", "message": "no"}}, PaymentRequiredError, None),
        (APIMART, 200, {"error": {"code": "invalid_duration"}}, InvalidRequestError, "duration"),
        (EVOLINK, 200, {"error": {"type": "invalid_request_error"}}, InvalidRequestError, None),
        (EVOLINK, 200, {"error": {"code": "unauthorized"}}, AuthenticationError, None),
        (
            EVOLINK,
            400,
            {"error": {"code": "invalid_request", "type": "invalid_request_error"}},
            InvalidRequestError,
            None,
        ),
        (
            EVOLINK,
            401,
            {"error": {"code": "unauthorized", "type": "authentication_error"}},
            AuthenticationError,
            None,
        ),
        (
            EVOLINK,
            402,
            {"error": {"code": "insufficient_quota", "type": "insufficient_quota"}},
            PaymentRequiredError,
            None,
        ),
        (
            EVOLINK,
            403,
            {"error": {"code": "model_access_denied", "type": "invalid_request_error"}},
            PermissionDeniedError,
            None,
        ),
        (
            EVOLINK,
            429,
            {"error": {"code": "rate_limit_exceeded", "type": "rate_limit_error"}},
            RateLimitError,
            None,
        ),
        (EVOLINK, 429, b"<html>slow down</html>", RateLimitError, None),
        (EVOLINK, 503, b"", ServiceError, None),
        (OMNIFLASH, 401, b"<html>", AuthenticationError, None),
    ],
)
def test_a_documented_refusal_is_the_error_of_its_kind(
    provider: Any, status: int, body: Any, error: type[OmnividError], field: str | None, read: str
) -> None:
    with pytest.raises(error) as caught:
        getattr(provider, read)(reply(body, status))
    assert type(caught.value) is error
    if isinstance(caught.value, InvalidRequestError):
        assert caught.value.field == field


def test_what_a_service_says_is_in_the_message_in_one_printable_line_without_a_key() -> None:
    said = "bad\x1b[31m prompt\nkey sk-abcdef0123456789 " + "x" * 1000
    with pytest.raises(InvalidRequestError) as caught:
        OMNIFLASH.read_submit(reply({"code": 0, "msg": said}))
    message = caught.value.message
    assert message.isprintable() and "bad" in message and "sk-abcdef" not in message and len(message) < 400


@pytest.mark.parametrize("read", ["read_submit", "read_query"])
@pytest.mark.parametrize("provider", PROVIDERS.values(), ids=PROVIDERS)
@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b"<html>welcome</html>"),
        (200, b'{"code":200,"data":{"task_'),
        (200, b""),
        (200, {}),
        (200, {"code": 200, "data": []}),
        (200, {"code": 200, "data": {}}),
        (200, {"code": 200, "data": None}),
        (200, {"code": 500, "msg": "oops"}),
        (200, {"code": "500", "msg": "oops"}),
        (200, {"error": {"code": "internal_error", "message": "Internal server error", "type": "api_error"}}),
        (200, {"error": {"code": 500, "message": "oops"}}),
        (200, {"error": {"code": "busy", "message": "come back"}}),
        (200, {"error": "oops"}),
        (200, [1, 2]),
        (200, b"\xff\xfe"),
        (500, {"error": {"code": "internal_error", "message": "Internal server error", "type": "api_error"}}),
        (502, b"<html>Bad gateway</html>"),
        (504, b""),
        (408, b""),
        (302, b""),
    ],
)
def test_a_doubtful_reply_is_never_taken_for_an_answer(
    provider: Any, status: int, body: Any, read: str
) -> None:
    with pytest.raises(UnreadableReply):
        getattr(provider, read)(reply(body, status))


def omniflash(status: Any, **data: Any) -> dict[str, Any]:
    return {"code": 200, "data": {"task_status": status, **data}}


def apimart(status: str, **data: Any) -> dict[str, Any]:
    return {"code": 200, "data": {"id": "task_1", "status": status, **data}}


@pytest.mark.parametrize(
    ("provider", "body", "expected"),
    [
        (OMNIFLASH, omniflash(1, video_url=None), TaskStatus("queued", "queued")),
        (OMNIFLASH, omniflash(2), TaskStatus("running", "running")),
        (
            OMNIFLASH,
            omniflash(3, video_url="https://h/v.mp4", image_url=None, credits=15),
            TaskStatus("succeeded", "success", urls=("https://h/v.mp4",), credits=15),
        ),
        (
            OMNIFLASH,
            omniflash(3, image_url="https://h/i.png"),
            TaskStatus("succeeded", "success", urls=("https://h/i.png",)),
        ),
        (
            OMNIFLASH,
            omniflash(4),
            TaskStatus("failed", "failed", failure="the service gives no reason", refunded=True),
        ),
        (OMNIFLASH, omniflash("3", video_url="u"), TaskStatus("succeeded", "success", urls=("u",))),
        (OMNIFLASH, omniflash(7), TaskStatus("running", "7", known=False)),
        (OMNIFLASH, omniflash("warming"), TaskStatus("running", "warming", known=False)),
        # APIMart's two examples of a finished task, and its failed one
        (
            APIMART,
            apimart(
                "completed",
                progress=100,
                created=1779246294,
                completed=1779246534,
                actual_time=240,
                estimated_time=600,
                cost=0.4,
                result={
                    "videos": [{"url": ["https://cdn.example.com/videos/abc.mp4"], "expires_at": 1779332760}]
                },
            ),
            TaskStatus(
                "succeeded",
                "completed",
                progress=100,
                urls=("https://cdn.example.com/videos/abc.mp4",),
                expires_at=1779332760,
                estimate=600,
                cost=0.4,
            ),
        ),
        (
            APIMART,
            apimart(
                "completed",
                progress=100,
                estimated_time=60,
                cost=1.0,
                credits_cost=10,
                result={
                    "videos": [{"url": "https://h/a.mp4"}, {"url": ["https://h/b.mp4", "https://h/c.mp4"]}]
                },
            ),
            TaskStatus(
                "succeeded",
                "completed",
                progress=100,
                urls=("https://h/a.mp4", "https://h/b.mp4", "https://h/c.mp4"),
                estimate=60,
                cost=1.0,
                credits=10,
            ),
        ),
        (
            APIMART,
            apimart(
                "failed",
                progress=100,
                cost=0,
                error={"message": "invalid duration 7, must be one of 4/6/8/10", "code": "task_failed"},
            ),
            TaskStatus(
                "failed",
                "failed",
                progress=100,
                cost=0,
                failure="invalid duration 7, must be one of 4/6/8/10",
                failure_code="task_failed",
                refunded=True,
            ),
        ),
        (APIMART, apimart("submitted"), TaskStatus("queued", "submitted")),
        (APIMART, apimart("pending", progress="12%"), TaskStatus("queued", "pending", progress=12)),
        (APIMART, apimart("processing", progress=250), TaskStatus("running", "processing", progress=100)),
        (APIMART, apimart("processing", progress=-3), TaskStatus("running", "processing", progress=0)),
        (APIMART, apimart("cancelled"), TaskStatus("failed", "cancelled", failure="cancelled")),
        (APIMART, apimart("paused", progress=40), TaskStatus("running", "paused", known=False, progress=40)),
        (APIMART, apimart("completed", result={"videos": []}), TaskStatus("succeeded", "completed")),
        (APIMART, apimart("COMPLETED", result={}), TaskStatus("succeeded", "COMPLETED")),
        (APIMART, apimart("completed", cost=-3, credits_cost=-1), TaskStatus("succeeded", "completed")),
        (APIMART, apimart("completed", cost=1e308, credits_cost=2e9), TaskStatus("succeeded", "completed")),
        # EvoLink
        (EVOLINK, EVOLINK_TASK, TaskStatus("queued", "pending", progress=0, estimate=60)),
        (
            EVOLINK,
            {
                **EVOLINK_TASK,
                "status": "completed",
                "progress": 100,
                "results": ["https://h/v.mp4"],
                "usage": {"credits_reserved": 102.34, "credits_used": 58.6},
            },
            TaskStatus(
                "succeeded", "completed", progress=100, urls=("https://h/v.mp4",), estimate=60, credits=58.6
            ),
        ),
        (
            EVOLINK,
            {
                **EVOLINK_TASK,
                "status": "failed",
                "usage": {"credits_used": 0},
                "error": {"code": "content_policy_violation", "message": "not allowed"},
            },
            TaskStatus(
                "failed",
                "failed",
                progress=0,
                estimate=60,
                credits=0,
                failure="not allowed",
                failure_code="content_policy_violation",
                refunded=True,
            ),
        ),
        (EVOLINK, {"status": "cancelled"}, TaskStatus("failed", "cancelled", failure="cancelled")),
        (EVOLINK, {"status": "rendering"}, TaskStatus("running", "rendering", known=False)),
    ],
)
def test_a_task_is_read_as_its_document_shows_it(provider: Any, body: Any, expected: TaskStatus) -> None:
    assert provider.read_query(reply(body)) == expected


@pytest.mark.parametrize(
    ("provider", "path"),
    [(OMNIFLASH, "/tasks/a%2Fb%3Fc"), (APIMART, "/tasks/a%2Fb%3Fc"), (EVOLINK, "/v1/tasks/a%2Fb%3Fc")],
)
def test_a_task_id_cannot_lead_a_query_to_another_path(provider: Any, path: str) -> None:
    call = provider.query("a/b?c")
    assert (call.method, call.path, call.json) == ("GET", path, None)


NO_MOMENTS: list[Any] = [0, -1, 86_400, "24h", "", "NaN", "inf", 1e308, 10**300, None, True, [], {}]
NO_MOMENTS += ["9999-12-31", "0001-01-01T00:00:00+23:59", "2026-13-01", "Thu, 21 May 2026"]


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        (1779332760, 1779332760),
        (1779332760.5, 1779332760.5),
        ("1779332760", 1779332760),
        (1779332760_000, 1779332760),
        (1779332760_000_000, 1779332760),
        ("1779332760000", 1779332760),
        ("2026-05-21T03:06:00Z", 1779332760),
        ("2026-05-21T05:06:00+02:00", 1779332760),
        ("2026-05-21 03:06:00", 1779332760),
        ("2026-05-21", 1779321600),
        *[(none, None) for none in NO_MOMENTS],
    ],
)
def test_a_moment_is_read_as_services_write_it_and_what_is_none_says_nothing(
    said: Any, seconds: float | None
) -> None:
    assert moment(said) == seconds
    made = APIMART.read_query(
        reply({"data": {"status": "completed", "completed": said, "created": 1779246294}})
    ).made
    assert made == (1779246294 if seconds is None else seconds)


def test_the_longest_link_of_a_task_counts() -> None:
    videos = [{"url": ["u"], "expires_at": end} for end in (0, 1779332760, "1779332761", None)]
    status = APIMART.read_query(reply(apimart("completed", result={"videos": videos})))
    assert status.expires_at == 1779332761
    assert EVOLINK.read_query(reply(EVOLINK_TASK)).made == 1757169743
    assert OMNIFLASH.read_query(reply(omniflash(3, created_at=1757169743))).made == 1757169743
