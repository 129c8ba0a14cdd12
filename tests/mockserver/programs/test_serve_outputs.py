"""The served fake answers, and ends when told to, whatever becomes of its two outputs."""

from __future__ import annotations

import http.client
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Timer
from typing import Any

import pytest

from kling3_mockserver.mock import Mock
from kling3_mockserver.programs import serve as program
from kling3_mockserver.programs.serve import serve
from kling3_mockserver.settings.settings import Settings
from kling3_mockserver.tasks.store import MemoryStore
from kling3_mockserver.tasks.task import Task
from tests.mockserver.posting import PATIENCE
from tests.mockserver.processes import LONGEST, command, environment
from tests.mockserver.screen import Screen

SH = shutil.which("sh") or ""
LONG_PATH = "/v1/ai/video/kling-v3/" + "x" * 380
HEADERS = {"x-freepik-api-key": "any"}
MOST_STOPPING = 20.0
"""Seconds, several times what it takes: the limits of the program itself are of two seconds."""

needs_a_shell = pytest.mark.skipif(not SH, reason="there is no sh to close an output with")


@contextmanager
def served(*words: str, before: str = "") -> Iterator[subprocess.Popen[str]]:
    """Run `kling3-mock serve` on a free port with pipes as its outputs, which nobody reads unless the test does."""
    called = [command(), "serve", "--port", "0", *words]
    process = subprocess.Popen(
        [SH, "-c", f'{before}; exec "$@"', "sh", *called] if before else called,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", env=environment(),
        preexec_fn=_hears_its_terminal,  # noqa: PLW1509  (it calls one function of the system)
    )  # fmt: skip
    guard = Timer(LONGEST, process.kill)
    guard.start()
    try:
        with process:
            try:
                yield process
            finally:
                process.kill()
    finally:
        guard.cancel()


def _hears_its_terminal() -> None:
    # Whoever runs the tests may have it ignored, and a child inherits that.
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_DFL)


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def ask(banner: str, count: int) -> list[int]:
    """Ask for a task that there is none of, over one connection; return the statuses."""
    found = re.search(r":(\d+)$", banner.strip())
    assert found is not None, banner
    with closing(http.client.HTTPConnection("127.0.0.1", int(found[1]), timeout=PATIENCE)) as connection:
        return [_status(connection) for _ in range(count)]


def _status(connection: http.client.HTTPConnection) -> int:
    connection.request("GET", LONG_PATH, headers=HEADERS)
    answer = connection.getresponse()
    answer.read()
    return answer.status


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_requests_are_answered_although_nobody_reads_and_a_signal_still_ends_it(how: signal.Signals) -> None:
    with served() as process:
        assert ask(first_line(process), 300) == [404] * 300
        process.send_signal(how)
        assert process.wait(MOST_STOPPING) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_whoever_reads_late_is_told_how_much_was_dropped() -> None:
    with served() as process:
        ask(first_line(process), 2_000)
        lines = iter(process.stdout or ())
        gap = next(line for line in lines if "dropped" in line)
        found = re.fullmatch(r" {9}(\d+) lines were dropped here: nobody read the output\n", gap)
        assert found is not None, gap
        assert 0 < int(found[1]) < 4_000
        process.send_signal(signal.SIGTERM)
        rest = [*lines]
        assert process.wait(MOST_STOPPING) == 0
    assert rest[-1] == "kling3-mock stopped; no webhook was left undelivered.\n"


def test_a_second_ctrl_c_does_no_harm_although_nobody_reads() -> None:
    with served() as process:
        ask(first_line(process), 300)
        for _ in range(2):
            process.send_signal(signal.SIGINT)
        assert process.wait(MOST_STOPPING) == 0


@needs_a_shell
@pytest.mark.parametrize(
    ("before", "reason"),
    [
        ("exec >&-", "it is closed"),
        pytest.param(
            "exec >/dev/full", "No space left on device",
            marks=pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here"),
        ),
    ],
)  # fmt: skip
def test_an_output_that_can_not_be_written_is_told_in_a_sentence(before: str, reason: str) -> None:
    with served(before=before) as process:
        _, errors = process.communicate(timeout=LONGEST)
    where = f"send it to a terminal, a pipe, a file with room or {os.devnull}"
    assert (process.returncode, errors) == (2, f"Error: standard output can't be written ({reason}): {where}\n")


def test_after_its_reader_went_away_it_goes_on_and_is_silent() -> None:
    with served() as process:
        said = first_line(process)
        assert process.stdout is not None
        process.stdout.close()
        # Several rounds, each of which is a write to the broken pipe.
        for _ in range(3):
            assert ask(said, 50) == [404] * 50
        process.send_signal(signal.SIGTERM)
        assert process.wait(MOST_STOPPING) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


@needs_a_shell
def test_without_a_standard_error_it_serves_all_the_same() -> None:
    with served(before="exec 2>&-") as process:
        assert ask(first_line(process), 1) == [404]
        process.send_signal(signal.SIGTERM)
        assert process.wait(MOST_STOPPING) == 0


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="this platform has no SIGHUP")
def test_a_terminal_that_is_closed_ends_it_like_any_signal() -> None:
    with served() as process:
        first_line(process)
        process.send_signal(signal.SIGHUP)
        out, errors = process.communicate(timeout=MOST_STOPPING)
    assert (process.returncode, errors) == (0, "")
    assert out.endswith("kling3-mock stopped; no webhook was left undelivered.\n")


@needs_a_shell
@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="this platform has no SIGHUP")
def test_what_nohup_started_stays_when_its_terminal_is_closed() -> None:
    with served(before="trap '' HUP") as process:
        said = first_line(process)
        process.send_signal(signal.SIGHUP)
        assert ask(said, 1) == [404]
        process.send_signal(signal.SIGTERM)
        assert process.wait(MOST_STOPPING) == 0


class Unread(io.BytesIO):
    """What lies below an output that nobody reads: writing waits until the test ends."""

    def __init__(self) -> None:
        super().__init__()
        self.end, self.entered = threading.Event(), threading.Event()

    def write(self, data: Any) -> int:
        self.entered.set()
        self.end.wait(LONGEST)
        return len(data)


class Defective(Mock):
    """Has a defect, of which it tells on standard error, in every answer on a task."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings, store=DefectiveStore())


class DefectiveStore(MemoryStore):
    async def get(self, task_id: str) -> Task | None:
        raise NotImplementedError(task_id)


@pytest.mark.usefixtures("_as_before")
def test_requests_are_answered_although_nobody_reads_standard_error(monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[int] = []

    def visit() -> None:
        try:
            answers.extend(ask(said.getvalue().split("\n")[0], 3))
        finally:
            os.kill(os.getpid(), signal.SIGTERM)

    said, unread = Screen(threading.Thread(target=visit)), Unread()
    monkeypatch.setattr(program, "Mock", Defective)
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(unread, encoding="utf-8", write_through=True))
    serve(Settings(port=0), said)
    unread.end.set()
    assert answers == [500] * 3
    assert unread.entered.is_set()
