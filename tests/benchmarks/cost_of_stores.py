"""Cost of stores: the fake over a file and over a server, beside the one in memory; and the webhooks it delivers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks import orders, webhooks, wrk
from tests.benchmarks.effort import Effort
from tests.benchmarks.places import PLACES, Place
from tests.benchmarks.programs import Program, running, script
from tests.benchmarks.report import Section, Target
from tests.benchmarks.traffic import compared, creation, reading, speed_rows

_CONNECTIONS = 16
_RATE = Target(1_000, at_least=True)
"""Signed webhooks a second."""
_PACE = 550
"""Orders a second, each with two webhooks."""


def measure(effort: Effort) -> Iterator[Section]:
    """Compare requests/s and processor time, then count webhooks."""
    wrk.require()
    for place in PLACES:
        with TemporaryDirectory() as name, place.store(Path(name)) as store:
            yield _compared(Path(name), place, store, effort)
        with TemporaryDirectory() as name, place.store(Path(name)) as store:
            yield webhooks.section(Path(name), effort, f"over {place.name}", store, pace=_PACE, rate=_RATE)


def _compared(folder: Path, place: Place, store: str, effort: Effort) -> Section:
    first = running(script("fake.py", str(folder / "kept.log"), store), folder / "kept.txt")
    second = running(script("fake.py", str(folder / "memory.log")), folder / "memory.txt")
    with first as kept, second as memory:
        return _section(folder, place, kept, memory, effort)


def _section(folder: Path, place: Place, kept: Program, memory: Program, effort: Effort) -> Section:
    # Of equal seeds and equal requests, so that one path is right for both.
    task_id, _ = (_ordered(each) for each in (kept, memory))
    requests = reading(folder, task_id, "CREATED", place.share), creation(folder, orders.typical(), place.share)
    rows = [row for each in requests for row in speed_rows(each, compared(each, kept, memory, _CONNECTIONS, effort))]
    title = f"The cost of {place.name}, over HTTP with {_CONNECTIONS} connections, log to a file"
    return Section(title, (f"over {place.name}", "in memory"), tuple(rows))


def _ordered(fake: Program) -> str:
    return orders.task_id_of(fake.ask("POST", orders.CREATE, orders.HEADERS, orders.typical()))
