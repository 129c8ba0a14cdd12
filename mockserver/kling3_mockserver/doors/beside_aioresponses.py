"""Beside aioresponses: a test's own mocks answer what they match, and let the rest of the fake's own through.

Imported only where the library is in use already.
"""

from __future__ import annotations

from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from typing import cast

from aioresponses import aioresponses

from kling3_mockserver.doors.destinations import Destinations
from kling3_mockserver.doors.layers import Function, replaced


@contextmanager
def unmatched_let_through(destinations: Destinations) -> Iterator[None]:
    """Have mocks pass on what is for the fake and matches none of their answers, until the end of the block."""
    gates = _Gates()

    def passing(original: Function) -> Function:
        async def match(mock: aioresponses, method: str, url: object, *rest: object, **options: object) -> object:
            found = await cast("Awaitable[object]", original(mock, method, url, *rest, **options))
            gates.shut(mock)
            if found is None and url in destinations:
                gates.open(mock)
            return found

        return match

    with replaced(aioresponses, "match", passing):
        try:
            yield
        finally:
            gates.shut_all()


class _Gates:
    """Mocks that let through what they don't match, for the one request that they are just asked for.

    A mock looks at its setting as soon as it has found nothing, before anybody else is asked.
    """

    def __init__(self) -> None:
        self._open: list[aioresponses] = []

    def open(self, mock: aioresponses) -> None:
        """Let the request through, if its test does not let all through."""
        if not getattr(mock, "passthrough_unmatched", True):
            mock.passthrough_unmatched = True
            self._open.append(mock)

    def shut(self, mock: aioresponses) -> None:
        """Leave the next request to the test."""
        if mock in self._open:
            mock.passthrough_unmatched = False
            self._open.remove(mock)

    def shut_all(self) -> None:
        """Leave all mocks as they were."""
        for each in self._open.copy():
            self.shut(each)
