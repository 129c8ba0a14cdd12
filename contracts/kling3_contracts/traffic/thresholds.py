"""Thresholds: a report that says so when less of the contract was exercised than was asked for; K190."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kling3_contracts.verdicts.report import Check, Report, Verdict, Violation, identity_of
from kling3_openapi.coverage.summary import Dimension
from kling3_openapi.coverage.thresholds import below
from kling3_openapi.findings import Severity
from kling3_openapi.rules.rule import Code

COVERAGE = Code(
    "K190",
    Severity.ERROR,
    "As much of the contract was exercised as was asked for.",
    "`--min` sets a percentage for a dimension, and the recordings stay below it, so something that should be tested "
    "is not. Exercise what the message names as never tried, or ask for less.",
    "the thresholds that were given",
)


def held(report: Report, thresholds: Mapping[Dimension, float]) -> Report:
    """Return a report with a violation for each threshold that its coverage stays below."""
    if report.coverage is None or not thresholds:
        return report
    missed = tuple(map(_violation, below(report.coverage, thresholds)))
    verdict = Verdict.VIOLATED if missed else Verdict.KEPT
    check = Check(COVERAGE.code, COVERAGE.title, verdict, len(thresholds))
    return replace(report, checks=(*report.checks, check), violations=(*report.violations, *missed))


def _violation(sentence: str) -> Violation:
    dimension = sentence.partition(":")[0]
    identity = identity_of(COVERAGE.code, dimension, "")
    return Violation(COVERAGE.code, Verdict.VIOLATED, f"coverage of {dimension}", sentence, identity, dimension)
