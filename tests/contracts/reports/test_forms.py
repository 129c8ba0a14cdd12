"""Reports in files: whole, or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kling3_contracts.errors import OptionError
from kling3_contracts.reports.atomic import write_whole
from kling3_contracts.reports.forms import Form, rendered, write
from kling3_contracts.verdicts.report import Report
from tests.contracts.reports.samples import KEPT, KEY, SAMPLES, SERVER

every_form = pytest.mark.parametrize("form", Form)


@every_form
@pytest.mark.parametrize("report", SAMPLES.values(), ids=SAMPLES)
def test_every_report_is_written_in_every_form(form: Form, report: Report, tmp_path: Path) -> None:
    write(report, form, tmp_path / "report")
    assert (tmp_path / "report").read_bytes() == rendered(report, form).encode()


@pytest.mark.parametrize(
    ("form", "expected"),
    [(Form.JUNIT, "<?xml "), (Form.JSON, '{\n  "version"'), (Form.MARKDOWN, "## "), (Form.HTML, "<!DOCTYPE html>")],
)
def test_each_form_is_what_its_name_says(form: Form, expected: str) -> None:
    assert rendered(KEPT, form).startswith(expected)


@every_form
def test_no_form_shows_a_key(form: Form) -> None:
    assert KEY not in rendered(SERVER, form)


@every_form
def test_report_replaces_the_one_before_and_makes_the_folders_it_needs(form: Form, tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "report"
    write(SERVER, form, path)
    write(KEPT, form, path)
    assert path.read_text("utf-8") == rendered(KEPT, form)
    assert [each.name for each in path.parent.iterdir()] == ["report"]


@every_form
def test_file_that_can_not_be_written_is_told_with_the_mend(form: Form, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OptionError) as caught:
        write(KEPT, form, tmp_path / "file" / "report")
    assert str(caught.value).startswith(f"--{form.value}: can't write {tmp_path}")
    assert str(caught.value).endswith("; name a file in a folder that can be written to")


def test_folder_in_place_of_a_file_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=r"--json: can't write .*: Is a directory; name a file"):
        write(KEPT, Form.JSON, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_write_that_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "report"
    path.write_text("before")

    def full(*_: object) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(path, "after")
    assert [each.read_text() for each in tmp_path.iterdir()] == ["before"]


@pytest.mark.skipif(os.name != "posix", reason="permissions, links and pipes are those of POSIX")
class TestOnPosix:
    def test_file_keeps_its_permissions(self, tmp_path: Path) -> None:
        path = tmp_path / "report"
        path.touch(mode=0o600)
        write_whole(path, "a")
        assert path.stat().st_mode & 0o777 == 0o600

    def test_link_stays_a_link(self, tmp_path: Path) -> None:
        link = tmp_path / "link"
        link.symlink_to(tmp_path / "report")
        write_whole(link, "a")
        assert link.is_symlink()
        assert (tmp_path / "report").read_text() == "a"

    def test_pipe_is_written_to_and_not_replaced(self, tmp_path: Path) -> None:
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        write_whole(pipe, "a")
        assert os.read(reading, 10) == b"a"
        os.close(reading)
        assert pipe.is_fifo()
