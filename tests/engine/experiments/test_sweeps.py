"""Plans and sweeps against a scripted service: what is counted, priced, asked about, left out, paid and found."""

from __future__ import annotations

import html
import os
import re
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

import omnivid_jupyter as omnivid
from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine import engine as engine_module
from omnivid_jupyter.engine import intake
from omnivid_jupyter.engine.engine import Engine
from omnivid_jupyter.engine.jobs import run_of
from omnivid_jupyter.engine.owners import Owner
from omnivid_jupyter.engine.plan import new_entry
from omnivid_jupyter.errors import (
    ConfigurationError,
    InvalidRequestError,
    OmnividError,
    SubmissionUnknownError,
    TaskFailedError,
)
from omnivid_jupyter.experiments.sweep import _wait
from omnivid_jupyter.media.measure import Measures
from omnivid_jupyter.settings import settings
from tests import PATIENCE
from tests.clipfiles import mp4
from tests.engine.experiments.conftest import Use, answers, paid
from tests.engine.panel.parts import put, until
from tests.engine.service import Service, completed, media, reply, submitted, task

EXT = "apimart/Omni-Flash-Ext"  # takes 4, 6, 8 or 10 seconds, and its prices are known
UNPRICED = "omniflash/omni-pro"  # takes no length


# Plans


def test_a_plan_counts_and_prices_and_sends_nothing(use: Use) -> None:
    service = use(paid())
    plan = omnivid.plan_sweep("a {red|blue} boat", model=EXT, duration=[4, 8], takes=2)
    assert (len(plan), plan.new, plan.paid, plan.made, plan.under_way) == (8, 8, 8, 0, 0)
    assert plan.low == plan.high == sum(each.high or 0 for each in plan.estimates) == pytest.approx(2.4)
    for shown in (repr(plan), plan._repr_html_()):
        assert "8 clips (words 2 × duration 2 × take 2)." in shown and "8 new." in shown
        assert "Time: not known yet." in shown and "(estimate, prices of" in shown
    assert service.calls == {"submit": [], "query": [], "download": []}


def test_a_plan_says_what_has_no_price_and_what_is_there(use: Use) -> None:
    use(paid())
    omnivid.generate("a boat", model=EXT, duration=4)
    plan = omnivid.plan_sweep("a boat", model=[EXT, UNPRICED], duration=[4, 6, None])
    assert (plan.made, plan.new, plan.unpriced) == (1, 2, 1) and plan.low is plan.high is None
    assert "1 there already, 2 new." in repr(plan) and "and 1 clip without a known price" in repr(plan)
    assert len(plan.skipped) == 3  # two lengths for a model that takes none; and its default is 6
    assert "The same request as duration 6: it is made once." in {each.reason for each in plan.skipped}


def test_what_a_model_cannot_make_is_left_out_with_its_reason(use: Use) -> None:
    use(paid())
    plan = omnivid.plan_sweep("a boat", model=[EXT, UNPRICED], duration=4)
    assert len(plan) == 1
    (skipped,) = plan.skipped
    assert skipped.values == {"model": UNPRICED}
    assert skipped.reason == f"duration 4 cannot be set: {UNPRICED} decides the length itself."
    assert skipped.reason in repr(plan)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"duration": [4, 5]}, "duration 5 is not possible"),
        ({"duration": [4, 44], "model": [EXT, UNPRICED]}, "duration 44 is not possible"),
        ({"aspect_ratio": ["16:9", "16x9"]}, "Did you mean 16:9?"),
        (
            {"aspect_ratio": ["16:9", "1:7"], "duration": [4, 8], "model": [EXT, UNPRICED]},
            "aspect ratio '1:7'",
        ),
        ({"resolution": ["720p", "72p"]}, "resolution '72p' is not possible"),
        ({"prompts": ["a boat", " "]}, "prompt is empty"),
        ({"model": UNPRICED, "duration": [4, 8]}, "decides the length itself"),
        ({"images": [["missing.png"], None]}, "missing.png"),
        ({"skip": lambda cell: True}, "skip leaves out every clip"),
        ({"duration": [4, 8], "duraton": 4}, "Did you mean duration?"),
        ({"max_cost": "much"}, "max_cost must be an amount in USD"),
        ({"output_dir": 3}, "output_dir must be a path"),
    ],
)
@pytest.mark.parametrize("call", [omnivid.plan_sweep, omnivid.sweep])
def test_what_no_model_takes_is_an_error_before_anything_is_paid(
    call: Callable[..., Any], arguments: dict[str, Any], says: str, use: Use
) -> None:
    service = use(paid())
    with pytest.raises(InvalidRequestError) as caught:
        call(**{"prompts": "a boat", "model": EXT, **arguments})
    assert says in str(caught.value)
    assert service.calls["submit"] == []


