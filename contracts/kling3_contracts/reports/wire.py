"""Wire: requests and answers as reports show them, with the values of keys masked once more."""

from __future__ import annotations

from kling3_contracts.messages import NO_ANSWER, Answer, HeaderPairs, Request
from kling3_contracts.reports.bodies import body_lines
from kling3_contracts.verdicts.masking import MASK, Masker, is_secret_header
from kling3_contracts.verdicts.plain import one_line


def masked_headers(headers: HeaderPairs) -> HeaderPairs:
    """Return headers as they may be shown."""
    return tuple((name, MASK if is_secret_header(name) else value) for name, value in headers)


def masked_target(target: str) -> str:
    """Return a path and query as they may be shown: parameters that look like API keys are masked."""
    return Masker().target(target)


def request_lines(request: Request) -> str:
    """Return a request for a person to read: its line, headers and body."""
    return _message(f"{request.method} {masked_target(request.target)}", request.headers, request.body)


def answer_lines(answer: Answer) -> str:
    """Return an answer for a person to read: its status, headers and body."""
    if answer.status == NO_ANSWER:
        return "no answer: the connection broke"
    return _message(str(answer.status), answer.headers, answer.body) + ("\n(not whole)" if answer.cut else "")


def _message(first: str, headers: HeaderPairs, body: bytes) -> str:
    told = [one_line(first), *(one_line(f"{name}: {value}") for name, value in masked_headers(headers))]
    return "\n".join([*told, "", body_lines(body)] if body else told)
