"""What the tests of the referee share: targets that are closed after a test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contracts.broken.fake import FakeTarget, Opened


@pytest.fixture
def opened() -> Iterator[Opened]:
    """Close targets after a test."""
    made: list[FakeTarget] = []

    def keep(target: FakeTarget) -> FakeTarget:
        made.append(target)
        return target

    yield keep
    for each in made:
        each.close()
