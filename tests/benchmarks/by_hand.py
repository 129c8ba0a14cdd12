"""By hand: what the fake itself costs beside a bare route, without a socket and without an event loop."""

from __future__ import annotations

from collections.abc import Iterator

from kling3_mockserver.mock import Mock
from kling3_mockserver.settings.settings import Settings
from kling3_mockserver.tasks.scenario import NeverEnd
from tests.benchmarks import orders
from tests.benchmarks.asked import Asked
from tests.benchmarks.bare import bare
from tests.benchmarks.effort import Effort
from tests.benchmarks.report import Row, Section, Target
from tests.benchmarks.rounds import alternate, pairs_of

_CREATE, _ADVISED = Target(3), Target(3)
_READ = Target(2)
_BODIES = (orders.typical(), orders.long())


def measure(effort: Effort) -> Iterator[Section]:
    """Compare creating and reading."""
    # Tasks are in progress at once, and stay so.
    mock, plain = Mock(Settings(scenario=NeverEnd(), task_seconds=0)), bare()
    running = _path_of_new_task(mock)
    mock.configure({"scenario": "at-once"})
    ended = _path_of_new_task(mock)
    asked = [(f"create, {len(each):,} bytes", "POST", orders.CREATE, each, _CREATE) for each in _BODIES]
    asked += [
        ("create, one advice finding", "POST", orders.CREATE, orders.advised(), _ADVISED),
        ("get by id, in progress", "GET", running, b"", _READ),
        ("get by id, ended", "GET", ended, b"", _READ),
    ]
    rows = []
    for what, method, path, body, target in asked:
        ours, theirs = (Asked(app, method, path, body) for app in (mock, plain))
        rows.append(_row(what, ours, theirs, effort, target))
    mock.close()
    yield Section("By hand, without a socket: microseconds of processor time", ("fake", "bare route"), tuple(rows))


def _path_of_new_task(mock: Mock) -> str:
    return orders.path_of(orders.task_id_of(Asked(mock, "POST", orders.CREATE, orders.typical()).once()))


def _row(what: str, ours: Asked, theirs: Asked, effort: Effort, target: Target) -> Row:
    rounds = 2 * effort.rounds + 1
    measured = alternate(lambda: ours.cost(effort.calls), lambda: theirs.cost(effort.calls), rounds)
    return Row.of(what, pairs_of(measured, float), target)
