"""Fault answers: what a fault puts in the place of an answer, or makes of it."""

from __future__ import annotations

from collections.abc import Mapping

from kling3_mockserver.errors import ApiError
from kling3_mockserver.faults.fault import (
    CreditUsedUp,
    DocumentedError,
    EmptyBody,
    Fault,
    HtmlPage,
    OrdersCollided,
    PenaltyBox,
    RateLimited,
    ResultExpired,
    ResultMissing,
    ResultTruncated,
    TasksNotFound,
    TruncatedJson,
    WrongContentType,
)
from kling3_mockserver.http.messages import Response
from kling3_mockserver.limits.collisions import collided
from kling3_mockserver.limits.credit import used_up
from kling3_mockserver.limits.limiter import refusal
from kling3_mockserver.limits.penalties import WORDS
from kling3_mockserver.tasks.links import NOT_HELD, REFUSALS, LinkState

_MESSAGES = {
    400: "Parameter ':attribute' is not valid",
    401: "Invalid API key",
    500: "Internal Server Error",
    503: "Service Unavailable. Please try again later.",
}
"""What the provider's document gives as examples, word for word."""
_ERRORS: Mapping[type[Fault], tuple[int, str]] = {
    PenaltyBox: (403, WORDS),
    TasksNotFound: (404, "Tasks not found"),
    ResultExpired: (403, REFUSALS[LinkState.EXPIRED]),
    ResultMissing: (404, NOT_HELD),
}
PAGE = b"""<!DOCTYPE html>
<html>
<head><title>Something went wrong</title></head>
<body><h1>Something went wrong</h1><p>The page that you asked for can't be shown now.</p></body>
</html>
"""
"""A gateway's page, as a program meets it that expects JSON."""


def no_answer() -> Response:
    """Return what stands in the journal where nothing was answered."""
    return Response(0, [], b"")


def replacement(fault: Fault) -> Response | None:
    """Return what a fault answers by itself, or None; raise ApiError where that is an error of the service."""
    if (error := _error(fault)) is not None:
        raise error
    match fault:
        case HtmlPage(status):
            return Response(status, [(b"content-type", b"text/html; charset=utf-8")], PAGE)
        case EmptyBody():
            return Response(200, [(b"content-type", b"application/json")], b"")
    return None


def _error(fault: Fault) -> ApiError | None:
    match fault:
        case DocumentedError(status):
            return ApiError(status, _MESSAGES[status])
        case RateLimited():
            return refusal()
        case CreditUsedUp():
            return used_up()
        case OrdersCollided(status):
            return collided(status)
    return ApiError(*_ERRORS[type(fault)]) if type(fault) in _ERRORS else None


def spoiled(fault: Fault, answer: Response) -> Response:
    """Return what a fault makes of the true answer."""
    match fault:
        case TruncatedJson() | ResultTruncated():
            return answer._replace(body=half(answer.body))
        case WrongContentType(content_type):
            others = [(name, value) for name, value in answer.headers if name != b"content-type"]
            return answer._replace(headers=[(b"content-type", content_type.encode()), *others])
    return answer


def half(body: bytes) -> bytes:
    """Return the first half of a body."""
    return body[: len(body) // 2]
