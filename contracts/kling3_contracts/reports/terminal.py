"""Terminal: a report for a person, in colours on a terminal and as plain text of a fixed width elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TextIO

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from kling3_contracts.report import Report, Subject, Verdict, Violation
from kling3_contracts.reports.closing import caused, closing_line, heading
from kling3_contracts.reports.coverage_part import coverage_line, coverage_table, table
from kling3_contracts.reports.plain import LONGEST_TEXT, counted, lines, one_line
from kling3_contracts.reports.rows import Row, own, rows

WIDTH = 100
"""Columns, where there is no terminal to ask."""
MOST_VIOLATIONS = 50
"""How many violations are shown; all of them are in the JSON form."""
_APART = (1, 0)
_INDENTED = (0, 0, 0, 2)
_CALM = {Verdict.WARNING: "yellow", Verdict.ACCEPTED: "cyan", Verdict.NOT_TRIED: "dim", Verdict.KEPT: "green"}


def show(report: Report, file: TextIO, *, coverage: bool = False) -> None:
    """Write a report, its `coverage` in full or in one line; what the file's encoding lacks stands as escapes."""
    console = Console(file=file, width=None if file.isatty() else WIDTH, highlight=False, emoji=False)
    with console.capture() as captured:
        for part in _parts(report, _coverage(report, console, whole=coverage)):
            # A command that was broken into lines can't be copied, and the last line is for programs too.
            console.print(part, soft_wrap=isinstance(part, Text) and part.no_wrap is True)
    written = captured.get().encode(console.encoding, "backslashreplace").decode(console.encoding)
    file.write(written if console.is_terminal else "".join(f"{line.rstrip()}\n" for line in written.splitlines()))


def _parts(report: Report, coverage: RenderableType | None) -> Iterator[RenderableType]:
    yield Text(heading(report), style="bold")
    yield from _cause(report)
    if found := tuple(_loud_rows(report)):
        yield Padding(_verdict_table(found), _APART)
    yield from _violation_parts(report)
    if coverage is not None:
        yield coverage
    yield from (Text(f"note: {one_line(each)}") for each in report.notes)
    yield Text(closing_line(report), style="bold red" if report.exit_status else "bold green", no_wrap=True)


def _coverage(report: Report, console: Console, *, whole: bool) -> RenderableType | None:
    if report.coverage is None or not report.coverage.dimensions:
        return None
    return (
        coverage_table(report.coverage, plain=console.options.ascii_only) if whole else coverage_line(report.coverage)
    )


def _cause(report: Report) -> Iterator[RenderableType]:
    """Say first what explains most of a report, and how much it explains."""
    if report.cause is not None:
        yield Text(f"cause: {one_line(report.cause.sentence)}", style="bold red")
        yield Text(caused(report))


def _verdict_table(found: Iterable[Row]) -> Table:
    listed = table()
    listed.add_column("verdict")
    listed.add_column("code")
    listed.add_column("tried", justify="right")
    listed.add_column("promise", ratio=1, overflow="fold")
    for check, _ in found:
        title = Text(one_line(check.title))
        if check.note:
            title.append(f"\n{one_line(check.note)}", style="dim")
        verdict = Text(check.verdict.value, style=_style(check.verdict))
        listed.add_row(verdict, Text(one_line(check.code)), Text(str(check.tried)), title)
    return listed


def _loud_rows(report: Report) -> Iterator[Row]:
    """Yield the rows worth a line.

    What follows from the cause is named beside it, and what was kept then proves nothing. That a client kept each of
    some seventy rules is said in the closing line.
    """
    folds = report.subject is Subject.TRAFFIC or report.cause is not None
    for row in rows(report):
        kept = folds and row.check.verdict is Verdict.KEPT
        if not (kept or report.explains(row.check.verdict)):
            yield row


def _violation_parts(report: Report) -> Iterator[RenderableType]:
    found = own(report)
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


def _style(verdict: Verdict) -> str:
    return "bold red" if verdict.fails else _CALM[verdict]