def test_a_missing_key_is_said_before_anything_is_paid(use: Use, monkeypatch: pytest.MonkeyPatch) -> None:
    service = use(paid())
    monkeypatch.delenv("OMNIFLASH_API_KEY")
    with pytest.raises(ConfigurationError, match="key"):
        omnivid.sweep("a boat", model=[EXT, UNPRICED])
    assert service.calls["submit"] == []


# Sweeps


def test_the_line_of_a_sweep_that_no_service_takes_says_why_and_for_how_long(use: Use) -> None:
    use(Service(submit=[reply({"error": {"code": 429, "message": "busy"}}, 429)]))
    sweep = omnivid.sweep("a {red|blue|green} boat", model=EXT, duration=4, timeout=900)
    says = r"0 of 3 done · .*3 preparing.* · ([^·]*busy[^·]*for another 15 min at the most)"
    until(lambda: re.fullmatch(says, sweep.progress()[1]))  # once for all of them
    for job in sweep:
        job.stop_waiting()


def test_a_sweep_is_its_jobs_in_grid_order_and_is_paid_once(use: Use) -> None:
    service = use(paid())
    sweep = omnivid.sweep("a {red|blue} boat", model=EXT, duration=[4, 8], takes=2)
    assert len(sweep) == 8 and isinstance(sweep[0], omnivid.Job) and len(sweep[2:4]) == 2
    assert sweep.wait(PATIENCE) is sweep
    assert [job.state for job in sweep] == ["done"] * 8 and sweep.failures == [] and sweep.skipped == []
    assert sweep.axes == {"words": ["red", "blue"], "duration": [4, 8], "take": [1, 2]}
    made = [(clip.prompt, clip.request.duration, clip.request.take) for clip in sweep.clips if clip.request]
    assert made == [(f"a {c} boat", d, t) for c in ("red", "blue") for d in (4, 8) for t in (1, 2)]
    assert sweep.cost == pytest.approx(8 * 0.4)
    again = omnivid.sweep("a {red|blue} boat", model=EXT, duration=[4, 8], takes=2).wait()
    assert [clip.path for clip in again.clips] == [clip.path for clip in sweep.clips]
    assert len(service.calls["submit"]) == 8


def test_a_sweep_run_again_makes_only_what_is_missing(use: Use) -> None:
    service = use(paid())
    omnivid.sweep(["a boat", "a car"], model=EXT, duration=4).wait(PATIENCE)
    plan = omnivid.plan_sweep(["a boat", "a car", "a cat"], model=EXT, duration=[4, 6])
    assert (plan.made, plan.new) == (2, 4)
    assert (
        len(omnivid.sweep(["a boat", "a car", "a cat"], model=EXT, duration=[4, 6]).wait(PATIENCE).clips) == 6
    )
    assert len(service.calls["submit"]) == 6


