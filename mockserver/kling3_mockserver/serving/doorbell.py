"""Doorbell: waits at a listening socket for the first connection, for a server that is to start no sooner."""

from __future__ import annotations

import selectors
import socket
import threading
from collections.abc import Callable


class Doorbell:
    """Calls `answer` once, in a thread of its own, when somebody first connects; who does waits for the server."""

    def __init__(self, listener: socket.socket, answer: Callable[[], None]) -> None:
        self._listener, self._answer = listener, answer
        self._wire, self._end = socket.socketpair()
        self._thread = threading.Thread(target=self._wait, name="kling3-doorbell", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Wait no more; return when `answer` is not and will not be called."""
        self._end.close()
        self._thread.join()
        self._wire.close()

    def _wait(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._listener, selectors.EVENT_READ)
            selector.register(self._wire, selectors.EVENT_READ)
            rung = [key.fileobj for key, _ in selector.select()]
        if self._wire not in rung:
            self._answer()
