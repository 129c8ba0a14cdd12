"""What goes wrong on purpose, on which occasions, and how it is written in words and in JSON.

The rooms that answer and deliver carry them out (`service.faulty`, `webhooks.mishaps`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling3_openapi.late import late_names

if TYPE_CHECKING:
    from kling3_mockserver.faults.chaos import Chaos
    from kling3_mockserver.faults.fault import (
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
    from kling3_mockserver.faults.occasions import Group, Match, When
    from kling3_mockserver.faults.plan import PlannedFault, checked
    from kling3_mockserver.faults.queue import FaultQueue

__all__ = [
    "Chaos",
    "ConnectionReset",
    "CreditUsedUp",
    "DocumentedError",
    "EmptyBody",
    "Fault",
    "FaultQueue",
    "Group",
    "HtmlPage",
    "Latency",
    "Match",
    "OrdersCollided",
    "PenaltyBox",
    "PlannedFault",
    "RateLimited",
    "ResultExpired",
    "ResultMissing",
    "ResultSlow",
    "ResultTruncated",
    "TasksNotFound",
    "TruncatedJson",
    "WebhookDelayed",
    "WebhookDropped",
    "WebhookDuplicated",
    "WebhookNotJson",
    "WebhookOldSecret",
    "WebhookOutOfOrder",
    "WebhookStale",
    "WebhookTampered",
    "WebhookWrongSignature",
    "When",
    "WrongContentType",
    "checked",
]

if not TYPE_CHECKING:
    __getattr__ = late_names(
        __name__,
        {
            "fault": (
                "ConnectionReset",
                "CreditUsedUp",
                "DocumentedError",
                "EmptyBody",
                "Fault",
                "HtmlPage",
                "Latency",
                "OrdersCollided",
                "PenaltyBox",
                "RateLimited",
                "ResultExpired",
                "ResultMissing",
                "ResultSlow",
                "ResultTruncated",
                "TasksNotFound",
                "TruncatedJson",
                "WebhookDelayed",
                "WebhookDropped",
                "WebhookDuplicated",
                "WebhookNotJson",
                "WebhookOldSecret",
                "WebhookOutOfOrder",
                "WebhookStale",
                "WebhookTampered",
                "WebhookWrongSignature",
                "WrongContentType",
            ),
            "occasions": ("Group", "Match", "When"),
            "plan": ("PlannedFault", "checked"),
            "queue": ("FaultQueue",),
            "chaos": ("Chaos",),
        },
    )
