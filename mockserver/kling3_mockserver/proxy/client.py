"""Client: a connection to the proxy, from the head of its request to where it goes on."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import cast

from kling3_mockserver.http.hosts import HOSTS
from kling3_mockserver.proxy import refusals
from kling3_mockserver.proxy.head import Destination, Head
from kling3_mockserver.proxy.one_request import OneRequest
from kling3_mockserver.proxy.rules import ProxyRules
from kling3_mockserver.proxy.tunnel import TunnelEnd
from kling3_mockserver.proxy.upstream import Upstream, UpstreamError, proxy_authorization
from kling3_mockserver.serving.handshakes import SERVICE_ADDRESS, Handshakes, NewConnection, adopt, name_of, taken

_MOST_HEAD = 64 * 1024
_PATIENCE = 15.0
"""Seconds that a client has for the head of its request."""
_FAREWELL = 2.0
"""Seconds that a client has which is refused while it sends: who closes on it takes the answer from it."""
_END = b"\r\n\r\n"
_PLAIN = 80
"""The port to which a connection is wanted for http; to all others it is for https."""
_ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Onwards:
    """How a client goes on from the proxy."""

    upstream: Upstream
    new_connection: NewConnection
    handshakes: Handshakes


class Client(TunnelEnd):
    """A client of the proxy until it is known whom it asks for; then one end of a tunnel, if it is somebody else."""

    def __init__(self, clients: set[Client], rules: ProxyRules, ways: Onwards) -> None:
        super().__init__()
        self._clients, self._rules, self._ways = clients, rules, ways
        self._is_refused = False
        self._request: OneRequest | None = None
        self._task: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait for the head of a request, not for ever."""
        super().connection_made(transport)
        self._name = name_of(transport)
        self._clients.add(self)
        self._timer = asyncio.get_running_loop().call_later(_PATIENCE, self._transport.close)

    def connection_lost(self, error: Exception | None) -> None:
        """Give up what is done for it."""
        super().connection_lost(error)
        self._leave()
        if self._task is not None:
            self._task.cancel()

    def data_received(self, data: bytes) -> None:
        """Read the head, and hand on what comes behind it."""
        if self._is_refused:
            return
        if self.other is not None:
            self._send_on(data)
            return
        self._early += data
        if self._task is None:
            self._read_head()

    def hand_over(self) -> None:
        """Give the other end what belongs to its request."""
        if self._request is not None:
            early, self._early = self._early, b""
            self._send_on(early)
        super().hand_over()

    def close(self) -> None:
        """End it, whatever it waits for."""
        self._transport.abort()

    @property
    def _transport(self) -> asyncio.Transport:
        return cast("asyncio.Transport", self.transport)

    def _send_on(self, data: bytes) -> None:
        if self._request is None or self.other is None:
            super().data_received(data)
            return
        kept = self._request.take(data)
        if kept:
            self.other.write(kept)
        if len(kept) < len(data):
            # A next request: the client sends it anew when it finds the connection closed.
            self._transport.pause_reading()
            self.other.end_writing()

    def _read_head(self) -> None:
        head, end, rest = self._early.partition(_END)
        if end:
            self._timer.cancel()
            self._go_on(Head.parse(head), rest)
        elif len(self._early) > _MOST_HEAD:
            self._refuse(refusals.unreadable())

    def _go_on(self, head: Head | None, rest: bytes) -> None:
        destination = None if head is None else head.destination
        if head is None or (destination is None and head.method == b"CONNECT"):
            self._refuse(refusals.unreadable())
        elif destination is None:
            # No proxy is asked for anything: it is a program that takes this port for the fake's own.
            self._serve(self._early)
        elif not self._rules.admits(head):
            self._refuse(refusals.stranger())
        elif destination.host in HOSTS:
            self._serve_as_service(head, destination, rest)
        elif self._rules.offline:
            self._refuse(refusals.offline(destination))
        else:
            self._begin(self._tunnel(head, destination, rest))

    def _serve_as_service(self, head: Head, destination: Destination, rest: bytes) -> None:
        if destination.scheme != "connect":
            # The next request on a connection to a proxy may be for another host: each gets one of its own.
            self._serve(head.forwarded(whole_url=True) + rest)
            return
        if destination.port != _PLAIN and not rest:
            self._shake_hands(taken(self._transport), _ESTABLISHED)
            return
        self._transport.write(_ESTABLISHED)
        if destination.port == _PLAIN:
            self._serve(rest)
        else:
            self._begin(self._shake_hands_late(rest))

    async def _shake_hands_late(self, rest: bytes) -> None:
        """Have the handshake, of which a part was read already, read from a connection that gets it from here."""
        self._transport.pause_reading()
        self._early = rest
        ours, theirs = socket.socketpair()
        self._shake_hands(theirs)
        end = TunnelEnd()
        await adopt(ours, lambda: end)
        self.join(end)
        self._read_on()

    def _shake_hands(self, newcomer: socket.socket, said: bytes = b"") -> None:
        newcomer.settimeout(0)
        with suppress(OSError):  # it has left, as the handshake will find
            newcomer.send(said)
        self._ways.handshakes.begin(newcomer, self._name, self._ways.new_connection)

    def _serve(self, came: bytes) -> None:
        self._leave()
        connection = self._ways.new_connection()
        connection.stands_for = SERVICE_ADDRESS
        self._transport.set_protocol(connection)
        connection.connection_made(self._transport)
        if came:
            connection.data_received(came)

    async def _tunnel(self, head: Head, destination: Destination, rest: bytes) -> None:
        self._transport.pause_reading()
        end, upstream = TunnelEnd(), self._ways.upstream
        try:
            await upstream.connect(destination, lambda: end)
        except UpstreamError as error:
            self._refuse(refusals.unreached(destination, str(error)))
            return
        self._early = rest
        if destination.scheme == "connect":
            self.write(_ESTABLISHED)
        else:
            sent = _sent_on(head, upstream.proxy(destination))
            end.write(sent)
            self._request = OneRequest(sent)
        self.join(end)
        self._read_on()

    def _begin(self, work: Coroutine[object, object, None]) -> None:
        self._task = asyncio.get_running_loop().create_task(work)

    def _refuse(self, answer: bytes) -> None:
        self._is_refused, self._early = True, b""
        self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(_FAREWELL, self._transport.close)
        self.write(answer)
        self.end_writing()
        self._read_on()

    def _read_on(self) -> None:
        if not self._transport.is_closing():
            self._transport.resume_reading()

    def _leave(self) -> None:
        self._timer.cancel()
        self._clients.discard(self)


def _sent_on(head: Head, proxy: str | None) -> bytes:
    content = head.forwarded(whole_url=proxy is not None)
    if proxy is None:
        return content
    return content[: -len(b"\r\n")] + proxy_authorization(proxy) + b"\r\n"
