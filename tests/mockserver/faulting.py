"""Faults in the words of a test."""

from __future__ import annotations

from collections.abc import Callable

from kling3_mockserver.faults.fault import (
    DOCUMENTED_STATUSES,
    PAGE_STATUSES,
    ConnectionReset,
    CreditUsedUp,
    DocumentedError,
    EmptyBody,
    Fault,
    HtmlPage,
    Latency,
    OrdersCollided,
    PenaltyBox,
    RateLimited,
    ResultExpired,
    ResultMissing,
    ResultSlow,
    ResultTruncated,
    TasksNotFound,
    TruncatedJson,
    WebhookDelayed,
    WebhookDropped,
    WebhookDuplicated,
    WebhookNotJson,
    WebhookOldSecret,
    WebhookOutOfOrder,
    WebhookStale,
    WebhookTampered,
    WebhookWrongSignature,
    WrongContentType,
)
from kling3_mockserver.faults.occasions import Match, When
from kling3_mockserver.faults.plan import PlannedFault
from kling3_mockserver.faults.text import parse, words
from kling3_mockserver.http.messages import Response
from kling3_mockserver.mock import Mock
from tests.mockserver.wire import header

AFTER = When.AFTER

API_FAULTS: tuple[Fault, ...] = (
    *map(DocumentedError, DOCUMENTED_STATUSES), *map(HtmlPage, PAGE_STATUSES), RateLimited(), PenaltyBox(),
    CreditUsedUp(), OrdersCollided(), OrdersCollided(401),
    TasksNotFound(), EmptyBody(), TruncatedJson(), WrongContentType(), WrongContentType("text/html"), Latency(0.5),
    Latency(0, 2), ConnectionReset(), ConnectionReset(midway=True),
)  # fmt: skip
WEBHOOK_FAULTS: tuple[Fault, ...] = (
    WebhookDropped(), WebhookDuplicated(), WebhookDelayed(1.5), WebhookOutOfOrder(), WebhookWrongSignature(),
    WebhookStale(), WebhookStale(86_400), WebhookTampered(), WebhookOldSecret(), WebhookNotJson(),
)  # fmt: skip
RESULT_FAULTS: tuple[Fault, ...] = (ResultExpired(), ResultMissing(), ResultTruncated(), ResultSlow(0.001))


def fail(
    mock: Mock,
    fault: Fault | str,
    match: Match | None = None,
    *,
    times: int | None = None,
    probability: float | None = None,
    when: When | None = None,
) -> None:
    """Have something go wrong in a mock."""
    wanted = parse(fault) if isinstance(fault, str) else fault
    mock.faults.put(PlannedFault(wanted, match or Match(), times, probability, when))


def named(response: Response) -> str | None:
    """Return the fault that an answer confesses."""
    return header(response, "x-kling3-fault")


def in_words(faults: tuple[Fault, ...]) -> dict[str, object]:
    """Return the arguments by which a test runs once for each fault."""
    name: Callable[[Fault], str] = words
    return {"argnames": "fault", "argvalues": faults, "ids": name}
