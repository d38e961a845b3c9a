"""`%omnivid key`, a cell that asks for its key, and the doctor, in real kernels: the key is seen nowhere.

The services are the simulator's, served by another process, which also tells what reached it.
"""

from __future__ import annotations

import io
import json
import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pexpect  # type: ignore[import-untyped]
import pytest

from omnivid_jupyter.engine import engine
from omnivid_jupyter.reports.doctor import examine
from omnivid_jupyter.settings import settings
from tests.kernels import PATIENCE, ROOT, Kernel, ipykernel6_python, kernel

KEY = "sk-typed-0123456789"
SERVICES = ("omniflash", "apimart", "evolink")
KEYRING = """
import json, pathlib
from keyring.backend import KeyringBackend

class Drawer(KeyringBackend):
    priority = 1
    path = pathlib.Path("drawer.json")

    def _kept(self):
        return json.loads(self.path.read_text()) if self.path.exists() else {}

    def get_password(self, service, username):
        return self._kept().get(f"{service} {username}")

    def set_password(self, service, username, password):
        self.path.write_text(json.dumps({**self._kept(), f"{service} {username}": password}))

    def delete_password(self, service, username):
        kept = self._kept()
        del kept[f"{service} {username}"]
        self.path.write_text(json.dumps(kept))
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The base URLs of a simulator in another process."""
    command = [sys.executable, "-m", "omnivid_jupyter.simulator", "--port", "0", "--speed", "20"]
    command += ["--films", "sketched", "--state-dir", str(tmp_path_factory.mktemp("server"))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
        process.terminate()


def requests(server: dict[str, str], what: str) -> int:
    """How many requests of a method, or for a path that ends so, have reached the server."""
    with urllib.request.urlopen(f"{server['evolink'].rpartition('/')[0]}/simulator/requests") as response:
        found = json.load(response)["requests"]
    return sum(each["method"] == what or each["path"].endswith(what) for each in found)


@pytest.fixture(scope="module", params=["ipykernel 7", "ipykernel 6"])
def kernels(
    request: pytest.FixtureRequest, server: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Kernel, Path]]:
    """A kernel without any key, whose keyring is a file in its working directory."""
    folder = tmp_path_factory.mktemp("keys")
    (folder / "drawer.py").write_text(KEYRING)
    python = {"python": ipykernel6_python()} if request.param == "ipykernel 6" else {}
    env = {f"{name.upper()}_BASE_URL": server[name] for name in SERVICES}
    env |= {f"{name.upper()}_API_KEY": "" for name in SERVICES}
    env |= {"OMNIVID_HOME": str(folder / "home"), "OMNIVID_POLL_INTERVAL": "0.1"}
    env |= {"PYTHON_KEYRING_BACKEND": "drawer.Drawer"}
    with kernel(**python, env=env, cwd=folder) as started:
        assert started.run("%load_ext omnivid_jupyter").status == "ok"
        version = started.run("import ipykernel; print(ipykernel.__version__)").printed
        assert version.startswith(request.param.removeprefix("ipykernel "))
        # The doctor waits five seconds for a balance, which a busy machine needs at times.
        module = "__import__('importlib').import_module('omnivid_jupyter.engine.engine')"
        assert started.run(f"{module}._ASK_SECONDS = {PATIENCE}").status == "ok"
        yield started, folder


@pytest.fixture
def running(kernels: tuple[Kernel, Path]) -> Iterator[Kernel]:
    """The kernel; after each test no key is left, and none has been seen."""
    started, folder = kernels
    yield started
    for service in SERVICES:
        assert started.run(f"%omnivid key {service} --forget").status == "ok"
    for name in (".env", "drawer.json"):
        (folder / name).unlink(missing_ok=True)
    for request in started.requests.values():
        assert "sk-" not in f"{request.outputs}{request.reply}{request.questions}"


@pytest.fixture
def folder(kernels: tuple[Kernel, Path]) -> Path:
    """The kernel's working directory."""
    return kernels[1]


