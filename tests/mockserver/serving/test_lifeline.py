"""A worker ends when it is told to and when its parent is gone; one that does not end by itself then is ended."""

from __future__ import annotations

from multiprocessing import Pipe
from queue import SimpleQueue

from kling3_mockserver.serving.lifeline import Held, Lifeline
from tests.mockserver.posting import PATIENCE


class Worker:
    """A worker that does not end when it is told to, and notes what becomes of it."""

    def __init__(self) -> None:
        self._told: SimpleQueue[str] = SimpleQueue()
        ours, self._theirs = Pipe()
        self.parent = Held(ours)
        self.lifeline = Lifeline(self._theirs, 0.0, lambda status: self._told.put(f"left with {status}"))
        self.lifeline.hold()

    def serve(self) -> None:
        self.lifeline.serve(lambda: self._told.put("stop"))

    def next(self) -> str:
        """Return what becomes of it next."""
        return self._told.get(timeout=PATIENCE)

    def end(self) -> None:
        """Take its parent away, and close all."""
        self.parent.connection.close()
        while self.next() != "left with 1":
            pass
        self._theirs.close()


def test_a_worker_is_stopped_when_its_parent_says_so_and_lives_on_with_it() -> None:
    worker = Worker()
    worker.serve()
    worker.parent.stop()
    assert worker.next() == "stop"
    worker.end()


def test_a_worker_without_a_parent_is_stopped_and_then_ended() -> None:
    worker = Worker()
    worker.serve()
    worker.parent.connection.close()
    assert (worker.next(), worker.next()) == ("stop", "left with 1")
    worker.parent.stop()


def test_a_worker_that_is_told_to_stop_before_it_serves_stops_when_it_does() -> None:
    worker = Worker()
    worker.parent.connection.close()
    assert worker.next() == "left with 1"
    worker.serve()
    assert worker.next() == "stop"


def test_the_parent_learns_whether_a_worker_came_to_serve() -> None:
    worker = Worker()
    assert not worker.parent.is_served
    worker.serve()
    assert worker.parent.connection.poll(PATIENCE)
    assert worker.parent.is_served
    worker.end()
    assert not worker.parent.is_served
