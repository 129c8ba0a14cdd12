"""Pending: what orders cost while a hundred thousand webhooks wait for a receiver that is dead."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.benchmarks import orders, wrk
from tests.benchmarks.effort import Effort
from tests.benchmarks.places import PLACES
from tests.benchmarks.programs import Program, kling3_mock, running
from tests.benchmarks.report import Pairs, Row, Section, Target
from tests.benchmarks.rounds import alternate, pairs_of
from tests.benchmarks.standing import held_by, until_waiting
from tests.benchmarks.traffic import processor_rows

_CONNECTIONS = 16
_WEBHOOKS_EACH = 2
_ALMOST = 0.9
"""Of the effort's number of webhooks: over a file no more than a hundred thousand may wait."""
_NOBODY = "http://127.0.0.1:9/hook"
_GROWTH = Target(1.5)
"""How much longer the slowest of a hundred orders may take."""

_BUSY = 0.1
"""The share of a processor that a fake takes at most when it has tried all webhooks once."""
_LOOK = 0.5
_PATIENCE = 300.0
"""Seconds."""


def measure(effort: Effort) -> Iterator[Section]:
    """Compare a fake with which so many wait with one of as many tasks that has none, over each store that lasts."""
    wrk.require()
    for place in PLACES:
        with TemporaryDirectory() as name, TemporaryDirectory() as other:
            folder = Path(name)
            with place.store(folder) as full, place.store(Path(other)) as empty:
                waiting, idle = _serving(folder / "full.txt", full), _serving(folder / "empty.txt", empty)
                with waiting as first, idle as second:
                    yield _section(folder, place.name, _Side(first, full), _Side(second, empty), effort)


class _Side(NamedTuple):
    """A fake and its store."""

    fake: Program
    store: str


def _serving(out: Path, store: str) -> AbstractContextManager[Program]:
    # Each is tried once, and then waits until long after the end of this.
    options = ("--port", "0", "--quiet", "--task-seconds", "0.1", "--webhook-retry-delay", "3000", "--store", store)
    return running(kling3_mock("serve", *options), out)


def _section(folder: Path, where: str, waiting: _Side, idle: _Side, effort: Effort) -> Section:
    plain = wrk.write_script(folder / "order.lua", "POST", orders.HEADERS, orders.typical())
    hooked = {**json.loads(orders.typical()), "webhook_url": _NOBODY}
    hook = wrk.write_script(folder / "hook.lua", "POST", orders.HEADERS, json.dumps(hooked).encode())
    ordered = _filled(waiting.fake, hook, int(effort.tasks * _ALMOST) // _WEBHOOKS_EACH)
    _filled(idle.fake, plain, ordered)
    until_waiting(waiting.fake, ordered * _WEBHOOKS_EACH)
    sizes = tuple(_size_rows(waiting, idle))

    def run(side: _Side) -> wrk.Run:
        return wrk.run(side.fake, orders.CREATE, plain, _CONNECTIONS, effort.seconds)

    # What else the machine does shows in the slowest answers first.
    measured = alternate(lambda: run(waiting), lambda: run(idle), 2 * effort.rounds + 1)
    return Section(
        f"Orders while {ordered * _WEBHOOKS_EACH:,} webhooks wait for a dead receiver, over {where}",
        ("with them", "without"),
        (
            Row.of("99 of 100 answered within, ms", pairs_of(measured, lambda run: run.most), _GROWTH),
            Row.of("half of them answered within, ms", pairs_of(measured, lambda run: run.half)),
            *processor_rows("an order: processor us", measured),
            *sizes,
        ),
    )


def _filled(fake: Program, script: Path, tasks: int) -> int:
    """Order at least so many tasks; return how many."""
    while (ordered := _count(fake)) < tasks:
        wrk.run(fake, orders.CREATE, script, _CONNECTIONS, 1)
    return ordered


def _count(fake: Program) -> int:
    return int(json.loads(fake.ask("GET", "/_mock/health"))["tasks"])


def _size_rows(waiting: _Side, idle: _Side) -> Iterator[Row]:
    """Give the megabytes of both fakes, and of their servers where they have any, while nobody asks."""
    sizes = waiting.fake.megabytes(), idle.fake.megabytes()
    for what, pair in (("MB of the fake", sizes), ("MB of the server", (held_by(waiting.store), held_by(idle.store)))):
        first, second = pair
        if first is not None and second is not None:
            yield Row.of(what, Pairs(((first, second),)))
