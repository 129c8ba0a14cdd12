"""ThreadedServer: a mock that listens on a real port, in a thread of this process."""

from __future__ import annotations

import socket
import threading
from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING

from kling3_mockserver.http.own_addresses import OwnAddresses, SocketName, own_addresses_of
from kling3_mockserver.journal.notices import Tell, nobody
from kling3_mockserver.serving.gates import Gate
from kling3_mockserver.serving.listening import base_url, bind
from kling3_mockserver.serving.patience import PATIENCE, Patience
from kling3_mockserver.serving.server import server

if TYPE_CHECKING:
    from starlette.types import ASGIApp


class ThreadedServer:
    """Serves an ASGI application between `start` and `stop`, or inside `with`; `url` is known at once.

    The socket is bound first and handed over, so a request may be sent as soon as there is a `url`. Who has bound one
    already gives it as `listener`; it is served through its `gates` as well. `tell` hears, in that thread, of what came
    and was no request.
    """

    def __init__(  # noqa: PLR0913  (each has a default that most leave as it is)
        self, app: ASGIApp, host: str = "127.0.0.1", port: int = 0, *,
        listener: socket.socket | None = None, tell: Tell = nobody, patience: Patience = PATIENCE,
        gates: Sequence[Gate] = (),
    ) -> None:  # fmt: skip
        self._listener = listener or bind(host, port)
        self.url = base_url(self._listener)
        self.address: SocketName = self._listener.getsockname()
        self._known = own_addresses_of(app) or OwnAddresses()
        self._known.add(self.address)
        self._server = server(app, tell=tell, patience=patience, gates=gates)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._listener]}, name="kling3-server", daemon=True
        )

    def start(self) -> ThreadedServer:
        """Begin to answer; return itself."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """End after the requests under way."""
        self._server.stop()
        if self._thread.is_alive():
            self._thread.join()
        self._listener.close()
        self._known.remove(self.address)

    def __enter__(self) -> ThreadedServer:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
