"""A program is run as a shell would run it: its streams, files and exit status are its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import Thread, get_ident

import pytest

from kling3_mockserver.running.child import Child, CommandError, shell_status
from kling3_mockserver.running.relay import Relay
from tests.mockserver.processes import LONGEST, environment


def status(*command: str, variables: Mapping[str, str] | None = None) -> int:
    with Relay() as relay:
        return Child(command, {**environment(), **(variables or {})}, relay).wait()


@pytest.mark.parametrize("expected", [0, 1, 7, 255])
def test_its_exit_status_is_told(expected: int) -> None:
    assert status(sys.executable, "-c", f"raise SystemExit({expected})") == expected


@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM", "SIGINT", "SIGSEGV"])
def test_a_signal_that_ends_it_is_told_as_a_shell_tells_it(name: str) -> None:
    number = getattr(signal, name, None)
    if number is None:
        pytest.skip(f"there is no {name} here")
    ends = f"import os, signal as s; {number} == 9 or s.signal({number}, s.SIG_DFL); os.kill(os.getpid(), {number})"
    assert status(sys.executable, "-c", ends) == 128 + number


def test_it_is_found_by_the_path_that_it_gets(tmp_path: Path) -> None:
    program = tmp_path / "my-program"
    program.write_text("#!/bin/sh\nexit 4\n", "utf-8")
    program.chmod(0o755)
    assert status("my-program", variables={"PATH": f"{tmp_path}:{os.environ['PATH']}"}) == 4


@pytest.mark.parametrize("given", ["no-such-program", "./no/such/program", "", "folder", "plain", "\udcff"])
def test_what_is_no_program_is_named(given: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "plain").write_text("exit 0", "utf-8")
    with pytest.raises(CommandError) as caught:
        status(given, variables={"PATH": str(tmp_path)})
    assert str(caught.value) == (
        f"got '{given}', which is no program that can be run from here: give behind -- what you would type without "
        "kling3-mock, as in kling3-mock run -- python make_video.py"
    )


def test_what_the_system_does_not_run_is_named(tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.write_bytes(b"\x7fELF")
    program.chmod(0o755)
    with pytest.raises(CommandError, match=rf"^can't run {program} \(Exec format error\): expected a program$"):
        status(str(program))


def test_a_word_that_no_program_can_get_is_told() -> None:
    with pytest.raises(CommandError, match=r"^can't run .* \(embedded null byte\): expected a program$"):
        status(sys.executable, "-c", "\0")


def test_a_file_that_was_opened_for_it_is_there(tmp_path: Path) -> None:
    """As a shell does for `<(...)`, and make for its jobs."""
    path = tmp_path / "handed"
    path.write_text("hello", "utf-8")
    number = os.open(path, os.O_RDONLY)
    os.set_inheritable(number, True)  # noqa: FBT003
    try:
        assert status(sys.executable, "-c", f"import os; assert os.read({number}, 9) == b'hello'") == 0
    finally:
        os.close(number)


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"])
def test_a_signal_is_handed_on(name: str) -> None:
    number = signal.Signals[name]
    waits = f"""
import os, signal
signal.pthread_sigmask(signal.SIG_BLOCK, [{number}])
os.kill(os.getppid(), {number})
raise SystemExit(9 if signal.sigwait([{number}]) == {number} else 1)
"""
    before = signal.getsignal(number)
    assert status(sys.executable, "-c", waits) == 9
    assert signal.getsignal(number) is before


def test_a_signal_that_comes_while_it_is_started_is_handed_on_too() -> None:
    with Relay() as relay:
        signal.raise_signal(signal.SIGTERM)
        assert relay.first == signal.SIGTERM
        assert Child([sys.executable, "-c", "import time; time.sleep(60)"], environment(), relay).wait() == 128 + 15


def test_a_signal_that_another_thread_takes_is_handed_on() -> None:
    """The system chooses the thread; one that just begins to wait misses a signal in the same way."""
    reading, writing = os.pipe()
    os.set_inheritable(writing, True)  # noqa: FBT003
    waits = f"""
import os, signal
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
os.write({writing}, b"ready")
raise SystemExit(9 if signal.sigtimedwait([signal.SIGTERM], {LONGEST / 2}) else 1)
"""
    taker = Thread(target=lambda: (os.read(reading, 5), signal.pthread_kill(get_ident(), signal.SIGTERM)))
    taker.start()
    try:
        assert status(sys.executable, "-c", waits) == 9
    finally:
        os.close(writing)
        taker.join()
        os.close(reading)


def test_a_signal_that_was_ignored_stays_so() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        script = "import os, signal; os.kill(os.getppid(), 1); os.kill(os.getpid(), 1); raise SystemExit(3)"
        assert status(sys.executable, "-c", script) == 3
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.mark.parametrize(("returned", "expected"), [(0, 0), (3, 3), (-2, 130), (-9, 137), (-15, 143)])
def test_the_status_of_a_shell(returned: int, expected: int) -> None:
    assert shell_status(returned) == expected


PRESSED = """
import os, pty, signal, sys
pid, terminal = pty.fork()
if pid:
    def until(text, seen=b""):
        while text not in seen:
            seen += os.read(terminal, 1000)
    until(b"ready")
    os.write(terminal, b"\\x03")
    until(b"^C")
    os.kill(pid, signal.SIGTERM)
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
from kling3_mockserver.running.child import Child
from kling3_mockserver.running.relay import Relay
os.dup2(os.open(os.devnull, os.O_RDWR), 0)
with Relay() as relay:
    status = Child([sys.executable, "-c", sys.argv[1]], os.environ, relay).wait()
os._exit(status)
"""
"""Runs a program in a terminal of its own, where standard input is a file, and presses Ctrl-C."""
COUNTS = """
import os, signal
watched = [signal.SIGINT, signal.SIGTERM]
signal.pthread_sigmask(signal.SIG_BLOCK, watched)
os.setpgrp()
os.write(1, b"ready")
heard = 0
while signal.sigwait(watched) == signal.SIGINT:
    heard += 1
raise SystemExit(40 + heard)
"""
"""Counts the keys that are handed on; of its own it hears none, being in another group."""


def test_a_key_of_the_terminal_is_not_handed_on_also_where_standard_input_is_a_file() -> None:
    """The terminal has told the program itself already."""
    if not hasattr(os, "tcgetpgrp"):
        pytest.skip("there are no terminals here")
    pressed = [sys.executable, "-c", PRESSED, COUNTS]
    assert subprocess.run(pressed, check=False, timeout=LONGEST, env=environment()).returncode == 40
