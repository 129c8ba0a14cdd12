"""The command kling3-mock as a process of its own, whose lines are read as they come: nothing waits by the clock."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from signal import Signals
from threading import Timer

LONGEST = 60.0
"""Seconds after which a program that hangs is ended, so that the test fails instead of hanging too."""


def command() -> str:
    """Return the path of kling3-mock beside the Python that runs the tests."""
    found = shutil.which("kling3-mock", path=str(Path(sys.executable).parent))
    assert found is not None, "kling3-mock is not installed beside this Python"
    return found


def environment(**more: str) -> dict[str, str]:
    """Return the environment without settings of ours and without wishes for colours, but for those that are given."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("KLING3_")}
    return {name: value for name, value in others.items() if name not in ("FORCE_COLOR", "NO_COLOR")} | more


class Program:
    """A kling3-mock that runs; standard error comes with its standard output."""

    def __init__(self, *words: str, **variables: str) -> None:
        self._process = subprocess.Popen(
            [command(), *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
            env=environment(**variables),
        )  # fmt: skip
        assert self._process.stdout is not None
        self._printed = self._process.stdout
        self._guard = Timer(LONGEST, self._process.kill)
        self._guard.start()

    @property
    def number(self) -> int:
        """The number of its process."""
        return self._process.pid

    def line(self) -> str:
        """Return the next line that it prints."""
        return self._printed.readline()

    def until(self, text: str) -> list[str]:
        """Return what it prints up to the first line with this text."""
        lines = [self.line()]
        while text not in lines[-1]:
            assert lines[-1], f"it ended without '{text}':\n{''.join(lines)}"
            lines.append(self.line())
        return lines

    def stop(self, how: Signals) -> tuple[int, str]:
        """Send it a signal; return its exit status and all that it printed until its end."""
        self._process.send_signal(how)
        rest = self._printed.read()
        return self._process.wait(), rest

    def close(self) -> None:
        self._guard.cancel()
        self._process.kill()
        self._process.wait()
        self._printed.close()


@contextmanager
def served(*words: str, until: str = "Stop with Ctrl-C.", **variables: str) -> Iterator[tuple[Program, str]]:
    """Run `kling3-mock serve` on a free port; give it and its banner, up to the line with a text."""
    program = Program("serve", "--port", "0", *words, **variables)
    try:
        yield program, "".join(program.until(until))
    finally:
        program.close()


def url_of(banner: str) -> str:
    """Return the address that a banner names first."""
    return banner.split()[3]
