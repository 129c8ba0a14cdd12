"""FaultQueue: faults that wait for their occasion, and the chance by which they come.

Nothing of the faults themselves is imported here: a mock without faults starts without them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from kling3_mockserver import faults
from kling3_mockserver.errors import QueueFullError

if TYPE_CHECKING:
    from kling3_mockserver.faults.chaos import Chaos
    from kling3_mockserver.faults.fault import Fault
    from kling3_mockserver.faults.occasions import Occasion
    from kling3_mockserver.faults.plan import PlannedFault

_MOST_WAITING = 1_000
Fraction = Callable[..., float]
"""Returns a number from 0 up to 1 that the seed and the words given to it make."""


class FaultQueue:
    """Gives each occasion the first waiting fault that suits it; requests, results and webhooks ask it.

    Chance is drawn from the mock's seed: equal seeds, faults and requests meet equal faults. Safe to use from
    several threads.
    """

    def __init__(self, fraction: Fraction) -> None:
        self._fraction = fraction
        self._lock = threading.Lock()
        self._waiting: list[_Waiting] = []
        self._put = 0
        self._chaos: Chaos | None = None
        self.active = False
        """Whether anything may go wrong at all."""

    def put(self, planned: PlannedFault) -> None:
        """Let a fault wait behind the others.

        Raises FaultError for anything that is not planned, and QueueFullError when too many wait.
        """
        faults.checked(planned)
        with self._lock:
            if len(self._waiting) >= _MOST_WAITING:
                raise QueueFullError("faults", _MOST_WAITING)
            self._put += 1
            self._waiting.append(_Waiting(planned, self._put))
            self.active = True

    def take(self, occasion: Occasion) -> Fault | None:
        """Return what goes wrong on an occasion, and count it as used; None when nothing does."""
        with self._lock:
            for place, each in enumerate(self._waiting):
                if each.planned.suits(occasion) and each.happens(occasion, self._fraction):
                    self._count(place, each)
                    return each.fault(self._fraction)
            return self._chaos.fault(occasion, self._fraction) if self._chaos is not None else None

    def restore(self, waiting: Iterable[PlannedFault]) -> None:
        """Have these wait, and nothing else; chaos stays as it is."""
        with self._lock:
            self._waiting = [_Waiting(each, number) for number, each in enumerate(waiting, 1)]
            self._put = len(self._waiting)
            self.active = bool(self._waiting) or self._chaos is not None

    def waiting(self) -> tuple[PlannedFault, ...]:
        """Return what waits, in its order, `times` being those that are left."""
        with self._lock:
            return tuple(each.left() for each in self._waiting)

    def unmet(self) -> tuple[PlannedFault, ...]:
        """Return what somebody counts on and has had no occasion yet; one that chance passed over had its occasion."""
        with self._lock:
            return tuple(each.planned for each in self._waiting if each.is_unmet())

    def clear(self) -> None:
        """Forget what waits; chaos stays, and begins anew."""
        with self._lock:
            self._waiting.clear()
            self._put = 0
            if self._chaos is not None:
                self._chaos.restart()
            self.active = self._chaos is not None

    def set_chaos(self, probability: float) -> None:
        """Let faults of all kinds come with this probability, beside those that wait; 0 ends it.

        Raises FaultError for what is no probability.
        """
        chaos = _chaos(probability) if probability else None
        with self._lock:
            self._chaos = chaos
            self.active = bool(self._waiting) or chaos is not None

    def _count(self, place: int, each: _Waiting) -> None:
        each.used += 1
        if each.used == each.planned.uses:
            del self._waiting[place]
            self.active = bool(self._waiting) or self._chaos is not None


class _Waiting:
    """A planned fault, its number in the order of coming, and how often it was drawn and used."""

    __slots__ = ("drawn", "number", "planned", "used")

    def __init__(self, planned: PlannedFault, number: int) -> None:
        self.planned, self.number = planned, number
        self.drawn = self.used = 0

    def happens(self, occasion: Occasion, fraction: Fraction) -> bool:
        if self.planned.probability is None:
            return True
        self.drawn += 1
        return fraction("fault", str(self.number), occasion.draw or str(self.drawn)) < self.planned.probability

    def fault(self, fraction: Fraction) -> Fault:
        return self.planned.happening(lambda: fraction("latency", str(self.number), str(self.used)))

    def is_unmet(self) -> bool:
        return self.planned.required and not (self.used or self.drawn)

    def left(self) -> PlannedFault:
        return self.planned.after(self.used)


def _chaos(probability: float) -> Chaos:
    return faults.Chaos(probability)