def test_planning_and_beginning_many_list_a_folder_as_often_as_for_one(
    use: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    listings: list[Any] = []

    def counted(list_: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def listing(folder: Any) -> Any:
            if threading.current_thread() is threading.main_thread():
                listings.append(folder)
            return list_(folder)

        return listing

    use(paid())
    omnivid.sweep("a house", model=EXT).wait()
    monkeypatch.setattr(os, "listdir", counted(os.listdir))
    monkeypatch.setattr(os, "scandir", counted(os.scandir))
    counts = []
    for prompt in ("a boat", "a {red|blue|green|white} boat"):
        listings.clear()
        omnivid.sweep(["a house", prompt], model=EXT).wait()
        counts.append(len(listings))
    assert counts[0] == counts[1] > 0


def test_new_makes_each_once_more(use: Use) -> None:
    service = use(paid())
    for _ in range(2):
        omnivid.sweep("a boat", model=EXT, duration=[4, 6, 6], new=True).wait(PATIENCE)
    assert len(service.calls["submit"]) == 4


def test_a_failure_leaves_the_others_alone(use: Use) -> None:
    def query(request: httpx.Request) -> httpx.Response:
        lost = request.url.path.endswith("task_1")
        return task("failed", error={"code": 1, "message": "no"}) if lost else completed()

    use(paid(query=[query]))
    sweep = omnivid.sweep(["a boat", "a car", "a cat"], model=EXT, duration=4).wait(PATIENCE)
    (failure,) = sweep.failures
    assert isinstance(failure, TaskFailedError) and failure.job_id in {job.id for job in sweep}
    assert len(sweep.clips) == 2
    states = [record["state"] for record in sweep.to_records()]
    assert sorted(states) == ["done", "done", "failed"]
    shown = sweep._repr_mimebundle_()
    assert failure.message in repr(sweep) and failure.message in html.unescape(shown["text/html"])


def test_what_failed_and_was_charged_counts_in_the_cost(use: Use) -> None:
    def query(request: httpx.Request) -> httpx.Response:
        lost = request.url.path.endswith("task_1")
        return task("failed", cost=0.3, error={"code": 1, "message": "no"}) if lost else completed()

    use(paid(query=[query]))
    sweep = omnivid.sweep(["a boat", "a car"], model=EXT, duration=4).wait(PATIENCE)
    assert sweep.cost == 0.7 and "1 of 2 done · 1 failed · $0.70" in repr(sweep)
    assert sorted(record["cost"] for record in sweep.to_records()) == [0.3, 0.4]


def test_one_in_doubt_keeps_no_other_one_back_and_is_not_paid_again(use: Use) -> None:
    use(paid(reply(b"<html>", 502)))
    first = omnivid.sweep("a boat", model=EXT, duration=4).wait(PATIENCE)
    assert isinstance(first.failures[0], SubmissionUnknownError)
    service = use(paid())
    plan = omnivid.plan_sweep("a boat", model=EXT, duration=[4, 6])
    assert (plan.in_doubt, plan.new) == (1, 1) and "1 in doubt" in repr(plan)
    assert "%omnivid forget ID" in plan.note
    alone = repr(omnivid.plan_sweep("a boat", model=EXT, duration=4))
    assert "Cost: nothing, nothing is new." in alone and "not paid again" in alone
    assert "paid for" not in alone and "free" not in alone  # nobody knows whether it was
    sweep = omnivid.sweep("a boat", model=EXT, duration=[4, 6]).wait(PATIENCE)
    (failure,) = sweep.failures
    assert isinstance(failure, SubmissionUnknownError) and "forget" in str(failure)
    assert [job.state for job in sweep] == ["unknown", "done"]
    assert len(service.calls["submit"]) == 1


def test_a_wait_that_ends_calls_nothing_off(use: Use) -> None:
    made = threading.Event()
    use(paid(query=[lambda _: completed() if made.is_set() else task("processing")]))
    sweep = omnivid.sweep(["a boat", "a car"], model=EXT, duration=4)
    assert sweep.wait(0) is sweep and sweep.clips == []
    made.set()
    assert len(sweep.wait(PATIENCE).clips) == 2
    with pytest.raises(InvalidRequestError, match="timeout must be a number of seconds"):
        sweep.wait("soon")  # type: ignore[arg-type]


@pytest.mark.parametrize("for_ever", [float("inf"), 1e300, 1e10])
def test_a_wait_may_be_longer_than_the_clock_holds(use: Use, for_ever: float) -> None:
    use(paid(query=[task("processing")] * 3 + [completed()]))
    assert len(omnivid.sweep(["a boat", "a car"], model=EXT, duration=4).wait(for_ever).clips) == 2


def test_what_cannot_measure_is_named_before_anything_is_paid(use: Use) -> None:
    service = use(paid())
    for function in (omnivid.plan_sweep, omnivid.sweep):
        with pytest.raises(ConfigurationError, match="A str is no executor"):
            function("a boat", model=EXT, executor="processes")  # type: ignore[arg-type]
    assert service.calls["submit"] == []


def test_whatever_is_no_executor_and_no_axis_of_a_sweep_is_refused_in_a_sentence(use: Use) -> None:
    use(paid())
    sweep: Any = omnivid.sweep("a {red|blue} boat", model=EXT, duration=4).wait(PATIENCE)
    executors: list[Any] = [[], 0, "", np.arange(3), np.array([])]
    for wrong in executors:
        with pytest.raises(ConfigurationError, match="is no executor"):
            sweep.measure(wrong)
    axes: list[Any] = [np.arange(3), np.array(["words", "take"]), ["words"] * 2, 3, {"words"}]
    for wrong in axes:
        with pytest.raises(InvalidRequestError, match="axis"):
            sweep.ranking(wrong)
    assert sweep.ranking(np.str_("words")).rows


def test_records_are_plain_and_say_what_became_of_each(use: Use) -> None:
    use(paid())
    sweep = omnivid.sweep("a {red|blue} boat", model=EXT, duration=4).wait(PATIENCE)
    sweep.clips[1].rate(stars=4, note="calm")
    first, second = sweep.to_records()
    assert first == {
        "prompt": "a red boat",
        "text": "a red boat",
        "words": "red",
        "model": EXT,
        "duration": 4,
        "aspect_ratio": None,
        "resolution": None,
        "images": None,
        "videos": None,
        "take": 1,
        "state": "done",
        "path": str(sweep.clips[0].path),
        "cost": 0.4,
        "seconds": first["seconds"],
        "stars": None,
        "note": None,
        "rejected": False,
        "error": None,
    }
    assert first["seconds"] >= 0 and (second["stars"], second["note"]) == (4, "calm")


def test_records_keep_apart_what_has_the_same_name(use: Use) -> None:
    use(paid())
    each = {"state": ["solid", "liquid"], "pan": ["left", "right"]}
    sweep = omnivid.sweep("{{state}}, pan {{pan}}", model=EXT, duration=4, each=each).wait(PATIENCE)
    sweep._measured = {clip.sha256: Measures(1.0, 2.0, 3.0, 4.0, pan=5.0) for clip in sweep.clips}
    first = sweep.to_records()[0]
    assert (first["{{state}}"], first["state"]) == ("solid", "done")
    assert (first["pan"], first["pan (measured)"], first["contrast"]) == ("left", 5.0, 2.0)
    assert list(sweep.axes) == ["state", "pan"]


def test_records_name_references_and_have_none_where_there_is_none(use: Use) -> None:
    use(paid())
    one, two = "https://a.example/one.png?sig=1", "https://a.example/two.png"
    several = [[one], [one, two, two], None]
    plan = omnivid.plan_sweep("a boat", model=EXT, images=several, skip={"images": None})
    assert plan.axes == {"images": ["one.png", "one.png, two.png, two.png", None]} and len(plan) == 2
    sweep = omnivid.sweep("a boat", model=EXT, images=several).wait(PATIENCE)
    assert [each["images"] for each in sweep.to_records()] == plan.axes["images"]
    assert [each["videos"] for each in sweep.to_records()] == [None] * 3
    assert "(none)" in repr(sweep), "a heading for people to read"


def test_a_frame_needs_pandas_and_says_so(use: Use, monkeypatch: pytest.MonkeyPatch) -> None:
    use(paid())
    sweep = omnivid.sweep("a boat", model=EXT, duration=4).wait(PATIENCE)
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ConfigurationError, match="pandas"):
        sweep.to_frame()


# Asking


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"duration": [4, 6, 8], "takes": 3}, "9 new clips would be paid for: $"),
        (
            {"takes": 9, "model": UNPRICED},
            "9 new clips would be paid for: 9 clips without a known price.",
        ),
        ({"duration": [4, 6], "max_cost": 0.5}, "more than max_cost $0.50"),
        ({"model": [EXT, UNPRICED], "max_cost": 5}, "no known price"),
    ],
)
def test_where_nobody_can_answer_much_is_refused_and_nothing_is_sent(
    arguments: dict[str, Any], says: str, use: Use
) -> None:
    service = use(paid())
    with pytest.raises(InvalidRequestError) as caught:
        omnivid.sweep("a boat", **{"model": EXT, **arguments})
    assert says in str(caught.value)
    assert service.calls["submit"] == []


