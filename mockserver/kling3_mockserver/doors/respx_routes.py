"""respx routes: what the user's own respx mocks say of a request to the service, for as long as they are on.

respx replaces functions below ours (its mocker "httpcore", the usual one) or above (its mocker "httpx"). Below,
it is asked from here; above, it is made to let through what none of its routes matches. Imported only where respx
is in use already.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from respx import Route, Router
from respx.mocks import HTTPCoreMocker, HTTPXMocker, Mocker
from respx.models import AllMockedAssertionError, PassThrough

from kling3_mockserver.doors.destinations import Destinations
from kling3_mockserver.doors.layers import Function, replaced


def answer(request: httpx.Request) -> httpx.Response | None:
    """Return the answer of the first matching route; None if there is none, or if it lets the request pass."""
    for router in _matching(HTTPCoreMocker, request):
        try:
            with _errors_of_httpx():
                return _unread(router.handler(request))
        except AllMockedAssertionError:
            continue
        except PassThrough:
            return None
    return None


async def answer_awaiting(request: httpx.Request) -> httpx.Response | None:
    """Return what `answer` does, of routes whose side effects may wait."""
    for router in _matching(HTTPCoreMocker, request):
        try:
            with _errors_of_httpx():
                return _unread(await router.async_handler(request))
        except AllMockedAssertionError:
            continue
        except PassThrough:
            return None
    return None


def stand_between() -> bool:
    """Return whether a router below the transports takes what would go to the network."""
    return bool(HTTPCoreMocker.routers)


@contextmanager
def unmatched_let_through(destinations: Destinations) -> Iterator[None]:
    """Have routers above the transports pass on what is for the fake and matches no route of theirs."""

    def unless_unmatched(original: Function) -> Function:
        def handle(request: httpx.Request) -> object:
            if request.url in destinations and not _matching(HTTPXMocker, request):
                raise PassThrough("for the fake", request=request, origin=Route())
            return original(request)

        return handle

    with (
        replaced(HTTPXMocker, "handler", unless_unmatched),
        replaced(HTTPXMocker, "async_handler", unless_unmatched),
    ):
        yield


def _matching(mocker: type[Mocker], request: httpx.Request) -> list[Router]:
    # By the patterns alone: to resolve a route would use up its side effects.
    return [each for each in mocker.routers if any(route.pattern.match(request) for route in each.routes)]


def _unread(response: httpx.Response) -> httpx.Response:
    """Return a response as if from the network: the client reads it, and so comes to know how long that took."""
    return httpx.Response(
        response.status_code, headers=response.headers, stream=response.stream, extensions=response.extensions
    )


@contextmanager
def _errors_of_httpx() -> Iterator[None]:
    """Turn errors of httpcore, which routes may raise, into those of httpx, which programs expect."""
    try:
        yield
    except Exception as error:
        alike = getattr(httpx, type(error).__name__, None)
        if type(error).__module__ != "httpcore" or alike is None:
            raise
        raise alike(str(error)) from error
