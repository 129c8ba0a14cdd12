"""Beside responses: a test's own `responses` answer what they match, and let the rest of the fake's own through.

Imported only where the library is in use already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from responses import RequestsMock

from kling3_mockserver.doors.destinations import Destinations
from kling3_mockserver.doors.layers import Function, replaced

if TYPE_CHECKING:
    from requests import PreparedRequest

_PARTS = ("_find_match", "_on_request")


class _NoResponseError(Exception):
    """What no response matches; never leaves this module."""


@contextmanager
def unmatched_let_through(destinations: Destinations) -> Iterator[None]:
    """Have a program's own adapters send what is for the fake and what no response matches, until the end of the block.

    A release of the library that is built otherwise is left as it is.
    """
    if not all(hasattr(RequestsMock, each) for each in _PARTS):
        yield
        return

    def passed_on(original: Function) -> Function:
        def handle(mock: RequestsMock, adapter: object, request: PreparedRequest, **options: object) -> object:
            try:
                return original(mock, adapter, request, **options)
            except _NoResponseError:
                # What all adapters have is replaced: what was there before is asked for.
                send: Function = mock._real_send  # noqa: SLF001
                options.pop("retries", None)
                return send(adapter, request, **options)

        return handle

    with (
        replaced(RequestsMock, "_find_match", _unless_for(destinations)),
        replaced(RequestsMock, "_on_request", passed_on),
    ):
        yield


def _unless_for(destinations: Destinations) -> Callable[[Function], Function]:
    def replacement(original: Function) -> Function:
        def find(mock: RequestsMock, request: PreparedRequest) -> object:
            # Asked of each response, because a list in which order counts is spoilt by a search in vain.
            if request.url in destinations and not any(each.matches(request)[0] for each in mock.registered()):
                raise _NoResponseError
            return original(mock, request)

        return find

    return replacement
