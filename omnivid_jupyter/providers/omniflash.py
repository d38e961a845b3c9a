"""OmniFlash: three video models and two image models behind one pair of endpoints.

Source: the service's guide, "Omni Flash API でテキストプロンプトから動画を生成する(Node.js 実装ガイド)".

A task's state is a number, there is no progress, and the credits are taken at submission and returned when
the task fails. The HTTP status may be 200 even for a refusal: `code` inside the body is what counts.
"""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import quote

import msgspec

from omnivid_jupyter.providers.base import Provider, present
from omnivid_jupyter.providers.capabilities import Anything, Choice, Media, Model
from omnivid_jupyter.providers.replies import (
    amount,
    clean,
    given_id,
    glimpsed_id,
    moment,
    number,
    opened,
    part,
    read,
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

__all__ = ["OmniFlash"]

_STATES: dict[int, tuple[TaskState, str]] = {
    1: ("queued", "queued"),
    2: ("running", "running"),
    3: ("succeeded", "success"),
    4: ("failed", "failed"),
}


class _Submitted(msgspec.Struct):
    task_id: Any = None
    credits: Any = None


class _Reply(msgspec.Struct):
    data: Any = None


class _Task(msgspec.Struct):
    task_status: Any = None
    video_url: Any = None
    image_url: Any = None
    credits: Any = None
    created_at: Any = None


_HINTS = {
    "video": "Text, or images as a start, to a video; its length is the model's choice.",
    "image": "Text, or images as a start, to an image.",
}


def _model(model_id: str, output: Literal["video", "image"]) -> Model:
    return Model(
        service="omniflash",
        id=model_id,
        output=output,
        aspect_ratio=Choice(("16:9", "9:16")),
        images=Media(counts=None, own_results=True),
        hint=_HINTS[output],
    )


class OmniFlash(Provider):
    """The OmniFlash service."""

    name = "omniflash"
    title = "OmniFlash"
    base_url = "https://omniflash.net/api/v1"
    simulated = True
    pacing = Pacing(first=5, interval=5, give_up=600)
    models = (
        _model("omni-flash", "video"),
        _model("omni-pro", "video"),
        _model("seedance-2", "video"),
        _model("gpt-image-2", "image"),
        _model("nano-banana-2", "image"),
    )

    def unlisted(self, model_id: str) -> Model:
        return Model(
            service=self.name,
            id=model_id,
            aspect_ratio=Anything(),
            images=Media(counts=None, own_results=True),
        )

    def submit(self, model: Model, request: VideoRequest) -> Call:
        body = present(
            model_id=model.id,
            prompt=request.prompt,
            aspect_ratio=request.aspect_ratio,
            image_urls=list(request.images),
        )
        return Call("POST", "/tasks/create", body)

    def read_submit(self, reply: Reply) -> Accepted:
        data = part((taken(reply, _Reply) or _Reply()).data, _Submitted)
        found = given_id(data.task_id) or glimpsed_id(reply, "task_id")
        if found is None:  # whatever else it says, an answer with a task id is a task
            opened(reply, self.title, zero_refuses=True)
        return Accepted(task_id=task_id(found), credits=amount(data.credits))

    def query(self, task_id: str) -> Call:
        return Call("GET", f"/tasks/{quote(task_id, safe='')}")

    def read_query(self, reply: Reply) -> TaskStatus:
        opened(reply, self.title, accepted=True, zero_refuses=True)
        task = part(read(reply, _Reply).data, _Task)
        if task.task_status is None:
            raise UnreadableReply("an answer without a task state")
        status = number(task.task_status)
        known = status in _STATES
        state, word = (
            _STATES[int(status)] if status is not None and known else ("running", clean(task.task_status, 40))
        )
        return TaskStatus(
            state=state,
            word=word,
            known=known,
            urls=tuple(url for url in (task.video_url, task.image_url) if isinstance(url, str) and url),
            made=moment(task.created_at),
            credits=amount(task.credits),
            failure="the service gives no reason" if state == "failed" else None,
            refunded=True if state == "failed" else None,
        )
