"""Memory: what many tasks cost, in bytes and in the time of answers, and whether the journal keeps its bounds."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator

from kling3_mockserver.mock import Mock
from kling3_mockserver.settings.settings import Settings
from kling3_mockserver.tasks.scenario import NeverEnd
from kling3_openapi.endpoints import Family
from tests.benchmarks import orders
from tests.benchmarks.asked import Asked
from tests.benchmarks.effort import Effort
from tests.benchmarks.report import Row, Section, Target
from tests.benchmarks.rounds import alternate, pairs_of

_FEW = 100
_SAME = Target(1.25)
_MOST_RECORDS = Target(2_000)
_MEGABYTE = 1024 * 1024
_MOST_MEGABYTES = Target(32)
_FILLS_RECORDS = 2_001
_FILLS_BYTES = 600
"""How many orders of 60 kB are more than the journal may keep; spaces before JSON are lawful."""
_PATH = Family.REFERENCE.path


def measure(effort: Effort) -> Iterator[Section]:
    """Hold few tasks and many, and compare; then look into the journal of the many."""
    few, many = (Mock(Settings(scenario=NeverEnd())) for _ in range(2))
    task_of_few = _hold(few, _FEW)
    task_of_many, size = _held_and_weighed(many, effort.tasks)
    yield Section(
        f"{effort.tasks:,} tasks held: microseconds of processor time by hand",
        (f"{effort.tasks:,}", f"{_FEW}"),
        (
            _row("get by id", Asked(many, "GET", task_of_many), Asked(few, "GET", task_of_few), effort),
            _row("first page of the list", Asked(many, "GET", _PATH), Asked(few, "GET", _PATH), effort),
            Row("bytes a task (tracemalloc)", (size,)),
            *_journal_rows(many),
        ),
    )
    few.close()
    many.close()


def _hold(mock: Mock, count: int) -> str:
    """Have a mock hold so many tasks more; return the path of the first of them."""
    asked = Asked(mock, "POST", f"{_PATH}-pro", orders.reference())
    first = asked.once()
    for _ in range(count - 1):
        asked.once()
    return f"{_PATH}/{orders.task_id_of(first)}"


def _held_and_weighed(mock: Mock, count: int) -> tuple[str, float]:
    """Hold tasks; return the path of the first, and how many bytes each took when the journal was full before."""
    tracemalloc.start()
    _hold(mock, _FILLS_RECORDS)
    gc.collect()
    before = tracemalloc.get_traced_memory()[0]
    path = _hold(mock, count)
    gc.collect()
    size = (tracemalloc.get_traced_memory()[0] - before) / count
    tracemalloc.stop()
    return path, size


def _row(what: str, many: Asked, few: Asked, effort: Effort) -> Row:
    rounds = 2 * effort.rounds + 1
    measured = alternate(lambda: many.cost(effort.calls), lambda: few.cost(effort.calls), rounds)
    return Row.of(what, pairs_of(measured, float), _SAME)


def _journal_rows(mock: Mock) -> Iterator[Row]:
    yield Row("requests in the journal", (len(mock.journal.exchanges()),), (), _MOST_RECORDS)
    asked = Asked(mock, "POST", f"{_PATH}-pro", b" " * 60_000 + orders.reference())
    for _ in range(_FILLS_BYTES):
        asked.once()
    megabytes = sum(each.size for each in mock.journal.exchanges()) / _MEGABYTE
    yield Row("MiB in the journal after large orders", (megabytes,), (), _MOST_MEGABYTES)
