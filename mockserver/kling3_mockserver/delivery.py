"""Delivery: one POST to a receiver, and when to try again.

Only http and https, no redirects, no proxies, a bound on time and on how much of an answer is read. What the
service does after a failure is undocumented; this follows the Standard Webhooks specification.
"""

from __future__ import annotations

import asyncio
from typing import NamedTuple, Protocol

from kling3_mockserver.messages import HeaderList

GONE = 410
"""The status by which a receiver asks for no more calls."""
_MOST_ANSWER = 64 * 1024
_GROWTH = 4
_JITTER = 0.2
_LAST_PORT = 65_535
_SLACK = 0.5
"""Seconds that a call may take beyond the limit of each of its steps: a TLS handshake that is ended from outside,
not by the limit of its own step, leaves its socket open."""


class Answer(NamedTuple):
    """What came of one POST: the receiver's status, or None and the reason in `error`."""

    status: int | None
    error: str = ""

    @property
    def delivered(self) -> bool:
        """Whether the receiver took it: any 2xx."""
        return self.status is not None and 200 <= self.status < 300  # noqa: PLR2004


class Sender(Protocol):
    """Posts bytes to a URL."""

    async def post(self, url: str, headers: HeaderList, body: bytes, seconds: float) -> Answer:
        """Return what came of it within so many seconds, an answer or the reason for none; never raise."""

    async def close(self) -> None:
        """Let go of connections."""


class HttpSender:
    """Posts by httpx2, which a user's patches of httpx never see; made and used in one event loop."""

    def __init__(self) -> None:
        import httpx2  # noqa: PLC0415  (60 ms: paid by the first webhook, not by the start of the server)

        self._httpx2 = httpx2
        limits = httpx2.Limits(max_connections=None, max_keepalive_connections=64, keepalive_expiry=4)
        self._transport = httpx2.AsyncHTTPTransport(limits=limits, trust_env=False)

    async def post(self, url: str, headers: HeaderList, body: bytes, seconds: float) -> Answer:
        """Return what came of it within so many seconds, an answer or the reason for none; never raise."""
        try:
            async with asyncio.timeout(seconds + _SLACK):
                return Answer(await self._status(url, headers, body, seconds))
        except (TimeoutError, self._httpx2.TimeoutException):
            return Answer(None, f"no answer within {seconds:g} s")
        except (self._httpx2.TransportError, self._httpx2.InvalidURL, ValueError, OSError) as error:
            return Answer(None, f"{type(error).__name__}: {error}"[:200])

    async def close(self) -> None:
        """Close all connections."""
        await self._transport.aclose()

    async def _status(self, url: str, headers: HeaderList, body: bytes, seconds: float) -> int:
        spans = {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), seconds)}
        request = self._httpx2.Request("POST", url, headers=headers, content=body, extensions=spans)
        self._check_port(request.url.port)
        response = await self._transport.handle_async_request(request)
        try:
            read = 0
            async for chunk in response.aiter_raw():
                read += len(chunk)
                if read > _MOST_ANSWER:
                    break
        finally:
            await response.aclose()
        return response.status_code

    def _check_port(self, port: int | None) -> None:
        # The client would let an OverflowError out of a group of tasks.
        if port is not None and not 0 < port <= _LAST_PORT:
            message = f"the port is {port}, expected 1 to {_LAST_PORT}"
            raise self._httpx2.InvalidURL(message)


def retry_delay(first: float, attempt: int, fraction: float) -> float:
    """Return the seconds between the `attempt`-th attempt and the next.

    Each delay is four times the one before, up or down by a fifth as `fraction` (0 to 1) says, so that many
    messages that failed together don't come back together.
    """
    return first * float(_GROWTH) ** (attempt - 1) * (1 - _JITTER + 2 * _JITTER * fraction)
