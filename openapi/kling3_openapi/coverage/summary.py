"""CoverageSummary: for each dimension of the contract what was touched, of how much, and what was never tried."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Dimension(Enum):
    """One way to count how much of the contract was exercised; the value is its name in reports and options."""

    OPERATIONS = "operations"
    PARAMETERS = "parameters"
    """Fields of bodies and parameters of queries, each sent at least once."""
    KEYWORDS = "keywords"
    """Enum values, bounds touched from both sides, types got wrong, what is required or has a default left out."""
    EXAMPLES = "examples"
    """Values that the document shows: defaults sent in words, answers like those of its examples."""
    RESPONSES = "responses"
    """Statuses and content types of each operation, error bodies among them."""
    RULES = "rules"
    """What the provider says only in prose: a rule is exercised when a request broke it."""
    TRANSITIONS = "transitions"
    """Changes of a task's status that were seen."""
    WEBHOOKS = "webhooks"
    """Webhooks by status and outcome: taken, tried again, given up."""


@dataclass(frozen=True, slots=True)
class DimensionSummary:
    """One dimension: `missing` names what was never tried, in the order of the document."""

    dimension: Dimension
    touched: int
    total: int
    missing: tuple[str, ...]

    @property
    def share(self) -> float:
        """Which part was touched, from 0 to 1; an empty dimension is whole."""
        return self.touched / self.total if self.total else 1.0


@dataclass(frozen=True, slots=True)
class CoverageSummary:
    """All dimensions, in the order of the enum."""

    dimensions: tuple[DimensionSummary, ...]

    def of(self, dimension: Dimension) -> DimensionSummary:
        """Return one dimension."""
        return next(each for each in self.dimensions if each.dimension is dimension)
