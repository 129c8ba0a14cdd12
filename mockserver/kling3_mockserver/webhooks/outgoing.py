"""Outgoing: an HTTP/1.1 connection to a receiver of webhooks, over which POSTs go one after the other.

Only the status of an answer counts, so no more than that is kept of it. A general client costs ten times as
much for each POST, and more processor time than the whole rest of the fake.
"""

from __future__ import annotations

import asyncio
import ssl
from time import monotonic
from typing import NamedTuple, Self

import httptools

from kling3_mockserver.http.own_addresses import OwnAddresses

_MOST_ANSWER = 64 * 1024
_LONGEST_IDLE = 4.0
"""Seconds: less than servers commonly wait, so that none closes the connection while a POST is under way."""
_NEXT_ADDRESS_AFTER = 0.25
"""Seconds (RFC 8305): where a name has addresses of both kinds, often only one of them answers."""
_GONE_AT_ONCE = "the receiver hung up at once"
_FIRST_FINAL = 200
"""Statuses below are followed by another."""
_SIZES = (b"content-length", b"transfer-encoding")


class Origin(NamedTuple):
    """Where connections go to."""

    host: str
    port: int
    tls: ssl.SSLContext | None


class ConnectError(OSError):
    """No connection came about."""


class OwnAddressError(Exception):
    """A connection that ended at this fake itself; nothing was sent over it. `address` is where it ended."""

    def __init__(self, address: str) -> None:
        super().__init__(f"{address} is this fake itself")
        self.address = address


class RemoteProtocolError(Exception):
    """What came back is no HTTP answer, or not a whole one."""


class Connection(asyncio.Protocol):
    """Sends one POST at a time; `is_free` tells whether another may be sent."""

    def __init__(self, origin: Origin) -> None:
        self.origin = origin
        self._parser = httptools.HttpResponseParser(self)
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[int] | None = None
        self._read, self._idle_since = 0, monotonic()
        self._has_head = self._is_sized = False

    @classmethod
    async def open(cls, origin: Origin, own: OwnAddresses | None = None) -> Self:
        """Return a connection to an origin that is none of one's own addresses.

        Raises ConnectError when there is none to be had, SSLCertVerificationError when it is not to be trusted, and
        OwnAddressError when it leads back here, as the connection tells: a name may mean something else each time.
        """
        connect = asyncio.get_running_loop().create_connection
        try:
            _, opened = await connect(
                lambda: cls(origin), origin.host, origin.port, happy_eyeballs_delay=_NEXT_ADDRESS_AFTER
            )
            await opened.begin(own or OwnAddresses())
        except (TimeoutError, ssl.SSLCertVerificationError):
            raise
        except OSError as error:
            raise ConnectError(str(error)) from error
        return opened

    async def begin(self, own: OwnAddresses) -> None:
        """Look where the connection ends before a byte is sent, and make it safe where that is asked."""
        try:
            self._check(own)
            if self.origin.tls is not None:
                await self._secure(self.origin.tls)
        except BaseException:
            self.close()
            raise

    def _check(self, own: OwnAddresses) -> None:
        transport = self._transport
        peer = None if transport is None else transport.get_extra_info("peername")
        if transport is None or peer is None:
            raise ConnectError(_GONE_AT_ONCE)
        local = transport.get_extra_info("sockname")
        if own.include(peer, local):
            raise OwnAddressError(f"[{peer[0]}]:{peer[1]}" if ":" in peer[0] else f"{peer[0]}:{peer[1]}")

    async def _secure(self, tls: ssl.SSLContext) -> None:
        assert self._transport is not None  # noqa: S101  (as was checked)
        start = asyncio.get_running_loop().start_tls
        # That its transport is another one now, a protocol is not told.
        safe = await start(self._transport, self, tls, server_hostname=self.origin.host)
        if safe is None or safe.is_closing():
            raise ConnectError(_GONE_AT_ONCE)
        self._transport = safe

    @property
    def is_free(self) -> bool:
        """Whether a POST may be sent after the last: it is open, and was not idle for long."""
        return self._transport is not None and monotonic() - self._idle_since < _LONGEST_IDLE

    async def post(self, request: bytes) -> int:
        """Send a whole request and return the status of its answer.

        Raises RemoteProtocolError for what is no answer, and OSError for a lost connection.
        """
        assert self._transport is not None  # noqa: S101  (what is_free says)
        self._read, self._has_head = 0, False
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        try:
            return await self._answer
        except BaseException:
            self.close()
            raise
        finally:
            self._answer, self._idle_since = None, monotonic()

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.abort()
            self._transport = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Learn by what bytes are sent."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  (what asyncio promises of TCP and TLS)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Take the end of the connection for that of an answer which tells no size."""
        if exc is None and self._has_head and not self._is_sized:
            self._finish()
        self._fail(exc or RemoteProtocolError("the receiver hung up before its answer was whole"))

    def data_received(self, data: bytes) -> None:
        """Read on in the answer; what nobody asked for ends the connection."""
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self._fail(RemoteProtocolError(f"the answer is no HTTP: {error}"))
        self._read += len(data)
        if self._read > _MOST_ANSWER:
            self._read_no_more()

    def on_message_begin(self) -> None:
        """Begin an answer; one that is not final may have come before it, but no other."""
        self._has_head = self._is_sized = False
        if not self._is_waiting():
            self.close()

    def on_header(self, name: bytes, _value: bytes) -> None:
        """Note whether the answer tells where it ends."""
        self._is_sized |= name.lower() in _SIZES

    def on_headers_complete(self) -> None:
        """Note that the status is known."""
        self._has_head = self._parser.get_status_code() >= _FIRST_FINAL

    def on_message_complete(self) -> None:
        """Take the status of a final answer."""
        if self._has_head:
            self._finish()
            if not self._parser.should_keep_alive():
                self.close()

    def _read_no_more(self) -> None:
        if self._has_head:
            self._finish()
        self._fail(RemoteProtocolError(f"the head of the answer has more than {_MOST_ANSWER} bytes"))

    def _is_waiting(self) -> bool:
        return self._answer is not None and not self._answer.done()

    def _finish(self) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(self._parser.get_status_code())

    def _fail(self, error: Exception) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)
        self.close()
