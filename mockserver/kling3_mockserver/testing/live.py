"""LiveServer: the one server of a test run, which costs nothing before somebody needs it."""

from __future__ import annotations

import os
import socket
import threading
from contextlib import ExitStack
from functools import cached_property
from typing import TYPE_CHECKING

from kling3_mockserver import running, serving, testing, tls
from kling3_mockserver.doors.proxies import loopback_past_proxies
from kling3_mockserver.errors import NoSocketError, SettingsError
from kling3_mockserver.journal.notices import nobody
from kling3_mockserver.serving.listening import base_url, bind

if TYPE_CHECKING:
    from kling3_mockserver.running.ways import Ways
    from kling3_mockserver.serving.doorbell import Doorbell
    from kling3_mockserver.serving.threaded import ThreadedServer
    from kling3_mockserver.testing.switchboard import Switchboard

LOCAL = "127.0.0.1"


class LiveServer:
    """Serves a switchboard by URL, from when `url` is first asked for; after `bind`, from the first connection.

    Neither the server program nor the fake is imported before.
    """

    def __init__(self, host: str = LOCAL) -> None:
        self._host = host
        self._lock = threading.Lock()
        self._surroundings = ExitStack()
        self._listener: socket.socket | None = None
        self._server: ThreadedServer | None = None
        self._doorbell: Doorbell | None = None
        self._beside: tuple[Ways, ThreadedServer] | None = None

    @cached_property
    def switchboard(self) -> Switchboard:
        """The application that it serves."""
        return testing.Switchboard()

    @property
    def bound_url(self) -> str:
        """Where it answers, or will; nothing as long as nobody has asked for that, and after its end."""
        listener = self._listener
        return "" if listener is None or listener.fileno() < 0 else base_url(listener)

    @property
    def url(self) -> str:
        """Where it answers. Raises NoSocketError in a test that may have no socket, SettingsError for a bad host."""
        with self._lock:
            try:
                listener = self._bound()
                self._start(listener)
            # pytest-socket's errors are of this kind; they can't be imported here.
            except RuntimeError as error:
                raise NoSocketError(_no_socket("kling3.url", error)) from error
            return base_url(listener)

    def environment(self) -> dict[str, str]:
        """Return the environment of a program that is to come to the fake by the service's own hosts.

        A second server, with https and a proxy, is started for it. Raises TlsError without the extra `tls`, and
        NoSocketError in a test that may have no socket.
        """
        with self._lock:
            try:
                ways, server = self._beside = self._beside or self._serve_beside()
            except RuntimeError as error:
                raise NoSocketError(_no_socket("kling3.environment()", error)) from error
        return ways.environment(int(server.url.rpartition(":")[2]), os.environ)

    def _serve_beside(self) -> tuple[Ways, ThreadedServer]:
        tls.require_extra()
        socket.socket().close()
        ways = running.Ways(os.environ, nobody)
        return ways, serving.ThreadedServer(self.switchboard, gates=ways.gates).start()

    def bind(self) -> str:
        """Take a port and return the URL at once; the first connection starts the server."""
        with self._lock:
            listener = self._bound()
            self._doorbell = self._doorbell or serving.Doorbell(listener, self._answer)
            return base_url(listener)

    def check_host(self, host: str) -> None:
        """Raise SettingsError when it is bound to another host than the settings want."""
        if self._listener is not None and host != self._host:
            raise SettingsError(
                "host",
                f"got {host}, but kling3_base_url_env has taken a port on {self._host} before any fixture ran: leave "
                "the host as it is, or set the variables in a fixture of your own instead",
            )
        self._host = host

    def stop(self) -> None:
        """End the server after the requests under way, if it has begun."""
        if self._doorbell is not None:
            self._doorbell.stop()
        if self._beside is not None:
            ways, beside = self._beside
            beside.stop()
            ways.close()
        if self._server is not None:
            self._server.stop()
        if self._listener is not None:
            self._listener.close()
        self._surroundings.close()

    def _answer(self) -> None:
        with self._lock:
            self._start(self._bound())

    def _bound(self) -> socket.socket:
        if self._listener is None:
            self._listener = bind(self._host, 0)
            self._surroundings.enter_context(loopback_past_proxies())
        return self._listener

    def _start(self, listener: socket.socket) -> None:
        if self._server is None:
            # Where no socket may be made, the server would fail in its thread and leave its callers waiting.
            socket.socket().close()
            self._server = serving.ThreadedServer(self.switchboard, listener=listener).start()


def _no_socket(what: str, error: RuntimeError) -> str:
    return (
        f"{what} needs a socket, and this test may have none ({type(error).__name__}: {error}): leave the URL to "
        "programs that need it, since the HTTP clients of Python reach the fake without, or mark the test with "
        "pytest.mark.enable_socket"
    )
