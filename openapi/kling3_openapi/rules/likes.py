"""Likes: what was found in an order holds for every order that differs from it in the words of its prompt alone.

A program sends the same parameters again and again, and another prompt with each. No rule reads a prompt as long as it
is not empty, not too long and without a mark that a reference begins with.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kling3_openapi.endpoints import Family, Tier
from kling3_openapi.findings import Finding

_MOST = 256
_LONGEST = 2_048
"""Characters of all texts of an order that is remembered, its prompt apart: an image in base64 may have millions."""
_MOST_PROMPT = 2_500
_SOMETHING = re.compile("[!-~]")

Like = tuple[object, ...]


class Likes:
    """Remembers the findings of orders, bounded in number and length; safe to use from several threads."""

    def __init__(self) -> None:
        self._known: dict[Like, tuple[Finding, ...]] = {}

    def get(self, like: Like) -> tuple[Finding, ...] | None:
        """Return what was found in such an order, or None."""
        return self._known.get(like)

    def put(self, like: Like, body: Mapping[str, object], found: tuple[Finding, ...]) -> None:
        """Remember what was found in such an order, unless it is long or has numbers that are hard to tell apart."""
        rest = [value for name, value in body.items() if name != "prompt"]
        # 0.0 and -0.0 are equal, and messages may repeat them.
        if any(value == 0 and isinstance(value, float) for value in rest) or _length(body, rest) > _LONGEST:
            return
        if len(self._known) >= _MOST:
            self._known = {}
        self._known[like] = found


def like_of(family: Family, tier: Tier, body: Mapping[str, object]) -> Like | None:
    """Return what an order shares with those that differ in the words of the prompt; None for one of its kind."""
    prompt = body.get("prompt")
    if not isinstance(prompt, str) or not _is_plain(prompt):
        return None
    values = tuple({**body, "prompt": None}.values())
    like = (family, tier, tuple(body), values, tuple(map(type, values)))
    try:
        hash(like)
    except TypeError:
        return None
    return like


def _is_plain(prompt: str) -> bool:
    unmarked = "@" not in prompt and "<" not in prompt and len(prompt) <= _MOST_PROMPT
    return unmarked and (prompt.isascii() or prompt.isprintable()) and _SOMETHING.search(prompt) is not None


def _length(body: Mapping[str, object], values: list[object]) -> int:
    return sum(map(len, body)) + sum(len(value) for value in values if isinstance(value, str))
