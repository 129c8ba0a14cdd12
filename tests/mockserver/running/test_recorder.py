"""What a program sent and got is written so that the referee reads it, and no secret is in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kling3_contracts.traffic.reading import read_file
from kling3_contracts.traffic.recorded import Recorded
from kling3_mockserver.mock import Mock
from kling3_mockserver.running.recorder import Recorder, RecordingError
from tests.mockserver.asking import KEY
from tests.mockserver.lines import head, listening, listing, ordering
from tests.mockserver.wire import KLING3, KLING3_PRO

BODY = '{"prompt": "Ein Füchschen im Schnee 🦊", "webhook_secret": "s3cret-of-mine"}'.encode()
FORMS = [".har", ".ndjson", ".jsonl"]


def recorded(mock: Mock, path: Path) -> list[Recorded]:
    recorder = Recorder(path, lambda: ["known-secret"])
    mock.journal.on_exchange = recorder.note
    with listening(mock) as served:
        line = served.line()
        line.send(ordering(body=BODY), listing("X-Note: known-secret"), head("GET", "/v1/%C3%BC?a=%20b&c"))
        assert [line.answer().status for _ in range(3)] == [200, 200, 404]
    recorder.close()
    recorder.close()
    assert recorder.trouble == ""
    entries = [*read_file(str(path))]
    assert all(isinstance(each, Recorded) for each in entries), entries
    return [each for each in entries if isinstance(each, Recorded)]


@pytest.mark.parametrize("suffix", FORMS)
def test_the_referee_reads_it(mock: Mock, tmp_path: Path, suffix: str) -> None:
    made, listed, missed = recorded(mock, tmp_path / f"sent{suffix}")
    assert (made.exchange.request.method, made.exchange.request.path) == ("POST", KLING3_PRO)
    assert made.body_known
    assert json.loads(made.exchange.request.body)["prompt"] == "Ein Füchschen im Schnee 🦊"
    assert json.loads(made.exchange.answer.body)["data"]["status"] == "CREATED"
    assert (listed.exchange.request.path, listed.exchange.answer.status) == (KLING3, 200)
    assert (missed.exchange.answer.status, missed.exchange.request.query) == (404, (("a", " b"), ("c", "")))


@pytest.mark.parametrize("suffix", FORMS)
def test_no_secret_is_in_it(mock: Mock, tmp_path: Path, suffix: str) -> None:
    recorded(mock, tmp_path / f"sent{suffix}")
    written = (tmp_path / f"sent{suffix}").read_text("utf-8")
    for secret in (KEY, "known-secret", "s3cret-of-mine"):
        assert secret not in written


@pytest.mark.parametrize("suffix", FORMS)
def test_a_program_that_sent_nothing_leaves_a_file_that_is_read(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"sent{suffix}"
    Recorder(path, list).close()
    if suffix == ".har":
        assert json.loads(path.read_text("utf-8"))["log"]["entries"] == []
    else:
        assert path.read_bytes() == b""


@pytest.mark.parametrize("name", ["sent.txt", "sent", "har", "sent.HAR"])
def test_a_form_that_cant_be_told_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with pytest.raises(RecordingError) as caught:
        Recorder(path, list)
    assert str(caught.value) == f"got {path}: its name ends neither in .har nor in .ndjson, by which its form is told"
    assert not path.exists()


def test_a_file_that_cant_be_written_is_named(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "sent.har"
    with pytest.raises(RecordingError) as caught:
        Recorder(path, list)
    assert str(caught.value) == f"can't write {path} (No such file or directory): name a file in a folder"


@pytest.mark.parametrize("suffix", FORMS)
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk here that is always full")
def test_a_full_disk_is_no_matter_of_a_request(new_mock: Callable[..., Mock], tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"sent{suffix}"
    path.symlink_to("/dev/full")
    recorder, mock = Recorder(path, list), new_mock()
    mock.journal.on_exchange = recorder.note
    with listening(mock) as served:
        line = served.line()
        for _ in range(30):
            line.send(listing())
            assert line.answer().status == 200
    recorder.close()
    assert recorder.trouble == "No space left on device"
