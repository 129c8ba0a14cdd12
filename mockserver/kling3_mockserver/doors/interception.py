"""Interception: the doors that need no change of the program under test, opened together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp


@contextmanager
def intercepted(app: ASGIApp) -> Iterator[None]:
    """Have the application answer what httpx and httpx2 clients send to the service's hosts, until the block ends.

    Each library counts if it is installed. What any other library sends is not touched; see `network`.
    """
    with ExitStack() as stack:
        if find_spec("httpx"):
            from kling3_mockserver.doors.httpx_door import httpx_intercepted  # may not be installed

            stack.enter_context(httpx_intercepted(app))
        if find_spec("httpx2"):
            from kling3_mockserver.doors.httpx2_door import httpx2_intercepted

            stack.enter_context(httpx2_intercepted(app))
        yield
