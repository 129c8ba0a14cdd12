"""Runs: `kling3-mock run` as a process of its own, beside whose end nothing is left."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

from tests.mockserver.processes import LONGEST, command, environment

PYTHON = sys.executable


@contextmanager
def running(folder: Path, *words: str, **variables: str) -> Iterator[subprocess.Popen[str]]:
    """Run it in a group of its own, its streams pipes; `folder` is where it may put what it needs for a while.

    At the end of the block the run is over, as is all that it started, and the folder is empty.
    """
    folder.mkdir(exist_ok=True)
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        [command(), "run", *words], stdin=pipe, stdout=pipe, stderr=pipe, text=True, encoding="utf-8",
        env=environment(TMPDIR=str(folder), **variables), start_new_session=True,
    )  # fmt: skip
    guard = Timer(LONGEST, process.kill)
    guard.start()
    try:
        with process:
            yield process
    finally:
        guard.cancel()
    assert not is_alive(process.pid), "something of the run is left"
    assert list(folder.iterdir()) == []


def is_alive(group: int) -> bool:
    """Return whether any process of a group runs."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def ended(folder: Path, *words: str, given: str = "", **variables: str) -> tuple[int, str, str]:
    """Run it to its end; return its exit status, its output and its errors."""
    with running(folder, *words, **variables) as process:
        out, errors = process.communicate(given)
    return process.returncode, out, errors
