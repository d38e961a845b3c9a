"""A service in a package of its own, written as CONTRIBUTING.md says: one file, and an entry point that names it."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import msgspec

from omnivid_jupyter.providers.base import Provider, present
from omnivid_jupyter.providers.capabilities import Choice, Model, PerSecond, Seconds
from omnivid_jupyter.providers.replies import opened, read, taken, task_id
from omnivid_jupyter.providers.wire import Accepted, Call, Pacing, Reply, TaskStatus
from omnivid_jupyter.request import VideoRequest


class _Task(msgspec.Struct):
    id: Any = None
    done: bool = False
    film: str | None = None


class Toy(Provider):
    """A service with one model."""

    name = "toy"
    title = "Toy films"
    base_url = "https://toy.example/v1"
    pacing = Pacing(first=0.1, interval=0.1, give_up=30)
    models: ClassVar[tuple[Model, ...]] = (
        Model(
            service="toy",
            id="toy-one",
            duration=Seconds((2, 4), default=2),
            aspect_ratio=Choice(("16:9",), default="16:9"),
            price=PerSecond(0.01, shortest=2, longest=4, as_of=date(2026, 8, 22)),
        ),
    )

    def unlisted(self, model_id: str) -> Model:
        return Model(service=self.name, id=model_id)

    def submit(self, model: Model, request: VideoRequest) -> Call:
        return Call("POST", "/films", present(model=model.id, text=request.prompt, seconds=request.duration))

    def read_submit(self, reply: Reply) -> Accepted:
        task = taken(reply, _Task)
        if task is None or task.id is None:
            opened(reply, self.title)
        return Accepted(task_id=task_id(task.id if task else None))

    def query(self, task_id: str) -> Call:
        return Call("GET", f"/films/{task_id}")

    def read_query(self, reply: Reply) -> TaskStatus:
        opened(reply, self.title, accepted=True)
        task = read(reply, _Task)
        return TaskStatus(
            state="succeeded" if task.done else "running",
            word="done" if task.done else "working",
            urls=(task.film,) if task.film else (),
        )
