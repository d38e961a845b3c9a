"""Reading replies: the parts that the services share.

Every service wraps its answers a little differently, and each of them has more than one wrapping:
`{code, data}`, `{code, msg}`, `{error: {code, message, type}}` with a 4xx, `{success: false, message}` with
a 200. `opened` takes the wrapping off and raises what the answer says went wrong.

Only what is certain becomes an error of the user's tree; what is in doubt is `UnreadableReply`.
"""

from __future__ import annotations

import json
import math
import re
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec

from omnivid_jupyter.errors import (
    AuthenticationError,
    InvalidRequestError,
    OmnividError,
    PaymentRequiredError,
    PermissionDeniedError,
    RateLimitError,
    ServiceError,
)
from omnivid_jupyter.providers.wire import DEAREST, Reply, UnreadableReply
from omnivid_jupyter.redaction import hosts_only

__all__ = [
    "ErrorBody",
    "amount",
    "clean",
    "error_body",
    "given_id",
    "glimpsed",
    "glimpsed_id",
    "moment",
    "number",
    "opened",
    "part",
    "percent",
    "read",
    "seen",
    "taken",
    "task_id",
]

_LONGEST_ID = 500
#: Digits of a whole number that is read as one; Python itself takes none of more than 4300.
_LONGEST_NUMBER = 400
#: How deep lists and objects lie in each other in what is read; no document has more than six.
_DEEPEST = 64
#: A string of JSON, or a bracket: all that tells how deep something lies. A string may miss its end.
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
_READER = json.JSONDecoder(strict=False, parse_int=lambda digits: _whole(digits))
_YEARS = (946_684_800.0, 7_258_118_400.0)  # 2000 to 2200: a moment of any other time is none

Shape = TypeVar("Shape")

#: What a definite refusal means, by HTTP status (or by the status-like `code` inside a 200).
REFUSALS: dict[int, type[OmnividError]] = {
    400: InvalidRequestError,
    401: AuthenticationError,
    402: PaymentRequiredError,
    403: PermissionDeniedError,
    404: InvalidRequestError,
    405: InvalidRequestError,
    413: InvalidRequestError,
    415: InvalidRequestError,
    422: InvalidRequestError,
    429: RateLimitError,
    503: ServiceError,
}

#: The same by the error's own word, which is more exact than the status where both are there.
REFUSAL_WORDS: dict[str, int] = {
    "authentication_error": 401,
    "unauthorized": 401,
    "payment_required": 402,
    "model_access_denied": 403,
    "rate_limit_error": 429,
    "rate_limit_exceeded": 429,
}

#: The same for the words by which services, and the relays before them, tell that an account has too little funds.
_NO_FUNDS = re.compile(r"insufficient_(\w+_)?(balance|credits?|funds?|quota)")

#: Words of a definite refusal that say no more than that.
REFUSED = frozenset({"invalid_request", "invalid_request_error"})

#: The error words that name the field to blame.
FIELD_WORDS: dict[str, str] = {
    "invalid_duration": "duration",
    "invalid_resolution": "resolution",
    "unsupported_image_count": "images",
}

HINTS: dict[type[OmnividError], str] = {
    AuthenticationError: "Check the key: %omnivid doctor shows where it was found.",
    PaymentRequiredError: "Top up the account at the service, then run this again.",
    PermissionDeniedError: "Allow this model for the key at the service, or use another key.",
    RateLimitError: "Wait a little, or run fewer tasks at once.",
    ServiceError: "Try again later.",
}


class ErrorBody(msgspec.Struct):
    """`error` in an answer; `code` is a number or a word, depending on the service."""

    code: Any = None
    message: Any = None
    type: Any = None

    def __bool__(self) -> bool:
        """Whether it says anything: some services send the fields of an error empty where there is none."""
        return bool(self.code or self.message or self.type)


class Envelope(msgspec.Struct):
    """The wrapping. All of it is optional: which parts are there is what tells the services apart."""

    code: Any = None
    msg: Any = None
    message: Any = None
    success: Any = None
    error: Any = None


def error_body(error: Any) -> ErrorBody:
    """`error` in an answer, also where it is a word alone, something else, or is not there."""
    return part(error, ErrorBody) if isinstance(error, dict) else ErrorBody(message=error)


