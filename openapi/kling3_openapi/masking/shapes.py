"""Shapes: what looks like a key by itself, with no name to tell so."""

from __future__ import annotations

import re

from kling3_openapi.endpoints import OPERATIONS
from kling3_openapi.masking.mask import masked

SHORTEST = 20
"""Characters: a shorter text is a word, an id or a date as often as a key."""
_LONGEST = 512
"""Characters: a longer run of letters and digits is data."""
_RUN = re.compile(rf"[A-Za-z0-9_-]{{{SHORTEST},}}")
_UUID = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9A-Za-z])", re.IGNORECASE)
_OPERATIONS = frozenset(each.operation_id for each in OPERATIONS)
"""Names in the documents that have as many letters and digits as a key."""
_LETTER, _DIGIT = re.compile("[A-Za-z]"), re.compile("[0-9]")
_SEPARATORS = re.compile(r"[-_]+")
_WORD = re.compile(r"[A-Za-z]*|[0-9]{1,8}")
_SHORT_WORD = re.compile(r"[A-Za-z0-9]{1,6}")
_MOST_SHORT_WORDS = 3
"""`kling-v2-6-i2v-1080p-pro` has three words of letters and digits; more are a key in groups."""

KNOWN_FORMS = re.compile(
    # The provider's pages show no form of its keys; these are the forms of others' that stand in many programs.
    r"(?<![\w-])(?:whsec_[\w+/-]+=*|(?:sk|pk|rk)[-_](?=[\w-]*[0-9])[\w-]{8,}|gh[opsu]_\w{8,}"
    r"|eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?)"
)
"""Keys that begin as no word does: a webhook's secret, a model vendor's key, a token of GitHub, a JWT."""

BEGINNINGS = ("whsec_", "sk-", "sk_", "pk-", "pk_", "rk-", "rk_", "gho_", "ghp_", "ghs_", "ghu_", "eyj")
"""How these begin, in lower case."""


def looks_like_key(text: str) -> bool:
    """Return whether a text without spaces looks like a key: 20 characters or more of letters and digits, mixed.

    A UUID is none, because tasks have them for ids; nor is a name in words, as kling-v3-motion-control-pro.
    """
    rest = _UUID.sub("", text)
    if text in _OPERATIONS:
        return False
    if not SHORTEST <= len(rest) <= _LONGEST or not _LETTER.search(rest) or not _DIGIT.search(rest):
        return False
    parts = [part for part in _SEPARATORS.split(rest) if not _WORD.fullmatch(part)]
    return len(parts) > _MOST_SHORT_WORDS or any(not _SHORT_WORD.fullmatch(part) for part in parts)


def keys_in(text: str) -> list[str]:
    """Return what looks like a key in a text."""
    if len(text) < SHORTEST:
        return []
    return [run for run in _RUN.findall(text) if looks_like_key(run)]


def without_keys(text: str) -> str:
    """Return a text in which whatever looks like a key is masked."""
    if len(text) < SHORTEST:
        return text
    return _RUN.sub(lambda run: masked(run[0]) if looks_like_key(run[0]) else run[0], text)
