"""Mask: what stands where a secret stood."""

from __future__ import annotations

MASK = "..."
_SHOWN_CHARACTERS = 4
_SHORTEST_SHOWN = 8
"""Characters: of a shorter key its beginning would give too much away."""


def masked(key: str) -> str:
    """Return a key as it may be shown: its first characters at most, never the whole."""
    return f"{key[:_SHOWN_CHARACTERS]}{MASK}" if len(key) > _SHORTEST_SHOWN else MASK if key else ""
