"""What a clip can go on from: a task that the very service knows which is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine.intake import plan
from omnivid_jupyter.engine.jobs import Job
from omnivid_jupyter.errors import InvalidRequestError
from tests.engine.conftest import Start
from tests.engine.service import Service

LIVE, DEMO = "apimart/gemini-omni-flash-preview", "demo/gemini-omni-flash-preview"


def clip_of(model: str) -> Clip:
    return Clip(Path("a.mp4"), "video/mp4", 64, 36, 1.0, 1, "0" * 64, "x", model, "task_1")


@pytest.fixture
def job(start: Start) -> Job:
    """A live job of APIMart that has its task."""
    made = start(Service(), model=LIVE)
    made.result()
    return Job(made)


@pytest.mark.parametrize(
    ("earlier", "model"),
    [
        (DEMO, LIVE),
        ("demo/omni-flash", LIVE),
        ("omniflash/omni-flash", LIVE),
        ("evolink/gemini-omni-flash-text-to-video", LIVE),
        (LIVE, DEMO),
        (LIVE, "demo/apimart/gemini-omni-flash-preview"),
    ],
)
def test_a_clip_of_another_service_or_world_is_refused_before_anything_is_sent(
    earlier: str, model: str
) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        plan("go on", model=model, extend=clip_of(earlier))
    assert caught.value.field == "extend"
    assert earlier in caught.value.message and "same service" in str(caught.value)


@pytest.mark.parametrize(("earlier", "model"), [(DEMO, DEMO), (LIVE, LIVE), (LIVE, LIVE.upper())])
def test_a_clip_of_the_same_service_is_gone_on_from(earlier: str, model: str) -> None:
    assert plan("go on", model=model, extend=clip_of(earlier)).request.extend == "task_1"


def test_a_job_is_judged_as_its_clip_is(job: Job) -> None:
    assert plan("go on", model=LIVE, extend=job).request.extend == job.task_id
    with pytest.raises(InvalidRequestError, match=f"cannot go on from a clip of {LIVE}"):
        plan("go on", model=DEMO, extend=job)


def test_an_id_that_the_clip_folder_knows_is_judged_as_its_clip_is(job: Job) -> None:
    folder = job.result().path.parent
    for name in (job.id, str(job.task_id)):
        assert plan("go on", model=LIVE, extend=name, output_dir=folder).request.extend == job.task_id
        with pytest.raises(InvalidRequestError) as caught:
            plan("go on", model=DEMO, extend=name, output_dir=folder)
        assert caught.value.field == "extend"
    assert plan("go on", model=DEMO, extend="task_of_last_year").request.extend == "task_of_last_year"


@pytest.mark.parametrize("earlier", [DEMO, "omniflash/omni-flash"])
def test_a_model_that_extends_nothing_is_refused_as_that_whosever_the_task_is(job: Job, earlier: str) -> None:
    for given in (clip_of(earlier), job, job.id):
        with pytest.raises(InvalidRequestError, match="does not go on from an earlier task"):
            plan("go on", model="evolink/gemini-omni-flash-text-to-video", extend=given)
