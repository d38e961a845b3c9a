"""The Python face: `generate`, `submit` and `models`, in scripts and notebooks alike.

The cell and the functions are the same thing; whatever the cell does it does through here.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine.engine import engine
from omnivid_jupyter.engine.intake import arguments, plan_request, start
from omnivid_jupyter.engine.jobs import Job
from omnivid_jupyter.engine.states import State
from omnivid_jupyter.media.references import Reference
from omnivid_jupyter.providers.catalogue import Catalogue
from omnivid_jupyter.providers.registry import MODELS
from omnivid_jupyter.reports.history import History, Since
from omnivid_jupyter.request import Duration
from omnivid_jupyter.unknown_parameters import named_only
from omnivid_jupyter.values import text as text_of

__all__ = ["compare", "generate", "history", "models", "panel", "resume", "submit"]

if TYPE_CHECKING:
    from omnivid_jupyter.panel import Panel
    from omnivid_jupyter.views.compare import Comparison


@named_only
def generate(
    prompt: str,
    *,
    model: str | None = None,
    duration: Duration | None = None,
    aspect_ratio: str | None = None,
    resolution: str | None = None,
    images: Reference | Iterable[Reference] = (),
    videos: Reference | Iterable[Reference] = (),
    extend: Clip | Job | str | None = None,
    callback_url: str | None = None,
    take: int = 1,
    new: bool = False,
    max_cost: float | None = None,
    timeout: float | None = None,
    poll_interval: float | None = None,
    output_dir: str | os.PathLike[str] | None = None,
) -> Clip:
    """Make one clip: submit, wait, download. This is paid on a live service and free on `demo/…`.

    The same request finds its clip in the clip folder at no cost, and its unfinished job if there is one.

    Parameters
    ----------
    prompt:
        What to show.
    model:
        `service/model`, `demo/model`, or a bare model name for its live service. None: `OMNIVID_MODEL`, else
        `demo/omni-flash`.
    duration:
        Seconds, or "auto", as far as the model takes it (`models()` shows which does).
    aspect_ratio, resolution:
        Such as "16:9" and "1080p", as far as the model takes them.
    images, videos:
        Reference media, as far as the model takes them: http(s) addresses, paths, clips, bytes, data: URIs, and
        as images also PIL pictures and arrays of 8-bit numbers, bools, or floats from 0 to 1. One, or several in
        anything that has an order: a list, a generator, a Series. Of a video among the images its last frame is
        taken.
    extend:
        The clip, job or task id that this one goes on editing.
    callback_url:
        An https address that the service calls at the end of the task, where it does so.
    take:
        Which of several clips for the same words: 1, 2, 3 …
    new:
        Make another clip although the same request has one, or one in flight.
    max_cost:
        USD. Refuse, before anything is sent, what may cost more or has no known price.
    timeout:
        Seconds to wait, from now to the clip. The task goes on afterwards.
    poll_interval:
        Exactly so many seconds between queries, instead of the service's advice.
    output_dir:
        The clip folder. None: the settings, else `omnivid-clips` beside the notebook.

    Raises
    ------
    InvalidRequestError, ConfigurationError
        Before anything is sent, or when the service refuses.
    AuthenticationError, PaymentRequiredError, PermissionDeniedError, RateLimitError, ServiceError,
    ConnectionFailedError
        When the service takes nothing, and nothing is charged.
    SubmissionUnknownError
        When the submission may or may not have been taken.
    TaskFailedError, DownloadError, ClipExpiredError, WaitTimeoutError
        After it was taken.
    """
    request, run = arguments(locals())
    planned = plan_request(request, run)
    return start([planned], run)[0].result(planned.timeout)


@named_only
def submit(
    prompt: str,
    *,
    model: str | None = None,
    duration: Duration | None = None,
    aspect_ratio: str | None = None,
    resolution: str | None = None,
    images: Reference | Iterable[Reference] = (),
    videos: Reference | Iterable[Reference] = (),
    extend: Clip | Job | str | None = None,
    callback_url: str | None = None,
    take: int = 1,
    new: bool = False,
    max_cost: float | None = None,
    timeout: float | None = None,
    poll_interval: float | None = None,
    output_dir: str | os.PathLike[str] | None = None,
) -> Job:
    """Submit one request and return its job as soon as the service has taken it.

    Parameters and errors are those of `generate`; what happens after the task was taken is raised by
    `job.result()`. The clip is fetched in the background, whether or not anybody waits for it.
    """
    request, run = arguments(locals())
    planned = plan_request(request, run)
    (begun,) = start([planned], run)
    begun.wait_accepted(planned.timeout)
    return Job(begun)


@named_only
def resume(job_id: str | Job | Clip | None = None) -> list[Job]:
    """Go on with what was paid for and is not finished: this job (or the one with this id or task id), or all of them.

    Raises `InvalidRequestError` for an id that is not known, `SubmissionUnknownError` for a job whose submission
    has an unknown outcome.
    """
    if isinstance(job_id, (Job, Clip)):
        job_id = job_id.id if isinstance(job_id, Job) else job_id.task_id
    name = text_of("job_id", job_id)
    runs = engine().resume() if name is None else [engine().job(name.strip())]
    return [Job(each) for each in runs]


@named_only
def history(
    text: str | None = None,
    *,
    model: str | None = None,
    state: State | None = None,
    since: Since | None = None,
    limit: int | None = 50,
) -> History:
    """The newest jobs of every notebook and session, newest first; it shows itself as a table with pictures.

    Parameters
    ----------
    text, model:
        Only jobs with this text in the prompt, or in the model's address.
    state:
        Only jobs in this state, such as "done" or "unknown".
    since:
        Only jobs begun since then: a date, a datetime, ISO text or unix seconds.
    limit:
        At most so many; None: all of them.
    """
    return History.read(engine().journal, text, model=model, state=state, since=since, limit=limit)


def models() -> Catalogue:
    """Every model of the catalogue with what it takes; each is also there as `demo/…`."""
    return Catalogue(MODELS)


def compare(*clips: Clip) -> Comparison:
    """Two to four clips side by side, in step: an object that shows itself in a notebook.

    Raises `InvalidRequestError` for fewer or more.
    """
    from omnivid_jupyter.views import compare as room  # a script needs no IPython

    return room.compare(*clips)


def panel() -> Panel:
    """The panel with form, queue and gallery: an object that shows itself in a notebook."""
    from omnivid_jupyter.panel import board  # a script needs no widgets

    return board.panel()
