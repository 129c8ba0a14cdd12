"""Markdown: a report for the summary of a CI job, in GitHub's dialect; strangers' text is escaped or fenced."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape

from kling3_contracts.reports.closing import caused, closing_line, heading, outcome
from kling3_contracts.reports.first_screen import Grave, gravest
from kling3_contracts.reports.rows import Row, explained, own, rows
from kling3_contracts.reports.shares import figures, never_tried
from kling3_contracts.reports.wire import answer_lines, request_lines
from kling3_contracts.verdicts.plain import counted, lines, one_line
from kling3_contracts.verdicts.report import Report, Verdict, Violation
from kling3_openapi.coverage.summary import CoverageSummary

MOST_VIOLATIONS = 50
"""How many violations are told in full: GitHub takes 1 MiB of summary for a step."""
_MOST_MISSING = 100
_SPECIAL = re.compile(r"([\\`*_\[\]|~$#@]|:(?=//)|(?<=www)\.)", re.IGNORECASE)
_STARTS_LIST = re.compile(r"^(\d*)([-+.)])")
_FENCE = re.compile("`{3,}")


def markdown(report: Report) -> str:
    """Return a report in Markdown; what was kept is folded away."""
    return "\n\n".join([*_head(report), *_verdicts(report), *_violations(report), *_coverage(report)]) + "\n"


def escaped(text: str) -> str:
    """Return a text on one line that Markdown shows as it is: no link, tag, emphasis or cell begins in it."""
    plain = escape(one_line(text).strip(), quote=False)
    return _STARTS_LIST.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", plain))


def _head(report: Report) -> Iterator[str]:
    yield f"## kling3-contracts: {outcome(report)}"
    yield f"{escaped(heading(report))}"
    yield f"**{escaped(closing_line(report))}**"
    if found := gravest(report):
        yield "\n".join(f"{number}. {_first(each)}" for number, each in enumerate(found, 1))
    if report.trouble:
        yield f"> Trouble: {escaped(report.trouble)}"
    yield from (f"> Note: {escaped(each)}" for each in report.notes)


def _first(grave: Grave) -> str:
    example = f"; as in: {escaped(grave.example.message)}" if grave.example else ""
    return f"**{escaped(grave.sentence)}** ({escaped(grave.extent)}){example}"


def _verdicts(report: Report) -> Iterator[str]:
    found = rows(report)
    follow = explained(report)
    loud = [row for row in found if row.check.verdict is not Verdict.KEPT and row not in follow]
    kept = [row for row in found if row.check.verdict is Verdict.KEPT]
    if loud:
        yield _verdict_table(loud)
    for cause in report.causes:
        yield _folded(caused(report, cause), _verdict_table(row for row in follow if row.check.code in cause.codes))
    if kept:
        yield _folded(f"{len(kept)} kept", _verdict_table(kept))


def _verdict_table(found: Iterable[Row]) -> str:
    head = ("Verdict", "Code", "Tried", "Promise")
    return _table(head, map(_cells, found))


def _cells(row: Row) -> tuple[str, ...]:
    return row.check.verdict.value, row.check.code, str(row.check.tried), _title(row)


def _title(row: Row) -> str:
    return f"{row.check.title} ({row.check.note})" if row.check.note else row.check.title


def _violations(report: Report) -> Iterator[str]:
    found = own(report)
    if found:
        yield "### Violations"
    yield from map(_violation, found[:MOST_VIOLATIONS])
    if len(found) > MOST_VIOLATIONS:
        yield f"And {counted(len(found) - MOST_VIOLATIONS, 'violation')} more, all in the JSON form."


def _violation(violation: Violation) -> str:
    times = "" if violation.times == 1 else f", {violation.times} times"
    summary = f"{violation.code} {violation.verdict.value} in {violation.place}{times}"
    told = (violation.message, violation.detail and f"at {violation.detail}", f"id {violation.identity}")
    reason = violation.reason and f"accepted because: {violation.reason}"
    paragraphs = [escaped(each) for each in (*told, reason) if each]
    return _folded(summary, "\n\n".join([*paragraphs, *_examples(violation)]))


def _examples(violation: Violation) -> Iterator[str]:
    if violation.curl:
        yield _fenced(violation.curl, "sh")
    if violation.request is not None:
        yield _fenced(request_lines(violation.request), "http")
    if violation.answer is not None:
        yield _fenced(answer_lines(violation.answer), "http")
    if violation.pytest:
        yield _fenced(violation.pytest, "python")


def _coverage(report: Report) -> Iterator[str]:
    coverage = report.coverage or CoverageSummary(())
    if coverage.dimensions:
        yield "### Coverage"
        yield _table(("Dimension", "Touched"), ((each.dimension.value, figures(each)) for each in coverage.dimensions))
    for each in coverage.dimensions:
        if each.missing:
            yield _folded(f"{each.dimension.value} never tried", escaped(never_tried(each, _MOST_MISSING)))


def _table(head: tuple[str, ...], cells: Iterable[tuple[str, ...]]) -> str:
    table = (head, ("---",) * len(head), *(tuple(map(escaped, row)) for row in cells))
    return "\n".join(f"| {' | '.join(row)} |" for row in table)


def _folded(summary: str, content: str) -> str:
    # A summary stands within a block of HTML, where Markdown's own escapes would be shown.
    return f"<details>\n<summary>{escape(one_line(summary))}</summary>\n\n{content}\n\n</details>"


def _fenced(text: str, language: str) -> str:
    shown = lines(text)
    fence = "`" * max([3, *(len(run) + 1 for run in _FENCE.findall(shown))])
    return f"{fence}{language}\n{shown}\n{fence}"
