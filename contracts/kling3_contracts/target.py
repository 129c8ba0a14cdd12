"""Target: the server that is judged, asked over HTTP or in this process."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from ipaddress import ip_address
from typing import Protocol
from urllib.parse import urlsplit

import httpx2

from kling3_contracts.asgi import HOST, AsgiApp, ask
from kling3_contracts.base_url import base_url
from kling3_contracts.errors import UnreachableError
from kling3_contracts.messages import NO_ANSWER, Answer, Request
from kling3_contracts.no_answer import reason_of

_SECONDS = 30.0
_BROKEN = (httpx2.ReadError, httpx2.ReadTimeout, httpx2.RemoteProtocolError, httpx2.WriteError, httpx2.DecodingError)
"""Errors of a server that was reached, and then did not answer as HTTP has it."""


class Target(Protocol):
    """A server; `url` is its base as reports show it, `paid` whether a task costs money there."""

    url: str
    paid: bool

    def send(self, request: Request) -> Answer:
        """Send a request and return the answer; raise UnreachableError without one."""

    def wait(self, seconds: float) -> None:
        """Let so many seconds pass on the server's clock."""

    def now(self) -> float:
        """Return seconds on the clock that `wait` moves."""


class HttpTarget:
    """A server at a URL; outside of this machine its tasks are taken to cost money.

    `insecure` takes any certificate: for a staging server that signs its own.
    """

    def __init__(self, url: str, *, insecure: bool = False) -> None:
        self.url = base_url(url)
        self.paid = not is_loopback(self.url)
        self._client = httpx2.Client(timeout=_SECONDS, trust_env=False, follow_redirects=False, verify=not insecure)

    def send(self, request: Request) -> Answer:
        """Send a request, bytes as they are; `target` may be a whole URL too, as links to videos are.

        A connection that breaks, or a server that is silent for too long, is an answer of status NO_ANSWER.
        """
        began = time.perf_counter()
        try:
            response = self._client.send(self._made(request))
        except _BROKEN:
            return Answer(NO_ANSWER, seconds=time.perf_counter() - began)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise UnreachableError(self.url, reason_of(error)) from error
        headers = tuple(response.headers.multi_items())
        return Answer(response.status_code, headers, response.content, time.perf_counter() - began)

    def wait(self, seconds: float) -> None:
        """Sleep: a server far away has no other clock."""
        time.sleep(seconds)

    def now(self) -> float:
        """Return seconds of a clock that never goes back."""
        return time.monotonic()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _made(self, request: Request) -> httpx2.Request:
        url = httpx2.URL(request.target if "://" in request.target else self.url)
        if "://" not in request.target:
            url = url.copy_with(raw_path=_prefix(self.url) + request.target.encode("utf-8"))
        return httpx2.Request(request.method, url, headers=list(request.headers), content=request.body or None)


class AsgiTarget:
    """An ASGI application in this process, on a clock that the caller moves by `wait`."""

    def __init__(self, app: AsgiApp, wait: Callable[[float], None]) -> None:
        self.url, self.paid = f"http://{HOST}", False
        self._app, self._wait = app, wait
        self._passed = 0.0
        self._runner = asyncio.Runner()

    def send(self, request: Request) -> Answer:
        """Hand a request to the application."""
        began = time.perf_counter()
        answer = self._runner.run(ask(self._app, request))
        return answer._replace(seconds=time.perf_counter() - began)

    def wait(self, seconds: float) -> None:
        """Move the caller's clock."""
        self._passed += seconds
        self._wait(seconds)

    def now(self) -> float:
        """Return the seconds that have passed by `wait`."""
        return self._passed

    def close(self) -> None:
        """Close the event loop."""
        self._runner.close()


def is_loopback(url: str) -> bool:
    """Return whether a URL's host is this machine."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _prefix(url: str) -> bytes:
    return urlsplit(url).path.rstrip("/").encode("utf-8")
