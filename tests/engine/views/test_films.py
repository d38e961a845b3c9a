"""Films that a page holds: put in last, each once, and none that a text asks for."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from pathlib import Path

import pytest

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.markup import Markup
from omnivid_jupyter.views import films
from omnivid_jupyter.views.compare import compare
from omnivid_jupyter.views.films import held, with_films
from omnivid_jupyter.views.player import mimebundle
from omnivid_jupyter.views.sheet import sheet_of


def clip(path: Path, content: bytes, **changes: object) -> Clip:
    path.write_bytes(content)
    known = ("video/mp4", 1280, 720, 4.0, len(content), content.hex(), "a crane", "demo/omni-flash", "t")
    return replace(Clip(path, *known), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("size", [0, 1, 5, 6, 7, 20])
def test_a_film_is_in_the_page_whole_whatever_its_length(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(films, "_AT_ONCE", 6)
    path = tmp_path / "a film & <more> \udc80\n.mp4"
    path.write_bytes(bytes(range(size)))
    page = Markup('<video src="{}"></video><video src="{}">').format(
        held(path, "video/mp4"), held(path, 'a"b')
    )
    letters = b64encode(bytes(range(size))).decode()
    whole = (
        f'<video src="data:video/mp4;base64,{letters}"></video><video src="data:a&quot;b;base64,{letters}">'
    )
    assert "".join(with_films(page)) == whole


def test_no_text_brings_a_file_into_a_page(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("a key")
    text = f"\0{secret}\0 {held(secret, 'video/mp4')}"
    clips = [
        clip(
            tmp_path / f"{number}.mp4",
            b"film %d" % number,
            prompt=f"{text} {number}",
            model=text,
            task_id=text,
        )
        for number in range(2)
    ]
    bundles = [
        mimebundle(clips[0], embed=True, note=text),
        mimebundle(replace(clips[0], others=(clips[1],)), embed=True),
        sheet_of(clips, title=text, notes=[text, text], embed=True)._repr_mimebundle_(),
        compare(*clips)._repr_mimebundle_(),
    ]
    for bundle in bundles:
        page = bundle["text/html"]
        assert b64encode(b"film 0").decode() in page
        assert b64encode(b"a key").decode() not in page and "\0" not in page
