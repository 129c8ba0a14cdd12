"""Wrk: the load generator, driven through a script of ours that says what to send and what is told at the end."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.programs import Program, share
from tests.benchmarks.report import CouldNotMeasureError

_DONE = """
done = function(summary, latency, _requests)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format("figures %d %d %d %d %d\\n",
    summary.requests, summary.duration, failed, latency:percentile(50), latency:percentile(99)))
end
"""
_MICROSECONDS = 1e6


class Run(NamedTuple):
    """What one run showed; `processor` is the server's processor time for a request, if anybody tells it."""

    rate: float
    """Requests a second."""
    half: float
    """Milliseconds within which half of the answers came."""
    most: float
    """Milliseconds within which 99 of 100 answers came."""
    processor: float | None
    """Microseconds."""


def version() -> str:
    """Return name and version, or nothing where wrk is not installed."""
    if shutil.which("wrk") is None:
        return ""
    told = subprocess.run(["wrk", "--version"], capture_output=True, text=True, check=False).stdout
    return " ".join(told.split()[:2])


def require() -> None:
    """Raise CouldNotMeasureError where wrk is not installed."""
    if shutil.which("wrk") is None:
        message = "requests/s need wrk, which is not installed: apt-get install wrk (or brew install wrk)"
        raise CouldNotMeasureError(message)


def write_script(path: Path, method: str, headers: Sequence[tuple[str, str]], body: bytes = b"") -> Path:
    """Write what wrk is to send to a file, and return it."""
    fields = [f'wrk.headers["{name}"] = "{value}"' for name, value in headers]
    lines = [f'wrk.method = "{method}"', *fields, f"wrk.body = [==[{body.decode()}]==]" if body else "", _DONE]
    path.write_text("\n".join(lines), "utf-8")
    return path


def run(program: Program, path: str, script: Path, connections: int, seconds: float) -> Run:
    """Send requests over so many connections for so long."""
    options = ("-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "-s", str(script))
    before = program.seconds_used()
    told = subprocess.run(["wrk", *options, program.url + path], capture_output=True, text=True, check=False)
    after = program.seconds_used()
    _, figures, line = told.stdout.rpartition("figures ")
    if not figures:
        raise CouldNotMeasureError(f"wrk told no figures: {told.stdout}{told.stderr}")
    requests, duration, failed, half, most = map(int, line.split())
    if failed or not requests:
        raise CouldNotMeasureError(f"{failed} of {requests} requests to {program.url}{path} failed")
    used = share(before, after, requests / _MICROSECONDS)
    return Run(requests / duration * _MICROSECONDS, half / 1_000, most / 1_000, used)
