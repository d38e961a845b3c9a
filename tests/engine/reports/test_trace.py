"""`%omnivid trace` and `%omnivid demo`: the messages as a sequence, and the faults that make them interesting."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import omnivid_jupyter as omnivid
from omnivid_jupyter.engine.engine import Engine, engine
from omnivid_jupyter.engine.jobs import run_of
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.net.exchange import Exchange
from omnivid_jupyter.notebook.commands import run_command
from omnivid_jupyter.notebook.completion import suggestions
from omnivid_jupyter.reports.trace import Trace, exchange_text

PROMPT = "a <b>cat</b> on the beach"


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """The engine in an empty folder, on a quick simulator."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OMNIVID_DEMO_SPEED", "10")
    monkeypatch.setenv("OMNIVID_POLL_INTERVAL", "0.1")
    return engine()


def make(**options: object) -> omnivid.Job:
    job = omnivid.submit(PROMPT, model="demo/Omni-Flash-Ext", duration=4, **options)  # type: ignore[arg-type]
    job.result()
    return job


def printed(command: str, capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    run_command(command)
    return capsys.readouterr().out


def test_the_trace_tells_each_message_the_pauses_and_what_came_of_it(
    fresh: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    job = make()
    text = printed("trace", capsys)
    assert re.search(
        r"^ +\+0\.\d s POST http://apimart\.demo\.invalid/v1/videos/generations → 200 OK", text, re.M
    )
    assert "> Authorization: Bearer ***" in text and "sk-demo" not in text
    assert f"accepted as task {job.task_id}" in text
    assert text.index("accepted as task") < text.index("s of waiting") < text.index("  downloading")
    assert text.rstrip().endswith("done")
    assert printed(f"trace {job.id}", capsys) == text == printed(f"trace {job.task_id}", capsys)


def test_it_is_plain_html_with_everything_escaped_and_the_submission_open(fresh: Engine) -> None:
    html = Trace(run_of(make()))._repr_mimebundle_()["text/html"]
    assert "<b>cat" not in html and "&lt;b&gt;cat&lt;/b&gt;" in html
    assert html.count("<details open") == 1 < html.count("<details")
    assert not re.search(r"<(script|style|button)|\son\w+=", html)


def test_faults_of_the_simulator_are_in_the_trace(fresh: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    said = printed("demo fault=status on=query status=429 retry_after=1 service=apimart", capsys)
    assert "status 429 on the next query request of apimart" in said
    make()
    assert "429 Too Many Requests" in printed("trace", capsys)
    assert "Faults to come: none" in printed("demo", capsys)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("fault=503", "status 503 on the next submit request\n"),
        ("fault=429 on=query retry_after=2 times=2", "status 429 on the next 2 query requests\n"),
        ("fault=truncated", "truncated on the next media request\n"),
        ("fault=no-url service=evolink", "no-url on the next query request of evolink\n"),
    ],
)
def test_what_goes_without_saying_need_not_be_said(
    fresh: Engine, capsys: pytest.CaptureFixture[str], words: str, said: str
) -> None:
    assert printed(f"demo {words}", capsys).endswith(said)


def test_a_download_that_was_cut_goes_on_where_it_was(
    fresh: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    printed("demo fault=truncated", capsys)
    job = make()
    cut, rest = (each for each in job.exchanges if "media." in each.url)
    assert (cut.status, cut.fault) == (200, "ReadError") and cut.answer != "(0 bytes)"
    assert rest.status == 206 and dict(rest.headers)["Range"].startswith("bytes=")


def test_a_fault_for_ever_lasts_until_it_is_taken_out(
    fresh: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "drop on every submit request" in printed("demo fault=drop times=ever", capsys)
    with pytest.raises(omnivid.SubmissionUnknownError):
        make()
    assert "drop on every submit request" in printed("demo", capsys)
    assert "Faults to come: none" in printed("demo fault=none", capsys)
    make(new=True)


def test_the_speed_counts_for_what_runs_and_what_comes(
    fresh: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "Speed of the simulator: 10" in printed("demo", capsys)
    printed("demo speed=0.001", capsys)
    job = omnivid.submit(PROMPT, model="demo/omni-flash")
    assert job.state in ("queued", "running")
    assert "Speed of the simulator: 50" in printed("demo speed=50", capsys)
    job.result()


def test_every_fault_that_is_listed_can_be_put_in(fresh: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    for kind, (places, _) in engine().demo.faults.items():
        for on in places:
            assert f"{kind} " in printed(f"demo fault={kind} on={on}", capsys)
        assert re.search(rf"^    {kind} ", printed("demo", capsys), re.M)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("fault=earthquake", "it has no fault 'earthquake'"),
        ("fault=truncated on=submit", "'truncated' happens on media only"),
        ("fault=status status=many", "`status`"),
        ("fault=status colour=red", "`colour`"),
        ("fault=drop times=0", "times is at least 1"),
        ("speed=0", "speed=0 is no positive number"),
        ("speed=fast", "speed=fast is no positive number"),
        ("speed=inf", "speed=inf is no positive number"),
        ("on=query", "on=… belongs to a fault"),
        ("fault=none on=query", "fault=none stands alone"),
        ("fault", "'fault' is not name=value"),
    ],
)
def test_what_the_simulator_cannot_do_is_said_in_a_sentence(fresh: Engine, words: str, said: str) -> None:
    with pytest.raises(InvalidRequestError, match=re.escape(said)):
        run_command(f"demo {words}")
    assert engine().demo.simulator.faults == []


def test_of_a_clip_that_was_found_only_the_messages_of_its_making_are_told(
    fresh: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    made = make()
    make()
    told = printed("trace", capsys)
    assert "Nothing was sent: the clip was in the clip folder. When it was made:" in told
    assert f"accepted as task {made.task_id}" in told
    fresh.jobs.clear()
    make()
    told = printed("trace", capsys)
    assert told.rstrip().endswith("Nothing was sent: the clip was in the clip folder.")


def test_of_a_job_of_another_session_the_steps_are_told_and_nothing_is_asked(
    fresh: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    job = make()
    fresh.jobs.clear()
    said = printed(f"trace {job.id}", capsys)
    assert "were seen by another session only" in said
    steps = re.findall(r"  (\w+)$", said, re.M)
    assert (steps[0], steps[-1]) == ("submitting", "done") and "downloading" in steps


def test_what_is_not_there_is_said(fresh: Engine) -> None:
    with pytest.raises(InvalidRequestError, match="no job yet"):
        run_command("trace")
    with pytest.raises(InvalidRequestError, match="There is no job 'abc'"):
        run_command("trace abc")
    with pytest.raises(InvalidRequestError, match="takes one id"):
        run_command("trace a b")


def exchange(status: int | None, fault: str | None = None) -> Exchange:
    return Exchange(1.0, 0.02, "GET", "https://x.example/y", (), "", status, (), "\x1b[31mred", fault)


@pytest.mark.parametrize(
    ("status", "fault", "outcome", "good"),
    [
        (200, None, "200 OK, 20 ms", True),
        (404, None, "404 Not Found, 20 ms", False),
        (799, None, "799, 20 ms", False),
        (None, "ReadTimeout", "no answer: ReadTimeout after 20 ms", False),
        (200, "ReadError", "200 OK, broke off: ReadError, 20 ms", False),
    ],
)
def test_each_outcome_has_its_words(status: int | None, fault: str | None, outcome: str, good: bool) -> None:
    told = exchange_text(exchange(status, fault))
    assert (told.outcome, told.good) == (outcome, good)
    assert told.received == "red"  # nothing that a terminal would obey


def test_tab_behind_a_command_offers_the_ids_of_the_newest_jobs(fresh: Engine) -> None:
    assert suggestions("%omnivid trace ") == []
    job = make()
    assert suggestions("%omnivid trace ") == [job.id] == suggestions("%omnivid compare ")
