"""First screen: what a person reads of a report before anything else: the verdict, the gravest causes, what to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kling3_contracts.reports.closing import caused
from kling3_contracts.reports.rows import Row, own, rows, violations
from kling3_contracts.verdicts.plain import counted, one_line
from kling3_contracts.verdicts.report import Cause, Report, Subject, Violation

MOST_CAUSES = 3
_FAILS = "K104"
"""What a server that fails may have failed to show: it is looked at first."""


class Grave(NamedTuple):
    """One thing to mend: in a sentence, how much it explains, and a violation that shows it."""

    sentence: str
    extent: str
    codes: tuple[str, ...]
    example: Violation | None


def gravest(report: Report) -> tuple[Grave, ...]:
    """Return what to mend first: the causes, then the promises that were broken in most places by themselves."""
    alone = {each.code for each in own(report) if each.verdict.fails}
    by_themselves = sorted((row for row in rows(report) if row.check.code in alone), key=_weight)
    found = (*(_of_cause(report, each) for each in report.causes), *map(_of_row, by_themselves))
    return found[:MOST_CAUSES]


def next_steps(report: Report, found: tuple[Grave, ...]) -> Iterator[str]:
    """Yield what to do next with what was found, nothing where all is well."""
    if report.subject is not Subject.SERVER or not found:
        return
    codes = found[0].codes
    yield f"kling3-contracts explain {codes[0]} tells what is owed, on what that rests, and how to mend it"
    yield f"after a mend, the same command with --only {','.join(codes[:MOST_CAUSES])} asks for that alone"
    yield "--html FILE writes a page with every violation, --baseline FILE accepts what shall stay as it is"


def _of_cause(report: Report, cause: Cause) -> Grave:
    shown = [each for each in violations(report) if each.code in cause.codes and each.verdict.fails]
    codes = tuple(dict.fromkeys(each.code for each in shown)) or tuple(sorted(cause.codes))
    return Grave(one_line(cause.sentence), caused(report, cause), codes, shown[0] if shown else None)


def _of_row(row: Row) -> Grave:
    places = len({each.place for each in row.violations})
    title = one_line(row.check.title).rstrip(".")
    extent = f"violated in {counted(places, 'place')}, {row.check.code}"
    example = next((each for each in row.violations if each.verdict.fails), None)
    return Grave(f"not kept: {title[0].lower()}{title[1:]}", extent, (row.check.code,), example)


def _weight(row: Row) -> tuple[bool, int, str]:
    return row.check.code != _FAILS, -len(row.violations), row.check.code