def doctor(running: Kernel) -> dict[str, str]:
    """What the doctor says about each thing: the rest of the line."""
    cell = running.run("%omnivid doctor")
    assert cell.status == "ok" and "sk-" not in str(cell.outputs)
    lines = cell.shown[0].splitlines()
    width = lines[0].index("value")
    return {line[:width].strip(): line[width:] for line in lines}


# The command


def test_a_typed_key_is_asked_for_hidden_and_used_in_this_session(running: Kernel) -> None:
    cell = running.run("%omnivid key apimart", answers=[f" {KEY} "])
    assert cell.status == "ok" and cell.results == []
    (question,) = cell.questions
    assert question == {"prompt": "APIMart key (hidden): ", "password": True}
    assert cell.printed == "The APIMart key is used in this session only: it is stored nowhere.\n"
    assert "this session" in doctor(running)["APIMart key"]
    assert running.run("import os; print(os.environ['APIMART_API_KEY'] == '')").printed == "True\n"


def test_a_saved_key_is_kept_in_the_keyring_and_found_by_the_next_session(
    running: Kernel, folder: Path
) -> None:
    cell = running.run("%omnivid key EvoLink --save", answers=[KEY])
    assert cell.status == "ok" and "the keyring keeps it for later sessions" in cell.printed
    assert json.loads((folder / "drawer.json").read_text()) == {"omnivid-jupyter evolink": KEY}
    another = "from omnivid_jupyter.net.keys import find_key; print(find_key('evolink').source)"
    assert running.run(f"!{{__import__('sys').executable}} -c \"{another}\"").printed.strip() == "the keyring"


def test_a_forgotten_key_is_gone_and_what_is_left_is_said(running: Kernel, folder: Path) -> None:
    running.run("%omnivid key apimart --save", answers=[KEY])
    (folder / ".env").write_text(f"APIMART_API_KEY={KEY}")
    cell = running.run("%omnivid key apimart --forget")
    assert "it was in this session (%omnivid key) and the keyring." in cell.printed
    assert "still one from APIMART_API_KEY in the file .env" in cell.printed
    assert json.loads((folder / "drawer.json").read_text()) == {}
    (folder / ".env").unlink()
    assert running.run("%omnivid key apimart --forget").printed == "There was no APIMart key to forget.\n"
    assert doctor(running)["APIMart key"].startswith("none")


@pytest.mark.parametrize(
    "words", ["", "apimart sk-written-0123", "sk-written-0123", "apimart --save --forget", "demo"]
)
def test_a_key_or_anything_else_in_the_line_is_refused_without_repeating_it(
    running: Kernel, words: str
) -> None:
    cell = running.run(f"%omnivid key {words}", answers=[KEY])
    assert cell.status == "error" and cell.questions == []
    assert "%omnivid key SERVICE [--save|--forget]" in cell.error[0] and len(cell.error) == 2
    assert "sk-" not in str(cell.error)


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [("", "No APIMart key was typed"), ("\x04", "No APIMart key"), ("sk-a b", "blanks")],
)
def test_what_is_no_key_changes_nothing(running: Kernel, typed: str, complaint: str) -> None:
    cell = running.run("%omnivid key apimart", answers=[typed])
    assert cell.status == "error" and complaint in cell.error[0] and len(cell.error) == 2
    assert doctor(running)["APIMart key"].startswith("none")


def test_an_interrupt_leaves_the_question_and_the_kernel_goes_on(running: Kernel) -> None:
    cell = running.execute("%omnivid key apimart", answers=[])
    running.until(lambda: cell.questions)
    running.interrupt()
    running.until(lambda: cell.done)
    assert cell.error[0] == "ConfigurationError: No APIMart key was typed."
    assert running.run("%omnivid key apimart", answers=[KEY]).status == "ok"


def test_where_nobody_can_type_the_command_says_so_at_once(running: Kernel) -> None:
    cell = running.run("%omnivid key apimart")
    assert cell.status == "error" and len(cell.error) == 2
    assert "APIMART_API_KEY" in cell.error[1] and ".env" in cell.error[1]


