"""Workers that end are replaced, those that can't begin end the whole, and a second Ctrl-C waits for nobody."""

from __future__ import annotations

import signal
import time
from multiprocessing import Pipe
from multiprocessing.context import SpawnProcess
from typing import cast

import pytest

from kling3_mockserver.journal.notices import Notice, nobody
from kling3_mockserver.serving.lifeline import Held
from kling3_mockserver.serving.supervisor import Supervisor, Worker, WorkersError

_LONG_AGO = 60.0


class Scripted:
    """Stands for a process that has ended with a status, or, without one, runs until it is killed."""

    pid = 4711

    def __init__(self, status: int | None) -> None:
        self.exitcode = status
        self.sentinel, self._end = Pipe()
        if status is not None:
            self._end.close()

    def kill(self) -> None:
        self.end(-signal.SIGKILL)

    def end(self, status: int) -> None:
        self.exitcode = status
        self._end.close()

    def join(self) -> None:
        assert self.exitcode is not None, "this would wait for ever"

    def close(self) -> None:
        self.sentinel.close()


def a_worker(status: int | None, *, seconds: float = 0.0, serves: bool = True) -> Worker:
    """Return a worker that was started some seconds ago."""
    ours, theirs = Pipe()
    if serves:
        theirs.send_bytes(b"serving")
    return Worker(cast("SpawnProcess", Scripted(status)), Held(ours), time.monotonic() - seconds)


def test_workers_that_end_as_soon_as_they_have_begun_end_the_whole() -> None:
    told: list[Notice] = []
    with pytest.raises(WorkersError) as ended:
        Supervisor(lambda _number: a_worker(7), 1, told.append).run()
    assert str(ended.value) == (
        "worker 1 (process 4711) ended with status 7, as each of 3 did that were just started: mend what stands above, "
        "or see whether the fake serves without --workers"
    )
    assert [each.text for each in told] == [
        "worker 1 (process 4711) ended with status 7: another one takes its place"
    ] * 2


def test_a_worker_that_takes_long_to_fail_was_of_no_use_either() -> None:
    with pytest.raises(WorkersError):
        Supervisor(lambda _number: a_worker(1, seconds=_LONG_AGO, serves=False), 1, nobody).run()


def test_workers_that_served_for_some_time_are_replaced_without_end() -> None:
    started: list[int] = []

    def start(number: int) -> Worker:
        started.append(number)
        if len(started) == 9:
            supervisor.stop(signal.SIGTERM)
        return a_worker(-signal.SIGSEGV, seconds=_LONG_AGO)

    supervisor = Supervisor(start, 1, nobody)
    supervisor.run()
    assert started == [1] * 9


class Obedient:
    """Stands for the line to a process that ends when it is told to."""

    is_served = True

    def __init__(self, process: Scripted) -> None:
        self.connection, self._end = Pipe()
        self._process = process

    def stop(self) -> None:
        self._process.end(0)


@pytest.mark.parametrize(
    ("signals", "expected"),
    [
        (("SIGTERM",), 0),
        # What systemd sends.
        (("SIGTERM", "SIGHUP"), 0),
        (("SIGINT", "SIGTERM"), 0),
        (("SIGINT", "SIGINT"), -signal.SIGKILL),
        (("SIGTERM", "SIGINT"), -signal.SIGKILL),
    ],
    ids=str,
)
def test_only_a_second_ctrl_c_waits_for_nobody(signals: tuple[str, ...], expected: int) -> None:
    process = Scripted(None)

    def start(_number: int) -> Worker:
        for each in signals:
            supervisor.stop(signal.Signals[each])
        return Worker(cast("SpawnProcess", process), cast("Held", Obedient(process)))

    supervisor = Supervisor(start, 1, nobody)
    supervisor.run()
    assert process.exitcode == expected


def test_none_is_started_after_a_signal() -> None:
    started: list[int] = []

    def start(number: int) -> Worker:
        started.append(number)
        supervisor.stop(signal.SIGTERM)
        return a_worker(0)

    supervisor = Supervisor(start, 4, nobody)
    supervisor.run()
    assert started == [1]


def test_whatever_goes_wrong_in_the_parent_leaves_no_worker_behind() -> None:
    first = a_worker(None)

    def start(number: int) -> Worker:
        if number == 2:
            raise BlockingIOError("there is no room for a process")
        return first

    with pytest.raises(BlockingIOError):
        Supervisor(start, 2, nobody).run()
    assert first.process.exitcode == -signal.SIGKILL
