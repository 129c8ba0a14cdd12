"""Receivers: where a test's webhooks go: into its inbox, and on to the application that the test names."""

from __future__ import annotations

import inspect
import socket
from collections.abc import Callable
from contextlib import suppress
from types import FunctionType
from typing import TYPE_CHECKING, Protocol, cast
from urllib.parse import urlsplit

from kling3_mockserver.errors import MockError
from kling3_mockserver.http.credentials import basic_authorization, userinfo_of
from kling3_mockserver.http.hosts import LOOPBACK
from kling3_mockserver.http.messages import HeaderList
from kling3_mockserver.http.own_addresses import own_addresses_of
from kling3_mockserver.testing.applications import ASGIReceiver, WSGIApp, WSGIReceiver
from kling3_mockserver.testing.inbox import Inbox, Webhook
from kling3_mockserver.webhooks.sender import Answer, HttpSender
from kling3_openapi.masking.text import shown_url
from kling3_openapi.signature import Secret, SignatureError, verify

if TYPE_CHECKING:
    from starlette.types import ASGIApp

_SCHEMES = {"http": 80, "https": 443}
_ASGI, _WSGI = ("scope", "receive", "send"), ("environ", "start_response")
_PATIENCE = 2.0
"""Seconds to wait for whoever is to listen at a URL."""


class ReceiverError(MockError):
    """Something that webhooks can't be delivered to."""


class Receiver(Protocol):
    """Takes one call and says what it answered."""

    async def take(self, url: str, headers: HeaderList, body: bytes, limit: float) -> Answer:
        """Return the receiver's answer within `limit` seconds."""


class InboxSender:
    """A Sender that verifies each webhook, keeps it, and hands it on.

    Without a receiver a call to loopback is really made, since a test may listen there; any other ends in the
    inbox and counts as taken: tests call nobody outside. `calling` are the URLs to which calls by HTTP are under way.
    """

    def __init__(
        self, inbox: Inbox, secrets: Callable[[], tuple[Secret, ...]], now: Callable[[], float],
        receiver: Callable[[], Receiver | None], new_http_sender: Callable[[], HttpSender] = HttpSender,
    ) -> None:  # fmt: skip
        self._inbox, self._secrets, self._now, self._receiver = inbox, secrets, now, receiver
        self._loopback = LiveReceiver(None, new_http_sender)
        self._live = {self._loopback}
        self._calling: list[str] = []

    @property
    def calling(self) -> tuple[str, ...]:
        """Where calls by HTTP are under way to, the oldest first."""
        return tuple(self._calling)

    async def post(self, url: str, headers: HeaderList, body: bytes, seconds: float) -> Answer:
        """Keep a webhook and return what became of it."""
        answer = await self._handed_on(url, headers, body, seconds)
        sent = [*headers, *basic_authorization(userinfo_of(url))]
        named = {name.decode("latin-1"): value.decode("latin-1") for name, value in sent}
        self._inbox.add(Webhook(url, named, body, self._distrust(named, body), answer))
        return answer

    async def close(self) -> None:
        """Let go of connections."""
        for receiver in self._live:
            await receiver.close()

    async def _handed_on(self, url: str, headers: HeaderList, body: bytes, seconds: float) -> Answer:
        receiver = self._receiver() or (self._loopback if urlsplit(url).hostname in LOOPBACK else None)
        if receiver is None:
            return Answer(204)
        if not isinstance(receiver, LiveReceiver):
            return await receiver.take(url, headers, body, seconds)
        self._live.add(receiver)
        self._calling.append(target := receiver.target(url))
        try:
            return await receiver.take(url, headers, body, seconds)
        finally:
            self._calling.remove(target)

    def _distrust(self, headers: dict[str, str], body: bytes) -> str:
        try:
            verify(self._secrets(), headers, body, now=self._now())
        except SignatureError as error:
            return str(error)
        return ""


class LiveReceiver:
    """Calls a URL: always the same, or without one the URL that a webhook names."""

    def __init__(self, url: str | None = None, new_http_sender: Callable[[], HttpSender] = HttpSender) -> None:
        self._url, self._new_http_sender = url, new_http_sender
        self._sender: HttpSender | None = None

    def target(self, url: str) -> str:
        """Return where a webhook to this URL goes."""
        return self._url or url

    async def take(self, url: str, headers: HeaderList, body: bytes, limit: float) -> Answer:
        """Return what the URL answered."""
        self._sender = self._sender or self._new_http_sender()
        return await self._sender.post(self.target(url), headers, body, limit)

    async def close(self) -> None:
        """Let go of connections."""
        if self._sender is not None:
            await self._sender.close()


def receiver_of(
    target: object, new_http_sender: Callable[[], HttpSender] = HttpSender
) -> LiveReceiver | ASGIReceiver | WSGIReceiver:
    """Return the receiver for a URL, an ASGI or a WSGI application; raise ReceiverError for anything else."""
    if own_addresses_of(target) is not None:
        raise ReceiverError("can't deliver webhooks to the fake itself: hand over an application of your own")
    if callable(target):
        return _application(target)
    # Clients have URLs of their own, which are no texts.
    if isinstance(target, str) or str(target).partition("://")[0] in _SCHEMES:
        return LiveReceiver(_open_url(str(target)), new_http_sender)
    raise ReceiverError(
        f"can't deliver webhooks to {type(target).__name__}: deliver_to takes an ASGI app, a WSGI app or a URL"
    )


def _application(target: Callable[..., object]) -> ASGIReceiver | WSGIReceiver:
    waits = inspect.iscoroutinefunction(target) or inspect.iscoroutinefunction(type(target).__call__)
    if not waits and _takes(target, _WSGI):
        return WSGIReceiver(cast("WSGIApp", target))
    if _takes(target, _ASGI):
        return ASGIReceiver(cast("ASGIApp", target))
    name = getattr(target, "__name__", type(target).__name__)
    raise ReceiverError(
        f"can't deliver webhooks to {name}: expected an application that takes ({', '.join(_ASGI)}) or "
        f"({', '.join(_WSGI)}); for the handler of a route, hand over the app that it belongs to"
    )


def _takes(target: Callable[..., object], names: tuple[str, ...]) -> bool:
    if _takes_just(target, len(names)):
        return True
    try:
        inspect.signature(target).bind(*names)
    except (TypeError, ValueError):
        return False
    return True


def _takes_just(target: object, count: int) -> bool:
    # Most are such functions, and a whole signature of one takes longer than a webhook.
    if not isinstance(target, FunctionType) or target.__dict__:
        return False
    code = target.__code__
    return code.co_argcount == count and not code.co_kwonlyargcount


def _open_url(url: str) -> str:
    host, port = _address(url)
    try:
        socket.create_connection((host, port), _PATIENCE).close()
    except OSError as error:
        raise ReceiverError(
            f"can't deliver webhooks to '{shown_url(url)}', nothing listens there ({error}): start the receiver first, "
            "or hand its app to deliver_to"
        ) from error
    return url


def _address(url: str) -> tuple[str, int]:
    # Reading the port of an unlawful one raises.
    with suppress(ValueError):
        parts = urlsplit(url)
        if parts.hostname and parts.scheme in _SCHEMES:
            return parts.hostname, parts.port or _SCHEMES[parts.scheme]
    raise ReceiverError(f"can't deliver webhooks to '{shown_url(url)}': give a URL such as http://127.0.0.1:9000/hook")
