"""Everything that can go wrong, as one tree.

    OmnividError
    ├── ConfigurationError        no key, or a setting that cannot be used
    ├── InvalidRequestError       refused before it was sent, or by the service (.field)
    ├── AuthenticationError       the service does not know the key
    ├── PaymentRequiredError      the account has no funds
    ├── PermissionDeniedError     the key may not use this model
    ├── RateLimitError            too many requests or tasks at once
    ├── ServiceError              the service fails, lastingly, in a way that costs nothing
    ├── ConnectionFailedError     the service was not reached: nothing was sent
    ├── SubmissionUnknownError    a paid request whose outcome cannot be known
    ├── TaskFailedError           the service gave the task up (.code, .refunded)
    ├── WaitTimeoutError          the wait ended, the task goes on
    │   └── WaitStoppedError      the person ended the wait
    ├── DownloadError             the clip exists but could not be fetched; it can be tried again
    └── ClipExpiredError          the service no longer keeps the clip

An error says in its first sentence what happened and in its hint what to do about it,
and neither holds a key, a signed address or a control character.
"""

from __future__ import annotations

import sys
from typing import Self

from omnivid_jupyter.saying import printable

__all__ = [
    "AuthenticationError",
    "ClipExpiredError",
    "ConfigurationError",
    "ConnectionFailedError",
    "DownloadError",
    "InvalidRequestError",
    "OmnividError",
    "PaymentRequiredError",
    "PermissionDeniedError",
    "RateLimitError",
    "ServiceError",
    "SubmissionUnknownError",
    "TaskFailedError",
    "WaitStoppedError",
    "WaitTimeoutError",
]


_LONGEST = 800  # characters of a message


class OmnividError(Exception):
    """The root of the tree.

    Parameters: `message`, one sentence of what happened; `hint`, what the reader can do about it;
    `service`, `job_id` and `task_id`, as far as they are known.
    """

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        service: str | None = None,
        job_id: str | None = None,
        task_id: str | None = None,
    ) -> None:
        message = _shortened(message)
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.service = service
        self.job_id = job_id
        self.task_id = task_id

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message

    def __copy__(self) -> Self:
        """The same error without its way here.

        Not by the way in which errors are pickled: where Dask is imported, tblib has made that another one, by which a
        copy has the very fields of the first, and its frames.
        """
        other = type(self).__new__(type(self), *self.args)
        vars(other).update(vars(self))
        return other

    def _render_traceback_(self) -> list[str]:
        """What IPython prints for this error: the message and the hint, without the stack."""
        return printable(f"{type(self).__name__}: {self}", sys.stdout).splitlines()


def _shortened(message: str) -> str:
    """A message without the middle of what nobody reads: it may quote what a program was given by mistake."""
    return message if len(message) <= _LONGEST else f"{message[: _LONGEST - 200]}…{message[-150:]}"


class ConfigurationError(OmnividError):
    """A key is missing, or a setting cannot be used."""


class InvalidRequestError(OmnividError):
    """The request was refused: a submission was not charged. `field` names the parameter, where one is to blame."""

    def __init__(
        self,
        message: str,
        *,
        field: str | None = None,
        hint: str | None = None,
        service: str | None = None,
        job_id: str | None = None,
        task_id: str | None = None,
    ) -> None:
        super().__init__(message, hint=hint, service=service, job_id=job_id, task_id=task_id)
        self.field = field


class AuthenticationError(OmnividError):
    """The service does not accept the key."""


class PaymentRequiredError(OmnividError):
    """The account has too little funds."""


class PermissionDeniedError(OmnividError):
    """The key is known, but may not use this model."""


class RateLimitError(OmnividError):
    """Too many requests, or too many tasks at once; nothing was charged."""


class ServiceError(OmnividError):
    """A query failed lastingly, or a submission was turned away with 503; nothing was charged by it."""


class ConnectionFailedError(OmnividError):
    """The service could not be reached; nothing was sent."""


class SubmissionUnknownError(OmnividError):
    """A submission was sent and its outcome cannot be known: it may have been charged."""


class TaskFailedError(OmnividError):
    """The service ended the task without a clip.

    `code` is the service's own word for the reason; `refunded` is True where the service says, or its
    document promises, that a failed task costs nothing, and None where that is not known.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        refunded: bool | None = None,
        hint: str | None = None,
        service: str | None = None,
        job_id: str | None = None,
        task_id: str | None = None,
    ) -> None:
        super().__init__(message, hint=hint, service=service, job_id=job_id, task_id=task_id)
        self.code = code
        self.refunded = refunded


class WaitTimeoutError(OmnividError):
    """The wait ended before the task did; the task goes on."""


class WaitStoppedError(WaitTimeoutError):
    """The person stopped waiting; the task goes on."""


class DownloadError(OmnividError):
    """The clip is ready at the service but could not be fetched or kept; it can be tried again."""


class ClipExpiredError(OmnividError):
    """The service no longer keeps the clip."""
