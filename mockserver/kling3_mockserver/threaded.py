"""ThreadedServer: a mock that listens on a real port, in a thread of this process."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import TYPE_CHECKING

from kling3_mockserver.listening import base_url, bind, server
from kling3_mockserver.notices import Tell, nobody
from kling3_mockserver.patience import PATIENCE, Patience

if TYPE_CHECKING:
    from starlette.types import ASGIApp


class ThreadedServer:
    """Serves an ASGI application between `start` and `stop`, or inside `with`; `url` is known at once.

    The socket is bound first and handed over, so a request may be sent as soon as there is a `url`. `tell` hears, in
    that thread, of what came and was no request.
    """

    def __init__(
        self, app: ASGIApp, host: str = "127.0.0.1", port: int = 0, *,
        tell: Tell = nobody, patience: Patience = PATIENCE,
    ) -> None:  # fmt: skip
        self._listener = bind(host, port)
        self.url = base_url(self._listener)
        self._server = server(app, tell=tell, patience=patience)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._listener]}, name="kling3-server", daemon=True
        )

    def start(self) -> ThreadedServer:
        """Begin to answer; return itself."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """End after the requests under way."""
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join()
        self._listener.close()

    def __enter__(self) -> ThreadedServer:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
