"""Retries: how often a message is sent, and when again.

What the service does after a failure is undocumented; this follows the Standard Webhooks specification.
"""

from __future__ import annotations

from dataclasses import dataclass

_GROWTH = 4
_MOST_GROWTHS = 20
"""Later delays, of some hundred thousand years, grow no more: numbers have an end."""
_JITTER = 0.2


@dataclass(frozen=True, slots=True)
class Retries:
    """How a webhook is sent: `attempts` at most, `timeout` seconds each, first delay `delay` seconds, growing."""

    attempts: int
    timeout: float
    delay: float


def retry_delay(first: float, attempt: int, fraction: float) -> float:
    """Return the seconds between the `attempt`-th attempt and the next.

    Each delay is four times the one before, up or down by a fifth as `fraction` (0 to 1) says, so that many
    messages that failed together don't come back together.
    """
    return first * float(_GROWTH) ** min(attempt - 1, _MOST_GROWTHS) * (1 - _JITTER + 2 * _JITTER * fraction)
