"""The Python face: `generate`, `submit` and `models`, in scripts and notebooks alike.

The cell and the functions are the same thing; whatever the cell does it does through here.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine.engine import engine
from omnivid_jupyter.engine.intake import arguments, plan_request, run_options, start
from omnivid_jupyter.engine.jobs import Job
from omnivid_jupyter.engine.states import State
from omnivid_jupyter.experiments.axes import Each, grid
from omnivid_jupyter.experiments.measuring import require_executor
from omnivid_jupyter.experiments.plan import SweepPlan, plan_grid
from omnivid_jupyter.experiments.skipping import Skip
from omnivid_jupyter.experiments.sweep import Sweep, begin
from omnivid_jupyter.media.references import Reference
from omnivid_jupyter.notebook import lists
from omnivid_jupyter.providers.catalogue import Catalogue
from omnivid_jupyter.providers.prices import Estimate
from omnivid_jupyter.providers.registry import MODELS
from omnivid_jupyter.reports.history import History, Since
from omnivid_jupyter.request import Duration, RunOptions
from omnivid_jupyter.unknown_parameters import named_only
from omnivid_jupyter.values import text as text_of

__all__ = [
    "compare",
    "estimate",
    "generate",
    "history",
    "models",
    "panel",
    "plan_sweep",
    "ranking",
    "resume",
    "submit",
    "sweep",
    "vote",
]
from omnivid_jupyter.whereabouts import shell

if TYPE_CHECKING:
    from omnivid_jupyter.experiments.ranking import Ranking
    from omnivid_jupyter.experiments.votes import Vote
    from omnivid_jupyter.panel import Panel
    from omnivid_jupyter.views.compare import Comparison
    from omnivid_jupyter.views.sheet import Sheet


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
def estimate(
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
) -> Estimate:
    """What a new clip of this request will probably cost, whether or not there is one already; sends nothing.

    The estimate has `low` and `high` in USD (None where no price is known) and a `note` on how it comes about. A
    simulated clip costs 0. Parameters are those of `generate`, and so are the errors for what cannot be asked for.
    """
    return plan_request(*arguments(locals())).estimate


@named_only
def sweep(
    prompts: str | Iterable[str],
    *,
    model: str | Iterable[str | None] | None = None,
    duration: Duration | Iterable[Duration | None] | None = None,
    aspect_ratio: str | Iterable[str | None] | None = None,
    resolution: str | Iterable[str | None] | None = None,
    images: Reference | Iterable[Reference | Sequence[Reference] | None] = (),
    videos: Reference | Iterable[Reference | Sequence[Reference] | None] = (),
    takes: int = 1,
    each: Each | None = None,
    skip: Skip | None = None,
    new: bool = False,
    max_cost: float | None = None,
    assume_yes: bool = False,
    timeout: float | None = None,
    poll_interval: float | None = None,
    output_dir: str | os.PathLike[str] | None = None,
    executor: Executor | None = None,
) -> Sweep:
    """Make a clip of every combination of these values, and return at once, when all is checked.

    Whatever has two or more values is an axis. What is there already is found and costs nothing, so that the same
    sweep run again makes only what is missing. A combination that its model cannot make is left out (`Sweep.skipped`
    says why); a value that no model of the sweep takes is an error, before anything is paid.

    Parameters
    ----------
    prompts:
        One or several. `{red|blue}` in one are alternatives, which may be empty; a backslash before the brace keeps it.
    model, duration, aspect_ratio, resolution:
        One value, or several, as `generate` takes them.
    images, videos:
        A list is an axis: `images=[a, b]` makes a clip with each. What goes together is a list in it:
        `images=[[a, b], c, None]` makes one with both, one with `c` and one without a reference.
    takes:
        How many different clips of each combination.
    each:
        What fills `{{name}}` in the prompts: `{"name": values}` with a list, a generator, a Series; a dict of values
        by what they are to be called; or a table (a DataFrame, a list of dicts) whose columns go together row by row.
        Several names are several axes; a table in place of the dict fills the names of its columns.
    skip:
        What to leave out: a function of a clip's values (a dict), or a list of such dicts, each naming some values; a
        list there is any of its members.
    new:
        Make all of them anew although there are clips.
    max_cost:
        USD for all new clips together. What may cost more, or has no known price, is not made without being asked.
    assume_yes:
        Make more new paid clips than the setting `confirm_above` allows without asking, and such without a known
        price. Where nobody can be asked, that is refused without it.
    timeout, poll_interval, output_dir:
        As in `generate`; `timeout` is for all of them.
    executor:
        A `concurrent.futures.Executor` where `Sweep.measure` runs. Submitting never does.

    Raises
    ------
    InvalidRequestError, ConfigurationError
        Before anything is sent. What becomes of the clips is told by `Sweep.wait()`, `Sweep.failures`.
    """
    run = run_options(locals())
    return begin(_planned(locals(), run), run, executor)


@named_only
def plan_sweep(
    prompts: str | Iterable[str],
    *,
    model: str | Iterable[str | None] | None = None,
    duration: Duration | Iterable[Duration | None] | None = None,
    aspect_ratio: str | Iterable[str | None] | None = None,
    resolution: str | Iterable[str | None] | None = None,
    images: Reference | Iterable[Reference | Sequence[Reference] | None] = (),
    videos: Reference | Iterable[Reference | Sequence[Reference] | None] = (),
    takes: int = 1,
    each: Each | None = None,
    skip: Skip | None = None,
    new: bool = False,
    max_cost: float | None = None,
    assume_yes: bool = False,
    timeout: float | None = None,
    poll_interval: float | None = None,
    output_dir: str | os.PathLike[str] | None = None,
    executor: Executor | None = None,
) -> SweepPlan:
    """What `sweep` with the same parameters would make, what is there already, and what the rest costs; sends nothing.

    Parameters
    ----------
    prompts, model, …, executor:
        As for `sweep`.

    The plan shows itself as a table. Raises as `sweep`, but for what it costs and for missing keys.
    """
    return _planned(locals(), run_options(locals()))


def _planned(given: Mapping[str, Any], run: RunOptions) -> SweepPlan:
    """The plan of a sweep's arguments, by their names."""
    require_executor(given["executor"])
    names = ("model", "duration", "aspect_ratio", "resolution", "images", "videos", "takes", "each", "skip")
    return plan_grid(grid(given["prompts"], **{name: given[name] for name in names}), run)


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
    """The newest jobs of every notebook and session, newest first; it shows itself as a contact sheet.

    Its `table` has a line for each job, as `%omnivid history` shows it; `clips` are the clips that are still there.

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


def compare(*clips: Clip) -> Comparison | Sheet:
    """Clips side by side: two to four in step, more as a contact sheet; an object that shows itself in a notebook.

    Raises `InvalidRequestError` for fewer than two.
    """
    from omnivid_jupyter.views import compare as room  # a script needs no IPython

    return room.compare(*clips)


@named_only
def vote(winner: Clip, loser: Clip, tie: bool = False) -> Vote:
    """Say which of two clips is the better one; it is a line of `votes.jsonl` in the first one's folder.

    A later vote on the same two replaces yours. `%omnivid duel` shows pairs and asks, with their prompts hidden.

    Parameters
    ----------
    winner, loser:
        Two finished clips whose files differ.
    tie:
        Whether neither is better; then their order says nothing.

    Raises `InvalidRequestError` for anything but two clips that differ, `ConfigurationError` where the vote cannot
    be written.
    """
    from omnivid_jupyter.experiments import votes  # a script that makes clips needs none

    return votes.cast_between(winner, loser, tie)


@named_only
def ranking(clips: Iterable[Clip]) -> Ranking:
    """Rank clips by the votes in their folders: rows with `.value` (the clip), `.strength`, `.low`, `.high`, `.votes`.

    The strongest is first. Strengths are in log-odds about the mean (1 more wins 73 of 100), and lie between `low` and
    `high` with a probability of 95 %. Shown, it is a table, and says what cannot be told yet.

    Raises `InvalidRequestError` for what is no clip.
    """
    from omnivid_jupyter.experiments.ranking import rank_clips

    return rank_clips(clips)


def panel() -> Panel:
    """The panel with form, queue and gallery: an object that shows itself in a notebook."""
    from omnivid_jupyter.panel import board  # a script needs no widgets

    return board.panel()


def _show_lists() -> None:
    """In a notebook a list of clips is shown as their contact sheet, also where only these functions are used."""
    if (running := shell()) is not None:
        lists.install(running)


_show_lists()
