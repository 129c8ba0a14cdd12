"""RateLimits: how much may be asked in how much time, as the settings say it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from kling3_openapi.editions import Edition

RATE_LIMIT_WORDS = "off, documented or a number of requests a minute for each key"
_MOST_DIGITS = 9


class Whose(Enum):
    """Whose requests are counted together."""

    KEY = "by this key"
    ADDRESS = "from this address"


class Limit(NamedTuple):
    """So many requests in a window of so many seconds."""

    whose: Whose
    requests: int
    seconds: int


@dataclass(frozen=True, slots=True)
class RateLimits:
    """Limits that hold together, that of a key first, and the text that stands for them."""

    text: str
    limits: tuple[Limit, ...]

    def __str__(self) -> str:
        return self.text


OFF = RateLimits("off", ())
DOCUMENTED = RateLimits(
    "documented",
    (Limit(Whose.KEY, 50, 60), Limit(Whose.ADDRESS, 50 * 5, 5), Limit(Whose.ADDRESS, 10 * 120, 120)),
)
"""50 requests a minute for each key; 50 a second over 5 seconds and 10 a second over 2 minutes for each address
(provider's page on rate limits)."""

_NEWER = RateLimits("documented", (Limit(Whose.KEY, 30_000, 60), *DOCUMENTED.limits[1:]))
"""30,000 requests a minute for each key, seen in October 2026 (B), so of the newest edition."""


def limits_of(asked: RateLimits, edition: Edition) -> RateLimits:
    """Return the limits that hold in an edition: what is documented has changed, what is a number has not."""
    return _NEWER if asked is DOCUMENTED and edition >= Edition.AUGUST_2026 else asked


def parse(text: str) -> RateLimits:
    """Return the limits that `text` stands for; raise ValueError for anything else."""
    known = {each.text: each for each in (OFF, DOCUMENTED)}
    if text in known:
        return known[text]
    if not text.isascii() or not text.isdigit() or len(text) > _MOST_DIGITS or not int(text):
        raise ValueError(f"got '{text[:40]}', expected {RATE_LIMIT_WORDS}")
    return RateLimits(str(int(text)), (Limit(Whose.KEY, int(text), 60),))
