"""The `%%omnivid` cell with several values: what it makes, binds, shows, asks and refuses."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

import omnivid_jupyter as omnivid
from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine.detaching import Detached
from omnivid_jupyter.engine.jobs import Job
from omnivid_jupyter.engine.worker import AtWork
from omnivid_jupyter.errors import InvalidRequestError, OmnividError, PaymentRequiredError, TaskFailedError
from omnivid_jupyter.experiments.sweep import Sweep
from omnivid_jupyter.notebook.cell import run_cell
from omnivid_jupyter.notebook.detach import detach_command
from omnivid_jupyter.notebook.options import parse
from omnivid_jupyter.reports.cell_text import cell_text
from omnivid_jupyter.settings import settings
from tests import PATIENCE
from tests.engine.experiments.conftest import Use, answers, paid
from tests.engine.service import Service, completed, reply, submitted, task
from tests.engine.test_submitting import wait_for
from tests.engine.test_turns import Strict

EXT = "apimart/Omni-Flash-Ext"
UNPRICED = "omniflash/omni-pro"


@pytest.mark.parametrize(
    ("line", "model", "request_", "each"),
    [
        ("a,b -d 4,8", ["a", "b"], {"duration": ["4", "8"]}, ()),
        (
            "a, b -d 4, 8 -a 16:9 , 9:16",
            ["a", "b"],
            {"duration": ["4", "8"], "aspect_ratio": ["16:9", "9:16"]},
            (),
        ),
        ("-d 4、8 -r 720p，1080p", None, {"duration": ["4", "8"], "resolution": ["720p", "1080p"]}, ()),
        (
            "-d4,8 --aspect-ratio=16:9,9:16",
            None,
            {"duration": ["4", "8"], "aspect_ratio": ["16:9", "9:16"]},
            (),
        ),
        ("-d 4 -d 8", None, {"duration": ["4", "8"]}, ()),
        ("['a', 'b'] -d [4, 8]", ["a", "b"], {"duration": ["4", "8"]}, ()),  # what IPython puts in for {list}
        ("-d [4]", None, {"duration": "4"}, ()),
        ("--each colour,thing --each x", None, {}, ["colour", "thing", "x"]),
        ("-d 4, -y", None, None, ()),
        ("-d 4,,8", None, None, ()),
        ("a, -d 4", None, None, ()),
        # values that may hold commas themselves
        (
            "-i a,b.png -i data:image/png;base64,AAAA",
            None,
            {"images": ["a,b.png", "data:image/png;base64,AAAA"]},
            (),
        ),
        ("--callback-url https://x.example/?a=1,2", None, {"callback_url": "https://x.example/?a=1,2"}, ()),
        ("--extend a,b", None, {"extend": "a,b"}, ()),
    ],
)
def test_commas_part_values(line: str, model: Any, request_: dict[str, Any] | None, each: Any) -> None:
    if request_ is None:
        with pytest.raises(InvalidRequestError, match="a comma without a value"):
            parse(line)
        return
    options = parse(line)
    assert (options.arguments["model"], options.request, options.each) == (model, request_, each)


def test_a_grid_binds_the_list_in_grid_order(use: Use) -> None:
    service = use(paid())
    names: dict[str, Any] = {"place": "lake"}
    run_cell(f"{EXT} -d 4,6 -n 2 -o boats", "a {red|blue} boat on a {{place}}", names)
    clips = names["_clip"]
    assert names["boats"] is clips and isinstance(clips, list) and len(clips) == 8
    made = [(clip.prompt, clip.request.duration, clip.request.take) for clip in clips]
    assert made == [(f"a {c} boat on a lake", d, t) for c in ("red", "blue") for d in (4, 6) for t in (1, 2)]
    assert isinstance(names["_sweep"], Sweep) and names["_sweep"].axes["words"] == ["red", "blue"]
    run_cell(f"{EXT} -d 4,6 -n 2", "a {red|blue} boat on a {{place}}", names)
    assert len(service.calls["submit"]) == 8


@pytest.mark.parametrize(
    ("colours", "prompts"),
    [
        (["red", "blue"], ["a red boat", "a blue boat"]),
        ({"R": "red", "B": "blue"}, ["a red boat", "a blue boat"]),
        ([{"name": "red"}, {"name": "blue"}], None),
    ],
)
def test_each_is_a_variable_of_the_notebook(colours: Any, prompts: list[str] | None, use: Use) -> None:
    use(paid())
    names: dict[str, Any] = {"colour": colours}
    run_cell(
        f"{EXT} -d 4 --each colour",
        "a {{colour.name}} boat" if prompts is None else "a {{colour}} boat",
        names,
    )
    assert [clip.prompt for clip in names["_clip"]] == (prompts or ["a red boat", "a blue boat"])


@pytest.mark.parametrize(
    ("line", "prompt", "says"),
    [
        ("--each colours", "a {{colours}} boat", "--each colours has no values: there is no 'colours'."),
        ("--each colour", "a boat", "each: no prompt has {{colour}} in it."),
        ("--each colour --raw", "a {{colour}} boat", "each: no prompt has {{colour}} in it."),
        ("-d 4,5", "a boat", "duration 5 is not possible"),
        ("", "a {red|{blue|green}} boat", "alternatives within alternatives"),
        ("-d 4,6 --max-cost 0.3", "a boat", "more than max_cost $0.30"),
        ("-n 9", "a boat", "9 new clips would be paid for"),
        (f",{UNPRICED} -n 2 -d 4", "a boat", None),
    ],
)
def test_what_is_wrong_is_said_before_anything_is_paid(
    line: str, prompt: str, says: str | None, use: Use
) -> None:
    service = use(paid())
    names: dict[str, Any] = {"colour": ["red", "blue"]}
    if says is None:  # what one model cannot make is no failure of the rest
        run_cell(f"{EXT}{line}", prompt, names)
        assert len(names["_clip"]) == 2 and len(names["_sweep"].skipped) == 2
        return
    with pytest.raises(InvalidRequestError) as caught:
        run_cell(f"{EXT} {line}", prompt, names)
    assert says in str(caught.value) and service.calls["submit"] == [] and "_clip" not in names


def test_a_grid_of_which_one_clip_is_left_binds_a_list(use: Use) -> None:
    use(paid())
    names: dict[str, Any] = {}
    run_cell(f"{EXT},{UNPRICED} -d 4", "a boat", names)
    assert [clip.model for clip in names["_clip"]] == [EXT]
    run_cell(f"{EXT} -d 4", "a boat", names)
    assert isinstance(names["_clip"], Clip)


def test_all_are_waited_for_then_the_first_failure_is_raised_and_no_clip_bound(
    use: Use, capsys: pytest.CaptureFixture[str]
) -> None:
    def query(request: httpx.Request) -> httpx.Response:
        lost = request.url.path.endswith("task_1")
        return task("failed", error={"code": 1, "message": "no"}) if lost else completed()

    use(paid(query=[query]))
    names: dict[str, Any] = {"_sweep": "an earlier one"}
    with pytest.raises(TaskFailedError):
        run_cell(f"{EXT} -d 4,6,8", "a boat", names)
    assert names.keys() == {"_sweep"}
    assert len(names["_sweep"].clips) == 2 and len(names["_sweep"].failures) == 1
    shown = capsys.readouterr().out
    assert shown.count(".mp4") == 2 and "no" in shown


def test_no_wait_binds_the_jobs_which_go_on(use: Use) -> None:
    use(paid())
    names: dict[str, Any] = {}
    run_cell(f"{EXT} -d 4,6 --no-wait -o later", "a boat", names)
    jobs = names["_job"]
    assert names["later"] is jobs and "_clip" not in names and all(isinstance(job, Job) for job in jobs)
    assert [job.result(PATIENCE).request.duration for job in jobs] == [4, 6]


def test_no_wait_returns_once_the_service_has_taken_what_it_has_a_place_for(
    use: Use, capsys: pytest.CaptureFixture[str]
) -> None:
    service = Strict(2)
    use(service)
    names: dict[str, Any] = {}
    run_cell(f"{EXT} -d 4,6,8,10 --no-wait", "a boat", names)
    states = [job.state for job in names["_job"]]
    assert states.count("prepared") == 2 == sum(job.task_id is not None for job in names["_job"])
    shown = capsys.readouterr().out
    assert "2 are not submitted yet: this session does it when it is their turn." in shown
    assert "%omnivid detach" in shown
    service.open = True
    assert len({job.result(PATIENCE).path for job in names["_job"]}) == 4


def test_a_submission_that_is_not_answered_yet_is_something_to_go_on_with(
    use: Use, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answered = threading.Event()

    class Slow(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            while not answered.is_set():
                await asyncio.sleep(0.01)
            yield submitted().content

    use(Service(submit=[httpx.Response(200, stream=Slow())]))
    worker = Detached(AtWork(1, "its owner", "its.log"), before=False, handed=0, kept=0)
    monkeypatch.setattr("omnivid_jupyter.notebook.detach.detach", lambda mine: worker)
    sweep = omnivid.sweep("a boat", model=EXT, duration=4)
    wait_for(lambda: sweep[0].state == "submitting")
    detach_command([])
    assert "it goes on with 0 tasks in flight, and 1 being submitted now." in capsys.readouterr().out
    answered.set()
    assert len(sweep.wait(PATIENCE).clips) == 1
    detach_command([])
    assert "There is nothing to go on with" in capsys.readouterr().out


def test_no_wait_says_what_was_not_taken(use: Use, capsys: pytest.CaptureFixture[str]) -> None:
    use(Service(submit=[reply({"error": {"code": 402, "message": "no money"}}, 402)]))
    names: dict[str, Any] = {}
    with pytest.raises(PaymentRequiredError):
        run_cell(f"{EXT} -d 4,6 --no-wait", "a boat", names)
    assert names.keys() == {"_sweep"} and "no money" in capsys.readouterr().out


def test_a_dry_run_of_a_grid_is_its_plan(use: Use, capsys: pytest.CaptureFixture[str]) -> None:
    service = use(paid())
    run_cell(f"{EXT},{UNPRICED} -d 4,6 --dry-run", "a {red|blue} boat", {})
    shown = capsys.readouterr().out
    assert "4 clips (words 2 × model 2 × duration 2), 4 left out." in shown and "left out" in shown
    assert service.calls["submit"] == []


def test_a_grid_is_asked_about_where_somebody_is_there(
    use: Use, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    service = use(paid())
    monkeypatch.setattr(settings, "confirm_above", 1)
    names: dict[str, Any] = {}
    answers.append("n")
    with pytest.raises(OmnividError, match="Nothing was sent"):
        run_cell(f"{EXT} -d 4,6", "a boat", names)
    assert service.calls["submit"] == [] and names == {}
    answers.append("y")
    run_cell(f"{EXT} -d 4,6", "a boat", names)
    run_cell(f"{EXT} -d 4,6", "a boat", names)
    run_cell(f"{EXT} -d 4,6,8 -n 2 -y", "a boat", names)
    assert len(asked) == 2 and len(names["_clip"]) == 6


def test_where_every_paid_clip_is_asked_about_a_single_one_is_as_well(
    use: Use, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    service = use(paid())
    monkeypatch.setattr(settings, "confirm_above", 0)
    names: dict[str, Any] = {}
    answers.append("n")
    with pytest.raises(OmnividError, match="Nothing was sent"):
        run_cell(f"{EXT} -d 4", "a boat", names)
    assert service.calls["submit"] == [] and names == {}
    answers.append("y")
    run_cell(f"{EXT} -d 4", "a boat", names)
    run_cell(f"{EXT} -d 4", "a boat", names)  # which is there
    run_cell(f"{EXT} -d 6 -y", "a boat", names)
    assert len(asked) == 2 and len(service.calls["submit"]) == 2


@pytest.mark.parametrize(
    "prompt", ["a {red|blue} boat", r"a \{red|blue} boat", "a {red|blue boat", r"{a\|b}"]
)
def test_a_clip_of_a_prompt_with_braces_is_written_as_the_cell_that_makes_it(prompt: str, use: Use) -> None:
    use(paid())
    names: dict[str, Any] = {}
    run_cell(f"{EXT} -d 4 --raw", prompt, names)
    written = cell_text(names["_clip"].request)
    line, _, text = written.removeprefix("%%omnivid ").partition("\n")
    again: dict[str, Any] = {}
    run_cell(line, text, again)
    assert again["_clip"].path == names["_clip"].path


def test_a_clip_of_a_grid_is_written_as_the_cell_that_makes_it_alone(use: Use) -> None:
    service = use(paid())
    names: dict[str, Any] = {"thing": ["boat", "{car|van}"]}
    run_cell(f"{EXT} -d 4,6 -n 2 --each thing -y", "a {red|blue} {{thing}}", names)
    for clip in list(names["_clip"]):
        line, _, text = cell_text(clip.request).removeprefix("%%omnivid ").partition("\n")
        run_cell(line, text, names)
        assert names["_clip"].path == clip.path
    assert len(service.calls["submit"]) == 16
