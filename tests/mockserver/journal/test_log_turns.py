"""Several processes write whole lines to one pipe, and what is no pipe is written to at once."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kling3_mockserver.journal.log_turns import no_turns, turns
from tests.mockserver.processes import LONGEST

LINES, LENGTH = 20, 200_000
"""Far more than a pipe takes at once."""
WRITES = f"""
import sys
from kling3_mockserver.journal.log_stream import LogStream
from kling3_mockserver.journal.log_turns import turns

stream = LogStream(sys.stdout, most_waiting=10**9, turn=turns(sys.stdout))
for _ in range({LINES}):
    stream.write(sys.argv[1] * {LENGTH} + "\\n")
stream.drain({LONGEST})
"""
HOLDS = """
import sys, threading
from kling3_mockserver.journal.log_turns import turns

with turns(sys.stdout)():
    print("held", flush=True)
    threading.Event().wait()
"""
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="not every system has locks for pipes")


@contextmanager
def pipe() -> Iterator[tuple[io.BufferedReader, int]]:
    """Give the end of a pipe to read from, and the other, which is to be closed when all writers have it."""
    ours, theirs = os.pipe()
    with open(ours, "rb") as said:  # noqa: PTH123  (a number)
        yield said, theirs


@contextmanager
def written(end: int, *script: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a script that has one end of a pipe as its output."""
    with subprocess.Popen([sys.executable, "-c", *script], stdout=end) as program:
        try:
            yield program
        finally:
            program.kill()


def test_long_lines_of_two_processes_come_whole() -> None:
    with pipe() as (said, end), written(end, WRITES, "a"), written(end, WRITES, "b"):
        os.close(end)
        lines = sorted(said.readline() for _ in range(2 * LINES))
    assert [(each[:1], len(each), len(set(each))) for each in lines] == [
        (letter, LENGTH + 1, 2) for letter in (b"a", b"b") for _ in range(LINES)
    ]


def test_a_process_that_is_killed_in_its_turn_leaves_it_to_others() -> None:
    with pipe() as (said, end), written(end, HOLDS) as holder:
        assert said.readline() == b"held\n"
        with written(end, WRITES, "a"):
            os.close(end)
            holder.kill()
            assert len(said.readline()) == LENGTH + 1


def test_what_is_no_pipe_needs_no_turns(tmp_path: Path) -> None:
    with (tmp_path / "log").open("w", encoding="utf-8") as file:
        assert turns(file) is no_turns
    assert turns(file) is no_turns
    assert turns(io.StringIO()) is no_turns
    assert turns(None) is no_turns
