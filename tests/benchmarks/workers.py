"""Workers: two processes that serve one port, beside one that serves another; all have one store on a server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks import orders, wrk
from tests.benchmarks.effort import Effort
from tests.benchmarks.places import SERVER
from tests.benchmarks.programs import Program, kling3_mock, running
from tests.benchmarks.report import Section
from tests.benchmarks.traffic import compared, creation, reading, speed_rows

_CONNECTIONS = 16
_SHARE = 0.7
"""Of the requests/s of one: where server and load leave no processor to the second it makes smaller batches."""
_REMARK = "the server and wrk need processors too: with two in all, processor us tells more than requests/s"


def measure(effort: Effort) -> Iterator[Section]:
    """Compare requests/s and processor time."""
    wrk.require()
    with TemporaryDirectory() as name, SERVER.store(Path(name)) as store:
        folder = Path(name)
        with _serving(folder / "two.txt", store, "--workers", "2") as two, _serving(folder / "one.txt", store) as one:
            yield _section(folder, two, one, effort)


def _serving(out: Path, store: str, *options: str) -> AbstractContextManager[Program]:
    return running(kling3_mock("serve", "--port", "0", "--task-seconds", "600", "--store", store, *options), out)


def _section(folder: Path, two: Program, one: Program, effort: Effort) -> Section:
    # Each finds what was ordered at the other.
    task_id = orders.task_id_of(one.ask("POST", orders.CREATE, orders.HEADERS, orders.typical()))
    requests = reading(folder, task_id, "CREATED", _SHARE), creation(folder, orders.typical(), _SHARE)
    rows = [row for each in requests for row in speed_rows(each, compared(each, two, one, _CONNECTIONS, effort))]
    title = f"Workers over a server, {_CONNECTIONS} connections, log to a file"
    return Section(title, ("two workers", "one"), tuple(rows), (_REMARK,))
