"""Allowance: how much may be told at once, and in the long run of each second."""

from __future__ import annotations


class Allowance:
    """Fills by so many a second up to `most`; who spends may wait, but never owes. Moments are seconds of any clock."""

    def __init__(self, a_second: float, most: int, now: float) -> None:
        self._a_second, self._most, self._since = a_second, most, now
        self._left = float(most)

    def left(self, now: float) -> int:
        """Return how many may be spent."""
        self._left = min(self._most, self._left + (now - self._since) * self._a_second)
        self._since = now
        return int(self._left)

    def spend(self, count: int) -> None:
        """Take so many off."""
        self._left -= count
