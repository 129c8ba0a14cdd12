"""Over HTTP: `kling3-mock serve` as it starts, beside bare routes on plain `uvicorn app:app`, the same loop in both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.benchmarks import orders, wrk
from tests.benchmarks.effort import Effort
from tests.benchmarks.programs import (
    Program,
    free_port,
    kling3_mock,
    running,
    script,
    uvicorn,
    wait_until_answers,
)
from tests.benchmarks.report import Row, Section, Target
from tests.benchmarks.rounds import pairs_of
from tests.benchmarks.traffic import Measured, Request, compared, creation, reading, speed_rows

_CONNECTIONS, _MANY = 16, 64
_COUNTS = (1, _CONNECTIONS, _MANY)
_SPREAD = Target(3)
"""How many times as long as half of the answers 99 of 100 may take, over many connections."""
_HEADS = ("fake", "uvicorn app:app")
_SERVE = ("serve", "--port", "0", "--task-seconds", "0.1", "--scenario", "never")
"""Tasks are soon in progress, and stay so."""
_ENDING = ("x-kling3-scenario", "complete 0.1")


class _Programs(NamedTuple):
    fake: Program
    plain: Program
    """The bare routes on uvicorn as anybody would start it."""
    own: Program
    """The bare routes on the fake's own connections."""


def measure(effort: Effort) -> Iterator[Section]:
    """Compare requests/s, processor time, and how long answers take."""
    wrk.require()
    with TemporaryDirectory() as name, _programs(Path(name)) as programs:
        # Reading comes first: creations begin with a reset, which would forget the tasks.
        requests = (*_readings(Path(name), programs.fake), *_creations(Path(name)))
        yield from _compared(requests, programs, effort)
        yield _servers(requests, programs, effort.shorter())


@contextmanager
def _programs(folder: Path) -> Iterator[_Programs]:
    port = free_port()
    fake = running(kling3_mock(*_SERVE), folder / "fake.log")
    plain = running(uvicorn("bare:bare", port), folder / "plain.log", f"http://127.0.0.1:{port}")
    own = running(script("bare.py"), folder / "own.log")
    with fake as ours, plain as theirs, own as bare:
        wait_until_answers(theirs.process, port, b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
        yield _Programs(ours, theirs, bare)


def _readings(folder: Path, fake: Program) -> Iterator[Request]:
    yield reading(folder, _task(fake, "IN_PROGRESS"), "in progress", 0.9)
    yield reading(folder, _task(fake, "COMPLETED", _ENDING), "ended", 0.8)


def _creations(folder: Path) -> Iterator[Request]:
    yield creation(folder, orders.typical(), 0.85)
    yield creation(folder, orders.advised(), 0.65, ", one finding")
    yield creation(folder, orders.long(), 0.85)


def _compared(requests: Sequence[Request], programs: _Programs, effort: Effort) -> Iterator[Section]:
    speed: list[Row] = []
    waits: list[Row] = []
    spreads: list[Row] = []
    for each in requests:
        for count in _COUNTS:
            pains = effort if count == _CONNECTIONS else effort.shorter()
            measured = compared(each, programs.fake, programs.plain, count, pains)
            speed += speed_rows(each, measured) if count == _CONNECTIONS else ()
            waits += _wait_rows(each, count, measured)
            spreads += [_spread_row(each, measured)] if count == _MANY else []
    yield Section(f"Over HTTP, {_CONNECTIONS} connections, log to a file", _HEADS, tuple(speed))
    yield Section("Over HTTP: milliseconds until 50 and until 99 of 100 answers came", _HEADS, tuple(waits))
    yield Section(f"Over HTTP, {_MANY} connections: p99 divided by p50", _HEADS, tuple(spreads))


def _servers(requests: Sequence[Request], programs: _Programs, effort: Effort) -> Section:
    """Compare the bare routes on both servers: what the fake's connections cost or save."""
    rows = []
    for each in (requests[0], requests[2]):
        measured = compared(each, programs.own, programs.plain, _CONNECTIONS, effort)
        rows.append(Row.of(f"{each.what}: requests/s", pairs_of(measured, lambda run: run.rate)))
    heads = ("fake's server", "uvicorn app:app")
    return Section(f"The same bare routes on both servers, {_CONNECTIONS} connections", heads, tuple(rows))


def _wait_rows(request: Request, connections: int, measured: Measured) -> Iterator[Row]:
    what = f"{request.what}, {connections} connection{'s' * (connections > 1)}"
    yield Row.of(f"{what}: p50", pairs_of(measured, lambda run: run.half))
    yield Row.of(f"{what}: p99", pairs_of(measured, lambda run: run.most))


def _spread_row(request: Request, measured: Measured) -> Row:
    ours, theirs = (median(run.most / run.half for run in side) for side in zip(*measured, strict=True))
    return Row(request.what, (ours, theirs), (), _SPREAD)


def _task(fake: Program, status: str, *headers: tuple[str, str]) -> str:
    """Return the id of a new task that has come to a status."""
    task_id = orders.task_id_of(fake.ask("POST", orders.CREATE, (*orders.HEADERS, *headers), orders.typical()))
    while status.encode() not in fake.ask("GET", orders.path_of(task_id), orders.HEADERS):
        pass
    return task_id
