"""Proxied: a mock behind a proxy that listens, clients of it by the byte, and hosts that are none of the service's."""

from __future__ import annotations

import base64
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from queue import SimpleQueue
from typing import NamedTuple

from kling3_mockserver.journal.notices import Notice
from kling3_mockserver.mock import Mock
from kling3_mockserver.proxy.gate import ProxyGate
from kling3_mockserver.proxy.rules import ProxyRules
from kling3_mockserver.proxy.upstream import Upstream
from kling3_mockserver.serving.listening import bind
from kling3_mockserver.serving.threaded import ThreadedServer
from kling3_mockserver.tls.authority import Authority
from tests.mockserver.lines import Line, head
from tests.mockserver.posting import PATIENCE
from tests.mockserver.tls.handshakes import by_socket, client_of
from tests.mockserver.wire import KLING3

AUTHORITY = Authority.new()
SECURED = AUTHORITY.server_context()
CREDENTIALS = "kling3:password of this run"
AUTHORIZATION = "Proxy-Authorization: Basic " + base64.b64encode(CREDENTIALS.encode()).decode()
OPEN = ProxyRules()


class Proxied(NamedTuple):
    """A proxy that listens, new connections to it, and what is told of them."""

    port: int
    lines: ExitStack
    """Closes the connections of a test."""
    notices: SimpleQueue[Notice]

    def line(self) -> Line:
        """Return a new connection."""
        return self._kept(Line(socket.create_connection(("127.0.0.1", self.port), PATIENCE)))

    def told(self) -> str:
        """Return the next sentence that is told."""
        return self.notices.get(timeout=PATIENCE).text

    def asked(self, *parts: bytes) -> Line:
        """Return a connection on which something was sent."""
        line = self.line()
        line.send(*parts)
        return line

    def tunnel(self, target: str, *lines: str) -> Line:
        """Return a connection with somebody, behind the proxy's answer."""
        line = self.asked(connect(target, *lines))
        assert established(line)
        return line

    def secured(self, host: str = "api.freepik.com") -> Line:
        """Return a connection by TLS with a host of the service."""
        return self.shaken(self.tunnel(f"{host}:443"), host)

    def shaken(self, line: Line, host: str = "api.freepik.com") -> Line:
        """Go on by TLS with who is at the other end."""
        line.close_stream()
        # By its place: the plugin, which guards this run too, looks for the host by its name.
        return self._kept(Line(by_socket(client_of(AUTHORITY.certificate), line.socket, host)))

    def _kept(self, line: Line) -> Line:
        self.lines.callback(line.close)
        return line


def connect(target: str, *lines: str) -> bytes:
    """Return a wish for a connection."""
    return "\r\n".join([f"CONNECT {target} HTTP/1.1", f"Host: {target}", *lines, "", ""]).encode("latin-1")


def established(line: Line) -> bool:
    """Read the proxy's answer to such a wish; return whether it is granted."""
    return (line.line(), line.line()) == (b"HTTP/1.1 200 Connection established\r\n", b"\r\n")


def listing_at(url: str, *lines: str) -> bytes:
    """Return a request for the list of tasks as it is sent to a proxy."""
    return head("GET", url + KLING3, *lines)


@contextmanager
def proxied(mock: Mock, rules: ProxyRules = OPEN, environment: Mapping[str, str] | None = None) -> Iterator[Proxied]:
    """Let a proxy to a mock listen; connections of a test that are left at the end are closed."""
    notices: SimpleQueue[Notice] = SimpleQueue()
    with ExitStack() as lines, bind("127.0.0.1", 0) as listener:
        port: int = listener.getsockname()[1]
        gate = ProxyGate(listener, SECURED, Upstream(environment or {}), rules, notices.put)
        with ThreadedServer(mock, tell=notices.put, gates=[gate]):
            yield Proxied(port, lines, notices)
            # Before the server is told to stop, which waits for them.
            lines.close()


@contextmanager
def other_host(*talks: Callable[[Line], object], context: ssl.SSLContext | None = None) -> Iterator[str]:
    """Listen as somebody who is not the service, have one connection after the other in a thread; give the address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        failures: list[BaseException] = []
        listener.settimeout(PATIENCE)

        def work() -> None:
            try:
                for talk in talks:
                    came, _ = listener.accept()
                    came.settimeout(PATIENCE)
                    line = Line(came if context is None else context.wrap_socket(came, server_side=True))
                    try:
                        talk(line)
                    finally:
                        line.close()
            except BaseException as error:  # noqa: BLE001  (it is raised below)
                failures.append(error)

        thread = threading.Thread(target=work)
        thread.start()
        try:
            yield f"127.0.0.1:{listener.getsockname()[1]}"
        finally:
            thread.join()
        if failures:
            raise failures[0]


def head_of(line: Line) -> bytes:
    """Return the head of a request that comes."""
    return b"".join(iter(line.line, b"\r\n"))


def answering(body: bytes, *lines: str) -> bytes:
    """Return an answer of some other host."""
    return "\r\n".join(["HTTP/1.1 200 OK", f"content-length: {len(body)}", *lines, "", ""]).encode() + body
