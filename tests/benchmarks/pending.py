"""Pending: what orders cost while a hundred thousand webhooks wait for a receiver that is dead."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks import orders, wrk
from tests.benchmarks.effort import Effort
from tests.benchmarks.places import PLACES, Place
from tests.benchmarks.programs import Program, kling3_mock, running
from tests.benchmarks.report import Row, Section, Target
from tests.benchmarks.rounds import alternate, pairs_of

_CONNECTIONS = 16
_WEBHOOKS_EACH = 2
_ALMOST = 0.9
"""Of the effort's number of webhooks: over a file no more than a hundred thousand may wait."""
_NOBODY = "http://127.0.0.1:9/hook"
_GROWTH = Target(1.5)
"""How much longer the slowest of a hundred orders may take."""


def measure(effort: Effort) -> Iterator[Section]:
    """Compare a fake with which so many wait with one that has none, over each store that lasts."""
    wrk.require()
    for place in PLACES:
        with TemporaryDirectory() as name, TemporaryDirectory() as other:
            folder = Path(name)
            with place.store(folder) as full, place.store(Path(other)) as empty:
                waiting, idle = _serving(folder / "full.txt", full), _serving(folder / "empty.txt", empty)
                with waiting as first, idle as second:
                    yield _section(folder, place, first, second, effort)


def _serving(out: Path, store: str) -> AbstractContextManager[Program]:
    # Each is tried once, and then waits until long after the end of this.
    options = ("--port", "0", "--quiet", "--task-seconds", "0.1", "--webhook-retry-delay", "3000", "--store", store)
    return running(kling3_mock("serve", *options), out)


def _section(folder: Path, place: Place, waiting: Program, idle: Program, effort: Effort) -> Section:
    ordered = _filled(folder, waiting, int(effort.tasks * _ALMOST) // _WEBHOOKS_EACH)
    plain = wrk.write_script(folder / "order.lua", "POST", orders.HEADERS, orders.typical())

    def run(program: Program) -> wrk.Run:
        return wrk.run(program, orders.CREATE, plain, _CONNECTIONS, effort.seconds)

    measured = alternate(lambda: run(waiting), lambda: run(idle), effort.rounds)
    return Section(
        f"Orders while {ordered * _WEBHOOKS_EACH:,} webhooks wait for a dead receiver, over {place.name}",
        ("with them", "without"),
        (
            Row.of("99 of 100 answered within, ms", pairs_of(measured, lambda run: run.most), _GROWTH),
            Row.of("half of them answered within, ms", pairs_of(measured, lambda run: run.half)),
        ),
    )


def _filled(folder: Path, fake: Program, tasks: int) -> int:
    """Order at least so many tasks, whose webhooks wait then; return how many."""
    body = json.dumps({**json.loads(orders.typical()), "webhook_url": _NOBODY}).encode()
    script = wrk.write_script(folder / "hook.lua", "POST", orders.HEADERS, body)
    while (ordered := _count(fake)) < tasks:
        wrk.run(fake, orders.CREATE, script, _CONNECTIONS, 1)
    return ordered


def _count(fake: Program) -> int:
    return int(json.loads(fake.ask("GET", "/_mock/health"))["tasks"])
