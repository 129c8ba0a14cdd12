"""On a log stream nobody ever waits, whatever becomes of what lies below it."""

from __future__ import annotations

import errno
import io
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kling3_mockserver.journal.log_stream import LogStream
from tests.mockserver.posting import PATIENCE

LINE = "a line of ten\n"


class Below(io.BytesIO):
    """What lies below: it can be made to wait, as a full pipe does, and to fail."""

    def __init__(self) -> None:
        super().__init__()
        self.open = threading.Event()
        self.open.set()
        self.entered = threading.Event()
        self.failures: list[Exception] = []

    def write(self, data: Any) -> int:
        self.entered.set()
        assert self.open.wait(PATIENCE)
        if self.failures:
            raise self.failures.pop(0)
        return super().write(data)

    @property
    def lines(self) -> list[str]:
        return self.getvalue().decode().splitlines()


class Failing(io.FileIO):
    """A file that can be made to fail, and to take only some bytes at a time."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "w")
        self.failures: list[OSError] = []
        self.most = 1_000

    def write(self, data: Any) -> int:
        if self.failures:
            raise self.failures.pop(0)
        return super().write(bytes(data)[: self.most]) or 0


@pytest.fixture
def below() -> Below:
    return Below()


@pytest.fixture
def stream(below: Below) -> Iterator[LogStream]:
    with LogStream(io.TextIOWrapper(below, encoding="utf-8"), most_waiting=4 * len(LINE)) as log:
        yield log
        below.open.set()


def block(below: Below, stream: LogStream) -> None:
    """Have the thread wait in its first write."""
    below.open.clear()
    stream.write("first\n")
    assert below.entered.wait(PATIENCE)


def test_what_is_written_arrives_in_its_order(below: Below, stream: LogStream) -> None:
    for number in range(3):
        print(number, file=stream)
        assert stream.drain(PATIENCE)
    assert below.lines == ["0", "1", "2"]


def test_nobody_waits_for_a_reader_and_the_gap_is_told_where_it_is(below: Below, stream: LogStream) -> None:
    block(below, stream)
    for number in range(10):
        stream.write(f"{number} {LINE[2:]}")
    assert not stream.drain(0.0)
    below.open.set()
    assert stream.drain(PATIENCE)
    stream.write("last\n")
    assert stream.drain(PATIENCE)
    told = "         6 lines were dropped here: nobody read the output"
    assert [line[0] for line in below.lines] == ["f", "0", "1", "2", "3", " ", "l"]
    assert below.lines[5] == told


def test_after_a_gap_nothing_is_taken_that_would_stand_before_it(below: Below, stream: LogStream) -> None:
    block(below, stream)
    stream.write(LINE * 3)
    stream.write(LINE * 2)
    stream.write("short\n")
    below.open.set()
    assert stream.drain(PATIENCE)
    assert below.lines[-1] == "         3 lines were dropped here: nobody read the output"
    assert "short" not in below.lines


def test_a_gap_is_told_of_although_nothing_follows(below: Below, stream: LogStream) -> None:
    stream.write("x" * 100 + "\n")
    assert stream.drain(PATIENCE)
    assert below.lines == ["         1 line was dropped here: nobody read the output"]


def test_a_full_disk_is_told_of_and_what_it_cost_when_there_is_room_again(below: Below, stream: LogStream) -> None:
    below.failures.append(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
    stream.write("lost\nlost too\n")
    assert stream.drain(PATIENCE)
    assert stream.trouble == "No space left on device"
    stream.write("kept\n")
    assert stream.drain(PATIENCE)
    assert not stream.trouble
    assert below.lines == ["         2 lines were dropped here: No space left on device", "kept"]


@pytest.mark.parametrize("failure", [BrokenPipeError(), ValueError("I/O operation on closed file")])
def test_a_reader_that_went_away_is_no_trouble(failure: Exception, below: Below, stream: LogStream) -> None:
    below.failures.append(failure)
    stream.write("unread\n")
    assert stream.drain(PATIENCE)
    assert not stream.trouble
    stream.write("read again\n")
    assert stream.drain(PATIENCE)
    assert below.lines == ["read again"]


def test_a_pipe_that_takes_a_part_at_a_time_gets_all() -> None:
    """Also one that somebody set not to wait, of which a full one is told by None."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    text = "x" * 300_000 + "\n"
    with (
        open(reader, "rb") as end,  # noqa: PTH123  (of a descriptor)
        open(writer, "w", encoding="utf-8") as stream,  # noqa: PTH123  (the same)
        LogStream(stream) as log,
    ):
        log.write(text)
        assert end.read(len(text)).decode() == text
        assert log.drain(PATIENCE)


def test_characters_that_the_stream_lacks_are_escaped(below: Below) -> None:
    with LogStream(io.TextIOWrapper(below, encoding="ascii")) as log:
        log.write("é\n")
        assert log.drain(PATIENCE)
        assert below.getvalue() == b"\\xe9\n"


def test_a_stream_without_bytes_below_it_is_written_to_as_well() -> None:
    page = io.StringIO()
    with LogStream(page) as log:
        log.write("é\n")
        assert log.drain(PATIENCE)
        assert not log.isatty()
    assert page.getvalue() == "é\n"


def test_its_thread_ends_with_it(below: Below) -> None:
    stream = io.TextIOWrapper(below, encoding="utf-8")
    before = set(threading.enumerate())
    with LogStream(stream) as log:
        log.write("last\n")
        (thread,) = set(threading.enumerate()) - before
    thread.join(PATIENCE)
    assert not thread.is_alive()
    assert below.lines == ["last"]


def test_a_file_has_what_is_written_at_once(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    with path.open("w", encoding="utf-8") as file, LogStream(file) as log:
        log.write(LINE)
        assert path.read_text("utf-8") == LINE
        assert "kling3-log" not in [each.name for each in threading.enumerate()]


def test_a_file_that_fails_is_left_to_the_thread_and_what_waits_goes_first(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    with Failing(path) as file, LogStream(io.TextIOWrapper(file, encoding="utf-8")) as log:
        file.failures = [OSError(errno.ENOSPC, "No space left on device")] * 2
        log.write("first\n")
        assert log.drain(PATIENCE)
        assert log.trouble == "No space left on device"
        log.write("second\n")
        assert log.drain(PATIENCE)
    assert path.read_text("utf-8").splitlines()[-1] == "second"
    assert "1 line was dropped here: No space left on device" in path.read_text("utf-8")


def test_a_file_that_takes_a_part_gets_the_rest_from_the_thread(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    with Failing(path) as file, LogStream(io.TextIOWrapper(file, encoding="utf-8")) as log:
        file.most = 3
        log.write(LINE)
        log.write(LINE)
        assert log.drain(PATIENCE)
    assert path.read_text("utf-8") == 2 * LINE
