"""JSON: a report for programs, in the shape that `report.schema.json` beside this file tells.

Bodies are text where they are UTF-8 and else base64, and hold at most 16,384 bytes; `cut` tells when that is not all.
"""

from __future__ import annotations

import json
from importlib.resources import files

from kling3_contracts.messages import Answer, HeaderPairs, Request
from kling3_contracts.reports.bodies import shown_body
from kling3_contracts.reports.closing import outcome
from kling3_contracts.reports.rows import rows, violations
from kling3_contracts.reports.wire import masked_headers, masked_target
from kling3_contracts.verdicts.report import Check, Report, Violation
from kling3_openapi.coverage.summary import CoverageSummary

VERSION = 3
"""Of the shape; it changes when a reader of the old shape would be misled."""


def json_report(report: Report) -> str:
    """Return a report as JSON; equal reports give equal text. A lone surrogate, which JSON can't carry, becomes `?`."""
    return json.dumps(_carried(_report(report)), indent=2, allow_nan=False) + "\n"


def schema_text() -> str:
    """Return the JSON Schema (2020-12) that every JSON report keeps."""
    return files("kling3_contracts.reports").joinpath("report.schema.json").read_text("utf-8")


def _report(report: Report) -> dict[str, object]:
    return {
        "version": VERSION,
        "subject": report.subject.value,
        "target": report.target,
        "outcome": outcome(report),
        "exit_status": report.exit_status,
        "trouble": report.trouble,
        "causes": [{"sentence": each.sentence, "codes": sorted(each.codes)} for each in report.causes],
        "seed": report.seed,
        "requests": report.requests,
        "created": report.created,
        "seconds": round(report.seconds, 3),
        "notes": list(report.notes),
        "checks": [_check(row.check, report) for row in rows(report)],
        "violations": [_violation(each, report) for each in violations(report)],
        "coverage": None if report.coverage is None else _coverage(report.coverage),
    }


def _check(check: Check, report: Report) -> dict[str, object]:
    return {
        "code": check.code,
        "title": check.title,
        "verdict": check.verdict.value,
        "fails": check.verdict.fails,
        "explained": report.explains(check.code),
        "tried": check.tried,
        "note": check.note,
    }


def _violation(violation: Violation, report: Report) -> dict[str, object]:
    return {
        "identity": violation.identity,
        "code": violation.code,
        "verdict": violation.verdict.value,
        "fails": violation.verdict.fails,
        "explained": report.explains(violation.code),
        "place": violation.place,
        "detail": violation.detail,
        "message": violation.message,
        "times": violation.times,
        "reason": violation.reason,
        "curl": violation.curl,
        "pytest": violation.pytest,
        "request": None if violation.request is None else _request(violation.request),
        "answer": None if violation.answer is None else _answer(violation.answer),
    }


def _request(request: Request) -> dict[str, object]:
    return {
        "method": request.method,
        "target": masked_target(request.target),
        "headers": _headers(request.headers),
        "body": _body(request.body),
    }


def _answer(answer: Answer) -> dict[str, object]:
    return {
        "status": answer.status,
        "seconds": round(answer.seconds, 6),
        "headers": _headers(answer.headers),
        "body": _body(answer.body) | {"cut": answer.cut or shown_body(answer.body).cut},
    }


def _headers(headers: HeaderPairs) -> list[list[str]]:
    return [list(pair) for pair in masked_headers(headers)]


def _body(body: bytes) -> dict[str, object]:
    shown = shown_body(body)
    content = {"base64": shown.base64} if shown.text is None else {"text": shown.text}
    return {"size": shown.size, "cut": shown.cut, **content}


def _coverage(coverage: CoverageSummary) -> dict[str, object]:
    return {
        each.dimension.value: {
            "touched": each.touched,
            "total": each.total,
            "share": round(each.share, 4),
            "missing": list(each.missing),
        }
        for each in coverage.dimensions
    }


def _carried(value: object) -> object:
    """Return a JSON value without lone surrogates."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list):
        return [_carried(each) for each in value]
    return {name: _carried(each) for name, each in value.items()} if isinstance(value, dict) else value
