"""Nothing paid is lost and nothing is paid twice: over restarts, several processes, moved folders."""

from __future__ import annotations

import asyncio
import shutil
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from omnivid_jupyter.engine.engine import Engine
from omnivid_jupyter.engine.plan import new_entry
from omnivid_jupyter.engine.run import Run
from omnivid_jupyter.errors import (
    ClipExpiredError,
    ConfigurationError,
    InvalidRequestError,
    SubmissionUnknownError,
    TaskFailedError,
)
from omnivid_jupyter.media import clips
from omnivid_jupyter.media.probe import Probe, probe
from omnivid_jupyter.providers.identity import canonical, fingerprint
from omnivid_jupyter.providers.registry import resolve
from omnivid_jupyter.request import RunOptions, VideoRequest
from tests.clipfiles import mp4
from tests.engine.conftest import KEY, Process
from tests.engine.service import Service, completed, media, reply, submitted, task
from tests.engine.test_submitting import wait_for

MODEL = "apimart/Omni-Flash-Ext"
STEPS = ("submitting", "queued", "downloading", "done")


def start(engine: Engine, prompt: str = "a red apple", *, model: str = MODEL, **how: Any) -> Run:
    fields = {name: how.pop(name) for name in list(how) if name in ("duration", "take", "images")}
    return engine.start(engine.plan(VideoRequest(model=model, prompt=prompt, **fields), RunOptions(**how)))


def end(engine: Engine) -> None:
    """As if the process ended now."""
    engine.close()
    engine.close = lambda: None  # type: ignore[method-assign]  # the fixture closes what is still open


def test_the_same_request_finds_its_clip_without_any_request(process: Process) -> None:
    service = Service()
    first = start(process(service)).result()
    again = start(process(service))
    assert again.found and again.state == "done"
    clip = again.result()
    assert (clip.path, clip.sha256, clip.task_id, clip.cost) == (
        first.path,
        first.sha256,
        first.task_id,
        first.cost,
    )
    assert clip.poster and clip.url is None
    assert [len(calls) for calls in service.calls.values()] == [1, 1, 1]


def test_each_step_of_a_job_is_written_once_and_its_end_with_the_last(process: Process) -> None:
    engine, said = process(Service()), list[str]()
    engine.journal._db.set_trace_callback(said.append)
    job = start(engine)
    job.result()
    written = [each for each in said if each.startswith("UPDATE jobs")]
    assert [state in each for state, each in zip(STEPS, written, strict=True)] == [True] * len(STEPS)
    entry = engine.journal.get(job.id)
    assert entry and entry.state == "done" and entry.owner is None


def test_new_makes_another_clip_and_the_newest_is_found_afterwards(process: Process) -> None:
    other = mp4(color="navy")
    service = Service(submit=[submitted("task_1"), submitted("task_2")], download=[media(), media(other)])
    engine = process(service)
    first = start(engine).result()
    second = start(engine, new=True).result()
    assert first.path != second.path and second.path.read_bytes() == other
    assert start(engine).result().path == second.path
    assert len(service.calls["submit"]) == 2


def test_a_clip_that_lies_in_another_folder_is_copied_not_paid_again(
    process: Process, tmp_path: Path
) -> None:
    service = Service()
    first = start(process(service)).result()
    again = start(process(service), output_dir=tmp_path / "other")
    assert again.found and again.result().path.parent == tmp_path / "other"
    assert again.result().sha256 == first.sha256 and len(service.calls["submit"]) == 1
    for clip in (first, again.result()):
        clip.path.unlink()
        clip.path.with_suffix(".json").unlink()
    assert not start(process(service)).found


def test_takes_are_different_requests(process: Process) -> None:
    service = Service(submit=[submitted(f"task_{n}") for n in range(3)])
    engine = process(service)
    paths = {start(engine, take=take).result().path for take in (1, 2, 2)}
    assert len(paths) == 2 and len(service.calls["submit"]) == 2


