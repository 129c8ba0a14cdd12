"""Cost of events: the fake that one page watches, beside one that nobody does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks import orders, wrk
from tests.benchmarks.effort import Effort
from tests.benchmarks.programs import Program, running, script
from tests.benchmarks.report import Section
from tests.benchmarks.traffic import compared, creation, speed_rows

_CONNECTIONS = 16
_SHARE = 0.95
"""Of the requests/s while nobody watches, to be reached at least."""


def measure(effort: Effort) -> Iterator[Section]:
    """Compare requests/s and processor time."""
    wrk.require()
    with TemporaryDirectory() as name:
        folder = Path(name)
        first, second = (running(script("fake.py"), folder / f"{each}.txt") for each in ("watched", "alone"))
        with (
            first as watched,
            second as alone,
            running(script("watcher.py", watched.url), folder / "watcher.txt"),
        ):
            yield _section(folder, watched, alone, effort)


def _section(folder: Path, watched: Program, alone: Program, effort: Effort) -> Section:
    request = creation(folder, orders.typical(), _SHARE)
    rows = speed_rows(request, compared(request, watched, alone, _CONNECTIONS, effort))
    title = f"The cost of events, over HTTP with {_CONNECTIONS} connections"
    return Section(title, ("one page open", "none"), tuple(rows))
