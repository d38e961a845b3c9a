"""What is left on an account: the answers that the services' pages show, and those that say nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from omnivid_jupyter.errors import (
    AuthenticationError,
    InvalidRequestError,
    OmnividError,
    PermissionDeniedError,
    RateLimitError,
)
from omnivid_jupyter.providers.base import Balance, Provider
from omnivid_jupyter.providers.registry import PROVIDERS
from omnivid_jupyter.providers.wire import Call, Reply, UnreadableReply

OMNIFLASH, APIMART, EVOLINK = PROVIDERS["omniflash"], PROVIDERS["apimart"], PROVIDERS["evolink"]


def reply(body: Any, status: int = 200) -> Reply:
    return Reply(status, body if isinstance(body, bytes) else json.dumps(body).encode())


def credits(remaining: Any) -> dict[str, Any]:
    return {
        "success": True,
        "data": {"token": {"remaining_credits": 1}, "user": {"remaining_credits": remaining}},
    }


@pytest.mark.parametrize(
    ("provider", "url"),
    [
        (OMNIFLASH, None),
        (APIMART, "https://api.apimart.ai/v1/user/balance"),
        (EVOLINK, "https://api.evolink.ai/v1/credits"),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_a_balance_is_asked_for_by_a_get_where_the_service_has_one(
    provider: Provider, url: str | None
) -> None:
    call = provider.balance()
    assert (provider.base_url + call.path if call else None) == url
    assert call is None or call == Call("GET", call.path)


@pytest.mark.parametrize(
    ("provider", "body", "balance"),
    [
        (APIMART, {"success": True, "remain_balance": 100.0, "used_balance": 25.5}, Balance(100.0)),
        (APIMART, {"success": True, "remain_balance": 0, "unlimited_quota": False}, Balance(0.0)),
        (APIMART, {"success": True, "remain_balance": -0.25}, Balance(-0.25)),
        (APIMART, {"success": True, "remain_balance": "12.5"}, Balance(12.5)),
        (APIMART, {"success": True, "remain_balance": -1, "unlimited_quota": True}, Balance(None)),
        (APIMART, {"success": True, "remain_balance": -1}, Balance(None)),
        (EVOLINK, credits(58.6), Balance(58.6, "credits")),
        (EVOLINK, credits(0), Balance(0.0, "credits")),
        (EVOLINK, credits(-1), Balance(-1.0, "credits")),
    ],
)
def test_a_balance_is_read_as_the_service_counts_it(provider: Provider, body: Any, balance: Balance) -> None:
    assert provider.read_balance(reply(body)) == balance


@pytest.mark.parametrize(
    ("provider", "status", "body", "error"),
    [
        (APIMART, 200, {"success": False, "message": "ユーザー情報がありません"}, InvalidRequestError),
        (
            APIMART,
            401,
            {"error": {"code": 401, "message": "x", "type": "authentication_error"}},
            AuthenticationError,
        ),
        (APIMART, 429, {"error": {"code": 429, "message": "x", "type": "rate_limit_error"}}, RateLimitError),
        (EVOLINK, 401, {"error": {"code": "unauthorized", "message": "x"}}, AuthenticationError),
        (EVOLINK, 403, {"error": {"code": "model_access_denied", "message": "x"}}, PermissionDeniedError),
        (EVOLINK, 200, {"success": False, "message": "x"}, InvalidRequestError),
    ],
)
def test_a_refusal_is_the_error_of_its_kind(
    provider: Provider, status: int, body: Any, error: type[OmnividError]
) -> None:
    with pytest.raises(error):
        provider.read_balance(reply(body, status))


@pytest.mark.parametrize("provider", [APIMART, EVOLINK], ids=lambda provider: provider.name)
@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, {"error": {"message": "x"}}),
        (200, b"<html>"),
        (200, b'{"success": true, "remain_bal'),
        (200, []),
        (200, {"success": True}),
        (200, {"success": True, "remain_balance": None, "data": None}),
        (200, {"success": True, "remain_balance": True, "data": {"user": {"remaining_credits": "a lot"}}}),
        (200, {"success": True, "remain_balance": "NaN", "data": {"user": None}}),
    ],
)
def test_an_answer_without_a_number_is_no_balance(provider: Provider, status: int, body: Any) -> None:
    with pytest.raises(UnreadableReply):
        provider.read_balance(reply(body, status))
