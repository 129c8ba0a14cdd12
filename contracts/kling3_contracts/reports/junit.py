"""JUnit XML: a test case for each check, as GitLab, Jenkins and GitHub's actions read it."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree as Xml

from kling3_contracts.reports.closing import caused, closing_line, heading
from kling3_contracts.reports.rows import Row, explained, rows
from kling3_contracts.reports.wire import answer_lines, request_lines
from kling3_contracts.verdicts.plain import LONGEST_TEXT, lines, one_line
from kling3_contracts.verdicts.report import Cause, Report, Verdict, Violation

_NAME = "kling3-contracts"
_RUN = "the run itself"


def junit(report: Report) -> str:
    """Return a report as JUnit XML.

    A check that fails has one `failure`, since most readers show only the first, with all its violations; one that was
    not tried is `skipped`; what kept the run from ending is a test case of its own with an `error`. What XML can't
    hold stands as an escape. Each cause fails as a test case of its own, before all others, and what follows from it is
    `skipped`.
    """
    root = Xml.Element("testsuites", {"name": _NAME, **_figures(report)})
    suite = Xml.SubElement(root, "testsuite", {"name": heading(report), **_figures(report)})
    _properties(suite, report)
    for cause in report.causes:
        _cause(suite, report, cause)
    for row in rows(report):
        _test_case(suite, row, report)
    if report.trouble:
        error = Xml.SubElement(_case(suite, _RUN, report), "error", type="could not finish")
        _say(error, one_line(report.trouble), one_line(report.trouble))
    Xml.SubElement(suite, "system-out").text = "\n".join([*map(one_line, report.notes), closing_line(report)])
    Xml.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{Xml.tostring(root, encoding="unicode")}\n'


def _figures(report: Report) -> dict[str, str]:
    found = [row.check.verdict for row in rows(report)]
    errors, causes = int(bool(report.trouble)), len(report.causes)
    follow = sum(row.check.verdict.fails for row in explained(report))
    return {
        "tests": str(len(found) + errors + causes),
        "failures": str(sum(each.fails for each in found) - follow + causes),
        "errors": str(errors),
        "skipped": str(found.count(Verdict.NOT_TRIED) + follow),
        "time": f"{report.seconds:.3f}",
    }


def _properties(suite: Xml.Element, report: Report) -> None:
    properties = Xml.SubElement(suite, "properties")
    facts: dict[str, float | None] = {"requests": report.requests, "created": report.created, "seed": report.seed}
    if report.coverage is not None:
        facts |= {f"coverage.{each.dimension.value}": round(each.share, 4) for each in report.coverage.dimensions}
    for name, value in facts.items():
        if value is not None:
            Xml.SubElement(properties, "property", name=name, value=str(value))


def _cause(suite: Xml.Element, report: Report, cause: Cause) -> None:
    failure = Xml.SubElement(_case(suite, _named(report, cause), report), "failure", type="cause")
    sentence = one_line(cause.sentence)
    _say(failure, sentence, f"{sentence}\n{caused(report, cause)}")


def _named(report: Report, cause: Cause) -> str:
    return f"cause {report.causes.index(cause) + 1}"


def _test_case(suite: Xml.Element, row: Row, report: Report) -> None:
    check = row.check
    case = _case(suite, f"{check.code} {check.title}", report)
    if check.verdict is Verdict.NOT_TRIED:
        Xml.SubElement(case, "skipped", message=one_line(check.note or "not tried"))
    elif check.verdict.fails and report.explains(check.code):
        cause = next(each for each in report.causes if check.code in each.codes)
        skipped = Xml.SubElement(case, "skipped")
        _say(skipped, f"follows from '{_named(report, cause)}'", _all(row.violations, check.note))
    elif check.verdict.fails:
        _failure(case, row)
    elif row.violations or check.note:
        Xml.SubElement(case, "system-out").text = _all(row.violations, check.note)


def _failure(case: Xml.Element, row: Row) -> None:
    failing = [each for each in row.violations if each.verdict.fails]
    first = one_line(failing[0].message if failing else row.check.note or row.check.title)
    message = first if len(failing) < 2 else f"{first} (and {len(failing) - 1} more)"
    failure = Xml.SubElement(case, "failure", type=row.check.verdict.value)
    _say(failure, message, _all(row.violations, row.check.note) or first)


def _say(element: Xml.Element, message: str, text: str) -> None:
    element.set("message", message)
    element.text = text


def _case(suite: Xml.Element, name: str, report: Report) -> Xml.Element:
    place = f"{_NAME.replace('-', '_')}.{report.subject.value}"
    return Xml.SubElement(suite, "testcase", classname=place, name=one_line(name), time="0")


def _all(violations: Iterable[Violation], note: str) -> str:
    return "\n\n".join(filter(None, [*map(_described, violations), one_line(note)]))


def _described(violation: Violation) -> str:
    head = f"{violation.identity} {violation.verdict.value} in {violation.place}, times: {violation.times}"
    request = request_lines(violation.request) if violation.request else ""
    answer = answer_lines(violation.answer) if violation.answer else ""
    reason = violation.reason and f"accepted because: {one_line(violation.reason)}"
    parts = (one_line(head), one_line(violation.message), one_line(violation.detail), reason)
    curl = lines(violation.curl) if len(violation.curl) <= LONGEST_TEXT else ""
    return "\n".join(filter(None, (*parts, curl, request, answer)))
