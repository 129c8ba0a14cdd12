"""Delivery: one POST to a receiver.

Only http and https, no redirects, no proxies, a bound on time and on how much of an answer is read.
"""

from __future__ import annotations

import asyncio
import ssl
from functools import cache
from typing import NamedTuple, Protocol

from kling3_mockserver.errors import MockError
from kling3_mockserver.http.credentials import basic_authorization
from kling3_mockserver.http.messages import HeaderList
from kling3_mockserver.http.own_addresses import OwnAddresses
from kling3_mockserver.webhooks.outgoing import Connection, Origin, OwnAddressError, RemoteProtocolError
from kling3_mockserver.webhooks.trust import Trust, advice
from kling3_openapi.remembering import remembered

GONE = 410
"""The status by which a receiver asks for no more calls."""
_LAST_PORT = 65_535
_PORTS = {"http": 80, "https": 443}
_MOST_TARGETS = 1_000
"""How many URLs are remembered as they were parsed."""
_MOST_IDLE = 64


class Answer(NamedTuple):
    """What came of one POST: the receiver's status, or None and the reason in `error`.

    `raised` is the exception of a receiver that was called in process; `final` tells that another try could only end
    alike.
    """

    status: int | None
    error: str = ""
    raised: BaseException | None = None
    final: bool = False

    @property
    def delivered(self) -> bool:
        """Whether the receiver took it: any 2xx."""
        return self.status is not None and 200 <= self.status < 300


class Sender(Protocol):
    """Posts bytes to a URL."""

    async def post(self, url: str, headers: HeaderList, body: bytes, seconds: float) -> Answer:
        """Return what came of it within so many seconds, an answer or the reason for none; never raise."""

    async def close(self) -> None:
        """Let go of connections."""


class _Target(NamedTuple):
    """A URL as its connection and its requests need it; `head` is how requests to it begin."""

    origin: Origin
    head: bytes


class HttpSender:
    """Posts over connections that it keeps; no user's patches of HTTP clients ever see it. For one event loop.

    It calls nobody at the `own` addresses, and by https only whom it is to `trust`.
    """

    def __init__(self, own: OwnAddresses | None = None, trust: Trust | None = None) -> None:
        import httpx2  # 60 ms: paid by the first webhook, not by the start of the server

        self._httpx2, self._own, self._trust = httpx2, own or OwnAddresses(), trust or Trust()
        self._target = remembered(_MOST_TARGETS)(self._target_of)
        self._tls = cache(self._new_tls)
        self._failures = (
            RemoteProtocolError,
            httpx2.UnsupportedProtocol,
            httpx2.InvalidURL,
            ValueError,
            OSError,
            MockError,
        )
        self._idle: list[Connection] = []

    async def post(self, url: str, headers: HeaderList, body: bytes, seconds: float) -> Answer:
        """Return what came of it within so many seconds, an answer or the reason for none; never raise."""
        try:
            async with asyncio.timeout(seconds):
                return Answer(await self._status(url, headers, body))
        except TimeoutError:
            return Answer(None, f"no answer within {seconds:g} s")
        except OwnAddressError as error:
            return Answer(None, f"not sent: {error}: give the webhook_url of a receiver of your own", final=True)
        except ssl.SSLCertVerificationError as error:
            return Answer(None, f"{type(error).__name__}: {advice(error)}"[:200])
        except self._failures as error:
            return Answer(None, f"{type(error).__name__}: {error}"[:200])

    async def close(self) -> None:
        """Close all connections."""
        while self._idle:
            self._idle.pop().close()

    async def _status(self, url: str, headers: HeaderList, body: bytes) -> int:
        target = self._target(url)
        fields = [b"%s: %s\r\n" % each for each in (*headers, (b"content-length", b"%d" % len(body)))]
        connection = self._free(target.origin) or await Connection.open(target.origin, self._own)
        status = await connection.post(b"".join((target.head, *fields, b"\r\n", body)))
        self._idle.append(connection)
        if len(self._idle) > _MOST_IDLE:
            self._idle.pop(0).close()
        return status

    def _free(self, origin: Origin) -> Connection | None:
        """Take the connection to an origin that was used last, and close those that have waited for too long."""
        for place in reversed(range(len(self._idle))):
            if not self._idle[place].is_free:
                self._idle.pop(place).close()
            elif self._idle[place].origin == origin:
                return self._idle.pop(place)
        return None

    def _target_of(self, url: str) -> _Target:
        parsed = self._httpx2.URL(url)
        scheme, port = parsed.scheme, parsed.port
        if scheme not in _PORTS:
            message = f"got '{scheme}', expected http or https"
            raise self._httpx2.UnsupportedProtocol(message)
        if port is not None and not 0 < port <= _LAST_PORT:
            message = f"the port is {port}, expected 1 to {_LAST_PORT}"
            raise self._httpx2.InvalidURL(message)
        tls = self._tls() if scheme == "https" else None
        origin = Origin(parsed.raw_host.decode("ascii"), port or _PORTS[scheme], tls)
        line = b"POST %s HTTP/1.1\r\nhost: %s\r\n" % (parsed.raw_path, parsed.netloc)
        fields = [b"%s: %s\r\n" % each for each in basic_authorization(parsed.userinfo.decode("ascii"))]
        return _Target(origin, b"".join((line, *fields)))

    def _new_tls(self) -> ssl.SSLContext:
        context = self._httpx2.create_ssl_context(trust_env=False)
        self._trust.extend(context)
        return context