def test_the_folder_alone_is_enough_elsewhere_without_key_and_journal(
    process: Process, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(process(Service())).result()
    shutil.copytree(tmp_path / "clips", tmp_path / "theirs")
    monkeypatch.delenv("APIMART_API_KEY")
    monkeypatch.setenv("OMNIVID_HOME", str(tmp_path / "their-home"))
    silent = Service()
    clip = start(process(silent), output_dir=tmp_path / "theirs").result()
    assert clip.path.parent == tmp_path / "theirs" and clip.path.read_bytes() == mp4()
    assert not silent.calls["submit"] and not (tmp_path / "their-home").exists()
    with pytest.raises(ConfigurationError):
        start(process(silent), "another prompt", output_dir=tmp_path / "theirs")


def test_the_folder_alone_tells_which_task_a_jobs_id_means(
    process: Process, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = start(process(Service()))
    clip = job.result()
    monkeypatch.setenv("OMNIVID_HOME", str(tmp_path / "elsewhere"))
    later, target = process(Service()), resolve(MODEL)
    assert later.task_of(job.id, clip.path.parent, target) == clip.task_id
    assert later.task_of("task_of_long_ago", clip.path.parent, target) == "task_of_long_ago"
    assert start(later).id == job.id, "a clip that is found has the id that everybody knows it by"


def test_a_clip_says_the_same_of_its_request_when_it_is_made_and_when_it_is_found(process: Process) -> None:
    made = start(process(Service())).result()
    found = start(process(Service())).result()
    assert made.request == found.request and made.request and made.request.aspect_ratio == "16:9"


@pytest.mark.parametrize("damage", ["bytes", "gone", "sidecar", "elsewhere"])
def test_a_clip_that_is_not_what_its_sidecar_says_is_not_used(process: Process, damage: str) -> None:
    service = Service(submit=[submitted("task_1"), submitted("task_2")])
    clip = start(process(service)).result()
    sidecar = clip.path.with_suffix(".json")
    match damage:
        case "bytes":
            clip.path.write_bytes(mp4(color="navy"))
        case "gone":
            clip.path.unlink()
        case "sidecar":
            sidecar.write_text(sidecar.read_text()[:-20])
        case "elsewhere":
            (clip.path.parent.parent / "outside.mp4").write_bytes(mp4())
            sidecar.write_text(sidecar.read_text().replace(clip.path.name, "../outside.mp4"))
    with pytest.raises(InvalidRequestError, match=r"^Nothing was submitted, .* cannot be used: a-red-apple-"):
        start(process(service))
    again = start(process(service), new=True)
    assert not again.found
    assert again.result().task_id == "task_2"


@pytest.mark.parametrize("state", ["queued", "running", "downloading"])
def test_after_a_restart_the_same_request_goes_on_with_its_task(process: Process, state: str) -> None:
    until = {"queued": [task("submitted")], "running": [task("processing")], "downloading": [completed()]}[
        state
    ]
    service = Service(query=until, download=[reply(b"", 503)])
    before = process(service)
    job = start(before)
    wait_for(lambda: job.state == state)
    end(before)
    later = Service()
    clip = start(process(later)).result()
    assert clip.task_id == "task_1" and clip.path.read_bytes() == mp4()
    assert len(service.calls["submit"]) == 1 and not later.calls["submit"]
    assert [path.suffix for path in sorted(clip.path.parent.iterdir())] == [".json", ".mp4"]


def test_resume_finds_every_unfinished_task_after_a_restart(process: Process) -> None:
    service = Service(submit=[submitted("task_1"), submitted("task_2")], query=[task("processing")])
    before = process(service)
    jobs = [start(before, prompt) for prompt in ("one", "two")]
    wait_for(lambda: all(job.state == "running" for job in jobs))
    assert before.unfinished() == []
    end(before)
    after = process(Service())
    assert [entry.prompt for entry in after.unfinished()] == ["one", "two"]
    resumed = after.resume()
    assert [job.id for job in resumed] == [job.id for job in jobs]
    assert {job.result().prompt for job in resumed} == {"one", "two"}
    assert after.unfinished() == [] and after.resume() == []


def test_a_clip_that_is_found_again_is_decoded_once_and_its_bytes_are_compared_each_time(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = start(process(Service())).result()
    decoded: list[Path] = []

    def counted(path: Path) -> Probe:
        decoded.append(path)
        return probe(path)

    monkeypatch.setattr(clips, "_probes", {})
    monkeypatch.setattr(clips, "probe", counted)
    engine = process(Service())
    found = [start(engine).result() for _ in range(3)]
    assert [(each.path, each.width, each.poster) for each in found] == [
        (clip.path, clip.width, clip.poster)
    ] * 3
    assert decoded == [clip.path]
    clip.path.write_bytes(clip.path.read_bytes()[:-1] + b"?")
    with pytest.raises(InvalidRequestError, match="is another file than the one that its sidecar describes"):
        start(engine)


def test_many_tasks_are_gone_on_with_in_few_writes(process: Process) -> None:
    engine = process(Service(query=[task("processing")]))
    entries = [
        replace(
            new_entry(engine.plan(VideoRequest(MODEL, f"boat {number}"))),
            state="running",
            task_id=f"task_{number}",
        )
        for number in range(30)
    ]
    with engine.journal.transaction():
        for each in entries:
            engine.journal.add(each)
    commits: list[str] = []

    def said(statement: str) -> None:
        if statement == "COMMIT" and threading.current_thread() is threading.main_thread():
            commits.append(statement)

    engine.journal._db.set_trace_callback(said)
    resumed = engine.resume()
    assert [job.id for job in resumed] == [each.id for each in entries]
    assert engine.resume() == resumed, "they run already"
    engine.journal._db.set_trace_callback(None)
    assert len(commits) == 2, "each is a write to the disk"


def test_a_job_is_found_by_its_id_and_by_its_task(process: Process) -> None:
    engine = process(Service())
    job = start(engine)
    job.result()
    end(engine)
    later = process(Service())
    assert later.job(job.id).result().path == later.job("task_1").result().path
    with pytest.raises(InvalidRequestError, match="no job"):
        later.job("nonsense")


def test_a_job_whose_file_is_gone_says_so(process: Process) -> None:
    engine = process(Service())
    job = start(engine)
    job.result().path.unlink()
    end(engine)
    with pytest.raises(ClipExpiredError, match="no longer in"):
        process(Service()).job(job.id).result()


def test_a_failed_job_is_remembered_with_its_reason_and_may_be_run_again(process: Process) -> None:
    failure = task("failed", cost=0, error={"message": "blocked by review"})
    engine = process(Service(query=[failure]))
    job = start(engine)
    with pytest.raises(TaskFailedError):
        job.result()
    end(engine)
    later = process(Service())
    with pytest.raises(TaskFailedError, match="blocked by review") as caught:
        later.job(job.id).result()
    assert caught.value.refunded is True and caught.value.hint == "It was not charged."
    assert start(later).result().path.exists()


@pytest.mark.parametrize(
    ("cost", "hint"),
    [
        (0, "It was not charged."),
        (0.4, "It was charged: $0.40."),
        (None, "Whether it was charged is not reported."),
    ],
)
def test_a_failed_task_says_whether_it_was_charged_now_and_later(
    process: Process, cost: float | None, hint: str
) -> None:
    engine = process(Service(query=[task("failed", cost=cost, error={"message": "boom"})]))
    job = start(engine)
    for asked in (job, engine.job(job.id)):
        with pytest.raises(TaskFailedError) as caught:
            asked.result()
        assert caught.value.hint == hint
    end(engine)
    with pytest.raises(TaskFailedError) as caught:
        process(Service()).job(job.id).result()
    assert caught.value.hint == hint


def test_what_ended_a_job_is_told_the_same_later(process: Process) -> None:
    refused = process(Service(submit=[reply({"code": 400, "message": "no"})]))
    job = start(refused)
    with pytest.raises(InvalidRequestError) as first:
        job.result()
    end(refused)
    with pytest.raises(InvalidRequestError) as later:
        process(Service()).job(job.id).result()
    assert str(later.value) == str(first.value) and "Nothing was charged." in str(later.value)


def test_a_job_that_is_looked_at_again_keeps_its_messages(process: Process) -> None:
    engine = process(Service(query=[task("failed", cost=0, error={"message": "boom"})]))
    job = start(engine)
    with pytest.raises(TaskFailedError):
        job.result()
    assert len(engine.job(job.id).exchanges) == len(job.exchanges) == 2


def test_an_unknown_outcome_is_not_paid_again_until_it_is_forgotten(process: Process) -> None:
    service = Service(submit=[httpx.ReadError("reset"), submitted("task_2")])
    engine = process(service)
    with pytest.raises(SubmissionUnknownError) as caught:
        start(engine).result()
    for again in (engine, process(service)):
        with pytest.raises(SubmissionUnknownError) as repeated:
            start(again)
        assert repeated.value.job_id == caught.value.job_id
        assert str(repeated.value) == str(caught.value)
        assert f"%omnivid forget {caught.value.job_id}" in str(repeated.value)
    assert len(service.calls["submit"]) == 1
    assert caught.value.job_id
    engine.forget(caught.value.job_id)
    assert start(engine).result().task_id == "task_2"
    assert len(service.calls["submit"]) == 2


def test_new_asks_for_another_in_spite_of_an_unknown_outcome(process: Process) -> None:
    service = Service(submit=[reply(b"<html>", 502), submitted("task_2")])
    engine = process(service)
    with pytest.raises(SubmissionUnknownError):
        start(engine).result()
    assert start(engine, new=True).result().task_id == "task_2"


def test_a_process_that_ends_while_submitting_leaves_an_unknown_outcome(process: Process) -> None:
    engine = process(Service())
    sent = []

    async def hang(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        await asyncio.sleep(3600)
        raise AssertionError

    hanging = Service()
    hanging.handle_async_request = hang  # type: ignore[method-assign]
    engine = process(hanging)
    start(engine)
    wait_for(lambda: sent)
    end(engine)
    later = Service()
    with pytest.raises(SubmissionUnknownError, match="ended before the answer"):
        start(process(later))
    assert not later.calls["submit"]


def test_a_submission_that_nobody_took_may_be_offered_later(process: Process) -> None:
    engine = process(Service(submit=[reply(b"", 503)]))
    with pytest.raises(Exception, match="status 503"):
        start(engine).result()
    end(engine)
    later = process(Service())
    assert later.unfinished() == []
    assert start(later).result().path.exists()


def test_a_request_in_flight_is_one_task_whoever_asks(process: Process, tmp_path: Path) -> None:
    ends = threading.Event()
    service = Service(query=[lambda _: completed() if ends.is_set() else task("processing")])
    one, two = process(service), process(service)
    first = start(one)
    assert start(one) is first
    second, third = start(two), start(two, output_dir=tmp_path / "other")
    ends.set()
    clips = [job.result() for job in (first, second, third)]
    assert len(service.calls["submit"]) == 1 and len(service.calls["download"]) == 1
    assert len({clip.sha256 for clip in clips}) == 1
    assert clips[0].path == clips[1].path and clips[2].path.parent == tmp_path / "other"
    assert clips[2].path.with_suffix(".json").exists()


def test_a_follower_goes_on_when_the_process_it_follows_ends(process: Process) -> None:
    service = Service(query=[task("processing")])
    one = process(service)
    first = start(one)
    wait_for(lambda: first.state == "running")
    two = process(Service())
    second = start(two)
    wait_for(lambda: second.snapshot().note)
    end(one)
    assert second.result().task_id == "task_1"
    assert len(service.calls["submit"]) == 1


def test_what_was_learned_becomes_the_estimate(process: Process) -> None:
    engine = process(Service(submit=[submitted(f"task_{n}") for n in range(9)]))
    for number in range(3):
        start(engine, f"prompt {number}").result()
    assert len(engine.journal.durations(MODEL)) == 3
    assert start(engine, "prompt 4").usual is not None


def test_neither_key_nor_signed_address_is_written_anywhere(process: Process, tmp_path: Path) -> None:
    echo = reply({"error": {"code": 400, "message": f"no such token {KEY}", "type": "x"}}, 400)
    engine = process(Service(submit=[echo]))
    with pytest.raises(InvalidRequestError):
        start(engine, "refused").result()
    start(process(Service())).result()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.name.startswith("journal") for path in files)
    for path in files:
        content = path.read_bytes()
        assert KEY.encode() not in content and b"signature=secret" not in content, path


def fingerprint_of(model: str, **fields: Any) -> str:
    return fingerprint(canonical(resolve(model).model, VideoRequest(model=model, prompt="x", **fields)))


DATA = "data:image/png;base64,iVBORw0KGgo="


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({}, {"duration": 6}, True),
        ({}, {"resolution": "720p", "aspect_ratio": "16:9"}, True),
        ({}, {"callback_url": "https://example.com/"}, True),
        ({}, {"duration": 4}, False),
        ({}, {"take": 2}, False),
        ({"images": (DATA,)}, {"images": (DATA,)}, True),
        ({"images": (DATA,)}, {"images": ("data:image/png;base64,iVBORw0KGgs=",)}, False),
        ({"images": ("https://a/1",)}, {"images": ("https://a/2",)}, False),
    ],
)
def test_what_makes_it_the_same_request(one: dict[str, Any], other: dict[str, Any], same: bool) -> None:
    assert (fingerprint_of(MODEL, **one) == fingerprint_of(MODEL, **other)) is same


def test_a_fingerprint_never_changes() -> None:
    assert fingerprint_of(MODEL, duration=4, images=(DATA,)) == FINGERPRINT


FINGERPRINT = "7ed3143b0dd784f7bfc0c8e9f327426187afc448eaaca75c33faa4b0e7f94847"


def test_the_estimate_of_a_task_that_is_gone_on_with_counts_from_when_it_was_accepted(
    process: Process,
) -> None:
    service = Service(query=[task("processing", estimated_time=6000)])
    first = process(service)
    job = start(first)
    wait_for(lambda: job.state == "running")
    assert (job.snapshot().remaining or 0) > 5000
    end(first)
    later = process(service)
    later.journal.step(job.id, "running", accepted=time.time() - 36_000)
    again = start(later)
    wait_for(lambda: again.exchanges and again.state == "running")
    assert again.snapshot().remaining is None
