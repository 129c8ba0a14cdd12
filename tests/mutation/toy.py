"""Toy: a module that is there to be mutated."""

from __future__ import annotations

MOST = 3


def admits(number: int) -> bool:
    return number < MOST
