"""APIMart: two models with rules of their own behind the same pair of endpoints.

Sources: APIMart's pages on Omni-Flash-Ext, on gemini-omni-flash-preview, on uploading images (an address that
lives for 72 hours), and on the user's balance, whose unit it leaves to the account's settings; -1 means that
there is no limit.

The answer to a submission is a list with one task. A failed task arrives with HTTP 200 and an `error` in its
data; its progress may say 100 all the same. Results are lists of lists of links.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import quote

import msgspec

from omnivid_jupyter.localmedia import LocalMedia
from omnivid_jupyter.providers.base import Balance, Provider, present
from omnivid_jupyter.providers.capabilities import Anything, Choice, Media, Model, PerClip, PerSecond, Seconds
from omnivid_jupyter.providers.checks import is_web_address
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

__all__ = ["APIMart"]

_STATES: dict[str, TaskState] = {
    "submitted": "queued",
    "pending": "queued",
    "processing": "running",
    "completed": "succeeded",
    "failed": "failed",
    "cancelled": "failed",
}


class _Submitted(msgspec.Struct):
    task_id: Any = None
    id: Any = None


class _Reply(msgspec.Struct):
    data: Any = None


class _Video(msgspec.Struct):
    url: Any = None
    expires_at: Any = None


class _Result(msgspec.Struct):
    videos: Any = None


class _Task(msgspec.Struct):
    status: Any = None
    progress: Any = None
    estimated_time: Any = None
    cost: Any = None
    credits_cost: Any = None
    created: Any = None
    completed: Any = None
    result: Any = None
    error: Any = None


class _UploadReply(msgspec.Struct):
    url: Any = None


class _BalanceReply(msgspec.Struct):
    remain_balance: Any = None
    unlimited_quota: Any = None


#: When these prices were read from the service's price list.
_PRICED = date(2026, 8, 22)
_UP_TO_1080P = {4: 0.25, 6: 0.30, 8: 0.35, 10: 0.40}
_ASPECT_RATIO = Choice(("16:9", "9:16"), default="16:9")


class APIMart(Provider):
    """The APIMart service."""

    name = "apimart"
    title = "APIMart"
    base_url = "https://api.apimart.ai/v1"
    simulated = True
    idempotency_key = True
    pacing = Pacing(first=6, interval=6, give_up=900)
    models = (
        Model(
            service="apimart",
            id="Omni-Flash-Ext",
            duration=Seconds((4, 6, 8, 10), default=6),
            aspect_ratio=_ASPECT_RATIO,
            resolution=Choice(("720p", "1080p", "4k"), default="720p"),
            images=Media(counts=(1, 3), data_prefix="data:image/"),
            price=PerClip(
                {"720p": _UP_TO_1080P, "1080p": _UP_TO_1080P, "4k": {4: 0.75, 6: 0.80, 8: 0.85, 10: 0.90}},
                as_of=_PRICED,
            ),
            hint="One image to animate, or three to blend; describe camera, style and sound in the prompt.",
        ),
        Model(
            service="apimart",
            id="gemini-omni-flash-preview",
            aspect_ratio=_ASPECT_RATIO,
            resolution=Choice(("720p",), default="720p"),
            images=Media(counts=tuple(range(1, 17)), upload=True, types=("image/jpeg", "image/png")),
            videos=Media(counts=(1,), data_prefix="data:video/", seconds=(1, 24)),
            extend=True,
            prompt_optional_with_media=True,
            price=PerSecond(0.088, shortest=3, longest=10, as_of=_PRICED),
            hint="Text, images and a video (best 3 s or less) together; extend goes on editing in turns.",
        ),
    )

    def unlisted(self, model_id: str) -> Model:
        return Model(
            service=self.name,
            id=model_id,
            duration=Anything(),
            aspect_ratio=Anything(),
            resolution=Anything(),
            images=Media(counts=None, data_prefix="data:image/"),
            videos=Media(counts=None, data_prefix="data:video/"),
            extend=True,
            prompt_optional_with_media=True,
        )

    def submit(self, model: Model, request: VideoRequest) -> Call:
        body = present(
            model=model.id,
            prompt=request.prompt,
            duration=request.duration,
            resolution=request.resolution,
            aspect_ratio=request.aspect_ratio,
            image_urls=list(request.images),
            video_urls=list(request.videos),
            extend_from_task_id=request.extend,
        )
        return Call("POST", "/videos/generations", body)

    def read_submit(self, reply: Reply) -> Accepted:
        data = (taken(reply, _Reply) or _Reply()).data
        tasks = [part(task, _Submitted) for task in _listed(data)]
        ids = [given_id(task.task_id) or given_id(task.id) for task in tasks]
        found = next(filter(None, ids), None) or glimpsed_id(reply, "task_id", "id")
        if found is None:  # whatever else it says, an answer with a task id is a task
            opened(reply, self.title)
        return Accepted(task_id=task_id(found))

    def query(self, task_id: str) -> Call:
        return Call("GET", f"/tasks/{quote(task_id, safe='')}")

    def read_query(self, reply: Reply) -> TaskStatus:
        opened(reply, self.title, accepted=True)
        task = part(read(reply, _Reply).data, _Task)
        if not isinstance(task.status, str):
            raise UnreadableReply("an answer without a task state")
        word = task.status.strip().lower()
        state = _STATES.get(word, "running")
        videos = [part(video, _Video) for video in _listed(part(task.result, _Result).videos)]
        error = error_body(task.error)
        cost = amount(task.cost)
        created, completed = moment(task.created), moment(task.completed)
        return TaskStatus(
            state=state,
            word=clean(task.status, 40),
            known=word in _STATES,
            progress=percent(task.progress),
            urls=tuple(url for video in videos for url in _links(video)),
            expires_at=max((end for video in videos if (end := moment(video.expires_at))), default=None),
            made=completed or created,
            took=completed - created if completed and created else None,
            estimate=number(task.estimated_time),
            cost=cost,
            credits=amount(task.credits_cost),
            failure=(clean(error.message) or clean(task.status)) if state == "failed" else None,
            failure_code=clean(error.code) or None,
            refunded=None if state != "failed" or cost is None else cost == 0,
        )

    def upload(self, media: LocalMedia) -> Call:
        extension = media.media_type.rpartition("/")[2]
        name = f"{media.identity[-12:]}.{extension}"  # people's own file names tell too much
        return Call("POST", "/uploads/images", files={"file": (name, media.content, media.media_type)})

    def read_upload(self, reply: Reply) -> str:
        opened(reply, self.title)
        url = read(reply, _UploadReply).url
        if not (isinstance(url, str) and is_web_address(url)):
            raise UnreadableReply("an answer without an address")
        return url

    def balance(self) -> Call:
        return Call("GET", "/user/balance")

    def read_balance(self, reply: Reply) -> Balance:
        opened(reply, self.title)
        answer = read(reply, _BalanceReply)
        left = number(answer.remain_balance)
        if left is None:
            raise UnreadableReply("an answer without a balance")
        return Balance(None if left == -1 or answer.unlimited_quota is True else left)


def _links(video: _Video) -> list[str]:
    return [link for link in _listed(video.url) if isinstance(link, str) and link]


def _listed(value: Any) -> list[Any]:
    """What should be a list as one, also where it is one thing alone."""
    return value if isinstance(value, list) else [value]
