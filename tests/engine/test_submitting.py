"""A submission is paid: it is sent once, and again only when the service certainly took nothing."""

from __future__ import annotations

import json
import re
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from omnivid_jupyter.engine.run import Run
from omnivid_jupyter.errors import (
    AuthenticationError,
    ConfigurationError,
    ConnectionFailedError,
    InvalidRequestError,
    OmnividError,
    PaymentRequiredError,
    PermissionDeniedError,
    RateLimitError,
    ServiceError,
    SubmissionUnknownError,
    WaitStoppedError,
    WaitTimeoutError,
)
from omnivid_jupyter.net import keys
from omnivid_jupyter.redaction import Key
from tests import PATIENCE
from tests.engine.conftest import KEY, Start
from tests.engine.service import Service, reply, submitted
from tests.wound import Paused


@pytest.mark.parametrize(
    "answer",
    [
        httpx.ReadTimeout("no answer"),
        httpx.ReadError("reset"),
        httpx.WriteError("broken pipe"),
        httpx.RemoteProtocolError("cut"),
        reply(b"oops", 500),
        reply(b"<html>", 502),
        reply(b"", 504),
        reply(b"<html>welcome</html>"),
        reply(b'{"code":200,"data":[{"task'),
        reply({"code": 200, "data": [{"status": "submitted"}]}),
        reply(b"", 302, Location="https://elsewhere.example.com/"),
    ],
    ids=repr,
)
def test_a_submission_in_doubt_is_sent_once_and_said_to_be_unknown(
    start: Start, answer: httpx.Response
) -> None:
    service = Service(submit=[answer, submitted()])
    job = start(service)
    with pytest.raises(SubmissionUnknownError, match="may have been charged") as caught:
        job.result()
    assert len(service.calls["submit"]) == 1
    assert job.state == "unknown"
    assert caught.value.job_id == job.id


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (
            reply({"error": {"code": 400, "message": "x", "type": "invalid_request_error"}}, 400),
            InvalidRequestError,
        ),
        (reply({"error": {"code": 401, "type": "authentication_error"}}, 401), AuthenticationError),
        (reply({"error": {"code": 402, "type": "payment_required"}}, 402), PaymentRequiredError),
        (reply({"error": {"code": "model_access_denied"}}, 403), PermissionDeniedError),
    ],
)
def test_a_refusal_ends_the_job_after_one_submission(
    start: Start, answer: httpx.Response, error: type[OmnividError]
) -> None:
    service = Service(submit=[answer])
    job = start(service)
    with pytest.raises(error):
        job.result()
    assert (len(service.calls["submit"]), len(service.calls["query"]), job.state) == (1, 0, "failed")


@pytest.mark.usefixtures("wound")
def test_a_service_that_cannot_be_reached_is_tried_again_and_then_named(start: Start) -> None:
    service = Service(submit=[httpx.ConnectError("refused")])
    job = start(service)
    with pytest.raises(ConnectionFailedError, match="APIMart"):
        job.result()
    assert len(service.calls["submit"]) == 3
    assert job.state == "prepared"


@pytest.mark.usefixtures("wound")
def test_a_connection_that_comes_back_is_used(start: Start) -> None:
    service = Service(submit=[httpx.ConnectTimeout("slow"), submitted()])
    assert start(service).result().task_id == "task_1"
    assert len(service.calls["submit"]) == 2


def test_429_with_retry_after_is_waited_out_and_shown(start: Start, paused: Paused) -> None:
    busy = reply(
        {"error": {"code": 429, "type": "rate_limit_error", "message": "busy"}}, 429, Retry_After="20"
    )
    service = Service(submit=[busy, submitted()])
    job = start(service)
    wait_for(lambda: "busy; trying again in 20 s" in str(job.snapshot().note))
    paused.go_on()
    assert job.result().task_id == "task_1"
    log = [line.text for line in job.snapshot().log]
    assert log[1:3] == ["APIMart refused the request: busy", "trying again in 20 s"]


