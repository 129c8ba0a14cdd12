"""Spans: how far the clock is from a moment, in seconds that one can write down and that really lead there."""

from __future__ import annotations

import math
from dataclasses import dataclass

_PARTS = 1_000
"""Of a second: nobody needs finer ones."""


@dataclass(frozen=True, slots=True)
class Span:
    """From `now` to a `moment` of a clock; a hand moves it, unless it `runs` by itself."""

    moment: float
    now: float
    runs: bool = False

    @property
    def seconds(self) -> str:
        """The fewest seconds, whole or with thousandths, after which the moment has come: `57`."""
        parts = max(0, math.ceil((self.moment - self.now) * _PARTS - 0.5))
        while self.now + parts / _PARTS < self.moment:
            parts += 1
        return f"{parts / _PARTS:.3f}".rstrip("0").rstrip(".")

    @property
    def mend(self) -> str:
        """What to do so that the moment comes."""
        return f"wait {self.seconds} s" if self.runs else f"kling3.clock.advance({self.seconds})"


def readings(count: int) -> str:
    """Return so many readings in words."""
    return "one more reading" if count == 1 else f"{count} more readings"
