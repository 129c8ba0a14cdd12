"""How long a video or a shot may last, and what a value means that was sent for it."""

from __future__ import annotations

import re
from math import isnan

SHORTEST = 3
"""Seconds: the least that a video or a shot may last."""

LONGEST = 15
"""Seconds: the most that a video may last, all of its shots together."""

WHOLE_SECONDS = tuple(str(length) for length in range(SHORTEST, LONGEST + 1))
"""The strings that a duration may be."""

_NUMBER = re.compile(r"\s*(-?[0-9]{1,6}(?:\.[0-9]{1,6})?)\s*(?:s|sec|secs|second|seconds)?\s*", re.IGNORECASE)
_BEYOND = 1_000_000.0
"""Larger numbers are held to this: a float can't hold every integer of JSON."""


def seconds(value: object) -> float | None:
    """Return the seconds that a number or a numeric string stands for; None when it is neither.

    A unit is read over (`5s`), because the message shall name the value that was meant.
    """
    if isinstance(value, str):
        number = _NUMBER.fullmatch(value)
        return float(number[1]) if number else None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return None if isnan(held := max(-_BEYOND, min(value, _BEYOND))) else float(held)


def duration_mend(length: float | None) -> str:
    """Return what to send instead: `send the string "5"`."""
    if length is None or (SHORTEST < length < LONGEST and not length.is_integer()):
        return f'send the string of a whole number from "{SHORTEST}" to "{LONGEST}"'
    if length < SHORTEST:
        return f'send the string "{SHORTEST}" or more'
    if length > LONGEST:
        return f'send the string "{LONGEST}" or less'
    return f'send the string "{length:g}"'
