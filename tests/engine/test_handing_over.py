"""What a kernel hands over to its worker is the same request there, with its pictures; its keys show nowhere else."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from omnivid_jupyter.engine.worker import Handed, Message, read_message, written_message
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.media.references import references
from omnivid_jupyter.redaction import Key
from omnivid_jupyter.request import RunOptions, VideoRequest
from tests import PATIENCE
from tests.clipfiles import png
from tests.engine.conftest import KEY, Process
from tests.engine.service import Service
from tests.engine.test_resuming import end, start
from tests.engine.test_submitting import wait_for
from tests.engine.test_turns import Strict, notes, sweep

MODEL = "apimart/Omni-Flash-Ext"


def test_a_request_with_pictures_is_the_same_on_the_other_side_and_many_with_one_picture_carry_it_once(
    process: Process, tmp_path: Path
) -> None:
    (tmp_path / "boat.png").write_bytes(png())
    engine = process(Service())
    images = references("images", [tmp_path / "boat.png"])
    plans = [engine.plan(VideoRequest(MODEL, f"boat {n}", images=images), RunOptions()) for n in range(3)]
    jobs = [Handed(str(n), plan.request, 60.0, 0.5, str(tmp_path)) for n, plan in enumerate(plans)]
    line = written_message(Message({"apimart": Key(KEY)}, jobs))
    assert line.count(b"\n") == 1 and line.count(images[0].encode()) == 1
    message = read_message(line)
    assert message.keys == {"apimart": KEY} and KEY not in repr(message)
    assert [each.id for each in message.jobs] == ["0", "1", "2"]
    for plan, handed in zip(plans, message.jobs, strict=True):
        again = engine.plan(handed.request, RunOptions())
        assert (again.fingerprint, again.request, again.call) == (plan.fingerprint, plan.request, plan.call)


@pytest.mark.parametrize("line", [b"", b"{}", b"\xff\n", b'{"keys":{},"jobs":[{"id":1}],"media":[]}'])
def test_what_is_no_message_is_none(line: bytes) -> None:
    with pytest.raises(msgspec.MsgspecError):
        read_message(line)


def test_what_waits_changes_hands_in_one_step_and_comes_back_when_its_new_owner_ends(
    process: Process,
) -> None:
    service = Strict(1)
    kernel, worker = process(service), process(service)
    jobs = sweep(kernel, "boat", 3)
    wait_for(lambda: sum("waiting for its turn" in note for note in notes(jobs)) == 2)
    waiting = kernel.waiting()
    assert len(waiting) == 2
    assert kernel.hand_over([job.id for job in jobs], worker.owner.id) == 2
    assert kernel.waiting() == []
    first, second = waiting
    taken = worker.take_over(first.id, first.plan, "batch")
    assert taken.id == first.id and taken.task_id is None
    with pytest.raises(InvalidRequestError, match="not the one"):
        worker.take_over(second.id, first.plan, "batch")
    service.ended.add("task_1")
    wait_for(lambda: first.task_id is not None)  # the kernel sees what the worker does
    end(worker)
    service.open = True
    assert {job.result(PATIENCE).task_id for job in jobs} == {"task_1", "task_2", "task_3"}
    assert len(service.taken) == 3


def test_who_stops_waiting_for_what_was_handed_over_is_not_told_that_nothing_will_be_submitted(
    process: Process,
) -> None:
    service = Strict(1)
    kernel, worker = process(service), process(service)
    jobs = sweep(kernel, "boat", 2)
    wait_for(lambda: sum("waiting for its turn" in note for note in notes(jobs)) == 1)
    (job,) = kernel.waiting()
    kernel.hand_over([job.id], worker.owner.id)
    wait_for(lambda: job.follows)
    job.stop_waiting()
    assert "Nothing was submitted" not in str(job.stopped())
    service.open = True
    jobs[0].result()
    assert start(kernel, prompt="another").result()
