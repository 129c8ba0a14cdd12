"""Suggestion: the known word that a wrong one was probably meant to be, as a part of a sentence."""

from __future__ import annotations

from collections.abc import Iterable


def suggestion(word: object, known: Iterable[str]) -> str:
    """Return ` (did you mean fail?)`, or nothing when no known word is near."""
    from kling3_openapi.rules.nearest import nearest  # only who is wrong needs it

    near = nearest(str(word), known)
    return f" (did you mean {near}?)" if near else ""