def read(reply: Reply, shape: type[Shape]) -> Shape:
    """The body as `shape`. Raises `UnreadableReply` when it is not JSON or of another shape.

    What one field holds must not hide the others, a task id least of all: so the fields of a shape are `Any`,
    and `part` looks into each.
    """
    try:
        try:
            return msgspec.json.decode(reply.body, type=shape)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return msgspec.convert(_lenient(reply.body), shape)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise UnreadableReply(
            f"HTTP {reply.status} with a body that cannot be read ({clean(error)})"
        ) from error


def _lenient(body: bytes) -> Any:
    """JSON that a strict reader turns away: with a byte order mark, in UTF-16, with NaN, numbers without an end,
    letters of another encoding, or deeper than anybody looks. Raises ValueError."""
    text = body.decode(json.detect_encoding(body), "replace")
    return _READER.raw_decode(_shallow(text).lstrip())[0]  # what stands behind it is another one's


def _whole(digits: str) -> float:
    return int(digits) if len(digits) <= _LONGEST_NUMBER else float(digits)


def _shallow(text: str) -> str:
    """JSON without what lies deeper than `_DEEPEST`: a null is there instead."""
    kept: list[str] = []
    depth, begin = 0, 0
    for token in _TOKEN.finditer(text):
        if token.group() in ("[", "{"):
            depth += 1
            if depth == _DEEPEST:
                kept.append(text[begin : token.start()])
        elif token.group() in ("]", "}"):
            if depth == _DEEPEST:
                kept.append("null")
                begin = token.end()
            depth -= 1
    return "".join(kept) + text[begin:] if depth < _DEEPEST else text


def part(value: Any, shape: type[Shape]) -> Shape:
    """A part of an answer as `shape`, whose fields are all `Any`; an empty one for what is no object."""
    return msgspec.convert(value if isinstance(value, dict) else {}, shape)


def seen(reply: Reply, shape: type[Shape]) -> Shape | None:
    """The body of a good answer as `shape`; None where the answer is something else."""
    return _as(reply, shape) if 200 <= reply.status < 300 else None


def taken(reply: Reply, shape: type[Shape]) -> Shape | None:
    """The body of an answer to a submission as `shape`, which may hold a task id; None for one that refuses.

    An id that comes with any other answer is worth to be asked for: a proxy's status does not undo a task.
    """
    if reply.status in REFUSALS and _said(_as(reply, Envelope) or Envelope(error=True)):
        return None
    return _as(reply, shape)


def _as(reply: Reply, shape: type[Shape]) -> Shape | None:
    try:
        return read(reply, shape)
    except UnreadableReply:
        return None


def opened(reply: Reply, service: str, *, accepted: bool = False, zero_refuses: bool = False) -> None:
    """Raise what the answer says went wrong; return when it says nothing of the kind.

    `accepted`: it is about a task that was taken, so that nobody may say that nothing was charged;
    `zero_refuses`: the code 0 is a refusal, too. Raises an error of the tree for a definite refusal,
    `UnreadableReply` for anything doubtful.
    """
    try:
        envelope = read(reply, Envelope)
    except UnreadableReply:
        if reply.status in REFUSALS:  # a definite status speaks for itself, whatever page came with it
            raise refusal(service, reply.status, ErrorBody(), accepted=accepted) from None
        raise
    body = error_body(envelope.error)
    text = body.message or envelope.msg or envelope.message
    body = ErrorBody(code=body.code, message=text, type=body.type)
    good = 200 <= reply.status < 300
    status = _said(envelope, zero_refuses=zero_refuses) if good else reply.status
    if status is None:
        return
    if status in REFUSALS or (status < 500 and _word_status(body)):
        raise refusal(service, status, body, accepted=accepted)
    raise UnreadableReply(f"status {status}" + (f": {clean(text)}" if text else ""))


def _said(envelope: Envelope, *, zero_refuses: bool = False) -> int | None:
    """The status that a wrapping stands for by itself; None where it says nothing that went wrong."""
    if zero_refuses and envelope.code == 0 and envelope.code is not False:
        return 400
    if (inner := _status(envelope.code)) and not 200 <= inner < 300:
        return inner
    if envelope.error:
        return _status_of(error_body(envelope.error))
    return 400 if envelope.success is False else None


def _status(code: Any) -> int | None:
    """A status-like code inside an answer; None where it is none."""
    if isinstance(code, bool) or not isinstance(code, (int, str)):
        return None
    digits = str(code)
    return int(digits) or None if digits.isdecimal() and len(digits) < 10 else None


