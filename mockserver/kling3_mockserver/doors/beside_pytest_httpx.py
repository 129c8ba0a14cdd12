"""Beside pytest-httpx: a test's `httpx_mock` answers what it has a response for, and the fake the rest of its own.

Its functions lie above ours or below, by the order of the fixtures. Above, what it has no response for is taken from
it before it fails; below, it is asked first. Imported only where pytest-httpx is loaded.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import cast

import httpx
from pytest_httpx import HTTPXMock

from kling3_mockserver.doors.destinations import Destinations
from kling3_mockserver.doors.layers import Function, replaced

_PARTS = ("_request_not_matched", "_handle_request", "_handle_async_request")


_Reply = Callable[[httpx.Request], httpx.Response]
_ReplyAwaiting = Callable[[httpx.Request], Awaitable[httpx.Response]]


class _NoResponseError(Exception):
    """What a `httpx_mock` has no response for, and who answers instead; never leaves this module."""

    def __init__(self, reply: _Reply, reply_awaiting: _ReplyAwaiting) -> None:
        super().__init__()
        self.reply, self.reply_awaiting = reply, reply_awaiting


@contextmanager
def unmatched_answered(destinations: Destinations, reply: _Reply, reply_awaiting: _ReplyAwaiting) -> Iterator[None]:
    """Have the fake answer what is for it and what `httpx_mock` has no response for, until the end of the block.

    A release of pytest-httpx that is built otherwise is left as it is.
    """
    if not all(hasattr(HTTPXMock, each) for each in _PARTS):
        yield
        return

    with (
        replaced(HTTPXMock, "_request_not_matched", _unless_for(destinations, reply, reply_awaiting)),
        replaced(HTTPXMock, "_handle_request", _answered),
        replaced(HTTPXMock, "_handle_async_request", _answered_awaiting),
    ):
        yield


def asked_first(replacement: Callable[[Function], Function]) -> Callable[[Function], Function]:
    """Return a replacement that leaves to a `httpx_mock` below it what that is to mock."""

    def replace(original: Function) -> Function:
        above, mocks = replacement(original), _should_mock(original)
        if mocks is None:
            return above

        def handle(transport: object, request: httpx.Request) -> object:
            return original(transport, request) if mocks(request) else above(transport, request)

        return handle

    return replace


def _answered(original: Function) -> Function:
    def handle(mock: HTTPXMock, transport: object, request: httpx.Request) -> object:
        try:
            return original(mock, transport, request)
        except _NoResponseError as none:
            return none.reply(request)

    return handle


def _answered_awaiting(original: Function) -> Function:
    async def handle(mock: HTTPXMock, transport: object, request: httpx.Request) -> object:
        try:
            return await cast("Awaitable[object]", original(mock, transport, request))
        except _NoResponseError as none:
            return await none.reply_awaiting(request)

    return handle


def _unless_for(
    destinations: Destinations, reply: _Reply, reply_awaiting: _ReplyAwaiting
) -> Callable[[Function], Function]:
    def replacement(original: Function) -> Function:
        def not_matched(mock: HTTPXMock, transport: object, request: httpx.Request) -> object:
            if request.url not in destinations:
                return original(mock, transport, request)
            # A test that looks at all requests to its mock is not to find those that the fake has answered.
            mock._requests[:] = [each for each in mock._requests if each[1] is not request]  # noqa: SLF001  (there is no other way)
            raise _NoResponseError(reply, reply_awaiting)

        return not_matched

    return replacement


def _should_mock(function: Function) -> Callable[[httpx.Request], bool] | None:
    """Return what says which requests a `httpx_mock` is for whose function this is, perhaps under layers of ours."""
    bottom = inspect.unwrap(function)
    if getattr(bottom, "__module__", "") != "pytest_httpx" or not inspect.isfunction(bottom):
        return None
    options = inspect.getclosurevars(bottom).nonlocals.get("options")
    return getattr(options, "should_mock", None)
