"""Over HTTP: `kling3-mock serve` as it starts, beside bare routes on the same server with the same settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks import orders, wrk
from tests.benchmarks.effort import Effort
from tests.benchmarks.programs import Program, kling3_mock, running, script
from tests.benchmarks.report import Row, Section
from tests.benchmarks.rounds import pairs_of
from tests.benchmarks.traffic import Measured, Request, compared, creation, reading, speed_rows

_CONNECTIONS = 16
_SHARE = 0.7
"""Of the bare route's requests/s, to be reached at least."""
_COUNTS = (1, _CONNECTIONS, 64)
_HEADS = ("fake", "bare route")
_SERVE = ("serve", "--port", "0", "--task-seconds", "0.1", "--scenario", "never")
"""Tasks are soon in progress, and stay so."""


def measure(effort: Effort) -> Iterator[Section]:
    """Compare requests/s, processor time, and how long answers take."""
    wrk.require()
    with TemporaryDirectory() as name:
        folder = Path(name)
        fake = running(kling3_mock(*_SERVE), folder / "fake.log")
        bare = running(script("bare.py"), folder / "bare.log")
        with fake as ours, bare as theirs:
            yield from _sections(folder, ours, theirs, effort)


def _sections(folder: Path, ours: Program, theirs: Program, effort: Effort) -> Iterator[Section]:
    # Reading comes first: creations begin with a reset, which would forget the task.
    requests = (
        reading(folder, _task_in_progress(ours)),
        creation(folder, orders.typical()),
        creation(folder, orders.long()),
    )
    speed: list[Row] = []
    waits: list[Row] = []
    for each in requests:
        for count in _COUNTS:
            measured = compared(each, ours, theirs, count, effort if count == _CONNECTIONS else effort.shorter())
            speed += speed_rows(each.what, measured, _SHARE) if count == _CONNECTIONS else ()
            waits += _wait_rows(each, count, measured)
    yield Section(f"Over HTTP, {_CONNECTIONS} connections, log to a file", _HEADS, tuple(speed))
    yield Section("Over HTTP: milliseconds until 50 and until 99 of 100 answers came", _HEADS, tuple(waits))


def _wait_rows(request: Request, connections: int, measured: Measured) -> Iterator[Row]:
    what = f"{request.what}, {connections} connection{'s' * (connections > 1)}"
    yield Row.of(f"{what}: p50", pairs_of(measured, lambda run: run.half))
    yield Row.of(f"{what}: p99", pairs_of(measured, lambda run: run.most))


def _task_in_progress(program: Program) -> str:
    task_id = orders.task_id_of(program.ask("POST", orders.CREATE, orders.HEADERS, orders.typical()))
    while b"IN_PROGRESS" not in program.ask("GET", orders.path_of(task_id), orders.HEADERS):
        pass
    return task_id
