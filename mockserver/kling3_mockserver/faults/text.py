"""Fault text: the words by which a fault stands in the control API, the journal, the log and a header."""

from __future__ import annotations

from collections.abc import Mapping

from kling3_mockserver.errors import FaultError
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
from kling3_mockserver.suggestion import suggestion

_PLAIN: dict[str, Fault] = {
    **{str(status): DocumentedError(status) for status in DOCUMENTED_STATUSES},
    "402": CreditUsedUp(),
    "403": PenaltyBox(),
    "422": OrdersCollided(),
    "collision-401": OrdersCollided(401),
    "429": RateLimited(),
    "502": HtmlPage(502),
    "504": HtmlPage(504),
    "tasks-not-found": TasksNotFound(),
    "empty-body": EmptyBody(),
    "truncated-json": TruncatedJson(),
    "reset": ConnectionReset(),
    "reset-midway": ConnectionReset(midway=True),
    "webhook-dropped": WebhookDropped(),
    "webhook-duplicated": WebhookDuplicated(),
    "webhook-out-of-order": WebhookOutOfOrder(),
    "webhook-wrong-signature": WebhookWrongSignature(),
    "webhook-tampered": WebhookTampered(),
    "webhook-old-secret": WebhookOldSecret(),
    "webhook-not-json": WebhookNotJson(),
    "result-expired": ResultExpired(),
    "result-missing": ResultMissing(),
    "result-truncated": ResultTruncated(),
}
_NAMES = {fault: name for name, fault in _PLAIN.items()}
_TIMED: dict[str, tuple[type[Latency] | type[WebhookDelayed] | type[WebhookStale] | type[ResultSlow], range]] = {
    "latency": (Latency, range(1, 3)),
    "webhook-delayed": (WebhookDelayed, range(1, 2)),
    "webhook-stale": (WebhookStale, range(2)),
    "result-slow": (ResultSlow, range(1, 2)),
}
"""Names that numbers of seconds follow, with how many may."""

EXAMPLES: Mapping[str, Fault] = {
    **_PLAIN,
    "html": HtmlPage(),
    "wrong-type": WrongContentType(),
    **{name: kind(2) for name, (kind, _) in _TIMED.items()},
}
"""Each name of a fault, with a fault that it may stand for."""
TAKE_WORDS = frozenset({"html", "wrong-type", *_TIMED})
"""The names behind which more words may stand: the fields of the fault, in their order."""

FAULT_WORDS = (
    f"{', '.join(_PLAIN)}, html [500 or 200], wrong-type [TYPE], latency SECONDS [MOST], webhook-delayed SECONDS, "
    "webhook-stale [SECONDS] or result-slow SECONDS"
)


def parse(text: str) -> Fault:
    """Return the fault that `text` stands for; raise FaultError for anything else."""
    name, *rest = text.lower().split() or [""]
    if name in _TIMED and len(rest) in _TIMED[name][1]:
        return _TIMED[name][0](*(_seconds(text, each) for each in rest))
    if name == "html" and len(rest) <= 1:
        return HtmlPage(*(_status(text, each) for each in rest))
    if name == "wrong-type" and len(rest) <= 1:
        return WrongContentType(*rest)
    if name in _PLAIN and not rest:
        return _PLAIN[name]
    if name in _TIMED:
        raise FaultError(f"got '{text[:60]}': expected {_times(name)}, as in {words(_TIMED[name][0](2))}")
    raise FaultError(f"unknown fault '{text[:60]}'{_meant(name)}: expected {FAULT_WORDS}")


def words(fault: Fault) -> str:
    """Return the text that `parse` reads as this fault."""
    match fault:
        case HtmlPage(status) if fault not in _NAMES:
            return f"html {status}"
        case WrongContentType(content_type):
            return f"wrong-type {content_type}"
        case Latency(seconds, most) if most is not None:
            return f"latency {_number(seconds)} {_number(most)}"
        case Latency() | WebhookDelayed() | WebhookStale() | ResultSlow():
            name = next(name for name, (kind, _) in _TIMED.items() if isinstance(fault, kind))
            return f"{name} {_number(fault.seconds)}"
    return _NAMES[fault]


def _times(name: str) -> str:
    counts = _TIMED[name][1]
    known = {range(1, 2): "one number", range(1, 3): "one or two numbers", range(2): "one number or none"}
    return f"{name} with {known[counts]} of seconds"


def _meant(name: str) -> str:
    known = (*_PLAIN, *_TIMED, "html", "wrong-type")
    return "" if name in known else suggestion(name, known)


def _seconds(text: str, amount: str) -> float:
    try:
        return float(amount)
    except ValueError:
        raise FaultError(f"got '{text[:60]}': expected a number of seconds, not '{amount[:20]}'") from None


def _status(text: str, status: str) -> int:
    if status not in map(str, PAGE_STATUSES):
        raise FaultError(f"got '{text[:60]}': expected html 500, html 200, html 502 or html 504")
    return int(status)


def _number(seconds: float) -> str:
    return f"{seconds}".removesuffix(".0")
