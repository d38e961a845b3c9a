"""What the operating system refuses stays within the tree of errors, and a clip that is stored is not called lost."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from omnivid_jupyter.engine.engine import Engine
from omnivid_jupyter.errors import ConfigurationError, DownloadError, OmnividError
from omnivid_jupyter.export import export
from omnivid_jupyter.media.references import references
from omnivid_jupyter.request import RunOptions, VideoRequest
from tests.clipfiles import mp4
from tests.engine.conftest import Start
from tests.engine.service import Service


def refusing(number: int, only: Callable[[Any], bool] = lambda _: True) -> Callable[..., None]:
    def fail(target: Any, *_: Any, **__: Any) -> None:
        if only(target):
            raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP, errno.ENOSYS])
def test_a_file_system_that_writes_nothing_through_keeps_the_clip(
    start: Start, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(os, "fsync", refusing(number))
    clip = start(Service()).result()
    assert clip.path.read_bytes() == mp4()
    assert start(service := Service()).result().path == clip.path and not service.calls["submit"]


def test_a_folder_that_cannot_be_moved_in_keeps_the_clip(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.replace

    def replace(old: Any, new: Any) -> None:
        if str(new).endswith(".mp4"):
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        real(old, new)

    monkeypatch.setattr(os, "replace", replace)
    clip = start(Service()).result()
    assert clip.path.read_bytes() == mp4()
    assert sorted(path.suffix for path in clip.path.parent.iterdir()) == [".json", ".mp4"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EIO, errno.EDQUOT])
def test_a_clip_whose_sidecar_cannot_be_written_is_not_called_lost(
    start: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, number: int
) -> None:
    real, full = os.replace, [True]

    def replace(old: Any, new: Any) -> None:
        if full[0] and str(new).endswith(".json"):
            raise OSError(number, os.strerror(number))
        real(old, new)

    monkeypatch.setattr(os, "replace", replace)
    service = Service()
    job = start(service)
    with pytest.raises(DownloadError, match=r"The clip is stored as .*\.mp4, but its sidecar") as caught:
        job.result()
    assert f"%omnivid resume {job.id}" in str(caught.value)
    full[0] = False
    assert start(service).result().path.read_bytes() == mp4()
    assert len(service.calls["submit"]) == 1


def test_what_is_left_over_does_not_undo_a_stored_clip(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.unlink

    def unlink(self: Path, missing_ok: bool = False) -> None:
        if self.name.endswith(".part"):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        real(self, missing_ok)

    monkeypatch.setattr(Path, "unlink", unlink)
    assert start(Service()).result().path.read_bytes() == mp4()


def test_a_clip_that_cannot_be_copied_is_given_where_it_lies(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = start(Service()).result()
    monkeypatch.setattr("shutil.copyfile", refusing(errno.ENOSPC))
    again = start(service := Service(), output_dir=tmp_path / "other").result()
    assert again.path == clip.path and not service.calls["submit"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.ENAMETOOLONG, errno.EMFILE])
def test_a_folder_that_takes_no_file_is_said_before_anything_is_paid(
    start: Start, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    real = Path.open

    def opened(self: Path, *how: Any, **rest: Any) -> Any:
        if self.name.endswith(".part"):
            raise OSError(number, os.strerror(number))
        return real(self, *how, **rest)

    monkeypatch.setattr(Path, "open", opened)
    service = Service()
    with pytest.raises(OmnividError, match="clip folder"):
        start(service)
    assert not service.calls["submit"]


def test_a_working_directory_that_is_gone_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    engine = Engine(network=Service())
    try:
        with pytest.raises(OmnividError, match="working directory is gone"):
            engine.plan(VideoRequest("demo/omni-flash", "a cat"))
        with pytest.raises(OmnividError, match="no file"):
            references("images", "a.png")
    finally:
        engine.close()


@pytest.mark.parametrize("folder", ["~nobody-here/clips", "a\0b", "\ud83d"])
def test_a_folder_that_cannot_be_is_said(folder: str) -> None:
    engine = Engine(network=Service())
    try:
        with pytest.raises(OmnividError):
            engine.plan(VideoRequest("demo/omni-flash", "a cat"), RunOptions(output_dir=folder))
    finally:
        engine.close()


@pytest.mark.parametrize("kind", ["fifo", "folder", "device", "nonsense"])
def test_what_lies_in_place_of_the_private_files_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    make: dict[str, Callable[[Path], object]] = {
        "fifo": os.mkfifo,
        "folder": Path.mkdir,
        "device": lambda path: path.symlink_to("/dev/zero"),
        "nonsense": lambda path: path.write_bytes(b"x" * 9000),
    }
    monkeypatch.setenv("OMNIVID_HOME", str(tmp_path))
    (tmp_path / "simulator").mkdir()
    make[kind](tmp_path / "simulator" / "simulator.sqlite")
    make[kind](tmp_path / "journal.sqlite3")
    engine = Engine(network=Service())
    try:
        with pytest.raises(OmnividError, match="simulator"):
            _ = engine.demo
        with pytest.raises(OmnividError, match="journal"), engine.journal.transaction():
            pass
    finally:
        engine.close()


@pytest.mark.parametrize("address", ["https://h.example:99999", "https://[::1", "https://:80", "https://a b"])
def test_a_base_url_that_leads_nowhere_is_said(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("APIMART_BASE_URL", address)
    engine = Engine(network=Service())
    try:
        with pytest.raises(OmnividError, match="APIMART_BASE_URL"):
            engine.plan(VideoRequest("apimart/Omni-Flash-Ext", "a cat"))
    finally:
        engine.close()


@pytest.mark.parametrize("name", ["a" * 300, "loop", "loop/x"])
def test_a_name_that_no_file_system_takes_is_refused_as_that(
    name: str, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("loop").symlink_to("loop")
    service = Service()
    with pytest.raises(
        ConfigurationError, match=r"^The name of the clip folder \(output_dir\) cannot be used: "
    ):
        start(service, output_dir=Path(name))
    assert service.calls["submit"] == []
    with pytest.raises(ConfigurationError, match=r"^The name of the export cannot be used: ") as caught:
        export(f"{name}.html" if name.startswith("a") else f"{name}/x.html")
    assert len(caught.value.message) < 250
