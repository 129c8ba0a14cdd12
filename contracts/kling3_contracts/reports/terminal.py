"""Terminal: a report for a person, in colours on a terminal and as plain text of a fixed width elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from kling3_contracts.report import Report, Subject, Verdict, Violation
from kling3_contracts.reports.closing import closing_line, heading
from kling3_contracts.reports.plain import LONGEST_TEXT, counted, lines, one_line
from kling3_contracts.reports.rows import Row, rows, violations
from kling3_contracts.reports.shares import never_tried, percent
from kling3_openapi.coverage.summary import CoverageSummary, DimensionSummary

WIDTH = 100
"""Columns, where there is no terminal to ask."""
MOST_VIOLATIONS = 50
"""How many violations are shown; all of them are in the JSON form."""
_MOST_MISSING = 8
_BAR = 20
_APART = (1, 0)
_INDENTED = (0, 0, 0, 2)
_CALM = {Verdict.TOLD: "yellow", Verdict.ACCEPTED: "cyan", Verdict.NOT_TRIED: "dim", Verdict.KEPT: "green"}


def show(report: Report, file: TextIO) -> None:
    """Write a report; characters that the file's encoding lacks stand as escapes."""
    console = Console(file=file, width=None if file.isatty() else WIDTH, highlight=False, emoji=False)
    with console.capture() as captured:
        for part in _parts(report, "#." if console.options.ascii_only else "█░"):
            # A command that was broken into lines can't be copied, and the last line is for programs too.
            console.print(part, soft_wrap=isinstance(part, Text) and part.no_wrap is True)
    told = captured.get().encode(console.encoding, "backslashreplace").decode(console.encoding)
    file.write(told if console.is_terminal else "".join(f"{line.rstrip()}\n" for line in told.splitlines()))


def _parts(report: Report, glyphs: str) -> Iterator[RenderableType]:
    yield Text(heading(report), style="bold")
    if rows(report):
        yield Padding(_verdict_table(report), _APART)
    yield from _violation_parts(report)
    if report.coverage is not None and report.coverage.dimensions:
        yield Padding(_coverage_table(report.coverage, glyphs), _APART)
    yield from (Text(f"note: {one_line(each)}") for each in report.notes)
    if report.trouble:
        yield Text(f"trouble: {one_line(report.trouble)}", style="bold red")
    yield Text(closing_line(report), style="bold red" if report.exit_status else "bold green", no_wrap=True)


def _verdict_table(report: Report) -> Table:
    table = _table()
    table.add_column("verdict")
    table.add_column("code")
    table.add_column("tried", justify="right")
    table.add_column("promise", ratio=1, overflow="fold")
    for check, _ in _told_rows(report):
        title = Text(one_line(check.title))
        if check.note:
            title.append(f"\n{one_line(check.note)}", style="dim")
        verdict = Text(check.verdict.value, style=_style(check.verdict))
        table.add_row(verdict, Text(one_line(check.code)), Text(str(check.tried)), title)
    return table


def _told_rows(report: Report) -> Iterator[Row]:
    """Yield the rows worth a line: that a client kept each of some seventy rules is said in the closing line."""
    folded = (Verdict.KEPT,) if report.subject is Subject.TRAFFIC else ()
    yield from (row for row in rows(report) if row.check.verdict not in folded)


def _violation_parts(report: Report) -> Iterator[RenderableType]:
    found = violations(report)
    for each in found[:MOST_VIOLATIONS]:
        yield from _violation(each)
    if len(found) > MOST_VIOLATIONS:
        yield Text(f"and {counted(len(found) - MOST_VIOLATIONS, 'violation')} more, all in the JSON form\n")


def _violation(violation: Violation) -> Iterator[RenderableType]:
    times = "" if violation.times == 1 else f", {violation.times} times"
    head = Text(one_line(violation.code), style=_style(violation.verdict))
    head.append(f" {violation.verdict.value}", style=_style(violation.verdict))
    yield head.append(f" in {one_line(violation.place)}{times}", style="default")
    told = [violation.message, violation.detail and f"at: {violation.detail}", f"id: {violation.identity}"]
    told.append(violation.reason and f"accepted because: {violation.reason}")
    for line in filter(None, told):
        yield Padding(Text(one_line(line), overflow="fold"), _INDENTED)
    if violation.curl:
        yield _command(violation.curl)
    yield Text("")


def _command(curl: str) -> Text:
    if len(curl) > LONGEST_TEXT:
        return Text(f"  a curl command of {len(curl)} characters is in the JSON form", style="dim")
    return Text(f"  {lines(curl)}", no_wrap=True, style="dim")


def _coverage_table(coverage: CoverageSummary, glyphs: str) -> Table:
    table = _table()
    table.add_column("coverage")
    table.add_column("")
    table.add_column("touched", justify="right")
    table.add_column("", justify="right")
    table.add_column("never tried", ratio=1, overflow="fold")
    for each in coverage.dimensions:
        touched = f"{each.touched} of {each.total}"
        missing = Text(never_tried(each, _MOST_MISSING))
        table.add_row(each.dimension.value, _bar(each, glyphs), touched, f"{percent(each)} %", missing)
    return table


def _bar(dimension: DimensionSummary, glyphs: str) -> str:
    full = percent(dimension) * _BAR // 100
    return glyphs[0] * full + glyphs[1] * (_BAR - full)


def _table() -> Table:
    return Table(box=SIMPLE_HEAD, expand=True, show_edge=False, pad_edge=False)


def _style(verdict: Verdict) -> str:
    return "bold red" if verdict.fails else _CALM[verdict]
