"""The known name that a misspelt one was probably meant to be."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

_LONGEST_NAME = 60
"""Longer names are no slip of the pen, and comparing them costs."""

_LIKENESS = 0.65
"""Lower, difflib takes `model` for `elements`; higher, it misses `duration_seconds`."""

_SEPARATORS = re.compile(r"[\W_]+")


def variant_of(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that differs in case and separators alone, if there is one."""
    return _by_letters(known).get(_letters(name))


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the one known name that has `name` as a word or is most alike; None when all are too far."""
    if len(name) > _LONGEST_NAME:
        return None
    candidates = _by_letters(known)
    holders = [candidate for candidate in candidates.values() if name.lower() in candidate.split("_")]
    if len(holders) == 1:
        return holders[0]
    close = difflib.get_close_matches(_letters(name), candidates, n=1, cutoff=_LIKENESS)
    return candidates[close[0]] if close else None


def _by_letters(known: Iterable[str]) -> dict[str, str]:
    return {_letters(name): name for name in sorted(known)}


def _letters(name: str) -> str:
    return _SEPARATORS.sub("", name[: _LONGEST_NAME + 1]).lower()
