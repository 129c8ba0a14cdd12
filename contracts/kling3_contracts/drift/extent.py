"""Extent: how much of the API a document is about, and so which endpoints it would have to have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from enum import Enum

from kling3_openapi.endpoints import OPERATIONS, Endpoint, Operation


class Extent(Enum):
    """What a document is taken for; the value is its name in `--extent`."""

    PAGE = "page"
    """Some pages of the provider: what is not there is no loss."""
    FAMILIES = "families"
    """Whole families: what one lacks that has two or more operations is gone."""
    WHOLE = "whole"
    """The whole of the API: whatever is not there is gone."""

    def expects(self, found: Iterable[Operation]) -> tuple[Operation, ...]:
        """Return the operations that must be there, by those that are."""
        if self is Extent.WHOLE:
            return OPERATIONS
        if self is Extent.PAGE:
            return ()
        counts = Counter(each.family for each in _endpoints(found))
        return tuple(each for each in _endpoints(OPERATIONS) if counts[each.family] > 1)


def extent_of(found: Iterable[Operation], others: int, *, pages: bool) -> Extent:
    """Return what a document is by what it has: `others` are its operations of other APIs, `pages` what it is made of.

    Other APIs stand in no document of Kling 3, only in one of the whole.
    """
    if pages:
        return Extent.PAGE
    return Extent.WHOLE if others and tuple(found) else Extent.FAMILIES


def _endpoints(operations: Iterable[Operation]) -> Iterator[Endpoint]:
    return (each for each in operations if isinstance(each, Endpoint))
