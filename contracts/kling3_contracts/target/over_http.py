"""HttpTarget: a server at a URL."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import closing
from urllib.parse import urlsplit

import httpx2

from kling3_contracts.addresses.base_url import base_url
from kling3_contracts.addresses.loopback import is_loopback
from kling3_contracts.addresses.no_answer import reason_of
from kling3_contracts.errors import UnreachableError
from kling3_contracts.messages import NO_ANSWER, Answer, Request
from kling3_contracts.target import at_once as crowds
from kling3_contracts.target.connection import ask_on_one_connection

_SECONDS = 30.0
_TIMEOUT = {"timeout": httpx2.Timeout(_SECONDS).as_dict()}
_BROKEN = (httpx2.ReadError, httpx2.ReadTimeout, httpx2.RemoteProtocolError, httpx2.WriteError, httpx2.DecodingError)
"""Errors of a server that was reached, and then did not answer as HTTP has it."""


class HttpTarget:
    """A server at a URL; outside of this machine its tasks are taken to cost money.

    `insecure` takes any certificate: for a staging server that signs its own.
    """

    def __init__(self, url: str, *, insecure: bool = False) -> None:
        self.url = base_url(url)
        self.paid = not is_loopback(self.url)
        self._insecure = insecure
        # Without a client's redirects, cookies and defaults: every request is sent as it was made.
        self._transport = httpx2.HTTPTransport(verify=not insecure, trust_env=False)
        self._base = httpx2.URL(self.url)

    def send(self, request: Request) -> Answer:
        """Send a request, bytes as they are; `target` may be a whole URL too, as links to videos are.

        A connection that breaks, or a server that is silent for too long, is an answer of status NO_ANSWER.
        """
        began = time.perf_counter()
        try:
            with closing(self._transport.handle_request(self._made(request))) as response:
                content = response.read()
        except _BROKEN:
            return Answer(NO_ANSWER, seconds=time.perf_counter() - began)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise UnreachableError(self.url, reason_of(error)) from error
        headers = tuple(response.headers.multi_items())
        return Answer(response.status_code, headers, content, time.perf_counter() - began)

    @property
    def is_plain(self) -> bool:
        """Whether there is no TLS between."""
        return self.url.startswith("http:")

    def send_on_one_connection(self, requests: Sequence[Request], *, at_once: bool) -> tuple[Answer, ...]:
        """Return what several requests are answered on a connection of their own, as `ask_on_one_connection` does."""
        try:
            return ask_on_one_connection(self.url, requests, at_once=at_once)
        except OSError as error:
            raise UnreachableError(self.url, reason_of(error)) from error

    def send_at_once(self, requests: Sequence[Request]) -> tuple[Answer, ...]:
        """Send requests on connections of their own, all before the first answer is read."""
        return crowds.send_at_once(self.url, requests, _SECONDS, insecure=self._insecure)

    def wait(self, seconds: float) -> None:
        """Sleep: a server far away has no other clock."""
        time.sleep(seconds)

    def now(self) -> float:
        """Return seconds of a clock that never goes back."""
        return time.monotonic()

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def _made(self, request: Request) -> httpx2.Request:
        if "://" in request.target:
            url = httpx2.URL(request.target)
        else:
            url = self._base.copy_with(raw_path=_prefix(self.url) + request.target.encode("utf-8"))
        headers = [(name.encode("ascii"), value.encode("utf-8")) for name, value in request.headers]
        content = iter(request.pieces) if request.is_chunked else request.body or None
        return httpx2.Request(request.method, url, headers=headers, content=content, extensions=_TIMEOUT)


def _prefix(url: str) -> bytes:
    return urlsplit(url).path.rstrip("/").encode("utf-8")
