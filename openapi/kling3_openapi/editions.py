"""Editions: the months from which we know the provider's pages; a later one is what it changes of the one before."""

from __future__ import annotations

from enum import Enum
from functools import total_ordering


@total_ordering
class Edition(Enum):
    """What the provider's pages said in a month; the value is its name on command lines, and later ones are greater."""

    # A member is equal to itself alone, and by its identity it is found in a table four times as fast.
    __hash__ = object.__hash__

    FEBRUARY_2026 = "2026-02"
    """The pages that the project began with."""
    APRIL_2026 = "2026-04"
    """The provider's own pages of April."""
    AUGUST_2026 = "2026-08"
    """Read from a catalogue made of the provider's specification: names and required lists, no bounds."""

    def __lt__(self, other: object) -> bool:
        """Return whether this one is the earlier."""
        return self.value < other.value if isinstance(other, Edition) else NotImplemented

    @property
    def words(self) -> str:
        """How messages call it: `April 2026`."""
        month, year = self.name.split("_")
        return f"{month.capitalize()} {year}"

    @property
    def before(self) -> Edition | None:
        """The edition that it changes; None for the first."""
        earlier = [each for each in Edition if each < self]
        return max(earlier, default=None)


FIRST = Edition.FEBRUARY_2026
"""The edition that everything keeps unless another one is named."""
