"""Extent: how much of the API a document is about, and so which endpoints it would have to have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import Enum

from kling3_openapi.endpoints import Endpoint, Family


class Extent(Enum):
    """What a document is taken for; the value is its name in `--extent`."""

    PAGE = "page"
    """Some pages of the provider: what is not there is no loss."""
    FAMILIES = "families"
    """Whole families: what one lacks that has two or more operations is gone."""
    WHOLE = "whole"
    """The whole of the API: whatever is not there is gone."""

    def expects(self, found: Iterable[Endpoint]) -> frozenset[Family]:
        """Return the families whose every endpoint must be there, by the endpoints that are."""
        if self is Extent.WHOLE:
            return frozenset(Family)
        if self is Extent.PAGE:
            return frozenset()
        counts = Counter(each.family for each in found)
        return frozenset(family for family, number in counts.items() if number > 1)


def extent_of(found: Iterable[Endpoint], others: int, *, pages: bool) -> Extent:
    """Return what a document is by what it has: `others` are its operations of other APIs, `pages` what it is made of.

    Other APIs stand in no document of Kling 3, only in one of the whole.
    """
    if pages:
        return Extent.PAGE
    return Extent.WHOLE if others and tuple(found) else Extent.FAMILIES
