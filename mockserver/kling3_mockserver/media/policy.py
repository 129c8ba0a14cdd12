"""InspectMedia: whether the pictures and videos of orders are looked at, and what becomes of bad ones."""

from __future__ import annotations

from enum import Enum


class InspectMedia(Enum):
    """What becomes of an order with a picture or video that the provider's pages don't allow."""

    OFF = "off"
    """Nobody looks."""
    REPORT = "report"
    """It is answered 200, and its task ends FAILED without a reason, as the service was seen to do."""
    REFUSE = "refuse"
    """It is answered 400, which the service does not do."""
