"""Evidence: a call and its reply as a violation shows them: bounded, and without what stands in the URL's query."""

from __future__ import annotations

from kling3_contracts.messages import Request
from kling3_contracts.receiver.address import Address
from kling3_contracts.receiver.call import Call
from kling3_contracts.receiver.case import Case
from kling3_contracts.verdicts.report import Verdict, Violation, identity_of

_MOST_BODY = 2_000


def violation_of(case: Case, verdict: Verdict, message: str, detail: str) -> Violation:
    """Return a violation that no single call shows."""
    code, name = case.entry.code, case.name
    return Violation(code, verdict, name, message, identity_of(code, name, detail), detail)


def request_of(address: Address, call: Call) -> Request:
    """Return a call as a report shows it."""
    path, mark, _ = address.target.partition("?")
    body = call.body if len(call.body) <= _MOST_BODY else call.body[:_MOST_BODY] + b"..."
    return Request(call.method, path + (mark and "?..."), call.headers, body)


def detail_of(call: Call, verdict: Verdict) -> str:
    """Return what sets a violation apart from others of its case."""
    return " ".join(filter(None, (call.label, verdict.value)))
