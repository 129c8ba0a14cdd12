"""Terminal: a report for a person, in colours on a terminal and as plain text of a fixed width elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TextIO

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from kling3_contracts.reports.closing import caused, closing_line, heading, verdict_line
from kling3_contracts.reports.coverage_part import coverage_line, coverage_table, table
from kling3_contracts.reports.first_screen import gravest, next_steps
from kling3_contracts.reports.rows import Row, own, rows
from kling3_contracts.verdicts.plain import LONGEST_TEXT, counted, lines, one_line
from kling3_contracts.verdicts.report import Report, Subject, Verdict, Violation

WIDTH = 100
"""Columns, where there is no terminal to ask."""
MOST_VIOLATIONS = 50
"""How many violations are shown; all of them are in the JSON form."""
MOST_OF_ONE = 3
"""How many of one promise are."""
_APART = (1, 0)
_SHORT = 300
"""Characters of a command that the first screen has room for."""
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
    yield from _first_screen(report) if report.subject is Subject.SERVER else _causes(report)
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


def _causes(report: Report) -> Iterator[RenderableType]:
    """Say first what explains most of a report, and how much it explains."""
    for each in report.causes:
        yield Text(f"cause: {one_line(each.sentence)}", style="bold red")
        yield Text(caused(report, each))


def _first_screen(report: Report) -> Iterator[RenderableType]:
    """Say what to mend first, where that is a choice."""
    found = gravest(report)
    if found:
        yield Text(verdict_line(report), style="bold red")
    for number, each in enumerate(found, 1):
        yield Text(f"\n{number}. {each.sentence}", style="bold red")
        yield Padding(Text(each.extent, overflow="fold"), _INDENTED)
        if each.example is not None:
            yield Padding(Text(f"as in: {one_line(each.example.message)}", overflow="fold"), _INDENTED)
        if each.example is not None and len(each.example.curl) <= _SHORT:
            yield _command(each.example.curl)
    yield from (Text(f"next: {each}", overflow="fold") for each in next_steps(report, found))


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

    What follows from a cause is named beside it, and what was kept then proves nothing. That a server or a client kept
    each of a hundred is said in the closing line, and so is what was not asked for, which has no reason; the cases that
    a receiver has met are told one by one.
    """
    folds = report.subject is not Subject.RECEIVER or report.causes
    for row in rows(report):
        if not (report.explains(row.check.code) or (folds and _is_calm(row))):
            yield row


def _is_calm(row: Row) -> bool:
    verdict = row.check.verdict
    return verdict is Verdict.KEPT or (verdict is Verdict.NOT_TRIED and not row.check.note)


def _violation_parts(report: Report) -> Iterator[RenderableType]:
    found = own(report)
    shown = tuple(_some_of_each(found))[:MOST_VIOLATIONS]
    for each in shown:
        yield from _violation(each)
    if len(found) > len(shown):
        yield Text(f"and {counted(len(found) - len(shown), 'violation')} more, all in the JSON form\n")


def _some_of_each(found: Iterable[Violation]) -> Iterator[Violation]:
    """Leave out what shows a promise broken that was seen broken often enough."""
    seen = Counter[str]()
    for each in found:
        seen[each.code] += 1
        if seen[each.code] <= MOST_OF_ONE:
            yield each


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
