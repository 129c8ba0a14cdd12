"""Webhooks: how many reach a receiver while orders go on coming in, and how many wait at the end."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.benchmarks import orders
from tests.benchmarks.effort import Effort
from tests.benchmarks.programs import Program, free_port, running, script, share, wait_until_answers
from tests.benchmarks.report import CouldNotMeasureError, Row, Section, Target

_PACE = 1_050
"""Orders a second, each with two webhooks: a little more than the target asks for."""
_TASK_SECONDS = 0.2
_WARM_UP = 0.2
"""The share of the time before counting begins: the first delivery starts the worker."""
_RATE = Target(2_000, at_least=True)
_NONE = Target(0)
_SOON = Target(0.1)


class Delivered(NamedTuple):
    """What came of the orders of one run."""

    created: float
    """Orders a second."""
    received: float
    """Webhooks a second, while orders came in."""
    busy: float | None
    """How many processors the fake kept busy meanwhile, where anybody tells it."""
    backlog_seconds: float
    """How long it took after the last order until no webhook was due."""
    missing: int
    """How many webhooks never came, or came twice."""


def measure(effort: Effort) -> Iterator[Section]:
    """Have webhooks delivered to another process, ordered by a third."""
    with TemporaryDirectory() as name:
        yield section(Path(name), effort)


def section(
    folder: Path, effort: Effort, where: str = "in memory", *store: str, pace: int = _PACE, rate: Target = _RATE
) -> Section:
    """Return what was delivered at a pace of orders a second, by a fake that holds them where it is said."""
    port = free_port()
    with ExitStack() as stack:
        receiving = running(script("receiver.py", str(port)), folder / "receiver.txt", f"http://127.0.0.1:{port}")
        faking = running(script("fake.py", str(folder / "log.txt"), *store), folder / "fake.txt")
        receiver, fake = stack.enter_context(receiving), stack.enter_context(faking)
        wait_until_answers(receiver.process, port, b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
        return _section(_delivered(fake, receiver, effort.webhook_seconds, pace), where, rate)


def _section(got: Delivered, where: str, rate: Target) -> Section:
    rows = (
        Row("orders a second", (got.created,)),
        Row("signed webhooks received a second", (got.received,), (), rate),
        Row("seconds until none was due at the end", (got.backlog_seconds,), (), _SOON),
        Row("webhooks that never came, or twice", (got.missing,), (), _NONE),
    )
    busy = () if got.busy is None else (Row("processors that the fake kept busy", (got.busy,)),)
    title = f"Webhooks, to one receiver, held {where}, log to a file, two for each order"
    return Section(title, ("fake", ""), rows + busy)


def _delivered(fake: Program, receiver: Program, seconds: float, pace: int) -> Delivered:
    warm_up = _WARM_UP * seconds
    target = (fake.url + orders.CREATE, f"{receiver.url}/hook", str(pace), str(warm_up + seconds))
    with subprocess.Popen(script("load.py", *target), stdout=subprocess.PIPE) as load:
        time.sleep(warm_up)
        before, used, began = _received(receiver), fake.seconds_used(), time.perf_counter()
        created = _count(load.communicate()[0])
        span = time.perf_counter() - began
        received, busy = _received(receiver) - before, share(used, fake.seconds_used(), span)
    backlog = float(fake.ask("GET", "/settled"))
    # The last tasks are not done yet.
    time.sleep(2 * _TASK_SECONDS)
    fake.ask("GET", "/settled")
    missing = abs(2 * created - _received(receiver))
    return Delivered(created / (warm_up + seconds), received / span, busy, backlog, missing)


def _received(receiver: Program) -> int:
    return int(receiver.ask("GET", "/"))


def _count(told: bytes) -> int:
    if not told:
        raise CouldNotMeasureError("load.py ended without a count of its orders: what went wrong is told above")
    return int(told)
