"""What came and what went: exchanges and deliveries, their masking, and the lines of the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling3_openapi.late import late_names

if TYPE_CHECKING:
    from kling3_mockserver.journal.delivery import Delivery
    from kling3_mockserver.journal.exchange import Exchange
    from kling3_mockserver.journal.journal import Journal
    from kling3_mockserver.journal.notices import Notice
    from kling3_mockserver.journal.request_log import RequestLog

__all__ = ["Delivery", "Exchange", "Journal", "Notice", "RequestLog"]

if not TYPE_CHECKING:
    __getattr__ = late_names(
        __name__,
        {
            "exchange": ("Exchange",),
            "delivery": ("Delivery",),
            "journal": ("Journal",),
            "request_log": ("RequestLog",),
            "notices": ("Notice",),
        },
    )
