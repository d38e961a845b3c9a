"""A clip that lies in the folder but cannot be used is named before anything is paid, with what to do about it."""

from __future__ import annotations

import json
import os
import re
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

import omnivid_jupyter as omnivid
from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine import engine as engine_module
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.media import clips, secondlook
from omnivid_jupyter.media.secondlook import Flaw, look_again
from omnivid_jupyter.media.sidecars import Sidecar, read_sidecar
from omnivid_jupyter.providers.identity import fingerprint
from omnivid_jupyter.reports.library import Library
from tests.clipfiles import mp4
from tests.engine.conftest import Start
from tests.engine.service import Service, completed, media, submitted

PROMPT = "Café am Hafen\nbei Regen"
LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:0123\nsize 1777\n"
ANNEX = b"/annex/objects/SHA256E-s1777--0123.mp4\n"

Damage = Callable[[Path, Path], object]


def said(change: Damage, *words: str) -> object:
    return pytest.param(change, words, id=words[0])


def icloud(film: Path) -> None:
    film.unlink()
    film.with_name(f".{film.name}.icloud").write_bytes(b"bplist00")


def dvc(film: Path) -> None:
    film.unlink()
    film.with_name(f"{film.name}.dvc").write_text("outs: []")


def link(film: Path) -> None:
    film.unlink()
    film.symlink_to(".git/annex/objects/x.mp4")


def folder(film: Path) -> None:
    film.unlink()
    film.mkdir()


def fields(sidecar: Path, **changed: object) -> None:
    sidecar.write_text(json.dumps({**json.loads(sidecar.read_text()), **changed}))


#: What is done to the film and its sidecar, and what is said of it.
DAMAGES = [
    said(lambda film, _: film.write_bytes(LFS), ".mp4", "is a Git LFS pointer", "git lfs pull"),
    said(lambda film, _: film.write_bytes(b"\r\n".join(LFS.splitlines())), "LFS pointer", "git lfs pull"),
    said(lambda film, _: film.write_bytes(ANNEX), "git-annex pointer", "git annex get"),
    said(lambda film, _: link(film), "link to a file that is not here", "git annex get"),
    said(lambda film, _: dvc(film), "not fetched by DVC", "dvc pull"),
    said(lambda film, _: icloud(film), "still in iCloud", "downloads it"),
    said(lambda film, _: film.write_bytes(b""), "is empty", "copy it again"),
    said(lambda film, _: os.truncate(film, 1000), "is cut off: it has 1000 of", "Restore it"),
    said(lambda film, _: film.write_bytes(mp4(2, color="navy")), "is another file", "Restore it"),
    said(lambda film, _: film.unlink(), "is missing beside its sidecar", "Restore it"),
    said(lambda film, _: folder(film), "is not a file", "Restore it"),
    said(lambda _, sidecar: sidecar.unlink(), "has lost its sidecar", ".json back beside it"),
    said(lambda _, sidecar: sidecar.write_bytes(LFS), ".json", "Git LFS pointer", "git lfs pull"),
    said(lambda _, sidecar: os.truncate(sidecar, 90), "is damaged", "Restore it"),
    said(lambda _, sidecar: sidecar.write_bytes(b""), "is empty:", "copy it again"),
    said(lambda _, sidecar: sidecar.write_text("<<<<<<< HEAD\n{}"), "it no longer says", "Restore it"),
    said(lambda _, sidecar: fields(sidecar, omnivid=2), "newer omnivid-jupyter"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "words"), DAMAGES)
def test_a_near_miss_is_named_and_nothing_is_submitted(
    start: Start, tmp_path: Path, change: Damage, words: tuple[str, ...]
) -> None:
    clip = start(Service(), prompt=PROMPT).result()
    change(clip.path, clip.path.with_suffix(".json"))
    shutil.rmtree(tmp_path / "home")  # somebody else's machine, who got the folder
    again = Service(submit=[submitted("task_2")])
    with pytest.raises(InvalidRequestError) as refused:
        start(again, prompt=PROMPT)
    text = str(refused.value)
    assert text.startswith("Nothing was submitted, ") and all(word in text for word in words), text
    assert f"café-am-hafen-bei-regen-{clip.path.stem[-12:]}" in text and str(clip.path.parent) in text
    assert "--new (in Python new=True) makes and pays another one." in text
    assert again.calls["submit"] == []
    assert start(again, prompt=PROMPT, new=True).result().task_id == "task_2"
    assert start(again, prompt=PROMPT).found, "a good clip of the same request stands in for it"


def test_several_near_misses_are_all_named(start: Start) -> None:
    first, second = (
        start(Service(submit=[submitted(task)]), prompt=PROMPT, new=True).result()
        for task in ("task_1", "task_2")
    )
    for clip in (first, second):
        clip.path.write_bytes(LFS)
    with pytest.raises(InvalidRequestError) as refused:
        start(Service(), prompt=PROMPT)
    assert first.path.name in refused.value.message and second.path.name in refused.value.message


