"""Shares: how much of a dimension was touched, in the words and figures of every form."""

from __future__ import annotations

from kling3_contracts.verdicts.plain import one_line
from kling3_openapi.coverage.summary import DimensionSummary


def percent(dimension: DimensionSummary) -> int:
    """Return the share in percent, rounded down: only a whole dimension is 100."""
    return 100 if dimension.touched >= dimension.total else 100 * dimension.touched // dimension.total


def figures(dimension: DimensionSummary) -> str:
    """Return `12 of 14 (85 %)`."""
    return f"{dimension.touched} of {dimension.total} ({percent(dimension)} %)"


def never_tried(dimension: DimensionSummary, most: int) -> str:
    """Return what was never tried, at most so many of it, and how many more there are."""
    named = ", ".join(one_line(each) for each in dimension.missing[:most])
    more = len(dimension.missing) - most
    return f"{named} and {more} more" if more > 0 else named
