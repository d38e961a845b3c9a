"""The server for other programs: Node.js, curl and Python's own library walk through the four documents."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Generator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest

from omnivid_jupyter.simulator import __main__ as command_line
from tests import PATIENCE

NODE_CLIENT = """
const [base, ...models] = process.argv.slice(2);
const headers = { Authorization: `Bearer ${process.env.STUDENT_KEY}`, "Content-Type": "application/json" };
const call = async (path, init) => (await fetch(base + path, { headers, ...init })).json();

async function make(modelId) {
  const request = { model_id: modelId, prompt: "a kite over the bay", aspect_ratio: "16:9" };
  const created = await call("/tasks/create", { method: "POST", body: JSON.stringify(request) });
  if (created.code !== 200) throw new Error(created.msg);
  for (;;) {
    const { data } = await call(`/tasks/${created.data.task_id}`);
    if (data.task_status === 4) throw new Error("failed");
    if (data.task_status === 3) return data.video_url ?? data.image_url;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const files = [];
for (const model of models) {
  const reply = await fetch(await make(model));
  files.push({ type: reply.headers.get("content-type"), size: (await reply.arrayBuffer()).byteLength });
}
console.log(JSON.stringify(files));
"""


class Server(NamedTuple):
    process: subprocess.Popen[str]
    base_urls: dict[str, str]

    @property
    def control(self) -> str:
        parts = urlsplit(self.base_urls["apimart"])
        return f"{parts.scheme}://{parts.netloc}/simulator"


@contextlib.contextmanager
def serving(*arguments: str) -> Generator[Server, None, None]:
    command = [
        sys.executable,
        "-m",
        "omnivid_jupyter.simulator",
        "--port",
        "0",
        "--films",
        "sketched",
        *arguments,
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield Server(process, json.loads(process.stdout.readline()))
        finally:
            process.kill()


@pytest.mark.parametrize("speed", ["0", "-1", "nan", "inf", "quick"])
def test_a_speed_that_is_none_is_said_in_one_line(speed: str) -> None:
    command = [sys.executable, "-m", "omnivid_jupyter.simulator", "--port", "0", f"--speed={speed}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--speed: " in done.stderr.splitlines()[-1] and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("said", "set_to", "made"),
    [
        ([], None, "drawn"),
        ([], "", "drawn"),
        ([], "coarse", "coarse"),
        (["--films", "sketched"], "coarse", "sketched"),
        (["--films", "drawn"], "no such care", "drawn"),
        ([], "no such care", None),
    ],
)
def test_how_films_are_made_is_said_or_is_that_of_the_environment(
    said: list[str],
    set_to: str | None,
    made: str | None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    found: list[object] = []

    async def noted(state_dir: Path, port: int, speed: float, films: object) -> None:
        found.append(films)

    monkeypatch.setattr(command_line, "_serve", noted)
    monkeypatch.setattr(sys, "argv", ["simulator", *said])
    if set_to is None:
        monkeypatch.delenv("OMNIVID_DEMO_FILMS", raising=False)
    else:
        monkeypatch.setenv("OMNIVID_DEMO_FILMS", set_to)
    if made is not None:
        command_line.main()
        assert found == [made]
        return
    with pytest.raises(SystemExit) as ended:
        command_line.main()
    assert ended.value.code == 2 and found == []
    assert "OMNIVID_DEMO_FILMS='no such care' is not drawn, coarse" in capsys.readouterr().err


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[Server, None, None]:
    folder = tmp_path_factory.mktemp("server")
    with serving("--state-dir", str(folder), "--speed", "1000") as server:
        yield server


@pytest.fixture(autouse=True)
def no_faults(server: Server) -> Generator[None, None, None]:
    yield
    urllib.request.urlopen(urllib.request.Request(f"{server.control}/faults", method="DELETE")).close()


def tool(name: str) -> str:
    """The program's path, looked for on PATH and beside this interpreter."""
    places = os.pathsep.join([os.environ.get("PATH", os.defpath), str(Path(sys.executable).parent)])
    found = shutil.which(name, path=places)
    assert found is not None, f"{name} is needed for this test and was not found"
    return found


def run(*command: str, **environment: str) -> str:
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        env={**os.environ, **environment},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def call(url: str, body: Any = None, key: str = "sk-student") -> Any:
    """A JSON call with Python's own library."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=PATIENCE) as reply:
        text = reply.read()
    return json.loads(text) if text else None


def wait(url: str, word: str, ask: Any = call) -> Any:
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up:
        reply = ask(url)
        data = reply.get("data", reply)
        assert data["status"] != "failed", reply
        if data["status"] == word:
            return data
        time.sleep(0.05)
    raise AssertionError(f"not {word}: {reply}")


def test_node_makes_a_video_and_an_image_on_omniflash(server: Server, tmp_path: Path) -> None:
    script = tmp_path / "client.mjs"
    script.write_text(NODE_CLIENT, encoding="utf-8")
    base = server.base_urls["omniflash"]
    printed = run(tool("node"), str(script), base, "omni-flash", "gpt-image-2", STUDENT_KEY="sk-node")
    video, image = json.loads(printed)
    assert video["type"] == "video/mp4"
    assert image["type"] == "image/png"
    assert min(video["size"], image["size"]) > 10_000


@pytest.mark.parametrize(
    "request_body",
    [
        {
            "model": "Omni-Flash-Ext",
            "prompt": "a kite",
            "duration": 4,
            "resolution": "720p",
            "aspect_ratio": "9:16",
        },
        {"model": "gemini-omni-flash-preview", "prompt": "two kites over the bay", "aspect_ratio": "16:9"},
    ],
)
def test_curl_makes_videos_on_apimart(server: Server, tmp_path: Path, request_body: Any) -> None:
    curl = (tool("curl"), "--silent", "--show-error", "--fail")
    key = ("--header", "Authorization: Bearer sk-curl")
    base = server.base_urls["apimart"]
    submitted = json.loads(
        run(*curl, *key, "--header", "Content-Type: application/json", "--data", json.dumps(request_body),
            "--request", "POST", "--url", f"{base}/videos/generations")
    )  # fmt: skip
    task = submitted["data"][0]["task_id"]
    done = wait(f"{base}/tasks/{task}", "completed", ask=lambda url: json.loads(run(*curl, *key, url)))
    file = tmp_path / "clip.mp4"
    run(*curl, "--output", str(file), done["result"]["videos"][0]["url"][0])
    assert file.read_bytes()[4:8] == b"ftyp"


def test_python_makes_a_video_on_evolink(server: Server) -> None:
    base = server.base_urls["evolink"]
    body = {"model": "gemini-omni-flash-text-to-video", "prompt": "凧が湾の上を飛ぶ", "duration": 3}
    done = wait(f"{base}/v1/tasks/{call(f'{base}/v1/videos/generations', body)['id']}", "completed")
    with urllib.request.urlopen(done["results"][0], timeout=PATIENCE) as reply:
        assert reply.headers["Content-Type"] == "video/mp4"
        assert len(reply.read()) == int(reply.headers["Content-Length"])


def test_files_are_on_another_origin_than_the_api(server: Server) -> None:
    base = server.base_urls["omniflash"]
    created = call(f"{base}/tasks/create", {"model_id": "gpt-image-2", "prompt": "a kite over the bay"})
    give_up = time.monotonic() + PATIENCE
    address = None
    while address is None and time.monotonic() < give_up:
        address = call(f"{base}/tasks/{created['data']['task_id']}")["data"]["image_url"]
    assert address is not None
    assert urlsplit(address).hostname == "127.0.0.1"
    assert urlsplit(address).netloc != urlsplit(base).netloc


@pytest.mark.parametrize("kind", ["drop", "drop-after"])
def test_dropped_connection_is_seen_as_just_that(server: Server, kind: str) -> None:
    call(f"{server.control}/faults", {"kind": kind, "on": "submit", "service": "evolink"})
    url = f"{server.base_urls['evolink']}/v1/videos/generations"
    body = {"model": "gemini-omni-flash-text-to-video", "prompt": "a cut [simulate: fail]"}
    with pytest.raises(http.client.RemoteDisconnected):
        call(url, body)
    assert call(url, body)["status"] == "pending"


def test_truncated_file_ends_before_its_announced_length(server: Server) -> None:
    base = server.base_urls["evolink"]
    body = {"model": "gemini-omni-flash-text-to-video", "prompt": "凧が湾の上を飛ぶ", "duration": 3}
    done = wait(f"{base}/v1/tasks/{call(f'{base}/v1/videos/generations', body)['id']}", "completed")
    call(f"{server.control}/faults", {"kind": "truncated", "on": "media"})
    with (
        urllib.request.urlopen(done["results"][0], timeout=PATIENCE) as reply,
        pytest.raises(http.client.IncompleteRead) as cut,
    ):
        reply.read()
    assert len(cut.value.partial) > 0


def test_status_fault_and_its_removal_from_outside(server: Server) -> None:
    call(
        f"{server.control}/faults",
        {"kind": "status", "on": "query", "status": 429, "retry_after": 2, "times": None},
    )
    url = f"{server.base_urls['apimart']}/tasks/any"
    with pytest.raises(urllib.error.HTTPError) as limited:
        call(url)
    assert (limited.value.code, limited.value.headers["Retry-After"]) == (429, "2")
    limited.value.close()
    urllib.request.urlopen(urllib.request.Request(f"{server.control}/faults", method="DELETE")).close()
    with pytest.raises(urllib.error.HTTPError) as unknown:
        call(url)
    assert unknown.value.code == 404
    unknown.value.close()


@pytest.mark.parametrize("body", [{"kind": "flood"}, {"kind": "drop", "colour": "red"}, {}])
def test_unknown_fault_is_refused(server: Server, body: Any) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        call(f"{server.control}/faults", body)
    assert refused.value.code == 400
    refused.value.close()


def test_web_page_of_another_site_cannot_inject_faults(server: Server) -> None:
    for headers in (
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/json", "Host": "evil.example"},
    ):
        request = urllib.request.Request(f"{server.control}/faults", b'{"kind": "drop"}', headers)
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request)
        assert refused.value.code in (415, 421)
        refused.value.close()


def test_request_log_tells_requests_but_no_key(server: Server) -> None:
    with contextlib.suppress(urllib.error.HTTPError):
        call(f"{server.base_urls['apimart']}/tasks/logged", key="sk-secret")
    log = call(f"{server.control}/requests")["requests"]
    entry = next(record for record in log if record["path"].endswith("/tasks/logged"))
    assert (entry["method"], entry["authorization"], entry["status"]) == ("GET", True, 404)
    assert "sk-secret" not in json.dumps(log)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_ends_the_server_cleanly_and_quietly(number: int) -> None:
    with serving() as server:
        call(f"{server.control}/faults", {"kind": "drop", "on": "query"})
        with pytest.raises(http.client.RemoteDisconnected):
            call(f"{server.base_urls['apimart']}/tasks/any")
        task = {"model": "Omni-Flash-Ext", "prompt": "drawn when the signal comes"}
        call(f"{server.base_urls['apimart']}/videos/generations", task)
        server.process.send_signal(number)
        out, err = server.process.communicate(timeout=PATIENCE)
    assert (server.process.returncode, out, err) == (0, "", "")


def test_signal_does_not_wait_for_a_hanging_request() -> None:
    with serving() as server:
        call(f"{server.control}/faults", {"kind": "hang", "on": "query", "seconds": 600})
        parts = urlsplit(server.base_urls["apimart"])
        client = http.client.HTTPConnection(parts.netloc, timeout=PATIENCE)
        client.request("GET", f"{parts.path}/tasks/any")
        server.process.send_signal(signal.SIGTERM)
        out, _ = server.process.communicate(timeout=PATIENCE)
        client.close()
    assert (server.process.returncode, out) == (0, "")


def test_missing_uvicorn_is_one_clear_sentence() -> None:
    program = (
        "import runpy, sys; sys.modules['uvicorn'] = None;"
        "runpy.run_module('omnivid_jupyter.simulator', run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "omnivid-jupyter[serve]" in done.stderr


def test_used_port_is_one_clear_sentence(server: Server) -> None:
    port = str(urlsplit(server.base_urls["apimart"]).port)
    done = subprocess.run(
        [sys.executable, "-m", "omnivid_jupyter.simulator", "--port", port],
        capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert port in done.stderr


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--port", "99999"], "Port 99999 cannot be used: ports are 0 to 65535"),
        (["--port", "-1"], "Port -1 cannot be used: ports are 0 to 65535"),
        (["--state-dir", __file__], f"The folder {__file__} cannot be made: File exists"),
    ],
)
def test_what_cannot_be_served_is_said_in_a_sentence(
    options: list[str], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["simulator", "--port", "0", *options])
    with pytest.raises(SystemExit) as left:
        command_line.main()
    assert left.value.code == says
