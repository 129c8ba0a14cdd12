"""Closing: a report in one word and in one line."""

from __future__ import annotations

from kling3_contracts.reports.rows import explained, rows, verdicts
from kling3_contracts.verdicts.plain import counted, one_line
from kling3_contracts.verdicts.report import Cause, Report, Subject, Verdict

_MOST_CODES = 12
_NOUNS = {Subject.SERVER: "promise", Subject.TRAFFIC: "check", Subject.RECEIVER: "case"}
_OUTCOMES = {0: "kept", 1: "violated", 2: "could not finish"}


def outcome(report: Report) -> str:
    """Return `kept`, `violated` or `could not finish`."""
    return _OUTCOMES[report.exit_status]


def heading(report: Report) -> str:
    """Return what was judged: `server http://127.0.0.1:8333, seed 7`."""
    seed = "" if report.seed is None else f", seed {report.seed}"
    return f"{report.subject.value} {one_line(report.target)}{seed}"


def closing_line(report: Report) -> str:
    """Return the last line of a report: `kept: 41 promises, 512 requests, 3.2 s`."""
    return ", ".join((verdict_line(report), *_aside(report), *_effort(report)))


def verdict_line(report: Report) -> str:
    """Return what came of it, without what it took: `violated: K102, K107 (2 of 41 promises)`."""
    return f"{outcome(report)}: {_judged(report)}"


def caused(report: Report, cause: Cause) -> str:
    """Return how much follows from a cause: `21 of 48 cases follow from it: K200, K201`."""
    followed = [row.check for row in explained(report) if row.check.code in cause.codes]
    codes = [each.code for each in followed if each.verdict.fails]
    verb = "follows" if len(codes) == 1 else "follow"
    untried = len(followed) - len(codes)
    silent = f"; {untried} more could not be tried" if untried else ""
    return f"{len(codes)} of {_tried(report)} {verb} from it: {_codes(codes)}{silent}"


def _judged(report: Report) -> str:
    found = _violated(report)
    if report.trouble:
        return one_line(report.trouble) + (f"; violated so far: {found}" if found else "")
    return found or counted(_count(report, Verdict.KEPT, Verdict.WARNING), _NOUNS[report.subject])


def _violated(report: Report) -> str:
    """Return the codes of what was violated, those of common causes in three words."""
    failing = [row.check for row in rows(report) if row.check.verdict.fails]
    codes = [each.code for each in failing if not report.explains(each.code)]
    named = " and ".join(filter(None, (_codes(codes), _by_causes(report) if len(codes) < len(failing) else "")))
    return f"{named} ({len(failing)} of {_tried(report)})" if failing else ""


def _by_causes(report: Report) -> str:
    return "by one cause" if len(report.causes) == 1 else f"by {len(report.causes)} causes"


def _codes(codes: list[str]) -> str:
    more = len(codes) - _MOST_CODES
    return ", ".join(codes[:_MOST_CODES]) + (f" and {more} more" if more > 0 else "")


def _tried(report: Report) -> str:
    number = sum(verdicts(report).values()) - _count(report, Verdict.NOT_TRIED)
    return counted(number, _NOUNS[report.subject])


def _aside(report: Report) -> list[str]:
    spoken = (Verdict.ACCEPTED, Verdict.NOT_TRIED)
    return [f"{_count(report, each)} {each.value}" for each in spoken if _count(report, each)]


def _effort(report: Report) -> list[str]:
    created = [f"{counted(report.created, 'task')} created"] if report.created else []
    return [counted(report.requests, "request"), *created, f"{report.seconds:.1f} s"]


def _count(report: Report, *wanted: Verdict) -> int:
    return sum(number for verdict, number in verdicts(report).items() if verdict in wanted)