def _status_of(body: ErrorBody) -> int:
    """The status that an error inside a good answer stands for; one that is not known for a refusal is a doubt."""
    if known := _word_status(body):
        return known
    words = {word for word in (body.code, body.type) if isinstance(word, str)}
    return 400 if words & (REFUSED | FIELD_WORDS.keys()) else _status(body.code) or 500


def refusal(service: str, status: int, body: ErrorBody, *, accepted: bool) -> OmnividError:
    """The error for a definite refusal. Unless it is about an `accepted` task, nothing was charged."""
    kind = REFUSALS[_word_status(body) or status]
    text = clean(body.message) or f"status {status}"
    message = f"{service} refused the request: {text}"
    hints = [HINTS.get(kind), None if accepted or kind is AuthenticationError else "Nothing was charged."]
    hint = " ".join(each for each in hints if each) or None
    if kind is InvalidRequestError:
        words = [word for word in (body.type, body.code) if isinstance(word, str)]
        field = next((FIELD_WORDS[word] for word in words if word in FIELD_WORDS), None)
        return InvalidRequestError(message, field=field, hint=hint)
    return kind(message, hint=hint)


def _word_status(body: ErrorBody) -> int | None:
    for word in (body.code, body.type):
        if isinstance(word, str) and word in REFUSAL_WORDS:
            return REFUSAL_WORDS[word]
        if isinstance(word, str) and _NO_FUNDS.fullmatch(word):
            return 402
    return None


def clean(text: object, limit: int = 300) -> str:
    """Text from outside made fit for a message: one line, no control characters, no key, no
    address that may be signed, not endless."""
    if text is None:
        return ""
    flat = "".join(c if c.isprintable() else " " for c in str(text)[: 10 * limit])
    flat = re.sub(r"\bsk-[\w-]{6,}", "sk-…", " ".join(hosts_only(flat).split()))
    return flat if len(flat) <= limit else f"{flat[:limit]}…"


def task_id(value: Any) -> str:
    """A task id out of an answer. Raises `UnreadableReply` where there is none: the task may exist."""
    if found := given_id(value):
        return found
    raise UnreadableReply("an answer without a task id")


def given_id(value: Any) -> str | None:
    """A task id out of an answer, if it is one: ids are shown, and become part of an address."""
    if not isinstance(value, (str, int)) or isinstance(value, bool):
        return None
    text = str(value).strip()
    return text if text not in ("", "0") and text.isprintable() and len(text) <= _LONGEST_ID else None


def glimpsed(text: str, *names: str) -> str | None:
    """A task id that stands whole in a text that is no JSON, under the first of these names that has one.

    None where the text speaks of an error: its ids are of something else.
    """
    if re.search(r'"error"|"success"\s*:\s*false', text):
        return None
    pairs = (re.search(rf'"{name}"\s*:\s*(?:"([^"\\]*)"|([0-9]+)\s*[,}}])', text) for name in names)
    return next(filter(None, (given_id(pair[1] or pair[2]) for pair in pairs if pair)), None)


def glimpsed_id(reply: Reply, *names: str) -> str | None:
    """The same in a good answer to a submission that cannot be read as JSON: it was paid for."""
    if not 200 <= reply.status < 300 or _as(reply, Envelope) is not None:
        return None
    return glimpsed(reply.body.decode(json.detect_encoding(reply.body), "replace"), *names)


def number(value: Any) -> float | None:
    """A finite number out of a number or a numeric string, else None."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        result = float(value)
    except (ValueError, OverflowError):
        return None
    return result if math.isfinite(result) else None


def moment(value: Any) -> float | None:
    """A time in unix seconds, out of seconds, milli-, micro- or nanoseconds, or an ISO date (without a zone: UTC).

    None for what is no moment of these years: zero, a number of seconds from now, a date that does not exist.
    """
    seconds = number(value)
    if seconds is None and isinstance(value, str):
        seconds = _iso(value)
    if seconds is None:
        return None
    for _ in range(3):
        seconds = seconds / 1000 if seconds > _YEARS[1] else seconds
    return seconds if _YEARS[0] <= seconds <= _YEARS[1] else None


def _iso(text: str) -> float | None:
    try:
        date = datetime.fromisoformat(text.strip())
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


def amount(value: Any) -> float | None:
    """What something cost, out of a number or a numeric string; None for what cannot be a price."""
    result = number(value)
    return result if result is not None and 0 <= result <= DEAREST else None


def percent(value: Any) -> float | None:
    """Progress as 0–100, whatever came."""
    result = number(value.rstrip("% ") if isinstance(value, str) else value)
    return None if result is None else min(max(result, 0.0), 100.0)
