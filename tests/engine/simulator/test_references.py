"""Reference media on their way to the painter: what is here is a file in the studio, what is elsewhere is a name."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import httpx
import pytest
from PIL import Image

from omnivid_jupyter.simulator.references import References
from tests.engine.simulator.conftest import Opener
from tests.engine.simulator.support import Visitor, link

PICTURE = io.BytesIO()
Image.new("RGB", (64, 48), (220, 0, 200)).save(PICTURE, "PNG")
PNG = PICTURE.getvalue()
DATA = "data:image/png;base64," + base64.b64encode(PNG).decode()


def elsewhere(address: str) -> Path | None:
    return None


def test_a_data_address_becomes_a_file_named_by_its_content(tmp_path: Path) -> None:
    references = References(tmp_path, elsewhere)
    name = references.keep(DATA)
    assert name.endswith(".image")
    assert (tmp_path / name).read_bytes() == PNG
    assert references.keep(DATA) == name
    assert references.keep(DATA.replace("image/", "video/")).endswith(".video")


@pytest.mark.parametrize(
    "address", ["https://example.com/a.png", "data:image/png;base64,%%%", "data:text/plain,x"]
)
def test_what_cannot_be_fetched_is_a_name_without_a_file(tmp_path: Path, address: str) -> None:
    name = References(tmp_path, elsewhere).keep(address)
    assert "." not in name
    assert list(tmp_path.iterdir()) == []


async def test_uploads_and_own_films_are_fetched(open_simulator: Opener, tmp_path: Path) -> None:
    folder = tmp_path / "own media"
    visitor = Visitor(await open_simulator(media_dir=folder))
    base = visitor.simulator.base_urls["apimart"]
    reply = await visitor.http.post(f"{base}/uploads/images", files={"file": ("a.png", PNG, "image/png")})
    assert reply.status_code == httpx.codes.OK
    done = await visitor.make("apimart", image_urls=[reply.json()["url"]])
    assert [file.read_bytes() for file in folder.glob("*.image")] == [PNG]
    film = link("apimart", done)
    preview = {"model": "gemini-omni-flash-preview", "duration": None, "video_urls": [film]}
    await visitor.start("apimart", **preview)
    assert len(list(folder.glob("*.video"))) == 1
    await visitor.start("apimart", **{**preview, "video_urls": [f"{film}0"]})
    assert len(list(folder.glob("*.video"))) == 1
