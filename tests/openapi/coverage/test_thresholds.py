"""Thresholds are read from an option, and a dimension below its own is told of in a sentence."""

from __future__ import annotations

import pytest

from kling3_openapi.coverage.summary import CoverageSummary, Dimension, DimensionSummary
from kling3_openapi.coverage.thresholds import ThresholdError, below, parse_thresholds

OPERATIONS, RESPONSES = Dimension.OPERATIONS, Dimension.RESPONSES


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("operations=100", {OPERATIONS: 100.0}),
        ("operations=100,responses=50", {OPERATIONS: 100.0, RESPONSES: 50.0}),
        (" responses = 12.5% , operations=0", {RESPONSES: 12.5, OPERATIONS: 0.0}),
    ],
)
def test_thresholds_are_read(text: str, expected: dict[Dimension, float]) -> None:
    assert parse_thresholds(text) == expected


KNOWN = "operations, parameters, keywords, examples, responses, rules, transitions or webhooks"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "got '', expected a dimension and a percentage, as in operations=100,responses=50"),
        ("operations", "got 'operations', expected a dimension and a percentage, as in operations=100,responses=50"),
        ("operations=100,", "got '', expected a dimension and a percentage, as in operations=100,responses=50"),
        ("paths=100", f"there is no dimension 'paths': use {KNOWN}"),
        ("rules=all", "got 'all' for rules, expected a percentage from 0 to 100"),
        ("rules=101", "got '101' for rules, expected a percentage from 0 to 100"),
        ("rules=-1", "got '-1' for rules, expected a percentage from 0 to 100"),
        ("rules=nan", "got 'nan' for rules, expected a percentage from 0 to 100"),
    ],
)
def test_what_is_no_threshold_is_refused_with_what_would_be(text: str, expected: str) -> None:
    with pytest.raises(ThresholdError) as refused:
        parse_thresholds(text)
    assert str(refused.value) == expected


def a_summary(touched: int, *missing: str) -> CoverageSummary:
    return CoverageSummary((DimensionSummary(OPERATIONS, touched, touched + len(missing), missing),))


@pytest.mark.parametrize(
    ("summary", "least", "expected"),
    [
        (a_summary(2), 100, []),
        (a_summary(0), 100, []),
        (a_summary(1, "a"), 50, []),
        (a_summary(2, "a"), 66.6, []),
        (a_summary(2, "a"), 66.7, ["operations: 2 of 3 exercised, expected at least 66.7 %: try a"]),
        (a_summary(1, *"abc"), 100, ["operations: 1 of 4 exercised, expected at least 100 %: try a, b, c"]),
        (a_summary(0, *"abcde"), 1, ["operations: 0 of 5 exercised, expected at least 1 %: try a, b, c and 2 more"]),
    ],
)
def test_a_dimension_below_its_threshold_is_told_with_what_to_try(
    summary: CoverageSummary, least: float, expected: list[str]
) -> None:
    assert below(summary, {OPERATIONS: least}) == expected


def test_a_dimension_without_a_threshold_is_not_held_to_one() -> None:
    assert below(a_summary(0, "a"), {RESPONSES: 100}) == []