@pytest.mark.parametrize(
    ("name", "warning"),
    [
        ("JUPYTERHUB_USER", "This server belongs to others"),
        ("BINDER_SERVICE_HOST", "This Binder session runs on a machine of others"),
        ("BINDER_LAUNCH_HOST", "whoever has its address can spend with the key"),
    ],
)
def test_on_a_machine_of_others_one_sentence_warns_before_the_question(
    running: Kernel, name: str, warning: str
) -> None:
    running.run(f"import os; os.environ['{name}'] = 'x'")
    cell = running.execute("%omnivid key apimart", answers=[])
    running.until(lambda: cell.questions and warning in cell.printed)
    assert cell.questions[0]["password"] and "revoke" in cell.printed
    running.interrupt()
    running.until(lambda: cell.done)
    running.run(f"del os.environ['{name}']")
    assert "revoke" not in running.run("%omnivid key apimart", answers=[KEY]).printed


def test_on_binder_no_key_is_kept_nor_asked_for_to_be_kept(running: Kernel, folder: Path) -> None:
    running.run("import os; os.environ['BINDER_LAUNCH_HOST'] = 'https://mybinder.org/'")
    cell = running.run("%omnivid key apimart --save", answers=[KEY])
    assert cell.status == "error" and cell.questions == []
    assert cell.error == [
        "ConfigurationError: A Binder session keeps no key: it ends with its machine.",
        "%omnivid key apimart uses a key for this session only.",
    ]
    assert not (folder / "drawer.json").exists()
    assert running.run("%omnivid key apimart --forget").printed.startswith("There was no APIMart key")
    running.run("del os.environ['BINDER_LAUNCH_HOST']")


def test_in_a_terminal_the_typed_key_is_not_echoed(tmp_path: Path) -> None:
    env = {
        **os.environ,
        "OMNIVID_HOME": str(tmp_path),
        "IPYTHONDIR": str(tmp_path),
        "APIMART_API_KEY": "",
        "PYTHONPATH": str(ROOT),
    }
    command = ["-m", "IPython", "--simple-prompt", "--ext=omnivid_jupyter"]
    with pexpect.spawn(
        sys.executable, command, env=env, cwd=str(tmp_path), encoding="utf-8", timeout=PATIENCE
    ) as ipython:
        ipython.logfile_read = shown = io.StringIO()
        ipython.expect_exact("In [1]: ")
        ipython.sendline("%omnivid key apimart")
        ipython.expect_exact("APIMart key (hidden): ")
        ipython.waitnoecho()
        ipython.sendline(KEY)
        ipython.expect_exact("is used in this session only")
        ipython.expect_exact("In [2]: ")
    assert "sk-" not in shown.getvalue()


# A cell that needs a key


def test_a_cell_without_its_key_asks_once_and_then_makes_the_clip(running: Kernel) -> None:
    cell = running.run("%%omnivid omniflash/nano-banana-2 --new\na boat", answers=[KEY])
    assert cell.status == "ok" and len(cell.questions) == 1 and cell.questions[0]["password"]
    again = running.run("%%omnivid omniflash/nano-banana-2 --new\na boat", answers=[])
    assert again.status == "ok" and again.questions == []


def test_a_cell_whose_question_is_left_submits_nothing(running: Kernel, server: dict[str, str]) -> None:
    before = requests(server, "POST")
    cell = running.execute("%%omnivid omniflash/nano-banana-2 --new\na boat", answers=[])
    running.until(lambda: cell.questions)
    running.interrupt()
    running.until(lambda: cell.done)
    assert cell.error[0] == "ConfigurationError: No OmniFlash key was typed."
    assert requests(server, "POST") == before


def test_a_clip_that_is_there_needs_no_key_and_no_question(running: Kernel) -> None:
    assert running.run("%%omnivid omniflash/nano-banana-2\na kept boat", answers=[KEY]).status == "ok"
    running.run("%omnivid key omniflash --forget")
    again = running.run("%%omnivid omniflash/nano-banana-2\na kept boat", answers=[])
    assert again.status == "ok" and again.questions == []


def test_run_all_without_a_person_fails_at_once_and_asks_nobody(
    running: Kernel, server: dict[str, str]
) -> None:
    before = requests(server, "POST")
    cell = running.run("%%omnivid evolink/gemini-omni-flash-text-to-video --new\na boat")
    assert cell.status == "error" and cell.questions == []
    assert "%omnivid key evolink" in cell.error[1] and "EVOLINK_API_KEY" in cell.error[1]
    assert requests(server, "POST") == before


