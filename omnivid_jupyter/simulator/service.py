"""One service at work: keys, submissions, queries, balances, uploads.

What a service says is decided in its dialect; here is decided when it is said.
"""

from __future__ import annotations

import dataclasses
import hashlib
import math
from collections.abc import Awaitable, Callable

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route

from omnivid_jupyter import clock
from omnivid_jupyter.simulator.faults import Fault, On, PendingFaults
from omnivid_jupyter.simulator.media import MediaServer
from omnivid_jupyter.simulator.orders import Dialect, Refusal, Report, State, asked_failure, parse_object
from omnivid_jupyter.simulator.picture import Picture
from omnivid_jupyter.simulator.references import References
from omnivid_jupyter.simulator.replies import after, before, distort, json_reply
from omnivid_jupyter.simulator.studio import Studio
from omnivid_jupyter.simulator.tasks import InsufficientFunds, Store, Submission, Task, Timeline
from omnivid_jupyter.simulator.uploads import UploadStore, file_of_form

__all__ = ["Service"]

_RETRY_AFTER = 2  # seconds that a limited key is told to wait
_LONGEST_KEY = 191  # characters of an Idempotency-Key
_Handler = Callable[[Request, str, Fault | None], Awaitable[Response]]


class Service:
    """One dialect over the common store and studio; `prefix` is the path that it lives under.

    `speed` may be changed at any time; it counts for the tasks that run, too.
    """

    def __init__(
        self,
        dialect: Dialect,
        prefix: str,
        *,
        store: Store,
        studio: Studio,
        media: MediaServer,
        uploads: UploadStore,
        references: References,
        faults: PendingFaults,
        speed: float,
    ) -> None:
        self._dialect = dialect
        self._prefix = prefix
        self._store = store
        self._studio = studio
        self._media = media
        self._uploads = uploads
        self._references = references
        self._faults = faults
        self.speed = speed
        self.routes = [
            self._route(dialect.submit_path, "POST", "submit", self._submit),
            self._route(dialect.query_path, "GET", "query", self._query),
        ]
        if dialect.balance_path is not None:
            self.routes.append(self._route(dialect.balance_path, "GET", None, self._balance))
        if dialect.upload_path is not None:
            self.routes.append(self._route(dialect.upload_path, "POST", None, self._upload))
        self.routes.append(self._route("/{path:path}", None, None, self._nothing))

    def _route(self, path: str, method: str | None, on: On | None, handler: _Handler) -> Route:
        """The way of every request: a fault instead of it, the key, the work, a fault after it."""

        async def endpoint(request: Request) -> Response:
            fault = self._faults.take(on, self._dialect.name, self._asked_state(request)) if on else None
            early = await before(fault)
            if early is not None:
                return early
            try:
                response = await handler(request, self._owner(request), fault)
            except Refusal as refusal:
                response = json_reply(refusal.body, refusal.status, refusal.headers)
            return after(response, fault)

        route = Route(self._prefix + path, endpoint, methods=[method] if method else None)
        if method is None:
            route.methods = None  # any: left alone, it would be GET
        return route

    def _owner(self, request: Request) -> str:
        """Who holds the key, as a digest: the key itself is kept nowhere."""
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not key.startswith("sk-"):
            raise self._dialect.unauthorized(request.url.path.removeprefix(self._prefix))
        if key.startswith("sk-limited"):
            raise self._dialect.rate_limited(_RETRY_AFTER)
        owner = hashlib.sha256(key.encode("utf-8")).hexdigest()[:32]
        return f"poor-{owner}" if key.startswith("sk-poor") else owner

    def _opening_balance(self, owner: str) -> float:
        return 0.0 if owner.startswith("poor-") else self._dialect.opening_balance

    async def _submit(self, request: Request, owner: str, fault: Fault | None) -> Response:
        content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if content_type != "application/json":
            raise self._dialect.malformed("Content-Type must be application/json")
        body = await request.body()
        order = self._dialect.read(body, lambda task_id: self._has_clip(owner, task_id))
        submission = self._submission(request, body)
        if submission and (known := self._store.submitted(self._dialect.name, owner, submission.key)):
            return self._replayed(owner, submission, known)
        parent = self._store.get(self._dialect.name, owner, order.extends) if order.extends else None
        take = 1 + self._store.count(self._dialect.name, owner, order)
        references = tuple(self._references.keep(address) for address in order.references)
        now = clock.time()
        task = Task(
            id=self._dialect.new_task_id(now),
            service=self._dialect.name,
            owner=owner,
            created=now,
            order=order,
            picture=Picture.of(
                order, parent.picture if parent else None, take, references, films=self._studio.films
            ),
            failure=asked_failure(order.prompt),
        )
        try:
            first = self._store.add(task, opening_balance=self._opening_balance(owner), submission=submission)
        except InsufficientFunds:
            raise self._dialect.no_funds() from None
        if submission and first:  # of two that came at once
            return self._replayed(owner, submission, first)
        if task.failure is None:
            self._studio.order(task.picture)
        return json_reply(self._dialect.accepted(self._report(task, now, "queued")))

    def _submission(self, request: Request, body: bytes) -> Submission | None:
        """The mark by which this submission is known again, where the service has such marks."""
        key = request.headers.get("idempotency-key")
        if key is None or self._dialect.replay_headers is None:
            return None
        if not (1 <= len(key) <= _LONGEST_KEY and key.isascii() and key.isprintable() and " " not in key):
            raise self._dialect.malformed(f"Idempotency-Key has 1 to {_LONGEST_KEY} visible ASCII characters")
        said = msgspec.json.encode(parse_object(body), order="deterministic")
        return Submission(key, hashlib.sha256(said).hexdigest())

    def _replayed(self, owner: str, submission: Submission, known: tuple[str, str]) -> Response:
        """The answer to a submission that came before: that of its task, once more."""
        task_id, said = known
        task = self._store.get(self._dialect.name, owner, task_id)
        if said != submission.said or task is None:
            raise self._dialect.replay_conflict()
        answer = self._dialect.accepted(self._report(task, task.created, "queued"))
        return json_reply(answer, headers=self._dialect.replay_headers)

    async def _query(self, request: Request, owner: str, fault: Fault | None) -> Response:
        asked = self._asked(request, owner)
        if asked is None:
            raise self._dialect.not_found("task")
        task, state, now = asked
        report = self._report(task, now, state, expired=fault is not None and fault.kind == "expired")
        return json_reply(self._dialect.report(distort(report, fault)))

    async def _balance(self, request: Request, owner: str, fault: Fault | None) -> Response:
        for task in self._store.unfinished(self._dialect.name, owner):
            self._advance(task, clock.time())
        opening = self._opening_balance(owner)
        balance = self._store.balance(self._dialect.name, owner, opening_balance=opening)
        return json_reply(self._dialect.balance(balance))

    async def _upload(self, request: Request, owner: str, fault: Fault | None) -> Response:
        found = file_of_form(request.headers.get("content-type", ""), await request.body(), "file")
        if found is None:
            raise self._dialect.malformed("the form field `file` is missing")
        name, content = found
        upload = self._uploads.keep(name, content, self._dialect.read_upload(content))
        return json_reply(self._dialect.uploaded(upload))

    async def _nothing(self, request: Request, owner: str, fault: Fault | None) -> Response:
        partly = any(route.matches(request.scope)[0] is Match.PARTIAL for route in self.routes)
        raise self._dialect.wrong_method(request.method) if partly else self._dialect.not_found("path")

    def _asked_state(self, request: Request) -> State | None:
        """The state of the task that a query is for: some faults wait for one."""
        if "task_id" not in request.path_params:
            return None
        try:
            asked = self._asked(request, self._owner(request))
        except Refusal:
            return None
        return asked[1] if asked else None

    def _asked(self, request: Request, owner: str) -> tuple[Task, State, float] | None:
        """The task that a query is for, its state, and when that was looked at; None for a task of nobody's.

        It is looked at once: a fault that waits for a state and the answer must not see two.
        """
        if not hasattr(request.state, "asked"):
            task, now = (
                self._store.get(self._dialect.name, owner, request.path_params["task_id"]),
                clock.time(),
            )
            request.state.asked = (*self._advance(task, now), now) if task else None
        asked: tuple[Task, State, float] | None = request.state.asked
        return asked

    def _has_clip(self, owner: str, task_id: str) -> bool:
        task = self._store.get(self._dialect.name, owner, task_id)
        return task is not None and self._advance(task, clock.time())[1] == "completed"

    def _advance(self, task: Task, now: float) -> tuple[Task, State]:
        """The task and its state now; an end that has come is written down, a lost drawing ordered again."""
        timeline = Timeline.of(task, self.speed)
        end = task.created + timeline.total
        if task.finished is None and task.failure is None:
            if self._studio.is_ready(task.picture):
                end = max(end, self._studio.path(task.picture).stat().st_mtime)
            elif self._studio.failure(task.picture) is not None:
                task, end = dataclasses.replace(task, failure="service_unavailable"), now
            else:
                self._studio.order(task.picture)
                end = math.inf
        if task.finished is None and now >= end:
            task = dataclasses.replace(task, finished=end)
            self._store.finish(task, end)
        if task.finished is not None:
            return task, "failed" if task.failure else "completed"
        return task, "queued" if now < task.created + timeline.queued else "running"

    def _report(self, task: Task, now: float, state: State, *, expired: bool = False) -> Report:
        timeline = Timeline.of(task, self.speed)
        url, expires = None, None
        if state == "completed":
            url, expires = self._media.link(task.picture, now, expired=expired)
        return Report(
            id=task.id,
            order=task.order,
            state=state,
            progress=timeline.progress(now - task.created) if task.finished is None else 100,
            created=task.created,
            estimate=max(1, math.ceil(timeline.total)),
            finished=task.finished,
            url=url,
            expires=expires,
            failure=task.failure,
        )
