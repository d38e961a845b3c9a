"""What is said fails nothing: not in a terminal that lacks a sign, not where nobody listens."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from omnivid_jupyter.errors import OmnividError
from omnivid_jupyter.saying import printable, say
from tests import PATIENCE, ROOT

#: A session in IPython's terminal: cells on the simulator, the commands, and a sign at the end that all went well.
SESSION = """
import sys
from pathlib import Path
from IPython.terminal.interactiveshell import TerminalInteractiveShell
shell = TerminalInteractiveShell.instance()
for cell in (
    "%load_ext omnivid_jupyter",
    "%%omnivid demo/Omni-Flash-Ext -d 4\\n霧の庭… · – ✓ é \U0001f600",
    "%%omnivid demo/omni-flash --dry-run\\n霧の庭… · –",
    "%%omnivid demo/omni-flash -n 2\\n霧の庭… · –",
    "_clip", "import omnivid_jupyter as o; o.compare(*_clip)",
    "%omnivid history", "%omnivid models", "%omnivid costs", "%omnivid doctor", "%omnivid help", "%omnivid trace",
    "%omnivid show", "%omnivid resume", "%omnivid demo", "%omnivid export x.html",
):
    ran = shell.run_cell(cell, store_history=True)
    if not ran.success:
        Path("failed.txt").write_text(cell + repr(ran.error_in_exec or ran.error_before_exec), "utf-8")
        break
else:
    Path("good.txt").touch()
"""


def variables(folder: Path, **more: str) -> dict[str, str]:
    quick = {"OMNIVID_HOME": str(folder / "home"), "OMNIVID_DEMO_SPEED": "20", "OMNIVID_POLL_INTERVAL": "0.1"}
    return {**os.environ, **quick, "IPYTHONDIR": str(folder / "ipython"), **more}


@pytest.mark.parametrize("encoding", ["ascii", "cp932"])
def test_no_sign_fails_a_cell_or_a_command(tmp_path: Path, encoding: str) -> None:
    env = variables(tmp_path, PYTHONIOENCODING=encoding)
    command = [sys.executable, "-c", SESSION]
    ran = subprocess.run(command, cwd=tmp_path, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert [path.name for path in tmp_path.glob("*.txt")] == ["good.txt"], ran.stdout.decode(encoding)
    assert ran.returncode == 0
    assert b"UnicodeEncodeError" not in ran.stdout


CLOSED = {
    "closed in Python": "sys.stdout.close(); sys.stderr.close()",
    "closed before Python began": "sys.stdout = sys.stderr = None",
}
UNHEARD = """
import sys
from pathlib import Path
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.run_line_magic("load_ext", "omnivid_jupyter")
{close}
try:
    shell.run_cell_magic("omnivid", "demo/omni-flash", "a crane")
    for command in ("history", "models", "costs", "help", "trace", "show", "resume"):
        shell.run_line_magic("omnivid", command)
except BaseException as error:
    Path("failed.txt").write_text(repr(error), "utf-8")
else:
    Path("good.txt").touch()
"""


@pytest.mark.parametrize("close", CLOSED.values(), ids=CLOSED)
def test_a_closed_stream_fails_no_cell(tmp_path: Path, close: str) -> None:
    subprocess.run([sys.executable, "-c", UNHEARD.format(close=close)], cwd=tmp_path, env=variables(tmp_path))
    assert [path.name for path in tmp_path.glob("*.txt")] == ["good.txt"]


def test_a_reader_that_has_gone_fails_no_cell_and_no_process(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    program = "import sys\nfrom omnivid_jupyter.saying import say\n"
    program += "say('first')\nsay('second', sys.stderr)\nsay('third')"
    ran = subprocess.run([sys.executable, "-c", program], stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    assert (ran.returncode, ran.stderr) == (0, b"second\n")


@pytest.mark.parametrize("lost", [["--help"], ["--port", "0"]], ids=" ".join)
def test_the_simulators_command_line_fails_for_no_terminal(lost: list[str], tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    env = {**os.environ, "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "omnivid_jupyter.simulator", *lost]
    running = subprocess.Popen(command, stdout=writing, stderr=subprocess.PIPE, env=env)
    os.close(writing)
    try:
        if lost == ["--help"]:
            assert running.wait(PATIENCE) in (0, 120)  # argparse's own
        else:
            with pytest.raises(subprocess.TimeoutExpired):
                running.wait(3)
    finally:
        running.kill()
        _, said = running.communicate()
    assert b"Traceback" not in said


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("ascii", "4 s - 16:9 - 3-10 s... ??x"),
        ("cp932", "4 s - 16:9 - 3-10 s… 霧庭×"),
        ("utf-8", "4 s · 16:9 · 3–10 s… 霧庭×"),
    ],
)
def test_a_sign_that_cannot_be_shown_becomes_a_plainer_one(encoding: str, shown: str) -> None:
    buffer = io.BytesIO()
    stream = io.TextIOWrapper(buffer, encoding)
    say("4 s · 16:9 · 3–10 s… 霧庭×", stream)
    assert buffer.getvalue().decode(encoding) == shown + "\n"
    assert printable("4 s · 16:9 · 3–10 s… 霧庭×", stream) == shown


def test_an_error_is_shown_whatever_the_terminal_can_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), "ascii"))
    assert OmnividError("sk-… is 3–10 s")._render_traceback_() == ["OmnividError: sk-... is 3-10 s"]


def test_half_a_character_is_no_reason_to_fail() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), "utf-8")
    say("a\ud83d", stream)
    assert printable("a\ud83d", stream) == "a?"


def test_nothing_in_the_package_prints_by_itself() -> None:
    told = subprocess.run(
        ["ruff", "check", "--select", "T20", "omnivid_jupyter"], cwd=ROOT, capture_output=True
    )
    assert told.returncode == 0
    direct = re.compile(r"sys\.(?:__)?std(?:out|err)(?:__)?\.write|IPython\.display import .*\bdisplay\b")
    found = [p.name for p in (ROOT / "omnivid_jupyter").rglob("*.py") if direct.search(p.read_text("utf-8"))]
    assert sorted(found) == ["board.py", "saying.py", "surfaces.py"]  # those that draw on a page of their own
