"""Start-up: how long the command takes to its first answer, and what importing costs."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from statistics import median

from tests.benchmarks.effort import Effort
from tests.benchmarks.programs import free_port, kling3_mock, uvicorn, wait_until_answers
from tests.benchmarks.report import Row, Section, Target
from tests.benchmarks.rounds import alternate, pairs_of

_MILLISECONDS = 1_000
_START = Target(2)
_IMPORT = Target(30)
_REQUEST = b"GET /v1/ai/video/kling-v3 HTTP/1.1\r\nhost: 127.0.0.1\r\nx-freepik-api-key: k\r\n\r\n"
_TIMED_IMPORT = "from time import perf_counter as now; began = now(); import {}; print(now() - began)"


def measure(effort: Effort) -> Iterator[Section]:
    """Compare with plain `uvicorn app:app` of bare routes, and time imports in processes of their own."""
    port = free_port()
    fake, bare = kling3_mock("serve", "--port", str(port)), uvicorn("bare:bare", port)
    measured = alternate(lambda: _start(fake, port), lambda: _start(bare, port), effort.starts)
    yield Section(
        "Start: milliseconds",
        ("fake", "uvicorn app:app"),
        (
            Row.of("from the command to the first answer", pairs_of(measured, float), _START),
            Row("import kling3_mockserver", (_import("kling3_mockserver", effort),), (), _IMPORT),
            Row("import kling3_mockserver.mock", (_import("kling3_mockserver.mock", effort),)),
        ),
    )


def _start(command: Sequence[str], port: int) -> float:
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        wait_until_answers(process, port, _REQUEST)
        return (time.perf_counter() - began) * _MILLISECONDS
    finally:
        process.kill()
        process.wait()


def _import(package: str, effort: Effort) -> float:
    command = [sys.executable, "-c", _TIMED_IMPORT.format(package)]
    seconds = [float(subprocess.check_output(command)) for _ in range(effort.starts)]
    return median(seconds) * _MILLISECONDS