def test_none_of_several_takes_is_begun_when_one_of_them_is_a_near_miss(start: Start, tmp_path: Path) -> None:
    third = start(Service(), prompt=PROMPT, take=3).result()
    third.path.write_bytes(LFS)
    service = Service()
    with pytest.raises(InvalidRequestError, match="Git LFS pointer"):
        start(service, prompt=PROMPT, takes=(1, 2, 3))
    assert service.calls["submit"] == []


def test_who_has_no_key_hears_of_the_file_too(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(Service(), prompt=PROMPT).result().path.write_bytes(LFS)
    monkeypatch.delenv("APIMART_API_KEY")
    with pytest.raises(InvalidRequestError, match="Git LFS pointer"):
        start(Service(), prompt=PROMPT)


def test_a_clip_of_another_request_is_no_near_miss(start: Start) -> None:
    clip = start(Service(), prompt=PROMPT).result()
    clip.path.write_bytes(LFS)
    for other in ({"prompt": "Café am Hafen"}, {"duration": 4}, {"take": 2}):
        start(Service(submit=[submitted(f"task {other}")]), **{"prompt": PROMPT, **other}).result()


def test_a_clip_in_another_folder_that_the_journal_knows_is_named_too(start: Start, tmp_path: Path) -> None:
    clip = start(Service(), prompt=PROMPT).result()
    clip.path.write_bytes(LFS)
    with pytest.raises(InvalidRequestError, match="Git LFS pointer"):
        start(Service(), prompt=PROMPT, output_dir=tmp_path / "other")
    shutil.rmtree(clip.path.parent)
    assert not start(Service(), prompt=PROMPT, output_dir=tmp_path / "other").found, "nothing is left of it"


def test_a_folder_that_cannot_be_looked_into_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(_: object) -> list[str]:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "listdir", forbidden)
    assert look_again(tmp_path, "0" * 64) == [
        Flaw(tmp_path, "cannot be looked into: Permission denied", "Give yourself the right to read it.")
    ]


# What is found again


def renamed(film: Path, sidecar: Path, name: Callable[[str], str]) -> None:
    for path in (film, sidecar):
        path.rename(path.with_name(name(path.name)))


def saved_as(sidecar: Path, encoding: str) -> None:
    sidecar.write_bytes(sidecar.read_text(encoding="utf-8").encode(encoding))


def reordered(sidecar: Path) -> None:
    content = json.loads(sidecar.read_text())
    sidecar.write_text(json.dumps(dict(sorted(content.items(), reverse=True)), indent="\t") + "\n\n")


def made_before(film: Path, sidecar: Path) -> None:
    """As a version wrote it for which the bytes of a text made the request."""
    content = json.loads(sidecar.read_text())
    content["request"]["prompt"] = content["request"]["prompt"].replace("\n", "\r\n")
    content["fingerprint"] = "12345678" + "0" * 56
    content["files"][0]["name"] = film.name.replace(film.stem[-12:-4], "12345678")
    sidecar.write_text(json.dumps(content))
    renamed(film, sidecar, lambda name: name.replace(film.stem[-12:-4], "12345678"))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda film, _: film.rename(decomposed(film)), id="film decomposed"),
        pytest.param(lambda _, sidecar: sidecar.rename(decomposed(sidecar)), id="sidecar decomposed"),
        pytest.param(lambda film, side: renamed(film, side, str.upper), id="capitals, by an old file system"),
        pytest.param(
            lambda film, side: side.write_bytes(side.read_bytes().replace(b"\n", b"\r\n")), id="CRLF"
        ),
        pytest.param(lambda film, side: saved_as(side, "utf-8-sig"), id="BOM"),
        pytest.param(lambda film, side: saved_as(side, "utf-16"), id="UTF-16"),
        pytest.param(lambda film, side: saved_as(side, "utf-16-le"), id="UTF-16 without a mark"),
        pytest.param(lambda film, side: reordered(side), id="other order and indentation"),
        pytest.param(lambda film, side: film.rename(film.with_name("boats.mp4")), id="film renamed"),
        pytest.param(lambda film, side: renamed(film, side, lambda name: f"copy of {name}"), id="copy of"),
        pytest.param(
            lambda film, side: side.rename(side.with_name("a (conflicted copy).json")), id="conflict"
        ),
        pytest.param(lambda film, side: made_before(film, side), id="made by an earlier version"),
    ],
)
def test_what_tools_do_to_a_folder_loses_no_clip(
    start: Start, tmp_path: Path, change: Callable[[Path, Path], object]
) -> None:
    clip = start(Service(), prompt=PROMPT).result()
    change(clip.path, clip.path.with_suffix(".json"))
    shutil.rmtree(tmp_path / "home")
    again = Service()
    job = start(again, prompt=PROMPT)
    assert job.found and job.result().sha256 == clip.sha256 and job.result().path.is_file()
    assert again.calls["submit"] == []


