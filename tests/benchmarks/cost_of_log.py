"""Cost of the log: the fake that tells of each request in a file, beside one that tells of none."""

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
_SHARE = 0.9
"""Of the requests/s without a log, to be reached at least."""


def measure(effort: Effort) -> Iterator[Section]:
    """Compare requests/s and processor time."""
    wrk.require()
    with TemporaryDirectory() as name:
        folder = Path(name)
        logging = running(script("fake.py", str(folder / "requests.log")), folder / "logging.txt")
        silent = running(script("fake.py"), folder / "silent.txt")
        with logging as ours, silent as theirs:
            yield _section(folder, ours, theirs, effort)


def _section(folder: Path, logging: Program, silent: Program, effort: Effort) -> Section:
    request = creation(folder, orders.typical(), _SHARE)
    rows = speed_rows(request, compared(request, logging, silent, _CONNECTIONS, effort))
    title = f"The cost of the log, over HTTP with {_CONNECTIONS} connections"
    return Section(title, ("log to a file", "no log"), tuple(rows))
