"""Rows: each check of a report with its violations, the gravest first, as every form lists them."""

from __future__ import annotations

from typing import NamedTuple

from kling3_contracts.verdicts.report import Check, Report, Verdict, Violation

_GRAVITY = {verdict: place for place, verdict in enumerate(Verdict)}


class Row(NamedTuple):
    """One promise and every breach of it."""

    check: Check
    violations: tuple[Violation, ...]


def rows(report: Report) -> tuple[Row, ...]:
    """Return every check, and a made one for each violation whose code has none, so that no breach goes unseen."""
    by_code: dict[str, list[Violation]] = {each.code: [] for each in report.checks}
    for violation in violations(report):
        by_code.setdefault(violation.code, []).append(violation)
    listed = {each.code: each for each in report.checks}
    made = (Row(listed.get(code) or _unlisted(found), tuple(found)) for code, found in by_code.items())
    return tuple(sorted(made, key=lambda row: (_GRAVITY[row.check.verdict], row.check.code)))


def violations(report: Report) -> tuple[Violation, ...]:
    """Return all violations, the gravest first."""
    return tuple(
        sorted(report.violations, key=lambda each: (_GRAVITY[each.verdict], each.code, each.place, each.detail))
    )


def explained(report: Report) -> tuple[Row, ...]:
    """Return the rows that follow from the report's causes."""
    return tuple(row for row in rows(report) if report.explains(row.check.code))


def own(report: Report) -> tuple[Violation, ...]:
    """Return the violations that follow from none of the causes, the gravest first."""
    return tuple(each for each in violations(report) if not report.explains(each.code))


def verdicts(report: Report) -> dict[Verdict, int]:
    """Return how many checks there are of each verdict that occurs, the gravest first."""
    found = [row.check.verdict for row in rows(report)]
    return {verdict: found.count(verdict) for verdict in Verdict if verdict in found}


def _unlisted(found: list[Violation]) -> Check:
    gravest = found[0]
    return Check(gravest.code, _title(gravest.code), gravest.verdict, sum(each.times for each in found))


def _title(code: str) -> str:
    from kling3_contracts.catalogue import title_of  # all rules come with it, and it is seldom asked

    return title_of(code)