def decomposed(path: Path) -> Path:
    return path.with_name(unicodedata.normalize("NFD", path.name))


def test_a_read_only_folder_gives_its_clip_to_a_folder_that_cannot_be_written(
    start: Start, tmp_path: Path
) -> None:
    clip = start(Service(), prompt=PROMPT).result()
    (tmp_path / "a-file").touch()
    found = start(Service(), prompt=PROMPT, output_dir=tmp_path / "a-file" / "clips").result()
    assert found == clip_as_found(clip)


def clip_as_found(clip: Clip) -> Clip | None:
    assert clip.request
    return clips.find(clip.path.parent, fingerprint(clip.request))


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (
            lambda path: path.write_bytes(LFS),
            "is a Git LFS pointer, not the file itself. git lfs pull fetches it.",
        ),
        (lambda path: path.unlink(), "is missing beside its sidecar."),
        (lambda path: path.write_bytes(path.read_bytes()[:-9]), "is cut off"),
    ],
)
def test_a_clip_that_is_found_without_the_others_of_its_task_says_so(
    start: Start, damage: Callable[[Path], object], words: str
) -> None:
    service = Service(
        query=[completed("https://h.example/1", "https://h.example/2")],
        download=[media(), media(mp4(color="navy"))],
    )
    (other,) = start(service).result().others
    damage(other.path)
    with pytest.warns(UserWarning, match=re.escape(words)):
        again = start(service).result()
    assert again.others == () and again.path.read_bytes() == mp4() and len(service.calls["submit"]) == 1


# Sorted into folders


@pytest.mark.parametrize("place", ["boats", "boats/red"])
@pytest.mark.parametrize("journal", [True, False])
def test_a_clip_that_was_sorted_into_a_folder_is_found_and_stays_there(
    start: Start, tmp_path: Path, place: str, journal: bool
) -> None:
    clip = start(Service(), prompt=PROMPT).result()
    clip.rate(stars=4)
    folder = clip.path.parent / place
    folder.mkdir(parents=True)
    for file in [each for each in clip.path.parent.iterdir() if each.is_file()]:
        file.rename(folder / file.name)
    if not journal:
        shutil.rmtree(tmp_path / "home")
    service = Service()
    found = start(service, prompt=PROMPT).result()
    assert found.path == folder / clip.path.name and found.rating.stars == 4
    assert service.calls["submit"] == [] and not clip.path.exists()
    if journal:
        jobs = omnivid.history()
        assert [each.path for each in jobs.clips] == [found.path] and "(gone)" not in repr(jobs)
    library = Library(lambda: clip.path.parent, engine_module.engine().journal)
    library.refresh()
    assert [item.files[0] for item in library.items] == [found.path]


def test_a_moved_clip_that_cannot_be_used_is_named_too(start: Start) -> None:
    clip = start(Service(), prompt=PROMPT).result()
    folder = clip.path.parent / "boats"
    folder.mkdir()
    for file in (clip.path, clip.path.with_suffix(".json")):
        file.rename(folder / file.name)
    (folder / clip.path.name).write_bytes(LFS)
    with pytest.raises(InvalidRequestError, match="boats is a Git LFS pointer"):
        start(Service(), prompt=PROMPT)


def test_what_is_no_sidecar_is_read_once_for_all_requests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(20):
        (tmp_path / f"notes-{number}.json").write_text("{}")
    reads: list[Path] = []

    def counted(path: Path) -> Sidecar | None:
        reads.append(path)
        return read_sidecar(path)

    monkeypatch.setattr(secondlook, "read_sidecar", counted)
    for digit in "abc":
        assert look_again(tmp_path, digit * 64) == []
    assert len(reads) == 20
    (tmp_path / "notes-3.json").write_text("{} ")
    assert look_again(tmp_path, "d" * 64) == [] and len(reads) == 21


NAMES = {
    "a-boat-0123abcd12ef.json": True,
    "A-BOAT-0123ABCD12EF.JSON": True,
    "a-boat-0123abcd.json": False,
    "0123abcd-boat-ffff000012ef.json": False,
    "a-boat_0123abcd12ef.json": False,
    "a-boat-0123abcd12ef (1).json": False,
    "-0123abcd12ef.json": True,
    "0123abcd12ef.json": False,
    "0123abcd": False,
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_tells_of_which_request_it_is_by_its_digits_in_their_place(name: str) -> None:
    assert [*clips.named_by([name], "0123abcd" + 56 * "0")] == ([name] if NAMES[name] else [])
