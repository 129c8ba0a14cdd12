"""ToldLimits: the limits that answers tell in their headers, remembered so that each can be held to those before it."""

from __future__ import annotations

from collections import defaultdict, deque
from typing import NamedTuple

from kling3_contracts.messages import Answer
from kling3_openapi.rules.echo import echoed

_PREFIX = "x-ratelimit-"
_NAMES = ("limit", "remaining", "reset")
_MOST_DIGITS = 9
_BURST = 10
"""Answers of which one at least must tell less than the first."""
_AT_ONCE = 1.0
"""Seconds within which they have to come: in more, as much may come back as is used."""


class Told(NamedTuple):
    """What one answer tells: `at` is the target's clock, `here` this machine's, `reset` are seconds."""

    at: float
    here: float
    limit: int
    remaining: int
    reset: int


class ToldLimits:
    """Knows the last answers of each counter, which is a key's on one operation: a server may have one for each."""

    def __init__(self) -> None:
        self._last: defaultdict[tuple[str, str], deque[Told]] = defaultdict(lambda: deque(maxlen=_BURST))

        self._asked: dict[str, float] = {}

    def asked(self, key: str, at: float) -> float:
        """Remember when a key was asked with, whatever for, and return when it was before; -1 for never."""
        before = self._asked.get(key, -1.0)
        self._asked[key] = at
        return before

    def problem(self, operation: str, key: str, told: Told, asked: float) -> str:
        """Remember an answer, and return what it says that can't be, or the empty string.

        `asked` is when the key was asked with before: what was used since then may not have come back.
        """
        last = self._last[operation, key]
        before = last[-1] if last else None
        last.append(told)
        if told.remaining > told.limit:
            return f"tells {told.remaining} of {told.limit} as left: tell no more than the limit"
        is_new = before and told.at - asked > before.reset + 1
        if before and is_new and (told.remaining < before.remaining or told.remaining < min(1, told.limit - 1)):
            passed = f"{before.reset} seconds that x-ratelimit-reset told have passed"
            return f"tells {told.remaining} as left after {before.remaining}, though the {passed}: begin anew then"
        return _stuck(last)


def told_by(answer: Answer, at: float, here: float) -> Told | None:
    """Return what an answer tells at a time by both clocks; None without all three headers as whole numbers."""
    values = [answer.header(f"{_PREFIX}{each}") for each in _NAMES]
    if not all(map(_is_number, values)):
        return None
    limit, remaining, reset = map(int, values)
    return Told(at, here, limit, remaining, reset)


def half_told(answer: Answer) -> str:
    """Return what is wrong with the three headers of a limit in themselves; the empty string where none is sent."""
    values = {f"{_PREFIX}{each}": answer.header(f"{_PREFIX}{each}") for each in _NAMES}
    if not any(values.values()) or all(map(_is_number, values.values())):
        return ""
    return ", ".join(
        f"{name} is {echoed(value) or 'missing'}" for name, value in values.items() if not _is_number(value)
    )


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) <= _MOST_DIGITS


def _stuck(last: deque[Told]) -> str:
    first = last[0]
    # In this process the target's clock may stand still while the server counts by another.
    passed = max(last[-1].at - first.at, last[-1].here - first.here)
    at_once = len(last) == _BURST and passed < _AT_ONCE
    if not at_once or not first.remaining or {each.remaining for each in last} != {first.remaining}:
        return ""
    return f"tells {first.remaining} as left as the {_BURST - 1} before did: count each request"
