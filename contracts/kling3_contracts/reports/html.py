"""HTML: a report as one page that needs nothing else: no script, no font, no picture from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from kling3_contracts.reports.closing import caused, closing_line, heading, outcome
from kling3_contracts.reports.first_screen import Grave, gravest
from kling3_contracts.reports.picture import picture
from kling3_contracts.reports.rows import Row, own, rows, violations
from kling3_contracts.reports.shares import figures
from kling3_contracts.reports.tags import Markup, joined, tag
from kling3_contracts.reports.wire import answer_lines, request_lines
from kling3_contracts.verdicts.plain import counted, lines, one_line
from kling3_contracts.verdicts.report import Report, Verdict, Violation
from kling3_openapi.coverage.summary import CoverageSummary, DimensionSummary

MOST_VIOLATIONS = 500
"""How many violations are told: more make a page that opens slowly."""

_NO_REQUESTS = "default-src 'none'; style-src 'unsafe-inline'"


def html(report: Report) -> str:
    """Return the page; it follows the reader's choice of light or dark, and is read aloud in its order."""
    title = f"kling3-contracts: {outcome(report)}"
    head = joined(
        Markup('<meta charset="utf-8">'),
        Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{_NO_REQUESTS}">'),
        tag("title", title),
        tag("style", Markup(files("kling3_contracts.reports").joinpath("report.css").read_text("utf-8"))),
    )
    body = tag("main", *_sections(report, title))
    return f"<!DOCTYPE html>\n{tag('html', tag('head', head), tag('body', body), lang='en')}\n"


def _sections(report: Report, title: str) -> Iterator[Markup]:
    yield tag("h1", title)
    yield tag("p", heading(report), class_="subject")
    yield tag("p", closing_line(report), class_=f"closing {'fails' if report.exit_status else 'kept'}")
    if found := gravest(report):
        yield tag("ol", *map(_first, found), class_="trouble")
    if report.trouble:
        yield tag("p", tag("strong", "Trouble: "), one_line(report.trouble), class_="trouble")
    if report.notes:
        yield tag("ul", *(tag("li", one_line(each)) for each in report.notes), class_="notes")
    yield from _coverage(report.coverage or CoverageSummary(()))
    yield from _violations(report)
    yield _verdicts(report)


def _first(grave: Grave) -> Markup:
    example = f"; as in: {one_line(grave.example.message)}" if grave.example else ""
    return tag("li", tag("strong", grave.sentence), f" ({grave.extent}){example}")


def _coverage(coverage: CoverageSummary) -> Iterator[Markup]:
    if coverage.dimensions:
        yield tag("h2", "Coverage")
        yield tag("figure", picture(coverage))
    yield from (_missing(each) for each in coverage.dimensions if each.missing)


def _missing(dimension: DimensionSummary) -> Markup:
    summary = f"{dimension.dimension.value}: {len(dimension.missing)} never tried, touched {figures(dimension)}"
    names = (tag("li", one_line(each)) for each in dimension.missing)
    return tag("details", tag("summary", summary), tag("ul", *names, class_="missing"))


def _verdicts(report: Report) -> Markup:
    names = ("Verdict", "Code", "Tried", "Promise")
    head = tag("tr", *(tag("th", each, scope="col") for each in names))
    body = tag("tbody", *map(_verdict, rows(report)))
    caption = tag("caption", "Every promise and how it was kept, the gravest first")
    table = tag("table", caption, tag("thead", head), body)
    return joined(tag("h2", "Verdicts"), tag("div", table, class_="wide"))


def _verdict(row: Row) -> Markup:
    check = row.check
    note = tag("div", one_line(check.note), class_="note") if check.note else ""
    return tag(
        "tr",
        tag("td", _chip(check.verdict)),
        tag("th", one_line(check.code), scope="row"),
        tag("td", str(check.tried), class_="number"),
        tag("td", one_line(check.title), note),
    )


def _chip(verdict: Verdict) -> Markup:
    kind = "fails" if verdict.fails else verdict.name.lower().replace("_", "-")
    return tag("span", verdict.value, class_=f"chip {kind}")


def _violations(report: Report) -> Iterator[Markup]:
    found = own(report)
    if found or report.causes:
        yield tag("h2", "Violations")
    yield from map(_violation, found[:MOST_VIOLATIONS])
    if len(found) > MOST_VIOLATIONS:
        yield tag("p", f"And {counted(len(found) - MOST_VIOLATIONS, 'violation')} more, all in the JSON form.")
    for cause in report.causes:
        follow = [each for each in violations(report) if each.code in cause.codes]
        summary = tag("summary", f"{one_line(cause.sentence)}: {caused(report, cause)}")
        yield tag("details", summary, *map(_violation, follow[:MOST_VIOLATIONS]))


def _violation(violation: Violation) -> Markup:
    times = "" if violation.times == 1 else f", {violation.times} times"
    place = f" {one_line(violation.code)} in {one_line(violation.place)}{times}"
    message = tag("span", one_line(violation.message), class_="message")
    facts = {"id": violation.identity, "at": violation.detail, "accepted because": violation.reason}
    listed = (joined(tag("dt", name), tag("dd", one_line(value))) for name, value in facts.items() if value)
    summary = tag("summary", _chip(violation.verdict), place, message)
    return tag("details", summary, tag("dl", *listed), *_examples(violation), id=one_line(violation.identity))


def _examples(violation: Violation) -> Iterator[Markup]:
    request = request_lines(violation.request) if violation.request is not None else ""
    answer = answer_lines(violation.answer) if violation.answer is not None else ""
    parts = {"Command": violation.curl, "Request": request, "Answer": answer, "Test": violation.pytest}
    for name, text in parts.items():
        if text:
            # The tabindex lets a keyboard scroll what is wider than the page.
            yield joined(tag("h3", name), tag("pre", tag("code", lines(text)), tabindex="0"))
