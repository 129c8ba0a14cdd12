"""Memory: what many tasks cost, in bytes and in the time of answers, and whether the journal keeps its bounds."""

from __future__ import annotations

import gc
import json
import tracemalloc
from collections.abc import Iterator

from kling3_mockserver.mock import Mock
from kling3_mockserver.scenario import NeverEnd
from kling3_mockserver.settings import Settings
from kling3_openapi.endpoints import Family
from tests.benchmarks.asked import Asked
from tests.benchmarks.effort import Effort
from tests.benchmarks.report import Row, Section, Target
from tests.benchmarks.rounds import alternate, pairs_of

_FEW = 100
_SAME = Target(1.25)
_MOST_RECORDS = Target(2_000)
_MOST_MEGABYTES = Target(32)
_MEGABYTE = 1024 * 1024
_LONG = b" " * 60_000
"""Spaces around JSON are lawful: orders with these would fill far more than the journal may keep."""


def measure(effort: Effort) -> Iterator[Section]:
    """Hold a few tasks and many, and compare."""
    small, large = (Mock(Settings(scenario=NeverEnd())) for _ in range(2))
    few_id, _ = _hold(small, _FEW), _hold(large, _FEW)
    tracemalloc.start()
    many_id = _hold(large, effort.tasks)
    gc.collect()
    bytes_a_task = tracemalloc.get_traced_memory()[0] / effort.tasks
    tracemalloc.stop()
    ...
