"""Through a gate of TLS a client is served as the service serves it; who does not come through is told of."""

from __future__ import annotations

import asyncio
import gc
import json
import shutil
import socket
import ssl
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from importlib.util import find_spec
from queue import SimpleQueue

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from kling3_mockserver.journal.notices import Notice
from kling3_mockserver.mock import Mock
from kling3_mockserver.serving import handshakes, threaded
from kling3_mockserver.serving.gates import TlsGate
from kling3_mockserver.serving.listening import bind
from kling3_mockserver.serving.server import server
from kling3_mockserver.serving.threaded import ThreadedServer
from kling3_mockserver.tls.authority import Authority
from tests.mockserver.lines import Line, head, listing, ordering
from tests.mockserver.posting import PATIENCE
from tests.mockserver.processes import LONGEST
from tests.mockserver.tls.handshakes import by_socket, client_of
from tests.mockserver.wire import KLING3

pytestmark = pytest.mark.usefixtures("loop")
AUTHORITY = Authority.new()
NODE = shutil.which("node")
TRUST = (
    "the client does not trust the certificate (it may pin the service's own, or read authorities from elsewhere): "
    "name the file of authorities to it, or point it at a base URL of kling3-mock serve"
)
SILENT = (
    "the client left without a request: it may pin the service's own certificate, or speak HTTP/2 alone: let it speak "
    "HTTP/1.1, or point it at a base URL of kling3-mock serve"
)


class Gated:
    """A mock behind a gate."""

    def __init__(self, port: int, lines: ExitStack, notices: SimpleQueue[Notice]) -> None:
        self.port, self._lines, self._notices = port, lines, notices

    def plain(self) -> Line:
        return self._kept(Line(socket.create_connection(("127.0.0.1", self.port), PATIENCE)))

    def secured(self, context: ssl.SSLContext | None = None, host: str = "api.freepik.com") -> Line:
        made = socket.create_connection(("127.0.0.1", self.port), PATIENCE)
        self._lines.callback(made.close)
        # By its place: the plugin, which guards this run too, looks for the host by its name.
        tls = by_socket(context or client_of(AUTHORITY.certificate), made, host)
        return self._kept(Line(tls))

    def told(self) -> str:
        """Return the next sentence that is told, without the client's port."""
        text = self._notices.get(timeout=PATIENCE).text
        before, _, after = text.partition("127.0.0.1:")
        return f"{before}client{after.lstrip('0123456789')}"

    def left_open(self) -> ExitStack:
        """Return what closes its connections, which then outlive the server."""
        return self._lines.pop_all()

    def is_silent(self) -> bool:
        return self._notices.empty()

    def _kept(self, line: Line) -> Line:
        self._lines.callback(line.close)
        return line


@contextmanager
def gated(mock: ASGIApp) -> Iterator[Gated]:
    notices: SimpleQueue[Notice] = SimpleQueue()
    with ExitStack() as lines, bind("127.0.0.1", 0) as listener:
        gate = TlsGate(listener, AUTHORITY.server_context(), notices.put)
        port: int = listener.getsockname()[1]
        with ThreadedServer(mock, tell=notices.put, gates=[gate]):
            yield Gated(port, lines, notices)
            lines.close()


