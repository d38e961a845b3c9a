"""The whole panel in a real kernel, without a page."""

from __future__ import annotations

import inspect
import json
import sys
from pathlib import Path
from typing import Any

import pytest

import omnivid_jupyter
from omnivid_jupyter.notebook import commands
from omnivid_jupyter.panel import Panel, panel
from tests.engine.panel.parts import KEY, values
from tests.kernel.panel.front import KERNELS, front

SLOW = 0.02  # what is to be seen while it runs does not end before, on the slowest machine

COUNT_BEATS = """
from omnivid_jupyter.panel.worker import Worker
beats, guarded = [], Worker._guarded
def counted(self, work):
    if work == self._tick: beats.append(1)
    return guarded(self, work)
Worker._guarded = counted
"""


@pytest.mark.parametrize("version", KERNELS)
def test_twenty_jobs_leave_the_kernel_free_and_tell_of_themselves_at_most_twice_a_second(
    version: str, tmp_path: Path
) -> None:
    with front(KERNELS[version](), tmp_path, speed=SLOW) as page:
        page.run(COUNT_BEATS)
        page.open()
        for number in range(5):
            asked = values(model="demo/nano-banana-2", prompt=f"clip {number}", takes=4)  # quick to draw
            page.send("form", type="generate", values=asked)
        page.until(lambda: len(page.rows()) == 20)
        for job in page.rows():
            page.send("queue", type="look", id=job)
        page.run("'a cell in between'")
        assert "'a cell in between'" in [output.get("data", {}).get("text/plain") for output in page.outputs]
        assert not all(each["settled"] for each in page.rows().values()), "the cell waited for the jobs"
        page.run("%omnivid demo speed=4")
        page.until(lambda: all(each["state"] == "done" for each in page.rows().values()))
        page.until(
            lambda: len({card["id"] for m in page.sent("gallery", "cards") for card in m["cards"]}) == 20
        )
        # at most twice a second it looks at the jobs (see test_worker.py), and it tells of them only then, but for
        # what it says to a page that has just come
        sent = {part: len([each for name, each in page.messages if name == part]) for part in page.parts}
        page.run("print('beats', len(beats))")
        said = [str(output.get("text", "")) for output in page.outputs]
        (beats,) = [int(text.split()[1]) for text in said if text.startswith("beats ")]
        assert sent["queue"] <= beats + 1 and sent["gallery"] <= 2 * beats + 2, (sent, beats)
        told = [each for m in page.sent("queue", "rows") for each in m["messages"]]
        assert {each["id"] for each in told} == set(page.rows())
        assert sum(len(each["messages"]) for each in told) >= 60, (
            "one to send, some to ask, one to fetch, each"
        )
        stored = json.dumps(
            [{k: v for k, v in state.items() if k not in ("_esm", "_css")} for state in page.opened.values()]
        )
        assert "clip 1" not in stored and "data:" not in stored
        assert KEY not in json.dumps([page.opened, page.messages])
        assert "APIMart (key found)" in str(page.sent("form")[-1]["groups"])


def test_a_key_that_is_set_or_forgotten_later_shows_in_an_open_panel(tmp_path: Path) -> None:
    with front(sys.executable, tmp_path, speed=4) as page:
        page.open()

        def services() -> str:
            return " ".join(group["label"] for group in page.sent("form", "state")[-1]["groups"][1:])

        page.until(lambda: services() == "OmniFlash (no key yet) APIMart (key found) EvoLink (no key yet)")
        page.run("from omnivid_jupyter.net import keys; keys.remember('evolink', 'sk-test')")
        page.until(lambda: services() == "OmniFlash (no key yet) APIMart (key found) EvoLink (key found)")
        page.run("keys.forget('evolink'); import os; del os.environ['APIMART_API_KEY']")
        page.until(lambda: services() == "OmniFlash (no key yet) APIMart (no key yet) EvoLink (no key yet)")
        page.run("open('.env', 'w').write('OMNIFLASH_API_KEY=sk-test')")
        page.until(lambda: services() == "OmniFlash (key found) APIMart (no key yet) EvoLink (no key yet)")
        assert "sk-test" not in json.dumps(page.messages)


def test_a_new_panel_after_a_restart_goes_on_with_the_job_in_flight(tmp_path: Path) -> None:
    with front(sys.executable, tmp_path, speed=SLOW) as page:
        page.open()
        page.send("form", type="generate", values=values(duration="4"))
        page.until(lambda: any(each["task"] for each in page.rows().values()))
        ((job, before),) = page.rows().items()
        assert not before["settled"]
    with front(sys.executable, tmp_path, speed=4) as page:
        page.open()
        page.until(lambda: page.rows().get(job, {}).get("state") == "done")
        assert page.rows()[job]["task"] == before["task"]


