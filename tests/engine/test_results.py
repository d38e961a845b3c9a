"""Several results of one task: each is fetched on its own, and none is lost for another one's sake."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from omnivid_jupyter.engine.run import Run
from omnivid_jupyter.errors import DownloadError
from omnivid_jupyter.media import clips
from tests.clipfiles import mp4, png
from tests.engine.conftest import Process, Start
from tests.engine.service import Service, completed, media, reply
from tests.engine.test_resuming import end
from tests.engine.test_resuming import start as begin

HOST = "https://media.example.com"
FILM, OTHER, COVER = mp4(), mp4(2), png()

BAD: dict[str, httpx.Response | Exception] = {
    "404": reply(b"", 404),
    "403": reply(b"", 403),
    "a page": media(b"<html>not here</html>"),
    "cut": media(FILM[:-200]),
    "nothing": media(b""),
    "another kind of file": media(b"%PDF-1.7 not a clip"),
    "no answer": httpx.ConnectError("x"),
}


def by_name(**answers: httpx.Response | Exception) -> Service:
    """A task with one result for each name, in this order."""

    def answer(request: httpx.Request) -> httpx.Response:
        found = answers[request.url.path.strip("/")]
        if isinstance(found, Exception):
            raise found
        return httpx.Response(found.status_code, content=found.content, headers=found.headers)

    return Service(query=[completed(*(f"{HOST}/{name}" for name in answers))], download=[answer])


def contents(job: Run) -> list[bytes]:
    clip = job.result()
    return [each.path.read_bytes() for each in (clip, *clip.others)]


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    async def at_once(*_: object) -> None: ...

    monkeypatch.setattr("omnivid_jupyter.net.download._pause", at_once)


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize(
    ("order", "kept"),
    [("bad a b", [FILM, OTHER]), ("a bad b", [FILM, OTHER]), ("a b bad", [FILM, OTHER]), ("bad b", [OTHER])],
)
def test_one_that_cannot_be_had_takes_none_of_the_others_with_it(
    start: Start, tmp_path: Path, name: str, order: str, kept: list[bytes]
) -> None:
    answers: dict[str, httpx.Response | Exception]
    answers = {"a": media(FILM), "b": media(OTHER), "bad": BAD[name]}
    job = start(by_name(**{each: answers[each] for each in order.split()}))
    assert contents(job) == kept
    place = order.split().index("bad") + 1
    assert any(
        f"result {place} of {len(order.split())} is missing" in line.text for line in job.snapshot().log
    )
    clip = job.result()
    found = clips.find(tmp_path / "clips", job.plan.fingerprint)
    assert found and [each.path for each in (found, *found.others)] == [
        each.path for each in (clip, *clip.others)
    ]
    assert not list((tmp_path / "clips").glob("*.part"))


def test_one_that_comes_later_is_waited_for_and_the_others_are_not_fetched_again(start: Start) -> None:
    service = by_name(a=media(FILM), b=media(OTHER))
    fetched: list[str] = []
    give = service._answers["download"][0]
    assert callable(give)

    def late(request: httpx.Request) -> httpx.Response:
        fetched.append(request.url.path)
        return (
            reply(b"", 403) if fetched.count("/a") in (1, 2) and request.url.path == "/a" else give(request)
        )

    service._answers["download"] = [late]
    assert contents(start(service)) == [FILM, OTHER]
    assert fetched == ["/a", "/b", "/a", "/a"]


def test_a_film_is_the_clip_and_its_cover_stands_beside_it_in_whichever_order_they_come(start: Start) -> None:
    assert contents(start(by_name(cover=media(COVER), a=media(FILM), b=media(OTHER)))) == [FILM, OTHER, COVER]
    assert contents(start(by_name(a=media(FILM), cover=media(COVER)), prompt="b")) == [FILM, COVER]


def test_a_cover_alone_is_no_clip_of_a_film_that_cannot_be_had(process: Process) -> None:
    first = process(by_name(cover=media(COVER), a=reply(b"", 403)))
    job = begin(first)
    with pytest.raises(DownloadError):
        job.result()
    assert job.state == "downloading"
    end(first)
    later = by_name(cover=media(COVER), a=media(FILM))
    assert contents(begin(process(later))) == [FILM, COVER] and later.calls["submit"] == []


def test_a_picture_is_the_clip_where_that_is_all_that_was_made(start: Start) -> None:
    assert contents(start(by_name(cover=media(COVER)))) == [COVER]


def test_when_none_can_be_had_it_can_be_tried_again(start: Start, tmp_path: Path) -> None:
    job = start(by_name(a=reply(b"", 404), b=media(b"<html>")))
    with pytest.raises(DownloadError, match="the link answers 404"):
        job.result()
    assert job.state == "downloading" and not list((tmp_path / "clips").iterdir())


def test_a_list_of_another_length_is_begun_anew(start: Start) -> None:
    service = by_name(a=media(FILM), b=reply(b"", 404))
    service._answers["query"].append(completed(f"{HOST}/a"))
    assert contents(start(service)) == [FILM]


def test_a_sidecar_tells_which_of_the_services_results_each_file_is(start: Start) -> None:
    clip = start(by_name(cover=media(COVER), bad=reply(b"", 404), a=media(FILM))).result()
    sidecar = clips.read_sidecar(clip.path.with_suffix(".json"))
    assert sidecar and [file.place for file in sidecar.files] == [2, 0]


def test_of_more_results_than_a_sidecar_may_have_the_first_are_kept_and_found_again(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("omnivid_jupyter.engine.collecting.MOST_FILES", 2)
    monkeypatch.setattr("omnivid_jupyter.media.sidecars.MOST_FILES", 2)
    service = by_name(a=media(FILM), b=media(OTHER), c=media(COVER))
    job = start(service)
    assert contents(job) == contents(start(service)) == [FILM, OTHER]
    assert len(service.calls["submit"]) == 1
    assert "the task has 3 results; the first 2 are fetched" in [line.text for line in job.snapshot().log]
