"""Traffic: what wrk sends to two programs in turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import orders, wrk
from tests.benchmarks.effort import Effort
from tests.benchmarks.programs import Program
from tests.benchmarks.report import Row, Target
from tests.benchmarks.rounds import alternate, pairs_of

Measured = Sequence[tuple[wrk.Run, wrk.Run]]


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked, and how it is called in the table; `creates` when each adds a task."""

    what: str
    path: str
    script: Path
    creates: bool
    share: Target
    """Of the other side's requests/s, to be reached."""


def creation(folder: Path, body: bytes, share: float, more: str = "") -> Request:
    """Return a request that orders a video."""
    script = wrk.write_script(folder / f"create{len(body)}.lua", "POST", orders.HEADERS, body)
    return Request(f"create, {len(body):,} bytes{more}", orders.CREATE, script, creates=True, share=_at_least(share))


def reading(folder: Path, task_id: str, status: str, share: float) -> Request:
    """Return a request that reads a task."""
    script = wrk.write_script(folder / "get.lua", "GET", orders.HEADERS[:1])
    what = f"get by id, {status}"
    return Request(what, orders.path_of(task_id), script, creates=False, share=_at_least(share))


def compared(request: Request, first: Program, second: Program, connections: int, effort: Effort) -> Measured:
    """Return what two programs showed in turn; before it creates, each forgets the tasks that it holds."""

    def run(program: Program) -> wrk.Run:
        if request.creates:
            program.ask("POST", "/_mock/reset")
        return wrk.run(program, request.path, request.script, connections, effort.seconds)

    return alternate(lambda: run(first), lambda: run(second), effort.rounds)


def speed_rows(request: Request, measured: Measured) -> Iterator[Row]:
    """Give the lines on requests/s, of which the first is to reach a share of the second, and on processor time."""
    yield Row.of(f"{request.what}: requests/s", pairs_of(measured, lambda run: run.rate), request.share)
    yield from processor_rows(f"{request.what}: processor us", measured)


def processor_rows(what: str, measured: Measured) -> Iterator[Row]:
    """Give the line on processor time, where anybody tells it."""
    if all(run.processor is not None for pair in measured for run in pair):
        yield Row.of(what, pairs_of(measured, lambda run: run.processor or 0.0))


def _at_least(share: float) -> Target:
    return Target(share, at_least=True)
