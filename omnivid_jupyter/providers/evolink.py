"""EvoLink: Gemini Omni Flash, text to video.

Source: EvoLink's page on gemini-omni-flash-text-to-video, with its OpenAPI 3.1 description.

The document describes the submission; the query is the task endpoint that it links to, which answers with
the same object and, at the end, `results`. Links live for 24 hours.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import quote

import msgspec

from omnivid_jupyter.providers.base import Balance, Provider, present
from omnivid_jupyter.providers.capabilities import Anything, Choice, Media, Model, PerSecond, Seconds
from omnivid_jupyter.providers.replies import (
    amount,
    clean,
    error_body,
    given_id,
    glimpsed_id,
    moment,
    number,
    opened,
    part,
    percent,
    read,
    seen,
    taken,
    task_id,
)
from omnivid_jupyter.providers.wire import (
    Accepted,
    Call,
    Pacing,
    Reply,
    TaskState,
    TaskStatus,
    UnreadableReply,
)
from omnivid_jupyter.request import VideoRequest

__all__ = ["EvoLink"]

_STATES: dict[str, TaskState] = {
    "pending": "queued",
    "processing": "running",
    "completed": "succeeded",
    "failed": "failed",
    "cancelled": "failed",
}


class _Info(msgspec.Struct):
    estimated_time: Any = None


class _Usage(msgspec.Struct):
    credits_reserved: Any = None
    credits_used: Any = None


class _Task(msgspec.Struct):
    id: Any = None
    status: Any = None
    progress: Any = None
    created: Any = None
    results: Any = None
    error: Any = None
    task_info: Any = None
    usage: Any = None


class _User(msgspec.Struct):
    remaining_credits: Any = None


class _Account(msgspec.Struct):
    user: Any = None


class _BalanceReply(msgspec.Struct):
    data: Any = None


class EvoLink(Provider):
    """The EvoLink service."""

    name = "evolink"
    title = "EvoLink"
    base_url = "https://api.evolink.ai"
    simulated = True
    idempotency_key = True
    pacing = Pacing(first=8, interval=8, give_up=900)
    models = (
        Model(
            service="evolink",
            id="gemini-omni-flash-text-to-video",
            duration=Seconds(tuple(range(3, 11)), default=10, auto=True),
            aspect_ratio=Choice(("16:9", "9:16", "auto"), default="16:9"),
            callback_url=True,
            price=PerSecond(0.0862, shortest=3, longest=10, as_of=date(2026, 8, 22)),
            hint="Sound comes with the picture; write into the prompt what must not be there, such as speech.",
        ),
    )

    def unlisted(self, model_id: str) -> Model:
        return Model(
            service=self.name,
            id=model_id,
            duration=Anything(),
            aspect_ratio=Anything(),
            images=Media(counts=None, data_prefix="data:image/"),
            videos=Media(counts=None),
            callback_url=True,
        )

    def submit(self, model: Model, request: VideoRequest) -> Call:
        body = present(
            model=model.id,
            prompt=request.prompt,
            duration=request.duration,
            aspect_ratio=request.aspect_ratio,
            image_urls=list(request.images),
            video_urls=list(request.videos),
            callback_url=request.callback_url,
        )
        return Call("POST", "/v1/videos/generations", body)

    def read_submit(self, reply: Reply) -> Accepted:
        task = taken(reply, _Task) or _Task()
        numbered_refusal = task.error and task.status is None
        found = given_id(task.id) or glimpsed_id(reply, "id")
        if found is None or numbered_refusal:
            opened(reply, self.title)
        return Accepted(
            task_id=task_id(found),
            estimate=number(part(task.task_info, _Info).estimated_time),
            reserved=amount(part(task.usage, _Usage).credits_reserved),
        )

    def query(self, task_id: str) -> Call:
        return Call("GET", f"/v1/tasks/{quote(task_id, safe='')}")

    def read_query(self, reply: Reply) -> TaskStatus:
        task = _task(reply)
        if task is None:
            opened(reply, self.title, accepted=True)
            raise UnreadableReply("an answer without a task state")
        word = task.status.strip().lower()
        state = _STATES.get(word, "running")
        results = task.results if isinstance(task.results, list) else [task.results]
        error = error_body(task.error)
        used = amount(part(task.usage, _Usage).credits_used)
        return TaskStatus(
            state=state,
            word=clean(task.status, 40),
            known=word in _STATES,
            progress=percent(task.progress),
            urls=tuple(url for url in results if isinstance(url, str) and url),
            made=moment(task.created),
            estimate=number(part(task.task_info, _Info).estimated_time),
            credits=used,
            failure=(clean(error.message) or clean(task.status)) if state == "failed" else None,
            failure_code=clean(error.code) or None,
            refunded=None if state != "failed" or used is None else used == 0,
        )

    def balance(self) -> Call:
        return Call("GET", "/v1/credits")

    def read_balance(self, reply: Reply) -> Balance:
        opened(reply, self.title)
        account = part(read(reply, _BalanceReply).data, _Account)
        left = number(part(account.user, _User).remaining_credits)
        if left is None:
            raise UnreadableReply("an answer without a balance")
        return Balance(left, "credits")


def _task(reply: Reply) -> _Task | None:
    """The task object, unless the reply is something else.

    A failed task carries an `error` as a refusal does; its `status` is what tells them apart.
    """
    task = seen(reply, _Task)
    return task if task and isinstance(task.status, str) else None
