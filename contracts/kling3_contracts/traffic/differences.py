"""Differences: what one of two editions alone says of recorded traffic, and whether a program would break by it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from kling3_openapi.editions import Edition
from kling3_openapi.findings import Severity


class Side(Enum):
    """Which of two editions says something; the value is what it is called in output."""

    NEW = "new"
    GONE = "no longer"


class Difference(NamedTuple):
    """What one of two editions says of an operation and a field, and the first place where it does."""

    side: Side
    code: str
    severity: Severity
    operation: str
    field: str
    place: str
    message: str
    times: int = 1

    @property
    def breaks(self) -> bool:
        """Whether a program that works now would fail, or silently lose what it asked for."""
        return self.side is Side.NEW and self.severity is not Severity.ADVICE


@dataclass(frozen=True, slots=True)
class Move:
    """What would change for the programs that were recorded; `trouble` is what kept a recording from being read."""

    before: Edition
    after: Edition
    requests: int
    differences: tuple[Difference, ...]
    trouble: str = ""

    @property
    def exit_status(self) -> int:
        """0 when nothing breaks, 1 when something does, 2 when it could not all be seen."""
        return 2 if self.trouble else int(any(each.breaks for each in self.differences))
