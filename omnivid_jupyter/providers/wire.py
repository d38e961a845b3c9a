"""What goes to a service and what comes back, as plain data.

A provider turns a request into a `Call` and a `Reply` into one of these values or into an
error; it never sends or receives anything itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

__all__ = ["DEAREST", "Accepted", "Call", "Pacing", "Reply", "TaskState", "TaskStatus", "UnreadableReply"]

#: USD, or credits: what is said to have cost more is no price, whoever says so.
DEAREST = 1e9

TaskState = Literal["queued", "running", "succeeded", "failed"]


@dataclass(frozen=True, slots=True)
class Call:
    """One HTTP request, relative to the service's base URL and without the key.

    A POST's body is `json`, or the `files` of a multipart form: field to name, content and media type.
    """

    method: Literal["GET", "POST"]
    path: str
    json: dict[str, Any] | None = None
    files: dict[str, tuple[str, bytes, str]] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP response: `status`, the raw `body`, and Retry-After and Date as they came, if they did."""

    status: int
    body: bytes
    retry_after: str | None = None
    date: str | None = None


class UnreadableReply(Exception):
    """The reply says nothing that can be relied on: a 5xx, HTML, cut JSON, a missing id.

    After a query that is a fault to wait out; after a submission its outcome is unknown.
    """


@dataclass(frozen=True, slots=True)
class Accepted:
    """The service took the task. `estimate` is the service's own guess in seconds, `credits` its charge.

    `reserved` are the credits that it sets aside where only the end tells what is charged.
    """

    task_id: str
    estimate: float | None = None
    credits: float | None = None
    reserved: float | None = None


@dataclass(frozen=True, slots=True)
class TaskStatus:
    """What a query said.

    `word` is the service's own state, `known` whether its document names it (an unknown one means "running");
    `progress` is 0–100 or None; `urls` are the results, first one first; `expires_at` is when the
    last of their links ends and `made` when the task was completed (else created), by the service's clock in unix
    seconds, None for what is no such time; `answered` is what that clock said when it answered; `took` the seconds
    from its creation to its completion;
    `cost` in USD, `credits` in the service's unit; `failure` and `failure_code` explain a failed task and
    `refunded` says whether it was paid back (None: the service does not tell).
    """

    state: TaskState
    word: str
    known: bool = True
    progress: float | None = None
    urls: tuple[str, ...] = ()
    expires_at: float | None = None
    made: float | None = field(default=None, compare=False)  # they say when, and nothing of how it is
    answered: float | None = field(default=None, compare=False)
    took: float | None = field(default=None, compare=False)
    estimate: float | None = None
    cost: float | None = None
    credits: float | None = None
    failure: str | None = None
    failure_code: str | None = None
    refunded: bool | None = None


@dataclass(frozen=True, slots=True)
class Pacing:
    """How a service wants to be asked: seconds before the first query, between queries, until giving up."""

    first: float
    interval: float
    give_up: float
