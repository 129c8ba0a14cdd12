"""Programs: processes that are measured from outside."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from tests.benchmarks.report import CouldNotMeasureError

_URL = re.compile(r"http://[\w.]+:\d+")
_PATIENCE, _LONG_PATIENCE = 10.0, 60.0
"""Seconds."""
_FIRST_BAD_STATUS = 300


@dataclass(frozen=True, slots=True)
class Program:
    """A process that listens at a URL."""

    process: subprocess.Popen[bytes]
    url: str

    def ask(self, method: str, path: str, headers: Sequence[tuple[str, str]] = (), body: bytes = b"") -> bytes:
        """Return the body of an answer, which must be a good one."""
        with closing(HTTPConnection(self.url.removeprefix("http://"), timeout=_LONG_PATIENCE)) as connection:
            connection.request(method, path, body, dict(headers))
            answer = connection.getresponse()
            content = answer.read()
        if answer.status >= _FIRST_BAD_STATUS:
            raise CouldNotMeasureError(f"{self.url} answered {method} {path} with {answer.status}: {content!r}")
        return content

    def seconds_used(self) -> float | None:
        """Return the seconds that it and the processes it started spent on a processor, or None where nobody tells."""
        spent = [_read(f"/proc/{each}/stat").rpartition(")")[2].split()[11:13] for each in _family(self.process.pid)]
        return sum(int(user) + int(system) for user, system in spent) / os.sysconf("SC_CLK_TCK") if spent else None

    def megabytes(self) -> float | None:
        """Return how much memory it and the processes it started have at the moment, or None where nobody tells."""
        pages = [int(_read(f"/proc/{each}/statm").split()[1]) for each in _family(self.process.pid)]
        return sum(pages) * os.sysconf("SC_PAGE_SIZE") / 1e6 if pages else None


@contextmanager
def running(command: Sequence[str], out: Path, url: str = "") -> Iterator[Program]:
    """Run a program until the end of the block; `out` takes what it says, its URL first unless that is given."""
    with out.open("wb") as stream:
        process = subprocess.Popen(command, stdout=stream)
    try:
        yield Program(process, url or _told_url(process, out))
    finally:
        process.terminate()
        process.wait()


def share(before: float | None, after: float | None, of: float) -> float | None:
    """Return the processor time used between two looks at it, by something; None where nobody tells it."""
    return None if before is None or after is None else (after - before) / of


def script(name: str, *arguments: str) -> list[str]:
    """Return the command that runs a program of this folder."""
    return [sys.executable, str(Path(__file__).with_name(name)), *arguments]


def uvicorn(application: str, port: int) -> list[str]:
    """Return the command that serves an application of this folder as anybody would, without a line for each call."""
    here = str(Path(__file__).parent)
    options = ("--factory", "--app-dir", here, "--port", str(port), "--no-access-log", "--log-level", "warning")
    return [sys.executable, "-m", "uvicorn", application, *options]


def kling3_mock(*arguments: str) -> list[str]:
    """Return the command `kling3-mock` of the environment that this runs in."""
    found = shutil.which("kling3-mock", path=sysconfig.get_path("scripts"))
    if found is None:
        raise CouldNotMeasureError("there is no command kling3-mock beside this Python: pip install . first")
    return [found, *arguments]


def free_port() -> int:
    """Return a port on which nobody listens at the moment."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def wait_until_answers(process: subprocess.Popen[bytes], port: int, request: bytes) -> bytes:
    """Return the beginning of a program's first answer to a request."""
    last = time.perf_counter() + _PATIENCE
    while process.poll() is None and time.perf_counter() < last:
        try:
            with socket.create_connection(("127.0.0.1", port)) as connection:
                connection.sendall(request)
                return connection.recv(1_000)
        except OSError:
            time.sleep(0.001)
    raise CouldNotMeasureError(f"{process.args!r} did not begin to answer on port {port}: run it by hand")


def _family(number: int) -> list[int]:
    """Return a process and those that it started, and they, or nothing where nobody tells."""
    if not Path("/proc/self/statm").exists():
        return []
    children = _read(f"/proc/{number}/task/{number}/children").split()
    return [number, *(member for child in children for member in _family(int(child)))]


def _read(path: str) -> str:
    return Path(path).read_text("utf-8")


def _told_url(process: subprocess.Popen[bytes], out: Path) -> str:
    last = time.perf_counter() + _PATIENCE
    while process.poll() is None and time.perf_counter() < last:
        if found := _URL.search(out.read_text("utf-8")):
            return found[0]
        time.sleep(0.01)
    raise CouldNotMeasureError(f"{process.args!r} did not tell its URL: run it by hand")
