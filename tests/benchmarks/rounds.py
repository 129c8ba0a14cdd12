"""Rounds: both sides of a comparison in turn, so that what else the machine does hurts both alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from tests.benchmarks.report import Pairs

Measured = TypeVar("Measured")


def alternate(
    first: Callable[[], Measured], second: Callable[[], Measured], rounds: int
) -> Sequence[tuple[Measured, Measured]]:
    """Return what both sides gave in each round: first, second, first, second and so on."""
    return [(first(), second()) for _ in range(rounds)]


def pairs_of(measured: Sequence[tuple[Measured, Measured]], figure: Callable[[Measured], float]) -> Pairs:
    """Return one figure of everything that was measured."""
    return Pairs(tuple((figure(first), figure(second)) for first, second in measured))
