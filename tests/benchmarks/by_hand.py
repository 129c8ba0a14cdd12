"""By hand: what the fake itself costs beside a bare route, without a socket and without an event loop."""

from __future__ import annotations

from collections.abc import Iterator

from kling3_mockserver.mock import Mock
from kling3_mockserver.scenario import NeverEnd
from kling3_mockserver.settings import Settings
from tests.benchmarks import orders
from tests.benchmarks.asked import Asked
from tests.benchmarks.bare import bare
from tests.benchmarks.effort import Effort
from tests.benchmarks.report import Row, Section, Target
from tests.benchmarks.rounds import alternate, pairs_of

_CREATE = Target(3)
_READ = Target(2)


def measure(effort: Effort) -> Iterator[Section]:
    """Compare creating and reading."""
    # Tasks are in progress at once, and stay so.
    mock, plain, body = Mock(Settings(scenario=NeverEnd(), task_seconds=0)), bare(), orders.long()
    ours, theirs = (Asked(app, "POST", orders.CREATE, body) for app in (mock, plain))
    path = orders.path_of(orders.task_id_of(ours.once()))
    our_read, their_read = (Asked(app, "GET", path) for app in (mock, plain))
    rows = (
        _row(f"create, {len(body):,} bytes", ours, theirs, effort, _CREATE),
        _row("get by id, in progress", our_read, their_read, effort, _READ),
    )
    mock.close()
    yield Section("By hand, without a socket: microseconds of processor time", ("fake", "bare route"), rows)


def _row(what: str, ours: Asked, theirs: Asked, effort: Effort, target: Target) -> Row:
    rounds = 2 * effort.rounds + 1
    measured = alternate(lambda: ours.cost(effort.calls), lambda: theirs.cost(effort.calls), rounds)
    return Row.of(what, pairs_of(measured, float), target)
