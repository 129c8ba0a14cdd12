"""Over HTTP: `kling3-mock serve` as it starts, beside bare routes on the same server with the same settings."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks import orders, wrk
from tests.benchmarks.effort import Effort
from tests.benchmarks.programs import Program, kling3_mock, running, script
from tests.benchmarks.report import Row, Section
from tests.benchmarks.rounds import alternate, pairs_of

_CONNECTIONS = 16
_OTHER_CONNECTIONS = (1, 64)
_HEADS = ("fake", "bare route")

Measured = Sequence[tuple[wrk.Run, wrk.Run]]


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of both sides, and how it is called in the table."""

    what: str
    path: str
    script: Path


def measure(effort: Effort) -> Iterator[Section]:
    """Compare requests/s, processor time and how long answers take."""
    wrk.require()
    with TemporaryDirectory() as name:
        folder = Path(name)
        # Tasks are in progress after a third of a second, and stay so.
        serve = kling3_mock("serve", "--port", "0", "--task-seconds", "1", "--scenario", "never")
        with (
            running(serve, folder / "fake.log") as fake,
            running(script("bare.py"), folder / "bare.log") as bare,
        ):
            yield from _sections([*_creations(folder), _reading(folder, fake)], fake, bare, effort)


def compared(
    request: Request, first: Program, second: Program, connections: int, seconds: float, rounds: int
) -> Measured:
    """Return what two programs showed in turn."""

    def run(program: Program) -> wrk.Run:
        return wrk.run(program, request.path, request.script, connections, seconds)

    return alternate(lambda: run(first), lambda: run(second), rounds)


def speed_rows(what: str, measured: Measured) -> Iterator[Row]:
    """Give the lines on requests/s and, where anybody tells it, on processor time."""
    yield Row.of(f"{what}: requests/s", pairs_of(measured, lambda run: run.rate))
    if all(run.processor is not None for pair in measured for run in pair):
        yield Row.of(f"{what}: processor us", pairs_of(measured, lambda run: run.processor or 0.0))


def _sections(requests: Sequence[Request], fake: Program, bare: Program, effort: Effort) -> Iterator[Section]:
    by_request = [
        (each, compared(each, fake, bare, _CONNECTIONS, effort.seconds, effort.rounds)) for each in requests
    ]
    ...


def _creations(folder: Path) -> list[Request]:
    ...
