"""Clocks: what time it is for tasks, tokens and webhooks. Times are unix seconds, spans are seconds."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from kling3_mockserver.errors import ClockError

_LAST_MOMENT = 253_402_300_799.0
"""The end of the year 9999: no later moment can be written as a date."""


class Clock(Protocol):
    """Tells the time of the fake."""

    def now(self) -> float:
        """Return the present moment."""

    def span(self, seconds: float) -> float:
        """Return how long a span of the service's time lasts on this clock."""

    def wait(self, moment: float) -> float | None:
        """Return the real seconds until `moment`; None when only a hand can bring it about."""

    def advance(self, seconds: float) -> None:
        """Move the clock forward by hand."""

    def set(self, moment: float) -> None:
        """Move the clock to a later moment by hand."""


class RealClock:
    """Runs by itself; `speed` shortens the spans of the service: at 10, three seconds last 0.3.

    Another speed counts for spans that begin later.
    """

    def __init__(self, speed: float = 1.0, source: Callable[[], float] = time.time) -> None:
        self.speed = speed
        self.now = source

    def span(self, seconds: float) -> float:
        """Return the span divided by the clock's speed."""
        return seconds / self.speed

    def wait(self, moment: float) -> float | None:
        """Return the real seconds until `moment`, never below 0."""
        return max(0.0, moment - self.now())

    def advance(self, seconds: float) -> None:
        """Refuse: this clock can't be moved."""
        raise ClockError(
            f"can't advance a real clock by {_shown(seconds)} s: it runs by itself; "
            "use a ManualClock (serve: --clock manual), or force the end of a task"
        )

    def set(self, moment: float) -> None:
        """Refuse: this clock can't be moved."""
        raise ClockError(
            f"can't set a real clock to {_shown(moment)}: it runs by itself; use a ManualClock (serve: --clock manual)"
        )


class ManualClock:
    """Stands still until it is moved; `moved` is called after each move."""

    def __init__(self, start: float = 1_700_000_000.0) -> None:
        if not 0 <= start <= _LAST_MOMENT:
            raise ClockError(f"can't start a clock at {start:.15g}: give unix seconds from 0 to {_LAST_MOMENT:.0f}")
        self._now = start
        self.moved: Callable[[], None] = lambda: None

    def now(self) -> float:
        """Return the moment to which the clock was last moved."""
        return self._now

    def span(self, seconds: float) -> float:
        """Return the span as it is."""
        return seconds

    def wait(self, moment: float) -> float | None:
        """Return 0 for a moment that has come, else None."""
        return 0.0 if moment <= self._now else None

    def advance(self, seconds: float) -> None:
        """Move the clock forward by `seconds`, which must not be negative."""
        if not isinstance(seconds, (int, float)) or not seconds >= 0:
            raise ClockError(f"can't advance the clock by {_shown(seconds)} s: give a span of 0 s or more")
        self._move(self._now + seconds)

    def set(self, moment: float) -> None:
        """Move the clock to `moment`, which must not lie in its past."""
        if not isinstance(moment, (int, float)):
            raise ClockError(f"can't set the clock to {_shown(moment)}: give unix seconds, as in clock.now() + 60")
        if not self._now <= moment:
            raise ClockError(
                f"can't set the clock to {moment:.15g}: it never goes back, and it is {self._now:.15g} now"
            )
        self._move(moment)

    def restore(self, moment: float) -> None:
        """Stand where it is held to stand, be that in its past; `moved` is called if it is not."""
        if moment > self._now:
            self._move(moment)
        else:
            self._now = moment

    def _move(self, moment: float) -> None:
        if moment > _LAST_MOMENT:
            raise ClockError(
                f"can't move the clock to {moment:.15g}: it ends with the year 9999, at {_LAST_MOMENT:.0f}"
            )
        self._now = moment
        self.moved()


def _shown(number: object) -> str:
    return f"{number:.15g}" if isinstance(number, (int, float)) else repr(number)
