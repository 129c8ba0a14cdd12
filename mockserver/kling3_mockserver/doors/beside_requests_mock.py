"""Beside requests-mock: a test's own mocks answer what they match, and the fake the rest of its own.

Imported only where the library is in use already; it loads itself for its fixture.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from requests_mock import Adapter
from requests_mock.exceptions import NoMockAddress

from kling3_mockserver.doors.destinations import Destinations
from kling3_mockserver.doors.layers import Function, replaced
from kling3_mockserver.doors.requests_door import RequestsAdapter

if TYPE_CHECKING:
    from requests import PreparedRequest
    from starlette.types import ASGIApp


@contextmanager
def unmatched_answered(destinations: Destinations, app: ASGIApp) -> Iterator[None]:
    """Have the application answer what is for the fake and what no mock matches, until the end of the block."""
    door = RequestsAdapter(app)

    def answered(original: Function) -> Function:
        def send(adapter: Adapter, request: PreparedRequest, **options: object) -> object:
            try:
                return original(adapter, request, **options)
            except NoMockAddress:
                if request.url not in destinations:
                    raise
            return door.send(request, **options)  # type: ignore[arg-type]

        return send

    with replaced(Adapter, "send", answered):
        yield