# The doctor


def test_the_doctor_says_where_a_key_came_from_and_what_is_left_on_the_account(
    running: Kernel, folder: Path
) -> None:
    (folder / ".env").write_text(
        f"APIMART_API_KEY={KEY}\nEVOLINK_API_KEY=sk-poor-{KEY}\nOMNIFLASH_API_KEY={KEY}"
    )
    said = doctor(running)
    assert said["APIMart key"].split() == ["found", "APIMART_API_KEY", "in", "the", "file", ".env"]
    assert said["APIMart balance"].startswith("10,000.00 ")
    assert said["EvoLink balance"].startswith("0.00 credits")
    assert said["OmniFlash balance"].startswith("the service has no such endpoint")


def test_the_doctor_asks_no_service_without_a_key(running: Kernel, server: dict[str, str]) -> None:
    before = [requests(server, path) for path in ("/user/balance", "/v1/credits")]
    said = doctor(running)
    assert not [name for name in said if name.endswith("balance")]
    assert said["EvoLink key"].split() == ["none", "%omnivid", "key", "evolink,", "or", "EVOLINK_API_KEY"]
    assert [requests(server, path) for path in ("/user/balance", "/v1/credits")] == before


def test_the_doctor_says_why_a_balance_is_not_known(running: Kernel, folder: Path) -> None:
    (folder / ".env").write_text("APIMART_API_KEY=wrong\nEVOLINK_API_KEY=wrong")
    said = doctor(running)
    assert said["APIMart balance"].startswith(
        "could not be asked (APIMart refused the request: invalid token)"
    )
    assert said["EvoLink balance"].startswith("the key was refused")
    (folder / ".env").write_text("APIMART_API_KEY=sk-limited-0123")
    assert doctor(running)["APIMart balance"].startswith("could not be asked (APIMart refused the request:")


def test_the_doctor_works_without_a_network(running: Kernel, folder: Path, server: dict[str, str]) -> None:
    (folder / ".env").write_text(f"APIMART_API_KEY={KEY}")
    running.run("import os; os.environ['APIMART_BASE_URL'] = 'http://127.0.0.1:1/v1'")
    assert doctor(running)["APIMart balance"].startswith("could not be asked (APIMart cannot be reached")
    running.run(f"os.environ['APIMART_BASE_URL'] = {server['apimart']!r}")


def test_the_doctor_tells_of_each_setting_what_holds_and_which_of_them_cannot_be_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in {"model": "", "max_cost": 0.5, "embed": "never"}.items():
        monkeypatch.setattr(settings, name, value)
    monkeypatch.setenv("OMNIVID_MODEL", "demo/omni-pro")
    monkeypatch.setenv("OMNIVID_POLL_INTERVAL", "often")
    said = {what: (value, source) for what, value, source in examine().rows}
    assert said["model"] == (settings.resolved_model(), "OMNIVID_MODEL") == ("demo/omni-pro", "OMNIVID_MODEL")
    assert said["max_cost"] == ("0.5", "%config Omnivid") and said["embed"][0] == "never"
    assert said["timeout"] == ("by the service", "default")
    assert (
        said["poll_interval"][0] == "UNUSABLE" and "OMNIVID_POLL_INTERVAL='often'" in said["poll_interval"][1]
    )
    assert set(settings.trait_names(config=True)) <= set(said)


def test_the_doctor_does_not_wait_for_a_service_that_never_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_ASK_SECONDS", 0.2)
    monkeypatch.setenv("OMNIVID_HOME", str(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        for name in SERVICES:
            monkeypatch.setenv(f"{name.upper()}_API_KEY", KEY)
            monkeypatch.setenv(f"{name.upper()}_BASE_URL", f"http://127.0.0.1:{silent.getsockname()[1]}")
        said = {what: value for what, value, _ in examine().rows}
    assert said["APIMart balance"] == said["EvoLink balance"] == "could not be asked (no answer in time)"
    assert KEY not in str(said)
