"""An authority is made once for a user, kept where nobody else can read it, and made anew before its time is over."""

from __future__ import annotations

import datetime
import os
import stat
from pathlib import Path

import pytest

from kling3_mockserver.tls import TlsError
from kling3_mockserver.tls.authority import Authority
from kling3_mockserver.tls.keeping import data_folder, kept_authority

on_posix = pytest.mark.skipif(os.name != "posix", reason="permissions of files are POSIX's: they were not looked at")


def test_it_is_the_same_at_every_time(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "kling3-mock"
    assert kept_authority(folder).certificate == kept_authority(folder).certificate
    assert [each.name for each in folder.iterdir()] == ["authority.pem"]


@on_posix
def test_nobody_else_can_read_its_key(tmp_path: Path) -> None:
    folder = tmp_path / "kling3-mock"
    kept_authority(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "authority.pem").stat().st_mode) == 0o600


@pytest.mark.parametrize(("left", "is_kept"), [(31, True), (29, False)])
def test_it_is_made_anew_when_its_time_is_nearly_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: int, *, is_kept: bool
) -> None:
    first = kept_authority(tmp_path)
    expires = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=left)
    monkeypatch.setattr(Authority, "expires", expires)
    assert (kept_authority(tmp_path).certificate == first.certificate) is is_kept


def test_what_is_no_authority_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "authority.pem").write_text("nothing")
    with pytest.raises(TlsError, match=r"^got a file without certificate and key in PEM, expected what kling3-mock"):
        kept_authority(tmp_path)


def test_a_folder_that_cannot_be_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(TlsError, match=r"^can't keep an authority in .*: set XDG_DATA_HOME to a folder that can be wr"):
        kept_authority(tmp_path / "file" / "folder")


@pytest.mark.parametrize(
    ("platform", "expected"),
    [
        ("linux", ".local/share/kling3-mock"),
        ("darwin", "Library/Application Support/kling3-mock"),
        ("win32", "kling3-mock"),
    ],
)
def test_each_platform_has_its_folder(platform: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    monkeypatch.setattr("sys.platform", platform)
    assert data_folder() == Path.home() / expected


def test_the_variable_of_the_folder_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert data_folder() == tmp_path / "kling3-mock"