@pytest.mark.usefixtures("wound")
def test_the_seconds_until_the_next_offer_are_counted_down(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(Run, "say", lambda run, text, **how: said.append(str(text)))
    start(Service(submit=[reply(b"", 429, Retry_After="25"), submitted()])).result()
    left = [int(match[1]) for text in said if (match := re.search(r"trying again in (\d+) s", text))]
    assert len(set(left)) > 1 and left == sorted(left, reverse=True)


def test_429_that_asks_for_more_patience_than_there_is_ends_at_once(start: Start) -> None:
    service = Service(submit=[reply(b"", 429, Retry_After="3600")])
    job = start(service, timeout=20)
    with pytest.raises(RateLimitError):
        job.result()
    assert (len(service.calls["submit"]), job.state) == (1, "prepared")


def test_503_is_offered_again_only_when_it_names_a_time(start: Start) -> None:
    service = Service(submit=[reply(b"", 503), submitted()])
    with pytest.raises(ServiceError):
        start(service).result()
    assert len(service.calls["submit"]) == 1
    service = Service(submit=[reply(b"", 503, Retry_After="0"), submitted()])
    assert start(service).result()
    assert len(service.calls["submit"]) == 2


def test_nothing_is_submitted_after_the_person_stopped_waiting(start: Start, paused: Paused) -> None:
    service = Service(submit=[reply(b"", 429, Retry_After="20"), submitted()])
    job = start(service)
    waiter = job.waiter()
    wait_for(lambda: job.snapshot().note is not None)
    job.stop_waiting()
    with pytest.raises(WaitStoppedError, match="Nothing was submitted"):
        waiter.result()
    paused.go_on()
    with pytest.raises(RateLimitError):
        job.accepted.result(PATIENCE)
    assert len(service.calls["submit"]) == 1


def test_a_submission_that_hangs_is_not_waited_for_longer_than_the_limit(start: Start) -> None:
    sent, release = threading.Event(), threading.Event()

    async def hang(request: httpx.Request) -> httpx.Response:
        sent.set()
        while not release.is_set():
            await asyncio_sleep()
        return submitted()

    service = Service()
    service.handle_async_request = hang  # type: ignore[method-assign]
    job = start(service)
    assert sent.wait(PATIENCE)
    with pytest.raises(WaitTimeoutError, match="still under way"):
        job.wait_accepted(0.2)
    release.set()


async def asyncio_sleep() -> None:
    import asyncio

    await asyncio.sleep(0.01)


def test_the_key_goes_to_the_service_and_nowhere_else(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    echo = reply(
        {"error": {"code": 400, "message": f"bad token {KEY}", "type": "invalid_request_error"}}, 400
    )
    service = Service(submit=[echo])
    with pytest.raises(InvalidRequestError) as caught:
        start(service).result()
    assert KEY not in str(caught.value)
    service = Service()
    job = start(service)
    clip = job.result()
    for call in service.calls["submit"] + service.calls["query"]:
        assert call.headers["Authorization"] == f"Bearer {KEY}"
        assert KEY not in str(call.url)
    for call in service.calls["download"]:
        assert KEY not in str(call.headers) + str(call.url)
    assert KEY not in repr(clip) + repr(job) + repr(job.plan) + repr(job.snapshot())
    assert json.loads(service.calls["submit"][0].content) == {
        "model": "Omni-Flash-Ext",
        "prompt": "a red apple",
    }


@pytest.mark.parametrize(
    ("model", "marked"),
    [
        ("apimart/Omni-Flash-Ext", True),
        ("apimart/gemini-omni-flash-preview", True),
        ("omniflash/omni-pro", False),
    ],
)
def test_a_submission_is_marked_where_the_services_own_clients_do_so(
    start: Start, model: str, marked: bool
) -> None:
    service = Service(submit=[reply(b"", 429, Retry_After="0"), reply(b"oops", 500)])
    for prompt in ("one", "two"):
        with pytest.raises(SubmissionUnknownError):
            start(service, model=model, prompt=prompt).result()
    keys = [call.headers.get("Idempotency-Key") for call in service.calls["submit"]]
    assert len(keys) == 3 and (all(keys) is marked)
    if marked:
        assert keys[0] == keys[1] != keys[2] and len(str(keys[0])) <= 191  # offered again; another request


def test_without_a_key_nothing_is_sent(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    service = Service()
    monkeypatch.delenv("APIMART_API_KEY")
    with pytest.raises(ConfigurationError, match="APIMART_API_KEY"):
        start(service)
    assert not service.calls["submit"]


OTHER = "sk-of-another-service-0123456789"


@pytest.mark.parametrize("place", ["environment", "session"])
@pytest.mark.parametrize("field", ["prompt", "model", "resolution", "images"])
@pytest.mark.parametrize("model", ["apimart/Omni-Flash-Ext", "demo/Omni-Flash-Ext"])
def test_a_request_that_holds_a_key_is_refused_without_repeating_it(
    model: str, field: str, place: str, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVOLINK_API_KEY", OTHER if place == "environment" else "")
    monkeypatch.setattr(keys, "_session", {"evolink": Key(OTHER)} if place == "session" else {})
    given: dict[str, Any] = {"model": model, "prompt": "a red apple", "resolution": "720p"}
    wrong = {"model": f"apimart/{OTHER}", "images": (f"https://example.com/a.png?key={OTHER}",)}
    given[field] = wrong.get(field, f"my key: {OTHER}")
    service = Service(submit=[submitted()])
    with pytest.raises(InvalidRequestError, match=f"{field} holds the EvoLink key") as caught:
        start(service, **given)
    assert caught.value.field == field and OTHER not in repr(caught.value) + str(caught.value)
    assert service.calls["submit"] == []


def test_a_prompt_that_holds_its_services_key_of_a_file_is_refused(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("APIMART_API_KEY")
    (tmp_path / ".env").write_text(f"APIMART_API_KEY={OTHER}")
    with pytest.raises(InvalidRequestError, match="prompt holds the APIMart key"):
        start(Service(submit=[submitted()]), prompt=f"a red apple {OTHER}")


@pytest.mark.parametrize("key", ["test", "apple", "sk-appl"])
def test_a_word_in_a_keys_place_is_no_key_of_a_prompt(
    key: str, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVOLINK_API_KEY", key)
    start(Service(submit=[submitted()]), prompt=f"{key}: a test of a red apple").wait_accepted(PATIENCE)


@pytest.mark.parametrize(
    "url",
    ["http://api.example.com/v1", "ftp://x", "api.example.com", "https://user:pw@example.com", "https://"],
)
def test_a_base_url_that_could_leak_the_key_is_refused(
    start: Start, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("APIMART_BASE_URL", url)
    with pytest.raises(ConfigurationError, match="APIMART_BASE_URL"):
        start(Service())


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8000/v1/", "http://localhost:1/v1", "https://proxy.example.com/v1"]
)
def test_a_base_url_of_ones_own_is_used(start: Start, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("APIMART_BASE_URL", url)
    service = Service()
    start(service).result()
    assert str(service.calls["submit"][0].url) == url.rstrip("/") + "/videos/generations"


@pytest.mark.parametrize("key", ["sk-abc\nsk-def", '"sk-abc"', "'sk-abc'", "sk-abc def"])
def test_a_key_that_was_copied_wrong_is_refused_without_showing_it(
    start: Start, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv("APIMART_API_KEY", key)
    with pytest.raises(ConfigurationError) as caught:
        start(Service())
    assert "sk-abc" not in str(caught.value)


def wait_for(condition: object) -> None:
    assert callable(condition)
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


def test_a_model_that_is_not_in_the_catalogue_goes_out_with_a_warning(start: Start) -> None:
    service = Service()
    with pytest.warns(UserWarning, match="not in the catalogue"):
        start(service, model="apimart/brand-new").result()
    assert json.loads(service.calls["submit"][0].content)["model"] == "brand-new"