def test_a_number_is_refused_with_what_to_write(use: Use, monkeypatch: pytest.MonkeyPatch) -> None:
    use(paid())
    monkeypatch.setattr(settings, "confirm_above", 1)
    with pytest.raises(InvalidRequestError) as caught:
        omnivid.sweep("a boat", model=EXT, takes=2)
    assert caught.value.field == "assume_yes" and "Nothing was sent." in str(caught.value.hint)
    assert "-y" in str(caught.value.hint) and "assume_yes=True" in str(caught.value.hint)


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        ({"takes": 8}, 8),  # the number from which it asks is above
        ({"takes": 9, "assume_yes": True}, 9),
        ({"takes": 2, "max_cost": 0.6}, 2),
        ({"takes": 2, "max_cost": 1, "model": "omniflash/omni-flash", "assume_yes": True}, 2),
    ],
)
def test_what_needs_no_question_is_begun(arguments: dict[str, Any], count: int, use: Use) -> None:
    def taken(request: httpx.Request) -> httpx.Response:
        number = f"task_{next(numbers)}"
        flash = request.url.host.endswith("apimart.ai")
        return submitted(number) if flash else reply({"code": 1, "data": {"task_id": number}})

    numbers = iter(range(1, 50))
    service = use(Service(submit=[taken] * 20))
    sweep = omnivid.sweep("a boat", **{"model": EXT, **arguments})
    for job in sweep:
        run_of(job).wait_accepted(PATIENCE)
    assert len(service.calls["submit"]) == count


