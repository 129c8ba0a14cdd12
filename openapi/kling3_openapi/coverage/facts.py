"""Facts: all things of the contract that can be exercised, each once, in the order of the document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kling3_openapi.coverage.summary import CoverageSummary, Dimension, DimensionSummary


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """One thing to exercise, as a reader finds it in a list of what was never tried: `kling-v3 duration: '5'`."""

    dimension: Dimension
    name: str


class Facts:
    """Makes facts: the same dimension and name give the same object, so facts are compared by identity."""

    def __init__(self) -> None:
        self._known: dict[tuple[Dimension, str], Fact] = {}

    def fact(self, dimension: Dimension, name: str) -> Fact:
        """Return the fact of this name, made when it is asked for first."""
        return self._known.setdefault((dimension, name), Fact(dimension, name))

    def known(self, dimension: Dimension, name: str) -> Fact | None:
        """Return the fact of this name, or None when there is none."""
        return self._known.get((dimension, name))

    def __iter__(self) -> Iterator[Fact]:
        return iter(self._known.values())

    def summary(self, touched: Iterable[Fact]) -> CoverageSummary:
        """Return how much of all facts was touched, dimension by dimension."""
        seen = frozenset(touched)
        return CoverageSummary(tuple(self._summed(each, seen) for each in Dimension))

    def _summed(self, dimension: Dimension, touched: frozenset[Fact]) -> DimensionSummary:
        facts = [each for each in self if each.dimension is dimension]
        missing = tuple(each.name for each in facts if each not in touched)
        return DimensionSummary(dimension, len(facts) - len(missing), len(facts), missing)
