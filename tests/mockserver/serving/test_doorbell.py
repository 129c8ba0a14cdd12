"""A doorbell rings once, for the first who comes, and not at all when it is stopped before."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from kling3_mockserver.serving.doorbell import Doorbell
from kling3_mockserver.serving.listening import bind
from tests.mockserver.posting import PATIENCE


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with bind("127.0.0.1", 0) as bound:
        yield bound


def test_it_rings_for_the_first_who_connects(listener: socket.socket) -> None:
    rung = threading.Event()
    bell = Doorbell(listener, rung.set)
    with socket.create_connection(listener.getsockname(), PATIENCE):
        assert rung.wait(PATIENCE)
    bell.stop()


def test_it_does_not_ring_after_it_is_stopped(listener: socket.socket) -> None:
    rung = threading.Event()
    bell = Doorbell(listener, rung.set)
    bell.stop()
    socket.create_connection(listener.getsockname(), PATIENCE).close()
    bell.stop()
    assert not rung.is_set()
    assert "kling3-doorbell" not in {each.name for each in threading.enumerate()}