@pytest.fixture(params=["asyncio", "uvloop"])
def loop(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "uvloop" and find_spec("uvloop") is None:
        pytest.skip("uvloop is not installed")
    monkeypatch.setattr(threaded, "server", partial(server, loop=request.param))


@pytest.fixture
def gate(mock: Mock) -> Iterator[Gated]:
    with gated(mock) as made:
        yield made


@pytest.mark.parametrize("host", ["api.freepik.com", "localhost", "127.0.0.1"])
def test_requests_are_answered_on_a_kept_connection(gate: Gated, host: str) -> None:
    line = gate.secured(host=host)
    for _ in range(3):
        line.send(listing(), ordering())
        assert [line.answer().status for _ in range(2)] == [200, 200]
    assert gate.is_silent()


@pytest.mark.parametrize(
    ("host", "expected"),
    [("api.freepik.com", "https://cdn-magnific.freepik.com/"), ("localhost:8443", "https://localhost:8443/")],
)
def test_links_are_of_https_and_lead_to_who_was_named(gate: Gated, mock: Mock, host: str, expected: str) -> None:
    line = gate.secured()
    line.send(ordering().replace(b"mock.test", host.encode()))
    task_id = json.loads(line.answer().body)["data"]["task_id"]
    mock.clock.advance(3_600)
    line.send(head("GET", f"{KLING3}/{task_id}").replace(b"mock.test", host.encode()))
    assert json.loads(line.answer().body)["data"]["generated"][0].startswith(expected)


def test_a_request_is_not_lost_that_comes_with_the_end_of_the_handshake(gate: Gated) -> None:
    for _ in range(20):
        line = gate.secured()
        line.send(listing())
        assert line.answer().status == 200


def test_a_large_order_is_read_and_a_refusal_is_heard_whole(gate: Gated) -> None:
    line = gate.secured()
    line.send(ordering(body=b'{"prompt": "%b"}' % (b"x" * 300_000)))
    assert line.answer().status == 400
    line.send(listing())
    assert line.answer().status == 200


def test_a_request_that_is_refused_gets_its_answer_and_the_end(gate: Gated) -> None:
    line = gate.secured()
    line.send(b"GET /x\x01y HTTP/1.1\r\n\r\n")
    assert line.answer().status == 400
    assert line.rest() == b""


def test_who_does_not_trust_the_authority_is_told_of_with_the_other_way(gate: Gated) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        gate.secured(client_of(Authority.new().certificate))
    assert gate.told() == f"not served, TLS with client: {TRUST}"


def test_who_pins_another_certificate_is_told_of_with_the_other_way(gate: Gated) -> None:
    gate.secured().close()
    assert gate.told() == f"not served, TLS with client: {SILENT}"


def test_who_speaks_http_to_the_port_of_https_is_told_so(gate: Gated) -> None:
    line = gate.plain()
    line.send(listing())
    assert (
        gate.told() == "not served, TLS with client: it speaks plain http to the port of https: use https:// in the URL"
    )


@pytest.mark.parametrize("data", [b"", b"\x16\x03\x01", b"SSH-2.0-client\r\n"])
def test_who_goes_away_in_the_handshake_is_told_of(gate: Gated, data: bytes) -> None:
    line = gate.plain()
    line.send(data)
    line.close()
    assert gate.told().startswith("not served, TLS with client: no handshake came about (")


def test_who_resets_in_the_handshake_is_told_of(gate: Gated) -> None:
    line = gate.plain()
    line.send(b"\x16\x03\x01")
    line.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.close()
    assert ": no handshake came about (" in gate.told()


def test_who_says_nothing_is_not_waited_for(mock: Mock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handshakes, "_PATIENCE", 0.05)
    with gated(mock) as gate:
        assert gate.plain().rest() == b""
        assert gate.told().startswith("not served, TLS with client: no handshake came about (")


HTTP2 = """
const http2 = require("http2");
const session = http2.connect("https://localhost:" + process.argv[1], { rejectUnauthorized: false });
session.on("error", () => process.exit(0));
session.on("close", () => process.exit(0));
session.request({ ":path": "/" }).on("error", () => process.exit(0));
"""


@pytest.mark.skipif(NODE is None, reason="there is no node to speak HTTP/2")
def test_who_speaks_http2_alone_is_told_of(gate: Gated) -> None:
    subprocess.run([str(NODE), "-e", HTTP2, str(gate.port)], capture_output=True, check=False, timeout=LONGEST)
    assert gate.told() == (
        "not served, 505 to client: HTTP/2 came, and the fake speaks HTTP/1.1: let the client begin with HTTP/1.1 "
        "(curl: without --http2-prior-knowledge), or point it at the base URL of kling3-mock serve, which is plain http"
    )


@pytest.mark.parametrize("asks", [True, False])
def test_a_server_stops_at_once_though_its_clients_stay(mock: Mock, *, asks: bool) -> None:
    with ExitStack() as stack:
        with gated(mock) as gate:
            lines = [gate.secured() for _ in range(3)]
            for each in lines:
                if asks:
                    each.send(listing())
                    assert each.answer().status == 200
            plain = [gate.plain() for _ in range(3)]
            plain[0].send(b"\x16\x03\x01")
            stack.enter_context(gate.left_open())
            began = time.monotonic()
        assert time.monotonic() - began < 1.5
        assert [each.rest() for each in lines] == [b""] * 3
        assert gate.is_silent()


async def _thinks_for_ever(_scope: Scope, _receive: Receive, _send: Send) -> None:
    await asyncio.Event().wait()


def test_a_client_is_left_whose_answer_never_comes() -> None:
    with ExitStack() as stack:
        with gated(_thinks_for_ever) as gate:
            line = gate.secured()
            line.send(listing())
            stack.enter_context(gate.left_open())
        assert line.rest() == b""
    gc.collect()  # what was left open says so


def test_a_connection_that_fails_is_closed_by_the_loop_alone(request: pytest.FixtureRequest) -> None:
    """Closed by its number a second time, it would be somebody else's by then."""
    closed: list[int] = []

    class Watched(socket.socket):
        def close(self) -> None:
            closed.append(self.fileno())
            super().close()

    async def fail() -> int:
        newcomer, client = socket.socketpair()
        with client:
            client.send(b"GET / HTTP/1.1\r\n\r\n")
            watched = Watched(newcomer.family, newcomer.type, newcomer.proto, newcomer.detach())
            watched.settimeout(0)
            with pytest.raises(ssl.SSLError, match="HTTP_REQUEST"):
                await handshakes.adopt(watched, asyncio.Protocol, AUTHORITY.server_context())
            await asyncio.sleep(0)
        return watched.fileno()

    if "uvloop" in request.node.name:
        import uvloop

        assert (uvloop.run(fail()), closed) == (-1, [])
    else:
        assert asyncio.run(fail()) == -1
        assert len(closed) == 1
