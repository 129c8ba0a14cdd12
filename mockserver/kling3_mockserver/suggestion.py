"""Suggestion: the known word that a wrong one was probably meant to be, as a part of a sentence."""

from __future__ import annotations

from collections.abc import Iterable

from kling3_openapi.rules.nearest import nearest

_SHOWN_CHARACTERS = 60


def suggestion(word: object, known: Iterable[str]) -> str:
    """Return ` (did you mean fail?)`, or nothing when no known word is near."""
    near = nearest(str(word), known)
    return f" (did you mean {near}?)" if near else ""


def unknown_member(names: Iterable[str], known: Iterable[str]) -> str:
    """Return the beginning of a sentence on the first name of an object that is not known, or nothing."""
    known = tuple(known)
    unknown = next((name for name in names if name not in known), None)
    return "" if unknown is None else f"got '{unknown[:_SHOWN_CHARACTERS]}'{suggestion(unknown, known)}, "
