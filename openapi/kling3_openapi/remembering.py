"""Remembering: what a function made of the texts that it was last asked for, bounded in number and in length."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

_LONGEST = 2_048
"""Characters: a client may send a URL of a megabyte, and a thousand of these are a gigabyte."""

_Result = TypeVar("_Result")


def remembered(most: int) -> Callable[[Callable[[str], _Result]], Callable[[str], _Result]]:
    """Return a decorator that remembers results for so many texts; those of long texts are worked out each time."""

    def decorate(function: Callable[[str], _Result]) -> Callable[[str], _Result]:
        known = lru_cache(maxsize=most)(function)

        @wraps(function)
        def ask(text: str) -> _Result:
            return known(text) if len(text) <= _LONGEST else function(text)

        return ask

    return decorate
