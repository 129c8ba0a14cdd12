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


def plain(name: str) -> str:
    """Return a name without case and separators: `webhookUrl` and `webhook_url` become the same."""
    return _SEPARATORS.sub("", name[:_LONGEST_NAME]).lower()


def variant_of(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that differs in case and separators alone, if there is one."""
    asked = plain(name)
    return next((candidate for candidate in sorted(known) if plain(candidate) == asked), None)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that is most alike, or None when all of them are too far."""
    if len(name) > _LONGEST_NAME:
        return None
    by_plain = {plain(candidate): candidate for candidate in sorted(known)}
    close = difflib.get_close_matches(plain(name), by_plain, n=1, cutoff=_LIKENESS)
    return by_plain[close[0]] if close else None
