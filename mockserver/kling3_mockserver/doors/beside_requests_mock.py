"""Beside requests-mock: a test's own mocks answer what they match, and let the rest of the fake's own through.

Imported only where the library is in use already; it loads itself for its fixture.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from requests.adapters import HTTPAdapter
from requests_mock import Adapter
from requests_mock.exceptions import NoMockAddress

from kling3_mockserver.doors.destinations import Destinations
from kling3_mockserver.doors.layers import Function, replaced

if TYPE_CHECKING:
    from requests import PreparedRequest


@contextmanager
def unmatched_let_through(destinations: Destinations) -> Iterator[None]:
    """Have what is for the fake and what no mock matches sent as if there were none, until the end of the block."""
    plain = HTTPAdapter()

    def passed_on(original: Function) -> Function:
        def send(adapter: Adapter, request: PreparedRequest, **options: object) -> object:
            try:
                return original(adapter, request, **options)
            except NoMockAddress:
                if request.url not in destinations:
                    raise
            return plain.send(request, **options)  # type: ignore[arg-type]

        return send

    with replaced(Adapter, "send", passed_on):
        yield
