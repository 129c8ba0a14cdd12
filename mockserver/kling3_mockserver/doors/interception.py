"""Interception: the doors that need no change of the program under test, opened together."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from kling3_mockserver.doors.destinations import Destinations

if TYPE_CHECKING:
    from starlette.types import ASGIApp


@contextmanager
def intercepted(app: ASGIApp, destinations: Destinations | None = None) -> Iterator[None]:
    """Have the application answer what httpx and httpx2 clients send to the service's hosts, until the block ends.

    Each library counts if it is installed. What any other library sends is not touched; see `network`. Mocks that a
    test makes by other means answer what they match; what they don't, and what is for the fake by `destinations`, is
    the fake's, whichever of them began first.
    """
    ours = destinations or Destinations()
    with ExitStack() as stack:
        if find_spec("httpx"):
            from kling3_mockserver.doors.httpx_door import httpx_intercepted  # may not be installed

            stack.enter_context(httpx_intercepted(app, ours))
        if find_spec("httpx2"):
            from kling3_mockserver.doors.httpx2_door import httpx2_intercepted

            stack.enter_context(httpx2_intercepted(app))
        _beside_others(stack, app, ours)
        yield


def _beside_others(stack: ExitStack, app: ASGIApp, destinations: Destinations) -> None:
    """Come to terms with mocks of other libraries; who is not loaded is not in use, and need not be."""
    if "responses" in sys.modules:
        from kling3_mockserver.doors import beside_responses

        stack.enter_context(beside_responses.unmatched_answered(destinations, app))
    if "requests_mock" in sys.modules:
        from kling3_mockserver.doors import beside_requests_mock

        stack.enter_context(beside_requests_mock.unmatched_answered(destinations, app))
    if "aioresponses" in sys.modules:
        from kling3_mockserver.doors import beside_aioresponses

        stack.enter_context(beside_aioresponses.unmatched_let_through(destinations))