def test_the_http_messages_of_a_job_are_sent_while_somebody_looks_and_each_once(tmp_path: Path) -> None:
    with front(sys.executable, tmp_path, speed=0.2) as page:
        page.open()
        page.send("form", type="generate", values=values(duration="4"))
        page.until(lambda: any(each["state"] == "running" for each in page.rows().values()))
        (job,) = page.rows()

        def told() -> list[dict[str, Any]]:
            return [each for sent in page.sent("queue", "rows") for each in sent["messages"]]

        assert told() == [], "nobody looked yet"
        page.send("queue", type="look", id=job)
        page.until(told)
        page.run("%omnivid demo speed=4")
        page.until(lambda: page.rows()[job]["state"] == "done" and len(told()) > 1)
        page.run(
            "from omnivid_jupyter.engine.engine import engine\n"
            "(job,) = engine().jobs.values()\nprint('exchanges', len(job.exchanges))"
        )
        texts = [str(output.get("text", "")) for output in page.outputs]
        (count,) = [int(text.split()[1]) for text in texts if text.startswith("exchanges ")]
        page.until(lambda: sum(len(each["messages"]) for each in told()) >= count)
        found: list[dict[str, Any]] = []
        for each in told():
            assert each["id"] == job and each["first"] == len(found), "sent twice, or left out"
            found += each["messages"]
        assert len(found) == count
        assert found[0]["title"].startswith("POST ") and "200 OK" in found[0]["outcome"]
        assert "Authorization: Bearer ***" in found[0]["sent"] and '"prompt": "a cat"' in found[0]["sent"]
        assert page.rows()[job]["task"] in found[0]["received"]
        assert [each["at"] for each in found] == sorted(each["at"] for each in found)

        page.send("queue", type="look away", id=job)
        page.send("queue", type="look", id=job)
        page.until(lambda: told()[-1]["first"] == 0 and len(told()[-1]["messages"]) == len(found))


def test_a_job_of_another_kernel_is_shown_and_can_be_gone_on_with_when_that_kernel_ended(
    tmp_path: Path,
) -> None:
    with front(sys.executable, tmp_path, speed=4) as page:
        page.open()
        with front(sys.executable, tmp_path, speed=SLOW) as other:
            other.open()
            other.send("form", type="generate", values=values(duration="4"))
            other.until(lambda: any(each["task"] for each in other.rows().values()))
            (job,) = other.rows()
            page.until(lambda: page.rows().get(job, {}).get("state") == "running")
            shown = page.rows()[job]
            assert shown["elsewhere"] and shown["actions"] == [] and "another kernel" in shown["note"]
            assert (shown["prompt"], shown["task"]) == ("a cat", other.rows()[job]["task"])
            for what in ("stop", "wait", "retry", "forget", "show"):
                page.send("queue", type=what, id=job)
            page.run("'all of them were handled while the other kernel lived'")
        page.until(lambda: page.rows()[job]["actions"] == ["wait"])
        assert "has ended. The task goes on." in page.rows()[job]["note"]
        page.send("queue", type="wait", id=job)
        page.until(lambda: page.rows()[job]["state"] == "done")
        assert not page.rows()[job]["elsewhere"]
        assert page.rows()[job]["task"] == shown["task"]


def test_a_page_without_widgets_gets_a_sentence_with_what_to_type(tmp_path: Path) -> None:
    with front(sys.executable, tmp_path, speed=4) as page:
        page.open()
        bundle = next(each["data"] for each in page.outputs if "text/html" in each.get("data", {}))
        for kind in ("text/plain", "text/html"):
            assert "%%omnivid demo/omni-flash" in bundle[kind]


def test_closing_the_panel_ends_its_thread_and_no_job(tmp_path: Path) -> None:
    with front(sys.executable, tmp_path, speed=0.5) as page:
        page.open()
        page.send("form", type="generate", values=values(duration="4"))
        page.until(lambda: page.rows())
        page.run("shown.close()")
        page.run(
            "import threading, time\n"
            "while 'omnivid-panel' in [thread.name for thread in threading.enumerate()]: time.sleep(0.05)\n"
            "from omnivid_jupyter.engine.engine import engine\n"
            "(job,) = engine().jobs.values()\nprint(job.result().is_video)"
        )
        assert "True\n" in [output.get("text") for output in page.outputs]


def test_a_panel_where_there_is_no_kernel_is_a_sentence() -> None:
    assert set(panel()._repr_mimebundle_()) == {"text/plain", "text/html"}


def test_the_function_of_the_room_s_name_stays_the_function() -> None:
    assert commands.COMMANDS["panel"] and inspect.isfunction(omnivid_jupyter.panel)
    assert isinstance(omnivid_jupyter.panel(), Panel) and inspect.isfunction(omnivid_jupyter.panel)
