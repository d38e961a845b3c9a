"""The product against a server of its own, as a person uses it: two variables, a model's name, a file.

The server is the simulator in another process; nothing but HTTP connects the two.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from PIL import Image

import omnivid_jupyter as omnivid
from omnivid_jupyter.providers.registry import MODELS, PROVIDERS
from tests import PATIENCE
from tests.clipfiles import png

KEY = "sk-of-a-test-0123456789"
ALL_FIELDS: dict[str, dict[str, Any]] = {
    "omniflash": {"aspect_ratio": "9:16", "images": "https://example.com/a.png"},
    "Omni-Flash-Ext": {"duration": 4, "aspect_ratio": "9:16", "resolution": "1080P"},
    "gemini-omni-flash-preview": {"aspect_ratio": "9:16", "resolution": "720p"},
    "evolink": {"duration": 3, "aspect_ratio": "auto", "callback_url": "https://example.com/done"},
}


class Server(NamedTuple):
    base_urls: dict[str, str]
    control: str

    def requests(self) -> list[dict[str, Any]]:
        with urllib.request.urlopen(f"{self.control}/simulator/requests") as response:
            found: list[dict[str, Any]] = json.load(response)["requests"]
        return found


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    command = [sys.executable, "-m", "omnivid_jupyter.simulator", "--port", "0", "--speed", "20"]
    command += ["--films", "sketched", "--state-dir", str(tmp_path_factory.mktemp("server"))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        base_urls = json.loads(process.stdout.readline())
        yield Server(base_urls, base_urls["evolink"].rpartition("/")[0])
        process.terminate()


@pytest.fixture
def live(server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Server:
    for name in PROVIDERS:
        monkeypatch.setenv(f"{name.upper()}_API_KEY", KEY)
        monkeypatch.setenv(f"{name.upper()}_BASE_URL", server.base_urls[name])
    monkeypatch.setenv("OMNIVID_OUTPUT_DIR", str(tmp_path / "clips"))
    monkeypatch.setenv("OMNIVID_POLL_INTERVAL", "0.2")
    monkeypatch.setenv("OMNIVID_DEMO_SPEED", "20")
    return server


@pytest.mark.parametrize("model", [model.address for model in MODELS])
def test_each_model_makes_the_very_file_of_the_media_host_by_one_documented_post(
    live: Server, model: str
) -> None:
    service, name = model.split("/")
    fields = ALL_FIELDS.get(name) or ALL_FIELDS[service]
    before = len(live.requests())
    clip = omnivid.generate("a paper boat", model=model, **fields)
    assert clip.url is not None and KEY not in clip.url
    with urllib.request.urlopen(clip.url) as response:
        assert clip.path.read_bytes() == response.read()
    assert clip.media_type == ("image/png" if "image" in name or "banana" in name else "video/mp4")
    if "aspect_ratio" in fields and fields["aspect_ratio"] == "9:16":
        assert clip.height > clip.width

    calls = live.requests()[before:]
    (post,) = [call for call in calls if call["method"] == "POST"]
    assert (
        set(post["body"])
        <= {
            "omniflash": {"model_id", "prompt", "aspect_ratio", "image_urls"},
            "apimart": {"model", "prompt", "duration", "resolution", "aspect_ratio"},
            "evolink": {"model", "prompt", "duration", "aspect_ratio", "callback_url"},
        }[service]
    )
    media = [call for call in calls if call["host"] != post["host"]]
    assert media and not any(call["authorization"] for call in media)
    queries = [call for call in calls if call["method"] == "GET" and call["path"].startswith(f"/{service}/")]
    assert queries and all(call["authorization"] for call in [post, *queries])


@pytest.mark.parametrize(
    ("key", "error"),
    [
        ("wrong", omnivid.AuthenticationError),
        ("sk-poor-1", omnivid.PaymentRequiredError),
        ("sk-limited-1", omnivid.RateLimitError),
    ],
)
def test_what_a_service_refuses_is_the_error_of_its_kind(
    live: Server, monkeypatch: pytest.MonkeyPatch, key: str, error: type[omnivid.OmnividError]
) -> None:
    monkeypatch.setenv("APIMART_API_KEY", key)
    with pytest.raises(error):
        omnivid.generate("a paper boat", model="apimart/Omni-Flash-Ext", timeout=PATIENCE)


def test_editing_goes_on_from_an_earlier_clip(live: Server) -> None:
    model = "apimart/gemini-omni-flash-preview"
    first = omnivid.generate("a paper boat", model=model)
    second = omnivid.generate("now at night", model=model, extend=first)
    assert live.requests()[-1]["status"] == 200
    bodies = [call["body"] for call in live.requests() if call["method"] == "POST"]
    assert bodies[-1]["extend_from_task_id"] == first.task_id
    assert second.sha256 != first.sha256


def posts(live: Server) -> list[tuple[str, dict[str, Any]]]:
    """The path and body of each POST so far."""
    return [(call["path"], call["body"]) for call in live.requests() if call["method"] == "POST"]


def calls(live: Server) -> int:
    """How many requests with a key there were so far."""
    return sum(call["authorization"] for call in live.requests())


def fetched(url: str) -> bytes:
    with urllib.request.urlopen(url) as response:
        content: bytes = response.read()
    return content


def test_a_local_picture_travels_within_the_request_where_the_model_takes_data(
    live: Server, tmp_path: Path
) -> None:
    (tmp_path / "boat.png").write_bytes(png())
    before = len(posts(live))
    omnivid.generate("sail on", model="apimart/Omni-Flash-Ext", images=tmp_path / "boat.png")
    ((path, body),) = posts(live)[before:]
    assert path.endswith("/videos/generations")
    assert body["image_urls"] == [f"data:image/png;base64,{b64encode(png()).decode()}"]


@pytest.mark.parametrize("world", ["apimart", "demo"])
def test_a_local_picture_is_uploaded_once_where_the_model_takes_addresses(
    live: Server, tmp_path: Path, world: str
) -> None:
    model = f"{world}/gemini-omni-flash-preview"
    (tmp_path / "boat.png").write_bytes(png(color="navy"))
    before = len(posts(live))
    clip = omnivid.generate("sail on", model=model, images=[str(tmp_path / "boat.png")])
    omnivid.generate("sail away", model=model, images=tmp_path / "boat.png")
    if world == "apimart":
        (upload, _), (_, first), (_, second) = posts(live)[before:]
        assert upload.endswith("/uploads/images")
        assert first["image_urls"] == second["image_urls"]
        assert fetched(first["image_urls"][0]) == png(color="navy")
    else:
        assert posts(live)[before:] == []  # the embedded simulator has an upload of its own
    (tmp_path / "boat.png").rename(tmp_path / "ship.png")
    after = calls(live)
    assert omnivid.generate("sail on", model=model, images=tmp_path / "ship.png").sha256 == clip.sha256
    assert calls(live) == after


def test_clips_lead_on_as_a_last_frame_and_as_a_video(live: Server) -> None:
    model = "apimart/gemini-omni-flash-preview"
    clip = omnivid.generate("a paper boat sails", model=model)
    before = len(posts(live))
    omnivid.generate("now by night", model=model, images=clip, videos=clip)
    (_, _), (_, body) = posts(live)[before:]
    assert body["video_urls"][0].startswith("data:video/mp4;base64,")
    with Image.open(io.BytesIO(fetched(body["image_urls"][0]))) as sent:
        assert sent.tobytes() == clip.frame(-1).tobytes() != clip.frame(0).tobytes()


@pytest.mark.parametrize("world", ["omniflash", "demo"])
def test_an_omniflash_image_leads_on_to_a_video_by_its_services_own_link(live: Server, world: str) -> None:
    image = omnivid.generate("a paper boat", model=f"{world}/nano-banana-2")
    before = len(posts(live))
    known_from_its_folder = replace(image, url=None)
    clip = omnivid.generate("it sails", model=f"{world}/omni-flash", images=known_from_its_folder)
    if world == "omniflash":
        ((_, body),) = posts(live)[before:]
        assert fetched(body["image_urls"][0]) == image.path.read_bytes()
    after = calls(live)
    assert omnivid.generate("it sails", model=f"{world}/omni-flash", images=image).sha256 == clip.sha256
    assert calls(live) == after


@pytest.mark.parametrize("model", [m.address for m in MODELS if m.service != "apimart"])
def test_a_local_picture_is_refused_without_a_request_where_none_can_be_taken(
    live: Server, tmp_path: Path, model: str
) -> None:
    (tmp_path / "boat.png").write_bytes(png())
    before = calls(live)
    for world in ("", "demo/"):
        with pytest.raises(omnivid.InvalidRequestError) as caught:
            omnivid.generate("sail on", model=world + model.partition("/")[2], images=tmp_path / "boat.png")
        assert caught.value.field == "images" and caught.value.hint
    assert calls(live) == before