def test_simulated_clips_are_never_asked_about(use: Use, asked: list[str]) -> None:
    use(paid())
    sweep = omnivid.sweep("a boat", model="demo/Omni-Flash-Ext", takes=9, max_cost=0)
    for job in sweep:
        job.stop_waiting()
    assert asked == []


def test_what_is_there_already_is_not_asked_about(
    use: Use, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    use(paid())
    omnivid.sweep("a boat", model=EXT, duration=[4, 6]).wait(PATIENCE)
    monkeypatch.setattr(settings, "confirm_above", 0)
    assert len(omnivid.sweep("a boat", model=EXT, duration=[4, 6], max_cost=0).clips) == 2
    assert asked == []


@pytest.mark.parametrize("yes", ["y", " Yes ", "はい"])
@pytest.mark.parametrize(
    ("limit", "asks"), [({"max_cost": 0.1}, "more than max_cost $0.10. Make them? [y/N] "), ({}, "[y/N] ")]
)
def test_who_says_yes_has_it_made(
    yes: str, limit: dict[str, Any], asks: str, use: Use, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    service = use(paid())
    monkeypatch.setattr(settings, "confirm_above", 1)
    answers.append(yes)
    assert len(omnivid.sweep("a boat", model=EXT, duration=[4, 6], **limit).wait(PATIENCE).clips) == 2
    (question,) = asked
    assert question.endswith(asks) and "$" in question
    assert len(service.calls["submit"]) == 2


@pytest.mark.parametrize("no", ["n", "", "no", "yeah?", KeyboardInterrupt, EOFError])
@pytest.mark.parametrize("limit", [{"max_cost": 0.1}, {}])
def test_whatever_is_no_yes_sends_nothing(
    no: Any, limit: dict[str, Any], use: Use, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    service = use(paid())
    monkeypatch.setattr(settings, "confirm_above", 1)
    answers.append(no)
    with pytest.raises(OmnividError, match="Nothing was sent"):
        omnivid.sweep("a boat", model=EXT, duration=[4, 6], **limit)
    assert len(asked) == 1 and service.calls["submit"] == []


def test_a_yes_to_all_does_not_go_over_an_amount_that_was_named(use: Use) -> None:
    service = use(paid())
    with pytest.raises(InvalidRequestError, match="more than max_cost"):
        omnivid.sweep("a boat", model=EXT, takes=16, max_cost=1, assume_yes=True)
    assert service.calls["submit"] == []


# estimate


def test_an_estimate_is_of_a_new_clip_and_sends_nothing(use: Use) -> None:
    service = use(paid())
    for _ in range(2):
        found = omnivid.estimate("a boat", model=EXT, duration=4)
        assert found.low == found.high == 0.25 and "4 s" in found.note
        omnivid.generate("a boat", model=EXT, duration=4)
    assert len(service.calls["submit"]) == 1
    assert omnivid.estimate("a boat", model="demo/omni-pro").high == 0
    unknown = omnivid.estimate("a boat", model=UNPRICED)
    assert unknown.low is unknown.high is None and UNPRICED in unknown.note
    with pytest.raises(InvalidRequestError, match="duration 5"):
        omnivid.estimate("a boat", model=EXT, duration=5)


# What a plan says, and what comes of it


def prepared(model: str, prompt: str, owner: Callable[[Engine], str | None]) -> str:
    """A job that was written down and not submitted yet; its id."""
    engine = engine_module.engine()
    entry = new_entry(intake.plan(prompt, model=model))
    engine.journal.add(replace(entry, owner=owner(engine)))
    return entry.id


def test_what_a_live_process_has_only_prepared_is_not_new(use: Use, tmp_path: Path) -> None:
    use(paid())
    other = Owner(tmp_path / ".home" / "owners")
    prepared(EXT, "a boat", lambda _: other.id)
    plan = omnivid.plan_sweep(["a boat", "a car"], model=EXT)
    assert (plan.under_way, plan.new) == (1, 1) and "1 under way, 1 new." in plan.note
    other.close()  # and with it all that it had only prepared
    assert omnivid.plan_sweep(["a boat", "a car"], model=EXT).new == 2


def test_a_clip_whose_file_is_gone_is_in_the_plan_what_it_is_in_the_run(use: Use) -> None:
    service = use(paid(download=[media(mp4(color=colour)) for colour in ("red", "blue", "teal")]))
    (boat, _) = omnivid.sweep(["a boat", "a car"], model=EXT).wait(PATIENCE).clips
    boat.path.unlink()
    plan = omnivid.plan_sweep(["a boat", "a car", "a cat"], model=EXT)
    assert (plan.made, plan.unusable, plan.new, plan.paid) == (1, 1, 1, 1)
    for shown in (repr(plan), html.unescape(plan._repr_html_())):
        assert "1 there that cannot be used" in shown and "not paid again" in shown
        assert f"{boat.path.name} in {boat.path.parent} is missing beside its sidecar." in shown
    sweep = omnivid.sweep(["a boat", "a car", "a cat"], model=EXT).wait(PATIENCE)
    assert len(sweep.clips) == 2 and len(service.calls["submit"]) == 3
    (failure,) = sweep.failures
    assert "missing beside its sidecar" in str(failure) and boat.path.with_suffix(".json").name in str(
        failure
    )
    alone = omnivid.plan_sweep("a boat", model=EXT)
    assert (alone.unusable, alone.new) == (1, 0) and "Cost: nothing, nothing is new." in alone.note
    boat.path.with_suffix(".json").unlink()  # as the sentence says
    assert omnivid.plan_sweep("a boat", model=EXT).new == 1
    assert len(omnivid.sweep("a boat", model=EXT).wait(PATIENCE).clips) == 1


def test_a_simulated_clip_whose_file_is_gone_is_new_for_it_is_free(use: Use, tmp_path: Path) -> None:
    use(paid())
    asked = {"model": "demo/Omni-Flash-Ext", "duration": 4, "resolution": "720p", "aspect_ratio": "16:9"}
    clip = put(tmp_path / "omnivid-clips", "a boat")
    assert omnivid.plan_sweep("a boat", **asked).made == 1  # type: ignore[arg-type]
    clip.path.unlink()
    assert omnivid.plan_sweep("a boat", **asked).new == 1  # type: ignore[arg-type]


class Locked(threading.Condition):
    """Counts how often it is taken."""

    def __init__(self) -> None:
        super().__init__()
        self.taken, take = 0, self.acquire

        def counted(*how: Any) -> bool:
            self.taken += 1
            return take(*how)

        self.acquire = counted  # type: ignore[method-assign, assignment]

    def __enter__(self) -> bool:
        return self.acquire()


def test_a_wait_for_many_jobs_looks_at_each_of_them_once() -> None:
    waits: list[Future[Clip]] = [Future() for _ in range(60)]
    for each in waits:
        each._condition = Locked()

    def end() -> None:
        for each in waits:
            each.set_exception(TimeoutError())
            time.sleep(0.001)  # so that who waits comes between

    ending = threading.Thread(target=end)
    ending.start()
    _wait(waits, None, PATIENCE)
    ending.join()
    assert max(each._condition.taken for each in waits) <= 4  # type: ignore[attr-defined]


def test_a_wait_ends_with_its_time_or_when_nothing_ends_for_long() -> None:
    waits: list[Future[Clip]] = [Future(), Future()]
    waits[0].set_exception(TimeoutError())
    _wait(waits, 0.0, PATIENCE)
    _wait(waits, None, 0.01)
    assert not waits[1].done()


@pytest.mark.usefixtures("wound")
def test_what_was_not_submitted_is_not_said_to_be_preparing(use: Use) -> None:
    use(Service(submit=[httpx.ConnectError("refused")]))
    sweep = omnivid.sweep("a {red|blue} boat", model=EXT, duration=4).wait(PATIENCE)
    assert sweep.progress()[1] == "0 of 2 done · 2 not submitted"
    assert repr(sweep).count("not submitted  ") == 2 and "preparing" not in repr(sweep)
    assert [record["state"] for record in sweep.to_records()] == ["prepared"] * 2, "the job's own"


def test_what_could_not_be_fetched_is_said_to_be_interrupted(use: Use) -> None:
    use(paid(query=[reply({"error": {"code": 401, "type": "authentication_error"}}, 401)]))
    sweep = omnivid.sweep("a {red|blue} boat", model=EXT, duration=4).wait(PATIENCE)
    assert sweep.progress()[1] == "0 of 2 done · 2 interrupted"
